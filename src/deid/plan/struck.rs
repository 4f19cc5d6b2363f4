//! What a person struck out goes, wherever it would leave.
//!
//! The door drops struck words and texts itself; but some texts pass by no door: what an option keeps whole, or a list
//! names. So every text that the plan lets out is asked about once more, and goes as a whole if anything struck stands
//! in it. An attribute's own terms (PS3.3) are no texts, and stay.

use dicom_core::VR;

use super::action::{Code, Place};
use super::kept_form::{is_line, is_made_of_it};
use super::no_row;
use super::planned::{Action, PlannedAction, Why};
use crate::deid::text::Wording;
use crate::deid::values::dummy::dummy;
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::raw_bytes;
use crate::standard::enumerations::enumeration;
use crate::standard::profile::table;

/// Strikes out of the plan of one data set or item.
pub(super) fn strike(
    wording: &Wording,
    (data_set, character_set): (&DataSet, &CharacterSet),
    place: &Place<'_>,
    actions: &mut [PlannedAction],
) {
    for planned in actions {
        let original = data_set.get(planned.tag).and_then(raw_bytes);
        let Some(original) = original.filter(|_| is_line(planned.vr)) else {
            continue;
        };
        let leaves = match &planned.action {
            Action::Keep if !matches!(planned.why, Why::Permitted | Why::CharacterSet) => original,
            Action::Replace { value } if is_made_of_it(planned) => value,
            _ => continue,
        };
        if !has_struck(wording, planned, leaves, character_set) {
            continue;
        }
        let row = table().row(planned.tag);
        planned.action = match row.map(|row| row.basic.at(planned.tag, place)) {
            Some(Code::Z) => Action::Empty,
            Some(Code::D) => Action::Replace {
                value: dummy(planned.tag, planned.vr, original),
            },
            Some(_) => Action::Remove,
            None => no_row::struck(planned.tag, planned.vr, original),
        };
        planned.why = Why::Struck;
    }
}

fn has_struck(
    wording: &Wording,
    planned: &PlannedAction,
    leaves: &[u8],
    character_set: &CharacterSet,
) -> bool {
    let own = enumeration(planned.tag).filter(|_| planned.vr == VR::CS);
    let values = character_set.split_values(planned.vr, leaves);
    let mut texts = values
        .into_iter()
        .map(|value| character_set.decode(planned.vr, value));
    texts.any(|text| {
        let is_own = own.is_some_and(|own| own.find(text.trim()).is_some());
        !is_own && wording.strikes(&text)
    })
}
