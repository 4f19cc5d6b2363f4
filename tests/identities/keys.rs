//! Names in a linking key, and passphrases.

use super::*;

#[test]
fn one_id_of_two_people_in_two_exports_with_one_key_is_held() {
    let folder = Folder::new("exports");
    let other = (NAME.0, NAME.1, "Wolverstone^Hester");
    let born = (BORN.0, BORN.1, "19880921");
    folder.put_in("here", "1", &of_other(1, "1", &[ID, NAME, BORN]));
    folder.put_in("there", "1", &of_other(2, "2", &[ID, other, born]));
    folder.put_in("again", "1", &of_other(3, "3", &[ID, NAME]));
    let key = folder.0.join("trust.age");
    let with_key = ["--key", key.to_str().unwrap()];
    let first = clean_in(&folder, "here", "out-here", &with_key);
    assert_eq!(first.code, Some(0), "{}", first.said);
    let second = clean_in(&folder, "there", "out-there", &with_key);
    assert_eq!(
        (second.code, second.left.len()),
        (Some(3), 0),
        "{}",
        second.said
    );
    assert!(
        second.said.contains("can’t all be one person’s"),
        "{}",
        second.said
    );
    // Held is not settled, however often it is tried.
    let second = clean_in(&folder, "there", "out-twice", &with_key);
    assert_eq!(second.code, Some(3), "{}", second.said);
    let again = clean_in(&folder, "again", "out-again", &with_key);
    assert_eq!(again.code, Some(0), "{}", again.said);
    let case = values(&first.left, tags::PATIENT_NAME);
    assert_eq!(values(&again.left, tags::PATIENT_NAME), case);
    // Once somebody has said that they are one, they are.
    let said = [&with_key[..], &["--one-patient", ID.2]].concat();
    let third = clean_in(&folder, "there", "out-said", &said);
    assert_eq!(third.code, Some(0), "{}", third.said);
    assert_eq!(values(&third.left, tags::PATIENT_NAME), case);
    let fourth = clean_in(&folder, "there", "out-known", &with_key);
    assert_eq!(fourth.code, Some(0), "{}", fourth.said);
}

#[test]
fn one_id_of_two_people_in_one_export_is_held_each_time_that_it_is_cleaned_with_a_key() {
    let folder = Folder::new("each-time");
    let other = (NAME.0, NAME.1, "Wolverstone^Hester");
    let born = (BORN.0, BORN.1, "19880921");
    folder.put_in("here", "1", &of_other(1, "1", &[ID, NAME, BORN]));
    folder.put_in("here", "2", &of_other(2, "2", &[ID, other, born]));
    let key = folder.0.join("trust.age");
    let with_key = ["--key", key.to_str().unwrap()];
    for output in ["first", "second", "third"] {
        let ended = clean_in(&folder, "here", output, &with_key);
        assert_eq!(
            (ended.code, ended.left.len()),
            (Some(3), 0),
            "{output}: {}",
            ended.said
        );
    }
    let said = [&with_key[..], &["--one-patient", ID.2]].concat();
    assert_eq!(clean_in(&folder, "here", "said", &said).code, Some(0));
    assert_eq!(clean_in(&folder, "here", "known", &with_key).code, Some(0));
}

/// A key with one patient who was given the name that would be derived for another, sealed by the library.
#[test]
fn a_patient_whose_name_is_taken_in_the_key_leaves_under_the_next() {
    let folder = Folder::new("taken");
    folder.put("1", &of_other(1, "1", &[ID, NAME, BORN]));
    let original = |id: &str| OriginalPatient {
        patient_id: id.to_owned(),
        ..OriginalPatient::default()
    };
    let secret = Secret::from_bytes([7; 32]);
    let pseudonyms = Pseudonyms::new(&secret);
    let (mine, theirs) = (original(ID.2), original(OTHER_ID.2));
    let taken = pseudonyms.alias(&mine.key());
    let mut key = LinkingKey::new(secret);
    key.linked.add(&Links {
        original: theirs,
        new_patient_id: taken.case.as_str().to_owned(),
        case: taken.case.clone(),
        days: taken.shift,
        uids: Vec::new(),
    });
    let (path, passphrase) = (
        folder.0.join("trust.age"),
        Passphrase::new(PASSPHRASE).unwrap(),
    );
    std::fs::write(&path, seal(&key, &passphrase).unwrap()).unwrap();
    let with_key = ["--key", path.to_str().unwrap()];
    let next = Some(pseudonyms.another_case(&mine.key(), 1).as_str().to_owned());
    for output in ["first", "second"] {
        let ended = clean_in(&folder, "in", output, &with_key);
        assert_eq!(ended.code, Some(0), "{}", ended.said);
        assert_eq!(
            values(&ended.left, tags::PATIENT_NAME),
            BTreeSet::from([next.clone()])
        );
        assert!(ended.certificate.contains(next.as_deref().unwrap()));
        assert!(
            folder
                .0
                .join(output)
                .join(next.as_deref().unwrap())
                .is_dir()
        );
    }
    let key = open(&std::fs::read(&path).unwrap(), &passphrase).unwrap();
    assert_eq!(key.linked.cases().count(), 2);
}

#[test]
fn a_passphrase_file_is_read_as_it_was_meant_and_a_weak_one_makes_no_key() {
    let folder = Folder::new("spellings");
    folder.put("1", &of_other(1, "1", &[ID, NAME, BORN]));
    let (key, words) = (folder.0.join("trust.age"), folder.0.join("words"));
    let more = [
        "--key",
        key.to_str().unwrap(),
        "--passphrase-file",
        words.to_str().unwrap(),
    ];
    for weak in ["            ", "password2024", "short"] {
        std::fs::write(&words, weak).unwrap();
        let ended = clean_in(&folder, "in", "weak", &more);
        assert_eq!(
            (ended.code, key.exists()),
            (Some(2), false),
            "{weak}: {}",
            ended.said
        );
        let _ = std::fs::remove_dir_all(folder.0.join("weak"));
    }
    let utf_16 = |text: &str| -> Vec<u8> {
        let units = std::iter::once(0xFEFF).chain(text.encode_utf16());
        units.flat_map(u16::to_le_bytes).collect()
    };
    for (at, bytes) in [
        "Größe Ärger Übelkeit\n".as_bytes().to_vec(),
        "\u{FEFF}Größe Ärger Übelkeit\r\nsecond line"
            .as_bytes()
            .to_vec(),
        "Gro\u{308}ße A\u{308}rger U\u{308}belkeit"
            .as_bytes()
            .to_vec(),
        utf_16("Größe Ärger Übelkeit\r\n"),
    ]
    .into_iter()
    .enumerate()
    {
        std::fs::write(&words, bytes).unwrap();
        let ended = clean_in(&folder, "in", &format!("out-{at}"), &more);
        assert_eq!(ended.code, Some(0), "{at}: {}", ended.said);
    }
    std::fs::write(&words, "GRÖßE äRGER üBELKEIT").unwrap();
    let ended = clean_in(&folder, "in", "wrong", &more);
    assert_eq!(ended.code, Some(2));
    for hint in ["caps lock", "layout", "another key"] {
        assert!(ended.said.contains(hint), "{}", ended.said);
    }
}
