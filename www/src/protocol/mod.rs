//! What page and workers say to each other: serde types, with bytes beside them as transferred buffers.
//!
//! A question is `[job, Request, files]`, an answer `[job, last, Response, buffers, memory, blob]`. A worker that has
//! started says `"ready"`, and before that [`CANNOT_READ`] where it is so; one whose engine has trapped says
//! `"stopped"` and is never asked again. Passwords of archives are sent before any question that needs them, as a list
//! of texts.
//!
//! [`given`] files as workers are given them · `envelope` questions and answers as they are posted · `pictures`
//! pictures as they travel · `search` burned-in text · `slides` pictures for slides.

mod envelope;
pub mod given;
mod pictures;
mod search;
mod slides;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use darkroom::burned_in::Found;
use darkroom::catalogue::{Item, Triage};
use darkroom::clean::Order;
use darkroom::clean::{Filing, HeldReason, Links, Sums};
use darkroom::collection::Report;
use darkroom::deid::Wording;
use darkroom::deliver::{EntryLock, FoundFile, Linked, RunningDigest};
use darkroom::dicom::Digest;
use darkroom::harvest::CaseList;
use darkroom::intake::{Locator, Resume};
use darkroom::pixels::{FrameRegion, PaintedFrame};

pub use envelope::{
    Answer, answer, passwords, question, read_answer, read_passwords, read_question,
};
pub use pictures::{
    PictureHead, ProjectedHead, join_gathered, join_picture, split_gathered, split_picture,
};
pub use search::ToSearch;
pub use slides::{CleanedImage, Film, SlideSource, SlidesHead, Stills};

/// What a worker says that can read no blob: files must come to it as bytes.
pub const CANNOT_READ: &str = "cannot read";

/// Number of a question.
pub type JobId = u32;

/// Number of a dropped file, the same for the page's life.
pub type FileKey = u32;

/// What the page asks.
#[derive(Clone, Serialize, Deserialize)]
pub enum Request {
    /// What are these files, or these places in them? Beside it: the files. `each`: every finding is reported at once,
    /// so that none is lost if the engine stops on the next.
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
    /// Can this video be re-encoded? Beside it: the file.
    Video { file: FileKey, locator: Locator },
    /// Some frames of a long clip, painted before it is cleaned. Beside it: the file.
    Paint {
        file: FileKey,
        locator: Locator,
        regions: Vec<FrameRegion>,
        run: Range<u32>,
    },
    /// A cleaned file. Beside it: the file, and what holds each run of frames that were painted before.
    Clean {
        file: FileKey,
        locator: Locator,
        order: Box<Order>,
        secret: [u8; 32],
        painted: Vec<Vec<PaintedFrame>>,
    },
    /// What the rules would make of an instance. Beside it: the file.
    Plan {
        file: FileKey,
        locator: Locator,
        order: Box<Order>,
        secret: [u8; 32],
    },
    /// The texts of some images that would leave. Beside it: the file of each. `before`: the decisions about words that
    /// these orders would change; then it is also said whether the second reading has something against the change.
    Texts {
        images: Vec<SlideSource>,
        secret: [u8; 32],
        before: Option<Wording>,
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
    /// The next bytes of an entry of a locked zip, encrypted. Beside it: these bytes.
    Lock {
        lock: Box<EntryLock>,
        digest: RunningDigest,
    },
    /// A digest of an item's bytes. Beside it: the file.
    Digest { file: FileKey, locator: Locator },
    /// Name, size and digest of every file in these, which are zips, or files of a folder. Beside it: the files.
    Contents { names: Vec<String> },
    /// A second look at a collection. Beside it: its files, `collection` of them, and the originals'. Those of the
    /// numbers in `skip`, originals first, are not looked at. Ask alone.
    Check {
        names: Vec<String>,
        collection: usize,
        key: Option<Box<OpenedKey>>,
        skip: Vec<usize>,
    },
    /// What is written in the pictures of an instance? Beside it: the file, and the models of detector and reader where
    /// this page has them.
    Search(Box<ToSearch>),
    /// Pictures for slides, of one image. Beside it: the file.
    Stills(Box<Stills>),
    /// A film for a slide. Beside it: the file of each image.
    Film(Box<Film>),
    /// A list of cases. Beside it: the file.
    ReadList,
    /// The sample study.
    Sample,
    /// How fast is it here, and what can be made?
    Trial,
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
    /// Everything asked has been reported.
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
    /// What was painted, if it could be; an error holds the file. Beside it: a blob of these frames, one after the
    /// other.
    Painted(Result<Option<Vec<PaintedFrame>>, HeldReason>),
    /// Beside it: the made bytes, one buffer for each [`PartHead::Made`], and the blob of each [`PartHead::Spooled`].
    Cleaned(Result<CleanedHead, HeldReason>),
    /// Why it is held under these rules, if it is. Beside it: the rows, as JSON: there can be many thousands.
    Plan(Result<Option<HeldReason>, String>),
    /// Whether the second reading has something against a change. Beside it: the texts, as JSON.
    Texts(bool),
    /// Why the key could not be sealed, in words. Beside it: the sealed bytes.
    Sealed(Result<(), String>),
    /// What a linking key holds, or why it cannot be opened, in words.
    Key(Result<Box<OpenedKey>, String>),
    /// `None` if the bytes can't be read. Beside it: the encrypted bytes.
    Locked(Option<(EntryLock, RunningDigest)>),
    /// A list of cases, or why there is none, in words.
    List(Result<OpenedList, String>),
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
    /// The burned-in text, or why the pictures could not be searched, in words.
    BurnedIn(Result<Found, String>),
    /// What is on the pictures for slides. Beside it: each file.
    Slides(Result<SlidesHead, HeldReason>),
    /// Places of the sample's files. Beside it: their bytes.
    Sample(Vec<String>),
    Trial(Trial),
}

/// What a worker has tried.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// Bytes of a slice of the sample, and the milliseconds in which it was cleaned and read again, the median of some
    /// times; `None` if it could not be.
    pub bytes: u64,
    pub milliseconds: Option<f64>,
    /// Whether the browser says that it encodes H.264.
    pub films: bool,
}

/// A list of cases as a file has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpenedList {
    pub list: CaseList,
    /// Columns, from 0, that were not taken.
    pub left_out: Vec<usize>,
    /// Whether there were no headings.
    pub guessed: bool,
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

/// A run of frames of one instance, from 0, both ends included.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Span {
    pub file: FileKey,
    pub locator: Locator,
    pub first: u32,
    pub last: u32,
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
    Original(u64, u64),
    /// Bytes of the blob beside the answer, from and to.
    Spooled(u64, u64),
}
