//! The plan as data: what happens to each attribute, and why. Made by [`super::plan()`], carried out by
//! [`crate::deid::apply()`], shown and stored by anybody.

use std::borrow::Cow;

use dicom_core::{Tag, VR};
use serde::{Deserialize, Serialize};

use super::action::Code;
use crate::deid::profile::policy::Policy;
use crate::deid::pseudonym::CaseName;

/// What happens to one header.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The name and ID that the patient gets.
    pub case: CaseName,
    /// The policy that it was made by.
    pub policy: Policy,
    /// One for each attribute of the top level, in order of tags, and for those that are added.
    pub actions: Vec<PlannedAction>,
}

/// What happens to one attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedAction {
    #[serde(with = "tag_as_pair")]
    pub tag: Tag,
    #[serde(with = "vr_as_text")]
    pub vr: VR,
    /// The dictionary's keyword; empty if it has none.
    pub keyword: Cow<'static, str>,
    pub action: Action,
    pub why: Why,
}

/// What is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// The value stays byte for byte.
    Keep,
    /// The sequence stays; its items are cleaned.
    Enter { items: Vec<Vec<PlannedAction>> },
    /// The attribute stays without a value.
    Empty,
    /// The attribute goes.
    Remove,
    /// The attribute gets these bytes.
    Replace { value: Vec<u8> },
}

/// Why it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// The table's row: its code, and the plain code that it came to here.
    Row {
        /// The Basic Profile's, or that of the option that made the choice: `X/Z/D`.
        code: Code,
        /// The plain one of it that breaks neither type 1 nor type 2 here: `Z`.
        taken: Code,
    },
    /// A UID that names an instance, study or the like.
    RemappedUid,
    /// A UID of the standard.
    WellKnownUid,
    /// The patient's new name or ID.
    CaseName,
    /// The patient ID or accession number, kept by permission.
    Permitted,
    /// Not in the standard's dictionary.
    Unknown,
    /// There is no value.
    Empty,
    /// A sequence without a row; its items are cleaned.
    Sequence,
    /// No row; a number.
    Number,
    /// No row; a code of the standard.
    CodeString,
    /// No row; says how the image was made.
    Technical,
    /// No row; a code of a public coding scheme.
    PublicCode,
    /// No row; a code of a hospital or maker.
    LocalCode,
    /// No row; a date or time.
    Date,
    /// No row; text or bytes that are not known to be technical.
    FreeText,
    /// No row; names the patient or somebody around him.
    Identifier,
    /// No row; text that was cleaned word by word.
    Cleaned,
    /// No row; a date that moved with all dates of this patient, or a time.
    Moved,
    /// Private, and on the standard's list of safe ones.
    SafePrivate,
    /// The value does not have the form of its VR.
    Malformed,
    /// The value was brought into the form of its VR, or to one that the standard gives to its attribute.
    Mended,
    /// The value holds what no value of its VR can hold: the whole file is held as damaged.
    Damaged,
    /// Describes an overlay in the pixels' unused bits, which are cleared.
    OverlayInPixels,
    /// Names the character set of this header.
    CharacterSet,
    /// A text that a person struck out, or one with a word that a person struck out.
    Struck,
}

impl Plan {
    /// Whether a value that was to stay shows that the file is damaged.
    pub fn is_damaged(&self) -> bool {
        let mut damaged = false;
        self.visit(|_, planned| damaged |= planned.why == Why::Damaged);
        damaged
    }

    /// Visits every planned action, outer ones first, with the sequences and items (from 0) that lead to it.
    pub fn visit<'a>(&'a self, mut visitor: impl FnMut(&[(Tag, usize)], &'a PlannedAction)) {
        visit(&self.actions, &mut Vec::new(), &mut visitor);
    }
}

fn visit<'a>(
    actions: &'a [PlannedAction],
    path: &mut Vec<(Tag, usize)>,
    visitor: &mut impl FnMut(&[(Tag, usize)], &'a PlannedAction),
) {
    for planned in actions {
        visitor(path, planned);
        if let Action::Enter { items } = &planned.action {
            for (number, item) in items.iter().enumerate() {
                path.push((planned.tag, number));
                visit(item, path, visitor);
                path.pop();
            }
        }
    }
}

mod tag_as_pair {
    use dicom_core::Tag;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(tag: &Tag, serializer: S) -> Result<S::Ok, S::Error> {
        (tag.group(), tag.element()).serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Tag, D::Error> {
        <(u16, u16)>::deserialize(deserializer).map(|(group, element)| Tag(group, element))
    }
}

mod vr_as_text {
    use dicom_core::VR;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(vr: &VR, serializer: S) -> Result<S::Ok, S::Error> {
        vr.to_string().serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<VR, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse()
            .map_err(|_| serde::de::Error::custom("no VR of this name"))
    }

    use std::borrow::Cow;
}
