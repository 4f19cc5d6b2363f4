//! A session's work in a file: what was painted, deleted, cleared and seen, to go on after a crash or another day.
//!
//! Out goes JSON that holds no patient value: an image stands in it by its name, a salted hash of its UIDs, size and
//! shape, and by a salted hash of its bytes. In it comes beside the same images, by their bytes; what is of others is
//! left out and counted. Nothing is taken as cleared of which a frame has not been seen: [`Review::clear`] asks.

mod form;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use form::{Drawn, DrawnPart, File, Images, Mark, Sight, VERSION};
use form::{four, name, of_bytes, read, rect};

use super::history::Review;
use super::reach::Reach;
use super::region::{Part, Region};
use super::state::SeriesState;
use crate::catalogue::{Catalogue, InstanceId, SeriesId};
use crate::dicom::Digest;
use crate::pixels::Rect;

/// Makes the marks of one file unlike those of another, so that files cannot be matched with one another.
pub type Salt = [u8; 16];

/// Digests of the bytes of images.
pub type Digests = HashMap<InstanceId, Digest>;

/// Why a file of work is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WorkError {
    /// Not JSON, or not of the form that [`Review::work`] writes.
    #[error("This is no file of decisions that Darkroom saved.")]
    Form,
    /// Of another version of the form.
    #[error("This file of decisions was saved by another version of Darkroom.")]
    Version,
    /// Every image that it names is another than those open here.
    #[error(
        "None of these decisions is about images that are open here. Add the same images first."
    )]
    OtherImages,
}

/// What was taken of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Rectangles that were not here before.
    pub regions: usize,
    /// Images that were not deleted before.
    pub deleted: usize,
    /// Series that are decided now and were not before.
    pub series: usize,
    /// Images that the file names and that are not open here.
    pub unknown: usize,
}

/// The open images that may be those of a file, by their names: whether they are is seen by their bytes.
pub fn spoken_of(catalogue: &Catalogue, text: &str) -> Result<Vec<InstanceId>, WorkError> {
    let file = read(text)?;
    let named: HashSet<&Mark> = file.images.iter().map(|(name, _)| name).collect();
    let here = (0..catalogue.items.len()).filter(|id| {
        let name = name(catalogue, *id, &file.salt);
        name.is_some_and(|name| named.contains(&name))
    });
    let here: Vec<InstanceId> = here.collect();
    match here.is_empty() && !file.images.is_empty() {
        true => Err(WorkError::OtherImages),
        false => Ok(here),
    }
}

impl Review {
    /// The images that a file of the work would speak of.
    pub fn worked_on(&self, catalogue: &Catalogue) -> BTreeSet<InstanceId> {
        let mut images: BTreeSet<InstanceId> = self.now.deleted.iter().copied().collect();
        images.extend(self.sights().map(|(image, ..)| image));
        for region in self.now.regions.iter() {
            images.insert(region.instance);
            if let Part::Images(first, last) = region.part {
                images.extend([first, last]);
            }
        }
        let cleared = self.now.cleared.keys();
        images.extend(cleared.filter_map(|id| catalogue.series(*id)?.instances.first()));
        images
    }

    /// The work as a file. What is of images without a digest is left out.
    pub fn work(&self, catalogue: &Catalogue, salt: Salt, digests: &Digests) -> String {
        let mut images = Images {
            catalogue,
            salt,
            digests,
            places: BTreeMap::new(),
            named: Vec::new(),
        };
        let regions = self.now.regions.iter();
        let regions = regions.filter_map(|region| images.drawn(region)).collect();
        let deleted = self.now.deleted.iter();
        let deleted = deleted.filter_map(|image| images.place(*image)).collect();
        let cleared = (0..catalogue.series.len())
            .filter(|id| self.now.cleared.contains_key(id))
            .filter_map(|id| images.place(*catalogue.series(id)?.instances.first()?))
            .collect();
        let seen = self.sights().filter_map(|(image, black, frames)| {
            Some(Sight {
                image: images.place(image)?,
                black: black.iter().map(four).collect(),
                frames,
            })
        });
        let seen = seen.collect();
        let file = File {
            darkroom_work: VERSION,
            salt,
            images: images.named,
            regions,
            deleted,
            cleared,
            seen,
        };
        // Numbers and short texts always have a JSON form.
        serde_json::to_string(&file).unwrap_or_default()
    }

    /// Takes a file of work in, beside what is decided already; one step of undo.
    pub fn take_work(
        &mut self,
        catalogue: &Catalogue,
        text: &str,
        digests: &Digests,
    ) -> Result<Taken, WorkError> {
        let file = read(text)?;
        let images = found(catalogue, &file, digests);
        let image = |place: usize| images.get(place).copied().flatten();
        if images.iter().all(Option::is_none) && !images.is_empty() {
            return Err(WorkError::OtherImages);
        }
        let decided_before = self.decided(catalogue);
        let news = self.take_sights(catalogue, &file.seen, &image);
        let drawn = self.new_regions(catalogue, &file.regions, &image);
        let deleted: Vec<InstanceId> = file
            .deleted
            .iter()
            .filter_map(|place| image(*place))
            .filter(|image| !self.is_deleted(*image))
            .collect();
        let (regions, gone) = (drawn.len(), deleted.len());
        let cleared = file.cleared.iter().filter_map(|place| image(*place));
        let cleared: Vec<SeriesId> = cleared.filter_map(|id| catalogue.series_of(id)).collect();
        self.in_one_step(|review| {
            review.change(|now| {
                Arc::make_mut(&mut now.regions).extend(drawn);
                Arc::make_mut(&mut now.deleted).extend(deleted);
            });
            review.clear(catalogue, &cleared);
        });
        let series = self.decided(catalogue).difference(&decided_before).count();
        self.from_file |= news || regions + gone + series > 0;
        Ok(Taken {
            regions,
            deleted: gone,
            series,
            unknown: images.iter().filter(|image| image.is_none()).count(),
        })
    }

    /// Takes in what was seen; whether any of it is news.
    fn take_sights(
        &mut self,
        catalogue: &Catalogue,
        sights: &[Sight],
        image: &impl Fn(usize) -> Option<InstanceId>,
    ) -> bool {
        let mut news = false;
        for sight in sights {
            let Some(id) = image(sight.image) else {
                continue;
            };
            let last = frames_of(catalogue, id).saturating_sub(1);
            let runs = sight.frames.iter().filter(|(first, _)| *first <= last);
            let runs: Vec<_> = runs
                .map(|(first, to)| (id, *first, (*to).min(last)))
                .collect();
            let black: Vec<Rect> = sight.black.iter().map(rect).collect();
            news |= self.saw_elsewhere(&runs, &black);
        }
        news
    }

    /// The regions of a file that are not here already, numbered.
    fn new_regions(
        &mut self,
        catalogue: &Catalogue,
        drawn: &[Drawn],
        image: &impl Fn(usize) -> Option<InstanceId>,
    ) -> Vec<Region> {
        let drawn = drawn.iter();
        let drawn = drawn.filter_map(|drawn| region(catalogue, drawn, image));
        let known = self.regions();
        let drawn: Vec<Region> = drawn
            .filter(|region| !known.iter().any(|known| same(known, region)))
            .collect();
        self.numbered(drawn)
    }

    fn decided(&self, catalogue: &Catalogue) -> BTreeSet<SeriesId> {
        let is_decided = |id: &SeriesId| self.state(catalogue, *id) != SeriesState::Unreviewed;
        (0..catalogue.series.len()).filter(is_decided).collect()
    }
}

/// The images that a file names, as far as they are open here.
fn found(catalogue: &Catalogue, file: &File, digests: &Digests) -> Vec<Option<InstanceId>> {
    let here: HashMap<(Mark, Mark), InstanceId> = digests
        .iter()
        .filter_map(|(id, digest)| {
            let name = name(catalogue, *id, &file.salt)?;
            Some(((name, of_bytes(digest, &file.salt)), *id))
        })
        .collect();
    let images = file.images.iter();
    images.map(|marks| here.get(marks).copied()).collect()
}

/// A region without its number; `None` if it is of an image that is not here, or paints nothing of it.
fn region(
    catalogue: &Catalogue,
    drawn: &Drawn,
    image: &impl Fn(usize) -> Option<InstanceId>,
) -> Option<Region> {
    let instance = image(drawn.image)?;
    let shape = catalogue.summary(instance)?.image?;
    let rect = rect(&drawn.rect);
    let inside = rect.x < shape.columns && rect.y < shape.rows && rect.width > 0 && rect.height > 0;
    let part = match (&drawn.part, drawn.reach) {
        (DrawnPart::Whole, _) => Part::Whole,
        (&DrawnPart::Frames(first, last), Reach::Image) => Part::Frames(first, last),
        (&DrawnPart::Images(first, last), Reach::Series) => {
            Part::Images(image(first)?, image(last)?)
        }
        _ => return None,
    };
    (inside && drawn.frame < shape.frames.max(1)).then_some(Region {
        id: 0,
        rect,
        reach: drawn.reach,
        part,
        instance,
        frame: drawn.frame,
    })
}

/// Whether two regions paint the same, and were drawn at the same place.
fn same(one: &Region, other: &Region) -> bool {
    Region {
        id: other.id,
        ..*one
    } == *other
}

fn frames_of(catalogue: &Catalogue, image: InstanceId) -> u32 {
    let shape = catalogue.summary(image).and_then(|summary| summary.image);
    shape.map_or(0, |shape| shape.frames.max(1))
}

#[cfg(test)]
mod tests;
