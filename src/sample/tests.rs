use std::rc::Rc;

use super::*;
use crate::catalogue::{Catalogue, ImageShape, Outcome, Triage};
use crate::clean::HeldReason;
use crate::dicom::MemorySource;
use crate::intake;

fn catalogue() -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (place, bytes) in files() {
        catalogue.add(vec![intake::examine_file(
            &place,
            Rc::new(MemorySource::new(bytes)),
        )]);
    }
    catalogue
}

#[test]
fn the_sample_shows_every_part_of_the_job() {
    let catalogue = catalogue();
    let names: Vec<_> = catalogue
        .patients
        .iter()
        .map(|patient| patient.name.as_str())
        .collect();
    assert_eq!(names, ["SAMPLE^Marigold", "SPECIMEN^Alder"]);
    let series: Vec<_> = catalogue
        .series
        .iter()
        .map(|series| {
            (
                series.modality.as_str(),
                series.instances.len(),
                series.triage.name(),
            )
        })
        .collect();
    assert_eq!(
        series,
        [("US", 1, "look"), ("CT", 20, "glance"), ("SC", 1, "look")]
    );
    let held: Vec<_> = catalogue
        .items
        .iter()
        .map(|item| &item.outcome)
        .filter(|&outcome| *outcome == Outcome::Held(HeldReason::DamagedHeader))
        .collect();
    assert_eq!(held.len(), 1);
}

#[test]
fn every_image_of_the_sample_is_read_without_a_flaw() {
    let catalogue = catalogue();
    for item in &catalogue.items {
        if let Outcome::Instance(summary) = &item.outcome {
            assert!(
                summary.flaws.is_empty(),
                "{}: {:?}",
                item.place,
                summary.flaws
            );
        }
    }
    let ultrasound = catalogue.summary(0).unwrap();
    assert_eq!(
        ultrasound.image,
        Some(ImageShape {
            columns: 640,
            rows: 480,
            frames: 2
        })
    );
    assert!(matches!(ultrasound.triage, Triage::Look(_)));
}

#[test]
fn slices_scroll_from_the_top() {
    let catalogue = catalogue();
    assert_eq!(catalogue.series[1].instances, (1..=20).collect::<Vec<_>>());
}

#[test]
fn the_sample_is_small_and_always_the_same() {
    let once = files();
    assert!(once.iter().map(|(_, bytes)| bytes.len()).sum::<usize>() < 12 << 20);
    assert!(once == files());
}

/// Writes the files to look at: `DARKROOM_SAMPLE_TO=folder cargo test -- --ignored sample_to_a_folder`.
#[test]
#[ignore = "writes files, to be looked at by a person"]
fn the_sample_to_a_folder() {
    let folder = std::env::var("DARKROOM_SAMPLE_TO").unwrap();
    let started = std::time::Instant::now();
    let files = files();
    eprintln!("made in {:?}", started.elapsed());
    for (place, bytes) in files {
        let path = std::path::Path::new(&folder).join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
}
