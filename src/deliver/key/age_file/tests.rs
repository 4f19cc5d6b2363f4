use super::*;
use proptest::prelude::*;

/// Quick: for tests of the format alone.
const QUICK: u8 = 4;

fn passphrase(text: &str) -> Passphrase {
    Passphrase::new(text).unwrap()
}

fn ours() -> Passphrase {
    passphrase("correct horse battery")
}

#[test]
fn bytes_of_any_length_come_back() {
    for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 9] {
        let plain: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
        let file = encrypt(&plain, &ours(), QUICK).unwrap();
        assert_eq!(decrypt(&file, &ours()).unwrap(), plain, "{length}");
    }
}

#[test]
fn what_the_age_tool_has_sealed_is_opened() {
    // Made by age 1.1.1 with `age --passphrase`.
    let file = from_hex(include_str!("by_the_age_tool.txt").trim());
    assert_eq!(decrypt(&file, &ours()).unwrap(), b"sealed by the age tool");
}

#[test]
fn another_passphrase_opens_nothing() {
    let file = encrypt(b"plain", &ours(), QUICK).unwrap();
    assert_eq!(
        decrypt(&file, &passphrase("correct horse battery ")),
        Err(KeyError::WrongPassphrase)
    );
}

#[test]
fn two_files_of_one_text_differ() {
    let file = || encrypt(b"plain", &ours(), QUICK).unwrap();
    assert_ne!(file(), file());
}

#[test]
fn a_file_that_would_take_all_memory_is_refused_before_it_does() {
    let file = encrypt(b"plain", &ours(), QUICK).unwrap();
    let text = String::from_utf8_lossy(&file).into_owned();
    let at = text.find(" 4\n").unwrap();
    let mut costly = file.clone();
    costly.splice(at + 1..at + 2, *b"30");
    assert_eq!(decrypt(&costly, &ours()), Err(KeyError::TooCostly(30)));
}

#[test]
fn what_is_no_passphrase_file_is_no_key() {
    let other = b"age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\n";
    for bytes in [&b""[..], b"{}", b"age-encryption.org/v1\n", other] {
        assert_eq!(decrypt(bytes, &ours()), Err(KeyError::NotAKey));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn base64_is_undone(bytes: [u8; 16]) {
        let text = base64(&bytes);
        prop_assert_eq!(text.len(), 22);
        prop_assert_eq!(unbase64::<16>(&text), Some(bytes));
        prop_assert_eq!(unbase64::<17>(&text), None);
    }

    #[test]
    fn a_file_with_any_byte_changed_or_its_end_cut_is_not_opened(at in 0_usize..10_000, bit in 0_u8..8, cut in 1_usize..400) {
        let file = encrypt(&[7; 300], &ours(), QUICK).unwrap();
        let mut changed = file.clone();
        let at = at % changed.len();
        changed[at] ^= 1 << bit;
        prop_assert!(decrypt(&changed, &ours()).is_err());
        let cut = cut.min(file.len());
        prop_assert!(decrypt(&file[..file.len() - cut], &ours()).is_err());
    }

    #[test]
    fn hostile_bytes_are_refused_and_nothing_more(bytes: Vec<u8>, header in "(age-encryption.org/v1\n)?(-> scrypt )?[A-Za-z0-9+/]{0,30} ?[0-9]{0,3}\n?[ -~\n]{0,90}") {
        prop_assert!(decrypt(&bytes, &ours()).is_err());
        // A work factor that is taken costs up to 256 MB a case: left to the tests above.
        if Header::parse(header.as_bytes()).is_none_or(|header| header.work_factor > MAX_WORK_FACTOR) {
            prop_assert!(decrypt(header.as_bytes(), &ours()).is_err());
        }
    }
}

fn from_hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
        .collect()
}
