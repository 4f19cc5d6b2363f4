//! Names cut short, glued to something, or of few letters: what the other forms leave out.
//!
//! In come the names and places of one patient's headers; out comes what of them a text says. Read are runs of letters
//! that nobody knows: `khan1`, `bkhan`, `quixotha`, `vdberg`; and words side by side that are one name.
//! Of everybody in an export none of this is looked for: among a thousand names some word is always the beginning of
//! one.

use std::collections::{BTreeSet, HashSet};
use std::ops::Bound::{Included, Unbounded};

use super::super::fold::{fold, spell_out};
use super::super::needles::{Needles, What};
use super::super::words;

/// Titles, and what stands before a family name.
const LEADING: &[&str] = &[
    "van", "von", "der", "den", "del", "della", "di", "da", "dal", "de", "du", "des", "dos", "das",
    "la", "le", "las", "los", "el", "al", "ter", "ten", "te", "zu", "zum", "zur", "bin", "binti",
    "bint", "ben", "ibn", "abu", "abd", "ap", "ab", "ni", "nic", "o", "d", "st", "saint", "mc",
    "mac", "fitz", "dr", "mr", "mrs", "ms", "miss", "prof", "sir", "jr", "sr", "rev", "phd",
    "frcr", "mbbs", "msc", "bsc", "rgn",
];

/// Titles after which a word that everybody uses is a name.
const TITLES: &[&str] = &["dr", "mrs", "ms", "miss", "prof", "sister", "nurse"];

/// Lengths of names that are found inside a run of letters.
const INSIDE: std::ops::RangeInclusive<usize> = 3..=5;

/// A run of letters with a name of two is no longer.
const LONGEST_WITH_TWO: usize = 4;

/// Beginnings of names, and of places, are no shorter.
const START: usize = 3;
const START_OF_PLACE: usize = 5;

/// Nobody's name has more words.
const MOST_NEIGHBOURS: usize = 24;

/// Words that are one name together.
const MOST_WORDS: usize = 4;

/// In a text of so many words each is judged once.
const MANY: usize = 32;

/// Longer words are none.
const LONGEST: usize = 40;

/// The beginning of a number with letters: so many letters and digits, so many digits.
const START_OF_CODE: usize = 6;
const DIGITS_OF_CODE: usize = 4;

/// What is looked for.
#[derive(Default)]
pub(super) struct Spelt {
    /// Whole runs of letters.
    whole: HashSet<String>,
    /// What these begin with.
    whole_starts: BTreeSet<String>,
    inside: HashSet<String>,
    twos: HashSet<String>,
    /// Short names that everybody uses as words: only with digits.
    numbered: HashSet<String>,
    starts: BTreeSet<String>,
    places: BTreeSet<String>,
    codes: BTreeSet<String>,
    initials: HashSet<String>,
    /// A title and a name that everybody uses as a word.
    titled: HashSet<String>,
}

impl Spelt {
    pub(super) fn of(needles: &Needles) -> Self {
        let mut spelt = Self::default();
        for name in &needles.people {
            let plain = fold(name);
            let spelt_out = spell_out(name);
            spelt.name(&plain);
            if spelt_out != plain {
                spelt.name(&spelt_out);
            }
        }
        for word in needles.place_words.iter().filter(|word| is_word(word)) {
            if !needles.is_of_a_maker(word) && !is_known(word) {
                spelt.places.insert(word.clone());
            }
        }
        let codes = needles
            .texts
            .iter()
            .filter(|(_, what)| **what == What::Identifier);
        let codes = codes.map(|(text, _)| text.chars().filter(|it| it.is_alphanumeric()).collect());
        spelt.codes = codes.filter(|code: &String| is_code(code)).collect();
        let first = spelt.whole.iter().filter_map(|form| form.get(..1));
        spelt.whole_starts = first.map(str::to_owned).collect();
        spelt
    }

    fn name(&mut self, name: &str) {
        let components = name.split('^').take(3).map(split);
        let components: Vec<Vec<&str>> = components.collect();
        for words in &components {
            for word in words
                .iter()
                .filter(|word| words.len() == 1 || !LEADING.contains(word))
            {
                self.word(word);
            }
            // From each of its first words on, and these by their first letters.
            let led = words
                .iter()
                .take_while(|word| LEADING.contains(word))
                .count();
            for from in 0..=led.min(words.len().saturating_sub(2)) {
                let joined: String = words.iter().skip(from).copied().collect();
                if words.len() > 1 {
                    self.word(&joined);
                }
            }
            let rest: String = words.iter().skip(led).copied().collect();
            let initials: String = words
                .iter()
                .take(led)
                .filter_map(|it| it.get(..1))
                .collect();
            if led > 0 && !rest.is_empty() {
                self.word(&format!("{initials}{rest}"));
                self.word(&format!("{}{rest}", initials.get(..1).unwrap_or_default()));
            }
            if let (Some(first @ ("st" | "saint")), true) =
                (words.first().copied(), words.len() > 1)
            {
                let other = if first == "st" { "saint" } else { "st" };
                self.word(&format!("{other}{rest}"));
            }
        }
        let all: Vec<&str> = components.concat();
        let initials = all.iter().filter_map(|word| word.get(..1));
        self.initials.extend(initials.map(str::to_owned));
        self.neighbours(all.get(..MOST_NEIGHBOURS).unwrap_or(&all));
    }

    /// Words of a name with one another, and short ones with the first letters of others.
    fn neighbours(&mut self, all: &[&str]) {
        for pair in all.windows(2) {
            if let [first, second] = pair
                && first.len().min(second.len()) > 1
                && !LEADING.contains(first)
                && !(is_known(first) && is_known(second))
            {
                self.word(&format!("{first}{second}"));
                self.word(&format!("{second}{first}"));
            }
        }
        for (at, word) in all
            .iter()
            .enumerate()
            .filter(|(_, word)| (2..5).contains(&word.len()))
        {
            for (_, other) in all.iter().enumerate().filter(|(other, _)| *other != at) {
                let initial = other.get(..1).unwrap_or_default();
                for joined in [format!("{initial}{word}"), format!("{word}{initial}")] {
                    if is_word(&joined) && !is_known(&joined) {
                        self.whole.insert(joined);
                    }
                }
            }
        }
    }

    fn word(&mut self, word: &str) {
        if !is_word(word) {
            return;
        }
        if is_known(word) {
            if (2..5).contains(&word.len()) {
                self.numbered.insert(word.to_owned());
            }
            if word.len() > 2 {
                let titled = TITLES.iter().map(|title| format!("{title} {word}"));
                self.titled.extend(titled);
            }
            return;
        }
        match word.len() {
            0 | 1 => return,
            2 => drop(self.twos.insert(word.to_owned())),
            length if INSIDE.contains(&length) => drop(self.inside.insert(word.to_owned())),
            _ => {}
        }
        if word.len() > START {
            self.whole.insert(word.to_owned());
            self.starts.insert(word.to_owned());
        }
    }

    /// What a text says, given folded.
    ///
    /// A short name that is a word of a technical term is left to the other forms, which make less of it.
    pub(super) fn finds(&self, text: &str, is_term: bool) -> Option<What> {
        let words = split(text);
        let name = What::NameWord(u32::MAX, 0);
        // A long text says the same words again and again.
        let mut seen = HashSet::new();
        for word in &words {
            if words.len() >= MANY && !seen.insert(*word) {
                continue;
            }
            if self.is_start_of_code(word) {
                return Some(What::Identifier);
            }
            let is_short = self.inside.contains(*word) || self.twos.contains(*word);
            if is_known(word) || (is_term && is_short) {
                continue;
            }
            for run in word.split(|letter: char| !letter.is_ascii_lowercase()) {
                let is_numbered = run.len() < word.len() && self.numbered.contains(run);
                if is_numbered || (!is_known(run) && self.is_name(run)) {
                    return Some(name);
                }
                if !is_known(run) && self.is_place(run) {
                    return Some(What::Place);
                }
            }
        }
        (self.is_split(&words) || self.is_titled(&words)).then_some(name)
    }

    /// Whether a run of letters is a place, begins one or has one in it.
    fn is_place(&self, run: &str) -> bool {
        let has = |place: &String| place.len() >= START_OF_PLACE && run.contains(place.as_str());
        self.places.contains(run)
            || starts(&self.places, run, START_OF_PLACE)
            || run.len() > START_OF_PLACE && self.places.iter().any(has)
    }

    fn is_name(&self, run: &str) -> bool {
        if !(2..=LONGEST).contains(&run.len()) {
            return false;
        }
        let has_inside = || {
            let parts = (0..run.len())
                .flat_map(|from| INSIDE.map(move |length| from..from.saturating_add(length)));
            let mut parts = parts.filter_map(|part| run.get(part));
            !self.inside.is_empty() && parts.any(|part| self.inside.contains(part))
        };
        let has_two = || {
            let start = run.get(..2).is_some_and(|two| self.twos.contains(two));
            let end = run
                .get(run.len().saturating_sub(2)..)
                .is_some_and(|two| self.twos.contains(two));
            run.len() <= LONGEST_WITH_TWO && (start || end)
        };
        self.whole.contains(run)
            || has_two()
            || has_inside()
            || !LEADING.contains(&run) && starts(&self.starts, run, START)
            || run.len() >= START_OF_CODE && self.starts_behind_initial(run)
    }

    /// Whether it is the beginning of a name behind somebody's initial.
    fn starts_behind_initial(&self, run: &str) -> bool {
        let Some((initial, rest)) = run.split_at_checked(1) else {
            return false;
        };
        self.initials.contains(initial) && starts(&self.starts, rest, START)
    }

    /// Words side by side that are one name, if one of them is none that everybody uses.
    fn is_split(&self, words: &[&str]) -> bool {
        let mut joined = String::new();
        let is_one = |part: &[&str], joined: &str| {
            self.whole.contains(joined) && !part.iter().all(|word| is_known(word))
        };
        let mut froms = 0..words.len();
        !self.whole.is_empty()
            && froms.any(|from| {
                let first = words.get(from).and_then(|word| word.get(..1));
                if !first.is_some_and(|first| starts(&self.whole_starts, first, 1)) {
                    return false;
                }
                joined.clear();
                let parts =
                    (1..=MOST_WORDS).map_while(|count| words.get(from..from.saturating_add(count)));
                for part in parts {
                    let Some(last) = part
                        .last()
                        .filter(|last| joined.len() + last.len() <= LONGEST)
                    else {
                        return false;
                    };
                    joined.push_str(last);
                    if part.len() > 1 && is_one(part, &joined) {
                        return true;
                    }
                }
                false
            })
    }

    fn is_titled(&self, words: &[&str]) -> bool {
        let mut pairs = words.windows(2);
        !self.titled.is_empty() && pairs.any(|pair| self.titled.contains(&pair.join(" ")))
    }

    fn is_start_of_code(&self, word: &str) -> bool {
        is_code(word) && starts(&self.codes, word, START_OF_CODE)
    }
}

/// Whether one of them begins so.
fn starts(all: &BTreeSet<String>, start: &str, shortest: usize) -> bool {
    let next = || all.range::<str, _>((Included(start), Unbounded)).next();
    start.len() >= shortest && next().is_some_and(|next| next.starts_with(start))
}

fn split(text: &str) -> Vec<&str> {
    let words = text.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect()
}

fn is_word(word: &str) -> bool {
    word.len() <= LONGEST && word.bytes().all(|byte| byte.is_ascii_lowercase())
}

fn is_code(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    text.len() >= START_OF_CODE && digits >= DIGITS_OF_CODE && digits < text.len()
}

fn is_known(word: &str) -> bool {
    words::is_written(word)
}
