//! One folder: whether it can be written to, whether it is still the same, and a file put into it.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::pin::pin;

use js_sys::{Math, Uint8Array};
use web_sys::{Blob, File, FileSystemDirectoryHandle, FileSystemFileHandle};

use super::mark::Mark;
use super::{left, trouble};
use crate::browser::folder::{self, Fault, PART};
use crate::browser::patience::FOLDER;
use crate::browser::sink::Piece;
use crate::engine::Locator;
use crate::pool::{self, Urgency};
use crate::protocol::{FileKey, Request, Response};
use crate::save::entry::Entry;
use crate::state::folders::{FolderShare, Trouble};
use darkroom::catalogue::InstanceId;
use darkroom::deliver::WrittenFile;

/// Is written, read and taken away again to see whether that can be done; behind it comes a number, since several files
/// may fail at a time.
const PROBE: &str = "darkroom-can-it-be-written";

/// What was done with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    Written,
    /// It was there, byte for byte.
    WasThere,
}

/// Why a file is not in the folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missed {
    Trouble(Trouble),
    /// What it is made of can't be read any more.
    Original,
    /// The person has stopped the run.
    Stopped,
}

/// A fault of the browser, or what was found there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Fault(Fault),
    /// The mark is not there.
    Elsewhere,
    /// The mark is another run's.
    Taken,
    Occupied,
    Different,
    Unhashed,
}

impl From<Fault> for Wrong {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// Enters something in the folder's share of the run.
pub type Report<'a> = &'a dyn Fn(&dyn Fn(&mut FolderShare));

/// A folder of a run.
pub struct Folder {
    root: FileSystemDirectoryHandle,
    is_backup: bool,
    mark: Mark,
    /// A run that did not end had left its mark.
    was_marked: Cell<bool>,
    opened: RefCell<HashMap<String, FileSystemDirectoryHandle>>,
    /// Paths that are being written.
    under_way: RefCell<HashSet<String>>,
    trouble: Cell<Option<Trouble>>,
    has: RefCell<HashSet<InstanceId>>,
    missed: RefCell<Vec<Entry>>,
}

impl Folder {
    pub fn new(root: FileSystemDirectoryHandle, is_backup: bool) -> Self {
        Self {
            root,
            is_backup,
            mark: Mark::new(),
            was_marked: Cell::new(false),
            opened: RefCell::default(),
            under_way: RefCell::default(),
            trouble: Cell::new(None),
            has: RefCell::default(),
            missed: RefCell::default(),
        }
    }

    pub fn root(&self) -> &FileSystemDirectoryHandle {
        &self.root
    }

    pub fn is_backup(&self) -> bool {
        self.is_backup
    }

    pub fn trouble(&self) -> Option<Trouble> {
        self.trouble.get()
    }

    pub fn set_trouble(&self, trouble: Option<Trouble>) {
        self.trouble.set(trouble);
    }

    pub fn has(&self, instance: InstanceId) -> bool {
        self.has.borrow().contains(&instance)
    }

    /// An image is in it, read back.
    pub fn keep(&self, instance: InstanceId) {
        self.has.borrow_mut().insert(instance);
    }

    /// An image is not in it, and should be.
    pub fn miss(&self, entry: Entry) {
        self.missed.borrow_mut().push(entry);
    }

    /// Hands over what it has missed, to be done anew.
    pub fn take_missed(&self) -> Vec<Entry> {
        self.missed.take()
    }

    /// As the run shows it, at its start.
    pub fn share(&self) -> FolderShare {
        FolderShare {
            name: self.root.name(),
            is_backup: self.is_backup,
            ..FolderShare::default()
        }
    }

    /// Lays the mark in it. What was left half-written is taken away, here and in each folder when it is opened next;
    /// where the run makes a DICOMDIR, also one of a run that did not end.
    pub async fn begin(&self, makes_dicomdir: bool) -> Result<(), Trouble> {
        self.opened.borrow_mut().clear();
        if self.mark.lay(&self.root).await? {
            self.was_marked.set(true);
        }
        self.tidy(&self.root, "", left::is_of_root).await;
        if makes_dicomdir {
            left::take_dicomdir(&self.root).await;
        }
        Ok(())
    }

    /// Images that a run which did not end has left half-written, and this one has nothing to do with.
    pub async fn halves(&self) -> usize {
        match self.was_marked.get() {
            true => left::count(&self.root).await,
            false => 0,
        }
    }

    /// Takes the mark away, if it is still this run's. A drive that does not answer is not asked.
    pub async fn end(&self) {
        match self.trouble.get() {
            Some(Trouble::Silent) => self.mark.leave(),
            _ => self.mark.take_away(&self.root).await,
        }
    }

    /// Whether it is still the folder that the run began with, and no other run's since.
    pub async fn is_here(&self) -> Result<(), Wrong> {
        self.mark.is_there(&self.root).await
    }

    /// Puts a file there, unless it is there already. It counts once it was read back and found the same.
    pub async fn put(
        &self,
        file: &WrittenFile,
        pieces: &[Piece],
        stop: &dyn Fn() -> bool,
        report: Report<'_>,
    ) -> Result<Put, Missed> {
        self.under_way.borrow_mut().insert(file.name.clone());
        let mut put = self.put_named(file, pieces, stop, report).await;
        // A drive that is filling up says so of one file, and of the next that it failed: asked again, it says it too.
        if put == Err(Wrong::Fault(Fault::Other)) && !stop() {
            put = self.put_named(file, pieces, stop, report).await;
        }
        self.under_way.borrow_mut().remove(&file.name);
        match put {
            Ok(put) => Ok(put),
            Err(_) if stop() => Err(Missed::Stopped),
            Err(wrong) => {
                if wrong == Wrong::Different {
                    report(&|share| share.different += 1);
                }
                Err(trouble::of(self, wrong, &file.name, pieces).await)
            }
        }
    }

    async fn put_named(
        &self,
        file: &WrittenFile,
        pieces: &[Piece],
        stop: &dyn Fn() -> bool,
        report: Report<'_>,
    ) -> Result<Put, Wrong> {
        self.is_here().await?;
        let (place, name) = file.name.rsplit_once('/').unwrap_or(("", &file.name));
        let folder = self.open(place).await?;
        if let Some(there) = folder::file(&folder, name).await? {
            match self.is_same(&there, file).await {
                Ok(()) => return Ok(Put::WasThere),
                // An empty file is what a browser without `move()` leaves of one that was broken off.
                Err(_) if there.size() == 0.0 => {}
                Err(Wrong::Different) => return Err(Wrong::Occupied),
                Err(wrong) => return Err(wrong),
            }
        }
        let part = format!("{name}{PART}");
        let written = async {
            let handle = folder::write(&folder, &part, pieces, stop).await?;
            report(&|share| share.written += 1);
            self.is_same(&folder::file_of(&handle).await?, file).await?;
            self.is_here().await?;
            self.name(&folder, &handle, (name, file)).await
        }
        .await;
        match written {
            Ok(()) | Err(Wrong::Fault(Fault::Silent)) => {}
            Err(_) => folder::remove(&folder, &part).await,
        }
        written.map(|()| Put::Written)
    }

    /// Gives a file that was found right its name.
    async fn name(
        &self,
        folder: &FileSystemDirectoryHandle,
        part: &FileSystemFileHandle,
        (name, file): (&str, &WrittenFile),
    ) -> Result<(), Wrong> {
        // A browser moves over what is there: something may have come meanwhile.
        match folder::file(folder, name).await? {
            Some(there) if there.size() > 0.0 => return Err(Wrong::Occupied),
            Some(_) => folder::remove(folder, name).await,
            None => {}
        }
        if let Some(again) = folder::name(folder, part, name).await?
            && let Err(wrong) = self.is_same(&again, file).await
        {
            folder::remove(folder, name).await;
            return Err(wrong);
        }
        Ok(())
    }

    /// Whether what lies on the drive is what was to be written: it is read, by a worker, and hashed. Workers may have
    /// much else to do: only a drive that does not answer a small question either is not waited for.
    async fn is_same(&self, there: &File, file: &WrittenFile) -> Result<(), Wrong> {
        if there.size() != file.size as f64 {
            return Err(Wrong::Different);
        }
        let mut digest = pin!(digest(there));
        loop {
            match FOLDER.wait(digest.as_mut(), there.size()).await {
                Some(Ok(digest)) if digest == file.sha256 => return Ok(()),
                Some(Ok(_)) => return Err(Wrong::Different),
                Some(Err(wrong)) => return Err(wrong),
                None => self.is_here().await?,
            }
        }
    }

    /// Opens a folder in it, which is made if it is not there.
    async fn open(&self, place: &str) -> Result<FileSystemDirectoryHandle, Wrong> {
        if let Some(opened) = self.opened.borrow().get(place) {
            return Ok(opened.clone());
        }
        let mut opened = self.root.clone();
        for name in place.split('/').filter(|name| !name.is_empty()) {
            opened = folder::child(&opened, name, true).await?;
        }
        let is_first = self
            .opened
            .borrow_mut()
            .insert(place.to_owned(), opened.clone())
            .is_none();
        if is_first && !place.is_empty() {
            self.tidy(&opened, place, left::is_image_name).await;
        }
        Ok(opened)
    }

    /// Takes away what a run that was broken off has left half-written, where its name says that it was ours.
    async fn tidy(
        &self,
        folder: &FileSystemDirectoryHandle,
        place: &str,
        is_ours: fn(&str) -> bool,
    ) {
        for (left, name) in left::halves(folder, is_ours).await {
            if !self.under_way.borrow().contains(&format!("{place}/{name}")) {
                folder::remove(folder, &left).await;
            }
        }
    }
}

/// The SHA-256 of a file, by a worker.
async fn digest(there: &File) -> Result<[u8; 32], Wrong> {
    let request = Request::Digest {
        // Of no dropped file.
        file: FileKey::MAX,
        locator: Locator::default(),
    };
    let files = vec![Blob::from(there.clone())];
    match pool::ask(Urgency::Examine, request, files, None).await {
        Ok((Response::Digest(Some(digest)), _)) => Ok(digest),
        Ok((Response::Digest(None), _)) => Err(Wrong::Fault(Fault::NotReadable)),
        _ => Err(Wrong::Unhashed),
    }
}

/// Tries whether a small file can be written to a folder, read back and taken away again.
pub async fn try_out(root: &FileSystemDirectoryHandle) -> Result<(), Fault> {
    let text = format!("{:09}", (Math::random() * 1e9).floor());
    let probe = format!("{PROBE}-{text}{PART}");
    let piece = Piece::Made(Uint8Array::from(text.as_bytes()));
    let tried = async {
        let handle = folder::write(root, &probe, &[piece], &|| false).await?;
        let file = folder::file_of(&handle).await?;
        match folder::head(&file, file.size()).await {
            Ok(read) if read == text.as_bytes() => Ok(()),
            Err(Fault::Silent) => Err(Fault::Silent),
            _ => Err(Fault::NotReadable),
        }
    }
    .await;
    if tried != Err(Fault::Silent) {
        folder::remove(root, &probe).await;
    }
    tried?;
    match folder::file(root, &probe).await? {
        None => Ok(()),
        Some(_) => Err(Fault::NotModifiable),
    }
}
