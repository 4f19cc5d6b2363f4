//! Private attributes that PS3.15 lists as safe (Table E.3.10-1), by the name of their creator, whatever block a file
//! put them in.
//!
//! In comes a creator and a tag; out comes the row. The rows are data (`data/safe_private.tsv`).

use std::collections::HashMap;
use std::sync::OnceLock;

use dicom_core::{Tag, VR};

use super::rows::lines;

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Safe {
    /// `None` where the table gives none: the file's own then.
    pub vr: Option<VR>,
}

/// The row of an attribute in a block of this creator's; `None` if it is not safe.
pub fn find(creator: &str, tag: Tag) -> Option<Safe> {
    table()
        .get(&(creator, tag.group(), tag.element() & 0xFF))
        .copied()
}

/// Whether a creator has any safe attribute in a group.
pub fn is_creator(name: &str, group: u16) -> bool {
    let mut keys = table().keys();
    keys.any(|(creator, of, _)| *creator == name && *of == group)
}

/// Creator, group, last byte of the element.
type Key = (&'static str, u16, u16);

fn table() -> &'static HashMap<Key, Safe> {
    static TABLE: OnceLock<HashMap<Key, Safe>> = OnceLock::new();
    TABLE.get_or_init(|| {
        lines(include_str!("data/safe_private.tsv"))
            .filter_map(parse)
            .collect()
    })
}

fn parse(line: &'static str) -> Option<(Key, Safe)> {
    let mut fields = line.split('\t');
    let creator = fields.next()?;
    let mut number = || u16::from_str_radix(fields.next()?, 16).ok();
    let (group, element) = (number()?, number()?);
    let vr = match fields.next()? {
        "-" => None,
        vr => Some(vr.parse().ok()?),
    };
    Some(((creator, group, element), Safe { vr }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let rows = lines(include_str!("data/safe_private.tsv")).count();
        assert_eq!(table().len(), rows);
        assert!(rows > 470);
        assert!(
            table()
                .keys()
                .all(|(_, group, element)| group % 2 == 1 && *element <= 0xFF)
        );
    }
}
