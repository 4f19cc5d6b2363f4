//! Whole names and numbers among samples, coded or not: what a reader never shows may stand there as plain text.
//!
//! In come the bytes of an output in runs, in order, as its checksum wants them; out comes what stands in its pixel
//! element. Only needles of seven bytes or more are looked for, and only what chance can't have put there counts
//! ([`evidence`]). A needle that goes up or down in even steps is a gradient of a picture as well, and is left out.
//!
//! Several needles are looked for at once (Wu and Manber, 1994): most bytes are stepped over, six at a time.

use std::ops::Range;

use dicom_dictionary_std::tags;

use super::anywhere::{self, Anywhere};
use super::evidence;
use super::finding::{Findings, Kind, Rank};
use super::search::Search;
use crate::dicom::{DataSetExt, Instance, PixelLayout, Source, SourceError};

/// Bytes of the shortest needle.
pub const SHORTEST: usize = 7;

/// Bytes read at a time.
const RUN: u64 = 1 << 20;

const PAIRS: usize = 1 << 16;

/// The longest step that passes over no needle.
const FURTHEST: u8 = SHORTEST as u8 - 1;

/// No step: the needles of this pair are to be compared.
const HERE: u8 = 0;

/// Longest steps that are looked ahead at a time, and the bytes in which their pairs lie.
const STEPS: usize = 4;
const AHEAD: usize = (STEPS - 1) * FURTHEST as usize + 2;

/// Looks for needles in the pixel element of one output.
pub struct Samples {
    range: Range<u64>,
    forms: Forms,
    all: Stream,
    /// Whether samples have two bytes each, of which one may say something by itself.
    are_words: bool,
}

/// Bytes that come in runs.
#[derive(Default)]
struct Stream {
    /// The end of the run before, in which a needle may have begun.
    carried: Vec<u8>,
    found: Option<(Kind, Rank)>,
}

impl Samples {
    /// Of an output as it was read again.
    pub fn of(output: &Instance, search: &Search) -> Self {
        let layout = output.pixels.as_ref().map(|pixels| &pixels.layout);
        let range = match layout {
            Some(PixelLayout::Native { range }) => range.clone(),
            Some(PixelLayout::Encapsulated { items, .. }) => items.clone(),
            None => 0..0,
        };
        let are_words = matches!(layout, Some(PixelLayout::Native { .. }))
            && output.data_set.integer(tags::BITS_ALLOCATED) == Some(16);
        Self {
            range,
            forms: Forms::of(search),
            all: Stream::default(),
            are_words,
        }
    }

    /// Searches the next run of the output's bytes, which begins at `offset`.
    pub fn feed(&mut self, offset: u64, run: &[u8]) {
        let end = offset.saturating_add(run.len() as u64);
        let from = self.range.start.clamp(offset, end).saturating_sub(offset);
        let to = self.range.end.clamp(offset, end).saturating_sub(offset);
        let range = usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0);
        let bytes = run.get(range).unwrap_or_default();
        self.all.feed(&self.forms, bytes);
    }

    /// Adds what stood there.
    pub fn tell(self, findings: &mut Findings) {
        self.all.tell(findings);
    }

    /// Searches a file that nobody reads besides, the low and the high bytes of its samples by themselves as well:
    /// nobody else will look at these, and a picture that was cleaned has them from its original.
    pub fn read(mut self, source: &dyn Source, findings: &mut Findings) -> Result<(), SourceError> {
        let mut halves = [Stream::default(), Stream::default()];
        let mut at = self.range.start;
        while at < self.range.end {
            let end = self.range.end.min(at.saturating_add(RUN));
            let bytes = source.read(at..end)?;
            self.feed(at, &bytes);
            if self.are_words {
                for (half, stream) in halves.iter_mut().enumerate() {
                    let bytes: Vec<u8> = bytes.iter().skip(half).step_by(2).copied().collect();
                    stream.feed(&self.forms, &bytes);
                }
            }
            at = end;
        }
        halves.into_iter().for_each(|half| half.tell(findings));
        self.tell(findings);
        Ok(())
    }
}

impl Stream {
    fn feed(&mut self, forms: &Forms, bytes: &[u8]) {
        if bytes.is_empty() || forms.longest == 0 {
            return;
        }
        let overlap = forms.longest.saturating_sub(1);
        if !self.carried.is_empty() {
            let head = bytes.get(..overlap.min(bytes.len())).unwrap_or_default();
            self.carried.extend_from_slice(head);
            let found = forms.finds(&self.carried);
            self.keep(found);
        }
        let found = forms.finds(bytes);
        self.keep(found);
        match bytes.len().checked_sub(overlap) {
            Some(from) => self.carried = bytes.get(from..).unwrap_or_default().to_vec(),
            None if self.carried.is_empty() => self.carried = bytes.to_vec(),
            None => {
                let surplus = self.carried.len().saturating_sub(overlap);
                self.carried.drain(..surplus);
            }
        }
    }

    fn keep(&mut self, found: Option<(Kind, Rank)>) {
        self.found = self.found.max_by_rank(found);
    }

    fn tell(self, findings: &mut Findings) {
        if let Some((kind, rank)) = self.found {
            findings.add("PixelData".into(), kind, rank);
        }
    }
}

/// The surer of two.
trait Surer {
    fn max_by_rank(self, other: Self) -> Self;
}

impl Surer for Option<(Kind, Rank)> {
    fn max_by_rank(self, other: Self) -> Self {
        match (self, other) {
            (Some(held), Some(new)) if new.1 > held.1 => Some(new),
            (Some(held), _) => Some(held),
            (None, new) => new,
        }
    }
}

/// Needles, and by the pairs of bytes of their first seven how far to go on.
struct Forms {
    /// By a pair of bytes: how far to go on; [`HERE`] where the first seven of a needle may end.
    steps: Box<[u8; PAIRS]>,
    /// In lower case.
    needles: Anywhere<(Kind, Rank)>,
    longest: usize,
    /// How much is enough.
    enough: evidence::Tenths,
}

impl Forms {
    fn of(search: &Search) -> Self {
        let mut forms = Self {
            steps: Box::new([FURTHEST; PAIRS]),
            needles: Anywhere::default(),
            longest: 0,
            enough: 0,
        };
        let mut weak = 0_usize;
        for (bytes, what) in search.long_forms() {
            if bytes.len() >= SHORTEST && !is_gradient(&bytes) {
                weak = weak.saturating_add(usize::from(!evidence::is_strong(&bytes)));
                forms.add(&bytes, what);
            }
        }
        forms.enough = evidence::enough(weak);
        forms
    }

    fn add(&mut self, bytes: &[u8], what: (Kind, Rank)) {
        let head = bytes.get(..SHORTEST).unwrap_or_default();
        for (pair, to_go) in head.array_windows::<2>().zip((1..FURTHEST).rev()) {
            for pair in in_any_case(*pair) {
                if let Some(step) = self.steps.get_mut(index(pair)) {
                    *step = (*step).min(to_go);
                }
            }
        }
        let Some(last) = head.last_chunk::<2>().copied() else {
            return;
        };
        for pair in in_any_case(last) {
            if let Some(step) = self.steps.get_mut(index(pair)) {
                *step = HERE;
            }
        }
        self.longest = self.longest.max(bytes.len().min(anywhere::MOST));
        self.needles.add(bytes, what);
    }

    fn finds(&self, bytes: &[u8]) -> Option<(Kind, Rank)> {
        let mut found = None;
        // Where the pair stands that would end the first seven bytes of a needle.
        let mut at = SHORTEST - 2;
        while let Some(rest) = bytes.get(at..) {
            // Most places are passed over at once, four steps ahead: none of them waits for another.
            if let Some(ahead) = rest.first_chunk::<AHEAD>()
                && self.is_passed_over(ahead)
            {
                at = at.saturating_add(STEPS * usize::from(FURTHEST));
                continue;
            }
            let Some(pair) = rest.first_chunk::<2>() else {
                break;
            };
            // The longest step by itself: a branch that is foreseen waits for no table.
            match self.step(*pair) {
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

    fn step(&self, pair: [u8; 2]) -> u8 {
        self.steps.get(index(pair)).copied().unwrap_or(HERE)
    }

    /// Whether each of the pairs at which so many longest steps would land allows another.
    fn is_passed_over(&self, ahead: &[u8; AHEAD]) -> bool {
        let [a, b, _, _, _, _, c, d, _, _, _, _, e, f, _, _, _, _, g, h] = *ahead;
        let is_longest = |pair| self.step(pair) == FURTHEST;
        // Without a branch for each.
        is_longest([a, b]) & is_longest([c, d]) & is_longest([e, f]) & is_longest([g, h])
    }

    /// The surest needle that begins here, if one does that chance can't have put here.
    fn at(&self, bytes: &[u8], start: usize) -> Option<(Kind, Rank)> {
        let rest = bytes.get(start..).unwrap_or_default();
        let most = rest.get(..anywhere::MOST).unwrap_or(rest);
        let lower = most.to_ascii_lowercase();
        let found = self.needles.at(&lower).filter(|(length, _)| {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::DataSet;
    use crate::verify::Kept;
    use crate::verify::needles::Needles;
    use dicom_core::Tag;
    use dicom_core::VR;
    use proptest::prelude::*;

    fn search(name: &str, id: &str) -> Search {
        let mut data_set = DataSet::new_empty();
        data_set.put_ascii(Tag(0x0008, 0x0005), VR::CS, "ISO_IR 192");
        data_set.put_raw(Tag(0x0010, 0x0010), VR::PN, name.as_bytes());
        data_set.put_ascii(Tag(0x0010, 0x0020), VR::LO, id);
        Search::new(&Needles::of(&data_set, &Kept::default()))
    }

    fn found(search: &Search, runs: &[&[u8]]) -> Option<Kind> {
        let mut samples = Samples {
            range: 2..u64::MAX,
            forms: Forms::of(search),
            all: Stream::default(),
            are_words: false,
        };
        let mut offset = 0;
        for run in runs {
            samples.feed(offset, run);
            offset += run.len() as u64;
        }
        samples.all.found.map(|(kind, _)| kind)
    }

    #[test]
    fn names_and_numbers_are_found_among_samples_in_any_case_and_encoding() {
        let search = search("Quixby^Ada", "RXH7734512");
        let wide: Vec<u8> = "Ada Quixby"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        for text in [
            &b"QUIXBY^ADA"[..],
            b"ada quixby",
            b"AdaQuixby",
            b"rxh7734512",
            &wide,
        ] {
            let bytes = [&[7; 20], text, &[0, 1, 2]].concat();
            assert!(found(&search, &[&bytes]).is_some(), "{text:?}");
        }
        for text in [&b"Quixby"[..], b"QUIXBX^ADA", b""] {
            let bytes = [&[7; 20], text, &[0, 1, 2]].concat();
            assert_eq!(found(&search, &[&bytes]), None);
        }
    }

    #[test]
    fn names_with_accents_are_found_as_they_may_be_written() {
        let search = search("Łukaszyńska^Żaneta", "1");
        for text in ["ŁUKASZYŃSKA", "Lukaszynska", "łukaszyńska"] {
            assert!(
                found(&search, &[b"..", text.as_bytes()]).is_some(),
                "{text}"
            );
        }
    }

    #[test]
    fn a_gradient_is_no_number() {
        let ramp: Vec<u8> = (0..=255).collect();
        for id in ["12345678", "11111111", "98765432"] {
            let search = search("Ng^Al", id);
            let down: Vec<u8> = ramp.iter().rev().copied().collect();
            assert_eq!(found(&search, &[&ramp, &down, &[b'1'; 30]]), None, "{id}");
        }
    }

    proptest! {
        #[test]
        fn a_needle_is_found_wherever_runs_are_cut(
            before in prop::collection::vec(any::<u8>(), 2..40),
            cuts in prop::collection::vec(0_usize..70, 0..6),
        ) {
            let search = search("Quixby^Ada", "RXH7734512");
            let bytes = [&before[..], b"RXH7734512", &[0; 9]].concat();
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let runs: Vec<&[u8]> = cuts.windows(2).map(|cut| &bytes[cut[0]..cut[1]]).collect();
            prop_assert_eq!(found(&search, &runs), Some(Kind::Identifier));
        }
    }
}
