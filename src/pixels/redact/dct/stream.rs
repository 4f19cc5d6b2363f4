//! From coefficients to a frame's bytes.

use std::ops::RangeInclusive;

use libjpeg_turbo_rs::{
    JpegCoefficients, write_coefficients, write_coefficients_optimized,
    write_coefficients_progressive,
};

use super::super::super::codec::jpeg::{Header, segments};

/// First coefficients whose differences have a code in the coder's standard tables (ITU-T T.81 Table K.3).
const STANDARD_DC: RangeInclusive<i16> = -1024..=1023;

/// Largest of the others that have one (Table K.5).
const STANDARD_AC: u16 = 1023;

/// Coefficients as a frame, no larger than the source if either way of coding allows it.
pub fn written(coefficients: &JpegCoefficients, source: &[u8], header: &Header) -> Option<Vec<u8>> {
    if header.progressive {
        let written = write_coefficients_progressive(coefficients, None).ok()?;
        return finished(&written, source, header);
    }
    // Standard tables are three times as fast as tables made for the frame, and what most devices write.
    if is_standard(coefficients) {
        let written = write_coefficients(coefficients).ok()?;
        if written.len() <= source.len() {
            return finished(&written, source, header);
        }
    }
    finished(
        &write_coefficients_optimized(coefficients).ok()?,
        source,
        header,
    )
}

/// Whether the standard tables have a code for everything.
fn is_standard(coefficients: &JpegCoefficients) -> bool {
    coefficients.effective_precision() == 8
        && coefficients.components.iter().all(|component| {
            component.blocks.iter().all(|block| {
                let [dc, ac @ ..] = block;
                let most = ac
                    .iter()
                    .fold(0, |most, value| most.max(value.unsigned_abs()));
                STANDARD_DC.contains(dc) && most <= STANDARD_AC
            })
        })
}

/// What the coder wrote, as a frame: the source's own kind of frame header, the source's own statements of its
/// colour instead of the coder's, and an even length.
fn finished(written: &[u8], source: &[u8], header: &Header) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(written.len() + 40);
    out.extend([0xFF, 0xD8]);
    let has_jfif = segments(source)?.iter().any(|segment| {
        segment.marker == 0xE0
            && source
                .get(segment.bytes.start + 4..)
                .is_some_and(|body| body.starts_with(b"JFIF\0"))
    });
    if has_jfif {
        // Version 1.1, square pixels, no thumbnail.
        out.extend(*b"\xFF\xE0\x00\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    }
    if let Some(transform) = header.adobe {
        out.extend(*b"\xFF\xEE\x00\x0EAdobe\x00\x64\x00\x00\x00\x00");
        out.push(transform);
    }
    for segment in segments(written)? {
        let piece = written.get(segment.bytes)?;
        match segment.marker {
            0xE0..=0xEF | 0xFE => {}
            // Sequential headers differ in nothing but what tables they may name.
            0xC0 | 0xC1 => {
                out.extend([0xFF, header.start]);
                out.extend_from_slice(piece.get(2..)?);
            }
            _ => out.extend_from_slice(piece),
        }
    }
    out.extend([0xFF, 0xD9]);
    if out.len() % 2 == 1 {
        out.push(0);
    }
    Some(out)
}
