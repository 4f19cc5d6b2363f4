//! What is done and why, in words.

use super::{Reason, What};
use crate::deid::plan::action::{CODES, Code};
use crate::deid::plan::planned::Why;

/// How the names of two options begin, which are told apart by the rest.
const LONG: &str = "Retain Longitudinal Temporal Information ";

impl What {
    /// In a word.
    pub fn words(self) -> &'static str {
        match self {
            Self::Kept => "Kept",
            Self::ItemByItem => "Item by item",
            Self::Removed => "Removed",
            Self::Emptied => "Emptied",
            Self::Replaced => "Replaced",
            Self::Cleaned => "Cleaned",
            Self::Moved => "Moved",
            Self::Added => "Added",
        }
    }

    /// A stable name, for tests and styles.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::ItemByItem => "item-by-item",
            Self::Removed => "removed",
            Self::Emptied => "emptied",
            Self::Replaced => "replaced",
            Self::Cleaned => "cleaned",
            Self::Moved => "moved",
            Self::Added => "added",
        }
    }
}

impl Reason {
    /// Why, in a few words; the table's code first where a row of the table says it.
    pub fn words(self) -> String {
        match self {
            Self::Planned(Why::Row { code, taken }, option) => {
                let row = format!("Table E.1-1: {}", spelling(code));
                match option {
                    Some(option) => {
                        let name = option.name();
                        format!("{row}, {}", name.strip_prefix(LONG).unwrap_or(name))
                    }
                    None if code != taken => format!("{row}, of which {} is done", spelling(taken)),
                    None => row,
                }
            }
            Self::Planned(why, _) => no_row(why).to_owned(),
            Self::Stamp => "Says how the header was cleaned".to_owned(),
            Self::FileMeta => "The file’s own head is written anew".to_owned(),
            Self::Video => "The video is painted and compressed again, with some loss".to_owned(),
            Self::Picture(0) => "No pixel changes".to_owned(),
            Self::Picture(1) => "One rectangle is painted black".to_owned(),
            Self::Picture(painted) => format!("{painted} rectangles are painted black"),
        }
    }
}

fn no_row(why: Why) -> &'static str {
    match why {
        Why::Row { .. } => "Table E.1-1",
        Why::RemappedUid => "A UID of this study or image: a new one, the same everywhere",
        Why::WellKnownUid => "A UID of the standard itself",
        Why::CaseName => "Table E.1-1: Z, the case name",
        Why::Permitted => "Kept by permission, which the certificate records",
        Why::Unknown => {
            "Table E.1-1: X for private attributes; also for what the standard doesn’t know"
        }
        Why::Empty => "There is no value",
        Why::Sequence => "Not in Table E.1-1; its items are looked at one by one",
        Why::Number => "Not in Table E.1-1; a number",
        Why::CodeString => "Not in Table E.1-1; a code of the standard",
        Why::Technical => "Not in Table E.1-1; says how the image was made",
        Why::PublicCode => "Not in Table E.1-1; a code of a public coding scheme",
        Why::LocalCode => "Not in Table E.1-1; a code of a hospital or maker",
        Why::Date => "Not in Table E.1-1; a date or time",
        Why::FreeText => "Not in Table E.1-1; not known to be technical",
        Why::Identifier => "Not in Table E.1-1; names the patient or somebody around him",
        Why::Cleaned => "Not in Table E.1-1; text, cleaned word by word",
        Why::Moved => "Not in Table E.1-1; moves with all dates of the patient",
        Why::SafePrivate => "On the standard’s list of safe private attributes",
        Why::OverlayInPixels => "Describes an overlay within the picture, which is cleared",
        Why::Malformed => "Not in the form that it must have, so it may hold anything",
        Why::Mended => "Brought into the form that the standard gives it",
        Why::Damaged => "Holds what no such value can hold: the file is damaged",
        Why::CharacterSet => "Names the character set of this header",
    }
}

fn spelling(code: Code) -> &'static str {
    let found = CODES.iter().find(|(_, of)| *of == code);
    found.map_or("", |(spelling, _)| *spelling)
}
