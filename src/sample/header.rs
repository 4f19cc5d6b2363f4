//! Headers of the sample's files, filled in as a scanner fills them in, for invented people.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::dicom::part::{Part, assemble};
use crate::dicom::{DataSet, DataSetExt, MemorySource, PixelsOut, TransferSyntax, write};

/// An invented patient with an invented examination.
pub struct Patient {
    /// In every UID of this patient's files.
    number: u32,
    name: &'static str,
    id: &'static str,
    birth_date: &'static str,
    sex: &'static str,
    study_description: &'static str,
    date: &'static str,
    time: &'static str,
    accession: &'static str,
    /// As scanners burn them into the picture.
    pub shown_name: &'static str,
    pub shown_id: &'static str,
    pub shown_birth_date: &'static str,
}

impl Patient {
    pub const SAMPLE: &Self = &Self {
        number: 1,
        name: "SAMPLE^Marigold",
        id: "9990000018",
        birth_date: "19620114",
        sex: "F",
        study_description: "US abdomen",
        date: "20260312",
        time: "140731",
        accession: "RMP2603120441",
        shown_name: "SAMPLE, MARIGOLD",
        shown_id: "999 000 0018",
        shown_birth_date: "14/01/1962",
    };
    pub const SPECIMEN: &Self = &Self {
        number: 2,
        name: "SPECIMEN^Alder",
        id: "9990000026",
        birth_date: "19481102",
        sex: "M",
        study_description: "CT chest",
        date: "20260303",
        time: "094102",
        accession: "RMP2603030117",
        shown_name: "SPECIMEN, ALDER",
        shown_id: "999 000 0026",
        shown_birth_date: "02/11/1948",
    };

    /// A UID made from a fixed UUID (PS3.5 B.2), which no device has.
    fn uid(&self, what: &str) -> String {
        format!(
            "2.25.271828182845904523536028747135266{}.{what}",
            self.number
        )
    }
}

/// Patient, study, series and instance.
pub fn start(
    patient: &Patient,
    sop_class: &str,
    modality: &str,
    series: u32,
    instance: u32,
) -> DataSet {
    let mut header = DataSet::new_empty();
    let rows: &[(Tag, VR, &str)] = &[
        (tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 100"),
        (tags::SOP_CLASS_UID, VR::UI, sop_class),
        (
            tags::SOP_INSTANCE_UID,
            VR::UI,
            &patient.uid(&format!("{series}.{instance}")),
        ),
        (tags::STUDY_INSTANCE_UID, VR::UI, &patient.uid("0")),
        (
            tags::SERIES_INSTANCE_UID,
            VR::UI,
            &patient.uid(&series.to_string()),
        ),
        (tags::STUDY_DATE, VR::DA, patient.date),
        (tags::SERIES_DATE, VR::DA, patient.date),
        (tags::CONTENT_DATE, VR::DA, patient.date),
        (tags::STUDY_TIME, VR::TM, patient.time),
        (tags::CONTENT_TIME, VR::TM, patient.time),
        (tags::ACCESSION_NUMBER, VR::SH, patient.accession),
        (tags::MODALITY, VR::CS, modality),
        (tags::MANUFACTURER, VR::LO, "Darkroom"),
        (tags::MANUFACTURER_MODEL_NAME, VR::LO, "Sample study"),
        (tags::INSTITUTION_NAME, VR::LO, "Marlpit General Hospital"),
        (tags::STATION_NAME, VR::SH, "MARLPIT2"),
        (tags::REFERRING_PHYSICIAN_NAME, VR::PN, "EXAMPLE^Rowan^^Dr"),
        (tags::OPERATORS_NAME, VR::PN, "EXAMPLE^Teasel"),
        (tags::STUDY_DESCRIPTION, VR::LO, patient.study_description),
        (tags::PATIENT_NAME, VR::PN, patient.name),
        (tags::PATIENT_ID, VR::LO, patient.id),
        (tags::PATIENT_BIRTH_DATE, VR::DA, patient.birth_date),
        (tags::PATIENT_SEX, VR::CS, patient.sex),
        (tags::STUDY_ID, VR::SH, "1"),
        (tags::SERIES_NUMBER, VR::IS, &series.to_string()),
        (tags::INSTANCE_NUMBER, VR::IS, &instance.to_string()),
    ];
    for &(tag, vr, value) in rows {
        header.put_ascii(tag, vr, value);
    }
    header
}

pub fn describe(header: &mut DataSet, series: &str, image_type: &str) {
    header.put_ascii(tags::SERIES_DESCRIPTION, VR::LO, series);
    header.put_ascii(tags::IMAGE_TYPE, VR::CS, image_type);
}

/// How a screen became a picture (PS3.3 C.8.6.1).
pub fn conversion(header: &mut DataSet, how: &str) {
    header.put_ascii(tags::CONVERSION_TYPE, VR::CS, how);
}

/// Shape and samples of a grey picture.
pub fn grey(header: &mut DataSet, columns: u32, rows: u32, allocated: u16, stored: u16) {
    shape(header, columns, rows, allocated, stored);
    number(header, tags::SAMPLES_PER_PIXEL, 1);
    header.put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2");
}

/// Shape and samples of frames in colour, red, green and blue by turns.
pub fn rgb(header: &mut DataSet, columns: u32, rows: u32, frames: u32) {
    shape(header, columns, rows, 8, 8);
    number(header, tags::SAMPLES_PER_PIXEL, 3);
    number(header, tags::PLANAR_CONFIGURATION, 0);
    header.put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "RGB");
    header.put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, &frames.to_string());
}

fn shape(header: &mut DataSet, columns: u32, rows: u32, allocated: u16, stored: u16) {
    number(header, tags::COLUMNS, columns as u16);
    number(header, tags::ROWS, rows as u16);
    number(header, tags::BITS_ALLOCATED, allocated);
    number(header, tags::BITS_STORED, stored);
    number(header, tags::HIGH_BIT, stored.saturating_sub(1));
    number(header, tags::PIXEL_REPRESENTATION, 0);
}

fn number(header: &mut DataSet, tag: Tag, value: u16) {
    header.put_raw(tag, VR::US, value.to_le_bytes());
}

/// The whole file. Empty if it cannot be written, which a test rules out.
pub fn finish(header: &DataSet, samples: Vec<u8>) -> Vec<u8> {
    let eight_bit = header.integer(tags::BITS_ALLOCATED) == Some(8);
    let pixels = PixelsOut::Native {
        tag: tags::PIXEL_DATA,
        vr: if eight_bit { VR::OB } else { VR::OW },
        parts: vec![Part::Bytes(samples)],
    };
    let syntax = TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
    let body = MemorySource::new(Vec::new());
    let parts = write(header, &syntax, pixels, &body).unwrap_or_default();
    assemble(&parts, &body).unwrap_or_default()
}
