//! `darkroom find-text IN --json FILE`: the text that is burned into the pictures of IN, with what it says. Nothing is
//! painted by it; FILE holds patient data.
//!
//! `json` the file that is written

mod json;

use std::io::Write;

use darkroom::burned_in::{self, Found, Rank, Search};
use darkroom::catalogue::{Catalogue, InstanceId, Triage};
use darkroom::dicom;

use super::files::{self, Origin};
use super::models::Finders;
use super::terminal::{self, count};
use super::whole_file::{Readers, WholeFile};
use super::{Ending, Error, Reason, args, outputs};

/// Searches every picture, and writes what was found.
pub fn run(task: &args::FindText) -> Result<Ending, Error> {
    outputs::check_find_text(task)?;
    let opener = files::opener(task.zip_password_file.as_deref())?;
    let finders = Finders::new(task.models.as_deref())?;
    let found = files::find(&task.input, opener, task.jobs, false)?;
    let catalogue = &found.catalogue;
    if files::is_without_dicom(catalogue) {
        terminal::complaint("darkroom: there is no DICOM in IN");
        return Ok(Ending::Nothing);
    }
    let pictures = pictures(catalogue);
    let searched = files::per_item(task.jobs, pictures.len(), |at| {
        let image = pictures[at];
        let origin = found.origins.get(image)?;
        search(&finders, catalogue, image, origin)
    });
    let searched: Vec<(InstanceId, Found)> = pictures
        .iter()
        .zip(searched)
        .filter_map(|(image, found)| Some((*image, found?)))
        .collect();
    write(&task.json, &json::of(catalogue, &searched)?)?;
    say(pictures.len(), &searched);
    let anything = searched
        .iter()
        .any(|(_, found)| !found.proposals.is_empty());
    Ok(match anything || searched.len() < pictures.len() {
        true => Ending::SomeHeld,
        false => Ending::Delivered,
    })
}

/// Images that have pictures.
fn pictures(catalogue: &Catalogue) -> Vec<InstanceId> {
    let has_picture = |id: &InstanceId| {
        let summary = catalogue.summary(*id);
        summary.is_some_and(|summary| summary.image.is_some() && !summary.is_video())
    };
    (0..catalogue.items.len()).filter(has_picture).collect()
}

/// What is found in an image; `None` if it can't be searched. Of what seldom shows text only what looks like it is read.
pub(super) fn search(
    finders: &Finders,
    catalogue: &Catalogue,
    image: InstanceId,
    origin: &Origin,
) -> Option<Found> {
    let how = match catalogue.summary(image)?.triage {
        Triage::Glance => Search::Quick,
        _ => Search::Thorough,
    };
    let known = catalogue.mentions_of(image).known();
    let work = || {
        let instance = dicom::read(origin.open().ok()?).ok()?;
        finders.with(|finder| burned_in::find(finder, &instance, &known, how).ok())
    };
    files::contained(work).flatten()
}

fn write(to: &std::path::Path, text: &str) -> Result<(), Error> {
    let unwritten = |error| Error::Failed(Reason::Unwritten(to.to_owned(), error));
    let mut whole = WholeFile::new(to, Readers::Owner).map_err(unwritten)?;
    whole.write_all(text.as_bytes()).map_err(unwritten)?;
    whole.put_new().map_err(unwritten)
}

fn say(pictures: usize, searched: &[(InstanceId, Found)]) {
    let with = |rank: Rank| {
        let all = searched.iter().flat_map(|(_, found)| &found.proposals);
        all.filter(|it| it.rank == rank).count()
    };
    terminal::line(format_args!(
        "{} searched: {} that {} the patient, {} that may, {} of other text",
        count(searched.len(), "image", "images"),
        count(with(Rank::Red), "line", "lines"),
        if with(Rank::Red) == 1 {
            "names"
        } else {
            "name"
        },
        with(Rank::Amber),
        with(Rank::Grey),
    ));
    let unsearched = pictures.saturating_sub(searched.len());
    if unsearched > 0 {
        terminal::complaint(format_args!(
            "{} could not be searched",
            count(unsearched, "image", "images")
        ));
    }
    terminal::complaint(
        "The file holds what was read in the pictures: it is patient data. Keep it where IN is kept.",
    );
}
