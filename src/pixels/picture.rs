//! A decoded frame, ready to be windowed for a screen.

use serde::{Deserialize, Serialize};

use super::region::Grid;

/// A decoded frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Pixels from left to right.
    pub columns: u32,
    /// Pixels from top to bottom.
    pub rows: u32,
    /// Grey values that a window has yet to be laid over, or colours as they are shown.
    pub samples: Samples,
    /// Windows the header offers, then presets for the modality, then the full range and local contrast; never empty
    /// for grey pictures.
    pub windows: Vec<Window>,
    /// Colours in place of the highest grey values; `None` for pictures that are all grey, or all colour.
    pub colours: Option<Colours>,
    /// How rectangles will grow when they are painted into this frame; `None` if they do not.
    pub grid: Option<Grid>,
    /// The pixels that overlays draw on, row by row, one bit each, the first in the lowest; `None` if there are none.
    pub overlay: Option<Vec<u8>>,
}

/// The samples of a [`Picture`], row by row.
#[derive(Debug, Clone, PartialEq)]
pub enum Samples {
    /// One sample per pixel. The value after the modality LUT is `sample × slope + intercept`.
    Grey {
        /// Stored values, moved if signed and scaled if wider than 16 bits; or what a modality LUT table
        /// makes of them.
        values: Vec<u16>,
        /// Rescale Slope (PS3.3 C.11.1), and what undoes the scaling; 1 behind a modality LUT table.
        slope: f64,
        /// Rescale Intercept (PS3.3 C.11.1), and what undoes the moving; 0 behind a modality LUT table.
        intercept: f64,
        /// MONOCHROME1: the lowest value is white.
        inverted: bool,
    },
    /// Red, green, blue and opaque alpha, one byte each.
    Rgba(Vec<u8>),
}

/// A Supplemental Palette Color Lookup Table (PS3.3 C.7.6.19): values from the first mapped one up are colours, which
/// no window changes; those below are grey.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Colours {
    /// The lowest of [`Samples::Grey`]'s values that is a colour.
    pub first: u16,
    /// From there up; values beyond take the last one. Never empty.
    pub table: Vec<[u8; 3]>,
}

impl Colours {
    /// The colour of a value; `None` if it is a grey one.
    pub fn of(&self, value: u16) -> Option<[u8; 3]> {
        let place = usize::from(value.checked_sub(self.first)?);
        self.table.get(place).or(self.table.last()).copied()
    }

    /// A number that tells two of them apart.
    pub(super) fn sum(&self) -> u32 {
        let mut sum = crc32fast::Hasher::new();
        sum.update(&self.first.to_le_bytes());
        sum.update(self.table.as_flattened());
        sum.finalize()
    }
}

/// A VOI window (PS3.3 C.11.2), in values after the modality LUT.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// The header's explanation or the preset's name; empty if there is none.
    pub name: String,
    /// Window Center (0028,1050).
    pub center: f64,
    /// Window Width (0028,1051).
    pub width: f64,
    /// How values within the window become levels.
    pub function: WindowFunction,
}

impl Window {
    /// For colour pictures, which have no window and heed none.
    pub fn of_colour() -> Self {
        Self {
            name: String::new(),
            center: 128.0,
            width: 256.0,
            function: WindowFunction::Linear,
        }
    }

    /// Whether it is drawn by what lies around each pixel, and so from the whole picture and not from a smaller one.
    pub fn is_local(&self) -> bool {
        self.function == WindowFunction::LocalContrast
    }
}

/// VOI LUT Function (0028,1056), a table, or one of ours.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum WindowFunction {
    /// `LINEAR`, the default, in whole steps: a width of 1 is a threshold (PS3.3 C.11.2.1.2.1).
    Linear,
    /// `LINEAR_EXACT`: a straight line over the width as it is (PS3.3 C.11.2.1.3.2).
    LinearExact,
    /// `SIGMOID`: an S-shaped curve that never reaches its ends (PS3.3 C.11.2.1.3.1).
    Sigmoid,
    /// A VOI LUT: output 0 to 255 for inputs from `first` up; moving the window turns it into a linear one.
    Table {
        /// First value mapped (PS3.3 C.11.2.1.1); those below take its level.
        first: i32,
        /// One level a value; values beyond take the last one.
        output: Vec<u8>,
    },
    /// Straight lines between values and the levels (0 to 255) at them, in ascending order of values: a range of values
    /// that the picture does not have is drawn narrower than it is.
    Bent {
        /// Value and level.
        knots: Vec<(f64, f64)>,
    },
    /// Each pixel by its rank among those around it, so that a difference of one shows, wherever it lies.
    LocalContrast,
}
