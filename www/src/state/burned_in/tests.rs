use darkroom::review::Reach;

use super::*;
use crate::testing::{Image, catalogue};

const RECT: Rect = Rect {
    x: 4,
    y: 4,
    width: 20,
    height: 10,
};

fn proposal(rank: Rank, text: &str, frame: Option<u32>) -> Proposal {
    Proposal {
        frame,
        rect: RECT,
        rank,
        score: 0.9,
        text: text.to_owned(),
    }
}

/// Two images of a series, of three frames each, with these proposals for both.
fn of(proposals: &[Proposal]) -> (Catalogue, BurnedIn) {
    let image = |number| Image {
        number,
        frames: 3,
        ..Image::default()
    };
    let catalogue = catalogue([image(1).item(), image(2).item()]);
    let mut all = BurnedIn::default();
    for image in 0..2 {
        let found = Found {
            proposals: proposals.to_vec(),
            searched: 3,
            frames: 3,
        };
        all.take(image, Outcome::Found(Arc::new(found)));
    }
    (catalogue, all)
}

#[test]
fn a_proposal_is_open_until_it_is_black_in_all_frames_and_again_once_that_is_undone() {
    let (catalogue, all) = of(&[proposal(Rank::Red, "SAMPLE", None)]);
    let mut review = Review::default();
    assert_eq!(all.answer(&catalogue, &review, (0, 0)), Answer::Open);
    review.paint(RECT, Reach::Frame, 0, 1);
    assert_eq!(all.answer(&catalogue, &review, (0, 0)), Answer::Open);
    review.paint(RECT, Reach::Image, 0, 1);
    assert_eq!(all.answer(&catalogue, &review, (0, 0)), Answer::Painted);
    assert_eq!(all.answer(&catalogue, &review, (1, 0)), Answer::Open);
    review.undo();
    assert_eq!(all.answer(&catalogue, &review, (0, 0)), Answer::Open);
}

#[test]
fn what_was_found_in_one_frame_is_painted_by_that_frame() {
    let (catalogue, all) = of(&[proposal(Rank::Red, "SAMPLE", Some(2))]);
    let mut review = Review::default();
    review.paint(RECT, Reach::Frame, 0, 1);
    assert_eq!(all.answer(&catalogue, &review, (0, 0)), Answer::Open);
    review.paint(RECT, Reach::Frame, 0, 2);
    assert_eq!(all.answer(&catalogue, &review, (0, 0)), Answer::Painted);
}

#[test]
fn what_is_refused_is_no_longer_open_and_can_be_opened_again() {
    let (catalogue, mut all) = of(&[proposal(Rank::Amber, "12.3.2026", None)]);
    let review = Review::default();
    let open = |all: &BurnedIn| all.open(&catalogue, &review, 0, &[Rank::Amber]);
    assert_eq!(open(&all), [(0, 0), (1, 0)]);
    assert!(all.refuse((0, 0)));
    assert_eq!(open(&all), [(1, 0)]);
    assert!(!all.refuse((0, 0)));
    assert_eq!(open(&all), [(0, 0), (1, 0)]);
}

#[test]
fn what_says_the_same_in_two_images_counts_as_one_and_what_was_not_read_by_its_place() {
    let (catalogue, all) = of(&[
        proposal(Rank::Red, "SAMPLE", None),
        proposal(Rank::Amber, "", None),
    ]);
    let standing = all.standing(&catalogue, &Review::default(), &catalogue.series[0]);
    let expected = Standing {
        red: 1,
        amber: 2,
        read: 1,
        searched: 6,
        frames: 6,
        ..Standing::default()
    };
    assert_eq!(standing, Some(expected));
    assert!(expected.is_any());
}

#[test]
fn a_series_of_which_nothing_was_searched_has_no_standing() {
    let (catalogue, _) = of(&[]);
    let all = BurnedIn::default();
    let standing = all.standing(&catalogue, &Review::default(), &catalogue.series[0]);
    assert_eq!(standing, None);
}

#[test]
fn an_image_that_could_not_be_searched_is_counted_and_its_frames_are_not() {
    let (catalogue, mut all) = of(&[]);
    all.take(1, Outcome::Failed);
    let standing = all
        .standing(&catalogue, &Review::default(), &catalogue.series[0])
        .unwrap();
    assert_eq!(
        (standing.searched, standing.frames, standing.failed),
        (3, 6, 1)
    );
}
