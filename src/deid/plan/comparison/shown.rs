//! A value as it is shown: decoded, on one line, cut where it is long.

use dicom_core::VR;
use serde::{Deserialize, Serialize};

use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{Element, leaf, raw_bytes};
use crate::dicom::{DataSet, DataSetExt};

/// Characters of a value that are shown.
const LONGEST: usize = 160;

/// Bytes that are decoded for that: no character takes more.
const LONGEST_BYTES: usize = 4 * LONGEST + 16;

/// Numbers of a binary value that are shown.
const MOST_NUMBERS: usize = 16;

/// What stands in the table for a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shown {
    /// There is no such attribute.
    Absent,
    /// It has no value.
    Empty,
    /// On one line, numbers parted by `\` among them; cut where it is long.
    Text(String),
    /// As many bytes, which are no text.
    Bytes(u64),
    /// Whatever it says: it is not read.
    Unread,
    /// A sequence of as many items.
    Items(u32),
}

/// What is shown of an attribute.
pub fn shown(element: Option<&Element>, character_set: &CharacterSet) -> Shown {
    let Some(element) = element else {
        return Shown::Absent;
    };
    if let Some(items) = element.items() {
        return Shown::Items(u32::try_from(items.len()).unwrap_or(u32::MAX));
    }
    let Some(bytes) = raw_bytes(element) else {
        return Shown::Empty;
    };
    match element.vr() {
        VR::US | VR::SS | VR::UL | VR::SL | VR::FL | VR::FD => numbers(element, bytes),
        VR::AT | VR::OB | VR::OW | VR::OF | VR::OD | VR::OL | VR::OV | VR::SV | VR::UV | VR::SQ => {
            Shown::Bytes(bytes.len() as u64)
        }
        // Private attributes of an implicit file: most are text all the same.
        VR::UN if !is_plain(bytes) => Shown::Bytes(bytes.len() as u64),
        vr => {
            let start = bytes.get(..LONGEST_BYTES).unwrap_or(bytes);
            let text = character_set.decode(vr, start);
            match text.trim_matches([' ', '\0', '\r', '\n', '\t']) {
                "" => Shown::Empty,
                text => Shown::Text(cut(text)),
            }
        }
    }
}

/// On one line, at most [`LONGEST`] characters.
pub fn cut(text: &str) -> String {
    let line = |letter: char| if letter.is_control() { ' ' } else { letter };
    let mut letters = text.chars().map(line);
    let mut out: String = letters.by_ref().take(LONGEST).collect();
    if letters.next().is_some() {
        out.push('…');
    }
    out
}

fn is_plain(bytes: &[u8]) -> bool {
    let text = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\t' | b'\r' | b'\n');
    text.iter().all(plain)
}

fn numbers(element: &Element, bytes: &[u8]) -> Shown {
    let (tag, vr) = (element.header().tag, element.vr());
    let width = match vr {
        VR::US | VR::SS => 2,
        VR::FD => 8,
        _ => 4,
    };
    if !bytes.len().is_multiple_of(width) {
        return Shown::Bytes(bytes.len() as u64);
    }
    let most = MOST_NUMBERS * width;
    let mut first = DataSet::new_empty();
    first.put(leaf(tag, vr, bytes.get(..most).unwrap_or(bytes).to_vec()));
    let mut words: Vec<String> = match vr {
        VR::FL | VR::FD => first.decimals(tag).iter().map(f64::to_string).collect(),
        _ => first.integers(tag).iter().map(i64::to_string).collect(),
    };
    if bytes.len() > most {
        words.push("…".to_owned());
    }
    Shown::Text(words.join("\\"))
}
