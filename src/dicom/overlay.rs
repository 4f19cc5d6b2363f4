//! Overlay groups (60xx; PS3.3 C.9.2, PS3.5 7.6): their elements, and where their planes lie.

use dicom_core::Tag;

use super::{DataSet, DataSetExt};

/// Overlay Rows (60xx,0010), US.
pub const ROWS: u16 = 0x0010;
/// Overlay Columns (60xx,0011), US.
pub const COLUMNS: u16 = 0x0011;
/// Number of Frames in Overlay (60xx,0015), IS; absent where one plane belongs to every frame.
pub const NUMBER_OF_FRAMES_IN_OVERLAY: u16 = 0x0015;
/// Overlay Origin (60xx,0050), SS: row and column of the image at which the plane begins, from 1.
pub const ORIGIN: u16 = 0x0050;
/// Image Frame Origin (60xx,0051), US: frame of the image that the first plane belongs to, from 1.
pub const IMAGE_FRAME_ORIGIN: u16 = 0x0051;
/// Overlay Bits Allocated (60xx,0100), US: 1, but for planes among the pixels' bits.
pub const BITS_ALLOCATED: u16 = 0x0100;
/// Overlay Bit Position (60xx,0102), US: 0, but for planes among the pixels' bits.
pub const BIT_POSITION: u16 = 0x0102;
/// Overlay Data (60xx,3000), OB or OW: one bit a pixel, row by row, the first in the lowest bit.
pub const DATA: u16 = 0x3000;

/// Every group that can be one: the standard numbers 16 of them, and devices more.
pub fn groups() -> impl Iterator<Item = u16> {
    (0x6000..=0x60FE).step_by(2)
}

/// Groups that speak of bits among the pixels' own (retired; PS3.5 8.1.2): more than one bit allocated, or a bit
/// position above 0.
pub fn in_pixels(data_set: &DataSet) -> impl Iterator<Item = u16> {
    groups().filter(|group| {
        let number = |element| data_set.integer(Tag(*group, element)).unwrap_or_default();
        number(BITS_ALLOCATED) > 1 || number(BIT_POSITION) > 0
    })
}

/// Those of [`in_pixels`] that have no plane of their own.
pub fn only_in_pixels(data_set: &DataSet) -> impl Iterator<Item = u16> {
    in_pixels(data_set).filter(|group| data_set.get(Tag(*group, DATA)).is_none())
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_core::VR;

    #[test]
    fn a_plane_lies_in_the_pixels_if_its_group_says_so_in_either_way() {
        let mut data_set = DataSet::new_empty();
        let cases = [
            (0x6000, BITS_ALLOCATED, 1),
            (0x6002, BITS_ALLOCATED, 16),
            (0x6004, BIT_POSITION, 0),
            (0x60FE, BIT_POSITION, 12),
        ];
        for (group, element, number) in cases {
            data_set.put_raw(Tag(group, element), VR::US, [number, 0]);
        }
        assert!(in_pixels(&data_set).eq([0x6002, 0x60FE]));
        data_set.put_raw(Tag(0x6002, DATA), VR::OW, [0, 0]);
        assert!(only_in_pixels(&data_set).eq([0x60FE]));
    }
}
