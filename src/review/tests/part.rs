//! Parts of a reach, what is kept of a picture, what is offered for a whole series.

use super::*;
use crate::catalogue::testing::{catalogue, images_of};
use crate::catalogue::{Catalogue, Outcome, Reason, Triage};
use crate::pixels::{FrameRegion, FrameSpan, Rect};
use crate::review::testing::look_and_clear;

const LABEL: Rect = Rect {
    x: 2,
    y: 1,
    width: 5,
    height: 6,
};

fn look() -> Triage {
    Triage::Look(vec![Reason::Ultrasound])
}

fn spans(review: &Review, catalogue: &Catalogue, instance: usize) -> Vec<FrameSpan> {
    let reaching = review.reaching(catalogue, instance);
    reaching.into_iter().map(|(_, it)| it.frames).collect()
}

#[test]
fn a_region_is_painted_on_some_frames_of_its_image_and_undo_brings_back_all() {
    let catalogue = catalogue(&[(look(), 2, 10, 64)]);
    let mut review = Review::default();
    let id = review.paint(LABEL, Reach::Series, 0, 4);
    review.set_part(id, Part::Frames(3, 8));
    assert_eq!(review.region(id).unwrap().reach, Reach::Image);
    assert_eq!(spans(&review, &catalogue, 0), [FrameSpan::Frames(3, 8)]);
    assert_eq!(spans(&review, &catalogue, 1), []);
    review.undo();
    assert_eq!(spans(&review, &catalogue, 1), [FrameSpan::All]);
    review.redo();
    review.set_reach(id, Reach::Image);
    assert_eq!(spans(&review, &catalogue, 0), [FrameSpan::All]);
}

#[test]
fn frames_beyond_the_last_are_not_painted() {
    let catalogue = catalogue(&[(look(), 1, 10, 64)]);
    let mut review = Review::default();
    let id = review.paint(LABEL, Reach::Image, 0, 0);
    review.set_part(id, Part::Frames(8, 99));
    assert_eq!(spans(&review, &catalogue, 0), [FrameSpan::Frames(8, 9)]);
    review.set_part(id, Part::Frames(10, 12));
    assert_eq!(spans(&review, &catalogue, 0), []);
}

#[test]
fn a_region_is_painted_on_a_run_of_images_in_the_order_of_scrolling() {
    let catalogue = catalogue(&[(look(), 6, 1, 64)]);
    let mut review = Review::default();
    let id = review.paint(LABEL, Reach::Series, 0, 0);
    review.set_part(id, Part::Images(4, 2));
    let painted: Vec<usize> = (0..6)
        .filter(|&instance| !spans(&review, &catalogue, instance).is_empty())
        .collect();
    assert_eq!(painted, [2, 3, 4]);
    let region = *review.region(id).unwrap();
    assert_eq!(review.reach_count(&catalogue, &region, Reach::Series), 3);
    assert_eq!(review.reach_count(&catalogue, &region, Reach::Study), 6);
}

#[test]
fn a_series_cleared_with_a_part_painted_is_unreviewed_once_the_part_is_less() {
    let cleared = |frames| {
        let catalogue = catalogue(&[(look(), 4, frames, 64)]);
        let mut review = Review::default();
        let id = review.paint(LABEL, Reach::Image, 0, 0);
        (catalogue, review, id)
    };
    let (study, mut review, id) = cleared(10);
    review.set_part(id, Part::Frames(2, 6));
    look_and_clear(&mut review, &study, &[0]);
    for (part, state) in [
        (Part::Frames(1, 7), SeriesState::Redacted),
        (Part::Frames(3, 7), SeriesState::Unreviewed),
        (Part::Images(1, 3), SeriesState::Unreviewed),
    ] {
        review.set_part(id, part);
        assert_eq!(review.state(&study, 0), state, "{part:?}");
    }
    review.set_reach(id, Reach::Image);
    assert_eq!(review.state(&study, 0), SeriesState::Redacted);

    let (study, mut review, id) = cleared(1);
    review.set_part(id, Part::Images(1, 2));
    look_and_clear(&mut review, &study, &[0]);
    review.set_part(id, Part::Images(0, 2));
    assert_eq!(review.state(&study, 0), SeriesState::Redacted);
    review.set_part(id, Part::Images(2, 3));
    assert_eq!(review.state(&study, 0), SeriesState::Unreviewed);
}

#[test]
fn keeping_only_a_rectangle_paints_all_around_it_in_one_step() {
    let catalogue = catalogue(&[(look(), 2, 10, 64)]);
    let mut review = Review::default();
    let id = review.paint(LABEL, Reach::Image, 1, 3);
    review.set_part(id, Part::Frames(2, 5));
    assert!(review.keep_only(&catalogue, id));
    assert!(review.region(id).is_none());
    let around = review.reaching(&catalogue, 1);
    assert_eq!(around.len(), 4);
    for (_, FrameRegion { rect, frames }) in &around {
        assert_eq!(*frames, FrameSpan::Frames(2, 5));
        assert!(!rect.contains(LABEL));
    }
    assert!(review.undo().is_some());
    assert_eq!(review.regions().len(), 1);
    assert_eq!(review.region(id).unwrap().rect, LABEL);
}

#[test]
fn the_whole_picture_cannot_be_kept_only() {
    let catalogue = catalogue(&[(look(), 1, 1, 64)]);
    let mut review = Review::default();
    let whole = Rect {
        x: 0,
        y: 0,
        width: 64,
        height: 48,
    };
    let id = review.paint(whole, Reach::Series, 0, 0);
    assert!(!review.keep_only(&catalogue, id));
    assert!(review.region(id).is_some());
    assert!(!review.keep_only(&catalogue, id + 1));
}

/// One series whose images name these scan areas, and are so many columns wide.
fn scanned(images: &[(&[Rect], u32)]) -> Catalogue {
    let mut study = Catalogue::default();
    for (number, (areas, columns)) in images.iter().enumerate() {
        let mut image = images_of(0, &look(), number..number + 1, 1, *columns);
        for item in &mut image {
            if let Outcome::Instance(summary) = &mut item.outcome {
                summary.scan_areas = areas.to_vec();
            }
        }
        study.add(image);
    }
    study
}

#[test]
fn one_scan_area_of_all_images_is_offered_for_the_series() {
    let study = scanned(&[(&[LABEL], 64), (&[LABEL], 64)]);
    let drawn = outside_scan_areas(&study, 0);
    assert_eq!(drawn.len(), 4);
    assert!(drawn.iter().all(|(_, reach, ..)| *reach == Reach::Series));
    let mut review = Review::default();
    review.paint_all(&drawn);
    assert_eq!(review.reaching(&study, 1).len(), 4);
}

#[test]
fn images_with_areas_of_their_own_are_painted_each_by_its_own_and_those_without_are_not() {
    let other = Rect { x: 30, ..LABEL };
    let study = scanned(&[(&[LABEL], 64), (&[other], 64), (&[], 64)]);
    let mut review = Review::default();
    review.paint_all(&outside_scan_areas(&study, 0));
    for (instance, kept) in [(0, LABEL), (1, other)] {
        let reaching = review.reaching(&study, instance);
        assert_eq!(reaching.len(), 4);
        assert!(
            reaching
                .iter()
                .all(|(_, region)| !region.rect.contains(kept))
        );
    }
    assert_eq!(review.reaching(&study, 2), []);
    assert_eq!(review.state(&study, 0), SeriesState::Unreviewed);
    assert_eq!(outside_scan_areas(&study, 2), []);
}

#[test]
fn rectangles_for_a_series_of_two_sizes_go_on_the_images_of_their_own_size() {
    let study = scanned(&[(&[], 64), (&[], 80), (&[], 64)]);
    let drawn = on_series(&study, 0, &[LABEL]);
    let on: Vec<_> = drawn
        .iter()
        .map(|(_, reach, on, _)| (*reach, *on))
        .collect();
    assert_eq!(on, [(Reach::Image, 0), (Reach::Image, 2)]);
}

#[test]
fn a_region_on_every_frame_in_view_is_told_from_one_that_is_not() {
    let catalogue = catalogue(&[(look(), 2, 10, 64)]);
    let mut review = Review::default();
    let id = review.paint(LABEL, Reach::Series, 0, 0);
    let all = [(0, 10), (1, 10)];
    let is_on_all =
        |review: &Review, images| review.is_on_all(&catalogue, review.region(id).unwrap(), images);
    assert!(is_on_all(&review, &all));
    review.set_part(id, Part::Frames(0, 9));
    assert!(is_on_all(&review, &all[..1]));
    assert!(!is_on_all(&review, &all));
    review.set_part(id, Part::Frames(1, 9));
    assert!(!is_on_all(&review, &all[..1]));
}

#[test]
fn keeping_only_a_rectangle_paints_all_around_it_on_larger_images_too() {
    let catalogue = catalogue(&[(look(), 1, 1, 16), (look(), 1, 1, 64)]);
    let mut review = Review::default();
    let id = review.paint(LABEL, Reach::Study, 0, 0);
    assert!(review.keep_only(&catalogue, id));
    for (instance, columns) in [(0, 16), (1, 64)] {
        let around = review.reaching(&catalogue, instance);
        let furthest = around.iter().map(|(_, it)| it.rect.x + it.rect.width).max();
        assert_eq!(furthest, Some(columns));
    }
}
