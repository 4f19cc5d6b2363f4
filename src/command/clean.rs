//! `darkroom clean IN OUT`: find, decide, clean, write, certify.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use darkroom::catalogue::{Catalogue, InstanceId, Outcome, Summary};
use darkroom::clean::{self, Cleaned, HeldReason, Order, WriteOut};
use darkroom::deid::dates::iso_day;
use darkroom::deid::{Alias, Pseudonyms, Secret};
use darkroom::deliver::key::Claimed;
use darkroom::deliver::typed;
use darkroom::deliver::{Certificate, Delivered, Layout, Linked, Names, RunFacts, WrittenFile};
use darkroom::dicom::TransferSyntax;
use darkroom::pixels::{FrameRegion, FrameSpan, InAdvance, in_advance};
use darkroom::review::{Front, Gate, Outcomes, Reach, Review};

use super::books::Books;
use super::files::{self, Found, Origin};
use super::key_file::{Asked, KeyFile};
use super::regions::RegionsFile;
use super::said::{count, shown};
use super::spool::spool;
use super::whole_file::{Readers, WholeFile, folder_of};
use super::{Ending, Error, args, outputs, said};

/// Cleans IN into OUT.
pub fn run(task: &args::Clean) -> Result<Ending, Error> {
    outputs::check(task)?;
    let opener = files::opener(task.zip_password_file.as_deref())?;
    let regions = task.regions.as_deref().map(read_regions).transpose()?;
    let key = Asked::of(task)?;
    let loaded = key.as_ref().map(Asked::load).transpose()?.flatten();
    let mut found = files::find(&task.input, opener, task.jobs, task.assume_reviewed)?;
    let catalogue = &found.catalogue;
    if files::is_without_dicom(catalogue) {
        let files = count(catalogue.items.len(), "file", "files");
        said::complaint(format_args!(
            "darkroom: there is no DICOM in IN ({files}): nothing was written"
        ));
        return Ok(Ending::Nothing);
    }
    typed::check(catalogue, &task.policy, task.policy_mark.as_ref())
        .map_err(|error| Error::Usage(error.to_string()))?;
    let mut idle_regions = 0;
    if let Some(regions) = &regions {
        idle_regions = check_regions(catalogue, regions, task.allow_idle_regions)?;
    }
    check_one_patient(catalogue, &task.one_patient)?;
    let books = Books::open(task)?;
    let key = key.map(|asked| asked.file(loaded)).transpose()?;
    let secret = match &key {
        Some(file) => file.secret.clone(),
        None => Secret::random().map_err(|error| Error::Failed(error.to_string()))?,
    };
    let pseudonyms = Pseudonyms::new(&secret);
    let aliases = named(&mut found.catalogue, key.as_ref(), &pseudonyms)?;
    let catalogue = &found.catalogue;
    let mut review = Review::default();
    if let Some(regions) = &regions {
        paint(&mut review, catalogue, regions);
    }
    review.go_by_ids(task.policy.is_same_id_same_person());
    say_one_patient(&mut review, catalogue, &task.one_patient);
    let cases = aliases.iter().map(|alias| alias.case.as_str().to_owned());
    let cases: Vec<String> = cases.collect();
    let layout = Layout::new(catalogue, &cases, &pseudonyms, &task.policy);
    let run = Run {
        task,
        found: &found,
        review: &review,
        layout: &layout,
        pseudonyms: &pseudonyms,
        aliases: &aliases,
        undecodable: AtomicUsize::new(0),
        delivered: Mutex::default(),
        linked: (task.key.is_some() || task.mapping.is_some()).then(Mutex::default),
        folders: Mutex::default(),
    };
    let outcomes = run.deliver();
    let undecodable = run.undecodable.load(Ordering::Relaxed);
    let facts = RunFacts {
        policy: task.policy.clone(),
        policy_file: task.policy_mark.clone(),
        page: None,
        date: today(),
        front: front(task),
        undecodable,
        idle_regions,
        part: None,
    };
    let delivered = run.delivered.into_inner();
    let delivered = delivered.unwrap_or_else(PoisonError::into_inner);
    let certificate = Certificate::of(facts, catalogue, &review, &layout, &outcomes, &delivered);
    let certificate = match &key {
        Some(file) => certificate.sealed(&file.secret),
        None => certificate,
    };
    let linked = run.linked.unwrap_or_default().into_inner();
    let linked = linked.unwrap_or_else(PoisonError::into_inner);
    let folders = run.folders.into_inner();
    let folders = folders.unwrap_or_else(PoisonError::into_inner);
    // Of what could not be written, too, it is said what became of each image.
    let written = books.finish(&folders, &linked, key.as_ref(), &certificate);
    print_held(catalogue, &review, &outcomes);
    print_doubles(catalogue);
    if undecodable > 0 {
        let images = count(undecodable, "cleaned image has", "cleaned images have");
        said::line(format_args!(
            "{images} frames that Darkroom can't decode: taken as reviewed elsewhere"
        ));
    }
    let files = certificate.files;
    said::line(format_args!(
        "{} in = {} cleaned + {} held + {} deleted + {} + {} not DICOM",
        count(files.files_in, "file", "files"),
        files.cleaned,
        files.held,
        files.deleted,
        count(files.doubles, "double", "doubles"),
        files.not_dicom
    ));
    written?;
    if !files.reconcile() || files.waiting > 0 {
        return Err(Error::Failed("the counts do not reconcile".into()));
    }
    Ok(if files.held > 0 {
        Ending::SomeHeld
    } else {
        Ending::Delivered
    })
}

fn read_regions(path: &Path) -> Result<RegionsFile, Error> {
    let text = files::read_text(path)
        .map_err(|error| Error::Usage(format!("{} can't be read: {error}", shown(path))))?;
    RegionsFile::parse(&text).map_err(Error::Usage)
}

/// Whether each of these IDs is a patient's: one that nobody has is a slip, and might be meant for another.
fn check_one_patient(catalogue: &Catalogue, ids: &[String]) -> Result<(), Error> {
    for (index, id) in ids.iter().enumerate() {
        let mut patients = catalogue.patients.iter();
        if !patients.any(|patient| patient.key.has_id(id)) {
            let number = index.saturating_add(1);
            return Err(Error::Usage(format!(
                "--one-patient, number {number}: no patient in IN has this ID"
            )));
        }
    }
    Ok(())
}

/// Takes each of these IDs for one person's.
fn say_one_patient(review: &mut Review, catalogue: &Catalogue, ids: &[String]) {
    for (index, patient) in catalogue.patients.iter().enumerate() {
        if ids.iter().any(|id| patient.key.has_id(id)) {
            review.say_one_person(catalogue, index);
        }
    }
}

/// What each patient is called: by the key where there is one, which says who they were in other exports too.
fn named(
    catalogue: &mut Catalogue,
    key: Option<&KeyFile>,
    pseudonyms: &Pseudonyms,
) -> Result<Vec<Alias>, Error> {
    let Some(key) = key else {
        return Ok(Names::default().of_all(catalogue, pseudonyms));
    };
    let patients = catalogue.patients.iter();
    let claimants = patients.map(|patient| (patient.key.clone(), patient.people.clone()));
    let Claimed { aliases, known, .. } = key.claim(&claimants.collect::<Vec<_>>())?;
    catalogue.know(known);
    Ok(aliases)
}

fn front(task: &args::Clean) -> Front {
    match task.assume_reviewed {
        true => Front::CommandReviewed,
        false => Front::Command,
    }
}

fn today() -> Option<String> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    since.ok().map(|since| iso_day(since.as_secs()))
}

/// The rectangles of the regions file, drawn on every image that they match.
fn paint(review: &mut Review, catalogue: &Catalogue, regions: &RegionsFile) {
    let mut drawn = Vec::new();
    for (id, item) in catalogue.items.iter().enumerate() {
        let Outcome::Instance(summary) = &item.outcome else {
            continue;
        };
        let frames = summary.image.map_or(0, |image| image.frames);
        for region in regions.of(summary) {
            match region.frames {
                FrameSpan::All => drawn.push((region.rect, Reach::Image, id, 0)),
                FrameSpan::Frames(first, last) => {
                    let last = last.min(frames.saturating_sub(1));
                    drawn
                        .extend((first..=last).map(|frame| (region.rect, Reach::Frame, id, frame)));
                }
            }
        }
    }
    review.paint_all(&drawn);
}

/// What one run works with.
struct Run<'a> {
    task: &'a args::Clean,
    found: &'a Found,
    review: &'a Review,
    layout: &'a Layout,
    pseudonyms: &'a Pseudonyms,
    /// What each patient is called.
    aliases: &'a [Alias],
    /// Images that leave although a frame of them can't be decoded.
    undecodable: AtomicUsize,
    /// What was written.
    delivered: Mutex<Delivered>,
    /// What originals became, if anybody wants it.
    linked: Option<Mutex<Linked>>,
    /// In which there are images.
    folders: Mutex<BTreeSet<PathBuf>>,
}

impl Run<'_> {
    /// Cleans and writes what may leave; the outcome of every image that was tried.
    fn deliver(&self) -> Outcomes {
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
        let path = self.layout.path(instance, cleaned.filing());
        let name = path.ok_or(HeldReason::InstanceUidTaken)?;
        self.write(&self.task.output.join(&name), origin, &cleaned)?;
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

    /// Runs of a long clip's frames, each painted by a thread of its own; none if any of them could not be. A frame that
    /// did not pass its check holds the image.
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

/// Whether the regions file fits what is there: what it leaves unpainted would leave, and look as if it had been seen to.
/// How much of it does not, where that is allowed.
fn check_regions(
    catalogue: &Catalogue,
    regions: &RegionsFile,
    may_be_idle: bool,
) -> Result<usize, Error> {
    let summary = |id| catalogue.summary(id);
    let summaries: Vec<&Summary> = (0..catalogue.items.len()).filter_map(summary).collect();
    let idle = regions.idle(&summaries);
    for misfit in &idle {
        said::complaint(format_args!("regions: {misfit}"));
    }
    match idle.is_empty() || may_be_idle {
        true => Ok(idle.len()),
        false => Err(Error::Usage(
            "nothing was cleaned: put the regions file right, or give --allow-idle-regions if it is meant to hold more than fits"
                .into(),
        )),
    }
}

/// Says on the terminal which files stay behind, by their place in IN, and why.
fn print_held(catalogue: &Catalogue, review: &Review, outcomes: &Outcomes) {
    for (id, item) in catalogue.items.iter().enumerate() {
        let before = || review.held_reason(catalogue, id);
        let reason = match outcomes.get(&id) {
            Some(outcome) => outcome.as_ref().err().cloned(),
            None => before(),
        };
        let Some(reason) = reason else { continue };
        let other = review.collides_with(catalogue, id);
        let other = other.filter(|_| reason == HeldReason::InstanceUidTaken);
        let other = other.map_or_else(String::new, |(_, place)| format!(" The other: {place}."));
        let (what, to_do) = (reason.what(), reason.to_do());
        said::complaint(format_args!("held: {}: {what}{other} {to_do}", item.place));
    }
}

/// Says which files are the same as others, byte for byte.
fn print_doubles(catalogue: &Catalogue) {
    for (id, item) in catalogue.items.iter().enumerate() {
        let original = catalogue.double_of(id).and_then(|id| catalogue.item(id));
        if let Some(original) = original {
            said::complaint(format_args!(
                "double: {}: the same as {}",
                item.place, original.place
            ));
        }
    }
}
