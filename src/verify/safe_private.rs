//! Private attributes that PS3.15 lists as safe: the same list as the standard's, read here anew.

use std::collections::HashSet;
use std::sync::OnceLock;

use dicom_core::Tag;

use crate::dicom::{DataSet, DataSetExt};

/// Whether a private attribute, or the owner of a block, is on the list.
pub fn is_safe(data_set: &DataSet, tag: Tag) -> bool {
    if (0x0010..=0x00FF).contains(&tag.element()) {
        let Some(owner) = data_set.text(tag) else {
            return false;
        };
        return list()
            .iter()
            .any(|(name, group, _)| *name == owner && *group == tag.group());
    }
    let owner = data_set.text(Tag(tag.group(), tag.element() / 0x100));
    owner
        .is_some_and(|owner| list().contains(&(owner.as_str(), tag.group(), tag.element() % 0x100)))
}

fn list() -> &'static HashSet<(&'static str, u16, u16)> {
    static LIST: OnceLock<HashSet<(&'static str, u16, u16)>> = OnceLock::new();
    LIST.get_or_init(|| {
        let rows = include_str!("../deid/data/safe_private.tsv").lines();
        rows.filter(|row| !row.starts_with('#'))
            .filter_map(|row| match row.split('\t').collect::<Vec<_>>().as_slice() {
                [owner, group, element, _] => Some((
                    *owner,
                    u16::from_str_radix(group, 16).ok()?,
                    u16::from_str_radix(element, 16).ok()?,
                )),
                _ => None,
            })
            .collect()
    })
}
