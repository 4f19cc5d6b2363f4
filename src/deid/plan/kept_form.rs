//! The form of what is to stay (PS3.5 6.2, PS3.6 for the number of values).
//!
//! In comes a level of the plan with its original; out comes the same plan, in which every value that stays has the
//! form of its VR. What real writers do and what can hold nothing else is brought into that form: zero bytes for
//! padding, lines in a text of one line, a text or a list that is too long. A value with control characters, with the
//! wrong number of numbers, or with the head of an attribute in it belongs to a damaged file, and the plan says so.

use dicom_core::{Tag, VR};

use super::action::Code;
use super::no_row::is_text;
use super::planned::{Action, PlannedAction, Why};
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{Element, raw_bytes};
use crate::dicom::heads::holds_head;
use crate::standard::multiplicity::multiplicity;

/// Characters of one number in DS or IS. PS3.5 has 16 and 12, which many writers pass by a few digits.
const LONGEST_NUMBER: usize = 32;

/// What is to be done about the form of a value.
#[derive(Debug, PartialEq, Eq)]
enum Form {
    Right,
    Mended(Vec<u8>),
    /// It cannot stay, and what it says is nobody's loss.
    Nothing,
    Damaged,
}

/// Brings what stays of one data set or item into its form.
pub fn check(data_set: &DataSet, character_set: &CharacterSet, actions: &mut [PlannedAction]) {
    for planned in actions {
        let Some(element) = data_set.get(planned.tag) else {
            continue;
        };
        let Some(original) = raw_bytes(element) else {
            if holds_foreign_text(element) {
                (planned.action, planned.why) = (Action::Remove, Why::Damaged);
            }
            continue;
        };
        let form = match &planned.action {
            // Also of what goes: a length that lies makes attributes of others, and leaves the patient unnamed.
            _ if is_text_of_any_kind(element.vr()) && is_foreign(original) => Form::Damaged,
            Action::Keep => form(planned.tag, planned.vr, original, character_set),
            Action::Replace { .. } if is_made_of_it(planned) && is_foreign(original) => {
                Form::Damaged
            }
            Action::Replace { value } if is_made_of_it(planned) => {
                form(planned.tag, planned.vr, value, character_set)
            }
            _ => continue,
        };
        let (action, why) = match form {
            Form::Right => continue,
            // What a permission keeps stays as it is, or the file is held.
            Form::Mended(_) | Form::Nothing if planned.why == Why::Permitted => continue,
            Form::Mended(value) => (Action::Replace { value }, Why::Mended),
            Form::Nothing => (Action::Empty, Why::Malformed),
            Form::Damaged => (Action::Remove, Why::Damaged),
        };
        planned.action = action;
        // The second reading asks for the owner of what is safe.
        if planned.why != Why::SafePrivate || why == Why::Damaged {
            planned.why = why;
        }
    }
}

/// Whether a new text holds something of the old one.
pub(super) fn is_made_of_it(planned: &PlannedAction) -> bool {
    let is_of_old = match planned.why {
        Why::Row { taken, .. } => matches!(taken, Code::K | Code::C),
        Why::Cleaned | Why::SafePrivate | Why::CodeString | Why::Mended => true,
        Why::Malformed | Why::Identifier | Why::FreeText => planned.vr == VR::CS,
        _ => false,
    };
    is_of_old && is_line(planned.vr)
}

/// Whether a text within the items of a sequence, at any depth, has bytes that none has. A sequence that goes as a
/// whole has no plan of its own.
fn holds_foreign_text(element: &Element) -> bool {
    let items = element.items().unwrap_or_default();
    let mut elements = items.iter().flat_map(DataSet::iter);
    elements.any(|element| match raw_bytes(element) {
        Some(bytes) => is_text_of_any_kind(element.vr()) && is_foreign(bytes),
        None => holds_foreign_text(element),
    })
}

/// Whether a VR is that of a text, a number in letters, a date or a UID.
fn is_text_of_any_kind(vr: VR) -> bool {
    is_line(vr)
        || matches!(
            vr,
            VR::PN | VR::DA | VR::TM | VR::DT | VR::AS | VR::DS | VR::IS | VR::UI
        )
}

/// Texts, and the names of applications, which have their length and number too.
pub(super) fn is_line(vr: VR) -> bool {
    is_text(vr) || vr == VR::AE
}

fn form(tag: Tag, vr: VR, bytes: &[u8], character_set: &CharacterSet) -> Form {
    match vr {
        VR::US | VR::SS | VR::AT => numbers(tag, 2 * if vr == VR::AT { 2 } else { 1 }, bytes),
        VR::UL | VR::SL | VR::FL => numbers(tag, 4, bytes),
        VR::FD | VR::UV | VR::SV => numbers(tag, 8, bytes),
        VR::OF | VR::OL if !bytes.len().is_multiple_of(4) => Form::Damaged,
        VR::OD | VR::OV if !bytes.len().is_multiple_of(8) => Form::Damaged,
        VR::OB | VR::OW | VR::OF | VR::OL | VR::OD | VR::OV | VR::UN => without_head(bytes),
        VR::SQ => Form::Right,
        _ if is_foreign(bytes) => Form::Damaged,
        VR::DS | VR::IS | VR::AS => {
            let is_long = |number: &[u8]| number.trim_ascii().len() > LONGEST_NUMBER;
            let has_length = matches!(vr, VR::DS | VR::IS);
            let values = || bytes.split(|byte| *byte == b'\\');
            let most = multiplicity(tag).and_then(|allowed| allowed.most);
            let too_many = most.is_some_and(|most| values().count() > most);
            match too_many || (has_length && values().any(is_long)) {
                true => Form::Nothing,
                false => Form::Right,
            }
        }
        vr if is_line(vr) => text(tag, vr, bytes, character_set),
        _ => Form::Right,
    }
}

fn numbers(tag: Tag, size: usize, bytes: &[u8]) -> Form {
    let count = bytes.len() / size;
    let fits = bytes.len().is_multiple_of(size)
        && multiplicity(tag).is_none_or(|allowed| allowed.allows(count));
    match fits {
        true => without_head(bytes),
        false => Form::Damaged,
    }
}

fn without_head(bytes: &[u8]) -> Form {
    match holds_head(bytes) {
        true => Form::Damaged,
        false => Form::Right,
    }
}

/// Whether there are bytes in it that no text has (PS3.5 6.1.3): control characters but for tabs, ends of lines and
/// pages, and the escape of ISO 2022. Zero bytes at the end of a value are padding.
fn is_foreign(bytes: &[u8]) -> bool {
    let of_text = |byte: &u8| *byte >= b' ' || matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | 0x1B);
    let values = bytes.split(|byte| *byte == b'\\').map(unpadded);
    values.flatten().any(|byte| !of_text(byte))
}

/// A value without zero bytes, and spaces among them, at its end.
fn unpadded(value: &[u8]) -> &[u8] {
    let end = value.iter().rposition(|byte| !matches!(byte, b' ' | 0));
    let (body, padding) = value.split_at(end.map_or(0, |last| last.saturating_add(1)));
    match padding.contains(&0) {
        true => body,
        false => value,
    }
}

fn text(tag: Tag, vr: VR, bytes: &[u8], character_set: &CharacterSet) -> Form {
    let is_long_text = matches!(vr, VR::ST | VR::LT | VR::UT);
    let values = character_set.split_values(vr, bytes);
    let most = match is_long_text || vr == VR::UR {
        true => None,
        false => multiplicity(tag).and_then(|allowed| allowed.most),
    };
    let (values, joint) = match most {
        Some(most) if values.len() > most && vr == VR::CS => (first(values, most), &b"\\"[..]),
        // A path, or two texts where there is room for one.
        Some(1) if values.len() > 1 && bytes.is_ascii() => (values, &b"/"[..]),
        Some(most) if values.len() > most => (first(values, most), &b"\\"[..]),
        _ => (values, &b"\\"[..]),
    };
    let values: Vec<Vec<u8>> = values
        .into_iter()
        .map(|value| match is_long_text {
            true => unpadded(value).to_vec(),
            false => one_line(unpadded(value)),
        })
        .collect();
    let values = match joint {
        b"/" => vec![values.join(joint)],
        _ => values,
    };
    let fitted: Option<Vec<Vec<u8>>> = values
        .into_iter()
        .map(|value| fitted(vr, value, character_set))
        .collect();
    match fitted.map(|values| values.join(&b'\\')) {
        None => Form::Nothing,
        Some(value) if value == bytes => Form::Right,
        Some(value) => Form::Mended(value),
    }
}

fn first(mut values: Vec<&[u8]>, most: usize) -> Vec<&[u8]> {
    values.truncate(most);
    values
}

fn one_line(value: &[u8]) -> Vec<u8> {
    let line = |byte: &u8| match byte {
        b'\t' | b'\n' | 0x0C | b'\r' => b' ',
        byte => *byte,
    };
    value.iter().map(line).collect()
}

/// A value of no more characters than its VR has; `None` if that cannot be cut to its length.
fn fitted(vr: VR, value: Vec<u8>, character_set: &CharacterSet) -> Option<Vec<u8>> {
    let most = match vr {
        VR::AE | VR::CS | VR::SH => 16,
        VR::LO => 64,
        VR::ST => 1024,
        VR::LT => 10_240,
        _ => return Some(value),
    };
    let said = value.trim_ascii_end();
    if said.len() <= most || character_set.decode(vr, said).chars().count() <= most {
        return Some(value);
    }
    let can_be_cut = said.iter().all(|byte| byte.is_ascii() && *byte != 0x1B) && vr != VR::CS;
    let cut = said.get(..most).filter(|_| can_be_cut)?;
    Some(cut.trim_ascii_end().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_dictionary_std::tags;

    fn of(tag: Tag, vr: VR, bytes: &[u8]) -> Form {
        form(tag, vr, bytes, &CharacterSet::default())
    }

    fn mended(text: &[u8]) -> Form {
        Form::Mended(text.to_vec())
    }

    #[test]
    fn values_of_the_right_form_stay_as_they_are() {
        for (tag, vr, bytes) in [
            (tags::MANUFACTURER_MODEL_NAME, VR::LO, &b"Sensation 64 "[..]),
            (tags::MANUFACTURER_MODEL_NAME, VR::LO, "Größe".as_bytes()),
            (tags::SOFTWARE_VERSIONS, VR::LO, b"VA1 \\VB2"),
            (tags::SCAN_OPTIONS, VR::CS, b"FS\\PFP"),
            (tags::ROWS, VR::US, &[0, 2]),
            (
                tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
                VR::US,
                &[1, 0, 0, 0, 8, 0],
            ),
            (tags::PIXEL_SPACING, VR::DS, b"0.12345678901234567\\1"),
            (tags::TEXT_VALUE, VR::UT, b"one\r\ntwo\tthree"),
            (tags::LUT_DATA, VR::OW, &[7; 512]),
        ] {
            assert_eq!(of(tag, vr, bytes), Form::Right, "{tag} {vr:?}");
        }
    }

    #[test]
    fn what_real_writers_do_is_mended() {
        assert_eq!(
            of(tags::MANUFACTURER_MODEL_NAME, VR::LO, b"Sensation\0\0"),
            mended(b"Sensation")
        );
        assert_eq!(
            of(tags::SOFTWARE_VERSIONS, VR::LO, b"A\0\\B \0"),
            mended(b"A\\B")
        );
        assert_eq!(
            of(tags::MANUFACTURER_MODEL_NAME, VR::LO, b"one\r\ntwo"),
            mended(b"one  two")
        );
        assert_eq!(
            of(tags::MANUFACTURER_MODEL_NAME, VR::LO, b"C:\\scans"),
            mended(b"C:/scans")
        );
        assert_eq!(
            of(tags::MANUFACTURER_MODEL_NAME, VR::LO, &[b'x'; 70]),
            mended(&[b'x'; 64])
        );
        assert_eq!(
            of(
                tags::MANUFACTURER_MODEL_NAME,
                VR::SH,
                b"a name of sixteen more"
            ),
            mended(b"a name of sixtee")
        );
        let eye = tags::LATERALITY;
        assert_eq!(of(eye, VR::CS, b"R\\L"), mended(b"R"));
    }

    #[test]
    fn a_number_or_text_that_cannot_be_cut_goes() {
        assert_eq!(of(tags::ROWS, VR::DS, &[b'1'; 33]), Form::Nothing);
        let text = [&b"\x1B$B"[..], &[b'x'; 200]].concat();
        assert_eq!(
            of(tags::MANUFACTURER_MODEL_NAME, VR::LO, &text),
            Form::Nothing
        );
    }

    #[test]
    fn bytes_of_other_attributes_are_damage() {
        let head = b"\x10\0\x10\0PN\x08\0Doe^John";
        for (tag, vr, bytes) in [
            (tags::MANUFACTURER_MODEL_NAME, VR::LO, &head[..]),
            (tags::MANUFACTURER_MODEL_NAME, VR::LO, b"Model\0x"),
            (tags::MANUFACTURER_MODEL_NAME, VR::LO, b"Model \x07"),
            (tags::SCAN_OPTIONS, VR::CS, b"FS\0\\P\x01P"),
            (tags::ROWS, VR::US, &[0, 2, 0, 2]),
            (tags::ROWS, VR::US, &[0, 2, 0]),
            (
                tags::RED_PALETTE_COLOR_LOOKUP_TABLE_DESCRIPTOR,
                VR::US,
                &[1, 0],
            ),
            (tags::LUT_DATA, VR::OW, head),
            (Tag(0x0009, 0x1001), VR::UN, head),
            (tags::POINT_COORDINATES_DATA, VR::OF, &[0; 6]),
        ] {
            assert_eq!(of(tag, vr, bytes), Form::Damaged, "{tag} {vr:?}");
        }
    }
}
