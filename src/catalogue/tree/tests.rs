use super::super::testing::{catalogue, images_of, item, summary};
use super::super::{ImageShape, Reason};
use super::*;

#[test]
fn a_series_is_triaged_again_with_its_instances() {
    let held = Triage::Held(HeldReason::Video);
    let mut catalogue = catalogue(&[(held.clone(), 2, 9, 64)]);
    let triage = |catalogue: &Catalogue| catalogue.series[0].triage.clone();
    catalogue.triage_again(1, Triage::Look(Vec::new()));
    assert_eq!(triage(&catalogue), Triage::Look(Vec::new()));
    catalogue.triage_again(1, held.clone());
    assert_eq!(triage(&catalogue), held);
    catalogue.triage_again(7, Triage::Glance);
    assert_eq!(triage(&catalogue), held);
}

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

#[test]
fn without_uids_folder_and_date_make_the_study_modality_and_number_the_series() {
    let nameless = |place: &str, date: &str, number: i64| {
        let mut summary = summary("CT");
        summary.study_instance_uid = String::new();
        summary.series_instance_uid = String::new();
        summary.study_date = date.to_owned();
        summary.series_number = Some(number);
        item(place, summary)
    };
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![
        nameless("x/A/1", "20260101", 1),
        nameless("x/A/2", "20260101", 1),
        nameless("x/A/3", "20260101", 2),
        nameless("x/A/4", "20260102", 1),
        nameless("x/B/1", "20260101", 1),
    ]);
    let studies = catalogue.patients[0].studies.iter();
    let images = |study: &Study| {
        let series = study.series.iter();
        let images = series.map(|id| catalogue.series(*id).unwrap().instances.len());
        images.collect::<Vec<_>>()
    };
    assert_eq!(
        studies.map(images).collect::<Vec<_>>(),
        [vec![2, 1], vec![1], vec![1]]
    );
}

#[test]
fn ids_stay_true_when_more_is_added() {
    let mut catalogue = catalogue(&[(Triage::Glance, 2, 1, 64), (Triage::Glance, 2, 1, 64)]);
    let before: Vec<_> = catalogue
        .series
        .iter()
        .map(|series| series.series_instance_uid.clone())
        .collect();
    catalogue.add(images_of(0, &Triage::Glance, 2..5, 1, 64));
    let after: Vec<_> = catalogue
        .series
        .iter()
        .map(|series| series.series_instance_uid.clone())
        .collect();
    assert_eq!(before, after);
    assert_eq!(catalogue.series[0].instances, [0, 1, 4, 5, 6]);
    assert_eq!(catalogue.series_of(6), Some(0));
    assert_eq!(catalogue.study_instances(1).count(), 7);
}

#[test]
fn series_stand_in_order_of_their_numbers() {
    let mut catalogue = Catalogue::default();
    catalogue.add(images_of(5, &Triage::Glance, 0..1, 1, 64));
    catalogue.add(images_of(2, &Triage::Glance, 0..1, 1, 64));
    assert_eq!(catalogue.patients[0].studies[0].series, [1, 0]);
}

#[test]
fn files_that_are_no_instances_are_counted_and_in_no_series() {
    let mut catalogue = Catalogue::default();
    let not_dicom = Outcome::NotDicom("not DICOM".to_owned());
    catalogue.add(vec![Item {
        place: "readme.txt".to_owned(),
        size: 1,
        outcome: not_dicom,
    }]);
    assert_eq!(catalogue.items.len(), 1);
    assert_eq!(catalogue.series_of(0), None);
}

#[test]
fn fifty_thousand_files_are_taken_in_in_small_batches() {
    let mut catalogue = Catalogue::default();
    for batch in 0..250 {
        catalogue.add(images_of(
            batch % 3,
            &Triage::Glance,
            batch * 200..(batch + 1) * 200,
            1,
            64,
        ));
    }
    assert_eq!(catalogue.items.len(), 50_000);
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

/// The keys of the patients whose the images of one study are, in every order of arrival, at once and one by one; all the
/// same. `None`: several people's.
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

/// The reasons for a look at one series of such `(columns, class)`, in whatever order and batches they come.
fn reasons_of(images: &[(u32, &str)]) -> Vec<Reason> {
    let number = std::cell::Cell::new(0);
    let image = |&(columns, class): &(u32, &str)| {
        let mut summary = summary("CT");
        number.set(number.get() + 1);
        summary.sop_instance_uid = format!("1.2.{}", number.get());
        summary.sop_class_uid = format!("1.2.840.10008.5.1.4.1.1.{class}");
        summary.image = summary.image.map(|image| ImageShape { columns, ..image });
        item("a", summary)
    };
    let triage_of = |batches: &[&[(u32, &str)]]| {
        let mut catalogue = Catalogue::default();
        for batch in batches {
            catalogue.add(batch.iter().map(image).collect());
        }
        catalogue.series[0].triage.clone()
    };
    let triage = triage_of(&[images]);
    let backwards: Vec<_> = images.iter().rev().copied().collect();
    assert_eq!(triage_of(&[&backwards]), triage);
    let one_by_one: Vec<_> = images.chunks(1).collect();
    assert_eq!(triage_of(&one_by_one), triage);
    match triage {
        Triage::Look(reasons) => reasons,
        _ => Vec::new(),
    }
}

#[test]
fn a_picture_unlike_the_rest_of_its_series_needs_a_look() {
    let slices = [(512, "2"); 6];
    let and = |odd: &[(u32, &'static str)]| [&slices[..], odd, &slices[..]].concat();
    assert_eq!(reasons_of(&slices), []);
    assert_eq!(reasons_of(&and(&[(888, "2")])), [Reason::OddSize]);
    assert_eq!(reasons_of(&and(&[(512, "2.1")])), [Reason::OddClass]);
    assert_eq!(
        reasons_of(&and(&[(888, "2.1")])),
        [Reason::OddSize, Reason::OddClass]
    );
    let halves = [(512, "2"), (256, "2"), (512, "2"), (256, "2")];
    assert_eq!(reasons_of(&halves), [Reason::OddSize]);
}

#[test]
fn what_stays_behind_or_shows_nothing_makes_no_series_odd() {
    let mut catalogue = Catalogue::default();
    catalogue.add(images_of(0, &Triage::Glance, 0..2, 1, 64));
    let held = Triage::Held(HeldReason::Video);
    catalogue.add(images_of(0, &held, 2..3, 1, 512));
    assert_eq!(catalogue.series[0].triage, Triage::Glance);
    catalogue.triage_again(2, Triage::Glance);
    let odd = Triage::Look(vec![Reason::OddSize]);
    assert_eq!(catalogue.series[0].triage, odd);
    catalogue.triage_again(2, held);
    assert_eq!(catalogue.series[0].triage, Triage::Glance);
    assert_eq!(reasons_of(&[(64, "66.4"), (128, "66.4")]), []);
}

#[test]
fn a_held_image_that_would_need_a_look_makes_its_series_need_one() {
    let mut catalogue = catalogue(&[(Triage::Glance, 2, 1, 64)]);
    let mut items = images_of(0, &Triage::Held(HeldReason::CannotShow), 2..3, 1, 64);
    if let Outcome::Instance(summary) = &mut items[0].outcome {
        summary.held_with = vec![Reason::BurnedInAnnotationYes];
    }
    catalogue.add(items);
    let look = Triage::Look(vec![Reason::BurnedInAnnotationYes]);
    assert_eq!(catalogue.series[0].triage, look);
}

#[test]
fn what_was_locked_takes_its_own_place_and_is_counted_once() {
    let locked = |place: &str| Item {
        place: place.to_owned(),
        size: 9,
        outcome: Outcome::Held(HeldReason::Locked { tried: false }),
    };
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![
        item("a", summary("CT")),
        locked("x.zip/b"),
        locked("x.zip/c"),
    ]);
    assert_eq!(catalogue.locked().collect::<Vec<_>>(), [1, 2]);
    let mut second = summary("CT");
    second.sop_instance_uid = "1.2.9".to_owned();
    catalogue.unlock(1, item("x.zip/b", second.clone()));
    // The same file again has to be compared, as if it had come later.
    catalogue.unlock(2, item("x.zip/c", second.clone()));
    assert_eq!(catalogue.items.len(), 3);
    assert_eq!(catalogue.locked().count(), 0);
    assert_eq!(catalogue.series[0].instances, [0, 1]);
    assert_eq!(catalogue.to_compare(), [1, 2]);
    catalogue.compared([(1, Some([7; 32])), (2, Some([7; 32]))]);
    assert_eq!(catalogue.double_of(2), Some(1));
    // What was opened may hold more that is locked: that is asked for in turn.
    catalogue.add(vec![locked("y.zip/in.zip")]);
    catalogue.unlock(3, locked("y.zip/in.zip/d"));
    assert_eq!(catalogue.locked().collect::<Vec<_>>(), [3]);
    assert_eq!(catalogue.items[3].place, "y.zip/in.zip/d");
    catalogue.unlock(3, item("y.zip/in.zip/d", summary("CT")));
    assert_eq!((catalogue.items.len(), catalogue.locked().count()), (4, 0));
    // What is not locked is not put in place of.
    catalogue.unlock(0, item("other", second));
    assert_eq!(catalogue.items[0].place, "a");
}
