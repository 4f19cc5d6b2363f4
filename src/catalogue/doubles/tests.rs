use super::super::testing::summary;
use super::super::{Catalogue, Outcome};
use super::*;

/// Files by place, UID and content; their digest is their content, and empty ones can't be read.
type File = (&'static str, &'static str, &'static str);

fn add(catalogue: &mut Catalogue, files: &[File]) {
    let items = files.iter().map(|(place, uid, content)| {
        let mut summary = summary("CT");
        summary.sop_instance_uid = (*uid).to_owned();
        Item {
            place: (*place).to_owned(),
            size: content.len() as u64,
            outcome: Outcome::Instance(Box::new(summary)),
        }
    });
    catalogue.add(items.collect());
}

/// Reports what was asked for, all at once or one by one.
fn report(catalogue: &mut Catalogue, files: &[File], one_by_one: bool) {
    let wanted = catalogue.to_compare();
    let digests = wanted.into_iter().map(|id| {
        let content = files[id].2;
        let mut digest = [0; 32];
        digest[..content.len()].copy_from_slice(content.as_bytes());
        (id, (!content.contains('?')).then_some(digest))
    });
    match one_by_one {
        true => digests.for_each(|digest| catalogue.compared([digest])),
        false => catalogue.compared(digests),
    }
}

/// The places of doubles, and of files that collide with the place that they collide with; sorted.
type Found = (Vec<&'static str>, Vec<(&'static str, String)>);

fn found(files: &[File], batch: usize, one_by_one: bool) -> Found {
    let mut catalogue = Catalogue::default();
    let mut known = Vec::new();
    for files in files.chunks(batch) {
        add(&mut catalogue, files);
        known.extend_from_slice(files);
        report(&mut catalogue, &known, one_by_one);
    }
    assert!(catalogue.to_compare().is_empty());
    let ids = || 0..files.len();
    let doubles = ids().filter(|&id| catalogue.double_of(id).is_some());
    let mut doubles: Vec<_> = doubles.map(|id| files[id].0).collect();
    let collision = |id: usize| {
        let (_, place) = catalogue.collides_with(id, |_| false)?;
        Some((files[id].0, place.to_owned()))
    };
    let mut collisions: Vec<_> = ids().filter_map(collision).collect();
    for id in ids() {
        assert_eq!(
            catalogue.series_of(id).is_none(),
            catalogue.double_of(id).is_some()
        );
    }
    doubles.sort_unstable();
    collisions.sort_unstable();
    (doubles, collisions)
}

fn found_in_all_orders(files: &[File]) -> (usize, Vec<(&'static str, String)>) {
    let mut all = Vec::new();
    for turn in 0..files.len() {
        for batch in [1, 2, files.len()] {
            for one_by_one in [false, true] {
                let mut files = files.to_vec();
                files.rotate_left(turn);
                let (doubles, collisions) = found(&files, batch, one_by_one);
                all.push((doubles.len(), collisions));
            }
        }
    }
    all.dedup();
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

#[test]
fn byte_identical_files_are_doubles_and_only_one_is_in_a_series() {
    let files = [
        ("a/1", "1.2", "same"),
        ("b/1", "1.2", "same"),
        ("c/1", "1.2", "same"),
        ("a/2", "1.3", "same"),
    ];
    assert_eq!(found_in_all_orders(&files), (2, Vec::new()));
    assert_eq!(found(&files, 4, false).0, ["b/1", "c/1"]);
}

#[test]
fn of_different_files_of_one_uid_the_first_by_place_goes_before_the_others() {
    let other = |place, of: &str| (place, of.to_owned());
    // Of another size, of the same size, and a double of one that is held.
    let files = [
        ("IM10", "1.2", "first"),
        ("IM2", "1.2", "longer"),
        ("IM9", "1.2", "other"),
    ];
    let expected = vec![other("IM10", "IM2"), other("IM9", "IM2")];
    assert_eq!(found_in_all_orders(&files), (0, expected));
}

#[test]
fn a_double_goes_before_others_by_the_first_of_its_places() {
    let files = [
        ("b", "1.2", "other"),
        ("a", "1.2", "first"),
        ("c", "1.2", "first"),
    ];
    assert_eq!(
        found_in_all_orders(&files),
        (1, vec![("b", "a".to_owned())])
    );
}

#[test]
fn what_cannot_be_read_is_no_double() {
    let files = [("a", "1.2", "?aa"), ("b", "1.2", "?aa")];
    assert_eq!(
        found_in_all_orders(&files),
        (0, vec![("b", "a".to_owned())])
    );
}

#[test]
fn files_without_a_uid_are_doubles_by_their_bytes_and_never_collide() {
    let files = [
        ("a", "", "same"),
        ("b", "", "same"),
        ("c", "", "else"),
        ("d", "", "longer"),
    ];
    assert_eq!(found_in_all_orders(&files), (1, Vec::new()));
}

#[test]
fn bytes_are_asked_for_only_where_uid_and_size_are_another_s() {
    let mut catalogue = Catalogue::default();
    add(
        &mut catalogue,
        &[
            ("a", "1.2", "one"),
            ("b", "1.2", "longer"),
            ("c", "1.3", "one"),
        ],
    );
    assert!(catalogue.to_compare().is_empty());
    add(&mut catalogue, &[("d", "1.2", "two")]);
    assert_eq!(catalogue.to_compare(), [0, 3]);
    assert!(catalogue.to_compare().is_empty());
    // It is in no series until its bytes are known, and taken for another's until then.
    assert_eq!(catalogue.series_of(3), None);
    assert!(catalogue.collides_with(3, |_| false).is_some());
}

#[test]
fn the_next_takes_the_place_of_one_that_is_deleted() {
    let mut catalogue = Catalogue::default();
    let files = [
        ("a", "1.2", "one"),
        ("b", "1.2", "two!"),
        ("c", "1.2", "three"),
    ];
    add(&mut catalogue, &files);
    let other = |id, deleted: &[usize]| {
        let found = catalogue.collides_with(id, |id| deleted.contains(&id));
        found.map(|(id, _)| id)
    };
    assert_eq!([0, 1, 2].map(|id| other(id, &[])), [None, Some(0), Some(0)]);
    assert_eq!([1, 2].map(|id| other(id, &[0])), [None, Some(1)]);
}
