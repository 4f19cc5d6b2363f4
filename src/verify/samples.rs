//! Whole names and numbers among samples, coded or not: what a reader never shows may stand there as plain text.
//!
//! In come the bytes of an output in runs, in order, as its checksum wants them; out comes what stands in its pixel
//! element. Only needles of seven bytes or more are looked for, and only what chance can't have put there counts
//! ([`evidence`](super::evidence)). A needle that goes up or down in even steps is a gradient of a picture as well, and is left out.

mod forms;

use std::ops::Range;

use dicom_dictionary_std::tags;

use super::finding::{Findings, Kind, Rank};
use super::search::Search;
use crate::dicom::{DataSetExt, Instance, PixelLayout, Source, SourceError};
use forms::Forms;
pub use forms::Shared;

/// Bytes read at a time.
const RUN: u64 = 1 << 20;

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
        if bytes.is_empty() || forms.longest() == 0 {
            return;
        }
        let overlap = forms.longest().saturating_sub(1);
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
