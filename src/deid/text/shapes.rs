//! Letters and digits in the shapes that imaging gives them: units, sequences, kernels, words written as one.

use super::fold::fold;
use super::lists::among;
use super::tokens::Token;
use super::vocabulary;
use crate::deid::identifiers::Identifiers;

/// Units of measurement, as they follow a number without a gap.
const UNITS: &str = "mm cm m mms um nm cc sec secs s ms min mins hz khz mhz t kv kvp ma mas mgy gy cgy mbq bq kbq gbq mci ml mls l mg mcg g kg kev mev \
    deg d st nd rd th x mmhg bpm fps hu pct tesla";

/// More of them, and what a protocol counts, where a number and they are one word: `24h`, `4it`, `30dirs`, `2vw`.
const COUNTED: &str = "lb lbs msec msecs usec h hr hrs wk wks fr iu psi ghz ppm db px pix vox v vw vws pl sl slc dir dirs dyn dyns meas rep \
    reps nex nsa avg avgs ch it its iter iters sub subs ss vol vols ph phs gate gates bin bins fw";

/// Whether it is a unit, or what is counted, directly behind digits.
pub(super) fn is_unit_of_token(word: &str) -> bool {
    is_unit(word) || among(COUNTED, word)
}

pub(super) fn is_unit(word: &str) -> bool {
    among(UNITS, word)
}

/// Names with digits that no rule makes.
const FIXED: &str = "tc99m f18 i123 i131 i125 ga68 in111 c11 n13 o15 rb82 cu64 zr89 lu177 y90 sm153 ra223 tl201 xe133 kr81m mag3 \
    ca125 ca199 ca153 spo2 hba1c co2 o2 h2o cu s1s2 covid19 p53";

/// Letters that take a small number: sequences, b-values, vertebrae, leads, acceleration, delays.
const PREFIXES: &[(&str, u32)] = &[
    ("t", 12),
    ("b", 10_000),
    ("l", 5),
    ("c", 8),
    ("s", 99),
    ("h", 99),
    ("a", 99),
    ("i", 99),
    ("v", 9),
    ("p", 8),
    ("d", 400),
    ("r", 4),
    ("q", 30),
    ("n", 4),
    ("m", 4),
    ("w", 4),
    ("g", 3),
    ("te", 999),
    ("tr", 20_000),
    ("ti", 9999),
    ("fa", 180),
    ("bw", 4000),
];

/// Modalities and rooms, of which a number tells one from others.
const PLACES: &str = "ct mr mri xr us cr dr dx nm pt ward bed room bay unit";

/// Letters and digits in a pattern of imaging: `5mm`, `T2w`, `b1000`, `L5`, `512x512`, `ep2d`, `B30f`.
pub(super) fn is_pattern(token: &Token<'_>) -> bool {
    let word = token.folded.as_str();
    if among(FIXED, word) || is_kernel(token.text) {
        return true;
    }
    let runs = runs(word);
    let number = |digits: &str| digits.parse::<u32>().unwrap_or(u32::MAX);
    let is_word = |word: &str| word.len() > 1 && vocabulary::class(word).is_some();
    match runs.as_slice() {
        // 3DFSPGR, 2Dfl3.
        ["2" | "3", letters, ..]
            if letters.len() > 2 && letters.starts_with('d') && runs.len() < 4 =>
        {
            letters
                .strip_prefix('d')
                .is_some_and(|word| is_word(word) && !vocabulary::is_any_name(word))
        }
        [letters, digits] if starts_with_letter(letters) => {
            let small = PREFIXES
                .iter()
                .any(|(prefix, most)| prefix == letters && number(digits) <= *most);
            small
                || is_word(letters)
                    && digits.len() <= 2
                    && !among(PLACES, letters)
                    && !is_marked(token.text, letters, digits)
        }
        [digits, "b"] => is_weight(digits),
        [digits, letters] => {
            (is_unit_of_token(letters) && digits.len() <= 5)
                || (is_word(letters) && digits.len() <= 2)
        }
        // T1w, T2star; ep2d, fl3d; 2ch.
        ["t", "1" | "2", letters] => {
            matches!(*letters, "w" | "wi" | "star" | "map" | "rho")
                || is_word(letters) && !vocabulary::is_any_name(letters)
        }
        [
            "ep" | "fl" | "se" | "ge" | "re" | "tfl" | "tse",
            "2" | "3",
            "d",
        ] => true,
        [
            "ep" | "fl" | "se" | "ge" | "re" | "tfl" | "tse",
            "2" | "3",
            "d",
            digits,
        ] => digits.len() <= 3,
        // Two vertebrae.
        [one, above, other, below] if starts_with_letter(one) => [(one, above), (other, below)]
            .into_iter()
            .all(|(letter, digits)| {
                matches!(*letter, "c" | "t" | "l" | "s") && number(digits) <= 12
            }),
        // A matrix, a field of view.
        [a, "x", b] | [a, "x", b, "x", _] => a.len() <= 4 && b.len() <= 4,
        [a, "x", b, unit] => a.len() <= 4 && b.len() <= 4 && is_unit(unit),
        _ => false,
    }
}

/// Of `BROUGHT1` and `DUMB50`: a word that says nothing of imaging, with what may be the mark of the number behind it.
pub(super) fn is_marked(text: &str, letters: &str, digits: &str) -> bool {
    let has_mark = match digits {
        "1" | "2" => letters.ends_with('t'),
        _ => letters.ends_with('b') && digits.ends_with('0'),
    };
    let is_of_imaging = || match vocabulary::class(letters) {
        Some(vocabulary::Class::Protocol) | None => true,
        _ => vocabulary::is_of_a_maker(letters),
    };
    has_mark && !text.bytes().any(|byte| byte.is_ascii_lowercase()) && !is_of_imaging()
}

/// Of `700B`: a weight of diffusion, turned round.
fn is_weight(digits: &str) -> bool {
    (2..=4).contains(&digits.len())
        && digits.ends_with('0')
        && digits.parse().is_ok_and(|weight: u32| weight <= 4000)
}

/// A stage of a tumour: `T2N1M0`, `pT3a`, `ypN1b`, `Mx` (TNM, eighth edition).
pub(super) fn is_staging(text: &str) -> bool {
    let start = text.trim_start_matches(['y', 'p', 'c', 'r', 'm']);
    let mut rest = start;
    let mut any = false;
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(1..).unwrap_or_default();
        let value =
            after.starts_with(['0', '1', '2', '3', '4', 'x', 'X']) || after.starts_with("is");
        if !matches!(letter, 'T' | 'N' | 'M') || !value {
            return false;
        }
        let length = if after.starts_with("is") { 2 } else { 1 };
        rest = after.get(length..).unwrap_or_default();
        rest = rest.strip_prefix(['a', 'b', 'c', 'd']).unwrap_or(rest);
        any = true;
    }
    any
}

/// A reconstruction kernel as one maker writes it: `B30f`, `Br40d`.
fn is_kernel(text: &str) -> bool {
    match text.as_bytes() {
        // `Bf37`
        [a, b, c, d] if b"BHIQTUD".contains(a) && b.is_ascii_lowercase() => {
            c.is_ascii_digit() && d.is_ascii_digit()
        }
        // Some write all of it in capitals: `T20F`.
        [a, b, c, d] => {
            a.is_ascii_uppercase()
                && b.is_ascii_digit()
                && c.is_ascii_digit()
                && (d.is_ascii_lowercase() || b"BHT".contains(a) && b"FS".contains(d))
        }
        [a, b, c, d, e] => {
            a.is_ascii_uppercase()
                && b.is_ascii_lowercase()
                && c.is_ascii_digit()
                && d.is_ascii_digit()
                && e.is_ascii_lowercase()
        }
        _ => false,
    }
}

/// Words written as one: `ChestRoutine`.
pub(super) fn is_compound(text: &str, identifiers: &Identifiers) -> bool {
    let letters: Vec<char> = text.chars().collect();
    let mut words = vec![String::new()];
    let mut before = ' ';
    for letter in letters {
        if before.is_lowercase() && letter.is_uppercase() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(letter);
        }
        before = letter;
    }
    words.len() > 1
        && words.iter().all(|word| {
            let word = fold(word);
            word.len() > 2
                && vocabulary::class(&word).is_some()
                && !vocabulary::is_given(&word)
                && !identifiers.is_name_word(&word)
        })
        && !words
            .iter()
            .all(|word| vocabulary::is_any_name(&fold(word)))
}

/// Runs of digits and of other characters.
pub(super) fn runs(word: &str) -> Vec<&str> {
    let mut runs = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let digit = first.is_ascii_digit();
        let end = rest
            .find(|letter: char| letter.is_ascii_digit() != digit)
            .unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        runs.push(run);
        rest = after;
    }
    runs
}

fn starts_with_letter(run: &str) -> bool {
    run.bytes()
        .next()
        .is_some_and(|byte| byte.is_ascii_alphabetic())
}
