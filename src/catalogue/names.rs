//! A patient's name, to be compared with another: not whether it is written alike, but whether it can be one person's.

use crate::deid::text::fold;

/// Family, given and middle names; what follows is a title (PS3.5 6.2.1.1).
const NAMES: usize = 3;

/// The words of a name, in each of the ways in which it is written: letters, ideographs, sounds (PS3.5 6.2.1.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    writings: Vec<Vec<String>>,
}

impl Name {
    /// Of a value as written: components parted by `^`, ways of writing by `=`.
    pub fn of(written: &str) -> Self {
        let writings = written.split('=').map(|writing| {
            let names = writing.split('^').take(NAMES);
            let words = names.flat_map(|name| name.split(|letter: char| !letter.is_alphanumeric()));
            let words = words.filter(|word| !word.is_empty());
            words.map(|word| fold(&word.to_lowercase())).collect()
        });
        Self {
            writings: writings
                .filter(|words: &Vec<String>| !words.is_empty())
                .collect(),
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

    /// Whether one says all that the other does; an initial says the word that it begins. What is empty agrees with all.
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

    /// Whether no word of one can be a word of the other. Names in two scripts, and one that is empty, can't be compared.
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
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        let words: Vec<String> = words.map(|word| fold(&word.to_lowercase())).collect();
        self.writings.iter().any(|writing| {
            let mut own = writing.iter().filter(|word| word.chars().count() > 1);
            let least = own.clone().count().min(2);
            let standing = own.by_ref().filter(|word| words.contains(word)).count();
            least > 0 && standing >= least
        })
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
