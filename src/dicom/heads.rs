//! Heads of attributes where a value should be (PS3.5 7.1): what a length that lies has swallowed.
//!
//! In come the bytes of a value; out comes whether they hold heads of other attributes. Never decides what happens
//! then.

use dicom_core::dictionary::VirtualVr;
use dicom_core::{Tag, VR};

use super::encoding::{Encoding, has_long_length, is_text};
use crate::standard::dictionary;
use crate::standard::tags::{ITEM, SEQUENCE_END};

const UNDEFINED: u32 = u32::MAX;

/// A head among the bytes of a value.
struct Found {
    tag: Tag,
    /// Bytes of the head.
    size: usize,
    /// `None` if undefined.
    length: Option<usize>,
}

/// Whether a value ends with other attributes, whole and in order, of which all lie behind its own tag and before that
/// of the attribute that follows: they were attributes of this data set, until a length was made to hold them.
pub(super) fn ends_with_heads(
    value: &[u8],
    encoding: Encoding,
    own: Tag,
    following: Option<Tag>,
) -> bool {
    let following = following.filter(|following| *following > own);
    let is_between = |tag: Tag| tag > own && following.is_none_or(|following| tag < following);
    // From the end, so that every place is looked at once: of each, the attribute with which whole ones begin there.
    let mut chains: Vec<Option<Chain>> = vec![None; value.len()];
    for at in (0..value.len()).rev() {
        let rest = value.get(at..).unwrap_or_default();
        let head = head(rest, encoding).filter(|head| is_between(head.tag));
        let chain = head.and_then(|head| chain(&head, rest, at, encoding, &chains));
        if chain.is_some_and(|chain| chain.says_something) {
            return true;
        }
        if let Some(place) = chains.get_mut(at) {
            *place = chain;
        }
    }
    false
}

/// Whole attributes in order, up to the end of a value.
#[derive(Clone, Copy)]
struct Chain {
    first: Tag,
    says_something: bool,
}

fn chain(
    head: &Found,
    rest: &[u8],
    at: usize,
    encoding: Encoding,
    behind: &[Option<Chain>],
) -> Option<Chain> {
    let is_standard = dictionary::is_standard(head.tag);
    if !is_standard && !dictionary::is_private(head.tag) {
        return None;
    }
    let value = rest.get(head.size..).unwrap_or_default();
    // A sequence of which the value ends somewhere within: nothing else begins like it.
    if is_standard && begins_sequence(head, value, encoding) {
        return Some(Chain {
            first: head.tag,
            says_something: true,
        });
    }
    let length = head.length?;
    // Without a stated VR, a tag alone and zeros behind it may be four numbers of an image.
    let is_sure = is_standard || dictionary::is_private_creator(head.tag);
    let says_something = encoding.is_explicit() || (is_sure && length > 0);
    let left = value.len().checked_sub(length)?;
    if left == 0 {
        return Some(Chain {
            first: head.tag,
            says_something,
        });
    }
    let next = at.checked_add(head.size)?.checked_add(length)?;
    let next = (*behind.get(next)?)?;
    (head.tag < next.first).then_some(Chain {
        first: head.tag,
        says_something: says_something || next.says_something,
    })
}

/// Whether a value begins with an item, or ends at once, under the head of a sequence: of undefined length, or of one
/// that the value that swallowed it may not have had room for.
fn begins_sequence(head: &Found, value: &[u8], encoding: Encoding) -> bool {
    let first = value.first_chunk().map(|bytes| encoding.tag(*bytes));
    let is_sequence = head.length.is_none() || dictionary::vr(head.tag) == Some(VR::SQ);
    is_sequence && matches!(first, Some(ITEM | SEQUENCE_END))
}

fn head(bytes: &[u8], encoding: Encoding) -> Option<Found> {
    let [a, b, c, d, v0, v1, s0, s1] = *bytes.first_chunk::<8>()?;
    let tag = encoding.tag([a, b, c, d]);
    let (size, length) = if !encoding.is_explicit() {
        (8, encoding.u32([v0, v1, s0, s1]))
    } else {
        let vr = VR::from_binary([v0, v1])?;
        match has_long_length(vr) {
            true => (12, encoding.u32(*bytes.get(8..)?.first_chunk()?)),
            false => (8, u32::from(encoding.u16([s0, s1]))),
        }
    };
    let defined = (length != UNDEFINED).then_some(length);
    Some(Found {
        tag,
        size,
        length: defined.and_then(|length| usize::try_from(length).ok()),
    })
}

/// Whether bytes hold the head of an attribute of the standard, wherever: with the very VR of the dictionary and room
/// for its value; or, without VR, with text for a value and another one behind it. Words of a big endian file may have
/// been turned round since.
pub fn holds_head(value: &[u8]) -> bool {
    (0..value.len()).any(|at| {
        let rest = value.get(at..).unwrap_or_default();
        is_explicit_head(rest) || is_implicit_head(rest)
    })
}

fn is_explicit_head(bytes: &[u8]) -> bool {
    let Some(&[a, b, c, d, v0, v1, ..]) = bytes.first_chunk::<8>() else {
        return false;
    };
    [
        (Encoding::ExplicitLittle, [v0, v1]),
        (Encoding::ExplicitLittle, [v1, v0]),
        (Encoding::ExplicitBig, [v0, v1]),
    ]
    .into_iter()
    .any(|(encoding, letters)| {
        let tag = encoding.tag([a, b, c, d]);
        let Some(vr) = VR::from_binary(letters) else {
            return false;
        };
        let stated = [a, b, c, d].into_iter().chain(letters);
        let head_bytes: Vec<u8> = stated
            .chain(bytes.iter().skip(6).take(6).copied())
            .collect();
        is_of_kind(tag, vr)
            && head(&head_bytes, encoding).is_some_and(|head| {
                let room = bytes.len().saturating_sub(head.size);
                head.length.is_some_and(|length| length <= room)
                    || (head.length.is_none() && vr == VR::SQ)
            })
    })
}

/// Whether this is the dictionary's VR of the attribute, or one of those that it leaves a choice of.
fn is_of_kind(tag: Tag, vr: VR) -> bool {
    let Some(known) = dictionary::virtual_vr(tag).filter(|_| is_of_data_sets(tag)) else {
        return false;
    };
    match known {
        VirtualVr::Exact(known) => known == vr,
        VirtualVr::Ox | VirtualVr::Px => matches!(vr, VR::OB | VR::OW),
        _ => matches!(vr, VR::US | VR::SS | VR::OW),
    }
}

/// Attributes of the standard, without those of messages, file meta and directories.
fn is_of_data_sets(tag: Tag) -> bool {
    tag.group() >= 0x0008 && dictionary::is_standard(tag)
}

fn is_implicit_head(bytes: &[u8]) -> bool {
    let may_be = |bytes: &[u8]| {
        let known = |head: &Found| is_of_data_sets(head.tag);
        head(bytes, Encoding::ImplicitLittle).filter(known)
    };
    let is_short = |length: &usize| (2..=0xFFFF).contains(length) && length.is_multiple_of(2);
    // The length alone tells most bytes from a head.
    let follows = || {
        let first = head(bytes, Encoding::ImplicitLittle)?;
        let length = first.length.filter(is_short)?;
        let (value, rest) = bytes.get(first.size..)?.split_at_checked(length)?;
        // Small numbers behind one another look like heads as well, but not like text between them.
        if !value.iter().all(|byte| *byte >= b' ')
            || !dictionary::vr(first.tag).is_some_and(is_text)
        {
            return None;
        }
        let (first, second) = (may_be(bytes)?, may_be(rest)?);
        let room = rest.len().checked_sub(second.size)?;
        let fits = second.length.is_none_or(|length| length <= room);
        Some(second.tag > first.tag && fits)
    };
    follows() == Some(true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::tests::make::Maker;
    use dicom_dictionary_std::tags;

    const NEXT: Option<Tag> = Some(tags::PATIENT_ID);

    fn run(encoding: Encoding) -> Vec<u8> {
        Maker::new(encoding)
            .put((0x0008, 0x1110), VR::SQ, b"")
            .put((0x0010, 0x0010), VR::PN, b"Doe^John")
            .bytes
    }

    #[test]
    fn swallowed_attributes_are_told_in_every_encoding() {
        for encoding in Encoding::ALL {
            let value = [&b"Model 7 "[..], &run(encoding)].concat();
            assert!(
                ends_with_heads(&value, encoding, tags::MANUFACTURER_MODEL_NAME, NEXT),
                "{encoding:?}"
            );
            assert!(
                ends_with_heads(&value, encoding, tags::MANUFACTURER_MODEL_NAME, None),
                "{encoding:?}"
            );
        }
        for encoding in [Encoding::ExplicitLittle, Encoding::ExplicitBig] {
            assert!(holds_head(&run(encoding)), "{encoding:?}");
        }
        let two = Maker::new(Encoding::ImplicitLittle)
            .put((0x0010, 0x0010), VR::PN, b"Doe^John")
            .put((0x0010, 0x0020), VR::LO, b"12");
        assert!(holds_head(&two.bytes));
    }

    #[test]
    fn a_sequence_of_undefined_length_at_the_end_is_told() {
        let value = Maker::explicit()
            .head((0x0008, 0x1140), VR::SQ, UNDEFINED)
            .item(0xE000, 0)
            .item(0xE0DD, 0);
        let encoding = Encoding::ExplicitLittle;
        assert!(ends_with_heads(
            &value.bytes,
            encoding,
            tags::MANUFACTURER_MODEL_NAME,
            NEXT
        ));
    }

    #[test]
    fn attributes_that_belong_elsewhere_and_plain_values_are_none() {
        let encoding = Encoding::ExplicitLittle;
        // A whole data set within a private value comes before it.
        let private = Tag(0x0029, 0x1010);
        assert!(!ends_with_heads(&run(encoding), encoding, private, None));
        for value in [&b"Model 7 "[..], &[0; 64], b"", b"\x10\0\x10\0"] {
            for encoding in Encoding::ALL {
                assert!(!ends_with_heads(
                    value,
                    encoding,
                    tags::MANUFACTURER_MODEL_NAME,
                    NEXT
                ));
            }
            assert!(!holds_head(value));
        }
        let ramp: Vec<u8> = (0..=u16::MAX).flat_map(u16::to_le_bytes).collect();
        let small: Vec<u8> = [8, 8, 8, 0]
            .repeat(64)
            .into_iter()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert!(!holds_head(&ramp) && !holds_head(&small));
    }
}
