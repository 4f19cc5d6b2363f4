//! The texts that leave, as far as they have been read. They are the patients', and live in this page's memory only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use darkroom::catalogue::InstanceId;
use darkroom::deid::Wording;
use darkroom::deid::leaving::{LeavingText, Piece, TextKind, pieces};

/// What is known of the texts.
#[derive(Clone, Default)]
pub struct Words {
    /// Distinct texts, the most unusual first.
    pub lines: Arc<Vec<Line>>,
    /// Images that have been read, and how many there are; nothing is being read if they are the same.
    pub read: usize,
    pub all: usize,
    /// Images whose texts could not be read, of those that the lines are of; nothing before a first reading has ended.
    pub unread: Option<usize>,
    /// The lines that have been on the screen.
    seen: Arc<BTreeSet<Key>>,
    /// A word that was not brought back, with the line that it stands in.
    pub refused: Option<(Key, String)>,
}

/// What tells a line from others: the text before, and after.
pub type Key = (String, String);

/// A distinct text.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
pub struct Line {
    /// With the attribute that is most a person's of those that have it.
    pub text: LeavingText,
    /// All attributes that have it.
    pub attributes: Vec<String>,
    /// The cases that have it, by their places in the catalogue, each with an image.
    pub cases: Vec<(usize, InstanceId)>,
    pub images: u32,
}

impl Line {
    pub fn key(&self) -> Key {
        (self.text.before.clone(), self.text.after.clone())
    }
}

impl Words {
    /// Whether files are still being read.
    pub fn is_reading(&self) -> bool {
        self.read < self.all
    }

    /// How many texts leave, and how many of those that are read don't.
    pub fn figures(&self, wording: &Wording) -> (usize, usize) {
        let leaves = |line: &&Line| {
            !line.text.after.is_empty() && !wording.is_text_struck(&line.text.before)
        };
        let leave = self.lines.iter().filter(leaves).count();
        (leave, self.lines.len() - leave)
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

    /// Whether nothing has ever been looked at.
    pub fn is_new_to_all(&self) -> bool {
        self.seen.is_empty()
    }

    /// Whether a line has been looked at.
    pub fn is_seen(&self, key: &Key) -> bool {
        self.seen.contains(key)
    }

    /// A line has been on the screen long enough to be looked at.
    pub fn look(&mut self, key: Key) {
        Arc::make_mut(&mut self.seen).insert(key);
    }

    /// Takes the texts of a reading that has ended; `same`: of the same images by the same rules, so that lines that
    /// were there keep their places.
    pub fn take(&mut self, gathered: Gathering, same: bool) {
        let unread = gathered.unread;
        let mut lines = gathered.lines();
        if same {
            let places = self.lines.iter().enumerate();
            let places: BTreeMap<&str, usize> =
                places.map(|(at, line)| (&*line.text.before, at)).collect();
            let place = |line: &Line| {
                let place = places.get(&*line.text.before);
                place.copied().unwrap_or(usize::MAX)
            };
            lines.sort_by_key(place);
        }
        self.lines = Arc::new(lines);
        self.unread = Some(unread);
    }

    /// Puts what is left of a text in the place of what was left of it, before all is read again.
    pub fn correct(&mut self, key: &Key, after: &str) {
        let lines = Arc::make_mut(&mut self.lines);
        for line in lines.iter_mut().filter(|line| line.key() == *key) {
            line.text.after = after.to_owned();
        }
        let now = (key.0.clone(), after.to_owned());
        Arc::make_mut(&mut self.seen).insert(now);
    }
}

/// Texts while they are being gathered.
#[derive(Default)]
pub struct Gathering {
    found: BTreeMap<Key, Found>,
    /// Images whose texts could not be read.
    pub unread: usize,
}

#[derive(Default)]
struct Found {
    attributes: BTreeSet<(TextKind, String)>,
    cases: BTreeMap<usize, InstanceId>,
    /// The images of each batch.
    images: BTreeMap<u32, u32>,
}

impl Gathering {
    /// Takes a text of some images of a case, which are the bits of a batch.
    pub fn add(
        &mut self,
        text: LeavingText,
        (case, example): (usize, InstanceId),
        (batch, images): (u32, u32),
    ) {
        let found = self.found.entry((text.before, text.after)).or_default();
        found.attributes.insert((text.kind, text.attribute));
        found.cases.entry(case).or_insert(example);
        *found.images.entry(batch).or_default() |= images;
    }

    /// The most unusual first, and what few images have before what many have.
    fn lines(self) -> Vec<Line> {
        let lines = self
            .found
            .into_iter()
            .filter_map(|((before, after), found)| {
                let (kind, attribute) = found.attributes.first()?.clone();
                let attributes = found.attributes.into_iter().map(|(_, attribute)| attribute);
                Some(Line {
                    text: LeavingText {
                        kind,
                        attribute,
                        before,
                        after,
                    },
                    attributes: attributes.collect(),
                    cases: found.cases.into_iter().collect(),
                    images: found
                        .images
                        .values()
                        .map(|images| images.count_ones())
                        .sum(),
                })
            });
        let mut lines: Vec<Line> = lines.collect();
        lines.sort_by_key(|line| (line.text.rank(), line.images));
        lines
    }
}

/// A run of a line as it is shown.
#[derive(Clone, PartialEq)]
#[cfg_attr(test, derive(Debug))]
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
            gathering.add(text(before, after), (0, at), (0, 1 << at));
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
        assert!(words.is_new_to_all());
        words.look(("hip Foo".into(), "hip".into()));
        assert_eq!(words.unseen(&Wording::default()), 1);
        words.look(("knee".into(), "knee".into()));
        assert_eq!(words.unseen(&Wording::default()), 0);
    }

    #[test]
    fn lines_keep_their_places_when_a_word_comes_back() {
        let mut words = words_of(&[("a Foo", "a"), ("b Bar", "b")]);
        let first = words.lines[0].clone();
        words.correct(&first.key(), "a Foo");
        assert_eq!(words.lines[0].text.after, "a Foo");
        let mut again = Gathering::default();
        again.add(text("a Foo", "a Foo"), (0, 0), (0, 1));
        again.add(text("b Bar", "b"), (0, 1), (0, 2));
        words.take(again, true);
        assert_eq!(words.lines[0].text.before, "a Foo");
        assert_eq!(words.unseen(&Wording::default()), 1);
    }

    #[test]
    fn a_text_of_several_attributes_is_one_line_and_each_image_counts_once() {
        let mut gathering = Gathering::default();
        gathering.add(text("knee", "knee"), (0, 7), (0, 0b11));
        let mut other = text("knee", "knee");
        other.attribute = "ProtocolName".into();
        gathering.add(other, (1, 9), (0, 0b10));
        gathering.add(text("knee", "knee"), (1, 9), (1, 0b1));
        let lines = gathering.lines();
        assert_eq!(lines.len(), 1);
        assert_eq!((lines[0].images, lines[0].attributes.len()), (3, 2));
        assert_eq!(lines[0].cases, [(0, 7), (1, 9)]);
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
