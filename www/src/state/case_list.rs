//! The list of cases for the PACS manager, while it is typed: rows that are told apart by numbers of their own, so that
//! each keeps its place on screen. In memory alone.

use leptos::prelude::*;

use darkroom::catalogue::InstanceId;
use darkroom::harvest::{Case, CaseList, Column, MOST_CASES};

/// Number of a row; never used again.
pub type RowId = u32;

/// A row of the table.
#[derive(Clone)]
pub struct Row {
    pub id: RowId,
    pub case: ArcRwSignal<Case>,
}

/// What is said above the table.
#[derive(Clone, PartialEq)]
pub enum Told {
    Done(String),
    Fault(String),
}

/// The list.
#[derive(Clone, Default)]
pub struct CaseListState {
    rows: Vec<Row>,
    next: RowId,
    /// As it was last opened or saved.
    kept: CaseList,
    /// What came of the last file, in words.
    pub told: Option<Told>,
    /// Dropped files that were offered as a list, and were taken or not wanted.
    pub answered: Vec<InstanceId>,
}

impl CaseListState {
    /// The rows, in their order.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What is written, blank rows too, without being told of changes.
    pub fn list_now(&self) -> CaseList {
        let cases = self.rows.iter().map(|row| row.case.get_untracked());
        CaseList {
            cases: cases.collect(),
        }
    }

    /// The same, to be told of changes.
    pub fn list(&self) -> CaseList {
        let cases = self.rows.iter().map(|row| row.case.get());
        CaseList {
            cases: cases.collect(),
        }
    }

    /// Whether something is written that no file holds.
    pub fn is_unsaved(&self) -> bool {
        let now = self.list_now();
        now.written().ne(self.kept.written())
    }

    /// Notes that a file holds what is written.
    pub fn note_saved(&mut self) {
        self.kept = self.list_now();
    }

    /// Adds a row; none where the list is full.
    pub fn add(&mut self, case: Case) -> Option<RowId> {
        if self.rows.len() >= MOST_CASES {
            return None;
        }
        let id = self.next;
        self.next = self.next.wrapping_add(1);
        self.rows.push(Row {
            id,
            case: ArcRwSignal::new(case),
        });
        Some(id)
    }

    /// Makes sure that the last row is blank, to be typed into.
    pub fn end_blank(&mut self) {
        let is_blank = |row: &Row| row.case.with_untracked(Case::is_blank);
        if !self.rows.last().is_some_and(is_blank) {
            self.add(Case::default());
        }
    }

    /// Takes a row out.
    pub fn remove(&mut self, id: RowId) {
        self.rows.retain(|row| row.id != id);
        self.end_blank();
    }

    /// Adds cases behind what is written; how many found no room.
    pub fn append(&mut self, cases: Vec<Case>) -> usize {
        let is_written = |row: &Row| !row.case.with_untracked(Case::is_blank);
        self.rows.retain(is_written);
        let all = cases.len();
        let added = cases.into_iter().map_while(|case| self.add(case)).count();
        self.end_blank();
        all.saturating_sub(added)
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.rows.clear();
        self.kept = CaseList::default();
        self.told = None;
        self.end_blank();
    }

    /// Writes cells that were copied from a spreadsheet, from a row and column on; how many rows found no room.
    pub fn paste(&mut self, from: RowId, column: Column, cells: &[Vec<String>]) -> usize {
        let start = self.rows.iter().position(|row| row.id == from);
        let start = start.unwrap_or(self.rows.len());
        let columns = || Column::ALL.into_iter().skip_while(|it| *it != column);
        let mut left = 0_usize;
        for (at, cells) in cells.iter().enumerate() {
            let at = start.saturating_add(at);
            if at >= self.rows.len() && self.add(Case::default()).is_none() {
                left = left.saturating_add(1);
                continue;
            }
            if let Some(row) = self.rows.get(at) {
                row.case.update(|case| {
                    for (column, cell) in columns().zip(cells) {
                        case.set(column, cell.clone());
                    }
                });
            }
        }
        self.end_blank();
        left
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(name: &str) -> Case {
        Case {
            name: name.to_owned(),
            ..Case::default()
        }
    }

    #[test]
    fn the_last_row_is_blank_and_does_not_count() {
        let mut state = CaseListState::default();
        state.end_blank();
        assert_eq!((state.rows().len(), state.is_unsaved()), (1, false));
        assert_eq!(state.append(vec![case("Doe"), case("Ng")]), 0);
        assert_eq!((state.rows().len(), state.is_unsaved()), (3, true));
        state.note_saved();
        assert!(!state.is_unsaved());
        let first = state.rows()[0].id;
        state.remove(first);
        assert!(state.is_unsaved());
        assert_eq!(state.list_now().written().count(), 1);
    }

    #[test]
    fn cells_are_pasted_from_where_the_person_is() {
        let mut state = CaseListState::default();
        state.append(vec![case("Doe"), case("Ng")]);
        let second = state.rows()[1].id;
        let cells = vec![
            vec!["1".to_owned(), "3/11/2023".to_owned()],
            vec!["2".to_owned()],
        ];
        assert_eq!(state.paste(second, Column::Number, &cells), 0);
        let list = state.list_now();
        let row = |at: usize| (list.cases[at].name.as_str(), list.cases[at].number.as_str());
        assert_eq!(
            (row(0), row(1), row(2)),
            (("Doe", ""), ("Ng", "1"), ("", "2"))
        );
        assert_eq!(list.cases[1].date, "3/11/2023");
    }

    #[test]
    fn a_full_list_takes_no_more_and_says_how_many_were_left() {
        let mut state = CaseListState::default();
        assert_eq!(state.append(vec![case("Doe"); MOST_CASES + 3]), 3);
        assert_eq!(state.rows().len(), MOST_CASES);
        let last = state.rows()[MOST_CASES - 1].id;
        let cells = vec![vec!["a".to_owned()], vec!["b".to_owned()]];
        assert_eq!(state.paste(last, Column::Name, &cells), 1);
    }
}
