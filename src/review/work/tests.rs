use super::super::testing::look_and_clear;
use super::*;
use crate::catalogue::testing::{catalogue, images_of, item, summary};
use crate::catalogue::{Reason, Triage};

const SALT: Salt = [7; 16];
const HEADER: Rect = Rect {
    x: 0,
    y: 0,
    width: 64,
    height: 8,
};

fn to_look() -> Triage {
    Triage::Look(vec![Reason::Ultrasound])
}

/// Digests of images whose bytes are told apart by their UIDs.
fn digests(catalogue: &Catalogue) -> Digests {
    let digest = |id: InstanceId| {
        let uid = &catalogue.summary(id)?.sop_instance_uid;
        Some((id, crate::clean::Sums::of(uid.as_bytes()).sha256))
    };
    (0..catalogue.items.len()).filter_map(digest).collect()
}

fn saved(review: &Review, catalogue: &Catalogue) -> String {
    review.work(catalogue, SALT, &digests(catalogue))
}

fn take(review: &mut Review, catalogue: &Catalogue, text: &str) -> Result<Taken, WorkError> {
    review.take_work(catalogue, text, &digests(catalogue))
}

/// Three series: of four images, a cine of thirty frames, of two images.
fn study() -> Catalogue {
    catalogue(&[
        (to_look(), 4, 1, 64),
        (to_look(), 1, 30, 64),
        (to_look(), 2, 1, 32),
    ])
}

/// The first series painted and decided, a frame run of the second painted and some of it seen, an image of the third
/// deleted.
fn half_done(catalogue: &Catalogue) -> Review {
    let mut review = Review::default();
    review.paint(HEADER, Reach::Series, 1, 0);
    look_and_clear(&mut review, catalogue, &[0]);
    let id = review.paint(HEADER, Reach::Image, 4, 3);
    review.set_part(id, Part::Frames(2, 9));
    review.saw(&[(4, 0, 12)], &[]);
    let id = review.paint(HEADER, Reach::Series, 0, 0);
    review.set_part(id, Part::Images(0, 2));
    review.delete_instances(&[6]);
    review
}

/// All that a decision rests on.
fn state_of(review: &Review, catalogue: &Catalogue) -> impl PartialEq + std::fmt::Debug + use<> {
    let series = (0..catalogue.series.len())
        .map(|id| (review.state(catalogue, id), review.unseen(catalogue, id)));
    let reaching = (0..catalogue.items.len()).map(|id| review.reaching(catalogue, id));
    let without_numbers = |reaching: Vec<(u32, crate::pixels::FrameRegion)>| {
        reaching
            .into_iter()
            .map(|(_, region)| region)
            .collect::<Vec<_>>()
    };
    (
        series.collect::<Vec<_>>(),
        reaching.map(without_numbers).collect::<Vec<_>>(),
        (0..catalogue.items.len())
            .filter(|id| review.is_deleted(*id))
            .collect::<Vec<_>>(),
    )
}

#[test]
fn work_comes_back_as_it_was_in_one_step_of_undo() {
    let catalogue = study();
    let review = half_done(&catalogue);
    let file = saved(&review, &catalogue);
    let mut again = Review::default();
    let taken = take(&mut again, &catalogue, &file).unwrap();
    assert_eq!(state_of(&again, &catalogue), state_of(&review, &catalogue));
    assert_eq!((taken.regions, taken.deleted, taken.unknown), (3, 1, 0));
    assert!(again.is_from_file() && !review.is_from_file());
    assert!(again.undo().is_some());
    assert!(!again.can_undo() && again.regions().is_empty() && !again.is_deleted(6));
}

#[test]
fn a_file_taken_twice_changes_nothing_more() {
    let catalogue = study();
    let mut review = half_done(&catalogue);
    let (before, file) = (state_of(&review, &catalogue), saved(&review, &catalogue));
    let taken = take(&mut review, &catalogue, &file).unwrap();
    assert_eq!(taken, Taken::default());
    assert_eq!(state_of(&review, &catalogue), before);
}

#[test]
fn images_are_known_again_in_another_order_and_others_are_left_out() {
    let catalogue = study();
    let file = saved(&half_done(&catalogue), &catalogue);
    // The same files, the last first, without the cine, and one that nobody has seen.
    let mut other = Catalogue::default();
    let mut items: Vec<_> = catalogue.items.iter().rev().cloned().collect();
    items.remove(2);
    let mut more = summary("US");
    more.triage = to_look();
    more.series_instance_uid = "1.2.3.0".to_owned();
    items.push(item("more", more));
    other.add(items);
    let mut review = Review::default();
    let taken = take(&mut review, &other, &file).unwrap();
    assert_eq!((taken.regions, taken.deleted, taken.unknown), (2, 1, 1));
    let series = other.series_of(2).unwrap();
    assert_eq!(
        review.state(&other, series),
        SeriesState::Unreviewed,
        "one image of it is new"
    );
    assert_eq!(review.unseen(&other, series).images, 1);
}

#[test]
fn images_of_the_same_names_and_other_bytes_are_others() {
    let catalogue = study();
    let file = saved(&half_done(&catalogue), &catalogue);
    assert_eq!(spoken_of(&catalogue, &file).unwrap(), [0, 1, 2, 3, 4, 6]);
    let mut changed = digests(&catalogue);
    changed.insert(0, [9; 32]);
    changed.remove(&4);
    let mut review = Review::default();
    let taken = review.take_work(&catalogue, &file, &changed).unwrap();
    assert_eq!(taken.unknown, 2);
    assert_eq!(review.unseen(&catalogue, 0).images, 1);
    assert_eq!(review.state(&catalogue, 0), SeriesState::Unreviewed);
}

#[test]
fn what_could_not_be_shown_here_is_not_seen_by_a_file() {
    let catalogue = study();
    let file = saved(&half_done(&catalogue), &catalogue);
    let mut review = Review::default();
    review.could_not_show(&[(1, 0, 0)]);
    take(&mut review, &catalogue, &file).unwrap();
    let held = Some(crate::clean::HeldReason::CannotShow);
    assert_eq!(review.held(&catalogue, 1), held);
}

#[test]
fn a_series_that_the_file_calls_cleared_is_not_unless_all_of_it_was_seen() {
    let catalogue = study();
    let mut review = half_done(&catalogue);
    review.undo();
    let file = saved(&review, &catalogue);
    let mut forged: serde_json::Value = serde_json::from_str(&file).unwrap();
    let seen = forged["seen"].as_array_mut().unwrap();
    seen.retain(|sight| sight["image"] != 0);
    let mut again = Review::default();
    take(&mut again, &catalogue, &forged.to_string()).unwrap();
    assert_eq!(again.state(&catalogue, 0), SeriesState::Unreviewed);
}

#[test]
fn no_value_of_a_header_is_in_the_file_and_no_mark_is_in_two() {
    let catalogue = study();
    let review = half_done(&catalogue);
    let file = saved(&review, &catalogue);
    for value in ["1.2.3", "Marigold", "A1", "20260312"] {
        assert!(!file.contains(value), "{value}");
    }
    let other: File =
        serde_json::from_str(&review.work(&catalogue, [8; 16], &digests(&catalogue))).unwrap();
    assert!(
        other
            .images
            .iter()
            .all(|(name, bytes)| !file.contains(name) && !file.contains(bytes))
    );
}

#[test]
fn what_is_no_file_of_work_or_of_other_images_is_refused_and_changes_nothing() {
    let catalogue = study();
    let file = saved(&half_done(&catalogue), &catalogue);
    let newer = file.replacen("\"darkroom_work\":1", "\"darkroom_work\":2", 1);
    let mut elsewhere = Catalogue::default();
    elsewhere.add(images_of(9, &to_look(), 0..1, 1, 64));
    let mut review = Review::default();
    let mut refused = |catalogue, text: &str| take(&mut review, catalogue, text).unwrap_err();
    for text in ["", "{}", "[1]", "null", &file[..file.len() - 2]] {
        assert_eq!(refused(&catalogue, text), WorkError::Form, "{text}");
    }
    assert_eq!(refused(&catalogue, &newer), WorkError::Version);
    assert_eq!(refused(&elsewhere, &file), WorkError::OtherImages);
    assert_eq!(review, Review::default());
}

#[test]
fn numbers_past_every_end_do_no_harm() {
    let catalogue = study();
    let file = saved(&half_done(&catalogue), &catalogue);
    let mut wild: serde_json::Value = serde_json::from_str(&file).unwrap();
    wild["deleted"] = serde_json::json!([99, u64::MAX]);
    wild["cleared"] = serde_json::json!([99]);
    wild["seen"] = serde_json::json!([{"image": 0, "black": [[u32::MAX, u32::MAX, u32::MAX, u32::MAX]], "frames": [[0, u32::MAX], [9, 1]]}]);
    for rect in [
        [u32::MAX, 0, 1, 1],
        [0, 0, u32::MAX, u32::MAX],
        [0, 0, 0, 1],
    ] {
        wild["regions"][0]["rect"] = serde_json::json!(rect);
        wild["regions"][0]["frame"] = serde_json::json!(0);
        let mut review = Review::default();
        take(&mut review, &catalogue, &wild.to_string()).unwrap();
        for id in 0..catalogue.series.len() {
            review.unseen(&catalogue, id);
            review.state(&catalogue, id);
        }
    }
}
