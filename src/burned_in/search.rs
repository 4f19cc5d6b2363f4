//! Which frames are searched. What stands in the same place in many frames is found once, in the brightest and the
//! darkest of them all; then each frame is looked through for what is there alone.

use super::known::Known;
use super::merge::{bridged, is_mostly_within};
use super::{BurnedInError, Found, Proposal, Rank, Search, rank};
use crate::dicom::Instance;
use crate::pixels::{self, FrameFormat, Rect, projection};
use crate::text::{Finder, Line, Raster};

/// Finds the text in an instance's frames and ranks it by what is known of the patient, from this header as well.
pub fn find(
    finder: &mut Finder,
    instance: &Instance,
    known: &Known,
    search: Search,
) -> Result<Found, BurnedInError> {
    let mut known = known.clone();
    known.add(&instance.data_set);
    search_frames(finder, instance, known, search)
}

/// The first line in an instance's frames that says what is known of the patient, if there is one. What its own header
/// says does not count: it is that of a cleaned image. Where a frame could not be searched nobody knows.
pub fn named(
    finder: &mut Finder,
    instance: &Instance,
    known: &Known,
) -> Result<Option<Proposal>, BurnedInError> {
    let found = search_frames(finder, instance, known.clone(), Search::Thorough)?;
    let mut proposals = found.proposals.into_iter();
    match proposals.find(|it| it.rank == Rank::Red) {
        None if found.searched < found.frames => Err(BurnedInError::Unsearched),
        named => Ok(named),
    }
}

fn search_frames(
    finder: &mut Finder,
    instance: &Instance,
    known: Known,
    search: Search,
) -> Result<Found, BurnedInError> {
    let format = FrameFormat::of_instance(instance)?;
    let mut work = Work {
        finder,
        known,
        search,
        proposals: Vec::new(),
    };
    let mut searched = 0;
    if format.frames > 1 {
        work.all_at_once(instance, format.frames);
    }
    for frame in 0..format.frames {
        let picture = match pixels::picture(instance, frame) {
            Ok(picture) => picture,
            // Of one frame that is all that can be said; of many the others are searched.
            Err(error) if format.frames == 1 => return Err(error.into()),
            Err(_) => continue,
        };
        if let Some(raster) = Raster::of(picture) {
            work.frame(&raster, frame, format.frames);
            searched += 1;
        }
    }
    let mut proposals = work.proposals;
    bridge(&mut proposals);
    proposals.sort_by_key(|it| (it.rank, it.frame, it.rect.y, it.rect.x));
    Ok(Found {
        proposals,
        searched,
        frames: format.frames,
    })
}

/// Parts of a line that may identify somebody are proposed as far as the next part: what lies between them may be letters
/// that fade into the picture.
fn bridge(proposals: &mut [Proposal]) {
    let before: Vec<(Option<u32>, Rect)> = proposals
        .iter()
        .filter(|it| it.rank != Rank::Grey)
        .map(|it| (it.frame, it.rect))
        .collect();
    for proposal in proposals.iter_mut().filter(|it| it.rank != Rank::Grey) {
        let others = before.iter().filter(|(frame, _)| *frame == proposal.frame);
        let further = others.filter_map(|(_, other)| bridged(proposal.rect, *other));
        if let Some(nearest) = further.min_by_key(|rect| rect.width) {
            proposal.rect = nearest;
        }
    }
}

struct Work<'a> {
    finder: &'a mut Finder,
    known: Known,
    search: Search,
    proposals: Vec<Proposal>,
}

impl Work<'_> {
    /// What stands in all frames, or in any, where the others leave it in sight.
    fn all_at_once(&mut self, instance: &Instance, frames: u32) {
        let mut gathered = projection::Gathered::default();
        projection::gather(&mut gathered, instance, 0, frames.saturating_sub(1));
        let Some(projection) = gathered.projection else {
            return;
        };
        for picture in [projection.brightest, projection.darkest] {
            let lines = Raster::of(picture).map(|raster| self.lines(&raster));
            lines
                .into_iter()
                .flatten()
                .for_each(|line| self.add(None, &line));
        }
    }

    fn lines(&mut self, raster: &Raster) -> Vec<Line> {
        match self.search {
            Search::Thorough => self.finder.find(raster),
            Search::Quick => self.finder.glance(raster, &[]),
        }
    }

    fn frame(&mut self, raster: &Raster, frame: u32, frames: u32) {
        if frames == 1 {
            let lines = self.lines(raster);
            return lines.iter().for_each(|line| self.add(None, line));
        }
        let everywhere = self.proposals.iter().filter(|it| it.frame.is_none());
        let known: Vec<Rect> = everywhere.map(|it| it.rect).collect();
        let lines = self.finder.glance(raster, &known);
        lines.iter().for_each(|line| self.add(Some(frame), line));
    }

    /// Proposes a line, unless most of it is proposed already and says no more.
    fn add(&mut self, frame: Option<u32>, line: &Line) {
        let rank = rank::of(line, &self.known);
        let is_there = |it: &Proposal| {
            (it.frame.is_none() || it.frame == frame)
                && is_mostly_within(line.bounds, it.rect)
                && it.rank <= rank
        };
        if !self.proposals.iter().any(is_there) {
            self.proposals.push(Proposal {
                frame,
                rect: line.bounds,
                rank,
                score: line.confidence,
                text: line.text.clone(),
            });
        }
    }
}
