//! The files of IN: listed, examined by several threads, catalogued.

use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use darkroom::catalogue::{Catalogue, Item, Outcome};
use darkroom::clean::HeldReason;
use darkroom::dicom::{FileSource, Source, SourceError};
use darkroom::intake::{self, Locator};

use super::Error;

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
    /// Opens the item's bytes.
    pub fn open(&self) -> Result<Rc<dyn Source>, HeldReason> {
        let file: Rc<dyn Source> = Rc::new(open(&self.path).map_err(|_| HeldReason::Unreadable)?);
        intake::locate(file, &self.locator)
    }
}

/// Examines every file of `input` (a folder, a file, a zip).
pub fn find(input: &Path, jobs: usize) -> Result<Found, Error> {
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
        examine(path, &place)
    });
    let mut found = Found {
        catalogue: Catalogue::default(),
        origins: Vec::new(),
    };
    for items in examined {
        let (items, origins): (Vec<Item>, Vec<Origin>) = items.into_iter().unzip();
        found.catalogue.add(items);
        found.origins.extend(origins);
    }
    Ok(found)
}

fn examine(path: &Path, place: &str) -> Vec<(Item, Origin)> {
    let mut items = Vec::new();
    let origin = |locator| Origin {
        path: path.to_owned(),
        locator,
    };
    match open(path) {
        Ok(source) => intake::examine_whole(place, Rc::new(source), &mut |item, locator| {
            items.push((item, origin(locator)))
        }),
        Err(_) => {
            let outcome = Outcome::Held(HeldReason::Unreadable);
            items.push((
                Item {
                    place: place.to_owned(),
                    size: 0,
                    outcome,
                },
                origin(Locator::default()),
            ));
        }
    }
    items
}

fn open(path: &Path) -> Result<FileSource, SourceError> {
    FileSource::open(path)
}

/// All files below `input`, in order of their paths; links are not followed.
fn list(input: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |path: &Path, error: std::io::Error| {
        Error::Failed(format!("{} can't be read: {error}", path.display()))
    };
    let kind = std::fs::metadata(input).map_err(|error| failed(input, error))?;
    if !kind.is_dir() {
        return Ok(vec![input.to_owned()]);
    }
    let mut files = Vec::new();
    let mut folders = vec![input.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|error| failed(&folder, error))? {
            let entry = entry.map_err(|error| failed(&folder, error))?;
            let kind = entry.file_type().map_err(|error| failed(&folder, error))?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() {
                files.push(entry.path());
            }
        }
    }
    files.sort();
    Ok(files)
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
