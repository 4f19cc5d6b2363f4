//! The texts that leave, as far as they have been read. They are the patients', and live in this page's memory only.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use darkroom::catalogue::{Catalogue, InstanceId, SeriesId};
use darkroom::deid::Wording;
use darkroom::deid::leaving::{LeavingText, Piece, TextKind, pieces};
use darkroom::review::{OfCase, Wordings};

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
    /// The case that is decided for, if not all: its place in the catalogue, and one of its series.
    pub case: Option<(usize, SeriesId)>,
    /// What was decided before each decision that can be taken back, and after each that was.
    past: Vec<Wordings>,
    future: Vec<Wordings>,
}

/// Decisions that can be taken back.
const MOST_PAST: usize = 200;

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
    /// The cases that have it, by their places in the catalogue, each with an image and how many have it.
    pub cases: Vec<(usize, InstanceId, u32)>,
    pub images: u32,
}

impl Line {
    pub fn key(&self) -> Key {
        (self.text.before.clone(), self.text.after.clone())
    }

    /// Whether anything of it leaves, in any case that has it.
    fn leaves(&self, catalogue: &Catalogue, wordings: &Wordings) -> bool {
        let before = &self.text.before;
        !self.text.after.is_empty()
            && self
                .cases
                .iter()
                .any(|(case, ..)| !wordings.is_text_struck(catalogue, *case, before))
    }
}

impl Words {
    /// Whether files are still being read.
    pub fn is_reading(&self) -> bool {
        self.read < self.all
    }

    /// How many texts leave, and how many of those that are read don't.
    pub fn figures(&self, catalogue: &Catalogue, wordings: &Wordings) -> (usize, usize) {
        let leaves = |line: &&Line| line.leaves(catalogue, wordings);
        let leave = self.lines.iter().filter(leaves).count();
        (leave, self.lines.len() - leave)
    }

    /// Texts that leave and that nobody has looked at since they are what they are.
    pub fn unseen(&self, catalogue: &Catalogue, wordings: &Wordings) -> usize {
        let leaves = |line: &&Line| line.leaves(catalogue, wordings);
        let lines = self.lines.iter().filter(leaves);
        lines
            .filter(|line| !self.seen.contains(&line.key()))
            .count()
    }

    /// The case that is decided for, for the review.
    pub fn of_case(&self) -> OfCase {
        self.case.map(|(_, series)| series)
    }

    /// Whether a line is of what is decided for.
    pub fn is_shown(&self, line: &Line) -> bool {
        self.case
            .is_none_or(|(case, _)| line.cases.iter().any(|(of, ..)| *of == case))
    }

    /// Notes what was decided before a decision.
    pub fn decided(&mut self, before: Wordings) {
        self.past.push(before);
        if self.past.len() > MOST_PAST {
            self.past.remove(0);
        }
        self.future.clear();
        self.refused = None;
    }

    /// What was decided before the last decision, or after the one that was taken back last, in place of what is decided
    /// now; nothing if there is none.
    pub fn step(&mut self, now: Wordings, again: bool) -> Option<Wordings> {
        let (from, to) = match again {
            true => (&mut self.future, &mut self.past),
            false => (&mut self.past, &mut self.future),
        };
        let other = from.pop()?;
        to.push(now);
        self.refused = None;
        Some(other)
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
    /// The images of each batch, which is of one case.
    images: BTreeMap<(usize, u32), u32>,
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
        *found.images.entry((case, batch)).or_default() |= images;
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
                    cases: found
                        .cases
                        .into_iter()
                        .map(|(case, example)| {
                            let all = found.images.range((case, 0)..=(case, u32::MAX));
                            (case, example, all.map(|(_, of)| of.count_ones()).sum())
                        })
                        .collect(),
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
    /// What stands between words that stay.
    Kept(String),
    /// A word that stays.
    Word(String),
    /// A word that a person struck out of every text.
    Struck(String),
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
            Piece::Kept(kept) => word_by_word(&kept, &text.before, wording, &mut shown),
            Piece::Cut(word) if wording.is_word_struck(&word) => shown.push(Shown::Struck(word)),
            Piece::Cut(word) => shown.push(Shown::Cut(word)),
            Piece::Between(gap) => shown.push(Shown::Gone(gap)),
            Piece::Put(put) => shown.push(Shown::Put(put)),
        }
    }
    shown
}

/// The words of a line that can be struck out of every text, or are, in their order.
pub fn strikeable(shown: &[Shown]) -> Vec<String> {
    let word = |piece: &Shown| match piece {
        Shown::Word(word) | Shown::Struck(word) | Shown::Back(word) => Some(word.clone()),
        _ => None,
    };
    shown.iter().filter_map(word).collect()
}

/// What stays, word by word.
fn word_by_word(kept: &str, before: &str, wording: &Wording, shown: &mut Vec<Shown>) {
    for part in kept.split_inclusive(|letter: char| !letter.is_alphanumeric()) {
        let word = part.trim_end_matches(|letter: char| !letter.is_alphanumeric());
        let gap = part.get(word.len()..).unwrap_or_default();
        if !word.is_empty() {
            let is_struck = wording.is_word_struck(word);
            let is_back = wording.is_brought_back(before, word);
            let word = word.to_owned();
            shown.push(match (is_struck, is_back) {
                (true, _) => Shown::Struck(word),
                (false, true) => Shown::Back(word),
                (false, false) => Shown::Word(word),
            });
        }
        match shown.last_mut() {
            _ if gap.is_empty() => {}
            Some(Shown::Kept(last)) => last.push_str(gap),
            _ => shown.push(Shown::Kept(gap.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests;
