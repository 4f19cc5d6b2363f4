//! Needles made ready to be looked for among samples: several at once (Wu and Manber, 1994), most bytes stepped over,
//! six at a time. What all images of a patient share is made ready once.

use std::sync::Arc;

use super::super::anywhere::{self, Anywhere};
use super::super::evidence;
use super::super::finding::{Kind, Rank};
use super::super::search::Search;
use super::Surer;

/// Bytes of the shortest needle.
pub const SHORTEST: usize = 7;

const PAIRS: usize = 1 << 16;

/// The longest step that passes over no needle.
const FURTHEST: u8 = SHORTEST as u8 - 1;

/// No step: the needles of this pair are to be compared.
const HERE: u8 = 0;

/// Longest steps that are looked ahead at a time, and the bytes in which their pairs lie.
const STEPS: usize = 4;
const AHEAD: usize = (STEPS - 1) * FURTHEST as usize + 2;

/// Needles, and by the pairs of bytes of their first seven how far to go on.
#[derive(Clone)]
struct Steps {
    /// By a pair of bytes: how far to go on; [`HERE`] where the first seven of a needle may end.
    to_go: Box<[u8; PAIRS]>,
    longest: usize,
    /// How many are not strong by themselves.
    weak: usize,
}

/// What is looked for in the samples of all images that share a patient, or an export.
pub struct Shared {
    steps: Steps,
    needles: Arc<Needles>,
}

/// Needles in lower case.
type Needles = Anywhere<(Kind, Rank)>;

/// Those, and what is looked for in one image alone.
pub struct Forms {
    steps: Steps,
    shared: Arc<Needles>,
    own: Needles,
    /// How much is enough.
    enough: evidence::Tenths,
}

impl Shared {
    /// Of forms in lower case.
    pub fn of(forms: Vec<(Vec<u8>, (Kind, Rank))>) -> Self {
        let mut steps = Steps {
            to_go: Box::new([FURTHEST; PAIRS]),
            longest: 0,
            weak: 0,
        };
        let mut needles = Needles::default();
        steps.add_all(forms, &mut needles);
        Self {
            steps,
            needles: Arc::new(needles),
        }
    }
}

impl Steps {
    fn add_all(&mut self, forms: Vec<(Vec<u8>, (Kind, Rank))>, needles: &mut Needles) {
        for (bytes, what) in forms {
            if bytes.len() >= SHORTEST && !is_gradient(&bytes) {
                let is_weak = !evidence::is_strong(&bytes);
                self.weak = self.weak.saturating_add(usize::from(is_weak));
                self.add(&bytes);
                needles.add(&bytes, what);
            }
        }
    }

    fn add(&mut self, bytes: &[u8]) {
        let head = bytes.get(..SHORTEST).unwrap_or_default();
        for (pair, to_go) in head.array_windows::<2>().zip((1..FURTHEST).rev()) {
            for pair in in_any_case(*pair) {
                if let Some(step) = self.to_go.get_mut(index(pair)) {
                    *step = (*step).min(to_go);
                }
            }
        }
        let Some(last) = head.last_chunk::<2>().copied() else {
            return;
        };
        for pair in in_any_case(last) {
            if let Some(step) = self.to_go.get_mut(index(pair)) {
                *step = HERE;
            }
        }
        self.longest = self.longest.max(bytes.len().min(anywhere::MOST));
    }

    fn step(&self, pair: [u8; 2]) -> u8 {
        self.to_go.get(index(pair)).copied().unwrap_or(HERE)
    }

    /// Whether each of the pairs at which so many longest steps would land allows another.
    fn is_passed_over(&self, ahead: &[u8; AHEAD]) -> bool {
        let [a, b, _, _, _, _, c, d, _, _, _, _, e, f, _, _, _, _, g, h] = *ahead;
        let is_longest = |pair| self.step(pair) == FURTHEST;
        // Without a branch for each.
        is_longest([a, b]) & is_longest([c, d]) & is_longest([e, f]) & is_longest([g, h])
    }
}

impl Forms {
    /// Bytes of the longest needle; none if there is no needle.
    pub fn longest(&self) -> usize {
        self.steps.longest
    }

    /// Of what is looked for in one image.
    pub fn of(search: &Search) -> Self {
        let shared = search.in_samples();
        let (mut steps, mut own) = (shared.steps.clone(), Needles::default());
        steps.add_all(search.own_long_forms(), &mut own);
        Self {
            enough: evidence::enough(steps.weak),
            steps,
            shared: Arc::clone(&shared.needles),
            own,
        }
    }

    /// The surest needle in these bytes.
    pub fn finds(&self, bytes: &[u8]) -> Option<(Kind, Rank)> {
        let mut found = None;
        // Where the pair stands that would end the first seven bytes of a needle.
        let mut at = SHORTEST - 2;
        while let Some(rest) = bytes.get(at..) {
            // Most places are passed over at once, four steps ahead: none of them waits for another.
            if let Some(ahead) = rest.first_chunk::<AHEAD>()
                && self.steps.is_passed_over(ahead)
            {
                at = at.saturating_add(STEPS * usize::from(FURTHEST));
                continue;
            }
            let Some(pair) = rest.first_chunk::<2>() else {
                break;
            };
            // The longest step by itself: a branch that is foreseen waits for no table.
            match self.steps.step(*pair) {
                FURTHEST => at = at.saturating_add(usize::from(FURTHEST)),
                HERE => {
                    found = found.max_by_rank(self.at(bytes, at.saturating_sub(SHORTEST - 2)));
                    at = at.saturating_add(1);
                }
                step => at = at.saturating_add(usize::from(step)),
            }
        }
        found
    }

    /// The surest needle that begins here, if one does that chance can't have put here.
    fn at(&self, bytes: &[u8], start: usize) -> Option<(Kind, Rank)> {
        let rest = bytes.get(start..).unwrap_or_default();
        let most = rest.get(..anywhere::MOST).unwrap_or(rest);
        let lower = most.to_ascii_lowercase();
        let here = self.shared.at(&lower).chain(self.own.at(&lower));
        let found = here.filter(|(length, _)| {
            let form = start..start.saturating_add(*length);
            evidence::among_samples(bytes, form) >= self.enough
        });
        found.map(|(_, what)| what).max_by_key(|(_, rank)| *rank)
    }
}

fn in_any_case([first, second]: [u8; 2]) -> [[u8; 2]; 4] {
    let (lower, upper) = (first, first.to_ascii_uppercase());
    let (small, large) = (second, second.to_ascii_uppercase());
    [
        [lower, small],
        [lower, large],
        [upper, small],
        [upper, large],
    ]
}

fn index(pair: [u8; 2]) -> usize {
    usize::from(u16::from_le_bytes(pair))
}

/// Whether each byte, or each word of sixteen bits, differs from the one before by the same.
fn is_gradient(bytes: &[u8]) -> bool {
    let even = |step: usize| {
        let lanes = bytes.iter().zip(bytes.iter().skip(step));
        let mut steps = lanes.map(|(a, b)| b.wrapping_sub(*a)).step_by(step);
        let first = steps.next();
        steps.all(|step| Some(step) == first)
    };
    even(1) || (bytes.contains(&0) && even(2))
}
