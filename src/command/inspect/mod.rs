//! `darkroom inspect IN`: what is there, and what needs a look. Prints no patient value but the places of files that
//! need attention, which only the user's own folder names.

use darkroom::catalogue::{Catalogue, Outcome, Series, Triage, modality};
use darkroom::review::Review;

use super::terminal::count;
use super::{Ending, Error, args, files, terminal};

mod json;

/// Prints the catalogue.
pub fn run(task: &args::Inspect) -> Result<Ending, Error> {
    let opener = files::opener(task.zip_password_file.as_deref())?;
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let found = files::find(&task.input, opener, jobs, false)?;
    let catalogue = &found.catalogue;
    let review = Review::default();
    match task.json {
        true => terminal::json(&json::text(catalogue, &review, task.with_identifiers)?),
        false => print(catalogue, &review),
    }
    let is_held = |id| review.held_reason(catalogue, id).is_some();
    let needs_a_look = |series: &Series| series.triage != Triage::Glance;
    Ok(if files::is_without_dicom(catalogue) {
        Ending::Nothing
    } else if (0..catalogue.items.len()).any(is_held) || catalogue.series.iter().any(needs_a_look) {
        Ending::SomeHeld
    } else {
        Ending::Delivered
    })
}

fn print(catalogue: &Catalogue, review: &Review) {
    for (number, patient) in catalogue.patients.iter().enumerate() {
        terminal::line(format_args!("Case {}", number + 1));
        if patient.is_several() {
            let people = patient.people.len();
            terminal::line(format_args!(
                "  held: {people} people seem to share this patient ID"
            ));
        }
        for (number, study) in patient.studies.iter().enumerate() {
            terminal::line(format_args!("  Study {}", number + 1));
            for series in study
                .series
                .iter()
                .filter_map(|&id| catalogue.series.get(id))
            {
                let (mark, why) = (series.triage.name(), series.triage.words());
                let images = series.instances.len();
                terminal::line(format_args!(
                    "    {:4} {images:5} {}  {mark:6}  {why}",
                    modality::defined_term(&series.modality),
                    if images == 1 { "image " } else { "images" },
                ));
            }
        }
    }
    for (id, item) in catalogue.items.iter().enumerate() {
        // What is held for its picture stands with its series.
        let alone = match &item.outcome {
            Outcome::Instance(_) => review.held_for_identity(catalogue, id),
            _ => review.held_reason(catalogue, id),
        };
        if let Some(original) = catalogue.double_of(id).and_then(|id| catalogue.item(id)) {
            terminal::line(format_args!(
                "double     {}: the same as {}",
                item.place, original.place
            ));
        }
        match (&item.outcome, alone) {
            (_, Some(reason)) => {
                terminal::line(format_args!(
                    "held       {}: {} {}",
                    item.place,
                    reason.what(),
                    reason.to_do()
                ));
            }
            (Outcome::NotDicom(why), None) => {
                terminal::line(format_args!("not DICOM  {}: {why}", item.place));
            }
            _ => {}
        }
    }
    let files = count(catalogue.items.len(), "file", "files");
    terminal::line(format_args!("{files} in"));
}
