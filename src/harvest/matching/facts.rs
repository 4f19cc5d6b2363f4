//! What a catalogue knows of a study that a list could name.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use dicom_dictionary_std::tags;

use crate::catalogue::{ALSO, Catalogue, Name, Study, Summary};
use crate::harvest::{dates, number};
use crate::standard::tags::OTHER_PATIENT_IDS;

/// A study's place in a [`Catalogue`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StudyAt {
    /// Index into [`Catalogue::patients`].
    pub patient: usize,
    /// Index into the patient's studies.
    pub study: usize,
}

/// A study, ready to be compared.
pub struct Facts {
    pub at: StudyAt,
    /// Patient IDs and accession numbers, as [`number::comparables`] makes them.
    pub numbers: BTreeSet<String>,
    pub names: Vec<Name>,
    pub day: Option<NaiveDate>,
    /// Of its series, without reports and other things that no list names.
    pub modalities: BTreeSet<String>,
}

/// What lies beside pictures, or says nothing of how they were made.
const BESIDE: [&str; 8] = ["SR", "PR", "KO", "OT", "SC", "DOC", "SEG", "REG"];

/// Words around a name that are none of it.
const TITLES: [&str; 10] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "professor",
    "master",
    "sir",
];

impl Facts {
    /// Of every study, in the order of the catalogue.
    pub fn of_all(catalogue: &Catalogue) -> Vec<Self> {
        let patients = catalogue.patients.iter().enumerate();
        let studies = patients.flat_map(|(patient, it)| {
            let studies = it.studies.iter().enumerate();
            studies.map(move |(study, it)| (StudyAt { patient, study }, it))
        });
        studies
            .map(|(at, study)| Self::of(catalogue, at, study))
            .collect()
    }

    fn of(catalogue: &Catalogue, at: StudyAt, study: &Study) -> Self {
        let series = || {
            study
                .series
                .iter()
                .filter_map(|id| catalogue.series.get(*id))
        };
        let mut facts = Self {
            at,
            numbers: BTreeSet::new(),
            names: Vec::new(),
            day: dates::one(&study.date),
            modalities: series()
                .map(|series| series.modality.clone())
                .filter(|term| !term.is_empty() && !BESIDE.contains(&term.as_str()))
                .collect(),
        };
        for first in series().filter_map(|series| series.instances.first()) {
            if let Some(summary) = catalogue.summary(*first) {
                facts.add(summary);
            }
        }
        facts
    }

    fn add(&mut self, summary: &Summary) {
        let said = |tag| {
            let also = summary.also.iter();
            let values = also.filter(move |(at, _)| {
                ALSO.get(usize::from(*at))
                    .is_some_and(|(other, _)| *other == tag)
            });
            values.flat_map(|(_, text)| text.split('\\'))
        };
        let numbers = [summary.patient_id.as_str(), &summary.accession_number];
        let numbers = numbers.into_iter().chain(said(OTHER_PATIENT_IDS));
        self.numbers.extend(numbers.flat_map(number::comparables));
        let names = [summary.patient_name.as_str()].into_iter();
        let names = names
            .chain(said(tags::OTHER_PATIENT_NAMES))
            .chain(said(tags::PATIENT_BIRTH_NAME));
        for name in names.map(person).filter(|name| !name.is_empty()) {
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
    }
}

/// A name without titles.
pub fn person(written: &str) -> Name {
    let is_title = |word: &&str| {
        let word = word.trim_end_matches('.').to_lowercase();
        TITLES.contains(&word.as_str())
    };
    let part = |part: &str| {
        let words = part.split_whitespace().filter(|word| !is_title(word));
        words.collect::<Vec<_>>().join(" ")
    };
    let parts: Vec<String> = written.split('^').map(part).collect();
    Name::of(&parts.join("^"))
}
