//! Headers that are made to cost time: texts as long as texts may be, in every form that some step looks at, and two
//! thousand names beside two thousand texts. Where time grows with the square of these, a run takes many minutes; so
//! nothing here needs a clock. What is longer still is held.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use darkroom::catalogue::Outcome;
use darkroom::clean::{self, HeldReason, Order};
use darkroom::deid::{Preset, Pseudonyms, Secret};
use darkroom::dicom::{
    DataSet, DataSetExt, MemorySource, PixelsOut, TransferSyntax, assemble, write,
};
use darkroom::intake;
use dicom_core::{Tag, VR};

/// The longest text that is read, but for what its padding and the lengths of short VRs leave.
const LONGEST: usize = (64 << 10) - 2;

const TEXT_VALUE: Tag = Tag(0x0040, 0xA160);

/// A report, which may say anything without a picture.
fn report() -> DataSet {
    let mut header = DataSet::new_empty();
    for (tag, vr, value) in [
        (Tag(0x0008, 0x0005), VR::CS, "ISO_IR 192"),
        (Tag(0x0008, 0x0016), VR::UI, "1.2.840.10008.5.1.4.1.1.88.11"),
        (Tag(0x0008, 0x0018), VR::UI, "1.2.3.4.5"),
        (Tag(0x0008, 0x0020), VR::DA, "20240229"),
        (Tag(0x0010, 0x0010), VR::PN, "Aaaaa^Bbbbb"),
        (Tag(0x0010, 0x0020), VR::LO, "1111111"),
        (Tag(0x0010, 0x0030), VR::DA, "19620314"),
        (Tag(0x0020, 0x000D), VR::UI, "1.2.3.4"),
    ] {
        header.put_ascii(tag, vr, value);
    }
    header
}

fn file(header: &DataSet) -> Rc<MemorySource> {
    let syntax = TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
    let nothing = MemorySource::new(Vec::new());
    let parts = write(header, &syntax, PixelsOut::None, &nothing).unwrap();
    Rc::new(MemorySource::new(assemble(&parts, &nothing).unwrap()))
}

fn clean(header: &DataSet, preset: Preset) -> Result<(), HeldReason> {
    let order = Order {
        policy: preset.into(),
        looked_at: true,
        ..Order::default()
    };
    let secret = Pseudonyms::new(&Secret::from_bytes([5; 32]));
    clean::clean(file(header), &order, &secret).map(|_| ())
}

/// Attributes that are cleaned, kept, moved, listed and searched in ways of their own.
const PLACES: [(Tag, VR); 6] = [
    (Tag(0x0008, 0x0008), VR::CS), // ImageType
    (Tag(0x0008, 0x0022), VR::DA), // AcquisitionDate
    (Tag(0x0008, 0x1030), VR::LO), // StudyDescription
    (Tag(0x0010, 0x1001), VR::PN), // OtherPatientNames
    (Tag(0x0018, 0x0050), VR::DS), // SliceThickness
    (Tag(0x0018, 0x1020), VR::LO), // SoftwareVersions
];

/// What is said over and over.
const WORDS: [&str; 12] = [
    "1\n",
    "1\\",
    "a@b ",
    "aaaaa^",
    "bbbbbaaaaa",
    "chest ",
    "943 476 5919-",
    "12/03/1950 ",
    "20240229\\",
    "1.2.3.4\\",
    "(020)",
    "é",
];

#[test]
fn a_long_text_costs_as_much_as_it_is_long() {
    for (tag, vr) in PLACES {
        for word in WORDS {
            let mut header = report();
            let text = word.repeat(LONGEST / word.len());
            header.put_raw(tag, vr, text.as_bytes());
            // Of some nothing but placeholders would be left, and these are longer than a text may be.
            let held = clean(&header, Preset::Research).err();
            let fits = matches!(held, None | Some(HeldReason::OutputUnreadable));
            assert!(fits, "{tag} {word:?} {held:?}");
        }
    }
}

/// A word for each number; none that means anything, since those would stay.
fn word(number: usize) -> String {
    let letters = number.to_string().into_bytes();
    let letters = letters.iter().map(|digit| char::from(digit + 49));
    "zq".chars().chain(letters).collect()
}

#[test]
fn many_names_and_many_texts_cost_as_much_as_they_are_long() {
    // They differ where they begin, where they end, or are no ASCII.
    let names: [fn(&str) -> String; 3] = [
        |word| format!("{word}quixotham^{word}zebedee"),
        |word| format!("quixotham{word}^zebedee{word}"),
        |word| format!("quixothamä{word}^zebedeeö{word}"),
    ];
    for name in names {
        let item = |number: usize| {
            let mut item = DataSet::new_empty();
            let word = word(number);
            let text = format!("CT chest {word} without contrast, {number} mm, quixothamz left");
            item.put_raw(Tag(0x0040, 0xA123), VR::PN, name(&word).as_bytes());
            for (tag, vr, value) in [
                (Tag(0x0040, 0xA040), VR::CS, "TEXT".to_owned()),
                (TEXT_VALUE, VR::UT, text),
                (Tag(0x0010, 0x0020), VR::LO, format!("RXH{number:07}")),
                (
                    Tag(0x0010, 0x0030),
                    VR::DA,
                    format!("{}0314", 1900 + number % 100),
                ),
                (Tag(0x0008, 0x1155), VR::UI, format!("1.2.3.{number}")),
            ] {
                item.put_ascii(tag, vr, &value);
            }
            item
        };
        let mut header = report();
        header.put_items(Tag(0x0040, 0xA730), (0..2_000).map(item).collect());
        assert_eq!(clean(&header, Preset::Teaching), Ok(()));
    }
}

#[test]
fn a_text_that_is_longer_than_any_is_held_as_soon_as_the_file_is_found() {
    let mut header = report();
    header.put_raw(TEXT_VALUE, VR::UT, "chest ".repeat(20_000).as_bytes());
    let held = HeldReason::HeaderTooLarge;
    assert_eq!(clean(&header, Preset::Teaching), Err(held.clone()));
    let item = intake::examine_file("IM0001", file(&header));
    assert_eq!(item.outcome, Outcome::Held(held));
}
