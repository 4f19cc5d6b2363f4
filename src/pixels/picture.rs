//! A decoded frame, ready to be windowed for a screen.

use serde::{Deserialize, Serialize};

use super::region::Grid;

/// A decoded frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub columns: u32,
    pub rows: u32,
    pub samples: Samples,
    /// Windows the header offers, then presets for the modality, then the full range and local contrast; never empty for
    /// grey pictures.
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
        values: Vec<u16>,
        slope: f64,
        intercept: f64,
        /// MONOCHROME1: the lowest value is white.
        inverted: bool,
    },
    /// Red, green, blue and opaque alpha, one byte each.
    Rgba(Vec<u8>),
}

/// A Supplemental Palette Color Lookup Table (PS3.3 C.7.6.19): values from the first mapped one up are colours, which no
/// window changes; those below are grey.
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
    pub center: f64,
    pub width: f64,
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
    Linear,
    LinearExact,
    Sigmoid,
    /// A VOI LUT: output 0 to 255 for inputs from `first` up; moving the window turns it into a linear one.
    Table {
        first: i32,
        output: Vec<u8>,
    },
    /// Straight lines between values and the levels (0 to 255) at them, in ascending order of values: a range of values
    /// that the picture does not have is drawn narrower than it is.
    Bent {
        knots: Vec<(f64, f64)>,
    },
    /// Each pixel by its rank among those around it, so that a difference of one shows, wherever it lies.
    LocalContrast,
}
