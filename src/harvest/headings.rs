//! Which column is what: by its heading, in whatever words; without headings, by what stands in it.

use super::case::Column;
use super::{dates, modality, number};

/// Rows at the start of a table among which the headings are looked for.
const AMONG_FIRST: usize = 12;

/// What a column is taken for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// A column of the list.
    Is(Column),
    /// Half of a name.
    Surname,
    /// The other half.
    Forename,
    /// Known, and not wanted: birth dates, ages, numbers of lines.
    NotWanted,
}

const BIRTH: &[&str] = &["birth", "dob", "born", "age", "sex", "gender"];
const SURNAME: &[&str] = &["surname", "family", "last"];
const FORENAME: &[&str] = &["forename", "forenames", "first", "given"];
const DATE: &[&str] = &["date", "dates", "day", "when"];
const NUMBER: &[&str] = &[
    "nhs",
    "mrn",
    "number",
    "numbers",
    "no",
    "nos",
    "id",
    "ids",
    "pid",
    "crn",
    "chi",
    "accession",
    "identifier",
    "rxr",
];
const NAME: &[&str] = &["name", "names", "patient", "patients"];
const MODALITY: &[&str] = &[
    "modality",
    "exam",
    "examination",
    "scan",
    "type",
    "study",
    "procedure",
    "imaging",
    "investigation",
];
const NOTE: &[&str] = &[
    "note",
    "notes",
    "comment",
    "comments",
    "diagnosis",
    "finding",
    "findings",
    "reason",
    "details",
    "remarks",
    "clinical",
    "description",
    "pathology",
    "indication",
];

/// What a heading says.
pub fn of_heading(cell: &str) -> Option<Means> {
    const MOST_WORDS: usize = 6;
    let lower = cell.to_lowercase();
    let words: Vec<&str> = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    if words.len() > MOST_WORDS || cell.chars().any(|letter| letter.is_ascii_digit()) {
        return None;
    }
    let any = |list: &[&str]| words.iter().any(|word| list.contains(word));
    Some(match () {
        () if cell.trim() == "#" || words == ["no"] => Means::NotWanted,
        () if any(BIRTH) => Means::NotWanted,
        () if any(SURNAME) => Means::Surname,
        () if any(FORENAME) => Means::Forename,
        () if any(DATE) => Means::Is(Column::Date),
        () if any(NUMBER) => Means::Is(Column::Number),
        () if any(NAME) => Means::Is(Column::Name),
        () if any(MODALITY) => Means::Is(Column::Modality),
        () if any(NOTE) => Means::Is(Column::Note),
        () => return None,
    })
}

/// The first row that reads like headings, and what they say.
pub fn find(rows: &[Vec<String>]) -> Option<(usize, Vec<Option<Means>>)> {
    rows.iter()
        .take(AMONG_FIRST)
        .enumerate()
        .find_map(|(at, row)| {
            let says: Vec<_> = row.iter().map(|cell| of_heading(cell)).collect();
            let known = says.iter().flatten().count();
            let written = row.iter().filter(|cell| !cell.is_empty()).count();
            // One word may stand anywhere; of a row of several cells two make headings.
            let lone = written == 1
                && known == 1
                && rows.len() > at.saturating_add(1)
                && is_lone_heading(row);
            (known >= 2 || lone).then_some((at, says))
        })
}

/// A table of one column, which is headed by what a list calls it.
fn is_lone_heading(row: &[String]) -> bool {
    const LONE: [&str; 6] = [
        "name",
        "names",
        "nhs number",
        "hospital number",
        "mrn",
        "patient id",
    ];
    row.iter()
        .any(|cell| LONE.contains(&cell.to_lowercase().as_str()))
}

/// The same of rows without headings: each column is what most of its cells are.
pub fn guess(rows: &[Vec<String>]) -> Vec<Option<Means>> {
    let width = rows.iter().map(Vec::len).max().unwrap_or_default();
    let mut said: Vec<Option<Means>> = (0..width).map(|at| by_content(rows, at)).collect();
    // Words that are nothing else: the first are names, what follows is a note.
    let mut words = [Column::Name, Column::Note].into_iter();
    for (at, means) in said.iter_mut().enumerate() {
        let is_written = rows
            .iter()
            .any(|row| row.get(at).is_some_and(|cell| !cell.is_empty()));
        if means.is_none() && is_written {
            *means = words.next().map(Means::Is);
        }
    }
    said
}

fn by_content(rows: &[Vec<String>], at: usize) -> Option<Means> {
    let cells = || {
        rows.iter()
            .filter_map(|row| row.get(at))
            .filter(|cell| !cell.is_empty())
    };
    let written = cells().count();
    let most = |is: fn(&str) -> bool| {
        let count = cells().filter(|cell| is(cell)).count();
        written > 0 && count.saturating_mul(2) > written
    };
    match () {
        () if most(|cell| dates::one(cell).is_some()) => Some(Means::Is(Column::Date)),
        () if most(is_number) => Some(Means::Is(Column::Number)),
        () if most(modality::is_modality) => Some(Means::Is(Column::Modality)),
        () => None,
    }
}

/// Mostly digits, and enough of them.
fn is_number(cell: &str) -> bool {
    const FEWEST: usize = 4;
    let digits = cell.chars().filter(char::is_ascii_digit).count();
    let letters = cell.chars().filter(|letter| letter.is_alphabetic()).count();
    digits >= FEWEST && digits > letters && !number::comparables(cell).is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_by_their_words() {
        for (heading, means) in [
            ("Patient name", Means::Is(Column::Name)),
            ("NAME", Means::Is(Column::Name)),
            ("Surname", Means::Surname),
            ("First name", Means::Forename),
            ("Hosp no", Means::Is(Column::Number)),
            ("Hospital or NHS number", Means::Is(Column::Number)),
            ("NHS", Means::Is(Column::Number)),
            ("Patient ID", Means::Is(Column::Number)),
            ("Accession No.", Means::Is(Column::Number)),
            ("Exam date", Means::Is(Column::Date)),
            ("Date of study", Means::Is(Column::Date)),
            ("Date of birth", Means::NotWanted),
            ("DOB", Means::NotWanted),
            ("No.", Means::NotWanted),
            ("Modality", Means::Is(Column::Modality)),
            ("Exam type", Means::Is(Column::Modality)),
            ("Comments", Means::Is(Column::Note)),
        ] {
            assert_eq!(of_heading(heading), Some(means), "{heading}");
        }
        for other in ["CT", "Smith, John", "12345", "", "3 Nov 2023", "Hospital"] {
            assert_eq!(of_heading(other), None, "{other}");
        }
    }

    #[test]
    fn every_column_of_a_list_is_known_by_its_own_heading() {
        for column in Column::ALL {
            assert_eq!(of_heading(column.heading()), Some(Means::Is(column)));
        }
    }
}
