//! A grey picture drawn by differences: each pixel by its rank among those around it.
//!
//! In come samples; out comes a screen on which a difference of one shows wherever it lies, in the dark, beyond the
//! ends of any window, in the padding. How large a difference is does not show. This is adaptive histogram
//! equalisation: the picture is laid out in tiles, each has a table of ranks of its own, and between the middles of
//! tiles the tables are blended, so that no seams show. Tables know but the values that the picture has.

use super::range;

/// Side of a tile of pixels: about the size of large letters. A power of two.
const SIDE: usize = 64;

/// With larger ones the blended numbers would outgrow their words.
const MOST_SIDE: usize = 1 << 11;

/// Entries of all tables together: pictures of very many values are laid out in larger tiles.
const MOST_ENTRIES: usize = 24 << 20;

/// Fills `rgba` with four bytes per pixel; `falling`: lower samples are brighter.
pub fn draw(values: &[u16], (columns, rows): (u32, u32), falling: bool, rgba: &mut Vec<u8>) {
    rgba.resize(values.len() * 4, 255);
    let columns = (columns as usize).max(1);
    let rows = rows as usize;
    let (places, count) = places(values);
    let mut side = SIDE;
    while columns.div_ceil(side) * rows.div_ceil(side) * count > MOST_ENTRIES && side < MOST_SIDE {
        side *= 2;
    }
    let tiles = Tiles {
        values,
        columns,
        places: &places,
        count,
        side,
        falling,
    };
    let last = rows.div_ceil(side).saturating_sub(1);
    let mut below = (usize::MAX, Vec::new());
    let mut band = (isize::MIN, Vec::new());
    let lines = values.chunks(columns).zip(rgba.chunks_mut(columns * 4));
    for (y, (line, pixels)) in lines.enumerate() {
        let (first, down) = blend(y, side);
        if band.0 != first {
            let (one, other) = (first.max(0) as usize, ((first + 1) as usize).min(last));
            let above = match below.0 == one {
                true => below.1,
                false => tiles.tables(one),
            };
            let tables = match other == one {
                true => above.clone(),
                false => tiles.tables(other),
            };
            band = (first, tiles.band(&above, &tables));
            below = (other, tables);
        }
        tiles.draw_line(line, pixels, &band.1, down);
    }
}

/// The tile whose middle lies before a place, -1 before the first, and how far on the way to the next one's middle the
/// place is, of twice the side.
fn blend(at: usize, side: usize) -> (isize, u32) {
    let from = (2 * at + 1 + side) as isize;
    let whole = 2 * side as isize;
    (from / whole - 1, (from % whole) as u32)
}

/// The place of each value among those that there are, and how many these are.
fn places(values: &[u16]) -> (Vec<u16>, usize) {
    let mut places = vec![0; 1 << 16];
    let mut count = 0_usize;
    for (first, last) in range::occupied(values) {
        let run = places.get_mut(usize::from(first)..=usize::from(last));
        for place in run.into_iter().flatten() {
            *place = count as u16;
            count += 1;
        }
    }
    (places, count.max(1))
}

struct Tiles<'a> {
    values: &'a [u16],
    columns: usize,
    places: &'a [u16],
    /// How many values there are.
    count: usize,
    side: usize,
    falling: bool,
}

impl Tiles<'_> {
    /// A table of `count` levels for each tile of a row.
    fn tables(&self, row: usize) -> Vec<u8> {
        let across = self.columns.div_ceil(self.side);
        let mut tables = Vec::with_capacity(across * self.count);
        let mut counts = vec![0_u32; self.count];
        for tile in 0..across {
            counts.fill(0);
            let lines = self.values.chunks(self.columns);
            for line in lines.skip(row * self.side).take(self.side) {
                let pixels = line.iter().skip(tile * self.side).take(self.side);
                for value in pixels {
                    if let Some(count) = counts.get_mut(self.place(*value)) {
                        *count += 1;
                    }
                }
            }
            let all = counts.iter().sum::<u32>().max(1);
            let mut before = 0;
            tables.extend(counts.iter().map(|count| {
                // The middle of those of the same value.
                let rank = u64::from(2 * before + count) * 255 / u64::from(2 * all);
                before += count;
                let level = rank.min(255) as u8;
                if self.falling { 255 - level } else { level }
            }));
        }
        tables
    }

    fn place(&self, value: u16) -> usize {
        self.places
            .get(usize::from(value))
            .map_or(0, |place| usize::from(*place))
    }

    /// For what lies between the middles of four tiles the levels of all four, together where one value finds them.
    fn band(&self, above: &[u8], below: &[u8]) -> Vec<[u8; 4]> {
        let across = self.columns.div_ceil(self.side);
        let mut band = Vec::with_capacity((across + 1) * self.count);
        for right in 0..=across {
            let left = right.saturating_sub(1);
            let right = right.min(across - 1);
            let table = |tables, tile| of_tile(tables, tile, self.count).iter();
            let upper = table(above, left).zip(table(above, right));
            let lower = table(below, left).zip(table(below, right));
            band.extend(upper.zip(lower).map(|((a, b), (c, d))| [*a, *b, *c, *d]));
        }
        band
    }

    /// A line of pixels in a band, of which the lower tables weigh `down` of twice the side.
    fn draw_line(&self, line: &[u16], pixels: &mut [u8], band: &[[u8; 4]], down: u32) {
        let whole = 2 * self.side as u32;
        let shift = 2 * whole.trailing_zeros();
        let mut pixels = pixels.as_chunks_mut::<4>().0;
        let mut line = line;
        let mut at = 0;
        for tables in band.chunks(self.count) {
            let (first, mut across) = blend(at, self.side);
            // As far as the next tile's middle.
            let end = (first + 1) as usize * self.side + self.side / 2;
            let (run, rest) = line.split_at(line.len().min(end - at));
            let (drawn, left) = pixels.split_at_mut(pixels.len().min(run.len()));
            for (value, pixel) in run.iter().zip(drawn) {
                let [a, b, c, d] = tables
                    .get(self.place(*value))
                    .map_or([0; 4], |levels| levels.map(u32::from));
                let upper = a * (whole - across) + b * across;
                let lower = c * (whole - across) + d * across;
                let level = ((upper * (whole - down) + lower * down) >> shift) as u8;
                *pixel = u32::from_le_bytes([level, level, level, 255]).to_le_bytes();
                across += 2;
            }
            at += run.len();
            (line, pixels) = (rest, left);
        }
    }
}

fn of_tile(tables: &[u8], tile: usize, count: usize) -> &[u8] {
    tables
        .get(tile * count..(tile + 1) * count)
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A letter of the page: whether a pixel is part of a stroke.
    fn stroke(x: usize, y: usize) -> bool {
        (40..60).contains(&x) && (30..54).contains(&y) && (x < 43 || y < 33)
    }

    fn drawn(values: &[u16], columns: usize) -> Vec<u8> {
        let mut rgba = Vec::new();
        let rows = (values.len() / columns) as u32;
        draw(values, (columns as u32, rows), false, &mut rgba);
        assert_eq!(rgba.len(), values.len() * 4);
        rgba.chunks(4).map(|pixel| pixel[0]).collect()
    }

    /// The least difference between a stroke's pixels and the ground beside them, on the same line.
    fn contrast(levels: &[u8], columns: usize, rows: usize) -> i32 {
        let place = |x: usize, y: usize| i32::from(levels[y * columns + x]);
        let all = (0..rows).flat_map(|y| (1..columns).map(move |x| (x, y)));
        let edges = all.filter(|&(x, y)| stroke(x, y) && !stroke(x - 1, y));
        edges
            .map(|(x, y)| place(x, y) - place(x - 1, y))
            .min()
            .unwrap()
    }

    #[test]
    fn a_difference_of_one_shows_in_the_dark_the_bright_and_beside_what_is_far_off() {
        let (columns, rows) = (150, 100);
        for ground in [0, 2600, 64_000] {
            let values: Vec<u16> = (0..columns * rows)
                .map(|at| (at % columns, at / columns))
                .map(|(x, y)| match (x, y) {
                    // Padding, and a picture with noise in it.
                    (..20, _) => 65_535,
                    (100.., _) => 1000 + ((x * 7919 + y * 104_729) % 211) as u16,
                    _ => ground + u16::from(stroke(x, y)),
                })
                .collect();
            let levels = drawn(&values, columns);
            assert!(contrast(&levels, columns, rows) > 30, "{ground}");
        }
    }

    #[test]
    fn where_low_numbers_are_bright_the_picture_is_turned_round() {
        let values = [5, 5, 9, 9];
        let mut rgba = Vec::new();
        draw(&values, (2, 2), true, &mut rgba);
        assert!(rgba[0] > rgba[8]);
        draw(&values, (2, 2), false, &mut rgba);
        assert!(rgba[0] < rgba[8]);
    }

    #[test]
    fn pictures_of_any_shape_and_of_all_values_are_drawn() {
        for (columns, rows) in [(1, 1), (1, 300), (300, 1), (65, 64), (512, 700)] {
            let values: Vec<u16> = (0..columns * rows).map(|at| (at * 40_503) as u16).collect();
            let levels = drawn(&values, columns);
            assert!(columns * rows < 300 || levels.iter().any(|level| *level > 200));
        }
        drawn(&[], 1);
    }
}
