//! What a line says: the patient, perhaps somebody, or nobody.

use super::Rank;
use super::folded::folded;
use super::known::Known;
use crate::deid::text::{fold, is_known_word, is_of_a_device, is_word, patterns};
use crate::text::Line;

/// What was read with less is a guess.
const SURE: f32 = 0.6;

/// Digits of a number that may be somebody's.
const LONG_NUMBER: usize = 5;

/// The same in groups; a time of day has six.
const LONG_IN_GROUPS: usize = 8;

/// Shorter words are units, initials of settings, markers.
const SHORTEST_WORD: usize = 3;

/// Words on screens of scanners, besides those of reports: settings, units, markers.
const OF_SCREENS: &str = include_str!("screen_words.txt");

/// Words that lead to a value of a person, titles, and words of places where people are treated.
const LEADS: &str = include_str!("leads.txt");

/// What a line may give away. Without a reader nothing is known of it, which is not nothing.
pub fn of(line: &Line, known: &Known) -> Rank {
    let text = line.text.as_str();
    if known.is_said_by(text) {
        return Rank::Red;
    }
    let may_identify: [fn(&str) -> bool; 5] = [
        patterns::is_certain,
        has_date,
        has_lead,
        has_long_number,
        has_unknown_word,
    ];
    let is_unread = text.trim().is_empty() || line.confidence < SURE;
    match is_unread || may_identify.iter().any(|says| says(text)) {
        true => Rank::Amber,
        false => Rank::Grey,
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty())
}

fn lists(list: &str, word: &str) -> bool {
    let mut rows = list.lines().filter(|line| !line.starts_with('#'));
    rows.any(|row| row == word)
}

/// Three groups of digits with one sign between, or two beside a month's name.
fn has_date(text: &str) -> bool {
    let groups: Vec<&str> = words(text).collect();
    let is_number = |word: &str, least: usize, most: usize| {
        (least..=most).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let signs = |sign: char| text.matches(sign).count() >= 2;
    let in_digits = groups.windows(3).any(|three| match three {
        [one, two, three] => {
            let last = is_number(three, 2, 4) && three.len() != 3;
            let year_first = is_number(one, 4, 4) && is_number(two, 1, 2) && is_number(three, 1, 2);
            year_first || is_number(one, 1, 2) && is_number(two, 1, 2) && last
        }
        _ => false,
    });
    let month = |word: &str| {
        let word = fold(word);
        super::known::MONTHS
            .iter()
            .any(|month| word.starts_with(month) && word.len() <= 9)
    };
    let with_month = groups.windows(2).any(|two| match two {
        [one, two] => month(one) && is_number(two, 1, 4) || is_number(one, 1, 4) && month(two),
        _ => false,
    });
    with_month || in_digits && (signs('/') || signs('.') || signs('-'))
}

/// Also where a letter of it was read as a digit: `D0B`.
fn has_lead(text: &str) -> bool {
    words(text).any(|word| lists(LEADS, &fold(word).replace('0', "o").replace('1', "i")))
}

/// Somebody's number: many digits in one word, or in groups with nothing beside them.
fn has_long_number(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let in_groups = digits >= LONG_IN_GROUPS && !text.contains(char::is_alphabetic);
    in_groups
        || words(text).any(|word| {
            let digits = word.bytes().filter(u8::is_ascii_digit).count();
            digits >= LONG_NUMBER || digits >= 3 && word.len() >= 6
        })
}

/// A word that stands in no list may be a name.
fn has_unknown_word(text: &str) -> bool {
    text.split(|letter: char| !letter.is_alphabetic())
        .filter(|word| word.chars().count() >= SHORTEST_WORD)
        .any(|word| {
            let plain = fold(word);
            !(is_known_word(&plain)
                || is_word(&plain)
                || is_of_a_device(&plain)
                || lists(OF_SCREENS, &plain)
                || is_slip(word))
        })
}

/// Letters that were read in the place of digits: `l00`, `Ill`.
fn is_slip(word: &str) -> bool {
    let folded = folded(word);
    folded.iter().all(|letter| matches!(letter, b'0' | b'1'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pixels::Rect;

    fn rank(text: &str) -> Rank {
        let bounds = Rect {
            x: 0,
            y: 0,
            width: 1,
            height: 1,
        };
        let line = Line {
            bounds,
            text: text.to_owned(),
            confidence: 0.9,
        };
        of(&line, &Known::default())
    }

    #[test]
    fn what_may_be_somebodys_is_amber() {
        for text in [
            "",
            "943 476 5919",
            "SW1A 1AA",
            "14/03/62",
            "14 Mar 2024",
            "2024-03-14 10:12",
            "Name:",
            "DOB",
            "D0B",
            "943 476 5982",
            "Dr Smith",
            "General Hospital",
            "RXH12345",
            "OKONKWO",
            "Ada Okonkwo",
        ] {
            assert_eq!(rank(text), Rank::Amber, "{text}");
        }
    }

    #[test]
    fn measurements_markers_and_settings_are_grey() {
        for text in [
            "L",
            "R",
            "MI 1.2",
            "TIS 0.3",
            "12.4 cm",
            "FR 23 Hz",
            "Gain 50%",
            "10:12:33",
            "120 kV",
            "Liver",
            "SUPINE",
            "D 4.2 cm",
            "W 400 L 40",
        ] {
            assert_eq!(rank(text), Rank::Grey, "{text}");
        }
    }
}
