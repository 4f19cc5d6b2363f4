//! The data set: dicom-rs's in-memory object, holding every value as the raw bytes that were read.
//!
//! Raw, because a value that may stay must stay byte for byte, also where its character set lies or its number is
//! malformed; text and numbers are decoded when somebody asks. Binary values are little endian, whatever the file was.
//! This level answers "what does this attribute say"; it knows nothing of what an attribute means.

use dicom_core::value::{C, DataSetSequence, PrimitiveValue, Value};
use dicom_core::{DataElement, Length, Tag, VR};
use dicom_dictionary_std::tags;
use dicom_object::InMemDicomObject;

use super::charset::CharacterSet;

/// A data set or an item of a sequence. Leaf values are `PrimitiveValue::U8` (raw) or `PrimitiveValue::Empty`.
pub type DataSet = InMemDicomObject;

/// What may stand around a text without being part of it.
const PADDING: [char; 5] = [' ', '\0', '\r', '\n', '\t'];

/// One attribute of a [`DataSet`].
pub type Element = dicom_object::mem::InMemElement;

/// Reading and writing raw values. Every getter forgives: a missing, empty or malformed value is `None` or empty.
pub trait DataSetExt {
    /// The raw bytes of a leaf value; `None` if absent, empty or a sequence.
    fn bytes(&self, tag: Tag) -> Option<&[u8]>;
    /// The character set that (0008,0005) of this very data set names; items without one inherit their parent's.
    fn character_set(&self) -> Option<CharacterSet>;
    /// The whole value as text, padding trimmed, decoded by this data set's own character set.
    fn text(&self, tag: Tag) -> Option<String>;
    /// The value as text in a character set inherited from the parent.
    fn text_in(&self, tag: Tag, character_set: &CharacterSet) -> Option<String>;
    /// The values of a multi-valued text attribute, each trimmed.
    fn texts(&self, tag: Tag) -> Vec<String>;
    /// Whole numbers of US, SS, UL, SL, IS; empty if any value is malformed.
    fn integers(&self, tag: Tag) -> Vec<i64>;
    /// The first whole number.
    fn integer(&self, tag: Tag) -> Option<i64>;
    /// Numbers of DS, IS, FL, FD, US, SS, UL, SL; empty if any value is malformed.
    fn decimals(&self, tag: Tag) -> Vec<f64>;
    /// The items of a sequence; empty if absent or not a sequence.
    fn nested(&self, tag: Tag) -> &[DataSet];
    /// Puts raw bytes; empty bytes make an empty element.
    fn put_raw(&mut self, tag: Tag, vr: VR, bytes: impl Into<Vec<u8>>);
    /// Puts text that is plain ASCII (true in every character set).
    fn put_ascii(&mut self, tag: Tag, vr: VR, text: &str);
    /// Puts a sequence of items.
    fn put_items(&mut self, tag: Tag, items: Vec<DataSet>);
}

impl DataSetExt for DataSet {
    fn bytes(&self, tag: Tag) -> Option<&[u8]> {
        self.get(tag).and_then(raw_bytes)
    }

    fn character_set(&self) -> Option<CharacterSet> {
        self.bytes(tags::SPECIFIC_CHARACTER_SET)
            .map(CharacterSet::from_value)
    }

    fn text(&self, tag: Tag) -> Option<String> {
        self.text_in(tag, &self.character_set().unwrap_or_default())
    }

    fn text_in(&self, tag: Tag, character_set: &CharacterSet) -> Option<String> {
        let element = self.get(tag)?;
        let text = character_set.decode(element.vr(), raw_bytes(element)?);
        let trimmed = text.trim_matches(PADDING);
        (!trimmed.is_empty()).then(|| trimmed.to_owned())
    }

    fn texts(&self, tag: Tag) -> Vec<String> {
        let Some(element) = self.get(tag) else {
            return Vec::new();
        };
        let Some(bytes) = raw_bytes(element) else {
            return Vec::new();
        };
        let character_set = self.character_set().unwrap_or_default();
        let values: Vec<String> = character_set
            .split_values(element.vr(), bytes)
            .into_iter()
            .map(|value| character_set.decode(element.vr(), value))
            .map(|value| value.trim_matches(PADDING).to_owned())
            .collect();
        match values.as_slice() {
            [only] if only.is_empty() => Vec::new(),
            _ => values,
        }
    }

    fn integers(&self, tag: Tag) -> Vec<i64> {
        let Some(element) = self.get(tag) else {
            return Vec::new();
        };
        let Some(bytes) = raw_bytes(element) else {
            return Vec::new();
        };
        match element.vr() {
            VR::US => chunks(bytes, |b: [u8; 2]| i64::from(u16::from_le_bytes(b))),
            VR::SS => chunks(bytes, |b: [u8; 2]| i64::from(i16::from_le_bytes(b))),
            VR::UL => chunks(bytes, |b: [u8; 4]| i64::from(u32::from_le_bytes(b))),
            VR::SL => chunks(bytes, |b: [u8; 4]| i64::from(i32::from_le_bytes(b))),
            _ => numbers_in_text(bytes).unwrap_or_default(),
        }
    }

    fn integer(&self, tag: Tag) -> Option<i64> {
        self.integers(tag).first().copied()
    }

    fn decimals(&self, tag: Tag) -> Vec<f64> {
        let Some(element) = self.get(tag) else {
            return Vec::new();
        };
        let Some(bytes) = raw_bytes(element) else {
            return Vec::new();
        };
        match element.vr() {
            VR::US | VR::SS | VR::UL | VR::SL => {
                self.integers(tag).into_iter().map(|n| n as f64).collect()
            }
            VR::FL | VR::OF => chunks(bytes, |b: [u8; 4]| f64::from(f32::from_le_bytes(b))),
            VR::FD | VR::OD => chunks(bytes, f64::from_le_bytes),
            _ => numbers_in_text(bytes).unwrap_or_default(),
        }
    }

    fn nested(&self, tag: Tag) -> &[DataSet] {
        self.get(tag)
            .and_then(|element| element.items())
            .unwrap_or_default()
    }

    fn put_raw(&mut self, tag: Tag, vr: VR, bytes: impl Into<Vec<u8>>) {
        self.put(leaf(tag, vr, bytes.into()));
    }

    fn put_ascii(&mut self, tag: Tag, vr: VR, text: &str) {
        debug_assert!(text.is_ascii());
        self.put_raw(tag, vr, text.as_bytes());
    }

    fn put_items(&mut self, tag: Tag, items: Vec<DataSet>) {
        self.put(DataElement::new(
            tag,
            VR::SQ,
            Value::Sequence(DataSetSequence::new(items, Length::UNDEFINED)),
        ));
    }
}

/// A leaf element of raw bytes.
pub fn leaf(tag: Tag, vr: VR, bytes: Vec<u8>) -> Element {
    let value = if bytes.is_empty() {
        PrimitiveValue::Empty
    } else {
        PrimitiveValue::U8(C::from_vec(bytes))
    };
    DataElement::new(tag, vr, Value::Primitive(value))
}

/// Whether two data sets say the same, element by element. Sequences that end with a delimiter are none the less the
/// same for that: to `PartialEq` an undefined length (PS3.5 7.5) is like no other.
pub(crate) fn are_same(one: &DataSet, other: &DataSet) -> bool {
    let mut others = other.into_iter();
    let is_same = |one: &Element| {
        others.next().is_some_and(|other| {
            let items = match (one.items(), other.items()) {
                (Some(items), Some(others)) => {
                    items.len() == others.len()
                        && items
                            .iter()
                            .zip(others)
                            .all(|(one, other)| are_same(one, other))
                }
                (None, None) => raw_bytes(one) == raw_bytes(other),
                _ => false,
            };
            one.header().tag == other.header().tag && one.vr() == other.vr() && items
        })
    };
    one.into_iter().all(is_same) && others.next().is_none()
}

/// The raw bytes of a leaf; `None` if it is empty or a sequence.
pub fn raw_bytes(element: &Element) -> Option<&[u8]> {
    match element.value() {
        Value::Primitive(PrimitiveValue::U8(bytes)) => Some(bytes.as_slice()),
        _ => None,
    }
}

fn chunks<const N: usize, T>(bytes: &[u8], read: impl Fn([u8; N]) -> T) -> Vec<T> {
    bytes
        .as_chunks::<N>()
        .0
        .iter()
        .map(|chunk| read(*chunk))
        .collect()
}

/// Numbers of a DS or IS value; `None` if any is malformed.
fn numbers_in_text<T: std::str::FromStr>(bytes: &[u8]) -> Option<Vec<T>> {
    let text = std::str::from_utf8(bytes).ok()?;
    // Rust reads `inf` and `NaN` as numbers; PS3.5 6.2 does not.
    let number = |value: &str| {
        let value = value.trim_matches([' ', '\0']);
        let plain = value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
        plain.then(|| value.parse().ok()).flatten()
    };
    text.split('\\').map(number).collect()
}
