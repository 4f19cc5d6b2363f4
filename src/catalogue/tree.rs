//! The tree of what was dropped.
//!
//! Files arrive in batches; each is put in its place at once, and indexes that were given out stay true. A file that
//! arrives twice is two instances: nothing that was dropped is lost from the counts, and each gets a name of its own.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::modality;
use super::odd;
use super::order::{self, Sortable};
use super::summary::Summary;
use super::triage::Triage;
use crate::clean::HeldReason;
use crate::deid::PatientKey;

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
    /// The series of each item.
    placed: Vec<Option<SeriesId>>,
    by_patient: HashMap<PatientKey, usize>,
    by_study: HashMap<(usize, String), usize>,
    by_series: HashMap<(usize, usize, String), SeriesId>,
}

/// A patient: Patient ID with its issuer; name and birth date where there is no ID.
#[derive(Debug, Clone, PartialEq)]
pub struct Patient {
    /// As written: components parted by `^`. [`super::words::person`] makes it readable.
    pub name: String,
    pub key: PatientKey,
    /// In order of first appearance.
    pub studies: Vec<Study>,
}

/// A study of a patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Study {
    pub study_instance_uid: String,
    pub description: String,
    /// YYYYMMDD as written.
    pub date: String,
    /// HHMMSS.FFFFFF as written.
    pub time: String,
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
    pub number: Option<i64>,
    pub modality: String,
    /// Description, or what kind of thing it is where there is none.
    pub description: String,
    /// In the order in which they are scrolled: by position, else instance number, else place.
    pub instances: Vec<InstanceId>,
    /// That of its instances together: see [`Triage::and`], and [`super::odd`] for what they are only together.
    pub triage: Triage,
    pub size: u64,
}

impl Catalogue {
    /// Takes a batch in; the items' ids are the range that comes back, in the order given.
    pub fn add(&mut self, items: Vec<Item>) -> Range<InstanceId> {
        let first = self.items.len();
        let mut grown = BTreeSet::new();
        for item in items {
            let id = self.items.len();
            let series = match &item.outcome {
                Outcome::Instance(summary) => Some(self.place(id, summary, item.size)),
                Outcome::Held(_) | Outcome::NotDicom(_) => None,
            };
            grown.extend(series);
            self.placed.push(series);
            self.items.push(item);
        }
        for series in grown {
            self.sort_instances(series);
            self.settle(series);
        }
        first..self.items.len()
    }

    /// Changes how much looking an instance needs, and with it its series.
    pub fn triage_again(&mut self, id: InstanceId, triage: Triage) {
        let Some(Outcome::Instance(summary)) = self.items.get_mut(id).map(|item| &mut item.outcome)
        else {
            return;
        };
        summary.triage = triage;
        if let Some(series) = self.series_of(id) {
            self.settle(series);
        }
    }

    /// Triages a series by all of its instances.
    fn settle(&mut self, id: SeriesId) {
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
        let triage = match odd::reasons(summaries.iter().copied()) {
            reasons if reasons.is_empty() => each,
            reasons => each.and(&Triage::Look(reasons)),
        };
        if let Some(series) = self.series.get_mut(id) {
            series.triage = triage;
        }
    }

    pub fn series(&self, id: SeriesId) -> Option<&Series> {
        self.series.get(id)
    }

    pub fn item(&self, id: InstanceId) -> Option<&Item> {
        self.items.get(id)
    }

    /// The item, if it is an instance.
    pub fn instance(&self, id: InstanceId) -> Option<&Item> {
        self.item(id)
            .filter(|item| matches!(item.outcome, Outcome::Instance(_)))
    }

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

    fn place(&mut self, id: InstanceId, summary: &Summary, size: u64) -> SeriesId {
        let patient = self.patient_of(summary);
        let study = self.study_of(patient, summary);
        let series = self.series_in(patient, study, summary);
        if let Some(series) = self.series.get_mut(series) {
            series.take(id, summary, size);
        }
        series
    }

    fn patient_of(&mut self, summary: &Summary) -> usize {
        let key = summary.patient_key();
        let next = self.patients.len();
        let index = *self.by_patient.entry(key.clone()).or_insert(next);
        if index == next {
            self.patients.push(Patient {
                name: String::new(),
                key,
                studies: Vec::new(),
            });
        }
        if let Some(patient) = self.patients.get_mut(index) {
            fill(&mut patient.name, &summary.patient_name);
        }
        index
    }

    fn study_of(&mut self, patient: usize, summary: &Summary) -> usize {
        let uid = summary.study_instance_uid.clone();
        let Some(studies) = self
            .patients
            .get_mut(patient)
            .map(|patient| &mut patient.studies)
        else {
            return 0;
        };
        let next = studies.len();
        let index = *self.by_study.entry((patient, uid.clone())).or_insert(next);
        if index == next {
            studies.push(Study {
                study_instance_uid: uid,
                description: String::new(),
                date: String::new(),
                time: String::new(),
                series: Vec::new(),
            });
        }
        if let Some(study) = studies.get_mut(index) {
            fill(&mut study.description, &summary.study_description);
            fill(&mut study.date, &summary.study_date);
            fill(&mut study.time, &summary.study_time);
        }
        index
    }

    fn series_in(&mut self, patient: usize, study: usize, summary: &Summary) -> SeriesId {
        let uid = summary.series_instance_uid.clone();
        let next = self.series.len();
        let id = *self
            .by_series
            .entry((patient, study, uid.clone()))
            .or_insert(next);
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

#[cfg(test)]
mod tests {
    use super::super::testing::{catalogue, images_of, item, summary};
    use super::super::{ImageShape, Reason};
    use super::*;

    #[test]
    fn a_series_is_triaged_again_with_its_instances() {
        let held = Triage::Held(HeldReason::Video);
        let mut catalogue = catalogue(&[(held.clone(), 2, 9, 64)]);
        let triage = |catalogue: &Catalogue| catalogue.series[0].triage.clone();
        catalogue.triage_again(1, Triage::Look(Vec::new()));
        assert_eq!(triage(&catalogue), Triage::Look(Vec::new()));
        catalogue.triage_again(1, held.clone());
        assert_eq!(triage(&catalogue), held);
        catalogue.triage_again(7, Triage::Glance);
        assert_eq!(triage(&catalogue), held);
    }

    #[test]
    fn one_patient_id_from_two_issuers_is_two_patients() {
        let mut other = summary("CT");
        other.issuer_of_patient_id = "ELSEWHERE".to_owned();
        let mut catalogue = Catalogue::default();
        catalogue.add(vec![item("a", summary("CT")), item("b", other)]);
        assert_eq!(catalogue.patients.len(), 2);
    }

    #[test]
    fn without_an_id_name_and_birth_date_make_the_patient() {
        let person = |born: &str| {
            let mut person = summary("CT");
            person.patient_id = " ".to_owned();
            person.patient_birth_date = born.to_owned();
            item("a", person)
        };
        let mut catalogue = Catalogue::default();
        catalogue.add(vec![
            person("19620114"),
            person("19620114"),
            person("19620115"),
        ]);
        assert_eq!(catalogue.patients.len(), 2);
    }

    /// The reasons for a look at one series of such `(columns, class)`, in whatever order and batches they come.
    fn reasons_of(images: &[(u32, &str)]) -> Vec<Reason> {
        let image = |&(columns, class): &(u32, &str)| {
            let mut summary = summary("CT");
            summary.sop_class_uid = format!("1.2.840.10008.5.1.4.1.1.{class}");
            summary.image = summary.image.map(|image| ImageShape { columns, ..image });
            item("a", summary)
        };
        let triage_of = |batches: &[&[(u32, &str)]]| {
            let mut catalogue = Catalogue::default();
            for batch in batches {
                catalogue.add(batch.iter().map(image).collect());
            }
            catalogue.series[0].triage.clone()
        };
        let triage = triage_of(&[images]);
        let backwards: Vec<_> = images.iter().rev().copied().collect();
        assert_eq!(triage_of(&[&backwards]), triage);
        let one_by_one: Vec<_> = images.chunks(1).collect();
        assert_eq!(triage_of(&one_by_one), triage);
        match triage {
            Triage::Look(reasons) => reasons,
            _ => Vec::new(),
        }
    }

    #[test]
    fn a_picture_unlike_the_rest_of_its_series_needs_a_look() {
        let slices = [(512, "2"); 6];
        let and = |odd: &[(u32, &'static str)]| [&slices[..], odd, &slices[..]].concat();
        assert_eq!(reasons_of(&slices), []);
        assert_eq!(reasons_of(&and(&[(888, "2")])), [Reason::OddSize]);
        assert_eq!(reasons_of(&and(&[(512, "2.1")])), [Reason::OddClass]);
        assert_eq!(
            reasons_of(&and(&[(888, "2.1")])),
            [Reason::OddSize, Reason::OddClass]
        );
        let halves = [(512, "2"), (256, "2"), (512, "2"), (256, "2")];
        assert_eq!(reasons_of(&halves), [Reason::OddSize]);
    }

    #[test]
    fn what_stays_behind_or_shows_nothing_makes_no_series_odd() {
        let mut catalogue = Catalogue::default();
        catalogue.add(images_of(0, &Triage::Glance, 0..2, 1, 64));
        let held = Triage::Held(HeldReason::Video);
        catalogue.add(images_of(0, &held, 2..3, 1, 512));
        assert_eq!(catalogue.series[0].triage, Triage::Glance);
        catalogue.triage_again(2, Triage::Glance);
        let odd = Triage::Look(vec![Reason::OddSize]);
        assert_eq!(catalogue.series[0].triage, odd);
        catalogue.triage_again(2, held);
        assert_eq!(catalogue.series[0].triage, Triage::Glance);
        assert_eq!(reasons_of(&[(64, "66.4"), (128, "66.4")]), []);
    }

    #[test]
    fn a_file_dropped_twice_is_counted_twice() {
        let mut catalogue = Catalogue::default();
        catalogue.add(vec![item("a", summary("CT"))]);
        assert_eq!(catalogue.add(vec![item("a", summary("CT"))]), 1..2);
        assert_eq!(catalogue.series[0].instances, [0, 1]);
    }

    #[test]
    fn ids_stay_true_when_more_is_added() {
        let mut catalogue = catalogue(&[(Triage::Glance, 2, 1, 64), (Triage::Glance, 2, 1, 64)]);
        let before: Vec<_> = catalogue
            .series
            .iter()
            .map(|series| series.series_instance_uid.clone())
            .collect();
        catalogue.add(images_of(0, &Triage::Glance, 2..5, 1, 64));
        let after: Vec<_> = catalogue
            .series
            .iter()
            .map(|series| series.series_instance_uid.clone())
            .collect();
        assert_eq!(before, after);
        assert_eq!(catalogue.series[0].instances, [0, 1, 4, 5, 6]);
        assert_eq!(catalogue.series_of(6), Some(0));
        assert_eq!(catalogue.study_instances(1).count(), 7);
    }

    #[test]
    fn series_stand_in_order_of_their_numbers() {
        let mut catalogue = Catalogue::default();
        catalogue.add(images_of(5, &Triage::Glance, 0..1, 1, 64));
        catalogue.add(images_of(2, &Triage::Glance, 0..1, 1, 64));
        assert_eq!(catalogue.patients[0].studies[0].series, [1, 0]);
    }

    #[test]
    fn files_that_are_no_instances_are_counted_and_in_no_series() {
        let mut catalogue = Catalogue::default();
        let not_dicom = Outcome::NotDicom("not DICOM".to_owned());
        catalogue.add(vec![Item {
            place: "readme.txt".to_owned(),
            size: 1,
            outcome: not_dicom,
        }]);
        assert_eq!(catalogue.items.len(), 1);
        assert_eq!(catalogue.series_of(0), None);
    }

    #[test]
    fn fifty_thousand_files_in_small_batches_are_taken_in_quickly() {
        let started = std::time::Instant::now();
        let mut catalogue = Catalogue::default();
        for batch in 0..250 {
            catalogue.add(images_of(
                batch % 3,
                &Triage::Glance,
                batch * 200..(batch + 1) * 200,
                1,
                64,
            ));
        }
        assert_eq!(catalogue.items.len(), 50_000);
        assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
    }
}
