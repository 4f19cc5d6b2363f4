//! The engine's rooms as page and workers call them: one thin function per question. A few parsed headers are kept, since
//! the frames of a clip are asked for one by one.

pub mod blob_source;
pub mod blob_spool;

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;

use web_sys::Blob;

use crate::browser::js;
use crate::protocol::given;
use crate::protocol::{FileKey, OpenedKey, PartHead};
use blob_spool::Telling;
use darkroom::catalogue::words::sentence;
use darkroom::catalogue::{Catalogue, Item, Summary};
use darkroom::clean::{self, Filing, HeldReason, Links, Sums};
use darkroom::collection::check::Placed;
use darkroom::collection::{self, Report};
use darkroom::deid::comparison::Row;
use darkroom::deid::dates::iso_day;
use darkroom::deid::{Policy, Pseudonyms};
use darkroom::deliver::{
    Certificate, Delivered, FoundFile, Layout, Linked, LinkingKey, Passphrase, RunFacts,
};
use darkroom::dicom::{self, Digest, Instance, Part, Source, TransferSyntax};
use darkroom::intake::{self, Dropped, FileId, Opener, Password};
use darkroom::pixels::projection::{self, Gathered};
use darkroom::pixels::video::again::Recompressed;
use darkroom::pixels::{self, Ahead, FrameRegion, PaintedFrame, Picture};
use darkroom::review::work::Salt;
use darkroom::review::{Outcomes, Review};

pub use darkroom::clean::Order;
pub use darkroom::deid::Secret;
pub use darkroom::deliver::ZipWriter;
pub use darkroom::intake::{Locator, Resume, is_still_locked};

/// A cleaned file as it leaves the worker.
pub struct Made {
    pub parts: Vec<PartHead>,
    pub buffers: Vec<Vec<u8>>,
    /// What was put away, all of it; `None` if nothing was.
    pub spooled: Option<Blob>,
    pub size: u64,
    pub sums: Sums,
    pub links: Option<Box<Links>>,
    pub filing: Filing,
}

/// Parsed headers kept in a worker: scrolling through frames asks for the same one again and again.
const KEPT: usize = 2;

thread_local! {
    static PARSED: RefCell<Vec<(FileKey, Locator, Rc<Instance>)>> = const { RefCell::new(Vec::new()) };
    static OPENER: RefCell<Rc<Opener>> = RefCell::default();
}

/// From now on these passwords, and no others, are tried on encrypted archives.
pub fn know(passwords: Vec<String>) {
    let passwords = passwords.into_iter().map(Password::new).collect();
    OPENER.set(Rc::new(Opener::new(passwords)));
}

/// The bytes of an item of a dropped file.
fn locate(
    file: FileKey,
    source: Rc<dyn Source>,
    locator: &Locator,
) -> Result<Rc<dyn Source>, HeldReason> {
    let opener = OPENER.with_borrow(Rc::clone);
    opener.open(FileId::from(file), source, locator)
}

/// Tells what a dropped file is, or a place in it, and everything in it if it is an archive.
pub fn examine(
    (file, source): (FileKey, Rc<dyn Source>),
    (place, at): (&str, &Locator),
    resume: Resume,
    tell: &mut dyn FnMut(Item, Locator),
) {
    let opener = OPENER.with_borrow(Rc::clone);
    let dropped = Dropped {
        place: place.to_owned(),
        file: FileId::from(file),
        source,
        at: at.clone(),
    };
    intake::examine_rest(&opener, &dropped, resume, tell);
}

/// A digest of an item's bytes; `None` if they can't be read.
pub fn digest(file: FileKey, source: Rc<dyn Source>, locator: &Locator) -> Option<Digest> {
    let located = locate(file, source, locator).ok()?;
    dicom::digest(&*located).ok()
}

/// Tells place, size and digest of every file in an archive, or of the file itself if it is none. The digest is missing
/// where bytes can't be read.
pub fn contents(name: &str, source: Rc<dyn Source>, tell: &mut dyn FnMut(FoundFile)) {
    // What is unpacked here is kept here, beside nothing of the drop.
    let opener = Opener::default();
    let dropped = Dropped::whole(name, Rc::clone(&source));
    intake::examine_whole(&opener, &dropped, &mut |item, locator| {
        let bytes = opener.open(dropped.file, Rc::clone(&source), &locator);
        tell(FoundFile {
            name: item.place,
            size: item.size,
            sha256: bytes.ok().and_then(|bytes| dicom::digest(&*bytes).ok()),
        });
    });
}

/// A second look at a collection; see [`darkroom::collection::check`].
pub fn check(
    files: &[Placed<'_>],
    originals: Option<&[Placed<'_>]>,
    key: Option<OpenedKey>,
    skip: &[usize],
    progress: &mut dyn FnMut(usize, bool),
) -> Report {
    let opener = OPENER.with_borrow(Rc::clone);
    let key = key.map(|key| LinkingKey {
        secret: Secret::from_bytes(key.secret),
        linked: *key.linked,
    });
    collection::check(&opener, files, originals, key.as_ref(), skip, progress)
}

/// The parsed header of an instance; the error is the reason in words.
pub fn instance(
    file: FileKey,
    source: Rc<dyn Source>,
    locator: &Locator,
) -> Result<Rc<Instance>, String> {
    let kept = PARSED.with_borrow(|parsed| {
        let same = parsed
            .iter()
            .find(|(key, at, _)| *key == file && at == locator);
        same.map(|(_, _, instance)| Rc::clone(instance))
    });
    if let Some(instance) = kept {
        return Ok(instance);
    }
    let source = locate(file, source, locator).map_err(|reason| reason.what())?;
    let read = dicom::read(source).map_err(|error| sentence(&error.to_string()))?;
    // Where the header miscounts the frames, all that there are are shown, and asked about.
    let counted = pixels::counted_frames(&read);
    let counted = counted.and_then(|frames| pixels::with_counted_frames(&read, frames));
    let instance = Rc::new(counted.unwrap_or(read));
    PARSED.with_borrow_mut(|parsed| {
        parsed.insert(0, (file, locator.clone(), Rc::clone(&instance)));
        // An instance keeps its file: that would be all its bytes, and not a handle.
        parsed.truncate(if given::can_read() { KEPT } else { 0 });
    });
    Ok(instance)
}

/// Whether the instance's header need not be read again.
pub fn is_at_hand(file: FileKey, locator: &Locator) -> bool {
    PARSED.with_borrow(|parsed| {
        let mut kept = parsed.iter();
        kept.any(|(key, at, _)| *key == file && at == locator)
    })
}

/// A frame to show.
pub fn picture(
    file: FileKey,
    source: Rc<dyn Source>,
    locator: &Locator,
    frame: u32,
) -> Result<Picture, String> {
    let instance = instance(file, source, locator)?;
    pixels::picture(&instance, frame).map_err(|error| sentence(&error.to_string()))
}

/// Lays a run of frames (from 0, both ends included) over what is gathered.
pub fn project(
    gathered: &mut Gathered,
    file: FileKey,
    source: Rc<dyn Source>,
    locator: &Locator,
    (first, last): (u32, u32),
) {
    match instance(file, source, locator) {
        Ok(instance) => projection::gather(gathered, &instance, first, last),
        Err(_) => gathered.failed += last.saturating_sub(first).saturating_add(1),
    }
}

/// A picture made small, in the window that it opens with.
pub fn thumbnail(picture: &Picture, side: u32) -> (u32, u32, Vec<u8>) {
    let window = picture
        .windows
        .first()
        .cloned()
        .unwrap_or_else(pixels::Window::of_colour);
    pixels::thumbnail(picture, &window, side)
}

/// The instance, if it is a video that is to be compressed again before [`clean`].
pub fn video(
    file: FileKey,
    source: Rc<dyn Source>,
    locator: &Locator,
    order: &Order,
) -> Result<Option<Instance>, HeldReason> {
    let instance = dicom::read(locate(file, source, locator)?)?;
    let is_video = order.video && pixels::video::is_video(&instance.transfer_syntax);
    Ok(is_video.then_some(instance))
}

/// The runs of frames that are worth being painted in so many places at once.
pub fn runs(summary: &Summary, regions: &[FrameRegion], places: usize) -> Vec<Range<u32>> {
    let syntax = TransferSyntax::new(&summary.transfer_syntax_uid);
    let frames = summary.image.map_or(0, |image| image.frames);
    pixels::ahead::runs(&syntax, regions, frames, places)
}

/// Frames that are written anew one by one, which is told as it goes on.
pub fn frames_to_paint(summary: &Summary, regions: &[FrameRegion]) -> u32 {
    let frames = summary.image.map_or(0, |image| image.frames);
    let syntax = TransferSyntax::new(&summary.transfer_syntax_uid);
    match pixels::video::is_video(&syntax) {
        true => frames,
        false => pixels::ahead::frames_to_paint(&syntax, regions, frames),
    }
}

/// Paints a run of a long clip's frames; they are in the blob, one after the other. `None` if that cannot be done; an
/// error holds the file. `told` is called with every frame.
pub fn paint_run(
    (file, source): (FileKey, Rc<dyn Source>),
    locator: &Locator,
    regions: &[FrameRegion],
    run: Range<u32>,
    told: Rc<dyn Fn()>,
) -> Result<Option<(Vec<PaintedFrame>, Blob)>, HeldReason> {
    let spool = Rc::new(blob_spool::new());
    let Ok(located) = locate(file, source, locator) else {
        return Ok(None);
    };
    let telling = Telling {
        spool: Rc::clone(&spool),
        told,
    };
    let painted = clean::ahead::paint_run(located, regions, run, &telling)?;
    Ok(painted.zip(blob_spool::finish_whole(&spool).ok()))
}

/// Cleans one instance; `video` is what takes the place of its video, `ahead` what was painted of it already. Ranges of
/// the original leave as ranges of the dropped file where they are that. `told` is called with every frame that is painted.
pub fn clean(
    (file, source): (FileKey, Rc<dyn Source>),
    locator: &Locator,
    order: &Order,
    secret: [u8; 32],
    (ahead, video): (&Ahead, Option<Recompressed>),
    told: Rc<dyn Fn()>,
) -> Result<Made, HeldReason> {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes(secret));
    let located = locate(file, Rc::clone(&source), locator)?;
    let spool = Rc::new(blob_spool::new());
    let cleaned = match video {
        Some(new) => clean::clean_video(located, order, &pseudonyms, new)?,
        None => {
            let spool = Rc::clone(&spool);
            let telling = Rc::new(Telling { spool, told });
            clean::clean_with(located, order, &pseudonyms, telling, ahead)?
        }
    };
    let spooled = blob_spool::finish(&spool)?;
    let stays_outside = cleaned.body_is_original() && locator.is_file();
    let mut parts = Vec::new();
    let mut buffers = Vec::new();
    for part in cleaned.parts().filter(|part| !part.is_empty()) {
        match part {
            Part::Range(range) if stays_outside => {
                parts.push(PartHead::Kept(range.start, range.end))
            }
            Part::Range(range) => {
                buffers.push(
                    cleaned
                        .body()
                        .read(range.clone())
                        .map_err(|_| HeldReason::Unreadable)?,
                );
                parts.push(PartHead::Made);
            }
            Part::Spooled(range) if spooled.is_some() => {
                parts.push(PartHead::Spooled(range.start, range.end))
            }
            Part::Spooled(range) => {
                buffers.push(
                    spool
                        .read(range.clone())
                        .map_err(|_| HeldReason::OutputUnreadable)?,
                );
                parts.push(PartHead::Made);
            }
            Part::Bytes(bytes) => {
                buffers.push(bytes.clone());
                parts.push(PartHead::Made);
            }
        }
    }
    Ok(Made {
        parts,
        buffers,
        spooled,
        size: cleaned.size(),
        sums: cleaned.sums(),
        links: cleaned.links().cloned().map(Box::new),
        filing: cleaned.filing().clone(),
    })
}

/// What an order would make of an instance: why it is held, if it is, and the rows, as [`read_rows`] reads them.
pub fn plan(
    file: FileKey,
    source: Rc<dyn Source>,
    locator: &Locator,
    order: &Order,
    secret: [u8; 32],
) -> Result<(Option<HeldReason>, Vec<u8>), String> {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes(secret));
    let instance = instance(file, source, locator)?;
    let preview = clean::preview(&instance, order, &pseudonyms);
    // Rows always have a JSON form.
    let rows = serde_json::to_vec(&preview.rows).unwrap_or_default();
    Ok((preview.held, rows))
}

/// Rows as [`plan`] gave them.
pub fn read_rows(bytes: &[u8]) -> Option<Vec<Row>> {
    serde_json::from_slice(bytes).ok()
}

/// The sample study: places and bytes.
pub fn sample() -> Vec<(String, Vec<u8>)> {
    darkroom::sample::files()
}

/// Random numbers for a file of decisions; `None` if the browser gives none.
pub fn salt() -> Option<Salt> {
    let secret = Secret::random().ok()?;
    secret.bytes().first_chunk().copied()
}

/// Paths of the delivered files.
pub fn layout(catalogue: &Catalogue, cases: &[String], secret: &Secret, policy: &Policy) -> Layout {
    Layout::new(catalogue, cases, &Pseudonyms::new(secret), policy)
}

/// What was done, in numbers and words.
pub fn certificate(
    facts: RunFacts,
    catalogue: &Catalogue,
    review: &Review,
    layout: &Layout,
    outcomes: &Outcomes,
    delivered: &Delivered,
) -> Certificate {
    Certificate::of(facts, catalogue, review, layout, outcomes, delivered)
}

/// The day on which it is so many seconds since 1970 began: `2026-03-31`.
pub fn day(seconds: u64) -> String {
    iso_day(seconds)
}

/// A passphrase as it was typed.
pub fn passphrase(typed: &str) -> Passphrase {
    Passphrase::of([js::composed(typed).as_str(), typed])
}

/// Seals a linking key; the error is the reason in words.
pub fn seal(secret: [u8; 32], linked: Linked, typed: &str) -> Result<Vec<u8>, String> {
    let passphrase = passphrase(typed);
    passphrase.check().map_err(|error| error.to_string())?;
    let key = LinkingKey {
        secret: Secret::from_bytes(secret),
        linked,
    };
    darkroom::deliver::key::seal(&key, &passphrase).map_err(|error| error.to_string())
}

/// Opens a linking key; the error is the reason in words.
pub fn open_key(sealed: &[u8], typed: &str) -> Result<OpenedKey, String> {
    let LinkingKey { secret, linked } = darkroom::deliver::key::open(sealed, &passphrase(typed))
        .map_err(|error| error.to_string())?;
    Ok(OpenedKey {
        secret: *secret.bytes(),
        linked: Box::new(linked),
    })
}
