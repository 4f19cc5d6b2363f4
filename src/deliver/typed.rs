//! What the operator typed and the certificate prints: whether it names a patient of this run.
//!
//! In come the rules, with who permitted what and why, and the catalogue; out comes the field that names somebody, or
//! nothing. Asked before anything is cleaned: nothing that is typed leaves unread. A word of a patient's name, a number of
//! his or his birth date is enough; but whoever gave permission may share a surname with a patient, so that there it takes
//! two words of one name.

use std::collections::BTreeSet;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use thiserror::Error;

use crate::catalogue::{Catalogue, Name, Outcome};
use crate::deid::identifiers::Identifiers;
use crate::deid::{Policy, PolicyMark};
use crate::dicom::{CharacterSet, DataSet, DataSetExt};
use crate::verify::Kept;
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
    #[error("who gave permission (\"by\")")]
    By,
    #[error("the reason for the permission (\"why\")")]
    Why,
    #[error("the name of the rules (\"name\")")]
    Name,
}

/// Whether what was typed for a run may leave with its images.
pub fn check(
    catalogue: &Catalogue,
    policy: &Policy,
    mark: Option<&PolicyMark>,
) -> Result<(), NamesPatient> {
    let permission = policy.kept().map(|keep| keep.permission());
    let texts: Vec<(Field, String)> = [
        (Field::By, permission.map(|it| it.by())),
        (Field::Why, permission.map(|it| it.why())),
        (Field::Name, mark.and_then(|mark| mark.name.as_deref())),
    ]
    .into_iter()
    .filter_map(|(field, text)| Some((field, without_joiners(text?))))
    .collect();
    if texts.is_empty() {
        return Ok(());
    }
    for patient in patients(catalogue) {
        let said = Said::by(&patient);
        if let Some((field, _)) = texts
            .iter()
            .find(|(field, text)| said.stands_in(*field, text))
        {
            return Err(NamesPatient(*field));
        }
    }
    Ok(())
}

/// Name, birth date, patient ID and accession number, as a header says them.
type Patient = [String; 4];

fn patients(catalogue: &Catalogue) -> BTreeSet<Patient> {
    let items = catalogue.items.iter();
    items
        .filter_map(|item| match &item.outcome {
            Outcome::Instance(summary) => Some([
                summary.patient_name.clone(),
                summary.patient_birth_date.clone(),
                summary.patient_id.clone(),
                summary.accession_number.clone(),
            ]),
            Outcome::Held(_) | Outcome::NotDicom(_) => None,
        })
        .collect()
}

/// What is looked for of one patient.
struct Said {
    name: Name,
    named: Identifiers,
    numbered: Identifiers,
    born: Needles,
}

impl Said {
    fn by([name, born, id, accession]: &Patient) -> Self {
        let header = |values: &[(Tag, VR, &str)]| {
            let mut header = DataSet::new_empty();
            header.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
            for (tag, vr, value) in values.iter().filter(|(.., value)| !value.is_empty()) {
                header.put_raw(*tag, *vr, value.as_bytes());
            }
            header
        };
        let numbers = [
            (tags::ACCESSION_NUMBER, VR::SH, number(accession)),
            (tags::PATIENT_ID, VR::LO, number(id)),
        ];
        let names = [(tags::PATIENT_NAME, VR::PN, name.as_str())];
        let births = [(tags::PATIENT_BIRTH_DATE, VR::DA, born.as_str())];
        Self {
            name: Name::of(name),
            named: Identifiers::of(&header(&names)),
            numbered: Identifiers::of(&header(&numbers)),
            born: Needles::of(&header(&births), &Kept::default()),
        }
    }

    fn stands_in(&self, field: Field, text: &str) -> bool {
        let is_named = match field {
            Field::By => self.name.stands_in(text),
            Field::Why | Field::Name => self.named.named_in(text),
        };
        is_named || self.numbered.named_in(text) || self.is_birth_date_in(text)
    }
}

impl Said {
    fn is_birth_date_in(&self, text: &str) -> bool {
        let character_set = CharacterSet::from_value(b"ISO_IR 192");
        let haystack = Haystack::Text(VR::UT, &character_set);
        let search = Search::new(&self.born);
        search.finds(text.as_bytes(), haystack).is_some()
    }
}

/// A number that can be told from a year or a count.
fn number(written: &str) -> &str {
    const FEWEST_DIGITS: usize = 5;
    let is_short = written.trim().len() < FEWEST_DIGITS;
    let is_number = written.trim().bytes().all(|byte| byte.is_ascii_digit());
    match is_short && is_number {
        true => "",
        false => written,
    }
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
    use crate::deid::{Identifier, Keep, Permission, Preset};

    fn catalogue() -> Catalogue {
        let mut summary = summary("CT");
        summary.patient_name = "Quixotham^Zebedee".to_owned();
        summary.patient_id = "RXQ7712345".to_owned();
        summary.patient_birth_date = "19560304".to_owned();
        summary.accession_number = "ACC2224444".to_owned();
        let mut catalogue = Catalogue::default();
        catalogue.add(vec![item("a", summary)]);
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
        check(&catalogue(), &policy, Some(&mark))
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
        ] {
            assert_eq!(
                of(by, "to trace findings", None),
                Err(NamesPatient(Field::By)),
                "{by}"
            );
        }
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
        assert_eq!(check(&catalogue(), &Preset::Strict.into(), None), Ok(()));
    }
}
