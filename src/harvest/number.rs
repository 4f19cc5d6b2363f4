//! Hospital and NHS numbers as people write them.

use crate::deid::text::patterns::digits::is_nhs_number;

/// Digits of an NHS number.
const NHS_DIGITS: usize = 10;

/// Words before a number that are none of it.
const LABELS: [&str; 12] = [
    "nhs", "no", "nr", "num", "number", "hosp", "hospital", "mrn", "id", "pid", "unit", "chi",
];

/// What a number is, by its form alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// There is none.
    Nothing,
    /// Ten digits of which the last checks the others (Modulus 11).
    Nhs,
    /// Ten digits of which the last does not: a slip in an NHS number, or a hospital's number.
    WrongCheckDigit,
    /// Anything else.
    Hospital,
}

/// What stands in a field of numbers; a wrong check digit is told if any of them has one.
pub fn form(field: &str) -> Form {
    let forms: Vec<Form> = each(field).map(form_of_one).collect();
    let has = |form| forms.contains(&form);
    match () {
        () if has(Form::WrongCheckDigit) => Form::WrongCheckDigit,
        () if has(Form::Nhs) => Form::Nhs,
        () if has(Form::Hospital) => Form::Hospital,
        () => Form::Nothing,
    }
}

fn form_of_one(number: &str) -> Form {
    let plain = packed(number, Labels::Left);
    match plain.len() {
        0 => Form::Nothing,
        NHS_DIGITS if plain.bytes().all(|byte| byte.is_ascii_digit()) => {
            match is_nhs_number(&plain) {
                true => Form::Nhs,
                false => Form::WrongCheckDigit,
            }
        }
        _ => Form::Hospital,
    }
}

/// The numbers in a field as they are compared: without what does not tell one from another, which is spaces, hyphens,
/// case, and zeros at the start, which spreadsheets lose. Of a word before a number nobody knows whether it is of it
/// (`HOSP 12345`): it stands with it, and without. What has no digit but zeros is none.
pub fn comparables(field: &str) -> Vec<String> {
    let both = |number| [Labels::Kept, Labels::Left].map(|labels| packed(number, labels));
    let mut numbers: Vec<String> = each(field).flat_map(both).filter_map(told).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn told(packed: String) -> Option<String> {
    let without_zeros = packed.trim_start_matches('0');
    let tells = without_zeros
        .chars()
        .any(|letter| letter.is_numeric() && letter != '0');
    tells.then(|| without_zeros.to_owned())
}

/// Whether words before a number are taken for its own.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Labels {
    Kept,
    Left,
}

fn each(field: &str) -> impl Iterator<Item = &str> {
    field
        .split([',', ';', '|', '\n', '\r'])
        .flat_map(|part| part.split(" / "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// Letters and digits alone, in upper case.
fn packed(number: &str, labels: Labels) -> String {
    let mut words = number
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .peekable();
    let is_label = |word: &&str| LABELS.contains(&word.to_lowercase().as_str());
    while labels == Labels::Left && words.next_if(is_label).is_some() {}
    words
        .flat_map(str::chars)
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_nhs_number_is_told_by_its_check_digit_however_it_is_written() {
        for number in [
            "9434765919",
            "943 476 5919",
            "943-476-5919",
            "NHS no. 943 476 5919",
        ] {
            assert_eq!(form(number), Form::Nhs, "{number}");
        }
        for number in ["9434765918", "943 476 5910", "H123, 9434765918"] {
            assert_eq!(form(number), Form::WrongCheckDigit, "{number}");
        }
        for number in ["RXH0012345", "12345", "94347659190"] {
            assert_eq!(form(number), Form::Hospital, "{number}");
        }
        for number in ["", " - ", ","] {
            assert_eq!(form(number), Form::Nothing, "{number}");
        }
    }

    #[test]
    fn zeros_spaces_and_hyphens_make_no_other_number() {
        for number in ["0012345", "12345", "12-345", " 12 345 "] {
            assert_eq!(comparables(number), ["12345"], "{number}");
        }
        for number in ["MRN: 0012345", "Hosp no 12345", "HOSP 12345", "HOSP12345"] {
            let both = comparables(number);
            let shared = ["12345", "HOSP12345"];
            assert!(
                both.iter().any(|one| shared.contains(&one.as_str())),
                "{number}"
            );
        }
        assert_eq!(comparables("rxh 77, 943 476 5919"), ["9434765919", "RXH77"]);
        assert_eq!(comparables("000, none"), [""; 0]);
        assert_ne!(comparables("RXH12345"), comparables("12345"));
        assert_ne!(comparables("A1020"), comparables("A120"));
    }
}
