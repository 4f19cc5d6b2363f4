use super::cleaner::Cleaner;
use super::free_text::{Kind, kind};
use super::tokens::Tokens;
use super::*;
use crate::deid::identifiers::Identifiers;
use crate::deid::values::times::Times;
use crate::dicom::{DataSet, DataSetExt};
use dicom_core::VR;
use dicom_dictionary_std::tags;
use proptest::prelude::*;

fn of(name: &str) -> Identifiers {
    let mut data_set = DataSet::new_empty();
    data_set.put_raw(tags::SPECIFIC_CHARACTER_SET, VR::CS, b"ISO_IR 192".to_vec());
    data_set.put_raw(tags::PATIENT_NAME, VR::PN, name.as_bytes().to_vec());
    data_set.put_ascii(tags::PATIENT_ID, VR::LO, "RXH7734512");
    Identifiers::of(&data_set)
}

fn cleaned_of(text: &str, name: &str) -> String {
    FreeText {
        identifiers: &of(name),
        times: &Times::removed(),
        about: About::Anything,
        wording: None,
    }
    .clean(text)
}

fn cleaned(text: &str) -> String {
    cleaned_of(text, "Quixby^Ada")
}

#[test]
fn words_of_imaging_stay_as_they_were_written() {
    for text in [
        "T2 TSE sag L-spine",
        "CT thorax follow-up",
        "CT axial 5mm",
        "Chest routine",
        "t2_tse_sag_p2_320",
        "ep2d_diff b1000",
        "MR BRAIN",
        "DR CHEST PA",
        "6 mm nodule right upper lobe",
        "no motion",
        "smoker 20/day",
        "CT Abdomen/Pelvis C+ 1.5mm B30f",
        "120 kV, 3T, 512x512",
        "compression ratio 1.4318",
        "?nodule",
        "L4/5 disc, L5-S1",
        "Lung_L",
        "Sagittal T1w",
        "prefers afternoon",
        "CT HEAD WITHOUT CONTRAST (O)",
        "X-RAY FINGER(S) MINIMUM 2 VWS",
        "CT HEAD W OR W AND WO CONTRAST",
        "CTA A/P 5/2.5MM",
        "SAG DWI 700B",
        "DYNAMIC PRE/POSTX3",
        "WB PET 4it 21ss",
        "4th ax dyn",
        "PET WB (SUV x 1000)",
        "Thorax^CTA_CUSTOMIZED (Adult)",
        "perihilar consolidation, debulking, VP shunt",
        "MRT Halsweichteile nativ",
    ] {
        assert_eq!(cleaned(text), text);
    }
}

#[test]
fn names_and_what_nobody_knows_go() {
    for (text, left) in [
        ("T2 sag Mrs Sagar", "T2 sag"),
        (
            "CT thorax follow-up for Quixby 943 476 5919",
            "CT thorax follow-up",
        ),
        ("Chest routine ADA", "Chest routine"),
        ("Reviewed by Ravensdowne; no motion", "Reviewed; no motion"),
        ("Discussed with Dr Stone. Benign.", "Discussed. Benign."),
        ("seen by Ward, stable", "seen, stable"),
        (
            "lives at 17 Gwaelod Terrace, SW1A 9ZZ. Cough",
            "lives. Cough",
        ),
        ("MR SMITH HEAD", "HEAD"),
        ("Mr Long", ""),
        ("CT head 12/3 unwell", "CT head unwell"),
        ("seen (S) Harding", "seen"),
        ("CT HEAD W SMITH", "CT HEAD"),
        // Counties and towns that breeds of animals are called by in codes.
        ("CT chest Gloucester", "CT chest"),
        ("Leicester CT abdomen", "CT abdomen"),
        ("Suffolk breast screening", "breast screening"),
        ("T2SUSSEX Sag", "Sag"),
        ("Ковалевская thorax", "thorax"),
        ("山田崎 chest", "chest"),
    ] {
        assert_eq!(cleaned(text), left, "{text}");
    }
}

#[test]
fn patterns_of_a_person_go() {
    for text in [
        "943 476 5919",
        "9434765919",
        "943-476-5919",
        "RXH7734512",
        "RXH 773 4512",
        "0113 496 0456",
        "+44 7700 900123",
        "a.b@example.org",
        "SW1A 9ZZ",
        "m60 1qz",
        "LS298QX",
        "GMC 7123456",
        "11/01/2023",
        "2023-01-11",
        "20230111",
        "11.1.23",
        "11 Jan 2023",
        "January 11th, 2023",
        "MRN: 1234",
        "Hosp no A1234",
        "Mrs A Head",
        "dr jones",
        "CHI 0101601234",
        "99 years",
        "1234567",
        "2023",
    ] {
        let left = cleaned(&format!("chest {text} scan"));
        let digits = left.bytes().any(|byte| byte.is_ascii_digit());
        assert!(
            !digits && left.starts_with("chest") && left.len() < 17,
            "{text}: {left}"
        );
    }
}

#[test]
fn a_patient_called_as_a_word_of_imaging_loses_it_where_it_may_be_his_name() {
    for (name, text, left) in [
        ("Head^Ann", "CT head", "CT head"),
        ("Head^Ann", "T2 sag head 5mm", "T2 sag 5mm"),
        ("Short^Ann", "Pelvis Short", "Pelvis"),
        ("Short^Ann", "Liver dynamic SHORT", "Liver dynamic"),
        ("Short^Ann", "CT Short", "CT"),
        ("Head^Ann", "report for Head", "report"),
        ("Head^Short", "SHORT HEAD", ""),
        ("Head^Short", "CT Head Short", "CT"),
        ("Brain^Sam", "MR BRAIN", "MR BRAIN"),
        ("Brain^Sam", "Mr Brain", ""),
        ("Stable^Ann", "Stable nodule", "nodule"),
        ("Müller^Ann", "chest MULLER", "chest"),
        ("Persist^Ann", "Persistent cough", "Persistent cough"),
    ] {
        assert_eq!(cleaned_of(text, name), left, "{name}: {text}");
    }
}

proptest! {
    #[test]
    fn cleaning_text_twice_is_stable_and_leaves_ascii(text in "\\PC{0,60}") {
        let once = cleaned(&text);
        prop_assert!(once.is_ascii());
        prop_assert_eq!(cleaned(&once), once);
    }

    #[test]
    fn cleaning_words_twice_is_stable(
        words in prop::collection::vec(prop_oneof![
            prop::sample::select(vec!["CT", "head", "Dr", "Stone", "by", "5", "mm", "12", "943", "Quixby", "T2", "sag", "Ward", "for", "the", "nodule", "L5", "x", "A", "1.5T", "Jan", "MRN", "2023", "SW1A", "9ZZ", "mr", "long", "years", "95"]),
        ], 0..12),
        gaps in prop::collection::vec(prop::sample::select(vec![" ", " ", " ", ", ", "-", "/", ". ", "_", "\n", "."]), 12),
    ) {
        let text: String = words.iter().zip(gaps).flat_map(|(word, gap)| [*word, gap]).collect();
        let once = cleaned(&text);
        prop_assert!(!once.to_lowercase().contains("quixby"));
        prop_assert_eq!(cleaned(&once), once);
    }
}

#[test]
fn occupations_stay_where_they_belong_and_name_nobody() {
    let occupation = |text: &str, name: &str| {
        FreeText {
            identifiers: &of(name),
            times: &Times::removed(),
            about: About::Occupation,
            wording: None,
        }
        .clean(text)
    };
    assert_eq!(
        occupation("Retired beekeeper", "Quixby^Ada"),
        "Retired beekeeper"
    );
    assert_eq!(occupation("Baker", "Baker^Ada"), "");
    assert_eq!(occupation("Vicar of Dunmow", "Quixby^Ada"), "Vicar");
    assert_eq!(cleaned("Seen by beekeeper"), "Seen");
}

#[test]
fn a_text_is_cleaned_alike_whether_or_not_it_was_before() {
    let known = of("Head^Ada");
    let mut wording = Wording::default();
    wording.strike_word("routine", true);
    let texts = [
        "CT HEAD routine",
        "Head Ada 17/05/2022",
        "Vicar of Dunmow",
        "92F",
        "",
    ];
    for _ in 0..2 {
        for text in texts {
            for about in [About::Anything, About::Occupation, About::Code] {
                for wording in [None, Some(&wording)] {
                    let times = &Times::removed();
                    let by = |identifiers| FreeText {
                        identifiers,
                        times,
                        about,
                        wording,
                    };
                    let anew = of("Head^Ada");
                    let left = |door: FreeText<'_>| (door.clean(text), door.may_stay(text));
                    assert_eq!(left(by(&known)), left(by(&anew)), "{text} {about:?}");
                }
            }
        }
    }
}

#[test]
fn ages_over_89_go_however_they_are_told() {
    for text in [
        "92 female",
        "female 92",
        "woman of 92",
        "age is 92",
        "92F with cough",
        "92 year old",
        "aged about 92",
    ] {
        let left = cleaned(text);
        assert!(!left.contains("92"), "{text}: {left}");
    }
    assert_eq!(cleaned("age 62 with cough"), "age 62 with cough");
    assert_eq!(cleaned("TE 92 ms"), "TE 92 ms");
}

#[test]
fn numbers_of_people_go_whatever_parts_their_digits() {
    for text in [
        "CT 943,476,591,9",
        "CT 12/3/'50",
        "CT 12;3;50",
        "CT 12|3|50",
        "CT 12, 03 '50",
        "CT 12 -- 3 -- 50",
        "CT 12/3/[50]",
        "CT 12nd 3rd 50",
        "CT 50,3,12",
    ] {
        let left = cleaned(text);
        assert!(
            !left.bytes().any(|byte| byte.is_ascii_digit()),
            "{text}: {left}"
        );
    }
    for text in ["phases 25, 35, 70", "slices 1, 2, 3", "levels 2 and 3"] {
        assert_eq!(cleaned(text), text);
    }
}

#[test]
fn a_number_a_line_goes_unless_a_word_stands_at_either_end() {
    let numbers = "7\n".repeat(100_000);
    let cleaner = |text: &str| {
        let tokens = Tokens::of(text);
        let kinds = tokens
            .all
            .iter()
            .map(|token| kind(token, &Identifiers::default()));
        let kinds: Vec<Kind> = kinds.collect();
        let none = vec![0; tokens.all.len()];
        let nobody = vec![false; tokens.all.len()];
        let mut cleaner = Cleaner::new(tokens, kinds, none, nobody);
        cleaner.numbers();
        cleaner.kinds
    };
    let stays = |kinds: &[Kind]| kinds.iter().all(|kind| *kind != Kind::Gone);
    assert!(cleaner(&numbers).iter().all(|kind| *kind == Kind::Gone));
    assert!(stays(&cleaner(&format!("{numbers}chest"))));
    assert!(stays(&cleaner(&format!("chest {numbers}"))));
    assert!(!stays(&cleaner(&format!("{numbers}Quixby {numbers}chest"))));
}
