//! Burned-in text that was found in pictures, and what became of each proposal to paint it. It helps a person to look,
//! and decides nothing: a picture in which nothing was found is looked at like any other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use darkroom::burned_in::{Found, Proposal, Rank};
use darkroom::catalogue::{Catalogue, ImageShape, InstanceId, Series, SeriesId};
use darkroom::pixels::{FrameRegion, FrameSpan, Rect};
use darkroom::review::{Review, covers};

/// An image, and the place of a proposal among its own.
pub type ProposalId = (InstanceId, usize);

/// What came of the search in an image.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Found(Arc<Found>),
    /// Its pictures could not be searched.
    Failed,
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BurnedIn {
    images: BTreeMap<InstanceId, Outcome>,
    /// What a person said is to stay.
    refused: BTreeSet<ProposalId>,
    /// The proposal that the keys speak of.
    pub current: Option<ProposalId>,
    /// Whether a person has stopped the search.
    pub stopped: bool,
    /// Images that are still to be searched.
    pub to_go: usize,
}

/// What became of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Answer {
    Open,
    /// It is black wherever it was found.
    Painted,
    Refused,
}

/// How things stand with the text in a series.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Proposals that are open, by their rank; what says the same in several images is one.
    pub red: usize,
    pub amber: usize,
    pub grey: usize,
    /// Those of them that were read.
    pub read: usize,
    pub painted: usize,
    pub refused: usize,
    /// Frames that were searched, and frames that there are.
    pub searched: usize,
    pub frames: usize,
    /// Images that could not be searched.
    pub failed: usize,
}

impl BurnedIn {
    /// Takes in what came of the search in an image.
    pub fn take(&mut self, image: InstanceId, outcome: Outcome) {
        self.images.insert(image, outcome);
    }

    /// Whether an image was searched.
    pub fn has(&self, image: InstanceId) -> bool {
        self.images.contains_key(&image)
    }

    /// Whether any image was searched.
    pub fn is_begun(&self) -> bool {
        !self.images.is_empty()
    }

    /// What was found in an image.
    pub fn found(&self, image: InstanceId) -> Option<&Found> {
        match self.images.get(&image)? {
            Outcome::Found(found) => Some(found),
            Outcome::Failed => None,
        }
    }

    /// The proposal of an id.
    pub fn proposal(&self, (image, place): ProposalId) -> Option<&Proposal> {
        self.found(image)?.proposals.get(place)
    }

    /// Says that what was found is to stay, or no longer; whether it is to stay now.
    pub fn refuse(&mut self, id: ProposalId) -> bool {
        let is_new = self.refused.insert(id);
        if !is_new {
            self.refused.remove(&id);
        }
        is_new
    }

    /// What became of a proposal.
    pub fn answer(&self, catalogue: &Catalogue, review: &Review, id: ProposalId) -> Answer {
        let all = self.answers(catalogue, review, id.0);
        all.get(id.1).map_or(Answer::Open, |(_, _, answer)| *answer)
    }

    /// What became of every proposal for an image: painting is read off the regions, so that undo opens it again.
    pub fn answers(
        &self,
        catalogue: &Catalogue,
        review: &Review,
        image: InstanceId,
    ) -> Vec<(ProposalId, &Proposal, Answer)> {
        let proposals = self.found(image).map_or(&[][..], |found| &found.proposals);
        let Some(shape) = shape(catalogue, image).filter(|_| !proposals.is_empty()) else {
            return Vec::new();
        };
        let regions: Vec<FrameRegion> = review
            .reaching(catalogue, image)
            .into_iter()
            .map(|(_, region)| region)
            .collect();
        let answer = |(place, proposal): (usize, &'_ Proposal)| {
            let id = (image, place);
            match self.refused.contains(&id) {
                true => Answer::Refused,
                false if is_painted(shape, &regions, proposal) => Answer::Painted,
                false => Answer::Open,
            }
        };
        let all = proposals.iter().enumerate();
        all.map(|(place, proposal)| ((image, place), proposal, answer((place, proposal))))
            .collect()
    }

    /// The open proposals of a series of these ranks, in the order of scrolling; the current one among them, whatever
    /// became of it.
    pub fn open_or_current(
        &self,
        catalogue: &Catalogue,
        review: &Review,
        series: SeriesId,
        ranks: &[Rank],
    ) -> Vec<ProposalId> {
        self.wanted(catalogue, review, series, |id, proposal, answer| {
            ranks.contains(&proposal.rank) && (answer == Answer::Open || self.current == Some(id))
        })
    }

    /// The open proposals of a series of these ranks, in the order of scrolling.
    pub fn open(
        &self,
        catalogue: &Catalogue,
        review: &Review,
        series: SeriesId,
        ranks: &[Rank],
    ) -> Vec<ProposalId> {
        self.wanted(catalogue, review, series, |_, proposal, answer| {
            ranks.contains(&proposal.rank) && answer == Answer::Open
        })
    }

    fn wanted(
        &self,
        catalogue: &Catalogue,
        review: &Review,
        series: SeriesId,
        is_wanted: impl Fn(ProposalId, &Proposal, Answer) -> bool,
    ) -> Vec<ProposalId> {
        let series = catalogue.series(series);
        let images = series.into_iter().flat_map(|series| &series.instances);
        let images = images.filter(|image| !review.is_deleted(**image));
        images
            .flat_map(|image| self.answers(catalogue, review, *image))
            .filter(|(id, proposal, answer)| is_wanted(*id, proposal, *answer))
            .map(|(id, ..)| id)
            .collect()
    }

    /// How things stand in a series; `None` while none of it was searched.
    pub fn standing(
        &self,
        catalogue: &Catalogue,
        review: &Review,
        series: &Series,
    ) -> Option<Standing> {
        let mut standing = Standing::default();
        let mut said: BTreeSet<(Rank, String)> = BTreeSet::new();
        let mut is_searched = false;
        for &image in &series.instances {
            let Some(shape) = shape(catalogue, image).filter(|_| !review.is_deleted(image)) else {
                continue;
            };
            standing.frames += shape.frames.max(1) as usize;
            is_searched |= self.has(image);
            standing.failed += usize::from(self.images.get(&image) == Some(&Outcome::Failed));
            let found = self.found(image);
            standing.searched += found.map_or(0, |found| found.searched as usize);
            for (_, proposal, answer) in self.answers(catalogue, review, image) {
                match answer {
                    Answer::Painted => standing.painted += 1,
                    Answer::Refused => standing.refused += 1,
                    Answer::Open if said.insert(saying(image, proposal)) => {
                        standing.note(proposal);
                    }
                    Answer::Open => {}
                }
            }
        }
        is_searched.then_some(standing)
    }
}

impl Standing {
    fn note(&mut self, proposal: &Proposal) {
        match proposal.rank {
            Rank::Red => self.red += 1,
            Rank::Amber => self.amber += 1,
            Rank::Grey => self.grey += 1,
        }
        self.read += usize::from(is_read(proposal));
    }

    /// Whether anything was found, whatever became of it.
    pub fn is_any(&self) -> bool {
        self.red + self.amber + self.grey + self.painted + self.refused > 0
    }
}

/// Whether it is known what a proposal says.
pub fn is_read(proposal: &Proposal) -> bool {
    !proposal.text.trim().is_empty()
}

/// What tells a proposal from another: what it says, or where it is if that was not read.
fn saying(image: InstanceId, proposal: &Proposal) -> (Rank, String) {
    let Rect { x, y, .. } = proposal.rect;
    let words = match proposal.text.trim() {
        "" => format!("{image} {:?} {x} {y}", proposal.frame),
        text => text.to_lowercase(),
    };
    (proposal.rank, words)
}

/// Columns, rows and frames of an image.
pub fn shape(catalogue: &Catalogue, image: InstanceId) -> Option<ImageShape> {
    catalogue.summary(image)?.image
}

/// Whether a proposal is black wherever it was found.
fn is_painted(shape: ImageShape, regions: &[FrameRegion], proposal: &Proposal) -> bool {
    let Some(rect) = proposal.rect.clipped(shape.columns, shape.rows) else {
        return true;
    };
    let found_in = match proposal.frame {
        Some(frame) => FrameSpan::Frames(frame, frame),
        None => FrameSpan::All,
    };
    let frames = shape.frames.max(1);
    let black: Vec<Rect> = regions
        .iter()
        .filter(|region| region.frames.covers(found_in, frames))
        .map(|region| region.rect)
        .collect();
    covers(&black, rect)
}

#[cfg(test)]
mod tests;
