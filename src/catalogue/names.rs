//! A patient's name, to be compared with another: not whether it is written alike, but whether it can be one person's.

use crate::deid::placeholder::is_placeholder;
use crate::deid::text::{fold, normal};

/// Family, given and middle names; what follows is a title (PS3.5 6.2.1.1).
const NAMES: usize = 3;

/// Words of two letters that stand in sentences.
const EVERYBODYS: [&str; 32] = [
    "am", "an", "as", "at", "be", "by", "co", "da", "de", "di", "do", "dr", "du", "el", "go", "he",
    "if", "in", "is", "it", "la", "le", "me", "mr", "my", "no", "of", "on", "or", "so", "to", "us",
];

/// From this length one letter may be wrong.
const LONG: usize = 4;

/// The words of a name, in each of the ways in which it is written: letters, ideographs, sounds (PS3.5 6.2.1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    writings: Vec<Vec<String>>,
    /// Of each of them, how many words are the family's: the first.
    of_family: Vec<usize>,
}

impl Name {
    /// Of a value as written: components parted by `^`, ways of writing by `=`.
    pub fn of(written: &str) -> Self {
        let words_of = |name: &str| {
            let words = name.split(|letter: char| !letter.is_alphanumeric());
            let words = words.filter(|word| !word.is_empty());
            words.map(|word| fold(&word.to_lowercase())).collect()
        };
        let written = normal(written);
        let writings = written.split('=').map(|writing| {
            let mut names = writing.split('^').take(NAMES).map(words_of);
            let mut words: Vec<String> = names.next().unwrap_or_default();
            let of_family = words.len();
            words.extend(names.flatten());
            (words, of_family)
        });
        let writings = writings.filter(|(words, _)| !words.is_empty());
        let (writings, of_family) = writings.unzip();
        Self {
            writings,
            of_family,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.writings.is_empty()
    }

    /// Words and letters of the first way of writing: of two names the one that says more.
    pub fn fullness(&self) -> (usize, usize) {
        let first = self.writings.first();
        first.map_or((0, 0), |words| {
            (words.len(), words.iter().map(String::len).sum())
        })
    }

    /// Whether one says all that the other does; an initial says the word that it begins. What is empty agrees with
    /// all.
    pub fn agrees(&self, other: &Self) -> bool {
        if self.is_empty() || other.is_empty() {
            return true;
        }
        self.pairs(other).any(|(one, other)| {
            let holds = |all: &[String], some: &[String]| {
                some.iter()
                    .all(|word| all.iter().any(|other| alike(word, other)))
            };
            holds(one, other) || holds(other, one)
        })
    }

    /// The same, where a letter may be wrong: a name that somebody typed beside one of a header.
    pub fn nearly_agrees(&self, other: &Self) -> bool {
        self.pairs(other).any(|(one, other)| {
            let holds = |all: &[String], some: &[String]| {
                some.iter().all(|word| {
                    all.iter()
                        .any(|other| alike(word, other) || nearly(word, other))
                })
            };
            holds(one, other) || holds(other, one)
        })
    }

    /// Its words in every writing, folded.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.writings.iter().flatten().map(String::as_str)
    }

    /// Whether no word of one can be a word of the other. Names in two scripts, and one that is empty, can't be
    /// compared.
    pub fn has_nothing_of(&self, other: &Self) -> bool {
        let mut pairs = self
            .pairs(other)
            .filter(|(one, other)| is_latin(one) == is_latin(other))
            .peekable();
        pairs.peek().is_some()
            && pairs.all(|(one, other)| {
                !one.iter()
                    .any(|word| other.iter().any(|other| alike(word, other)))
            })
    }

    /// Whether two words of it stand in a text, or its only one.
    pub fn stands_in(&self, text: &str) -> bool {
        let text = normal(text);
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        let words: Vec<String> = words.map(|word| fold(&word.to_lowercase())).collect();
        self.writings.iter().any(|writing| {
            let mut own = writing.iter().filter(|word| word.chars().count() > 1);
            let least = own.clone().count().min(2);
            let standing = own.by_ref().filter(|word| words.contains(word)).count();
            least > 0 && standing >= least
        })
    }

    /// Whether a word of it stands in a text that nobody would look for within words: one of two letters. What
    /// everybody writes counts only with a capital, and not at the start.
    pub fn has_short_word_in(&self, text: &str) -> bool {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        let mut words = words.filter(|word| !word.is_empty()).enumerate();
        words.any(|(at, word)| {
            let folded = fold(&normal(word).to_lowercase());
            let is_said = || {
                let is_capital = word.chars().next().is_some_and(char::is_uppercase);
                !EVERYBODYS.contains(&folded.as_str()) || (is_capital && at > 0)
            };
            let own = |words: &Vec<String>| words.contains(&folded);
            folded.chars().count() == 2 && self.writings.iter().any(own) && is_said()
        })
    }

    /// Whether the given names are two people's: none is the other, or nearly, or stands anywhere in the other name.
    /// What a newborn is called is none yet. In other scripts than Latin only of one family: one name is written in
    /// several.
    pub fn has_other_given(&self, other: &Self) -> bool {
        let (one, other) = (self.by_part(), other.by_part());
        let pairs = one
            .iter()
            .flat_map(|one| other.iter().map(move |other| (one, other)));
        let mut pairs = pairs
            .filter(|(one, other)| match (is_latin(one.0), is_latin(other.0)) {
                (true, true) => true,
                (false, false) => one.1.iter().any(|word| other.1.contains(word)),
                _ => false,
            })
            .filter(|(one, other)| !one.2.is_empty() && !other.2.is_empty())
            .peekable();
        let has_none_of = |given: &[&String], words: &[String]| {
            let nearly = |given: &&String| words.iter().any(|word| nearly(given, word));
            !given.iter().any(nearly)
        };
        pairs.peek().is_some()
            && pairs
                .all(|(one, other)| has_none_of(&one.2, other.0) && has_none_of(&other.2, one.0))
    }

    /// Of each writing all words, those of the family, and given names that say something.
    fn by_part(&self) -> Vec<(&[String], &[String], Vec<&String>)> {
        let writings = self.writings.iter().zip(&self.of_family);
        writings
            .map(|(words, family)| {
                let (family, given) = words.split_at((*family).min(words.len()));
                let says = |word: &&String| !is_placeholder(&word.to_uppercase());
                (
                    words.as_slice(),
                    family,
                    given.iter().filter(says).collect(),
                )
            })
            .collect()
    }

    /// Whether both are written in one script in any of their ways.
    pub fn can_be_compared(&self, other: &Self) -> bool {
        self.pairs(other)
            .any(|(one, other)| is_latin(one) == is_latin(other))
    }

    fn pairs<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = (&'a [String], &'a [String])> {
        self.writings.iter().flat_map(|one| {
            other
                .writings
                .iter()
                .map(|other| (one.as_slice(), other.as_slice()))
        })
    }
}

fn alike(one: &str, other: &str) -> bool {
    let is_initial = |word: &str| word.chars().count() == 1;
    one == other
        || (is_initial(one) && other.starts_with(one))
        || (is_initial(other) && one.starts_with(other))
}

/// Alike but for one letter, or two that changed places; or one is short for the other.
fn nearly(one: &str, other: &str) -> bool {
    let (one_s, other_s): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = (
        one_s.len().min(other_s.len()),
        one_s.len().max(other_s.len()),
    );
    let same = |pairs: &mut dyn Iterator<Item = (&char, &char)>| {
        pairs.take_while(|(one, other)| one == other).count()
    };
    let start = same(&mut one_s.iter().zip(&other_s));
    let end = same(&mut one_s.iter().rev().zip(other_s.iter().rev()));
    let turned = || {
        let middle = |letters: &[char]| -> Vec<char> {
            let mut middle = letters
                .iter()
                .skip(start)
                .take(2)
                .copied()
                .collect::<Vec<_>>();
            middle.sort_unstable();
            middle
        };
        short == long
            && start.saturating_add(end).saturating_add(2) == long
            && middle(&one_s) == middle(&other_s)
    };
    let is_slip =
        || long >= LONG && (start.saturating_add(end).saturating_add(1) >= long || turned());
    let is_short_form = || short > 2 && start == short;
    alike(one, other) || is_short_form() || is_slip()
}

fn is_latin(words: &[String]) -> bool {
    words
        .iter()
        .any(|word| word.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_order_initials_and_titles_make_no_other_name() {
        for (one, other) in [
            ("DOE^JANE", "Doe^Jane^^Mrs"),
            ("DOE^JANE", "Jane Doe"),
            ("DOE^JANE", "DOE^J"),
            ("DOE^JANE", "DOE^JANE^ANN"),
            ("MÜLLER^JÜRGEN", "MULLER^JURGEN"),
            ("Yamada^Tarou=山田^太郎", "=山田^太郎"),
            ("DOE^JANE", ""),
            ("DOE^JANE", "^^"),
        ] {
            assert!(Name::of(one).agrees(&Name::of(other)), "{one} {other}");
            assert!(!Name::of(one).has_nothing_of(&Name::of(other)));
        }
    }

    #[test]
    fn given_names_are_two_peoples_unless_one_may_be_the_other() {
        for (one, other, two) in [
            ("DOE^JANE", "DOE^JOHN", true),
            ("DOE^ANNA", "DOE^BERTA", true),
            ("DOE^JANE", "SMITH^ADA", true),
            (
                "\u{5C71}\u{7530}^\u{592A}\u{90CE}",
                "\u{5C71}\u{7530}^\u{82B1}\u{5B50}",
                true,
            ),
            ("DOE^JANE", "SMITH^JANE", false),
            ("DOE^JANE", "JANE^DOE", false),
            ("DOE^JANE^ANN", "DOE^ANN^MARY", false),
            ("DOE^JON", "DOE^JOHN", false),
            ("DOE^JOHN", "DOE^JHON", false),
            ("DOE^DAN", "DOE^DANIEL", false),
            ("DOE^J", "DOE^JANE", false),
            ("DOE^BABY GIRL", "DOE^JANE", false),
            ("DOE", "DOE^JANE", false),
            ("Yamada^Tarou", "\u{5C71}\u{7530}^\u{592A}\u{90CE}", false),
            (
                "\u{3084}\u{307E}\u{3060}^\u{305F}\u{308D}\u{3046}",
                "\u{5C71}\u{7530}^\u{592A}\u{90CE}",
                false,
            ),
        ] {
            let (one, other) = (Name::of(one), Name::of(other));
            assert_eq!(one.has_other_given(&other), two, "{one:?} {other:?}");
            assert_eq!(other.has_other_given(&one), two, "{one:?} {other:?}");
        }
    }

    #[test]
    fn another_given_or_family_name_is_another_name() {
        for (one, other, nothing) in [
            ("DOE^JANE", "DOE^JOHN", false),
            ("DOE^JANE", "SMITH^JANE", false),
            ("DOE^JANE", "OKONKWO^ADA", true),
            ("Yamada^Tarou", "山田^太郎", false),
        ] {
            let (one, other) = (Name::of(one), Name::of(other));
            assert!(!one.agrees(&other), "{one:?} {other:?}");
            assert_eq!(one.has_nothing_of(&other), nothing, "{one:?} {other:?}");
        }
    }
}
