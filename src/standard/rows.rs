//! How the tables are written: a row a line, fields between tabs, remarks behind `#`.

use dicom_core::Tag;

/// The lines of a data file that are not remarks.
pub fn lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A tag written as eight hexadecimal digits.
pub fn parse_tag(text: &str) -> Option<Tag> {
    if text.len() != 8 {
        return None;
    }
    let number = u32::from_str_radix(text, 16).ok()?;
    Some(Tag((number >> 16) as u16, (number & 0xFFFF) as u16))
}
