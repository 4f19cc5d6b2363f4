//! What was painted is read again, by the readers that everybody else uses, before it leaves.

use libjpeg_turbo_rs::{ComponentCoefficients, JpegCoefficients, read_coefficients};

use super::super::super::codec::Codec;
use super::super::super::codec::jpeg::{Header, Jpeg};
use super::super::super::error::PixelError;
use super::super::super::format::FrameFormat;
use super::super::super::frame::{Frame, Words};
use super::super::super::region::{Grid, Rect};
use super::black::Black;

/// All that decides how a frame is decoded before and after it is painted, besides its coefficients.
#[derive(PartialEq, Eq)]
pub struct Making {
    source: Vec<u8>,
    start: u8,
    adobe: Option<u8>,
    precision: u8,
    quant_tables: Vec<[u16; 64]>,
    /// Identifier, sampling factors and quantisation table of each component.
    components: Vec<(u8, u8, u8, u8)>,
    black: (Vec<i16>, Vec<u64>),
    rects: Vec<Rect>,
}

impl Making {
    /// Of a frame of this shape as it was meant.
    pub fn of(
        source: Vec<u8>,
        header: &Header,
        meant: &JpegCoefficients,
        black: &Black,
        rects: &[Rect],
    ) -> Self {
        let components = meant.components.iter().map(|component| {
            let (h, v) = (component.h_sampling, component.v_sampling);
            (component.component_id, h, v, component.quant_table_index)
        });
        Self {
            source,
            start: header.start,
            adobe: header.adobe,
            precision: header.precision,
            quant_tables: meant.quant_tables.clone(),
            components: components.collect(),
            black: (black.dc.clone(), black.words.clone()),
            rects: rects.to_vec(),
        }
    }
}

/// Whether a written frame holds the very coefficients that were meant.
pub fn is_as_meant(written: &[u8], meant: &JpegCoefficients) -> bool {
    read_coefficients(written).is_ok_and(|again| is_same(&again, meant))
}

/// Whether every pixel of the rectangles is black in the decoded frame, of which only the lines that they span are
/// made. Along the edge of the cells painted, readers lend it a hue of the colour beside it.
pub fn shows_black(
    written: &[u8],
    black: &Black,
    grid: Grid,
    format: &FrameFormat,
    rects: &[Rect],
) -> bool {
    let first = rects.iter().map(|rect| rect.y).min().unwrap_or(0);
    let end = rects.iter().map(|rect| rect.y + rect.height).max();
    let end = end.unwrap_or(first);
    let Ok(decoded) = Jpeg.decode_lines(written, format, first..end) else {
        return false;
    };
    let expected = FrameFormat {
        rows: end - first,
        ..black.format.clone()
    };
    // More of red, green or blue than a fourth, or at a corner seven sixteenths, of the furthest hue can't be lent.
    let hue = u64::MAX >> (64 - decoded.precision.clamp(1, 64)) >> 1;
    let moved = |rect: Rect| Rect {
        y: rect.y.saturating_sub(first),
        ..rect
    };
    let is_painted = |rect: &Rect| {
        let core = core(*rect, grid, format);
        core.is_none_or(|core| is_black(&decoded, moved(core), &black.words, 0))
            && is_black(&decoded, moved(*rect), &black.words, hue)
    };
    decoded.format == expected && rects.iter().all(is_painted)
}

/// What of a rectangle no reader blends with its surroundings; a frame's edge is none.
fn core(rect: Rect, grid: Grid, format: &FrameFormat) -> Option<Rect> {
    let grown = grid.grown(rect, format.columns, format.rows)?;
    let along = |(start, length): (u32, u32), cells: (u32, u32), margin: u32, limit: u32| {
        let first = if cells.0 == 0 { 0 } else { cells.0 + margin };
        let end = cells.0 + cells.1;
        let end = if end == limit {
            end
        } else {
            end.saturating_sub(margin)
        };
        let (from, to) = (start.max(first), (start + length).min(end));
        (from < to).then(|| (from, to - from))
    };
    let (x, width) = along(
        (rect.x, rect.width),
        (grown.x, grown.width),
        grid.margin_x,
        format.columns,
    )?;
    let (y, height) = along(
        (rect.y, rect.height),
        (grown.y, grown.height),
        grid.margin_y,
        format.rows,
    )?;
    Some(Rect {
        x,
        y,
        width,
        height,
    })
}

/// Whether a whole frame decodes to the same samples before and after, but for what the rectangles grow to and what
/// readers blend around it. That holds coefficient reader and decoder against each other.
pub fn is_same_outside(
    before: &[u8],
    after: &[u8],
    grid: Grid,
    format: &FrameFormat,
    rects: &[Rect],
) -> Result<bool, PixelError> {
    let (before, after) = (Jpeg.decode(before, format)?, Jpeg.decode(after, format)?);
    let touched: Vec<Rect> = rects
        .iter()
        .filter_map(|rect| grid.grown(*rect, format.columns, format.rows))
        .map(|grown| Rect {
            x: grown.x.saturating_sub(grid.margin_x),
            y: grown.y.saturating_sub(grid.margin_y),
            width: grown.width + 2 * grid.margin_x,
            height: grown.height + 2 * grid.margin_y,
        })
        .collect();
    let same = match (&before.words, &after.words) {
        (Words::U8(a), Words::U8(b)) => are_same(a, b, format, &touched),
        (Words::U16(a), Words::U16(b)) => are_same(a, b, format, &touched),
        _ => false,
    };
    Ok(same && before.format == after.format)
}

fn are_same<T: PartialEq>(a: &[T], b: &[T], format: &FrameFormat, touched: &[Rect]) -> bool {
    let samples = usize::from(format.samples_per_pixel).max(1);
    let stride = (format.columns as usize * samples).max(1);
    let lines = a.chunks(stride).zip(b.chunks(stride));
    a.len() == b.len()
        && (0_u32..).zip(lines).all(|(y, (a, b))| {
            let is_touched = |x: u32| {
                touched.iter().any(|rect| {
                    (rect.y..rect.y + rect.height).contains(&y)
                        && (rect.x..rect.x + rect.width).contains(&x)
                })
            };
            let pixels = a.chunks(samples).zip(b.chunks(samples));
            a == b
                || (0_u32..)
                    .zip(pixels)
                    .all(|(x, (a, b))| a == b || is_touched(x))
        })
}

/// Whether all that the frame shows is the same. Blocks wholly beyond its edge are made anew by the coder.
fn is_same(one: &JpegCoefficients, other: &JpegCoefficients) -> bool {
    let size = |image: &JpegCoefficients| (image.width, image.height, image.effective_precision());
    let kind = |image: &JpegCoefficients, component: &ComponentCoefficients| {
        (
            component.component_id,
            (component.h_sampling, component.v_sampling),
            image
                .quant_tables
                .get(usize::from(component.quant_table_index))
                .copied(),
        )
    };
    let most = |factor: fn(&ComponentCoefficients) -> u8| {
        let factors = one.components.iter().map(factor);
        usize::from(factors.max().unwrap_or(1)).max(1)
    };
    let most_x = most(|component| component.h_sampling);
    let most_y = most(|component| component.v_sampling);
    size(one) == size(other)
        && one.components.len() == other.components.len()
        && one.components.iter().zip(&other.components).all(|(a, b)| {
            let shown = |length: u16, factor: u8, most: usize| {
                (usize::from(length) * usize::from(factor)).div_ceil(most * 8)
            };
            let columns = shown(one.width, a.h_sampling, most_x);
            let lines = shown(one.height, a.v_sampling, most_y);
            kind(one, a) == kind(other, b)
                && (0..lines).all(|line| {
                    let (a, b) = (blocks_of(a, line, columns), blocks_of(b, line, columns));
                    a.zip(b).is_some_and(|(a, b)| are_equal(a, b))
                })
        })
}

/// As `==`, which in wasm goes byte by byte.
fn are_equal(a: &[[i16; 64]], b: &[[i16; 64]]) -> bool {
    let differs = |(a, b): (&[i16; 64], &[i16; 64])| {
        let bits = a.iter().zip(b).fold(0, |bits, (a, b)| bits | (a ^ b));
        bits != 0
    };
    a.len() == b.len() && !a.iter().zip(b).any(differs)
}

/// The first blocks of a line; `None` if there are not as many.
fn blocks_of(
    component: &ComponentCoefficients,
    line: usize,
    columns: usize,
) -> Option<&[[i16; 64]]> {
    let mut lines = component.blocks.chunks_exact(component.blocks_x.max(1));
    lines.nth(line)?.get(..columns)
}

/// Whether every pixel of a rectangle is of these words, or off them by no more than so much.
fn is_black(decoded: &Frame, rect: Rect, black: &[u64], off: u64) -> bool {
    match &decoded.words {
        Words::U8(words) => is_all(words, decoded, rect, (black, off)),
        Words::U16(words) => is_all(words, decoded, rect, (black, off)),
        Words::U32(_) | Words::U64(_) => false,
    }
}

fn is_all<T: Copy + Into<u64>>(
    words: &[T],
    decoded: &Frame,
    rect: Rect,
    (black, off): (&[u64], u64),
) -> bool {
    let samples = black.len();
    let stride = decoded.format.columns as usize * samples;
    (rect.y..rect.y + rect.height).all(|line| {
        let start = line as usize * stride + rect.x as usize * samples;
        let run = words.get(start..start + rect.width as usize * samples);
        run.is_some_and(|run| {
            run.chunks_exact(samples.max(1)).all(|pixel| {
                pixel
                    .iter()
                    .zip(black)
                    .all(|(word, black)| (*word).into().abs_diff(*black) <= off)
            })
        })
    })
}
