//! Who a file says that its patient is, and whose a study is by all that its files say.
//!
//! In come the identities in the headers of one study, out comes one patient, or that they contradict each other. A
//! file that says less than another of its study (no ID, no issuer, no name) is the same patient's; two IDs, or an
//! unnumbered file that names somebody else, are not put together. Whatever the order in which files arrive, the same
//! comes out.

use std::fmt;

use crate::clean::OriginalPatient;
use crate::deid::PatientKey;
use crate::deid::pseudonym::{birth_day, folded, folded_id, folded_name};

use super::names::Name;
use super::people::Person;
use super::summary::Summary;

/// More different identities than this in one study are taken for a contradiction, and not compared.
const MOST: usize = 64;

/// What a header says of who the patient is, told apart by what case and padding do not change.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    id: String,
    issuer: String,
    birth: Option<String>,
    sex: Option<char>,
    names: String,
    /// As written.
    pub written: OriginalPatient,
}

/// Whose a study is.
#[derive(Clone, PartialEq, Eq)]
pub enum Whose {
    /// This patient, as written.
    One(OriginalPatient),
    /// Its files contradict each other.
    Several,
}

impl Identity {
    /// Of an instance.
    pub fn of(summary: &Summary) -> Self {
        Self {
            id: folded_id(&summary.patient_id),
            issuer: folded(&summary.issuer_of_patient_id),
            birth: birth_day(&summary.patient_birth_date),
            sex: sex(&summary.patient_sex),
            names: folded_names(&summary.patient_name),
            written: OriginalPatient {
                patient_id: summary.patient_id.clone(),
                issuer: summary.issuer_of_patient_id.clone(),
                name: summary.patient_name.clone(),
                birth_date: summary.patient_birth_date.clone(),
                sex: summary.patient_sex.clone(),
                ..OriginalPatient::default()
            },
        }
    }

    /// Of what another export said of a patient.
    pub fn of_person(person: &Person) -> Self {
        Self {
            id: String::new(),
            issuer: String::new(),
            birth: birth_day(&person.birth_date),
            sex: person.sex,
            names: folded_names(&person.name),
            written: OriginalPatient {
                name: person.name.clone(),
                birth_date: person.birth_date.clone(),
                ..OriginalPatient::default()
            },
        }
    }

    /// Takes an identity in among those of a study; whether it is one more. Of several spellings that make no
    /// difference the first in order is kept.
    pub fn note(self, among: &mut Vec<Self>) -> bool {
        let known = among.iter().position(|known| known.says_as(&self));
        let many = among.len() > MOST;
        match known.and_then(|at| among.get_mut(at)) {
            Some(known) => {
                if self.written < known.written {
                    *known = self;
                }
                false
            }
            // One more than can be compared says as much as any number.
            None if many => false,
            None => {
                among.push(self);
                true
            }
        }
    }

    /// What is known of the birth date: eight digits.
    pub fn birth(&self) -> Option<&str> {
        self.birth.as_deref()
    }

    /// `M` or `F`.
    pub fn sex(&self) -> Option<char> {
        self.sex
    }

    /// The name, to be compared; what stands for none is none.
    pub fn name(&self) -> Name {
        match self.names.is_empty() {
            true => Name::of(""),
            false => Name::of(&self.written.name),
        }
    }

    /// Whether both say the same, however it is written.
    fn says_as(&self, other: &Self) -> bool {
        let Self {
            id,
            issuer,
            birth,
            sex,
            names,
            written: _,
        } = self;
        (id, issuer, names) == (&other.id, &other.issuer, &other.names)
            && (birth, sex) == (&other.birth, &other.sex)
    }

    /// The issuer's name, and what he is called in all the world. They are those of the ID: without one they say
    /// nothing.
    fn issuers(&self) -> (&str, &str) {
        match self.id.is_empty() {
            true => ("", ""),
            false => self.issuer.split_once('^').unwrap_or((&self.issuer, "")),
        }
    }

    /// Whether nothing that both say of name and birth date differs.
    fn agrees(&self, other: &Self) -> bool {
        let born_alike = match (&self.birth, &other.birth) {
            (Some(one), Some(other)) => one == other,
            _ => true,
        };
        born_alike && self.name().agrees(&other.name())
    }
}

impl Whose {
    /// Of a study in which these identities stand.
    pub fn of(identities: &[Identity], study_instance_uid: &str) -> Self {
        if contradict(identities) {
            return Self::Several;
        }
        let numbered = identities.iter().filter(|it| !it.id.is_empty());
        // Told by an issuer, and with a name, rather than without; then the first in order.
        let owner = numbered.min_by_key(|it| {
            let (name, entity) = it.issuers();
            let issuer = (name.is_empty() && entity.is_empty(), entity.is_empty());
            (issuer, it.names.is_empty(), *it)
        });
        if let Some(owner) = owner {
            return Self::One(owner.written.clone());
        }
        let named = identities.iter().filter(|it| !it.name().is_empty());
        // The fullest name; then the first in order.
        let named = named.min_by_key(|it| (std::cmp::Reverse(it.name().fullness()), *it));
        let born = identities.iter().filter(|it| it.birth.is_some()).min();
        let sexes = identities.iter().filter(|it| it.sex.is_some());
        let sex = sexes.map(|it| it.written.sex.as_str()).min();
        let any_birth = identities.iter().map(|it| it.written.birth_date.as_str());
        let owner = OriginalPatient {
            name: named.map_or_else(String::new, |it| it.written.name.clone()),
            birth_date: match born {
                Some(born) => born.written.birth_date.clone(),
                None => any_birth.max().unwrap_or_default().to_owned(),
            },
            sex: sex.unwrap_or_default().to_owned(),
            ..OriginalPatient::default()
        };
        // A birth date alone is many people's, and so is a name.
        let study_instance_uid = match owner.name.is_empty() || born.is_none() {
            true => study_instance_uid.to_owned(),
            false => String::new(),
        };
        Self::One(OriginalPatient {
            study_instance_uid,
            ..owner
        })
    }

    /// The patient, if it is one.
    pub fn one(&self) -> Option<&OriginalPatient> {
        match self {
            Self::One(owner) => Some(owner),
            Self::Several => None,
        }
    }

    /// The patient under whom the study is shown; where it is several people's, the first in order of whom it names.
    pub fn shown_under(&self, identities: &[Identity]) -> Option<PatientKey> {
        match self {
            Self::One(owner) => Some(owner.key()),
            Self::Several => {
                let named = |it: &&Identity| (it.id.is_empty(), it.names.is_empty(), (*it).clone());
                let first = identities.iter().min_by_key(named);
                first.map(|it| it.written.key())
            }
        }
    }
}

/// Whether the files of a study cannot all be one patient's.
fn contradict(identities: &[Identity]) -> bool {
    if identities.len() > MOST {
        return true;
    }
    let differ = |part: fn(&Identity) -> &str| {
        let mut said = identities
            .iter()
            .map(part)
            .filter(|value| !value.is_empty());
        let first = said.next();
        said.any(|value| Some(value) != first)
    };
    if differ(|it| &it.id) || differ(|it| it.issuers().0) || differ(|it| it.issuers().1) {
        return true;
    }
    // What has no ID goes by name and birth date: those of a numbered file, or all the same.
    let (numbered, others): (Vec<_>, Vec<_>) = identities.iter().partition(|it| !it.id.is_empty());
    let is_at_home = |it: &&Identity| {
        let mut named = numbered.iter().filter(|anchor| !anchor.names.is_empty());
        named.any(|anchor| anchor.agrees(it)) || identities.iter().all(|other| other.agrees(it))
    };
    !others.iter().all(is_at_home)
}

/// All of a name; nothing if it says none.
fn folded_names(written: &str) -> String {
    match folded_name(written).is_empty() || Name::of(written).is_empty() {
        true => String::new(),
        false => folded(written),
    }
}

/// `M` or `F`, where a header says either.
pub fn sex(written: &str) -> Option<char> {
    let first = written.trim().chars().next()?.to_ascii_uppercase();
    matches!(first, 'M' | 'F').then_some(first)
}

impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Identity(hidden)")
    }
}

impl fmt::Debug for Whose {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::One(_) => "One(hidden)",
            Self::Several => "Several",
        })
    }
}
