//! The few fields of an instance that the catalogue, the viewer's frame and the folder layout need.

use serde::{Deserialize, Serialize};

use super::triage::Triage;
use crate::dicom::{Flaw, Instance};

/// What the page knows of an instance. Holds patient values: it is shown, and goes nowhere else.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    pub sop_class_uid: String,
    pub sop_instance_uid: String,
    pub study_instance_uid: String,
    pub series_instance_uid: String,
    pub transfer_syntax_uid: String,
    /// As written: components parted by `^`.
    pub patient_name: String,
    pub patient_id: String,
    pub issuer_of_patient_id: String,
    pub patient_birth_date: String,
    pub accession_number: String,
    pub institution_name: String,
    pub study_date: String,
    pub study_time: String,
    pub study_description: String,
    pub series_description: String,
    pub series_number: Option<i64>,
    pub instance_number: Option<i64>,
    /// Image position along the slice normal, in mm, where the header gives it.
    pub position: Option<f64>,
    pub modality: String,
    pub image: Option<ImageShape>,
    pub triage: Triage,
    pub flaws: Vec<Flaw>,
}

/// Shape of the frames.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ImageShape {
    pub columns: u32,
    pub rows: u32,
    pub frames: u32,
}

impl Summary {
    /// Summarises a parsed header.
    pub fn of(_instance: &Instance) -> Self {
        todo!()
    }
}
