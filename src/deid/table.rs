//! Table E.1-1 of PS3.15 2026d: which attributes the profiles and options touch, and how.
//!
//! The rows are data (`data/table.tsv`, made from the standard's DocBook source); this file reads and finds them. What
//! a code means is [`super::action`]'s matter.

use std::sync::OnceLock;

use dicom_core::Tag;

use super::action::Code;
use super::policy::Policy;

/// The options of the profile: the columns of the table, in its order. Each can be set alone.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "kebab-case")]
#[repr(usize)]
pub enum ProfileOption {
    SafePrivate,
    Uids,
    Device,
    Institution,
    PatientCharacteristics,
    FullDates,
    ModifiedDates,
    Descriptors,
    StructuredContent,
    Graphics,
}

/// How many option columns the table has.
pub const OPTION_COLUMNS: usize = 10;

/// One row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The Basic Profile's action.
    pub basic: Code,
    /// What each option puts in its place, by [`ProfileOption`].
    pub options: [Option<Code>; OPTION_COLUMNS],
}

impl Row {
    /// What an option puts in place of the basic action, if anything.
    pub fn option(&self, option: ProfileOption) -> Option<Code> {
        self.options.get(option as usize).copied().flatten()
    }

    /// What the options of a policy make of this row: cleaning outweighs keeping, and either the basic action.
    pub fn choice(&self, policy: &Policy) -> Option<(Code, ProfileOption)> {
        let chosen = |wanted: Code| {
            policy
                .options()
                .find(|option| self.option(*option) == Some(wanted))
                .map(|option| (wanted, option))
        };
        chosen(Code::C).or_else(|| chosen(Code::K))
    }
}

/// The whole table.
pub struct Table {
    /// Rows of single attributes, sorted by tag.
    rows: Vec<(Tag, Row)>,
    /// (50xx,xxxx)
    curves: Row,
    /// (60xx,3000); the rest of an overlay's group is nothing without it and goes the same way.
    overlays: Row,
    /// All private attributes.
    private: Row,
}

impl Table {
    /// The row that names this attribute, if any.
    pub fn row(&self, tag: Tag) -> Option<&Row> {
        match tag.group() {
            group if group % 2 == 1 => Some(&self.private),
            0x5000..=0x50FF => Some(&self.curves),
            0x6000..=0x60FF => Some(&self.overlays),
            _ => {
                let at = self.rows.binary_search_by_key(&tag, |(tag, _)| *tag).ok()?;
                self.rows.get(at).map(|(_, row)| row)
            }
        }
    }
}

/// The table, read once.
pub fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        // A row that could not be read would remove its attribute; the tests show that all can.
        let removed = Row {
            basic: Code::X,
            options: [None; OPTION_COLUMNS],
        };
        let mut table = Table {
            rows: Vec::new(),
            curves: removed,
            overlays: removed,
            private: removed,
        };
        for line in lines(include_str!("data/table.tsv")) {
            let Some((tag, row)) = parse(line) else {
                continue;
            };
            match (tag, parse_tag(tag)) {
                (_, Some(tag)) => table.rows.push((tag, row)),
                ("50xxxxxx", None) => table.curves = row,
                ("60xx3000", None) => table.overlays = row,
                ("ggggeeee", None) => table.private = row,
                _ => {}
            }
        }
        table
    })
}

fn parse(line: &'static str) -> Option<(&'static str, Row)> {
    let mut fields = line.split('\t');
    let (tag, basic, letters) = (fields.next()?, Code::parse(fields.next()?)?, fields.next()?);
    let mut options = [None; OPTION_COLUMNS];
    for (option, letter) in options
        .iter_mut()
        .zip(letters.split("").filter(|letter| !letter.is_empty()))
    {
        *option = Code::parse(letter);
    }
    Some((tag, Row { basic, options }))
}

/// The lines of a data file that are not comments.
pub(super) fn lines(data: &'static str) -> impl Iterator<Item = &'static str> {
    data.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// A tag written as eight hexadecimal digits.
pub(super) fn parse_tag(text: &str) -> Option<Tag> {
    if text.len() != 8 {
        return None;
    }
    let number = u32::from_str_radix(text, 16).ok()?;
    Some(Tag((number >> 16) as u16, (number & 0xFFFF) as u16))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_edition_is_there_and_read() {
        let all: Vec<_> = lines(include_str!("data/table.tsv"))
            .map(|line| parse(line).unwrap())
            .collect();
        assert_eq!(all.len(), 657);
        assert_eq!(table().rows.len(), 653);
        assert!(
            table().rows.is_sorted_by(|a, b| a.0 < b.0),
            "sorted, and no tag twice"
        );
        let all_letters =
            lines(include_str!("data/table.tsv")).filter_map(|line| line.split('\t').nth(2));
        assert!(all_letters.into_iter().all(|letters| {
            letters.len() == OPTION_COLUMNS
                && letters
                    .chars()
                    .all(|letter| matches!(letter, 'K' | 'C' | '-'))
        }));
    }

    #[test]
    fn the_basic_profile_only_uses_codes_it_may_use() {
        assert!(
            table()
                .rows
                .iter()
                .all(|(_, row)| !matches!(row.basic, Code::K | Code::C))
        );
    }

    #[test]
    fn options_are_read_by_column() {
        let row = table().row(Tag(0x0008, 0x0020)).unwrap();
        assert_eq!(row.basic, Code::Z);
        assert_eq!(
            row.options[ProfileOption::FullDates as usize],
            Some(Code::K)
        );
        assert_eq!(
            row.options[ProfileOption::ModifiedDates as usize],
            Some(Code::C)
        );
        assert_eq!(row.options[ProfileOption::Graphics as usize], None);
        let private = table().row(Tag(0x0019, 0x1023)).unwrap();
        assert_eq!(
            private.options[ProfileOption::SafePrivate as usize],
            Some(Code::C)
        );
    }

    #[test]
    fn repeating_groups_are_matched_whole() {
        for tag in [
            Tag(0x5000, 0x3000),
            Tag(0x50FE, 0x0010),
            Tag(0x6000, 0x3000),
            Tag(0x601E, 0x0022),
        ] {
            assert_eq!(table().row(tag).unwrap().basic, Code::X);
        }
        assert!(table().row(Tag(0x0028, 0x0010)).is_none());
    }
}
