//! A rectangle that somebody painted, and the place where it was drawn.

use super::reach::Reach;
use crate::catalogue::InstanceId;
use crate::pixels::Rect;

/// Identifies a region for as long as the session lasts, also over undo and redo.
pub type RegionId = u32;

/// A rectangle that somebody painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Region {
    pub id: RegionId,
    /// In stored pixels of the frame it was drawn on.
    pub rect: Rect,
    pub reach: Reach,
    /// Where it was drawn.
    pub instance: InstanceId,
    /// From 0.
    pub frame: u32,
}
