//! The list of cases for the PACS manager, and what of it has come.
//!
//! In comes what a person types, pastes or opens (an Excel workbook, or text parted by commas, semicolons or tabs); out
//! come a [`CaseList`], the same as a workbook or as text, and, once images are there, which cases were received, which
//! are missing, and which studies nobody asked for. It is patient data from end to end: it stays in memory and in the
//! file that the person saves, says so in its first line, and never reaches a certificate, a report or an error.
//!
//! | file | job |
//! |---|---|
//! | `case` | one line of the list, and the list |
//! | `number` | hospital and NHS numbers: the check digit, and what two must share to be one |
//! | `dates` | dates as people and Excel write them |
//! | `modality` | modalities as people write them |
//! | `headings` | which column is what, by its heading or by what stands in it |
//! | `table` | rows of cells, within bounds; made into a list |
//! | `csv` | text files and the clipboard |
//! | `workbook` | Excel workbooks (ECMA-376) |
//! | `file` | which of these a file is |
//! | `matching` | the list held against the catalogue |

mod case;
pub mod csv;
pub mod dates;
mod error;
pub mod file;
mod headings;
pub mod matching;
mod modality;
pub mod number;
mod table;
#[cfg(test)]
mod tests;
pub mod workbook;

pub use case::{Case, CaseList, Column, MOST_CASES, WARNING};
pub use error::ListError;
pub use matching::{CaseFate, Harvest, Sure, matched};
pub use table::{Opened, list_of_text};
