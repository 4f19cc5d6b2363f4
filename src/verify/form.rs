//! The form of every value that is about to leave (PS3.5 6.2; PS3.6 for how many there are): one that has it not may
//! hold the bytes of another attribute.
//!
//! In comes a value as it was read again; out comes whether it is what its VR says. Wider than the standard where that
//! can hold nothing else: numbers of a few digits more, dates and times of old, padding of either kind.

use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry, VirtualVr};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::StandardDataDictionary;

use crate::dicom::charset::CharacterSet;
use crate::standard::multiplicity::multiplicity;

/// Whether a value has not the form of its VR.
pub fn is_wrong(tag: Tag, vr: VR, bytes: &[u8], character_set: &CharacterSet) -> bool {
    let of = |extra: &[u8]| {
        let mut parts = bytes.split(|byte| *byte == b'\\');
        !parts.all(|part| {
            let part = part.trim_ascii();
            let part = part.strip_suffix(b"\0").unwrap_or(part);
            part.len() <= 40
                && part
                    .iter()
                    .all(|byte| byte.is_ascii_digit() || extra.contains(byte))
        })
    };
    match vr {
        VR::AS => are_too_many(tag, bytes) || of(b"DWMY"),
        VR::DA | VR::TM | VR::DT => of(b".:+-"),
        // Behind the numbers that there may be there could be another one, of a patient.
        VR::DS | VR::IS => are_too_many(tag, bytes) || of(b"+-.eE"),
        VR::UI => {
            let is_part = |byte: &u8| byte.is_ascii_digit() || b".\\ \0".contains(byte);
            !bytes.iter().all(is_part)
        }
        VR::US | VR::SS => are_wrong_numbers::<2>(tag, bytes),
        VR::UL | VR::SL | VR::FL | VR::AT => are_wrong_numbers::<4>(tag, bytes),
        VR::FD | VR::SV | VR::UV => are_wrong_numbers::<8>(tag, bytes),
        VR::OF | VR::OL => !bytes.len().is_multiple_of(4) || has_attribute(bytes),
        VR::OD | VR::OV => !bytes.len().is_multiple_of(8) || has_attribute(bytes),
        VR::OB | VR::OW | VR::UN => has_attribute(bytes),
        VR::SQ => false,
        _ => is_no_text(vr, bytes) || is_too_much(tag, vr, bytes, character_set),
    }
}

/// Whether there are more values than there may be.
fn are_too_many(tag: Tag, bytes: &[u8]) -> bool {
    let most = multiplicity(tag).and_then(|allowed| allowed.most);
    most.is_some_and(|most| bytes.split(|byte| *byte == b'\\').count() > most)
}

/// Whether bytes stand in a text that no text of this VR has.
pub fn is_no_text(vr: VR, bytes: &[u8]) -> bool {
    let lines: &[u8] = match vr {
        VR::ST | VR::LT | VR::UT => b"\t\n\x0C\r\x1B",
        _ => b"\x1B",
    };
    let end = bytes.iter().rposition(|byte| *byte != 0 && *byte != b' ');
    let said = end.and_then(|last| bytes.get(..=last)).unwrap_or_default();
    let is_odd = |byte: &u8| *byte < b' ' && !lines.contains(byte);
    let is_small = |byte: &u8| byte.is_ascii_lowercase() || !byte.is_ascii();
    said.iter().any(is_odd) || (vr == VR::CS && said.iter().any(is_small))
}

/// More characters in a value, or more values, than there may be.
fn is_too_much(tag: Tag, vr: VR, bytes: &[u8], character_set: &CharacterSet) -> bool {
    let most = match vr {
        VR::AE | VR::CS | VR::SH => 16,
        VR::LO => 64,
        VR::ST => 1024,
        VR::LT => 10_240,
        _ => usize::MAX,
    };
    let values = character_set.split_values(vr, bytes);
    let is_long = |value: &&[u8]| {
        let said = value.trim_ascii();
        said.len() > most && character_set.decode(vr, said).chars().count() > most
    };
    let is_one_text = matches!(vr, VR::ST | VR::LT | VR::UT | VR::UR);
    let allowed = multiplicity(tag).and_then(|allowed| allowed.most);
    values.iter().any(is_long)
        || (!is_one_text && allowed.is_some_and(|allowed| values.len() > allowed))
}

fn are_wrong_numbers<const SIZE: usize>(tag: Tag, bytes: &[u8]) -> bool {
    let (numbers, rest) = bytes.as_chunks::<SIZE>();
    let allowed = multiplicity(tag).is_none_or(|allowed| allowed.allows(numbers.len()));
    !rest.is_empty() || !allowed || has_attribute(bytes)
}

/// Whether an attribute of the standard stands among bytes: its tag and the very letters of its VR, in any order of
/// bytes; or its tag, a short length and as many characters, where VRs are not written.
fn has_attribute(bytes: &[u8]) -> bool {
    bytes.windows(8).enumerate().any(|(at, head)| {
        let &[a, b, c, d, e, f, g, h] = head else {
            return false;
        };
        let little = Tag(u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
        let big = Tag(u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        let letters = [e, f].iter().all(u8::is_ascii_uppercase);
        if letters && (has_vr(little, [e, f]) || has_vr(little, [f, e]) || has_vr(big, [e, f])) {
            return true;
        }
        let length = usize::from(u16::from_le_bytes([e, f]));
        let is_short = [g, h] == [0, 0] && (4..=1024).contains(&length);
        is_short && {
            let value = at
                .checked_add(8)
                .and_then(|from| bytes.get(from..)?.get(..length));
            is_of_people(little) && value.is_some_and(|value| value.iter().all(is_character))
        }
    })
}

fn has_vr(tag: Tag, letters: [u8; 2]) -> bool {
    let (Some(entry), Some(vr)) = (StandardDataDictionary.by_tag(tag), VR::from_binary(letters))
    else {
        return false;
    };
    // Below are messages, file meta and directories, whose tags are small numbers.
    if tag.group() < 0x0008 {
        return false;
    }
    match entry.vr() {
        VirtualVr::Exact(known) => known == vr,
        VirtualVr::Ox | VirtualVr::Px => matches!(vr, VR::OB | VR::OW),
        _ => matches!(vr, VR::US | VR::SS | VR::OW),
    }
}

/// Groups in which patients, visits and requests are told.
fn is_of_people(tag: Tag) -> bool {
    matches!(tag.group(), 0x0008 | 0x0010 | 0x0032 | 0x0038 | 0x0040)
        && StandardDataDictionary.by_tag(tag).is_some()
}

fn is_character(byte: &u8) -> bool {
    *byte >= b' '
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODEL: Tag = Tag(0x0008, 0x1090);
    const ROWS: Tag = Tag(0x0028, 0x0010);
    const LUT: Tag = Tag(0x0028, 0x3006);

    fn is_right(tag: Tag, vr: VR, bytes: &[u8]) -> bool {
        !is_wrong(tag, vr, bytes, &CharacterSet::default())
    }

    #[test]
    fn values_of_the_right_form_pass() {
        let ramp: Vec<u8> = (0..4096_u16).flat_map(u16::to_le_bytes).collect();
        for (tag, vr, bytes) in [
            (MODEL, VR::LO, &b"Sensation 64 "[..]),
            (MODEL, VR::LO, b"Sensation\0"),
            (Tag(0x0018, 0x1020), VR::LO, b"VA1\\VB2"),
            (Tag(0x0008, 0x0020), VR::DA, b"1997.04.24"),
            (Tag(0x0008, 0x0030), VR::TM, b"10:11:12.5"),
            (Tag(0x0028, 0x0030), VR::DS, b" 0.12345678901234567\\1e-3 "),
            (Tag(0x0008, 0x0018), VR::UI, b"2.25.1\0"),
            (Tag(0x0040, 0xA160), VR::UT, b"one\r\ntwo"),
            (ROWS, VR::US, &[0, 2]),
            (LUT, VR::OW, &ramp),
            (LUT, VR::OW, &[0; 512]),
        ] {
            assert!(is_right(tag, vr, bytes), "{tag} {vr:?}");
        }
    }

    #[test]
    fn values_that_hold_other_attributes_do_not() {
        let explicit = b"\x01\0\x10\0\x10\0PN\x08\0Doe^John";
        let turned = b"\x01\0\x10\0\x10\0NP\x08\0oD^eoJnh";
        let big = b"\x01\0\0\x10\0\x10PN\0\x08Doe^John";
        let implicit = b"\x01\0\x10\0\x10\0\x08\0\0\0Doe^John";
        for bytes in [&explicit[..], turned, big, implicit] {
            for (tag, vr) in [(LUT, VR::OW), (LUT, VR::OB), (MODEL, VR::LO), (LUT, VR::US)] {
                let bytes = &bytes[..bytes.len() - bytes.len() % 2];
                assert!(!is_right(tag, vr, bytes), "{vr:?}");
            }
        }
    }

    #[test]
    fn values_of_another_form_do_not() {
        for (tag, vr, bytes) in [
            (MODEL, VR::LO, &b"Model\0x"[..]),
            (MODEL, VR::LO, b"two\nlines"),
            (MODEL, VR::LO, &[b'x'; 65]),
            (MODEL, VR::LO, b"A\\B"),
            (Tag(0x0010, 0x0040), VR::CS, b"Male"),
            (Tag(0x0008, 0x0020), VR::DA, b"4 March"),
            (Tag(0x0018, 0x0060), VR::DS, b"943 476"),
            (Tag(0x0008, 0x0018), VR::UI, b"1.2.Jane"),
            (ROWS, VR::US, &[0, 2, 0, 2]),
            (ROWS, VR::US, &[0]),
            (Tag(0x0066, 0x0016), VR::OF, &[0; 6]),
        ] {
            assert!(!is_right(tag, vr, bytes), "{tag} {vr:?}");
        }
    }
}
