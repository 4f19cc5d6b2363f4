//! Native samples, painted where they lie.

use super::*;

#[test]
fn native_samples_of_every_kind_are_black_inside_and_equal_outside() {
    for format in kinds() {
        for big_endian in [false, true] {
            let original = native_noise(&format, big_endian);
            check(&original, &everywhere(), |_| true);
            check(&original, &middle_frame(), |frame| frame == 1);
        }
    }
}

#[test]
fn native_bytes_that_no_rectangle_touches_stay_ranges_of_the_source() {
    let format = FrameFormat {
        rows: 400,
        columns: 300,
        ..grey(16)
    };
    let original = native_noise(&format, false);
    let redacted = redact(&original, &middle_frame()).unwrap();
    let RedactedPixels::Native { parts, .. } = &redacted.pixels else {
        panic!("not native")
    };
    let made: usize = parts
        .iter()
        .map(|part| {
            if let Part::Bytes(bytes) = part {
                bytes.len()
            } else {
                0
            }
        })
        .sum();
    assert!(made < 400 * 300, "{made} bytes were made anew");
    let before = original.body.read(5..original.body.len()).unwrap();
    let after = assembled(&original, parts);
    let differing = before
        .iter()
        .zip(&after)
        .filter(|(one, other)| one != other)
        .count();
    let touched = RECTS
        .iter()
        .filter_map(|r| r.clipped(300, 400))
        .map(|r| r.width * r.height * 2)
        .sum::<u32>();
    assert!(differing <= touched as usize && after.len() == before.len());
}

#[test]
fn shared_chroma_of_422_is_neutral_and_luma_outside_is_kept() {
    let format = coloured(Photometric::YbrFull422, 8);
    let original = native_noise(&format, false);
    let result = written(&original, &redact(&original, &everywhere()).unwrap());
    for frame in 0..3 {
        let (before, after) = (
            decode_frame(&original, frame).unwrap(),
            decode_frame(&result, frame).unwrap(),
        );
        for pixel in 0..format.pixels() {
            let neighbour = if pixel % 18 % 2 == 0 {
                pixel + 1
            } else {
                pixel - 1
            };
            let (inside, beside) = (is_inside(&format, pixel), is_inside(&format, neighbour));
            let luma = if inside {
                0
            } else {
                before.words.get(pixel * 3)
            };
            assert_eq!(after.words.get(pixel * 3), luma);
            for chroma in 1..3 {
                let kept = before.words.get(pixel * 3 + chroma);
                assert_eq!(
                    after.words.get(pixel * 3 + chroma),
                    if inside || beside { 128 } else { kept }
                );
            }
        }
    }
}

#[test]
fn a_whole_frame_more_than_promised_is_painted_too_and_padding_is_not() {
    let format = FrameFormat {
        photometric: Photometric::Monochrome1,
        frames: 2,
        ..grey(8)
    };
    let original = native(&format, vec![9; 12 * 18 * 3 + 2], false);
    let regions = [FrameRegion {
        rect: Rect {
            x: 0,
            y: 0,
            width: 2,
            height: 1,
        },
        frames: FrameSpan::All,
    }];
    let RedactedPixels::Native { parts, .. } = redact(&original, &regions).unwrap().pixels else {
        panic!("not native")
    };
    let bytes = assembled(&original, &parts);
    let painted: Vec<_> = (0..bytes.len()).filter(|&at| bytes[at] == 255).collect();
    assert_eq!(painted, [0, 1, 216, 217, 432, 433]);
}

#[test]
fn truncated_native_frames_are_painted_as_far_as_they_go() {
    let format = grey(8);
    let original = native(&format, noise(12 * 18 + 40, 3), false);
    let redacted = redact(&original, &everywhere()).unwrap();
    let RedactedPixels::Native { parts, .. } = &redacted.pixels else {
        panic!("not native")
    };
    let bytes = assembled(&original, parts);
    assert_eq!(bytes.len(), 12 * 18 + 40);
    assert_eq!(bytes[12 * 18 + 2 * 18 + 3], 0);
}

proptest::proptest! {
    #[test]
    fn any_rectangle_in_native_samples_changes_nothing_outside(
        (x, y, width, height) in (0_u32..30, 0_u32..30, 0_u32..30, 0_u32..30),
        kind: usize,
    ) {
        let kinds = kinds();
        let original = native_noise(&kinds[kind % kinds.len()], false);
        let format = FrameFormat::of_instance(&original).unwrap();
        let region = FrameRegion { rect: Rect { x, y, width, height }, frames: FrameSpan::Frames(1, 2) };
        let result = written(&original, &redact(&original, &[region]).unwrap());
        for number in 0..3 {
            let (before, after) = (decode_frame(&original, number).unwrap(), decode_frame(&result, number).unwrap());
            for sample in 0..format.samples() {
                let pixel = (sample / usize::from(format.samples_per_pixel)) as u32;
                let (column, row) = (pixel % format.columns, pixel / format.columns);
                let inside = number > 0 && (x..x + width).contains(&column) && (y..y + height).contains(&row);
                proptest::prop_assert!(inside || before.words.get(sample) == after.words.get(sample));
            }
        }
    }
}

/// Pixels of Y Cb Cr each in a value that is called 4:2:2.
fn in_full(frames: u32) -> Instance {
    let format = FrameFormat {
        frames,
        ..coloured(Photometric::YbrFull422, 8)
    };
    let samples = format.samples() * frames as usize;
    let bytes = (0..samples).map(|at| (at * 7 % 251) as u8).collect();
    native(&format, bytes, false)
}

#[test]
fn what_is_called_422_and_has_the_chroma_of_every_pixel_is_painted_pixel_by_pixel() {
    let original = in_full(1);
    crate::pixels::check_whole(&original).unwrap();
    let result = check(&original, &everywhere(), |_| true);
    check_native(&original, &result, &everywhere()).unwrap();
    // As long as three frames of 4:2:2.
    assert!(crate::pixels::check_whole(&in_full(2)).is_err());
    assert!(crate::pixels::check_whole(&in_full(3)).is_ok());
}

#[test]
fn a_value_called_422_of_any_length_is_not_read_otherwise_once_it_is_padded() {
    let format = FrameFormat {
        rows: 1,
        columns: 2,
        frames: 1,
        ..coloured(Photometric::YbrFull422, 16)
    };
    let read = |instance: &Instance| FrameFormat::of_instance(instance).unwrap().photometric;
    for (length, expected) in [
        (8, Photometric::YbrFull422),
        (10, Photometric::YbrFull422),
        (11, Photometric::YbrFull),
        (12, Photometric::YbrFull),
        (13, Photometric::YbrFull422),
    ] {
        let original = native(&format, noise(length, 3), false);
        let kept = redact(&original, &[]).unwrap();
        assert_eq!(read(&original), expected);
        assert_eq!(read(&written(&original, &kept)), expected);
    }
}

#[test]
fn half_a_pair_of_422_is_no_picture() {
    let format = FrameFormat {
        columns: 17,
        ..coloured(Photometric::YbrFull422, 8)
    };
    let original = native(&format, vec![9; 12 * 17 * 2 * 3], false);
    assert!(redact(&original, &everywhere()).is_err());
    assert!(crate::pixels::check_whole(&original).is_err());
}

#[test]
fn a_native_file_with_one_wrong_sample_does_not_pass_its_check() {
    for format in [
        grey(8),
        grey(16),
        grey(32),
        coloured(Photometric::Rgb, 8),
        coloured(Photometric::YbrFull422, 8),
        FrameFormat {
            planar: true,
            ..coloured(Photometric::YbrFull, 16)
        },
        FrameFormat {
            signed: true,
            bits_stored: 12,
            high_bit: 11,
            ..grey(16)
        },
        FrameFormat {
            kind: SampleKind::Float,
            ..grey(32)
        },
        grey(1),
    ] {
        let original = native_noise(&format, false);
        let redacted = redact(&original, &middle_frame()).unwrap();
        let good = written(&original, &redacted);
        check_native(&original, &good, &middle_frame()).unwrap();
        let PixelLayout::Native { range } = &good.pixels.as_ref().unwrap().layout else {
            panic!("native");
        };
        // In the painted frame: its first pixel lies outside the rectangles, the sixth of its fifth line within.
        let frame_bits = format.native_frame_bits();
        let pixel_bits = match format.planar {
            true => u64::from(format.bits_allocated),
            false => frame_bits / format.pixels() as u64,
        };
        let inside = u64::from(4 * format.columns + 5);
        assert!(is_inside(&format, inside as usize) && !is_inside(&format, 0));
        let inside = inside * pixel_bits;
        for bit in [frame_bits, frame_bits + inside] {
            let mut bytes = good.body.read(0..good.body.len()).unwrap();
            bytes[(range.start + bit / 8) as usize] ^= 0x81;
            let wrong = Instance {
                body: std::rc::Rc::new(crate::dicom::MemorySource::new(bytes)),
                ..good.clone()
            };
            let checked = check_native(&original, &wrong, &middle_frame());
            assert_eq!(
                checked,
                Err(PixelError::CheckFailed { frame: 1 }),
                "{format:?}"
            );
        }
    }
}
