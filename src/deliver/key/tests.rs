use super::*;
use crate::catalogue::Person;
use crate::clean::{Links, OriginalPatient};
use crate::deid::Pseudonyms;

fn links(id: &str) -> Links {
    let original = OriginalPatient {
        patient_id: id.to_owned(),
        ..OriginalPatient::default()
    };
    let alias = Pseudonyms::new(&Secret::from_bytes([9; 32])).alias(&original.key());
    Links {
        new_patient_id: alias.case.as_str().to_owned(),
        case: alias.case,
        original,
        days: alias.shift,
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
            r#"{"darkroom_linking_key":3,"secrets":[]}"#,
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

#[test]
fn a_key_of_the_first_form_opens_and_its_patients_keep_their_names_and_days() {
    let text = r#"{"darkroom_linking_key":1,
        "secret":"0909090909090909090909090909090909090909090909090909090909090909",
        "cases":[{"original":{"patient_id":"RXH 1","issuer":"","name":"","birth_date":""},
                  "case":"CASE-7K2MQ9","patient_id":"CASE-7K2MQ9","days":-400}],
        "uids":[["1.2.3","2.25.3"]]}"#;
    let sealed = age_file::encrypt(text.as_bytes(), &passphrase(), 4).unwrap();
    let mut opened = open(&sealed, &passphrase()).unwrap();
    let pseudonyms = Pseudonyms::new(&opened.secret);
    let known = OriginalPatient {
        patient_id: "rxh 1 ".to_owned(),
        ..OriginalPatient::default()
    };
    let claimed = opened
        .linked
        .claim(&[(known.key(), Vec::new())], &pseudonyms);
    assert!(!claimed.is_news);
    assert_eq!(claimed.aliases[0].case.as_str(), "CASE-7K2MQ9");
    assert_eq!(claimed.aliases[0].shift.days(), -400);
    // Sealed again, it is a key that an earlier Darkroom leaves alone.
    let again = open(
        &seal_with(&opened, &passphrase(), 4).unwrap(),
        &passphrase(),
    );
    assert!(again.unwrap() == opened);
}

#[test]
fn a_key_whose_names_are_no_case_names_or_whose_days_move_no_dates_is_refused() {
    let of = |case: &str, days: i64| {
        let text = format!(
            r#"{{"darkroom_linking_key":1,"secret":"{}","cases":[{{"original":{{"patient_id":"1"}},
            "case":"{case}","patient_id":"1","days":{days}}}],"uids":[]}}"#,
            "09".repeat(32)
        );
        let sealed = age_file::encrypt(text.as_bytes(), &passphrase(), 4).unwrap();
        open(&sealed, &passphrase()).map(|_| ())
    };
    assert_eq!(of("CASE-7K2MQ9XT", -400), Ok(()));
    assert_eq!(of("../../etc/x", -400), Err(KeyError::NotAKey));
    assert_eq!(of("CASE-7K2MQ9XT", 0), Err(KeyError::NotAKey));
}

#[test]
fn a_claim_goes_when_images_have_left_and_stays_where_none_did() {
    let mut key = LinkingKey::new(Secret::from_bytes([9; 32]));
    let pseudonyms = Pseudonyms::new(&key.secret);
    let claimants = ["RXH1", "RXH2"].map(|id| (links(id).original.key(), Vec::new()));
    let claimed = key.linked.claim(&claimants, &pseudonyms);
    assert!(claimed.is_news);
    let mut run = Linked::default();
    run.add(&links("RXH1"));
    key.linked.absorb(run);
    let plain = serde_json::to_string(&key.linked).unwrap();
    assert_eq!(plain.matches("RXH1").count(), 1, "{plain}");
    let again = key.linked.claim(&claimants, &pseudonyms);
    assert_eq!(again.aliases, claimed.aliases);
    assert!(!again.is_news);
}

#[test]
fn people_who_cannot_be_one_are_not_known_by_being_claimed() {
    let person = |name: &str, born: &str| Person {
        name: name.to_owned(),
        birth_date: born.to_owned(),
        sex: None,
    };
    let two = vec![
        person("DOE^JANE", "19500304"),
        person("OKONKWO^ADA", "19710112"),
    ];
    let mut key = LinkingKey::new(Secret::from_bytes([9; 32]));
    let pseudonyms = Pseudonyms::new(&key.secret);
    let claimants = [(links("RXH1").original.key(), two)];
    let claimed = key.linked.claim(&claimants, &pseudonyms);
    assert!(claimed.is_news && claimed.known.is_empty());
    let again = key.linked.claim(&claimants, &pseudonyms);
    assert_eq!(again.aliases, claimed.aliases);
    assert!(!again.is_news);
    assert!(
        again
            .known
            .iter()
            .all(|(_, person)| *person == Person::default())
    );
}

#[test]
fn a_key_knows_the_sex_of_its_patients_and_an_older_one_learns_it() {
    let person = |sex| Person {
        name: "DOE^JANE".to_owned(),
        birth_date: "19500304".to_owned(),
        sex,
    };
    let mut links = links("RXH1");
    links.original.name = "DOE^JANE".to_owned();
    links.original.birth_date = "19500304".to_owned();
    let patient = links.original.key();
    let mut key = LinkingKey::new(Secret::from_bytes([9; 32]));
    let pseudonyms = Pseudonyms::new(&key.secret);
    key.linked.add(&links);
    let claimants = [(patient.clone(), vec![person(Some('F'))])];
    let claimed = key.linked.claim(&claimants, &pseudonyms);
    assert_eq!(claimed.known, [(patient.clone(), person(None))]);
    assert!(claimed.is_news);
    // By its claim, and by what has left.
    links.original.sex = "F".to_owned();
    let mut run = Linked::default();
    run.add(&links);
    for absorbed in [false, true] {
        if absorbed {
            key.linked.absorb(run.clone());
        }
        let again = open(&seal_with(&key, &passphrase(), 4).unwrap(), &passphrase()).unwrap();
        let known: Vec<_> = again.linked.known().collect();
        assert!(known.contains(&(patient.clone(), person(Some('F')))));
    }
}

#[test]
fn a_key_opens_with_any_spelling_of_its_passphrase_and_is_sealed_with_the_first() {
    let (nfc, nfd) = ("Größe Ärger Übel", "Gro\u{308}ße A\u{308}rger U\u{308}bel");
    let typed = Passphrase::of([nfc, nfd, nfc]);
    for before in [nfc, nfd] {
        let sealed = seal_with(&key(), &Passphrase::of([before]), 4).unwrap();
        assert!(open(&sealed, &typed).unwrap() == key());
    }
    let sealed = seal_with(&key(), &typed, 4).unwrap();
    assert!(open(&sealed, &Passphrase::of([nfc])).unwrap() == key());
    assert_eq!(
        open(&sealed, &Passphrase::of([nfd])),
        Err(KeyError::WrongPassphrase)
    );
    // A weak one that a key was sealed with opens it all the same.
    let weak = Passphrase::of(["            "]);
    let sealed = seal_with(&key(), &weak, 4).unwrap();
    assert!(open(&sealed, &weak).unwrap() == key());
}
