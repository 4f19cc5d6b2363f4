//! A rectangle that somebody painted, and the place where it was drawn.

use super::reach::Reach;
use crate::catalogue::{InstanceId, Series};
use crate::pixels::{FrameSpan, Rect};

/// Identifies a region for as long as the session lasts, also over undo and redo.
pub type RegionId = u32;

/// A rectangle that somebody painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    /// Stays the same when the region is moved, resized or given another reach.
    pub id: RegionId,
    /// In stored pixels of the frame it was drawn on.
    pub rect: Rect,
    /// How far it is painted from there.
    pub reach: Reach,
    /// Which frames or images of that reach.
    pub part: Part,
    /// Where it was drawn.
    pub instance: InstanceId,
    /// From 0.
    pub frame: u32,
}

/// How much of its reach a region is painted on, for text that moves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Part {
    /// All of its reach.
    #[default]
    Whole,
    /// First and last frame, from 0, both included. Where the reach is one image.
    Frames(u32, u32),
    /// First and last image in the order of scrolling, both included. Where the reach is the series.
    Images(InstanceId, InstanceId),
}

impl Part {
    /// The frames of an image that are painted if the region gets there; `None` if this part leaves the image out.
    pub(super) fn frames_of(
        self,
        series: Option<&Series>,
        instance: InstanceId,
        frames: u32,
    ) -> Option<FrameSpan> {
        match self {
            Self::Whole => Some(FrameSpan::All),
            Self::Frames(first, last) => (first <= last && first < frames)
                .then(|| FrameSpan::Frames(first, last.min(frames.saturating_sub(1)))),
            Self::Images(first, last) => {
                let (from, to) = places(series?, first, last)?;
                let at = place(series?, instance)?;
                (from..=to).contains(&at).then_some(FrameSpan::All)
            }
        }
    }
}

fn place(series: &Series, instance: InstanceId) -> Option<usize> {
    series.instances.iter().position(|other| *other == instance)
}

/// The places of two images in their series, in order: images that were added may have changed it.
fn places(series: &Series, one: InstanceId, other: InstanceId) -> Option<(usize, usize)> {
    let (one, other) = (place(series, one)?, place(series, other)?);
    Some((one.min(other), one.max(other)))
}
