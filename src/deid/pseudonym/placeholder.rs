//! What people and machines type where there is no ID and no name: it tells nobody from anybody.
//!
//! In comes a folded value; out comes whether it is such a one. By rule: what has no letter or digit, zeros alone, one
//! character over and over, digits counted up from one. By list: the words below, alone or together. A number that
//! could be anybody's is left a number: a patient who is taken for one without an ID still has a name and a birth date,
//! while two who are taken for one are mixed.

/// Times that a digit stands in a row until it is nobody's number: 111 is somebody's, 9999999999 is nobody's.
const MANY: usize = 6;

/// In capitals, without spaces or punctuation.
const WORDS: &[&str] = &[
    "ANON",
    "ANONYM",
    "ANONYME",
    "ANONYMISED",
    "ANONYMIZED",
    "ANONYMOUS",
    "BABY",
    "BABYBOY",
    "BABYGIRL",
    "BLANK",
    "BOY",
    "DEFAULT",
    "DEIDENTIFIED",
    "DUMMY",
    "EMERGENCY",
    "EMPTY",
    "FEMALE",
    "GIRL",
    "ID",
    "INCONNU",
    "INFANT",
    "MALE",
    "MISSING",
    "MRN",
    "NA",
    "NAME",
    "NEWBORN",
    "NIL",
    "NOID",
    "NOMRN",
    "NONAME",
    "NONE",
    "NOTAPPLICABLE",
    "NOTASSIGNED",
    "NOTAVAILABLE",
    "NOTGIVEN",
    "NOTKNOWN",
    "NOTPROVIDED",
    "NOTSPECIFIED",
    "NULL",
    "ONBEKEND",
    "PATIENT",
    "PATIENTID",
    "PATIENTNAME",
    "PENDING",
    "PHANTOM",
    "REDACTED",
    "REMOVED",
    "TBA",
    "TBC",
    "TBD",
    "TEMP",
    "TEMPORARY",
    "TEST",
    "TESTING",
    "TRAUMA",
    "UNASSIGNED",
    "UNBEKANNT",
    "UNDEFINED",
    "UNIDENTIFIED",
    "UNK",
    "UNKNOWN",
    "UNNAMED",
    "UNREGISTERED",
    "UNSPECIFIED",
    "X",
];

/// Whether a value, in capitals, stands for none.
pub fn is_placeholder(value: &str) -> bool {
    let squeezed =
        |text: &str| -> String { text.chars().filter(|it| it.is_alphanumeric()).collect() };
    let whole = squeezed(value);
    let parts = value.split(|letter: char| !letter.is_alphanumeric());
    is_one(&whole) || parts.filter(|part| !part.is_empty()).all(is_one)
}

fn is_one(word: &str) -> bool {
    let mut letters = word.chars();
    let Some(first) = letters.next() else {
        return true;
    };
    let (length, is_repeated) = (word.chars().count(), letters.all(|letter| letter == first));
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    WORDS.binary_search(&word).is_ok()
        || is_repeated && (first == '0' || length >= MANY || length > 1 && !is_number)
        || is_number && length >= MANY && is_counted(word.as_bytes())
}

/// `123456`, `01234567`, `1234567890`.
fn is_counted(digits: &[u8]) -> bool {
    let starts = matches!(digits.first(), Some(b'0' | b'1'));
    starts
        && digits.windows(2).all(|pair| {
            matches!(pair, [b'9', b'0']) || matches!(pair, [one, next] if one + 1 == *next)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_no_id_is_a_placeholder() {
        for value in [
            "",
            "-",
            ".",
            "?",
            "***",
            "0",
            "00000",
            "0-0",
            "000 000 0000",
            "N/A",
            "N.A.",
            "NONE",
            "NULL",
            "UNKNOWN",
            "UNKNOWN UNKNOWN",
            "NOT KNOWN",
            "NO ID",
            "ANON",
            "ANONYMOUS",
            "TEST",
            "TEST PATIENT",
            "BABY GIRL",
            "FEMALE^UNKNOWN",
            "NOT PROVIDED",
            "X",
            "XXX",
            "XXX XXX",
            "9999999999",
            "111111",
            "123456",
            "1234567890",
            "0123456",
            "UNKNOWN 000",
        ] {
            assert!(is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn what_can_be_somebody_s_number_or_name_is_none() {
        for value in [
            "1",
            "7",
            "11",
            "12",
            "111",
            "12345",
            "100000",
            "9434765919",
            "RXQ7712345",
            "A",
            "TEST 1",
            "ANON0001",
            "UNKNOWN7",
            "PAT001",
            "NULL CHRISTOPHER",
            "TESTER JANE",
            "234567",
            "12345679",
            "00000001",
            "X1",
        ] {
            assert!(!is_placeholder(value), "{value}");
        }
    }

    #[test]
    fn the_list_is_in_order_and_of_capitals() {
        assert!(WORDS.is_sorted());
        let plain = |word: &&str| word.bytes().all(|byte| byte.is_ascii_uppercase());
        assert!(WORDS.iter().all(plain));
    }
}
