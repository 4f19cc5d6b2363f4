//! Summaries and catalogues for tests.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::clean::Mentions;

use super::{Catalogue, ImageShape, Item, Outcome, Summary, Triage};

/// Of an image that is no other's double.
pub(crate) fn summary(modality: &str) -> Summary {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    Summary {
        sop_class_uid: "1.2.840.10008.5.1.4.1.1.2".to_owned(),
        sop_instance_uid: format!("1.2.3.4.{number}"),
        study_instance_uid: "1.2.3".to_owned(),
        series_instance_uid: "1.2.3.1".to_owned(),
        transfer_syntax_uid: "1.2.840.10008.1.2.1".to_owned(),
        patient_name: "SAMPLE^Marigold".to_owned(),
        patient_id: "A1".to_owned(),
        issuer_of_patient_id: String::new(),
        patient_birth_date: String::new(),
        patient_sex: String::new(),
        accession_number: String::new(),
        also: Vec::new(),
        mentions: Mentions::default(),
        institution_name: String::new(),
        study_date: "20260312".to_owned(),
        study_time: String::new(),
        study_description: String::new(),
        series_description: String::new(),
        series_number: None,
        instance_number: None,
        position: None,
        normal: None,
        modality: modality.to_owned(),
        manufacturer: String::new(),
        model: String::new(),
        image: Some(ImageShape {
            columns: 64,
            rows: 48,
            frames: 1,
        }),
        counted_frames: None,
        scan_areas: Vec::new(),
        triage: Triage::Glance,
        held_with: Vec::new(),
        flaws: Vec::new(),
        fingerprint: [0; 32],
    }
}

pub(crate) fn item(place: &str, summary: Summary) -> Item {
    Item {
        place: place.to_owned(),
        size: 100,
        outcome: Outcome::Instance(Box::new(summary)),
    }
}

/// One patient and one study; for each `(triage, images, frames, columns)` a series.
pub(crate) fn catalogue(series: &[(Triage, usize, u32, u32)]) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (index, &(ref triage, images, frames, columns)) in series.iter().enumerate() {
        catalogue.add(images_of(index, triage, 0..images, frames, columns));
    }
    catalogue
}

/// Images of the series `series`, numbered.
pub(crate) fn images_of(
    series: usize,
    triage: &Triage,
    numbers: std::ops::Range<usize>,
    frames: u32,
    columns: u32,
) -> Vec<Item> {
    let image = |number: usize| {
        let mut summary = summary("US");
        summary.series_instance_uid = format!("1.2.3.{series}");
        summary.sop_instance_uid = format!("1.2.3.{series}.{number}");
        summary.series_number = i64::try_from(series).ok();
        summary.instance_number = i64::try_from(number).ok();
        summary.image = Some(ImageShape {
            columns,
            rows: 48,
            frames,
        });
        summary.triage = triage.clone();
        item(&format!("drop/{series}/{number}"), summary)
    };
    numbers.map(image).collect()
}
