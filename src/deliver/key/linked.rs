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

    /// `patient_mapping.csv`: patient IDs before and after, and who issued the one before: two hospitals may give one ID
    /// to two people. Patients without an ID are left out.
    pub fn patient_csv(&self) -> String {
        let rows: BTreeSet<[&str; 3]> = self
            .cases
            .iter()
            .filter(|link| !link.original.patient_id.is_empty())
            .map(|link| {
                let OriginalPatient {
                    patient_id, issuer, ..
                } = &link.original;
                [patient_id, &link.patient_id, issuer].map(String::as_str)
            })
            .collect();
        csv(["id_old", "id_new", "issuer"], rows)
    }

    /// `uid_mapping.csv`: UIDs before and after.
    pub fn uid_csv(&self) -> String {
        csv(
            ["id_old", "id_new"],
            self.uids().map(|(old, new)| [old, new]),
        )
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

fn csv<'a, const COLUMNS: usize>(
    head: [&'a str; COLUMNS],
    rows: impl IntoIterator<Item = [&'a str; COLUMNS]>,
) -> String {
    let mut text = String::new();
    for row in std::iter::once(head).chain(rows) {
        text.push_str(&row.map(cell).join(","));
        text.push('\n');
    }
    text
}

/// A cell, quoted where it must be (RFC 4180), and where a spreadsheet may part cells at another character.
///
/// A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@` (of full width as well), a tab or a return for a
/// formula, and whoever wrote the header would have it run on the reader's machine. Such a cell begins with an apostrophe,
/// and so does one that began with an apostrophe anyhow: whoever takes one away has the value as it was.
fn cell(value: &str) -> String {
    const DISARMED: [char; 12] = [
        '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '\'',
    ];
    let apostrophe = match value.starts_with(DISARMED) {
        true => "'",
        false => "",
    };
    if value.contains(['"', ',', ';', '\t', '\n', '\r']) {
        format!("\"{apostrophe}{}\"", value.replace('"', "\"\""))
    } else {
        format!("{apostrophe}{value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_with_commas_and_quotes_are_quoted() {
        assert_eq!(
            csv(["a", "b"], [["a,b", "c"], ["say \"x\"", "d;e"]]),
            "a,b\n\"a,b\",c\n\"say \"\"x\"\"\",\"d;e\"\n"
        );
    }

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_text_and_can_be_read_back() {
        for value in [
            "=1+1", "+44", "-1", "@SUM(A1)", "\tx", "\r=1", "＝1", "'=1", "'", "a=1", "RXH-1",
            "x;=1", "1.2.3", "",
        ] {
            let cell = cell(value);
            let plain = cell
                .strip_prefix('"')
                .map_or(cell.as_str(), |quoted| quoted.strip_suffix('"').unwrap());
            let first = plain.chars().next();
            assert!(!first.is_some_and(|first| "=+-@\t\r＝＋－＠".contains(first)));
            assert_eq!(plain.strip_prefix('\'').unwrap_or(plain), value);
        }
        assert_eq!(cell("RXH-1"), "RXH-1");
    }
}
