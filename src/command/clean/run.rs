//! Cleans and writes what may leave, on as many threads as were asked for.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use darkroom::catalogue::InstanceId;
use darkroom::clean::{self, Cleaned, HeldReason, Order, WriteOut};
use darkroom::deid::{Alias, Pseudonyms};
use darkroom::deliver::{Delivered, DicomDir, Layout, Linked, WrittenFile};
use darkroom::dicom::TransferSyntax;
use darkroom::pixels::{FrameRegion, InAdvance, in_advance};
use darkroom::review::{Gate, Outcomes, Review};

use super::front;
use crate::command::args;
use crate::command::files::{self, Found, Origin};
use crate::command::models::Finders;
use crate::command::side_files::SideFiles;
use crate::command::spool::spool;
use crate::command::whole_file::{Readers, WholeFile, folder_of};

/// What one run works with.
pub(super) struct Run<'a> {
    task: &'a args::Clean,
    /// Where everything goes.
    side_files: &'a SideFiles,
    found: &'a Found,
    review: &'a Review,
    layout: &'a Layout,
    pseudonyms: &'a Pseudonyms,
    /// What each patient is called.
    aliases: &'a [Alias],
    /// What searches pictures for text before they leave, where text is painted.
    finders: Option<&'a Finders>,
    /// Images that leave although a frame of them can't be decoded.
    undecodable: AtomicUsize,
    /// What was written.
    delivered: Mutex<Delivered>,
    /// Its DICOMDIR, if one is wanted.
    directory: Option<Mutex<DicomDir>>,
    /// What originals became, if anybody wants it.
    linked: Option<Mutex<Linked>>,
    /// In which there are images.
    folders: Mutex<BTreeSet<PathBuf>>,
}

/// What a run has written.
pub(super) struct Written {
    /// Images that left although a frame of them can't be decoded.
    pub(super) undecodable: usize,
    pub(super) delivered: Delivered,
    /// Its DICOMDIR, if one is wanted.
    pub(super) directory: Option<DicomDir>,
    /// What originals became, if anybody wants it.
    pub(super) linked: Linked,
    /// In which there are images.
    pub(super) folders: BTreeSet<PathBuf>,
}

impl<'a> Run<'a> {
    /// A run in which nothing is written yet.
    pub(super) fn new(
        (task, side_files): (&'a args::Clean, &'a SideFiles),
        found: &'a Found,
        review: &'a Review,
        layout: &'a Layout,
        (pseudonyms, aliases): (&'a Pseudonyms, &'a [Alias]),
        finders: Option<&'a Finders>,
    ) -> Self {
        Self {
            task,
            side_files,
            found,
            review,
            layout,
            pseudonyms,
            aliases,
            finders,
            undecodable: AtomicUsize::new(0),
            delivered: Mutex::default(),
            directory: task.dicomdir.then(Mutex::default),
            linked: (task.key.is_some() || task.mapping.is_some()).then(Mutex::default),
            folders: Mutex::default(),
        }
    }

    /// What was written, once all threads are done.
    pub(super) fn written(self) -> Written {
        let linked = self.linked.unwrap_or_default().into_inner();
        let delivered = self.delivered.into_inner();
        let folders = self.folders.into_inner();
        let directory = self.directory.map(Mutex::into_inner);
        Written {
            undecodable: self.undecodable.into_inner(),
            delivered: delivered.unwrap_or_else(PoisonError::into_inner),
            linked: linked.unwrap_or_else(PoisonError::into_inner),
            directory: directory.map(|it| it.unwrap_or_else(PoisonError::into_inner)),
            folders: folders.unwrap_or_else(PoisonError::into_inner),
        }
    }
}

impl Run<'_> {
    /// Cleans and writes what may leave; the outcome of every image that was tried.
    pub(super) fn deliver(&self) -> Outcomes {
        let gate = Gate {
            catalogue: &self.found.catalogue,
            review: self.review,
            front: front(self.task),
            policy: &self.task.policy,
            linking: self.linked.is_some(),
            aliases: self.aliases,
        };
        let released = gate.all();
        // Threads that have no image of their own help to paint long clips.
        let places = self.task.jobs / released.len().max(1);
        let results = files::per_item(self.task.jobs, released.len(), |index| {
            let (instance, order) = &released[index];
            let order = order.as_ref().map_err(Clone::clone)?;
            files::contained(|| self.deliver_one(*instance, order, places))
                .unwrap_or(Err(HeldReason::EngineStopped))
        });
        let instances = released.iter().map(|(instance, _)| *instance);
        instances.zip(results).collect()
    }

    fn deliver_one(
        &self,
        instance: InstanceId,
        order: &Order,
        places: usize,
    ) -> Result<(), HeldReason> {
        let catalogue = &self.found.catalogue;
        let origins = &self.found.origins;
        let origin = origins.get(instance).ok_or(HeldReason::Unreadable)?;
        // A file of an archive would have to be unpacked for every thread.
        let summary = catalogue.summary(instance).filter(|_| origin.is_file());
        let runs = summary.map_or_else(Vec::new, |summary| {
            let syntax = TransferSyntax::new(&summary.transfer_syntax_uid);
            let frames = summary.image.map_or(0, |image| image.frames);
            in_advance::runs(&syntax, &order.regions, frames, places)
        });
        let painted = self.painted(origin, &order.regions, &runs)?;
        let spool = Rc::new(spool(&self.task.output));
        let cleaned = clean::clean_with(origin.open()?, order, self.pseudonyms, spool, &painted)?;
        if let Some(finders) = self.finders {
            let known = order.mentions.known_under(&order.policy);
            finders.with(|finder| cleaned.search_frames(finder, &known))?;
        }
        let path = self.layout.path(instance, cleaned.filing());
        let name = path.ok_or(HeldReason::InstanceUidTaken)?;
        match self.side_files.zip() {
            Some(zip) => zip.add(&name, &cleaned, || origin.is_unchanged())?,
            None => self.write(&self.task.output.join(&name), origin, &cleaned)?,
        }
        if let Some(directory) = &self.directory {
            let mut directory = directory.lock().unwrap_or_else(PoisonError::into_inner);
            directory.add(&name, cleaned.filing());
        }
        let written = WrittenFile {
            name,
            size: cleaned.size(),
            sha256: cleaned.sums().sha256,
        };
        let mut delivered = self
            .delivered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        delivered.insert(instance, written);
        drop(delivered);
        self.undecodable
            .fetch_add(usize::from(cleaned.is_undecodable()), Ordering::Relaxed);
        if let (Some(linked), Some(links)) = (&self.linked, cleaned.links()) {
            let mut linked = linked.lock().unwrap_or_else(PoisonError::into_inner);
            linked.add(links);
        }
        Ok(())
    }

    /// Writes what was cleaned and read again, of a file that is still the same: not a byte more or other.
    fn write(&self, path: &Path, origin: &Origin, cleaned: &Cleaned) -> Result<(), HeldReason> {
        let folder = folder_of(path);
        if !self.side_files.is_here() {
            return Err(not_written(io::ErrorKind::NotFound.into()));
        }
        std::fs::create_dir_all(folder).map_err(not_written)?;
        let mut whole = WholeFile::new(path, Readers::Any).map_err(not_written)?;
        let written = cleaned.for_each_run(|run| whole.write_all(run));
        written.map_err(|error| match error {
            WriteOut::Source(_) => HeldReason::Unreadable,
            WriteOut::Changed => HeldReason::Changed,
            WriteOut::Sink(error) => not_written(error),
        })?;
        if !origin.is_unchanged() {
            return Err(HeldReason::Changed);
        }
        whole.put_new().map_err(not_written)?;
        let folders = folder.ancestors();
        let folders = folders.take_while(|folder| *folder != self.task.output);
        let mut all = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        all.extend(folders.map(Path::to_owned));
        Ok(())
    }

    /// Runs of a long clip's frames, each painted by a thread of its own; none if any of them could not be. A frame
    /// that did not pass its check holds the image.
    fn painted(
        &self,
        origin: &Origin,
        regions: &[FrameRegion],
        runs: &[Range<u32>],
    ) -> Result<InAdvance, HeldReason> {
        let paint = |index: usize| {
            let Some(run) = runs.get(index).cloned() else {
                return Ok(None);
            };
            let spool = spool(&self.task.output);
            let painted = clean::in_advance::paint_run(origin.open()?, regions, run, &spool)?;
            Ok(painted.map(|frames| (frames, spool)))
        };
        let painted = files::per_item(runs.len(), runs.len(), |index| {
            files::contained(|| paint(index)).unwrap_or(Ok(None))
        });
        let painted: Option<Vec<_>> = painted.into_iter().collect::<Result<_, HeldReason>>()?;
        let mut in_advance = InAdvance::default();
        for (frames, spool) in painted.unwrap_or_default() {
            in_advance.add(&frames, Rc::new(spool));
        }
        Ok(in_advance)
    }
}

fn not_written(error: io::Error) -> HeldReason {
    HeldReason::NotWritten {
        why: error.kind().to_string(),
    }
}
