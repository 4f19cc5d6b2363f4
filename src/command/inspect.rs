//! `darkroom inspect IN`: what is there, and what needs a look. Prints no patient value but the places of files that
//! need attention, which only the user's own folder names.

use std::path::Path;

use darkroom::catalogue::Outcome;
use darkroom::review::Review;

use super::{Ending, Error, files, said};

/// Prints the catalogue.
pub fn run(input: &Path, zip_password_file: Option<&Path>) -> Result<Ending, Error> {
    let opener = files::opener(zip_password_file)?;
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let found = files::find(input, opener, jobs, false)?;
    let catalogue = &found.catalogue;
    for (number, patient) in catalogue.patients.iter().enumerate() {
        said::line(format_args!("Case {}", number + 1));
        if patient.is_several() {
            let people = patient.people.len();
            said::line(format_args!(
                "  held: {people} people seem to share this patient ID"
            ));
        }
        for (number, study) in patient.studies.iter().enumerate() {
            said::line(format_args!("  Study {}", number + 1));
            for series in study
                .series
                .iter()
                .filter_map(|&id| catalogue.series.get(id))
            {
                let (mark, why) = (series.triage.name(), series.triage.words());
                said::line(format_args!(
                    "    {:4} {:5} images  {mark:6}  {why}",
                    series.modality,
                    series.instances.len()
                ));
            }
        }
    }
    let mut some_held = false;
    let review = Review::default();
    for (id, item) in catalogue.items.iter().enumerate() {
        let held = review.held_reason(catalogue, id);
        some_held |= held.is_some();
        // What is held for its picture stands with its series.
        let alone = match &item.outcome {
            Outcome::Instance(_) => review.held_for_identity(catalogue, id),
            _ => held,
        };
        if let Some(original) = catalogue.double_of(id).and_then(|id| catalogue.item(id)) {
            said::line(format_args!(
                "double     {}: the same as {}",
                item.place, original.place
            ));
        }
        match (&item.outcome, alone) {
            (_, Some(reason)) => {
                said::line(format_args!(
                    "held       {}: {} {}",
                    item.place,
                    reason.what(),
                    reason.to_do()
                ));
            }
            (Outcome::NotDicom(why), None) => {
                said::line(format_args!("not DICOM  {}: {why}", item.place));
            }
            _ => {}
        }
    }
    said::line(format_args!("{} files in", catalogue.items.len()));
    Ok(if some_held {
        Ending::SomeHeld
    } else {
        Ending::Delivered
    })
}
