//! Overlays that old devices keep in the unused bits of the pixels (retired; PS3.3 C.9.2, PS3.5 8.1.2).
//!
//! The header's overlay groups are removed, but the drawing itself, which is often text, stands in the samples. Here the
//! unused bits of every sample are set to zero. Bits that belong to the picture never change.

use std::rc::Rc;

use dicom_core::Tag;

use super::error::PixelError;
use super::format::FrameFormat;
use crate::dicom::{DataSet, DataSetExt, Instance, MemorySource, PixelLayout};

const OVERLAY_BITS_ALLOCATED: u16 = 0x0100;
const OVERLAY_BIT_POSITION: u16 = 0x0102;

/// The instance with the unused bits of its samples cleared; `None` if its header tells of no overlay in them.
pub fn without_overlay_bits(instance: &Instance) -> Result<Option<Instance>, PixelError> {
    if !has_embedded_overlay(&instance.data_set) {
        return Ok(None);
    }
    let Some(pixels) = &instance.pixels else {
        return Ok(None);
    };
    let PixelLayout::Native { range } = &pixels.layout else {
        return Err(PixelError::Unsupported(
            "an overlay within a compressed picture",
        ));
    };
    let format = FrameFormat::of_instance(instance)?;
    let word = match format.bits_allocated {
        8 => 1,
        16 => 2,
        32 => 4,
        _ => return Err(PixelError::Invalid("Bits Allocated")),
    };
    let lowest = (u32::from(format.high_bit) + 1)
        .checked_sub(u32::from(format.bits_stored))
        .ok_or(PixelError::Invalid("High Bit"))?;
    let used = format.stored_mask() << lowest;
    let mut mask = used.to_le_bytes();
    let Some(mask) = mask.get_mut(..word) else {
        return Err(PixelError::Invalid("Bits Allocated"));
    };
    if pixels.big_endian {
        mask.reverse();
    }
    let mut bytes = instance.body.read(range.clone())?;
    for sample in bytes.chunks_exact_mut(word) {
        for (byte, mask) in sample.iter_mut().zip(mask.iter()) {
            *byte &= mask;
        }
    }
    let mut cleared = instance.clone();
    let length = bytes.len() as u64;
    if let Some(pixels) = &mut cleared.pixels {
        pixels.layout = PixelLayout::Native { range: 0..length };
    }
    cleared.body = Rc::new(MemorySource::new(bytes));
    cleared.body_is_original = false;
    Ok(Some(cleared))
}

/// Whether any overlay group speaks of bits in the pixels: more than one bit allocated, or a bit position above 0.
fn has_embedded_overlay(data_set: &DataSet) -> bool {
    (0x6000..=0x60FE).step_by(2).any(|group| {
        let number = |element| data_set.integer(Tag(group, element)).unwrap_or_default();
        number(OVERLAY_BITS_ALLOCATED) > 1 || number(OVERLAY_BIT_POSITION) > 0
    })
}

#[cfg(test)]
mod tests {
    use dicom_core::VR;

    use super::*;
    use crate::dicom::{PixelBytes, TransferSyntax};

    fn instance(big_endian: bool) -> Instance {
        let mut data_set = DataSet::new_empty();
        let mut number = |group, element, value: u16| {
            data_set.put_raw(Tag(group, element), VR::US, value.to_le_bytes());
        };
        for (element, value) in [
            (0x0002, 1),
            (0x0010, 1),
            (0x0011, 2),
            (0x0100, 16),
            (0x0101, 12),
            (0x0102, 11),
            (0x0103, 0),
        ] {
            number(0x0028, element, value);
        }
        number(0x6000, OVERLAY_BITS_ALLOCATED, 16);
        number(0x6000, OVERLAY_BIT_POSITION, 12);
        data_set.put_ascii(Tag(0x0028, 0x0004), VR::CS, "MONOCHROME2");
        let samples = [0x1ABCu16, 0xF123];
        let bytes: Vec<u8> = samples
            .iter()
            .flat_map(|sample| {
                if big_endian {
                    sample.to_be_bytes()
                } else {
                    sample.to_le_bytes()
                }
            })
            .collect();
        Instance {
            transfer_syntax: TransferSyntax::new(if big_endian {
                TransferSyntax::EXPLICIT_BIG_ENDIAN
            } else {
                TransferSyntax::EXPLICIT_LITTLE_ENDIAN
            }),
            data_set,
            pixels: Some(PixelBytes {
                tag: Tag(0x7FE0, 0x0010),
                vr: VR::OW,
                big_endian,
                layout: PixelLayout::Native { range: 0..4 },
            }),
            flaws: Vec::new(),
            body: Rc::new(MemorySource::new(bytes)),
            body_is_original: true,
        }
    }

    #[test]
    fn unused_bits_are_cleared_and_the_picture_stays() {
        for (big_endian, expected) in [
            (false, [0xBC, 0x0A, 0x23, 0x01]),
            (true, [0x0A, 0xBC, 0x01, 0x23]),
        ] {
            let cleared = without_overlay_bits(&instance(big_endian))
                .unwrap()
                .unwrap();
            assert_eq!(cleared.body.read(0..4).unwrap(), expected);
            assert!(!cleared.body_is_original);
        }
    }

    #[test]
    fn an_image_without_such_an_overlay_is_left_alone() {
        let mut plain = instance(false);
        plain.data_set.put_raw(
            Tag(0x6000, OVERLAY_BITS_ALLOCATED),
            VR::US,
            1u16.to_le_bytes(),
        );
        plain.data_set.put_raw(
            Tag(0x6000, OVERLAY_BIT_POSITION),
            VR::US,
            0u16.to_le_bytes(),
        );
        assert!(without_overlay_bits(&plain).unwrap().is_none());
    }

    #[test]
    fn an_overlay_in_a_compressed_picture_is_an_error() {
        let mut compressed = instance(false);
        if let Some(pixels) = &mut compressed.pixels {
            pixels.layout = PixelLayout::Encapsulated {
                offset_table: Vec::new(),
                items: 0..4,
                fragments: vec![0..4],
                contiguous: true,
            };
        }
        assert!(without_overlay_bits(&compressed).is_err());
    }
}
