//! Planted names, numbers and dates in every field, and what names nobody.

use super::*;
use crate::catalogue::testing::{item, summary};
use crate::deid::{
    Identifier, Keep, Permission, Preset, Purpose, RecordForm, Role, TestForm, TestResult,
};
use crate::deliver::CollectionForm;

fn catalogue() -> Catalogue {
    let mut summary = summary("CT");
    summary.patient_name = "Quixotham^Zebedee".to_owned();
    summary.patient_id = "RXQ7712345".to_owned();
    summary.patient_birth_date = "19560304".to_owned();
    summary.accession_number = "ACC2224444".to_owned();
    summary.also = [
        "OTH5554433",
        "Farquharson^Zeb",
        "Maidenham",
        "Motherwick",
        "Guardianfield^Ann",
        "12 Elm Grove, Sometown",
        "SHELF99",
        "01715550134",
        "quix@example.org",
        "ADM887766",
    ]
    .into_iter()
    .enumerate()
    .map(|(at, text)| (at as u8, text.to_owned()))
    .collect();
    let patient = |name: &str, id: &str| {
        let mut summary = crate::catalogue::testing::summary("CT");
        (summary.patient_name, summary.patient_id) = (name.to_owned(), id.to_owned());
        item(id, summary)
    };
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![
        item("a", summary),
        patient("Ng^Li", "4455"),
        patient("To^Mei", "77"),
        patient("M\u{FC}ller^J\u{FC}rgen", "998-877-66"),
        patient("Yamada^Tarou=\u{5C71}\u{7530}^\u{592A}\u{90CE}", "JP556677"),
        patient(
            "\u{418}\u{432}\u{430}\u{43D}\u{43E}\u{432}^\u{41F}\u{451}\u{442}\u{440}",
            "RU556677",
        ),
    ]);
    catalogue
}

fn of(by: &str, why: &str, name: Option<&str>) -> Result<(), NamesPatient> {
    let permission = Permission::new(by, why).unwrap();
    let keep = Keep::new([Identifier::PatientId], permission).unwrap();
    let policy = Policy::from(Preset::Teaching).keeping(keep);
    let mark = PolicyMark {
        name: name.map(str::to_owned),
        sha256: String::new(),
    };
    let typed = Typed {
        mark: Some(&mark),
        ..Typed::default()
    };
    check(&catalogue(), &policy, typed)
}

#[test]
fn what_names_a_patient_is_refused_with_its_field() {
    for text in [
        "for Quixotham RXQ7712345",
        "for QUIXOTHAM",
        "about zebedee",
        "for RXQ 771-2345",
        "born 4 March 1956",
        "born 04.03.1956",
        "request ACC2224444",
        "for Qui\u{200D}xotham",
        "for Q u i x o t h a m",
        "for Farquharson",
        "born Maidenham",
        "OTH5554433",
        "shelf99",
        "ADM 887766",
        "phone 0171 555 0134",
        "12 Elm Grove",
        "Mr Ng",
        "NG",
        "Mr To",
        "patient 4455",
        "for Mueller",
        "for Muller",
        "for Mu\u{308}ller",
        "99887766",
        "\u{5C71}\u{7530}",
        "Yamada",
        "\u{41F}\u{435}\u{442}\u{440}",
    ] {
        let why = of("Dr A. Keeper", text, None);
        assert_eq!(why, Err(NamesPatient(Field::Why)), "{text}");
        let name = of("Dr A. Keeper", "to trace findings", Some(text));
        assert_eq!(name, Err(NamesPatient(Field::Name)), "{text}");
    }
    for by in [
        "Zebedee Quixotham",
        "the guardian of RXQ7712345",
        "Quixotham, Z., Zebedee",
        "QuixothamZebedee",
        "Mueller, Juergen",
        "Li Ng",
        "\u{5C71}\u{7530}\u{592A}\u{90CE}",
        "the owner of 4455",
    ] {
        assert_eq!(
            of(by, "to trace findings", None),
            Err(NamesPatient(Field::By)),
            "{by}"
        );
    }
}

#[test]
fn a_record_of_permission_is_read_like_the_rest() {
    let of = |name: &str, words: &str| {
        let form = RecordForm {
            from: Some(Role::ClinicalTutor),
            name: name.to_owned(),
            date: "2026-03-31".to_owned(),
            purpose: Some(Purpose::Other),
            purpose_words: words.to_owned(),
            ..RecordForm::default()
        };
        let record = PermissionRecord::try_from(form).unwrap();
        let typed = Typed {
            permission: Some(&record),
            ..Typed::default()
        };
        check(&catalogue(), &Preset::Strict.into(), typed)
    };
    assert_eq!(of("A. Quixotham", "audit"), Ok(()));
    assert_eq!(of("", "audit of 2024"), Ok(()));
    let refused = |field| Err(NamesPatient(field));
    assert_eq!(of("Zebedee Quixotham", "audit"), refused(Field::RecordName));
    assert_eq!(of("RXQ7712345", "audit"), refused(Field::RecordName));
    assert_eq!(of("AB", "for Quixotham"), refused(Field::RecordPurpose));
    assert_eq!(of("AB", "born 4 March 1956"), refused(Field::RecordPurpose));
}

#[test]
fn a_record_of_the_intruder_test_is_read_like_the_rest() {
    let of = |by: &str, words: &str| {
        let form = TestForm {
            by: by.to_owned(),
            date: "2026-03-31".to_owned(),
            result: Some(TestResult::NobodyIdentified),
            words: words.to_owned(),
        };
        let test = IntruderTest::try_from(form).unwrap();
        let typed = Typed {
            test: Some(&test),
            ..Typed::default()
        };
        check(&catalogue(), &Preset::Strict.into(), typed)
    };
    assert_eq!(of("A. Quixotham", "an hour of searching"), Ok(()));
    let refused = |field| Err(NamesPatient(field));
    assert_eq!(of("Zebedee Quixotham", ""), refused(Field::TestBy));
    assert_eq!(of("RXQ7712345", ""), refused(Field::TestBy));
    assert_eq!(of("AB", "looked for Quixotham"), refused(Field::TestWords));
    assert_eq!(of("AB", "born 4 March 1956"), refused(Field::TestWords));
}

#[test]
fn the_name_and_description_of_a_collection_are_read_like_the_rest() {
    let of = |name: &str, description: &str| {
        let form = CollectionForm {
            name: name.to_owned(),
            description: description.to_owned(),
        };
        let collection = CollectionName::try_from(form).unwrap();
        let typed = Typed {
            collection: Some(&collection),
            ..Typed::default()
        };
        check(&catalogue(), &Preset::Strict.into(), typed)
    };
    assert_eq!(
        of("Chest teaching 2026", "for the final examination"),
        Ok(())
    );
    let refused = |field| Err(NamesPatient(field));
    for name in [
        "chest Quixotham",
        "quix/otham",
        "RXQ-7712345",
        "Mr Ng",
        "4 March 1956",
    ] {
        assert_eq!(of(name, ""), refused(Field::CollectionName), "{name}");
    }
    assert_eq!(
        of("chest", "of Zebedee"),
        refused(Field::CollectionDescription)
    );
}

#[test]
fn what_names_nobody_and_a_surname_shared_with_staff_may_leave() {
    assert_eq!(
        of(
            "Dr A. Quixotham",
            "to trace findings of 2024",
            Some("Radiology 2026")
        ),
        Ok(())
    );
    assert_eq!(
        of("Caldicott Guardian", "agreed on 4 March 2024", None),
        Ok(())
    );
    assert_eq!(
        of(
            "Sometown Hospital, 77 Elm Road",
            "To trace 77 findings to their end",
            None
        ),
        Ok(())
    );
    assert_eq!(
        check(&catalogue(), &Preset::Strict.into(), Typed::default()),
        Ok(())
    );
}
