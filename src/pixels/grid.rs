//! How a rectangle will grow in a frame: asked by the page before anything is painted, and by the painter.

use super::codec::jpeg::Header;
use super::codec::{self, Paint};
use super::decode::compressed_frame;
use super::format::FrameFormat;
use super::frame_index::FrameIndex;
use super::region::Grid;
use crate::dicom::Instance;

/// Bytes in which nearly every frame header is found.
const HEAD: u64 = 64 << 10;

/// Samples along a side of a block (ITU-T T.81 A.3.1).
const BLOCK: u32 = 8;

/// The grid to which rectangles grow in frame `frame`, counted from 0; `None` where they are painted as they are.
///
/// What is painted is never less than asked and never more than grown: a frame that turns out to need another way is
/// painted as asked.
pub fn grid(instance: &Instance, frame: u32) -> Option<Grid> {
    let syntax = codec::find(&instance.transfer_syntax);
    if !matches!(syntax.paint, Paint::InCoefficients) {
        return None;
    }
    let format = FrameFormat::of_instance(instance).ok()?;
    let index = FrameIndex::of(instance, &format).ok()?;
    let first = index.fragments_of(frame).first()?;
    let end = first.end.min(first.start.saturating_add(HEAD));
    let head = instance.body.read(first.start..end).ok()?;
    let header = match Header::read(&head) {
        Some(header) => header,
        None => Header::read(&compressed_frame(instance, &index, frame).ok()?)?,
    };
    grid_of(&header)
}

/// The same by the frame's own header; `None` if its coefficients cannot be edited.
pub(super) fn grid_of(header: &Header) -> Option<Grid> {
    let sequential = matches!(header.start, 0xC0 | 0xC1);
    let progressive = header.start == 0xC2;
    if !(sequential || progressive) || !matches!(header.precision, 8 | 12) {
        return None;
    }
    let count = header.component_ids.len();
    if header.sampling.len() != count || !matches!(count, 1 | 3) {
        return None;
    }
    if count == 1 {
        // A scan of one component goes block by block, whatever its factors (ITU-T T.81 A.2.2).
        return Some(Grid {
            width: BLOCK,
            height: BLOCK,
            margin_x: 0,
            margin_y: 0,
        });
    }
    let factors = |shift: u8| {
        let factors = header.sampling.iter();
        factors
            .map(|both| u32::from(both >> shift & 0xF))
            .collect::<Vec<_>>()
    };
    let (width, margin_x) = along(&factors(4), progressive)?;
    let (height, margin_y) = along(&factors(0), progressive)?;
    Some(Grid {
        width,
        height,
        margin_x,
        margin_y,
    })
}

/// Cell and margin along one axis, by the sampling factors.
fn along(factors: &[u32], progressive: bool) -> Option<(u32, u32)> {
    let most = factors.iter().copied().max()?;
    let least = factors.iter().copied().min()?;
    let usual = (1..=4).contains(&most)
        && factors
            .iter()
            .all(|&factor| factor > 0 && most.is_multiple_of(factor));
    // Factors of 3 in progressive frames are nowhere tried.
    if !usual || (progressive && most == 3) {
        return None;
    }
    // A sample spread over n pixels is blended with its neighbour up to half of them.
    Some((BLOCK * most, most / least / 2))
}
