use super::case_name::CROCKFORD;
use super::secret::Secret;
use super::*;
use crate::dicom::{DataSet, DataSetExt};
use dicom_core::VR;
use dicom_dictionary_std::tags;

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
