//! Colours, stored as such or by a palette.

use super::*;

#[test]
fn colour_is_the_same_however_it_is_stored() {
    let red_then_grey = [[255_u8, 0, 0], [128, 128, 128]];
    let ybr = [[76_u8, 85, 255], [128, 128, 128]];
    let shown = |photometric, pixels: [[u8; 3]; 2], planar| {
        let format = FrameFormat {
            rows: 1,
            columns: 2,
            frames: 1,
            planar,
            ..coloured(photometric, 8)
        };
        let [[a, b, c], [d, e, f]] = pixels;
        let bytes = if planar {
            vec![a, d, b, e, c, f]
        } else {
            vec![a, b, c, d, e, f]
        };
        let picture = picture(&native(&format, bytes, false), 0).unwrap();
        let Samples::Rgba(rgba) = picture.samples else {
            panic!("not colour")
        };
        rgba
    };
    let expected = [255, 0, 0, 255, 128, 128, 128, 255];
    for planar in [false, true] {
        assert_eq!(shown(Photometric::Rgb, red_then_grey, planar), expected);
        let near = shown(Photometric::YbrFull, ybr, planar);
        assert!(
            near.iter()
                .zip(expected)
                .all(|(one, other)| one.abs_diff(other) <= 1),
            "{near:?}"
        );
    }
}

#[test]
fn a_palette_gives_colours_and_clamps_what_lies_outside() {
    let format = FrameFormat {
        photometric: Photometric::Palette,
        frames: 1,
        ..grey(16)
    };
    let mut bytes = vec![0; native_length(&format)];
    bytes[..4].copy_from_slice(&[7, 0, 0xFF, 0xFF]);
    let picture = picture(&native(&format, bytes, false), 0).unwrap();
    let Samples::Rgba(rgba) = picture.samples else {
        panic!("not colour")
    };
    let last = 255_u8.wrapping_mul(5) | 2;
    assert_eq!(rgba[..8], [1, 1, 1, 255, last, last, last, 255]);
}

/// Descriptors and data of a palette from `first` up: red, green, blue.
fn put_palette(instance: &mut Instance, first: i16) {
    for (offset, colour) in [(0, [200, 0, 10]), (1, [0, 200, 20]), (2, [0, 0, 30])] {
        let descriptor = [3_i16, first, 8].map(i16::to_le_bytes).concat();
        let set = &mut instance.data_set;
        set.put_raw(Tag(0x0028, 0x1101 + offset), VR::US, descriptor);
        set.put_raw(
            Tag(0x0028, 0x1201 + offset),
            VR::OW,
            [&colour[..], &[0]].concat(),
        );
    }
}

#[test]
fn values_from_the_first_of_a_supplemental_palette_up_are_colours() {
    for signed in [false, true] {
        let mut instance = sixteen(&[0, 500, 999, 1000, 1001, 1002, 1500], signed);
        put_palette(&mut instance, 1000);
        put_text(&mut instance, tags::WINDOW_CENTER, "500");
        put_text(&mut instance, tags::WINDOW_WIDTH, "1000");
        let shown = picture(&instance, 0).unwrap();
        let mut rgba = Vec::new();
        render(&shown, &shown.windows[0], &mut rgba);
        let pixels: Vec<_> = rgba.as_chunks::<4>().0[..7].to_vec();
        let expected = [
            [0, 0, 0, 255],
            [128, 128, 128, 255],
            [255, 255, 255, 255],
            [200, 0, 0, 255],
            [0, 200, 0, 255],
            [10, 20, 30, 255],
            [10, 20, 30, 255],
        ];
        assert_eq!(pixels, expected, "{signed}");
    }
}

#[test]
fn a_palette_that_is_none_for_a_grey_picture_colours_nothing() {
    let colours = |first, presentation| {
        let mut instance = sixteen(&[0, 500, 1000], false);
        put_palette(&mut instance, first);
        put_text(&mut instance, tags::PIXEL_PRESENTATION, presentation);
        picture(&instance, 0).unwrap().colours
    };
    assert_eq!(colours(0, ""), None);
    assert_eq!(colours(1000, "MONOCHROME"), None);
    assert!(colours(0, "MIXED").is_some());
    assert!(colours(1000, "").is_some());
}

#[test]
fn colours_of_fewer_bits_than_the_header_claims_are_seen() {
    let format = coloured(Photometric::Rgb, 16);
    let words = Words::U16(vec![200; format.samples()]);
    let frame = Frame {
        format,
        precision: 8,
        words,
    };
    let picture = picture_of(&DataSet::new_empty(), frame, 0).unwrap();
    let Samples::Rgba(rgba) = picture.samples else {
        panic!("not in colour")
    };
    assert_eq!(rgba[..4], [200, 200, 200, 255]);
}
