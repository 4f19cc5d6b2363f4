//! What a screen shows of made-up frames.

mod colour;

use dicom_core::{Tag, VR};

use super::*;
use crate::pixels::range::{FULL_RANGE, LOCAL_CONTRAST};
use crate::pixels::testing::*;
use crate::pixels::{render, thumbnail};

fn put_text(instance: &mut Instance, tag: Tag, text: &str) {
    instance.data_set.put_ascii(tag, VR::DS, text);
}

/// A 16-bit picture whose first samples are `values`.
fn sixteen(values: &[i16], signed: bool) -> Instance {
    let format = FrameFormat {
        signed,
        frames: 1,
        ..grey(16)
    };
    let mut words = values.to_vec();
    words.resize(format.samples(), values[0]);
    native(
        &format,
        words.into_iter().flat_map(i16::to_le_bytes).collect(),
        false,
    )
}

/// Grey levels of the first pixels under a window.
fn levels(picture: &Picture, window: &Window, count: usize) -> Vec<u8> {
    let mut rgba = Vec::new();
    render(picture, window, &mut rgba);
    assert_eq!(rgba.len(), (picture.columns * picture.rows * 4) as usize);
    rgba.chunks(4).take(count).map(|pixel| pixel[0]).collect()
}

fn named<'a>(picture: &'a Picture, name: &str) -> &'a Window {
    picture
        .windows
        .iter()
        .find(|window| window.name == name)
        .unwrap()
}

#[test]
fn signed_samples_reach_their_modality_values() {
    let mut instance = sixteen(&[-1000, 0, 1000, i16::MIN, i16::MAX], true);
    put_text(&mut instance, tags::RESCALE_SLOPE, "2");
    put_text(&mut instance, tags::RESCALE_INTERCEPT, "-24");
    let picture = picture(&instance, 0).unwrap();
    let Samples::Grey {
        values,
        slope,
        intercept,
        inverted,
    } = &picture.samples
    else {
        panic!("not grey")
    };
    let reached: Vec<f64> = values
        .iter()
        .take(3)
        .map(|value| f64::from(*value) * slope + intercept)
        .collect();
    assert_eq!(reached, [-2024.0, -24.0, 1976.0]);
    assert!(!inverted);
}

#[test]
fn the_windows_of_the_header_come_first_then_presets_then_the_full_range() {
    let mut instance = sixteen(&[0, 2000], false);
    put_text(&mut instance, tags::RESCALE_INTERCEPT, "-1024");
    put_text(&mut instance, tags::WINDOW_CENTER, "50\\300");
    put_text(&mut instance, tags::WINDOW_WIDTH, "350\\2000");
    put_text(
        &mut instance,
        tags::WINDOW_CENTER_WIDTH_EXPLANATION,
        "SOFT\\WIDE",
    );
    put_text(&mut instance, tags::MODALITY, "CT");
    let picture = picture(&instance, 0).unwrap();
    let names: Vec<_> = picture
        .windows
        .iter()
        .map(|window| window.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "SOFT",
            "WIDE",
            "Soft tissue",
            "Lung",
            "Bone",
            "Brain",
            FULL_RANGE,
            LOCAL_CONTRAST
        ]
    );
    assert_eq!(levels(&picture, named(&picture, FULL_RANGE), 2), [0, 255]);
}

#[test]
fn monochrome1_turns_black_and_white_round() {
    let mut instance = sixteen(&[0, 4095], false);
    let as_stored = picture(&instance, 0).unwrap();
    put_text(
        &mut instance,
        tags::PHOTOMETRIC_INTERPRETATION,
        "MONOCHROME1",
    );
    let turned = picture(&instance, 0).unwrap();
    assert_eq!(
        levels(&as_stored, named(&as_stored, FULL_RANGE), 2),
        [0, 255]
    );
    assert_eq!(levels(&turned, named(&turned, FULL_RANGE), 2), [255, 0]);
}

#[test]
fn padding_is_in_the_full_range_without_taking_it_all() {
    let mut instance = sixteen(&[-30_000, 10, 60, 110, -29_999], true);
    for (tag, limit) in [
        (tags::PIXEL_PADDING_VALUE, -30_000_i16),
        (tags::PIXEL_PADDING_RANGE_LIMIT, -29_000),
    ] {
        instance.data_set.put_raw(tag, VR::SS, limit.to_le_bytes());
    }
    put_text(&mut instance, tags::WINDOW_CENTER, "60");
    put_text(&mut instance, tags::WINDOW_WIDTH, "101");
    let picture = picture(&instance, 0).unwrap();
    let own = &picture.windows[0];
    assert_eq!(levels(&picture, own, 5), [0, 1, 129, 255, 0]);
    assert!(!picture.shows_all(own));
    let full = named(&picture, FULL_RANGE);
    assert_eq!(levels(&picture, full, 5), [0, 129, 192, 255, 1]);
    assert!(picture.shows_all(full));
    // One grey level within the padding, as a picture would be hidden there.
    let local = levels(&picture, named(&picture, LOCAL_CONTRAST), 5);
    assert!(local[4] > local[0]);
}

#[test]
fn a_frame_takes_its_own_functional_groups_before_the_shared_ones() {
    let format = grey(16);
    let mut instance = native(&format, noise(native_length(&format), 1), false);
    let group = |tag: Tag, values: &[(Tag, &str)]| {
        let mut item = DataSet::new_empty();
        values
            .iter()
            .for_each(|(tag, text)| item.put_ascii(*tag, VR::DS, text));
        let mut groups = DataSet::new_empty();
        groups.put_items(tag, vec![item]);
        groups
    };
    let own = |center| {
        let window = [(tags::WINDOW_CENTER, center), (tags::WINDOW_WIDTH, "10")];
        group(tags::FRAME_VOILUT_SEQUENCE, &window)
    };
    let shared = group(
        tags::PIXEL_VALUE_TRANSFORMATION_SEQUENCE,
        &[(tags::RESCALE_INTERCEPT, "-7")],
    );
    instance
        .data_set
        .put_items(tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE, vec![shared]);
    instance.data_set.put_items(
        tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
        vec![own("1"), own("2"), own("3")],
    );
    for frame in 0..3 {
        let picture = picture(&instance, frame).unwrap();
        assert_eq!(picture.windows[0].center, f64::from(frame + 1));
        assert!(matches!(
            picture.samples,
            Samples::Grey {
                intercept: -7.0,
                ..
            }
        ));
    }
}

#[test]
fn a_voi_table_is_a_window_and_a_modality_table_maps_the_samples() {
    let mut instance = sixteen(&[0, 1, 2, 3], false);
    let mut item = DataSet::new_empty();
    item.put_raw(
        tags::LUT_DESCRIPTOR,
        VR::US,
        [4_u16, 0, 12].map(u16::to_le_bytes).concat(),
    );
    item.put_raw(
        tags::LUT_DATA,
        VR::OW,
        [0_u16, 4095, 2048, 0].map(u16::to_le_bytes).concat(),
    );
    instance
        .data_set
        .put_items(tags::VOILUT_SEQUENCE, vec![item.clone()]);
    let shown = picture(&instance, 0).unwrap();
    assert_eq!(levels(&shown, &shown.windows[0], 4), [0, 255, 128, 0]);
    instance.data_set.put_items(tags::VOILUT_SEQUENCE, vec![]);
    instance
        .data_set
        .put_items(tags::MODALITY_LUT_SEQUENCE, vec![item]);
    let mapped = picture(&instance, 0).unwrap();
    let Samples::Grey { values, .. } = &mapped.samples else {
        panic!("not grey")
    };
    assert_eq!(values[..4], [0, 4095, 2048, 0]);
}

#[test]
fn floats_keep_their_values_within_a_step() {
    let format = FrameFormat {
        kind: SampleKind::Float,
        frames: 1,
        ..grey(32)
    };
    let mut floats = vec![-3.5_f32, 0.25, f32::NAN, 1000.0];
    floats.resize(format.samples(), 0.0);
    let bytes = floats
        .iter()
        .flat_map(|float| float.to_le_bytes())
        .collect();
    let picture = picture(&native(&format, bytes, false), 0).unwrap();
    let Samples::Grey {
        values,
        slope,
        intercept,
        ..
    } = &picture.samples
    else {
        panic!("not grey")
    };
    for (value, float) in values
        .iter()
        .zip(&floats)
        .filter(|(_, float)| float.is_finite())
    {
        assert!((f64::from(*value) * slope + intercept - f64::from(*float)).abs() <= *slope);
    }
}

#[test]
fn a_thumbnail_keeps_its_shape_and_is_never_larger() {
    let format = FrameFormat {
        rows: 300,
        columns: 600,
        frames: 1,
        ..grey(8)
    };
    let shown = picture(&native(&format, noise(native_length(&format), 1), false), 0).unwrap();
    let (width, height, rgba) = thumbnail(&shown, &shown.windows[0], 96);
    assert_eq!((width, height, rgba.len()), (96, 48, 96 * 48 * 4));
    let (width, height, _) = thumbnail(&shown, &shown.windows[0], 4000);
    assert_eq!((width, height), (600, 300));
}

#[test]
fn sizes_that_make_no_sense_are_refused() {
    let mut instance = sixteen(&[0], false);
    instance
        .data_set
        .put_raw(tags::ROWS, VR::US, 0_u16.to_le_bytes());
    assert_eq!(picture(&instance, 0), Err(PixelError::Invalid("Rows")));
    let enormous = FrameFormat {
        rows: 65_535,
        columns: 65_535,
        ..grey(16)
    };
    let instance = native(&enormous, vec![0; 10], false);
    assert!(matches!(
        picture(&instance, 0),
        Err(PixelError::TooLarge { .. })
    ));
    assert_eq!(
        picture(&sixteen(&[0], false), 9),
        Err(PixelError::NoSuchFrame {
            frame: 9,
            frames: 1
        })
    );
}

#[test]
fn the_quick_way_to_steps_is_the_plain_one() {
    for signed in [false, true] {
        for bits_stored in 1..=16 {
            for high_bit in bits_stored - 1..16 {
                let format = FrameFormat {
                    bits_stored,
                    high_bit,
                    signed,
                    rows: 256,
                    columns: 256,
                    frames: 1,
                    ..grey(16)
                };
                let decoded = Frame {
                    precision: 16,
                    words: Words::U16((0..=u16::MAX).collect()),
                    format,
                };
                let (lowest, _) = decoded.format.value_range();
                let plain = |word| decoded.format.value_of_word(word) - lowest;
                let quick = steps(&decoded, lowest);
                assert!((0..65_536).map(plain).eq(quick.into_iter().map(i64::from)));
            }
        }
    }
}

/// A table in VOI LUT Sequence with so many entries, said to be of so many bits.
fn voi_table(entries: &[u16], bits: u16) -> DataSet {
    let mut item = DataSet::new_empty();
    let descriptor = [entries.len() as u16, 0, bits].map(u16::to_le_bytes);
    item.put_raw(tags::LUT_DESCRIPTOR, VR::US, descriptor.concat());
    let data: Vec<u8> = entries.iter().flat_map(|it| it.to_le_bytes()).collect();
    item.put_raw(tags::LUT_DATA, VR::OW, data);
    item
}

#[test]
fn a_voi_table_is_shown_over_the_range_that_it_fills() {
    let shown = |entries: &[u16], bits| {
        let mut instance = sixteen(&[0, 50, 99], false);
        let item = voi_table(entries, bits);
        instance
            .data_set
            .put_items(tags::VOILUT_SEQUENCE, vec![item]);
        let shown = picture(&instance, 0).unwrap();
        levels(&shown, &shown.windows[0], 3)
    };
    let line = |last: u32| -> Vec<u16> { (0..100).map(|at| (at * last / 99) as u16).collect() };
    for (last, bits) in [
        (255, 8),
        (255, 16),
        (255, 0),
        (1023, 8),
        (1023, 10),
        (1023, 16),
        (4095, 12),
        (4095, 16),
        (65_535, 8),
        (65_535, 16),
    ] {
        let [black, grey, white] = shown(&line(last), bits)[..] else {
            panic!()
        };
        assert_eq!((black, white), (0, 255), "{last} in {bits}");
        assert!((127..=129).contains(&grey), "{last} in {bits}");
    }
    // One entry, as for the padding, does not make all others dark.
    let mut odd = line(255);
    odd[60] = 65_535;
    assert_eq!(shown(&odd, 8), [0, 128, 255]);
}
