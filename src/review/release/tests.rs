//! The gate, as a table: triage × decision × seen × decodable × front.

use proptest::prelude::*;

use super::super::testing::look;
use super::super::{Reach, Review};
use super::*;
use crate::catalogue::Reason;
use crate::catalogue::testing::{catalogue, images_of};
use crate::pixels::Rect;

const WHOLE: Rect = Rect {
    x: 0,
    y: 0,
    width: 64,
    height: 48,
};
const FRONTS: [Front; 3] = [Front::Page, Front::Command, Front::CommandReviewed];

fn to_look() -> Triage {
    Triage::Look(vec![Reason::Ultrasound])
}

/// Asks of every image that may be tried. One by one the answers are the same, and of no other image may one leave.
fn ask(
    catalogue: &Catalogue,
    review: &Review,
    front: Front,
) -> Vec<(InstanceId, Result<Order, HeldReason>)> {
    let policy = Policy::default();
    let gate = Gate {
        catalogue,
        review,
        front,
        policy: &policy,
        linking: false,
        aliases: &[],
    };
    let all = gate.all();
    for image in 0..catalogue.items.len() {
        let by_itself = gate.of_image(image);
        match all.iter().find(|(id, _)| *id == image) {
            Some((_, answer)) => assert_eq!(by_itself.as_ref(), Some(answer)),
            None => assert!(!matches!(by_itself, Some(Ok(_)))),
        }
    }
    all
}

/// What a person does with the first of two series.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Done {
    Nothing,
    LookedAtOne,
    LookedAtAll,
    Painted,
    HiddenWhole,
    Cleared,
    ClearedUnseen,
    Deleted,
}

impl Done {
    const ALL: [Self; 8] = [
        Self::Nothing,
        Self::LookedAtOne,
        Self::LookedAtAll,
        Self::Painted,
        Self::HiddenWhole,
        Self::Cleared,
        Self::ClearedUnseen,
        Self::Deleted,
    ];

    fn to(self, review: &mut Review, catalogue: &Catalogue) {
        let corner = Rect {
            width: 9,
            height: 9,
            ..WHOLE
        };
        match self {
            Self::Nothing => {}
            Self::LookedAtOne => drop(review.saw(&[(0, 0, 0)], &[])),
            Self::LookedAtAll => look(review, catalogue, 0),
            Self::Painted => drop(review.paint(corner, Reach::Series, 0, 0)),
            Self::HiddenWhole => drop(review.paint(WHOLE, Reach::Series, 0, 0)),
            Self::Cleared => {
                look(review, catalogue, 0);
                review.clear(catalogue, &[0]);
            }
            Self::ClearedUnseen => drop(review.clear(catalogue, &[0])),
            Self::Deleted => review.delete_instances(&[0, 1, 2]),
        }
    }
}

#[test]
fn what_leaves_is_decided_in_one_table() {
    for triage in [to_look(), Triage::Glance, Triage::Held(HeldReason::Video)] {
        for done in Done::ALL {
            for decodable in [true, false] {
                for front in FRONTS {
                    let catalogue = catalogue(&[(triage.clone(), 3, 2, 64)]);
                    let mut review = Review::default();
                    if !decodable {
                        review.could_not_show(&[(0, 1, 1)]);
                    }
                    // To have looked at what can't be shown is to have looked at the others.
                    match (done, decodable) {
                        (Done::LookedAtAll | Done::Cleared, false) => {
                            review.saw(&[(1, 0, 1), (2, 0, 1)], &[]);
                            if done == Done::Cleared {
                                review.clear(&catalogue, &[0]);
                            }
                        }
                        (Done::LookedAtOne, false) => {}
                        _ => done.to(&mut review, &catalogue),
                    }
                    let leave: Vec<InstanceId> = ask(&catalogue, &review, front)
                        .into_iter()
                        .filter_map(|(image, order)| order.ok().map(|_| image))
                        .collect();
                    let decided = matches!(done, Done::Cleared | Done::HiddenWhole);
                    let may = match (&triage, done, front) {
                        (Triage::Held(_), ..) | (_, Done::Deleted, _) => false,
                        (_, _, Front::CommandReviewed) => true,
                        (Triage::Glance, _, Front::Command) => true,
                        _ => decided,
                    };
                    let expected: Vec<InstanceId> = match (may, decodable) {
                        (false, _) => Vec::new(),
                        (true, true) => vec![0, 1, 2],
                        (true, false) => vec![1, 2],
                    };
                    assert_eq!(leave, expected, "{triage:?} {done:?} {decodable} {front:?}");
                }
            }
        }
    }
}

#[test]
fn an_image_that_makes_its_series_look_makes_all_of_it_look() {
    let mut catalogue = catalogue(&[(Triage::Glance, 1, 1, 64)]);
    catalogue.add(images_of(0, &to_look(), 1..2, 1, 64));
    let review = Review::default();
    for front in [Front::Page, Front::Command] {
        let asked = ask(&catalogue, &review, front);
        let held = |(_, order): &(_, Result<Order, _>)| *order == Err(HeldReason::NotLookedAt);
        assert_eq!(
            (asked.len(), asked.iter().all(held)),
            (2, true),
            "{front:?}"
        );
    }
}

#[test]
fn the_header_claims_a_look_only_where_there_was_one() {
    let catalogue = catalogue(&[(Triage::Glance, 1, 1, 64)]);
    let mut review = Review::default();
    let claims = |review: &Review, front| {
        ask(&catalogue, review, front)
            .remove(0)
            .1
            .map(|order| order.looked_at)
    };
    assert_eq!(claims(&review, Front::Command), Ok(false));
    assert_eq!(claims(&review, Front::CommandReviewed), Ok(true));
    review.paint(Rect { width: 9, ..WHOLE }, Reach::Series, 0, 0);
    assert_eq!(
        claims(&review, Front::Command),
        Ok(false),
        "painted is not looked at"
    );
    review.paint(WHOLE, Reach::Series, 0, 0);
    assert_eq!(claims(&review, Front::Command), Ok(true), "hidden whole");
    assert_eq!(claims(&review, Front::Page), Ok(true));
}

#[test]
fn an_image_leaves_under_the_name_that_its_patient_was_given() {
    use crate::deid::{PatientKey, Pseudonyms, Secret};
    let catalogue = catalogue(&[(Triage::Glance, 1, 1, 64)]);
    let (policy, review) = (Policy::default(), Review::default());
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    let patient: &PatientKey = &catalogue.patients[0].key;
    let alias = crate::deid::Alias {
        case: pseudonyms.another_case(patient, 1),
        ..pseudonyms.alias(patient)
    };
    let gate = Gate {
        catalogue: &catalogue,
        review: &review,
        front: Front::Command,
        policy: &policy,
        linking: false,
        aliases: std::slice::from_ref(&alias),
    };
    let (_, order) = gate.all().remove(0);
    assert_eq!(order.unwrap().alias, Some(alias));
}

/// A study by numbers, and what was done to it.
fn case() -> impl Strategy<Value = (Catalogue, Review)> {
    let triage = prop_oneof![
        Just(to_look()),
        Just(Triage::Glance),
        Just(Triage::Held(HeldReason::Video))
    ];
    let series = prop::collection::vec(
        (
            triage,
            1usize..4,
            1u32..4,
            prop::sample::select(vec![32u32, 64]),
        ),
        1..4,
    );
    let act = (0u8..6, 0usize..9, 0u32..4, 0usize..3);
    (series, prop::collection::vec(act, 0..14)).prop_map(|(series, acts)| {
        let catalogue = catalogue(&series);
        let mut review = Review::default();
        for (act, image, frame, series) in acts {
            match act {
                0 => drop(review.saw(&[(image, 0, frame)], &[])),
                1 => look(&mut review, &catalogue, series),
                2 => drop(review.clear(&catalogue, &[series])),
                3 => drop(review.paint(WHOLE, Reach::ALL[frame as usize], image, 0)),
                4 => review.delete_instances(&[image]),
                _ => drop(review.could_not_show(&[(image, 0, 0)])),
            }
        }
        (catalogue, review)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// The fronts differ in who looks, and in nothing else: what a person decided in the page leaves by the command as
    /// well, by the same order, and what the command lets go beside that is what seldom shows text.
    #[test]
    fn the_fronts_agree((catalogue, review) in case()) {
        let page = ask(&catalogue, &review, Front::Page);
        let command = ask(&catalogue, &review, Front::Command);
        let reviewed = ask(&catalogue, &review, Front::CommandReviewed);
        prop_assert_eq!(page.len(), command.len());
        prop_assert_eq!(page.len(), reviewed.len());
        for (((image, page), (other, command)), (_, reviewed)) in page.into_iter().zip(command).zip(reviewed) {
            prop_assert_eq!(image, other);
            let series = catalogue.series_of(image).and_then(|id| catalogue.series(id)).unwrap();
            prop_assert!(reviewed.is_ok());
            match (page, command) {
                (Ok(page), Ok(command)) => {
                    prop_assert!(page.looked_at && command.looked_at);
                    prop_assert_eq!(page.regions, command.regions);
                }
                (Err(HeldReason::NotLookedAt), Ok(command)) => {
                    prop_assert!(series.triage == Triage::Glance && !command.looked_at);
                }
                (page, command) => prop_assert_eq!(page.err(), command.err()),
            }
        }
    }
}

#[test]
fn an_order_holds_for_what_was_catalogued_and_for_nothing_else() {
    let mut catalogue = Catalogue::default();
    let mut images = images_of(0, &Triage::Glance, 0..2, 1, 64);
    for (number, image) in (1..).zip(&mut images) {
        if let crate::catalogue::Outcome::Instance(summary) = &mut image.outcome {
            summary.fingerprint = [number; 32];
        }
    }
    catalogue.add(images);
    for front in [Front::Command, Front::CommandReviewed] {
        let orders = ask(&catalogue, &Review::default(), front);
        let of = |(_, order): &(InstanceId, Result<Order, HeldReason>)| order.clone().unwrap();
        let catalogued: Vec<_> = orders.iter().map(|order| of(order).catalogued).collect();
        assert_eq!(catalogued, [Some([1; 32]), Some([2; 32])]);
    }
}
