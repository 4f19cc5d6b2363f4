//! A decoded frame, ready to be windowed for a screen.

use serde::{Deserialize, Serialize};

use super::region::Grid;

/// A decoded frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    pub columns: u32,
    pub rows: u32,
    pub samples: Samples,
    /// Windows the header offers, then presets for the modality; never empty for grey pictures.
    pub windows: Vec<Window>,
    /// How rectangles will grow when they are painted into this frame; `None` if they do not.
    pub grid: Option<Grid>,
    /// The pixels that overlays draw on, row by row, one bit each, the first in the lowest; `None` if there are none.
    pub overlay: Option<Vec<u8>>,
}

impl Picture {
    /// Whether a window has every value of the picture in sight.
    pub fn shows_all(&self, window: &Window) -> bool {
        match &self.samples {
            Samples::Rgba(_) => true,
            Samples::Grey {
                values,
                slope,
                intercept,
                ..
            } => {
                let ends = [values.iter().min(), values.iter().max()];
                let (low, high) = (
                    window.center - window.width / 2.0,
                    window.center + window.width / 2.0,
                );
                ends.into_iter().flatten().all(|sample| {
                    let value = f64::from(*sample) * slope + intercept;
                    value >= low - 1.0 && value <= high + 1.0
                })
            }
        }
    }
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
}

/// VOI LUT Function (0028,1056), or a table.
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
}
