//! What a dropped file is.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

pub use super::container::Around;
use super::container::{self, Entry, Listed};
use super::error::ArchiveError;
use super::kind::{self, Kind};
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
    /// Its number with the opener, under which what is unpacked of it is kept at hand.
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
    let mut on_met = |place: &str, size: u64, at: &Locator, met: Met<'_>| {
        let outcome = match met {
            Met::File(source) => outcome(Rc::clone(source)),
            Met::Closed(reason) => Outcome::Held(reason),
            Met::NoFiles(what) => Outcome::NotDicom(what.to_owned()),
            Met::Around(..) | Met::Folder => return,
        };
        let place = place.to_owned();
        let item = Item {
            place,
            size,
            outcome,
        };
        on_item(item, at.clone());
    };
    let walk = Walk::new(opener, dropped, &|_| true, &mut on_met);
    let walk = Walk { resume, ..walk };
    walk.all(dropped);
}

/// What is met on the way through a file.
pub enum Met<'a> {
    /// A file that is no container, by its bytes.
    File(&'a Rc<dyn Source>),
    /// What can't be opened.
    Closed(HeldReason),
    /// A container without files; what it is, in words.
    NoFiles(&'static str),
    /// A container, and what is in it besides its files: comments, lists, gaps, its end. Told before its files are.
    Around(&'a Rc<dyn Source>, Around),
    /// A folder in a container. Its place ends with a slash.
    Folder,
}

/// Goes through a dropped file with everything in it, also what nobody sent as a file of its own: the parts of an
/// office document, what macOS adds beside files, and the bytes around files. Of a container only files whose place
/// `wanted` accepts are opened, and containers.
pub fn go_through(
    opener: &Opener,
    dropped: &Dropped,
    wanted: &dyn Fn(&str) -> bool,
    on_met: &mut dyn FnMut(&str, Met<'_>),
) {
    let mut on_met = |place: &str, _: u64, _: &Locator, met: Met<'_>| on_met(place, met);
    let walk = Walk::new(opener, dropped, wanted, &mut on_met);
    let walk = Walk {
        everything: true,
        ..walk
    };
    walk.all(dropped);
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
    /// Also what is no file to whoever sent the container.
    everything: bool,
    /// Places of entries that are to be opened, containers or not.
    wanted: &'a dyn Fn(&str) -> bool,
    on_met: &'a mut OnMet<'a>,
}

/// Takes place, size, way and what was met there.
type OnMet<'a> = dyn FnMut(&str, u64, &Locator, Met<'_>) + 'a;

impl<'a> Walk<'a> {
    fn new(
        opener: &'a Opener,
        dropped: &Dropped,
        wanted: &'a dyn Fn(&str) -> bool,
        on_met: &'a mut OnMet<'a>,
    ) -> Self {
        let size = dropped.source.len();
        Self {
            opener,
            file: dropped.file,
            inflated_left: limits::TOTAL_INFLATED.max(size.saturating_mul(limits::TOTAL_RATIO)),
            stored_left: limits::TOTAL_STORED.max(size.saturating_mul(limits::STORED_RATIO)),
            resume: Resume::default(),
            everything: false,
            wanted,
            on_met,
        }
    }

    fn all(mut self, dropped: &Dropped) {
        let Dropped {
            place,
            file,
            source,
            at,
        } = dropped;
        match self.opener.open(*file, Rc::clone(source), at) {
            Ok(source) => self.file((place, place), source, at),
            Err(reason) => self.tell(place, source.len(), at, Met::Closed(reason)),
        }
    }

    /// A file that has been opened, under the name by which it is known, and whatever is in it.
    fn file(&mut self, (place, name): (&str, &str), source: Rc<dyn Source>, at: &Locator) {
        let size = source.len();
        let Some(kind) = kind::of(name, source.as_ref()) else {
            if self.resume != Resume::default() {
                return self.tell(place, size, at, Met::Closed(HeldReason::EngineStopped));
            }
            return self.tell(place, size, at, Met::File(&source));
        };
        if at.is_too_deep() {
            return self.tell(place, size, at, Met::Closed(ArchiveError::Depth.into()));
        }
        match container::list(kind, &source, self.opener.passwords(), self.everything) {
            Ok(Listed::Files(entries)) => {
                self.around(place, kind, &source, (&entries, at));
                for entry in &entries {
                    self.entry(place, &source, entry, at);
                }
            }
            Ok(Listed::NoFiles(what)) => {
                self.around(place, kind, &source, (&[], at));
                self.tell(place, size, at, Met::NoFiles(what));
            }
            Err(error) => self.tell(place, size, at, Met::Closed(error.of_container())),
        }
    }

    fn around(
        &mut self,
        place: &str,
        kind: Kind,
        source: &Rc<dyn Source>,
        (entries, at): (&[Entry], &Locator),
    ) {
        if self.everything {
            let met = match container::around(kind, source, entries) {
                Ok(around) => Met::Around(source, around),
                Err(_) => Met::Closed(HeldReason::Unreadable),
            };
            (self.on_met)(place, source.len(), at, met);
        }
    }

    fn entry(&mut self, place: &str, container: &Rc<dyn Source>, entry: &Entry, at: &Locator) {
        let place = match &entry.name {
            Some(name) => format!("{place}/{}", name.replace('\\', "/")),
            None => place.to_owned(),
        };
        let steps = entry.steps.as_deref().unwrap_or_default();
        let inside = at.inside(steps);
        if entry.is_folder() && entry.size == 0 {
            return self.tell(&place, 0, &inside, Met::Folder);
        }
        if !(self.wanted)(&place) && !self.may_be_container(&place, container, entry, at) {
            return;
        }
        if self.resume != Resume::default() && !self.may_be_container(&place, container, entry, at)
        {
            let unread = Met::Closed(HeldReason::EngineStopped);
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
            Err(error) => self.tell(&place, entry.size, &inside, Met::Closed(error.into())),
        }
    }

    fn tell(&mut self, place: &str, size: u64, at: &Locator, met: Met<'_>) {
        if self.resume.skip > 0 {
            self.resume.skip -= 1;
            return;
        }
        let met = match std::mem::take(&mut self.resume).stopped {
            true => Met::Closed(HeldReason::EngineStopped),
            false => met,
        };
        (self.on_met)(place, size, at, met);
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

    /// Whether an entry that is passed over may hold more than itself. Large packed ones are not unpacked to find out:
    /// they may be why the engine stopped.
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
