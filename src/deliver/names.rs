//! Who is called what: a case name is one patient's, whoever else it could be derived for.
//!
//! In come patients, and those whom the linking key knows; out come their aliases. A case name has 37 bits, so that
//! among ten thousand patients two come to one in about every three thousandth collection (n²/2³⁸), and among a
//! million in nearly every one. So names that are given are remembered: a patient whose name is another's already gets the
//! next that can be derived for him, and whom the key knows keeps his. Never: two patients with one name.

use std::collections::HashMap;

use crate::catalogue::Catalogue;
use crate::deid::pseudonym::Alias;
use crate::deid::{CaseName, PatientKey, Pseudonyms};

/// The aliases that are given. Patient data: not printed.
#[derive(Clone, Default)]
pub struct Names {
    aliases: HashMap<PatientKey, Alias>,
    /// Whose each name is; nobody's, if it stood for several.
    owners: HashMap<CaseName, Option<PatientKey>>,
}

impl Names {
    /// Of those that were given before. A name that stands for several patients, as keys of an earlier Darkroom may
    /// hold it, is none of theirs from now on; of a patient's several names the first counts.
    pub fn given(before: impl IntoIterator<Item = (PatientKey, Alias)>) -> Self {
        let before: Vec<(PatientKey, Alias)> = before.into_iter().collect();
        let mut names = Self::default();
        for (patient, alias) in &before {
            let owner = names.owners.entry(alias.case.clone());
            let owner = owner.or_insert_with(|| Some(patient.clone()));
            if owner.as_ref() != Some(patient) {
                *owner = None;
            }
        }
        for (patient, alias) in before {
            let owner = names.owners.get(&alias.case).and_then(Option::as_ref);
            if owner == Some(&patient) {
                names.aliases.entry(patient).or_insert(alias);
            }
        }
        names
    }

    /// What a patient is called, if he is known.
    pub fn of(&self, patient: &PatientKey) -> Option<&Alias> {
        self.aliases.get(patient)
    }

    /// What a patient is called from now on.
    pub fn give(&mut self, patient: &PatientKey, pseudonyms: &Pseudonyms) -> Alias {
        if let Some(alias) = self.aliases.get(patient) {
            return alias.clone();
        }
        let mut alias = pseudonyms.alias(patient);
        let mut attempt = 0_u64;
        while self.owners.contains_key(&alias.case) {
            attempt = attempt.wrapping_add(1);
            alias.case = pseudonyms.another_case(patient, attempt);
        }
        self.owners
            .insert(alias.case.clone(), Some(patient.clone()));
        self.aliases.insert(patient.clone(), alias.clone());
        alias
    }

    /// [`Names::give`] of every patient of a catalogue, in its order.
    pub fn of_all(&mut self, catalogue: &Catalogue, pseudonyms: &Pseudonyms) -> Vec<Alias> {
        let patients = catalogue.patients.iter();
        let give = |patient: &crate::catalogue::Patient| self.give(&patient.key, pseudonyms);
        patients.map(give).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::OriginalPatient;
    use crate::deid::Secret;

    fn patient(id: &str) -> PatientKey {
        let patient = OriginalPatient {
            patient_id: id.to_owned(),
            ..OriginalPatient::default()
        };
        patient.key()
    }

    fn pseudonyms() -> Pseudonyms {
        Pseudonyms::new(&Secret::from_bytes([5; 32]))
    }

    #[test]
    fn a_patient_whose_name_is_another_s_gets_the_next_and_keeps_it() {
        let (one, other) = (patient("1"), patient("2"));
        let taken = pseudonyms().alias(&other);
        let mut names = Names::given([(one.clone(), taken.clone())]);
        let alias = names.give(&other, &pseudonyms());
        assert_eq!(alias.case, pseudonyms().another_case(&other, 1));
        assert_eq!(alias.shift, pseudonyms().alias(&other).shift);
        assert_eq!(names.give(&other, &pseudonyms()), alias);
        assert_eq!(names.give(&one, &pseudonyms()), taken);
        // The second as well, if need be.
        let second = Alias {
            case: alias.case,
            ..taken.clone()
        };
        let mut names = Names::given([(one.clone(), taken), (patient("3"), second)]);
        let alias = names.give(&other, &pseudonyms());
        assert_eq!(alias.case, pseudonyms().another_case(&other, 2));
    }

    #[test]
    fn a_name_that_stood_for_several_patients_is_given_to_none_of_them() {
        let shared = Alias {
            case: pseudonyms().another_case(&patient("9"), 7),
            ..pseudonyms().alias(&patient("9"))
        };
        let own = pseudonyms().alias(&patient("8"));
        let mut names = Names::given([
            (patient("1"), shared.clone()),
            (patient("2"), shared.clone()),
            (patient("2"), own.clone()),
        ]);
        for id in ["1", "3"] {
            let alias = names.give(&patient(id), &pseudonyms());
            assert_eq!(alias, pseudonyms().alias(&patient(id)));
        }
        assert_eq!(names.give(&patient("2"), &pseudonyms()), own);
    }

    #[test]
    fn a_patient_s_name_of_six_letters_and_his_days_stay_his() {
        let before = Alias {
            case: CaseName::try_from("CASE-7K2MQ9".to_owned()).unwrap(),
            shift: (-400).try_into().unwrap(),
        };
        let mut names = Names::given([(patient("943 476 5919"), before.clone())]);
        for written in ["943 476 5919", "9434765919"] {
            assert_eq!(names.give(&patient(written), &pseudonyms()), before);
        }
    }
}
