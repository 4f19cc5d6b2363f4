//! Words that are written as one without a sign or a capital between them: `longdelay`, `AXFLAIR`.
//!
//! In comes a run of letters, folded; out come the words of `data/glued.txt` that it is made of. Never: words that are
//! somebody's name together, or leave one where they are parted in another way (`AX`, `LIMAGE`).

use super::data::data;
use crate::deid::text::lists::among;

/// Words that are written as one are so many at most.
const MOST_WORDS: usize = 4;

/// The longest of the words that are written as one.
const LONGEST_WORD: usize = 14;

/// A name inside such words has no fewer letters.
const SHORTEST_INSIDE: usize = 4;

/// The words of `data/glued.txt` that a run of letters is made of, if it is; the longest first.
pub(super) fn taken_apart(run: &str) -> Option<Vec<&str>> {
    let mut words = Vec::new();
    let is_apart = apart(run, 0, &mut words);
    (is_apart && are_sure(&words) && !have_a_name(&words) && !has_name_inside(run)).then_some(words)
}

/// Planes and sequences of three letters, in this order: other short words are too many names' pieces.
const PLANES: &str = "ax sag cor tra axi obl lat";
const SEQUENCES: &str = "tse fse gre mpr mip dwi adc swi tof dti ffe tfe epi mra mrv asl fs se ir";

/// Whether words make no name by chance: one of them is long, or they are a plane and a sequence.
fn are_sure(words: &[&str]) -> bool {
    let is_pair =
        matches!(words, [plane, sequence] if among(PLANES, plane) && among(SEQUENCES, sequence));
    let is_twice = words
        .windows(2)
        .any(|pair| matches!(pair, [one, next] if one == next));
    words.len() > 1 && !is_twice && (is_pair || words.iter().any(|word| word.len() > 3))
}

/// Whether several of the words, side by side, are somebody's name.
fn have_a_name(words: &[&str]) -> bool {
    let names = &data().names;
    let joined = |from: usize, to: usize| words.get(from..to).unwrap_or_default().concat();
    let mut froms = 0..words.len();
    froms.any(|from| (from + 2..=words.len()).any(|to| names.contains(joined(from, to).as_str())))
}

/// Whether it can be parted into somebody's name and such words, or marks, before and behind it: `AX`, `LIMAGE`.
fn has_name_inside(run: &str) -> bool {
    let is_led = |head: &str| matches!(head, "" | "w" | "wi" | "d") || apart(head, 0, &mut vec![]);
    let is_followed = |tail: &str| matches!(tail, "" | "t" | "b") || apart(tail, 0, &mut vec![]);
    let is_inside = |from: usize, to: usize| {
        let parts = (run.get(..from), run.get(from..to), run.get(to..));
        let (Some(head), Some(name), Some(tail)) = parts else {
            return false;
        };
        data().inside.contains(name) && is_led(head) && is_followed(tail)
    };
    (0..run.len()).any(|from| (from + SHORTEST_INSIDE..=run.len()).any(|to| is_inside(from, to)))
}

fn apart<'a>(run: &'a str, from: usize, words: &mut Vec<&'a str>) -> bool {
    if from == run.len() {
        return true;
    }
    if words.len() == MOST_WORDS {
        return false;
    }
    let data = data();
    for to in (from + 2..=run.len().min(from + LONGEST_WORD)).rev() {
        let Some(word) = run.get(from..to) else {
            continue;
        };
        let is_word = match word.len() {
            2 => {
                from == 0 && data.first.contains(word)
                    || to == run.len() && data.last.contains(word)
            }
            _ => data.words.contains(word),
        };
        if is_word {
            words.push(word);
            if apart(run, to, words) {
                return true;
            }
            words.pop();
        }
    }
    false
}
