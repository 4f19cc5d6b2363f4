//! The values that PS3.3 gives to code strings (CS), and what else people write for them.
//!
//! In comes an attribute and a value; out comes the value of the standard that it stands for, or the one of its values
//! that says least. Never: a value that the standard's list for that attribute does not have. The other ways to write a
//! value, and which of the values says least, are the one thing in this room that is ours: they mean nothing without
//! the list that they stand in.

use std::collections::HashMap;
use std::sync::OnceLock;

use dicom_core::Tag;

use super::rows::{lines, parse_tag};

/// The list of one attribute, from `data/enumerations.tsv`.
#[derive(Debug)]
pub struct Enumeration {
    /// No other value is right.
    pub is_all: bool,
    /// Without a value the attribute stays (type 2), or goes.
    pub stays_empty: bool,
    /// What any other value becomes, by its place among the values; the last one stands for all that follow.
    neutral: Vec<&'static str>,
    /// Each value with the other ways to write it.
    values: Vec<Vec<&'static str>>,
}

impl Enumeration {
    /// The value of the standard for what is written, in capitals and without padding.
    pub fn find(&self, written: &str) -> Option<&'static str> {
        let value = |wanted: &str| {
            let with = |ways: &&Vec<&'static str>| ways.contains(&wanted);
            self.values
                .iter()
                .find(with)
                .and_then(|ways| ways.first().copied())
        };
        value(written).or_else(|| {
            let other_way = YES_AND_NO.iter().filter(|(way, _)| *way == written);
            other_way.filter_map(|(_, wanted)| value(wanted)).next()
        })
    }

    /// What takes the place of a value that does not fit; `at` is its place among the values.
    pub fn neutral(&self, at: usize) -> Option<&'static str> {
        self.neutral.get(at).or(self.neutral.last()).copied()
    }
}

/// Other ways to say yes and no, where a list has either.
const YES_AND_NO: [(&str, &str); 6] = [
    ("Y", "YES"),
    ("N", "NO"),
    ("TRUE", "YES"),
    ("FALSE", "NO"),
    ("YES", "Y"),
    ("NO", "N"),
];

/// The list of an attribute; `None` if the standard leaves its values open, or nobody has listed them here.
pub fn enumeration(tag: Tag) -> Option<&'static Enumeration> {
    let key = match tag.group() {
        0x6000..=0x60FF => Tag(0x6000, tag.element()),
        _ => tag,
    };
    table().get(&key)
}

/// Words of letters in the values of all lists, in capitals; some of them more than once.
pub fn words() -> impl Iterator<Item = &'static str> {
    let values = table().values().flat_map(|list| &list.values);
    let values = values.filter_map(|ways| ways.first().copied());
    let words = values.flat_map(|value| value.split(|letter: char| !letter.is_ascii_alphabetic()));
    words.filter(|word| word.len() > 1)
}

fn table() -> &'static HashMap<Tag, Enumeration> {
    static TABLE: OnceLock<HashMap<Tag, Enumeration>> = OnceLock::new();
    TABLE.get_or_init(|| {
        lines(include_str!("data/enumerations.tsv"))
            .filter_map(parse)
            .collect()
    })
}

fn parse(line: &'static str) -> Option<(Tag, Enumeration)> {
    let fields: Vec<&'static str> = line.split('\t').collect();
    let [tag, _keyword, _clause, which, absent, neutral, values] = *fields.as_slice() else {
        return None;
    };
    let neutral = match neutral {
        "-" => Vec::new(),
        neutral => neutral.split('\\').collect(),
    };
    let enumeration = Enumeration {
        is_all: which == "all",
        stays_empty: absent == "empty",
        neutral,
        values: values
            .split('|')
            .map(|ways| ways.split('=').collect())
            .collect(),
    };
    Some((parse_tag(tag)?, enumeration))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::dictionary;
    use dicom_core::VR;

    #[test]
    fn every_row_is_read_and_names_a_code_string_of_the_dictionary() {
        let rows: Vec<Vec<&str>> = lines(include_str!("data/enumerations.tsv"))
            .map(|row| row.split('\t').collect())
            .collect();
        assert_eq!(table().len(), rows.len());
        assert!(rows.len() > 300);
        for row in &rows {
            let tag = parse_tag(row[0]).unwrap();
            assert_eq!(dictionary::keyword(tag), Some(row[1]));
            assert_eq!(dictionary::vr(tag), Some(VR::CS), "{row:?}");
            assert!(
                row[2].contains('.') || row[2].parse::<u32>().is_ok(),
                "{row:?}"
            );
            assert!(matches!(
                (row[3], row[4]),
                ("all" | "some", "empty" | "remove")
            ));
        }
        assert!(rows.is_sorted_by(|a, b| a[0] < b[0]));
    }

    #[test]
    fn what_takes_a_place_is_on_the_list_and_every_value_has_the_form() {
        for (tag, enumeration) in table() {
            for neutral in &enumeration.neutral {
                assert_eq!(enumeration.find(neutral), Some(*neutral), "{tag}");
            }
            for ways in &enumeration.values {
                // Sixteen characters of those that a code string has (PS3.5 6.2).
                let fits = |letter: char| {
                    letter.is_ascii_uppercase() || letter.is_ascii_digit() || " _".contains(letter)
                };
                assert!(
                    ways[0].len() <= 16 && ways[0].chars().all(fits),
                    "{tag} {ways:?}"
                );
                for way in ways {
                    assert_eq!(enumeration.find(way), Some(ways[0]), "{tag} {ways:?}");
                    assert_eq!(*way, way.to_uppercase());
                }
            }
        }
    }

    #[test]
    fn other_ways_to_write_a_value_are_known() {
        let found =
            |group, element, written| enumeration(Tag(group, element)).unwrap().find(written);
        assert_eq!(found(0x0010, 0x0040, "FEMALE"), Some("F"));
        assert_eq!(found(0x0020, 0x0060, "RIGHT"), Some("R"));
        assert_eq!(found(0x0028, 0x0301, "N"), Some("NO"));
        assert_eq!(found(0x0018, 0x0025, "YES"), Some("Y"));
        assert_eq!(found(0x6004, 0x0040, "G"), Some("G"));
        assert_eq!(found(0x0010, 0x0040, "QUIXOTHAM"), None);
    }
}
