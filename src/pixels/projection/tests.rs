use super::*;
use crate::dicom::DataSetExt;
use crate::pixels::format::Photometric;
use crate::pixels::testing::{coloured, data_set, grey, native};
use crate::pixels::{Picture, Window};
use dicom_core::VR;
use dicom_dictionary_std::tags;

/// Frames of one value each.
fn frames_of(format: &FrameFormat, levels: &[u8]) -> Instance {
    let frame = format.pixels() * usize::from(format.samples_per_pixel);
    let bytes = levels.iter().flat_map(|&level| vec![level; frame]);
    native(format, bytes.collect(), false)
}

fn values(picture: &Picture) -> Vec<u16> {
    match &picture.samples {
        Samples::Grey { values, .. } => values.clone(),
        Samples::Rgba(bytes) => bytes.iter().map(|byte| u16::from(*byte)).collect(),
    }
}

fn gathered(instances: &[(&Instance, u32)]) -> Gathered {
    let mut all = Gathered::default();
    for (instance, frames) in instances {
        let mut part = Gathered::default();
        gather(&mut part, instance, 0, frames - 1);
        all.merge(part);
    }
    all
}

/// Mostly 90, with a little that is brighter, and nowhere white.
fn picture(format: &FrameFormat) -> Vec<u8> {
    let mut bytes = vec![90_u8; format.pixels()];
    bytes[0] = 200;
    bytes
}

#[test]
fn a_flash_does_not_hide_what_is_written_on_the_other_frames() {
    let format = grey(8);
    let frame = format.pixels();
    let mut bytes = [picture(&format), vec![255; frame], picture(&format)].concat();
    bytes[7] = 255;
    let all = gathered(&[(&native(&format, bytes, false), 3)]);
    assert_eq!(all.unlike, 1);
    let brightest = values(&all.projection.unwrap().brightest);
    assert_eq!((brightest[7], brightest[8]), (255, 90));
}

#[test]
fn text_in_one_frame_shows_in_the_brightest_of_all() {
    let format = grey(8);
    let mut bytes = picture(&format).repeat(3);
    bytes[format.pixels() + 7] = 255;
    bytes[format.pixels() * 2 + 9] = 3;
    let all = gathered(&[(&native(&format, bytes, false), 3)]);
    let projection = all.projection.unwrap().finished();
    assert_eq!(projection.frames, 3);
    let brightest = values(&projection.brightest);
    assert_eq!((brightest[7], brightest[8], brightest[9]), (255, 90, 90));
    let darkest = values(&projection.darkest);
    assert_eq!((darkest[7], darkest[8], darkest[9]), (90, 90, 3));
    assert_eq!(projection.brightest.windows[0].name, "Every value");
    assert_eq!(projection.brightest.windows[0].width, 165.0);
}

#[test]
fn where_low_numbers_are_bright_the_brightest_is_the_lowest() {
    let format = FrameFormat {
        photometric: Photometric::Monochrome1,
        ..grey(8)
    };
    let all = gathered(&[(&frames_of(&format, &[10, 200, 90]), 3)]);
    let projection = all.projection.unwrap();
    assert_eq!(values(&projection.brightest)[0], 10);
    assert_eq!(values(&projection.darkest)[0], 200);
}

#[test]
fn each_channel_of_a_colour_picture_is_compared_by_itself() {
    let format = FrameFormat {
        frames: 2,
        ..coloured(Photometric::Rgb, 8)
    };
    let mut bytes = [10, 200, 30].repeat(format.pixels());
    bytes.extend([20, 100, 30].repeat(format.pixels()));
    let all = gathered(&[(&native(&format, bytes, false), 2)]);
    let projection = all.projection.unwrap().finished();
    assert_eq!(values(&projection.brightest)[..4], [20, 200, 30, 255]);
    assert_eq!(values(&projection.darkest)[..4], [10, 100, 30, 255]);
}

#[test]
fn stored_values_are_compared_where_the_rescale_differs_from_image_to_image() {
    let format = FrameFormat {
        frames: 1,
        ..grey(8)
    };
    let rescaled = |slope: &str, level: u8| {
        let mut instance = frames_of(&format, &[level]);
        let mut set = data_set(&format);
        set.put_ascii(tags::RESCALE_SLOPE, VR::DS, slope);
        set.put_ascii(tags::RESCALE_INTERCEPT, VR::DS, "0");
        set.put_ascii(tags::WINDOW_CENTER, VR::DS, "40");
        set.put_ascii(tags::WINDOW_WIDTH, VR::DS, "10");
        instance.data_set = set;
        instance
    };
    // The text's 255 × 0.1 is less than the tissue's 90 × 10.
    let (text, tissue) = (rescaled("0.1", 255), rescaled("10", 90));
    for order in [[&text, &tissue], [&tissue, &text]] {
        let all = gathered(&order.map(|instance| (instance, 1)));
        let projection = all.projection.unwrap().finished();
        assert_eq!(values(&projection.brightest)[0], 255);
        // Every value, the full range and local contrast; the header’s are made for its own values.
        assert_eq!(projection.brightest.windows.len(), 3);
    }
    let same = rescaled("2", 7);
    let all = gathered(&[(&same, 1), (&same, 1)]);
    let windows = all.projection.unwrap().finished().brightest.windows;
    assert!(windows.iter().any(|window: &Window| window.width == 10.0));
}

#[test]
fn frames_that_cannot_be_decoded_or_compared_are_counted_and_left_out() {
    let format = FrameFormat {
        frames: 2,
        ..grey(8)
    };
    let whole = frames_of(&format, &[10, 20]);
    let short = native(&format, vec![99; format.pixels()], false);
    let small = FrameFormat {
        columns: 4,
        ..format.clone()
    };
    let small = frames_of(&small, &[250, 251]);
    let deep = FrameFormat {
        bits_allocated: 16,
        bits_stored: 12,
        high_bit: 11,
        frames: 1,
        ..format.clone()
    };
    let deep = native(&deep, vec![0xFF; deep.pixels() * 2], false);
    let all = gathered(&[(&whole, 2), (&short, 2), (&small, 2), (&deep, 1)]);
    assert_eq!((all.failed, all.unlike), (1, 3));
    let projection = all.projection.unwrap();
    assert_eq!(projection.frames, 3);
    assert_eq!(values(&projection.brightest)[0], 99);
}

#[test]
fn what_two_modality_tables_give_is_not_compared() {
    let format = FrameFormat {
        frames: 1,
        ..grey(8)
    };
    let mapped = |highest: u16, level: u8| {
        let mut instance = frames_of(&format, &[level]);
        let mut item = data_set(&format);
        let descriptor = [256_u16, 0, 16].map(u16::to_le_bytes).concat();
        item.put_raw(tags::LUT_DESCRIPTOR, VR::US, descriptor);
        let entries = (0..256_u16).flat_map(|entry| (entry * (highest / 255)).to_le_bytes());
        item.put_raw(tags::LUT_DATA, VR::OW, entries.collect::<Vec<_>>());
        let mut set = data_set(&format);
        set.put_items(tags::MODALITY_LUT_SEQUENCE, vec![item]);
        instance.data_set = set;
        instance
    };
    let (text, tissue, same) = (mapped(1020, 255), mapped(5100, 200), mapped(1020, 9));
    let plain = frames_of(&format, &[77]);
    let all = gathered(&[(&text, 1), (&tissue, 1), (&plain, 1), (&same, 1)]);
    assert_eq!(all.unlike, 2);
    let projection = all.projection.unwrap();
    assert_eq!(projection.frames, 2);
    assert_eq!(values(&projection.brightest)[0], 1020);
}

#[test]
fn padding_and_one_grey_level_of_difference_are_in_sight() {
    let format = FrameFormat {
        columns: 64,
        rows: 64,
        frames: 2,
        signed: true,
        ..grey(16)
    };
    // Padding with a letter in it, beside tissue.
    let word = |at: usize, frame: usize| match (at % 64, at / 64) {
        (10..12, 10..40) if frame == 1 => -1999,
        (..32, _) => -2000_i16,
        (x, y) => (x * 40 + y) as i16,
    };
    let pixels = format.pixels();
    let words = (0..2 * pixels).map(|at| word(at % pixels, at / pixels));
    let bytes = words.flat_map(i16::to_le_bytes).collect();
    let mut instance = native(&format, bytes, false);
    let padding = (-2000_i16).to_le_bytes();
    instance
        .data_set
        .put_raw(tags::PIXEL_PADDING_VALUE, VR::SS, padding);
    let projection = gathered(&[(&instance, 2)]).projection.unwrap().finished();
    let brightest = &projection.brightest;
    let levels = |window: &Window| {
        let mut rgba = Vec::new();
        crate::pixels::render(brightest, window, &mut rgba);
        [rgba[0], rgba[(20 * 64 + 11) * 4], rgba[63 * 4]]
    };
    let full = &brightest.windows[1];
    assert_eq!(full.name, "Full range");
    assert!(brightest.shows_all(full));
    let [ground, _, tissue] = levels(full);
    assert!(ground == 0 && tissue > 200);
    let local = brightest.windows.last().unwrap();
    assert!(local.is_local());
    let [ground, letter, _] = levels(local);
    assert!(letter > ground + 30, "{letter} on {ground}");
}
