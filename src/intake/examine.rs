//! What a dropped file is.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::container::{self, Entry, Listed};
use super::error::ArchiveError;
use super::kind;
use super::limits;
use super::locator::Locator;
use super::opener::{FileId, Opener};
use crate::catalogue::{Item, Outcome, Summary};
use crate::clean::HeldReason;
use crate::dicom::{self, ReadError, Source};

/// What is to be examined: a dropped file, or a place in it that was locked when it was first met.
#[derive(Clone)]
pub struct Dropped {
    /// Its place in the drop, entries included.
    pub place: String,
    pub file: FileId,
    /// The dropped file.
    pub source: Rc<dyn Source>,
    /// Where in it.
    pub at: Locator,
}

impl Dropped {
    /// A dropped file, the first of its opener's.
    pub fn whole(place: &str, source: Rc<dyn Source>) -> Self {
        Self {
            place: place.to_owned(),
            file: 0,
            source,
            at: Locator::default(),
        }
    }
}

/// Whether a place that was locked still is: nothing but itself was found there. What is locked further in is another
/// matter, since the way to it was opened.
pub fn is_still_locked(place: &Locator, item: &Item, at: &Locator) -> bool {
    item.is_locked() && at == place
}

/// Where to go on with a file on which the engine stopped. The default is the beginning.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// Items that were told already: they are passed over, and not read again.
    pub skip: usize,
    /// Whether the item after those is the one on which the engine stopped: it is told as held, and not read.
    pub stopped: bool,
}

/// Examines a dropped file, and everything in it if it is a container. `on_item` is called once for every file.
pub fn examine_whole(opener: &Opener, dropped: &Dropped, on_item: &mut dyn FnMut(Item, Locator)) {
    examine_rest(opener, dropped, Resume::default(), on_item);
}

/// Examines what is left of a dropped file, so that one entry on which the engine stopped costs only itself.
pub fn examine_rest(
    opener: &Opener,
    dropped: &Dropped,
    resume: Resume,
    on_item: &mut dyn FnMut(Item, Locator),
) {
    let Dropped {
        place,
        file,
        source,
        at,
    } = dropped;
    let size = source.len();
    let mut walk = Walk {
        opener,
        file: *file,
        inflated_left: limits::TOTAL_INFLATED.max(size.saturating_mul(limits::TOTAL_RATIO)),
        stored_left: limits::TOTAL_STORED.max(size.saturating_mul(limits::STORED_RATIO)),
        resume,
        on_item,
    };
    match opener.open(*file, Rc::clone(source), at) {
        Ok(source) => walk.file((place, place), source, at),
        Err(reason) => walk.tell(place, size, at, Outcome::Held(reason)),
    }
}

/// Examines a file that is taken for no container.
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
    opener: &'a Opener,
    file: FileId,
    /// What may still be unpacked, and what stored entries may still take, over all containers inside.
    inflated_left: u64,
    stored_left: u64,
    resume: Resume,
    on_item: &'a mut dyn FnMut(Item, Locator),
}

impl Walk<'_> {
    /// A file that has been opened, under the name by which it is known, and whatever is in it.
    fn file(&mut self, (place, name): (&str, &str), source: Rc<dyn Source>, at: &Locator) {
        let size = source.len();
        let Some(kind) = kind::of(name, source.as_ref()) else {
            if self.resume != Resume::default() {
                return self.tell(place, size, at, Outcome::Held(HeldReason::EngineStopped));
            }
            return self.tell(place, size, at, outcome(source));
        };
        if at.is_too_deep() {
            return self.tell(place, size, at, Outcome::Held(ArchiveError::Depth.into()));
        }
        match container::list(kind, &source, self.opener.passwords()) {
            Ok(Listed::Files(entries)) => {
                for entry in &entries {
                    self.entry(place, &source, entry, at);
                }
            }
            Ok(Listed::NoFiles(what)) => {
                self.tell(place, size, at, Outcome::NotDicom(what.to_owned()));
            }
            Err(error) => self.tell(place, size, at, Outcome::Held(error.of_container())),
        }
    }

    fn entry(&mut self, place: &str, container: &Rc<dyn Source>, entry: &Entry, at: &Locator) {
        let place = match &entry.name {
            Some(name) => format!("{place}/{}", name.replace('\\', "/")),
            None => place.to_owned(),
        };
        let steps = entry.steps.as_deref().unwrap_or_default();
        let inside = at.inside(steps);
        if self.resume != Resume::default() && !self.may_be_container(&place, container, entry, at)
        {
            let unread = Outcome::Held(HeldReason::EngineStopped);
            return self.tell(&place, entry.size, &inside, unread);
        }
        match self.open(container, entry, at) {
            Ok(source) => {
                let name = match entry.name {
                    Some(_) => place.clone(),
                    None => kind::name_within(&place),
                };
                self.file((&place, &name), source, &inside);
            }
            Err(error) => self.tell(&place, entry.size, &inside, Outcome::Held(error.into())),
        }
    }

    fn tell(&mut self, place: &str, size: u64, at: &Locator, outcome: Outcome) {
        if self.resume.skip > 0 {
            self.resume.skip -= 1;
            return;
        }
        let outcome = match std::mem::take(&mut self.resume).stopped {
            true => Outcome::Held(HeldReason::EngineStopped),
            false => outcome,
        };
        let item = Item {
            place: place.to_owned(),
            size,
            outcome,
        };
        (self.on_item)(item, at.clone());
    }

    /// Opens an entry if it leaves the whole within what it may unpack to. Only what was unpacked counts, also where it
    /// turned out damaged.
    fn open(
        &mut self,
        container: &Rc<dyn Source>,
        entry: &Entry,
        at: &Locator,
    ) -> Result<Rc<dyn Source>, ArchiveError> {
        let steps = entry.steps.as_ref().map_err(Clone::clone)?;
        let left = match entry.unpacks() {
            true => &mut self.inflated_left,
            false => &mut self.stored_left,
        };
        let claimed = left.checked_sub(entry.size);
        let after = claimed.ok_or(ArchiveError::Total)?;
        let opened = self
            .opener
            .open_within((self.file, at), Rc::clone(container), steps);
        match &opened {
            // A packed file doesn't say what it unpacks to.
            Ok(source) => {
                let grown = source.len().saturating_sub(entry.size);
                *left = after.checked_sub(grown).ok_or(ArchiveError::Total)?;
            }
            Err(ArchiveError::EntryDamaged) => *left = after,
            Err(_) => {}
        }
        opened
    }

    /// Whether an entry that is passed over may hold more than itself. Large packed ones are not unpacked to find out: they
    /// may be why the engine stopped.
    fn may_be_container(
        &self,
        place: &str,
        container: &Rc<dyn Source>,
        entry: &Entry,
        at: &Locator,
    ) -> bool {
        const UNPACKED_TO_FIND_OUT: u64 = 64 << 20;
        let Ok(steps) = &entry.steps else {
            return false;
        };
        let cheap = !entry.unpacks() || entry.size <= UNPACKED_TO_FIND_OUT;
        let opened = || {
            let from = (self.file, at);
            self.opener.open_within(from, Rc::clone(container), steps)
        };
        let is_one = |source: Rc<dyn Source>| kind::of(place, source.as_ref()).is_some();
        kind::is_named_so(place) || (cheap && opened().is_ok_and(is_one))
    }
}
