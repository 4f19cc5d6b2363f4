//! Whether a zip has arrived: it is read where it is kept now, whole or unpacked, and compared with what was written.
//!
//! A file that the person picked is read again by the page itself. What the browser downloads it can't read: the person
//! drops it back.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::Array;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DataTransfer, File, FileList};

use super::super::app::{App, Check};
use super::super::listing::{self, Found};
use super::super::pool::{self, Urgency};
use super::super::protocol::{Request, Response};
use super::zips;
use crate::deliver::proof::compare;
use crate::deliver::{FoundFile, Proof};

/// Files of a folder in one question.
const BATCH: usize = 64;

/// Reads again what was written to files that the person picked.
pub async fn read_back(app: App) {
    for (place, handle) in zips::written_to_files() {
        let file = JsFuture::from(handle.get_file()).await;
        let check = match file.ok().and_then(|file| file.dyn_into::<File>().ok()) {
            Some(file) => {
                zips::check(app, place, Check::Reading(0));
                let told = move |read| zips::check(app, place, Check::Reading(read));
                let found = contents(vec![(handle.name(), file)], told).await;
                outcome(app, place, &found)
            }
            None => Check::Unreadable,
        };
        zips::check(app, place, check);
    }
}

/// Compares the files of an `<input>` with the zips that were written.
pub fn prove_files(app: App, files: &FileList) {
    // A copy: emptying the input would empty its list too.
    let files = Array::from(files);
    spawn_local(async move {
        let found = RefCell::new(Vec::new());
        listing::list_files(files, &|more| found.borrow_mut().extend(more)).await;
        prove(app, found.take()).await;
    });
}

/// Compares a drop with the zips that were written; call while the event lasts.
pub fn prove_drop(app: App, transfer: &DataTransfer) {
    let dropped = listing::take(transfer);
    spawn_local(async move {
        let found = RefCell::new(Vec::new());
        for dropped in dropped {
            listing::list(dropped, &|more| found.borrow_mut().extend(more)).await;
        }
        prove(app, found.take()).await;
    });
}

async fn prove(app: App, dropped: Vec<Found>) {
    let waiting = waiting(app);
    if waiting.is_empty() || dropped.is_empty() {
        return;
    }
    let files = dropped
        .into_iter()
        .filter_map(|(place, file)| Some((place, file?)));
    let (zips, loose): (Vec<_>, Vec<_>) =
        files.partition(|(place, _)| place.to_lowercase().ends_with(".zip"));
    // Each zip by itself, and the files of a folder together.
    let mut groups: Vec<Vec<_>> = zips.into_iter().map(|zip| vec![zip]).collect();
    if !loose.is_empty() {
        groups.push(loose);
    }
    let before: Vec<Check> = waiting.iter().map(|place| known(app, *place)).collect();
    let tell = {
        let waiting = waiting.clone();
        move |read| {
            for place in &waiting {
                if known(app, *place) != Check::Whole {
                    zips::check(app, *place, Check::Reading(read));
                }
            }
        }
    };
    tell(0);
    let mut best: Vec<Option<Proof>> = vec![None; waiting.len()];
    for group in groups {
        let found = contents(group, tell.clone()).await;
        for (place, best) in waiting.iter().zip(&mut best) {
            let proof = proof(app, *place, &found);
            // What shares no file with a zip says nothing of it.
            let speaks = proof.whole + proof.different > 0;
            if speaks && best.as_ref().is_none_or(|best| better(&proof, best)) {
                *best = Some(proof);
            }
        }
    }
    let any = best.iter().any(Option::is_some);
    for ((place, best), before) in waiting.iter().zip(best).zip(before) {
        let check = match best {
            Some(proof) if proof.holds() => Check::Whole,
            Some(proof) => Check::Broken(proof),
            None => before,
        };
        zips::check(app, *place, check);
    }
    if !any {
        app.fault.set(Some(
            "None of these files was written by this page. Drop the zip that it made, or the folder that you unpacked from it. \
             To add images, go to Add first."
                .into(),
        ));
    }
}

/// Whether a proof speaks more for its zip than another.
fn better(proof: &Proof, than: &Proof) -> bool {
    (proof.holds(), proof.whole) > (than.holds(), than.whole)
}

/// Zips of the last run that have not been found whole.
fn waiting(app: App) -> Vec<usize> {
    let of_run = app
        .run
        .with_untracked(|run| run.as_ref().map(|run| run.zips.clone()));
    let mut places = of_run.unwrap_or_default();
    places.retain(|place| !matches!(known(app, *place), Check::Whole | Check::Reading(_)));
    places
}

fn known(app: App, place: usize) -> Check {
    app.zips
        .with_untracked(|zips| zips.get(place).map_or(Check::Open, |zip| zip.check.clone()))
}

fn proof(app: App, place: usize, found: &[FoundFile]) -> Proof {
    app.zips.with_untracked(|zips| {
        zips.get(place)
            .map(|zip| compare(&zip.files, found))
            .unwrap_or_default()
    })
}

fn outcome(app: App, place: usize, found: &[FoundFile]) -> Check {
    let proof = proof(app, place, found);
    match proof.holds() {
        true => Check::Whole,
        false => Check::Broken(proof),
    }
}

/// Every file that lies in these; `tell` hears how many have been read so far.
async fn contents(
    files: Vec<(String, File)>,
    tell: impl Fn(usize) + Clone + 'static,
) -> Vec<FoundFile> {
    let found = Rc::new(RefCell::new(Vec::new()));
    for batch in files.chunks(BATCH) {
        let (names, blobs) = batch
            .iter()
            .map(|(name, file)| (name.clone(), Blob::from(file.clone())))
            .unzip();
        let heard = {
            let (found, tell) = (Rc::clone(&found), tell.clone());
            move |response| hear(&found, &tell, response)
        };
        let part = heard.clone();
        let request = Request::Contents { names };
        // Where the engine stops nothing is known of these files, and so they are missing.
        if let Ok((last, ..)) = pool::ask_once(Urgency::Examine, request, blobs, None, part).await {
            heard(last);
        }
    }
    found.take()
}

fn hear(found: &RefCell<Vec<FoundFile>>, tell: &impl Fn(usize), response: Response) {
    if let Response::Contents(more) = response {
        found.borrow_mut().extend(more);
        tell(found.borrow().len());
    }
}
