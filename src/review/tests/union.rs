//! What stands in one file of a patient goes from all of them, and is found in any.

use std::rc::Rc;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::*;
use crate::catalogue::Summary;
use crate::catalogue::testing::item;
use crate::clean::{self, Order};
use crate::deid::{Policy, Preset, Pseudonyms, Secret};
use crate::dicom::{self, DataSet, DataSetExt, MemorySource, Part, PixelsOut, TransferSyntax};
use crate::review::{Front, Gate};
use crate::verify::{self, Expect};

/// What file A alone says, by its attribute.
const SAYS: [(Tag, VR, &str); 7] = [
    (tags::OPERATORS_NAME, VR::PN, "Okonkwo^Chidi"),
    (tags::PATIENT_MOTHER_BIRTH_NAME, VR::PN, "Tregenza"),
    (tags::CURRENT_PATIENT_LOCATION, VR::LO, "Marlpit Ward"),
    (tags::INSTITUTIONAL_DEPARTMENT_NAME, VR::LO, "Quarrendon CT"),
    (tags::ADMISSION_ID, VR::LO, "ADM7734512"),
    (tags::PATIENT_TELEPHONE_NUMBERS, VR::SH, "01582 497000"),
    (tags::STATION_NAME, VR::SH, "STOPSLEYCT3"),
];

/// What somebody made of it in other files.
const TYPED: [&str; 7] = [
    "OKONKWO1",
    "Tregensa",
    "Marlpit",
    "QUARRENDON",
    "ADM77 34512",
    "01582 497000",
    "STOPSLEYCT",
];

/// Attributes of text: typed, of machines, private and safe, of an overlay.
const TEXTS: [(Tag, VR); 7] = [
    (tags::SERIES_DESCRIPTION, VR::LO),
    (tags::IMAGE_COMMENTS, VR::LT),
    (tags::PROTOCOL_NAME, VR::LO),
    (tags::RECEIVE_COIL_NAME, VR::SH),
    (tags::SOFTWARE_VERSIONS, VR::LO),
    (Tag(0x0019, 0x109E), VR::LO),
    (Tag(0x6000, 0x1500), VR::LO),
];

fn header(number: usize, study: &str, class: &str) -> DataSet {
    let mut header = DataSet::new_empty();
    let uid = format!("1.2.3.{study}.{number}");
    for (tag, vr, value) in [
        (tags::SOP_CLASS_UID, VR::UI, class),
        (tags::SOP_INSTANCE_UID, VR::UI, &uid),
        (tags::STUDY_DATE, VR::DA, "20240229"),
        (tags::MODALITY, VR::CS, "CT"),
        (tags::PATIENT_NAME, VR::PN, "Quixotham^Zebedee"),
        (tags::PATIENT_ID, VR::LO, "RXH1234567"),
        (tags::STUDY_INSTANCE_UID, VR::UI, study),
        (tags::SERIES_INSTANCE_UID, VR::UI, &format!("{study}.1")),
        (Tag(0x0019, 0x0010), VR::LO, "GEMS_ACQU_01"),
    ] {
        header.put_ascii(tag, vr, value);
    }
    header
}

fn file(mut header: DataSet, has_picture: bool) -> Rc<MemorySource> {
    let nothing = MemorySource::new(Vec::new());
    let pixels = match has_picture {
        false => PixelsOut::None,
        true => {
            header.put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "MONOCHROME2");
            for (element, value) in [
                (2, 1),
                (0x10, 2),
                (0x11, 2),
                (0x100, 8),
                (0x101, 8),
                (0x102, 7),
                (0x103, 0),
            ] {
                header.put_raw(Tag(0x0028, element), VR::US, [value, 0]);
            }
            PixelsOut::Native {
                tag: tags::PIXEL_DATA,
                vr: VR::OW,
                parts: vec![Part::Bytes(vec![1, 2, 3, 4])],
            }
        }
    };
    let syntax = TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
    let parts = dicom::write(&header, &syntax, pixels, &nothing).unwrap();
    Rc::new(MemorySource::new(
        dicom::assemble(&parts, &nothing).unwrap(),
    ))
}

/// File A; images of both studies with all that was typed; a report.
fn files() -> Vec<Rc<MemorySource>> {
    const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
    let mut says = header(0, "1.2.3.1", CT);
    for (tag, vr, value) in SAYS {
        says.put_ascii(tag, vr, value);
    }
    let mut files = vec![file(says, true)];
    for (number, typed) in TYPED.into_iter().enumerate() {
        for study in ["1.2.3.1", "1.2.3.2"] {
            let mut image = header(number + 1, study, CT);
            for (tag, vr) in TEXTS {
                let text: String = typed.chars().take(16).collect();
                image.put_ascii(tag, vr, &text);
            }
            files.push(file(image, true));
        }
    }
    let mut report = header(90, "1.2.3.1", "1.2.840.10008.5.1.4.1.1.88.11");
    report.put_ascii(tags::MODALITY, VR::CS, "SR");
    report.put_ascii(tags::SERIES_INSTANCE_UID, VR::UI, "1.2.3.1.9");
    let items = TYPED.map(|typed| {
        let mut item = DataSet::new_empty();
        item.put_ascii(tags::VALUE_TYPE, VR::CS, "TEXT");
        item.put_ascii(tags::TEXT_VALUE, VR::UT, &format!("chest, {typed} axial"));
        item
    });
    report.put_items(tags::CONTENT_SEQUENCE, items.to_vec());
    files.push(file(report, false));
    files
}

fn orders(files: &[Rc<MemorySource>], policy: &Policy) -> Vec<(usize, Order)> {
    let mut catalogue = Catalogue::default();
    for (number, file) in files.iter().enumerate() {
        let summary = Summary::of(&dicom::read(file.clone()).unwrap());
        catalogue.add(vec![item(&number.to_string(), summary)]);
    }
    let kept = catalogue
        .items
        .iter()
        .filter_map(|item| match &item.outcome {
            crate::catalogue::Outcome::Instance(summary) => Some(summary.mentions.len()),
            _ => None,
        });
    assert_eq!(kept.sum::<usize>(), 0, "of a study they are kept once");
    let review = Review::default();
    let gate = Gate {
        catalogue: &catalogue,
        review: &review,
        front: Front::CommandReviewed,
        policy,
        linking: false,
        aliases: &[],
    };
    let all = gate.all().into_iter();
    all.map(|(id, order)| (id, order.unwrap())).collect()
}

fn cleaned(file: &Rc<MemorySource>, order: &Order) -> Result<dicom::Instance, clean::HeldReason> {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([5; 32]));
    let cleaned = clean::clean(file.clone(), order, &pseudonyms)?;
    let mut bytes = Vec::new();
    let copied = cleaned.for_each_run(|run| {
        bytes.extend_from_slice(run);
        Ok::<(), ()>(())
    });
    copied.unwrap();
    Ok(dicom::read(Rc::new(MemorySource::new(bytes))).unwrap())
}

fn texts(data_set: &DataSet, into: &mut String) {
    for element in data_set {
        match element.items() {
            Some(items) => items.iter().for_each(|item| texts(item, into)),
            None => {
                into.extend(data_set.text(element.header().tag));
                into.push('\n');
            }
        }
    }
}

#[test]
fn what_one_file_says_of_people_and_places_goes_from_all_files_of_the_patient() {
    let mut files = files();
    for _ in 0..2 {
        for preset in [Preset::Strict, Preset::Teaching, Preset::Research] {
            let mut left = 0;
            for (id, order) in orders(&files, &preset.into()) {
                let output = match cleaned(&files[id], &order) {
                    Err(clean::HeldReason::StructuredReport) => continue,
                    output => output.unwrap(),
                };
                let mut all = String::new();
                texts(&output.data_set, &mut all);
                for typed in TYPED {
                    assert!(
                        !all.to_lowercase().contains(&typed.to_lowercase()),
                        "{typed} {preset:?}"
                    );
                }
                left += 1;
            }
            assert!(left >= files.len() - 1);
        }
        // In whatever order they arrive.
        files.reverse();
    }
}

#[test]
fn what_only_another_file_says_is_found_where_it_is_planted_back() {
    let files = files();
    let (id, order) = orders(&files, &Policy::default()).remove(1);
    let original = dicom::read(files[id].clone()).unwrap();
    let output = cleaned(&files[id], &order).unwrap();
    let case = output.data_set.text(tags::PATIENT_ID).unwrap();
    let finds = |known: &DataSet, tag, vr, typed: &str| {
        let mut planted = cleaned(&files[id], &order).unwrap();
        planted.data_set.put_ascii(tag, vr, typed);
        let kept = clean::kept_on_purpose(&order.policy);
        let expect = Expect { case: &case, kept };
        let found = verify::reread_instance(&original, known, &planted, false, &expect);
        found.unwrap().is_err()
    };
    let mut known = DataSet::new_empty();
    order.mentions.put_into(&mut known);
    let nothing = DataSet::new_empty();
    for typed in TYPED {
        for (tag, vr) in [
            (tags::SERIES_DESCRIPTION, VR::LO),
            (tags::PROTOCOL_NAME, VR::LO),
        ] {
            assert!(finds(&known, tag, vr, typed), "{typed}");
        }
    }
    // It is the other file that says so.
    assert!(!finds(
        &nothing,
        tags::SERIES_DESCRIPTION,
        VR::LO,
        "OKONKWO1"
    ));
}
