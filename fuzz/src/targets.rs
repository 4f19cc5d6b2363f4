//! One function for each file of `fuzz_targets`.

use std::convert::Infallible;
use std::rc::Rc;

use darkroom::catalogue::Outcome;
use darkroom::clean::{Mentions, Order, Undecodable, clean};
use darkroom::deid::{Policy, Preset, Pseudonyms, Secret};
use darkroom::dicom::{
    self, DataSetExt, Instance, MemorySource, PixelLayout, PixelsOut, Source, TransferSyntax,
    WriteError, assemble,
};
use darkroom::harvest::{csv, file, workbook};
use darkroom::intake::{Dropped, Opener, Password, examine_whole};
use darkroom::pixels::frame_index::FrameIndex;
use darkroom::pixels::video::Video;
use darkroom::pixels::video::reencode::{self, recipe};
use darkroom::pixels::{
    FrameFormat, FrameRegion, FrameSpan, Rect, check_whole, grid, picture, stripped,
};
use dicom_core::VR;
use dicom_dictionary_std::tags;

use crate::checks;
use crate::guard::run;
use crate::head::{self, Head, Tables, encapsulated};

pub const JPEG_DCT: [&str; 4] = [
    TransferSyntax::JPEG_BASELINE,
    TransferSyntax::JPEG_EXTENDED,
    "1.2.840.10008.1.2.4.55",
    "1.2.840.10008.1.2.4.53",
];
pub const JPEG_LOSSLESS: [&str; 2] = [
    TransferSyntax::JPEG_LOSSLESS_SV1,
    TransferSyntax::JPEG_LOSSLESS,
];
pub const JPEG_LS: [&str; 2] = [
    TransferSyntax::JPEG_LS_LOSSLESS,
    TransferSyntax::JPEG_LS_NEAR_LOSSLESS,
];
pub const JPEG_2000: [&str; 4] = [
    TransferSyntax::JPEG_2000_LOSSLESS,
    TransferSyntax::JPEG_2000,
    "1.2.840.10008.1.2.4.201",
    "1.2.840.10008.1.2.4.203",
];
pub const JPEG_XL: [&str; 3] = [
    "1.2.840.10008.1.2.4.110",
    "1.2.840.10008.1.2.4.111",
    "1.2.840.10008.1.2.4.112",
];
pub const RLE: [&str; 1] = [TransferSyntax::RLE];
pub const DEFLATED: [&str; 2] = ["1.2.840.10008.1.2.8.1", "1.2.840.10008.1.2.1.98"];

/// Every compressed syntax, the first of its family first.
pub fn compressed() -> Vec<&'static str> {
    [
        &JPEG_DCT[..],
        &JPEG_LOSSLESS,
        &JPEG_LS,
        &JPEG_2000,
        &JPEG_XL,
        &RLE,
        &DEFLATED,
    ]
    .concat()
}

/// A compressed picture: decoded, stripped, painted.
fn family(input: &[u8], uids: &[&str]) {
    run(|| {
        let Some((head, stream)) = Head::split(input) else {
            return;
        };
        checks::all(&head.encapsulated(head.uid(uids), stream), &head.regions());
    });
}

/// Lossy JPEG, painted by its coefficients.
pub fn jpeg_dct(input: &[u8]) {
    family(input, &JPEG_DCT);
}

pub fn jpeg_lossless(input: &[u8]) {
    family(input, &JPEG_LOSSLESS);
}

pub fn jpeg_ls(input: &[u8]) {
    family(input, &JPEG_LS);
}

/// JPEG 2000 and HTJ2K.
pub fn jpeg_2000(input: &[u8]) {
    family(input, &JPEG_2000);
}

pub fn jpeg_xl(input: &[u8]) {
    family(input, &JPEG_XL);
}

pub fn rle(input: &[u8]) {
    family(input, &RLE);
}

/// Deflated frames, and samples that lie in items as they are.
pub fn deflated(input: &[u8]) {
    family(input, &DEFLATED);
}

/// Samples as they are, of every kind and in both orders of bytes.
pub fn native(input: &[u8]) {
    run(|| {
        let Some((head, samples)) = Head::split(input) else {
            return;
        };
        checks::all(&head.native(samples), &head.regions());
    });
}

/// Streams of all families, only stripped.
pub fn strip(input: &[u8]) {
    run(|| {
        let Some((head, stream)) = Head::split(input) else {
            return;
        };
        let instance = head.encapsulated(head.uid(&compressed()), stream);
        if matches!(stripped(&instance), Ok(Some(_)))
            && let Some(before) = checks::decoded(&instance)
        {
            checks::strips(&instance, &before);
        }
    });
}

/// Offset tables of any content over fragments of any lengths.
pub fn frame_index(input: &[u8]) {
    run(|| {
        let Some((head, mut rest)) = Head::split(input) else {
            return;
        };
        let mut number = || {
            let (bytes, after) = rest.split_first_chunk().unwrap_or((&[0xFF; 2], &[]));
            rest = after;
            u16::from_le_bytes(*bytes)
        };
        let far = |offset: u16| match offset {
            0xFFF0.. => u64::MAX - u64::from(0xFFFF - offset),
            near => near.into(),
        };
        let basic: Vec<u32> = (0..head.cuts % 8).map(|_| far(number()) as u32).collect();
        let extended: Vec<u64> = (0..head.cut % 8).map(|_| far(number())).collect();
        let lengths: Vec<usize> = (0..head.painted % 16)
            .map(|_| usize::from(number() % 256))
            .collect();
        let fragments = lengths.iter().map(|length| {
            let (fragment, after) = rest.split_at((*length).min(rest.len()));
            rest = after;
            fragment.to_vec()
        });
        let fragments: Vec<_> = fragments.collect();
        let mut data_set = head.data_set();
        let frames = match head.frames_less_1 {
            0xFF => u32::MAX,
            frames => u32::from(frames % 9) + 1,
        };
        data_set.put_ascii(tags::NUMBER_OF_FRAMES, VR::IS, &frames.to_string());
        if !extended.is_empty() {
            let bytes: Vec<u8> = extended.iter().flat_map(|at| at.to_le_bytes()).collect();
            data_set.put_raw(tags::EXTENDED_OFFSET_TABLE, VR::OV, bytes);
        }
        let tables = Tables {
            basic: true,
            wrong: None,
            extended: false,
        };
        let uid = head.uid(&compressed());
        let mut instance = encapsulated(data_set, uid, &[fragments], tables);
        if let Some(pixels) = &mut instance.pixels
            && let PixelLayout::Encapsulated { offset_table, .. } = &mut pixels.layout
        {
            *offset_table = basic;
        }
        indexed(&instance);
        if frames < 10 {
            checks::all(&instance, &head.regions());
        }
    });
}

/// Frames are runs of fragments in the file's order, and whole only if they are all of them.
fn indexed(instance: &Instance) {
    let Ok(format) = FrameFormat::of_instance(instance) else {
        return;
    };
    let Ok(index) = FrameIndex::of(instance, &format) else {
        assert!(check_whole(instance).is_err());
        return;
    };
    let FrameIndex::Encapsulated { fragments, .. } = &index else {
        return;
    };
    let shown = format.frames.min(100);
    let runs: Vec<_> = (0..shown)
        .flat_map(|frame| index.fragments_of(frame))
        .collect();
    assert!(runs.windows(2).all(|pair| pair[0].end <= pair[1].start));
    if check_whole(instance).is_ok() {
        assert!(runs.into_iter().eq(fragments), "a fragment is in no frame");
    }
    let _ = grid(instance, 0);
    let _ = stripped(instance);
}

/// A stream of coded pictures, whatever its container: taken apart, and its pictures put into a new one.
pub fn video(input: &[u8]) {
    run(|| {
        let Ok(stream) = Video::of_stream(input.to_vec()) else {
            return;
        };
        let _ = stream.codec();
        let units = (0..stream.pictures()).map(|index| {
            let key = stream.key_before(index);
            assert!(key <= index, "a picture that comes later is decoded first");
            stream.unit(index)
        });
        let Some(pictures) = units.collect::<Option<Vec<_>>>() else {
            return;
        };
        let instance = head::video(pictures.len(), input);
        let Ok(recipe) = recipe(&instance, &stream) else {
            return;
        };
        let Ok(written) = reencode::written(&recipe, &pictures) else {
            return;
        };
        let again = Video::of_stream(written).expect("it was written");
        for (index, (_, key)) in pictures.iter().enumerate() {
            let unit = again.unit(index).expect("as many as were put in");
            assert_eq!(unit.1, *key);
        }
    });
}

/// A whole file: read, written, read and written again; cleaned, and what left read again.
pub fn file(input: &[u8]) {
    run(|| {
        let Some((&choice, bytes)) = input.split_first() else {
            return;
        };
        let source = Rc::new(MemorySource::new(bytes));
        let Ok(instance) = dicom::read(source.clone()) else {
            return;
        };
        stable(&instance);
        let small =
            FrameFormat::of_instance(&instance).map_or(true, |format| format.samples() <= 96 << 10);
        if small {
            let _ = picture(&instance, 0);
            cleans(source, choice);
        }
    });
}

/// The password of the archives that a search begins with.
pub const PASSWORD: &str = "fixture";

/// An archive or an image of a disc, and all that is in it: every file is told, and what was read is found again.
pub fn containers(input: &[u8]) {
    run(|| {
        let opener = Opener::new(vec![Password::new(PASSWORD.to_owned())]);
        let source: Rc<dyn Source> = Rc::new(MemorySource::new(input));
        let dropped = Dropped::whole("x", source.clone());
        let mut told = 0;
        examine_whole(&opener, &dropped, &mut |item, at| {
            told += 1;
            if !matches!(item.outcome, Outcome::Held(_)) {
                let again = opener.open(dropped.file, source.clone(), &at);
                assert_eq!(again.expect("it was opened before").len(), item.size);
            }
        });
        assert!(told > 0, "a file is counted, whatever is in it");
    });
}

/// A list of cases, as a workbook or as text: what was read is written as both, and read as it was.
pub fn case_list(input: &[u8]) {
    run(|| {
        let Ok(opened) = file::open(input.to_vec()) else {
            return;
        };
        for written in [workbook::write(&opened.list), csv::write(&opened.list)] {
            let again = file::open(written).expect("it was written here").list;
            assert_eq!(again.cases.len(), opened.list.cases.len());
        }
    });
}

fn cleans(source: Rc<MemorySource>, choice: u8) {
    let presets = [Preset::Strict, Preset::Teaching, Preset::Research];
    let rect = Rect {
        x: 1,
        y: 2,
        width: 5,
        height: 4,
    };
    let regions = (choice & 4 != 0).then_some(FrameRegion {
        rect,
        frames: FrameSpan::All,
    });
    let order = Order {
        policy: Policy::from(presets[usize::from(choice % 4).min(2)]),
        regions: regions.into_iter().collect(),
        looked_at: choice & 8 == 0,
        undecodable: match choice & 32 {
            0 => Undecodable::Held,
            _ => Undecodable::NotChecked,
        },
        linking: choice & 16 != 0,
        patient: None,
        mentions: Mentions::default(),
        wording: darkroom::deid::Wording::default(),
        video: false,
        counted: None,
        catalogued: None,
        folder: String::new(),
        alias: None,
    };
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    let Ok(cleaned) = clean(source, &order, &pseudonyms) else {
        return;
    };
    let mut file = Vec::new();
    cleaned
        .for_each_run(|run| {
            file.extend_from_slice(run);
            Ok::<(), Infallible>(())
        })
        .expect("the source is in memory");
    assert_eq!(file.len() as u64, cleaned.size());
    let again = dicom::read(Rc::new(MemorySource::new(file.clone()))).expect("it was written");
    if !again.transfer_syntax.is_deflated() {
        let rewritten = rewritten(&again).expect("it was written before");
        assert!(rewritten == file, "what left is written otherwise again");
    }
}

/// What is written is read again, and is written the same from then on; what was read against the standard, from the
/// second time on: a value of odd length, say, is another once it has its padding.
fn stable(instance: &Instance) {
    let Ok(mut first) = rewritten(instance) else {
        return;
    };
    let read = |file: &Vec<u8>| {
        dicom::read(Rc::new(MemorySource::new(file.clone()))).expect("it was written")
    };
    let mut again = read(&first);
    if !instance.flaws.is_empty() {
        first = rewritten(&again).expect("it was written before");
        again = read(&first);
    }
    let second = rewritten(&again).expect("it was written before");
    assert!(
        first == second,
        "what is written is written otherwise again"
    );
}

/// An instance with nothing changed.
fn rewritten(instance: &Instance) -> Result<Vec<u8>, WriteError> {
    let syntax = match instance.transfer_syntax.is_encapsulated() {
        true => instance.transfer_syntax.clone(),
        false => TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN),
    };
    let pixels = instance.pixels.as_ref();
    let pixels = pixels.map_or(PixelsOut::None, PixelsOut::Kept);
    let parts = dicom::write(&instance.data_set, &syntax, pixels, &*instance.body)?;
    Ok(assemble(&parts, &*instance.body)?)
}
