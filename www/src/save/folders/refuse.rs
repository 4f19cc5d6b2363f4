//! Which folders are refused, and why: before anything is cleaned.

use leptos::prelude::*;
use web_sys::{File, FileSystemDirectoryHandle};

use super::folder::try_out;
use super::trouble::of_folder;
use super::{left, mark};
use crate::browser::folder::{self, Fault};
use crate::controllers::store;
use crate::state::Session;
use crate::state::folders::Trouble;

/// Dropped files that are looked for in a folder, and folders that are gone down for one.
const LOOKED_FOR: usize = 6;
const DEEP: usize = 8;

type Handle = FileSystemDirectoryHandle;

/// Why a folder can’t be taken: it overlaps others, holds the originals, or can’t be written to.
pub async fn refusal(
    session: Session,
    chosen: &Handle,
    others: &[Handle],
) -> Result<(), &'static str> {
    for other in others {
        if folder::overlap(chosen, other).await {
            return Err(SAME);
        }
    }
    for dropped in store::dropped() {
        if folder::overlap(chosen, &dropped).await {
            return Err(ORIGINALS);
        }
    }
    for (place, file) in some_originals(session) {
        if holds(chosen, &place, &file).await {
            return Err(ORIGINALS);
        }
    }
    match try_out(chosen).await {
        Ok(()) => Ok(()),
        Err(fault) => Err(refused(of_folder(fault))),
    }
}

/// Why a run can't begin in a folder: another does already, or a DICOMDIR is wanted and there is one of a run that has
/// ended. Said before an hour of work, and not after.
pub async fn refusal_of_new(session: Session, folder: &Handle) -> Option<&'static str> {
    if mark::is_taken(folder).await {
        return Some(refused(Trouble::Busy));
    }
    let is_wanted = session.dicomdir.get_untracked();
    if is_wanted && !matches!(left::is_dicomdir_free(folder).await, Ok(true)) {
        return Some(ONE_DICOMDIR);
    }
    None
}

/// Some of the files that were taken in, from all over, with their places in the drop.
fn some_originals(session: Session) -> Vec<(Vec<String>, File)> {
    session.catalogue.with_untracked(|catalogue| {
        let all = catalogue.items.len();
        let step = all.div_ceil(LOOKED_FOR).max(1);
        let some = (0..all).step_by(step).filter_map(|instance| {
            let (_, file) = store::origin(instance)?;
            let place = &catalogue.items.get(instance)?.place;
            Some((way_to(place, &file.name())?, file))
        });
        some.collect()
    })
}

/// The folders above a file and its name; of one that lies in an archive, the archive's.
fn way_to(place: &str, name: &str) -> Option<Vec<String>> {
    let mut way: Vec<_> = place.split('/').map(str::to_owned).collect();
    let at = way.iter().position(|part| part == name)?;
    way.truncate(at.saturating_add(1));
    Some(way)
}

/// Whether a dropped file lies in a folder, at the end of its way: a file that came by an input tells no more of where
/// it lies.
async fn holds(chosen: &Handle, way: &[String], file: &File) -> bool {
    let deepest = way.len().saturating_sub(DEEP);
    for start in deepest..way.len() {
        let found = found(chosen, way.get(start..).unwrap_or_default()).await;
        let same = found.ok().flatten().is_some_and(|found| {
            found.size() == file.size() && found.last_modified() == file.last_modified()
        });
        if same {
            return true;
        }
    }
    false
}

async fn found(chosen: &Handle, way: &[String]) -> Result<Option<File>, Fault> {
    let mut folder = chosen.clone();
    let Some((name, folders)) = way.split_last() else {
        return Ok(None);
    };
    for part in folders {
        folder = folder::child(&folder, part, false).await?;
    }
    folder::file(&folder, name).await
}

const ONE_DICOMDIR: &str = "There is a DICOMDIR in this folder already, and a folder has only one. Choose another folder, or \
                            save without a DICOMDIR.";
const SAME: &str = "The second copy needs a folder of its own, best on another drive: these two are the same, or one lies \
                    in the other. Choose another.";
const ORIGINALS: &str = "Files that you added lie in this folder, or it lies among them. Choose another: clean copies must \
                         not be mixed with the originals.";

/// Why a folder can't be written to, and what to do.
pub fn refused(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Gone => {
            "This folder can’t be found any more. Plug the drive in, then choose it again."
        }
        Trouble::Silent => {
            "This drive does not answer. Unplug it, plug it in again and choose its folder once more, or choose another."
        }
        Trouble::Full => "There is no room on this drive. Free some space, or choose another.",
        Trouble::Withdrawn => {
            "The browser was not allowed to write there. Choose it again and allow it, or choose another folder."
        }
        Trouble::ReadOnly => {
            "This folder can be read but not written to. Unlock the drive with its password; where your trust lets you \
             read drives only, ask IT for one that can be written, or save a zip."
        }
        Trouble::Busy => {
            "Another tab saves in this folder. Wait until it is done, or choose another folder."
        }
        _ => {
            "A small file that was written there for a test could not be read back. Choose another folder or drive, or \
             save a zip."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_file_ends_with_the_file_that_was_dropped() {
        let way = |place, name| way_to(place, name).map(|way| way.join("|"));
        assert_eq!(way("export/a/IM1", "IM1").as_deref(), Some("export|a|IM1"));
        assert_eq!(
            way("out/x.zip/a/IM1", "x.zip").as_deref(),
            Some("out|x.zip")
        );
        assert_eq!(way("IM1", "other"), None);
    }
}
