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
    assert_eq!(
        (
            certificate.files.cleaned,
            certificate.files.held,
            certificate.files.deleted
        ),
        (2, 2, 1)
    );
    assert_eq!(certificate.painted[0].files, ["CASE-7K2MQ9XT/IM0000.dcm"]);
    assert_eq!(
        certificate.deleted[0].images,
        [layout.slot(2).unwrap().to_string()]
    );
    let images: Vec<_> = certificate
        .held
        .iter()
        .flat_map(|held| &held.images)
        .collect();
    assert_eq!(images, [&layout.slot(1).unwrap().to_string()]);
    assert_eq!(
        certificate
            .held
            .iter()
            .map(|held| held.other_files)
            .sum::<usize>(),
        1
    );
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

#[test]
fn it_lists_every_delivered_file_by_path_with_its_size_and_digest() {
    let certificate = of_outcomes(&Outcomes::from([
        (2, Ok(())),
        (0, Ok(())),
        (1, Err(HeldReason::EngineStopped)),
    ]));
    assert_eq!(certificate.delivered.len(), certificate.files.cleaned);
    let sizes: Vec<u64> = certificate
        .delivered
        .iter()
        .map(|file| file.bytes)
        .collect();
    assert_eq!(sizes, [100, 102]);
    assert_eq!(certificate.delivered[1].sha256, "02".repeat(32));
    assert!(certificate.delivered.is_sorted());
}

#[test]
fn papers_are_named_after_what_the_certificate_says_and_the_sums_are_of_all_other_files() {
    let certificate = of_outcomes(&Outcomes::from([(0, Ok(())), (1, Ok(()))]));
    let papers = certificate.papers();
    let code = certificate.code();
    assert_eq!(
        papers.each_ref().map(|(name, _)| Paper::of_name(name)),
        Paper::ALL.map(|paper| Some((paper, code.as_str())))
    );
    let [(json_name, json), (readme_name, readme), (sums_name, sums)] = papers;
    assert_eq!(
        serde_json::from_slice::<Certificate>(&json).unwrap(),
        certificate
    );
    let readme = String::from_utf8(readme).unwrap();
    assert!(readme.contains(&json_name) && readme.contains(&format!("sha256sum -c {sums_name},")));
    let sums = String::from_utf8(sums).unwrap();
    let listed: Vec<(&str, &str)> = sums
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .collect();
    let mut wanted: Vec<&str> = certificate
        .delivered
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    wanted.extend([json_name.as_str(), readme_name.as_str()]);
    wanted.sort_unstable();
    let paths: Vec<&str> = listed.iter().map(|(_, path)| *path).collect();
    assert_eq!(paths, wanted);
    assert!(listed.iter().all(|(sum, _)| sum.len() == 64));
    // Another export's papers do not take the place of these.
    let other = of_outcomes(&Outcomes::from([(0, Ok(()))]));
    assert_ne!(other.code(), code);
}

#[test]
fn a_seal_holds_until_anything_is_changed_whatever_the_layout() {
    let (secret, other) = ([3; 32], [4; 32]);
    let [secret, other] = [secret, other].map(Secret::from_bytes);
    let plain = of_outcomes(&Outcomes::from([(0, Ok(()))]));
    assert_eq!(seal::check(&plain.to_json(), &secret), Seal::Absent);
    let sealed = plain.clone().sealed(&secret);
    assert_eq!(sealed.code(), plain.code());
    let json = sealed.to_json();
    assert_eq!(seal::check(&json, &secret), Seal::Holds);
    assert_eq!(seal::check(&json, &other), Seal::Broken);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(seal::check(&value.to_string(), &secret), Seal::Holds);
    for (from, to) in [
        ("\"bytes\": 100", "\"bytes\": 101"),
        ("\"cleaned\": 1", "\"cleaned\": 2"),
        ("\"form\": 1", "\"form\": 1, \"more\": 1"),
    ] {
        let changed = json.replace(from, to);
        assert_ne!(changed, json, "{from}");
        assert_eq!(seal::check(&changed, &secret), Seal::Broken, "{from}");
    }
    let blunt = json.replace(&sealed.seal.unwrap(), "00");
    assert_eq!(seal::check(&blunt, &secret), Seal::Broken);
    for none in ["", "{", "[]", "7"] {
        assert_eq!(seal::check(none, &secret), Seal::Absent, "{none}");
    }
}

#[test]
fn one_zip_of_several_says_how_many_of_the_cleaned_lie_in_it() {
    let catalogue = catalogue(&[(Triage::Glance, 4, 1, 64)]);
    let layout = layout_of(&catalogue);
    let outcomes = Outcomes::from([(0, Ok(())), (1, Ok(()))]);
    let part = |number, is_last, here: &[InstanceId]| {
        let part = Some(PartReport { number, is_last });
        let mut delivered = written(&layout, &outcomes);
        delivered.retain(|id, _| here.contains(id));
        let facts = RunFacts { part, ..facts() };
        let review = Review::default();
        Certificate::of(facts, &catalogue, &review, &layout, &outcomes, &delivered)
    };
    let first = part(1, false, &[0]);
    assert_eq!((first.files.cleaned, first.delivered.len()), (2, 1));
    let readme = first.to_readme();
    assert!(readme.contains("1  of the cleaned are in this zip, number 1 of the run"));
    assert!(readme.contains("2  not reached before this zip was full"));
    let last = part(2, true, &[1]).to_readme();
    assert!(last.contains("number 2 of the run") && last.contains("before the run ended"));
    assert!(!of_outcomes(&outcomes).to_readme().contains("this zip"));
}
