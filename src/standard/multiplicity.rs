//! How many values an attribute may have (PS3.6 table 6-1, PS3.5 6.4).
//!
//! In comes a tag; out comes the multiplicity that the dictionary gives it. Private attributes, attributes that the
//! dictionary does not have, and retired repeating groups other than overlays have none.

use std::collections::HashMap;
use std::sync::OnceLock;

use dicom_core::Tag;

use super::dictionary;
use super::rows::{lines, parse_tag};

/// From how many values to how many, in which steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Multiplicity {
    /// How many values there are at least, where there is a value at all.
    pub least: usize,
    /// `None` if there is no end.
    pub most: Option<usize>,
    /// Values come in groups of so many.
    step: usize,
}

impl Multiplicity {
    const ONE: Self = Self {
        least: 1,
        most: Some(1),
        step: 1,
    };

    /// Whether an attribute may have so many values.
    pub fn allows(self, count: usize) -> bool {
        count >= self.least
            && self.most.is_none_or(|most| count <= most)
            && count.is_multiple_of(self.step)
    }

    /// Of the standard's way to write it: `1`, `1-3`, `1-n`, `2-2n`.
    fn parse(text: &str) -> Option<Self> {
        let (least, most) = text.split_once('-').unwrap_or((text, text));
        let least = least.parse().ok()?;
        let (most, step) = match most.strip_suffix('n') {
            Some("") => (None, 1),
            Some(step) => (None, step.parse().ok().filter(|step| *step > 0)?),
            None => (Some(most.parse().ok()?), 1),
        };
        Some(Self { least, most, step })
    }
}

/// The multiplicity of an attribute.
pub fn multiplicity(tag: Tag) -> Option<Multiplicity> {
    if is_retired_repeating(tag) || !dictionary::is_standard(tag) {
        return None;
    }
    let key = match tag.group() {
        0x6000..=0x60FF => Tag(0x6000, tag.element()),
        _ => tag,
    };
    Some(table().get(&key).copied().unwrap_or(Multiplicity::ONE))
}

/// Curves, source image IDs, coefficients and code tables of the retired compressions.
fn is_retired_repeating(tag: Tag) -> bool {
    matches!(tag.group(), 0x1000 | 0x1010 | 0x5000..=0x50FF)
        || matches!(
            (tag.group(), tag.element()),
            (0x0020, 0x3100..=0x31FF) | (0x0028, 0x0400..=0x08FF)
        )
}

fn table() -> &'static HashMap<Tag, Multiplicity> {
    static TABLE: OnceLock<HashMap<Tag, Multiplicity>> = OnceLock::new();
    TABLE.get_or_init(|| rows().filter_map(parse).collect())
}

fn rows() -> impl Iterator<Item = &'static str> {
    lines(include_str!("data/multiplicity.tsv"))
}

fn parse(row: &str) -> Option<(Tag, Multiplicity)> {
    let mut fields = row.split('\t');
    let tag = parse_tag(&fields.next()?.replace('x', "0"))?;
    Some((tag, Multiplicity::parse(fields.next()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(group: u16, element: u16, count: usize) -> bool {
        multiplicity(Tag(group, element)).is_some_and(|allowed| allowed.allows(count))
    }

    #[test]
    fn every_row_is_read_and_names_an_attribute_of_the_dictionary() {
        assert_eq!(table().len(), rows().count());
        for row in rows() {
            let (tag, _) = parse(row).unwrap();
            let keyword = row.split('\t').nth(2);
            assert_eq!(dictionary::keyword(tag), keyword, "{row}");
        }
    }

    #[test]
    fn an_attribute_may_have_as_many_values_as_the_dictionary_says() {
        assert!(allows(0x0028, 0x0010, 1) && !allows(0x0028, 0x0010, 2));
        assert!(allows(0x0028, 0x1101, 3) && !allows(0x0028, 0x1101, 2));
        assert!(allows(0x0008, 0x0008, 5) && !allows(0x0008, 0x0008, 1));
        assert!(allows(0x6004, 0x0050, 2) && !allows(0x6004, 0x0050, 1));
        assert!(allows(0x3006, 0x0050, 6) && !allows(0x3006, 0x0050, 4));
    }

    #[test]
    fn what_the_dictionary_does_not_have_has_no_multiplicity() {
        for tag in [
            Tag(0x0009, 0x0010),
            Tag(0x0008, 0x9999),
            Tag(0x5000, 0x0110),
            Tag(0x0028, 0x0000),
        ] {
            assert_eq!(multiplicity(tag), None);
        }
    }
}
