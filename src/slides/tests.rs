//! Files of slides, taken apart by code that shares nothing with what wrote them.

use std::io::Read;
use std::rc::Rc;

use super::*;
use crate::clean::{self, Order};
use crate::deid::{Pseudonyms, Secret};
use crate::dicom::{self, Instance, MemorySource};
use crate::pixels::picture::WindowFunction;
use crate::pixels::{self, FrameRegion, FrameSpan, Picture, Rect, Samples, Window};

/// Of the sample study.
fn sample(place: &str) -> Rc<MemorySource> {
    let mut files = crate::sample::files().into_iter();
    let (_, bytes) = files.find(|(name, _)| name.contains(place)).unwrap();
    Rc::new(MemorySource::new(bytes))
}

fn cleaned(place: &str, regions: Vec<FrameRegion>) -> Instance {
    let order = Order {
        regions,
        looked_at: true,
        ..Order::default()
    };
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([3; 32]));
    let cleaned = clean::clean(sample(place), &order, &pseudonyms).unwrap();
    dicom::read(cleaned.source()).unwrap()
}

/// Name and data of each chunk (ISO/IEC 15948 5.3).
fn chunks(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut rest = file.strip_prefix(b"\x89PNG\r\n\x1a\n").unwrap();
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
        let name = String::from_utf8(rest[4..8].to_vec()).unwrap();
        let sum = u32::from_be_bytes(rest[8 + length..12 + length].try_into().unwrap());
        assert_eq!(sum, crc32fast::hash(&rest[4..8 + length]), "{name}");
        chunks.push((name, rest[8..8 + length].to_vec()));
        rest = &rest[12 + length..];
    }
    chunks
}

/// The samples behind filters (ISO/IEC 15948 9.2), eight bits each.
fn unfiltered(data: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut raw = Vec::new();
    flate2::read::ZlibDecoder::new(data)
        .read_to_end(&mut raw)
        .unwrap();
    let mut samples: Vec<u8> = Vec::new();
    for line in raw.chunks(row + 1) {
        let start = samples.len();
        for (x, byte) in line[1..].iter().enumerate() {
            let left = if x >= pixel {
                samples[start + x - pixel]
            } else {
                0
            };
            let up = if start > 0 {
                samples[start + x - row]
            } else {
                0
            };
            let corner = match start > 0 && x >= pixel {
                true => samples[start + x - row - pixel],
                false => 0,
            };
            let (a, b, c) = (i32::from(left), i32::from(up), i32::from(corner));
            let p = a + b - c;
            let nearest =
                [(a, 0), (b, 1), (c, 2)].map(|(value, rank)| ((p - value).abs(), rank, value));
            let predicted = match line[0] {
                0 => 0,
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                4 => nearest.into_iter().min().unwrap().2,
                other => panic!("{other}"),
            };
            samples.push(byte.wrapping_add(predicted as u8));
        }
    }
    samples
}

/// Columns, rows and three bytes a pixel of a PNG of one picture; only the chunks that one needs are in it.
fn read_png(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let chunks = chunks(file);
    let names: Vec<&str> = chunks.iter().map(|(name, _)| name.as_str()).collect();
    let data = names.iter().filter(|name| **name == "IDAT").count();
    assert_eq!(
        names,
        [vec!["IHDR"], vec!["IDAT"; data], vec!["IEND"]].concat()
    );
    let head = &chunks[0].1;
    let side = |at: usize| u32::from_be_bytes(head[at..at + 4].try_into().unwrap());
    let (columns, rows) = (side(0), side(4));
    assert_eq!((head[8], head[10], head[11], head[12]), (8, 0, 0, 0));
    let samples = match head[9] {
        0 => 1,
        2 => 3,
        other => panic!("{other}"),
    };
    let data: Vec<u8> = chunks
        .iter()
        .filter(|(name, _)| name == "IDAT")
        .flat_map(|(_, data)| data.clone())
        .collect();
    let bytes = unfiltered(&data, columns as usize * samples, samples);
    let rgb = match samples {
        1 => bytes.iter().flat_map(|grey| [*grey; 3]).collect(),
        _ => bytes,
    };
    (columns, rows, rgb)
}

/// The markers of a JPEG up to its first scan (ITU-T T.81 B.1.1), with what stands in their segments.
fn markers(file: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut rest = file.strip_prefix(&[0xFF, 0xD8]).unwrap();
    let mut markers = Vec::new();
    loop {
        assert_eq!(rest[0], 0xFF);
        let (marker, length) = (rest[1], usize::from(u16::from_be_bytes([rest[2], rest[3]])));
        markers.push((marker, rest[4..2 + length].to_vec()));
        rest = &rest[2 + length..];
        if marker == 0xDA {
            break;
        }
    }
    // One scan, and nothing behind it.
    let marker = |pair: &[u8]| pair[0] == 0xFF && pair[1] != 0;
    let last = rest.windows(2).position(marker).unwrap();
    assert_eq!(rest[last..], [0xFF, 0xD9]);
    markers
}

fn seen(picture: &Picture, window: &Window) -> Vec<u8> {
    let mut rgba = Vec::new();
    pixels::render(picture, window, &mut rgba);
    rgba.chunks(4)
        .flat_map(|pixel| pixel[..3].to_vec())
        .collect()
}

const ALL_OF_IT: View = View {
    window: None,
    crop: None,
};

#[test]
fn a_png_is_what_the_viewer_renders_in_each_window_that_it_offers() {
    for place in ["IM0003", "US abdomen"] {
        let instance = cleaned(place, Vec::new());
        let picture = pixels::picture(&instance, 0).unwrap();
        let offered = picture.windows.iter().cloned().map(Some);
        for window in std::iter::once(None).chain(offered) {
            let view = View {
                window: window.clone(),
                crop: None,
            };
            let slide = of_frame(&instance, 0, &view, &[], Size::AsStored).unwrap();
            let (columns, rows, rgb) = read_png(&encode(&slide, Format::Png).unwrap());
            assert_eq!((columns, rows), (picture.columns, picture.rows));
            let own = picture.windows.first().cloned();
            let window = window.or(own).unwrap_or_else(Window::of_colour);
            assert!(rgb == seen(&picture, &window), "{place}, {}", window.name);
        }
    }
}

#[test]
fn what_is_painted_is_black_on_a_slide_at_every_window() {
    let rect = Rect {
        x: 5,
        y: 7,
        width: 40,
        height: 30,
    };
    let regions = vec![FrameRegion {
        rect,
        frames: FrameSpan::All,
    }];
    let instance = cleaned("IM0003", regions.clone());
    let own = pixels::picture(&instance, 0).unwrap().windows;
    // All of it white, as no lower window could be; one that turns it round; one with black samples in its middle.
    let window = |center: f64, width: f64, function: WindowFunction| Window {
        name: String::new(),
        center,
        width,
        function,
    };
    let table = WindowFunction::Table {
        first: -70_000,
        output: vec![255],
    };
    let odd = [
        window(-40_000.0, 1.0, WindowFunction::Linear),
        window(-1_024.0, 4.0, WindowFunction::LinearExact),
        window(-9_000.0, 9.0, WindowFunction::Sigmoid),
        window(0.0, 1.0, table),
    ];
    for window in own.into_iter().chain(odd) {
        let view = View {
            window: Some(window.clone()),
            crop: None,
        };
        let slide = of_frame(&instance, 0, &view, &regions, Size::AsStored).unwrap();
        for y in rect.y..rect.y + rect.height {
            let start = (y * slide.columns + rect.x) as usize * 3;
            let run = &slide.rgb[start..start + rect.width as usize * 3];
            assert!(run.iter().all(|byte| *byte == 0), "{window:?}, row {y}");
        }
    }
}

#[test]
fn a_jpeg_is_near_to_what_was_seen_and_holds_nothing_else() {
    for (place, components) in [("IM0003", 1), ("US abdomen", 3)] {
        let instance = cleaned(place, Vec::new());
        let slide = of_frame(&instance, 0, &ALL_OF_IT, &[], Size::AsStored).unwrap();
        let file = encode(&slide, Format::Jpeg).unwrap();
        let is_grey = slide.as_grey().is_some();
        let segments = markers(&file);
        let allowed = [0xE0, 0xDB, 0xC0, 0xC4, 0xDA];
        assert!(segments.iter().all(|(marker, _)| allowed.contains(marker)));
        let heads: Vec<_> = segments
            .iter()
            .filter(|(marker, _)| *marker == 0xE0)
            .collect();
        // JFIF 1.2 without density and thumbnail.
        assert_eq!(heads.len(), 1);
        assert_eq!(heads[0].1, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0", "{place}");
        let image =
            libjpeg_turbo_rs::decompress_to(&file, libjpeg_turbo_rs::PixelFormat::Rgb).unwrap();
        assert_eq!(
            (image.width, image.height),
            (slide.columns as usize, slide.rows as usize)
        );
        let off = image
            .data
            .iter()
            .zip(&slide.rgb)
            .map(|(one, other)| u64::from(one.abs_diff(*other)));
        let mean = off.sum::<u64>() as f64 / slide.rgb.len() as f64;
        assert!(mean < 3.0, "{place}: {mean}");
        assert_eq!(is_grey, components == 1, "{place}");
    }
}

#[test]
fn only_what_was_in_view_is_on_the_slide() {
    let instance = cleaned("IM0003", Vec::new());
    let whole = of_frame(&instance, 0, &ALL_OF_IT, &[], Size::AsStored).unwrap();
    let crop = Rect {
        x: 10,
        y: 20,
        width: 33,
        height: 21,
    };
    let view = |crop| View {
        window: None,
        crop: Some(crop),
    };
    let part = of_frame(&instance, 0, &view(crop), &[], Size::AsStored).unwrap();
    assert_eq!((part.columns, part.rows), (33, 21));
    let at = |x: u32, y: u32| (((y + 20) * whole.columns + x + 10) * 3) as usize;
    for (y, row) in part.rgb.chunks(33 * 3).enumerate() {
        let start = at(0, y as u32);
        assert_eq!(row, &whole.rgb[start..start + 33 * 3]);
    }
    let outside = Rect { x: 60_000, ..crop };
    let none = of_frame(&instance, 0, &view(outside), &[], Size::AsStored);
    assert!(matches!(none, Err(SlideError::NothingInView)));
    let huge = Rect {
        width: u32::MAX,
        height: u32::MAX,
        ..crop
    };
    let rest = of_frame(&instance, 0, &view(huge), &[], Size::AsStored).unwrap();
    assert_eq!(
        (rest.columns, rest.rows),
        (whole.columns - 10, whole.rows - 20)
    );
}

#[test]
fn a_picture_for_a_screen_fills_it_and_keeps_its_shape() {
    for (stored, shown) in [
        ((512, 512), (1080, 1080)),
        ((1024, 768), (1440, 1080)),
        ((3840, 2160), (1920, 1080)),
        ((4000, 10), (1920, 4)),
        ((1, 1), (1080, 1080)),
        ((60_000, 1), (1920, 1)),
        ((1, 60_000), (1, 1080)),
        ((0, 7), (0, 7)),
    ] {
        assert_eq!(Size::Screen.of(stored), shown, "{stored:?}");
        assert_eq!(Size::AsStored.of(stored), stored);
    }
    let instance = cleaned("IM0003", Vec::new());
    let slide = of_frame(&instance, 0, &ALL_OF_IT, &[], Size::Screen).unwrap();
    assert_eq!(slide.rows.max(slide.columns * 9 / 16), 1080);
    assert_eq!(slide.rgb.len(), (slide.columns * slide.rows * 3) as usize);
}

#[test]
fn an_animated_png_holds_its_pictures_and_its_pace_and_nothing_else() {
    let picture = |seed: u8| Drawn {
        columns: 5,
        rows: 3,
        rgb: (0..45).map(|place: u8| place.wrapping_mul(seed)).collect(),
    };
    let mut file = AnimatedPng::new((5, 3), 3, 40_000).unwrap();
    for seed in [1, 7, 31] {
        file.put(&picture(seed)).unwrap();
    }
    let chunks = chunks(&file.finish().unwrap());
    let names: Vec<&str> = chunks.iter().map(|(name, _)| name.as_str()).collect();
    let frames = ["fcTL", "IDAT", "fcTL", "fdAT", "fcTL", "fdAT"];
    assert_eq!(names, [&["IHDR", "acTL"], &frames[..], &["IEND"]].concat());
    assert_eq!(chunks[1].1, [0, 0, 0, 3, 0, 0, 0, 0]);
    let data = chunks.iter().filter(|(name, _)| name.ends_with("DAT"));
    let skip = |name: &str| if name == "fdAT" { 4 } else { 0 };
    for ((name, data), seed) in data.zip([1, 7, 31]) {
        assert_eq!(unfiltered(&data[skip(name)..], 15, 3), picture(seed).rgb);
    }
    for (_, control) in chunks.iter().filter(|(name, _)| name == "fcTL") {
        // 40 of 1,000 parts of a second.
        assert_eq!(control[20..24], [0, 40, 3, 232]);
    }
}

#[test]
fn an_animated_png_that_is_not_what_it_says_is_none() {
    let picture = Drawn {
        columns: 2,
        rows: 2,
        rgb: vec![9; 12],
    };
    let other = Drawn {
        columns: 1,
        ..picture.clone()
    };
    let mut file = AnimatedPng::new((2, 2), 2, 40_000).unwrap();
    file.put(&picture).unwrap();
    assert!(file.put(&other).is_err());
    assert!(file.finish().is_err());
    assert!(AnimatedPng::new((2, 2), 0, 40_000).is_err());
    assert!(AnimatedPng::new((0, 2), 1, 40_000).is_err());
}

#[test]
fn planes_are_those_of_the_colours() {
    let of = |rgb: [u8; 3]| {
        let picture = Drawn {
            columns: 2,
            rows: 2,
            rgb: rgb.repeat(4),
        };
        let planes = film::planes(&picture).unwrap();
        assert_eq!(planes[..4], [planes[0]; 4]);
        (planes[0], planes[4], planes[5])
    };
    // ITU-R BT.709, table 4, rounded.
    for (rgb, planes) in [
        ([0, 0, 0], (16, 128, 128)),
        ([255, 255, 255], (235, 128, 128)),
        ([255, 0, 0], (63, 102, 240)),
        ([0, 255, 0], (173, 42, 26)),
        ([0, 0, 255], (32, 240, 118)),
    ] {
        assert_eq!(of(rgb), planes, "{rgb:?}");
    }
    let odd = Drawn {
        columns: 1,
        rows: 2,
        rgb: vec![0; 6],
    };
    assert!(film::planes(&odd).is_err());
    let padded = odd.within(film::even((1, 2))).unwrap();
    assert_eq!((padded.columns, padded.rows), (2, 2));
    assert!(film::planes(&padded).is_ok());
}

#[test]
fn the_pace_is_the_header_s_within_reason() {
    use crate::dicom::{DataSet, DataSetExt};
    use dicom_core::VR;
    use dicom_dictionary_std::tags;
    let header = |values: &[(dicom_core::Tag, VR, &str)]| {
        let mut header = DataSet::new_empty();
        for (tag, vr, text) in values {
            header.put_ascii(*tag, *vr, text);
        }
        film::frame_time(&header)
    };
    let recommended = (tags::RECOMMENDED_DISPLAY_FRAME_RATE, VR::IS, "20");
    let cine = (tags::CINE_RATE, VR::IS, "25");
    assert_eq!(header(&[]), None);
    assert_eq!(header(&[recommended, cine]), Some(50_000));
    assert_eq!(
        header(&[cine, (tags::FRAME_TIME, VR::DS, "33.33")]),
        Some(40_000)
    );
    assert_eq!(header(&[(tags::FRAME_TIME, VR::DS, "33.33")]), Some(33_330));
    for nonsense in ["0", "-5", "nan", "x", ""] {
        assert_eq!(
            header(&[(tags::FRAME_TIME, VR::DS, nonsense)]),
            None,
            "{nonsense}"
        );
    }
    assert_eq!(header(&[(tags::CINE_RATE, VR::IS, "100000")]), Some(16_667));
    assert_eq!(
        header(&[(tags::FRAME_TIME, VR::DS, "1e300")]),
        Some(1_000_000)
    );
}

#[test]
fn an_encoder_is_asked_for_what_has_room() {
    assert_eq!(film::codec((512, 512)).as_deref(), Some("avc1.640028"));
    assert_eq!(film::codec((1920, 1080)).as_deref(), Some("avc1.640028"));
    assert_eq!(film::codec((1890, 2456)).as_deref(), Some("avc1.640033"));
    assert_eq!(film::codec((20_000, 20_000)), None);
    assert_eq!(film::codec((u32::MAX, u32::MAX)), None);
}

#[test]
fn samples_that_do_not_fit_their_size_make_no_picture() {
    let picture = Picture {
        columns: 9,
        rows: 9,
        samples: Samples::Rgba(vec![0; 8]),
        windows: Vec::new(),
        colours: None,
        grid: None,
        overlay: None,
    };
    assert!(drawn(&picture, &ALL_OF_IT, &[], Size::AsStored).is_err());
}
