//! Table E.1-1 of PS3.15 2026d: which attributes the profile and its options touch, and how; and what they are called
//! (PS3.16 CID 7050).
//!
//! In comes a tag; out comes its row. The rows are data (`data/profile.tsv`, made from the standard's DocBook source).
//! What a compound code comes to is [`super::attribute_types`]' matter, and which option outweighs which is decided
//! above.

use std::sync::OnceLock;

use dicom_core::Tag;
use serde::{Deserialize, Serialize};

use super::rows::{lines, parse_tag};

/// Edition of the standard that the table was made from.
pub const EDITION: &str = "DICOM PS3.15 2026d";

/// An action code as the table writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Code {
    /// Replace by a value that means nothing.
    D,
    /// Empty.
    Z,
    /// Remove.
    X,
    /// Keep.
    K,
    /// Clean: replace by a value of like meaning that identifies nobody.
    C,
    /// Replace by a UID that is consistent within a set of instances.
    U,
    /// `Z`, or `D` where the IOD needs a value (Type 1).
    #[serde(rename = "Z/D")]
    ZD,
    /// `X`, or `Z` where the IOD needs the attribute (Type 2).
    #[serde(rename = "X/Z")]
    XZ,
    /// `X`, or `D` where the IOD needs a value (Type 1).
    #[serde(rename = "X/D")]
    XD,
    /// `X`, `Z` or `D`, by what the IOD needs (Type 3, 2 or 1).
    #[serde(rename = "X/Z/D")]
    XZD,
    /// `X`, `Z`, or `U` for the UIDs in it: of sequences that refer to instances.
    #[serde(rename = "X/Z/U*")]
    XZU,
}

/// Every code with its spelling.
pub const CODES: [(&str, Code); 11] = [
    ("D", Code::D),
    ("Z", Code::Z),
    ("X", Code::X),
    ("K", Code::K),
    ("C", Code::C),
    ("U", Code::U),
    ("Z/D", Code::ZD),
    ("X/Z", Code::XZ),
    ("X/D", Code::XD),
    ("X/Z/D", Code::XZD),
    ("X/Z/U*", Code::XZU),
];

impl Code {
    /// Of the table's spelling.
    pub fn parse(text: &str) -> Option<Self> {
        CODES
            .iter()
            .find(|(spelling, _)| *spelling == text)
            .map(|(_, code)| *code)
    }
}

/// The options of the profile: the columns of the table, in its order. Each can be set alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(usize)]
pub enum ProfileOption {
    /// Private attributes of the standard's list of safe ones stay (PS3.15 E.3.10).
    SafePrivate,
    /// UIDs stay (PS3.15 E.3.9).
    Uids,
    /// What names the device stays (PS3.15 E.3.8).
    Device,
    /// What names the institution stays (PS3.15 E.3.11).
    Institution,
    /// Age, sex, size, weight and the like stay, cleaned where they are texts (PS3.15 E.3.7).
    PatientCharacteristics,
    /// Dates and times stay as they are (PS3.15 E.3.6).
    FullDates,
    /// Dates are moved, all of a patient by the same days, so that intervals stay (PS3.15 E.3.6).
    ModifiedDates,
    /// Descriptions and comments are cleaned instead of removed (PS3.15 E.3.5).
    Descriptors,
    /// Structured reports keep their tree, cleaned (PS3.15 E.3.4).
    StructuredContent,
    /// Overlays and annotations are cleaned instead of removed (PS3.15 E.3.3).
    Graphics,
}

/// A code value of the scheme DCM, and its meaning.
pub(crate) type MethodCode = (&'static str, &'static str);

/// The profile itself.
pub(crate) const BASIC_PROFILE: MethodCode =
    ("113100", "Basic Application Confidentiality Profile");
/// Rectangles were painted over what names somebody.
pub(crate) const CLEAN_PIXEL_DATA: MethodCode = ("113101", "Clean Pixel Data Option");
const CLEAN_VISUAL_FEATURES: MethodCode = ("113102", "Clean Recognizable Visual Features Option");
const CLEAN_GRAPHICS: MethodCode = ("113103", "Clean Graphics Option");
const CLEAN_STRUCTURED_CONTENT: MethodCode = ("113104", "Clean Structured Content Option");
const CLEAN_DESCRIPTORS: MethodCode = ("113105", "Clean Descriptors Option");
const RETAIN_FULL_DATES: MethodCode = (
    "113106",
    "Retain Longitudinal Temporal Information Full Dates Option",
);
const RETAIN_MODIFIED_DATES: MethodCode = (
    "113107",
    "Retain Longitudinal Temporal Information Modified Dates Option",
);
const RETAIN_PATIENT_CHARACTERISTICS: MethodCode =
    ("113108", "Retain Patient Characteristics Option");
const RETAIN_DEVICE: MethodCode = ("113109", "Retain Device Identity Option");
const RETAIN_UIDS: MethodCode = ("113110", "Retain UIDs Option");
const RETAIN_SAFE_PRIVATE: MethodCode = ("113111", "Retain Safe Private Option");
const RETAIN_INSTITUTION: MethodCode = ("113112", "Retain Institution Identity Option");

/// CID 7050 (PS3.16): what was carried out.
pub(crate) const CID_7050: [MethodCode; 13] = [
    BASIC_PROFILE,
    CLEAN_PIXEL_DATA,
    CLEAN_VISUAL_FEATURES,
    CLEAN_GRAPHICS,
    CLEAN_STRUCTURED_CONTENT,
    CLEAN_DESCRIPTORS,
    RETAIN_FULL_DATES,
    RETAIN_MODIFIED_DATES,
    RETAIN_PATIENT_CHARACTERISTICS,
    RETAIN_DEVICE,
    RETAIN_UIDS,
    RETAIN_SAFE_PRIVATE,
    RETAIN_INSTITUTION,
];

/// How many option columns the table has.
pub const OPTION_COLUMNS: usize = 10;

impl ProfileOption {
    /// Every option, in the order of the table.
    pub const ALL: [Self; OPTION_COLUMNS] = [
        Self::SafePrivate,
        Self::Uids,
        Self::Device,
        Self::Institution,
        Self::PatientCharacteristics,
        Self::FullDates,
        Self::ModifiedDates,
        Self::Descriptors,
        Self::StructuredContent,
        Self::Graphics,
    ];

    /// The standard's name for it.
    pub fn name(self) -> &'static str {
        self.code().1
    }

    /// Code and meaning in CID 7050 of PS3.16.
    pub fn code(self) -> MethodCode {
        match self {
            Self::SafePrivate => RETAIN_SAFE_PRIVATE,
            Self::Uids => RETAIN_UIDS,
            Self::Device => RETAIN_DEVICE,
            Self::Institution => RETAIN_INSTITUTION,
            Self::PatientCharacteristics => RETAIN_PATIENT_CHARACTERISTICS,
            Self::FullDates => RETAIN_FULL_DATES,
            Self::ModifiedDates => RETAIN_MODIFIED_DATES,
            Self::Descriptors => CLEAN_DESCRIPTORS,
            Self::StructuredContent => CLEAN_STRUCTURED_CONTENT,
            Self::Graphics => CLEAN_GRAPHICS,
        }
    }
}

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
    /// Rows of single attributes, sorted by tag.
    pub fn rows(&self) -> impl Iterator<Item = &(Tag, Row)> {
        self.rows.iter()
    }

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
        for line in lines(include_str!("data/profile.tsv")) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_edition_is_there_and_read() {
        let all: Vec<_> = lines(include_str!("data/profile.tsv"))
            .map(|line| parse(line).unwrap())
            .collect();
        assert_eq!(all.len(), 657);
        assert_eq!(table().rows.len(), 653);
        assert!(
            table().rows.is_sorted_by(|a, b| a.0 < b.0),
            "sorted, and no tag twice"
        );
        let all_letters =
            lines(include_str!("data/profile.tsv")).filter_map(|line| line.split('\t').nth(2));
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
