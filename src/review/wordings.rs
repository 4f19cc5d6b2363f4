//! What is decided about words that leave, for all cases and for single ones.
//!
//! In come decisions, and which case they are for; out comes what holds for an image. A case is told by one of its series,
//! which stays what it is when more files come: if two cases become one, what was struck out of either is struck out of
//! both. Holds patient values: it goes into orders, and into no file, log or error.

use std::collections::BTreeMap;
use std::fmt;

use crate::catalogue::{Catalogue, SeriesId};
use crate::deid::{Wording, WordingCounts};

/// Whom a decision is for: all cases, or the one that this series is of.
pub type OfCase = Option<SeriesId>;

/// All decisions about words that leave. Cheap to clone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Wordings {
    all: Wording,
    of_cases: BTreeMap<SeriesId, Wording>,
}

impl Wordings {
    /// What is decided for all cases, or for one alone; for one, what is decided for all is left out.
    pub fn own(&self, case: OfCase) -> Wording {
        match case {
            None => self.all.clone(),
            Some(series) => self.of_cases.get(&series).cloned().unwrap_or_default(),
        }
    }

    /// Decides for all cases, or for one alone.
    pub fn set(&mut self, case: OfCase, wording: Wording) {
        match case {
            None => self.all = wording,
            Some(series) if wording.is_empty() => drop(self.of_cases.remove(&series)),
            Some(series) => drop(self.of_cases.insert(series, wording)),
        }
    }

    /// What holds for the images of a patient.
    pub fn of(&self, catalogue: &Catalogue, patient: Option<usize>) -> Wording {
        let mut wording = self.all.clone();
        for one in self.of_patient(catalogue, patient) {
            wording.add(one);
        }
        wording
    }

    /// Whether a text is struck out of the images of a patient.
    pub fn is_text_struck(&self, catalogue: &Catalogue, patient: usize, text: &str) -> bool {
        self.all.is_text_struck(text)
            || self
                .of_patient(catalogue, Some(patient))
                .any(|one| one.is_text_struck(text))
    }

    /// How many decisions there are, and how many of them are for one case alone.
    pub fn counts(&self) -> WordingCounts {
        let mut counts = self.all.counts();
        for one in self.of_cases.values() {
            counts.add_of_one_case(one.counts());
        }
        counts
    }

    /// Whether nothing is decided.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty() && self.of_cases.is_empty()
    }

    fn of_patient(
        &self,
        catalogue: &Catalogue,
        patient: Option<usize>,
    ) -> impl Iterator<Item = &Wording> {
        let of_cases = self.of_cases.iter();
        let of_cases = of_cases.filter(move |(series, _)| {
            let series = catalogue.series(**series);
            series.is_some_and(|series| Some(series.patient) == patient)
        });
        of_cases.map(|(_, wording)| wording)
    }
}

impl fmt::Debug for Wordings {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Wordings(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::testing::{item, summary};

    fn two_patients() -> Catalogue {
        let of = |id: &str| {
            let mut summary = summary("CT");
            summary.patient_id = id.to_owned();
            summary.study_instance_uid = format!("1.2.{}", id.len());
            summary.series_instance_uid = format!("1.2.{}.1", id.len());
            summary.sop_instance_uid = format!("1.2.{}.1.1", id.len());
            item(id, summary)
        };
        let mut catalogue = Catalogue::default();
        catalogue.add(vec![of("1"), of("22")]);
        assert_eq!(catalogue.patients.len(), 2);
        catalogue
    }

    #[test]
    fn what_is_decided_for_one_case_holds_for_it_alone() {
        let catalogue = two_patients();
        let first = catalogue.patients[0].studies[0].series[0];
        let mut wordings = Wordings::default();
        let mut own = wordings.own(Some(first));
        own.strike_word("Marlpit", true);
        own.strike_text("knee", true);
        wordings.set(Some(first), own);
        let mut all = wordings.own(None);
        all.strike_text("hip", true);
        wordings.set(None, all);
        let of = |patient| wordings.of(&catalogue, patient);
        assert!(of(Some(0)).strikes("seen Marlpit") && of(Some(0)).strikes("hip"));
        assert!(!of(Some(1)).strikes("seen Marlpit") && of(Some(1)).strikes("hip"));
        assert!(!of(None).strikes("knee"));
        assert!(wordings.is_text_struck(&catalogue, 0, "Knee"));
        assert!(!wordings.is_text_struck(&catalogue, 1, "Knee"));
        let counts = wordings.counts();
        assert_eq!(
            (counts.texts_struck, counts.words_struck, counts.of_one_case),
            (2, 1, 2)
        );
        // Taken back, nothing of it is left.
        wordings.set(Some(first), Wording::default());
        wordings.set(None, Wording::default());
        assert!(wordings.is_empty());
        assert_eq!(format!("{wordings:?}"), "Wordings(hidden)");
    }
}
