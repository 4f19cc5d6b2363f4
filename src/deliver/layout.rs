//! The names of the delivered files: `CASE-7K2MQ9XT/Study-1/CT-2/IM0001.dcm`.
//!
//! In come the catalogue and the case name of each patient; out comes a slot for every instance in the tree, made of
//! nothing but counted numbers, the case name, and a modality out of a fixed list. The names are settled before a run
//! begins, so workers may finish in any order; an instance that stays behind leaves a gap.

use std::collections::HashMap;
use std::fmt;

use crate::catalogue::{Catalogue, InstanceId, Patient, modality};

/// The slots of all instances.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    slots: HashMap<InstanceId, Slot>,
}

/// Where an instance goes; all numbers from 1.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Slot {
    pub case: String,
    pub study: usize,
    pub series: usize,
    /// A defined term out of a fixed list.
    pub modality: &'static str,
    pub image: usize,
}

impl Layout {
    /// Lays out a catalogue. `cases` holds the case name of each patient, in the catalogue's order; a patient without
    /// one gets no slots, and nothing of it can leave.
    pub fn new(catalogue: &Catalogue, cases: &[String]) -> Self {
        let mut slots = HashMap::new();
        // Counted by case: if two patients ever come to one case name, their studies still do not mix.
        let mut studies_of: HashMap<&str, usize> = HashMap::new();
        for (patient, case) in catalogue.patients.iter().zip(cases) {
            for study in by_date(patient) {
                let number = studies_of.entry(case.as_str()).or_default();
                *number += 1;
                let series = patient
                    .studies
                    .get(study)
                    .map_or(&[][..], |study| &study.series);
                for (index, &id) in series.iter().enumerate() {
                    let Some(series) = catalogue.series(id) else {
                        continue;
                    };
                    let modality = modality::defined_term(&series.modality);
                    for (position, &instance) in series.instances.iter().enumerate() {
                        let slot = Slot {
                            case: case.clone(),
                            study: *number,
                            series: index + 1,
                            modality,
                            image: position + 1,
                        };
                        slots.insert(instance, slot);
                    }
                }
            }
        }
        Self { slots }
    }

    pub fn slot(&self, instance: InstanceId) -> Option<&Slot> {
        self.slots.get(&instance)
    }

    /// The name of an instance's file in the zip.
    pub fn name(&self, instance: InstanceId) -> Option<String> {
        self.slot(instance).map(Slot::file_name)
    }
}

impl Slot {
    /// `CASE-7K2MQ9XT/Study-1/CT-2/IM0001.dcm`
    pub fn file_name(&self) -> String {
        let Self {
            case,
            study,
            series,
            modality,
            image,
        } = self;
        format!("{case}/Study-{study}/{modality}-{series}/IM{image:04}.dcm")
    }
}

/// As a sentence names it: `CASE-7K2MQ9XT, Study-1, CT-2, image 5`.
impl fmt::Display for Slot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            case,
            study,
            series,
            modality,
            image,
        } = self;
        write!(
            formatter,
            "{case}, Study-{study}, {modality}-{series}, image {image}"
        )
    }
}

/// Indexes of a patient's studies by date and time; those without a date come last.
fn by_date(patient: &Patient) -> Vec<usize> {
    let mut order: Vec<usize> = (0..patient.studies.len()).collect();
    order.sort_by_key(|&index| {
        let study = patient.studies.get(index);
        study.map(|study| (study.date.is_empty(), &study.date, &study.time))
    });
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::testing::{item, summary};
    use proptest::prelude::*;
    use std::collections::HashSet;

    fn case() -> Vec<String> {
        vec!["CASE-7K2MQ9XT".to_owned()]
    }

    #[test]
    fn studies_are_numbered_by_date_series_and_images_in_their_order() {
        let mut catalogue = Catalogue::default();
        for (study, date, series, image) in [
            ("b", "20260312", 2, 2),
            ("b", "20260312", 2, 1),
            ("a", "20250101", 1, 1),
        ] {
            let mut summary = summary("CT");
            summary.study_instance_uid = study.to_owned();
            summary.study_date = date.to_owned();
            summary.series_instance_uid = format!("{study}.{series}");
            summary.series_number = Some(series);
            summary.instance_number = Some(image);
            catalogue.add(vec![item("x", summary)]);
        }
        let layout = Layout::new(&catalogue, &case());
        assert_eq!(
            layout.name(0).unwrap(),
            "CASE-7K2MQ9XT/Study-2/CT-1/IM0002.dcm"
        );
        assert_eq!(
            layout.name(1).unwrap(),
            "CASE-7K2MQ9XT/Study-2/CT-1/IM0001.dcm"
        );
        assert_eq!(
            layout.name(2).unwrap(),
            "CASE-7K2MQ9XT/Study-1/CT-1/IM0001.dcm"
        );
        assert_eq!(
            layout.slot(1).unwrap().to_string(),
            "CASE-7K2MQ9XT, Study-2, CT-1, image 1"
        );
    }

    #[test]
    fn a_patient_without_a_case_name_gets_no_names() {
        let mut catalogue = Catalogue::default();
        catalogue.add(vec![item("x", summary("CT"))]);
        assert_eq!(Layout::new(&catalogue, &[]).name(0), None);
    }

    proptest! {
        #[test]
        fn names_are_unique_and_made_of_nothing_from_the_files(
            files in prop::collection::vec(("[A-C]", "[0-2]", "[0-2]", "CT|SMITH|US|\\.\\./"), 1..40)
        ) {
            let mut catalogue = Catalogue::default();
            for (patient, study, series, modality) in files {
                let mut summary = summary(&modality);
                summary.patient_id = patient;
                summary.study_instance_uid = study;
                summary.series_instance_uid = series;
                catalogue.add(vec![item("x", summary)]);
            }
            // The worst that can happen: two patients under one case name.
            let cases: Vec<String> = (0..3).map(|index| format!("CASE-00000{}", index / 2)).collect();
            let layout = Layout::new(&catalogue, &cases);
            let names: HashSet<String> = (0..catalogue.items.len()).map(|id| layout.name(id).unwrap()).collect();
            prop_assert_eq!(names.len(), catalogue.items.len());
            for name in names {
                prop_assert!(!name.contains("SMITH") && !name.contains(".."));
            }
        }
    }
}
