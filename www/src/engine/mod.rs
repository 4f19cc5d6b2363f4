//! The engine's rooms as page and workers call them: one thin function per question. A few parsed headers are cached,
//! since the frames of a clip are asked for one by one.
//!
//! [`cleaning`] an order carried out · [`linking`] linking keys · [`locking`] locked zips · `search` burned-in text ·
//! `slides` images that are cleaned to be drawn · [`blob_source`], [`blob_spool`] files as sources,
//! frames that are spooled · `texts` texts that would leave · [`trial`] a small job that is always the same.

pub mod blob_source;
pub mod blob_spool;
mod cleaning;
mod linking;
mod locking;
mod search;
mod slides;
mod texts;
pub mod trial;

use std::cell::RefCell;
use std::rc::Rc;

use crate::protocol::given;
use crate::protocol::{FileKey, OpenedKey};
use darkroom::catalogue::words::sentence;
use darkroom::catalogue::{Catalogue, Item};
use darkroom::clean::HeldReason;
use darkroom::collection::check::Placed;
use darkroom::collection::{self, Report};
use darkroom::deid::dates::iso_day;
use darkroom::deid::{Policy, Pseudonyms};
use darkroom::deliver::{Certificate, Delivered, FoundFile, Layout, LinkingKey, RunFacts};
use darkroom::dicom::{self, Digest, Instance, Source};
use darkroom::intake::{self, Dropped, FileId, Opener, Password};
use darkroom::pixels::projection::{self, Gathered};
use darkroom::pixels::{self, Picture};
use darkroom::review::work::Salt;
use darkroom::review::{Outcomes, Review};

pub use cleaning::{Made, clean, frames_to_paint, paint_run, plan, read_rows, runs, video};
pub use darkroom::clean::Order;
pub use darkroom::deid::Secret;
pub use darkroom::deliver::ZipWriter;
pub use darkroom::intake::{Locator, Resume, is_still_locked};
pub use linking::{open_key, seal};
pub use locking::lock;
pub use search::{find, has_finder, set_finder};
pub use slides::{cleaned, held};
pub use texts::{BatchText, read_texts, texts, written};

/// Parsed headers that a worker caches: scrolling through frames asks for the same one again and again.
const CACHED: usize = 2;

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

/// Reports what a dropped file is, or a place in it, and everything in it if it is an archive.
pub fn examine(
    (file, source): (FileKey, Rc<dyn Source>),
    (place, at): (&str, &Locator),
    resume: Resume,
    report: &mut dyn FnMut(Item, Locator),
) {
    let opener = OPENER.with_borrow(Rc::clone);
    let dropped = Dropped {
        place: place.to_owned(),
        file: FileId::from(file),
        source,
        at: at.clone(),
    };
    intake::examine_rest(&opener, &dropped, resume, report);
}

/// A digest of an item's bytes; `None` if they can't be read.
pub fn digest(file: FileKey, source: Rc<dyn Source>, locator: &Locator) -> Option<Digest> {
    let located = locate(file, source, locator).ok()?;
    dicom::digest(&*located).ok()
}

/// Reports place, size and digest of every file in an archive, or of the file itself if it is none. The digest is
/// missing where bytes can't be read.
pub fn contents(name: &str, source: Rc<dyn Source>, report: &mut dyn FnMut(FoundFile)) {
    // What is unpacked here stays here, beside nothing of the drop.
    let opener = Opener::default();
    let dropped = Dropped::whole(name, Rc::clone(&source));
    intake::examine_whole(&opener, &dropped, &mut |item, locator| {
        let bytes = opener.open(dropped.file, Rc::clone(&source), &locator);
        report(FoundFile {
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
    let cached = PARSED.with_borrow(|parsed| {
        let same = parsed
            .iter()
            .find(|(key, at, _)| *key == file && at == locator);
        same.map(|(_, _, instance)| Rc::clone(instance))
    });
    if let Some(instance) = cached {
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
        parsed.truncate(if given::can_read() { CACHED } else { 0 });
    });
    Ok(instance)
}

/// Whether the instance's header need not be read again.
pub fn is_at_hand(file: FileKey, locator: &Locator) -> bool {
    PARSED.with_borrow(|parsed| {
        let mut cached = parsed.iter();
        cached.any(|(key, at, _)| *key == file && at == locator)
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
