use super::*;
use proptest::prelude::*;
use std::io::Write;

fn base64_of(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = Vec::new();
    for three in bytes.chunks(3) {
        let mut word = [0; 4];
        word[1..=three.len()].copy_from_slice(three);
        let word = u32::from_be_bytes(word);
        for at in 0..=three.len() {
            text.push(DIGITS[(word >> (18 - 6 * at)) as usize & 63]);
        }
    }
    text
}

fn hex_of(bytes: &[u8], gap: &str) -> Vec<u8> {
    let pairs: Vec<String> = bytes.iter().map(|byte| format!("{byte:02X}")).collect();
    pairs.join(gap).into_bytes()
}

fn gzip_of(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// One form in which a text may be written.
fn folded(form: u8, bytes: &[u8]) -> Vec<u8> {
    let each = |escape: fn(&u8) -> String| -> Vec<u8> {
        bytes.iter().map(escape).collect::<String>().into_bytes()
    };
    match form {
        0 => base64_of(bytes),
        1 => [b"see ", &base64_of(bytes)[..], b" there"].concat(),
        2 => hex_of(bytes, ""),
        3 => hex_of(bytes, " "),
        4 => hex_of(bytes, ", 0x"),
        5 => each(|byte| format!("%{byte:02x}")),
        6 => each(|byte| format!("={byte:02X}")),
        7 => each(|byte| format!("&#{byte};")),
        8 => each(|byte| format!("&#x{byte:X};")),
        9 => each(|byte| format!("\\u{byte:04x}")),
        10 => bytes.iter().flat_map(|byte| [*byte, 0]).collect(),
        11 => bytes.iter().flat_map(|byte| [0, *byte]).collect(),
        12 => gzip_of(bytes),
        _ => [&[7, 0x80, 1][..], &gzip_of(bytes)].concat(),
    }
}

fn says(value: &[u8], word: &[u8]) -> bool {
    let all = layers(value);
    all.iter()
        .any(|layer| layer.bytes.windows(word.len()).any(|part| part == word))
}

#[test]
fn texts_are_unfolded_from_every_form() {
    for (text, said) in [
        (&b"UXVpeGJ5"[..], &b"Quixby"[..]),
        (b"x_UXVpeGJ5", b"Quixby"),
        (b"KF2WS6DCPE======", b"Quixby"),
        (b"51 75 69 78 62 79", b"Quixby"),
        (b"0517569786279", b"uixby"),
        (b"81, 117, 105, 120, 98, 121", b"Quixby"),
        (b"Q%75ix+by", b"Quix by"),
        (b"Q&#117;ix&#x62;y &Eacute;milie", b"Quixby Emilie"),
        (b"Qui=\r\nxb=79", b"Quixby"),
        (b"Q<b class='x'>ui</b>xby", b"Quixby"),
        (b"\\x51\\u0075ix\\142\\171", b"Quixby"),
        (b"U+0051U+0075ixby", b"Quixby"),
        ("Ã‰milie".as_bytes(), "Émilie".as_bytes()),
    ] {
        assert!(says(text, said), "{}", String::from_utf8_lossy(text));
    }
}

#[test]
fn plain_words_are_unfolded_to_little() {
    for text in [
        &b"CT head"[..],
        b"",
        b"1\\2\\3.5",
        b"AT&T = 5 % <",
        b"&;&#;%%zz==",
    ] {
        let all = layers(text);
        assert!(all.len() < 3, "{}", String::from_utf8_lossy(text));
    }
}

proptest! {
    #[test]
    fn whatever_comes_there_is_an_end_of_it(value in prop::collection::vec(any::<u8>(), 0..400)) {
        let bytes: usize = layers(&value).iter().map(|layer| layer.bytes.len()).sum();
        prop_assert!(bytes <= value.len() * TIMES + AND);
    }

    #[test]
    fn there_is_an_end_of_what_is_made_of_digits(value in "[0-9A-Fa-z+/%&#;=\\\\ ]{0,300}") {
        let bytes: usize = layers(value.as_bytes()).iter().map(|layer| layer.bytes.len()).sum();
        prop_assert!(bytes <= value.len() * TIMES + AND);
    }

    #[test]
    fn a_text_is_found_in_any_form_and_in_two_at_once(
        before in "[a-z ]{0,9}", first in 0_u8..14, second in 0_u8..14,
    ) {
        let text = [before.as_bytes(), b" Quixotham "].concat();
        // Escapes of letters hold no bytes that are none.
        prop_assume!(first < 12 || !(7..12).contains(&second));
        let once = folded(first, &text);
        prop_assert!(says(&once, b"Quixotham"));
        prop_assert!(says(&folded(second, &once), b"Quixotham"));
    }
}

#[test]
fn a_compressed_flood_is_cut() {
    let flood = gzip_of(&vec![b'x'; 64 << 20]);
    let bytes: usize = layers(&flood).iter().map(|layer| layer.bytes.len()).sum();
    assert!(bytes <= flood.len() * TIMES + AND);
}
