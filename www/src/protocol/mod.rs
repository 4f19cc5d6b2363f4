//! What page and workers say to each other: serde types, with bytes beside them as transferred buffers.
//!
//! A question is `[job, Request, files]`, an answer `[job, last, Response, buffers, memory, blob]`. A worker that has started
//! says `"ready"`, and before that [`CANNOT_READ`] where it is so; one whose engine has trapped says `"stopped"` and is never
//! asked again. Passwords of archives are told before any question that needs them, as a list of texts.

pub mod given;

use std::ops::Range;

use js_sys::{Array, ArrayBuffer};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use web_sys::Blob;
use zeroize::Zeroizing;

use crate::protocol::given::Given;
use darkroom::catalogue::{Item, Triage};
use darkroom::clean::Order;
use darkroom::clean::{Filing, HeldReason, Links, Sums};
use darkroom::collection::Report;
use darkroom::deliver::{FoundFile, Linked};
use darkroom::dicom::Digest;
use darkroom::intake::{Locator, Resume};
use darkroom::pixels::frame::le_bytes;
use darkroom::pixels::glare::Glare;
use darkroom::pixels::projection::{Gathered, Kind, Projection};
use darkroom::pixels::{Colours, FrameRegion, Grid, PaintedFrame, Picture, Samples, Window};

/// What a worker says that can read no blob: files must come to it as bytes.
pub const CANNOT_READ: &str = "cannot read";

/// Number of a question.
pub type JobId = u32;

/// Number of a dropped file, the same for the page's life.
pub type FileKey = u32;

/// What the page asks.
#[derive(Clone, Serialize, Deserialize)]
pub enum Request {
    /// What are these files, or these places in them? Beside it: the files. `each`: every finding is told at once, so that none is lost if the
    /// engine stops on the next.
    Examine {
        places: Vec<(FileKey, String, Locator)>,
        resume: Resume,
        each: bool,
    },
    /// A frame (from 0). Beside it: the file.
    Frame {
        file: FileKey,
        locator: Locator,
        frame: u32,
    },
    /// The brightest and the darkest of some frames. Beside it: the file of each span.
    Project { spans: Vec<Span> },
    /// A small picture of a frame (from 0). Beside it: the file.
    Thumbnail {
        file: FileKey,
        locator: Locator,
        frame: u32,
        side: u32,
    },
    /// Can this video be compressed again? Beside it: the file.
    Video { file: FileKey, locator: Locator },
    /// Some frames of a long clip, painted before it is cleaned. Beside it: the file.
    Paint {
        file: FileKey,
        locator: Locator,
        regions: Vec<FrameRegion>,
        run: Range<u32>,
    },
    /// A cleaned file. Beside it: the file, and what holds each run of frames that were painted ahead.
    Clean {
        file: FileKey,
        locator: Locator,
        order: Box<Order>,
        secret: [u8; 32],
        ahead: Vec<Vec<PaintedFrame>>,
    },
    /// What the rules would make of an instance. Beside it: the file.
    Plan {
        file: FileKey,
        locator: Locator,
        order: Box<Order>,
        secret: [u8; 32],
    },
    /// A linking key, sealed with a passphrase. Ask in confidence.
    Seal {
        secret: [u8; 32],
        #[serde(with = "as_json")]
        linked: Box<Linked>,
        passphrase: String,
    },
    /// What a sealed linking key holds. Beside it: the file. Ask in confidence.
    OpenKey { passphrase: String },
    /// A digest of an item's bytes. Beside it: the file.
    Digest { file: FileKey, locator: Locator },
    /// Name, size and digest of every file in these, which are zips, or files of a folder. Beside it: the files.
    Contents { names: Vec<String> },
    /// A second look at a collection. Beside it: its files, `collection` of them, and the originals'. Those of the numbers in
    /// `skip`, originals first, are not looked at. Ask alone.
    Check {
        names: Vec<String>,
        collection: usize,
        key: Option<Box<OpenedKey>>,
        skip: Vec<usize>,
    },
    /// The sample study.
    Sample,
}

/// What a worker answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Response {
    /// Some of what was found in the file of this index; `finished` with the last of it.
    Found {
        file: usize,
        items: Vec<(Item, Locator)>,
        finished: bool,
    },
    /// Everything asked has been told.
    Examined,
    /// Beside it: the samples.
    Picture(Result<PictureHead, String>),
    /// Beside it: the samples of the brightest and of the darkest, if there is a projection.
    Projected(ProjectedHead),
    /// Width and height. Beside it: RGBA.
    Thumbnail(Option<(u32, u32)>),
    /// How much looking the video then needs, or why it can't be, in words.
    Video(Result<Triage, String>),
    /// So many more frames are painted; what was asked for follows.
    FramesPainted(u32),
    /// What was painted, if it could be; an error holds the file. Beside it: a blob of these frames, one after the other.
    Painted(Result<Option<Vec<PaintedFrame>>, HeldReason>),
    /// Beside it: the made bytes, one buffer for each [`PartHead::Made`], and the blob of each [`PartHead::Spooled`].
    Cleaned(Result<CleanedHead, HeldReason>),
    /// Why it is held under these rules, if it is. Beside it: the rows, as JSON: there can be many thousands.
    Plan(Result<Option<HeldReason>, String>),
    /// Why the key could not be sealed, in words. Beside it: the sealed bytes.
    Sealed(Result<(), String>),
    /// What a linking key holds, or why it cannot be opened, in words.
    Key(Result<Box<OpenedKey>, String>),
    /// `None` if the bytes can't be read.
    Digest(Option<Digest>),
    /// Some of what lies in the files; the last of it with the last answer.
    Contents(Vec<FoundFile>),
    /// The file of this number comes next: to be looked at, or, before all, to see what it is.
    Checking {
        number: usize,
        looking: bool,
    },
    Checked(Box<Report>),
    /// Places of the sample's files. Beside it: their bytes.
    Sample(Vec<String>),
}

/// What a linking key holds: hidden when printed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenedKey {
    pub secret: [u8; 32],
    #[serde(with = "as_json")]
    pub linked: Box<Linked>,
}

/// What a key holds, as one text: as a tree of the browser's objects a large key would take many times its memory.
mod as_json {
    use serde::de::Error as _;
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use darkroom::deliver::Linked;

    pub fn serialize<S: Serializer>(linked: &Linked, serializer: S) -> Result<S::Ok, S::Error> {
        let text = serde_json::to_string(linked).map_err(S::Error::custom)?;
        text.serialize(serializer)
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Box<Linked>, D::Error> {
        let text = String::deserialize(deserializer)?;
        serde_json::from_str(&text).map_err(D::Error::custom)
    }
}

impl std::fmt::Debug for OpenedKey {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("OpenedKey(hidden)")
    }
}

/// A [`Picture`] without its samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureHead {
    columns: u32,
    rows: u32,
    grey: Option<(f64, f64, bool)>,
    windows: Vec<Window>,
    colours: Option<Colours>,
    grid: Option<Grid>,
    /// The overlay's bits follow the samples.
    overlay: bool,
}

/// A run of frames of one instance, from 0, both ends included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub file: FileKey,
    pub locator: Locator,
    pub first: u32,
    pub last: u32,
}

/// A [`Gathered`] without its samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectedHead {
    projection: Option<(Kind, Glare, u32, PictureHead, PictureHead)>,
    failed: u32,
    unlike: u32,
}

/// A cleaned file without its made bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CleanedHead {
    pub parts: Vec<PartHead>,
    pub size: u64,
    pub sums: Sums,
    pub filing: Filing,
    /// What of the original became what, where a linking key is to be kept.
    pub links: Option<Box<Links>>,
}

/// A run of a cleaned file's bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PartHead {
    /// The next buffer.
    Made,
    /// Bytes of the dropped file, from and to.
    Kept(u64, u64),
    /// Bytes of the blob beside the answer, from and to.
    Spooled(u64, u64),
}

/// Parts a picture into what travels as a message and what travels as bytes.
pub fn split_picture(picture: Picture) -> (PictureHead, Vec<u8>) {
    let Picture {
        columns,
        rows,
        samples,
        windows,
        colours,
        grid,
        overlay,
    } = picture;
    let (grey, mut bytes) = match samples {
        Samples::Grey {
            values,
            slope,
            intercept,
            inverted,
        } => (
            Some((slope, intercept, inverted)),
            le_bytes(&values, u16::to_le_bytes),
        ),
        Samples::Rgba(bytes) => (None, bytes),
    };
    bytes.extend(overlay.iter().flatten());
    (
        PictureHead {
            columns,
            rows,
            grey,
            windows,
            colours,
            grid,
            overlay: overlay.is_some(),
        },
        bytes,
    )
}

/// The picture again; `None` if the bytes are not as many as the picture's size says.
pub fn join_picture(head: PictureHead, mut bytes: Vec<u8>) -> Option<Picture> {
    let PictureHead {
        columns,
        rows,
        grey,
        windows,
        colours,
        grid,
        overlay,
    } = head;
    let pixels = (columns as usize).checked_mul(rows as usize)?;
    let samples = pixels.checked_mul(if grey.is_some() { 2 } else { 4 })?;
    let bits = if overlay { pixels.div_ceil(8) } else { 0 };
    if samples.checked_add(bits)? != bytes.len() {
        return None;
    }
    let overlay = overlay.then(|| bytes.split_off(samples));
    let samples = match grey {
        Some((slope, intercept, inverted)) => {
            let (pairs, _) = bytes.as_chunks::<2>();
            let values = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
            Samples::Grey {
                values,
                slope,
                intercept,
                inverted,
            }
        }
        None => Samples::Rgba(bytes),
    };
    Some(Picture {
        columns,
        rows,
        samples,
        windows,
        colours,
        grid,
        overlay,
    })
}

/// Parts what was gathered into what travels as a message and what travels as bytes.
pub fn split_gathered(gathered: Gathered) -> (ProjectedHead, Vec<Vec<u8>>) {
    let Gathered {
        projection,
        failed,
        unlike,
    } = gathered;
    let mut bytes = Vec::new();
    let mut split = |picture: Picture| {
        let (head, samples) = split_picture(picture);
        bytes.push(samples);
        head
    };
    let projection = projection.map(|projection| {
        let brightest = split(projection.brightest);
        let darkest = split(projection.darkest);
        (
            projection.kind,
            projection.glare,
            projection.frames,
            brightest,
            darkest,
        )
    });
    let head = ProjectedHead {
        projection,
        failed,
        unlike,
    };
    (head, bytes)
}

/// What was gathered again; `None` if bytes are missing.
pub fn join_gathered(head: ProjectedHead, bytes: Vec<Vec<u8>>) -> Option<Gathered> {
    let ProjectedHead {
        projection,
        failed,
        unlike,
    } = head;
    let mut bytes = bytes.into_iter();
    let projection = match projection {
        Some((kind, glare, frames, brightest, darkest)) => Some(Projection {
            kind,
            glare,
            frames,
            brightest: join_picture(brightest, bytes.next()?)?,
            darkest: join_picture(darkest, bytes.next()?)?,
        }),
        None => None,
    };
    Some(Gathered {
        projection,
        failed,
        unlike,
    })
}

/// What a worker is to know before any question: the passwords to try on encrypted archives, these and no others.
pub fn passwords(passwords: &[Zeroizing<String>]) -> JsValue {
    let words = passwords.iter().map(|text| JsValue::from_str(text));
    words.collect::<Array>().into()
}

/// The passwords as they arrive; `None` if it is a question.
pub fn read_passwords(data: &JsValue) -> Option<Vec<String>> {
    let words: &Array = data.dyn_ref()?;
    words.iter().map(|word| word.as_string()).collect()
}

/// A question as it is posted; `files` are handles, or buffers, which are transferred.
pub fn question(job: JobId, request: &Request, files: &Array) -> Result<Array, JsValue> {
    let request = serde_wasm_bindgen::to_value(request)?;
    Ok(Array::of3(&job.into(), &request, files))
}

/// A question as it arrives.
pub fn read_question(data: &JsValue) -> Option<(JobId, Request, Vec<Given>)> {
    let data: &Array = data.dyn_ref()?;
    let request = serde_wasm_bindgen::from_value(data.get(1)).ok()?;
    let files = data.get(2).dyn_into::<Array>().ok()?;
    let files = files.iter().map(Given::receive).collect::<Option<_>>()?;
    Some((data.get(0).as_f64()? as JobId, request, files))
}

/// An answer as it arrives.
pub struct Answer {
    pub job: JobId,
    pub last: bool,
    pub response: Response,
    pub buffers: Vec<ArrayBuffer>,
    /// Bytes that were put away.
    pub spooled: Option<Blob>,
    /// Bytes of the worker's linear memory.
    pub memory: f64,
}

/// An answer as it is posted; the buffers are transferred.
pub fn answer(
    job: JobId,
    last: bool,
    response: &Response,
    buffers: &Array,
    memory: f64,
    spooled: Option<&Blob>,
) -> Result<Array, JsValue> {
    let response = serde_wasm_bindgen::to_value(response)?;
    let answer = Array::of5(
        &job.into(),
        &last.into(),
        &response,
        buffers,
        &memory.into(),
    );
    if let Some(spooled) = spooled {
        answer.push(spooled);
    }
    Ok(answer)
}

/// Reads an answer.
pub fn read_answer(data: &JsValue) -> Option<Answer> {
    let data: &Array = data.dyn_ref()?;
    let buffers = data.get(3).dyn_into::<Array>().ok()?;
    Some(Answer {
        job: data.get(0).as_f64()? as JobId,
        last: data.get(1).as_bool()?,
        response: serde_wasm_bindgen::from_value(data.get(2)).ok()?,
        buffers: buffers
            .iter()
            .map(|buffer| buffer.dyn_into().ok())
            .collect::<Option<_>>()?,
        memory: data.get(4).as_f64()?,
        spooled: data.get(5).dyn_into().ok(),
    })
}
