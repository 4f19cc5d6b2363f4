use std::rc::Rc;

use super::*;
use crate::catalogue::{Catalogue, Item, Outcome, Reason, Triage};
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
    assert_eq!(
        catalogue.series[1].instances,
        (1..=20).collect::<Vec<_>>(),
        "from the top"
    );
    let broken = |item: &&Item| item.outcome == Outcome::Held(HeldReason::DamagedHeader);
    assert_eq!(catalogue.items.iter().filter(broken).count(), 1);
    let ultrasound = catalogue.summary(0).unwrap().image.unwrap();
    assert_eq!(
        (ultrasound.columns, ultrasound.rows, ultrasound.frames),
        (640, 480, 2)
    );
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
}

/// A page of text in the place of a slice's samples: as large, as many bits, under the same header.
fn page_as_slice(slice: &[u8]) -> Vec<u8> {
    let side = ct::SIDE as usize;
    let page = dose_report::page();
    let rows = page.values.chunks(dose_report::WIDTH as usize).take(side);
    let samples = rows.flat_map(|row| row.iter().take(side));
    let words = samples.flat_map(|&sample| (4 * u16::from(sample)).to_le_bytes());
    let header = slice.len() - 2 * side * side;
    slice.iter().copied().take(header).chain(words).collect()
}

#[test]
fn one_page_of_text_among_the_slices_makes_their_series_need_a_look() {
    let triage = |page: Option<usize>| {
        let mut catalogue = Catalogue::default();
        for number in 1..=12 {
            let (place, slice) = files().swap_remove(number);
            let bytes = match page == Some(number) {
                true => page_as_slice(&slice),
                false => slice,
            };
            let source = Rc::new(MemorySource::new(bytes));
            catalogue.add(vec![intake::examine_file(&place, source)]);
        }
        catalogue.series[0].triage.clone()
    };
    assert_eq!(triage(None), Triage::Glance);
    let look = Triage::Look(vec![Reason::LinesOfText]);
    assert_eq!(triage(Some(7)), look);
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
