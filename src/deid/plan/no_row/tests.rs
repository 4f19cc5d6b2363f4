use super::*;
use crate::dicom::dataset::leaf;
use crate::dicom::{DataSet, DataSetExt};
use crate::standard::profile::table;
use crate::standard::rows::{lines, parse_tag};
use dicom_core::dictionary::DataDictionary;
use dicom_dictionary_std::StandardDataDictionary;

#[test]
fn the_list_is_whole_sorted_and_apart_from_the_table() {
    let all = lines(include_str!("../../data/no_row.tsv")).count();
    assert_eq!(list().len(), all);
    assert!(all > 230);
    assert!(list().is_sorted_by(|a, b| a.0 < b.0));
    for (tag, listed) in list() {
        assert!(table().row(*tag).is_none(), "{tag} has a row");
        assert!(matches!(listed.kind, 1..=3));
    }
}

#[test]
fn keywords_in_the_list_are_the_dictionarys() {
    for line in lines(include_str!("../../data/no_row.tsv")) {
        let fields: Vec<_> = line.split('\t').collect();
        let entry = StandardDataDictionary.by_tag(parse_tag(fields[0]).unwrap());
        assert!(
            entry.is_some_and(|entry| entry.alias == fields[1]),
            "{line}"
        );
    }
}

fn judged(tag: Tag, dictionary: VR, vr: VR, value: &[u8], public_code: bool) -> (Action, Why) {
    let context = Context {
        identifiers: &Identifiers::default(),
        character_set: &CharacterSet::default(),
        public_code,
        cleans_text: false,
        times: &Times::removed(),
        wording: None,
    };
    judge(tag, dictionary, &leaf(tag, vr, value.to_vec()), &context)
}

#[test]
fn technical_text_stays_and_other_text_goes() {
    assert_eq!(
        judged(tags::CONVOLUTION_KERNEL, VR::SH, VR::SH, b"B30f", false),
        (Action::Keep, Why::Technical)
    );
    assert_eq!(
        judged(
            tags::COMMENTS_ON_RADIATION_DOSE,
            VR::ST,
            VR::ST,
            b"x",
            false
        )
        .0,
        Action::Remove
    );
}

#[test]
fn a_local_code_gets_dummies_and_a_public_one_stays() {
    let meaning = tags::CODE_MEANING;
    assert_eq!(
        judged(meaning, VR::LO, VR::LO, b"Liver", true),
        (Action::Keep, Why::PublicCode)
    );
    assert_eq!(
        judged(meaning, VR::LO, VR::LO, b"Dr Who", false),
        (
            Action::Replace {
                value: b"ANONYMISED".to_vec()
            },
            Why::LocalCode
        )
    );
}

#[test]
fn text_where_a_number_belongs_does_not_stay() {
    assert_eq!(
        judged(tags::ROWS, VR::US, VR::LO, b"Jane", false).0,
        Action::Remove
    );
    assert_eq!(
        judged(tags::ROWS, VR::US, VR::US, b"abc", false).0,
        Action::Remove
    );
    assert_eq!(
        judged(tags::KVP, VR::DS, VR::DS, b"Jane", false).0,
        Action::Empty
    );
    assert_eq!(
        judged(tags::KVP, VR::DS, VR::DS, b"120 ", false).0,
        Action::Keep
    );
}

#[test]
fn how_a_picture_is_read_stays_whatever_the_patient_is_called() {
    let mut header = DataSet::new_empty();
    header.put_ascii(tags::PATIENT_NAME, VR::PN, "Painted^422");
    header.put_ascii(tags::PATIENT_ID, VR::LO, "RGB");
    let context = Context {
        identifiers: &Identifiers::of(&header),
        character_set: &CharacterSet::default(),
        public_code: false,
        cleans_text: false,
        times: &Times::removed(),
        wording: None,
    };
    let judged = |value: &[u8]| {
        let element = leaf(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, value.to_vec());
        judge(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, &element, &context).0
    };
    assert_eq!(judged(b"YBR_FULL_422"), Action::Keep);
    assert_eq!(judged(b"RGB "), Action::Keep);
    assert_ne!(judged(b"PAINTED"), Action::Keep);
}
