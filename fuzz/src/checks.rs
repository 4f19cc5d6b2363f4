//! What must hold of a picture, whatever its bytes are. A panic is a finding.

use darkroom::dicom::{DataSetExt, Instance, Part, PixelBytes, PixelLayout, assemble};
use darkroom::pixels::format::{Photometric, SampleKind};
use darkroom::pixels::{
    Frame, FrameFormat, FrameRegion, Rect, Redacted, RedactedPixels, decode_frame, grid, picture,
    redact, stripped, without_unused_bits,
};
use dicom_dictionary_std::tags;

use crate::head::{self, Tables};

/// Decodes, strips and paints it.
pub fn all(instance: &Instance, regions: &[FrameRegion]) {
    let Some(before) = decoded(instance) else {
        return;
    };
    let _ = picture(instance, 0);
    without_other_bits(instance, &before);
    strips(instance, &before);
    paints(instance, regions, &before);
}

/// The frames that decode; `None` if the header is refused.
pub fn decoded(instance: &Instance) -> Option<Vec<Option<Frame>>> {
    let format = FrameFormat::of_instance(instance).ok()?;
    let frame = |number| {
        let frame = decode_frame(instance, number).ok()?;
        assert_eq!(frame.words.len(), frame.format.samples());
        assert_eq!(frame.format.samples(), format.samples());
        Some(frame)
    };
    Some((0..format.frames).map(frame).collect())
}

/// Stored samples survive when the bits around them are cleared.
fn without_other_bits(instance: &Instance, before: &[Option<Frame>]) {
    let Ok(Some(cleared)) = without_unused_bits(instance) else {
        return;
    };
    let after = decoded(&cleared).expect("the header is the same");
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before.is_some(), after.is_some());
        if let (Some(before), Some(after)) = (before, after) {
            for at in 0..before.words.len() {
                let value = |frame: &Frame| frame.format.value_of_word(frame.words.get(at));
                assert_eq!(value(before), value(after), "sample {at}");
            }
        }
    }
    assert!(matches!(without_unused_bits(&cleared), Ok(None)));
}

/// What is stripped decodes to the same samples, and has nothing left to strip.
pub fn strips(instance: &Instance, before: &[Option<Frame>]) {
    let Ok(Some(frames)) = stripped(instance) else {
        return;
    };
    let after = written(instance, &instance.transfer_syntax.uid, &frames);
    let again = decoded(&after).expect("the header is the same");
    for (before, after) in before.iter().zip(&again) {
        if before.is_some() {
            assert!(before == after, "a stripped frame is another picture");
        }
    }
    assert_eq!(stripped(&after), Ok(None), "a second stripping found more");
}

/// Black inside, the same outside; frames that no rectangle reaches stay.
fn paints(instance: &Instance, regions: &[FrameRegion], before: &[Option<Frame>]) {
    let Ok(redacted) = redact(instance, regions) else {
        return;
    };
    let result = result_of(instance, &redacted);
    let after = decoded(&result).expect("what was painted has a header");
    for (number, (before, after)) in (0..).zip(before.iter().zip(&after)) {
        let reaching = regions
            .iter()
            .filter(|region| region.frames.contains(number));
        let asked: Vec<Rect> = reaching
            .filter_map(|region| {
                let format = FrameFormat::of_instance(instance).ok()?;
                region.rect.clipped(format.columns, format.rows)
            })
            .collect();
        match (before, after) {
            (Some(before), Some(after)) => compare(instance, before, after, &asked, number),
            (Some(_), None) => panic!("frame {number} no longer decodes"),
            // A native frame that half a sample was missing of, and that its padding made whole: it is held in cleaning.
            (None, _) if !instance.transfer_syntax.is_encapsulated() => {}
            (None, Some(after)) if !asked.is_empty() => is_black(instance, after, &asked),
            (None, _) => {}
        }
    }
    if result.transfer_syntax.is_encapsulated() {
        let left = stripped(&result);
        assert!(!matches!(left, Ok(Some(_))), "painted frames hold more");
    }
}

fn compare(instance: &Instance, before: &Frame, after: &Frame, asked: &[Rect], number: u32) {
    assert_eq!(before.format.photometric, after.format.photometric);
    let format = &before.format;
    let touched: Vec<Rect> = asked
        .iter()
        .map(|rect| grown(instance, format, *rect, number))
        .collect();
    let samples = usize::from(format.samples_per_pixel);
    for pixel in 0..format.pixels() {
        let columns = format.columns as usize;
        let (x, y) = ((pixel % columns) as u32, (pixel / columns) as u32);
        if !touched.iter().any(|rect| holds(rect, x, y)) {
            for at in pixel * samples..(pixel + 1) * samples {
                let (before, after) = (before.words.get(at), after.words.get(at));
                assert_eq!(before, after, "pixel {x}, {y} of frame {number}");
            }
        }
    }
    is_black(instance, after, asked);
}

/// What a rectangle may touch: blocks of a lossy JPEG and what readers blend with them; both of two pixels that share
/// their colour.
fn grown(instance: &Instance, format: &FrameFormat, rect: Rect, number: u32) -> Rect {
    if let Some(grid) = grid(instance, number) {
        let grown = grid
            .grown(rect, format.columns, format.rows)
            .unwrap_or(rect);
        return Rect {
            x: grown.x.saturating_sub(grid.margin_x),
            y: grown.y.saturating_sub(grid.margin_y),
            width: grown.width + 2 * grid.margin_x,
            height: grown.height + 2 * grid.margin_y,
        };
    }
    let shared = FrameFormat::of_instance(instance).is_ok_and(|stated| stated.is_native_422());
    match instance.transfer_syntax.is_encapsulated() || !shared {
        true => rect,
        false => Rect {
            x: rect.x & !1,
            width: rect.width + 2,
            ..rect
        },
    }
}

fn holds(rect: &Rect, x: u32, y: u32) -> bool {
    (rect.x..rect.x + rect.width).contains(&x) && (rect.y..rect.y + rect.height).contains(&y)
}

/// Reckoned here anew. Colours of a palette, and floats, need only be one and the same.
fn is_black(instance: &Instance, after: &Frame, asked: &[Rect]) {
    let format = &after.format;
    let (lowest, highest) = format.value_range();
    let negative = instance.data_set.get(tags::RESCALE_SLOPE).is_some();
    let inverted = (format.photometric == Photometric::Monochrome1) != negative;
    let samples = usize::from(format.samples_per_pixel);
    let middle = 1_i64 << (format.bits_stored - 1);
    let mut first = None;
    for rect in asked {
        for y in rect.y..rect.y + rect.height {
            for x in rect.x..rect.x + rect.width {
                let pixel = (y * format.columns + x) as usize * samples;
                let values: Vec<i64> = (pixel..pixel + samples)
                    .map(|at| match format.kind {
                        SampleKind::Integer => format.value_of_word(after.words.get(at)),
                        _ => after.words.get(at) as i64,
                    })
                    .collect();
                let first = first.get_or_insert_with(|| values.clone());
                assert_eq!(first, &values, "pixel {x}, {y}");
                match format.photometric {
                    _ if format.kind != SampleKind::Integer => {}
                    Photometric::Palette => {}
                    Photometric::Monochrome1 | Photometric::Monochrome2 => {
                        let black = if inverted { highest } else { lowest };
                        assert_eq!(values, [black], "pixel {x}, {y}");
                    }
                    Photometric::Rgb => assert_eq!(values, [0; 3], "pixel {x}, {y}"),
                    _ if format.signed => {}
                    _ => assert_eq!(values, [0, middle, middle], "pixel {x}, {y}"),
                }
            }
        }
    }
}

/// The instance that a writer would make of what came out.
fn result_of(original: &Instance, redacted: &Redacted) -> Instance {
    let mut result = match &redacted.pixels {
        RedactedPixels::Encapsulated { frames } => {
            written(original, &redacted.transfer_syntax.uid, frames)
        }
        RedactedPixels::Native { tag, vr, parts } => {
            let bytes = assemble(parts, &*original.body).expect("parts lie in the body");
            assert_eq!(bytes.len() % 2, 0);
            let range = 0..bytes.len() as u64;
            let pixels = PixelBytes {
                tag: *tag,
                vr: *vr,
                big_endian: false,
                layout: PixelLayout::Native { range },
            };
            let uid = &redacted.transfer_syntax.uid;
            head::instance(original.data_set.clone(), uid, bytes, pixels)
        }
    };
    for (tag, vr, value) in &redacted.attributes {
        assert_eq!(value.len() % 2, 0);
        result.data_set.put_raw(*tag, *vr, value.clone());
    }
    result
}

/// A compressed instance of frames as they leave, one fragment each.
fn written(original: &Instance, uid: &str, frames: &[Vec<Part>]) -> Instance {
    let padded = |parts| {
        let mut bytes = assemble(parts, &*original.body).expect("parts lie in the body");
        bytes.resize(bytes.len().next_multiple_of(2), 0);
        vec![bytes]
    };
    let bytes: Vec<_> = frames.iter().map(|parts| padded(parts)).collect();
    let tables = Tables {
        basic: true,
        wrong: None,
        extended: false,
    };
    let mut result = head::encapsulated(original.data_set.clone(), uid, &bytes, tables);
    // The writer drops tables that are no longer true.
    result.data_set.remove_element(tags::EXTENDED_OFFSET_TABLE);
    result
}
