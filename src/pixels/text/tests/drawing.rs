//! Pages and pictures, drawn by code.

use super::titles::WIDTH;

/// A picture, row by row.
#[derive(Clone)]
pub struct Drawing {
    pub columns: usize,
    pub samples: Vec<i32>,
}

impl Drawing {
    pub fn flat(columns: usize, rows: usize, level: i32) -> Self {
        Self {
            columns,
            samples: vec![level; columns * rows],
        }
    }

    /// A picture of what `level` says at every column and row.
    pub fn of(columns: usize, rows: usize, level: impl Fn(usize, usize) -> i32) -> Self {
        let at = |index| level(index % columns, index / columns);
        Self {
            columns,
            samples: (0..columns * rows).map(at).collect(),
        }
    }

    /// Every title once, one below the other, from the top left corner.
    pub fn page(columns: usize, rows: usize, title: &[u128], ground: i32, ink: i32) -> Self {
        let mut page = Self::flat(columns, rows, ground);
        let height = title.len() + 5;
        for line in 0..(rows - 8) / height {
            page.write(title, 6, 6 + line * height, 1, ink);
        }
        page
    }

    /// Writes a title, `size` pixels to a dot; what does not fit is cut off.
    pub fn write(&mut self, title: &[u128], left: usize, top: usize, size: usize, ink: i32) {
        for (row, dots) in title.iter().enumerate() {
            let columns = (0..WIDTH).filter(|column| dots >> (WIDTH - 1 - column) & 1 == 1);
            for column in columns {
                self.fill(left + column * size, top + row * size, size, size, ink);
            }
        }
    }

    pub fn fill(&mut self, left: usize, top: usize, width: usize, height: usize, level: i32) {
        for row in top..top + height {
            for column in left..(left + width).min(self.columns) {
                if let Some(sample) = self.samples.get_mut(row * self.columns + column) {
                    *sample = level;
                }
            }
        }
    }

    pub fn place(&mut self, other: &Self, left: usize, top: usize) {
        for (row, samples) in other.samples.chunks(other.columns).enumerate() {
            let start = (top + row) * self.columns + left;
            self.samples[start..start + other.columns].copy_from_slice(samples);
        }
    }

    pub fn map(mut self, change: impl Fn(i32) -> i32) -> Self {
        self.samples
            .iter_mut()
            .for_each(|sample| *sample = change(*sample));
        self
    }

    /// With noise of up to so many levels up and down.
    pub fn noisy(mut self, levels: i32) -> Self {
        for (index, sample) in self.samples.iter_mut().enumerate() {
            *sample += noise(index, 2 * levels + 1) - levels;
        }
        self
    }

    /// Halved in size, each pixel the mean of four: letters with soft edges.
    pub fn halved(self) -> Self {
        let at = |column: usize, row: usize| self.samples[row * self.columns + column];
        let rows = self.samples.len() / self.columns;
        Self::of(self.columns / 2, rows / 2, |x, y| {
            let (x, y) = (2 * x, 2 * y);
            (at(x, y) + at(x + 1, y) + at(x, y + 1) + at(x + 1, y + 1)) / 4
        })
    }

    /// Turned by a quarter.
    pub fn turned(self) -> Self {
        let rows = self.samples.len() / self.columns;
        Self::of(rows, self.columns, |x, y| {
            self.samples[x * self.columns + y]
        })
    }
}

/// From 0 to below `levels`, without a pattern and the same every time; towards the middle, as noise is.
pub fn noise(index: usize, levels: i32) -> i32 {
    let mut hash = (index as u32).wrapping_mul(0x9E37_79B1) ^ 0xC2B2_AE3D;
    for (shift, factor) in [(15, 0x2C1B_3C6D), (12, 0x297A_2D39)] {
        hash = (hash ^ (hash >> shift)).wrapping_mul(factor);
    }
    ((hash & 0xFFFF) as i32 * levels / 0x1_0000 + (hash >> 16) as i32 * levels / 0x1_0000) / 2
}

/// A slice of a body with lungs, vessels, bones and a table, in Hounsfield units with noise; `outside` the scanned
/// circle.
pub fn slice(side: usize, air: i32, outside: i32) -> Drawing {
    let half = side as f64 / 2.0;
    let within = move |x: usize, y: usize, at: (f64, f64), radii: (f64, f64)| {
        let across = (x as f64 - half) / half - at.0;
        let down = (y as f64 - half) / half - at.1;
        (across / radii.0).powi(2) + (down / radii.1).powi(2) < 1.0
    };
    Drawing::of(side, side, |x, y| {
        let lung =
            within(x, y, (-0.38, 0.0), (0.25, 0.35)) || within(x, y, (0.38, 0.0), (0.25, 0.35));
        let vessel = (x % 23) * (x % 23) + (y % 19) * (y % 19) < 4 + (x * y) % 17;
        let measured = match () {
            () if !within(x, y, (0.0, 0.0), (1.0, 1.0)) => return outside,
            () if within(x, y, (0.0, 0.45), (0.12, 0.1)) => 400,
            () if lung && vessel => -500 + noise(x / 3 + 97 * (y / 3), 600),
            () if lung => -850,
            () if within(x, y, (0.0, 0.0), (0.8, 0.6)) => 45,
            () if (y as f64 - half * 1.66).abs() < 2.0 => -300,
            () => air,
        };
        (measured + noise(x + side * y, 61) - 30).max(-1024)
    })
}
