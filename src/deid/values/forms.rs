//! Whether a value has the form of its VR (PS3.5 6.2), as far as is needed to know that no text hides in it.

/// Values of DS or IS, padded at either end; a gap within would hold a number of another kind.
pub fn are_numbers(bytes: &[u8]) -> bool {
    bytes.split(|byte| *byte == b'\\').all(|value| {
        let value = value.trim_ascii();
        let value = value.strip_suffix(b"\0").unwrap_or(value).trim_ascii_end();
        value
            .iter()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
    })
}

/// Three digits and a unit.
pub fn is_age(bytes: &[u8]) -> bool {
    let value = bytes.trim_ascii_end();
    value.len() == 4
        && value.iter().take(3).all(u8::is_ascii_digit)
        && matches!(value.last(), Some(b'D' | b'W' | b'M' | b'Y'))
}

/// Upper case letters, digits and a little punctuation, at most 16; wider than PS3.5 by what devices write.
pub fn is_code_string(value: &[u8]) -> bool {
    let value = value.trim_ascii();
    let value = value.strip_suffix(b"\0").unwrap_or(value);
    value.len() <= 16
        && value.iter().all(|byte| {
            matches!(byte, b'A'..=b'Z' | b'0'..=b'9' | b' ' | b'_' | b'-' | b'.' | b'+' | b'/' | b'#' | b'*' | b'(' | b')')
        })
}

/// Whether a value of (0008,0005) names character sets (PS3.3 C.12.1.1.2) and nothing else.
pub fn is_character_set(bytes: &[u8]) -> bool {
    let text: String = bytes.iter().map(|&byte| char::from(byte)).collect();
    text.split('\\')
        .map(|term| term.trim_matches([' ', '\0']))
        .all(|term| {
            let number = ["ISO_IR ", "ISO 2022 IR ", "ISO-IR "]
                .iter()
                .find_map(|start| term.strip_prefix(start));
            match number {
                Some(number) => {
                    number.len() <= 3 && number.bytes().all(|byte| byte.is_ascii_digit())
                }
                None => matches!(term, "" | "GB18030" | "GBK"),
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_string_is_short_and_in_capitals() {
        for value in [&b"AXIAL"[..], b"T2_TSE ", b"M/SE", b"", b"CHEST\0"] {
            assert!(is_code_string(value));
        }
        for value in [&b"Axial"[..], b"JANE DOE OF HIGH STREET", b"A^B"] {
            assert!(!is_code_string(value));
        }
    }

    #[test]
    fn numbers_have_no_gaps_within() {
        for value in [&b" 1.5\\-2e3 "[..], b"120\0", b"", b"\\"] {
            assert!(are_numbers(value));
        }
        for value in [&b"943 476 5919"[..], b"9\x004\x003\0", b"Jane"] {
            assert!(!are_numbers(value));
        }
    }

    #[test]
    fn an_age_has_three_digits_and_a_unit() {
        assert!(is_age(b"045Y") && is_age(b"012M "));
        assert!(!is_age(b"45Y") && !is_age(b"Jane") && !is_age(b""));
    }

    #[test]
    fn a_character_set_is_a_defined_term() {
        for value in [
            &b""[..],
            b"ISO_IR 192",
            b"\\ISO 2022 IR 87\\ISO 2022 IR 159",
            b"GB18030 ",
        ] {
            assert!(is_character_set(value));
        }
        for value in [&b"ISO_IR Jane"[..], b"Jane", b"ISO_IR 1962031"] {
            assert!(!is_character_set(value));
        }
    }
}
