//! `darkroom inspect IN`: what is there, and what needs a look. Prints no patient value but the places of files that
//! need attention, which only the user's own folder names.

use std::path::Path;

use darkroom::catalogue::{Outcome, Triage};

use super::{Ending, Error, files, said};

/// Prints the catalogue.
pub fn run(input: &Path) -> Result<Ending, Error> {
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let found = files::find(input, jobs, false)?;
    let catalogue = &found.catalogue;
    for (number, patient) in catalogue.patients.iter().enumerate() {
        said::line(format_args!("Case {}", number + 1));
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
    for item in &catalogue.items {
        match &item.outcome {
            Outcome::Held(reason) => {
                some_held = true;
                said::line(format_args!(
                    "held       {}: {} {}",
                    item.place,
                    reason.what(),
                    reason.to_do()
                ));
            }
            Outcome::NotDicom(why) => {
                said::line(format_args!("not DICOM  {}: {why}", item.place));
            }
            Outcome::Instance(summary) => some_held |= matches!(summary.triage, Triage::Held(_)),
        }
    }
    said::line(format_args!("{} files in", catalogue.items.len()));
    Ok(if some_held {
        Ending::SomeHeld
    } else {
        Ending::Delivered
    })
}
