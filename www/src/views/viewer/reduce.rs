//! Pictures made smaller, and what is drawn over them: plain functions of samples.

use darkroom::pixels::{Picture, Rect, Samples};

/// Above this many pixels a picture that is shown smaller than life is drawn from a reduced copy.
const LARGE: u64 = 4_000_000;

/// The factor by which a picture may be reduced without losing a pixel of the screen, at so many CSS pixels for each
/// stored one and so many pixels of the screen for each of these.
pub fn factor((columns, rows): (u32, u32), scale: f64, density: f64) -> u32 {
    if u64::from(columns) * u64::from(rows) <= LARGE {
        return 1;
    }
    let factor = (1.0 / (scale.max(0.01) * density)).floor();
    factor.clamp(1.0, 16.0) as u32
}

/// A rectangle on a picture that is reduced by a factor: only pixels that lie in it whole, since what is beside it is
/// to be seen. `None` if it is outside of the picture.
pub fn reduced_rect(rect: Rect, (columns, rows): (u32, u32), by: u32) -> Option<Rect> {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect.clipped(columns, rows)?;
    let end = |start: u32, length: u32, most: u32| match start + length >= most {
        true => most.div_ceil(by),
        false => (start + length) / by,
    };
    let (left, top) = (x.div_ceil(by), y.div_ceil(by));
    Some(Rect {
        x: left,
        y: top,
        width: end(x, width, columns).saturating_sub(left),
        height: end(y, height, rows).saturating_sub(top),
    })
}

/// How much of an overlay's level is drawn, of 255: what lies beneath leaves without it, and is to be seen.
const OVERLAY: u16 = 110;

/// Draws an overlay in white, and in black where the picture is bright, so that the picture shows through.
pub fn lay_over(rgba: &mut [u8], overlay: Option<&[u8]>) {
    let bits = overlay.unwrap_or_default().iter();
    let bits = bits.flat_map(|byte| (0..8).map(move |bit| byte >> bit & 1 == 1));
    for (pixel, drawn) in rgba.as_chunks_mut::<4>().0.iter_mut().zip(bits) {
        if drawn {
            let bright = pixel[1] >= 128;
            let level: u16 = if bright { 0 } else { 255 };
            for value in pixel.iter_mut().take(3) {
                let mixed = level * OVERLAY + u16::from(*value) * (255 - OVERLAY);
                *value = (mixed / 255) as u8;
            }
        }
    }
}

/// Means of `by` × `by` pixels, of fewer at the right and at the foot, so that thin letters fade but do not vanish as
/// they would if pixels were skipped.
pub fn reduce(picture: &Picture, by: u32) -> Picture {
    let cells = Cells {
        by: by as usize,
        stride: picture.columns as usize,
        lines: picture.rows as usize,
    };
    let (columns, rows) = (picture.columns.div_ceil(by), picture.rows.div_ceil(by));
    let samples = match &picture.samples {
        Samples::Grey {
            values,
            slope,
            intercept,
            inverted,
        } => Samples::Grey {
            values: cells.grey(values),
            slope: *slope,
            intercept: *intercept,
            inverted: *inverted,
        },
        Samples::Rgba(bytes) => Samples::Rgba(cells.rgba(bytes)),
    };
    let overlay = picture.overlay.as_ref();
    Picture {
        columns,
        rows,
        samples,
        windows: picture.windows.clone(),
        colours: picture.colours.clone(),
        grid: picture.grid,
        overlay: overlay.map(|bits| reduce_bits(bits, (cells.stride, columns, rows), cells.by)),
    }
}

/// How a picture is parted into cells, each of which becomes a pixel.
#[derive(Clone, Copy)]
struct Cells {
    by: usize,
    stride: usize,
    lines: usize,
}

impl Cells {
    /// Cells along a line, and along a column.
    fn count(self) -> (usize, usize) {
        (self.stride.div_ceil(self.by), self.lines.div_ceil(self.by))
    }

    /// How many pixels there are in a cell.
    fn area(self, column: usize, row: usize) -> u32 {
        let along =
            |cell: usize, all: usize| self.by.min(all.saturating_sub(cell * self.by)).max(1);
        (along(column, self.stride) * along(row, self.lines)) as u32
    }

    fn grey(self, values: &[u16]) -> Vec<u16> {
        let (wide, high) = self.count();
        let mut out = Vec::with_capacity(wide * high);
        let mut sums = vec![0_u32; wide];
        for row in 0..high {
            sums.fill(0);
            for line in values.chunks(self.stride).skip(row * self.by).take(self.by) {
                for (sum, block) in sums.iter_mut().zip(line.chunks(self.by)) {
                    *sum += block.iter().map(|value| u32::from(*value)).sum::<u32>();
                }
            }
            let mean = |(column, sum): (usize, &u32)| {
                (sum / self.area(column, row)).min(u32::from(u16::MAX)) as u16
            };
            out.extend(sums.iter().enumerate().map(mean));
        }
        out
    }

    fn rgba(self, bytes: &[u8]) -> Vec<u8> {
        let (wide, high) = self.count();
        let mut out = Vec::with_capacity(wide * high * 4);
        let mut sums = vec![[0_u32; 4]; wide];
        for row in 0..high {
            sums.fill([0; 4]);
            let lines = bytes.chunks(self.stride * 4);
            for line in lines.skip(row * self.by).take(self.by) {
                for (sum, block) in sums.iter_mut().zip(line.chunks(self.by * 4)) {
                    for pixel in block.as_chunks::<4>().0 {
                        for (sum, value) in sum.iter_mut().zip(pixel) {
                            *sum += u32::from(*value);
                        }
                    }
                }
            }
            let means = |(column, sums): (usize, &[u32; 4])| {
                let area = self.area(column, row);
                sums.map(|sum| (sum / area).min(255) as u8)
            };
            out.extend(sums.iter().enumerate().flat_map(means));
        }
        out
    }
}

/// Every pixel in which there is a drawn one; `stride` is how many there are in a line of the larger picture.
fn reduce_bits(bits: &[u8], (stride, columns, rows): (usize, u32, u32), by: usize) -> Vec<u8> {
    let (columns, rows) = (columns as usize, rows as usize);
    let mut out = vec![0; (columns * rows).div_ceil(8)];
    let drawn = (0..bits.len() * 8).filter(|at| {
        bits.get(at / 8)
            .is_some_and(|byte| byte >> (at % 8) & 1 == 1)
    });
    for at in drawn {
        let (x, y) = (at % stride / by, at / stride / by);
        let place = y * columns + x;
        if x < columns
            && let Some(byte) = out.get_mut(place / 8)
        {
            *byte |= 1 << (place % 8);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::testing::grey;

    use super::*;

    fn values(picture: &Picture) -> Vec<u16> {
        match &picture.samples {
            Samples::Grey { values, .. } => values.clone(),
            Samples::Rgba(_) => Vec::new(),
        }
    }

    #[test]
    fn only_large_pictures_are_reduced_and_no_more_than_the_screen_allows() {
        assert_eq!(factor((2_000, 2_000), 0.1, 1.0), 1);
        assert_eq!(factor((4_000, 4_000), 0.25, 1.0), 4);
        assert_eq!(factor((4_000, 4_000), 0.25, 2.0), 2);
        assert_eq!(factor((4_000, 4_000), 2.0, 1.0), 1);
        assert_eq!(factor((4_000, 4_000), 0.0, 1.0), 16);
    }

    #[test]
    fn a_cell_is_the_mean_of_its_pixels() {
        let picture = grey(4, 2, &[0, 2, 10, 20, 4, 6, 30, 40]);
        let small = reduce(&picture, 2);
        assert_eq!((small.columns, small.rows), (2, 1));
        assert_eq!(values(&small), [3, 25]);
    }

    #[test]
    fn cells_at_the_edge_are_means_of_what_there_is() {
        let small = reduce(&grey(3, 3, &[9, 9, 4, 9, 9, 4, 7, 7, 1]), 2);
        assert_eq!((small.columns, small.rows), (2, 2));
        assert_eq!(values(&small), [9, 4, 7, 1]);
    }

    #[test]
    fn each_colour_is_a_mean_by_itself() {
        let picture = Picture {
            samples: Samples::Rgba(vec![0, 10, 100, 255, 10, 30, 200, 255]),
            ..grey(2, 1, &[])
        };
        assert_eq!(
            reduce(&picture, 2).samples,
            Samples::Rgba(vec![5, 20, 150, 255])
        );
    }

    #[test]
    fn an_overlay_stays_wherever_it_has_a_pixel() {
        let mut picture = grey(4, 4, &[0; 16]);
        // The last pixel of all.
        picture.overlay = Some(vec![0, 0b1000_0000]);
        assert_eq!(reduce(&picture, 2).overlay, Some(vec![0b1000]));
    }

    #[test]
    fn an_overlay_is_white_on_dark_and_black_on_bright_and_the_picture_shows_through() {
        let mut rgba = vec![0, 0, 0, 255, 255, 255, 255, 255, 50, 50, 50, 255];
        lay_over(&mut rgba, Some(&[0b011]));
        assert!(rgba[0] > 80 && rgba[0] < 255);
        assert!(rgba[4] < 175 && rgba[4] > 0);
        assert_eq!(&rgba[8..], [50, 50, 50, 255]);
        assert_eq!((rgba[3], rgba[7]), (255, 255));
    }

    proptest! {
        #[test]
        fn what_is_black_on_a_reduced_picture_is_black_on_the_whole_one(
            x in 0_u32..60, y in 0_u32..60, width in 1_u32..60, height in 1_u32..60, by in 1_u32..9,
        ) {
            let (rect, size) = (Rect { x, y, width, height }, (50, 40));
            let Some(small) = reduced_rect(rect, size, by) else {
                prop_assert!(rect.clipped(size.0, size.1).is_none());
                return Ok(());
            };
            let cells = (small.x..small.x + small.width)
                .flat_map(|x| (small.y..small.y + small.height).map(move |y| (x, y)));
            for (x, y) in cells {
                let cell = Rect { x: x * by, y: y * by, width: by, height: by };
                prop_assert!(rect.contains(cell.clipped(size.0, size.1).unwrap()));
            }
        }

        #[test]
        fn without_a_factor_everything_stays(values in prop::collection::vec(any::<u16>(), 12)) {
            let picture = grey(4, 3, &values);
            prop_assert_eq!(reduce(&picture, 1), picture);
        }
    }
}
