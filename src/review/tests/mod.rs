mod identity;
mod part;
mod seen;
mod union;

use proptest::prelude::*;

use super::testing::look_and_clear;
use super::*;
use crate::catalogue::testing::{catalogue, images_of};
use crate::catalogue::{Catalogue, Counts, Reason, Triage};
use crate::clean::HeldReason;
use crate::pixels::{FrameRegion, FrameSpan, Rect};

const CORNER: Rect = Rect {
    x: 0,
    y: 0,
    width: 10,
    height: 5,
};

fn look() -> Triage {
    Triage::Look(vec![Reason::Ultrasound])
}

/// Series 0: three images; series 1: two images of the same size; series 2: two narrow images of four frames.
fn study() -> Catalogue {
    catalogue(&[(look(), 3, 1, 64), (look(), 2, 1, 64), (look(), 2, 4, 8)])
}

#[test]
fn every_reach_counts_the_images_it_says() {
    let catalogue = study();
    let mut review = Review::default();
    let id = review.paint(CORNER, Reach::Frame, 0, 0);
    let region = *review.region(id).unwrap();
    let counts = Reach::ALL.map(|reach| review.reach_count(&catalogue, &region, reach));
    assert_eq!(counts, [1, 1, 3, 5, 7]);
}

#[test]
fn a_rectangle_is_clipped_to_each_image_and_left_out_where_nothing_remains() {
    let catalogue = study();
    let mut review = Review::default();
    let wide = Rect {
        x: 2,
        y: 40,
        width: 60,
        height: 50,
    };
    let outside = Rect {
        x: 20,
        y: 0,
        width: 9,
        height: 9,
    };
    let first = review.paint(wide, Reach::Study, 0, 0);
    review.paint(outside, Reach::Study, 0, 0);
    let clipped = Rect {
        x: 2,
        y: 40,
        width: 6,
        height: 8,
    };
    let expected = FrameRegion {
        rect: clipped,
        frames: FrameSpan::All,
    };
    assert_eq!(review.reaching(&catalogue, 5), [(first, expected)]);
    assert_eq!(review.reaching(&catalogue, 3).len(), 2);
}

/// Makes a region hide less than it did.
const UNCOVERING: [fn(&mut Review, RegionId); 3] = [
    |review, id| review.remove_region(id),
    |review, id| review.set_reach(id, Reach::Frame),
    |review, id| review.reshape(id, Rect { width: 9, ..CORNER }, 1),
];

#[test]
fn a_series_cleared_with_a_rectangle_on_it_is_unreviewed_once_the_rectangle_hides_less() {
    let catalogue = study();
    let cleared = || {
        let mut review = Review::default();
        let id = review.paint(CORNER, Reach::Series, 0, 0);
        look_and_clear(&mut review, &catalogue, &[0]);
        assert_eq!(review.state(&catalogue, 0), SeriesState::Redacted);
        (review, id)
    };
    for make in UNCOVERING {
        let (mut review, id) = cleared();
        make(&mut review, id);
        assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
        review.undo();
        assert_eq!(review.state(&catalogue, 0), SeriesState::Redacted);
    }
    let (mut review, id) = cleared();
    review.set_reach(id, Reach::Study);
    let larger = Rect {
        width: 11,
        ..CORNER
    };
    review.reshape(id, larger, 1);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Redacted);
}

#[test]
fn a_name_hidden_by_another_series_of_the_study_is_not_uncovered_unseen() {
    let catalogue = study();
    for make in UNCOVERING {
        let mut review = Review::default();
        let name = review.paint(CORNER, Reach::Study, 0, 0);
        let there = catalogue.series_of(3).unwrap();
        assert!(there != catalogue.series_of(0).unwrap());
        look_and_clear(&mut review, &catalogue, &[there]);
        assert_eq!(review.state(&catalogue, there), SeriesState::Redacted);
        make(&mut review, name);
        assert_eq!(review.state(&catalogue, there), SeriesState::Unreviewed);
    }
    // Less reach that is no less here.
    let mut review = Review::default();
    let name = review.paint(CORNER, Reach::Study, 0, 0);
    look_and_clear(&mut review, &catalogue, &[0]);
    for reach in [Reach::Series, Reach::SameSize, Reach::Series] {
        review.set_reach(name, reach);
        assert_eq!(review.state(&catalogue, 0), SeriesState::Redacted);
    }
    // Nobody has said anything of what was under a rectangle that alone is kept.
    assert!(review.keep_only(&catalogue, name));
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
}

#[test]
fn deleted_images_are_not_counted_and_keep_their_painting() {
    let catalogue = study();
    let mut review = Review::default();
    let id = review.paint(CORNER, Reach::Series, 0, 0);
    review.delete_instances(&[1]);
    let region = *review.region(id).unwrap();
    assert_eq!(review.reach_count(&catalogue, &region, Reach::Series), 2);
    review.restore_instances(&[1]);
    assert_eq!(review.reaching(&catalogue, 1).len(), 1);
}

#[test]
fn a_region_drawn_in_another_series_does_not_review_this_one() {
    let catalogue = study();
    let mut review = Review::default();
    review.paint(CORNER, Reach::Study, 0, 0);
    assert_eq!(review.state(&catalogue, 1), SeriesState::Unreviewed);
    look_and_clear(&mut review, &catalogue, &[1]);
    assert_eq!(review.state(&catalogue, 1), SeriesState::Redacted);
}

#[test]
fn images_added_after_the_decision_put_the_series_back_to_unreviewed() {
    let mut catalogue = study();
    let mut review = Review::default();
    review.paint(CORNER, Reach::Series, 3, 0);
    look_and_clear(&mut review, &catalogue, &[0, 1]);
    catalogue.add(images_of(0, &look(), 3..4, 1, 64));
    catalogue.add(images_of(1, &look(), 2..3, 1, 64));
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
    assert_eq!(review.state(&catalogue, 1), SeriesState::Unreviewed);
    assert_eq!(
        review.reaching(&catalogue, 8).len(),
        1,
        "the new image is painted all the same"
    );
    assert!(
        !review.clear(&catalogue, &[0, 1]),
        "nobody has seen the new images"
    );
    look_and_clear(&mut review, &catalogue, &[0, 1]);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Cleared);
    assert_eq!(review.state(&catalogue, 1), SeriesState::Redacted);
}

#[test]
fn an_image_restored_after_the_series_was_cleared_puts_it_back_to_unreviewed() {
    let catalogue = study();
    let mut review = Review::default();
    review.delete_instances(&[2]);
    look_and_clear(&mut review, &catalogue, &[0]);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Cleared);
    review.restore_instances(&[2]);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
}

#[test]
fn a_video_let_in_after_its_series_was_decided_puts_it_back_to_unreviewed() {
    let mut catalogue = catalogue(&[(look(), 1, 1, 64)]);
    let video = catalogue.add(images_of(0, &Triage::Held(HeldReason::Video), 1..2, 9, 64));
    let mut cleared = Review::default();
    look_and_clear(&mut cleared, &catalogue, &[0]);
    assert_eq!(cleared.state(&catalogue, 0), SeriesState::Cleared);
    catalogue.triage_again(video.start, look());
    assert_eq!(cleared.state(&catalogue, 0), SeriesState::Unreviewed);
    look_and_clear(&mut cleared, &catalogue, &[0]);
    assert_eq!(cleared.state(&catalogue, 0), SeriesState::Cleared);
    catalogue.triage_again(video.start, Triage::Held(HeldReason::Video));
    assert_eq!(cleared.state(&catalogue, 0), SeriesState::Cleared);
}

#[test]
fn a_held_series_cannot_be_cleared_and_stops_nothing() {
    let catalogue = catalogue(&[(Triage::Held(HeldReason::Video), 1, 1, 64)]);
    let mut review = Review::default();
    assert!(!review.clear(&catalogue, &[0]));
    assert!(!review.can_undo());
    assert_eq!(review.state(&catalogue, 0), SeriesState::Held);
    assert!(review.left(&catalogue).is_empty());
}

#[test]
fn a_drag_is_one_step_of_undo() {
    let mut review = Review::default();
    let id = review.paint(CORNER, Reach::Image, 0, 0);
    let moved = |x| Rect { x, ..CORNER };
    review.reshape(id, moved(1), 7);
    review.reshape(id, moved(2), 7);
    review.reshape(id, moved(3), 8);
    review.undo();
    assert_eq!(review.region(id).unwrap().rect, moved(2));
    review.undo();
    assert_eq!(review.region(id).unwrap().rect, CORNER);
    review.undo();
    assert!(review.regions().is_empty() && !review.can_undo());
}

#[test]
fn what_changes_nothing_is_no_step() {
    let mut review = Review::default();
    let id = review.paint(CORNER, Reach::Image, 0, 0);
    review.undo();
    review.redo();
    review.set_reach(id, Reach::Image);
    review.reshape(id, CORNER, 1);
    review.remove_region(99);
    review.restore_instances(&[1]);
    review.undo();
    assert!(!review.can_undo());
}

#[test]
fn counts_reconcile_before_and_after_a_run() {
    let catalogue = study();
    let mut review = Review::default();
    review.delete_instances(&[6]);
    let before = Counts::before(&catalogue, &review);
    assert_eq!((before.files_in, before.waiting, before.deleted), (7, 6, 1));
    let outcomes = Outcomes::from([(0, Ok(())), (1, Err(HeldReason::EngineStopped))]);
    let after = Counts::after(&catalogue, &review, &outcomes);
    assert_eq!((after.cleaned, after.held, after.waiting), (1, 1, 4));
    assert!(before.reconcile() && after.reconcile());
}

#[derive(Debug, Clone)]
enum Act {
    Paint(Rect, Reach, usize, u32),
    Reshape(u32, Rect, u64),
    SetReach(u32, Reach),
    Remove(u32),
    See(usize, u32, bool),
    Clear(Vec<usize>),
    Delete(Vec<usize>),
    Restore(Vec<usize>),
    Undo,
    Redo,
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let rect = (0u32..70, 0u32..50, 1u32..20, 1u32..20).prop_map(|(x, y, width, height)| Rect {
        x,
        y,
        width,
        height,
    });
    let reach = prop::sample::select(Reach::ALL.to_vec());
    let some = prop::collection::vec(0usize..8, 0..4);
    let act = prop_oneof![
        (rect.clone(), reach.clone(), 0usize..8, 0u32..5)
            .prop_map(|(a, b, c, d)| Act::Paint(a, b, c, d)),
        (0u32..5, rect, 0u64..3).prop_map(|(a, b, c)| Act::Reshape(a, b, c)),
        (0u32..5, reach).prop_map(|(a, b)| Act::SetReach(a, b)),
        (0u32..5).prop_map(Act::Remove),
        (0usize..8, 0u32..4, any::<bool>()).prop_map(|(a, b, c)| Act::See(a, b, c)),
        some.clone().prop_map(Act::Clear),
        some.clone().prop_map(Act::Delete),
        some.prop_map(Act::Restore),
        Just(Act::Undo),
        Just(Act::Redo),
    ];
    prop::collection::vec(act, 0..40)
}

fn perform(review: &mut Review, catalogue: &Catalogue, act: Act) {
    match act {
        Act::Paint(rect, reach, instance, frame) => {
            review.paint(rect, reach, instance, frame);
        }
        Act::Reshape(id, rect, gesture) => review.reshape(id, rect, gesture),
        Act::SetReach(id, reach) => review.set_reach(id, reach),
        Act::Remove(id) => review.remove_region(id),
        Act::See(image, first, black) => {
            let rects = black.then_some(CORNER);
            review.saw(&[(image, first, first + 1)], rects.as_slice());
        }
        Act::Clear(series) => {
            review.clear(catalogue, &series);
        }
        Act::Delete(instances) => review.delete_instances(&instances),
        Act::Restore(instances) => review.restore_instances(&instances),
        Act::Undo => {
            review.undo();
        }
        Act::Redo => {
            review.redo();
        }
    }
}

proptest! {
    #[test]
    fn undoing_everything_and_redoing_it_restores_exactly_what_was(acts in acts()) {
        let catalogue = study();
        let mut review = Review::default();
        for act in acts {
            perform(&mut review, &catalogue, act);
        }
        while review.redo().is_some() {}
        let before = review.clone();
        let mut steps = 0;
        while review.undo().is_some() {
            steps += 1;
        }
        prop_assert_eq!(&review.now, &Review::default().now);
        for _ in 0..steps {
            prop_assert!(review.redo().is_some());
        }
        prop_assert_eq!(&review.now, &before.now);
    }

    #[test]
    fn one_undo_takes_back_exactly_one_change(acts in acts(), rect_x in 0u32..9) {
        let catalogue = study();
        let mut review = Review::default();
        for act in acts {
            perform(&mut review, &catalogue, act);
        }
        let before = review.clone();
        review.paint(Rect { x: rect_x, ..CORNER }, Reach::Image, 0, 0);
        prop_assert!(!review.can_redo());
        review.undo();
        prop_assert_eq!(&review.now, &before.now);
    }

    #[test]
    fn states_and_counts_agree_whatever_is_decided(acts in acts()) {
        let catalogue = study();
        let mut review = Review::default();
        for act in acts {
            perform(&mut review, &catalogue, act);
        }
        prop_assert!(Counts::before(&catalogue, &review).reconcile());
        let left = review.left(&catalogue);
        for id in 0..catalogue.series.len() {
            let state = review.state(&catalogue, id);
            prop_assert_eq!(left.contains(&id), state == SeriesState::Unreviewed);
            prop_assert!(!state.may_leave() || review.unseen(&catalogue, id).is_none());
        }
        for region in review.regions() {
            let counted = review.reach_count(&catalogue, region, region.reach);
            let reached = (0..catalogue.items.len())
                .filter(|&id| !review.is_deleted(id))
                .filter(|&id| review.reaching(&catalogue, id).iter().any(|found| found.0 == region.id))
                .count();
            prop_assert_eq!(counted, reached);
        }
    }
}
