//! How hard a passphrase is to guess: one judgement for page and command.
//!
//! In comes what was typed; out comes about how many bits a guesser needs who knows what people type. The text is
//! parted into what costs least: common words, also with figures for letters, years and dates, runs on the keyboard or
//! in the alphabet, what is said again, and single letters, of which one that usually follows the one before costs
//! less. `zxcvbn`, of which this is the idea, brings word lists of 2.5 MB, which a page that is one file cannot carry;
//! two judgements would be worse than one. It is meant to err towards refusing.

use crate::deid::text::{fold, is_known_word};

/// What a passphrase needs at least: some 10¹¹ guesses, each of which takes scrypt about a second.
pub const ENOUGH: f64 = 36.0;

/// Letters that are judged; what comes after them adds nothing.
const MOST: usize = 128;

/// Words of passwords that are tried first, about in the order of the alphabet.
const COMMON: &str = include_str!("common.txt");

/// Rows of a keyboard, and the alphabet.
const ROWS: [&str; 9] = [
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "!\"£$%^&*()_+",
];

/// Pairs of letters that make up most of English and its neighbours.
const USUAL: &str = "th he in er an re nd at on nt ha es st en ed to it ou ea hi is or ti as te et ng of al de se le sa si ar \
    ve ra ld ur ro me co la el ri ma ic li ne ll be no ch us ut ec om io ce ca di lo ee so wa ho ns pe ss rs sh tr em ie \
    wh un il ct tt pr ly po ta na am ai mo ow ot id do ge fo ag ol ke we ac go fi bl pl op ap wi ay rt ir su ki va vi pa \
    da mi ev ry ad cr gr br fr dr fl cl sp sc bo bu mu lu nu ab ob ub up ip ep im um os oo od ck tu ni bi ba ga sk ey ty";

/// Bits of the cheapest way to come to a text.
pub fn bits(text: &str) -> f64 {
    let letters: Vec<char> = text.chars().take(MOST).collect();
    // What each beginning of the text costs.
    let mut costs = vec![f64::INFINITY; letters.len().saturating_add(1)];
    if let Some(first) = costs.first_mut() {
        *first = 0.0;
    }
    for at in 0..letters.len() {
        let before = costs.get(at).copied().unwrap_or_default();
        let (done, rest) = letters.split_at(at);
        for (length, cost) in pieces(done, rest) {
            if let Some(best) = costs.get_mut(at.saturating_add(length)) {
                *best = best.min(before + cost);
            }
        }
    }
    costs.last().copied().unwrap_or_default()
}

/// What the text may go on with, each with its length and cost.
fn pieces(done: &[char], rest: &[char]) -> Vec<(usize, f64)> {
    let mut pieces = vec![(1, single(done.last().copied(), rest))];
    pieces.extend(again(done, rest));
    pieces.extend(run(rest));
    pieces.extend(dates(rest));
    pieces.extend(words(rest));
    pieces.extend(likely_word(done, rest));
    pieces
}

/// Whether a letter usually follows another.
fn is_usual(before: char, letter: char) -> bool {
    let pair: String = before.to_lowercase().chain(letter.to_lowercase()).collect();
    USUAL.split_whitespace().any(|usual| usual == pair)
}

/// Letters that can be said, between what is none: a word of some dictionary.
fn likely_word(done: &[char], rest: &[char]) -> Option<(usize, f64)> {
    const DICTIONARY: f64 = 16.0;
    if done.last().is_some_and(|before| before.is_alphabetic()) {
        return None;
    }
    let letters: Vec<char> = rest
        .iter()
        .copied()
        .take_while(|letter| letter.is_alphabetic())
        .collect();
    let pairs = letters.windows(2);
    let usual = pairs
        .filter(|pair| matches!(pair, [one, other] if is_usual(*one, *other)))
        .count();
    let is_word =
        (4..=14).contains(&letters.len()) && usual * 5 >= letters.len().saturating_sub(1) * 3;
    let capitals = letters.iter().any(|letter| letter.is_uppercase());
    is_word.then(|| (letters.len(), DICTIONARY + f64::from(u8::from(capitals))))
}

/// One letter by itself.
fn single(before: Option<char>, rest: &[char]) -> f64 {
    const SOME: f64 = 2.2;
    let Some(&letter) = rest.first() else {
        return 0.0;
    };
    let follows = before.is_some_and(|before| is_usual(before, letter));
    match letter {
        '0'..='9' => 3.3,
        ' ' | '-' | '_' | '.' | ',' => 2.0,
        _ if follows => SOME,
        'a'..='z' => 4.7,
        'A'..='Z' => 5.7,
        '!'..='~' => 5.0,
        _ => 6.0,
    }
}

/// What stands just before, once more or often; and what stands anywhere before.
fn again(done: &[char], rest: &[char]) -> Vec<(usize, f64)> {
    const SHORTEST: usize = 4;
    let mut found = Vec::new();
    let starts = (0..done.len()).filter_map(|at| done.get(at..));
    let same = starts.map(|done| {
        done.iter()
            .zip(rest)
            .take_while(|(one, other)| one == other)
            .count()
    });
    let longest = same.max().unwrap_or_default();
    found
        .extend((SHORTEST..=longest).map(|length| (length, 1.0 + log2(done.len()) + log2(length))));
    for period in 1..=done.len() {
        let (_, block) = done.split_at(done.len() - period);
        let times = rest
            .chunks(period)
            .take_while(|chunk| *chunk == block)
            .count();
        if times > 0 {
            let length = period.saturating_mul(times);
            found.push((length, 1.0 + log2(period) + log2(times)));
        }
    }
    found
}

/// Neighbours on the keyboard or in the alphabet, either way.
fn run(rest: &[char]) -> Option<(usize, f64)> {
    const SHORTEST: usize = 3;
    let small: Vec<char> = rest
        .iter()
        .flat_map(|letter| letter.to_lowercase())
        .collect();
    let longest = |row: Vec<char>| {
        let starts = (0..row.len()).filter_map(|at| row.get(at..));
        let same = starts.map(|row| {
            row.iter()
                .zip(&small)
                .take_while(|(one, other)| one == other)
                .count()
        });
        same.max().unwrap_or_default()
    };
    let both = ROWS
        .iter()
        .flat_map(|row| [row.chars().collect(), row.chars().rev().collect()]);
    let length = both.map(longest).max().unwrap_or_default().min(rest.len());
    (length >= SHORTEST).then(|| (length, 7.0 + log2(length)))
}

/// Years, and dates of six or eight digits.
fn dates(rest: &[char]) -> Vec<(usize, f64)> {
    let digits = rest
        .iter()
        .take_while(|letter| letter.is_ascii_digit())
        .count();
    let begins = |start: &str| {
        rest.iter()
            .zip(start.chars())
            .all(|(one, other)| *one == other)
    };
    let mut found = Vec::new();
    if digits >= 4 && (begins("19") || begins("20")) {
        found.push((4, 7.0));
    }
    found.extend(
        [(6, 15.0), (8, 16.0)]
            .into_iter()
            .filter(|(length, _)| digits >= *length),
    );
    found
}

/// Common words, and words of imaging.
fn words(rest: &[char]) -> Vec<(usize, f64)> {
    const COSTS: f64 = 8.5;
    let end = rest
        .iter()
        .take_while(|letter| !letter.is_whitespace())
        .take(16)
        .count();
    let mut found = Vec::new();
    for length in 3..=end {
        let Some(word) = rest.get(..length) else {
            break;
        };
        let capitals = word.iter().filter(|letter| letter.is_uppercase()).count();
        let plain: String = word.iter().map(|letter| unmasked(*letter)).collect();
        let plain = fold(&plain);
        let written: String = word.iter().collect();
        let masked = fold(&written) != plain;
        let is_known =
            COMMON.split_whitespace().any(|common| common == plain) || is_known_word(&plain);
        if is_known {
            let dressed = f64::from(u8::from(masked)) + f64::from(u8::from(capitals > 0));
            found.push((length, COSTS + dressed));
        }
    }
    found
}

/// The letter that a figure stands for.
fn unmasked(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        letter => letter,
    }
}

fn log2(count: usize) -> f64 {
    (count as f64).log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_type_first_is_not_enough() {
        for weak in [
            "            ",
            "aaaaaaaaaaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabcabc",
            "passwordpassword",
            "Password1234",
            "P@ssw0rd2024!",
            "123456789012",
            "qwertyuiop123",
            "1qaz2wsx3edc4rfv",
            "abcdefghijklmnop",
            "Radiology2024!",
            "hospitalhospital1",
            "letmein letmein letmein",
            "19560304 19560304",
            "Summer2024Summer2024",
            "linking key 2024",
            "zyxwvutsrqponm",
            "000000000000000000000",
            "elephantiasis1",
            "Marmalade2019!",
            "twelve chars",
        ] {
            assert!(bits(weak) < ENOUGH, "{weak}: {}", bits(weak));
        }
    }

    #[test]
    fn words_that_do_not_belong_together_and_random_letters_are_enough() {
        for strong in [
            "correct horse battery",
            "seven quiet herons",
            "correcthorsebatterystaple",
            "vellum ostrich tandem quay",
            "x7#Kq9!vLm2p",
            "kjhwqxzrtbnv",
            "plinth-gudgeon-marzipan",
            "Größe Ärger Übelkeit",
            "山田太郎東京病院放射線科",
        ] {
            assert!(bits(strong) >= ENOUGH, "{strong}: {}", bits(strong));
        }
    }

    #[test]
    fn a_text_of_any_length_is_judged() {
        for text in ["", "a", "\u{0}\u{FEFF}"] {
            assert!(bits(text) < ENOUGH);
        }
        assert!(bits(&"ab1 ".repeat(100_000)) < ENOUGH);
    }
}
