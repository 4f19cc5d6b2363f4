//! Many frames laid over one another as a picture to look at and draw on: what it is of, how far it has come, in words.

use std::rc::Rc;

use super::laid::{self, Laid};
use crate::words::{count, thousands};
use darkroom::catalogue::{Catalogue, InstanceId, SeriesId};
use darkroom::pixels::Picture;
use darkroom::review::{FrameRun, Review};

/// Which end of the values of many frames is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ends {
    Brightest,
    Darkest,
}

impl Ends {
    /// The fixed name: `max`, `min`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Brightest => "max",
            Self::Darkest => "min",
        }
    }

    /// The other one.
    pub fn other(self) -> Self {
        match self {
            Self::Brightest => Self::Darkest,
            Self::Darkest => Self::Brightest,
        }
    }

    /// As it is said.
    pub fn words(self) -> &'static str {
        match self {
            Self::Brightest => "Brightest",
            Self::Darkest => "Darkest",
        }
    }
}

/// What there is of a projection.
#[derive(Clone, Default)]
pub struct Projected {
    /// The images it is of, with their frames.
    scope: Vec<(InstanceId, u32)>,
    parts: Vec<Part>,
    /// The part in view.
    at: usize,
    /// Frames that were tried.
    tried: usize,
    failed: Vec<FrameRun>,
    finished: bool,
}

/// Frames that compare, laid over one another.
#[derive(Clone)]
struct Part {
    brightest: Rc<Picture>,
    darkest: Rc<Picture>,
    within: Vec<FrameRun>,
}

impl Part {
    fn of(laid: &laid::Part) -> Self {
        let finished = laid.projection.clone().finished();
        Self {
            brightest: Rc::new(finished.brightest),
            darkest: Rc::new(finished.darkest),
            within: laid.within.clone(),
        }
    }
}

impl Projected {
    /// Of these images, nothing of them there yet.
    pub fn begun(scope: Vec<(InstanceId, u32)>) -> Self {
        Self {
            scope,
            ..Self::default()
        }
    }

    /// Takes what there is of it now.
    pub fn take(&mut self, laid: &Laid, finished: bool) {
        // Only the first is in view until all is done.
        let parts = if finished { usize::MAX } else { 1 };
        self.parts = laid.parts.iter().take(parts).map(Part::of).collect();
        self.tried = laid.tried();
        self.failed.clone_from(&laid.failed);
        self.finished = finished;
    }

    /// What is to be seen of it.
    pub fn picture(&self, ends: Ends) -> Option<Rc<Picture>> {
        let part = self.parts.get(self.at)?;
        Some(match ends {
            Ends::Brightest => part.brightest.clone(),
            Ends::Darkest => part.darkest.clone(),
        })
    }

    /// The part that a frame is in with others, once all is done. A frame by itself is looked at by itself.
    pub fn part_of(&self, image: InstanceId, frame: u32) -> Option<usize> {
        let holds =
            |(of, first, last): &FrameRun| *of == image && (*first..=*last).contains(&frame);
        let mut parts = self.parts.iter().filter(|_| self.finished);
        parts.position(|part| laid::count(&part.within) > 1 && part.within.iter().any(holds))
    }

    /// The part in view.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Brings the part into view that a frame is in, if it is in any.
    pub fn turn_to(&mut self, image: InstanceId, frame: u32) {
        self.at = self.part_of(image, frame).unwrap_or(self.at);
    }

    /// `going` or `done`.
    pub fn state(&self) -> &'static str {
        if self.finished { "done" } else { "going" }
    }

    /// The frames that are in what is in view, once all are.
    pub fn within(&self) -> Option<&[FrameRun]> {
        let part = self.parts.get(self.at).filter(|_| self.finished)?;
        Some(&part.within)
    }

    /// The frames of a part.
    pub fn within_part(&self, part: usize) -> Option<&[FrameRun]> {
        Some(&self.parts.get(part)?.within)
    }

    /// Whether it is of these images, and whether it is finished.
    pub fn is_of(&self, scope: &[(InstanceId, u32)]) -> Option<bool> {
        (self.scope == scope).then_some(self.finished)
    }

    fn all(&self) -> u32 {
        let frames = self.scope.iter().map(|(_, frames)| *frames);
        frames.fold(0, u32::saturating_add)
    }

    /// `Brightest of 300 images`, `Brightest: 48 of 300 images`.
    pub fn words(&self, ends: Ends, other_sizes: bool) -> String {
        let ends = ends.words();
        let (images, all) = (self.scope.len(), self.all());
        let noun = match images {
            1 => count(all as usize, "frame", "frames"),
            _ if all as usize > images => format!(
                "{} frames of {}",
                thousands(all as usize),
                count(images, "image", "images")
            ),
            _ => count(images, "image", "images"),
        };
        let size = if other_sizes { " of this size" } else { "" };
        if !self.finished {
            return format!("{ends}: {} of {noun}{size}", thousands(self.tried));
        }
        let within = self.within().map_or(0, laid::count);
        match (all as usize).saturating_sub(within) {
            0 => format!("{ends} of {noun}{size}"),
            left_out => format!("{ends} of {noun}{size}, without {left_out}"),
        }
    }

    /// What is not in it and why.
    pub fn left_out(&self) -> Option<String> {
        let failed = laid::count(&self.failed);
        let within = self.within().map_or(0, laid::count);
        let apart = self.tried.saturating_sub(failed + within);
        let reason = |number: usize, one: &str, many: &str| {
            (number > 0).then(|| {
                format!(
                    "{} {}",
                    thousands(number),
                    if number == 1 { one } else { many }
                )
            })
        };
        let reasons: Vec<String> = [
            reason(
                failed,
                "can’t be shown and is held",
                "can’t be shown and are held",
            ),
            reason(
                apart,
                "is much brighter or stored another way and shown apart",
                "are much brighter or darker, or stored another way, and shown apart",
            ),
        ]
        .into_iter()
        .flatten()
        .collect();
        (self.finished && !reasons.is_empty())
            .then(|| format!("Not included: {}.", reasons.join("; ")))
    }
}

/// The images that can be laid over one of them: those of its size and kind in its series that may leave.
pub fn scope(catalogue: &Catalogue, review: &Review, here: InstanceId) -> Vec<(InstanceId, u32)> {
    let series = catalogue.series_of(here);
    let groups = series
        .map(|id| groups(catalogue, review, id))
        .unwrap_or_default();
    let mut of_here = groups.into_iter();
    of_here
        .find(|group| group.iter().any(|(image, _)| *image == here))
        .unwrap_or_default()
}

/// The images of a series that may leave, by what can be laid over one another: one size and one SOP class; each with
/// its number of frames.
pub fn groups(catalogue: &Catalogue, review: &Review, id: SeriesId) -> Vec<Vec<(InstanceId, u32)>> {
    let mut groups: Vec<((u32, u32, &str), Vec<_>)> = Vec::new();
    let instances = catalogue
        .series(id)
        .map(|series| series.instances.as_slice());
    for &image in instances.unwrap_or_default() {
        let Some(summary) = catalogue.summary(image) else {
            continue;
        };
        let stays = review.is_deleted(image) || review.held_reason(catalogue, image).is_some();
        let Some(shape) = summary.image.filter(|_| !stays) else {
            continue;
        };
        let kind = (shape.columns, shape.rows, summary.sop_class_uid.as_str());
        let frames = (image, shape.frames.clamp(1, 100_000));
        match groups.iter_mut().find(|(other, _)| *other == kind) {
            Some((_, group)) => group.push(frames),
            None => groups.push((kind, vec![frames])),
        }
    }
    groups.into_iter().map(|(_, group)| group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue};

    fn image(number: u32, columns: u32) -> Image {
        Image {
            number,
            columns,
            ..Image::default()
        }
    }

    #[test]
    fn images_of_one_size_and_kind_are_one_group() {
        let images = [image(1, 64), image(2, 32), image(3, 64)];
        let catalogue = catalogue(images.map(Image::item));
        let groups = groups(&catalogue, &Review::default(), 0);
        assert_eq!(groups, [vec![(0, 1), (2, 1)], vec![(1, 1)]]);
    }

    #[test]
    fn what_does_not_leave_is_in_no_group() {
        let catalogue = catalogue([image(1, 64), image(2, 64)].map(Image::item));
        let mut review = Review::default();
        review.delete_instances(&[0]);
        assert_eq!(groups(&catalogue, &review, 0), [vec![(1, 1)]]);
        assert_eq!(scope(&catalogue, &review, 0), []);
        assert_eq!(scope(&catalogue, &review, 1), [(1, 1)]);
    }

    #[test]
    fn a_projection_says_what_it_is_of_and_how_far_it_is() {
        let mut projected = Projected::begun(vec![(0, 1), (1, 1)]);
        assert_eq!(
            projected.words(Ends::Brightest, false),
            "Brightest: 0 of 2 images"
        );
        projected.finished = true;
        let words = projected.words(Ends::Darkest, true);
        assert_eq!(words, "Darkest of 2 images of this size, without 2");
        let frames = Projected::begun(vec![(0, 40)]);
        assert_eq!(
            frames.words(Ends::Brightest, false),
            "Brightest: 0 of 40 frames"
        );
        let both = Projected::begun(vec![(0, 40), (1, 2)]);
        assert_eq!(
            both.words(Ends::Brightest, false),
            "Brightest: 0 of 42 frames of 2 images"
        );
    }

    #[test]
    fn what_is_left_out_is_said_once_all_is_done() {
        let mut projected = Projected::begun(vec![(0, 4)]);
        projected.tried = 4;
        projected.failed = vec![(0, 0, 0)];
        assert_eq!(projected.left_out(), None);
        projected.finished = true;
        let words = projected.left_out().unwrap();
        assert!(words.starts_with("Not included: 1 can’t be shown and is held; 3 are much"));
    }

    #[test]
    fn it_is_of_its_own_images_and_no_others() {
        let projected = Projected::begun(vec![(0, 4)]);
        assert_eq!(projected.is_of(&[(0, 4)]), Some(false));
        assert_eq!(projected.is_of(&[(0, 5)]), None);
    }
}
