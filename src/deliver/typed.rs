//! What the operator typed and the certificate prints: whether it names a patient of this run.
//!
//! In come the rules, with who permitted what and why, and the catalogue; out comes the field that names somebody, or
//! nothing. Asked before anything is cleaned: nothing that is typed leaves unread. It is searched as what leaves is, by
//! the second reading's own search: a word of a patient's name, a number of his, his address or his birth date is
//! enough; but whoever gave permission may share a surname with a patient, so that there it takes two words of one
//! name.

use std::collections::BTreeSet;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use thiserror::Error;

use crate::catalogue::{ALSO, Catalogue, Name, Outcome, Summary};
use crate::deid::{IntruderTest, PermissionRecord, Policy, PolicyMark};
use crate::deliver::collection_name::CollectionName;
use crate::dicom::{CharacterSet, DataSet, DataSetExt};
use crate::standard::tags::OTHER_PATIENT_IDS;
use crate::verify::Kept;
use crate::verify::finding::Kind;
use crate::verify::needles::Needles;
use crate::verify::search::{Haystack, Search};

/// A field that names a patient; never what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "{0} names a patient of these images, or a number or birth date of one, and would leave with them: put it another way"
)]
pub struct NamesPatient(pub Field);

/// A field of the rules that is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum Field {
    /// `by` of the permission; a surname alone may be shared with a patient.
    #[error("who gave permission (\"by\")")]
    By,
    /// `why` of the permission.
    #[error("the reason for the permission (\"why\")")]
    Why,
    /// `name` of the file of rules.
    #[error("the name of the rules (\"name\")")]
    Name,
    /// `name` of the permission to use the images; a surname alone may be shared with a patient.
    #[error("the name of who gave permission to use the images")]
    RecordName,
    /// The purpose of that permission.
    #[error("the purpose of the permission to use the images")]
    RecordPurpose,
    /// Who did the motivated intruder test; a surname alone may be shared with a patient.
    #[error("the name of who did the motivated intruder test")]
    TestBy,
    /// What was typed about that test.
    #[error("what is said of the motivated intruder test")]
    TestWords,
    /// What the collection is called.
    #[error("the name of the collection")]
    CollectionName,
    /// What is said about it.
    #[error("the description of the collection")]
    CollectionDescription,
}

/// What was typed for a run, besides its rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct Typed<'a> {
    /// The file of the rules.
    pub mark: Option<&'a PolicyMark>,
    /// The permission to use the images.
    pub permission: Option<&'a PermissionRecord>,
    /// The motivated intruder test.
    pub test: Option<&'a IntruderTest>,
    /// The collection's name and description.
    pub collection: Option<&'a CollectionName>,
}

/// Whether what was typed for a run may leave with its images.
pub fn check(catalogue: &Catalogue, policy: &Policy, typed: Typed<'_>) -> Result<(), NamesPatient> {
    let Typed {
        mark,
        permission: record,
        test,
        collection,
    } = typed;
    // As it stands on the drive, too.
    let file_name = collection.map(CollectionName::as_file_name);
    let permission = policy.kept().map(|keep| keep.permission());
    let texts: Vec<(Field, String)> = [
        (Field::By, permission.map(|it| it.by())),
        (Field::Why, permission.map(|it| it.why())),
        (Field::Name, mark.and_then(|mark| mark.name.as_deref())),
        (Field::RecordName, record.map(PermissionRecord::name)),
        (
            Field::RecordPurpose,
            record.map(PermissionRecord::purpose_words),
        ),
        (Field::TestBy, test.map(IntruderTest::by)),
        (Field::TestWords, test.map(IntruderTest::words)),
        (Field::CollectionName, collection.map(CollectionName::name)),
        (Field::CollectionName, file_name.as_deref()),
        (
            Field::CollectionDescription,
            collection.map(CollectionName::description),
        ),
    ]
    .into_iter()
    .filter_map(|(field, text)| Some((field, without_joiners(text?))))
    .filter(|(_, text)| !text.is_empty())
    .collect();
    if texts.is_empty() {
        return Ok(());
    }
    let patients: Vec<Patient> = patients(catalogue).into_iter().collect();
    for some in patients.chunks(TOGETHER) {
        let said = LookedFor::by(some);
        let named = texts
            .iter()
            .find(|(field, text)| said.stands_in(*field, text));
        if let Some((field, _)) = named {
            return Err(NamesPatient(*field));
        }
    }
    Ok(())
}

/// Patients who are looked for at once: of more, six digits are always somebody's birth date, and would not count.
const TOGETHER: usize = 50;

/// What tells of a patient, as headers say it.
type Patient = BTreeSet<(Tag, String)>;

fn patients(catalogue: &Catalogue) -> BTreeSet<Patient> {
    let items = catalogue.items.iter();
    items
        .filter_map(|item| match &item.outcome {
            Outcome::Instance(summary) => Some(patient(summary)),
            Outcome::Held(_) | Outcome::NotDicom(_) => None,
        })
        .collect()
}

fn patient(summary: &Summary) -> Patient {
    let also = summary.also.iter();
    let also = also.filter_map(|(at, text)| Some((ALSO.get(usize::from(*at))?.0, text)));
    let said = [
        (tags::PATIENT_NAME, &summary.patient_name),
        (tags::PATIENT_BIRTH_DATE, &summary.patient_birth_date),
        (tags::PATIENT_ID, &summary.patient_id),
        (tags::ACCESSION_NUMBER, &summary.accession_number),
    ];
    said.into_iter()
        .chain(also)
        .filter(|(_, text)| !text.is_empty())
        .map(|(tag, text)| (tag, text.clone()))
        .collect()
}

/// What is looked for of some patients.
struct LookedFor {
    written: Vec<Name>,
    names: Search,
    others: Search,
}

impl LookedFor {
    fn by(patients: &[Patient]) -> Self {
        let (mut names, mut others) = (Needles::default(), Needles::default());
        let mut written = Vec::new();
        for (tag, text) in patients.iter().flatten() {
            let vr = vr_of(*tag);
            let (tag, text) = match *tag {
                // A town alone is where many live, and many work.
                tags::PATIENT_ADDRESS => (OTHER_PATIENT_IDS, lines_with_a_number(text)),
                _ => (*tag, text.clone()),
            };
            let mut header = DataSet::new_empty();
            header.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
            match vr {
                VR::PN => {
                    header.put_raw(tag, vr, text.as_bytes());
                    names.add(&header, &Kept::default());
                    written.extend(text.split('\\').map(Name::of));
                }
                _ => {
                    let values = text.split('\\').filter(|value| !is_count(value));
                    let values = values.collect::<Vec<_>>().join("\\");
                    header.put_raw(tag, vr, values.as_bytes());
                    others.add(&header, &Kept::default());
                }
            }
        }
        Self {
            written,
            names: Search::new(&names),
            others: Search::new(&others),
        }
    }

    fn stands_in(&self, field: Field, text: &str) -> bool {
        let character_set = CharacterSet::from_value(b"ISO_IR 192");
        let haystack = Haystack::Text(VR::UT, &character_set);
        let find = |search: &Search| search.finds(text.as_bytes(), haystack);
        let named = find(&self.names);
        let is_named = match field {
            Field::By | Field::RecordName | Field::TestBy => {
                named.is_some_and(|(kind, _)| kind == Kind::WholeName)
                    || self.written.iter().any(|name| name.stands_in(text))
            }
            Field::Why
            | Field::Name
            | Field::RecordPurpose
            | Field::TestWords
            | Field::CollectionName
            | Field::CollectionDescription => {
                named.is_some() || self.written.iter().any(|name| name.has_short_word_in(text))
            }
        };
        is_named || find(&self.others).is_some()
    }
}

fn vr_of(tag: Tag) -> VR {
    let also = ALSO.iter().find(|(other, _)| *other == tag);
    match tag {
        tags::PATIENT_NAME => VR::PN,
        tags::PATIENT_BIRTH_DATE => VR::DA,
        _ => also.map_or(VR::LO, |(_, vr)| *vr),
    }
}

/// Of an address what tells a house from others.
fn lines_with_a_number(address: &str) -> String {
    let lines = address.split([',', ';', '^', '\\', '\r', '\n']);
    let lines = lines
        .map(str::trim)
        .filter(|line| line.contains(char::is_numeric));
    lines.collect::<Vec<_>>().join("\\")
}

/// A number that could be a count.
fn is_count(written: &str) -> bool {
    const FEWEST_DIGITS: usize = 4;
    let written = written.trim();
    written.len() < FEWEST_DIGITS && written.bytes().all(|byte| byte.is_ascii_digit())
}

/// Joiners may stand in a text, and no name is hidden by one.
fn without_joiners(text: &str) -> String {
    let seen = text
        .chars()
        .filter(|letter| !matches!(letter, '\u{200C}' | '\u{200D}'));
    seen.collect()
}

#[cfg(test)]
mod tests;
