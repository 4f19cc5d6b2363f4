//! The files of IN: listed, examined by several threads, catalogued.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use darkroom::catalogue::{Catalogue, Item, Outcome, Triage};
use darkroom::clean::HeldReason;
use darkroom::dicom::{self, FileSource, Source, SourceError};
use darkroom::intake::{self, Dropped, FileId, Locator, Opener, Password};
use zeroize::Zeroizing;

use super::stamp::Stamp;
use super::terminal::shown;
use super::{Error, Reason, terminal};

/// What IN holds: the catalogue, and where each of its items is found again.
pub struct Found {
    pub catalogue: Catalogue,
    pub origins: Vec<Origin>,
}

/// Where an item's bytes are: a file, or an entry of an archive in it.
#[derive(Clone)]
pub struct Origin {
    path: PathBuf,
    /// Of the file as it was when it was examined.
    stamp: Option<Stamp>,
    file: FileId,
    locator: Locator,
    opener: Arc<Opener>,
}

impl Origin {
    /// Whether it is a file of its own, which costs little to open.
    pub fn is_file(&self) -> bool {
        self.locator.is_file()
    }

    /// Opens the item's bytes, if its file is what it was when it was examined.
    pub fn open(&self) -> Result<Rc<dyn Source>, HeldReason> {
        let file = open(&self.path).map_err(|_| HeldReason::Unreadable)?;
        if self.stamp.is_some() && self.stamp != stamp(&file) {
            return Err(HeldReason::Changed);
        }
        self.opener.open(self.file, Rc::new(file), &self.locator)
    }

    /// Whether its file still is what it was: asked once all of it has been read.
    pub fn is_unchanged(&self) -> bool {
        let now = std::fs::metadata(&self.path).ok();
        self.stamp == now.as_ref().map(Stamp::of)
    }
}

/// Examines every file of `input` (a folder, a file, an archive), with what opens those that are encrypted.
/// `assume_reviewed`: a person has looked at every picture, with another viewer where this program cannot show it.
pub fn find(
    input: &Path,
    opener: Opener,
    jobs: usize,
    assume_reviewed: bool,
) -> Result<Found, Error> {
    let opener = Arc::new(opener);
    let root = if input.is_dir() {
        input
    } else {
        input.parent().unwrap_or(Path::new(""))
    };
    let paths = list(input)?;
    let examined = per_item(jobs, paths.len(), |index| {
        let path = &paths[index];
        let place = place(path.strip_prefix(root).unwrap_or(path));
        let origin = Origin {
            path: path.clone(),
            stamp: None,
            file: index as FileId,
            locator: Locator::default(),
            opener: Arc::clone(&opener),
        };
        contained(|| examine(&origin, &place))
            .unwrap_or_else(|| vec![held(&origin, &place, HeldReason::EngineStopped)])
    });
    let mut found = Found {
        catalogue: Catalogue::default(),
        origins: Vec::new(),
    };
    let mut all = Vec::new();
    for items in examined {
        for (place, what) in items.iter().filter_map(skipped) {
            terminal::complaint(format_args!("skipped: {place}: {what}"));
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

/// What opens archives: with the passwords in a file, one a line.
pub fn opener(password_file: Option<&Path>) -> Result<Opener, Error> {
    let Some(path) = password_file else {
        return Ok(Opener::default());
    };
    let text = read_text(path)
        .map(Zeroizing::new)
        .map_err(|error| Error::Usage(Reason::Unread(path.to_owned(), error)))?;
    // What Windows' Notepad may put first is no letter of a password.
    let lines = text.trim_start_matches('\u{FEFF}').lines();
    let passwords = lines.filter(|line| !line.is_empty());
    let passwords: Vec<Password> = passwords
        .map(|line| Password::new(line.to_owned()))
        .collect();
    match passwords.is_empty() {
        true => Err(Error::Usage(Reason::NoPassword(path.to_owned()))),
        false => Ok(Opener::new(passwords)),
    }
}

/// Whether there is nothing that is DICOM, or is meant to be and can't be read.
pub fn is_without_dicom(catalogue: &Catalogue) -> bool {
    let mut outcomes = catalogue.items.iter().map(|item| &item.outcome);
    outcomes.all(|outcome| matches!(outcome, Outcome::NotDicom(_)))
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

fn examine(origin: &Origin, place: &str) -> Vec<(Item, Origin)> {
    if let Some(what) = no_file(&origin.path) {
        return vec![of_nothing(
            origin,
            place,
            Outcome::NotDicom(what.to_owned()),
        )];
    }
    let Ok(source) = open(&origin.path) else {
        return vec![held(origin, place, HeldReason::Unreadable)];
    };
    let origin = &Origin {
        stamp: stamp(&source),
        ..origin.clone()
    };
    let mut items = Vec::new();
    let dropped = Dropped {
        place: place.to_owned(),
        file: origin.file,
        source: Rc::new(source),
        at: Locator::default(),
    };
    intake::examine_whole(&origin.opener, &dropped, &mut |item, locator| {
        let origin = origin.clone();
        items.push((item, Origin { locator, ..origin }));
    });
    items
}

fn stamp(file: &FileSource) -> Option<Stamp> {
    file.metadata().ok().as_ref().map(Stamp::of)
}

/// A path in IN or OUT as places are written.
pub fn place(path: &Path) -> String {
    let shown = shown(path);
    match cfg!(windows) {
        true => shown.replace('\\', "/"),
        false => shown,
    }
}

fn take_as_looked_at(item: &mut Item) {
    if let Outcome::Instance(summary) = &mut item.outcome
        && summary.triage == Triage::Held(HeldReason::CannotShow)
    {
        summary.triage = Triage::Look(Vec::new());
    }
}

fn held(origin: &Origin, place: &str, reason: HeldReason) -> (Item, Origin) {
    of_nothing(origin, place, Outcome::Held(reason))
}

/// What an item is of which nothing was read.
fn of_nothing(origin: &Origin, place: &str, outcome: Outcome) -> (Item, Origin) {
    let item = Item {
        place: place.to_owned(),
        size: 0,
        outcome,
    };
    (item, origin.clone())
}

const PIPE: &str = "a pipe, not a file";
const SOCKET: &str = "a socket, not a file";
const DEVICE: &str = "a device, not a file";

/// What stands here in place of a file or folder, if anything does, links followed: it is never opened, for whoever
/// reads a pipe waits until somebody writes to it.
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
    let unread = |error| Error::Usage(Reason::Unread(input.to_owned(), error));
    let is_folder = std::fs::metadata(input).map_err(unread)?.is_dir();
    match no_file(input) {
        None if is_folder => std::fs::read_dir(input).map(drop).map_err(unread),
        None => std::fs::File::open(input).map(drop).map_err(unread),
        Some(what) => Err(Error::Usage(Reason::NoInput(input.to_owned(), what))),
    }
}

/// Everything below `input` that is no folder, in order of their paths, so that all of it is counted: links to files
/// are followed, links to folders are not, and what cannot be listed is held as one thing. Pipes, sockets and devices
/// are listed too, for whoever opens them to skip.
pub fn list(input: &Path) -> Result<Vec<PathBuf>, Error> {
    Ok(walk(input)?.0)
}

/// What [`list`] finds, and the folders in which it does.
pub fn walk(input: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Error> {
    can_be_listed(input)?;
    let (mut found, mut folders) = (Vec::new(), Vec::new());
    let mut waiting = vec![input.to_owned()];
    while let Some(path) = waiting.pop() {
        let is_folder = path.is_dir() && (path == input || !path.is_symlink());
        let listed = is_folder
            .then(|| std::fs::read_dir(&path).and_then(Iterator::collect::<Result<Vec<_>, _>>));
        match listed {
            Some(Ok(entries)) => {
                let entries = entries.into_iter();
                waiting.extend(entries.map(|entry: std::fs::DirEntry| entry.path()));
                folders.push(path);
            }
            Some(Err(_)) | None => found.push(path),
        }
    }
    found.sort();
    Ok((found, folders))
}

/// The text of a file that an option names. A pipe that somebody has made is not read: whoever opens one waits until
/// somebody writes to it. That of a shell's `<(…)` has its writer.
pub fn read_text(path: &Path) -> std::io::Result<String> {
    let is_of_shell = ["/dev/", "/proc/"]
        .iter()
        .any(|root| path.starts_with(root));
    match no_file(path) {
        Some(PIPE) if !is_of_shell => Err(std::io::Error::other(
            "it is a named pipe, which might never end: give a file",
        )),
        _ => std::fs::read_to_string(path),
    }
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
