//! Gathers what originals became, instance by instance, in any order; makes the tables of it.
//!
//! In come [`clean::Links`](crate::clean::Links); out come patients and UIDs, each once, and the names that patients
//! have. Patient data: hidden when printed.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::catalogue::{Person, are_more_people, sex};
use crate::clean::{Links, OriginalPatient};
use crate::deid::dates::Shift;
use crate::deid::pseudonym::Alias;
use crate::deid::{CaseName, PatientKey, Pseudonyms};
use crate::deliver::Names;

/// What originals became, over any number of instances and exports.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linked {
    cases: BTreeSet<CaseLink>,
    /// Original and new.
    uids: BTreeSet<(String, String)>,
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    claims: BTreeSet<Claim>,
}

/// A patient to whom a run has given a name before it cleaned anything: nobody else gets it. It goes when images of his
/// have left; where none do it stays, and he gets that name the next time.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
struct Claim {
    patient: PatientKey,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    birth_date: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    sex: Option<char>,
    case: CaseName,
    days: Shift,
}

/// A patient of a run: what tells him from others, and who he is by his name and birth date.
pub type Claimant = (PatientKey, Vec<Person>);

/// What a run's patients are called.
#[derive(Default)]
pub struct Claimed {
    /// In the order in which they were asked for.
    pub aliases: Vec<Alias>,
    /// Who they were to other runs.
    pub known: Vec<(PatientKey, Person)>,
    /// Whether the key holds more than before.
    pub is_news: bool,
}

/// A patient, and what he became.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct CaseLink {
    /// What the original said of him.
    pub original: OriginalPatient,
    /// What he is called in all that left.
    pub case: CaseName,
    /// The patient ID in what left: the case name, or the original.
    pub patient_id: String,
    /// Days that his dates moved by where they were moved; negative is back.
    pub days: Shift,
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
        let Self {
            cases,
            uids,
            claims,
        } = other;
        self.claims.extend(claims);
        let delivered: BTreeSet<PatientKey> =
            cases.iter().map(|link| link.original.key()).collect();
        self.claims
            .retain(|claim| !delivered.contains(&claim.patient));
        self.cases.extend(cases);
        self.uids.extend(uids);
    }

    /// What patients were called so far.
    pub fn names(&self) -> Names {
        let cases = self.cases.iter().map(|link| {
            let (case, shift) = (link.case.clone(), link.days);
            (link.original.key(), Alias { case, shift })
        });
        let claims = self.claims.iter().map(|claim| {
            let (case, shift) = (claim.case.clone(), claim.days);
            (claim.patient.clone(), Alias { case, shift })
        });
        Names::given(cases.chain(claims))
    }

    /// Who patients were so far, by what tells them apart.
    pub fn known(&self) -> impl Iterator<Item = (PatientKey, Person)> + '_ {
        let cases = self.cases.iter().map(|link| {
            let person = Person {
                name: link.original.name.clone(),
                birth_date: link.original.birth_date.clone(),
                sex: sex(&link.original.sex),
            };
            (link.original.key(), person)
        });
        let claims = self.claims.iter().map(|claim| {
            let person = Person {
                name: claim.name.clone(),
                birth_date: claim.birth_date.clone(),
                sex: claim.sex,
            };
            (claim.patient.clone(), person)
        });
        cases.chain(claims)
    }

    /// Gives a run's patients their names, and keeps these from others.
    pub fn claim(&mut self, claimants: &[Claimant], pseudonyms: &Pseudonyms) -> Claimed {
        let mut names = self.names();
        let mut wanted: HashMap<&PatientKey, HashSet<Person>> = claimants
            .iter()
            .map(|(patient, _)| (patient, HashSet::new()))
            .collect();
        for (patient, person) in self.known() {
            if let Some(people) = wanted.get_mut(&patient) {
                people.insert(person);
            }
        }
        let mut claimed = Claimed::default();
        for (patient, people) in claimants {
            let is_known = names.of(patient).is_some();
            let alias = names.give(patient, pseudonyms);
            let before = wanted.get(patient);
            // More people than are known are held until somebody says that they are one: until then none of them is
            // known, or the next run would take them for settled.
            let are_more = before.is_some_and(|before| are_more_people(people, before));
            let nobody = [Person::default()];
            let people = match people.is_empty() || are_more {
                true => &nobody[..],
                false => people,
            };
            for person in people {
                let is_there = are_more || before.is_some_and(|before| before.contains(person));
                if is_known && is_there {
                    continue;
                }
                claimed.is_news |= self.claims.insert(Claim {
                    patient: patient.clone(),
                    name: person.name.clone(),
                    birth_date: person.birth_date.clone(),
                    sex: person.sex,
                    case: alias.case.clone(),
                    days: alias.shift,
                });
            }
            claimed.aliases.push(alias);
        }
        claimed.known = wanted
            .into_iter()
            .flat_map(|(patient, people)| people.into_iter().map(|it| (patient.clone(), it)))
            .collect();
        claimed
    }

    /// Every patient of every run that saved to this key.
    pub fn cases(&self) -> impl Iterator<Item = &CaseLink> {
        self.cases.iter()
    }

    /// Original and new UIDs.
    pub fn uids(&self) -> impl Iterator<Item = (&str, &str)> {
        self.uids
            .iter()
            .map(|(old, new)| (old.as_str(), new.as_str()))
    }

    /// Whether nobody and nothing has been linked yet.
    pub fn is_empty(&self) -> bool {
        self.cases.is_empty() && self.uids.is_empty() && self.claims.is_empty()
    }

    /// `patient_mapping.csv`: patient IDs before and after, and who issued the one before: two hospitals may give one
    /// ID to two people. Patients without an ID are left out.
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
/// formula, and whoever wrote the header would have it run on the reader's machine. Such a cell begins with an
/// apostrophe, and so does one that began with an apostrophe anyhow: whoever takes one away has the value as it was.
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
