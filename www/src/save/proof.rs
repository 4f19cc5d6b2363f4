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

use super::{locked, zips};
use crate::browser::listing::{self, Found};
use crate::controllers::ruled;
use crate::pool::{self, Urgency};
use crate::protocol::given::MOST;
use crate::protocol::{Request, Response};
use crate::state::Session;
use crate::state::zips::Check;
use darkroom::deliver::proof::compare;
use darkroom::deliver::{FoundFile, Proof};

/// Files of a folder in one question.
const BATCH: usize = 64;

/// Reads again what was written to files that the person picked.
pub async fn read_back(session: Session) {
    for (place, handle) in zips::written_to_files() {
        let file = JsFuture::from(handle.get_file()).await;
        let check = match file.ok().and_then(|file| file.dyn_into::<File>().ok()) {
            Some(file) => {
                zips::check(session, place, Check::Reading(0));
                match locked::check(session, place, &file).await {
                    Some(check) => check,
                    None => of_file(session, place, (handle.name(), file)).await,
                }
            }
            None => Check::Unreadable,
        };
        zips::check(session, place, check);
    }
}

/// What is known of a zip by the file that it was written to.
async fn of_file(session: Session, place: usize, file: (String, File)) -> Check {
    let report = move |read| zips::check(session, place, Check::Reading(read));
    match contents(vec![file], report).await {
        Some(found) => of_zip(proof(session, place, &found)),
        None => Check::Unreadable,
    }
}

/// Compares the files of an `<input>` with the zips that were written.
pub fn prove_files(session: Session, files: &FileList) {
    // A copy: emptying the input would empty its list too.
    let files = Array::from(files);
    spawn_local(async move {
        let found = RefCell::new(Vec::new());
        listing::list_files(files, &|more| found.borrow_mut().extend(more)).await;
        prove(session, found.take()).await;
    });
}

/// Compares a drop with the zips that were written; call while the event lasts.
pub fn prove_drop(session: Session, transfer: &DataTransfer) {
    let dropped = listing::take(transfer);
    spawn_local(async move {
        let found = RefCell::new(Vec::new());
        for dropped in dropped {
            let listed = listing::list(dropped, &|more| found.borrow_mut().extend(more)).await;
            ruled::note(session, &listed).await;
            if listed.is_refused {
                return;
            }
        }
        prove(session, found.take()).await;
    });
}

async fn prove(session: Session, dropped: Vec<Found>) {
    if let Some(words) = why_not(session, dropped.is_empty()) {
        return session.fault.set(Some(words.into()));
    }
    session.fault.set(None);
    let waiting = waiting(session);
    let before: Vec<Check> = waiting.iter().map(|place| known(session, *place)).collect();
    let report = {
        let waiting = waiting.clone();
        move |read| {
            for place in &waiting {
                zips::check(session, *place, Check::Reading(read));
            }
        }
    };
    report(0);
    let mut best: Vec<Option<(Proof, Check)>> = vec![None; waiting.len()];
    let mut unread = false;
    for (group, is_zip) in groups(dropped) {
        if is_zip
            && let [(_, file)] = group.as_slice()
            && let Some(at) = recognised(session, &waiting, file).await
            && let Some(best) = best.get_mut(at)
        {
            *best = Some((whole(session, &waiting, at), Check::Whole(0)));
            continue;
        }
        let Some(found) = contents(group, report.clone()).await else {
            unread = true;
            continue;
        };
        let places = waiting.iter();
        let proofs: Vec<Proof> = places.map(|place| proof(session, *place, &found)).collect();
        if is_zip {
            let places = waiting.iter().zip(&proofs).zip(&mut best);
            for ((place, proof), best) in places.filter(|(_, best)| best.is_none()) {
                let check = locked::damaged(session, *place, proof);
                *best = check.map(|check| (proof.clone(), check));
            }
        }
        keep_best(&mut best, proofs, is_zip, found.len());
    }
    let any = best.iter().any(Option::is_some);
    for ((place, best), before) in waiting.iter().zip(best).zip(before) {
        zips::check(session, *place, best.map_or(before, |(_, check)| check));
    }
    if !any {
        session
            .fault
            .set(Some(if unread { CANNOT_READ } else { NOT_OURS }.into()));
    }
}

/// Which of those that wait a zip is, if they are locked and it is one of them byte for byte.
async fn recognised(session: Session, waiting: &[usize], file: &File) -> Option<usize> {
    let place = locked::recognised(session, waiting, file).await?;
    waiting.iter().position(|waiting| *waiting == place)
}

/// The proof of a zip in which every file is what was written.
fn whole(session: Session, waiting: &[usize], at: usize) -> Proof {
    let files = waiting.get(at).map_or(0, |place| {
        let zips = session.zips;
        zips.with_untracked(|zips| zips.get(*place).map_or(0, |zip| zip.files.len()))
    });
    Proof {
        whole: files,
        ..Proof::default()
    }
}

/// Keeps, for each zip that waits, the proof that speaks most for it: `proofs` are those by one group of files, of
/// which there are `found`, in a zip or loose.
fn keep_best(best: &mut [Option<(Proof, Check)>], proofs: Vec<Proof>, is_zip: bool, found: usize) {
    // What was written into another of them is no stranger in a folder.
    let ours: usize = proofs
        .iter()
        .map(|proof| proof.whole + proof.different)
        .sum();
    // Two runs have most of their files in common: only the nearest is said to be broken, and a zip is one of them.
    let nearest = proofs
        .iter()
        .enumerate()
        .max_by(|(_, one), (_, other)| rank(one).cmp(&rank(other)))
        .map(|(at, _)| at);
    for (at, (proof, best)) in proofs.into_iter().zip(best).enumerate() {
        let is_meant = nearest == Some(at) || (!is_zip && proof.holds());
        let is_better = best
            .as_ref()
            .is_none_or(|(best, _)| rank(best) < rank(&proof));
        if proof.whole == 0 || !is_meant || !is_better {
            continue;
        }
        let check = match is_zip {
            true => of_zip(proof.clone()),
            false if proof.holds() => Check::Whole(found.saturating_sub(ours)),
            false => Check::Broken(proof.clone()),
        };
        *best = Some((proof, check));
    }
}

const NOT_OURS: &str = "Nothing that this page has written was found in them. A zip that was cut short, or that you have \
                        encrypted since, can’t be read: download it again, or drop it before you lock it.";
const CANNOT_READ: &str =
    "They can’t be read here. Check the drive, and that the files are not in use.";

/// Why nothing can be compared now.
fn why_not(session: Session, is_empty: bool) -> Option<&'static str> {
    let waiting = waiting(session);
    let reads = |place: &usize| matches!(known(session, *place), Check::Reading(_));
    match () {
        () if waiting.iter().any(reads) => {
            Some("A zip is being read again. Drop the next when that is done.")
        }
        () if is_empty => Some("There is no file in what you dropped."),
        () if waiting.is_empty() => Some(
            "What this page wrote has been read again already. To add images, go to Add first.",
        ),
        () => None,
    }
}

/// What was dropped: each zip by itself, and the files of a folder together.
fn groups(dropped: Vec<Found>) -> Vec<(Vec<(String, File)>, bool)> {
    let files = dropped
        .into_iter()
        .filter_map(|(place, file)| Some((place, file?)));
    let (zips, loose): (Vec<_>, Vec<_>) =
        files.partition(|(place, _)| place.to_lowercase().ends_with(".zip"));
    let mut groups: Vec<_> = zips.into_iter().map(|zip| (vec![zip], true)).collect();
    if !loose.is_empty() {
        groups.push((loose, false));
    }
    groups
}

/// What is known of a zip by what was found in it: whoever passes it on passes all of it on.
fn of_zip(proof: Proof) -> Check {
    match proof.holds() && proof.others == 0 {
        true => Check::Whole(0),
        false => Check::Broken(proof),
    }
}

/// How much a proof speaks for its zip.
fn rank(proof: &Proof) -> (bool, usize) {
    (proof.holds(), proof.whole)
}

/// Zips of this session that have not been found whole.
fn waiting(session: Session) -> Vec<usize> {
    let mut places: Vec<usize> = (0..session.zips.with_untracked(Vec::len)).collect();
    places.retain(|place| !matches!(known(session, *place), Check::Whole(_)));
    places
}

fn known(session: Session, place: usize) -> Check {
    session
        .zips
        .with_untracked(|zips| zips.get(place).map_or(Check::Open, |zip| zip.check.clone()))
}

fn proof(session: Session, place: usize, found: &[FoundFile]) -> Proof {
    session.zips.with_untracked(|zips| {
        zips.get(place)
            .map(|zip| compare(&zip.files, found))
            .unwrap_or_default()
    })
}

/// Every file that lies in these; `report` is given how many have been read so far. `None` if the engine stops on them,
/// or the page cannot read as much for its workers.
async fn contents(
    files: Vec<(String, File)>,
    report: impl Fn(usize) + Clone + 'static,
) -> Option<Vec<FoundFile>> {
    let found = Rc::new(RefCell::new(Vec::new()));
    for batch in batches(&files)? {
        let (names, blobs): (Vec<_>, Vec<_>) = batch
            .iter()
            .map(|(name, file)| (name.clone(), Blob::from(file.clone())))
            .unzip();
        let take = {
            let (found, report) = (Rc::clone(&found), report.clone());
            move |response| gather(&found, &report, response)
        };
        let part = take.clone();
        let request = Request::Contents { names };
        let answer = pool::ask_once(Urgency::Examine, request, blobs, None, part).await;
        let (last, ..) = answer.ok()?;
        take(last);
    }
    Some(found.take())
}

/// Files for one question each: not too many, nor, where the page reads for its workers, too long. `None` if one is.
fn batches(files: &[(String, File)]) -> Option<Vec<&[(String, File)]>> {
    if !pool::reads() {
        return Some(files.chunks(BATCH).collect());
    }
    let longest = files
        .iter()
        .map(|(_, file)| file.size())
        .fold(0.0, f64::max);
    (longest <= MOST).then(|| files.chunks(1).collect())
}

fn gather(found: &RefCell<Vec<FoundFile>>, report: &impl Fn(usize), response: Response) {
    if let Response::Contents(more) = response {
        found.borrow_mut().extend(more);
        report(found.borrow().len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof(whole: usize, missing: usize, others: usize) -> Proof {
        Proof {
            whole,
            different: 0,
            missing,
            others,
        }
    }

    /// What is known of two zips that wait, once a group of so many files was read.
    fn checks(proofs: [Proof; 2], is_zip: bool, found: usize) -> [Option<Check>; 2] {
        let mut best = [None, None];
        keep_best(&mut best, proofs.into(), is_zip, found);
        best.map(|best| best.map(|(_, check)| check))
    }

    #[test]
    fn a_zip_is_whole_only_if_nothing_else_lies_in_it() {
        assert_eq!(of_zip(proof(5, 0, 0)), Check::Whole(0));
        assert_eq!(of_zip(proof(5, 0, 1)), Check::Broken(proof(5, 0, 1)));
        assert_eq!(of_zip(proof(4, 1, 0)), Check::Broken(proof(4, 1, 0)));
    }

    #[test]
    fn a_zip_is_one_of_those_that_wait_the_nearest() {
        let [one, other] = checks([proof(3, 2, 0), proof(5, 0, 0)], true, 5);
        assert_eq!((one, other), (None, Some(Check::Whole(0))));
    }

    #[test]
    fn a_folder_may_hold_several_that_are_whole() {
        let [one, other] = checks([proof(3, 0, 6), proof(5, 0, 4)], false, 9);
        // One of its nine files was written by nobody here.
        assert_eq!((one, other), (Some(Check::Whole(1)), Some(Check::Whole(1))));
    }

    #[test]
    fn only_the_nearest_in_a_folder_is_said_to_be_broken() {
        let [one, other] = checks([proof(3, 2, 1), proof(4, 1, 0)], false, 4);
        assert_eq!((one, other), (None, Some(Check::Broken(proof(4, 1, 0)))));
    }

    #[test]
    fn what_has_nothing_in_common_says_nothing() {
        assert_eq!(
            checks([proof(0, 5, 9), proof(0, 3, 9)], true, 9),
            [None, None]
        );
    }

    #[test]
    fn a_better_proof_is_not_replaced_by_a_worse_one() {
        let mut best = [None];
        keep_best(&mut best, vec![proof(5, 0, 0)], true, 5);
        keep_best(&mut best, vec![proof(4, 1, 0)], true, 4);
        assert_eq!(best[0].as_ref().unwrap().1, Check::Whole(0));
    }
}
