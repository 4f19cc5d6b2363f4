//! Code strings as devices and people write them, planned under every preset.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::super::plan::planned::Action;
use super::super::profile::{Policy, Preset};
use super::super::{Plan, plan};
use super::{CT, header, pseudonyms};
use crate::deid::identifiers::Identifiers;
use crate::deid::plan::no_row::Context;
use crate::deid::values::code_strings::code_string;
use crate::deid::values::times::Times;
use crate::dicom::DataSetExt;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::leaf;
use crate::standard::dictionary;
use crate::standard::enumerations::enumeration;
use crate::standard::rows::{lines, parse_tag};
use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry, VirtualVr};
use dicom_dictionary_std::StandardDataDictionary;

fn planned(tag: Tag, value: &[u8]) -> Action {
    let mut original = header(CT);
    original.put_raw(tag, VR::CS, value);
    let plan = plan(&original, &Policy::from(Preset::Research), &pseudonyms());
    action(&plan, tag)
}

fn action(plan: &Plan, tag: Tag) -> Action {
    let found = plan.actions.iter().find(|planned| planned.tag == tag);
    found.unwrap().action.clone()
}

fn becomes(tag: Tag, written: &str, wanted: &str) {
    let wanted = match wanted == written {
        true => Action::Keep,
        false => Action::Replace {
            value: wanted.into(),
        },
    };
    assert_eq!(planned(tag, written.as_bytes()), wanted, "{tag} {written}");
}

#[test]
fn values_of_an_enumeration_are_brought_to_it() {
    for (written, wanted) in [
        ("Male", "M"),
        ("f", "F"),
        ("FEMALE", "F"),
        ("Other", "O"),
        ("M ", "M "),
    ] {
        becomes(tags::PATIENT_SEX, written, wanted);
    }
    becomes(tags::LATERALITY, "r", "R");
    becomes(tags::LATERALITY, "Left", "L");
    becomes(tags::PRESENTATION_LUT_SHAPE, "identity", "IDENTITY");
    becomes(tags::PATIENT_POSITION, "hfs", "HFS");
    becomes(
        tags::PHOTOMETRIC_INTERPRETATION,
        "Monochrome2",
        "MONOCHROME2",
    );
    becomes(tags::LOSSY_IMAGE_COMPRESSION, "no", "00");
    becomes(tags::SCAN_OPTIONS, "fs\\Pfp", "FS\\PFP");
    becomes(tags::PATIENT_ORIENTATION, "l\\p", "L\\P");
}

#[test]
fn a_word_that_is_known_to_be_harmless_is_written_in_capitals() {
    becomes(tags::BODY_PART_EXAMINED, "Chest", "CHEST");
}

#[test]
fn what_fits_nothing_goes_and_no_reader_meets_a_word_it_does_not_know() {
    for value in [&b"Zebrowska"[..], b"unbekannt", b"m\xe4nnlich?", b"M^F"] {
        assert_eq!(planned(tags::PATIENT_SEX, value), Action::Empty);
    }
    // One of a list goes alone; one of several places takes all with it.
    becomes(tags::SCAN_OPTIONS, "FS\\Zebrowska^X", "FS");
    assert_eq!(
        planned(tags::PATIENT_ORIENTATION, b"L\\Zebrowska"),
        Action::Empty
    );
    becomes(
        tags::IMAGE_TYPE,
        "ORIGINAL\\Jane Doe\\AXIAL",
        "ORIGINAL\\SECONDARY\\AXIAL",
    );
    becomes(
        tags::IMAGE_TYPE,
        "Original\\Primary\\Jane^Doe",
        "ORIGINAL\\PRIMARY\\OTHER",
    );
    becomes(tags::MODALITY, "Zebrowska", "OT");
}

/// Every CS of the groups in which images, reports, plans and states say something.
fn code_strings() -> impl Iterator<Item = Tag> {
    let groups = (0x0008..=0x0100_u16)
        .chain([0x0400, 0x2050])
        .chain(0x3002..=0x3010);
    groups
        .chain([0x4010, 0x5400])
        .filter(|group| group.is_multiple_of(2))
        .flat_map(|group| (1..=0xFFFF_u16).map(move |element| Tag(group, element)))
        .filter(|tag| {
            let entry = StandardDataDictionary.by_tag(*tag);
            entry.is_some_and(|entry| entry.vr() == VirtualVr::Exact(VR::CS))
        })
}

#[test]
fn no_code_string_becomes_a_value_that_its_enumeration_does_not_have() {
    let all: Vec<Tag> = code_strings().collect();
    assert!(all.len() > 600, "{}", all.len());
    let context = Context {
        identifiers: &Identifiers::default(),
        character_set: &CharacterSet::default(),
        public_code: false,
        cleans_text: false,
        times: &Times::removed(),
        wording: None,
    };
    for tag in all {
        let known = enumeration(tag);
        let fits = |value: &str| {
            value.is_empty() || known.is_some_and(|known| known.find(value) == Some(value))
        };
        for written in ["Zebrowska^X", "words of somebody", "\\Zebrowska^X"] {
            let element = leaf(tag, VR::CS, written.into());
            match code_string(written.as_bytes(), &element, &context).0 {
                Action::Replace { value } => {
                    let value = String::from_utf8(value).unwrap();
                    assert!(value.split('\\').all(fits), "{tag} {value}");
                }
                Action::Empty | Action::Remove => {}
                action => panic!("{tag} {action:?}"),
            }
        }
    }
}

#[test]
fn no_row_of_the_table_puts_a_word_into_a_code_string_that_it_does_not_know() {
    for row in lines(include_str!("../../standard/data/profile.tsv")) {
        let tag = row.split('\t').next().and_then(parse_tag);
        let Some(tag) = tag.filter(|tag| dictionary::vr(*tag) == Some(VR::CS)) else {
            continue;
        };
        for class in [CT, "1.2.3"] {
            let mut original = header(class);
            original.put_ascii(tag, VR::CS, "ZEBROWSKA");
            let plan = plan(&original, &Policy::with([]).unwrap(), &pseudonyms());
            if let Action::Replace { value } = action(&plan, tag) {
                let value = String::from_utf8(value).unwrap();
                let known = enumeration(tag).and_then(|known| known.find(&value));
                assert!(known == Some(&value), "{row} {value}");
            }
        }
    }
}

#[test]
fn every_value_that_the_table_lists_stays_as_it_is() {
    let context = Context {
        identifiers: &Identifiers::default(),
        character_set: &CharacterSet::default(),
        public_code: false,
        cleans_text: false,
        times: &Times::removed(),
        wording: None,
    };
    for row in lines(include_str!("../../standard/data/enumerations.tsv")) {
        let fields: Vec<&str> = row.split('\t').collect();
        let tag = parse_tag(fields[0]).unwrap();
        for value in fields[6]
            .split('|')
            .filter_map(|ways| ways.split('=').next())
        {
            let element = leaf(tag, VR::CS, value.into());
            let done = code_string(value.as_bytes(), &element, &context).0;
            assert_eq!(done, Action::Keep, "{row}");
        }
    }
}
