use super::text::LONGEST_TECHNICAL;
use super::text::counts_in_text;
use super::*;
use crate::clean::spelt;
use crate::dicom::{DataSet, DataSetExt};
use crate::verify::Kept;
use dicom_core::Tag;
use proptest::prelude::*;

fn header(name: &str, id: &str, born: &str) -> DataSet {
    let mut data_set = DataSet::new_empty();
    data_set.put_ascii(Tag(0x0008, 0x0005), VR::CS, "ISO_IR 192");
    data_set.put_ascii(Tag(0x0008, 0x0020), VR::DA, "20240229");
    data_set.put_raw(Tag(0x0010, 0x0010), VR::PN, name.as_bytes());
    data_set.put_ascii(Tag(0x0010, 0x0020), VR::LO, id);
    data_set.put_ascii(Tag(0x0010, 0x0030), VR::DA, born);
    data_set
}

fn found(search: &Search, text: &str) -> Option<Kind> {
    let utf_8 = CharacterSet::from_value(b"ISO_IR 192");
    let found = search.finds(text.as_bytes(), Haystack::Text(VR::UT, &utf_8));
    found.map(|(kind, _)| kind)
}

fn of(headers: &[DataSet]) -> Needles {
    let mut needles = Needles::default();
    for header in headers {
        needles.add(header, &Kept::default());
    }
    needles
}

#[test]
fn names_are_found_however_people_spell_them_and_words_of_imaging_are_none() {
    let found = |spelling: &spelt::Spelling| {
        let needles = Needles::of(&spelling.header, &Kept::default());
        let text = Haystack::Text(VR::LO, &CharacterSet::default());
        Search::new(&needles)
            .finds(spelling.typed.as_bytes(), text)
            .is_some()
    };
    let (right, all) = spelt::right(spelt::BUILT, found);
    assert_eq!(right, all);
    let (right, all) = spelt::right(spelt::KEPT_BACK, found);
    println!("kept back: {right} of {all}");
}

#[test]
fn a_name_is_found_however_it_is_disguised() {
    let needles = of(&[header(
        "Quixotham-Brûlé^Émilienne",
        "RXQ7712345",
        "19560304",
    )]);
    for search in [Search::new(&needles), Search::among(&needles)] {
        for text in [
            "Q U I X O T H A M",
            "seen: q.u.i.x.o.t.h.a.m.",
            "Q\u{200B}uixo\u{AD}tham",
            "Qu1x0tham",
            "Quiхоtһаm",
            "ＱＵＩＸＯＴＨＡＭ",
            "mahtoxiuQ",
            "Dhvkbgunz",
            "Quixo-\r\ntham",
            "Quixothan",
            "zquixotham",
            "Emiliene",
            "UXVpeG90aGFt",
            "%51uixotham",
            "&#81;uixotham",
        ] {
            assert!(found(&search, text).is_some(), "{text}");
        }
        for text in [
            "",
            "Qux tham",
            "CT head with contrast, 5 mm",
            "quotient",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ] {
            assert_eq!(found(&search, text), None, "{text}");
        }
    }
}

#[test]
fn numbers_and_dates_are_found_in_other_forms() {
    let mut patient = header("Quixotham^Emily", "RXQ7712345", "19560304");
    patient.put_ascii(Tag(0x0010, 0x1040), VR::LO, "14 Marlpit Drove SN8 3QX");
    patient.put_ascii(Tag(0x0010, 0x2154), VR::SH, "01672 880314");
    patient.put_ascii(Tag(0x0008, 0x0080), VR::LO, "Wexcombe Hospital");
    let study = "1.2.826.0.1.3680043.9.7771.4";
    patient.put_ascii(Tag(0x0020, 0x000D), VR::UI, study);
    let search = Search::new(&of(&[patient]));
    for (text, kind) in [
        ("560304", Kind::BirthDate),
        ("03/1956", Kind::BirthDate),
        ("born 04031956", Kind::BirthDate),
        ("4. März 1956", Kind::BirthDate),
        ("sn83qx", Kind::Place),
        ("Wexcombe", Kind::Place),
        ("0044 (0)1672 88 03 14", Kind::Identifier),
        ("RXQ77l2345", Kind::Identifier),
        ("5432177QXR", Kind::Identifier),
        ("NTI2MjI3NzEyMzQ1 UlhRNzcxMjM0NQ", Kind::Identifier),
        (study, Kind::OriginalUid),
        ("1_2_826_0_1_3680043_9_7771_4", Kind::OriginalUid),
    ] {
        assert_eq!(found(&search, text), Some(kind), "{text}");
    }
    for text in [
        "560404",
        "Hospital",
        "street 14",
        "1.2.840.10008.1.2.1",
        "SN",
    ] {
        assert_eq!(found(&search, text), None, "{text}");
    }
}

#[test]
fn among_bytes_an_identifier_is_found_with_other_gaps() {
    let needles = of(&[header("Quixotham^Ada", "943 476 5919", "19560304")]);
    let mixed = of(&[header("Quixotham^Ada", "RXQ-771-2345", "19560304")]);
    for (needles, spellings) in [
        (
            &needles,
            &["9434765919", "943-476-5919", "943.476.5919"][..],
        ),
        (&mixed, &["rxq7712345", "RXQ 771 2345"]),
    ] {
        for search in [Search::new(needles), Search::among(needles)] {
            for spelling in spellings {
                let bytes = [&[1, 2, 3], spelling.as_bytes(), &[4, 0, 9]].concat();
                let found = search.finds(&bytes, Haystack::Bytes);
                assert!(found.is_some(), "{spelling}");
                let wide = spelling.encode_utf16().flat_map(u16::to_le_bytes);
                let wide: Vec<u8> = [7; 90].into_iter().chain(wide).chain([9; 90]).collect();
                assert!(search.finds(&wide, Haystack::Bytes).is_some(), "{spelling}");
            }
            let other = [&[1, 2, 3][..], b"943-476-5918", &[4]].concat();
            assert_eq!(search.finds(&other, Haystack::Bytes), None);
        }
    }
}

#[test]
fn of_everybody_a_common_word_or_a_short_one_says_nothing_by_itself() {
    let mut third = header("Patient^Test", "study1", "20231201");
    third.put_ascii(Tag(0x0008, 0x0070), VR::LO, "G.E. Medical Systems");
    third.put_ascii(Tag(0x0008, 0x0080), VR::LO, "GE Medical Systems");
    let everybody = [
        header("Observer^Ada", "12345", "19560304"),
        header("Okonkwo^Bo", "000000", "19710819"),
        header("Name^Pat", "000000", "19710819"),
        third,
    ];
    let search = Search::among(&of(&everybody));
    for text in [
        "ImagePositionPatient",
        "Observer Type",
        "Ada",
        "Bo",
        "RGB(123, 45, 71)",
        "12345",
        "000000",
        "CASE-ZVESR9/Study-1/CT-1/IM0001.dcm",
        "GE Medical Systems",
        "PNAME",
        // Somebody's moved date may be the day of a child's birth.
        "20231201",
    ] {
        assert_eq!(found(&search, text), None, "{text}");
    }
    for text in [
        "Observer, Ada",
        "okonkwo",
        "Okonkvo",
        "bo_okonkwo",
        "19 Aug 1971",
    ] {
        assert!(found(&search, text).is_some(), "{text}");
    }
    // Of the one whose image it is they do.
    let own = Search::new(&of(&everybody[..1]));
    for text in ["Ada", "for Dr Observer", "12345"] {
        assert!(found(&own, text).is_some(), "{text}");
    }
}

#[test]
fn a_needle_inside_a_word_of_the_trade_does_not_count_and_in_a_longer_word_it_does() {
    let words = technical_words();
    assert!(words.iter().all(|word| word.len() < LONGEST_TECHNICAL));
    let word = words.iter().find(|word| word.len() > 6).unwrap();
    let text = format!("x {word}. {}{word}", "x".repeat(LONGEST_TECHNICAL));
    let counts = |at: usize| counts_in_text(text.as_bytes(), at..at + 5, false);
    assert!(!counts(2) && !counts(word.len() - 3));
    assert!(counts(text.len() - 5) && counts(text.len() - word.len()));
}

/// A generator whose bytes look like chance, the same every time.
fn chance(count: usize) -> Vec<u8> {
    let mut state = 7_u64;
    let next = std::iter::repeat_with(|| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 56) as u8
    });
    next.take(count).collect()
}

#[test]
fn among_bytes_that_chance_wrote_nothing_is_found_and_what_somebody_wrote_is() {
    let names = [
        "Quixby^Ada",
        "Okonk^Bo",
        "Abcde^Fghij",
        "Zorblatt^Mia",
        "Lee^Ann",
    ];
    let people: Vec<DataSet> = names
        .iter()
        .enumerate()
        .map(|(number, name)| header(name, &format!("77{number}1{number}"), "19560304"))
        .collect();
    let search = Search::among(&of(&people));
    let noise = chance(1 << 18);
    assert_eq!(search.finds(&noise, Haystack::Bytes), None);
    // A new UID holds any few digits.
    let numbered = Search::among(&of(&[header("Quixby^Ada", "7712345", "19560304")]));
    let uid = b"\0UI\x2A\x002.25.1904771234512907715533862219045711\0";
    assert_eq!(numbered.finds(uid, Haystack::Bytes), None);
    let number = b"\0UI\x2A\x00no. 7712345\0";
    assert!(numbered.finds(number, Haystack::Bytes).is_some());
    for text in [
        &b"\0Quixby\0"[..],
        b"\x06\0Quixby",
        b"patient's name: Quixby, Ada",
        b"\0Q U I X B Y\0",
        b"\0UXVpeGJ5\0",
    ] {
        let mut bytes = noise[..5000].to_vec();
        bytes.splice(2000..2000, text.iter().copied());
        assert!(search.finds(&bytes, Haystack::Bytes).is_some(), "{text:?}");
    }
    for value in [
        &b"Quixby"[..],
        b"Quixby\0\0",
        b"Q\0u\0i\0x\0b\0y\0",
        b"\x00Q\x00u\x00i\x00x\x00b\x00y",
    ] {
        assert!(search.finds(value, Haystack::Bytes).is_some(), "{value:?}");
    }
}

proptest! {
    #[test]
    fn reading_never_ends_in_a_panic(text in "\\PC{0,60}", bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let search = Search::new(&of(&[header("Quixby^Ada", "RXQ7712345", "19560304")]));
        let _ = found(&search, &text);
        let set = CharacterSet::default();
        for haystack in [Haystack::Bytes, Haystack::Text(VR::LO, &set), Haystack::Technical(VR::SH, &set)] {
            let _ = search.finds(&bytes, haystack);
        }
    }

    #[test]
    fn a_name_is_found_between_any_words_in_any_disguise(
        before in "([a-z]{1,8} ){0,3}", after in "( [a-z]{1,8}){0,3}", gap in "[ ._*-]|, |\u{200B}|\u{2003}", form in 0_u8..6,
    ) {
        let search = Search::among(&of(&[header("Quixotham^Emily", "RXQ7712345", "19560304")]));
        let name = "Quixotham";
        let apart: Vec<String> = name.chars().map(String::from).collect();
        let said = match form {
            0 => apart.join(&gap),
            1 => name.chars().rev().collect(),
            2 => name.replace('o', "0").replace('i', "1"),
            3 => name.bytes().map(|byte| format!("%{byte:X}")).collect(),
            4 => name.bytes().map(|byte| format!("{byte:02x}")).collect(),
            _ => name.replace('x', "xx"),
        };
        let text = format!("{before}{said}{after}");
        prop_assert!(found(&search, &text).is_some(), "{}", text);
    }
}
