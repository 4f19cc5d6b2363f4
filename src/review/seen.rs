//! Which frames a person has had on screen, and what was painted black on them at that moment.
//!
//! The page notes a frame when it has been in view long enough, whole, at a legible size and with all its values in
//! sight, by itself or as one of many that were laid over one another. A frame stays seen for as long as all that was
//! black then is black now: what is uncovered later has not been seen. Seeing is no decision and is not undone.
//!
//! A frame that could not be decoded was not seen and cannot be; its image is held.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::history::Review;
use super::outside::covers;
use super::spans::Spans;
use crate::catalogue::{Catalogue, ImageShape, InstanceId, Outcome, Series, SeriesId};
use crate::clean::HeldReason;
use crate::pixels::{FrameRegion, FrameSpan, Rect};

/// Frames of an image from the first to the last, from 0, both included.
pub type FrameRun = (InstanceId, u32, u32);

/// What was on screen of each image. Shared, so that a run of delivery costs no copy of it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Seen {
    images: Arc<BTreeMap<InstanceId, Sights>>,
}

#[derive(Debug, Clone, Default, PartialEq)]
struct Sights {
    sights: Vec<Sight>,
    /// Frames that could not be shown, and have not been since.
    failed: Spans,
}

/// Frames that were on screen with these rectangles black.
#[derive(Debug, Clone, PartialEq)]
struct Sight {
    black: Arc<[Rect]>,
    frames: Spans,
}

/// What of a series nobody has seen and nothing hides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unseen {
    /// How many frames.
    pub frames: u64,
    /// Images that these are of.
    pub images: usize,
    /// The first of them in the order of scrolling.
    pub first: Option<(InstanceId, u32)>,
}

impl Unseen {
    /// Whether nothing is left to be seen.
    pub fn is_none(&self) -> bool {
        self.first.is_none()
    }
}

impl Review {
    /// Notes that these frames were on screen with `black` (in stored pixels) painted over; whether that is news.
    pub fn saw(&mut self, frames: &[FrameRun], black: &[Rect]) -> bool {
        let is_news = frames
            .iter()
            .any(|&(image, first, last)| self.seen.is_news(image, first, last, black));
        if is_news {
            self.seen.note(frames, black);
        }
        is_news
    }

    /// The same of frames that were on screen in an earlier session: what could not be shown here stays so.
    pub(super) fn saw_elsewhere(&mut self, frames: &[FrameRun], black: &[Rect]) -> bool {
        let is_shown = |&&(image, ..): &&FrameRun| !self.seen.cannot_be_shown(image);
        let frames: Vec<FrameRun> = frames.iter().filter(is_shown).copied().collect();
        self.saw(&frames, black)
    }

    /// What was seen of each image: with which rectangles black, and the runs of frames, first and last included.
    pub(super) fn sights(&self) -> impl Iterator<Item = (InstanceId, &[Rect], Vec<(u32, u32)>)> {
        self.seen.images.iter().flat_map(|(image, of)| {
            let sight = |sight: &'_ Sight| sight.frames.runs().to_vec();
            of.sights
                .iter()
                .map(move |of| (*image, &*of.black, sight(of)))
        })
    }

    /// Notes that these frames could not be shown; whether that is news.
    pub fn could_not_show(&mut self, frames: &[FrameRun]) -> bool {
        let is_known = |&(image, first, last): &FrameRun| {
            let of = self.seen.images.get(&image);
            of.is_some_and(|of| of.failed.holds(first, last))
        };
        let is_news = !frames.iter().all(is_known);
        if is_news {
            let all = Arc::make_mut(&mut self.seen.images);
            for &(image, first, last) in frames {
                all.entry(image).or_default().failed.add(first, last);
            }
        }
        is_news
    }

    /// Why an image can't leave, whatever is decided of it: for what its file is, for whose it may be, or because it
    /// could not be shown.
    pub fn held(&self, catalogue: &Catalogue, image: InstanceId) -> Option<HeldReason> {
        match catalogue.item(image).map(|item| &item.outcome) {
            None | Some(Outcome::NotDicom(_)) => Some(HeldReason::Unreadable),
            Some(_) => self.held_reason(catalogue, image).or_else(|| {
                self.seen
                    .cannot_be_shown(image)
                    .then_some(HeldReason::CannotShow)
            }),
        }
    }

    /// What of a series nobody has seen and nothing hides, of all that may leave.
    pub fn unseen(&self, catalogue: &Catalogue, id: SeriesId) -> Unseen {
        let mut unseen = Unseen::default();
        let Some(series) = catalogue.series(id) else {
            return unseen;
        };
        for (image, shape) in self.pictures(catalogue, series) {
            let missing = self.missing(catalogue, image, shape);
            let frames = |(first, last): &(u32, u32)| u64::from(last - first) + 1;
            if let Some((first, _)) = missing.first() {
                unseen.images += 1;
                unseen.frames += missing.iter().map(frames).sum::<u64>();
                unseen.first = unseen.first.or(Some((image, *first)));
            }
        }
        unseen
    }

    /// Whether a person has seen these frames of an image, or all of each is hidden.
    pub fn is_seen(&self, catalogue: &Catalogue, (image, first, last): FrameRun) -> bool {
        let shape = catalogue.summary(image).and_then(|summary| summary.image);
        shape.is_some_and(|shape| {
            let mut missing = self.missing(catalogue, image, shape).into_iter();
            missing.all(|(from, to)| to < first || last < from)
        })
    }

    /// Whether regions hide all of every picture of a series, and there is one.
    pub(super) fn is_all_hidden(&self, catalogue: &Catalogue, series: &Series) -> bool {
        let mut pictures = self.pictures(catalogue, series).peekable();
        pictures.peek().is_some()
            && pictures.all(|(image, shape)| self.is_hidden(catalogue, image, shape))
    }

    /// Images that a person's eye must have met: with a picture, not deleted, not held.
    pub(super) fn pictures<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        series: &'a Series,
    ) -> impl Iterator<Item = (InstanceId, ImageShape)> + 'a {
        series.instances.iter().filter_map(move |&image| {
            let shape = catalogue.summary(image)?.image?;
            let stays = self.is_deleted(image) || self.held(catalogue, image).is_some();
            (!stays).then_some((image, shape))
        })
    }

    fn is_hidden(&self, catalogue: &Catalogue, image: InstanceId, shape: ImageShape) -> bool {
        let regions = self.regions_on(catalogue, image);
        let mut runs = alike(&regions, last_frame(shape)).into_iter();
        runs.all(|(first, _)| covers(&black_on(&regions, first), whole(shape)))
    }

    /// The frames of an image that nobody has seen as they are now, and of which something shows.
    fn missing(
        &self,
        catalogue: &Catalogue,
        image: InstanceId,
        shape: ImageShape,
    ) -> Vec<(u32, u32)> {
        let regions = self.regions_on(catalogue, image);
        let sights = self.seen.images.get(&image);
        let mut missing = Vec::new();
        for (first, last) in alike(&regions, last_frame(shape)) {
            let black = black_on(&regions, first);
            if covers(&black, whole(shape)) {
                continue;
            }
            let mut seen = Spans::default();
            let sights = sights.into_iter().flat_map(|image| &image.sights);
            for sight in sights.filter(|sight| sight.holds_under(&black)) {
                for (from, to) in sight.frames.runs() {
                    seen.add(*from, *to);
                }
            }
            missing.extend(seen.missing(first, last));
        }
        missing
    }

    fn regions_on(&self, catalogue: &Catalogue, image: InstanceId) -> Vec<FrameRegion> {
        let reaching = self.reaching(catalogue, image).into_iter();
        reaching.map(|(_, region)| region).collect()
    }
}

impl Seen {
    fn is_news(&self, image: InstanceId, first: u32, last: u32, black: &[Rect]) -> bool {
        self.images.get(&image).is_none_or(|of| {
            let same = |sight: &&Sight| &*sight.black == black;
            !of.failed.is_empty()
                || !of
                    .sights
                    .iter()
                    .find(same)
                    .is_some_and(|sight| sight.frames.holds(first, last))
        })
    }

    fn note(&mut self, frames: &[FrameRun], black: &[Rect]) {
        let black: Arc<[Rect]> = black.into();
        let images = Arc::make_mut(&mut self.images);
        for &(image, first, last) in frames {
            let of = images.entry(image).or_default();
            // They were not shown before, for a reason that has gone.
            of.failed.remove(first, last);
            match of.sights.iter_mut().find(|sight| sight.black == black) {
                Some(sight) => {
                    sight.frames.add(first, last);
                }
                None => {
                    let mut spans = Spans::default();
                    spans.add(first, last);
                    of.sights.push(Sight {
                        black: Arc::clone(&black),
                        frames: spans,
                    });
                }
            }
        }
    }

    fn cannot_be_shown(&self, image: InstanceId) -> bool {
        let of = self.images.get(&image);
        of.is_some_and(|of| !of.failed.is_empty())
    }
}

impl Sight {
    /// Whether what was seen is all that there is to see: no pixel that was black then shows now.
    fn holds_under(&self, black: &[Rect]) -> bool {
        self.black.iter().all(|then| covers(black, *then))
    }
}

fn whole(shape: ImageShape) -> Rect {
    Rect {
        x: 0,
        y: 0,
        width: shape.columns,
        height: shape.rows,
    }
}

fn last_frame(shape: ImageShape) -> u32 {
    shape.frames.max(1) - 1
}

/// What is black on a frame.
fn black_on(regions: &[FrameRegion], frame: u32) -> Vec<Rect> {
    let on = regions
        .iter()
        .filter(|region| region.frames.contains(frame));
    on.map(|region| region.rect).collect()
}

/// Runs of frames from 0 to `last` on all frames of which the same regions lie.
fn alike(regions: &[FrameRegion], last: u32) -> Vec<(u32, u32)> {
    let mut starts = vec![0];
    for region in regions {
        if let FrameSpan::Frames(from, to) = region.frames {
            starts.push(from);
            starts.extend(to.checked_add(1));
        }
    }
    starts.retain(|start| *start <= last);
    starts.sort_unstable();
    starts.dedup();
    let ends = starts.iter().skip(1).map(|next| next - 1).chain([last]);
    starts.iter().copied().zip(ends).collect()
}
