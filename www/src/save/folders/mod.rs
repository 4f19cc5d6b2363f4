//! A delivery to a folder on the drive that a person chose, and to a second one: every file is written under a name that
//! is no file's of ours, read back from the drive, compared by SHA-256, and only then given its name.
//!
//! In come cleaned files with their paths; what comes of each, in each folder, is an event of the delivery. Nothing that
//! is there already is written over: the same bytes count as saved, others stand in the way. One folder may fail while
//! the other goes on; what it has missed is written when it is back. While a run goes on, a mark lies in the folder: where
//! it is not found, another drive, or none, is in the folder's place, and nothing is written there.
//!
//! | file | job |
//! |---|---|
//! | this one | the folders of a run, and what each has |
//! | `folder` | one folder: trying it out, a file put into it |
//! | `left` | what a run that did not end has left in one |
//! | `mark` | the file by which a run knows its folder, and that no other run writes there |
//! | `trouble` | what stands in the way, by a fault of the browser |
//! | `choose` | asking for folders |
//! | `refuse` | which folders are refused |
//! | `run` | how a delivery goes on with them |

mod choose;
mod folder;
mod left;
mod mark;
mod refuse;
mod run;
mod trouble;

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use futures_util::future::join_all;
use wasm_bindgen_futures::spawn_local;
use web_sys::FileSystemDirectoryHandle;

use super::ask::Event;
use super::control::Control;
use super::entry::Entry;
use super::tally::Tally;
use crate::browser::sink::Piece;
use crate::state::folders::FolderShare;
pub use choose::{
    again, ask_for_slides, can_go_again, choose_backup, for_slides, forget_backup, replace, retry,
    start,
};
use darkroom::clean::Filing;
use darkroom::deliver::WrittenFile;
pub use folder::{Folder, Missed, Put};

/// Files that are on their way into folders at once, at least: most of the time the drive is waited for.
pub const AT_ONCE: usize = 12;

/// A cleaned file on its way into the folders.
pub struct Placing {
    pub entry: Entry,
    pub file: WrittenFile,
    pub pieces: Vec<Piece>,
    /// What a DICOMDIR says of it, where one is wanted.
    pub filing: Option<Box<Filing>>,
}

/// What came of it, in each folder that it was put into.
pub struct Placed {
    pub entry: Entry,
    pub file: WrittenFile,
    pub filing: Option<Box<Filing>>,
    pub results: Vec<(Rc<Folder>, Result<Put, Missed>)>,
}

/// The folders of a run: one, or one and a second copy.
pub struct Folders {
    all: RefCell<Vec<Rc<Folder>>>,
}

impl Folders {
    /// That were tried out, the second copy last.
    pub fn new(
        folder: FileSystemDirectoryHandle,
        backup: Option<FileSystemDirectoryHandle>,
    ) -> Self {
        let mut all = vec![Rc::new(Folder::new(folder, false))];
        all.extend(backup.map(|backup| Rc::new(Folder::new(backup, true))));
        Self {
            all: RefCell::new(all),
        }
    }

    /// As the run shows them, at its start.
    pub fn shares(&self) -> Vec<FolderShare> {
        self.all
            .borrow()
            .iter()
            .map(|folder| folder.share())
            .collect()
    }

    fn all(&self) -> Vec<Rc<Folder>> {
        self.all.borrow().clone()
    }

    /// Those that are written to now.
    fn active(&self) -> Vec<Rc<Folder>> {
        let mut all = self.all();
        all.retain(|folder| folder.trouble().is_none());
        all
    }

    /// Whether none can be written to.
    pub fn is_stuck(&self) -> bool {
        self.active().is_empty()
    }

    /// Begins to put a cleaned file into every folder that is written to and has it not; what comes of it is an event.
    pub fn put(&self, placing: Placing, control: &Rc<Control>, tally: Weak<RefCell<Tally>>) {
        let control = Rc::clone(control);
        let mut folders = self.all();
        folders.retain(|folder| !folder.has(placing.entry.instance));
        let places: Vec<_> = folders
            .into_iter()
            .map(|folder| (self.place(&folder), folder))
            .collect();
        spawn_local(async move {
            let Placing {
                entry,
                file,
                pieces,
                filing,
            } = placing;
            let one = async |(place, folder): (usize, Rc<Folder>)| {
                let report = |put: &dyn Fn(&mut FolderShare)| {
                    if let Some(tally) = tally.upgrade()
                        && let Some(share) = tally.borrow_mut().run.folders.get_mut(place)
                    {
                        put(share);
                    }
                };
                let stop = || control.cancelled.get();
                let put = match folder.trouble() {
                    Some(trouble) => Err(Missed::Trouble(trouble)),
                    None => folder.put(&file, &pieces, &stop, &report).await,
                };
                (folder, put)
            };
            let results = join_all(places.into_iter().map(one)).await;
            let placed = Placed {
                entry,
                file,
                filing,
                results,
            };
            let event = Event::Placed(Box::new(placed));
            control.events.unbounded_send(event).ok();
        });
    }

    /// Where a folder stands in the run's list.
    fn place(&self, folder: &Rc<Folder>) -> usize {
        let all = self.all.borrow();
        let place = all.iter().position(|other| Rc::ptr_eq(other, folder));
        place.unwrap_or(usize::MAX)
    }
}
