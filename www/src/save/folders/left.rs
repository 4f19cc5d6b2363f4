//! What a run that did not end has left in a folder: files that are half-written, which go when the same run is finished
//! there, and a DICOMDIR without its certificate.
//!
//! Pseudonyms come of the run's secret, and so do the names of its folders: a run with another secret opens none of
//! them, leaves what lies there alone, and counts it, to say that it is there.

use wasm_bindgen::JsCast;
use web_sys::{FileSystemDirectoryHandle, FileSystemHandle, FileSystemHandleKind};

use crate::browser::folder::{self, Fault};
use darkroom::deliver::layout::{file_set, is_file_name};
use darkroom::deliver::{Paper, dicomdir, slides};

/// Names that are looked at in a folder.
const MOST_NAMES: usize = 100_000;

/// Folders below one another, at most: a collection has four.
const DEEPEST: usize = 6;

/// Whether the DICOMDIR in a folder, if there is one, is of a run that did not end: ours, and no certificate beside it.
/// Each run lays its certificate last.
pub async fn is_dicomdir_free(root: &FileSystemDirectoryHandle) -> Result<bool, Fault> {
    let Some(file) = folder::file(root, dicomdir::NAME).await? else {
        return Ok(true);
    };
    let head = folder::head(&file, dicomdir::HEAD as f64).await?;
    // An empty file is what a browser without `move()` leaves of one that was broken off.
    if !head.is_empty() && !dicomdir::is_ours(&head) {
        return Ok(false);
    }
    let names = names(root).await?;
    let is_certificate =
        |name: &String| matches!(Paper::of_name(name), Some((Paper::Certificate, _)));
    // Of a longer list, the certificate may be among what was not looked at.
    Ok(names.len() < MOST_NAMES && !names.iter().any(is_certificate))
}

/// Takes the DICOMDIR of a run that did not end away: it is made anew of all that is delivered.
pub async fn take_dicomdir(root: &FileSystemDirectoryHandle) {
    if matches!(is_dicomdir_free(root).await, Ok(true)) {
        folder::remove(root, dicomdir::NAME).await;
    }
}

/// Names in a folder of what was left half-written, where they say that it was ours, with what they were to be called.
pub async fn halves(
    folder: &FileSystemDirectoryHandle,
    is_ours: fn(&str) -> bool,
) -> Vec<(String, String)> {
    let names = names(folder).await.unwrap_or_default().into_iter();
    let half = |left: String| {
        let whole = folder::whole_name(&left).filter(|name| is_ours(name))?;
        let whole = whole.to_owned();
        Some((left, whole))
    };
    names.filter_map(half).collect()
}

/// How many images lie half-written below a folder.
pub async fn count(root: &FileSystemDirectoryHandle) -> usize {
    let mut count: usize = 0;
    let mut waiting = vec![(root.clone(), 0)];
    while let Some((at, depth)) = waiting.pop() {
        for child in folder::children(&at, MOST_NAMES).await.unwrap_or_default() {
            match child.kind() {
                FileSystemHandleKind::Directory if depth < DEEPEST => {
                    waiting.push((child.unchecked_into(), depth + 1));
                }
                FileSystemHandleKind::File if is_half(&child) => count = count.saturating_add(1),
                _ => {}
            }
        }
    }
    count
}

/// Not what the browser swaps in, which no page can take away.
fn is_half(file: &FileSystemHandle) -> bool {
    let name = file.name();
    name.strip_suffix(folder::PART).is_some_and(is_image_name)
}

async fn names(folder: &FileSystemDirectoryHandle) -> Result<Vec<String>, Fault> {
    let children = folder::children(folder, MOST_NAMES).await?;
    Ok(children.iter().map(FileSystemHandle::name).collect())
}

/// Whether a name at the top of a delivery is one of ours: papers, a DICOMDIR, pictures for slides.
pub fn is_of_root(name: &str) -> bool {
    Paper::of_name(name).is_some() || name == dicomdir::NAME || slides::is_name(name)
}

/// Whether a name is that of an image in a delivery.
pub fn is_image_name(name: &str) -> bool {
    is_file_name(name) || file_set::is_part(name)
}
