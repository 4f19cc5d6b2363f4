//! Whose images are.

use super::*;

#[test]
fn one_patient_id_from_two_issuers_is_two_patients() {
    let mut other = summary("CT");
    other.issuer_of_patient_id = "ELSEWHERE".to_owned();
    other.study_instance_uid = "1.2.4".to_owned();
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![item("a", summary("CT")), item("b", other)]);
    assert_eq!(catalogue.patients.len(), 2);
}

#[test]
fn without_an_id_name_and_birth_date_make_the_patient() {
    let person = |born: &str| {
        let mut person = summary("CT");
        person.study_instance_uid = format!("1.2.{born}");
        person.patient_id = " ".to_owned();
        person.patient_birth_date = born.to_owned();
        item("a", person)
    };
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![
        person("19620114"),
        person("19620114"),
        person("19620115"),
    ]);
    assert_eq!(catalogue.patients.len(), 2);
}

/// What an image of a study says of its patient: ID, issuer, name, birth date.
type Says = [&'static str; 4];

fn saying(study: &str, [id, issuer, name, born]: Says) -> Item {
    let mut summary = summary("CT");
    summary.study_instance_uid = study.to_owned();
    summary.patient_id = id.to_owned();
    summary.issuer_of_patient_id = issuer.to_owned();
    summary.patient_name = name.to_owned();
    summary.patient_birth_date = born.to_owned();
    item("a", summary)
}

/// The keys of the patients whose the images of one study are, in every order of arrival, at once and one by one; all
/// the same. `None`: several people's.
fn whose(says: &[Says]) -> Option<PatientKey> {
    let mut found = Vec::new();
    for turn in 0..says.len() {
        for backwards in [false, true] {
            let mut order: Vec<usize> = (0..says.len()).collect();
            order.rotate_left(turn);
            if backwards {
                order.reverse();
            }
            let items = || order.iter().map(|&at| saying("1.2.3", says[at]));
            let (mut at_once, mut one_by_one) = (Catalogue::default(), Catalogue::default());
            at_once.add(items().collect());
            for item in items() {
                one_by_one.add(vec![item]);
            }
            for catalogue in [at_once, one_by_one] {
                assert_eq!(catalogue.patients.len(), 1);
                assert_eq!(catalogue.series.len(), 1);
                assert_eq!(catalogue.series[0].instances.len(), says.len());
                for (id, &at) in order.iter().enumerate() {
                    let own = saying("1.2.3", says[at]);
                    let Outcome::Instance(own) = own.outcome else {
                        panic!()
                    };
                    let joined = catalogue.joined_to(id).map(OriginalPatient::key);
                    let one = !catalogue.is_of_several(id);
                    let key = joined.unwrap_or_else(|| own.patient_key());
                    assert!(!one || key == catalogue.patients[0].key);
                    found.push(one.then_some(key));
                }
            }
        }
    }
    found.dedup();
    assert_eq!(found.len(), 1, "{says:?}");
    found.remove(0)
}

#[test]
fn the_files_of_a_study_that_say_less_are_the_same_patient_s() {
    let says = |says: &[Says]| whose(says).unwrap();
    let full = ["X1", "HOSP", "DOE^JANE", "19500304"];
    assert!(
        says(&[
            full,
            ["X1", "", "DOE^JANE", "19500304"],
            ["", "", "doe^jane", ""],
            ["", "", "", ""],
            ["", "", "", "19500304"],
            ["", "", "DOE^J", "19500304"],
            ["x1 ", "", "SMITH^JANE", ""],
        ]) == says(&[full])
    );
    // Without any ID, name and birth date together.
    assert!(
        says(&[
            ["", "", "DOE^JANE", ""],
            ["", "", "", "19500304"],
            ["", "", "", ""]
        ]) == says(&[["", "", "DOE^JANE", "19500304"]])
    );
    // Nobody is nobody.
    assert!(says(&[["", "", "", ""], ["", "HOSP", "^^", ""]]) == says(&[["", "", "", ""]]));
}

#[test]
fn a_study_whose_files_contradict_each_other_is_nobody_s() {
    for says in [
        &[["X1", "", "DOE^JANE", ""], ["X2", "", "DOE^JANE", ""]][..],
        &[["X1", "A", "", ""], ["X1", "B", "", ""], ["X1", "", "", ""]],
        &[["X1", "", "DOE^JANE", ""], ["", "", "OKONKWO^ADA", ""]],
        &[["X1", "", "DOE^JANE", "19500304"], ["", "", "", "19710112"]],
        &[
            ["X1", "", "", ""],
            ["", "", "DOE^JANE", ""],
            ["", "", "DOE^JOHN", ""],
        ],
        &[
            ["", "", "DOE^JANE", "19500304"],
            ["", "", "DOE^JANE", "19710112"],
        ],
    ] {
        assert!(whose(says).is_none(), "{says:?}");
    }
    let many: Vec<Says> = (0..70)
        .map(|number| {
            let name: &'static str = format!("DOE^JANE^{}", "A".repeat(number + 2)).leak();
            ["X1", "", name, ""]
        })
        .collect();
    let mut catalogue = Catalogue::default();
    catalogue.add(many.iter().map(|says| saying("1.2.3", *says)).collect());
    assert!(catalogue.is_of_several(0));
}

#[test]
fn files_that_name_neither_patient_nor_study_are_nobody_s_each_by_itself() {
    let mut catalogue = Catalogue::default();
    let nobody = ["", "", "", ""];
    catalogue.add(vec![
        saying("", nobody),
        saying("", nobody),
        saying("", ["X1", "", "DOE^JANE", ""]),
        saying("", ["X1", "", "", ""]),
    ]);
    assert_eq!(catalogue.patients.len(), 3);
    for id in 0..4 {
        assert!(catalogue.joined_to(id).is_none() && !catalogue.is_of_several(id));
        let patient = &catalogue.patients[catalogue.patient_of(id).unwrap()];
        assert!(patient.key == catalogue.summary(id).unwrap().patient_key());
    }
}

#[test]
fn a_study_that_moves_to_another_patient_takes_its_series_along() {
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![
        saying("1", ["", "", "", ""]),
        saying("2", ["X2", "", "ROE^MARY", ""]),
        saying("3", ["X1", "", "DOE^JANE", ""]),
    ]);
    let names = |catalogue: &Catalogue| -> Vec<String> {
        let patients = catalogue.patients.iter();
        patients.map(|patient| patient.name.clone()).collect()
    };
    assert_eq!(names(&catalogue), ["", "ROE^MARY", "DOE^JANE"]);
    catalogue.add(vec![saying("1", ["X1", "", "", ""])]);
    assert_eq!(names(&catalogue), ["DOE^JANE", "ROE^MARY"]);
    for (id, patient) in [(0, 0), (1, 1), (2, 0), (3, 0)] {
        assert_eq!(catalogue.patient_of(id), Some(patient));
        let series = &catalogue.series[catalogue.series_of(id).unwrap()];
        let study = catalogue.study(series.patient, series.study).unwrap();
        assert!(study.series.contains(&catalogue.series_of(id).unwrap()));
    }
    assert_eq!(catalogue.study_instances(0).count(), 2);
    assert_eq!(catalogue.patients[0].studies.len(), 2);
}

#[test]
fn a_name_alone_joins_no_studies_and_an_id_without_a_digit_is_none() {
    for (id, name, birth, patients) in [
        ("", "SMITH^CHRIS", "", 2),
        ("", "TRAUMA^ALPHA", "19000101", 2),
        ("DESCONOCIDO", "SMITH^CHRIS", "", 2),
        ("DESCONOCIDO", "SMITH^CHRIS", "19500304", 1),
        ("X1", "SMITH^CHRIS", "", 1),
    ] {
        let mut catalogue = Catalogue::default();
        catalogue.add(vec![saying("1", [id, "", name, birth])]);
        catalogue.add(vec![saying("2", [id, "", name, birth])]);
        assert_eq!(catalogue.patients.len(), patients, "{id} {name} {birth}");
        // What the rest of a study says less is still his.
        catalogue.add(vec![saying("1", ["", "", "", ""])]);
        assert_eq!(catalogue.patients.len(), patients, "{id} {name} {birth}");
    }
}

#[test]
fn two_people_under_one_id_are_told_from_all_their_studies() {
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![saying("1", ["X1", "", "DOE^JANE", "19500304"])]);
    assert!(!catalogue.patients[0].is_several());
    catalogue.add(vec![saying("2", ["X1", "", "OKONKWO^ADA", "19710112"])]);
    assert_eq!(catalogue.patients[0].people.len(), 2);
    // Also by what other exports knew, until somebody has said that it is one.
    let person = |name: &str, born: &str| Person {
        sex: None,
        name: name.to_owned(),
        birth_date: born.to_owned(),
    };
    let (jane, ada) = (
        person("DOE^JANE", "19500304"),
        person("OKONKWO^ADA", "19710112"),
    );
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![saying("1", ["X1", "", "DOE^JANE", "19500304"])]);
    let key = catalogue.patients[0].key.clone();
    for (known, several) in [
        (vec![], false),
        (vec![jane.clone()], false),
        (vec![ada.clone()], true),
        (vec![jane, ada], false),
    ] {
        let known = known.into_iter().map(|person| (key.clone(), person));
        catalogue.know(known);
        assert_eq!(catalogue.patients[0].is_several(), several);
    }
    // A study that is nobody's says nothing of anybody.
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![
        saying("1", ["X1", "", "DOE^JANE", "19500304"]),
        saying("2", ["X1", "", "OKONKWO^ADA", "19710112"]),
        saying("2", ["X2", "", "OKONKWO^ADA", "19710112"]),
    ]);
    assert!(!catalogue.patients[0].is_several());
}
