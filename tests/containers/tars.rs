//! Tars.

use super::*;

#[test]
fn files_of_any_name_are_counted_one_by_one() {
    let names = [
        "../../x",
        "/etc/x",
        "C:\\x",
        "x",
        "x",
        "a\u{1}\u{1B}[31m",
        "..",
        ".",
    ];
    let found = outcomes(&opener(&[]), "x.tar", &tar_of(&names));
    assert_eq!((found.len(), held(&found)), (names.len(), 0), "{found:?}");
}

#[test]
fn a_tar_that_ends_between_two_files_says_that_there_was_more() {
    let whole = tar_of(&["a", "b", "c"]);
    let keys = opener(&[]);
    let cut = outcomes(&keys, "x.tar", &whole[..2048]);
    assert_eq!((cut.len(), held(&cut)), (3, 1), "{cut:?}");
    let two = [whole.clone(), whole.clone()].concat();
    let both = outcomes(&keys, "x.tar", &two);
    assert_eq!((both.len(), held(&both)), (6, 0), "{both:?}");
    let junk = [whole, b"no header".repeat(99)].concat();
    let more = outcomes(&keys, "x.tar", &junk);
    assert_eq!((more.len(), held(&more)), (4, 1), "{more:?}");
}

#[test]
fn a_sparse_file_in_a_tar_is_held_whatever_size_it_claims() {
    for (size, first) in [
        (u64::MAX, None),
        (1 << 40, None),
        (1 << 40, Some("a")),
        (0, None),
    ] {
        // An old GNU entry (type S) of one hole: nothing of it is stored.
        let mut header = tar::Header::new_gnu();
        header.as_old_mut().name[0] = b's';
        header.set_entry_type(tar::EntryType::GNUSparse);
        header.set_size(0);
        let number = [vec![0x80, 0, 0, 0], size.to_be_bytes().to_vec()].concat();
        let gnu = header.as_gnu_mut().unwrap();
        gnu.realsize.copy_from_slice(&number);
        gnu.sparse[0].offset.copy_from_slice(&number);
        gnu.sparse[0].numbytes.copy_from_slice(b"00000000000\0");
        header.set_cksum();
        let before = first.map_or(Vec::new(), |name| tar_of(&[name])[..1024].to_vec());
        let bytes = [before, header.as_bytes().to_vec(), vec![0; 1024]].concat();
        let found = outcomes(&opener(&[]), "x.tar", &bytes);
        let all = 1 + usize::from(first.is_some());
        assert_eq!((found.len(), held(&found)), (all, 1), "{size}: {found:?}");
    }
}
