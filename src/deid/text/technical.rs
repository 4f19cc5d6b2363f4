//! What stands in technical attributes alone: names of devices, versions, sequences, kernels.
//!
//! In comes a word and what its attribute is about; out comes whether it has the form of what stands there.

use super::free_text::About;
use super::lists::among;
use super::shapes::runs;
use super::tokens::Token;
use super::vocabulary;

/// Whether a word may stay in an attribute of this kind.
pub(super) fn is_of_attribute(token: &Token<'_>, about: About) -> bool {
    let word = token.folded.as_str();
    match about {
        About::Device => vocabulary::is_of_a_device(word) || is_model(word) || is_joined(word),
        About::Version => vocabulary::is_of_a_device(word) || is_version(word),
        About::Technique => is_sequence(word) || is_joined(word) || is_kernel(token.text),
        About::Anything | About::Occupation | About::Code => false,
    }
}

/// Letters and a number of a model, or one of the two: `CT750`, `MR450w`, `E9`, `6100`, `iU22`.
fn is_model(word: &str) -> bool {
    let number = |digits: &str| (1..=4).contains(&digits.len());
    match runs(word).as_slice() {
        [digits] => is_digits(digits) && digits.len() <= 4,
        [letters, digits] if is_digits(digits) => {
            number(digits) && (letters.len() <= 2 && digits.len() <= 3 || is_part(letters))
        }
        [digits, letters] if is_digits(digits) => {
            number(digits) && (letters.len() <= 2 || is_part(letters))
        }
        [letters, digits, end] if is_digits(digits) => {
            number(digits) && is_part(letters) && end.len() <= 2
        }
        _ => false,
    }
}

fn is_part(letters: &str) -> bool {
    const PARTS: &[&str] = &[
        "ct", "mr", "mx", "us", "cr", "dr", "dx", "xr", "hd", "hr", "iu", "cx", "ssd", "mrt",
        "ldp", "vct", "pet", "adc", "el", "fcr", "ssa", "drx", "rs", "pp",
    ];
    let is_device = |word: &str| word.len() > 2 && vocabulary::is_of_a_device(word);
    // `LOGIQE9`
    let with_letter = |length: usize| {
        let end = letters.len().checked_sub(length);
        let start = end.and_then(|end| letters.get(..end));
        start.is_some_and(|start| start.len() > 3 && is_device(start))
    };
    PARTS.contains(&letters) || is_device(letters) || with_letter(1)
}

/// A version: `VA40A`, `E11`, `51ER009`, `2012B`, `42`.
fn is_version(word: &str) -> bool {
    let runs = runs(word);
    let digits: usize = runs
        .iter()
        .filter(|run| is_digits(run))
        .map(|run| run.len())
        .sum();
    let longest = runs
        .iter()
        .filter(|run| is_digits(run))
        .map(|run| run.len())
        .max();
    let is_short = |run: &&str| {
        is_digits(run) || run.len() <= 2 || vocabulary::is_of_a_device(run) || *run == "svn"
    };
    let is_hash = (7..=40).contains(&word.len())
        && runs.len() > 4
        && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    digits > 0
        && (digits <= 6 && longest <= Some(4) && runs.len() <= 6 && runs.iter().all(is_short)
            || is_hash)
}

/// Letters that names of sequences are made of.
const PIECES: &str = "se tse fl tfl ep epi epse epfid fid d ns t b ir tir spc spcir h re fse fspgr gre st fm tof r dw swi csi svs tgse ci ciss de me \
    qfl tfi rm gr ffe tfe ssfse efgre vibe tr trufi rd ts s q pc pcr ff cine map trace adc spir sp mp p m w fi tra sag cor pd hr ch nv iso x tp fc fs \
    mb ax lo bl br hv hf hn bm um cs fov ph tm res epir ipa n rb v i u fd qir fse fast gems spgr efgred fgre fiesta ssh tse e f c te ti fa z k o yb som csa top mip spi";

/// Runs of pieces and short numbers: `tse2d1`, `epfid2d1`, `spc`, `200ns`.
fn is_sequence(word: &str) -> bool {
    let runs = runs(word);
    let digits: usize = runs
        .iter()
        .filter(|run| is_digits(run))
        .map(|run| run.len())
        .sum();
    let is_piece = |run: &&str| match is_digits(run) {
        true => run.len() <= 4,
        false => {
            run.len() == 1 && digits <= 4 && among(PIECES, run)
                || run.len() > 1
                    && (among(PIECES, run)
                        || vocabulary::class(run) == Some(vocabulary::Class::Protocol)
                            && !vocabulary::is_any_name(run))
        }
    };
    let has_letters = runs.iter().any(|run| !is_digits(run));
    let single =
        matches!(runs.as_slice(), [letter, digits] if letter.len() == 1 && digits.len() > 3);
    has_letters && digits <= 8 && !single && runs.iter().all(is_piece)
        || word.len() == 1
        || matches!(runs.as_slice(), [digits] if is_digits(digits) && digits.len() <= 3)
}

/// Names of kernels of a letter or two and up to three digits, with up to two letters behind: `FC51`, `Br36d`, `YA`, `I31f`.
fn is_kernel(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    let ya = [
        "ya", "yb", "yc", "yd", "ye", "l", "ub", "eb", "ec", "a", "b", "c", "d", "e",
    ];
    ya.contains(&word.as_str())
        || match runs(&word).as_slice() {
            [letters, digits] => letters.len() <= 2 && is_digits(digits) && digits.len() <= 2,
            [letters, digits, end] => {
                letters.len() <= 2 && is_digits(digits) && digits.len() <= 2 && end.len() <= 1
            }
            _ => false,
        }
}

/// Words of protocols written as one: `ABDOMENPELVIS`, `HeadNeck`, `8HRBRAIN`.
fn is_joined(word: &str) -> bool {
    let is_word = |word: &str| {
        word.len() > 2 && vocabulary::class(word) == Some(vocabulary::Class::Protocol)
            || matches!(word, "hr" | "pv" | "ch" | "nv" | "tx" | "rx")
    };
    let runs = runs(word);
    let letters: Vec<&&str> = runs.iter().filter(|run| !is_digits(run)).collect();
    let digits_are_short = runs
        .iter()
        .filter(|run| is_digits(run))
        .all(|run| run.len() <= 2);
    let parts = |run: &str| {
        is_word(run)
            || (2..run.len().saturating_sub(1)).any(|at| {
                let (one, two) = (run.get(..at), run.get(at..));
                one.is_some_and(is_word) && two.is_some_and(is_word)
            })
    };
    !letters.is_empty()
        && word.is_ascii()
        && digits_are_short
        && letters.iter().all(|run| parts(run))
        && (word.len() > 6 || letters.iter().all(|run| is_word(run)))
}

fn is_digits(run: &str) -> bool {
    run.bytes().all(|byte| byte.is_ascii_digit())
}
