//! A line of the list, and the list.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Lines of a list: more than anybody asks a PACS manager for at once.
pub const MOST_CASES: usize = 1_000;

/// The first line of every file that a list is saved in.
pub const WARNING: &str =
    "Patient data: do not keep it on the PC, and send it only by the trust's secure way";

/// What a column of the list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Column {
    /// The patient's name, however it is written.
    Name,
    /// Hospital or NHS number; several are parted by commas.
    Number,
    /// The day of the examination; several are parted by commas.
    Date,
    /// `CT`, `MRI`, `X-ray` …
    Modality,
    /// Whatever else the PACS manager should know.
    Note,
}

/// What somebody asks the PACS manager for, as written. Patient data: hidden when printed.
#[derive(Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Case {
    /// See [`Column::Name`].
    pub name: String,
    /// See [`Column::Number`].
    pub number: String,
    /// See [`Column::Date`].
    pub date: String,
    /// See [`Column::Modality`].
    pub modality: String,
    /// See [`Column::Note`].
    pub note: String,
}

/// The list.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseList {
    /// In the order in which they were written; blank ones may be among them while somebody types.
    pub cases: Vec<Case>,
}

impl Column {
    /// In the order in which a list has them.
    pub const ALL: [Self; 5] = [
        Self::Name,
        Self::Number,
        Self::Date,
        Self::Modality,
        Self::Note,
    ];

    /// As the heading says it.
    pub fn heading(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Number => "Hospital or NHS number",
            Self::Date => "Date",
            Self::Modality => "Modality",
            Self::Note => "Note",
        }
    }
}

impl Case {
    /// What stands in a column.
    pub fn field(&self, column: Column) -> &str {
        let Self {
            name,
            number,
            date,
            modality,
            note,
        } = self;
        match column {
            Column::Name => name,
            Column::Number => number,
            Column::Date => date,
            Column::Modality => modality,
            Column::Note => note,
        }
    }

    /// Writes into a column.
    pub fn set(&mut self, column: Column, text: String) {
        match column {
            Column::Name => self.name = text,
            Column::Number => self.number = text,
            Column::Date => self.date = text,
            Column::Modality => self.modality = text,
            Column::Note => self.note = text,
        }
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        Column::ALL
            .iter()
            .all(|column| self.field(*column).trim().is_empty())
    }
}

impl CaseList {
    /// Lines in which something stands.
    pub fn written(&self) -> impl Iterator<Item = &Case> {
        self.cases.iter().filter(|case| !case.is_blank())
    }

    /// Whether nothing stands in it.
    pub fn is_blank(&self) -> bool {
        self.written().next().is_none()
    }

    /// Name under which a list is saved, without its ending; `day` as `2026-03-31`. No patient's name is in it.
    pub fn file_stem(day: &str) -> String {
        format!("Patient data - cases for PACS {day}")
    }
}

impl fmt::Debug for Case {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Case(hidden)")
    }
}

impl fmt::Debug for CaseList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "CaseList({} hidden)", self.cases.len())
    }
}
