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
