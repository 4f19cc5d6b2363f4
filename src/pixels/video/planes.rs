//! Decoded pictures as encoders want them: a plane of luma, then two of chroma, a quarter its size each (I420).
//!
//! In come planes of even columns and rows; they are painted, summed up in small, and compared with what was decoded
//! again. Black is the lowest luma that the stream's range allows, and neutral chroma.

use super::VideoError;
use super::reencode::GRID;
use crate::pixels::region::{FrameRegion, Rect};

/// Steps by which black may be off after compression: an encoder in a browser was off by 7 at most, at a fifth of the
/// bits that it is given here.
const BLACK_OFF: u8 = 12;

/// At the edges, where decoders smooth the seam (ITU-T H.264 8.7): what is beside the rectangle gets in there, never
/// what was under it. It was off by 51 at most.
const EDGE_OFF: u8 = 72;

/// Pixels that are smoothed, from the edge, and the next even number.
const EDGE: u32 = 4;

/// Steps by which the means of a cell may be off, and of all cells of a picture together.
const CELL_OFF: u32 = 40;
const PICTURE_OFF: u32 = 6;

/// Bytes that the sums of all pictures may take.
const MOST_SUMS: usize = 64 << 20;

/// The shape of the pictures of one video.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Planes {
    /// Columns of the luma plane, even in number.
    pub columns: u32,
    /// Rows of it, even in number too.
    pub rows: u32,
    /// Luma goes from 0 to 255 and not from 16 to 235.
    pub full_range: bool,
    /// Side of the cells of which means are kept.
    cell: u32,
}

/// What is kept of a painted picture until its compressed form has been decoded again: means of small cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sums(Vec<u8>);

impl Planes {
    /// Of a video with so many frames; `None` where a side is odd or nothing.
    pub fn new(columns: u32, rows: u32, frames: u32, full_range: bool) -> Option<Self> {
        if columns == 0 || rows == 0 || columns % 2 == 1 || rows % 2 == 1 {
            return None;
        }
        let mut planes = Self {
            columns,
            rows,
            full_range,
            cell: 16,
        };
        while planes.cells().saturating_mul(frames as usize) > MOST_SUMS && planes.cell < 4096 {
            planes.cell *= 2;
        }
        Some(planes)
    }

    /// Bytes of a picture.
    pub fn bytes(&self) -> usize {
        self.pixels() / 2 * 3
    }

    fn pixels(&self) -> usize {
        self.columns as usize * self.rows as usize
    }

    fn cells(&self) -> usize {
        let along = |side: u32| side.div_ceil(self.cell) as usize;
        along(self.columns) * along(self.rows) * 3
    }

    fn black(&self) -> u8 {
        if self.full_range { 0 } else { 16 }
    }

    /// The planes of a picture of two interleaved colours (NV12), in order.
    pub fn from_nv12(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let (bright, colour) = bytes.get(..self.bytes())?.split_at_checked(self.pixels())?;
        let pairs = colour.as_chunks::<2>().0;
        let mut planes = bright.to_vec();
        planes.extend(pairs.iter().map(|pair| pair[0]));
        planes.extend(pairs.iter().map(|pair| pair[1]));
        Some(planes)
    }

    /// The rectangles of a frame as they are painted: whole macroblocks.
    pub fn rects(&self, regions: &[FrameRegion], frame: u32) -> Vec<Rect> {
        let reaching = regions
            .iter()
            .filter(|region| region.frames.contains(frame));
        reaching
            .filter_map(|region| GRID.grown(region.rect, self.columns, self.rows))
            .collect()
    }

    /// Every run of a rectangle in the planes, and whether it is of luma. Rectangles are of even places.
    fn runs(&self, rect: Rect) -> impl Iterator<Item = (std::ops::Range<usize>, bool)> {
        let (wide, pixels) = (self.columns as usize, self.pixels());
        let Rect {
            x,
            y,
            width,
            height,
        } = rect;
        let (x, y, width, height) = (x as usize, y as usize, width as usize, height as usize);
        let bright = (y..y + height).map(move |row| (row * wide + x, width, true));
        let colour = [pixels, pixels / 4 * 5].into_iter().flat_map(move |plane| {
            let rows = y / 2..(y + height) / 2;
            rows.map(move |row| (plane + row * (wide / 2) + x / 2, width / 2, false))
        });
        bright
            .chain(colour)
            .map(|(start, length, bright)| (start..start + length, bright))
    }

    /// Paints rectangles as [`Planes::rects`] gave them. `false` if the bytes are not such a picture; nothing of it
    /// must leave then.
    #[must_use]
    pub fn paint(&self, bytes: &mut [u8], rects: &[Rect]) -> bool {
        bytes.len() == self.bytes()
            && rects
                .iter()
                .flat_map(|&rect| self.runs(rect))
                .all(|(run, bright)| {
                    let value = if bright { self.black() } else { 128 };
                    bytes.get_mut(run).map(|run| run.fill(value)).is_some()
                })
    }

    /// The means of a picture's cells.
    pub fn sums(&self, bytes: &[u8]) -> Sums {
        let mut means = Vec::with_capacity(self.cells());
        let pixels = self.pixels();
        let (bright, colour) = bytes.split_at_checked(pixels).unwrap_or_default();
        let (one, other) = colour.split_at_checked(pixels / 4).unwrap_or_default();
        let (wide, cell) = (self.columns as usize, self.cell as usize);
        for (plane, wide, cell) in [
            (bright, wide, cell),
            (one, wide / 2, cell / 2),
            (other, wide / 2, cell / 2),
        ] {
            for lines in plane.chunks(wide * cell) {
                let across = wide.div_ceil(cell);
                let mut sums = vec![(0u32, 0u32); across];
                for line in lines.chunks(wide) {
                    for ((sum, count), run) in sums.iter_mut().zip(line.chunks(cell)) {
                        *sum += run.iter().map(|&value| u32::from(value)).sum::<u32>();
                        *count += run.len() as u32;
                    }
                }
                means.extend(sums.iter().map(|(sum, count)| (sum / count.max(&1)) as u8));
            }
        }
        Sums(means)
    }

    /// Whether a picture that was decoded again is black where it was painted, and elsewhere like the one that was
    /// compressed.
    pub fn compare(&self, bytes: &[u8], rects: &[Rect], before: &Sums) -> Result<(), VideoError> {
        if bytes.len() != self.bytes() {
            return Err(VideoError::CheckFailed("its pictures have another size"));
        }
        let is_black = |rect: Rect, off: u8| {
            self.runs(rect).all(|(run, bright)| {
                let black = if bright { self.black() } else { 128 };
                let run = bytes.get(run);
                run.is_some_and(|run| run.iter().all(|value| value.abs_diff(black) <= off))
            })
        };
        let painted = |rect: &Rect| {
            is_black(*rect, EDGE_OFF) && core(*rect).is_none_or(|core| is_black(core, BLACK_OFF))
        };
        if !rects.iter().all(painted) {
            return Err(VideoError::CheckFailed("what was painted is not black"));
        }
        let after = self.sums(bytes);
        let off = || {
            let both = before.0.iter().zip(&after.0);
            both.map(|(one, other)| u32::from(one.abs_diff(*other)))
        };
        let count = (after.0.len() as u32).max(1);
        let alike = before.0.len() == after.0.len()
            && off().all(|off| off <= CELL_OFF)
            && off().sum::<u32>() / count <= PICTURE_OFF;
        match alike {
            true => Ok(()),
            false => Err(VideoError::CheckFailed(
                "its pictures are not like the old ones",
            )),
        }
    }
}

/// A rectangle without its edges.
fn core(rect: Rect) -> Option<Rect> {
    let within = |length: u32| length.checked_sub(2 * EDGE).filter(|&length| length > 0);
    Some(Rect {
        x: rect.x.checked_add(EDGE)?,
        y: rect.y.checked_add(EDGE)?,
        width: within(rect.width)?,
        height: within(rect.height)?,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pixels::FrameSpan;

    fn planes() -> Planes {
        Planes::new(70, 50, 10, false).unwrap()
    }

    fn picture(planes: &Planes) -> Vec<u8> {
        (0..planes.bytes()).map(|at| 60 + (at % 97) as u8).collect()
    }

    fn region(rect: [u32; 4], frames: FrameSpan) -> FrameRegion {
        let [x, y, width, height] = rect;
        let rect = Rect {
            x,
            y,
            width,
            height,
        };
        FrameRegion { rect, frames }
    }

    #[test]
    fn odd_sides_and_none_are_refused_and_long_videos_are_kept_in_coarser_sums() {
        assert_eq!(Planes::new(71, 50, 1, false), None);
        assert_eq!(Planes::new(70, 0, 1, false), None);
        let short = Planes::new(1920, 1080, 100, false).unwrap();
        let long = Planes::new(1920, 1080, 100_000, false).unwrap();
        assert_eq!(short.cell, 16);
        assert!(long.cell > 16 && long.cells() * 100_000 <= MOST_SUMS);
    }

    #[test]
    fn only_frames_within_the_span_have_rectangles_and_these_are_whole_blocks() {
        let regions = [
            region([17, 3, 4, 4], FrameSpan::All),
            region([60, 40, 500, 9], FrameSpan::Frames(2, 3)),
        ];
        let rects = planes().rects(&regions, 2);
        assert_eq!(
            rects,
            [
                region([16, 0, 16, 16], FrameSpan::All).rect,
                region([48, 32, 22, 18], FrameSpan::All).rect,
            ]
        );
        assert_eq!(planes().rects(&regions, 4).len(), 1);
    }

    #[test]
    fn two_interleaved_colours_are_parted() {
        let planes = Planes::new(4, 2, 1, false).unwrap();
        let parted = planes.from_nv12(&[1, 2, 3, 4, 5, 6, 7, 8, 10, 20, 11, 21]);
        assert_eq!(parted, Some(vec![1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 20, 21]));
        assert_eq!(planes.from_nv12(&[1, 2, 3]), None);
    }

    #[test]
    fn a_picture_that_is_another_or_not_painted_fails_its_check() {
        let planes = planes();
        let regions = [region([20, 20, 10, 10], FrameSpan::All)];
        let rects = planes.rects(&regions, 0);
        let mut painted = picture(&planes);
        assert!(planes.paint(&mut painted, &rects));
        let sums = planes.sums(&painted);
        assert_eq!(planes.compare(&painted, &rects, &sums), Ok(()));
        let slightly: Vec<u8> = painted.iter().map(|value| value + 2).collect();
        assert_eq!(planes.compare(&slightly, &rects, &sums), Ok(()));
        assert!(planes.compare(&picture(&planes), &rects, &sums).is_err());
        let other: Vec<u8> = painted.iter().map(|value| value / 2 + 8).collect();
        assert!(planes.compare(&other, &[], &sums).is_err());
        assert!(planes.compare(&painted[1..], &rects, &sums).is_err());
        assert!(!planes.paint(&mut painted[1..], &rects));
    }

    #[test]
    fn what_is_smoothed_at_an_edge_passes_and_the_same_within_does_not() {
        let planes = planes();
        let rects = planes.rects(&[region([16, 16, 32, 16], FrameSpan::All)], 0);
        let mut painted = picture(&planes);
        assert!(planes.paint(&mut painted, &rects));
        let sums = planes.sums(&painted);
        for (row, column, passes) in [(16, 20, true), (24, 47, true), (24, 30, false)] {
            let mut smoothed = painted.clone();
            smoothed[row * 70 + column] += 50;
            assert_eq!(planes.compare(&smoothed, &rects, &sums).is_ok(), passes);
        }
    }

    proptest! {
        #[test]
        fn inside_is_black_and_outside_is_untouched(
            (columns, rows) in (1_u32..60, 1_u32..60),
            (x, y, width, height) in (0_u32..130, 0_u32..130, 1_u32..130, 1_u32..130),
            full_range in any::<bool>(),
        ) {
            let planes = Planes::new(columns * 2, rows * 2, 1, full_range).unwrap();
            let rects = planes.rects(&[region([x, y, width, height], FrameSpan::All)], 0);
            let before = vec![77; planes.bytes()];
            let mut after = before.clone();
            prop_assert!(planes.paint(&mut after, &rects));
            let black = if full_range { 0 } else { 16 };
            for row in 0..planes.rows {
                for column in 0..planes.columns {
                    let at = Rect { x: column, y: row, width: 1, height: 1 };
                    let inside = rects.iter().any(|rect| rect.contains(at));
                    let value = after[(row * planes.columns + column) as usize];
                    prop_assert_eq!(value, if inside { black } else { 77 });
                }
            }
            let area: u32 = rects.iter().map(|rect| rect.width * rect.height).sum();
            let colour = after[planes.pixels()..].iter().filter(|value| **value == 128).count();
            prop_assert_eq!(colour as u32, area / 2);
        }
    }
}
