//! Frames in the compressed transfer syntaxes.

use darkroom::dicom::TransferSyntax;
use darkroom::pixels::codec;
use darkroom_fuzz::head::{EXTENDED_TABLE, Head, NO_TABLE, PLANAR, SIGNED};
use libjpeg_turbo_rs::precision::compress_12bit;
use libjpeg_turbo_rs::{ColorSpace, Encoder, PixelFormat, Subsampling};

use super::{GREY, RGB, TWELVE_BITS, frame, put, sample};

/// Lossless, 12 bits, of which pixel (x, y) is 37 x + 80 y.
const JPEG_XL_GREY: &str = "ff0a584018142d0208040100c0014b2824c6474141c48835176330d731c6183d0f600b169224499224491a6f41499224499224a1\
     24499224499250922449922449230f28499224499224942449922449124a9224499224e9e4092549922449928492244992244942\
     4992244912a09a24a124499224499250922449922449";
/// Lossless, colours (8 x, 8 y, 4 x + 4 y).
const JPEG_XL_COLOUR: &str = "ff0a58401009080401005c014b2831dda4bded283cac0a0a4a82028c959852c63c9cc33ac68888181ce14204180088f8e29e1a00\
     41fd007a1e00bf9a293d1dcd8e4f224112890589651673d6bb16f0e00fb0ca0f685aeed690003f872db3db0e622701";
/// The same, lossy, in XYB.
const JPEG_XL_LOSSY: &str = "ff0a58c0010013880200d401b59f200000152aa38c1bbc9cebf9f24387c5b48deb0c6db56d610963b3bd3048488a0b42793b15bd\
     c080410c85215a53a4cabb5c9fa5f4cb2f61d037e6cccc0c5e6335015021051280ba649022636414852007009764ec1a80f68016\
     40e31b8f8327f70932d3faec8d28d50dfe33df19b0d907040b";

/// Kinds of frames that a lossless syntax may hold.
const KINDS: [(&str, Head); 15] = [
    ("grey", GREY),
    ("rgb", RGB),
    (
        "rgb_planar",
        Head {
            flags: PLANAR,
            ..RGB
        },
    ),
    ("twelve", TWELVE_BITS),
    (
        "signed",
        Head {
            flags: SIGNED,
            ..TWELVE_BITS
        },
    ),
    (
        "sixteen",
        Head {
            stored_less_1: 15,
            ..TWELVE_BITS
        },
    ),
    (
        "thirty_two",
        Head {
            allocated: 3,
            stored_less_1: 31,
            ..GREY
        },
    ),
    (
        "one",
        Head {
            allocated: 2,
            stored_less_1: 0,
            ..GREY
        },
    ),
    (
        "ybr",
        Head {
            photometric: 4,
            ..GREY
        },
    ),
    (
        "rct",
        Head {
            photometric: 9,
            ..GREY
        },
    ),
    (
        "palette",
        Head {
            photometric: 2,
            ..GREY
        },
    ),
    (
        "frames",
        Head {
            frames_less_1: 2,
            painted: 1,
            ..GREY
        },
    ),
    (
        "cut",
        Head {
            frames_less_1: 1,
            cuts: 2,
            cut: 40,
            ..GREY
        },
    ),
    (
        "no_table",
        Head {
            frames_less_1: 1,
            cuts: 1,
            cut: 40,
            flags: NO_TABLE,
            ..GREY
        },
    ),
    (
        "extended",
        Head {
            frames_less_1: 1,
            flags: NO_TABLE | EXTENDED_TABLE,
            ..GREY
        },
    ),
];

/// What a syntax's own codec writes, of every kind that it takes.
pub fn lossless(target: &str, uids: &[&str]) -> std::io::Result<()> {
    for (name, head) in KINDS {
        let known = codec::find(&TransferSyntax::new(uids[0]));
        let bytes = match known.codec.map(|codec| codec.encode(&frame(&head))) {
            Some(Ok(bytes)) => bytes,
            _ => continue,
        };
        for syntax in 0..uids.len() as u8 {
            put(
                target,
                &format!("{name}_{syntax}"),
                Head { syntax, ..head },
                &bytes,
            )?;
        }
    }
    Ok(())
}

/// A kind of JPEG picture to write.
#[derive(Clone, Copy)]
struct Kind {
    name: &'static str,
    samples: usize,
    is_deep: bool,
}

const DCT_KINDS: [Kind; 5] = [
    Kind {
        name: "grey",
        samples: 1,
        is_deep: false,
    },
    Kind {
        name: "ycbcr",
        samples: 3,
        is_deep: false,
    },
    Kind {
        name: "rgb",
        samples: 3,
        is_deep: false,
    },
    Kind {
        name: "deep",
        samples: 1,
        is_deep: true,
    },
    Kind {
        name: "deep_colour",
        samples: 3,
        is_deep: true,
    },
];

const DCT_COLUMNS: usize = 40;
const DCT_ROWS: usize = 24;

/// Pictures with DCT of 8 and 12 bits, in every subsampling, baseline and progressive.
pub fn jpeg_dct() -> std::io::Result<()> {
    let subsamplings = [
        Subsampling::S444,
        Subsampling::S422,
        Subsampling::S420,
        Subsampling::S440,
        Subsampling::S411,
    ];
    for (number, subsampling) in subsamplings.into_iter().enumerate() {
        for progressive in [false, true] {
            for kind in DCT_KINDS {
                // Grey has nothing to subsample, and 12 bits are written baseline only.
                if kind.samples == 1 && number > 0 || kind.is_deep && progressive {
                    continue;
                }
                let restart = number as u16 % 3;
                let Some(bytes) = dct(kind, subsampling, progressive, restart) else {
                    continue;
                };
                let head = Head {
                    columns_less_1: DCT_COLUMNS as u8 - 1,
                    rows_less_1: DCT_ROWS as u8 - 1,
                    photometric: match kind.name {
                        "rgb" => 3,
                        _ if kind.samples == 1 => 0,
                        _ => 5,
                    },
                    allocated: kind.is_deep.into(),
                    stored_less_1: if kind.is_deep { 11 } else { 7 },
                    syntax: if kind.is_deep {
                        1
                    } else {
                        u8::from(progressive) * 2
                    },
                    frames_less_1: number as u8 % 2,
                    ..GREY
                };
                let name = format!("{}_{number}_{progressive}", kind.name);
                put("jpeg_dct", &name, head, &bytes)?;
            }
        }
    }
    Ok(())
}

fn dct(kind: Kind, subsampling: Subsampling, progressive: bool, restart: u16) -> Option<Vec<u8>> {
    let count = DCT_COLUMNS * DCT_ROWS * kind.samples;
    if kind.is_deep {
        let words: Vec<i16> = (0..count).map(|at| sample(at, 12) as i16).collect();
        return compress_12bit(&words, DCT_COLUMNS, DCT_ROWS, kind.samples, 70, subsampling).ok();
    }
    let bytes: Vec<u8> = (0..count).map(|at| sample(at, 8) as u8).collect();
    let colour = match kind.samples {
        1 => PixelFormat::Grayscale,
        _ => PixelFormat::Rgb,
    };
    let encoder = Encoder::new(&bytes, DCT_COLUMNS, DCT_ROWS, colour)
        .quality(70)
        .subsampling(subsampling)
        .progressive(progressive)
        .restart_blocks(restart)
        .comment("DOE^JANE");
    match kind.name {
        "rgb" => encoder.colorspace(ColorSpace::Rgb).encode().ok(),
        _ => encoder.encode().ok(),
    }
}

/// Pictures of other encoders, bare and in boxes.
pub fn jpeg_xl() -> std::io::Result<()> {
    for (name, head, digits) in [
        ("grey", TWELVE_BITS, JPEG_XL_GREY),
        ("colour", RGB, JPEG_XL_COLOUR),
        (
            "lossy",
            Head {
                photometric: 10,
                syntax: 2,
                ..GREY
            },
            JPEG_XL_LOSSY,
        ),
        ("lossy_rgb", Head { syntax: 1, ..RGB }, JPEG_XL_LOSSY),
    ] {
        let bytes: Vec<u8> = (0..digits.len() / 2)
            .filter_map(|at| u8::from_str_radix(&digits[at * 2..at * 2 + 2], 16).ok())
            .collect();
        put("jpeg_xl", name, head, &bytes)?;
        let of_kind = |kind: &[u8; 4], body: &[u8]| {
            let length = (body.len() as u32 + 8).to_be_bytes();
            [&length[..], kind, body].concat()
        };
        let boxed = [
            b"\x00\x00\x00\x0cJXL \r\n\x87\n".to_vec(),
            of_kind(b"ftyp", b"jxl \0\0\0\0jxl "),
            of_kind(b"Exif", b"\0\0\0\0II*\0DOE^JANE"),
            of_kind(b"jxlp", &[&[0, 0, 0, 0], &bytes[..20]].concat()),
            of_kind(b"jxlp", &[&[0x80, 0, 0, 1], &bytes[20..]].concat()),
        ];
        put("jpeg_xl", &format!("{name}_boxed"), head, &boxed.concat())?;
    }
    Ok(())
}
