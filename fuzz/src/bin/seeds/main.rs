//! Small valid pictures for a search to begin with, made by our own encoders and written to `corpus/<target>/`.
//!
//! Built and run as if it were a target, so that it shares what is built for these: `cargo +nightly fuzz run -O seeds`.

mod compressed;

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::OnceLock;

use compressed::{jpeg_dct, jpeg_xl, lossless};
use darkroom::dicom::{
    self, DataSetExt, Instance, MemorySource, PixelsOut, Source, TransferSyntax, assemble,
};
use darkroom::harvest::{list_of_text, workbook};
use darkroom::intake::{Dropped, Locator, Opener, Step, examine_whole};
use darkroom::pixels::format::SampleKind;
use darkroom::pixels::video::Video;
use darkroom::pixels::video::reencode::{recipe, written};
use darkroom::pixels::{Frame, FrameFormat, Words};
use darkroom_fuzz::head::{self, BIG_ENDIAN, FLOAT, Head, PLANAR, SIGNED};
use darkroom_fuzz::targets;
use dicom_core::VR;
use dicom_dictionary_std::tags;

const COLUMNS: usize = 18;
const ROWS: usize = 12;

/// 18 × 12 pixels with a rectangle in the middle, all of it grey of 8 bits.
const GREY: Head = Head {
    columns_less_1: COLUMNS as u8 - 1,
    rows_less_1: ROWS as u8 - 1,
    photometric: 0,
    allocated: 0,
    stored_less_1: 7,
    higher: 0,
    flags: 0,
    frames_less_1: 0,
    cuts: 0,
    cut: 0,
    rect: [4, 3, 6, 5],
    painted: 0,
    syntax: 0,
};

const RGB: Head = Head {
    photometric: 3,
    ..GREY
};

const TWELVE_BITS: Head = Head {
    allocated: 1,
    stored_less_1: 11,
    ..GREY
};

/// Where the seeds go: a folder for each target.
static CORPUS: OnceLock<PathBuf> = OnceLock::new();

fn main() -> std::io::Result<()> {
    write_to(Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus"))
}

/// Writes all seeds below a folder, the first that it is called with.
pub fn write_to(corpus: PathBuf) -> std::io::Result<()> {
    CORPUS.get_or_init(|| corpus);
    jpeg_dct()?;
    lossless("jpeg_lossless", &targets::JPEG_LOSSLESS)?;
    lossless("jpeg_ls", &targets::JPEG_LS)?;
    lossless("jpeg_2000", &targets::JPEG_2000)?;
    lossless("rle", &targets::RLE)?;
    lossless("deflated", &targets::DEFLATED)?;
    jpeg_xl()?;
    native()?;
    tables()?;
    video()?;
    case_list()?;
    containers()
}

/// A list in both forms.
fn case_list() -> std::io::Result<()> {
    let text = "Name;NHS number;Date;Modality\nDoe, Jane;943 476 5919;3/11/2023;CT\n";
    let opened = list_of_text(text).unwrap_or_default();
    save("case_list", "text", text.as_bytes())?;
    save("case_list", "workbook", &workbook::write(&opened.list))
}

/// The archives of the project's own tests, and of what is only packed the content as well. Raw images of discs are far
/// longer than any input.
fn containers() -> std::io::Result<()> {
    const LONGEST: u64 = 32 << 10;
    // The tests of the project compile this file too, from a folder higher up.
    let above = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors();
    let mut places = above.map(|folder| folder.join("tests/containers"));
    let folder = places.find(|folder| folder.is_dir());
    let folder = folder.ok_or(std::io::ErrorKind::NotFound)?;
    let opener = Opener::default();
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let bytes = std::fs::read(&path)?;
        save("containers", &name, &bytes)?;
        let source: Rc<dyn Source> = Rc::new(MemorySource::new(bytes));
        let mut packed = None;
        let dropped = Dropped::whole("x", source.clone());
        examine_whole(&opener, &dropped, &mut |_, at| {
            let first = at.steps.into_iter().next();
            packed = first.filter(|step| matches!(step, Step::Packed(_)));
        });
        let inside = packed.map(|step| Locator { steps: vec![step] });
        let inside = inside.and_then(|at| opener.open(dropped.file, source, &at).ok());
        if let Some(inside) = inside.filter(|inside| inside.len() <= LONGEST) {
            let content = inside.read(0..inside.len()).unwrap_or_default();
            save("containers", &format!("{name}_unpacked"), &content)?;
        }
    }
    Ok(())
}

/// One seed for its target; those of compressed frames for all targets that take such frames, too.
fn put(target: &str, name: &str, head: Head, bytes: &[u8]) -> std::io::Result<()> {
    save(target, name, &[&head.bytes(), bytes].concat())?;
    let uids: &[&str] = match target {
        "jpeg_dct" => &targets::JPEG_DCT,
        "jpeg_lossless" => &targets::JPEG_LOSSLESS,
        "jpeg_ls" => &targets::JPEG_LS,
        "jpeg_2000" => &targets::JPEG_2000,
        "jpeg_xl" => &targets::JPEG_XL,
        "rle" => &targets::RLE,
        "deflated" => &targets::DEFLATED,
        _ => return whole(name, &head.native(bytes)),
    };
    let uid = head.uid(uids);
    let all = targets::compressed();
    let syntax = all.iter().position(|known| *known == uid).unwrap_or(0) as u8;
    // With something to strip behind the end.
    let more = [bytes, b"DOE^JANE"].concat();
    let stripped = Head { syntax, ..head };
    let name = format!("{target}_{name}");
    save("strip", &name, &[&stripped.bytes(), &more[..]].concat())?;
    whole(&name, &head.encapsulated(uid, bytes))
}

fn save(target: &str, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let corpus = CORPUS.get().map(PathBuf::as_path);
    let folder = corpus.unwrap_or(Path::new("corpus")).join(target);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), bytes)
}

/// A whole file, for each way to clean it.
fn whole(name: &str, instance: &Instance) -> std::io::Result<()> {
    let mut data_set = instance.data_set.clone();
    for (tag, vr, text) in [
        (tags::SOP_CLASS_UID, VR::UI, "1.2.840.10008.5.1.4.1.1.7"),
        (tags::SOP_INSTANCE_UID, VR::UI, "1.2.3.4"),
        (tags::STUDY_INSTANCE_UID, VR::UI, "1.2.3"),
        (tags::MODALITY, VR::CS, "OT"),
        (tags::PATIENT_NAME, VR::PN, "SAMPLE^Marigold"),
        (tags::PATIENT_ID, VR::LO, "9990000018"),
        (tags::PATIENT_BIRTH_DATE, VR::DA, "19620114"),
        (tags::STUDY_DATE, VR::DA, "20260312"),
        (
            tags::STUDY_DESCRIPTION,
            VR::LO,
            "seen 12 March by Dr Example",
        ),
    ] {
        data_set.put_ascii(tag, vr, text);
    }
    let syntax = match instance.transfer_syntax.is_encapsulated() {
        true => instance.transfer_syntax.clone(),
        false => TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN),
    };
    let pixels = instance.pixels.as_ref();
    let pixels = pixels.map_or(PixelsOut::None, PixelsOut::Kept);
    let Ok(parts) = dicom::write(&data_set, &syntax, pixels, &*instance.body) else {
        return Ok(());
    };
    let file = assemble(&parts, &*instance.body).unwrap_or_default();
    save(
        "file",
        name,
        &[&[4 + name.len() as u8 % 3], &file[..]].concat(),
    )?;
    if !syntax.is_encapsulated() {
        let body = MemorySource::new(file);
        if let Ok((deflated, _)) = dicom::deflated(&data_set, &body) {
            save(
                "file",
                &format!("{name}_deflated"),
                &[&[4], &deflated[..]].concat(),
            )?;
        }
    }
    Ok(())
}

/// A pattern with edges and noise that needs every stored bit.
fn sample(at: usize, bits: u16) -> u64 {
    let edge = if (at / 7).is_multiple_of(2) {
        0x9E37
    } else {
        3
    };
    (edge + (at as u64 * 7919) % 61 * 5) & (u64::MAX >> (64 - bits))
}

fn frame(head: &Head) -> Frame {
    let format = FrameFormat::of(&head.data_set()).expect("every head is a header");
    let count = format.samples() * format.bytes_per_sample();
    let mut words = Words::from_le_bytes(vec![0; count], format.bytes_per_sample());
    for at in 0..words.len() {
        let word = sample(at, format.bits_stored);
        words.set(at, format.value_of_word(word) as u64);
    }
    Frame {
        precision: format.bits_stored,
        words,
        format,
    }
}

fn native() -> std::io::Result<()> {
    for photometric in 0..10 {
        for allocated in 0..5 {
            for flags in [0, BIG_ENDIAN, SIGNED, PLANAR, FLOAT] {
                let stored_less_1 = [7, 11, 0, 31, 63][usize::from(allocated)];
                let head = Head {
                    photometric,
                    allocated,
                    stored_less_1,
                    flags,
                    frames_less_1: 1,
                    columns_less_1: 6,
                    rows_less_1: 4,
                    rect: [2, 1, 3, 3],
                    ..GREY
                };
                let Ok(format) = FrameFormat::of(&head.data_set()) else {
                    continue;
                };
                if flags == FLOAT && (photometric > 0 || format.kind != SampleKind::Integer) {
                    continue;
                }
                let count = (format.native_frame_bits() * 2).div_ceil(8) as usize;
                let bytes: Vec<u8> = (0..count).map(|at| sample(at, 8) as u8).collect();
                let name = format!("{photometric}_{allocated}_{flags}");
                save("native", &name, &[&head.bytes()[..], &bytes].concat())?;
                if photometric < 4 && allocated < 2 {
                    whole(&format!("native_{name}"), &head.native(&bytes))?;
                }
            }
        }
    }
    Ok(())
}

/// Three frames of two fragments, with and without the tables that say so.
fn tables() -> std::io::Result<()> {
    for (name, basic, extended) in [("basic", 3, 0), ("extended", 0, 3), ("none", 0, 0)] {
        for (syntax, start) in [(0_u8, [0xFF, 0xD8, 0xFF, 0xE0]), (15, [1, 0, 0, 0])] {
            let head = Head {
                frames_less_1: 2,
                cuts: basic,
                cut: extended,
                painted: 6,
                syntax,
                ..GREY
            };
            let mut numbers: Vec<u16> = Vec::new();
            numbers.extend([0, 24, 48].iter().take(usize::from(basic + extended)));
            numbers.extend([4; 6]);
            let mut bytes = head.bytes().to_vec();
            bytes.extend(numbers.into_iter().flat_map(u16::to_le_bytes));
            for _ in 0..3 {
                bytes.extend(start);
                bytes.extend([1, 2, 3, 4]);
            }
            save("frame_index", &format!("{name}_{syntax}"), &bytes)?;
        }
    }
    Ok(())
}

/// Parameter sets of 320 × 240 as a browser's encoder wrote them, and the heads of pictures, behind start codes.
fn video() -> std::io::Result<()> {
    let sets: [&[u8]; 2] = [
        &[
            0x67, 0x64, 0x0C, 0x14, 0xAC, 0x19, 0x1A, 0x81, 0x41, 0xF2, 0x6A, 0x02, 0x02, 0x02,
            0x0F, 0x08, 0x84, 0x6A,
        ],
        &[0x68, 0xCE, 0x3C, 0x80],
    ];
    let key: &[u8] = &[0x65, 0xB8, 0x10, 3, 0x80, 3, 0x80];
    let other: &[u8] = &[0x61, 0xE0, 0x10, 5, 0x80];
    let behind = |nals: &[&[u8]]| {
        let nals = nals.iter().map(|nal| [&[0, 0, 0, 1], *nal].concat());
        nals.collect::<Vec<_>>().concat()
    };
    let pictures = [
        (behind(&[sets[0], sets[1], key]), true),
        (behind(&[other]), false),
        (behind(&[other]), false),
    ];
    let bare: Vec<u8> = pictures.iter().flat_map(|(unit, _)| unit.clone()).collect();
    save("video", "bare", &bare)?;
    let stream = Video::of_stream(bare.clone()).expect("a stream");
    let recipe = recipe(&head::video(pictures.len(), &bare), &stream).expect("a recipe");
    let mp4 = written(&recipe, &pictures).expect("a container");
    save("video", "mp4", &mp4)?;
    save(
        "video",
        "transport",
        &transport(&pictures.map(|(unit, _)| unit)),
    )
}

/// A transport stream: a table of programs, a map, and a packet for each unit (ISO/IEC 13818-1 2.4).
fn transport(units: &[Vec<u8>]) -> Vec<u8> {
    let programs: &[u8] = &[0, 0, 0xB0, 13, 0, 1, 0xC1, 0, 0, 0, 1, 0xF0, 0, 1, 2, 3, 4];
    let map: &[u8] = &[
        0, 2, 0xB0, 18, 0, 1, 0xC1, 0, 0, 0xE1, 1, 0xF0, 0, 0x1B, 0xE1, 1, 0xF0, 0, 1, 2, 3, 4,
    ];
    let packet = |number: u16, payload: &[u8]| {
        let [high, low] = number.to_be_bytes();
        let stuffing = 184 - payload.len();
        let mut packet = vec![0x47, 0x40 | high, low, 0x30, stuffing as u8 - 1, 0];
        packet.resize(4 + stuffing, 0xFF);
        [&packet, payload].concat()
    };
    let head: &[u8] = &[0, 0, 1, 0xE0, 0, 0, 0x80, 0, 0];
    let pictures = units.iter().map(|unit| packet(257, &[head, unit].concat()));
    [packet(0, programs), packet(0x1000, map)]
        .into_iter()
        .chain(pictures)
        .collect::<Vec<_>>()
        .concat()
}
