//! From a stream to samples: scan by scan, line by line.

use super::coding::Coding;
use super::model::{Lines, Model};
use super::reader::Reader;
use super::refusal::Refusal;
use super::segments::{FrameHeader, Interleave, ScanHeader, Segments};

/// The shape of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape {
    pub columns: usize,
    pub rows: usize,
    /// 1 to 4.
    pub components: usize,
}

impl Shape {
    /// Samples in all.
    pub fn samples(&self) -> usize {
        self.columns * self.rows * self.components
    }
}

/// A decoded picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// 2 to 16.
    pub precision: u8,
    /// Interleaved by pixel.
    pub samples: Vec<u16>,
}

/// Decodes a stream whose shape must be `shape`; nothing is allocated before it is.
pub fn decode(bytes: &[u8], shape: Shape) -> Result<Decoded, Refusal> {
    let mut segments = Segments::new(bytes)?;
    let frame = segments.frame()?;
    agree(&frame, shape)?;
    let mut samples = vec![0; shape.samples()];
    let mut is_done = vec![false; shape.components];
    while is_done.contains(&false) {
        let scan = segments.scan(&frame)?;
        for &component in &scan.components {
            if std::mem::replace(&mut is_done[component], true) {
                return Err(Refusal::Segment);
            }
        }
        decode_scan(bytes, &mut segments, &scan, &frame, shape, &mut samples)?;
    }
    Ok(Decoded {
        precision: frame.precision,
        samples,
    })
}

fn agree(frame: &FrameHeader, shape: Shape) -> Result<(), Refusal> {
    let size = (usize::from(frame.columns), usize::from(frame.rows));
    if size != (shape.columns, shape.rows) || shape.columns == 0 {
        return Err(Refusal::Mismatch("the size"));
    }
    if frame.components.len() != shape.components {
        return Err(Refusal::Mismatch("the number of samples per pixel"));
    }
    Ok(())
}

/// One scan, in stretches of lines between restart markers. Each of them begins as if nothing were above it.
fn decode_scan(
    bytes: &[u8],
    segments: &mut Segments,
    scan: &ScanHeader,
    frame: &FrameHeader,
    shape: Shape,
    samples: &mut [u16],
) -> Result<(), Refusal> {
    let coding = Coding::new(frame.precision, i32::from(scan.near), &segments.preset)?;
    let lines_of_stretch = match segments.restart_interval {
        0 => shape.rows,
        lines => lines.min(shape.rows),
    };
    let samples_of_line = shape.columns * shape.components;
    let stretches = samples.chunks_mut(samples_of_line * lines_of_stretch);
    for (number, stretch) in stretches.enumerate() {
        if let Some(restart) = number.checked_sub(1) {
            segments.restart(restart)?;
        }
        let mut reader = Reader::new(bytes, segments.at);
        let mut model = Model::new(coding);
        let mut components = vec![Lines::new(shape.columns); scan.components.len()];
        let mut run_indices = vec![0; scan.components.len()];
        for line in stretch.chunks_mut(samples_of_line) {
            match scan.interleave {
                Interleave::None | Interleave::Line => {
                    for (lines, run_index) in components.iter_mut().zip(&mut run_indices) {
                        model.line(&mut reader, lines, run_index)?;
                    }
                }
                Interleave::Sample => {
                    model.line_by_sample(&mut reader, &mut components, &mut run_indices[0])?;
                }
            }
            for (lines, &place) in components.iter_mut().zip(&scan.components) {
                let places = line.iter_mut().skip(place).step_by(shape.components);
                for (place, &sample) in places.zip(&lines.here[1..]) {
                    *place = sample as u16;
                }
                lines.advance();
            }
        }
        segments.at = reader.end()?;
    }
    Ok(())
}
