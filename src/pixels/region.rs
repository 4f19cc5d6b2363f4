//! Rectangles in stored pixels, and the frames that they reach.

use serde::{Deserialize, Serialize};

/// A rectangle in pixels of the stored frame, from its top left corner; it may hang over the frame's edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rect {
    /// Columns to the left of it.
    pub x: u32,
    /// Rows above it.
    pub y: u32,
    /// How many columns.
    pub width: u32,
    /// How many rows.
    pub height: u32,
}

/// A rectangle drawn by hand with a side of fewer pixels than this hides no letter: it was a slip of the hand.
pub const SLIP: u32 = 8;

impl Rect {
    /// Whether nobody can have meant to hide a word by it.
    pub fn is_slip(self) -> bool {
        self.width.min(self.height) < SLIP
    }

    /// Whether `other` lies wholly within.
    pub fn contains(self, other: Self) -> bool {
        let end = |start: u32, length: u32| u64::from(start) + u64::from(length);
        self.x <= other.x
            && self.y <= other.y
            && end(self.x, self.width) >= end(other.x, other.width)
            && end(self.y, self.height) >= end(other.y, other.height)
    }

    /// The part that lies within a frame of `columns` × `rows`; `None` if nothing does.
    pub fn clipped(self, columns: u32, rows: u32) -> Option<Self> {
        let width = self.width.min(columns.checked_sub(self.x)?);
        let height = self.height.min(rows.checked_sub(self.y)?);
        (width > 0 && height > 0).then_some(Self {
            width,
            height,
            ..self
        })
    }
}

/// How a rectangle grows before it is painted into a lossy JPEG: blocks of samples are compressed together, and can
/// only be made black as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grid {
    /// Columns and rows of a cell; the first begins at the frame's top left corner.
    pub width: u32,
    /// Rows of a cell.
    pub height: u32,
    /// Columns and rows beyond the edge of cells, and within it, into which readers blend the colour of the
    /// neighbouring cells, where chroma is stored coarser than luma.
    pub margin_x: u32,
    /// Rows of that margin, above and below.
    pub margin_y: u32,
}

impl Grid {
    /// The whole cells that a rectangle within a frame of `columns` × `rows` takes up, clipped to the frame; `None`
    /// if nothing of it lies within.
    pub fn grown(self, rect: Rect, columns: u32, rows: u32) -> Option<Rect> {
        let rect = rect.clipped(columns, rows)?;
        let (x, width) = grown(rect.x, rect.width, self.width, columns);
        let (y, height) = grown(rect.y, rect.height, self.height, rows);
        Some(Rect {
            x,
            y,
            width,
            height,
        })
    }
}

/// Start and length along one axis.
fn grown(start: u32, length: u32, cell: u32, limit: u32) -> (u32, u32) {
    let cell = cell.max(1);
    let first = start / cell * cell;
    let end = start.saturating_add(length).div_ceil(cell);
    let end = end.saturating_mul(cell).min(limit);
    (first, end.saturating_sub(first))
}

/// Which frames of one instance, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FrameSpan {
    /// Every frame, however many there are.
    All,
    /// First and last frame, both included.
    Frames(u32, u32),
}

impl FrameSpan {
    /// Whether `frame` is among them.
    pub fn contains(self, frame: u32) -> bool {
        match self {
            Self::All => true,
            Self::Frames(first, last) => (first..=last).contains(&frame),
        }
    }

    /// Whether all of another span are among them, of so many frames in all.
    pub fn covers(self, other: Self, frames: u32) -> bool {
        let ends = |span| match span {
            Self::All => (0, frames.saturating_sub(1)),
            Self::Frames(first, last) => (first, last.min(frames.saturating_sub(1))),
        };
        let (first, last) = ends(other);
        first > last || (self.contains(first) && self.contains(last))
    }
}

/// A rectangle to paint black in some frames of one instance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameRegion {
    /// In stored pixels; the same place in each of the frames.
    pub rect: Rect,
    /// Which frames of the instance.
    pub frames: FrameSpan,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_grown_rectangle_holds_what_was_asked_and_whole_cells(
            (x, y, width, height) in (any::<u32>(), 0_u32..70, 1_u32..=u32::MAX, 1_u32..70),
            (columns, rows) in (1_u32..100, 1_u32..60),
            cell in prop::sample::select(vec![8_u32, 16, 24, 32]),
        ) {
            let rect = Rect { x: x % 110, y, width, height };
            let grid = Grid { width: cell, height: 8, margin_x: 1, margin_y: 0 };
            let asked = rect.clipped(columns, rows);
            let grown = grid.grown(rect, columns, rows);
            prop_assert_eq!(asked.is_some(), grown.is_some());
            if let (Some(asked), Some(grown)) = (asked, grown) {
                let (end, asked_end) = (grown.x + grown.width, asked.x + asked.width);
                prop_assert!(asked.x - grown.x < cell && end - asked_end < cell);
                prop_assert!(grown.contains(asked));
                prop_assert!(grown.x % cell == 0 && grown.y % 8 == 0);
                prop_assert!(end % cell == 0 || end == columns);
            }
        }
    }
}
