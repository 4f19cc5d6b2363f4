//! Reads a header, attribute by attribute.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::attributes::{
    DEVICE_DATES, DEVICE_UIDS, INSTITUTION, forbidden, is_free_text, is_technical,
};
use super::method::{are_of_the_standard, entries_of_others};
use super::needles::Needles;
use super::permitted::Permitted;
use super::search::{Haystack, Scope, Search};
use super::values::is_great_age;
use super::{
    Expect, Findings, Kind, Rank, days, form, is_of_standard, is_text, needles, patterns, place,
    safe_private, values,
};
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{DataSetExt, Element, raw_bytes};

/// Deeper nesting than any IOD has; stops a file made to exhaust the stack.
pub const MAX_DEPTH: usize = 64;

/// Values that stand for nothing.
const PLACEHOLDER: &str = "ANONYMISED";

/// Reads one header; what it finds goes to `findings`.
pub(super) struct Reader<'a> {
    pub(super) needles: &'a Needles,
    pub(super) search: &'a Search,
    pub(super) permitted: &'a Permitted<'a>,
    pub(super) expect: &'a Expect<'a>,
    /// Days by which most dates of this header are later than they were.
    pub(super) moved_by: Option<i64>,
    pub(super) findings: &'a mut Findings,
}

/// Of everybody's numbers, shorter ones are coordinates too.
const FEWEST_OF_EVERYBODY: usize = 8;

/// A date this far from where it was is none that was moved.
const FARTHEST_MOVE: i64 = 3_660;

/// By how many days most dates at the top level are later than they were, if two or more agree.
pub(super) fn days_moved(original: &DataSet, output: &DataSet) -> Option<i64> {
    let mut moves: Vec<i64> = Vec::new();
    for element in output {
        let tag = element.header().tag;
        if element.vr() != VR::DA || tag == tags::PATIENT_BIRTH_DATE {
            continue;
        }
        let before = original.get(tag).and_then(raw_bytes);
        moves.extend(before.and_then(|before| days::between(before, raw_bytes(element)?)));
    }
    let count = |by: i64| moves.iter().filter(|other| **other == by).count();
    let most = moves.iter().copied().max_by_key(|by| count(*by))?;
    (count(most) > 1).then_some(most)
}

impl Reader<'_> {
    /// `original` is the data set at the same place, if there was one.
    pub(super) fn level(
        &mut self,
        original: Option<&DataSet>,
        data_set: &DataSet,
        inherited: &CharacterSet,
        path: &mut Vec<(Tag, usize)>,
    ) {
        let own = data_set.character_set();
        let character_set = own.as_ref().unwrap_or(inherited);
        for element in data_set {
            let tag = element.header().tag;
            if path.is_empty() && are_of_the_standard(tag, element) {
                continue;
            }
            let others;
            let element = match path.is_empty() && tag == tags::DEIDENTIFICATION_METHOD {
                true => match entries_of_others(element) {
                    Some(left) => {
                        others = left;
                        &others
                    }
                    None => continue,
                },
                false => element,
            };
            let before = original.and_then(|original| original.get(tag));
            let parent = path.last().map(|(sequence, _)| *sequence);
            if self.permitted.allows(parent, before, element) {
                if raw_bytes(element).is_some_and(|bytes| form::is_no_text(element.vr(), bytes)) {
                    self.findings
                        .add(place(path, tag), Kind::Form, Rank::Certain);
                }
                continue;
            }
            let is_wrong = |bytes| form::is_wrong(tag, element.vr(), bytes, character_set);
            if raw_bytes(element).is_some_and(is_wrong) {
                self.findings
                    .add(place(path, tag), Kind::Form, Rank::Certain);
            }
            if let Some((kind, rank)) = self.element(data_set, before, element, character_set) {
                self.findings.add(place(path, tag), kind, rank);
            }
            let Some(items) = element.items() else {
                continue;
            };
            if path.len() >= MAX_DEPTH {
                self.findings
                    .add(place(path, tag), Kind::TooDeep, Rank::Certain);
                continue;
            }
            let originals = before.and_then(|before| before.items()).unwrap_or_default();
            for (number, item) in items.iter().enumerate() {
                path.push((tag, number));
                self.level(originals.get(number), item, character_set, path);
                path.pop();
            }
        }
    }

    /// What is wrong with one attribute, its items left out.
    fn element(
        &self,
        data_set: &DataSet,
        before: Option<&Element>,
        element: &Element,
        character_set: &CharacterSet,
    ) -> Option<(Kind, Rank)> {
        let tag = element.header().tag;
        let certain = |kind| (kind, Rank::Certain);
        if let Some(kind) = forbidden(tag) {
            if !self.allows(kind, data_set, element) {
                return Some(certain(kind));
            }
            // The owner's name is as the standard has it.
            if kind == Kind::PrivateAttribute && tag.element() <= 0x00FF {
                return None;
            }
        }
        let bytes = raw_bytes(element)?;
        match element.vr() {
            VR::PN => (!self.is_nobody(bytes)).then_some(certain(Kind::PersonName)),
            VR::UI => values(bytes)
                .find_map(|uid| self.uid(tag, uid))
                .map(certain),
            VR::DA | VR::DT => self
                .date(tag, before, bytes)
                .then_some(certain(Kind::OriginalDate)),
            VR::DS | VR::IS | VR::AS | VR::TM => self.numbers(element, bytes, character_set),
            vr if is_text(vr) => self.text(tag, vr, bytes, character_set),
            _ => self.search.finds(bytes, Haystack::Bytes),
        }
    }

    /// Whether an attribute that may seldom be there is one of those that may.
    fn allows(&self, kind: Kind, data_set: &DataSet, element: &Element) -> bool {
        let tag = element.header().tag;
        let is_safe = kind == Kind::PrivateAttribute
            && self.expect.kept.safe_private
            && safe_private::is_safe(data_set, tag);
        let is_blank = kind == Kind::Overlay
            && self.expect.kept.blank_overlays
            && (tag.element() != 0x3000
                || raw_bytes(element).is_none_or(|drawn| drawn.iter().all(|byte| *byte == 0)));
        is_safe || is_blank
    }

    /// In numbers only a whole value can be an identifier: any five digits stand somewhere in a coordinate.
    fn numbers(
        &self,
        element: &Element,
        bytes: &[u8],
        character_set: &CharacterSet,
    ) -> Option<(Kind, Rank)> {
        let is_single = !bytes.contains(&b'\\');
        // Of a thousand people somebody has the number of any coordinate.
        let is_long_enough = |value: &[u8]| {
            let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
            self.search.scope() == Scope::One || digits >= FEWEST_OF_EVERYBODY
        };
        values(bytes).find_map(|value| {
            if is_long_enough(value) && self.needles.has_number(value) {
                return Some((Kind::Identifier, Rank::Certain));
            }
            if element.vr() == VR::AS && is_great_age(value) {
                return Some((Kind::GreatAge, Rank::Certain));
            }
            if matches!(element.vr(), VR::DS | VR::IS)
                && is_long_enough(value)
                && self.needles.is_number_of_somebody(value, is_single)
            {
                return Some((Kind::Identifier, Rank::Likely));
            }
            // What is no number is text in the wrong place.
            let is_number = |byte: &u8| byte.is_ascii_digit() || b"+-.:eEDWMY".contains(byte);
            match value.iter().all(is_number) {
                true => None,
                false => self.text(element.header().tag, VR::UT, value, character_set),
            }
        })
    }

    fn text(
        &self,
        tag: Tag,
        vr: VR,
        bytes: &[u8],
        character_set: &CharacterSet,
    ) -> Option<(Kind, Rank)> {
        // Eight letters by chance may well have a short name in them.
        if bytes.trim_ascii_end() == self.expect.case.as_bytes() {
            return None;
        }
        let is_technical = vr == VR::CS || is_technical(tag);
        let haystack = match is_technical {
            true => Haystack::Technical(vr, character_set),
            false => Haystack::Text(vr, character_set),
        };
        if let Some(found) = self.search.finds(bytes, haystack) {
            return Some(found);
        }
        let may_have_one = self.expect.kept.institution && INSTITUTION.contains(&tag);
        if !may_have_one && patterns::finds(bytes) {
            return Some((Kind::Pattern, Rank::Certain));
        }
        let folded = bytes.to_ascii_lowercase();
        if self.search.scope() == Scope::Everybody || !self.needles.finds_date(&folded) {
            return None;
        }
        // A version of software may be dated the day of the examination.
        let rank = match is_technical || !is_free_text(tag) {
            true => Rank::Weak,
            false => Rank::Likely,
        };
        Some((Kind::OriginalDate, rank))
    }

    /// Whether a date is one that must not be there. A moved date is compared with the one at its own place: moved
    /// dates of one header may well fall on one another.
    fn date(&self, tag: Tag, before: Option<&Element>, bytes: &[u8]) -> bool {
        let kept = &self.expect.kept;
        let is_birth = || values(bytes).any(|date| self.search.is_birth_date(date));
        if tag == tags::PATIENT_BIRTH_DATE && is_birth() {
            return true;
        }
        let before = before.and_then(raw_bytes);
        if kept.moved_dates {
            // On the day of a birth a moved date may well fall, but no other than the rest of its header's would.
            let is_moved = |before| {
                days::between(before, bytes).is_some_and(|by| match self.moved_by {
                    Some(most) => by == most,
                    None => by.abs() < FARTHEST_MOVE,
                })
            };
            return match before {
                Some(before) => {
                    needles::share_a_day(before, bytes) || (is_birth() && !is_moved(before))
                }
                None => is_birth(),
            };
        }
        if kept.full_dates || (kept.device && DEVICE_DATES.contains(&tag)) {
            // Whoever is examined on the first day of life was born on that day.
            let is_kept = before.is_some_and(|before| needles::share_a_day(before, bytes));
            return is_birth() && !is_kept;
        }
        values(bytes).any(|date| self.needles.has_date(date))
    }

    /// A name that is the case name, the placeholder, or none.
    fn is_nobody(&self, bytes: &[u8]) -> bool {
        values(bytes).all(|value| {
            value.is_empty()
                || value == self.expect.case.as_bytes()
                || value == PLACEHOLDER.as_bytes()
        })
    }

    /// A UID may be one of the standard's, or a new one; never one that the original used for itself.
    fn uid(&self, tag: Tag, uid: &[u8]) -> Option<Kind> {
        if uid.is_empty() {
            return None;
        }
        let kept = &self.expect.kept;
        let may_stay = kept.uids || (kept.device && DEVICE_UIDS.contains(&tag));
        if may_stay && !self.needles.has_long_number_in(uid) {
            return None;
        }
        let new = uid.starts_with(b"2.25.") && !self.needles.has_uid(uid);
        if new || (is_of_standard(uid) && !self.needles.has_long_number_in(uid)) {
            return None;
        }
        Some(Kind::OriginalUid)
    }
}
