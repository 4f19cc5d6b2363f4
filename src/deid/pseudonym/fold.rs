//! What a patient's ID, name and birth date are however devices write them, so that two spellings are one patient.

use super::placeholder::is_placeholder;
use crate::deid::text::normal;

/// Case, spacing and spelling of letters differ between devices of one hospital; they do not make another patient.
pub fn folded(text: &str) -> String {
    let is_gap = |letter: char| letter == '\0' || letter.is_whitespace();
    // A key can hold a million patients, most of them in plain letters.
    let plain = match text.is_ascii() {
        true => normal(text),
        false => {
            let shown = text.chars().filter(|letter| !is_unseen(*letter));
            normal(&shown.collect::<String>()).into_owned().into()
        }
    };
    let words: Vec<&str> = plain
        .split(is_gap)
        .filter(|word| !word.is_empty())
        .collect();
    words.join(" ").to_uppercase()
}

/// A patient's number: 943 476 5919, 943-476-5919 and 9434765919 are one. Zeros in front, letters and slashes make
/// another. Empty if it stands for none, in whatever language: no number has no digit.
pub fn folded_id(text: &str) -> String {
    let folded = folded(text);
    if is_placeholder(&folded) || !folded.contains(char::is_numeric) {
        return String::new();
    }
    let mut without_gaps = String::with_capacity(folded.len());
    let mut gap = String::new();
    for letter in folded.chars() {
        if is_gap_of_numbers(letter) {
            gap.push(letter);
            continue;
        }
        let joins =
            letter.is_ascii_digit() && without_gaps.ends_with(|last: char| last.is_ascii_digit());
        if !joins {
            without_gaps.push_str(&gap);
        }
        gap.clear();
        without_gaps.push(letter);
    }
    without_gaps + &gap
}

/// What parts the digits of a number for the eye: spaces, points, hyphens and dashes. A slash parts two numbers.
fn is_gap_of_numbers(letter: char) -> bool {
    matches!(
        letter,
        ' ' | '.' | '_' | '-' | '\u{B7}' | '\u{2010}'
            ..='\u{2015}' | '\u{2022}' | '\u{2212}' | '\u{22C5}' | '\u{30FB}'
    )
}

/// A birth date: eight digits that can be one, and are not what people type for want of it.
pub fn birth_day(written: &str) -> Option<String> {
    const STAND_INS: [&str; 3] = ["19000101", "18000101", "11111111"];
    let written = normal(written);
    let digits: String = written.chars().filter(char::is_ascii_digit).collect();
    let is_date = digits.len() == 8 && !digits.starts_with("0000") && !digits.ends_with("0000");
    (is_date && !STAND_INS.contains(&digits.as_str())).then_some(digits)
}

/// Soft hyphens, joiners and marks that have no width.
fn is_unseen(letter: char) -> bool {
    matches!(
        letter,
        '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}'
    )
}

/// The first group of components that says anything, without empty components at the end; empty if it stands for none.
pub fn folded_name(name: &str) -> String {
    let group = name
        .split('=')
        .find(|group| group.chars().any(char::is_alphanumeric))
        .unwrap_or_default();
    let folded = folded(&group.replace('^', " "));
    match is_placeholder(&folded) {
        true => String::new(),
        false => folded,
    }
}
