//! `darkroom clean IN OUT`: find, decide, clean, write, report.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use darkroom::catalogue::{Catalogue, InstanceId, Outcome, Triage};
use darkroom::clean::{self, Cleaned, HeldReason, Order, WriteOut};
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::deliver::{Layout, README_NAME, REPORT_NAME, Report, RunFacts};
use darkroom::pixels::FrameSpan;
use darkroom::review::{Outcomes, Reach, Review, SeriesState};

use super::files::{self, Found};
use super::regions::RegionsFile;
use super::{Ending, Error, args};

/// Cleans IN into OUT.
pub fn run(task: &args::Clean) -> Result<Ending, Error> {
    let regions = task.regions.as_deref().map(read_regions).transpose()?;
    prepare_output(&task.output)?;
    let secret = Secret::random().map_err(|error| Error::Failed(error.to_string()))?;
    let pseudonyms = Pseudonyms::new(&secret);
    let found = files::find(&task.input, task.jobs, task.assume_reviewed)?;
    let catalogue = &found.catalogue;
    let mut review = Review::default();
    if let Some(regions) = &regions {
        paint(&mut review, catalogue, regions);
    }
    if task.assume_reviewed {
        let all: Vec<_> = (0..catalogue.series.len()).collect();
        review.clear(catalogue, &all);
    }
    let cases: Vec<String> = catalogue
        .patients
        .iter()
        .map(|patient| pseudonyms.case(&patient.key).as_str().to_owned())
        .collect();
    let layout = Layout::new(catalogue, &cases);
    let outcomes = deliver(task, &found, &review, &layout, &pseudonyms);
    let facts = RunFacts {
        version: env!("CARGO_PKG_VERSION").into(),
        standard: darkroom::deid::STANDARD.into(),
        policy: task.policy.words(),
    };
    let report = Report::of(facts, catalogue, &review, &layout, &outcomes);
    write_file(&task.output.join(REPORT_NAME), report.to_json().as_bytes())?;
    write_file(
        &task.output.join(README_NAME),
        report.to_readme().as_bytes(),
    )?;
    if let Some(path) = &task.report {
        write_file(path, report.to_json().as_bytes())?;
    }
    print_held(catalogue, &outcomes);
    let files = report.files;
    println!(
        "{} files in = {} cleaned + {} held + {} deleted + {} not DICOM",
        files.files_in, files.cleaned, files.held, files.deleted, files.not_dicom
    );
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
    let text = std::fs::read_to_string(path)
        .map_err(|error| Error::Usage(format!("{} can't be read: {error}", path.display())))?;
    RegionsFile::parse(&text).map_err(Error::Usage)
}

/// OUT must be empty or absent, so that nothing of another run is taken for this one's.
fn prepare_output(output: &Path) -> Result<(), Error> {
    let failed = |error| Error::Failed(format!("{} can't be made: {error}", output.display()));
    std::fs::create_dir_all(output).map_err(failed)?;
    let mut entries = std::fs::read_dir(output).map_err(failed)?;
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(Error::Usage(format!("{} is not empty", output.display()))),
    }
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
    review.paint_all(catalogue, &drawn);
}

/// Cleans and writes what may leave; the outcome of every image that was tried.
fn deliver(
    task: &args::Clean,
    found: &Found,
    review: &Review,
    layout: &Layout,
    pseudonyms: &Pseudonyms,
) -> Outcomes {
    let catalogue = &found.catalogue;
    let instances = review.to_clean(catalogue);
    let states: HashMap<_, _> = (0..catalogue.series.len())
        .map(|id| (id, review.state(catalogue, id)))
        .collect();
    let results = files::per_item(task.jobs, instances.len(), |index| {
        let instance = instances[index];
        let state = catalogue
            .series_of(instance)
            .and_then(|series| states.get(&series))
            .copied();
        files::contained(|| deliver_one(task, found, review, layout, pseudonyms, instance, state))
            .unwrap_or(Err(HeldReason::EngineStopped))
    });
    instances.into_iter().zip(results).collect()
}

fn deliver_one(
    task: &args::Clean,
    found: &Found,
    review: &Review,
    layout: &Layout,
    pseudonyms: &Pseudonyms,
    instance: InstanceId,
    state: Option<SeriesState>,
) -> Result<(), HeldReason> {
    let catalogue = &found.catalogue;
    let regions: Vec<_> = review
        .reaching(catalogue, instance)
        .into_iter()
        .map(|(_, region)| region)
        .collect();
    let looked_at = matches!(state, Some(SeriesState::Cleared | SeriesState::Redacted));
    let glance = catalogue
        .summary(instance)
        .is_some_and(|summary| summary.triage == Triage::Glance);
    if !looked_at && !glance {
        return Err(HeldReason::NotLookedAt);
    }
    let origin = found.origins.get(instance).ok_or(HeldReason::Unreadable)?;
    let name = layout.name(instance).ok_or(HeldReason::NoSopClass)?;
    let order = Order {
        policy: task.policy.clone(),
        regions,
        looked_at,
        linking: false,
    };
    let cleaned = clean::clean(origin.open()?, &order, pseudonyms)?;
    write_cleaned(&task.output.join(name), &cleaned)
}

/// Writes under another name first, so that a file under its own name is always whole.
fn write_cleaned(path: &Path, cleaned: &Cleaned) -> Result<(), HeldReason> {
    let half = path.with_extension("part");
    let written = (|| {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(WriteOut::Sink)?;
        }
        let mut file = File::create(&half).map_err(WriteOut::Sink)?;
        cleaned.for_each_run(|run| file.write_all(run))?;
        std::fs::rename(&half, path).map_err(WriteOut::Sink)
    })();
    written.map_err(|error| {
        // What is left of the half-written file is of no use to anybody; if it can't be removed either, the drive is
        // gone, and with it the file.
        let _ = std::fs::remove_file(&half);
        match error {
            WriteOut::Source(_) => HeldReason::Unreadable,
            WriteOut::Sink(error) => HeldReason::NotWritten {
                why: error.kind().to_string(),
            },
        }
    })
}

fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes)
        .map_err(|error| Error::Failed(format!("{} can't be written: {error}", path.display())))
}

/// Says on the terminal which files stay behind, by their place in IN, and why.
fn print_held(catalogue: &Catalogue, outcomes: &Outcomes) {
    for (id, item) in catalogue.items.iter().enumerate() {
        let reason = match (&item.outcome, outcomes.get(&id)) {
            (Outcome::Held(reason), _) | (_, Some(Err(reason))) => reason,
            (Outcome::Instance(summary), None) => match &summary.triage {
                Triage::Held(reason) => reason,
                _ => continue,
            },
            _ => continue,
        };
        eprintln!("held: {}: {} {}", item.place, reason.what(), reason.to_do());
    }
}
