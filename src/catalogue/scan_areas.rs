//! Where a file itself says that its scan lies: Region Location of the Sequence of Ultrasound Regions (0018,6011),
//! PS3.3 C.8.5.5.
//!
//! In comes a header, out come rectangles in stored pixels. What is said is a hint to offer, never a fact to act on:
//! one area that cannot be right, or more than [`MOST`], and nothing is reported at all.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use crate::dicom::{DataSet, DataSetExt};
use crate::pixels::Rect;

/// More areas than any scanner draws.
const MOST: usize = 16;

/// The areas, each once, in a picture of `columns` × `rows`.
pub fn scan_areas(data_set: &DataSet, columns: u32, rows: u32) -> Vec<Rect> {
    let items = data_set.nested(tags::SEQUENCE_OF_ULTRASOUND_REGIONS);
    if items.len() > MOST {
        return Vec::new();
    }
    let areas = items.iter().map(|item| area(item, columns, rows));
    let Some(mut areas) = areas.collect::<Option<Vec<Rect>>>() else {
        return Vec::new();
    };
    areas.sort_unstable_by_key(|rect| (rect.y, rect.x, rect.height, rect.width));
    areas.dedup();
    areas
}

/// The corners are pixels of the area, both. Some scanners give the first pixel beyond it: at the edge that is heeded.
fn area(item: &DataSet, columns: u32, rows: u32) -> Option<Rect> {
    let side = |low: Tag, high: Tag, most: u32| {
        let (low, high) = (item.integer(low)?, item.integer(high)?);
        let (low, high) = (u32::try_from(low).ok()?, u32::try_from(high).ok()?);
        let end = high.checked_add(1)?;
        (low < most && low <= high && high <= most).then(|| (low, end.min(most) - low))
    };
    let (x, width) = side(
        tags::REGION_LOCATION_MIN_X0,
        tags::REGION_LOCATION_MAX_X1,
        columns,
    )?;
    let (y, height) = side(
        tags::REGION_LOCATION_MIN_Y0,
        tags::REGION_LOCATION_MAX_Y1,
        rows,
    )?;
    Some(Rect {
        x,
        y,
        width,
        height,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_core::VR;

    fn item([x0, y0, x1, y1]: [u32; 4]) -> DataSet {
        let mut item = DataSet::new_empty();
        let corners = [
            (tags::REGION_LOCATION_MIN_X0, x0),
            (tags::REGION_LOCATION_MIN_Y0, y0),
            (tags::REGION_LOCATION_MAX_X1, x1),
            (tags::REGION_LOCATION_MAX_Y1, y1),
        ];
        for (tag, at) in corners {
            item.put_raw(tag, VR::UL, at.to_le_bytes());
        }
        item
    }

    fn areas(corners: &[[u32; 4]]) -> Vec<Rect> {
        let mut data_set = DataSet::new_empty();
        data_set.put_items(
            tags::SEQUENCE_OF_ULTRASOUND_REGIONS,
            corners.iter().map(|corners| item(*corners)).collect(),
        );
        scan_areas(&data_set, 100, 80)
    }

    fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
        Rect {
            x,
            y,
            width,
            height,
        }
    }

    #[test]
    fn both_corners_belong_to_the_area() {
        assert_eq!(areas(&[[10, 20, 39, 59]]), [rect(10, 20, 30, 40)]);
    }

    #[test]
    fn an_area_that_ends_one_pixel_too_far_ends_at_the_edge() {
        assert_eq!(areas(&[[10, 20, 100, 80]]), [rect(10, 20, 90, 60)]);
        assert_eq!(areas(&[[0, 0, 99, 79]]), [rect(0, 0, 100, 80)]);
    }

    #[test]
    fn two_views_of_one_area_are_one() {
        let twice = [[10, 20, 39, 59], [0, 0, 5, 5], [10, 20, 39, 59]];
        assert_eq!(areas(&twice), [rect(0, 0, 6, 6), rect(10, 20, 30, 40)]);
    }

    #[test]
    fn one_area_that_cannot_be_right_and_none_is_told() {
        for wrong in [
            [10, 20, 101, 59],
            [10, 20, 9, 59],
            [100, 0, 100, 10],
            [0, 0, u32::MAX, 10],
        ] {
            assert_eq!(areas(&[[10, 20, 39, 59], wrong]), [], "{wrong:?}");
        }
        assert_eq!(areas(&[[0, 0, 5, 5]; MOST + 1]), []);
        assert_eq!(areas(&[]), []);
        let mut without = DataSet::new_empty();
        without.put_items(
            tags::SEQUENCE_OF_ULTRASOUND_REGIONS,
            vec![DataSet::new_empty()],
        );
        assert_eq!(scan_areas(&without, 100, 80), []);
    }
}
