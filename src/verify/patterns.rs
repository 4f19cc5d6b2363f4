//! Numbers and addresses that are some person's, whoever's: NHS numbers, telephone numbers, postcodes, e-mail
//! addresses. Only what is one without doubt; in comes a value's bytes, out comes yes or no.

/// Whether one stands in a text.
pub fn finds(bytes: &[u8]) -> bool {
    let mut words = bytes
        .split(|byte| !byte.is_ascii_graphic() || matches!(byte, b',' | b';' | b'\\'))
        .filter(|word| !word.is_empty())
        .peekable();
    while let Some(word) = words.next() {
        let next = words.peek().copied().unwrap_or_default();
        if is_email(word) || is_number_of_a_person(word) || is_postcode(word, next) {
            return true;
        }
    }
    bytes
        .windows(12)
        .enumerate()
        .any(|(at, window)| is_spaced_nhs_number(window) && is_alone(bytes, at, window.len()))
}

/// Letters, an at sign, and a host with a dot.
fn is_email(word: &[u8]) -> bool {
    let Some(at) = word.iter().position(|byte| *byte == b'@') else {
        return false;
    };
    let (name, host) = word.split_at(at);
    let dot = host.iter().position(|byte| *byte == b'.');
    name.last().is_some_and(u8::is_ascii_alphanumeric)
        && dot.is_some_and(|dot| {
            let label = host.get(1..dot).unwrap_or_default();
            let after = host.get(dot.saturating_add(1)..).unwrap_or_default();
            !label.is_empty()
                && label.iter().all(u8::is_ascii_alphanumeric)
                && after.first().is_some_and(u8::is_ascii_alphabetic)
        })
}

/// Ten digits that check, or eleven that start with a zero.
fn is_number_of_a_person(word: &[u8]) -> bool {
    if !word.iter().all(u8::is_ascii_digit) {
        return false;
    }
    match word.len() {
        10 => checks(word.iter().copied()),
        11 => word.first() == Some(&b'0'),
        _ => false,
    }
}

/// `943 476 5919` or `943-476-5919`.
fn is_spaced_nhs_number(window: &[u8]) -> bool {
    let form = window.iter().enumerate().all(|(at, byte)| match at {
        3 | 7 => matches!(byte, b' ' | b'-'),
        _ => byte.is_ascii_digit(),
    });
    form && checks(window.iter().copied().filter(u8::is_ascii_digit))
}

/// Whether no letter, digit, space or hyphen with more digits stands right beside a part of the bytes.
fn is_alone(bytes: &[u8], start: usize, length: usize) -> bool {
    let before = bytes.get(..start).unwrap_or_default();
    let after = bytes.get(start.saturating_add(length)..);
    let after = after.unwrap_or_default();
    let joins = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b' ') || !byte.is_ascii()
    };
    !before.last().is_some_and(joins) && !after.first().is_some_and(joins)
}

/// The check of NHS and CHI numbers: weights from ten down to two, modulus 11.
fn checks(digits: impl Iterator<Item = u8>) -> bool {
    let mut sum = 0_u32;
    for (digit, weight) in digits.zip((1..=10_u32).rev()) {
        sum = sum.saturating_add(u32::from(digit.saturating_sub(b'0')).saturating_mul(weight));
    }
    sum.is_multiple_of(11)
}

/// Two words in capitals: area and district, then a digit and two letters.
fn is_postcode(word: &[u8], next: &[u8]) -> bool {
    let outward = match word {
        [a, d] => b"BEGLMNSW".contains(a) && d.is_ascii_digit(),
        [a, d, e] if d.is_ascii_digit() => b"BEGLMNSW".contains(a) && e.is_ascii_digit(),
        [a, b, d] | [a, b, d, _] => AREAS.contains(&[*a, *b]) && d.is_ascii_digit(),
        _ => false,
    };
    let last = word
        .last()
        .is_some_and(|last| last.is_ascii_digit() || last.is_ascii_uppercase());
    let inward = match next {
        [d, a, b] => {
            d.is_ascii_digit()
                && [a, b]
                    .into_iter()
                    .all(|letter| letter.is_ascii_uppercase() && !b"CIKMOV".contains(letter))
                && ![[b'S', b'T'], [b'N', b'D'], [b'R', b'D'], [b'T', b'H']].contains(&[*a, *b])
        }
        _ => false,
    };
    outward && last && inward
}

/// Areas of two letters that are no unit or sequence.
const AREAS: &[[u8; 2]] = &[
    *b"AB", *b"BA", *b"BD", *b"BH", *b"BN", *b"BS", *b"BT", *b"CF", *b"CV", *b"DE", *b"DN", *b"EC",
    *b"EH", *b"GL", *b"GU", *b"HU", *b"LE", *b"LS", *b"ME", *b"MK", *b"NE", *b"NG", *b"NW", *b"OX",
    *b"PL", *b"SE", *b"SW", *b"WC", *b"WS", *b"WV", *b"YO",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_some_persons_is_found() {
        for text in [
            "9434765919",
            "NHS 943 476 5919".get(4..).unwrap(),
            "943-476-5919",
            "07700900123",
            "SW1A 9ZZ",
            "M60 1QZ",
            "a.b@example.org",
            // The same number twice, first as a part of something longer.
            "1943 476 5919, (943 476 5919)",
        ] {
            assert!(finds(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn technical_values_are_not() {
        for text in [
            "V9.1",
            "20190304",
            "9434765918",
            "B30f 5mm",
            "T2 3DF",
            "L5 1ST",
            "syngo CT VA50A",
            "N=4 @ 3T",
            "",
        ] {
            assert!(!finds(text.as_bytes()), "{text}");
        }
    }
}
