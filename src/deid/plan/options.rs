//! What the options of Table E.1-1 do where they keep or clean an attribute.
//!
//! In comes an attribute whose row has a K or C for an option that is set; out comes what is done, or nothing: then
//! the Basic Profile's action is taken. A kept value is kept only while it has its VR's form and names nobody.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::action::Code;
use super::no_row::{Context, cleaned_text, is_text, judge, names_somebody};
use super::planned::{Action, PlannedAction, Why};
use super::planner::{Mode, Planner};
use crate::deid::profile::policy::ProfileOption;
use crate::deid::values::code_strings::code_string;
use crate::deid::values::forms::is_age;
use crate::deid::values::times::{OLDEST, is_offset};
use crate::dicom::dataset::{Element, raw_bytes};
use crate::dicom::overlay;

impl Planner<'_> {
    pub(super) fn by_option(
        &self,
        code: Code,
        option: ProfileOption,
        element: &Element,
        vr: VR,
        context: &Context<'_>,
        depth: usize,
    ) -> Option<Action> {
        use ProfileOption::*;
        match element.header().tag.group() {
            // Private attributes are decided by their list; a curve cannot be cleaned.
            _ if option == SafePrivate => return None,
            0x5000..=0x50FF => return None,
            0x6000..=0x60FF => return Some(overlay(vr, element, context)),
            _ => {}
        }
        if vr == VR::SQ || element.items().is_some() {
            return (vr == VR::SQ).then(|| self.sequence(option, element, context, depth));
        }
        let bytes = raw_bytes(element)?;
        match vr {
            VR::DA | VR::DT | VR::TM if matches!(option, FullDates | ModifiedDates) => {
                self.times.action(vr, element)
            }
            VR::DA | VR::DT | VR::TM => self.times.unmoved(vr, element),
            VR::SH if matches!(option, FullDates | ModifiedDates) => {
                is_offset(bytes).then_some(Action::Keep)
            }
            VR::UI => Some(self.uid(element, true).0),
            VR::AS => age(bytes),
            _ if code == Code::C => cleaned_text(vr, element, context),
            VR::CS => match code_string(bytes, element, context).0 {
                // What the Basic Profile does is done.
                Action::Empty | Action::Remove => None,
                action => Some(action),
            },
            _ if is_text(vr) => self.text(option, vr, element, context),
            VR::DS | VR::IS | VR::US | VR::SS | VR::UL | VR::SL | VR::FL | VR::FD => {
                match judge(element.header().tag, vr, element, context).0 {
                    Action::Keep => Some(Action::Keep),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// A text is kept whole where it names nobody, and cleaned where it does.
    fn text(
        &self,
        option: ProfileOption,
        vr: VR,
        element: &Element,
        context: &Context<'_>,
    ) -> Option<Action> {
        let bytes = raw_bytes(element)?;
        let is_named = match option {
            // An address has a postcode and a telephone number; they are what is kept.
            ProfileOption::Institution if ADDRESSES.contains(&element.header().tag) => {
                let text = context.character_set.decode(vr, bytes);
                self.identifiers.named_in(&text)
            }
            ProfileOption::PatientCharacteristics => true,
            _ => names_somebody(vr, bytes, element, context),
        };
        match is_named || !is_text(element.vr()) {
            false => Some(Action::Keep),
            true => cleaned_text(vr, element, context),
        }
    }

    fn sequence(
        &self,
        option: ProfileOption,
        element: &Element,
        context: &Context<'_>,
        depth: usize,
    ) -> Action {
        use ProfileOption::*;
        let mode = Mode {
            cleans_text: context.cleans_text || matches!(option, StructuredContent | Graphics),
            keeps_codes: matches!(option, Device | Institution | PatientCharacteristics),
        };
        self.enter_as(mode, element, context, depth)
    }

    /// A private attribute that the standard lists as safe, under the VR of that list.
    pub(super) fn safe_private(
        &self,
        vr: VR,
        element: &Element,
        context: &Context<'_>,
        depth: usize,
    ) -> PlannedAction {
        let bytes = raw_bytes(element).unwrap_or_default();
        let action = match vr {
            VR::SQ if element.items().is_some() => self.enter(element, context, depth),
            _ if element.items().is_some() => Action::Remove,
            _ if bytes.is_empty() => Action::Empty,
            VR::UI => {
                let kept = self.policy.has(ProfileOption::Uids);
                self.uid(element, kept).0
            }
            VR::DA | VR::DT | VR::TM => {
                let moved = self.times.action(vr, element);
                moved.unwrap_or(Action::Remove)
            }
            VR::CS => code_string(bytes, element, context).0,
            VR::OB | VR::OW => match names_somebody(vr, bytes, element, context) {
                true => Action::Remove,
                false => Action::Keep,
            },
            _ if is_text(vr) => cleaned_text(vr, element, context).unwrap_or(Action::Remove),
            _ => {
                // The file may not know the VR of what it calls private.
                let known = crate::dicom::dataset::leaf(element.header().tag, vr, bytes.to_vec());
                let same = matches!(element.vr(), VR::UN) || element.vr() == vr;
                match judge(element.header().tag, vr, &known, context).0 {
                    Action::Keep if same => Action::Keep,
                    _ => Action::Remove,
                }
            }
        };
        PlannedAction {
            tag: element.header().tag,
            vr,
            keyword: "".into(),
            action,
            why: Why::SafePrivate,
        }
    }
}

/// An overlay is cleaned by wiping its drawing: what it says of its size and place stays, text in it is cleaned.
fn overlay(vr: VR, element: &Element, context: &Context<'_>) -> Action {
    if element.header().tag.element() == overlay::DATA {
        return match raw_bytes(element) {
            Some(bytes) => Action::Replace {
                value: vec![0; bytes.len()],
            },
            None => Action::Remove,
        };
    }
    let context = Context {
        cleans_text: true,
        ..*context
    };
    judge(element.header().tag, vr, element, &context).0
}

/// Name, address and department of the institution.
const ADDRESSES: [Tag; 3] = [
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::INSTITUTIONAL_DEPARTMENT_NAME,
];

/// An age, with all above 89 told as 90.
fn age(bytes: &[u8]) -> Option<Action> {
    if !is_age(bytes) {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let number: u32 = text.get(..3)?.parse().ok()?;
    let in_a_year = match text.get(3..4)? {
        "Y" => 1,
        "M" => 12,
        "W" => 52,
        _ => 365,
    };
    Some(match number / in_a_year > OLDEST {
        true => Action::Replace {
            value: b"090Y".to_vec(),
        },
        false => Action::Keep,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_over_89_become_90() {
        let over = Some(Action::Replace {
            value: b"090Y".to_vec(),
        });
        assert_eq!(age(b"094Y"), over);
        assert_eq!(age(b"090Y"), over);
        assert_eq!(age(b"089Y"), Some(Action::Keep));
        assert_eq!(age(b"006M"), Some(Action::Keep));
        assert_eq!(age(b"Jane"), None);
    }
}
