//! Before and after, side by side: the rows of the table that tells a person what becomes of every attribute.
//!
//! In come a header, its plan and what is known of its pixels; out comes one [`Row`] for every attribute of the header,
//! of what leaves, and of every item that is cleaned, the patient's own first, then in the order of the file. What is
//! said to leave is taken from [`apply`] itself. Values in the rows are the patient's: they are for the screen, never
//! for a file, log or error.

mod shown;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeSet;

use dicom_core::{Tag, VR};
use serde::{Deserialize, Serialize};

use crate::deid::apply::{Established, apply};
use crate::deid::plan::action::Code;
use crate::deid::plan::planned::{Action, Plan, PlannedAction, Why};
use crate::deid::plan::private::creator_of;
use crate::deid::profile::policy::{Policy, ProfileOption};
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{Element, raw_bytes};
use crate::dicom::{DataSet, DataSetExt};
use crate::standard::dictionary::{is_private, is_private_creator, keyword};
use crate::standard::profile::table;

pub use shown::Shown;

/// Group of the patient's own attributes.
const PATIENT_GROUP: u16 = 0x0010;

/// One attribute, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Group and element.
    pub tag: (u16, u16),
    /// Keyword; `Private (owner)` and the like where there is none.
    pub name: String,
    /// How many sequences it lies in.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub depth: u32,
    /// The row of the sequence that it lies in, by its place in the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<u32>,
    /// The item of that sequence that it lies in, from 1; 0 at the top level.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub item: u32,
    /// How many of the rows that follow lie in it.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub below: u32,
    /// The original's value: the patient's, and for the screen only.
    pub before: Shown,
    /// The value that leaves.
    pub after: Shown,
    /// How the two differ.
    pub what: What,
    /// What made the choice.
    pub why: Reason,
}

/// What is done to an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It leaves as it was, or is as empty as it was.
    Kept,
    /// A sequence that stays, of whose items something changes.
    ItemByItem,
    /// It does not leave.
    Removed,
    /// It leaves without a value.
    Emptied,
    /// It leaves with another value, which says nothing of the original.
    Replaced,
    /// What identifies is taken out of the value.
    Cleaned,
    /// A date that moves with all dates of the patient.
    Moved,
    /// Was not there before.
    Added,
}

/// Why it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// By the plan; with the option of the profile that made the choice.
    Planned(Why, Option<ProfileOption>),
    /// Says that and how the header was cleaned.
    Stamp,
    /// File meta information is written anew.
    FileMeta,
    /// The picture, with how many rectangles are painted.
    Picture(u32),
    /// A video that is painted and compressed again.
    Video,
}

/// The rows of a header and its plan.
pub fn comparison(original: &DataSet, plan: &Plan, established: &Established) -> Vec<Row> {
    let cleaned = apply(original, plan, established);
    let nothing = Plan {
        actions: Vec::new(),
        ..plan.clone()
    };
    let stamps = apply(&DataSet::new_empty(), &nothing, established);
    let mut comparing = Comparing {
        policy: &plan.policy,
        stamps: stamps.tags().collect(),
        rows: Vec::new(),
    };
    let place = Place {
        depth: 0,
        parent: None,
        item: 0,
    };
    let ascii = CharacterSet::default();
    comparing.level([original, &cleaned], &plan.actions, [&ascii, &ascii], place);
    comparing.rows
}

struct Comparing<'a> {
    policy: &'a Policy,
    stamps: BTreeSet<Tag>,
    rows: Vec<Row>,
}

#[derive(Clone, Copy)]
struct Place {
    depth: u32,
    parent: Option<u32>,
    item: u32,
}

impl Place {
    /// Of an item, counted from 0, of the sequence in this row.
    fn below(self, row: usize, item: usize) -> Self {
        Self {
            depth: self.depth + 1,
            parent: u32::try_from(row).ok(),
            item: u32::try_from(item + 1).unwrap_or(u32::MAX),
        }
    }
}

/// The items of a sequence before and after, each with what is planned for it.
fn entered<'a>(
    [original, cleaned]: [&'a DataSet; 2],
    tag: Tag,
    items: &'a [Vec<PlannedAction>],
) -> Vec<([&'a DataSet; 2], &'a [PlannedAction])> {
    let pairs = original.nested(tag).iter().zip(cleaned.nested(tag));
    let pairs = pairs.map(|(before, after)| [before, after]);
    pairs.zip(items.iter().map(Vec::as_slice)).collect()
}

impl Comparing<'_> {
    /// A data set or an item, before and after; character sets are those of the parent.
    fn level(
        &mut self,
        [original, cleaned]: [&DataSet; 2],
        actions: &[PlannedAction],
        [set_before, set_after]: [&CharacterSet; 2],
        place: Place,
    ) {
        let (own_before, own_after) = (original.character_set(), cleaned.character_set());
        let sets = [
            own_before.as_ref().unwrap_or(set_before),
            own_after.as_ref().unwrap_or(set_after),
        ];
        let tags: BTreeSet<Tag> = original.tags().chain(cleaned.tags()).collect();
        let mut tags = Vec::from_iter(tags);
        if place.depth == 0 {
            // What is the patient's own is what a person looks for first.
            tags.sort_by_key(|tag| tag.group() != PATIENT_GROUP);
        }
        for tag in tags {
            let both = [original.get(tag), cleaned.get(tag)];
            let planned = actions
                .binary_search_by_key(&tag, |planned| planned.tag)
                .ok()
                .and_then(|at| actions.get(at));
            let at = self.rows.len();
            let [before, after] = both;
            self.rows.push(Row {
                tag: (tag.group(), tag.element()),
                name: name(tag, original, sets[0]),
                depth: place.depth,
                parent: place.parent,
                item: place.item,
                below: 0,
                before: shown::shown(before, sets[0]),
                after: shown::shown(after, sets[1]),
                what: What::Kept,
                why: Reason::Stamp,
            });
            let nothing = DataSet::new_empty();
            let items: Vec<([&DataSet; 2], &[PlannedAction])> = match planned.map(|it| &it.action) {
                _ if self.is_stamp(tag, place.depth) => {
                    let added = cleaned.nested(tag).iter();
                    added.map(|item| ([&nothing, item], &[][..])).collect()
                }
                Some(Action::Enter { items }) => entered([original, cleaned], tag, items),
                _ => Vec::new(),
            };
            for (number, (pair, actions)) in items.into_iter().enumerate() {
                self.level(pair, actions, sets, place.below(at, number));
            }
            let below = self.rows.len() - at - 1;
            let changes = self.rows.iter().skip(at + 1).any(Row::is_changed);
            let (what, why) = self.verdict(tag, both, planned, place.depth, changes);
            if let Some(row) = self.rows.get_mut(at) {
                row.below = u32::try_from(below).unwrap_or(u32::MAX);
                (row.what, row.why) = (what, why);
            }
        }
    }

    fn is_stamp(&self, tag: Tag, depth: u32) -> bool {
        depth == 0 && self.stamps.contains(&tag)
    }

    fn verdict(
        &self,
        tag: Tag,
        [before, after]: [Option<&Element>; 2],
        planned: Option<&PlannedAction>,
        depth: u32,
        changes_below: bool,
    ) -> (What, Reason) {
        let Some(planned) = planned.filter(|_| !self.is_stamp(tag, depth)) else {
            return (replaced(before, after, What::Replaced), Reason::Stamp);
        };
        let PlannedAction {
            action, why, vr, ..
        } = planned;
        let what = match action {
            // What the plan keeps and the stamps take away: a word on burned-in text that nobody vouches for.
            Action::Keep if after.is_none() => return (What::Removed, Reason::Stamp),
            Action::Keep => What::Kept,
            Action::Enter { .. } if changes_below => What::ItemByItem,
            Action::Enter { .. } => What::Kept,
            Action::Empty if before.is_some_and(has_value) => What::Emptied,
            Action::Empty => What::Kept,
            Action::Remove => What::Removed,
            Action::Replace { .. } => {
                let cleans = matches!(why, Why::Cleaned | Why::Row { taken: Code::C, .. });
                let moves = *why == Why::Moved || cleans && is_time(*vr);
                let what = match (moves, cleans) {
                    (true, _) => What::Moved,
                    (false, true) => What::Cleaned,
                    (false, false) => What::Replaced,
                };
                replaced(before, after, what)
            }
        };
        let by_option = matches!(
            why,
            Why::Row {
                taken: Code::C | Code::K,
                ..
            }
        );
        let row = table().row(tag).filter(|_| by_option);
        let option = row.and_then(|row| row.choice(self.policy));
        (
            what,
            Reason::Planned(*why, option.map(|(_, option)| option)),
        )
    }
}

impl Row {
    /// Whether anything of it changes.
    pub fn is_changed(&self) -> bool {
        self.what != What::Kept
    }
}

/// What it is to put one value in another's place.
fn replaced(before: Option<&Element>, after: Option<&Element>, what: What) -> What {
    let value = |element: &Element| raw_bytes(element).map(|bytes| bytes.trim_ascii_end().to_vec());
    match (before, after) {
        (None, _) => What::Added,
        (Some(_), None) => What::Removed,
        (Some(before), Some(after)) => {
            match before.items().is_none() && value(before) == value(after) {
                true => What::Kept,
                false => what,
            }
        }
    }
}

fn has_value(element: &Element) -> bool {
    raw_bytes(element).is_some() || element.items().is_some_and(|items| !items.is_empty())
}

fn is_time(vr: VR) -> bool {
    matches!(vr, VR::DA | VR::DT | VR::TM)
}

pub(super) fn name(tag: Tag, data_set: &DataSet, character_set: &CharacterSet) -> String {
    if let Some(keyword) = keyword(tag) {
        return keyword.to_owned();
    }
    if is_private_creator(tag) {
        return "Private owner".to_owned();
    }
    if !is_private(tag) {
        return "Unknown".to_owned();
    }
    match data_set.text_in(creator_of(tag), character_set) {
        Some(owner) => format!("Private ({})", shown::cut(&owner)),
        None => "Private (nobody’s)".to_owned(),
    }
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}
