//! Puts files into series of studies, and studies under the patients whose they are.
//!
//! A study is put under the patient of its first file; when all of a batch is in, the studies of which more has become
//! known are put under whom they turn out to be, and patients who are left without a study go. The same files come to
//! the same patients in whatever order they arrive.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Catalogue, InstanceId, Outcome, Patient, Series, SeriesId, Study};
use crate::catalogue::identity::{Identity, Whose};
use crate::catalogue::modality;
use crate::catalogue::order::{self, Sortable};
use crate::catalogue::people;
use crate::catalogue::summary::Summary;
use crate::clean::Mentions;
use crate::deid::PatientKey;

/// What makes a study one: its UID; where there is none, the patient, the folder in the drop and the date.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum StudyMark {
    Uid(String),
    Nameless(PatientKey, String, String),
}

/// What makes a series of a study one: its UID; where there is none, the folder in the drop, the modality and the
/// number.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum SeriesMark {
    Uid(String),
    Nameless(String, String, Option<i64>),
}

/// Where everything is.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Groups {
    by_patient: HashMap<PatientKey, usize>,
    /// The number of each study.
    studies: HashMap<StudyMark, usize>,
    /// The patient and the study of each number.
    places: Vec<(usize, usize)>,
    by_series: HashMap<(usize, SeriesMark), SeriesId>,
    /// Numbers of studies that have turned out to say more of their patient.
    unsettled: BTreeSet<usize>,
}

impl Catalogue {
    /// Puts an instance into its series. What this brings to light of whose it is comes with [`Catalogue::settle`].
    pub(super) fn place(&mut self, id: InstanceId) -> Option<SeriesId> {
        let mentions = self.take_mentions(id);
        let item = self.items.get(id)?;
        let Outcome::Instance(summary) = &item.outcome else {
            return None;
        };
        let (summary, size) = (summary.clone(), item.size);
        let folder = item.folder().to_owned();
        let serial = self.number_of_study(&summary, &folder);
        let &(patient, study) = self.groups.places.get(serial)?;
        let of_study = self.patients.get_mut(patient)?.studies.get_mut(study)?;
        fill(&mut of_study.description, &summary.study_description);
        fill(&mut of_study.date, &summary.study_date);
        fill(&mut of_study.time, &summary.study_time);
        let says_more = of_study.mentions.absorb(&mentions);
        if Identity::of(&summary).note(&mut of_study.identities) || says_more {
            self.groups.unsettled.insert(serial);
        }
        let series = self.series_in(serial, (patient, study), &summary, folder);
        self.series.get_mut(series)?.take(id, &summary, size);
        *self.placed.get_mut(id)? = Some(series);
        Some(series)
    }

    /// Takes out of a summary what names somebody: of a study it is kept once.
    pub(super) fn take_mentions(&mut self, id: InstanceId) -> Mentions {
        match self.items.get_mut(id).map(|item| &mut item.outcome) {
            Some(Outcome::Instance(summary)) => std::mem::take(&mut summary.mentions),
            _ => Mentions::default(),
        }
    }

    /// Ends a batch: puts the images of series that have grown in order, and studies under whom they turn out to be.
    pub(super) fn settle(&mut self, grown: BTreeSet<SeriesId>) {
        for series in grown {
            self.sort_instances(series);
            self.triage_series(series);
        }
        let unsettled = std::mem::take(&mut self.groups.unsettled);
        let mut moves = BTreeMap::new();
        for &serial in &unsettled {
            let Some(&(patient, at)) = self.groups.places.get(serial) else {
                continue;
            };
            let Some(patient) = self.patients.get_mut(patient) else {
                continue;
            };
            let Some(study) = patient.studies.get_mut(at) else {
                continue;
            };
            study.whose = Whose::of(&study.identities, &study.study_instance_uid);
            // Without a UID it is a study because it is one patient's.
            let is_named = !study.study_instance_uid.is_empty();
            let to = study.whose.shown_under(&study.identities);
            if let Some(to) = to.filter(|to| is_named && *to != patient.key) {
                moves.insert(serial, to);
            }
        }
        let touched: BTreeSet<usize> = match moves.is_empty() {
            true => {
                let places = unsettled
                    .iter()
                    .filter_map(|&it| self.groups.places.get(it));
                places.map(|&(patient, _)| patient).collect()
            }
            false => {
                self.regroup(moves);
                (0..self.patients.len()).collect()
            }
        };
        for patient in touched {
            self.say_who(patient);
        }
    }

    /// Gathers a patient's name and people.
    pub(super) fn say_who(&mut self, patient: usize) {
        let Self {
            patients, known, ..
        } = self;
        if let Some(patient) = patients.get_mut(patient) {
            let known = known.get(&patient.key);
            patient.say_who(known.map_or(&[], Vec::as_slice));
        }
    }

    /// Moves studies to other patients, given by the studies' numbers; all indexes are made anew.
    fn regroup(&mut self, mut moves: BTreeMap<usize, PatientKey>) {
        let before = std::mem::take(&mut self.patients);
        self.groups.by_patient.clear();
        for patient in before {
            let Patient {
                name,
                key,
                people,
                known,
                studies,
                mentions: _,
            } = patient;
            // In its old place, as long as a study of its own is left.
            let stays = |study: &Study| !moves.contains_key(&study.serial);
            if studies.iter().any(stays) {
                let index = self.patient(key.clone());
                if let Some(patient) = self.patients.get_mut(index) {
                    (patient.name, patient.people, patient.known) = (name, people, known);
                }
            }
            for study in studies {
                let owner = moves.remove(&study.serial).unwrap_or_else(|| key.clone());
                let index = self.patient(owner);
                if let Some(patient) = self.patients.get_mut(index) {
                    patient.studies.push(study);
                }
            }
        }
        for (index, patient) in self.patients.iter().enumerate() {
            for (at, study) in patient.studies.iter().enumerate() {
                if let Some(place) = self.groups.places.get_mut(study.serial) {
                    *place = (index, at);
                }
                for &id in &study.series {
                    if let Some(series) = self.series.get_mut(id) {
                        (series.patient, series.study) = (index, at);
                    }
                }
            }
        }
    }

    /// The patient of a key, made if there is none yet.
    fn patient(&mut self, key: PatientKey) -> usize {
        let next = self.patients.len();
        let index = *self.groups.by_patient.entry(key.clone()).or_insert(next);
        if index == next {
            self.patients.push(Patient {
                name: String::new(),
                key,
                people: Vec::new(),
                known: 0,
                studies: Vec::new(),
                mentions: Mentions::default(),
            });
        }
        index
    }

    /// The number of the study of an instance, made if there is none yet.
    fn number_of_study(&mut self, summary: &Summary, folder: &str) -> usize {
        let uid = &summary.study_instance_uid;
        let mark = match uid.is_empty() {
            true => {
                let (folder, date) = (folder.to_owned(), summary.study_date.clone());
                StudyMark::Nameless(summary.patient_key(), folder, date)
            }
            false => StudyMark::Uid(uid.clone()),
        };
        if let Some(&serial) = self.groups.studies.get(&mark) {
            return serial;
        }
        let patient = self.patient(summary.patient_key());
        let serial = self.groups.places.len();
        self.groups.studies.insert(mark, serial);
        if let Some(of) = self.patients.get_mut(patient) {
            self.groups.places.push((patient, of.studies.len()));
            of.studies.push(Study {
                study_instance_uid: uid.clone(),
                description: String::new(),
                date: String::new(),
                time: String::new(),
                series: Vec::new(),
                serial,
                identities: Vec::new(),
                whose: Whose::Several,
                mentions: Mentions::default(),
            });
        }
        serial
    }

    fn series_in(
        &mut self,
        serial: usize,
        (patient, study): (usize, usize),
        summary: &Summary,
        folder: String,
    ) -> SeriesId {
        let uid = summary.series_instance_uid.clone();
        let mark = match uid.is_empty() {
            true => SeriesMark::Nameless(folder, summary.modality.clone(), summary.series_number),
            false => SeriesMark::Uid(uid.clone()),
        };
        let next = self.series.len();
        let id = *self.groups.by_series.entry((serial, mark)).or_insert(next);
        if id == next {
            self.series.push(Series {
                patient,
                study,
                series_instance_uid: uid,
                number: summary.series_number,
                modality: summary.modality.clone(),
                description: modality::name(&summary.modality).to_owned(),
                instances: Vec::new(),
                triage: summary.triage.clone(),
                size: 0,
            });
            self.enter_in_study(patient, study, id);
        }
        id
    }

    fn enter_in_study(&mut self, patient: usize, study: usize, id: SeriesId) {
        let Self {
            patients, series, ..
        } = self;
        let study = patients
            .get_mut(patient)
            .and_then(|patient| patient.studies.get_mut(study));
        let Some(study) = study else { return };
        study.series.push(id);
        study.series.sort_by_key(|&id| {
            let number = series.get(id).and_then(|series| series.number);
            (number.is_none(), number, id)
        });
    }

    fn sort_instances(&mut self, id: SeriesId) {
        let Self { items, series, .. } = self;
        let Some(series) = series.get_mut(id) else {
            return;
        };
        let sortable = |&id: &InstanceId| {
            let item = items.get(id)?;
            match &item.outcome {
                Outcome::Instance(summary) => Some(Sortable {
                    id,
                    place: &item.place,
                    summary,
                }),
                Outcome::Held(_) | Outcome::NotDicom(_) => None,
            }
        };
        let mut list: Vec<Sortable<'_>> = series.instances.iter().filter_map(sortable).collect();
        order::sort(&mut list);
        series.instances = list.iter().map(|instance| instance.id).collect();
    }
}

impl Patient {
    /// Gathers what all studies mention; name and people from the studies that are this patient's alone, and from what is known of him from
    /// elsewhere; the name from other studies if need be.
    fn say_who(&mut self, known: &[Identity]) {
        self.mentions = Mentions::default();
        for study in &self.studies {
            self.mentions.absorb(&study.mentions);
        }
        let of_one = |study: &&Study| study.whose.one().is_some();
        let own = self.studies.iter().filter(of_one);
        let own = own.flat_map(|study| &study.identities);
        self.people = people::people(own.clone().chain(known));
        self.known = people::people(known.iter()).len();
        let all = self.studies.iter().flat_map(|study| &study.identities);
        let by_key = all.clone().filter(|it| it.written.key() == self.key);
        let mut names = by_key.chain(own).map(|it| &it.written.name);
        let name = names.find(|name| !name.is_empty());
        self.name = name.cloned().unwrap_or_default();
    }
}

impl Series {
    fn take(&mut self, id: InstanceId, summary: &Summary, size: u64) {
        let by_kind = modality::name(&self.modality);
        if self.description == by_kind && !summary.series_description.is_empty() {
            self.description.clone_from(&summary.series_description);
        }
        self.size = self.size.saturating_add(size);
        self.instances.push(id);
    }
}

/// The first value that says anything is kept.
fn fill(value: &mut String, found: &str) {
    if value.is_empty() {
        found.clone_into(value);
    }
}
