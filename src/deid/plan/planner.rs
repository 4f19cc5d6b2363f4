//! The plan: what happens to every attribute of one header, and why, as data.
//!
//! In comes the original header; out comes a tree of the same shape that can be listed, compared and explained, and
//! that [`crate::deid::apply()`] carries out. Values that replace others are worked out here, so that what is shown is
//! what is done.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::rc::Rc;

use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry, VirtualVr};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::{StandardDataDictionary, tags};

use super::action::{Code, Place};
use super::kept_form;
use super::no_row::{Context, is_public_scheme, judge};
use super::planned::{Action, Plan, PlannedAction, Why};
use super::private::{Creators, creator_of};
use super::{segments, struck, subject_age};
use crate::deid::identifiers::{Identifiers, MAX_DEPTH};
use crate::deid::profile::kept_by_permission::Permitted;
use crate::deid::profile::policy::{Policy, ProfileOption};
use crate::deid::pseudonym::uid::OriginalUid;
use crate::deid::pseudonym::{Alias, Pseudonyms};
use crate::deid::text::{Wording, earlier};
use crate::deid::values::dummy::dummy;
use crate::deid::values::forms::is_character_set;
use crate::deid::values::times::Times;
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{DataSetExt, Element, raw_bytes};
use crate::dicom::overlay;
use crate::standard::enumerations::enumeration;
use crate::standard::profile::{Row, table};

/// Plans one header, which itself says whose it is.
#[cfg(test)]
pub fn plan(data_set: &DataSet, policy: &Policy, pseudonyms: &Pseudonyms) -> Plan {
    let alias = pseudonyms.alias(&crate::deid::PatientKey::of(data_set));
    let wording = Wording::default();
    plan_of(data_set, (data_set, &alias, &wording), policy, pseudonyms)
}

/// Plans one header of the patient whom `subject` names: that header itself, or one with what the rest of its study
/// says of him; with what he is called, and what a person decided about words. What names him goes from texts as well.
pub fn plan_of(
    data_set: &DataSet,
    (subject, alias, wording): (&DataSet, &Alias, &Wording),
    policy: &Policy,
    pseudonyms: &Pseudonyms,
) -> Plan {
    let case = alias.case.clone();
    let sop_class = data_set.text(tags::SOP_CLASS_UID).unwrap_or_default();
    let planner = Planner {
        pseudonyms,
        policy,
        identifiers: Identifiers::shared(data_set, subject, policy),
        permitted: Permitted::of(data_set, policy),
        times: Times::of(data_set, policy, alias.shift).hiding_births_of(subject),
        sop_class,
        wording: Some(wording).filter(|wording| !wording.is_empty()),
    };
    let mode = Mode {
        cleans_text: policy.has(ProfileOption::Descriptors),
        keeps_codes: false,
    };
    let mut actions = planner.level(data_set, &CharacterSet::default(), mode, None, 0);
    let is_kept = |planned: &PlannedAction| planned.why == Why::Permitted;
    for (tag, vr) in [(tags::PATIENT_NAME, VR::PN), (tags::PATIENT_ID, VR::LO)] {
        let named = PlannedAction {
            tag,
            vr,
            keyword: keyword(tag),
            action: Action::Replace {
                value: case.as_str().into(),
            },
            why: Why::CaseName,
        };
        if actions
            .iter()
            .any(|planned| planned.tag == tag && is_kept(planned))
        {
            continue;
        }
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

/// What stays the same over one header.
pub(super) struct Planner<'a> {
    pub pseudonyms: &'a Pseudonyms,
    pub policy: &'a Policy,
    pub identifiers: Rc<Identifiers>,
    pub permitted: Permitted,
    pub times: Times,
    pub sop_class: String,
    pub wording: Option<&'a Wording>,
}

/// What an enclosing sequence allows to its items.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mode {
    /// Text is cleaned word by word instead of removed.
    pub cleans_text: bool,
    /// Codes of private schemes stay: they name what an option keeps.
    pub keeps_codes: bool,
}

impl Planner<'_> {
    /// Plans a data set or an item.
    fn level(
        &self,
        data_set: &DataSet,
        inherited: &CharacterSet,
        mode: Mode,
        parent: Option<Tag>,
        depth: usize,
    ) -> Vec<PlannedAction> {
        let own = data_set.character_set();
        let character_set = own.as_ref().unwrap_or(inherited);
        let public_code = mode.keeps_codes
            || data_set
                .text(tags::CODING_SCHEME_DESIGNATOR)
                .is_some_and(|scheme| is_public_scheme(&scheme));
        let context = Context {
            identifiers: &self.identifiers,
            character_set,
            public_code,
            cleans_text: mode.cleans_text,
            times: &self.times,
            wording: self.wording,
        };
        let place = Place {
            sop_class: &self.sop_class,
            parent,
        };
        let creators = match self.policy.has(ProfileOption::SafePrivate) {
            true => Creators::of(data_set, character_set),
            false => Creators::default(),
        };
        let mut actions: Vec<PlannedAction> = data_set
            .into_iter()
            .map(|element| {
                let tag = element.header().tag;
                match creators.safe(tag, element.vr()) {
                    Some(vr) => self.safe_private(vr, element, &context, depth),
                    None => self.element(element, &context, &place, depth),
                }
            })
            .collect();
        kept_form::check(data_set, character_set, &mut actions);
        if let Some(wording) = self.wording {
            struck::strike(wording, (data_set, character_set), &place, &mut actions);
        }
        segments::number(data_set, &mut actions);
        keep_owners(&mut actions);
        drop_overlays_in_pixels(data_set, &mut actions);
        subject_age::cap(data_set, &mut actions);
        actions
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
            _ if self.permitted.allows(place.parent, element) => (Action::Keep, Why::Permitted),
            _ if depth == 0 && tag == tags::DEIDENTIFICATION_METHOD => {
                (self.method(element, context), Why::Cleaned)
            }
            // Group lengths are written by nobody any more, whatever the group (PS3.5 7.2).
            _ if tag.element() == 0 => (Action::Remove, Why::Unknown),
            (Some(row), _) => self.by_row(row, element, vr, context, place, depth),
            (None, None) => (Action::Remove, Why::Unknown),
            (None, Some(_)) if tag == tags::SPECIFIC_CHARACTER_SET => match raw_bytes(element) {
                Some(bytes) if !is_character_set(bytes) => (Action::Remove, Why::Malformed),
                _ => (Action::Keep, Why::CharacterSet),
            },
            (None, Some(_)) => match vr {
                VR::DA | VR::DT | VR::TM if self.times.are_kept() => {
                    let moved = self.times.action(vr, element);
                    (moved.unwrap_or(Action::Empty), Why::Moved)
                }
                VR::SQ => (self.enter(element, context, depth), Why::Sequence),
                VR::UI => self.uid(element, self.policy.has(ProfileOption::Uids)),
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

    /// What an earlier tool said of its cleaning, entry by entry; ours is added behind it.
    fn method(&self, element: &Element, context: &Context<'_>) -> Action {
        let bytes = raw_bytes(element).unwrap_or_default();
        let text = context.character_set.decode(VR::LO, bytes);
        let entries = text.split('\\').map(str::trim);
        let stay: Vec<&str> = entries
            .filter(|entry| earlier::may_stay(entry, &self.identifiers))
            .collect();
        match stay.is_empty() {
            true => Action::Remove,
            false => Action::Replace {
                value: stay.join("\\").into_bytes(),
            },
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
        let choice = row.choice(self.policy);
        let by_option = choice.and_then(|(code, option)| {
            let action = self.by_option(code, option, element, vr, context, depth)?;
            Some((action, Why::Row { code, taken: code }))
        });
        if let Some(done) = by_option {
            return done;
        }
        // Where nothing is left of a value, what the Basic Profile does is done.
        let taken = match row.basic {
            // References tie images together in time: where dates stay, they stay too, with new UIDs.
            Code::XZU if self.times.are_kept() => Code::U,
            code => code.at(element.header().tag, place),
        };
        let why = Why::Row {
            code: row.basic,
            taken,
        };
        match (taken, vr) {
            (Code::Z, _) => (Action::Empty, why),
            // A sequence that must have items keeps them, each cleaned.
            (Code::D | Code::U, VR::SQ) => (self.enter(element, context, depth), why),
            (Code::U, _) | (Code::D, VR::UI) => self.uid(element, false),
            (Code::D, _) => {
                let listed = enumeration(element.header().tag);
                let neutral = listed.and_then(|listed| listed.neutral(0));
                let like = raw_bytes(element).unwrap_or_default();
                let value = neutral.map_or_else(
                    || dummy(element.header().tag, vr, like),
                    |value| value.as_bytes().to_vec(),
                );
                (Action::Replace { value }, why)
            }
            // No basic action keeps or cleans; a row that says so would be a mistake in the data.
            (Code::X, _) | (_, _) => (Action::Remove, why),
        }
    }

    pub(super) fn enter(&self, element: &Element, context: &Context<'_>, depth: usize) -> Action {
        let mode = Mode {
            cleans_text: context.cleans_text,
            keeps_codes: false,
        };
        self.enter_as(mode, element, context, depth)
    }

    pub(super) fn enter_as(
        &self,
        mode: Mode,
        element: &Element,
        context: &Context<'_>,
        depth: usize,
    ) -> Action {
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
            .map(|item| self.level(item, context.character_set, mode, Some(tag), depth + 1))
            .collect();
        Action::Enter { items }
    }

    /// Every UID is remapped unless it is the standard's own or UIDs are kept, whether or not the table names its
    /// attribute. One that is made of an identifier is not kept.
    pub(super) fn uid(&self, element: &Element, kept: bool) -> (Action, Why) {
        let Some(bytes) = raw_bytes(element) else {
            return (Action::Empty, Why::Empty);
        };
        let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        let mut all_known = true;
        let values: Vec<String> = text
            .split('\\')
            .map(|value| {
                let original = OriginalUid::new(value);
                if kept && is_uid(value) && !self.identifiers.in_uid(value) {
                    return value.to_owned();
                }
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

/// Whether a value has the form of a UID (PS3.5 9.1), so that no text hides in it.
fn is_uid(value: &str) -> bool {
    let value = value.trim_matches([' ', '\0']);
    value.len() <= 64
        && value
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'.')
}

/// The owner of a block stays with at least one attribute of it.
fn keep_owners(actions: &mut [PlannedAction]) {
    let owners: BTreeSet<Tag> = actions
        .iter()
        .filter(|planned| {
            planned.why == Why::SafePrivate && !matches!(planned.action, Action::Remove)
        })
        .map(|planned| creator_of(planned.tag))
        .collect();
    for planned in actions
        .iter_mut()
        .filter(|planned| owners.contains(&planned.tag))
    {
        (planned.vr, planned.action, planned.why) = (VR::LO, Action::Keep, Why::SafePrivate);
    }
}

/// An overlay in the pixels' unused bits (retired; PS3.5 8.1.2) goes, since these are cleared; and some readers refuse
/// a file that promises an overlay and has none.
fn drop_overlays_in_pixels(data_set: &DataSet, actions: &mut [PlannedAction]) {
    let in_pixels: Vec<u16> = overlay::only_in_pixels(data_set).collect();
    for planned in actions
        .iter_mut()
        .filter(|planned| in_pixels.contains(&planned.tag.group()))
    {
        (planned.action, planned.why) = (Action::Remove, Why::OverlayInPixels);
    }
}

/// The dictionary's VR; where it leaves a choice, the file's if that is one of them.
fn dictionary_vr(vr: VirtualVr, found: VR) -> VR {
    match (vr, found) {
        (VirtualVr::Xs, VR::SS) => VR::SS,
        (VirtualVr::Lt, VR::US | VR::SS) => found,
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
