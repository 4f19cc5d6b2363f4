//! `darkroom clean IN OUT`: find, decide, clean, write, certify.

mod disc;
mod print;
mod redact;
mod run;

use std::path::Path;

use darkroom::catalogue::{Catalogue, Outcome, Summary};
use darkroom::deid::dates::iso_day;
use darkroom::deid::{Alias, PermissionSaid, Pseudonyms, Secret, TestSaid};
use darkroom::deliver::key::Claimed;
use darkroom::deliver::typed;
use darkroom::deliver::{Certificate, Layout, Names, RunFacts};
use darkroom::pixels::FrameSpan;
use darkroom::review::{Front, Reach, Review};

use super::files;
use super::key_file::{Asked, KeyFile};
use super::models::Finders;
use super::regions::RegionsFile;
use super::side_files::SideFiles;
use super::terminal::count;
use super::texts::{self, strike};
use super::{Ending, Error, Reason, args, outputs, terminal, zip_out};
use print::{print_counts, print_doubles, print_held};
use run::{Run, Written};

/// Cleans IN into OUT.
pub fn run(task: &args::Clean) -> Result<Ending, Error> {
    outputs::check(task)?;
    let opener = files::opener(task.zip_password_file.as_deref())?;
    let regions = task.regions.as_deref().map(read_regions).transpose()?;
    let struck = strike::read(task.strike.as_deref())?;
    let finders = task
        .auto_redact
        .map(|_| Finders::new(task.models.as_deref()));
    let finders = finders.transpose()?;
    let key = Asked::of(task)?;
    let zip_passphrase = task.encrypt_zip.as_deref().map(zip_out::passphrase);
    let zip_passphrase = zip_passphrase.transpose()?;
    let loaded = key.as_ref().map(Asked::load).transpose()?.flatten();
    let mut found = files::find(&task.input, opener, task.jobs, task.assume_reviewed)?;
    if files::is_without_dicom(&found.catalogue) {
        say_no_dicom(found.catalogue.items.len());
        return Ok(Ending::Nothing);
    }
    let idle_regions = check(task, &found.catalogue, regions.as_ref())?;
    let may_be_idle = task.allow_idle_strikes;
    texts::check(&found, &task.policy, &struck, task.jobs, may_be_idle)?;
    let side_files = SideFiles::open(task, zip_passphrase)?;
    let key = key.map(|asked| asked.file(loaded)).transpose()?;
    let secret = match &key {
        Some(file) => file.secret.clone(),
        None => Secret::random().map_err(|error| Error::Failed(Reason::Secret(error)))?,
    };
    let pseudonyms = Pseudonyms::new(&secret);
    let aliases = named(&mut found.catalogue, key.as_ref(), &pseudonyms)?;
    let catalogue = &found.catalogue;
    let mut review = reviewed(task, catalogue, regions.as_ref());
    let finders = finders.as_ref();
    if let (Some(redact), Some(finders)) = (task.auto_redact, finders) {
        redact::paint(task, (&found, finders), (redact, &mut review));
    }
    review.set_wording(struck.wording);
    let layout = laid_out(task, catalogue, &aliases, &pseudonyms);
    let run = Run::new(
        (task, &side_files),
        &found,
        &review,
        &layout,
        (&pseudonyms, &aliases),
        finders,
    );
    let outcomes = run.deliver();
    let Written {
        undecodable,
        delivered,
        linked,
        folders,
        directory,
    } = run.written();
    let dicomdir = disc::write(task, side_files.zip(), directory)?;
    let facts = facts(task, undecodable, idle_regions);
    let certificate = Certificate::of(facts, catalogue, &review, &layout, &outcomes, &delivered);
    let certificate = certificate.with_dicomdir(dicomdir.as_ref());
    let certificate = match &key {
        Some(file) => certificate.sealed(&file.secret),
        None => certificate,
    };
    // Of what could not be written, too, it is said what became of each image.
    let written = side_files.finish(&folders, &linked, key.as_ref(), &certificate);
    print_held(catalogue, &review, &outcomes);
    print_doubles(catalogue);
    print_counts(&certificate, undecodable);
    written?;
    ending(&certificate)
}

fn say_no_dicom(files: usize) {
    let files = count(files, "file", "files");
    terminal::complaint(format_args!(
        "darkroom: there is no DICOM in IN ({files}): nothing was written"
    ));
}

/// Where each image goes.
fn laid_out(
    task: &args::Clean,
    catalogue: &Catalogue,
    aliases: &[Alias],
    pseudonyms: &Pseudonyms,
) -> Layout {
    let cases = aliases.iter().map(|alias| alias.case.as_str().to_owned());
    let cases: Vec<String> = cases.collect();
    let layout = Layout::new(catalogue, &cases, pseudonyms, &task.policy);
    match task.dicomdir {
        true => layout.as_file_set(),
        false => layout,
    }
}

/// Whether what was asked for fits what is there; how much of the regions file does not, where that is allowed.
fn check(
    task: &args::Clean,
    catalogue: &Catalogue,
    regions: Option<&RegionsFile>,
) -> Result<usize, Error> {
    let typed = typed::Typed {
        mark: task.policy_mark.as_ref(),
        permission: task.permission.as_ref(),
        test: task.intruder_test.as_ref(),
        collection: task.collection.as_ref(),
    };
    typed::check(catalogue, &task.policy, typed)
        .map_err(|error| Error::Usage(Reason::Typed(error)))?;
    let idle = regions.map(|regions| check_regions(catalogue, regions, task.allow_idle_regions));
    let idle = idle.transpose()?;
    check_one_patient(catalogue, &task.one_patient)?;
    Ok(idle.unwrap_or_default())
}

/// What was decided before the run.
fn reviewed(task: &args::Clean, catalogue: &Catalogue, regions: Option<&RegionsFile>) -> Review {
    let mut review = Review::default();
    if let Some(regions) = regions {
        paint(&mut review, catalogue, regions);
    }
    review.go_by_ids(task.policy.is_same_id_same_person());
    say_one_patient(&mut review, catalogue, &task.one_patient);
    review
}

fn facts(task: &args::Clean, undecodable: usize, idle_regions: usize) -> RunFacts {
    RunFacts {
        policy: task.policy.clone(),
        policy_file: task.policy_mark.clone(),
        permission: task
            .permission
            .clone()
            .map_or(PermissionSaid::Nothing, PermissionSaid::Recorded),
        intruder_test: task
            .intruder_test
            .clone()
            .map_or(TestSaid::NotDone, TestSaid::Recorded),
        collection: task.collection.clone(),
        page: None,
        date: today(),
        front: front(task),
        undecodable,
        idle_regions,
        part: None,
    }
}

fn ending(certificate: &Certificate) -> Result<Ending, Error> {
    let files = certificate.files;
    if !files.reconcile() || files.waiting > 0 {
        return Err(Error::Failed(Reason::Counts));
    }
    Ok(match files.held > 0 {
        true => Ending::SomeHeld,
        false => Ending::Delivered,
    })
}

fn read_regions(path: &Path) -> Result<RegionsFile, Error> {
    let text = files::read_text(path)
        .map_err(|error| Error::Usage(Reason::Unread(path.to_owned(), error)))?;
    RegionsFile::parse(&text).map_err(|error| Error::Usage(Reason::Regions(error)))
}

/// Whether each of these IDs is a patient's: one that nobody has is a slip, and might be meant for another.
fn check_one_patient(catalogue: &Catalogue, ids: &[String]) -> Result<(), Error> {
    for (index, id) in ids.iter().enumerate() {
        let mut patients = catalogue.patients.iter();
        if !patients.any(|patient| patient.key.has_id(id)) {
            let number = index.saturating_add(1);
            return Err(Error::Usage(Reason::NobodysId(number)));
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

/// Whether the regions file fits what is there: what it leaves unpainted would leave, and look as if it had been seen
/// to. How much of it does not, where that is allowed.
fn check_regions(
    catalogue: &Catalogue,
    regions: &RegionsFile,
    may_be_idle: bool,
) -> Result<usize, Error> {
    let summary = |id| catalogue.summary(id);
    let summaries: Vec<&Summary> = (0..catalogue.items.len()).filter_map(summary).collect();
    let idle = regions.idle(&summaries);
    for misfit in &idle {
        terminal::complaint(format_args!("regions: {misfit}"));
    }
    match idle.is_empty() || may_be_idle {
        true => Ok(idle.len()),
        false => Err(Error::Usage(Reason::IdleRegions)),
    }
}
