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
use crate::deid::{PermissionRecord, Policy, PolicyMark};
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
}

/// Whether what was typed for a run may leave with its images.
pub fn check(
    catalogue: &Catalogue,
    policy: &Policy,
    mark: Option<&PolicyMark>,
    record: Option<&PermissionRecord>,
) -> Result<(), NamesPatient> {
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
            Field::By | Field::RecordName => {
                named.is_some_and(|(kind, _)| kind == Kind::WholeName)
                    || self.written.iter().any(|name| name.stands_in(text))
            }
            Field::Why | Field::Name | Field::RecordPurpose => {
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
mod tests {
    use super::*;
    use crate::catalogue::testing::{item, summary};
    use crate::deid::{Identifier, Keep, Permission, Preset, Purpose, RecordForm, Role};

    fn catalogue() -> Catalogue {
        let mut summary = summary("CT");
        summary.patient_name = "Quixotham^Zebedee".to_owned();
        summary.patient_id = "RXQ7712345".to_owned();
        summary.patient_birth_date = "19560304".to_owned();
        summary.accession_number = "ACC2224444".to_owned();
        summary.also = [
            "OTH5554433",
            "Farquharson^Zeb",
            "Maidenham",
            "Motherwick",
            "Guardianfield^Ann",
            "12 Elm Grove, Sometown",
            "SHELF99",
            "01715550134",
            "quix@example.org",
            "ADM887766",
        ]
        .into_iter()
        .enumerate()
        .map(|(at, text)| (at as u8, text.to_owned()))
        .collect();
        let patient = |name: &str, id: &str| {
            let mut summary = crate::catalogue::testing::summary("CT");
            (summary.patient_name, summary.patient_id) = (name.to_owned(), id.to_owned());
            item(id, summary)
        };
        let mut catalogue = Catalogue::default();
        catalogue.add(vec![
            item("a", summary),
            patient("Ng^Li", "4455"),
            patient("To^Mei", "77"),
            patient("M\u{FC}ller^J\u{FC}rgen", "998-877-66"),
            patient("Yamada^Tarou=\u{5C71}\u{7530}^\u{592A}\u{90CE}", "JP556677"),
            patient(
                "\u{418}\u{432}\u{430}\u{43D}\u{43E}\u{432}^\u{41F}\u{451}\u{442}\u{440}",
                "RU556677",
            ),
        ]);
        catalogue
    }

    fn of(by: &str, why: &str, name: Option<&str>) -> Result<(), NamesPatient> {
        let permission = Permission::new(by, why).unwrap();
        let keep = Keep::new([Identifier::PatientId], permission).unwrap();
        let policy = Policy::from(Preset::Teaching).keeping(keep);
        let mark = PolicyMark {
            name: name.map(str::to_owned),
            sha256: String::new(),
        };
        check(&catalogue(), &policy, Some(&mark), None)
    }

    #[test]
    fn what_names_a_patient_is_refused_with_its_field() {
        for text in [
            "for Quixotham RXQ7712345",
            "for QUIXOTHAM",
            "about zebedee",
            "for RXQ 771-2345",
            "born 4 March 1956",
            "born 04.03.1956",
            "request ACC2224444",
            "for Qui\u{200D}xotham",
            "for Q u i x o t h a m",
            "for Farquharson",
            "born Maidenham",
            "OTH5554433",
            "shelf99",
            "ADM 887766",
            "phone 0171 555 0134",
            "12 Elm Grove",
            "Mr Ng",
            "NG",
            "Mr To",
            "patient 4455",
            "for Mueller",
            "for Muller",
            "for Mu\u{308}ller",
            "99887766",
            "\u{5C71}\u{7530}",
            "Yamada",
            "\u{41F}\u{435}\u{442}\u{440}",
        ] {
            let why = of("Dr A. Keeper", text, None);
            assert_eq!(why, Err(NamesPatient(Field::Why)), "{text}");
            let name = of("Dr A. Keeper", "to trace findings", Some(text));
            assert_eq!(name, Err(NamesPatient(Field::Name)), "{text}");
        }
        for by in [
            "Zebedee Quixotham",
            "the guardian of RXQ7712345",
            "Quixotham, Z., Zebedee",
            "QuixothamZebedee",
            "Mueller, Juergen",
            "Li Ng",
            "\u{5C71}\u{7530}\u{592A}\u{90CE}",
            "the owner of 4455",
        ] {
            assert_eq!(
                of(by, "to trace findings", None),
                Err(NamesPatient(Field::By)),
                "{by}"
            );
        }
    }

    #[test]
    fn a_record_of_permission_is_read_like_the_rest() {
        let of = |name: &str, words: &str| {
            let form = RecordForm {
                from: Some(Role::ClinicalTutor),
                name: name.to_owned(),
                date: "2026-03-31".to_owned(),
                purpose: Some(Purpose::Other),
                purpose_words: words.to_owned(),
                ..RecordForm::default()
            };
            let record = PermissionRecord::try_from(form).unwrap();
            check(&catalogue(), &Preset::Strict.into(), None, Some(&record))
        };
        assert_eq!(of("A. Quixotham", "audit"), Ok(()));
        assert_eq!(of("", "audit of 2024"), Ok(()));
        let refused = |field| Err(NamesPatient(field));
        assert_eq!(of("Zebedee Quixotham", "audit"), refused(Field::RecordName));
        assert_eq!(of("RXQ7712345", "audit"), refused(Field::RecordName));
        assert_eq!(of("AB", "for Quixotham"), refused(Field::RecordPurpose));
        assert_eq!(of("AB", "born 4 March 1956"), refused(Field::RecordPurpose));
    }

    #[test]
    fn what_names_nobody_and_a_surname_shared_with_staff_may_leave() {
        assert_eq!(
            of(
                "Dr A. Quixotham",
                "to trace findings of 2024",
                Some("Radiology 2026")
            ),
            Ok(())
        );
        assert_eq!(
            of("Caldicott Guardian", "agreed on 4 March 2024", None),
            Ok(())
        );
        assert_eq!(
            of(
                "Sometown Hospital, 77 Elm Road",
                "To trace 77 findings to their end",
                None
            ),
            Ok(())
        );
        assert_eq!(
            check(&catalogue(), &Preset::Strict.into(), None, None),
            Ok(())
        );
    }
}
