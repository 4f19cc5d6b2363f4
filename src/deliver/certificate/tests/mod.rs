mod papers;
mod permission;

use super::*;
use crate::catalogue::InstanceId;
use crate::catalogue::testing::{catalogue, item, summary};
use crate::catalogue::{Item, Outcome, Triage};
use crate::clean::HeldReason;
use crate::deid::{Identifier, Keep, Permission, Preset, Pseudonyms};
use crate::deliver::proof::WrittenFile;
use crate::deliver::{Paper, Seal};
use crate::pixels::Rect;
use crate::review::Reach;
use crate::review::testing::look_and_clear;
use crate::verify::{Finding, Kind, Rank};

fn facts() -> RunFacts {
    let permission = Permission::new("Dr A. Keeper", "to trace unexpected findings").unwrap();
    let keep = Keep::new([Identifier::AccessionNumber], permission).unwrap();
    RunFacts {
        policy: Policy::from(Preset::Teaching).keeping(keep),
        policy_file: Some(PolicyMark {
            name: Some("Radiology 2026".to_owned()),
            sha256: "cd".repeat(32),
        }),
        permission: PermissionSaid::Nothing,
        intruder_test: TestSaid::NotDone,
        collection: None,
        page: Some(PageFacts {
            sha256: "ab".repeat(32),
            arrived: false,
            strangers: Vec::new(),
        }),
        date: Some("2026-03-31".to_owned()),
        front: Front::Page,
        undecodable: 0,
        idle_regions: 0,
        part: None,
    }
}

/// The certificate of a run of nothing.
pub(super) fn empty() -> Certificate {
    let (catalogue, review) = (Catalogue::default(), Review::default());
    let (layout, outcomes) = (layout_of(&catalogue), Outcomes::new());
    let delivered = Delivered::new();
    Certificate::of(facts(), &catalogue, &review, &layout, &outcomes, &delivered)
}

fn layout_of(catalogue: &Catalogue) -> Layout {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    let cases = ["CASE-7K2MQ9XT".to_owned()];
    Layout::new(catalogue, &cases, &pseudonyms, &facts().policy)
}

/// What was cleaned, as it was written.
fn written(layout: &Layout, outcomes: &Outcomes) -> Delivered {
    let cleaned = outcomes.iter().filter(|(_, outcome)| outcome.is_ok());
    let file = |(&id, _): (&InstanceId, _)| {
        let written = WrittenFile {
            name: format!("{}/IM{id:04}.dcm", layout.slot(id)?.case),
            size: 100 + id as u64,
            sha256: [id as u8; 32],
        };
        Some((id, written))
    };
    cleaned.filter_map(file).collect()
}

#[test]
fn it_says_which_file_of_rules_it_was() {
    let catalogue = catalogue(&[(look(), 1, 1, 64)]);
    let layout = layout_of(&catalogue);
    let outcomes = Outcomes::from([(0, Ok(()))]);
    let of = |policy_file| {
        let facts = RunFacts {
            policy_file,
            ..facts()
        };
        let written = written(&layout, &outcomes);
        let review = Review::default();
        let made = Certificate::of(facts, &catalogue, &review, &layout, &outcomes, &written);
        (made.to_json(), made.to_readme())
    };
    let (json, readme) = of(facts().policy_file);
    for text in [&json, &readme] {
        assert!(text.contains("Radiology 2026") && text.contains(&"cd".repeat(32)));
    }
    let (json, readme) = of(None);
    assert!(!json.contains("policy_file") && !readme.contains("rules are those of the file"));
}

#[test]
fn it_says_whose_word_there_is_on_the_pictures_and_that_headers_alone_were_searched() {
    let catalogue = catalogue(&[(look(), 2, 1, 64)]);
    let layout = layout_of(&catalogue);
    let outcomes = Outcomes::from([(0, Ok(())), (1, Ok(()))]);
    let made = |front, undecodable| {
        let facts = RunFacts {
            front,
            undecodable,
            ..facts()
        };
        Certificate::of(
            facts,
            &catalogue,
            &Review::default(),
            &layout,
            &outcomes,
            &written(&layout, &outcomes),
        )
    };
    let readme = made(Front::Page, 0).to_readme();
    assert!(readme.contains("the person who did this") && !readme.contains("could not decode"));
    let elsewhere = made(Front::CommandReviewed, 3);
    assert_eq!(
        (elsewhere.series.cleared, elsewhere.series.assumed_reviewed),
        (0, 1)
    );
    let readme = elsewhere.to_readme();
    assert!(readme.contains("elsewhere") && readme.contains("3  cleaned images have frames"));
    assert_eq!(made(Front::Command, 0).series.unreviewed, 1);
    for front in [Front::Page, Front::Command, Front::CommandReviewed] {
        let readme = made(front, 0).to_readme();
        assert!(readme.contains("does not read what is written in pictures"));
        assert!(readme.contains("nothing left in the header of what"));
    }
}

#[test]
fn what_was_only_assumed_to_be_reviewed_is_never_said_to_have_been_looked_at() {
    let catalogue = catalogue(&[
        (look(), 1, 1, 64),
        (look(), 1, 1, 64),
        (Triage::Glance, 1, 1, 64),
        (look(), 1, 1, 64),
    ]);
    let mut review = Review::default();
    let corner = Rect {
        x: 0,
        y: 0,
        width: 8,
        height: 8,
    };
    review.paint(corner, Reach::Image, 0, 0);
    let all = Rect {
        width: 64,
        height: 48,
        ..corner
    };
    review.paint(all, Reach::Image, 1, 0);
    let outcomes = Outcomes::from([
        (0, Ok(())),
        (1, Ok(())),
        (2, Ok(())),
        (3, Err(HeldReason::EngineStopped)),
    ]);
    let layout = layout_of(&catalogue);
    let facts = RunFacts {
        front: Front::CommandReviewed,
        idle_regions: 3,
        ..facts()
    };
    let delivered = written(&layout, &outcomes);
    let certificate = Certificate::of(facts, &catalogue, &review, &layout, &outcomes, &delivered);
    let series = &certificate.series;
    assert_eq!((series.cleared, series.redacted, series.held), (0, 1, 1));
    assert_eq!(
        (series.assumed_reviewed, series.assumed_reviewed_painted),
        (2, 1)
    );
    let readme = certificate.to_readme();
    assert!(readme.contains("2  released by --assume-reviewed: nobody looked at them in Darkroom"));
    assert!(readme.contains("Released by --assume-reviewed: nobody looked at the pictures"));
    assert!(!readme.contains("a person said"), "{readme}");
    assert!(readme.contains("3  entries or rectangles of the file of regions fit no image here"));
    let json = certificate.to_json();
    assert!(json.contains(r#""released_by": "assume-reviewed""#));
    assert!(json.contains(r#""assumed_reviewed": 2"#));
}

#[test]
fn it_says_what_the_number_of_the_page_is_worth_and_what_was_put_into_the_page() {
    let catalogue = catalogue(&[(look(), 1, 1, 64)]);
    let layout = layout_of(&catalogue);
    let outcomes = Outcomes::from([(0, Ok(()))]);
    let made = |page| {
        let facts = RunFacts { page, ..facts() };
        Certificate::of(
            facts,
            &catalogue,
            &Review::default(),
            &layout,
            &outcomes,
            &written(&layout, &outcomes),
        )
    };
    let page = |arrived, strangers: &[&str]| {
        let strangers = strangers.iter().map(|kind| (*kind).to_owned()).collect();
        Some(PageFacts {
            sha256: "ab".repeat(32),
            arrived,
            strangers,
        })
    };
    let served = made(page(true, &["style", "script from https://filter.example"]));
    assert!(
        served
            .to_readme()
            .contains("of the bytes that arrived: abab")
    );
    let told =
        "Put into the page by an extension of the browser, or on the way: style, script from";
    assert!(served.to_readme().contains(told));
    assert!(
        served
            .to_json()
            .contains(r#""page_sha256_of": "bytes-that-arrived""#)
    );

    let file = made(page(false, &[]));
    assert!(file.to_readme().contains("put together again from what"));
    assert!(!file.to_readme().contains("Put into the page"));
    assert!(
        file.to_json()
            .contains(r#""page_sha256_of": "parts-as-read""#)
    );
    assert!(!file.to_json().contains("not_of_the_page"));
    assert!(!made(None).to_json().contains("page_sha256"));
}

fn look() -> Triage {
    Triage::Look(vec![crate::catalogue::Reason::Ultrasound])
}

#[test]
fn a_certificate_counts_paints_holds_and_deletes_by_output_names_only() {
    let mut catalogue = catalogue(&[(look(), 3, 1, 64)]);
    let broken = Item {
        place: "SAMPLE Marigold/IM1".to_owned(),
        size: 9,
        outcome: Outcome::Held(HeldReason::DamagedHeader),
    };
    catalogue.add(vec![broken, item("SAMPLE Marigold/IM2", summary("CT"))]);
    let mut review = Review::default();
    let rect = Rect {
        x: 1,
        y: 2,
        width: 30,
        height: 4,
    };
    review.paint(rect, Reach::Series, 0, 0);
    review.delete_instances(&[2]);
    let outcomes = Outcomes::from([
        (0, Ok(())),
        (1, Err(HeldReason::EngineStopped)),
        (4, Ok(())),
    ]);
    let layout = layout_of(&catalogue);
    let certificate = Certificate::of(
        facts(),
        &catalogue,
        &review,
        &layout,
        &outcomes,
        &written(&layout, &outcomes),
    );

    assert!(certificate.files.reconcile());
    let files = certificate.files;
    assert_eq!((files.cleaned, files.held, files.deleted), (2, 2, 1));
    assert_eq!(certificate.painted[0].files, ["CASE-7K2MQ9XT/IM0000.dcm"]);
    assert_eq!(
        certificate.deleted[0].images,
        [layout.slot(2).unwrap().to_string()]
    );
    let held = || certificate.held.iter();
    let images: Vec<_> = held().flat_map(|held| &held.images).collect();
    assert_eq!(images, [&layout.slot(1).unwrap().to_string()]);
    assert_eq!(held().map(|held| held.other_files).sum::<usize>(), 1);
    for text in [certificate.to_json(), certificate.to_readme()] {
        assert!(
            !text.to_lowercase().contains("marigold") && !text.contains("SAMPLE"),
            "{text}"
        );
        assert!(!text.contains("1.2.3"), "{text}");
    }
    assert_eq!(
        serde_json::from_str::<Certificate>(&certificate.to_json()).unwrap(),
        certificate
    );
}

#[test]
fn the_readme_says_what_became_of_every_file() {
    let catalogue = catalogue(&[(Triage::Glance, 1148, 1, 64)]);
    let outcomes = (0..1148).map(|id| (id, Ok(()))).collect();
    let layout = layout_of(&catalogue);
    let mut review = Review::default();
    look_and_clear(&mut review, &catalogue, &[0]);
    let readme = Certificate::of(
        facts(),
        &catalogue,
        &review,
        &layout,
        &outcomes,
        &written(&layout, &outcomes),
    )
    .to_readme();
    assert!(
        readme.contains("    1,148  cleaned and saved here\r\n"),
        "{readme}"
    );
    assert!(
        readme.contains("CASE-7K2MQ9XT: 1 series in 1 study, 1,148 images cleaned\r\n"),
        "{readme}"
    );
}

fn of_outcomes(outcomes: &Outcomes) -> Certificate {
    let catalogue = catalogue(&[(Triage::Glance, 4, 1, 64)]);
    let layout = layout_of(&catalogue);
    Certificate::of(
        facts(),
        &catalogue,
        &Review::default(),
        &layout,
        outcomes,
        &written(&layout, outcomes),
    )
}

#[test]
fn it_says_what_the_second_reading_found() {
    let found = HeldReason::FoundAfterCleaning {
        findings: vec![Finding {
            attribute: "StudyDescription".to_owned(),
            kind: Kind::Identifier,
            rank: Rank::Certain,
        }],
    };
    let certificate = of_outcomes(&Outcomes::from([
        (0, Ok(())),
        (1, Ok(())),
        (2, Err(found)),
        (3, Err(HeldReason::EngineStopped)),
    ]));
    let verification = &certificate.verification;
    assert_eq!((verification.read_again, verification.clean), (3, 2));
    assert_eq!(verification.held.len(), 1);
    assert_eq!(verification.held[0].found, Kind::Identifier.to_string());
}

#[test]
fn it_says_which_rules_were_applied_who_permitted_what_and_by_which_page() {
    let certificate = of_outcomes(&Outcomes::new());
    let codes: Vec<&str> = certificate
        .rules
        .options
        .iter()
        .map(|option| option.code.as_str())
        .collect();
    let applied: Vec<_> = facts()
        .policy
        .options()
        .map(|option| option.code().0)
        .collect();
    assert_eq!(codes, applied);
    let headings: Vec<String> = certificate
        .sections()
        .into_iter()
        .map(|section| section.heading)
        .collect();
    assert!(
        headings
            .iter()
            .any(|heading| heading == "Kept by permission")
    );
    let json: serde_json::Value = serde_json::from_str(&certificate.to_json()).unwrap();
    assert_eq!(
        json["rules"]["policy"]["keep"]["permission"]["by"],
        "Dr A. Keeper"
    );
    assert_eq!(json["made_with"]["date"], "2026-03-31");
    let readme = certificate.to_readme();
    for said in [
        "Kept as it was: accession number.",
        "Permission given by: Dr A. Keeper",
        "Reason: to trace unexpected findings",
        "Done on 2026-03-31.",
        "113105 Clean Descriptors Option:",
        &"ab".repeat(32),
    ] {
        assert!(readme.contains(said), "{said}");
    }
}
