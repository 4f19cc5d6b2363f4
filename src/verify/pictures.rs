//! That the picture has its form still: the attributes that describe it, its bytes' number, whether there is one.
//!
//! In come original and output; out come what differs and must not. Samples are compared where they are painted; what
//! nobody painted leaves as a range of the original's own bytes.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::finding::{Findings, Kind, Rank};
use super::name;
use crate::dicom::{DataSetExt, Instance, PixelLayout};

/// Never another, painted or not.
const SIZE: &[Tag] = &[tags::ROWS, tags::COLUMNS, tags::NUMBER_OF_FRAMES];

/// Another only where painting needed another form.
const FORM: &[Tag] = &[
    tags::SAMPLES_PER_PIXEL,
    tags::PHOTOMETRIC_INTERPRETATION,
    tags::PLANAR_CONFIGURATION,
    tags::BITS_ALLOCATED,
    tags::BITS_STORED,
    tags::HIGH_BIT,
    tags::PIXEL_REPRESENTATION,
];

/// Adds what is not as it was.
pub fn check(original: &Instance, output: &Instance, painted: bool, findings: &mut Findings) {
    let mut changed = |attribute: String| {
        findings.add(attribute, Kind::PictureChanged, Rank::Certain);
    };
    let form = FORM.iter().filter(|_| !painted);
    for &tag in SIZE.iter().chain(form) {
        let (before, after) = (&original.data_set, &output.data_set);
        if before.text(tag) != after.text(tag) || before.integer(tag) != after.integer(tag) {
            changed(name(tag));
        }
    }
    let (before, after) = match (&original.pixels, &output.pixels) {
        (None, None) => return,
        (Some(before), Some(after)) if before.tag == after.tag => (before, after),
        (Some(before), Some(after)) if painted => (before, after),
        (before, after) => {
            let either = before.as_ref().or(after.as_ref());
            return changed(either.map(|pixels| name(pixels.tag)).unwrap_or_default());
        }
    };
    let is_same = match (&before.layout, &after.layout) {
        // A byte of padding may come or go.
        (PixelLayout::Native { range: before }, PixelLayout::Native { range: after }) => {
            let length = |range: &std::ops::Range<u64>| range.end.saturating_sub(range.start);
            length(before).abs_diff(length(after)) <= 1
        }
        (
            PixelLayout::Encapsulated { .. },
            PixelLayout::Encapsulated {
                fragments,
                contiguous,
                ..
            },
        ) => *contiguous && !fragments.is_empty(),
        _ => painted,
    };
    if !is_same {
        changed(name(after.tag));
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use dicom_core::VR;

    use super::*;
    use crate::dicom::{DataSet, MemorySource, PixelBytes, TransferSyntax};

    fn instance(rows: u8, bytes: Option<u64>) -> Instance {
        let mut data_set = DataSet::new_empty();
        data_set.put_raw(Tag(0x0028, 0x0010), VR::US, [rows, 0]);
        Instance {
            transfer_syntax: TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN),
            data_set,
            pixels: bytes.map(|bytes| PixelBytes {
                tag: Tag(0x7FE0, 0x0010),
                vr: VR::OW,
                big_endian: false,
                layout: PixelLayout::Native { range: 0..bytes },
            }),
            flaws: Vec::new(),
            body: Rc::new(MemorySource::new([0; 16])),
            body_is_original: true,
        }
    }

    #[test]
    fn a_picture_of_another_size_or_none_is_found() {
        let before = instance(2, Some(8));
        for (after, finds) in [
            (instance(2, Some(8)), false),
            (instance(2, Some(9)), false),
            (instance(3, Some(8)), true),
            (instance(2, Some(6)), true),
            (instance(2, None), true),
        ] {
            let mut findings = Findings::default();
            check(&before, &after, true, &mut findings);
            assert_eq!(!findings.ranked().is_empty(), finds);
        }
    }
}
