//! The plan: what happens to every attribute of one header, and why, as data.
//!
//! In comes the original header; out comes a tree of the same shape that can be listed, compared and explained, and
//! that [`super::apply()`] carries out. Values that replace others are worked out here, so that what is shown is what
//! is done.

use std::borrow::Cow;

use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry, VirtualVr};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::StandardDataDictionary;
use serde::{Deserialize, Serialize};

use super::action::{Code, Place};
use super::dummy::dummy;
use super::identifiers::{Identifiers, MAX_DEPTH};
use super::no_row::{Context, is_character_set, is_public_scheme, judge};
use super::policy::{Policy, Preset};
use super::pseudonym::{CaseName, PatientKey, Pseudonyms};
use super::table::{Row, table};
use super::uid::OriginalUid;
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{DataSetExt, Element, raw_bytes};

const CHARACTER_SET: Tag = Tag(0x0008, 0x0005);
const PATIENT_NAME: Tag = Tag(0x0010, 0x0010);
const PATIENT_ID: Tag = Tag(0x0010, 0x0020);

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
    Row { code: Code, taken: Code },
    /// A UID that names an instance, study or the like.
    RemappedUid,
    /// A UID of the standard.
    WellKnownUid,
    /// The patient's new name or ID.
    CaseName,
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
    /// The value does not have the form of its VR.
    Malformed,
    /// Names the character set of this header.
    CharacterSet,
}

/// Plans one header.
pub fn plan(data_set: &DataSet, policy: &Policy, pseudonyms: &Pseudonyms) -> Plan {
    let Policy {
        preset: Preset::Strict,
    } = policy;
    let case = pseudonyms.case(&PatientKey::of(data_set));
    let sop_class = data_set.text(Tag(0x0008, 0x0016)).unwrap_or_default();
    let identifiers = Identifiers::of(data_set);
    let planner = Planner {
        pseudonyms,
        identifiers,
        sop_class,
    };
    let mut actions = planner.level(data_set, &CharacterSet::default(), None, 0);
    for (tag, vr) in [(PATIENT_NAME, VR::PN), (PATIENT_ID, VR::LO)] {
        let named = PlannedAction {
            tag,
            vr,
            keyword: keyword(tag),
            action: Action::Replace {
                value: case.as_str().into(),
            },
            why: Why::CaseName,
        };
        actions.retain(|planned| planned.tag != tag);
        let at = actions.partition_point(|planned| planned.tag < tag);
        actions.insert(at, named);
    }
    Plan {
        case,
        policy: policy.clone(),
        actions,
    }
}

impl Plan {
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

/// What stays the same over one header.
struct Planner<'a> {
    pseudonyms: &'a Pseudonyms,
    identifiers: Identifiers,
    sop_class: String,
}

impl Planner<'_> {
    /// Plans a data set or an item.
    fn level(
        &self,
        data_set: &DataSet,
        inherited: &CharacterSet,
        parent: Option<Tag>,
        depth: usize,
    ) -> Vec<PlannedAction> {
        let own = data_set.character_set();
        let character_set = own.as_ref().unwrap_or(inherited);
        let public_code = data_set
            .text(Tag(0x0008, 0x0102))
            .is_some_and(|scheme| is_public_scheme(&scheme));
        let context = Context {
            identifiers: &self.identifiers,
            character_set,
            public_code,
        };
        let place = Place {
            sop_class: &self.sop_class,
            parent,
        };
        data_set
            .into_iter()
            .map(|element| self.element(element, &context, &place, depth))
            .collect()
    }

    fn element(
        &self,
        element: &Element,
        context: &Context<'_>,
        place: &Place<'_>,
        depth: usize,
    ) -> PlannedAction {
        let tag = element.header().tag;
        let entry = StandardDataDictionary.by_tag(tag);
        let vr = entry.map_or(element.vr(), |entry| {
            dictionary_vr(entry.vr(), element.vr())
        });
        let row = table().row(tag);
        let (action, why) = match (row, entry) {
            // Group lengths are written by nobody any more, whatever the group (PS3.5 7.2).
            _ if tag.element() == 0 => (Action::Remove, Why::Unknown),
            (Some(row), _) => self.by_row(row, element, vr, context, place, depth),
            (None, None) => (Action::Remove, Why::Unknown),
            (None, Some(_)) if tag == CHARACTER_SET => match raw_bytes(element) {
                Some(bytes) if !is_character_set(bytes) => (Action::Remove, Why::Malformed),
                _ => (Action::Keep, Why::CharacterSet),
            },
            (None, Some(_)) => match vr {
                VR::SQ => (self.enter(element, context, depth), Why::Sequence),
                VR::UI => self.uid(element),
                _ => judge(tag, vr, element, context),
            },
        };
        PlannedAction {
            tag,
            vr,
            keyword: keyword(tag),
            action,
            why,
        }
    }

    fn by_row(
        &self,
        row: &Row,
        element: &Element,
        vr: VR,
        context: &Context<'_>,
        place: &Place<'_>,
        depth: usize,
    ) -> (Action, Why) {
        let taken = row.basic.at(element.header().tag, place);
        let why = Why::Row {
            code: row.basic,
            taken,
        };
        match (taken, vr) {
            (Code::Z, _) => (Action::Empty, why),
            // A sequence that must have items keeps them, each cleaned.
            (Code::D | Code::U, VR::SQ) => (self.enter(element, context, depth), why),
            (Code::U, _) | (Code::D, VR::UI) => self.uid(element),
            (Code::D, _) => (
                Action::Replace {
                    value: dummy(vr, raw_bytes(element).unwrap_or_default()),
                },
                why,
            ),
            // No basic action keeps or cleans; a row that says so would be a mistake in the data.
            (Code::X, _) | (_, _) => (Action::Remove, why),
        }
    }

    fn enter(&self, element: &Element, context: &Context<'_>, depth: usize) -> Action {
        let Some(items) = element.items() else {
            // A sequence whose bytes could not be followed.
            return if raw_bytes(element).is_none() {
                Action::Empty
            } else {
                Action::Remove
            };
        };
        if depth >= MAX_DEPTH {
            return Action::Remove;
        }
        let tag = element.header().tag;
        let items = items
            .iter()
            .map(|item| self.level(item, context.character_set, Some(tag), depth + 1))
            .collect();
        Action::Enter { items }
    }

    /// Every UID is remapped unless it is the standard's own, whether or not the table names its attribute.
    fn uid(&self, element: &Element) -> (Action, Why) {
        let Some(bytes) = raw_bytes(element) else {
            return (Action::Empty, Why::Empty);
        };
        let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        let mut all_known = true;
        let values: Vec<String> = text
            .split('\\')
            .map(|value| {
                let original = OriginalUid::new(value);
                all_known &= original.is_well_known();
                original.remapped(self.pseudonyms).as_str().to_owned()
            })
            .collect();
        if all_known {
            return (Action::Keep, Why::WellKnownUid);
        }
        (
            Action::Replace {
                value: values.join("\\").into_bytes(),
            },
            Why::RemappedUid,
        )
    }
}

/// The dictionary's VR; where it leaves a choice, the file's if that is one of them.
fn dictionary_vr(vr: VirtualVr, found: VR) -> VR {
    match (vr, found) {
        (VirtualVr::Xs, VR::SS) => VR::SS,
        (VirtualVr::Lt, VR::US | VR::OW) => VR::OW,
        (VirtualVr::Ox | VirtualVr::Px, VR::OB) => VR::OB,
        (vr, _) => vr.relaxed(),
    }
}

fn keyword(tag: Tag) -> Cow<'static, str> {
    Cow::Borrowed(
        StandardDataDictionary
            .by_tag(tag)
            .map_or("", |entry| entry.alias),
    )
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
