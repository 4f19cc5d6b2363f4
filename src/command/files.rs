//! The files of IN: listed, examined by several threads, catalogued.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use darkroom::catalogue::{Catalogue, Item, Outcome, Triage};
use darkroom::clean::HeldReason;
use darkroom::dicom::{self, FileSource, Source, SourceError};
use darkroom::intake::{self, Locator};

use super::{Error, said};

/// What IN holds: the catalogue, and where each of its items is found again.
pub struct Found {
    pub catalogue: Catalogue,
    pub origins: Vec<Origin>,
}

/// Where an item's bytes are: a file, or an entry of an archive in it.
#[derive(Clone)]
pub struct Origin {
    path: PathBuf,
    locator: Locator,
}

impl Origin {
    /// Whether it is a file of its own, which costs little to open.
    pub fn is_file(&self) -> bool {
        self.locator.is_file()
    }

    /// Opens the item's bytes.
    pub fn open(&self) -> Result<Rc<dyn Source>, HeldReason> {
        let file: Rc<dyn Source> = Rc::new(open(&self.path).map_err(|_| HeldReason::Unreadable)?);
        intake::locate(file, &self.locator)
    }
}

/// Examines every file of `input` (a folder, a file, a zip). `assume_reviewed`: a person has looked at every picture,
/// with another viewer where this program cannot show it.
pub fn find(input: &Path, jobs: usize, assume_reviewed: bool) -> Result<Found, Error> {
    let root = if input.is_dir() {
        input
    } else {
        input.parent().unwrap_or(Path::new(""))
    };
    let paths = list(input)?;
    let examined = per_item(jobs, paths.len(), |index| {
        let path = &paths[index];
        let place = path
            .strip_prefix(root)
            .unwrap_or(path)
            .to_string_lossy()
            .replace('\\', "/");
        contained(|| examine(path, &place))
            .unwrap_or_else(|| vec![held(path, &place, HeldReason::EngineStopped)])
    });
    let mut found = Found {
        catalogue: Catalogue::default(),
        origins: Vec::new(),
    };
    let mut all = Vec::new();
    for items in examined {
        for (place, what) in items.iter().filter_map(skipped) {
            said::complaint(format_args!("skipped: {place}: {what}"));
        }
        let (mut items, origins): (Vec<Item>, Vec<Origin>) = items.into_iter().unzip();
        if assume_reviewed {
            items.iter_mut().for_each(take_as_looked_at);
        }
        all.append(&mut items);
        found.origins.extend(origins);
    }
    found.catalogue.add(all);
    compare(&mut found, jobs);
    Ok(found)
}

/// Reads the files of which bytes decide whether they are doubles.
fn compare(found: &mut Found, jobs: usize) {
    let wanted = found.catalogue.to_compare();
    let digest = |id: usize| {
        let source = found.origins.get(id)?.open().ok()?;
        dicom::digest(&*source).ok()
    };
    let digests = per_item(jobs, wanted.len(), |index| {
        contained(|| digest(wanted[index])).flatten()
    });
    found.catalogue.compared(wanted.into_iter().zip(digests));
}

fn examine(path: &Path, place: &str) -> Vec<(Item, Origin)> {
    if let Some(what) = no_file(path) {
        return vec![of_nothing(path, place, Outcome::NotDicom(what.to_owned()))];
    }
    let Ok(source) = open(path) else {
        return vec![held(path, place, HeldReason::Unreadable)];
    };
    let mut items = Vec::new();
    intake::examine_whole(place, Rc::new(source), &mut |item, locator| {
        let path = path.to_owned();
        items.push((item, Origin { path, locator }));
    });
    items
}

fn take_as_looked_at(item: &mut Item) {
    if let Outcome::Instance(summary) = &mut item.outcome
        && summary.triage == Triage::Held(HeldReason::CannotShow)
    {
        summary.triage = Triage::Look(Vec::new());
    }
}

fn held(path: &Path, place: &str, reason: HeldReason) -> (Item, Origin) {
    of_nothing(path, place, Outcome::Held(reason))
}

/// What an item is of which nothing was read.
fn of_nothing(path: &Path, place: &str, outcome: Outcome) -> (Item, Origin) {
    let item = Item {
        place: place.to_owned(),
        size: 0,
        outcome,
    };
    let origin = Origin {
        path: path.to_owned(),
        locator: Locator::default(),
    };
    (item, origin)
}

const PIPE: &str = "a pipe, not a file";
const SOCKET: &str = "a socket, not a file";
const DEVICE: &str = "a device, not a file";

/// What stands here in place of a file or folder, if anything does, links followed: it is never opened, for whoever reads
/// a pipe waits until somebody writes to it.
fn no_file(path: &Path) -> Option<&'static str> {
    let kind = std::fs::metadata(path).ok()?.file_type();
    if kind.is_file() || kind.is_dir() {
        return None;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        if kind.is_fifo() {
            return Some(PIPE);
        }
        if kind.is_socket() {
            return Some(SOCKET);
        }
    }
    Some(DEVICE)
}

/// An item that was skipped because it is no file, with its place.
fn skipped((item, _): &(Item, Origin)) -> Option<(&str, &str)> {
    match &item.outcome {
        Outcome::NotDicom(what) if [PIPE, SOCKET, DEVICE].contains(&what.as_str()) => {
            Some((&item.place, what))
        }
        _ => None,
    }
}

/// Runs what may panic on a hostile file; `None` if it did.
pub fn contained<T>(work: impl FnOnce() -> T) -> Option<T> {
    // Nothing that the work was changing outlives it.
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).ok()
}

/// Opens a file; anything else is an error.
pub fn open(path: &Path) -> Result<FileSource, SourceError> {
    FileSource::open(path)
}

/// Whether there is a folder or file here that can be gone through.
pub fn can_be_listed(input: &Path) -> Result<(), Error> {
    std::fs::metadata(input)
        .map_err(|error| Error::Failed(format!("{} can't be read: {error}", input.display())))?;
    match no_file(input) {
        None => Ok(()),
        Some(what) => Err(Error::Usage(format!(
            "{} is {what}: give a folder, file or zip",
            input.display()
        ))),
    }
}

/// Everything below `input` that is no folder, in order of their paths, so that all of it is counted: links to files
/// are followed, links to folders are not, and what cannot be listed is held as one thing. Pipes, sockets and devices are
/// listed too, for whoever opens them to skip.
pub fn list(input: &Path) -> Result<Vec<PathBuf>, Error> {
    can_be_listed(input)?;
    let mut found = Vec::new();
    let mut waiting = vec![input.to_owned()];
    while let Some(path) = waiting.pop() {
        let is_folder = path.is_dir() && (path == input || !path.is_symlink());
        let listed = is_folder
            .then(|| std::fs::read_dir(&path).and_then(Iterator::collect::<Result<Vec<_>, _>>));
        match listed {
            Some(Ok(entries)) => waiting.extend(
                entries
                    .into_iter()
                    .map(|entry: std::fs::DirEntry| entry.path()),
            ),
            Some(Err(_)) | None => found.push(path),
        }
    }
    found.sort();
    Ok(found)
}

/// Runs `work` for 0..count on `jobs` threads; results in order.
pub fn per_item<T: Send>(jobs: usize, count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, T)>> = Mutex::new(Vec::with_capacity(count));
    std::thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, count.max(1)) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    if index >= count {
                        return;
                    }
                    let result = work(index);
                    results
                        .lock()
                        .unwrap_or_else(std::sync::PoisonError::into_inner)
                        .push((index, result));
                }
            });
        }
    });
    let mut results = results
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
