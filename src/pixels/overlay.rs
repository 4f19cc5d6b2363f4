//! Overlay planes (PS3.3 C.9.2): lines and letters that workstations draw over a picture.
//!
//! In come a header and a decoded frame; out comes which pixels are drawn over, one bit each. They are shown so that
//! it can be seen what goes: no plane leaves with anything drawn on it.

use dicom_core::Tag;

use super::frame::Frame;
use crate::dicom::overlay::{
    BIT_POSITION, COLUMNS, DATA, IMAGE_FRAME_ORIGIN, NUMBER_OF_FRAMES_IN_OVERLAY, ORIGIN, ROWS,
    groups,
};
use crate::dicom::{DataSet, DataSetExt};

/// The pixels of a frame (counted from 0) that overlays draw on, row by row, the first in the lowest bit; `None` if
/// there are none.
pub fn overlay(data_set: &DataSet, decoded: &Frame, frame: u32) -> Option<Vec<u8>> {
    let mut drawn = Drawn {
        columns: i64::from(decoded.format.columns),
        rows: i64::from(decoded.format.rows),
        bits: vec![0; decoded.format.pixels().div_ceil(8)],
    };
    for group in groups() {
        match data_set.bytes(Tag(group, DATA)) {
            Some(bits) => draw_plane(data_set, group, bits, frame, &mut drawn),
            None => draw_unused_bit(data_set, group, decoded, &mut drawn),
        }
    }
    let any = drawn.bits.iter().any(|byte| *byte != 0);
    any.then_some(drawn.bits)
}

struct Drawn {
    columns: i64,
    rows: i64,
    bits: Vec<u8>,
}

impl Drawn {
    fn set(&mut self, x: i64, y: i64) {
        if (0..self.columns).contains(&x) && (0..self.rows).contains(&y) {
            let at = (y * self.columns + x) as usize;
            if let Some(byte) = self.bits.get_mut(at / 8) {
                *byte |= 1 << (at % 8);
            }
        }
    }
}

fn draw_plane(data_set: &DataSet, group: u16, bits: &[u8], frame: u32, drawn: &mut Drawn) {
    let number = |element| data_set.integer(Tag(group, element));
    let (Some(rows @ 1..=65_535), Some(columns @ 1..=65_535)) = (number(ROWS), number(COLUMNS))
    else {
        return;
    };
    // Without a number of planes the one there is belongs to every frame.
    let plane = match number(NUMBER_OF_FRAMES_IN_OVERLAY) {
        None => 0,
        Some(planes) => {
            let first = number(IMAGE_FRAME_ORIGIN).unwrap_or(1);
            let plane = (i64::from(frame) + 1).saturating_sub(first);
            if !(0..planes).contains(&plane) {
                return;
            }
            plane
        }
    };
    let origin = data_set.integers(Tag(group, ORIGIN));
    let from_one = |place: usize| origin.get(place).copied().unwrap_or(1).saturating_sub(1);
    let (top, left) = (from_one(0), from_one(1));
    let pixels = rows * columns;
    let Some(first) = plane
        .checked_mul(pixels)
        .and_then(|bit| usize::try_from(bit).ok())
    else {
        return;
    };
    for pixel in 0..pixels {
        let bit = first.saturating_add(pixel as usize);
        match bits.get(bit / 8) {
            Some(byte) if byte >> (bit % 8) & 1 == 1 => {
                let (x, y) = (pixel % columns, pixel / columns);
                drawn.set(left.saturating_add(x), top.saturating_add(y));
            }
            Some(_) => {}
            None => return,
        }
    }
}

/// Retired: a bit of every sample, beside those of the picture (PS3.5 8.1.2).
fn draw_unused_bit(data_set: &DataSet, group: u16, decoded: &Frame, drawn: &mut Drawn) {
    let format = &decoded.format;
    let lowest = u32::from((format.high_bit + 1).saturating_sub(format.bits_stored));
    let Some(Ok(position)) = data_set
        .integer(Tag(group, BIT_POSITION))
        .map(u32::try_from)
    else {
        return;
    };
    let of_picture = (lowest..=u32::from(format.high_bit)).contains(&position);
    if of_picture || position >= u32::from(format.bits_allocated) || format.samples_per_pixel != 1 {
        return;
    }
    let mut at = 0;
    let columns = drawn.columns.max(1);
    decoded.words.for_each(|word| {
        if word >> position & 1 == 1 {
            drawn.set(at % columns, at / columns);
        }
        at += 1;
    });
}

#[cfg(test)]
mod tests {
    use dicom_core::VR;

    use super::*;
    use crate::pixels::testing::{data_set, grey, native};
    use crate::pixels::{FrameFormat, picture};

    fn put(set: &mut DataSet, element: u16, numbers: &[i16]) {
        let bytes: Vec<u8> = numbers.iter().flat_map(|it| it.to_le_bytes()).collect();
        let vr = if element == ORIGIN { VR::SS } else { VR::US };
        set.put_raw(Tag(0x6002, element), vr, bytes);
    }

    /// Pixels that are drawn on, as x and y.
    fn drawn(set: DataSet, format: &FrameFormat, words: &[u16], frame: u32) -> Vec<(usize, usize)> {
        let bytes = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let mut instance = native(format, bytes, false);
        instance.data_set = set;
        let columns = format.columns as usize;
        let bits = picture(&instance, frame)
            .unwrap()
            .overlay
            .unwrap_or_default();
        (0..bits.len() * 8)
            .filter(|at| bits[at / 8] >> (at % 8) & 1 == 1)
            .map(|at| (at % columns, at / columns))
            .collect()
    }

    #[test]
    fn a_plane_lies_where_its_origin_says_and_what_is_beyond_the_picture_is_left_out() {
        let format = grey(16);
        let words = vec![0; format.pixels() * 3];
        let mut set = data_set(&format);
        put(&mut set, ROWS, &[2]);
        put(&mut set, COLUMNS, &[3]);
        // Row by row: 1 0 1, 0 1 0.
        set.put_raw(Tag(0x6002, DATA), VR::OW, vec![0b01_0101, 0]);
        assert_eq!(
            drawn(set.clone(), &format, &words, 2),
            [(0, 0), (2, 0), (1, 1)]
        );
        put(&mut set, ORIGIN, &[4, 17]);
        assert_eq!(drawn(set.clone(), &format, &words, 0), [(16, 3), (17, 4)]);
        put(&mut set, ORIGIN, &[0, 0]);
        assert_eq!(drawn(set.clone(), &format, &words, 0), [(0, 0)]);
        put(&mut set, ORIGIN, &[i16::MIN, i16::MAX]);
        assert_eq!(drawn(set, &format, &words, 0), []);
    }

    #[test]
    fn planes_belong_to_the_frames_that_they_name() {
        let format = grey(16);
        let words = vec![0; format.pixels() * 3];
        let mut set = data_set(&format);
        put(&mut set, ROWS, &[1]);
        put(&mut set, COLUMNS, &[2]);
        put(&mut set, NUMBER_OF_FRAMES_IN_OVERLAY, &[2]);
        put(&mut set, IMAGE_FRAME_ORIGIN, &[2]);
        set.put_raw(Tag(0x6002, DATA), VR::OW, vec![0b1001, 0]);
        let of = |frame| drawn(set.clone(), &format, &words, frame);
        assert_eq!((of(0), of(1), of(2)), (vec![], vec![(0, 0)], vec![(1, 0)]));
    }

    #[test]
    fn a_plane_in_the_samples_is_found_in_its_bit() {
        let format = FrameFormat {
            bits_stored: 12,
            high_bit: 11,
            frames: 1,
            ..grey(16)
        };
        let mut words = vec![0x0FFF; format.pixels()];
        words[20] |= 0x4000;
        let mut set = data_set(&format);
        put(&mut set, BIT_POSITION, &[14]);
        assert_eq!(drawn(set.clone(), &format, &words, 0), [(2, 1)]);
        // A bit of the picture is none.
        put(&mut set, BIT_POSITION, &[3]);
        assert_eq!(drawn(set, &format, &words, 0), []);
    }
}
