//! What a dropped file is.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::archive::{Archive, ArchiveError, Entry, Method, open_entry};
use super::limits;
use super::locator::Locator;
use crate::catalogue::{Item, Outcome, Summary};
use crate::clean::HeldReason;
use crate::dicom::{self, ReadError, Source};

/// What a dropped file is.
pub enum Examined {
    /// One item: an instance, something held, or no DICOM.
    File(Item),
    /// A zip archive, to be gone through with [`examine_archive`].
    Archive(Archive),
}

/// Examines a dropped file. Of an archive only the directory is read.
pub fn examine(place: &str, source: Rc<dyn Source>) -> Examined {
    if !Archive::is_one(source.as_ref()) {
        return Examined::File(examine_file(place, source));
    }
    let size = source.len();
    let outcome = match Archive::open(source) {
        Ok(archive) if archive.is_office_document() => {
            Outcome::NotDicom("an office document".to_owned())
        }
        Ok(archive) if archive.files().next().is_none() => {
            Outcome::NotDicom("an empty zip".to_owned())
        }
        Ok(archive) => return Examined::Archive(archive),
        Err(error) => Outcome::Held(error.into()),
    };
    Examined::File(Item {
        place: place.to_owned(),
        size,
        outcome,
    })
}

/// Where to go on with a file on which the engine stopped. The default is the beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// Items that were told already: they are passed over, and not read again.
    pub skip: usize,
    /// Whether the item after those is the one on which the engine stopped: it is told as held, and not read.
    pub stopped: bool,
}

/// Examines a dropped file, and everything in it if it is an archive. `on_item` is called once for every file.
pub fn examine_whole(place: &str, source: Rc<dyn Source>, on_item: &mut dyn FnMut(Item, Locator)) {
    examine_rest(place, source, Resume::default(), on_item);
}

/// Examines what is left of a dropped file, so that one entry on which the engine stops costs only itself.
pub fn examine_rest(
    place: &str,
    source: Rc<dyn Source>,
    resume: Resume,
    on_item: &mut dyn FnMut(Item, Locator),
) {
    if resume != Resume::default() && !Archive::is_one(source.as_ref()) {
        if resume.skip == 0 {
            let outcome = Outcome::Held(HeldReason::EngineStopped);
            let size = source.len();
            on_item(
                Item {
                    place: place.to_owned(),
                    size,
                    outcome,
                },
                Locator::default(),
            );
        }
        return;
    }
    match examine(place, source) {
        Examined::File(item) => on_item(item, Locator::default()),
        Examined::Archive(archive) => walk(place, &archive, resume, on_item),
    }
}

/// Examines every entry of an archive, archives in it too. `on_item` is called once for every file in it.
pub fn examine_archive(place: &str, archive: &Archive, on_item: &mut dyn FnMut(Item, Locator)) {
    walk(place, archive, Resume::default(), on_item);
}

fn walk(place: &str, archive: &Archive, resume: Resume, on_item: &mut dyn FnMut(Item, Locator)) {
    let size = archive.source().len();
    let mut walk = Walk {
        inflated_left: limits::TOTAL_INFLATED.max(size.saturating_mul(limits::TOTAL_RATIO)),
        stored_left: limits::TOTAL_STORED.max(size.saturating_mul(limits::STORED_RATIO)),
        resume,
        on_item,
    };
    walk.archive(place, archive, &Locator::default());
}

/// Examines a file that is taken for no archive.
pub fn examine_file(place: &str, source: Rc<dyn Source>) -> Item {
    let size = source.len();
    Item {
        place: place.to_owned(),
        size,
        outcome: outcome(source),
    }
}

fn outcome(source: Rc<dyn Source>) -> Outcome {
    match dicom::read(source) {
        Ok(instance) => Outcome::Instance(Box::new(Summary::of(&instance))),
        Err(ReadError::Empty) => Outcome::NotDicom("an empty file".to_owned()),
        Err(ReadError::NotDicom) => Outcome::NotDicom("not DICOM".to_owned()),
        Err(ReadError::Directory) => Outcome::NotDicom("a DICOMDIR, the disc's index".to_owned()),
        Err(error) => Outcome::Held(error.into()),
    }
}

struct Walk<'a> {
    /// What may still be inflated, and what stored entries may still take, over all archives inside.
    inflated_left: u64,
    stored_left: u64,
    resume: Resume,
    on_item: &'a mut dyn FnMut(Item, Locator),
}

impl Walk<'_> {
    fn archive(&mut self, place: &str, archive: &Archive, at: &Locator) {
        for entry in archive.files() {
            let place = format!("{place}/{}", entry.name.replace('\\', "/"));
            self.entry(&place, archive, entry, &at.inside(entry.at()));
        }
    }

    fn entry(&mut self, place: &str, archive: &Archive, entry: &Entry, at: &Locator) {
        if self.resume != Resume::default() && !may_be_archive(archive, entry) {
            let unread = Outcome::Held(HeldReason::EngineStopped);
            return self.tell(place, entry, at, unread);
        }
        let outcome = match self.open(archive, entry) {
            Err(error) => Outcome::Held(error.into()),
            Ok(source) => match examine(place, source) {
                Examined::File(item) => item.outcome,
                Examined::Archive(_) if at.steps.len() >= limits::DEPTH => {
                    Outcome::Held(ArchiveError::Depth.into())
                }
                Examined::Archive(inner) => return self.archive(place, &inner, at),
            },
        };
        self.tell(place, entry, at, outcome);
    }

    fn tell(&mut self, place: &str, entry: &Entry, at: &Locator, outcome: Outcome) {
        if self.resume.skip > 0 {
            self.resume.skip -= 1;
            return;
        }
        self.resume.stopped = false;
        let item = Item {
            place: place.to_owned(),
            size: entry.inflated,
            outcome,
        };
        (self.on_item)(item, at.clone());
    }

    /// Opens an entry if it leaves the whole archive within what it may unpack to. Only what was unpacked counts, also where it
    /// turned out damaged.
    fn open(&mut self, archive: &Archive, entry: &Entry) -> Result<Rc<dyn Source>, ArchiveError> {
        let left = match entry.method {
            Method::Stored => &mut self.stored_left,
            Method::Deflated => &mut self.inflated_left,
            Method::Unknown => return Err(ArchiveError::Method),
        };
        let after = left
            .checked_sub(entry.inflated)
            .ok_or(ArchiveError::Total)?;
        let opened = open_entry(archive.source(), &entry.at());
        if matches!(opened, Ok(_) | Err(ArchiveError::EntryDamaged)) {
            *left = after;
        }
        opened
    }
}

/// Whether an entry that is passed over may hold more than itself. Large packed ones are not unpacked to find out: they
/// may be why the engine stopped.
fn may_be_archive(archive: &Archive, entry: &Entry) -> bool {
    const UNPACKED_TO_FIND_OUT: u64 = 64 << 20;
    let named_so = entry.name.to_ascii_lowercase().ends_with(".zip");
    let cheap = entry.method == Method::Stored || entry.inflated <= UNPACKED_TO_FIND_OUT;
    let opened = || open_entry(archive.source(), &entry.at());
    named_so || (cheap && opened().is_ok_and(|source| Archive::is_one(source.as_ref())))
}
