//! Pseudonyms: values derived from the session's secret and something of the original, without any memory.
//!
//! In comes what the original says; out comes a value that says nothing of it and is the same for the same input in
//! every worker. Nothing is stored, so nothing has to be kept in step.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::dates::Shift;
use super::placeholder::is_placeholder;
use super::secret::Secret;
use super::text::normal;
use crate::dicom::{DataSet, DataSetExt};

/// Crockford's base 32: no I, L, O or U, so that a case name can be read aloud.
pub(super) const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What every case name begins with.
const START: &str = "CASE-";

/// Letters of a case name, of 5 bits each.
const LETTERS: usize = 8;

/// Letters of the case names that older linking keys gave. Their patients keep them.
const LETTERS_BEFORE: usize = 6;

/// Domain of the keyed hash for case names.
const CASE_DOMAIN: &[u8] = b"darkroom case";

/// Derives pseudonyms for one session.
#[derive(Clone)]
pub struct Pseudonyms {
    keyed: Hmac<Sha256>,
}

impl Pseudonyms {
    /// Of a session's secret.
    pub fn new(secret: &Secret) -> Self {
        // A key shorter than the hash's block is padded with zeros (RFC 2104), so this is HMAC with the secret as key.
        let mut block = [0; 64];
        block[..32].copy_from_slice(secret.bytes());
        Self {
            keyed: Hmac::new(&block.into()),
        }
    }

    /// 256 bits of HMAC-SHA-256 over a domain and parts, each with its length, so that no two lists hash alike.
    pub fn derive(&self, domain: &[u8], parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.keyed.clone();
        for part in std::iter::once(&domain).chain(parts) {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part);
        }
        mac.finalize().into_bytes().into()
    }

    /// [`Pseudonyms::derive`] of a patient.
    pub fn patient(&self, domain: &[u8], key: &PatientKey) -> [u8; 32] {
        let parts: Vec<&[u8]> = key.parts.iter().map(String::as_bytes).collect();
        self.derive(domain, &parts)
    }

    /// What a patient is called where no list says otherwise.
    pub fn alias(&self, key: &PatientKey) -> Alias {
        Alias {
            case: self.case(key),
            shift: Shift::of(key, self),
        }
    }

    /// The case name of a patient.
    pub fn case(&self, key: &PatientKey) -> CaseName {
        Self::case_of(&self.patient(CASE_DOMAIN, key))
    }

    /// The case name of a patient whose own is another's, and so are those of the attempts before; counted from 1.
    pub fn another_case(&self, key: &PatientKey, attempt: u64) -> CaseName {
        let attempt = attempt.to_be_bytes();
        let parts = key.parts.iter().map(String::as_bytes);
        let parts: Vec<&[u8]> = parts.chain([&attempt[..]]).collect();
        Self::case_of(&self.derive(CASE_DOMAIN, &parts))
    }

    fn case_of(hash: &[u8; 32]) -> CaseName {
        let letters = hash
            .iter()
            .take(LETTERS)
            .map(|byte| char::from(CROCKFORD[usize::from(byte & 31)]));
        CaseName(START.chars().chain(letters).collect())
    }
}

impl std::fmt::Debug for Pseudonyms {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Pseudonyms(hidden)")
    }
}

/// `CASE-` and eight letters or digits: the patient's name and ID in everything that leaves. Six of a patient who got
/// his name from an older linking key.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(try_from = "String")]
pub struct CaseName(String);

/// A text that is no case name. Names become folders, so none is taken unread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is no case name")]
pub struct NoCaseName;

impl TryFrom<String> for CaseName {
    type Error = NoCaseName;

    fn try_from(text: String) -> Result<Self, NoCaseName> {
        let code = text.strip_prefix(START).unwrap_or_default();
        let is_one = [LETTERS, LETTERS_BEFORE].contains(&code.len())
            && code.bytes().all(|letter| CROCKFORD.contains(&letter));
        match is_one {
            true => Ok(Self(text)),
            false => Err(NoCaseName),
        }
    }
}

impl CaseName {
    /// With its `CASE-`, as headers and folders have it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for CaseName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What a patient is called in all that leaves, and how far his dates move.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Alias {
    /// His name and ID in all that leaves.
    pub case: CaseName,
    /// How far all his dates move, where the policy moves dates.
    pub shift: Shift,
}

/// What tells one patient from another. Never printed. Holds patient values; it is hashed, and goes nowhere but into a
/// sealed linking key.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct PatientKey {
    parts: Vec<String>,
}

impl PatientKey {
    /// Of a header.
    pub fn of(data_set: &DataSet) -> Self {
        let text = |tag: Tag| data_set.text(tag).unwrap_or_default();
        Self::from_fields(&Fields {
            patient_id: &text(tags::PATIENT_ID),
            issuer: &issuer(data_set),
            name: &text(tags::PATIENT_NAME),
            birth_date: &text(tags::PATIENT_BIRTH_DATE),
            study_instance_uid: &text(tags::STUDY_INSTANCE_UID),
            sop_instance_uid: &text(tags::SOP_INSTANCE_UID),
        })
    }

    /// Whether this is a patient with that ID, whoever issued it.
    pub fn has_id(&self, id: &str) -> bool {
        let id = folded_id(id);
        let [kind, own, _] = self.parts.as_slice() else {
            return false;
        };
        kind == "id" && !id.is_empty() && *own == id
    }

    /// Of the fields: the ID with its issuer; without an ID the name and birth date; without one of these the study, so
    /// that neither all who have one name nor all who were born on one day become one patient. What stands for no ID,
    /// name or birth date is none.
    pub fn from_fields(fields: &Fields<'_>) -> Self {
        let Fields {
            patient_id,
            issuer,
            name,
            birth_date,
            study_instance_uid,
            sop_instance_uid,
        } = *fields;
        let id = folded_id(patient_id);
        if !id.is_empty() {
            return Self {
                parts: vec!["id".into(), id, folded(issuer)],
            };
        }
        let name = folded_name(name);
        let birth = birth_day(birth_date);
        let (study, instance) = (folded(study_instance_uid), folded(sop_instance_uid));
        let parts = if let (false, Some(birth)) = (name.is_empty(), birth) {
            vec!["name".into(), name, birth]
        } else if !study.is_empty() {
            vec!["study".into(), study]
        } else if name.is_empty() || !instance.is_empty() {
            vec!["instance".into(), instance]
        } else {
            // Nothing else tells him from others.
            vec!["name".into(), name, String::new()]
        };
        Self { parts }
    }
}

impl std::fmt::Debug for PatientKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("PatientKey(hidden)")
    }
}

/// The fields that a [`PatientKey`] is made of, as text, empty where absent.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    pub patient_id: &'a str,
    pub issuer: &'a str,
    pub name: &'a str,
    pub birth_date: &'a str,
    pub study_instance_uid: &'a str,
    pub sop_instance_uid: &'a str,
}

/// The case name of the patient of a header.
pub fn case_name(data_set: &DataSet, pseudonyms: &Pseudonyms) -> CaseName {
    pseudonyms.case(&PatientKey::of(data_set))
}

/// Who issued the patient ID: by name, and by what names him for all the world where the header says that too
/// (PS3.3 10.14), parted by `^`. Two of one name may be two.
pub fn issuer(data_set: &DataSet) -> String {
    let mut parts = vec![
        data_set
            .text(tags::ISSUER_OF_PATIENT_ID)
            .unwrap_or_default(),
    ];
    // IssuerOfPatientIDQualifiersSequence: UniversalEntityID and its type.
    for item in data_set.nested(tags::ISSUER_OF_PATIENT_ID_QUALIFIERS_SEQUENCE) {
        let told =
            [tags::UNIVERSAL_ENTITY_ID, tags::UNIVERSAL_ENTITY_ID_TYPE].map(|tag| item.text(tag));
        parts.extend(told.into_iter().flatten().filter(|text| !text.is_empty()));
    }
    parts.join("^")
}

/// Case, spacing and spelling of letters differ between devices of one hospital; they do not make another patient.
pub fn folded(text: &str) -> String {
    let is_gap = |letter: char| letter == '\0' || letter.is_whitespace();
    // A key can hold a million patients, most of them in plain letters.
    let plain = match text.is_ascii() {
        true => normal(text),
        false => {
            let shown = text.chars().filter(|letter| !is_unseen(*letter));
            normal(&shown.collect::<String>()).into_owned().into()
        }
    };
    let words: Vec<&str> = plain
        .split(is_gap)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").to_uppercase()
}

/// A patient's number: 943 476 5919, 943-476-5919 and 9434765919 are one. Zeros in front, letters and slashes make
/// another. Empty if it stands for none, in whatever language: no number has no digit.
pub fn folded_id(text: &str) -> String {
    let folded = folded(text);
    if is_placeholder(&folded) || !folded.contains(char::is_numeric) {
        return String::new();
    }
    let mut without_gaps = String::with_capacity(folded.len());
    let mut gap = String::new();
    for letter in folded.chars() {
        if is_gap_of_numbers(letter) {
            gap.push(letter);
            continue;
        }
        let joins =
            letter.is_ascii_digit() && without_gaps.ends_with(|last: char| last.is_ascii_digit());
        if !joins {
            without_gaps.push_str(&gap);
        }
        gap.clear();
        without_gaps.push(letter);
    }
    without_gaps + &gap
}

/// What parts the digits of a number for the eye: spaces, points, hyphens and dashes. A slash parts two numbers.
fn is_gap_of_numbers(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '.' | '_' | '-' | '\u{B7}' | '\u{2010}'
            ..='\u{2015}' | '\u{2022}' | '\u{2212}' | '\u{22C5}' | '\u{30FB}'
    )
}

/// A birth date: eight digits that can be one, and are not what people type for want of it.
pub fn birth_day(written: &str) -> Option<String> {
    const STAND_INS: [&str; 3] = ["19000101", "18000101", "11111111"];
    let written = normal(written);
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let is_date = digits.len() == 8 && !digits.starts_with("0000") && !digits.ends_with("0000");
    (is_date && !STAND_INS.contains(&digits.as_str())).then_some(digits)
}

/// Soft hyphens, joiners and marks that have no width.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// The first group of components that says anything, without empty components at the end; empty if it stands for none.
pub fn folded_name(name: &str) -> String {
    let group = name
        .split('=')
        .find(|group| group.chars().any(char::is_alphanumeric))
        .unwrap_or_default();
    let folded = folded(&group.replace('^', " "));
    match is_placeholder(&folded) {
        true => String::new(),
        false => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_core::VR;

    fn pseudonyms() -> Pseudonyms {
        Pseudonyms::new(&Secret::from_bytes([7; 32]))
    }

    fn patient(id: &str, name: &str) -> DataSet {
        let mut data_set = DataSet::new_empty();
        data_set.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
        data_set.put_raw(tags::PATIENT_ID, VR::LO, id.as_bytes());
        data_set.put_raw(tags::PATIENT_NAME, VR::PN, name.as_bytes());
        data_set
    }

    fn case(data_set: &DataSet) -> CaseName {
        case_name(data_set, &pseudonyms())
    }

    #[test]
    fn a_case_name_is_case_and_eight_letters_that_can_be_read_aloud() {
        let name = case(&patient("RXH123", "Doe^Jane"));
        let letters = name.as_str().strip_prefix("CASE-").unwrap();
        assert_eq!(letters.len(), 8);
        assert!(letters.bytes().all(|letter| CROCKFORD.contains(&letter)));
    }

    #[test]
    fn what_is_no_case_name_is_not_taken_for_one() {
        for name in ["CASE-7K2MQ9XT", "CASE-7K2MQ9"] {
            assert_eq!(CaseName::try_from(name.to_owned()).unwrap().as_str(), name);
        }
        for name in [
            "",
            "CASE-",
            "CASE-7K2MQ9X",
            "CASE-7K2MQ9XTT",
            "CASE-7K2MQ9XU",
            "CASE-7k2mq9xt",
            "CASE-../../..",
            "../7K2MQ9XT",
        ] {
            assert_eq!(CaseName::try_from(name.to_owned()), Err(NoCaseName));
            let json = serde_json::to_string(name).unwrap();
            assert!(serde_json::from_str::<CaseName>(&json).is_err());
        }
    }

    #[test]
    fn padding_and_case_of_an_id_do_not_make_another_patient() {
        assert_eq!(
            case(&patient("RXH123  ", "Doe^Jane")),
            case(&patient("rxh123", "DOE^JANE^^"))
        );
    }

    #[test]
    fn two_patients_of_one_name_with_different_ids_are_two_cases() {
        assert_ne!(
            case(&patient("RXH123", "Doe^Jane")),
            case(&patient("RXH124", "Doe^Jane"))
        );
    }

    #[test]
    fn gaps_in_a_number_and_the_width_of_its_digits_do_not_make_another_patient() {
        let of = |id: &str| case(&patient(id, ""));
        for written in [
            "943 476 5919",
            "943-476-5919",
            "943.476.5919",
            "943_476\u{B7}5919",
            "943\u{FE63}476\u{FE63}5919",
            "\u{669}\u{664}\u{663}4765919",
            " 943\u{2013}476 - 5919 ",
            "９４３\u{3000}４７６５９１９",
            "943\u{AD}4765\u{200B}919",
        ] {
            assert_eq!(folded_id(written), "9434765919", "{written}");
        }
        assert_eq!(of("943 476 5919"), of("943-476-5919"));
        assert_eq!(of("RX-12 34-B"), of("RX-1234-B"));
        for (one, other) in [
            ("09434765919", "9434765919"),
            ("RX-1", "RX1"),
            ("943476591", "9434765919"),
            ("A 1", "A1"),
            ("12/345", "123/45"),
            ("2019/112", "2019-112"),
        ] {
            assert_ne!(of(one), of(other), "{one} {other}");
        }
    }

    #[test]
    fn what_stands_for_no_id_does_not_make_two_people_one() {
        let born = |id: &str, name: &str, study: &str| {
            let mut header = patient(id, name);
            header.put_ascii(tags::PATIENT_BIRTH_DATE, VR::DA, "19500304");
            header.put_ascii(tags::STUDY_INSTANCE_UID, VR::UI, study);
            case(&header)
        };
        for id in [
            "UNKNOWN",
            "0",
            "00000",
            "-",
            ".",
            " ",
            "",
            "n/a",
            "Anonymous",
            "TEST",
            "NICHT BEKANNT",
            "DESCONOCIDO",
            "\u{4E0D}\u{660E}",
        ] {
            assert_ne!(
                born(id, "DOE^JANE", "1.2"),
                born(id, "ROE^MARY", "1.2"),
                "{id}"
            );
            assert_eq!(
                born(id, "DOE^JANE", "1.2"),
                born("", "DOE^JANE", "1.3"),
                "{id}"
            );
            // A birth date alone says nothing, and neither does a name that is none.
            for name in ["", "^^", "UNKNOWN^UNKNOWN", "Anonymous"] {
                assert_ne!(born(id, name, "1.2"), born(id, name, "1.3"), "{id} {name}");
            }
        }
    }

    #[test]
    fn a_patient_is_found_by_his_id_however_it_is_written() {
        let key = PatientKey::of(&patient("943 476 5919", "Doe^Jane"));
        assert!(key.has_id("943-476-5919"));
        for other in ["9434765918", "", "Doe^Jane"] {
            assert!(!key.has_id(other));
        }
        let unnumbered = PatientKey::of(&patient("UNKNOWN", "UNKNOWN^Jane"));
        assert!(!unnumbered.has_id("UNKNOWN") && !unnumbered.has_id("UNKNOWN JANE"));
    }

    #[test]
    fn one_id_of_two_issuers_is_two_cases() {
        let mut other = patient("1", "");
        other.put_ascii(tags::ISSUER_OF_PATIENT_ID, VR::LO, "ELSEWHERE");
        assert_ne!(case(&patient("1", "")), case(&other));
        let qualified = |id: &str| {
            let mut item = DataSet::new_empty();
            item.put_ascii(tags::UNIVERSAL_ENTITY_ID, VR::UT, id);
            item.put_ascii(tags::UNIVERSAL_ENTITY_ID_TYPE, VR::CS, "ISO");
            let mut header = other.clone();
            header.put_items(tags::ISSUER_OF_PATIENT_ID_QUALIFIERS_SEQUENCE, vec![item]);
            header
        };
        assert_ne!(case(&qualified("1.2.3")), case(&qualified("1.2.4")));
        assert_eq!(issuer(&qualified("1.2.3")), "ELSEWHERE^1.2.3^ISO");
    }

    #[test]
    fn without_an_id_name_and_birth_date_decide() {
        let born = |id: &str, name: &str, date: &str, study: &str| {
            let mut header = patient(id, name);
            header.put_ascii(tags::PATIENT_BIRTH_DATE, VR::DA, date);
            header.put_ascii(tags::STUDY_INSTANCE_UID, VR::UI, study);
            case(&header)
        };
        let jane = born("", "Doe^J\u{E4}ne^^^", "19620314", "1.2.3");
        for (name, date) in [
            ("DOE^J\u{C4}NE", "19620314"),
            ("Doe^Ja\u{308}ne", "1962.03.14"),
        ] {
            assert_eq!(jane, born(" ", name, date, "1.2.4"), "{name}");
        }
        assert_ne!(jane, born("", "Doe^J\u{E4}ne", "19620315", "1.2.3"));
        // A name alone is many people's.
        for date in ["", "19000101", "1962"] {
            let one = born("", "SMITH^CHRIS", date, "1.2.3");
            assert_ne!(one, born("", "SMITH^CHRIS", date, "1.2.4"), "{date}");
            assert_eq!(one, born("", "Smith^Chris", date, "1.2.3"), "{date}");
        }
    }

    #[test]
    fn files_that_name_nobody_are_told_apart_by_their_study() {
        let mut one = patient("", "^^");
        let mut two = one.clone();
        one.put_ascii(tags::STUDY_INSTANCE_UID, VR::UI, "1.2.3");
        two.put_ascii(tags::STUDY_INSTANCE_UID, VR::UI, "1.2.4");
        assert_ne!(case(&one), case(&two));
    }

    #[test]
    fn another_secret_gives_another_name() {
        let other = Pseudonyms::new(&Secret::from_bytes([8; 32]));
        assert_ne!(
            case(&patient("1", "")),
            case_name(&patient("1", ""), &other)
        );
    }

    #[test]
    fn the_keyed_hash_is_hmac_sha_256() {
        // RFC 4231 has no 32-byte key; the expected value is HMAC-SHA-256 of the framed message, worked out elsewhere.
        let secret = Secret::from_bytes([0x0B; 32]);
        let hash = Pseudonyms::new(&secret).derive(b"a", &[b"bc"]);
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(
            hex,
            "0a4fe57dc77df0ff846a75173db36c680a92ba04424bab65957a59df47b92387"
        );
    }
}
