//! Patients who would be mixed: two who come to one case name.
//!
//! A case name has 30 bits, so among ten thousand patients two share one in about every twentieth export. In come the
//! catalogue, the case names and the linking key, if there is one; out come the patients whose images must be held.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::key::LinkingKey;
use crate::catalogue::Catalogue;
use crate::deid::PatientKey;

/// Indexes of patients whose case name is another's. `cases` holds the case name of each patient, in the catalogue's
/// order. A patient whom the key knows keeps his name.
pub fn clashes(
    catalogue: &Catalogue,
    cases: &[String],
    key: Option<&LinkingKey>,
) -> BTreeSet<usize> {
    let mut owners: HashMap<&str, PatientKey> = HashMap::new();
    for known in key.into_iter().flat_map(|key| key.linked.cases()) {
        owners
            .entry(known.case.as_str())
            .or_insert_with(|| known.original.key());
    }
    let mut sharing: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, case) in cases.iter().enumerate() {
        sharing.entry(case).or_default().push(index);
    }
    let mut clashing = BTreeSet::new();
    for (case, patients) in sharing {
        let is_owner = |index: &usize| {
            let patient = catalogue.patients.get(*index).map(|patient| &patient.key);
            patient == owners.get(case)
        };
        match owners.contains_key(case) {
            true => clashing.extend(patients.into_iter().filter(|index| !is_owner(index))),
            false if patients.len() > 1 => clashing.extend(patients),
            false => {}
        }
    }
    clashing
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::testing::{item, summary};
    use crate::clean::{Links, OriginalPatient};
    use crate::deid::{Pseudonyms, Secret};

    fn of_patients(ids: &[&str]) -> Catalogue {
        let mut catalogue = Catalogue::default();
        for id in ids {
            let mut summary = summary("CT");
            summary.patient_id = (*id).to_owned();
            summary.study_instance_uid = format!("1.2.{id}");
            catalogue.add(vec![item("x", summary)]);
        }
        catalogue
    }

    fn names(cases: &[&str]) -> Vec<String> {
        cases.iter().map(|case| (*case).to_owned()).collect()
    }

    #[test]
    fn patients_who_share_a_case_name_are_all_held() {
        let catalogue = of_patients(&["1", "2", "3"]);
        let alone = names(&["CASE-A", "CASE-B", "CASE-C"]);
        assert_eq!(clashes(&catalogue, &alone, None), BTreeSet::new());
        let shared = names(&["CASE-A", "CASE-B", "CASE-A"]);
        assert_eq!(clashes(&catalogue, &shared, None), BTreeSet::from([0, 2]));
    }

    #[test]
    fn a_patient_whom_the_key_knows_keeps_his_case_name() {
        let catalogue = of_patients(&["1", "2"]);
        let secret = Secret::from_bytes([5; 32]);
        let key_of = |index: usize| catalogue.patients[index].key.clone();
        let known = catalogue.summary(0).unwrap();
        let original = OriginalPatient {
            patient_id: known.patient_id.clone(),
            ..OriginalPatient::default()
        };
        assert!(original.key() == key_of(0));
        let case = Pseudonyms::new(&secret).case(&key_of(0));
        let mut key = LinkingKey::new(secret);
        key.linked.add(&Links {
            new_patient_id: case.as_str().to_owned(),
            case: case.clone(),
            original,
            days: -400,
            uids: Vec::new(),
        });
        let shared = names(&[case.as_str(), case.as_str()]);
        assert_eq!(
            clashes(&catalogue, &shared, Some(&key)),
            BTreeSet::from([1])
        );
        // Alone in this export, but not in the key.
        let later = of_patients(&["2"]);
        let cases = names(&[case.as_str()]);
        assert_eq!(clashes(&later, &cases, Some(&key)), BTreeSet::from([0]));
    }
}
