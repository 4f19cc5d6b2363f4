//! What tests share: catalogues and pictures of a few pixels, made by hand.

use darkroom::catalogue::{Catalogue, ImageShape, Item, Outcome, Summary, Triage};
use darkroom::pixels::{Picture, Samples};

/// An image of a series of a study of a patient; its number makes its UID.
#[derive(Clone, Debug)]
pub struct Image {
    pub patient: &'static str,
    pub study: u32,
    pub series: u32,
    pub number: u32,
    pub columns: u32,
    pub frames: u32,
    pub triage: Triage,
}

impl Default for Image {
    fn default() -> Self {
        Self {
            patient: "Marigold",
            study: 1,
            series: 1,
            number: 1,
            columns: 64,
            frames: 1,
            triage: Triage::Glance,
        }
    }
}

impl Image {
    /// As intake would have it.
    pub fn item(self) -> Item {
        let Self {
            patient,
            study,
            series,
            number,
            columns,
            frames,
            triage,
        } = self;
        let summary = Summary {
            sop_class_uid: "1.2.840.10008.5.1.4.1.1.2".to_owned(),
            sop_instance_uid: format!("1.2.3.{study}.{series}.{number}"),
            study_instance_uid: format!("1.2.3.{study}"),
            series_instance_uid: format!("1.2.3.{study}.{series}"),
            transfer_syntax_uid: "1.2.840.10008.1.2.1".to_owned(),
            patient_name: format!("SAMPLE^{patient}"),
            patient_id: format!("7788{patient}"),
            issuer_of_patient_id: String::new(),
            patient_birth_date: String::new(),
            patient_sex: String::new(),
            accession_number: String::new(),
            also: Vec::new(),
            mentions: darkroom::clean::Mentions::default(),
            institution_name: String::new(),
            study_date: "20260312".to_owned(),
            study_time: String::new(),
            study_description: format!("Study {study}"),
            series_description: format!("Series {series}"),
            series_number: Some(i64::from(series)),
            instance_number: Some(i64::from(number)),
            position: None,
            normal: None,
            modality: "CT".to_owned(),
            manufacturer: String::new(),
            model: String::new(),
            image: Some(ImageShape {
                columns,
                rows: 48,
                frames,
            }),
            counted_frames: None,
            scan_areas: Vec::new(),
            triage,
            held_with: Vec::new(),
            flaws: Vec::new(),
            fingerprint: [0; 32],
        };
        Item {
            place: format!("drop/{patient}/{study}/{series}/{number}"),
            size: 100,
            outcome: Outcome::Instance(Box::new(summary)),
        }
    }
}

/// A file that is no DICOM.
pub fn letter() -> Item {
    Item {
        place: "drop/letter.txt".to_owned(),
        size: 10,
        outcome: Outcome::NotDicom("a text".to_owned()),
    }
}

/// A catalogue of these.
pub fn catalogue(items: impl IntoIterator<Item = Item>) -> Catalogue {
    let mut catalogue = Catalogue::default();
    catalogue.add(items.into_iter().collect());
    catalogue
}

/// A grey picture of these values.
pub fn grey(columns: u32, rows: u32, values: &[u16]) -> Picture {
    Picture {
        columns,
        rows,
        samples: Samples::Grey {
            values: values.to_vec(),
            slope: 1.0,
            intercept: 0.0,
            inverted: false,
        },
        windows: Vec::new(),
        colours: None,
        grid: None,
        overlay: None,
    }
}
