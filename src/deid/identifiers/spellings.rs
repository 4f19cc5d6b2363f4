//! Names as people make them short, glue them and get them wrong.
//!
//! In come the forms of the names and places of a header ([`super::people`], [`super::places`]); out comes whether a
//! text says one of them. Only words that nobody knows are judged so: a word of imaging says what it says, however
//! alike it is to somebody's name.
//!
//! A run of letters says a name if it is one, or several words of one; begins one (devices cut names to their length);
//! has one of two to four letters in it; or is one of six or more with a letter wrong. So do words side by side that
//! are one together: `MC DONALD`.

use std::collections::{HashMap, HashSet};

use super::people::{self, Forms};
use super::slips::{is_one_letter_off, is_two_letters_off};
use super::words::{is_everybodys, words};

/// The shortest beginning of a name, of a place.
const SHORTEST_START: usize = 3;
const SHORTEST_START_OF_PLACE: usize = 5;

/// A name of two letters has no more letters beside it.
const BESIDE_TWO: usize = 2;

/// Names of so many letters are found inside a word by themselves.
const LONG: usize = 5;

/// Longer runs of letters are no names.
const LONGEST: usize = 64;

/// Words that are one name together.
const MOST_WORDS: usize = 4;

/// In a text of so many words each is judged once.
const MANY: usize = 32;

/// From this length one letter may be wrong, from twice as many two.
const SURE: usize = 6;

/// What is looked for.
#[derive(Clone, Default)]
pub struct Spellings {
    /// Of two, and of three to five letters.
    two: HashSet<String>,
    short: HashSet<String>,
    /// Words and what several of them are as one, of four letters or more.
    whole: HashSet<String>,
    /// Names of four letters or more, sorted; places.
    names: Vec<String>,
    places: Vec<String>,
    /// Names of two to four letters that are words of imaging, too: `NG1`, `RAOP`.
    known: HashSet<String>,
    glued: HashSet<String>,
    /// First letters of names.
    initials: HashSet<char>,
    /// Letters of the longest of those that are written as several words.
    longest: usize,
    /// The letters that these begin with, one bit for each of the alphabet.
    starts: u32,
    /// Those of six letters or more, by their first two letters and by their last two: one letter wrong leaves either.
    near: HashMap<(bool, [u8; 2]), Vec<String>>,
    /// Those of twelve or more.
    long: Vec<String>,
}

impl Spellings {
    /// Of names in lower case and words of places, folded.
    pub fn of<'a>(
        people: impl IntoIterator<Item = &'a String>,
        places: impl IntoIterator<Item = &'a String>,
    ) -> Self {
        let mut spellings = Self::default();
        let mut near = HashSet::new();
        for name in people {
            let Forms { words, joined } = Forms::of(name);
            spellings
                .initials
                .extend(words.iter().filter_map(|word| word.chars().next()));
            spellings.with_initials(&words);
            for form in words.into_iter().chain(joined) {
                spellings.name(form, &mut near);
            }
        }
        for place in places.into_iter().filter(|place| is_plain(place)) {
            if place.len() >= SURE {
                near.insert(place.clone());
            }
            spellings.places.push(place.clone());
        }
        let forms = spellings.whole.iter().chain(&spellings.glued);
        spellings.longest = forms.clone().map(String::len).max().unwrap_or_default();
        let first = forms.filter_map(|form| form.bytes().next());
        spellings.starts = first.fold(0, |bits, letter| bits | 1 << (letter - b'a'));
        spellings.names = spellings.whole.iter().cloned().collect();
        spellings.names.sort_unstable();
        spellings.places.sort_unstable();
        for form in near {
            let [first, last] = ends(&form);
            spellings
                .near
                .entry((false, first))
                .or_default()
                .push(form.clone());
            spellings
                .near
                .entry((true, last))
                .or_default()
                .push(form.clone());
            if form.len() >= 2 * SURE {
                spellings.long.push(form);
            }
        }
        spellings
    }

    /// A short name that is a word of imaging with the first letter of another word of its name: `rao^p` is `prao`.
    fn with_initials(&mut self, words: &[String]) {
        for (at, word) in words.iter().enumerate() {
            if !(2..LONG).contains(&word.len()) || !is_plain(word) {
                continue;
            }
            let others = words.iter().enumerate().filter(|(other, _)| *other != at);
            for initial in others.filter_map(|(_, word)| word.chars().next()) {
                for form in [format!("{initial}{word}"), format!("{word}{initial}")] {
                    if is_plain(&form) && !is_everybodys(&form) {
                        self.glued.insert(form);
                    }
                }
            }
        }
    }

    fn name(&mut self, form: String, near: &mut HashSet<String>) {
        if !is_plain(&form) {
            return;
        }
        if is_everybodys(&form) {
            if (2..LONG).contains(&form.len()) {
                self.known.insert(form);
            }
            return;
        }
        match form.len() {
            0 | 1 => {}
            2 => drop(self.two.insert(form)),
            3 => drop(self.short.insert(form)),
            length => {
                if length <= LONG {
                    self.short.insert(form.clone());
                }
                if length >= SURE {
                    near.insert(form.clone());
                }
                self.whole.insert(form);
            }
        }
    }

    /// What is found anywhere in a text: of five letters or more.
    pub fn long(&self) -> impl Iterator<Item = &String> {
        self.whole.iter().filter(|form| form.len() >= LONG)
    }

    /// Whether a text says one; given folded.
    pub fn are_in(&self, text: &str) -> bool {
        let few = [
            &self.whole,
            &self.short,
            &self.two,
            &self.known,
            &self.glued,
        ];
        if self.places.is_empty() && few.iter().all(|set| set.is_empty()) {
            return false;
        }
        let all: Vec<&str> = words(text).collect();
        let is_said = |word: &&str| {
            let runs = word.split(|letter: char| !letter.is_ascii_alphabetic());
            let is_numbered = |run: &str| run.len() < word.len() && self.known.contains(run);
            !is_everybodys(word)
                && runs
                    .clone()
                    .any(|run| is_numbered(run) || self.is_name(run))
        };
        distinct(&all).iter().any(is_said) || self.is_split(&all)
    }

    /// Whether a run of letters says one.
    fn is_name(&self, run: &str) -> bool {
        if !(2..=LONGEST).contains(&run.len()) || is_everybodys(run) {
            return false;
        }
        self.is_form(run)
            || self.has_short_in(run)
            || !people::is_particle(run) && (self.begins(run, run.len()) || self.is_near(run))
    }

    /// Whether any form begins with the letter that this word begins with.
    fn is_start(&self, word: &str) -> bool {
        let letter = word.bytes().next().map(|letter| letter.wrapping_sub(b'a'));
        letter.is_some_and(|letter| letter < 26 && self.starts & (1 << letter) != 0)
    }

    fn is_form(&self, word: &str) -> bool {
        self.whole.contains(word) || self.glued.contains(word)
    }

    /// Whether a name of two to five letters stands in it.
    fn has_short_in(&self, run: &str) -> bool {
        let is_two = |part: Option<&str>| part.is_some_and(|part| self.two.contains(part));
        let beside = run.len().saturating_sub(2);
        if !self.two.is_empty()
            && beside <= BESIDE_TWO
            && (is_two(run.get(..2)) || is_two(run.get(beside..)))
        {
            return true;
        }
        let stands = |at: usize, length: usize| {
            let part = run.get(at..at.saturating_add(length));
            part.is_some_and(|part| self.short.contains(part))
        };
        let any_at = |at: usize| (3..=LONG).any(|length| stands(at, length));
        !self.short.is_empty() && (0..run.len()).any(any_at)
    }

    /// Whether it begins a name, with an initial before it or not.
    fn begins(&self, run: &str, length: usize) -> bool {
        let starts = |all: &[String], start: &str| {
            let at = all.partition_point(|form| form.as_str() < start);
            all.get(at).is_some_and(|form| form.starts_with(start))
        };
        let rest = || {
            let (initial, rest) = run.split_at_checked(1)?;
            let initial = initial.chars().next()?;
            (length >= SURE && self.initials.contains(&initial)).then_some(rest)
        };
        length >= SHORTEST_START && starts(&self.names, run)
            || length >= SHORTEST_START_OF_PLACE && starts(&self.places, run)
            || rest().is_some_and(|rest| starts(&self.names, rest))
    }

    /// Whether it is one but for a letter, or begins one but for a letter; or for two letters of twelve.
    fn is_near(&self, run: &str) -> bool {
        if run.len() + 1 < SURE {
            return false;
        }
        let [first, last] = ends(run);
        let alike = [(false, first), (true, last)];
        let mut alike = alike.iter().filter_map(|key| self.near.get(key)).flatten();
        let is_alike = |form: &String| {
            let cut = form.get(..run.len()).filter(|_| run.len() > SURE);
            is_one_letter_off(run, form) || cut.is_some_and(|cut| is_one_letter_off(run, cut))
        };
        alike.any(is_alike) || self.long.iter().any(|form| is_two_letters_off(run, form))
    }

    /// Whether words side by side are one together, and not each of them a word that everybody uses. What is longer
    /// than any form is not put together.
    fn is_split(&self, all: &[&str]) -> bool {
        let mut joined = String::new();
        (0..all.len()).any(|from| {
            if !all.get(from).is_some_and(|word| self.is_start(word)) {
                return false;
            }
            joined.clear();
            let mut is_known = true;
            for (at, word) in all.iter().skip(from).take(MOST_WORDS).enumerate() {
                if joined.len().saturating_add(word.len()) > self.longest {
                    return false;
                }
                joined.push_str(word);
                if at > 0 && self.is_form(&joined) {
                    is_known = all
                        .iter()
                        .skip(from)
                        .take(at.saturating_add(1))
                        .all(|word| is_everybodys(word));
                }
                if !is_known {
                    return true;
                }
            }
            false
        })
    }
}

/// Each word once: a long text says the same again and again.
fn distinct<'a>(words: &[&'a str]) -> Vec<&'a str> {
    if words.len() < MANY {
        return words.to_vec();
    }
    let mut seen = HashSet::new();
    words
        .iter()
        .copied()
        .filter(|word| seen.insert(*word))
        .collect()
}

fn is_plain(form: &str) -> bool {
    form.len() <= LONGEST && form.bytes().all(|byte| byte.is_ascii_lowercase())
}

/// The first two bytes and the last two.
fn ends(word: &str) -> [[u8; 2]; 2] {
    let bytes = word.as_bytes();
    let first = bytes.first_chunk::<2>().copied().unwrap_or_default();
    let last = bytes.last_chunk::<2>().copied().unwrap_or_default();
    [first, last]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_letter_off_is_one_and_no_more() {
        for (one, other) in [
            ("quixotham", "quixothan"),
            ("quixoham", "quixotham"),
            ("quixootham", "quixotham"),
            ("quxiotham", "quixotham"),
            ("uixotham", "quixotham"),
            ("quixothma", "quixotham"),
        ] {
            assert!(is_one_letter_off(one, other), "{one}");
        }
        for (one, other) in [
            ("quixothxn", "quixotham"),
            ("tham", "quixotham"),
            ("abcdef", "badcef"),
        ] {
            assert!(!is_one_letter_off(one, other), "{one}");
        }
        assert!(is_two_letters_off("fetherstonhaugh", "featherstonehaugh"));
        assert!(!is_two_letters_off("fetherstonhagh", "featherstonehaugh"));
    }

    #[test]
    fn words_of_imaging_are_themselves() {
        let people = [
            "lee^ann".to_owned(),
            "li^na".to_owned(),
            "martin^sam".to_owned(),
        ];
        let spellings = Spellings::of(&people, &[]);
        for text in [
            "leea", "x lee1", "nli", "mart", "martni x", "ma rtin", "annlee",
        ] {
            assert!(spellings.are_in(text), "{text}");
        }
        for text in ["sleeve", "liver", "linear", "", "axial 5mm t2 tse"] {
            assert!(!spellings.are_in(text), "{text}");
        }
    }
}
