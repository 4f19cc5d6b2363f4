//! The tree, in whatever order files come.

mod people;

use super::*;
use crate::catalogue::testing::{catalogue, images_of, item, summary};
use crate::catalogue::{ImageShape, Reason};

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
