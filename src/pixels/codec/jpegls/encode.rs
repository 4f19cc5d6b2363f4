//! From samples to a stream of one scan (or one for each component), with nothing in it that a decoder need not know.

use super::coding::{Coding, Preset};
use super::decode::Shape;
use super::model::{Lines, Model};
use super::refusal::Refusal;
use super::segments::{EOI, Interleave, LSE, SOF55, SOI, SOS};
use super::writer::Writer;

/// How to encode.
#[derive(Debug, Clone, Copy)]
pub struct Manner {
    /// 2 to 16, and enough for every sample.
    pub precision: u8,
    /// 0 is lossless.
    pub near: u8,
    /// Of pictures of more than one component.
    pub interleave: Interleave,
    pub preset: Preset,
}

impl Manner {
    /// Without loss, colour interleaved by line.
    pub fn lossless(precision: u8) -> Self {
        Self {
            precision,
            near: 0,
            interleave: Interleave::Line,
            preset: Preset::default(),
        }
    }
}

/// Encodes samples that are interleaved by pixel.
pub fn encode(samples: &[u16], shape: Shape, manner: &Manner) -> Result<Vec<u8>, Refusal> {
    let coding = Coding::new(manner.precision, i32::from(manner.near), &manner.preset)?;
    let (Ok(columns), Ok(rows)) = (u16::try_from(shape.columns), u16::try_from(shape.rows)) else {
        return Err(Refusal::Mismatch("the size"));
    };
    if samples.len() != shape.samples() || columns == 0 || !(1..=4).contains(&shape.components) {
        return Err(Refusal::Mismatch("the size"));
    }
    let ids = 1..=shape.components as u8;
    let mut out = vec![0xFF, SOI];
    let mut body = vec![manner.precision];
    body.extend(rows.to_be_bytes());
    body.extend(columns.to_be_bytes());
    body.push(shape.components as u8);
    body.extend(ids.clone().flat_map(|id| [id, 0x11, 0]));
    segment(&mut out, SOF55, &body);
    // Decoders disagree about the default thresholds of more than 12 bits, so these are always stated.
    if manner.precision > 12 || manner.preset != Preset::default() {
        let [t1, t2, t3] = coding.thresholds;
        let numbers = [coding.maxval, t1, t2, t3, coding.reset as i32];
        let mut body = vec![1];
        body.extend(
            numbers
                .iter()
                .flat_map(|number| (*number as u16).to_be_bytes()),
        );
        segment(&mut out, LSE, &body);
    }
    let together = shape.components > 1 && manner.interleave != Interleave::None;
    let scans: Vec<Vec<u8>> = match together {
        true => vec![ids.collect()],
        false => ids.map(|id| vec![id]).collect(),
    };
    for scan in scans {
        let mut body = vec![scan.len() as u8];
        body.extend(scan.iter().flat_map(|id| [*id, 0]));
        let interleave = if together {
            manner.interleave
        } else {
            Interleave::None
        };
        body.extend([manner.near, interleave as u8, 0]);
        segment(&mut out, SOS, &body);
        out = encode_scan(out, samples, shape, &scan, interleave, coding)?;
    }
    out.extend([0xFF, EOI]);
    Ok(out)
}

/// A marker, and a segment short enough for its length.
fn segment(out: &mut Vec<u8>, marker: u8, body: &[u8]) {
    out.extend([0xFF, marker]);
    out.extend((body.len() as u16 + 2).to_be_bytes());
    out.extend_from_slice(body);
}

fn encode_scan(
    out: Vec<u8>,
    samples: &[u16],
    shape: Shape,
    ids: &[u8],
    interleave: Interleave,
    coding: Coding,
) -> Result<Vec<u8>, Refusal> {
    let mut writer = Writer::new(out);
    let mut model = Model::new(coding);
    let mut components = vec![Lines::new(shape.columns); ids.len()];
    let mut run_indices = vec![0; ids.len()];
    for line in samples.chunks(shape.columns * shape.components) {
        for (lines, &id) in components.iter_mut().zip(ids) {
            let originals = line.iter().skip(usize::from(id) - 1);
            let places = lines.here.iter_mut().skip(1);
            for (place, &sample) in places.zip(originals.step_by(shape.components)) {
                *place = i32::from(sample).min(coding.maxval);
            }
        }
        match interleave {
            Interleave::None | Interleave::Line => {
                for (lines, run_index) in components.iter_mut().zip(&mut run_indices) {
                    model.line(&mut writer, lines, run_index)?;
                }
            }
            Interleave::Sample => {
                model.line_by_sample(&mut writer, &mut components, &mut run_indices[0])?;
            }
        }
        components.iter_mut().for_each(Lines::advance);
    }
    Ok(writer.end())
}
