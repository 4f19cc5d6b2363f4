//! Frames as JPEG 2000 without loss: one tile, one layer, the reversible wavelet.
//!
//! In comes a decoded frame, out comes a bare codestream without a comment, of as many bits as its samples need and at
//! least as many as they had. Samples called YBR_RCT are taken for RGB and go through the reversible colour transform;
//! all others are stored as they are. The encoder is a young translation: whoever calls this decodes what comes out and
//! compares.

use openjp2::openjpeg::{OPJ_CLRSPC_UNSPECIFIED, OPJ_CODEC_J2K, opj_cparameters_t};
use openjp2::{Codec, opj_image, opj_image_comptparm};

use super::super::super::error::PixelError;
use super::super::super::format::{FrameFormat, Photometric};
use super::super::super::frame::{Frame, Words};
use super::sink;

/// Resolutions of a large image; a power of two fewer for those whose shorter side ends before.
const MOST_RESOLUTIONS: u32 = 6;

/// Bits for which the encoder sets enough room aside whatever the samples are.
const ROOMY: u32 = 8;

/// Fewer bits than these are too few for transformed colours.
const CRAMPED: u32 = 4;

const COMMENT: [u8; 2] = [0xFF, 0x64];
const TILE_PART: [u8; 2] = [0xFF, 0x90];

/// The codestream, of signed samples or of unsigned ones.
pub fn encode(frame: &Frame, signed: bool) -> Result<Vec<u8>, PixelError> {
    let samples = samples_of(frame, signed)?;
    let precision = precision(frame, &samples, signed);
    // The encoder sets room aside by the precision. Noise of one to three bits outgrows it: the encoder gives up, or,
    // where colours are transformed, writes other samples.
    let cramped = precision < CRAMPED && frame.format.photometric == Photometric::YbrRct;
    let exact = (!cramped).then_some(precision);
    let roomy = (precision < ROOMY).then_some(ROOMY);
    let tried = [exact, roomy].into_iter().flatten();
    tried
        .filter_map(|precision| codestream(&samples, (precision, signed), &frame.format))
        .next()
        .ok_or_else(|| PixelError::codec("JPEG 2000", "the encoder refuses the frame"))
}

/// The codestream of so many bits; `None` if the encoder gives up.
fn codestream(samples: &[i32], kind: (u32, bool), format: &FrameFormat) -> Option<Vec<u8>> {
    let mut image = image_of(samples, kind, format)?;
    let mut parameters = parameters(format);
    let mut encoder = Codec::new_encoder(OPJ_CODEC_J2K)?;
    let (mut stream, written) = sink::stream();
    let done = encoder.setup_encoder(&mut parameters, &mut image) == 1
        && encoder.start_compress(&mut image, &mut stream) == 1
        && encoder.encode(&mut stream) == 1
        && encoder.end_compress(&mut stream) == 1;
    // The stream keeps bytes back until it ends.
    drop(stream);
    without_comment(written.take()).filter(|_| done)
}

/// The numbers in the words of a frame.
fn samples_of(frame: &Frame, signed: bool) -> Result<Vec<i32>, PixelError> {
    Ok(match (&frame.words, signed) {
        (Words::U8(words), false) => words.iter().map(|&word| i32::from(word)).collect(),
        (Words::U8(words), true) => words.iter().map(|&word| i32::from(word as i8)).collect(),
        (Words::U16(words), false) => words.iter().map(|&word| i32::from(word)).collect(),
        (Words::U16(words), true) => words.iter().map(|&word| i32::from(word as i16)).collect(),
        (Words::U32(_) | Words::U64(_), _) => {
            return Err(PixelError::Unsupported("JPEG 2000 of more than 16 bits"));
        }
    })
}

/// Bits that hold every sample, and no fewer than the frame had.
fn precision(frame: &Frame, samples: &[i32], signed: bool) -> u32 {
    let needed = samples.iter().map(|&sample| match signed {
        true => 33 - sample.leading_zeros().max(sample.leading_ones()),
        false => 32 - sample.leading_zeros(),
    });
    let needed = needed.max().unwrap_or(0);
    needed.max(u32::from(frame.precision)).clamp(1, 16)
}

fn image_of(
    samples: &[i32],
    (precision, signed): (u32, bool),
    format: &FrameFormat,
) -> Option<Box<opj_image>> {
    let component = opj_image_comptparm {
        dx: 1,
        dy: 1,
        w: format.columns,
        h: format.rows,
        prec: precision,
        bpp: precision,
        sgnd: u32::from(signed),
        ..opj_image_comptparm::default()
    };
    let count = usize::from(format.samples_per_pixel);
    let mut image = opj_image::create(&vec![component; count], OPJ_CLRSPC_UNSPECIFIED)?;
    (image.x1, image.y1) = (format.columns, format.rows);
    for (index, component) in image.comps_mut()?.iter_mut().enumerate() {
        let places = component.data_mut()?.iter_mut();
        for (place, &sample) in places.zip(samples.iter().skip(index).step_by(count)) {
            *place = sample;
        }
    }
    Some(image)
}

fn parameters(format: &FrameFormat) -> opj_cparameters_t {
    let mut parameters = opj_cparameters_t {
        tcp_numlayers: 1,
        cp_disto_alloc: 1,
        tcp_mct: i8::from(format.photometric == Photometric::YbrRct) as _,
        numresolution: resolutions(format) as i32,
        ..opj_cparameters_t::default()
    };
    // Without a comment the encoder makes one of its own, and frees what Rust allocated as if C had.
    parameters.set_comment("");
    parameters
}

/// Every resolution but the first halves both sides, and the smallest is at least one pixel.
fn resolutions(format: &FrameFormat) -> u32 {
    let shorter = format.columns.min(format.rows).max(1);
    (shorter.ilog2() + 1).min(MOST_RESOLUTIONS)
}

/// The codestream without comments in its main head.
fn without_comment(mut stream: Vec<u8>) -> Option<Vec<u8>> {
    let mut at = 2;
    loop {
        let marker = *stream.get(at..)?.first_chunk::<2>()?;
        if marker == TILE_PART {
            return Some(stream);
        }
        let length = *stream.get(at + 2..)?.first_chunk::<2>()?;
        let end = at + 2 + usize::from(u16::from_be_bytes(length));
        if marker == COMMENT && end <= stream.len() {
            stream.drain(at..end);
        } else {
            at = end;
        }
    }
}
