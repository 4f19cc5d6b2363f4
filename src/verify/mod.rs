//! The second, independent reading of what is about to leave.
//!
//! In comes the instance as read again from the output's bytes, and the original; out comes nothing, or the places
//! where something must not leave, surest first.
//!
//! Shares no judgement with [`crate::deid`], the room that cleans, so that one mistake is not made twice. This is all that
//! both use:
//!
//! - the DICOM reader ([`crate::dicom`]): how a file is taken apart, and how its texts are decoded;
//! - the standard's data ([`crate::standard`]): the dictionary with its multiplicities, transfer syntaxes, private attributes
//!   that are safe; what a kind of object requires is read here alone, and Table E.1-1 by the cleaning alone;
//! - the words that free text may keep (`src/deid/data/vocabulary.txt`), here as words that everybody uses.
//!
//! Lists that both readings have, each its own: attributes that name somebody, technical words, names of the profile, days
//! and UIDs of machines, the calendar. `two_readings_tests.rs` holds them against the standard and each other, and names
//! what may differ.
//!
//! | file | job |
//! |---|---|
//! | [`finding`] | what can be found, and how sure it is |
//! | [`needles`] | what the original says of the patient and the people around him |
//! | [`search`] | finds it among bytes |
//! | `anywhere` | many strings looked for at once |
//! | [`fold`] | words without case and accents, and by their looks |
//! | `near` | words with a letter wrong |
//! | `words` | words that everybody uses |
//! | [`days`] | dates as people write them |
//! | [`unfold`] | what is written in another form, or compressed |
//! | [`evidence`] | how sure it is that letters among bytes are no chance |
//! | [`streams`] | what is no picture among compressed pixel bytes |
//! | [`samples`] | whole names and numbers among samples, coded or not |
//! | `form` | that every value is what its VR says |
//! | [`conformance`] | what the original had and its kind requires |
//! | [`pictures`] | that the picture has its form still |
//! | [`patterns`] | numbers and addresses that are some person's, whoever's |
//! | `permitted` | identifiers that stay by permission |
//! | `safe_private` | private attributes that may stay |
//!
//! Never: a value appears in a finding; an attribute is changed.

mod anywhere;
pub mod conformance;
pub mod days;
pub mod evidence;
pub mod finding;
pub mod fold;
mod form;
mod near;
pub mod needles;
pub mod patterns;
mod permitted;
pub mod pictures;
mod safe_private;
pub mod samples;
pub mod search;
pub mod streams;
pub mod unfold;
mod words;

use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::{DataSetExt, Element, leaf, raw_bytes};
use crate::dicom::{DataSet, Instance, SourceError};
use crate::standard::uids::ROOT;
use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::{StandardDataDictionary, tags};
pub use finding::{Finding, Findings, Kind, Rank};
use needles::Needles;
use permitted::Permitted;
use samples::Samples;
use search::{Haystack, Scope, Search};

/// What the output must say.
#[derive(Debug, Clone, Copy)]
pub struct Expect<'a> {
    /// The patient's new name and ID.
    pub case: &'a str,
    /// What of the original may be found again.
    pub kept: Kept,
}

/// What stays on purpose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// UIDs that are not made of an identifier.
    pub uids: bool,
    /// Serial numbers and station names.
    pub device: bool,
    /// Name and address of the institution.
    pub institution: bool,
    /// Dates but the birth date.
    pub full_dates: bool,
    /// Every date is another one than at its place before; which one is not asked here.
    pub moved_dates: bool,
    /// Private attributes that the standard lists as safe.
    pub safe_private: bool,
    /// Overlays without anything drawn.
    pub blank_overlays: bool,
    /// The patient ID, by permission.
    pub patient_id: bool,
    /// The accession number, by permission.
    pub accession_number: bool,
}

/// Whether a name has the form that this program gives to patients: `CASE-` and eight characters of Crockford's;
/// six, if an older linking key gave it.
pub fn is_case_name(name: &str) -> bool {
    let of_crockford =
        |byte: u8| byte.is_ascii_digit() || (byte.is_ascii_uppercase() && !b"ILOU".contains(&byte));
    name.strip_prefix("CASE-")
        .is_some_and(|code| matches!(code.len(), 6 | 8) && code.bytes().all(of_crockford))
}

/// Deeper nesting than any IOD has; stops a file made to exhaust the stack.
pub const MAX_DEPTH: usize = 64;

/// When a machine was made, put up and calibrated.
const DEVICE_DATES: &[Tag] = &[
    tags::CALIBRATION_DATE,
    tags::DATE_OF_LAST_CALIBRATION,
    tags::DATE_TIME_OF_LAST_CALIBRATION,
    tags::CALIBRATION_DATE_TIME,
    tags::DATE_OF_MANUFACTURE,
    tags::DATE_OF_INSTALLATION,
    tags::DATE_OF_LAST_DETECTOR_CALIBRATION,
    tags::BEAM_HOLD_TRANSITION_DATE_TIME,
];

/// UIDs of a machine and of its kind.
const DEVICE_UIDS: &[Tag] = &[tags::DEVICE_UID, tags::MANUFACTURER_DEVICE_CLASS_UID];

/// Name, address and department of the institution.
const INSTITUTION: &[Tag] = &[
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::INSTITUTIONAL_DEPARTMENT_NAME,
];

/// Values that stand for nothing.
const PLACEHOLDER: &str = "ANONYMISED";

/// Reads a cleaned instance again, header and pixel element. An error is reason to hold it: what was found, surest
/// first, no more than can be read. `joined_to`: what the rest of its study says of the patient. `painted`: rectangles were painted into the picture. What comes back if nothing was
/// found wants the output's bytes, all of which somebody reads for their checksum anyway, and has the last word.
pub fn reread_instance(
    original: &Instance,
    joined_to: Option<&DataSet>,
    output: &Instance,
    painted: bool,
    expect: &Expect<'_>,
) -> Result<Result<Samples, Vec<Finding>>, SourceError> {
    let mut findings = Findings::default();
    let mut needles = Needles::of(&original.data_set, &expect.kept);
    if let Some(patient) = joined_to {
        needles.add(patient, &expect.kept);
    }
    let search = Search::new(&needles);
    headers(
        Some(&original.data_set),
        &output.data_set,
        expect,
        &needles,
        &search,
        &mut findings,
    );
    streams::search(output, &search, &mut findings)?;
    conformance::check(&original.data_set, &output.data_set, &mut findings);
    pictures::check(original, output, painted, &mut findings);
    Ok(findings.verdict().map(|()| Samples::of(output, &search)))
}

/// Reads a cleaned header again. The error is reason to hold the instance.
pub fn reread(
    original: &DataSet,
    output: &DataSet,
    expect: &Expect<'_>,
) -> Result<(), Vec<Finding>> {
    let mut findings = Findings::default();
    let needles = Needles::of(original, &expect.kept);
    let search = Search::new(&needles);
    headers(
        Some(original),
        output,
        expect,
        &needles,
        &search,
        &mut findings,
    );
    findings.verdict()
}

/// Reads a header for needles that were gathered before. `original` is the header that it was made from, if known.
pub fn headers(
    original: Option<&DataSet>,
    output: &DataSet,
    expect: &Expect<'_>,
    needles: &Needles,
    search: &Search,
    findings: &mut Findings,
) {
    let permitted = Permitted::of(original, &expect.kept, needles);
    for tag in [tags::PATIENT_NAME, tags::PATIENT_ID] {
        let before = original.and_then(|original| original.get(tag));
        let may_stay = |now| permitted.allows(None, before, now);
        if !permitted.is_unknown(tag)
            && !output.get(tag).is_some_and(may_stay)
            && output.text(tag).as_deref() != Some(expect.case)
        {
            findings.add(name(tag), Kind::WrongCase, Rank::Certain);
        }
    }
    let mut reader = Reader {
        needles,
        search,
        permitted: &permitted,
        expect,
        moved_by: original.and_then(|original| days_moved(original, output)),
        findings,
    };
    reader.level(original, output, &CharacterSet::default(), &mut Vec::new());
}

/// Whether codes of the method are those of CID 7050, with nothing besides.
fn are_of_the_standard(tag: Tag, element: &Element) -> bool {
    let is_of_the_standard = |item: &DataSet| {
        let code = item.text(tags::CODE_VALUE).unwrap_or_default();
        item.iter().count() == 3
            && item.text(tags::CODING_SCHEME_DESIGNATOR).as_deref() == Some("DCM")
            && ("113100"..="113112").contains(&code.as_str())
            && code.len() == 6
            && item
                .text(tags::CODE_MEANING)
                .is_some_and(|meaning| is_of_the_profile(meaning.as_bytes()))
    };
    tag == tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE
        && element
            .items()
            .is_some_and(|items| items.iter().all(is_of_the_standard))
}

/// The method without the entries that are this program's, in which there is nothing of the original, though "Basic",
/// "Information" and their like may be words of a hospital's name; `None` if nothing is left of it.
fn told_by_others(element: &Element) -> Option<Element> {
    let entries = values(raw_bytes(element)?);
    let others: Vec<&[u8]> = entries
        .filter(|entry| !is_our_version(entry) && !is_of_the_profile(entry))
        .collect();
    let told = !others.is_empty();
    told.then(|| leaf(tags::DEIDENTIFICATION_METHOD, VR::LO, others.join(&b'\\')))
}

/// `Darkroom 0.1.0`
fn is_our_version(entry: &[u8]) -> bool {
    let version = entry.strip_prefix(b"Darkroom ");
    version.is_some_and(|version| {
        let mut bytes = version.iter();
        bytes.all(|byte| byte.is_ascii_digit() || *byte == b'.')
    })
}

/// Whether a text is a name that the standard gives its profile and options (CID 7050), or says what was kept.
fn is_of_the_profile(text: &[u8]) -> bool {
    const TOLD: [&[u8]; 15] = [
        b"Basic Application Confidentiality Profile",
        b"Clean Pixel Data Option",
        b"Clean Recognizable Visual Features Option",
        b"Clean Graphics Option",
        b"Clean Structured Content Option",
        b"Clean Descriptors Option",
        b"Retain Longitudinal Temporal Information Full Dates Option",
        b"Retain Longitudinal Temporal Information Modified Dates Option",
        b"Retain Patient Characteristics Option",
        b"Retain Device Identity Option",
        b"Retain UIDs Option",
        b"Retain Safe Private Option",
        b"Retain Institution Identity Option",
        b"Patient ID kept by permission",
        b"Accession Number kept by permission",
    ];
    /// `PS3.15 2026d `: the edition.
    const EDITION: usize = 13;
    let without_edition = match text.strip_prefix(b"PS3.15 20") {
        Some(_) => text.get(EDITION..).unwrap_or_default(),
        None => text,
    };
    TOLD.contains(&without_edition)
}

struct Reader<'a> {
    needles: &'a Needles,
    search: &'a Search,
    permitted: &'a Permitted<'a>,
    expect: &'a Expect<'a>,
    /// Days by which most dates of this header are later than they were.
    moved_by: Option<i64>,
    findings: &'a mut Findings,
}

/// Of everybody's numbers, shorter ones are coordinates too.
const FEWEST_OF_EVERYBODY: usize = 8;

/// A date this far from where it was is none that was moved.
const FARTHEST_MOVE: i64 = 3_660;

/// By how many days most dates at the top level are later than they were, if two or more agree.
fn days_moved(original: &DataSet, output: &DataSet) -> Option<i64> {
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
    fn level(
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
                true => match told_by_others(element) {
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
            let is_safe = kind == Kind::PrivateAttribute
                && self.expect.kept.safe_private
                && safe_private::is_safe(data_set, tag);
            let is_blank = kind == Kind::Overlay
                && self.expect.kept.blank_overlays
                && (tag.element() != 0x3000
                    || raw_bytes(element).is_none_or(|drawn| drawn.iter().all(|byte| *byte == 0)));
            if !is_safe && !is_blank {
                return Some(certain(kind));
            }
            // The owner's name is as the standard has it.
            if is_safe && tag.element() <= 0x00FF {
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
            // In numbers only a whole value can be an identifier: any five digits stand somewhere in a coordinate.
            VR::DS | VR::IS | VR::AS | VR::TM => {
                let is_single = !bytes.contains(&b'\\');
                // Of a thousand people somebody has the number of any coordinate.
                let is_long_enough = |value: &[u8]| {
                    let digits = value.iter().filter(|byte| byte.is_ascii_digit()).count();
                    self.search.scope() == Scope::One || digits >= FEWEST_OF_EVERYBODY
                };
                values(bytes).find_map(|value| {
                    if is_long_enough(value) && self.needles.has_number(value) {
                        return Some(certain(Kind::Identifier));
                    }
                    if element.vr() == VR::AS && is_great_age(value) {
                        return Some(certain(Kind::GreatAge));
                    }
                    if matches!(element.vr(), VR::DS | VR::IS)
                        && is_long_enough(value)
                        && self.needles.is_number_of_somebody(value, is_single)
                    {
                        return Some((Kind::Identifier, Rank::Likely));
                    }
                    // What is no number is text in the wrong place.
                    let is_number =
                        |byte: &u8| byte.is_ascii_digit() || b"+-.:eEDWMY".contains(byte);
                    match value.iter().all(is_number) {
                        true => None,
                        false => self.text(tag, VR::UT, value, character_set),
                    }
                })
            }
            vr if is_text(vr) => self.text(tag, vr, bytes, character_set),
            _ => self.search.finds(bytes, Haystack::Bytes),
        }
    }

    fn text(
        &self,
        tag: Tag,
        vr: VR,
        bytes: &[u8],
        character_set: &CharacterSet,
    ) -> Option<(Kind, Rank)> {
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

/// Whether a UID is below the standard's root, or that of the coding schemes it names; short, for nothing is hung below
/// those.
fn is_of_standard(uid: &[u8]) -> bool {
    let is_below = |root: &str| {
        let rest = uid.strip_prefix(root.as_bytes());
        rest.is_some_and(|rest| rest.starts_with(b"."))
    };
    (is_below(ROOT) && uid.len() <= 40) || (is_below("2.16.840.1.113883") && uid.len() <= 26)
}

/// An age over 90 years, by which all over 89 are told.
fn is_great_age(value: &[u8]) -> bool {
    let most = match value.last() {
        Some(b'Y') => 90,
        Some(b'M') => 91 * 12 - 1,
        Some(b'W') => 4_747,
        Some(b'D') => 33_236,
        _ => return false,
    };
    let digits = value.split_last().map(|(_, digits)| digits);
    let number = digits.and_then(|digits| std::str::from_utf8(digits).ok());
    number
        .and_then(|number| number.trim().parse::<u64>().ok())
        .is_some_and(|number| number > most)
}

/// Attributes that may not be there at all.
fn forbidden(tag: Tag) -> Option<Kind> {
    match (tag.group(), tag.element()) {
        (group, _) if group % 2 == 1 => Some(Kind::PrivateAttribute),
        (_, 0) => Some(Kind::GroupLength),
        (0x5000..=0x50FF, _) => Some(Kind::Curve),
        (0x6000..=0x60FF, _) => Some(Kind::Overlay),
        _ => StandardDataDictionary
            .by_tag(tag)
            .is_none()
            .then_some(Kind::UnknownAttribute),
    }
}

/// The values of a multi-valued attribute, padding trimmed.
fn values(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    bytes.split(|byte| *byte == b'\\').map(|value| {
        let end = value
            .iter()
            .rposition(|byte| !matches!(byte, b' ' | 0))
            .map_or(0, |last| last.saturating_add(1));
        value.get(..end).unwrap_or_default().trim_ascii_start()
    })
}

fn is_text(vr: VR) -> bool {
    matches!(
        vr,
        VR::AE | VR::CS | VR::LO | VR::LT | VR::SH | VR::ST | VR::UC | VR::UR | VR::UT
    )
}

/// Attributes of how an image was made, in which words are the maker's.
fn is_technical(tag: Tag) -> bool {
    matches!(
        (tag.group(), tag.element()),
        (0x0008, 0x0008 | 0x0060 | 0x0070 | 0x1090)
            | (
                0x0018,
                0x0010..=0x0060 | 0x1020 | 0x1030 | 0x1160 | 0x1210 | 0x1250 | 0x1251
            )
            | (0x0028, _)
    )
}

/// Attributes in which people write what they like.
fn is_free_text(tag: Tag) -> bool {
    matches!(
        (tag.group(), tag.element()),
        (0x0008, 0x1030 | 0x103E | 0x1080 | 0x2111)
            | (0x0010 | 0x0018 | 0x0020 | 0x0032, 0x4000)
            | (0x0010, 0x21B0)
            | (0x0032, 0x1030 | 0x1060 | 0x1070)
            | (0x0040, 0x0007 | 0x0254 | 0x0280 | 0x1400 | 0x2400 | 0xA160)
    )
}

/// Keywords from the top level down.
fn place(path: &[(Tag, usize)], tag: Tag) -> String {
    let mut attribute = String::new();
    for (sequence, item) in path {
        attribute.push_str(&format!("{}[{}].", name(*sequence), item.saturating_add(1)));
    }
    attribute.push_str(&name(tag));
    attribute
}

/// The keyword, or the tag where there is none.
pub fn name(tag: Tag) -> String {
    match StandardDataDictionary.by_tag(tag) {
        Some(entry) if tag.group().is_multiple_of(2) => entry.alias().to_owned(),
        _ => format!("({:04X},{:04X})", tag.group(), tag.element()),
    }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod two_readings_tests;
