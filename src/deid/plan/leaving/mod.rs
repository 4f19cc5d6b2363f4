//! The texts of a header that leave, each with what was cut out of it: for a person to read before they do.
//!
//! In come a header and its plan; out comes one [`LeavingText`] for each value of text in which people or programs
//! write words, as it will leave. What is no such text is not listed: numbers, dates, UIDs, codes, what takes the
//! patient's name and number, and the terms that the standard gives to an attribute. A text of which nothing is left
//! is listed too, where it was cleaned word by word. What is in a list is the patient's: it is for the screen, and for
//! a file that a person asks for by name; never for a log or error.
//!
//! `pieces` what was cut · `gathered` the texts of many headers, each once

mod gathered;
mod pieces;
#[cfg(test)]
mod tests;

use std::fmt;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use super::action::Code;
use super::comparison;
use super::kept_form::{is_line, is_made_of_it};
use super::no_row::about;
use super::planned::{Action, Plan, PlannedAction, Why};
use crate::deid::profile::policy::{Policy, ProfileOption};
use crate::deid::text::About;
use crate::deid::values::code_strings::is_defined_term;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{Element, raw_bytes};
use crate::dicom::{DataSet, DataSetExt};
use crate::standard::enumerations::enumeration;
use crate::standard::profile::table;

pub use gathered::{GatheredText, GatheredTexts};
pub use pieces::{Piece, pieces};

/// A value of text that leaves, or of which nothing is left.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LeavingText {
    /// Who writes it.
    pub kind: TextKind,
    /// Keyword of the attribute behind those of the sequences that it lies in, parted by `/`; one sequence within
    /// itself once.
    pub attribute: String,
    /// The original: the patient's.
    pub before: String,
    /// What leaves; empty if nothing does.
    pub after: String,
}

/// Who writes a text, most unusual first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextKind {
    /// People: descriptions, comments, labels, protocols.
    Typed,
    /// A scanner or a program: sequences, kernels, code strings.
    Technique,
    /// A maker: models, versions, parts.
    Device,
    /// The meaning of a code.
    Code,
}

/// Attributes of codes, which are no texts, and how texts are read.
const NO_TEXTS: [Tag; 6] = [
    tags::SPECIFIC_CHARACTER_SET,
    tags::CODE_VALUE,
    tags::LONG_CODE_VALUE,
    tags::URN_CODE_VALUE,
    tags::CODING_SCHEME_DESIGNATOR,
    tags::CODING_SCHEME_VERSION,
];

/// The texts of a header under its plan, in the order of the file.
pub fn texts(original: &DataSet, plan: &Plan) -> Vec<LeavingText> {
    let mut listing = Listing {
        policy: &plan.policy,
        texts: Vec::new(),
    };
    listing.level(original, &plan.actions, &CharacterSet::default(), "");
    listing.texts
}

struct Listing<'a> {
    policy: &'a Policy,
    texts: Vec<LeavingText>,
}

impl fmt::Debug for LeavingText {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("LeavingText(hidden)")
    }
}

impl LeavingText {
    /// How unusual it is, the most unusual first: what something was cut from, then what leaves as it is, what people
    /// type before what devices write; at last what does not leave at all.
    pub fn rank(&self) -> (u8, TextKind) {
        let cut = match () {
            () if self.after.is_empty() => 2,
            () if self.before == self.after => 1,
            () => 0,
        };
        (cut, self.kind)
    }
}

impl Listing<'_> {
    fn level(
        &mut self,
        data_set: &DataSet,
        actions: &[PlannedAction],
        inherited: &CharacterSet,
        path: &str,
    ) {
        let own = data_set.character_set();
        let character_set = own.as_ref().unwrap_or(inherited);
        for planned in actions {
            let Some(element) = data_set.get(planned.tag) else {
                continue;
            };
            if let Action::Enter { items } = &planned.action {
                let name = comparison::name(planned.tag, data_set, character_set);
                // How deep in a tree of the same sequence says nothing to a reader.
                let path = match path.rsplit('/').nth(1) == Some(name.as_str()) {
                    true => path.to_owned(),
                    false => format!("{path}{name}/"),
                };
                let below = data_set.nested(planned.tag).iter().zip(items);
                below.for_each(|(item, actions)| self.level(item, actions, character_set, &path));
            } else if is_line(planned.vr) && !NO_TEXTS.contains(&planned.tag) {
                let name = || comparison::name(planned.tag, data_set, character_set);
                let attribute = || format!("{path}{}", name());
                self.leaf(element, planned, character_set, attribute);
            }
        }
    }

    fn leaf(
        &mut self,
        element: &Element,
        planned: &PlannedAction,
        character_set: &CharacterSet,
        attribute: impl Fn() -> String,
    ) {
        let Some(bytes) = raw_bytes(element) else {
            return;
        };
        let values = |bytes: &[u8]| -> Vec<String> {
            let values = character_set.split_values(planned.vr, bytes);
            let decoded = values
                .into_iter()
                .map(|value| character_set.decode(planned.vr, value));
            decoded.map(|text| trimmed(&text)).collect()
        };
        let before = values(bytes);
        let after = match &planned.action {
            Action::Keep if is_text(planned) => before.clone(),
            Action::Replace { value } if is_made_of_it(planned) => values(value),
            _ if self.was_cleaned(planned) => vec![String::new(); before.len()],
            _ => return,
        };
        let kind = kind(planned);
        let mut add = |before: String, after: String| {
            if is_listed(planned, &before, &after) {
                self.texts.push(LeavingText {
                    kind,
                    attribute: attribute(),
                    before,
                    after,
                });
            }
        };
        match before.len() == after.len() {
            true => before
                .into_iter()
                .zip(after)
                .for_each(|(before, after)| add(before, after)),
            false => add(before.join("\\"), after.join("\\")),
        }
    }

    /// Whether it was read word by word, though nothing is left of it.
    fn was_cleaned(&self, planned: &PlannedAction) -> bool {
        let cleans = |tag| {
            let choice = table().row(tag).and_then(|row| row.choice(self.policy));
            matches!(choice, Some((Code::C, _)))
        };
        match planned.why {
            Why::Struck => true,
            Why::Row { .. } => cleans(planned.tag),
            Why::FreeText | Why::Identifier | Why::Malformed => {
                self.policy.has(ProfileOption::Descriptors)
            }
            Why::SafePrivate => true,
            _ => false,
        }
    }
}

/// Whether what is kept is a text, and not one of those that say only how the rest is read.
fn is_text(planned: &PlannedAction) -> bool {
    match planned.why {
        Why::Row { taken, .. } => matches!(taken, Code::K | Code::C),
        Why::Technical | Why::SafePrivate | Why::CodeString | Why::Cleaned | Why::Mended => true,
        Why::PublicCode | Why::LocalCode => true,
        _ => false,
    }
}

/// Whether a person need read it: there is a word in it, that the standard does not give to the attribute, or
/// something was cut.
fn is_listed(planned: &PlannedAction, before: &str, after: &str) -> bool {
    let is_cut = before != after;
    let is_term = || {
        let own = enumeration(planned.tag);
        own.is_some_and(|own| own.find(before).is_some()) || is_defined_term(before)
    };
    let has_word = |text: &str| {
        let letters = |pair: &[char]| pair.iter().all(|letter| letter.is_alphabetic());
        text.chars().collect::<Vec<_>>().windows(2).any(letters)
    };
    match planned.vr {
        _ if before.is_empty() && after.is_empty() => false,
        VR::CS if !is_cut && is_term() => false,
        _ if after.is_empty() => has_word(before),
        _ => is_cut || has_word(before),
    }
}

fn kind(planned: &PlannedAction) -> TextKind {
    match about(planned.tag) {
        About::Code => TextKind::Code,
        About::Device | About::Version => TextKind::Device,
        About::Technique => TextKind::Technique,
        _ if planned.vr == VR::CS => TextKind::Technique,
        About::Anything | About::Occupation => TextKind::Typed,
    }
}

fn trimmed(text: &str) -> String {
    let trimmed = text.trim_matches(|letter: char| letter.is_whitespace() || letter == '\0');
    trimmed.to_owned()
}
