use dicom_core::VR;
use encoding_rs::{EUC_KR, GB18030};

use super::*;

fn set(terms: &str) -> CharacterSet {
    CharacterSet::from_value(terms.as_bytes())
}

#[test]
fn single_byte_sets_are_decoded() {
    // The same byte in every set of PS3.3 Table C.12-2.
    for (term, text) in [
        ("ISO_IR 100", "ä"),
        ("ISO_IR 101", "ä"),
        ("ISO_IR 109", "ä"),
        ("ISO_IR 110", "ä"),
        ("ISO_IR 144", "ф"),
        ("ISO_IR 127", "ل"),
        ("ISO_IR 126", "δ"),
        ("ISO_IR 138", "ה"),
        ("ISO_IR 148", "ä"),
        ("ISO_IR 166", "ไ"),
        ("ISO_IR 203", "ä"),
    ] {
        assert_eq!(
            set(term).decode(VR::LO, &[b'x', 0xE4]),
            format!("x{text}"),
            "{term}"
        );
    }
    assert_eq!(
        set("ISO_IR 13").decode(VR::LO, &[0xD4, 0xCF, 0xC0, 0xDE]),
        "ﾔﾏﾀﾞ"
    );
}

#[test]
fn unicode_and_chinese_sets_are_decoded() {
    assert_eq!(
        set("ISO_IR 192").decode(VR::PN, "Wang^小东".as_bytes()),
        "Wang^小东"
    );
    let bytes = GB18030.encode("王^小东").0;
    assert_eq!(set("GB18030").decode(VR::PN, &bytes), "王^小东");
    assert_eq!(set("GBK").decode(VR::PN, &bytes), "王^小东");
}

#[test]
fn japanese_names_switch_sets_as_the_standards_examples_do() {
    // PS3.5 H.3.1 and H.3.2.
    let first =
        b"Yamada^Tarou=\x1b$B;3ED\x1b(B^\x1b$BB@O:\x1b(B=\x1b$B$d$^$@\x1b(B^\x1b$B$?$m$&\x1b(B";
    assert_eq!(
        set("\\ISO 2022 IR 87").decode(VR::PN, first),
        "Yamada^Tarou=山田^太郎=やまだ^たろう"
    );
    let second = b"\xd4\xcf\xc0\xde^\xc0\xdb\xb3=\x1b$B;3ED\x1b(J^\x1b$BB@O:\x1b(J";
    assert_eq!(
        set("ISO 2022 IR 13\\ISO 2022 IR 87").decode(VR::PN, second),
        "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎"
    );
    assert_eq!(
        set("\\ISO 2022 IR 159").decode(VR::LO, b"\x1b$(D0!\x1b(B"),
        "丂"
    );
}

#[test]
fn korean_and_chinese_names_switch_sets_as_the_standards_examples_do() {
    // PS3.5 I.2 and K.2.
    let hong = EUC_KR.encode("洪^吉洞").0;
    let mut korean = b"Hong^Gildong=\x1b$)C".to_vec();
    korean.extend_from_slice(&hong);
    // The escape is missing after the delimiter, as in many files: still read.
    assert_eq!(
        set("\\ISO 2022 IR 149").decode(VR::PN, &korean),
        "Hong^Gildong=洪^吉洞"
    );
    let chinese = b"Zhang^XiaoDong=\x1b$)A\xd5\xc5^\x1b$)A\xd0\xa1\xb6\xab=";
    assert_eq!(
        set("\\ISO 2022 IR 58").decode(VR::PN, chinese),
        "Zhang^XiaoDong=张^小东="
    );
}

#[test]
fn delimiters_bring_back_the_initial_set() {
    let text =
        set("ISO 2022 IR 100\\ISO 2022 IR 144").decode(VR::LO, b"\xe4\x1b-L\xe4\\\xe4\r\n\xe4");
    assert_eq!(text, "äф\\ä\r\nä");
    let remarks = set("ISO 2022 IR 100\\ISO 2022 IR 144").decode(VR::LT, b"\x1b-L\xe4\\\xe4\n\xe4");
    assert_eq!(remarks, "ф\\ф\nä");
}

#[test]
fn a_backslash_byte_within_a_character_parts_nothing() {
    // The second byte of this character is 5C in GB 18030.
    let bytes = GB18030.encode("誠\\誠").0.into_owned();
    assert_eq!(bytes, [0xD5, b'\\', b'\\', 0xD5, b'\\']);
    let values = set("GB18030").split_values(VR::LO, &bytes);
    assert_eq!(values, [&[0xD5, b'\\'][..], &[0xD5, b'\\']]);
    let kanji = b"\x1b$B\x24\x5c\x1b(B\\x";
    assert_eq!(
        set("\\ISO 2022 IR 87").split_values(VR::LO, kanji),
        [&kanji[..8], b"x"]
    );
}

#[test]
fn text_of_one_value_by_definition_is_never_split() {
    assert_eq!(set("").split_values(VR::LT, b"a\\b"), [b"a\\b"]);
    assert_eq!(set("").split_values(VR::US, &[0x5C, 0x5C]), [[0x5C, 0x5C]]);
    assert_eq!(set("").split_values(VR::CS, b"A\\B"), [b"A", b"B"]);
}

#[test]
fn an_unknown_set_shows_every_byte() {
    assert_eq!(set("KLINGON").decode(VR::LO, &[b'a', 0xE4]), "aä");
    assert_eq!(CharacterSet::default().decode(VR::LO, &[0xE4]), "ä");
    assert_eq!(set("iso-ir 192").decode(VR::LO, "ä".as_bytes()), "ä");
}

#[test]
fn codes_and_uids_are_latin_whatever_the_set() {
    assert_eq!(set("ISO_IR 192").decode(VR::CS, &[0xE4]), "ä");
}

#[test]
fn text_is_encoded_only_where_the_set_has_its_characters() {
    assert_eq!(
        set("ISO_IR 100").encode("Müller"),
        Some(b"M\xfcller".to_vec())
    );
    assert_eq!(
        set("ISO_IR 192").encode("王"),
        Some("王".as_bytes().to_vec())
    );
    assert_eq!(set("ISO_IR 100").encode("王"), None);
    assert_eq!(set("").encode("Muller"), Some(b"Muller".to_vec()));
    assert_eq!(set("").encode("Müller"), None);
    assert_eq!(set("ISO_IR 144").encode("ф"), Some(vec![0xE4]));
    assert_eq!(set("\\ISO 2022 IR 149").encode("洪"), None);
}

proptest::proptest! {
    #[test]
    fn any_bytes_decode_and_split_in_any_set(
        bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
        terms in "(|ISO 2022 IR (6|13|58|87|100|149|159)|ISO_IR (13|144|192)|GB18030|GBK)(\\\\ISO 2022 IR (87|149|159|13))?",
        escapes in proptest::collection::vec((0_usize..200, 0_usize..6), 0..5),
    ) {
        let mut bytes = bytes;
        for (at, which) in escapes {
            let sequence = [&b"\x1b$B"[..], b"\x1b(B", b"\x1b$)C", b"\x1b$(D", b"\x1b(J", b"\x1b-L"][which];
            let at = at.min(bytes.len());
            bytes.splice(at..at, sequence.iter().copied());
        }
        let set = set(&terms);
        for vr in [VR::PN, VR::LO, VR::LT, VR::CS] {
            set.decode(vr, &bytes);
            let values = set.split_values(vr, &bytes);
            let total: usize = values.iter().map(|value| value.len()).sum();
            proptest::prop_assert_eq!(total + values.len() - 1, bytes.len());
        }
    }
}
