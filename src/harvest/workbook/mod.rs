//! Excel workbooks (Office Open XML, ECMA-376 part 1, section 18): the few parts that a list needs.
//!
//! In come the bytes of a file; out comes a list, or a workbook's bytes of one. What is unpacked is bounded before it
//! is, no entity of XML is expanded but those that XML itself has, no formula is worked out, and nothing that a
//! workbook links to is ever opened.
//!
//! `xml` elements and text, one after the other · `parts` which sheets there are, and what they share · `sheet` the
//! cells of one · `write` the other way.
//!
//! The crates that do more of this (calamine, rust_xlsxwriter) would weigh twenty times as much in the page; the tests
//! have the first read what is written here.

mod parts;
mod sheet;
mod write;
mod xml;

pub use write::write;

use std::rc::Rc;

use super::error::ListError;
use super::table::Opened;
use crate::dicom::{MemorySource, Source};
use crate::intake::document;

/// Bytes of the parts that are read, once unpacked.
const MOST_UNPACKED: u64 = 48 << 20;

/// Reads a workbook: the first sheet with headings, else the first in which something stands.
pub fn open(bytes: Vec<u8>) -> Result<Opened, ListError> {
    let source: Rc<dyn Source> = Rc::new(MemorySource::new(bytes));
    let parts = document::parts(&source, parts::is_wanted, MOST_UNPACKED).map_err(|error| {
        match document::is_too_large(&error) {
            true => ListError::TooLarge,
            false => ListError::Damaged,
        }
    })?;
    let book = parts::Book::of(parts)?;
    let mut first = None;
    for sheet in book.sheets() {
        let rows = sheet::rows(sheet, &book)?;
        if rows.has_headings() {
            return rows.into_list();
        }
        if first.is_none() && !rows.is_empty() {
            first = Some(rows);
        }
    }
    first.ok_or(ListError::Empty)?.into_list()
}
