//! Rows of cells, within bounds; made into a list.

use crate::deid::plain_line::plain_line;

use super::case::{Case, CaseList, Column, MOST_CASES, WARNING};
use super::csv;
use super::error::ListError;
use super::headings::{self, Means};

/// Letters of a cell.
pub const LONGEST_CELL: usize = 1_000;

/// Columns of a table.
pub const MOST_COLUMNS: usize = 40;

/// Rows in which something stands: the cases, the headings, and titles above them.
const MOST_ROWS: usize = MOST_CASES + 20;

/// Bytes of all cells together.
const MOST_TEXT: usize = 8 << 20;

/// Signs by which a spreadsheet takes a text for a formula.
pub const OF_FORMULAS: [char; 4] = ['=', '+', '-', '@'];

/// A file that was opened, as a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Opened {
    /// What was found.
    pub list: CaseList,
    /// Columns, from 0, in which something stands and that were not taken.
    pub left_out: Vec<usize>,
    /// Whether there were no headings, and columns were told by what stands in them.
    pub guessed: bool,
}

/// Rows in which something stands.
#[derive(Default)]
pub struct Rows {
    rows: Vec<Vec<String>>,
    /// All rows that came, blank ones too.
    seen: usize,
    text: usize,
}

impl Rows {
    /// Takes the next row.
    pub fn push(&mut self, cells: Vec<String>) -> Result<(), ListError> {
        self.seen = self.seen.saturating_add(1);
        let mut cells: Vec<String> = cells.iter().map(|cell| plain(cell)).collect();
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if cells.len() > MOST_COLUMNS {
            return Err(ListError::TooWide(self.seen));
        }
        if cells.iter().any(|cell| cell.chars().count() > LONGEST_CELL) {
            return Err(ListError::LongCell(self.seen));
        }
        let text: usize = cells.iter().map(String::len).sum();
        self.text = self.text.saturating_add(text);
        if self.text > MOST_TEXT {
            return Err(ListError::TooLarge);
        }
        if !cells.is_empty() {
            self.rows.push(cells);
        }
        match self.rows.len() > MOST_ROWS {
            true => Err(ListError::TooManyRows),
            false => Ok(()),
        }
    }

    /// Whether headings are among the first rows.
    pub fn has_headings(&self) -> bool {
        headings::find(&self.rows).is_some()
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// As they stand.
    pub fn into_cells(self) -> Vec<Vec<String>> {
        self.rows
    }

    /// As a list.
    pub fn into_list(self) -> Result<Opened, ListError> {
        let mut rows = self.rows;
        let (says, guessed) = match headings::find(&rows) {
            Some((at, says)) => {
                rows.drain(..=at);
                (says, false)
            }
            None => {
                rows.retain(|row| !is_warning(row));
                (headings::guess(&rows), true)
            }
        };
        let cases: Vec<Case> = rows.iter().map(|row| case(row, &says)).collect();
        let mut list = CaseList { cases };
        list.cases.retain(|case| !case.is_blank());
        if list.cases.is_empty() {
            return Err(ListError::Empty);
        }
        if list.cases.len() > MOST_CASES {
            return Err(ListError::TooManyRows);
        }
        let is_written = |at: &usize| {
            rows.iter()
                .any(|row| row.get(*at).is_some_and(|cell| !cell.is_empty()))
        };
        let is_taken =
            |at: &usize| matches!(says.get(*at), Some(Some(means)) if *means != Means::NotWanted);
        let left_out = (0..MOST_COLUMNS)
            .filter(|at| is_written(at) && !is_taken(at))
            .collect();
        Ok(Opened {
            list,
            left_out,
            guessed,
        })
    }
}

/// A list of what was copied from a spreadsheet, or of a text file's contents.
pub fn list_of_text(text: &str) -> Result<Opened, ListError> {
    csv::rows(text)?.into_list()
}

fn is_warning(row: &[String]) -> bool {
    let start = WARNING.split(':').next().unwrap_or(WARNING);
    row.first().is_some_and(|cell| cell.starts_with(start))
}

fn case(row: &[String], says: &[Option<Means>]) -> Case {
    let mut case = Case::default();
    let (mut surname, mut forename) = (String::new(), String::new());
    for (cell, means) in row.iter().zip(says) {
        match means {
            Some(Means::Is(column)) => add(&mut case, *column, cell),
            Some(Means::Surname) => surname.clone_from(cell),
            Some(Means::Forename) => forename.clone_from(cell),
            Some(Means::NotWanted) | None => {}
        }
    }
    let parts = [surname, forename];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    if !parts.is_empty() {
        add(&mut case, Column::Name, &parts.join(", "));
    }
    case
}

/// Two columns of one kind stand together.
fn add(case: &mut Case, column: Column, cell: &str) {
    let there = case.field(column);
    let text = match (there.is_empty(), cell.is_empty()) {
        (_, true) => return,
        (true, _) => cell.to_owned(),
        (false, _) => format!("{there}, {cell}"),
    };
    case.set(column, text);
}

/// A cell as one line: its lines are parted by commas, and what controls how text is written goes.
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    // Files that were made against formulas have this before such a text.
    let cell = match cell.strip_prefix('\'') {
        Some(text) if text.starts_with(OF_FORMULAS) => text,
        _ => cell,
    };
    let lines = cell.lines().map(str::trim).filter(|line| !line.is_empty());
    let joined = lines.collect::<Vec<_>>().join(", ");
    // Of the last two XML knows nothing (1.0, 2.2).
    let kept = |letter: &char| {
        plain_line(letter.encode_utf8(&mut [0; 4])).is_ok()
            && !matches!(letter, '\u{FFFE}' | '\u{FFFF}')
    };
    let shown: String = joined.chars().filter(kept).collect();
    plain_line(&shown).unwrap_or_default()
}
