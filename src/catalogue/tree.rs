//! The tree of what was dropped.

use serde::{Deserialize, Serialize};

use super::summary::Summary;
use super::triage::Triage;
use crate::clean::HeldReason;

/// Index of an [`Item`]; never reused within a session.
pub type InstanceId = usize;

/// Index of a [`Series`] in [`Catalogue::series`]; never reused within a session.
pub type SeriesId = usize;

/// One file of the drop, or one entry of a zip in it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Its place in the drop: `export/ST01/IM0001`, or `cd.zip/ST01/IM0001`.
    pub place: String,
    /// Bytes.
    pub size: u64,
    pub outcome: Outcome,
}

/// What intake made of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Instance(Box<Summary>),
    /// DICOM, or meant to be, but nothing can be done with it.
    Held(HeldReason),
    /// Not DICOM (a DICOMDIR too): counted and listed, never copied. The reason in words.
    NotDicom(String),
}

/// Everything that was dropped. Grows by [`Catalogue::add`]; nothing is ever taken out.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    pub items: Vec<Item>,
    /// In order of first appearance.
    pub patients: Vec<Patient>,
    pub series: Vec<Series>,
}

/// A patient: Patient ID with its issuer; name and birth date where there is no ID.
#[derive(Debug, Clone, PartialEq)]
pub struct Patient {
    pub name: String,
    pub studies: Vec<Study>,
}

/// A study of a patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    pub study_instance_uid: String,
    pub description: String,
    /// YYYYMMDD as written.
    pub date: String,
    /// In order of series number.
    pub series: Vec<SeriesId>,
}

/// A series of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Indexes into [`Catalogue::patients`] and [`Patient::studies`].
    pub patient: usize,
    pub study: usize,
    pub series_instance_uid: String,
    pub modality: String,
    /// Description, or what kind of thing it is where there is none.
    pub description: String,
    /// In the order in which they are scrolled: by position, else instance number, else place.
    pub instances: Vec<InstanceId>,
    pub triage: Triage,
    pub size: u64,
}
