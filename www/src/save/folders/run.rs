//! How a delivery goes on with its folders: what came of each file, what is done anew, the papers last.

use std::collections::{BTreeSet, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use js_sys::Uint8Array;
use wasm_bindgen::JsCast;
use web_sys::FileSystemDirectoryHandle;

use super::folder::{Wrong, try_out};
use super::trouble::of_folder;
use super::{Folder, Folders, Missed, Placed, Put, choose};
use crate::browser::folder::{Fault, may_write};
use crate::browser::sink::Piece;
use crate::save::delivery::Delivery;
use crate::save::entry::Entry;
use crate::state::folders::{FolderShare, Trouble};
use darkroom::clean::{HeldReason, Sums};
use darkroom::deliver::{WrittenFile, dicomdir};

impl Delivery {
    /// Lays the mark in every folder.
    pub(in crate::save) async fn open_folders(&mut self, folders: &Rc<Folders>) {
        choose::running(Some(Rc::clone(folders)));
        choose::remember(folders);
        for folder in folders.all() {
            if let Err(trouble) = folder.begin(self.directory.is_some()).await {
                self.halt(folders, &folder, trouble);
            }
        }
        self.wait_if_none_is_left(folders);
    }

    /// Takes the marks away.
    pub(in crate::save) async fn close_folders(&mut self, folders: &Rc<Folders>) {
        choose::running(None);
        choose::remember(folders);
        for folder in folders.all() {
            folder.end().await;
        }
    }

    /// What came of a file, in each folder.
    pub(in crate::save) fn placed(&mut self, folders: &Rc<Folders>, placed: Placed) {
        let Placed {
            entry,
            file,
            filing,
            results,
        } = placed;
        let mut unread = Vec::new();
        for (folder, result) in results {
            match result {
                Ok(put) => {
                    folder.keep(entry.instance);
                    self.enter(folders, &folder, |share| match put {
                        Put::Written => share.read_back += 1,
                        Put::WasThere => share.was_there += 1,
                    });
                }
                Err(Missed::Trouble(trouble)) => {
                    folder.miss(entry.clone());
                    // The first says why: others may come of it.
                    if folder.trouble().is_none() {
                        self.halt(folders, &folder, trouble);
                    }
                }
                Err(Missed::Original) => unread.push(folder),
                Err(Missed::Stopped) => {}
            }
        }
        let is_in_one = folders
            .all()
            .iter()
            .any(|folder| folder.has(entry.instance));
        if is_in_one && self.is_new(&entry) {
            if let (Some(directory), Some(filing)) = (&mut self.directory, &filing) {
                directory.add(&file.name, filing);
            }
            self.delivered.insert(entry.instance, file);
            self.note(&entry, None);
            self.seen.push(entry.clone());
        }
        if !unread.is_empty() {
            self.unreadable(folders, &entry, HeldReason::Unreadable);
        }
        self.wait_if_none_is_left(folders);
    }

    /// An image that can't be cleaned: held, unless one of the folders has it from before.
    pub(in crate::save) fn unreadable(
        &mut self,
        folders: &Rc<Folders>,
        entry: &Entry,
        reason: HeldReason,
    ) {
        if self.is_new(entry) {
            return self.note(entry, Some(reason));
        }
        for folder in folders.all() {
            if !folder.has(entry.instance) {
                folder.miss(entry.clone());
                self.halt(folders, &folder, Trouble::Original);
            }
        }
        self.wait_if_none_is_left(folders);
    }

    /// Does what a person has said to the folders: those that were in trouble are tried again, or another takes the
    /// place of one. What they lack is done anew.
    pub(in crate::save) async fn mend(
        &mut self,
        folders: &Rc<Folders>,
        waiting: &mut VecDeque<Entry>,
    ) {
        let mut anew = Vec::new();
        let is_said = self.control.retried.get() || self.control.replaced.borrow().is_some();
        if let Some((place, handle)) = self.control.replaced.take() {
            anew = self.replace(folders, place, handle).await;
        }
        if self.control.retried.take() {
            for folder in folders.all() {
                if folder.trouble().is_some() {
                    anew.extend(self.try_again(folders, &folder).await);
                }
            }
        }
        let mut known: BTreeSet<_> = waiting.iter().map(|entry| entry.instance).collect();
        anew.retain(|entry| known.insert(entry.instance));
        waiting.extend(anew);
        self.wait_if_none_is_left(folders);
        if is_said {
            self.show();
        }
    }

    /// Whether a folder that was in trouble can be written to again; what it has missed.
    async fn try_again(&mut self, folders: &Rc<Folders>, folder: &Rc<Folder>) -> Vec<Entry> {
        let here = match folder.is_here().await {
            // Another run's, it may have ended since: the folder says so.
            Ok(()) | Err(Wrong::Taken) => self.begin_again(folder).await,
            Err(_) if !may_write(folder.root().unchecked_ref()).await => Err(Trouble::Withdrawn),
            Err(Wrong::Fault(Fault::NotAllowed)) => Err(Trouble::Withdrawn),
            Err(Wrong::Fault(Fault::Silent)) => Err(Trouble::Silent),
            Err(_) => Err(Trouble::Gone),
        };
        match here {
            Ok(()) => {
                folder.set_trouble(None);
                self.enter(folders, folder, |share| share.trouble = None);
                folder.take_missed()
            }
            Err(trouble) => {
                self.halt(folders, folder, trouble);
                Vec::new()
            }
        }
    }

    async fn begin_again(&self, folder: &Folder) -> Result<(), Trouble> {
        try_out(folder.root()).await.map_err(of_folder)?;
        folder.begin(self.directory.is_some()).await
    }

    /// Puts another folder in one's place; all that the run has delivered is to be in it.
    async fn replace(
        &mut self,
        folders: &Rc<Folders>,
        place: usize,
        handle: FileSystemDirectoryHandle,
    ) -> Vec<Entry> {
        let Some(old) = folders.all().get(place).cloned() else {
            return Vec::new();
        };
        let new = Rc::new(Folder::new(handle, old.is_backup()));
        old.end().await;
        if let Some(slot) = folders.all.borrow_mut().get_mut(place) {
            *slot = Rc::clone(&new);
        }
        self.enter(folders, &new, |share| *share = new.share());
        if let Err(trouble) = new.begin(self.directory.is_some()).await {
            self.halt(folders, &new, trouble);
        }
        choose::remember(folders);
        let mut anew = old.take_missed();
        anew.extend(self.seen.iter().cloned());
        anew
    }

    /// Writes the papers into every folder that has all images, and before them the DICOMDIR where one is wanted; whether
    /// there is such a folder.
    pub(in crate::save) async fn papers_into(&mut self, folders: &Rc<Folders>) -> bool {
        let Ok(dicomdir) = self.dicomdir() else {
            let active = folders.active();
            active
                .iter()
                .for_each(|folder| self.halt(folders, folder, Trouble::Other));
            return false;
        };
        let listed = dicomdir.as_ref().map(|(name, bytes)| written(name, bytes));
        let certificate = self.certificate(None, listed.as_ref());
        let papers: Vec<(String, Vec<u8>)> =
            dicomdir.into_iter().chain(certificate.papers()).collect();
        for folder in folders.active() {
            if !self.delivered.keys().all(|image| folder.has(*image)) {
                self.halt(folders, &folder, Trouble::Other);
                continue;
            }
            let mut all = true;
            for (name, bytes) in &papers {
                all = all && self.put_paper(folders, &folder, name, bytes).await;
            }
            if all {
                let halves = folder.halves().await;
                self.enter(folders, &folder, |share| {
                    share.is_complete = true;
                    share.halves = halves;
                });
            }
        }
        let tally = &mut self.tally.borrow_mut();
        let is_done = tally.run.folders.iter().any(|share| share.is_complete);
        if is_done {
            tally.run.certificate = Some(Arc::new(certificate));
        }
        is_done
    }

    /// The DICOMDIR of all that is in a folder; nothing where none is wanted, or nothing can be listed. The error: it
    /// would be longer than such a file can be.
    fn dicomdir(&self) -> Result<Option<(String, Vec<u8>)>, ()> {
        let directory = self.directory.as_ref().filter(|it| !it.is_empty());
        let made = directory.map(|it| it.finish().ok_or(())).transpose()?;
        Ok(made.map(|bytes| (dicomdir::NAME.to_owned(), bytes)))
    }

    async fn put_paper(
        &self,
        folders: &Rc<Folders>,
        folder: &Rc<Folder>,
        name: &str,
        bytes: &[u8],
    ) -> bool {
        let file = written(name, bytes);
        let pieces = [Piece::Made(Uint8Array::from(bytes))];
        let stop = || self.control.cancelled.get();
        match folder.put(&file, &pieces, &stop, &|_| {}).await {
            Ok(_) => return true,
            Err(Missed::Trouble(trouble)) => self.halt(folders, folder, trouble),
            Err(Missed::Original) => self.halt(folders, folder, Trouble::Other),
            Err(Missed::Stopped) => {}
        }
        false
    }

    fn is_new(&self, entry: &Entry) -> bool {
        !self.outcomes.borrow().contains_key(&entry.instance)
    }

    /// Writes no more to a folder.
    fn halt(&self, folders: &Rc<Folders>, folder: &Rc<Folder>, trouble: Trouble) {
        folder.set_trouble(Some(trouble));
        self.enter(folders, folder, |share| share.trouble = Some(trouble));
    }

    /// The person has to say what is to be done once no folder can be written to.
    fn wait_if_none_is_left(&self, folders: &Rc<Folders>) {
        if folders.active().is_empty() && !self.control.cancelled.get() {
            self.control.paused.set(true);
        }
    }

    fn enter(
        &self,
        folders: &Rc<Folders>,
        folder: &Rc<Folder>,
        enter: impl FnOnce(&mut FolderShare),
    ) {
        let place = folders.place(folder);
        if let Some(share) = self.tally.borrow_mut().run.folders.get_mut(place) {
            enter(share);
        }
    }
}

/// A file of ours, as it is to lie there.
fn written(name: &str, bytes: &[u8]) -> WrittenFile {
    WrittenFile {
        name: name.to_owned(),
        size: bytes.len() as u64,
        sha256: Sums::of(bytes).sha256,
    }
}
