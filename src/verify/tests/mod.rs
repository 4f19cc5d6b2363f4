mod dates;

use super::needles::Needles;
use super::search::{Haystack, Search};
use super::*;
use crate::deid::case_name;
use crate::deid::tests::{CT, any_tag, any_vr, cleaned, header, pseudonyms, telling};
use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::DataSetExt;
use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;
use proptest::prelude::*;

const CASE: &str = "CASE-7K2MQ9XT";

fn original() -> DataSet {
    let mut item = DataSet::new_empty();
    item.put_ascii(Tag(0x0040, 0xA123), VR::PN, "Okonkwo^Ada");
    let mut data_set = DataSet::new_empty();
    data_set.put_ascii(Tag(0x0008, 0x0005), VR::CS, "ISO_IR 100");
    data_set.put_ascii(Tag(0x0008, 0x0018), VR::UI, "2.25.31415");
    data_set.put_ascii(Tag(0x0008, 0x0020), VR::DA, "20240229");
    data_set.put_ascii(Tag(0x0008, 0x0050), VR::SH, "ACC90210");
    data_set.put_raw(Tag(0x0010, 0x0010), VR::PN, b"M\xFCller^Jane".to_vec());
    data_set.put_ascii(Tag(0x0010, 0x0020), VR::LO, "943 476 5919");
    data_set.put_ascii(Tag(0x0010, 0x0030), VR::DA, "19620314");
    data_set.put_items(Tag(0x0040, 0xA730), vec![item]);
    data_set
}

fn output() -> DataSet {
    let mut data_set = DataSet::new_empty();
    data_set.put_ascii(Tag(0x0010, 0x0010), VR::PN, CASE);
    data_set.put_ascii(Tag(0x0010, 0x0020), VR::LO, CASE);
    data_set
}

fn found(change: impl FnOnce(&mut DataSet)) -> Option<Finding> {
    let mut output = output();
    change(&mut output);
    reread(
        &original(),
        &output,
        &Expect {
            case: CASE,
            kept: Kept::default(),
        },
    )
    .err()
    .map(|findings| findings[0].clone())
}

fn kind(tag: Tag, vr: VR, value: &[u8]) -> Option<Kind> {
    found(|output| output.put_raw(tag, vr, value)).map(|finding| finding.kind)
}

#[test]
fn a_clean_header_passes() {
    assert_eq!(kind(Tag(0x0008, 0x0070), VR::LO, b"Benchmed Systems"), None);
    assert_eq!(
        kind(Tag(0x0028, 0x0030), VR::DS, b"0.9434765919\\0.1"),
        None
    );
}

#[test]
fn a_value_without_the_form_of_its_kind_is_found() {
    let model = Tag(0x0008, 0x1090);
    assert_eq!(
        kind(model, VR::LO, b"Model\x10\0\x20\0LO"),
        Some(Kind::Form)
    );
    assert_eq!(kind(Tag(0x0028, 0x0010), VR::US, &[1; 8]), Some(Kind::Form));
}

#[test]
fn what_may_not_be_there_at_all_is_found() {
    assert_eq!(
        kind(Tag(0x0019, 0x0010), VR::LO, b"ACME"),
        Some(Kind::PrivateAttribute)
    );
    assert_eq!(
        kind(Tag(0x0018, 0x0000), VR::UL, &[0; 4]),
        Some(Kind::GroupLength)
    );
    assert_eq!(
        kind(Tag(0x6002, 0x0010), VR::US, &[0; 2]),
        Some(Kind::Overlay)
    );
    assert_eq!(
        kind(Tag(0x5000, 0x0010), VR::US, &[0; 2]),
        Some(Kind::Curve)
    );
    assert_eq!(
        kind(Tag(0x0008, 0x0F0F), VR::LO, b"x"),
        Some(Kind::UnknownAttribute)
    );
}

#[test]
fn a_header_without_the_new_name_or_id_is_found() {
    let finding =
        found(|output| output.put_ascii(Tag(0x0010, 0x0020), VR::LO, "CASE-OTHER123")).unwrap();
    assert_eq!(
        (finding.attribute.as_str(), finding.kind),
        ("PatientID", Kind::WrongCase)
    );
}

fn found_in(tag: Tag, vr: VR, value: &[u8]) -> bool {
    kind(tag, vr, value).is_some()
}

#[test]
fn a_name_is_found_in_every_encoding_that_can_hold_it() {
    let mut named = original();
    named.put_ascii(Tag(0x0008, 0x0005), VR::CS, "ISO_IR 192");
    named.put_raw(
        Tag(0x0010, 0x0010),
        VR::PN,
        "Ковалевская^Ada=山田^太郎=김희중".as_bytes(),
    );
    let needles = Needles::of(&named, &Kept::default());
    let search = Search::new(&needles);
    let utf_16 = |text: &str, order: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    };
    let cyrillic = "Д-р КОВАЛЕВСКАЯ";
    let encoded =
        |encoding: &'static encoding_rs::Encoding, text: &str| encoding.encode(text).0.into_owned();
    for bytes in [
        cyrillic.as_bytes().to_vec(),
        encoded(encoding_rs::ISO_8859_5, cyrillic),
        encoded(encoding_rs::WINDOWS_1251, cyrillic),
        encoded(encoding_rs::KOI8_R, cyrillic),
        utf_16(cyrillic, u16::to_le_bytes),
        utf_16(cyrillic, u16::to_be_bytes),
        encoded(encoding_rs::GB18030, "for 山田"),
        encoded(encoding_rs::SHIFT_JIS, "for 山田"),
        encoded(encoding_rs::EUC_KR, "for 김희중"),
        encoded(encoding_rs::ISO_2022_JP, "for 山田"),
    ] {
        for character_set in ["", "ISO_IR 100", "ISO_IR 192", "GB18030"] {
            let set = CharacterSet::from_value(character_set.as_bytes());
            let found = search.finds(&bytes, Haystack::Text(VR::LO, &set));
            assert!(found.is_some(), "{character_set} {bytes:x?}");
        }
    }
}

#[test]
fn accents_orders_and_gaps_do_not_hide_an_identifier() {
    let comment = Tag(0x0008, 0x0070);
    for value in [
        "MULLER",
        "mueller",
        "Müller",
        "JaneMüller",
        "jane muller",
        "acc-90 210",
        "943/476/5919",
        "943,476,591,9",
        "14 Mar 1962",
        "3/14/62",
    ] {
        assert!(found_in(comment, VR::LO, value.as_bytes()), "{value}");
    }
}

#[test]
fn two_words_of_one_name_are_surer_than_one_and_a_short_one_in_a_technical_attribute_holds_nothing()
{
    let rank = |tag, value: &str| {
        found(|output| output.put_ascii(tag, VR::LO, value)).map(|finding| finding.rank)
    };
    let comment = Tag(0x0008, 0x1030);
    assert_eq!(rank(comment, "for Ada Okonkwo"), Some(Rank::Certain));
    assert_eq!(rank(comment, "for Okonkwo"), Some(Rank::Likely));
    assert_eq!(rank(comment, "for ada"), Some(Rank::Likely));
    assert_eq!(rank(Tag(0x0018, 0x1020), "ADA 2"), None);
}

#[test]
fn identifiers_are_found_in_any_case_spelling_and_encoding() {
    let comment = Tag(0x0008, 0x1030);
    let wide: Vec<u8> = "xOKONKWOx"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for value in [
        "for m\u{fc}ller".as_bytes(),
        b"FOR M\xFCLLER",
        b"nhs 9434765919",
        b"jane's",
        b"okonkwo2",
        b"acc90210",
        b"14/03/1962",
        &wide,
    ] {
        assert!(found_in(comment, VR::LO, value), "{value:x?}");
    }
    assert!(found_in(Tag(0x0028, 0x2000), VR::OB, &wide));
    assert_eq!(kind(Tag(0x0018, 0x1030), VR::LO, b"Adaptive"), None);
}

#[test]
fn numbers_are_found_with_zeros_decimals_and_gaps() {
    let mut numbered = original();
    numbered.put_ascii(Tag(0x0010, 0x0020), VR::LO, "0077345");
    numbered.put_ascii(Tag(0x0010, 0x1000), VR::LO, "RXH7734512");
    let found = |vr, value: &str| {
        let mut cleaned = output();
        cleaned.put_raw(Tag(0x0008, 0x1030), vr, value.as_bytes());
        let kept = Kept::default();
        reread(&numbered, &cleaned, &Expect { case: CASE, kept }).is_err()
    };
    for value in ["77345", "77345.0", "77.345", "-7734512", "0077345"] {
        assert!(found(VR::DS, value), "{value}");
    }
    for value in ["77345.1", "7.7345", "77344", "345"] {
        assert!(!found(VR::DS, value), "{value}");
    }
    for value in ["773,451,2", "no. 77 -- 345", "７７３４５", "7734512"] {
        assert!(found(VR::LO, value), "{value}");
    }
    for value in ["773,452,2", "77 x 345", "177345"] {
        assert!(!found(VR::LO, value), "{value}");
    }
}

#[test]
fn short_names_are_found_as_one_word_or_two() {
    for (name, texts) in [
        ("Ng^Al", &["NG AL", "AL_NG", "x ngal", "AlNg 2"][..]),
        ("Kim^Jo", &["KIMJO", "jo, kim"]),
        ("Ｋｉｍ^Jo", &["KIMJO"]),
    ] {
        let mut named = original();
        named.put_ascii(Tag(0x0008, 0x0005), VR::CS, "ISO_IR 192");
        named.put_raw(Tag(0x0010, 0x0010), VR::PN, name.as_bytes());
        let found = |tag, text: &str| {
            let mut cleaned = output();
            cleaned.put_ascii(tag, VR::LO, text);
            let kept = Kept::default();
            reread(&named, &cleaned, &Expect { case: CASE, kept }).is_err()
        };
        for text in texts {
            assert!(found(Tag(0x0018, 0x0022), text), "{text}");
            assert!(found(Tag(0x0008, 0x1030), text), "{text}");
        }
        for text in ["NG", "AL", "ANGLE", "NG X AL"] {
            assert!(!found(Tag(0x0018, 0x0022), text), "{text}");
        }
    }
}

#[test]
fn a_kept_identifier_may_stay_in_its_place_though_nobody_knows_its_original() {
    let needles = Needles::of(&original(), &Kept::default());
    let search = Search::among(&needles);
    let kept = Kept {
        patient_id: true,
        accession_number: true,
        ..Kept::default()
    };
    let found = |tag, value: &str, kept| {
        let mut cleaned = output();
        cleaned.put_ascii(tag, VR::LO, value);
        let mut findings = Findings::default();
        let expect = Expect { case: CASE, kept };
        headers(None, &cleaned, &expect, &needles, &search, &mut findings);
        !findings.ranked().is_empty()
    };
    let (id, accession, comment) = (
        Tag(0x0010, 0x0020),
        Tag(0x0008, 0x0050),
        Tag(0x0008, 0x1030),
    );
    assert!(!found(id, "943 476 5919", kept) && !found(accession, "ACC90210", kept));
    // An ID of an original that nobody gave.
    assert!(!found(id, "RXQ7712345", kept));
    for (tag, value, kept) in [
        (comment, "943 476 5919", kept),
        (accession, "943 476 5919", kept),
        (id, "Okonkwo Ada", kept),
        (id, "943 476 5919", Kept::default()),
    ] {
        assert!(found(tag, value, kept), "{tag} {value}");
    }
}

#[test]
fn only_names_of_our_own_form_are_case_names() {
    assert!(is_case_name("CASE-7K2MQ9XT"));
    assert!(is_case_name("CASE-7K2MQ9"));
    for name in [
        "CASE-7K2MQ",
        "CASE-7K2MQ9X",
        "CASE-7K2MQ9XTT",
        "CASE-7K2MOL",
        "CASE-OKONKWO",
        "Okonkwo^Ada",
        "",
    ] {
        assert!(!is_case_name(name), "{name}");
    }
}

#[test]
fn a_name_anywhere_is_found_by_its_place_and_not_by_its_value() {
    let mut item = DataSet::new_empty();
    item.put_ascii(Tag(0x0040, 0xA123), VR::PN, "Somebody^Else");
    let finding = found(|output| output.put_items(Tag(0x0040, 0xA730), vec![item])).unwrap();
    assert_eq!(
        finding.to_string(),
        "a person's name in ContentSequence[1].PersonName"
    );
}

#[test]
fn a_patient_called_head_does_not_hold_every_image() {
    let mut named = original();
    named.put_ascii(Tag(0x0010, 0x0010), VR::PN, "Head^Short");
    let mut cleaned = output();
    cleaned.put_ascii(Tag(0x0018, 0x0015), VR::CS, "HEAD");
    assert_eq!(
        reread(
            &named,
            &cleaned,
            &Expect {
                case: CASE,
                kept: Kept::default()
            }
        ),
        Ok(())
    );
}

#[test]
fn every_word_of_a_protocol_is_on_the_list_of_technical_words() {
    let list: std::collections::HashSet<_> =
        include_str!("../technical_words.txt").lines().collect();
    for word in crate::deid::text::protocol_words().filter(|word| word.len() > 2) {
        let is_there = list.contains(word);
        assert!(
            is_there,
            "{word} is missing in src/verify/technical_words.txt"
        );
    }
}

proptest! {
    #[test]
    fn a_planted_identifier_is_found_at_any_depth(depth in 0_usize..8, before in "[ -.]{0,9}", vr in 0_usize..4) {
        let vr = [VR::LO, VR::UT, VR::OB, VR::UN][vr];
        let mut level = DataSet::new_empty();
        level.put_raw(Tag(0x0008, 0x0070), vr, format!("{before}oKoNkWo").into_bytes());
        for _ in 0..depth {
            let mut outer = DataSet::new_empty();
            outer.put_items(Tag(0x0008, 0x1140), vec![DataSet::new_empty(), level]);
            level = outer;
        }
        let finding = found(|output| level.into_iter().for_each(|element| { output.put(element); }));
        prop_assert_eq!(finding.map(|finding| finding.kind), Some(Kind::NameWord));
    }

    #[test]
    fn what_the_cleaning_lets_through_passes_the_second_reading(
        planted in prop::collection::vec((any_tag(), any_vr(), prop_oneof![telling(), "[A-Z0-9 ]{0,12}", "[ -~]{0,20}"]), 0..16),
    ) {
        let mut item = DataSet::new_empty();
        let mut original = header(CT);
        for (number, (tag, vr, value)) in planted.iter().enumerate() {
            let level = if number % 3 == 0 { &mut item } else { &mut original };
            if level.get(*tag).is_none() {
                level.put_raw(*tag, *vr, value.as_bytes());
            }
        }
        original.put_items(Tag(0x0018, 0x9006), vec![item]);
        let case = case_name(&original, &pseudonyms());
        prop_assert_eq!(reread(&original, &cleaned(&original), &Expect { case: case.as_str(), kept: Kept::default() }), Ok(()));
    }
}
