//! Containers that a password opens.

use super::*;

#[test]
fn every_locked_container_opens_with_its_password_among_others() {
    let expected = folder();
    let keys = opener(&["wrong", "fixture", "Fixture"]);
    for name in LOCKED {
        let files = read(&keys, name, &fixture(name));
        assert_eq!(files, expected, "{name}");
    }
}

#[test]
fn a_wrong_password_that_passes_the_check_does_not_keep_the_right_one_from_being_tried() {
    // Found by trying: with the salt of ST01/IM0001 it gives the same two bytes as the right one.
    const PASSES: &str = "wrong 7495";
    let bytes = fixture("aes128.zip");
    let why = "it is damaged inside the archive".to_owned();
    let damaged = Outcome::Held(HeldReason::ArchiveEntry { why });
    let found = outcomes(&opener(&[PASSES]), "x.zip", &bytes);
    let passed = found.iter().filter(|(_, told)| *told == damaged).count();
    assert_eq!(passed, 1, "{found:?}");
    assert_eq!(
        read(&opener(&[PASSES, "fixture"]), "x.zip", &bytes),
        folder()
    );
}

#[test]
fn without_its_password_or_with_a_wrong_one_all_that_is_locked_is_held() {
    for name in LOCKED {
        for (passwords, tried) in [(vec![], false), (vec!["wrong", "£ wrong"], true)] {
            let found = outcomes(&opener(&passwords), name, &fixture(name));
            let locked = Outcome::Held(HeldReason::Locked { tried });
            let held = found
                .iter()
                .filter(|(_, outcome)| *outcome == locked)
                .count();
            let open = found.len() - held;
            // The list of files is itself encrypted, or it is not; what is empty needs no password.
            match name {
                "locked-list.7z" => assert_eq!((held, open), (1, 0), "{name}"),
                _ => {
                    assert_eq!(found.len(), 4, "{name} {found:?}");
                    assert!(held >= 3, "{name}: {found:?}");
                }
            }
            let words = format!("{found:?}");
            assert!(!words.contains("wrong"), "{words}");
        }
    }
}

#[test]
fn a_place_that_was_locked_is_examined_again_by_itself() {
    let bytes = fixture("infozip-locked.zip");
    let locked = examined(&opener(&[]), "x.zip", &bytes);
    let keys = opener(&["fixture"]);
    let mut again = BTreeMap::new();
    for (item, at) in locked {
        let dropped = Dropped {
            place: item.place.clone(),
            file: 0,
            source: source(&bytes),
            at,
        };
        intake::examine_whole(&keys, &dropped, &mut |found, locator| {
            assert_eq!(found.place, item.place);
            let found = keys.open(0, source(&bytes), &locator).unwrap();
            let name = item.place.trim_start_matches("x.zip/").to_owned();
            again.insert(name, found.read(0..found.len()).unwrap());
        });
    }
    assert_eq!(again, folder());
}

/// A zip of these files under a password.
fn locked_zip(password: &str, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().with_aes_encryption(AesMode::Aes256, password);
    for (name, content) in files {
        writer.start_file(*name, options).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_password_that_leads_to_what_another_locks_is_a_right_one() {
    let inner = locked_zip("second", &[("a", b"one"), ("b", b"two")]);
    let bytes = locked_zip("first", &[("in.zip", &inner), ("beside", b"three")]);
    let locked = examined(&opener(&[]), "x.zip", &bytes);
    assert_eq!(locked.len(), 2);
    let again = |passwords: &[&str], (item, at): &(Item, Locator)| {
        let dropped = Dropped {
            place: item.place.clone(),
            file: 0,
            source: source(&bytes),
            at: at.clone(),
        };
        let mut found = Vec::new();
        intake::examine_whole(&opener(passwords), &dropped, &mut |item, at| {
            found.push((item, at));
        });
        found
    };
    for one in &locked {
        let found = again(&["second"], one);
        assert_eq!(found.len(), 1);
        assert!(intake::is_still_locked(&one.1, &found[0].0, &found[0].1));
    }
    let found = again(&["first"], &locked[0]);
    assert_eq!(found.len(), 2);
    for (item, at) in &found {
        // Locked, but further in.
        assert!(item.is_locked() && !intake::is_still_locked(&locked[0].1, item, at));
        let opened = again(&["first", "second"], &(item.clone(), at.clone()));
        assert!(matches!(opened.as_slice(), [(item, _)] if !item.is_locked()));
    }
    let found = again(&["first"], &locked[1]);
    assert!(!intake::is_still_locked(
        &locked[1].1,
        &found[0].0,
        &found[0].1
    ));
}

#[test]
fn what_no_password_can_open_does_not_ask_for_one_for_ever() {
    let bytes = fixture("ppmd-locked.7z");
    let why = "it is packed in a way that Darkroom doesn’t know".to_owned();
    let method = Outcome::Held(HeldReason::ArchiveEntry { why });
    for (passwords, expected) in [
        (vec![], Outcome::Held(HeldReason::Locked { tried: false })),
        (vec!["fixture"], method),
    ] {
        let found = outcomes(&opener(&passwords), "x.7z", &bytes);
        let told = found.iter().filter(|(_, told)| *told == expected).count();
        // The empty file needs neither.
        assert_eq!((found.len(), told), (4, 3), "{found:?}");
    }
}

fn written(options: SimpleFileOptions, password: &str) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = options.with_aes_encryption(AesMode::Aes256, password);
    for (name, content) in folder() {
        writer.start_file(name, options).unwrap();
        writer.write_all(&content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn what_the_zip_crate_encrypts_is_read() {
    for method in [CompressionMethod::Stored, CompressionMethod::Deflated] {
        let options = SimpleFileOptions::default().compression_method(method);
        let bytes = written(options, "pass £ word");
        assert_eq!(read(&opener(&["pass £ word"]), "x.zip", &bytes), folder());
    }
}

#[test]
fn an_encrypted_entry_that_was_changed_is_held() {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let bytes = written(options, "p");
    let content = bytes.len() / 3;
    let mut changed = bytes;
    changed[content] ^= 1;
    let found = outcomes(&opener(&["p"]), "x.zip", &changed);
    let why = "it is damaged inside the archive".to_owned();
    let damaged = Outcome::Held(HeldReason::ArchiveEntry { why });
    assert_eq!(
        found.iter().filter(|(_, told)| *told == damaged).count(),
        1,
        "{found:?}"
    );
}
