//! Seen means seen: what a look is worth, and what painting is not.

use super::*;
use crate::catalogue::testing::{catalogue, images_of};
use crate::catalogue::{Catalogue, Reason, Triage};
use crate::clean::HeldReason;
use crate::pixels::Rect;
use crate::review::testing::{look, look_and_clear};

const HEADER: Rect = Rect {
    x: 0,
    y: 0,
    width: 64,
    height: 8,
};
const WHOLE: Rect = Rect {
    height: 48,
    ..HEADER
};

fn to_look() -> Triage {
    Triage::Look(vec![Reason::Ultrasound])
}

/// One series of twelve images, and a cine of thirty frames.
fn study() -> Catalogue {
    catalogue(&[(to_look(), 12, 1, 64), (to_look(), 1, 30, 64)])
}

#[test]
fn painting_decides_nothing_however_far_it_reaches() {
    let catalogue = study();
    for reach in Reach::ALL {
        let mut review = Review::default();
        review.paint(HEADER, reach, 0, 0);
        review.paint(HEADER, reach, 12, 0);
        assert_eq!(review.left(&catalogue), [0, 1], "{reach:?}");
    }
}

#[test]
fn a_series_is_not_cleared_by_a_look_at_one_of_its_images_or_frames() {
    let catalogue = study();
    let mut review = Review::default();
    review.saw(&[(0, 0, 0), (12, 0, 0)], &[]);
    assert!(!review.clear(&catalogue, &[0, 1]));
    assert_eq!(review.left(&catalogue), [0, 1]);
    let unseen = |id| review.unseen(&catalogue, id);
    assert_eq!((unseen(0).images, unseen(0).frames), (11, 11));
    assert_eq!(unseen(0).first, Some((1, 0)));
    assert_eq!((unseen(1).images, unseen(1).frames), (1, 29));
    assert_eq!(unseen(1).first, Some((12, 1)));
    // All but the last.
    review.saw(&[(12, 0, 28)], &[]);
    assert!(!review.clear(&catalogue, &[1]));
    review.saw(&[(12, 29, 29)], &[]);
    assert!(review.clear(&catalogue, &[1]));
    assert_eq!(review.state(&catalogue, 1), SeriesState::Cleared);
}

#[test]
fn of_several_series_those_are_cleared_of_which_everything_was_seen() {
    let catalogue = study();
    let mut review = Review::default();
    look(&mut review, &catalogue, 1);
    assert!(!review.clear(&catalogue, &[0, 1]));
    assert_eq!(review.left(&catalogue), [0]);
}

#[test]
fn what_was_black_when_a_frame_was_seen_has_not_been_seen() {
    let catalogue = study();
    let mut review = Review::default();
    let header = review.paint(HEADER, Reach::Series, 0, 0);
    look(&mut review, &catalogue, 0);
    assert!(review.unseen(&catalogue, 0).is_none());
    review.remove_region(header);
    assert_eq!(review.unseen(&catalogue, 0).images, 12);
    assert!(!review.clear(&catalogue, &[0]));
    // Two rectangles that hide the same together do.
    review.paint(
        Rect {
            width: 40,
            ..HEADER
        },
        Reach::Series,
        0,
        0,
    );
    review.paint(
        Rect {
            x: 30,
            width: 34,
            ..HEADER
        },
        Reach::Series,
        3,
        0,
    );
    assert!(review.unseen(&catalogue, 0).is_none());
    // On one image less is hidden.
    review.undo();
    review.paint(
        Rect {
            x: 30,
            width: 34,
            ..HEADER
        },
        Reach::Image,
        3,
        0,
    );
    assert_eq!(review.unseen(&catalogue, 0).images, 11);
}

#[test]
fn a_frame_that_was_seen_bare_is_seen_whatever_is_painted_on_it() {
    let catalogue = study();
    let mut review = Review::default();
    look(&mut review, &catalogue, 0);
    let id = review.paint(HEADER, Reach::Series, 0, 0);
    assert!(review.unseen(&catalogue, 0).is_none());
    review.reshape(id, WHOLE, 1);
    review.remove_region(id);
    assert!(review.unseen(&catalogue, 0).is_none());
}

#[test]
fn only_the_frames_on_which_a_rectangle_lay_are_unseen_when_it_goes() {
    let catalogue = study();
    let mut review = Review::default();
    let id = review.paint(HEADER, Reach::Image, 12, 0);
    review.set_part(id, Part::Frames(10, 19));
    look(&mut review, &catalogue, 1);
    assert!(review.unseen(&catalogue, 1).is_none());
    review.set_part(id, Part::Frames(12, 19));
    let unseen = review.unseen(&catalogue, 1);
    assert_eq!((unseen.frames, unseen.first), (2, Some((12, 10))));
}

#[test]
fn what_regions_hide_whole_needs_no_look() {
    let catalogue = study();
    let mut review = Review::default();
    let left = review.paint(Rect { width: 32, ..WHOLE }, Reach::Series, 0, 0);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
    review.paint(
        Rect {
            x: 32,
            width: 32,
            ..WHOLE
        },
        Reach::Series,
        0,
        0,
    );
    assert_eq!(review.state(&catalogue, 0), SeriesState::Redacted);
    assert!(review.unseen(&catalogue, 0).is_none());
    review.reshape(left, Rect { width: 31, ..WHOLE }, 1);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
    // All frames but one.
    let cine = review.paint(WHOLE, Reach::Image, 12, 0);
    assert_eq!(review.state(&catalogue, 1), SeriesState::Redacted);
    review.set_part(cine, Part::Frames(0, 28));
    assert_eq!(review.state(&catalogue, 1), SeriesState::Unreviewed);
}

#[test]
fn images_of_other_sizes_have_to_be_seen_by_themselves() {
    let mut catalogue = study();
    catalogue.add(images_of(0, &to_look(), 12..14, 1, 32));
    let mut review = Review::default();
    let first_size: Vec<FrameRun> = (0..12).map(|image| (image, 0, 0)).collect();
    review.saw(&first_size, &[]);
    assert!(!review.clear(&catalogue, &[0]));
    assert_eq!(review.unseen(&catalogue, 0).images, 2);
    // A rectangle that is all of the small ones hides them, and only them.
    review.paint(Rect { width: 32, ..WHOLE }, Reach::Series, 13, 0);
    assert!(review.clear(&catalogue, &[0]));
}

#[test]
fn deleted_images_need_no_look_until_they_are_brought_back() {
    let catalogue = study();
    let mut review = Review::default();
    review.delete_instances(&[11]);
    let others: Vec<FrameRun> = (0..11).map(|image| (image, 0, 0)).collect();
    review.saw(&others, &[]);
    assert!(review.clear(&catalogue, &[0]));
    review.restore_instances(&[11]);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
    assert!(!review.clear(&catalogue, &[0]));
}

#[test]
fn an_image_that_could_not_be_shown_is_held_until_it_can_be() {
    let catalogue = study();
    let mut review = Review::default();
    assert!(review.could_not_show(&[(3, 0, 0)]));
    assert!(!review.could_not_show(&[(3, 0, 0)]), "no news");
    assert_eq!(review.held(&catalogue, 3), Some(HeldReason::CannotShow));
    assert_eq!(review.fate(&catalogue, 3), Fate::Held);
    look_and_clear_but(&mut review, &catalogue, 3);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Cleared);
    // The drive was plugged in again: what was cleared did not include it.
    review.saw(&[(3, 0, 0)], &[]);
    assert_eq!(review.held(&catalogue, 3), None);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
    // A series none of which can be shown stays, and stops nothing.
    review.could_not_show(&[(12, 4, 4)]);
    assert_eq!(review.state(&catalogue, 1), SeriesState::Held);
    assert_eq!(review.left(&catalogue), [0]);
    // Another frame of it was seen, and then that one.
    review.saw(&[(12, 0, 3)], &[]);
    assert_eq!(review.state(&catalogue, 1), SeriesState::Held);
    review.saw(&[(12, 4, 29)], &[]);
    assert_eq!(review.state(&catalogue, 1), SeriesState::Unreviewed);
}

fn look_and_clear_but(review: &mut Review, catalogue: &Catalogue, left_out: usize) {
    let others: Vec<FrameRun> = (0..12)
        .filter(|image| *image != left_out)
        .map(|image| (image, 0, 0))
        .collect();
    review.saw(&others, &[]);
    assert!(review.clear(catalogue, &[0]));
}

#[test]
fn seeing_is_not_undone_and_a_claim_is() {
    let catalogue = study();
    let mut review = Review::default();
    look_and_clear(&mut review, &catalogue, &[0]);
    let undone = review.undo().unwrap();
    assert_eq!(
        (undone.what, undone.series),
        (Some(What::Uncleared), Some(0))
    );
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
    assert!(review.unseen(&catalogue, 0).is_none());
    assert!(!review.can_undo());
}

#[test]
fn undo_says_what_it_undid_and_where() {
    let mut review = Review::default();
    let id = review.paint(HEADER, Reach::Image, 12, 7);
    review.reshape(id, WHOLE, 1);
    review.delete_instances(&[5]);
    let reported =
        |change: Option<Change>| change.map(|change| (change.what.unwrap(), change.image.unwrap()));
    assert_eq!(reported(review.undo()), Some((What::Restored, (5, 0))));
    assert_eq!(reported(review.undo()), Some((What::Reshaped, (12, 7))));
    assert_eq!(reported(review.undo()), Some((What::Unpainted, (12, 7))));
    assert_eq!(reported(review.undo()), None);
    assert_eq!(reported(review.redo()), Some((What::Painted, (12, 7))));
}
