//! Code strings (CS) that stay: each value as the standard writes it, or none.
//!
//! In comes a value of one or more code strings; out comes what is done with it. A value that only differs from one of
//! the standard by its case, or is a known way to write one, becomes that one. A value that is no code string, or names
//! somebody, gives way to one of the attribute's own list that says nothing, or to none at all: never to a word that no
//! reader knows. Where the attribute must have a value and nothing fits, the second reading misses it and holds the
//! file.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::forms::is_code_string;
use crate::deid::plan::no_row::{Context, about};
use crate::deid::plan::planned::{Action, Why};
use crate::deid::text::FreeText;
use crate::deid::text::patterns::is_certain;
use crate::dicom::dataset::Element;
use crate::standard::dictionary::is_private;
use crate::standard::enumerations::{Enumeration, enumeration};
use crate::standard::multiplicity::multiplicity;
use crate::standard::rows::lines;
use dicom_core::header::Header;
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

/// What becomes of one value.
enum Fit {
    /// It stays as it is.
    Same,
    /// It becomes this.
    As(String),
    Misfit(Why),
}

/// What is done with the values of a CS, given as they stand.
pub fn code_string(bytes: &[u8], element: &Element, context: &Context<'_>) -> (Action, Why) {
    let tag = element.tag();
    let known = enumeration(tag);
    let mut why = Why::CodeString;
    let mut values: Vec<Option<Vec<u8>>> = Vec::new();
    for (at, value) in bytes.split(|byte| *byte == b'\\').enumerate() {
        values.push(match fit(value, known, element, context) {
            Fit::Same => Some(value.to_vec()),
            Fit::As(other) => {
                why = Why::Mended;
                Some(other.into_bytes())
            }
            Fit::Misfit(reason) => {
                why = reason;
                known
                    .and_then(|known| known.neutral(at))
                    .map(|neutral| neutral.as_bytes().to_vec())
            }
        });
    }
    if why == Why::CodeString {
        return (Action::Keep, why);
    }
    let is_list = multiplicity(tag).is_some_and(|allowed| allowed.most.is_none());
    let all = values.len();
    let values: Vec<Vec<u8>> = values.into_iter().flatten().collect();
    // Values that mean something by their place do not move up.
    if values.is_empty() || (values.len() < all && !is_list) {
        return (without_value(tag, known), why);
    }
    let value = values.join(&b'\\');
    (Action::Replace { value }, why)
}

fn fit(value: &[u8], known: Option<&Enumeration>, element: &Element, context: &Context<'_>) -> Fit {
    let text = context.character_set.decode(VR::LO, value);
    let written = text.trim_matches([' ', '\0']);
    let capitals = written.to_uppercase();
    let listed = known.and_then(|known| known.find(&capitals));
    if is_code_string(value) {
        return match listed {
            _ if names_value(value, element, context) => Fit::Misfit(Why::Identifier),
            Some(listed) if listed != written => Fit::As(listed.to_owned()),
            None if !written.is_empty() && !is_harmless(written, element, context) => {
                Fit::Misfit(Why::FreeText)
            }
            _ => Fit::Same,
        };
    }
    if let Some(listed) = listed {
        return Fit::As(listed.to_owned());
    }
    let is_open = known.is_none_or(|known| !known.is_all);
    if is_open && is_code_string(capitals.as_bytes()) && is_harmless(written, element, context) {
        return match names_value(capitals.as_bytes(), element, context) {
            true => Fit::Misfit(Why::Identifier),
            false => Fit::As(capitals),
        };
    }
    Fit::Misfit(Why::Malformed)
}

/// Whether a value is words that are known in this attribute and nothing besides, or the few letters of a direction.
fn is_harmless(written: &str, element: &Element, context: &Context<'_>) -> bool {
    let free_text = FreeText {
        identifiers: context.identifiers,
        times: context.times,
        about: about(element.tag()),
        wording: context.wording,
    };
    let is_direction = written.len() <= 3
        && written
            .bytes()
            .all(|letter| b"APRLHF".contains(&letter.to_ascii_uppercase()));
    let is_number_of_the_standard = is_identifier_of_the_standard(element.tag())
        && (1..=5).contains(&written.len())
        && written.bytes().all(|byte| byte.is_ascii_digit());
    is_direction
        || is_number_of_the_standard
        || is_defined_term(written)
        || free_text.may_stay(written)
}

/// Numbers of context groups and templates (PS3.16).
fn is_identifier_of_the_standard(tag: Tag) -> bool {
    matches!(tag, tags::CONTEXT_IDENTIFIER | tags::TEMPLATE_IDENTIFIER)
}

/// Whether PS3.3 defines this value for some code string.
pub fn is_defined_term(written: &str) -> bool {
    static TERMS: OnceLock<HashSet<&str>> = OnceLock::new();
    let terms = TERMS.get_or_init(|| {
        lines(include_str!("../data/defined_terms.txt"))
            .flat_map(|line| line.split('|'))
            .collect()
    });
    terms.contains(written)
}

fn names_value(value: &[u8], element: &Element, context: &Context<'_>) -> bool {
    context
        .identifiers
        .named_in_value(element.vr(), value, context.character_set)
        || is_certain(&String::from_utf8_lossy(value))
}

/// A private attribute goes; one of the standard may be one that must be there.
pub fn without_value(tag: Tag, known: Option<&Enumeration>) -> Action {
    match known {
        _ if is_private(tag) => Action::Remove,
        Some(known) if !known.stays_empty => Action::Remove,
        _ => Action::Empty,
    }
}
