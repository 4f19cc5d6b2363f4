//! Gathers what originals became, instance by instance, in any order; makes the tables of it.
//!
//! In come [`clean::Links`](crate::clean::Links); out come patients and UIDs, each once. Patient data: hidden when
//! printed.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::clean::{Links, OriginalPatient};
use crate::deid::CaseName;

/// What originals became, over any number of instances and exports.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    cases: BTreeSet<CaseLink>,
    /// Original and new.
    uids: BTreeSet<(String, String)>,
}

/// A patient, and what he became.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaseLink {
    pub original: OriginalPatient,
    pub case: CaseName,
    /// The patient ID in what left: the case name, or the original.
    pub patient_id: String,
    /// Days that his dates moved by where they were moved; negative is back.
    pub days: i64,
}

impl Linked {
    /// Takes in what one instance's originals became.
    pub fn add(&mut self, links: &Links) {
        let Links {
            original,
            case,
            new_patient_id,
            days,
            uids,
        } = links;
        self.cases.insert(CaseLink {
            original: original.clone(),
            case: case.clone(),
            patient_id: new_patient_id.clone(),
            days: *days,
        });
        self.uids.extend(uids.iter().cloned());
    }

    /// Takes in what another run, or another machine, gathered.
    pub fn absorb(&mut self, other: Self) {
        let Self { cases, uids } = other;
        self.cases.extend(cases);
        self.uids.extend(uids);
    }

    pub fn cases(&self) -> impl Iterator<Item = &CaseLink> {
        self.cases.iter()
    }

    /// Original and new UIDs.
    pub fn uids(&self) -> impl Iterator<Item = (&str, &str)> {
        self.uids
            .iter()
            .map(|(old, new)| (old.as_str(), new.as_str()))
    }

    pub fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.uids.is_empty()
    }

    /// `patient_mapping.csv`: patient IDs before and after. Patients without an ID are left out.
    pub fn patient_csv(&self) -> String {
        let pairs: BTreeSet<(&str, &str)> = self
            .cases
            .iter()
            .map(|link| (link.original.patient_id.as_str(), link.patient_id.as_str()))
            .filter(|(old, _)| !old.is_empty())
            .collect();
        csv(pairs.into_iter())
    }

    /// `uid_mapping.csv`: UIDs before and after.
    pub fn uid_csv(&self) -> String {
        csv(self.uids())
    }
}

impl fmt::Debug for Linked {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Linked(hidden)")
    }
}

impl fmt::Debug for CaseLink {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("CaseLink(hidden)")
    }
}

fn csv<'a>(rows: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = "id_old,id_new\n".to_owned();
    for (old, new) in rows {
        text.push_str(&format!("{},{}\n", field(old), field(new)));
    }
    text
}

/// A field, quoted where it must be (RFC 4180).
fn field(value: &str) -> String {
    if value.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_with_commas_and_quotes_are_quoted() {
        assert_eq!(
            csv([("a,b", "c"), ("say \"x\"", "d")].into_iter()),
            "id_old,id_new\n\"a,b\",c\n\"say \"\"x\"\"\",d\n"
        );
    }
}
