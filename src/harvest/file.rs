//! Which kind of file a list comes in: told by its bytes, never by its name.

use super::csv;
use super::error::ListError;
use super::table::{Opened, list_of_text};
use super::workbook;

/// Bytes of a file that is read.
pub const MOST_BYTES: usize = 16 << 20;

/// Bytes of a text file: a workbook is packed, and has more around the same cells.
const MOST_TEXT: usize = 4 << 20;

/// How a compound file begins (MS-CFB 2.2).
const COMPOUND: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Reads a file.
pub fn open(bytes: Vec<u8>) -> Result<Opened, ListError> {
    if bytes.len() > MOST_BYTES {
        return Err(ListError::TooLarge);
    }
    if bytes.starts_with(&COMPOUND) {
        return Err(ListError::OldOrLocked);
    }
    if bytes.starts_with(b"PK") {
        return workbook::open(bytes);
    }
    if bytes.starts_with(b"%PDF") || bytes.starts_with(b"{\\rtf") {
        return Err(ListError::OtherDocument);
    }
    if bytes.len() > MOST_TEXT {
        return Err(ListError::TooLarge);
    }
    list_of_text(&csv::text_of(&bytes)?)
}
