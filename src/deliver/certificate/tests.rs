use super::*;
use crate::catalogue::Item;
use crate::catalogue::testing::{catalogue, item, summary};

fn facts() -> RunFacts {
    RunFacts {
        version: "0.1.0".to_owned(),
        standard: "PS3.15 2026d".to_owned(),
        policy: "Basic Profile".to_owned(),
    }
}

fn look() -> Triage {
    Triage::Look(vec![crate::catalogue::Reason::Ultrasound])
}

#[test]
fn a_report_counts_paints_and_holds_by_output_names_only() {
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
    review.paint(&catalogue, rect, Reach::Series, 0, 0);
    review.delete_instances(&[2]);
    let outcomes = Outcomes::from([
        (0, Ok(())),
        (1, Err(HeldReason::EngineStopped)),
        (4, Ok(())),
    ]);
    let layout = Layout::new(&catalogue, &["CASE-7K2MQ9".to_owned()]);
    let report = Report::of(facts(), &catalogue, &review, &layout, &outcomes);

    assert!(report.files.reconcile());
    assert_eq!(
        (
            report.files.cleaned,
            report.files.held,
            report.files.deleted
        ),
        (2, 2, 1)
    );
    assert_eq!(
        report.painted[0].files,
        ["CASE-7K2MQ9/Study-1/US-1/IM0001.dcm"]
    );
    let images: Vec<_> = report.held.iter().flat_map(|held| &held.images).collect();
    assert_eq!(images, ["CASE-7K2MQ9, Study-1, US-1, image 2"]);
    assert_eq!(
        report
            .held
            .iter()
            .map(|held| held.other_files)
            .sum::<usize>(),
        1
    );
    for text in [report.to_json(), report.to_readme()] {
        assert!(
            !text.to_lowercase().contains("marigold") && !text.contains("SAMPLE"),
            "{text}"
        );
        assert!(!text.contains("1.2.3"), "{text}");
    }
    assert_eq!(
        serde_json::from_str::<Report>(&report.to_json()).unwrap(),
        report
    );
}

#[test]
fn the_readme_says_what_became_of_every_file() {
    let catalogue = catalogue(&[(Triage::Glance, 1148, 1, 64)]);
    let outcomes = (0..1148).map(|id| (id, Ok(()))).collect();
    let layout = Layout::new(&catalogue, &["CASE-7K2MQ9".to_owned()]);
    let mut review = Review::default();
    review.clear(&catalogue, &[0]);
    let readme = Report::of(facts(), &catalogue, &review, &layout, &outcomes).to_readme();
    assert!(
        readme.contains("    1,148  cleaned and saved here\r\n"),
        "{readme}"
    );
    assert!(
        readme.contains("CASE-7K2MQ9: 1 series in 1 study, 1,148 images cleaned\r\n"),
        "{readme}"
    );
}
