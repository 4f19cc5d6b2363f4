//! Attributes that Table E.1-1 does not name.
//!
//! The Basic Profile leaves them alone, but text in them can say anything. So: numbers and codes of the standard stay
//! while they have their VR's form, text stays only if it is on the list of technical attributes (`data/no_row.tsv`),
//! names nobody and is made of words that are known to stand there; whatever is not understood goes.

mod about;
mod list;
#[cfg(test)]
mod tests;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use crate::deid::identifiers::{Identifiers, decoded};
use crate::deid::plan::planned::{Action, Why};
use crate::deid::text::patterns::is_certain;
use crate::deid::text::{FreeText, Wording, is_of_a_device};
use crate::deid::values::code_strings::{code_string, without_value};
use crate::deid::values::dummy::dummy;
use crate::deid::values::forms::{are_numbers, is_age, is_code_string};
use crate::deid::values::icc;
use crate::deid::values::times::Times;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{Element, raw_bytes};
use crate::pixels::format::Photometric;
use crate::standard::enumerations::enumeration;
pub use about::about;
pub use list::is_public_scheme;
use list::{Rule, list};

/// What an attribute is judged by, besides itself.
pub struct Context<'a> {
    pub identifiers: &'a Identifiers,
    pub character_set: &'a CharacterSet,
    /// The item is a code of a public coding scheme.
    pub public_code: bool,
    /// Text is cleaned word by word instead of removed.
    pub cleans_text: bool,
    pub times: &'a Times,
    /// What a person decided about words, if anybody did.
    pub wording: Option<&'a Wording>,
}

/// What is done with a leaf that has no row, times left out; `vr` is the dictionary's.
pub fn judge(tag: Tag, vr: VR, element: &Element, context: &Context<'_>) -> (Action, Why) {
    if element.items().is_some() {
        // A sequence where the dictionary has none.
        return (Action::Remove, Why::Malformed);
    }
    let Some(bytes) = raw_bytes(element) else {
        return (Action::Keep, Why::Empty);
    };
    match vr {
        VR::US
        | VR::SS
        | VR::UL
        | VR::SL
        | VR::UV
        | VR::SV
        | VR::FL
        | VR::FD
        | VR::AT
        | VR::OF
        | VR::OD
        | VR::OL
        | VR::OV => number(vr, element.vr(), bytes, context),
        VR::DS | VR::IS => kept_if(are_numbers(bytes), element, context, Action::Empty),
        VR::AS => kept_if(is_age(bytes), element, context, Action::Empty),
        // Without its own term a picture cannot be read: `YBR_FULL_422` stays, whoever is called P422.
        VR::CS if tag == tags::PHOTOMETRIC_INTERPRETATION && is_photometric(bytes) => {
            (Action::Keep, Why::CodeString)
        }
        VR::CS => code_string(bytes, element, context),
        VR::DA | VR::DT | VR::TM => (Action::Empty, Why::Date),
        VR::LO | VR::SH | VR::ST | VR::LT | VR::UT | VR::UC | VR::UR | VR::OB | VR::OW | VR::UN => {
            listed(tag, vr, bytes, element, context)
        }
        _ => (Action::Remove, Why::FreeText),
    }
}

fn is_photometric(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|term| Photometric::of_term(term.trim_end()).is_some())
}

/// A number stays if the file says that it is one of its kind; a number of a wrong length is no number.
pub fn number(vr: VR, found: VR, bytes: &[u8], context: &Context<'_>) -> (Action, Why) {
    let of_kind = vr == found
        || [vr, found]
            .iter()
            .all(|vr| matches!(vr, VR::US | VR::SS | VR::OW));
    let size = match vr {
        _ if !of_kind => return (Action::Remove, Why::Malformed),
        VR::US | VR::SS => 2,
        VR::UL | VR::SL | VR::FL | VR::AT | VR::OF | VR::OL => 4,
        _ => 8,
    };
    if !bytes.len().is_multiple_of(size) {
        return (Action::Remove, Why::Malformed);
    }
    if context.identifiers.named_in_bytes(bytes) {
        return (Action::Remove, Why::Identifier);
    }
    (Action::Keep, Why::Number)
}

fn kept_if(
    well_formed: bool,
    element: &Element,
    context: &Context<'_>,
    otherwise: Action,
) -> (Action, Why) {
    if !well_formed {
        return (otherwise, Why::Malformed);
    }
    if context
        .identifiers
        .is_value_of(&decoded(element, context.character_set))
    {
        return (otherwise, Why::Identifier);
    }
    (Action::Keep, Why::Number)
}

fn listed(
    tag: Tag,
    vr: VR,
    bytes: &[u8],
    element: &Element,
    context: &Context<'_>,
) -> (Action, Why) {
    let list = list();
    let found = list
        .binary_search_by_key(&tag, |(tag, _)| *tag)
        .ok()
        .and_then(|at| list.get(at));
    let cleaned = || {
        let cleaned = cleaned_text(vr, element, context);
        (context.cleans_text && !is_bytes(vr))
            .then_some(cleaned)
            .flatten()
            .map(|action| (action, Why::Cleaned))
    };
    let Some((_, listed)) = found else {
        return cleaned().unwrap_or((Action::Remove, Why::FreeText));
    };
    if tag == tags::ICC_PROFILE {
        return profile(bytes, context);
    }
    let same_kind =
        (is_bytes(vr) && is_bytes(element.vr())) || (is_text(vr) && is_text(element.vr()));
    let passed = || match whole_or_cleaned(vr, bytes, element, context) {
        Some(Action::Keep) => Some(Action::Keep),
        // Half the meaning of a code is another code's.
        Some(_) if matches!(listed.rule, Rule::Code) => None,
        other => other,
    };
    let why = match listed.rule {
        _ if !same_kind => Why::Malformed,
        Rule::Clear => Why::FreeText,
        Rule::Code if names_a_maker(tag, vr, bytes, element, context) => {
            return (Action::Keep, Why::LocalCode);
        }
        Rule::Code if !context.public_code => Why::LocalCode,
        _ if names_somebody(vr, bytes, element, context) => Why::Identifier,
        Rule::Code if is_code_value(tag, bytes) => return (Action::Keep, Why::PublicCode),
        Rule::Keep if is_bytes(vr) => return (Action::Keep, Why::Technical),
        rule => match (passed(), rule) {
            (Some(Action::Keep), Rule::Code) => return (Action::Keep, Why::PublicCode),
            (Some(Action::Keep), _) => return (Action::Keep, Why::Technical),
            (Some(action), _) => return (action, Why::Cleaned),
            (None, _) => Why::FreeText,
        },
    };
    if let Some(cleaned) = cleaned() {
        return cleaned;
    }
    (in_place(listed.kind, tag, vr, bytes), why)
}

/// Whether this is the designator of a scheme that a maker of devices keeps, which says nothing of a hospital.
fn names_a_maker(tag: Tag, vr: VR, bytes: &[u8], element: &Element, context: &Context<'_>) -> bool {
    context.cleans_text
        && tag == tags::CODING_SCHEME_DESIGNATOR
        && is_private_scheme(bytes)
        && is_scheme_of_a_maker(bytes)
        && !names_somebody(vr, bytes, element, context)
}

/// What takes the place of a value that may not stay, by the type that the list gives.
fn in_place(kind: u8, tag: Tag, vr: VR, bytes: &[u8]) -> Action {
    match kind {
        1 => Action::Replace {
            value: dummy(tag, vr, bytes),
        },
        2 => Action::Empty,
        _ => Action::Remove,
    }
}

/// What takes the place of a text that a person struck out.
pub fn struck(tag: Tag, vr: VR, bytes: &[u8]) -> Action {
    let list = list();
    let found = list.binary_search_by_key(&tag, |(tag, _)| *tag);
    let listed = found.ok().and_then(|at| list.get(at));
    match listed {
        Some((_, listed)) => in_place(listed.kind, tag, vr, bytes),
        None if vr == VR::CS => without_value(tag, enumeration(tag)),
        None => Action::Remove,
    }
}

/// A colour profile stays without its words.
fn profile(bytes: &[u8], context: &Context<'_>) -> (Action, Why) {
    match icc::without_words(bytes) {
        None => (Action::Remove, Why::Malformed),
        Some(value) if context.identifiers.named_in_bytes(&value) => {
            (Action::Remove, Why::Identifier)
        }
        Some(value) if value == bytes => (Action::Keep, Why::Technical),
        Some(value) => (Action::Replace { value }, Why::Cleaned),
    }
}

/// A scheme of a site or maker: `99` or `L` and letters.
fn is_private_scheme(bytes: &[u8]) -> bool {
    let name = bytes.trim_ascii();
    name == b"L"
        || name.strip_prefix(b"99").is_some_and(|name| {
            (1..=14).contains(&name.len())
                && name
                    .iter()
                    .all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
        })
}

/// Whether the rest of a private scheme's name is a maker's: `99SIEMENS`, `99GEMS`.
fn is_scheme_of_a_maker(bytes: &[u8]) -> bool {
    let name = String::from_utf8_lossy(bytes.trim_ascii()).to_ascii_lowercase();
    name.strip_prefix("99").is_none_or(|name| {
        let maker = name.trim_end_matches(|letter: char| letter.is_ascii_digit());
        is_of_a_device(maker.split('_').next().unwrap_or_default()) || MAKERS.contains(&maker)
    })
}

/// Short names of makers and programs in designators of their schemes.
const MAKERS: [&str; 10] = [
    "gems", "sms", "pms", "philips", "tmsc", "pmp", "qiicr", "dcmqi", "syngo", "local",
];

/// The value of a code, a designator and a version, in the forms that published schemes have.
fn is_code_value(tag: Tag, bytes: &[u8]) -> bool {
    let value = bytes.trim_ascii();
    let is_plain = value
        .iter()
        .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'^' | b'@' | b'\\'));
    let letters = value
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    let has_digit = value.iter().any(u8::is_ascii_digit);
    match tag {
        tags::CODING_SCHEME_DESIGNATOR => is_public_scheme(&String::from_utf8_lossy(value)),
        tags::CODE_VALUE => is_plain && letters <= if has_digit { 6 } else { 5 },
        tags::CODING_SCHEME_VERSION => is_plain && letters <= 3,
        tags::LONG_CODE_VALUE => is_plain && letters <= 2,
        _ => false,
    }
}

/// Text cleaned word by word, each value by itself; `None` if nothing is left.
pub fn cleaned_text(vr: VR, element: &Element, context: &Context<'_>) -> Option<Action> {
    whole_or_cleaned(vr, raw_bytes(element)?, element, context)
}

/// A text as it is if every word of it may stay, or what is left of it.
fn whole_or_cleaned(
    vr: VR,
    bytes: &[u8],
    element: &Element,
    context: &Context<'_>,
) -> Option<Action> {
    let free_text = FreeText {
        identifiers: context.identifiers,
        times: context.times,
        about: about(element.header().tag),
        wording: context.wording,
    };
    if !is_text(vr) && vr != VR::AE {
        return None;
    }
    let character_set = context.character_set;
    // The VR of the dictionary says how values are parted, whatever the file says.
    let values = character_set.split_values(vr, bytes);
    let decoded = |value: &[u8]| character_set.decode(vr, value);
    let is_blank = |value: &&[u8]| value.iter().all(|byte| matches!(byte, b' ' | 0));
    // An escape sequence or a zero byte may hide what other readers show.
    let is_plain = !bytes.contains(&0x1B) && !bytes.trim_ascii_end().contains(&0);
    let stays = |value: &&[u8]| is_blank(value) || free_text.may_stay(decoded(value).trim());
    if is_plain && values.iter().all(stays) && !values.iter().all(is_blank) {
        return Some(Action::Keep);
    }
    let values: Vec<String> = values
        .into_iter()
        .map(|value| {
            let text = free_text.clean(&decoded(value));
            match vr {
                VR::ST | VR::LT | VR::UT => text,
                _ => text.replace(['\n', '\r'], " "),
            }
        })
        .collect();
    if values.iter().all(String::is_empty) {
        return None;
    }
    let value = values.join("\\").into_bytes();
    if vr == VR::CS && !value.split(|byte| *byte == b'\\').all(is_code_string) {
        return None;
    }
    Some(match bytes.trim_ascii_end() == value.as_slice() {
        true => Action::Keep,
        false => Action::Replace { value },
    })
}

pub fn names_somebody(vr: VR, bytes: &[u8], element: &Element, context: &Context<'_>) -> bool {
    if is_text(vr) {
        let text = decoded(element, context.character_set);
        context
            .identifiers
            .named_in_value(element.vr(), bytes, context.character_set)
            || is_certain(&text)
    } else {
        context.identifiers.named_in_bytes(bytes)
    }
}

fn is_bytes(vr: VR) -> bool {
    matches!(vr, VR::OB | VR::OW | VR::US | VR::SS | VR::OL)
}

pub fn is_text(vr: VR) -> bool {
    matches!(
        vr,
        VR::LO | VR::SH | VR::ST | VR::LT | VR::UT | VR::UC | VR::UR | VR::CS
    )
}
