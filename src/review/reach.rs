//! How far a region reaches, and which frames of an image that means.
//!
//! An image is reached where the rectangle, clipped to the image's own size, has an area. Deleted images are reached
//! like any other, so that painting is still there when one is restored; only the counts leave them out.

use serde::{Deserialize, Serialize};

use super::history::Review;
use super::region::{Region, RegionId};
use crate::catalogue::{Catalogue, InstanceId, Series};
use crate::pixels::{FrameRegion, FrameSpan};

/// How far a region reaches from the frame it was drawn on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reach {
    /// The one frame.
    Frame,
    /// All frames of the image.
    Image,
    /// All frames of all images of the series.
    Series,
    /// Images of the same rows × columns in the study.
    SameSize,
    /// All frames of all images of the study.
    Study,
}

impl Reach {
    /// From the nearest to the furthest.
    pub const ALL: [Self; 5] = [
        Self::Frame,
        Self::Image,
        Self::Series,
        Self::SameSize,
        Self::Study,
    ];

    /// The fixed name: `frame`, `image`, `series`, `same-size`, `study`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Frame => "frame",
            Self::Image => "image",
            Self::Series => "series",
            Self::SameSize => "same-size",
            Self::Study => "study",
        }
    }

    /// The reach of a fixed name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reach| reach.name() == name)
    }
}

impl Review {
    /// Regions that reach any frame of the instance, in the order in which they were painted.
    pub fn reaching(
        &self,
        catalogue: &Catalogue,
        instance: InstanceId,
    ) -> Vec<(RegionId, FrameRegion)> {
        let reached = |region: &Region| {
            frame_region(catalogue, region, region.reach, instance).map(|found| (region.id, found))
        };
        self.regions().iter().filter_map(reached).collect()
    }

    /// How many images a region would reach with `reach`. Deleted and held ones, which do not leave, are left out.
    pub fn reach_count(&self, catalogue: &Catalogue, region: &Region, reach: Reach) -> usize {
        let leaves = |&instance: &InstanceId| {
            !self.is_deleted(instance) && self.held(catalogue, instance).is_none()
        };
        reached(catalogue, region, reach).filter(leaves).count()
    }

    /// Whether a region is painted on every frame of all these images.
    pub fn is_on_all(
        &self,
        catalogue: &Catalogue,
        region: &Region,
        images: &[(InstanceId, u32)],
    ) -> bool {
        images.iter().all(|&(instance, frames)| {
            match frame_region(catalogue, region, region.reach, instance).map(|it| it.frames) {
                Some(FrameSpan::All) => true,
                Some(FrameSpan::Frames(first, last)) => {
                    first == 0 && last.saturating_add(1) >= frames
                }
                None => false,
            }
        })
    }

    /// All images that a region reaches, deleted and held ones too.
    pub fn reached(&self, catalogue: &Catalogue, region: &Region) -> Vec<InstanceId> {
        reached(catalogue, region, region.reach).collect()
    }
}

pub(super) fn reached<'a>(
    catalogue: &'a Catalogue,
    region: &'a Region,
    reach: Reach,
) -> impl Iterator<Item = InstanceId> + 'a {
    let candidates = candidates(catalogue, region, reach)
        .into_iter()
        .flatten()
        .copied();
    candidates.filter(move |&instance| frame_region(catalogue, region, reach, instance).is_some())
}

/// What `region` paints in `instance` if its reach is `reach`; `None` if it does not get there.
pub(super) fn frame_region(
    catalogue: &Catalogue,
    region: &Region,
    reach: Reach,
    instance: InstanceId,
) -> Option<FrameRegion> {
    if !gets_to(catalogue, region, reach, instance) {
        return None;
    }
    let shape = catalogue.summary(instance)?.image?;
    let rect = region.rect.clipped(shape.columns, shape.rows)?;
    let frames = match reach {
        Reach::Frame => FrameSpan::Frames(region.frame, region.frame),
        // The part is one of the region's own reach.
        _ if reach == region.reach => {
            let series = catalogue
                .series_of(instance)
                .and_then(|id| catalogue.series(id));
            region
                .part
                .frames_of(series, instance, shape.frames.max(1))?
        }
        Reach::Image | Reach::Series | Reach::SameSize | Reach::Study => FrameSpan::All,
    };
    Some(FrameRegion { rect, frames })
}

fn gets_to(catalogue: &Catalogue, region: &Region, reach: Reach, instance: InstanceId) -> bool {
    match reach {
        Reach::Frame | Reach::Image => region.instance == instance,
        Reach::Series => same(catalogue, region.instance, instance, |a, b| {
            std::ptr::eq(a, b)
        }),
        Reach::Study => same(catalogue, region.instance, instance, in_one_study),
        Reach::SameSize => {
            same(catalogue, region.instance, instance, in_one_study)
                && same_size(catalogue, region.instance, instance)
        }
    }
}

fn same(
    catalogue: &Catalogue,
    one: InstanceId,
    other: InstanceId,
    agree: impl Fn(&Series, &Series) -> bool,
) -> bool {
    let series = |instance| {
        catalogue
            .series_of(instance)
            .and_then(|id| catalogue.series(id))
    };
    match (series(one), series(other)) {
        (Some(one), Some(other)) => agree(one, other),
        _ => one == other,
    }
}

fn in_one_study(one: &Series, other: &Series) -> bool {
    (one.patient, one.study) == (other.patient, other.study)
}

pub(super) fn same_size(catalogue: &Catalogue, one: InstanceId, other: InstanceId) -> bool {
    let size = |instance| {
        let shape = catalogue.summary(instance)?.image?;
        Some((shape.columns, shape.rows))
    };
    size(one).is_some() && size(one) == size(other)
}

/// Lists of instances in which everything that the region reaches is to be found.
fn candidates<'a>(
    catalogue: &'a Catalogue,
    region: &'a Region,
    reach: Reach,
) -> Vec<&'a [InstanceId]> {
    let drawn_in = catalogue
        .series_of(region.instance)
        .and_then(|id| catalogue.series(id));
    let Some(drawn_in) = drawn_in else {
        return vec![std::slice::from_ref(&region.instance)];
    };
    match reach {
        Reach::Frame | Reach::Image => vec![std::slice::from_ref(&region.instance)],
        Reach::Series => vec![&drawn_in.instances],
        Reach::SameSize | Reach::Study => catalogue
            .series_of_study(drawn_in.patient, drawn_in.study)
            .iter()
            .filter_map(|&id| catalogue.series(id))
            .map(|series| series.instances.as_slice())
            .collect(),
    }
}
