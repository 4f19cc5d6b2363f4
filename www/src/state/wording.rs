//! The texts that leave, as far as they have been read. They are the patients', and live in this page's memory only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use darkroom::catalogue::InstanceId;
use darkroom::deid::Wording;
use darkroom::deid::leaving::{LeavingText, Piece, pieces};

/// What is known of the texts.
#[derive(Clone, Default)]
pub struct Words {
    /// Distinct texts, the most unusual first.
    pub lines: Arc<Vec<Line>>,
    /// Images that have been read, and how many there are; nothing is being read if they are the same.
    pub read: usize,
    pub all: usize,
    /// What was in view when somebody looked.
    seen: Arc<BTreeSet<Key>>,
    /// A word that was not brought back, with the line that it stands in.
    pub refused: Option<(Key, String)>,
}

/// What tells a line from others: attribute, text before, and text after.
pub type Key = (String, String, String);

/// A distinct text.
#[derive(Clone, PartialEq, Debug)]
pub struct Line {
    pub text: LeavingText,
    /// The cases that have it, by their places in the catalogue, each with an image.
    pub cases: Vec<(usize, InstanceId)>,
    pub images: usize,
}

impl Line {
    pub fn key(&self) -> Key {
        let LeavingText {
            attribute,
            before,
            after,
            ..
        } = &self.text;
        (attribute.clone(), before.clone(), after.clone())
    }
}

impl Words {
    /// Whether files are still being read.
    pub fn is_reading(&self) -> bool {
        self.read < self.all
    }

    /// Texts that leave and that nobody has looked at since they are what they are.
    pub fn unseen(&self, wording: &Wording) -> usize {
        let leaves = |line: &&Line| {
            !line.text.after.is_empty() && !wording.is_text_struck(&line.text.before)
        };
        let lines = self.lines.iter().filter(leaves);
        lines
            .filter(|line| !self.seen.contains(&line.key()))
            .count()
    }

    /// Whether anything has ever been looked at.
    pub fn is_new_to_all(&self) -> bool {
        self.seen.is_empty()
    }

    /// Whether one of the first so many is new.
    pub fn unseen_of(&self, first: usize) -> bool {
        let mut lines = self.lines.iter().take(first);
        lines.any(|line| !self.seen.contains(&line.key()))
    }

    /// Somebody looks at the first so many.
    pub fn look(&mut self, first: usize) {
        let lines = Arc::clone(&self.lines);
        let seen = Arc::make_mut(&mut self.seen);
        seen.extend(lines.iter().take(first).map(Line::key));
    }

    /// Takes the texts of a reading that has ended; `same`: of the same images by the same rules, so that lines that
    /// were there keep their places.
    pub fn take(&mut self, gathered: Gathering, same: bool) {
        let mut lines = gathered.lines();
        if same {
            let places = self.lines.iter().enumerate();
            let places: BTreeMap<(&str, &str), usize> = places
                .map(|(at, line)| ((&*line.text.attribute, &*line.text.before), at))
                .collect();
            let place = |line: &Line| {
                let place = places.get(&(&*line.text.attribute, &*line.text.before));
                place.copied().unwrap_or(usize::MAX)
            };
            lines.sort_by_key(place);
        }
        self.lines = Arc::new(lines);
    }

    /// Puts what is left of a text in the place of what was left of it, before all is read again.
    pub fn correct(&mut self, key: &Key, after: &str) {
        let lines = Arc::make_mut(&mut self.lines);
        for line in lines.iter_mut().filter(|line| line.key() == *key) {
            line.text.after = after.to_owned();
        }
        let (attribute, before, _) = key;
        let now = (attribute.clone(), before.clone(), after.to_owned());
        Arc::make_mut(&mut self.seen).insert(now);
    }
}

/// Texts while they are being gathered.
#[derive(Default)]
pub struct Gathering(BTreeMap<LeavingText, (BTreeMap<usize, InstanceId>, usize)>);

impl Gathering {
    /// Takes a text of so many images of a case.
    pub fn add(&mut self, text: LeavingText, case: usize, example: InstanceId, images: usize) {
        let (cases, count) = self.0.entry(text).or_default();
        cases.entry(case).or_insert(example);
        *count += images;
    }

    /// The most unusual first: what something was cut from, what people type, what few images have.
    fn lines(self) -> Vec<Line> {
        let lines = self.0.into_iter();
        let mut lines: Vec<Line> = lines
            .map(|(text, (cases, images))| Line {
                text,
                cases: cases.into_iter().collect(),
                images,
            })
            .collect();
        lines.sort_by_key(|line| {
            let is_whole = line.text.before == line.text.after;
            (is_whole, line.text.kind, line.images)
        });
        lines
    }
}

/// A run of a line as it is shown.
#[derive(Clone, PartialEq, Debug)]
pub enum Shown {
    Kept(String),
    /// A word that the cleaning cut, and that can be brought back.
    Cut(String),
    /// A word that a person brought back.
    Back(String),
    /// What goes besides words.
    Gone(String),
    /// What leaves in the place of what goes.
    Put(String),
}

/// A line as it is shown under what is decided.
pub fn shown(text: &LeavingText, wording: &Wording) -> Vec<Shown> {
    let mut shown = Vec::new();
    for piece in pieces(&text.before, &text.after) {
        match piece {
            Piece::Kept(kept) => with_back(&kept, &text.before, wording, &mut shown),
            Piece::Cut(word) => shown.push(Shown::Cut(word)),
            Piece::Between(gap) => shown.push(Shown::Gone(gap)),
            Piece::Put(put) => shown.push(Shown::Put(put)),
        }
    }
    shown
}

/// What stays, with the words in it that a person brought back by themselves.
fn with_back(kept: &str, before: &str, wording: &Wording, shown: &mut Vec<Shown>) {
    let mut plain = String::new();
    for part in kept.split_inclusive(|letter: char| !letter.is_alphanumeric()) {
        let word = part.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        if word.is_empty() || !wording.is_brought_back(before, word) {
            plain.push_str(part);
            continue;
        }
        if !plain.is_empty() {
            shown.push(Shown::Kept(std::mem::take(&mut plain)));
        }
        shown.push(Shown::Back(word.to_owned()));
        plain.push_str(part.get(word.len()..).unwrap_or_default());
    }
    if !plain.is_empty() {
        shown.push(Shown::Kept(plain));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use darkroom::deid::leaving::TextKind;

    fn text(before: &str, after: &str) -> LeavingText {
        LeavingText {
            kind: TextKind::Typed,
            attribute: "StudyDescription".into(),
            before: before.into(),
            after: after.into(),
        }
    }

    fn words_of(texts: &[(&str, &str)]) -> Words {
        let mut gathering = Gathering::default();
        for (at, (before, after)) in texts.iter().enumerate() {
            gathering.add(text(before, after), 0, at, 1);
        }
        let mut words = Words::default();
        words.take(gathering, false);
        words
    }

    #[test]
    fn what_is_struck_or_looked_at_is_not_new() {
        let mut words = words_of(&[("knee", "knee"), ("hip Foo", "hip"), ("Foo", "")]);
        let mut wording = Wording::default();
        assert_eq!(words.unseen(&wording), 2);
        wording.strike_text("knee", true);
        assert_eq!(words.unseen(&wording), 1);
        words.look(2);
        assert_eq!(words.unseen(&Wording::default()), 1);
        words.look(3);
        assert_eq!(words.unseen(&Wording::default()), 0);
    }

    #[test]
    fn lines_keep_their_places_when_a_word_comes_back() {
        let mut words = words_of(&[("a Foo", "a"), ("b Bar", "b")]);
        let first = words.lines[0].clone();
        words.correct(&first.key(), "a Foo");
        assert_eq!(words.lines[0].text.after, "a Foo");
        let mut again = Gathering::default();
        again.add(text("a Foo", "a Foo"), 0, 0, 1);
        again.add(text("b Bar", "b"), 0, 1, 1);
        words.take(again, true);
        assert_eq!(words.lines[0].text.before, "a Foo");
        assert_eq!(words.unseen(&Wording::default()), 1);
    }

    #[test]
    fn words_that_were_brought_back_stand_by_themselves() {
        let mut wording = Wording::default();
        wording.bring_back("knee Foo, left Bar", "Foo", true);
        let shown = shown(&text("knee Foo, left Bar", "knee Foo, left"), &wording);
        assert_eq!(
            shown,
            [
                Shown::Kept("knee ".into()),
                Shown::Back("Foo".into()),
                Shown::Kept(", left".into()),
                Shown::Gone(" ".into()),
                Shown::Cut("Bar".into()),
            ]
        );
    }
}
