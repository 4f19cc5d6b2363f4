use super::*;
use crate::catalogue::testing::{item, summary};
use crate::catalogue::{Catalogue, Counts, Item, Triage};
use crate::clean::HeldReason;
use crate::review::testing::waiting;

fn of(study: &str, id: &str, name: &str, born: &str) -> Item {
    let mut summary = summary("CT");
    summary.study_instance_uid = study.to_owned();
    summary.series_instance_uid = format!("{study}.1");
    summary.patient_id = id.to_owned();
    summary.patient_name = name.to_owned();
    summary.patient_birth_date = born.to_owned();
    item("drop/a", summary)
}

fn with_uid(place: &str, uid: &str, size: u64) -> Item {
    let mut summary = summary("CT");
    summary.sop_instance_uid = uid.to_owned();
    Item {
        size,
        ..item(place, summary)
    }
}

fn reasons(review: &Review, catalogue: &Catalogue) -> Vec<Option<HeldReason>> {
    let ids = 0..catalogue.items.len();
    ids.map(|id| review.held_for_identity(catalogue, id))
        .collect()
}

#[test]
fn every_file_of_a_study_that_contradicts_itself_is_held_and_no_other() {
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![
        of("1", "X1", "DOE^JANE", ""),
        of("1", "X2", "DOE^JANE", ""),
        of("2", "X1", "DOE^JANE", ""),
    ]);
    let mut review = Review::default();
    let held = Some(HeldReason::StudyOfSeveral);
    assert_eq!(reasons(&review, &catalogue), [held.clone(), held, None]);
    assert_eq!(waiting(&review, &catalogue), [2]);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Held);
    assert_eq!(review.left(&catalogue), [1]);
    review.clear(&catalogue, &[0, 1]);
    review.say_one_person(&catalogue, 0);
    assert_eq!(waiting(&review, &catalogue), [2]);
    let counts = Counts::before(&catalogue, &review);
    assert!(counts.reconcile());
    assert_eq!((counts.held, counts.waiting), (2, 1));
}

#[test]
fn two_people_under_one_id_are_held_until_somebody_says_that_they_are_one() {
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![
        of("1", "X1", "DOE^JANE", "19500304"),
        of("2", "X1", "OKONKWO^ADA", "19710112"),
        of("3", "X2", "ROE^MARY", "19620114"),
    ]);
    let mut review = Review::default();
    let held = Some(HeldReason::SeveralPeople);
    let both = [held.clone(), held, None];
    assert_eq!(reasons(&review, &catalogue), both);
    assert_eq!(review.left(&catalogue), [2]);
    review.say_one_person(&catalogue, 0);
    assert_eq!(reasons(&review, &catalogue), [None, None, None]);
    assert_eq!(review.left(&catalogue), [0, 1, 2]);
    assert!(review.undo().is_some());
    assert_eq!(reasons(&review, &catalogue), both);
    assert!(review.redo().is_some());
    review.hold_people(&catalogue, 0);
    assert_eq!(reasons(&review, &catalogue), both);
    assert!(review.undo().is_some());
    // Nobody has said anything of one more.
    catalogue.add(vec![of("4", "X1", "KOWALSKI^JAN", "19331224")]);
    assert_eq!(
        reasons(&review, &catalogue)[0],
        Some(HeldReason::SeveralPeople)
    );
}

#[test]
fn what_was_cleared_while_it_was_held_has_to_be_looked_at_when_it_is_let_in() {
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![
        of("1", "X1", "DOE^JANE", "19500304"),
        of("2", "X1", "OKONKWO^ADA", "19710112"),
    ]);
    let mut review = Review::default();
    review.clear(&catalogue, &[0]);
    review.say_one_person(&catalogue, 0);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
}

#[test]
fn a_double_is_counted_by_itself_whatever_becomes_of_the_file_that_it_is_a_double_of() {
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![with_uid("a", "1.2", 9), with_uid("b", "1.2", 9)]);
    let wanted = catalogue.to_compare();
    catalogue.compared(wanted.into_iter().map(|id| (id, Some([7; 32]))));
    let mut review = Review::default();
    let counts = |review: &Review| {
        let counts = Counts::before(&catalogue, review);
        assert!(counts.reconcile());
        (counts.waiting, counts.deleted, counts.doubles)
    };
    assert_eq!(counts(&review), (1, 0, 1));
    assert_eq!(review.fate(&catalogue, 1), Fate::Double);
    review.delete_instances(&[0, 1]);
    assert_eq!(counts(&review), (0, 1, 1));
    review.restore_instances(&[0, 1]);
    assert_eq!(counts(&review), (1, 0, 1));
}

#[test]
fn of_two_different_files_with_one_uid_one_leaves_and_deleting_it_lets_the_other_go() {
    let mut catalogue = Catalogue::default();
    catalogue.add(vec![with_uid("b", "1.2", 9), with_uid("a", "1.2", 8)]);
    let mut review = Review::default();
    let taken = Some(HeldReason::InstanceUidTaken);
    assert_eq!(reasons(&review, &catalogue), [taken.clone(), None]);
    assert_eq!(review.collides_with(&catalogue, 0), Some((1, "a")));
    // The rest of the series goes on.
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
    review.clear(&catalogue, &[0]);
    assert_eq!(waiting(&review, &catalogue), [1]);
    review.delete_instances(&[1]);
    assert_eq!(waiting(&review, &catalogue), [0]);
    // Nobody had to look at it when the series was cleared.
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
    review.restore_instances(&[1]);
    assert_eq!(reasons(&review, &catalogue), [taken, None]);
    assert!(Counts::before(&catalogue, &review).reconcile());
}

#[test]
fn the_reason_for_which_a_picture_is_held_comes_first() {
    let mut catalogue = Catalogue::default();
    let mut items = vec![of("1", "X1", "", ""), of("1", "X2", "", "")];
    if let crate::catalogue::Outcome::Instance(summary) = &mut items[0].outcome {
        summary.triage = Triage::Held(HeldReason::Document);
    }
    catalogue.add(items);
    let review = Review::default();
    let reason = |id| review.held_reason(&catalogue, id);
    assert_eq!(reason(0), Some(HeldReason::Document));
    assert_eq!(reason(1), Some(HeldReason::StudyOfSeveral));
}
