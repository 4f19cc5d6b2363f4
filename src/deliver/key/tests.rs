use super::*;
use crate::clean::{Links, OriginalPatient};
use crate::deid::Pseudonyms;

fn links(id: &str) -> Links {
    let original = OriginalPatient {
        patient_id: id.to_owned(),
        ..OriginalPatient::default()
    };
    let case = Pseudonyms::new(&Secret::from_bytes([9; 32])).case(&original.key());
    Links {
        new_patient_id: case.as_str().to_owned(),
        case,
        original,
        days: -400,
        uids: vec![("1.2.3".to_owned(), "2.25.3".to_owned())],
    }
}

fn key() -> LinkingKey {
    let mut key = LinkingKey::new(Secret::from_bytes([9; 32]));
    key.linked.add(&links("RXH1"));
    key.linked.add(&links("RXH2"));
    key.linked.add(&links("RXH1"));
    key
}

fn passphrase() -> Passphrase {
    Passphrase::new("correct horse battery").unwrap()
}

#[test]
fn a_key_comes_back_with_its_secret_and_its_cases_and_says_neither() {
    let sealed = seal_with(&key(), &passphrase(), 4).unwrap();
    for secret in [&b"RXH1"[..], b"1.2.3", b"0909"] {
        assert!(!sealed.windows(secret.len()).any(|bytes| bytes == secret));
    }
    let opened = open(&sealed, &passphrase()).unwrap();
    assert!(opened == key());
    assert_eq!(opened.linked.cases().count(), 2);
    assert_eq!(
        format!("{opened:?} {:?}", opened.linked),
        "LinkingKey(hidden) Linked(hidden)"
    );
}

#[test]
fn a_key_of_a_newer_form_and_what_is_no_key_are_told_apart() {
    for (text, error) in [
        (
            r#"{"darkroom_linking_key":2,"secrets":[]}"#,
            KeyError::Newer,
        ),
        (
            r#"{"darkroom_linking_key":1,"secret":"09","cases":[],"uids":[]}"#,
            KeyError::NotAKey,
        ),
        (r#"{"policy":"strict"}"#, KeyError::NotAKey),
    ] {
        let sealed = age_file::encrypt(text.as_bytes(), &passphrase(), 4).unwrap();
        assert_eq!(open(&sealed, &passphrase()), Err(error));
    }
}

#[test]
fn the_mappings_list_each_id_once() {
    let linked = key().linked;
    let csv = linked.patient_csv();
    let rows: Vec<&str> = csv.lines().collect();
    assert_eq!((rows.len(), rows[0]), (3, "id_old,id_new,issuer"));
    assert!(rows[1].starts_with("RXH1,CASE-") && rows[2].starts_with("RXH2,CASE-"));
    assert_eq!(linked.uid_csv(), "id_old,id_new\n1.2.3,2.25.3\n");
}

#[test]
fn keys_of_two_machines_become_one() {
    let (mut one, mut other) = (Linked::default(), Linked::default());
    one.add(&links("RXH1"));
    other.add(&links("RXH2"));
    one.absorb(other);
    assert!(one == key().linked);
}
