//! From dropped files to the catalogue: files found wait here, go to workers in batches, and what they turn out to be
//! is added in the order in which it was found, a little at a time, so that the page never stands still.
//!
//! Each file of a drop ends in the counts exactly once, whatever happens to it.

use std::cell::RefCell;
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{DataTransfer, File, FileList};

use crate::browser::js;
use crate::browser::listing::{self, Found};
use crate::controllers::store::{self, Origin};
use crate::engine::{Locator, Resume, is_still_locked};
use crate::pool::{self, Job, NoAnswer, Reply, Urgency};
use crate::protocol::{FileKey, Request, Response};
use crate::state::Session;
use crate::state::intake::Intake;
use crate::state::intake::Locks;
use crate::state::intake::Told;
use darkroom::catalogue::{InstanceId, Item, Outcome};
use darkroom::clean::HeldReason;
use darkroom::dicom::Digest;

/// Files in one question. Their sizes are not asked for here: the page would wait for the disc with each.
const BATCH_FILES: usize = 32;

/// Milliseconds for adding to the catalogue in one task, and between two additions.
const ADDING: f64 = 25.0;
const PAUSE: f64 = 100.0;

/// Items in one addition.
const FEWEST: usize = 64;
const MOST: usize = 2_000;

/// An item, and where it comes from unless it is unreadable.
struct Finding {
    item: Item,
    origin: Option<Origin>,
    /// The locked item that it turned out to be.
    unlocks: Option<InstanceId>,
}

/// A file that waits for a worker.
struct Waiting {
    /// Its number in the order of finding.
    number: usize,
    place: String,
    key: FileKey,
    file: File,
    /// Where in it, and the item that was locked there.
    at: Locator,
    unlocks: Option<InstanceId>,
}

/// What is known so far of a file whose turn to be added has not come.
#[derive(Default)]
struct Heard {
    findings: Vec<Finding>,
    /// How many were told in all, those handed on included.
    count: usize,
    finished: bool,
}

#[derive(Default)]
struct Intaker {
    listings: usize,
    waiting: VecDeque<Waiting>,
    asked: usize,
    told: BTreeMap<usize, Heard>,
    found: usize,
    read: usize,
    next_found: usize,
    next_added: usize,
    ready: VecDeque<Finding>,
    adding: bool,
    /// Files that may be doubles, whose bytes somebody has yet to read; being read; and read.
    to_compare: VecDeque<InstanceId>,
    comparing: usize,
    compared: Vec<(InstanceId, Option<Digest>)>,
    trying: Option<Trying>,
}

/// A password that is being tried on what is locked.
#[derive(Default)]
struct Trying {
    /// Locked items that it turned out to open.
    opened: usize,
}

thread_local! {
    static INTAKER: RefCell<Intaker> = RefCell::default();
}

/// Takes the files of an `<input>` in.
pub fn add_files(session: Session, files: &FileList) {
    if !session.own.may_take_files() {
        return;
    }
    // A copy: emptying the input would empty its list too.
    let files = Array::from(files);
    spawn_listing(session, async move |found| {
        listing::list_files(files, &found).await
    });
}

/// Takes a drop in; call while the event lasts.
pub fn add_drop(session: Session, transfer: &DataTransfer) {
    if !session.own.may_take_files() {
        return;
    }
    let dropped = listing::take(transfer);
    spawn_listing(session, async move |found| {
        for dropped in dropped {
            listing::list(dropped, &found).await;
        }
    });
}

/// Has the sample study made, and takes it in like a drop.
pub fn open_sample(session: Session) {
    spawn_listing(session, async move |found| {
        match pool::ask(Urgency::Frame, Request::Sample, Vec::new(), None).await {
            Ok((Response::Sample(places), buffers)) => {
                found(
                    places
                        .into_iter()
                        .zip(buffers)
                        .map(|(place, bytes)| sample_file(place, &bytes))
                        .collect(),
                );
            }
            Err(NoAnswer::Forgotten) => {}
            _ => session
                .fault
                .set(Some("The sample study could not be made.".into())),
        }
    });
}

fn sample_file(place: String, bytes: &ArrayBuffer) -> Found {
    let name = place.rsplit('/').next().unwrap_or_default();
    let file = File::new_with_u8_array_sequence(&Array::of1(&Uint8Array::new(bytes)), name).ok();
    (place, file)
}

fn spawn_listing<L>(session: Session, listing: L)
where
    L: AsyncFnOnce(Box<dyn Fn(Vec<Found>)>) + 'static,
{
    INTAKER.with_borrow_mut(|intaker| intaker.listings += 1);
    publish(session);
    spawn_local(async move {
        listing(Box::new(move |files| take_in(session, files))).await;
        INTAKER.with_borrow_mut(|intaker| intaker.listings -= 1);
        ask(session);
        spawn_adding(session);
    });
}

/// Files have been found.
fn take_in(session: Session, files: Vec<Found>) {
    INTAKER.with_borrow_mut(|intaker| {
        for (place, file) in files {
            let number = intaker.next_found;
            intaker.next_found += 1;
            intaker.found += 1;
            match file {
                Some(file) => {
                    let key = store::keep(file.clone());
                    intaker.waiting.push_back(Waiting {
                        number,
                        place,
                        key,
                        file,
                        at: Locator::default(),
                        unlocks: None,
                    });
                }
                None => intaker.hold(number, (place, 0), None, HeldReason::Unreadable),
            }
        }
    });
    ask(session);
    spawn_adding(session);
}

/// Tries a password on everything that is locked: each is examined anew, where it lies.
pub fn unlock(session: Session, password: String) {
    let locked = session
        .catalogue
        .with_untracked(|catalogue| catalogue.locked().collect::<Vec<_>>());
    if locked.is_empty() || session.locks.with_untracked(|locks| locks.trying) {
        return;
    }
    pool::add_password(password);
    session.locks.set(Locks {
        trying: true,
        told: None,
    });
    INTAKER.with_borrow_mut(|intaker| {
        for &id in &locked {
            let item = session
                .catalogue
                .with_untracked(|catalogue| catalogue.item(id).cloned());
            let (Some(item), Some((origin, file))) = (item, store::origin(id)) else {
                continue;
            };
            let number = intaker.next_found;
            intaker.next_found += 1;
            intaker.found += 1;
            intaker.waiting.push_back(Waiting {
                number,
                place: item.place,
                key: origin.file,
                file,
                at: origin.locator,
                unlocks: Some(id),
            });
        }
        intaker.trying = Some(Trying::default());
    });
    publish(session);
    ask(session);
    spawn_adding(session);
}

/// Once everything has been examined again: what came of a password. One that opens nothing is doubted.
fn tell_of_password(session: Session) {
    let Some(Trying { opened }) = INTAKER.with_borrow_mut(|intaker| intaker.trying.take()) else {
        return;
    };
    let left = session
        .catalogue
        .with_untracked(|catalogue| catalogue.locked().count());
    let told = match (opened, left) {
        (0, _) => {
            pool::doubt_last_password();
            Some(Told::Wrong)
        }
        (_, 0) => None,
        (opened, _) => Some(Told::OpenedSome(opened)),
    };
    session.locks.set(Locks {
        trying: false,
        told,
    });
}

/// Sends batches out while workers have room, each in a task of its own: the browser looks every file up on the disc
/// when it is handed to a worker.
fn ask(session: Session) {
    let batch = INTAKER.with_borrow_mut(|intaker| {
        let room = intaker.asked < 2 * pool::size();
        // While folders are being listed a batch may still fill up, unless nobody has anything to do.
        let worth =
            intaker.listings == 0 || intaker.asked == 0 || intaker.waiting.len() >= BATCH_FILES;
        if !room || !worth || intaker.waiting.is_empty() {
            return None;
        }
        intaker.asked += 1;
        Some(intaker.next_batch())
    });
    if let Some(batch) = batch {
        examine(session, batch, Attempt::First);
        spawn_local(async move {
            js::breathe().await;
            ask(session);
        });
    }
}

/// Which time a file is asked about.
#[derive(Clone, Copy)]
enum Attempt {
    /// With others.
    First,
    /// Alone, from the finding of this number on: the engine has stopped once.
    Again(usize),
    /// Alone, past the finding of this number: the engine has stopped on it twice.
    Past(usize),
}

impl Attempt {
    fn resume(self) -> Resume {
        let (skip, stopped) = match self {
            Self::First => (0, false),
            Self::Again(skip) => (skip, false),
            Self::Past(skip) => (skip, true),
        };
        Resume { skip, stopped }
    }

    /// What to try next, after `told` findings; `None` if this attempt has come no further than the last.
    fn next(self, told: usize) -> Option<Self> {
        match self {
            Self::First => Some(Self::Again(told)),
            Self::Again(_) => Some(Self::Past(told)),
            Self::Past(before) => (told > before).then_some(Self::Past(told)),
        }
    }
}

/// Asks what the files are. If the engine stops, each unfinished file is asked about once more, alone; if it stops
/// again, what it stopped on is held, and in an archive it goes on after that.
fn examine(session: Session, batch: Vec<Waiting>, attempt: Attempt) {
    let place = |waiting: &Waiting| (waiting.key, waiting.place.clone(), waiting.at.clone());
    let places = batch.iter().map(place).collect();
    let files = batch
        .iter()
        .map(|waiting| waiting.file.clone().into())
        .collect();
    let batch = RefCell::new(batch);
    let reply = move |reply| match reply {
        Reply::Part(Response::Found {
            file,
            items,
            finished,
        }) => {
            INTAKER.with_borrow_mut(|intaker| {
                if let Some(waiting) = batch.borrow().get(file) {
                    intaker.hear(waiting, items, finished);
                }
            });
            spawn_adding(session);
        }
        Reply::Part(..) => {}
        Reply::Last(..) | Reply::Stopped => {
            let again = INTAKER.with_borrow_mut(|intaker| intaker.end_batch(batch.take(), attempt));
            for (waiting, attempt) in again {
                examine(session, vec![waiting], attempt);
            }
            ask(session);
            spawn_adding(session);
        }
    };
    let alone = !matches!(attempt, Attempt::First);
    let request = Request::Examine {
        places,
        resume: attempt.resume(),
        each: alone,
    };
    pool::submit(Job {
        urgency: Urgency::Examine,
        request,
        files,
        alone,
        in_confidence: false,
        wanted: None,
        reply: Rc::new(reply),
    });
}

impl Intaker {
    fn next_batch(&mut self) -> Vec<Waiting> {
        let count = BATCH_FILES.min(self.waiting.len());
        self.waiting.drain(..count).collect()
    }

    /// A batch has come back, whole or not: which files to ask about again, and how.
    fn end_batch(&mut self, batch: Vec<Waiting>, attempt: Attempt) -> Vec<(Waiting, Attempt)> {
        let mut again = Vec::new();
        for waiting in batch {
            if self.is_finished(waiting.number) {
                continue;
            }
            let told = self.told.get(&waiting.number).map_or(0, |told| told.count);
            match attempt.next(told) {
                Some(next) => again.push((waiting, next)),
                None => {
                    let size = waiting.file.size() as u64;
                    let Waiting {
                        number,
                        place,
                        unlocks,
                        ..
                    } = waiting;
                    self.hold(number, (place, size), unlocks, HeldReason::EngineStopped);
                }
            }
        }
        self.asked = (self.asked + again.len()).saturating_sub(1);
        again
    }

    fn hear(&mut self, waiting: &Waiting, items: Vec<(Item, Locator)>, finished: bool) {
        let told = self.told.entry(waiting.number).or_default();
        let mut unlocks = waiting.unlocks.filter(|_| told.count == 0);
        told.count += items.len();
        // The entries of an archive count one by one, in place of the archive.
        if told.count > 1 {
            let already = if told.count == items.len() { 1 } else { 0 };
            self.found += items.len() - already;
            self.read += items.len() - already;
        }
        let origin = |locator| {
            Some(Origin {
                file: waiting.key,
                locator,
            })
        };
        told.findings
            .extend(items.into_iter().map(|(item, locator)| Finding {
                item,
                origin: origin(locator),
                unlocks: unlocks.take(),
            }));
        if finished {
            told.finished = true;
            self.read += 1;
        }
        self.sort_out();
    }

    /// Ends a file that cannot be examined. What was found in an archive before it broke stays.
    fn hold(
        &mut self,
        number: usize,
        (place, size): (String, u64),
        unlocks: Option<InstanceId>,
        reason: HeldReason,
    ) {
        let told = self.told.entry(number).or_default();
        let unlocks = unlocks.filter(|_| told.count == 0);
        told.findings.push(Finding {
            item: Item {
                place,
                size,
                outcome: Outcome::Held(reason),
            },
            origin: None,
            unlocks,
        });
        told.finished = true;
        self.read += 1;
        self.sort_out();
    }

    fn is_finished(&self, number: usize) -> bool {
        number < self.next_added || self.told.get(&number).is_some_and(|told| told.finished)
    }

    /// Moves what has its turn to `ready`.
    fn sort_out(&mut self) {
        while let Some(told) = self.told.get_mut(&self.next_added) {
            self.ready.extend(told.findings.drain(..));
            if !told.finished {
                return;
            }
            self.told.remove(&self.next_added);
            self.next_added += 1;
        }
    }

    fn is_done(&self) -> bool {
        let is_read = self.listings == 0 && self.waiting.is_empty() && self.asked == 0;
        let is_compared =
            self.to_compare.is_empty() && self.comparing == 0 && self.compared.is_empty();
        is_read && self.ready.is_empty() && is_compared
    }
}

/// Adds what is ready until the reading is over, unless that is being done already; at most ten times a second, and
/// with longer rests where the page takes long to show it.
fn spawn_adding(session: Session) {
    if INTAKER.with_borrow_mut(|intaker| std::mem::replace(&mut intaker.adding, true)) {
        return;
    }
    spawn_local(async move {
        let mut count = FEWEST;
        loop {
            let start = js::now();
            // A delivery is of what was there when it began: what comes meanwhile waits for its end.
            if !session.is_running() {
                count = add_some(session, count);
            }
            js::breathe().await;
            let done = INTAKER.with_borrow_mut(|intaker| {
                intaker.adding = !intaker.is_done();
                !intaker.adding
            });
            publish(session);
            if done {
                return;
            }
            js::sleep(PAUSE.max(2.0 * (js::now() - start))).await;
        }
    });
}

/// Adds up to `count` findings; how many it should be next time for the adding to take as long as it may.
fn add_some(session: Session, count: usize) -> usize {
    let (findings, compared) = INTAKER.with_borrow_mut(|intaker| {
        let count = count.min(intaker.ready.len());
        let findings: Vec<Finding> = intaker.ready.drain(..count).collect();
        (findings, std::mem::take(&mut intaker.compared))
    });
    if findings.is_empty() && compared.is_empty() {
        return count;
    }
    if session.run.with_untracked(Option::is_some) {
        session.run.set(None);
    }
    let added = (findings.len() + compared.len()) as f64;
    let start = js::now();
    let note = |instance, origin| {
        if let Some(origin) = origin {
            store::note(instance, origin);
        }
    };
    let (mut to_compare, mut opened) = (Vec::new(), 0);
    session.catalogue.update(|catalogue| {
        let (mut items, mut origins) = (Vec::new(), Vec::new());
        for Finding {
            item,
            origin,
            unlocks,
        } in findings
        {
            match unlocks {
                Some(instance) => {
                    if !is_as_before(instance, &item, origin.as_ref()) {
                        opened += 1;
                    }
                    catalogue.unlock(instance, item);
                    note(instance, origin);
                }
                None => {
                    items.push(item);
                    origins.push(origin);
                }
            }
        }
        for (instance, origin) in catalogue.add(items).zip(origins) {
            note(instance, origin);
        }
        catalogue.compared(compared);
        to_compare = catalogue.to_compare();
    });
    INTAKER.with_borrow_mut(|intaker| {
        if let Some(trying) = &mut intaker.trying {
            trying.opened += opened;
        }
    });
    compare(to_compare);
    let per_item = (js::now() - start).max(0.1) / added;
    ((ADDING / per_item) as usize).clamp(FEWEST, MOST)
}

/// Whether a password did nothing for a locked item, which was found again.
fn is_as_before(instance: InstanceId, item: &Item, found: Option<&Origin>) -> bool {
    let before = store::origin(instance);
    let places = before.as_ref().zip(found);
    places
        .is_some_and(|((before, _), found)| is_still_locked(&before.locator, item, &found.locator))
}

/// Has the bytes of files read that may be doubles, as many at a time as there are workers.
fn compare(more: Vec<InstanceId>) {
    let places = INTAKER.with_borrow_mut(|intaker| {
        intaker.to_compare.extend(more);
        let places = pool::size().saturating_sub(intaker.comparing);
        let places = places.min(intaker.to_compare.len());
        intaker.comparing += places;
        places
    });
    for _ in 0..places {
        spawn_local(async {
            let next = || INTAKER.with_borrow_mut(|intaker| intaker.to_compare.pop_front());
            while let Some(instance) = next() {
                let digest = digest(instance).await;
                INTAKER.with_borrow_mut(|intaker| intaker.compared.push((instance, digest)));
            }
            INTAKER.with_borrow_mut(|intaker| intaker.comparing -= 1);
        });
    }
}

/// `None` if the file can't be read: it is no other's double then.
pub async fn digest(instance: InstanceId) -> Option<Digest> {
    let (origin, file) = store::origin(instance)?;
    let request = Request::Digest {
        file: origin.file,
        locator: origin.locator,
    };
    match pool::ask(Urgency::Examine, request, vec![file.into()], None).await {
        Ok((Response::Digest(digest), _)) => digest,
        _ => None,
    }
}

/// Shows how far the reading is, or that it is over.
fn publish(session: Session) {
    let intake = INTAKER.with_borrow(|intaker| {
        let Intaker {
            found,
            read,
            listings,
            ..
        } = *intaker;
        (!intaker.is_done()).then_some(Intake {
            files_found: found,
            files_read: read,
            listing: listings > 0,
        })
    });
    if intake.is_none() {
        INTAKER.with_borrow_mut(|intaker| (intaker.found, intaker.read) = (0, 0));
        tell_of_password(session);
    }
    if session.intake.with_untracked(|now| *now != intake) {
        session.intake.set(intake);
    }
}
