//! The tree of what was dropped.
//!
//! Files arrive in batches; each is put in its place at once, and ids that were given out stay true; the indexes of
//! patients and studies change when a study turns out to be another patient's. All files of one Study Instance UID are
//! one study, and all that is one patient's is one case: see [`Whose`]. A byte-identical double is counted, and is in
//! no series: see `Doubles`.
//!
//! `grouping` puts files into series, and studies under patients.

mod grouping;

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::doubles::{Arrival, Doubles};
use super::identity::{Identity, Whose};
use super::odd;
use super::people::Person;
use super::summary::Summary;
use super::triage::Triage;
use crate::clean::{HeldReason, Mentions, OriginalPatient};
use crate::deid::PatientKey;
use crate::dicom::Digest;
use grouping::Groups;

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
    /// Where it stands in the tree, if it does, or why not.
    pub outcome: Outcome,
}

impl Item {
    /// The folder that it lies in, as its place says: empty at the top.
    pub fn folder(&self) -> &str {
        self.place.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Whether it waits for a password.
    pub fn is_locked(&self) -> bool {
        matches!(self.outcome, Outcome::Held(HeldReason::Locked { .. }))
    }
}

/// What intake made of a file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// An image, or another object that can be read; cleaning may hold it yet.
    Instance(Box<Summary>),
    /// DICOM, or meant to be, but nothing can be done with it.
    Held(HeldReason),
    /// Not DICOM (a DICOMDIR too): counted and listed, never copied. The reason in words.
    NotDicom(String),
}

/// Everything that was dropped. Grows by [`Catalogue::add`]; nothing is ever taken out, and only what was
/// locked is put in place of itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Catalogue {
    /// By [`InstanceId`]: what is no instance too.
    pub items: Vec<Item>,
    /// In order of first appearance.
    pub patients: Vec<Patient>,
    /// By [`SeriesId`], in the order in which they came; their studies list them by number.
    pub series: Vec<Series>,
    /// The series of each item.
    placed: Vec<Option<SeriesId>>,
    groups: Groups,
    doubles: Doubles,
    /// Who patients were in other exports.
    known: HashMap<PatientKey, Vec<Identity>>,
}

/// A patient: Patient ID with its issuer; name and birth date where there is no ID; and what the rest of a study says
/// where a file does not.
#[derive(Debug, Clone, PartialEq)]
pub struct Patient {
    /// As written: components parted by `^`. [`super::words::person`] makes it readable.
    pub name: String,
    /// What tells this patient from others: one key is one case name.
    pub key: PatientKey,
    /// Who share the ID, if they cannot be one person; else one, or nobody. With those whom other exports knew under
    /// it.
    pub people: Vec<Person>,
    /// How many of these other exports knew: somebody has said that they are one.
    known: usize,
    /// In order of first appearance.
    pub studies: Vec<Study>,
    /// What names somebody in any file of these studies.
    mentions: Mentions,
}

/// A study of a patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    /// As the originals have it; empty where they name no study, and the folder in the drop makes it one.
    pub study_instance_uid: String,
    /// StudyDescription, as written.
    pub description: String,
    /// YYYYMMDD as written.
    pub date: String,
    /// HHMMSS.FFFFFF as written.
    pub time: String,
    /// In order of series number.
    pub series: Vec<SeriesId>,
    /// Its place among all studies, which never changes.
    serial: usize,
    /// What its files say of the patient, each once.
    identities: Vec<Identity>,
    whose: Whose,
    /// What names somebody in any of its files.
    mentions: Mentions,
}

/// A series of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// Indexes into [`Catalogue::patients`] and [`Patient::studies`].
    pub patient: usize,
    /// The second of the two.
    pub study: usize,
    /// As the originals have it; empty where they name no series, and folder, modality and number make it one.
    pub series_instance_uid: String,
    /// SeriesNumber of its first instance; none if that has none.
    pub number: Option<i64>,
    /// Modality of its first instance, in upper case.
    pub modality: String,
    /// Description, or what kind of thing it is where there is none.
    pub description: String,
    /// In the order in which they are scrolled: by position, else instance number, else place.
    pub instances: Vec<InstanceId>,
    /// That of its instances together: see [`Triage::and`], and `odd` for what they are only together.
    pub triage: Triage,
    /// Bytes of all its files.
    pub size: u64,
}

impl Catalogue {
    /// Takes a batch in; the items' ids are the range that comes back, in the order given.
    pub fn add(&mut self, items: Vec<Item>) -> Range<InstanceId> {
        let first = self.items.len();
        let mut grown = BTreeSet::new();
        for item in items {
            let id = self.items.len();
            self.items.push(item);
            self.placed.push(None);
            grown.extend(self.arrive(id));
        }
        self.settle(grown);
        first..self.items.len()
    }

    /// Puts what a locked item turned out to be in its place, or the first thing of several that were in it. Any other
    /// item stays what it is.
    pub fn unlock(&mut self, id: InstanceId, item: Item) {
        match self.items.get_mut(id) {
            Some(locked) if locked.is_locked() => *locked = item,
            _ => return,
        }
        let grown = self.arrive(id);
        self.settle(grown.into_iter().collect());
    }

    /// From now on, what other exports said of patients counts as well: one ID in two of them may be two people's.
    pub fn know(&mut self, people: impl IntoIterator<Item = (PatientKey, Person)>) {
        self.known.clear();
        for (patient, person) in people {
            let of_patient = self.known.entry(patient).or_default();
            of_patient.push(Identity::of_person(&person));
        }
        for index in 0..self.patients.len() {
            self.say_who(index);
        }
    }

    /// Items that wait for a password.
    pub fn locked(&self) -> impl Iterator<Item = InstanceId> + '_ {
        let items = self.items.iter().enumerate();
        items.filter(|(_, item)| item.is_locked()).map(|(id, _)| id)
    }

    /// Puts an item into its series, unless it has to be compared first; the series that has grown.
    fn arrive(&mut self, id: InstanceId) -> Option<SeriesId> {
        let item = self.items.get(id)?;
        let Outcome::Instance(summary) = &item.outcome else {
            return None;
        };
        let uid = &summary.sop_instance_uid;
        let file = (item.place.as_str(), item.size);
        match self.doubles.arrive(id, uid, file, &self.items) {
            Arrival::Placed => self.place(id),
            Arrival::Waits => None,
        }
    }

    /// Files whose bytes must be compared with others' before it is known what they are; each is named once, and waits
    /// for [`Catalogue::compared`].
    pub fn to_compare(&mut self) -> Vec<InstanceId> {
        self.doubles.wanted()
    }

    /// The digests of files named by [`Catalogue::to_compare`]; `None` of those that could not be read.
    pub fn compared(&mut self, digests: impl IntoIterator<Item = (InstanceId, Option<Digest>)>) {
        let mut grown = BTreeSet::new();
        for (id, digest) in digests {
            for id in self.doubles.report(id, digest, &self.items) {
                grown.extend(self.place(id));
            }
            // A double mentions nobody but those whom its original does.
            if self.double_of(id).is_some() {
                self.take_mentions(id);
            }
        }
        self.settle(grown);
    }

    /// What an item is a byte-identical double of.
    pub fn double_of(&self, id: InstanceId) -> Option<InstanceId> {
        self.doubles.double_of(id)
    }

    /// The file that goes before this one, which has the same SOP Instance UID and other bytes; with the first place by
    /// which it came. Of files that are not deleted the first by place goes before the others.
    pub fn collides_with(
        &self,
        id: InstanceId,
        is_deleted: impl Fn(InstanceId) -> bool,
    ) -> Option<(InstanceId, &str)> {
        self.doubles.collides_with(id, is_deleted)
    }

    /// The patient of an instance, an index.
    pub fn patient_of(&self, id: InstanceId) -> Option<usize> {
        let original = self.double_of(id).unwrap_or(id);
        Some(self.series(self.series_of(original)?)?.patient)
    }

    /// Whether the files of the instance's study are several patients', so that nobody can say whose it is.
    pub fn is_of_several(&self, id: InstanceId) -> bool {
        let study = self.study_of(id);
        study.is_some_and(|study| study.whose == Whose::Several)
    }

    /// The patient of an instance, where the rest of its study says who that is and its own header says less.
    pub fn joined_to(&self, id: InstanceId) -> Option<&OriginalPatient> {
        let study = self.study_of(id)?;
        let owner = study.whose.one()?;
        let summary = self.summary(id)?;
        // A name that only another file of the study gives may stand in the texts of this one.
        let says_less = owner.key() != summary.patient_key()
            || owner.name != summary.patient_name
            || owner.birth_date != summary.patient_birth_date;
        (!study.study_instance_uid.is_empty() && says_less).then_some(owner)
    }

    /// What names somebody in any file of the instance's patient; nothing of what is in no series.
    pub fn mentions_of(&self, id: InstanceId) -> Mentions {
        let patient = self.patient_of(id).and_then(|at| self.patients.get(at));
        patient.map_or_else(Mentions::default, |patient| patient.mentions.clone())
    }

    fn study_of(&self, id: InstanceId) -> Option<&Study> {
        let series = self.series(self.series_of(id)?)?;
        self.study(series.patient, series.study)
    }

    /// Changes how much looking an instance needs, and with it its series.
    pub fn triage_again(&mut self, id: InstanceId, triage: Triage) {
        let Some(Outcome::Instance(summary)) = self.items.get_mut(id).map(|item| &mut item.outcome)
        else {
            return;
        };
        summary.triage = triage;
        if let Some(series) = self.series_of(id) {
            self.triage_series(series);
        }
    }

    /// Triages a series by all of its instances.
    fn triage_series(&mut self, id: SeriesId) {
        let instances = self.series.get(id).map(|series| &series.instances);
        let instances = instances.into_iter().flatten();
        let summaries: Vec<&Summary> = instances
            .filter_map(|&instance| self.summary(instance))
            .collect();
        let Some((first, rest)) = summaries.split_first() else {
            return;
        };
        let each = rest.iter().fold(first.triage.clone(), |all, summary| {
            all.and(&summary.triage)
        });
        let mut reasons = odd::reasons(summaries.iter().copied());
        let held_with = summaries.iter().flat_map(|summary| &summary.held_with);
        reasons.extend(held_with);
        // A series all of which is held stays held.
        let triage = match each {
            Triage::Held(_) => each,
            _ if reasons.is_empty() => each,
            _ => each.and(&Triage::Look(reasons)),
        };
        if let Some(series) = self.series.get_mut(id) {
            series.triage = triage;
        }
    }

    /// A series by its id; none for an id that was never given out.
    pub fn series(&self, id: SeriesId) -> Option<&Series> {
        self.series.get(id)
    }

    /// A file by its id, whatever came of it.
    pub fn item(&self, id: InstanceId) -> Option<&Item> {
        self.items.get(id)
    }

    /// The item, if it is an instance.
    pub fn instance(&self, id: InstanceId) -> Option<&Item> {
        self.item(id)
            .filter(|item| matches!(item.outcome, Outcome::Instance(_)))
    }

    /// What is known of a file, if it is an instance.
    pub fn summary(&self, id: InstanceId) -> Option<&Summary> {
        match &self.items.get(id)?.outcome {
            Outcome::Instance(summary) => Some(summary),
            Outcome::Held(_) | Outcome::NotDicom(_) => None,
        }
    }

    /// The series that an instance is in.
    pub fn series_of(&self, instance: InstanceId) -> Option<SeriesId> {
        self.placed.get(instance).copied().flatten()
    }

    /// A study by the indexes that a [`Series`] carries.
    pub fn study(&self, patient: usize, study: usize) -> Option<&Study> {
        self.patients.get(patient)?.studies.get(study)
    }

    /// The series of a study, in order of series number.
    pub fn series_of_study(&self, patient: usize, study: usize) -> &[SeriesId] {
        self.study(patient, study)
            .map_or(&[], |study| &study.series)
    }

    /// All instances of the study that a series is in.
    pub fn study_instances(&self, series: SeriesId) -> impl Iterator<Item = InstanceId> + '_ {
        let found = self
            .series(series)
            .map(|series| self.series_of_study(series.patient, series.study));
        let series = found
            .unwrap_or_default()
            .iter()
            .filter_map(|&id| self.series(id));
        series.flat_map(|series| series.instances.iter().copied())
    }

    /// Series triaged `glance`.
    pub fn glance_series(&self) -> impl Iterator<Item = SeriesId> + '_ {
        let all = self.series.iter().enumerate();
        all.filter(|(_, series)| series.triage == Triage::Glance)
            .map(|(id, _)| id)
    }
}

impl Patient {
    /// Whether several people share its ID, more than other exports knew under it.
    pub fn is_several(&self) -> bool {
        self.people.len() > self.known.max(1)
    }
}

#[cfg(test)]
mod tests;
