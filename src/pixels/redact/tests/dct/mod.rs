//! Lossy JPEG painted by its coefficients.

mod colours;
mod refused;

use dicom_dictionary_std::tags;
use libjpeg_turbo_rs::precision::compress_12bit;
use libjpeg_turbo_rs::{
    ColorSpace, Encoder, PixelFormat, Subsampling, read_coefficients,
    write_coefficients_progressive,
};
use proptest::prelude::*;

use super::compressed::even;
use super::*;
use crate::pixels::codec::jpeg::{Header, coefficients};
use crate::pixels::grid;

const SUBSAMPLINGS: [Subsampling; 7] = [
    Subsampling::S444,
    Subsampling::S422,
    Subsampling::S420,
    Subsampling::S440,
    Subsampling::S411,
    Subsampling::S441,
    Subsampling::S410,
];

/// What kind of JPEG a case is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Grey(Photometric),
    YCbCr,
    Rgb,
    Deep(Photometric),
    DeepColour,
}

#[derive(Debug, Clone)]
struct Case {
    kind: Kind,
    columns: u32,
    rows: u32,
    subsampling: Subsampling,
    progressive: bool,
    restart: u16,
    quality: u8,
    rect: Rect,
}

impl Case {
    fn format(&self) -> FrameFormat {
        let shape = match self.kind {
            Kind::Grey(photometric) => FrameFormat {
                photometric,
                ..grey(8)
            },
            Kind::Deep(photometric) => FrameFormat {
                photometric,
                bits_stored: 12,
                high_bit: 11,
                ..grey(16)
            },
            Kind::YCbCr => coloured(Photometric::YbrFull422, 8),
            Kind::Rgb => coloured(Photometric::Rgb, 8),
            Kind::DeepColour => FrameFormat {
                bits_stored: 12,
                high_bit: 11,
                ..coloured(Photometric::YbrFull422, 16)
            },
        };
        FrameFormat {
            columns: self.columns,
            rows: self.rows,
            ..shape
        }
    }

    /// A picture with edges and noise; another for every frame.
    fn stream(&self, frame: u32) -> Vec<u8> {
        let (columns, rows) = (self.columns as usize, self.rows as usize);
        let samples = match self.kind {
            Kind::Grey(_) | Kind::Deep(_) => 1,
            _ => 3,
        };
        let deep = matches!(self.kind, Kind::Deep(_) | Kind::DeepColour);
        let value = |index: usize| {
            let (pixel, sample) = (index / samples, index % samples);
            let (x, y) = (pixel % columns, pixel / columns);
            let edge = if (x / 9 + y / 7) % 2 == 0 { 190 } else { 20 };
            edge + (index * 7919 + frame as usize * 31) % 60 + sample * 3
        };
        let count = columns * rows * samples;
        even(if deep {
            let words: Vec<i16> = (0..count).map(|index| value(index) as i16 * 16).collect();
            let subsampling = match samples {
                1 => Subsampling::S444,
                _ => self.subsampling,
            };
            let stream =
                compress_12bit(&words, columns, rows, samples, self.quality, subsampling).unwrap();
            match self.progressive {
                true => write_coefficients_progressive(&read_coefficients(&stream).unwrap(), None)
                    .unwrap(),
                false => stream,
            }
        } else {
            let bytes: Vec<u8> = (0..count).map(|index| value(index) as u8).collect();
            let colour = match samples {
                1 => PixelFormat::Grayscale,
                _ => PixelFormat::Rgb,
            };
            let encoder = Encoder::new(&bytes, columns, rows, colour)
                .quality(self.quality)
                .subsampling(self.subsampling)
                .progressive(self.progressive)
                .restart_blocks(self.restart)
                .comment("DOE^JANE");
            match self.kind {
                Kind::Rgb => encoder.colorspace(ColorSpace::Rgb).encode().unwrap(),
                _ => encoder.encode().unwrap(),
            }
        })
    }

    fn instance(&self) -> Instance {
        let uid = match (self.kind, self.progressive) {
            (_, true) => "1.2.840.10008.1.2.4.55",
            (Kind::Deep(_) | Kind::DeepColour, _) => TransferSyntax::JPEG_EXTENDED,
            _ => TransferSyntax::JPEG_BASELINE,
        };
        let frames: Vec<_> = (0..3).map(|frame| vec![self.stream(frame)]).collect();
        encapsulated(&self.format(), uid, &frames, true)
    }
}

fn bytes_without_padding(instance: &Instance, frame: u32) -> Vec<u8> {
    let mut bytes = bytes_of(instance, frame);
    bytes.truncate(bytes.iter().rposition(|byte| *byte != 0).unwrap() + 1);
    bytes
}

/// A frame without the comment that every one of these streams has, and without padding.
fn picture_of(instance: &Instance, frame: u32) -> Vec<u8> {
    let mut bytes = bytes_without_padding(instance, frame);
    let comment = b"\xFF\xFE\x00\x0ADOE^JANE";
    let found = bytes.windows(comment.len()).position(|run| run == comment);
    if let Some(at) = found {
        bytes.drain(at..at + comment.len());
    }
    bytes
}

fn bytes_of(instance: &Instance, frame: u32) -> Vec<u8> {
    let format = FrameFormat::of_instance(instance).unwrap();
    let index = crate::pixels::frame_index::FrameIndex::of(instance, &format).unwrap();
    crate::pixels::decode::compressed_frame(instance, &index, frame).unwrap()
}

/// Coefficients black under the grown rectangle and the same elsewhere; samples black and the same; the other two
/// frames byte for byte.
fn check_frame(original: &Instance, rect: Rect) -> Instance {
    let region = FrameRegion {
        rect,
        frames: FrameSpan::Frames(1, 1),
    };
    let redacted = redact(original, &[region]).unwrap();
    assert_eq!(redacted.transfer_syntax, original.transfer_syntax);
    assert_eq!(redacted.attributes.len(), 1);
    let result = written(original, &redacted);
    assert_eq!(
        result
            .data_set
            .text(tags::LOSSY_IMAGE_COMPRESSION)
            .as_deref(),
        Some("01")
    );
    for frame in [0, 2] {
        assert_eq!(
            picture_of(original, frame),
            bytes_without_padding(&result, frame)
        );
    }
    let format = FrameFormat::of_instance(original).unwrap();
    let (columns, rows) = (format.columns, format.rows);
    let grid = grid(original, 1).unwrap();
    let Some(grown) = grid.grown(rect, columns, rows) else {
        assert_eq!(picture_of(original, 1), bytes_without_padding(&result, 1));
        return result;
    };
    assert!(grown.contains(rect.clipped(columns, rows).unwrap()));
    check_coefficients(&bytes_of(original, 1), &bytes_of(&result, 1), grown);
    check_samples(original, &result, rect, grown);
    result
}

fn check_coefficients(before: &[u8], after: &[u8], grown: Rect) {
    assert!(!after.windows(8).any(|bytes| bytes == b"DOE^JANE"));
    let (before, after) = (
        read_coefficients(before).unwrap(),
        read_coefficients(after).unwrap(),
    );
    assert_eq!(before.restart_interval, after.restart_interval);
    let single = before.components.len() == 1;
    let most = |factor: fn(&libjpeg_turbo_rs::ComponentCoefficients) -> u8| {
        before.components.iter().map(factor).max().unwrap() as u32
    };
    let most = (most(|c| c.h_sampling), most(|c| c.v_sampling));
    for (old, new) in before.components.iter().zip(&after.components) {
        let table = |image: &libjpeg_turbo_rs::JpegCoefficients, index: u8| {
            image.quant_tables[index as usize]
        };
        assert_eq!(
            table(&before, old.quant_table_index),
            table(&after, new.quant_table_index)
        );
        assert_eq!(
            (old.blocks_x, old.blocks_y, old.component_id),
            (new.blocks_x, new.blocks_y, new.component_id)
        );
        // Pixels along a side of this component's blocks.
        let (wide, high) = match single {
            true => (8, 8),
            false => (
                8 * most.0 / u32::from(old.h_sampling),
                8 * most.1 / u32::from(old.v_sampling),
            ),
        };
        for (index, (old_block, new_block)) in old.blocks.iter().zip(&new.blocks).enumerate() {
            let x = (index % old.blocks_x) as u32 * wide;
            let y = (index / old.blocks_x) as u32 * high;
            if x >= u32::from(before.width) || y >= u32::from(before.height) {
                continue;
            }
            let inside = (grown.x..grown.x + grown.width).contains(&x)
                && (grown.y..grown.y + grown.height).contains(&y);
            if inside {
                assert!(new_block[1..].iter().all(|&coefficient| coefficient == 0));
            } else {
                assert_eq!(old_block, new_block, "block at {x}, {y}");
            }
        }
    }
}

fn check_samples(original: &Instance, result: &Instance, rect: Rect, grown: Rect) {
    let before = decode_frame(original, 1).unwrap();
    let after = decode_frame(result, 1).unwrap();
    assert_eq!(before.format, after.format);
    let format = &before.format;
    let samples = usize::from(format.samples_per_pixel);
    let black = crate::pixels::black::words(&original.data_set, format, 1, None).unwrap();
    let grid = grid(original, 1).unwrap();
    // Colour of neighbours is blended that far by readers that smooth it.
    let blended = Rect {
        x: grown.x.saturating_sub(grid.margin_x),
        y: grown.y.saturating_sub(grid.margin_y),
        width: grown.x.min(grid.margin_x) + grown.width + grid.margin_x,
        height: grown.y.min(grid.margin_y) + grown.height + grid.margin_y,
    };
    let rect = rect.clipped(format.columns, format.rows).unwrap();
    let tinged = |at: Rect| {
        let near = |at: u32, start: u32, length: u32, margin: u32, limit: u32| {
            (start > 0 && at < start + margin)
                || (start + length < limit && at + margin >= start + length)
        };
        near(at.x, grown.x, grown.width, grid.margin_x, format.columns)
            || near(at.y, grown.y, grown.height, grid.margin_y, format.rows)
    };
    for pixel in 0..format.pixels() {
        let at = Rect {
            x: pixel as u32 % format.columns,
            y: pixel as u32 / format.columns,
            width: 1,
            height: 1,
        };
        for (sample, black) in black.iter().enumerate() {
            let index = pixel * samples + sample;
            if rect.contains(at) && !tinged(at) {
                assert_eq!(after.words.get(index), *black, "{at:?}");
            } else if rect.contains(at) {
                // A hue of what is beside it, and nothing of what was under it.
                let most = u64::MAX >> (65 - before.precision);
                assert!(after.words.get(index).abs_diff(*black) <= most, "{at:?}");
            } else if !blended.contains(at) {
                assert_eq!(after.words.get(index), before.words.get(index), "{at:?}");
            }
        }
    }
}

fn kinds_of_jpeg() -> impl Strategy<Value = Kind> {
    prop_oneof![
        Just(Kind::Grey(Photometric::Monochrome2)),
        Just(Kind::Grey(Photometric::Monochrome1)),
        Just(Kind::YCbCr),
        Just(Kind::YCbCr),
        Just(Kind::Rgb),
        Just(Kind::Deep(Photometric::Monochrome2)),
        Just(Kind::Deep(Photometric::Monochrome1)),
        Just(Kind::DeepColour),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn any_rectangle_in_any_dct_frame_is_black_and_nothing_beyond_its_grid_moves(
        kind in kinds_of_jpeg(),
        (columns, rows) in (1_u32..90, 1_u32..70),
        subsampling in proptest::sample::select(SUBSAMPLINGS.to_vec()),
        progressive: bool,
        restart in prop_oneof![Just(0_u16), 1_u16..9],
        quality in 5_u8..=100,
        (x, y, width, height) in (0_u32..95, 0_u32..75, 1_u32..60, 1_u32..60),
    ) {
        let rect = Rect { x, y, width, height };
        let case = Case { kind, columns, rows, subsampling, progressive, restart, quality, rect };
        check_frame(&case.instance(), rect);
    }
}

fn usual(kind: Kind, subsampling: Subsampling) -> Case {
    Case {
        kind,
        columns: 75,
        rows: 53,
        subsampling,
        progressive: false,
        restart: 0,
        quality: 90,
        rect: Rect {
            x: 16,
            y: 16,
            width: 16,
            height: 16,
        },
    }
}

#[test]
fn a_rectangle_on_the_grid_does_not_grow() {
    let grown = |subsampling, kind| {
        let case = usual(kind, subsampling);
        let instance = case.instance();
        check_frame(&instance, case.rect);
        grid(&instance, 1)
            .unwrap()
            .grown(case.rect, 75, 53)
            .unwrap()
    };
    let rect = |x, y, width, height| Rect {
        x,
        y,
        width,
        height,
    };
    assert_eq!(grown(Subsampling::S444, Kind::YCbCr), rect(16, 16, 16, 16));
    assert_eq!(grown(Subsampling::S422, Kind::YCbCr), rect(16, 16, 16, 16));
    assert_eq!(grown(Subsampling::S420, Kind::YCbCr), rect(16, 16, 16, 16));
    let grey = Kind::Grey(Photometric::Monochrome2);
    assert_eq!(grown(Subsampling::S444, grey), rect(16, 16, 16, 16));
}

#[test]
fn a_rectangle_as_large_as_the_frame_leaves_nothing() {
    for subsampling in SUBSAMPLINGS {
        let case = usual(Kind::YCbCr, subsampling);
        let all = Rect {
            x: 0,
            y: 0,
            width: 1000,
            height: 1000,
        };
        let result = check_frame(&case.instance(), all);
        let coefficients = read_coefficients(&bytes_of(&result, 1)).unwrap();
        for component in &coefficients.components {
            assert!(
                component
                    .blocks
                    .iter()
                    .all(|block| block == &component.blocks[0])
            );
        }
    }
}
