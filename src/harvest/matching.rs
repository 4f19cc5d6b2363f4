//! The list held against what was dropped: which cases were received, which are missing, and which studies nobody asked
//! for; each with how sure that is.
//!
//! In come a list and a catalogue; out come places in both. A number that agrees is the best sign, but a name that
//! differs from it is told: the number may be another person's. A case that names days is received by studies of those
//! days only; that another day's came is told with what is missing.

mod facts;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::case::{Case, CaseList};
use super::{dates, modality, number};
use crate::catalogue::{Catalogue, Name};
use facts::{Facts, person};

pub use facts::StudyAt;

/// What came of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Harvest {
    /// By the place of each case in the list; blank ones are not among them.
    pub cases: BTreeMap<usize, CaseFate>,
    /// Studies that no case is received by, in the order of the catalogue.
    pub unexpected: Vec<Unexpected>,
}

/// What came of a case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFate {
    /// Studies by which it is received; none if it is missing.
    pub found: Vec<Found>,
    /// Days that it names and of which nothing came.
    pub days_missing: Vec<NaiveDate>,
    /// Studies of the same person that came, of other days than those that it names.
    pub other_days: Vec<StudyAt>,
}

/// A study by which a case is received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Which one.
    pub study: StudyAt,
    /// How sure that is.
    pub sure: Sure,
    /// Whether a number is given in both, and they differ.
    pub other_number: bool,
    /// Whether a modality is given in both, and they differ.
    pub other_modality: bool,
}

/// By what a study is taken for a case's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sure {
    /// Number, name and date agree.
    All,
    /// Number and date; the list gives no name.
    NumberAndDate,
    /// Number and name; the list gives no date.
    NumberAndName,
    /// The number; the list gives neither name nor date.
    Number,
    /// Name and date; a number is missing in one, or differs.
    NameAndDate,
    /// The name, which is all that the list gives.
    Name,
    /// The number, but the name differs: it may be another person's.
    OtherName,
}

/// A study that nobody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unexpected {
    /// Which one.
    pub study: StudyAt,
    /// The first case in the list that is the same person's by number or name, if there is one.
    pub of_case: Option<usize>,
}

/// How many cases came, and how many did not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Received, and nothing speaks against it.
    pub received: usize,
    /// Received, but a person should look: see [`CaseFate::needs_a_look`].
    pub to_check: usize,
    /// Nothing came.
    pub missing: usize,
    /// Studies that nobody asked for.
    pub unexpected: usize,
}

impl Sure {
    /// In a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "number, name and date agree",
            Self::NumberAndDate => "number and date agree",
            Self::NumberAndName => "number and name agree",
            Self::Number => "the number agrees",
            Self::NameAndDate => "name and date agree",
            Self::Name => "the name agrees, and nothing else is in the list",
            Self::OtherName => "the number agrees, the name differs: it may be another person",
        }
    }
}

impl Found {
    /// Whether a person should look.
    pub fn needs_a_look(&self) -> bool {
        self.other_modality
            || self.other_number
            || matches!(self.sure, Sure::Name | Sure::OtherName)
    }
}

impl CaseFate {
    /// Whether nothing came.
    pub fn is_missing(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether something came, and a person should look whether it is what was asked for, or all of it.
    pub fn needs_a_look(&self) -> bool {
        !self.is_missing()
            && (!self.days_missing.is_empty() || self.found.iter().any(Found::needs_a_look))
    }
}

impl Harvest {
    /// The counts; each case is in one of the first three.
    pub fn tally(&self) -> Tally {
        let count = |is: fn(&CaseFate) -> bool| self.cases.values().filter(|case| is(case)).count();
        let (missing, to_check) = (count(CaseFate::is_missing), count(CaseFate::needs_a_look));
        Tally {
            received: self
                .cases
                .len()
                .saturating_sub(missing)
                .saturating_sub(to_check),
            to_check,
            missing,
            unexpected: self.unexpected.len(),
        }
    }
}

/// Holds a list against a catalogue.
pub fn matched(list: &CaseList, catalogue: &Catalogue) -> Harvest {
    let studies = Facts::of_all(catalogue);
    let index = Index::of(&studies);
    let mut harvest = Harvest::default();
    let mut expected = BTreeSet::new();
    let mut same_person: BTreeMap<StudyAt, usize> = BTreeMap::new();
    for (place, case) in list.cases.iter().enumerate() {
        if case.is_blank() {
            continue;
        }
        let asked = Asked::of(case);
        let candidates = index.candidates(&asked);
        let studies = candidates.into_iter().filter_map(|at| studies.get(at));
        let verdicts: Vec<_> = studies.map(|study| (study, asked.judge(study))).collect();
        for (study, _) in verdicts
            .iter()
            .filter(|(_, verdict)| *verdict != Verdict::Nobodys)
        {
            same_person.entry(study.at).or_insert(place);
        }
        let fate = asked.fate(&verdicts);
        expected.extend(fate.found.iter().map(|found| found.study));
        harvest.cases.insert(place, fate);
    }
    let unexpected = studies.iter().filter(|study| !expected.contains(&study.at));
    harvest.unexpected = unexpected
        .map(|study| Unexpected {
            study: study.at,
            of_case: same_person.get(&study.at).copied(),
        })
        .collect();
    harvest
}

/// Which studies have a number, and which a word of a name.
#[derive(Default)]
struct Index<'a> {
    numbers: BTreeMap<&'a str, Vec<usize>>,
    words: BTreeMap<&'a str, Vec<usize>>,
}

impl<'a> Index<'a> {
    fn of(studies: &'a [Facts]) -> Self {
        let mut index = Self::default();
        for (at, study) in studies.iter().enumerate() {
            for number in &study.numbers {
                index.numbers.entry(number).or_default().push(at);
            }
            for word in study.names.iter().flat_map(Name::words) {
                index.words.entry(word).or_default().push(at);
            }
        }
        index
    }

    /// Studies that share a number or a word with a case; nothing else can be its.
    fn candidates(&self, asked: &Asked) -> BTreeSet<usize> {
        let numbers = asked
            .numbers
            .iter()
            .filter_map(|number| self.numbers.get(number.as_str()));
        let words = asked.name.words().filter_map(|word| self.words.get(word));
        numbers.chain(words).flatten().copied().collect()
    }
}

/// What is known of two things: whether they agree.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Agree {
    Yes,
    No,
    /// One of them says nothing.
    Unknown,
}

/// What a study is to a case.
#[derive(Clone, PartialEq, Eq)]
enum Verdict {
    Its(Found),
    /// The same person's, of another day.
    OtherDay,
    /// Of somebody else.
    Nobodys,
}

/// A case, ready to be compared.
struct Asked {
    numbers: Vec<String>,
    name: Name,
    days: Vec<NaiveDate>,
    /// Whether a date is given at all; one that can't be read says nothing.
    modalities: BTreeSet<&'static str>,
}

impl Asked {
    fn of(case: &Case) -> Self {
        Self {
            numbers: number::comparables(&case.number),
            name: person(&case.name.replace(',', "^")),
            days: dates::dates(&case.date).days,
            modalities: modality::terms(&case.modality),
        }
    }

    fn judge(&self, study: &Facts) -> Verdict {
        let number = match (
            self.numbers.is_empty() || study.numbers.is_empty(),
            &study.numbers,
        ) {
            (true, _) => Agree::Unknown,
            (_, theirs) if self.numbers.iter().any(|number| theirs.contains(number)) => Agree::Yes,
            _ => Agree::No,
        };
        let name = match self.name.is_empty() || study.names.is_empty() {
            true => Agree::Unknown,
            false => match study
                .names
                .iter()
                .any(|name| self.name.agrees(name) || self.name.nearly_agrees(name))
            {
                true => Agree::Yes,
                false => Agree::No,
            },
        };
        let day = match (self.days.is_empty(), study.day) {
            (true, _) => Agree::Unknown,
            (false, Some(day)) if self.days.contains(&day) => Agree::Yes,
            _ => Agree::No,
        };
        let sure = match (number, name, day) {
            (Agree::Yes, _, Agree::No) => return Verdict::OtherDay,
            (Agree::Yes, Agree::No, _) => Sure::OtherName,
            (Agree::Yes, Agree::Yes, Agree::Yes) => Sure::All,
            (Agree::Yes, Agree::Yes, Agree::Unknown) => Sure::NumberAndName,
            (Agree::Yes, Agree::Unknown, Agree::Yes) => Sure::NumberAndDate,
            (Agree::Yes, Agree::Unknown, Agree::Unknown) => Sure::Number,
            (_, Agree::Yes, Agree::Yes) => Sure::NameAndDate,
            (Agree::Unknown, Agree::Yes, Agree::Unknown) if self.numbers.is_empty() => Sure::Name,
            (Agree::Unknown, Agree::Yes, Agree::No) => return Verdict::OtherDay,
            _ => return Verdict::Nobodys,
        };
        let differs = !self.modalities.is_empty()
            && !study.modalities.is_empty()
            && !study
                .modalities
                .iter()
                .any(|term| self.modalities.contains(term.as_str()));
        Verdict::Its(Found {
            study: study.at,
            sure,
            other_number: number == Agree::No,
            other_modality: differs,
        })
    }

    fn fate(&self, verdicts: &[(&Facts, Verdict)]) -> CaseFate {
        let its = || {
            verdicts
                .iter()
                .filter_map(|(study, verdict)| match verdict {
                    Verdict::Its(found) => Some((*study, found)),
                    Verdict::OtherDay | Verdict::Nobodys => None,
                })
        };
        // Signs against a study count only where nothing better came.
        let best = its().any(|(_, found)| !found.needs_a_look());
        let kept = || its().filter(|(_, found)| !best || !found.needs_a_look());
        let mut found: Vec<Found> = kept().map(|(_, found)| found.clone()).collect();
        found.sort_by_key(|found| (found.sure, found.study));
        let came: BTreeSet<NaiveDate> = kept().filter_map(|(study, _)| study.day).collect();
        let other_days = verdicts
            .iter()
            .filter(|(_, verdict)| *verdict == Verdict::OtherDay);
        CaseFate {
            days_missing: match found.is_empty() {
                true => Vec::new(),
                false => self
                    .days
                    .iter()
                    .copied()
                    .filter(|day| !came.contains(day))
                    .collect(),
            },
            other_days: other_days.map(|(study, _)| study.at).collect(),
            found,
        }
    }
}
