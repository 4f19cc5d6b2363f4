//! Why a file is no list of cases. None of these carries a value of it.

use thiserror::Error;

use super::case::MOST_CASES;
use super::table::{LONGEST_CELL, MOST_COLUMNS};

/// Why a file is no list of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ListError {
    /// More bytes than [`super::file::MOST_BYTES`], or more once unpacked than may be.
    #[error("it is too large to be a list of cases")]
    TooLarge,
    /// More lines than [`MOST_CASES`].
    #[error("it has more than {MOST_CASES} lines: split it")]
    TooManyRows,
    /// A cell with more letters than [`LONGEST_CELL`], in this row, from 1.
    #[error("a cell of row {0} holds more than {LONGEST_CELL} letters")]
    LongCell(usize),
    /// A cell to the right of column [`MOST_COLUMNS`], in this row, from 1.
    #[error("row {0} has more than {MOST_COLUMNS} columns")]
    TooWide(usize),
    /// A compound file (MS-CFB): a workbook of Excel 97, or one that is locked with a password.
    #[error(
        "it is an old workbook (.xls), or locked with a password: open it in Excel and save it as .xlsx without one"
    )]
    OldOrLocked,
    /// Another kind of office document.
    #[error("it is no Excel workbook: save it as .xlsx or .csv")]
    OtherDocument,
    /// The zip around the parts, or one that is needed, can't be read.
    #[error("the workbook is damaged")]
    Damaged,
    /// XML (1.0) that is not well formed, or with entities of its own, which no program writes into a workbook.
    #[error("the workbook is damaged, or not made by a spreadsheet program")]
    Xml,
    /// Bytes that are no text.
    #[error("it is neither a workbook nor a text file")]
    NotText,
    /// Nothing but blank lines and headings.
    #[error("there is no case in it")]
    Empty,
}
