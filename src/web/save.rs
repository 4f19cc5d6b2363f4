//! A delivery: what may leave is cleaned by the workers, a few files at a time, and written to a zip as it comes.
//!
//! Nothing is delivered while a series still has to be looked at. Cancelling at any moment leaves nothing half-made,
//! and the counts hold at every step.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use futures_channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use futures_util::StreamExt;
use js_sys::{ArrayBuffer, Promise, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File};

use super::ahead::{self, Runs};
use super::app::{App, Run, Stage, ZipTo};
use super::engine::{self, Locator, Order, Secret, ZipWriter};
use super::pool::{self, Job, Reply, Urgency};
use super::protocol::{CleanedHead, PartHead, Request, Response};
use super::sink::{self, Download, PickedFile, Piece, SaveError, Sink};
use super::{js, linking, store};
use crate::catalogue::{Catalogue, Counts, InstanceId, Summary};
use crate::clean::HeldReason;
use crate::deid::Policy;
use crate::deliver::{Certificate, Layout, RunFacts};
use crate::review::{Outcomes, Review, SeriesState};

/// Milliseconds between two showings of how far a run is.
const TICK: f64 = 125.0;

/// Clips with fewer frames than this are painted too soon for anybody to want to know how far they are.
const LONG_CLIP: u32 = 24;

/// An image to deliver.
#[derive(Clone)]
struct Entry {
    instance: InstanceId,
    /// Its name in the zip.
    name: String,
    size: u64,
    patient: usize,
    /// Whether a person has looked at its series.
    looked_at: bool,
}

enum Event {
    Cleaned(
        Entry,
        File,
        Result<CleanedHead, HeldReason>,
        Vec<ArrayBuffer>,
        Option<Blob>,
    ),
    /// The worker stopped; `alone` if it held nothing else.
    Stopped(Entry, bool),
    /// Something was said through [`Control`].
    Wake,
}

/// What a person says to a run.
struct Control {
    cancelled: Cell<bool>,
    paused: Cell<bool>,
    events: UnboundedSender<Event>,
}

/// A run's own books; the signal shows copies of it.
struct Books {
    run: Run,
    started: f64,
    paused_at: Option<f64>,
    paused_for: f64,
}

impl Books {
    /// So many more frames of a clip are painted, if it is one of those whose frames are told.
    fn painted(&mut self, instance: InstanceId, frames: u32) {
        if let Some((done, all)) = self.run.painting.get_mut(&instance) {
            *done = done.saturating_add(frames).min(*all);
        }
    }

    /// What was painted of a clip is lost.
    fn forget_painted(&mut self, instance: InstanceId) {
        if let Some((done, _)) = self.run.painting.get_mut(&instance) {
            *done = 0;
        }
    }
}

/// A question for a cleaned file.
struct Ask {
    entry: Entry,
    file: File,
    locator: Locator,
    order: Order,
    secret: [u8; 32],
    /// Whether it gets a worker for itself.
    alone: bool,
    events: UnboundedSender<Event>,
    books: Weak<RefCell<Books>>,
}

impl Ask {
    /// Has the runs painted, then asks for the file.
    async fn submit_painted(self, runs: Vec<Range<u32>>) {
        let events = self.events.clone();
        let wanted = Rc::new(move || !events.is_closed());
        let regions = &self.order.regions;
        let told = told(&self.books, self.entry.instance);
        match ahead::painted(&self.file, &self.locator, regions, runs, wanted, told).await {
            Ok(Ok(painted)) => {
                if let (true, Some(books)) = (painted.is_empty(), self.books.upgrade()) {
                    books.borrow_mut().forget_painted(self.entry.instance);
                }
                self.submit(painted);
            }
            Ok(Err(reason)) => {
                let (entry, file) = (self.entry, self.file);
                let held = Event::Cleaned(entry, file, Err(reason), Vec::new(), None);
                self.events.unbounded_send(held).ok();
            }
            // With the delivery: there is nobody left to ask for.
            Err(_) => {}
        }
    }

    /// Asks for the file, some of whose frames are painted.
    fn submit(self, painted: Runs) {
        let Self {
            entry,
            file,
            locator,
            order,
            secret,
            alone,
            events,
            books,
        } = self;
        let told = told(&books, entry.instance);
        let none_ahead = painted.is_empty();
        let (ahead, blobs): (Vec<_>, Vec<_>) = painted.into_iter().unzip();
        let files = std::iter::once(file.clone().into()).chain(blobs).collect();
        let request = Request::Clean {
            locator,
            order: Box::new(order),
            secret,
            ahead,
        };
        let reply = move |reply| {
            let event = match reply {
                Reply::Last(Response::Cleaned(outcome), buffers, spooled) => {
                    Event::Cleaned(entry.clone(), file.clone(), outcome, buffers, spooled)
                }
                // Frames that were painted ahead are told again as they are put into their file.
                Reply::Part(Response::FramesPainted(frames)) if none_ahead => {
                    return told(frames);
                }
                Reply::Part(..) => return,
                Reply::Last(..) | Reply::Stopped => Event::Stopped(entry.clone(), alone),
            };
            events.unbounded_send(event).ok();
        };
        pool::submit(Job {
            urgency: Urgency::Clean,
            request,
            files,
            alone,
            in_confidence: false,
            wanted: None,
            reply: Rc::new(reply),
        });
    }
}

/// Enters painted frames into a run's books, while there is one.
fn told(books: &Weak<RefCell<Books>>, instance: InstanceId) -> Rc<dyn Fn(u32)> {
    let books = Weak::clone(books);
    Rc::new(move |frames| {
        if let Some(books) = books.upgrade() {
            books.borrow_mut().painted(instance, frames);
        }
    })
}

struct Delivery {
    app: App,
    control: Rc<Control>,
    books: Rc<RefCell<Books>>,
    review: Review,
    policy: Policy,
    secret: Secret,
    layout: Layout,
    /// Patients who would be mixed with others.
    clashing: BTreeSet<usize>,
    /// Whether a linking key is to be kept.
    linking: bool,
    outcomes: RefCell<Outcomes>,
    sink: Sink,
    zip: ZipWriter,
}

thread_local! {
    static CONTROL: RefCell<Option<Rc<Control>>> = const { RefCell::new(None) };
}

/// Whether a run is under way, paused or not.
pub fn is_running(app: App) -> bool {
    app.run.with_untracked(|run| {
        run.as_ref()
            .is_some_and(|run| matches!(run.stage, Stage::Running | Stage::Paused))
    })
}

/// Whether nothing runs, nothing is being read, no series is left to look at, and a linking key that is wanted can be
/// made.
fn may_start(app: App) -> bool {
    let all_decided = app.review.with_untracked(|review| {
        app.catalogue
            .with_untracked(|catalogue| review.left(catalogue).is_empty())
    });
    let key = app.key_form.with_untracked(|form| form.problem().is_none());
    all_decided && key && !is_running(app) && app.intake.with_untracked(Option::is_none)
}

/// Starts a delivery; call while the click lasts. Does nothing while one runs or a series is left to look at.
pub fn start(app: App, to: ZipTo) {
    if !may_start(app) {
        return;
    }
    let stem = format!("Darkroom-{}", today());
    let picked = match to {
        ZipTo::Download => None,
        ZipTo::PickedFile => match sink::pick(&format!("{stem}.zip")) {
            Some(picked) => Some(picked),
            None => {
                return app.fault.set(Some(
                    "This browser cannot save to a chosen file; use the download.".into(),
                ));
            }
        },
    };
    spawn_local(async move {
        if let Some(sink) = open_sink(app, stem, picked).await {
            deliver(app, sink).await;
        }
    });
}

async fn open_sink(app: App, stem: String, picked: Option<Promise>) -> Option<Sink> {
    let Some(picked) = picked else {
        return Some(Sink::Download(Download::new(stem)));
    };
    match PickedFile::open(picked).await? {
        Ok(file) => Some(Sink::File(file)),
        Err(error) => {
            app.fault.set(Some(error.to_string()));
            None
        }
    }
}

/// Stops cleaning after what is under way.
pub fn pause(app: App, paused: bool) {
    let Some(control) = CONTROL.with_borrow(Clone::clone) else {
        return;
    };
    if is_running(app) && control.paused.replace(paused) != paused {
        control.events.unbounded_send(Event::Wake).ok();
    }
}

/// Stops the run at once.
pub fn cancel(app: App) {
    let Some(control) = CONTROL.with_borrow(Clone::clone) else {
        return;
    };
    if is_running(app) && !control.cancelled.replace(true) {
        pool::abort(Urgency::Clean);
        control.events.unbounded_send(Event::Wake).ok();
    }
}

async fn deliver(app: App, mut sink: Sink) {
    // Things may have changed while the person chose a file.
    if !may_start(app) {
        return sink.abort().await;
    }
    let secret = match linking::secret() {
        Ok(secret) => secret,
        Err(words) => return app.fault.set(Some(words)),
    };
    let (events, heard) = mpsc::unbounded();
    let control = Rc::new(Control {
        cancelled: Cell::new(false),
        paused: Cell::new(false),
        events,
    });
    CONTROL.set(Some(Rc::clone(&control)));
    let review = app.review.get_untracked();
    let (layout, clashing, entries, run) = app.catalogue.with_untracked(|catalogue| {
        let cases = engine::cases(catalogue, &secret);
        let layout = engine::layout(catalogue, &cases);
        let clashing = linking::with_opened(|key| engine::clashes(catalogue, &cases, key));
        let entries = plan(catalogue, &review, &layout);
        let run = open_books(catalogue, &review, &entries);
        (layout, clashing, entries, run)
    });
    let to = match sink {
        Sink::Download(_) => ZipTo::Download,
        Sink::File(_) => ZipTo::PickedFile,
    };
    let books = Books {
        run: Run { to, ..run },
        started: js::now(),
        paused_at: None,
        paused_for: 0.0,
    };
    let (books, zip) = (Rc::new(RefCell::new(books)), ZipWriter::new());
    let (policy, outcomes) = (app.rules(), RefCell::default());
    let linking = linking::begin(app);
    let mut delivery = Delivery {
        app,
        control,
        books,
        review,
        policy,
        secret,
        layout,
        clashing,
        linking,
        outcomes,
        sink,
        zip,
    };
    delivery.show();
    delivery.tick();
    let stage = match delivery.work(entries, heard).await {
        Ok(true) => Stage::Done,
        Ok(false) => Stage::Cancelled,
        Err(error) => Stage::Failed(error.to_string()),
    };
    if stage != Stage::Done {
        // A run that has not ended keeps the next from starting: these are this run's own questions.
        pool::abort(Urgency::Clean);
        delivery.end(stage);
        delivery.sink.abort().await;
    } else {
        delivery.end(stage);
    }
    // Zips that were closed before a run was stopped or failed are out, and their key is wanted as well.
    let delivered = !delivery.books.borrow().run.saved.is_empty();
    linking::end(app, delivered);
}

impl Delivery {
    /// Cleans and writes everything; `false` if it was cancelled.
    async fn work(
        &mut self,
        entries: Vec<Entry>,
        mut heard: UnboundedReceiver<Event>,
    ) -> Result<bool, SaveError> {
        let mut waiting = entries.into_iter();
        let mut out = 0;
        loop {
            if self.control.cancelled.get() {
                return Ok(false);
            }
            self.mark_pause();
            while !self.control.paused.get()
                && out < 2 * pool::size()
                && let Some(entry) = waiting.next()
            {
                // Workers that will have no file of their own help to paint long clips.
                let places = pool::size() / (out + 1 + waiting.len());
                if self.ask(entry, places, false) {
                    out += 1;
                }
            }
            if out == 0 && waiting.len() == 0 {
                break;
            }
            match heard.next().await {
                Some(Event::Cleaned(entry, file, outcome, buffers, spooled)) => {
                    out -= 1;
                    let made = outcome.and_then(|head| {
                        match pieces(&head, &file, buffers, spooled.as_ref()) {
                            Some(pieces) => Ok((head, pieces)),
                            None => Err(HeldReason::EngineStopped),
                        }
                    });
                    self.take(entry, made).await?;
                }
                Some(Event::Stopped(entry, false)) => {
                    if !self.ask(entry, 1, true) {
                        out -= 1;
                    }
                }
                Some(Event::Stopped(entry, true)) => {
                    out -= 1;
                    self.note(&entry, Some(HeldReason::EngineStopped));
                }
                Some(Event::Wake) => {}
                None => return Ok(false),
            }
        }
        self.write_last_words().await?;
        if self.control.cancelled.get() {
            return Ok(false);
        }
        self.close_zip().await?;
        Ok(true)
    }

    /// Asks for a cleaned file; `false` if there is nothing to ask, and the image is held.
    fn ask(&self, entry: Entry, places: usize, alone: bool) -> bool {
        if !entry.looked_at {
            self.note(&entry, Some(HeldReason::NotLookedAt));
            return false;
        }
        if self.clashing.contains(&entry.patient) {
            self.note(&entry, Some(HeldReason::CaseNameTaken));
            return false;
        }
        let Some((origin, file)) = store::origin(entry.instance) else {
            self.note(&entry, Some(HeldReason::Unreadable));
            return false;
        };
        let regions = self
            .app
            .catalogue
            .with_untracked(|catalogue| self.review.reaching(catalogue, entry.instance));
        let regions = regions.into_iter().map(|(_, region)| region).collect();
        let order = Order {
            policy: self.policy.clone(),
            regions,
            looked_at: entry.looked_at,
            linking: self.linking,
            // A video that is not held is one that somebody chose to have compressed again.
            video: self.app.catalogue.with_untracked(|catalogue| {
                catalogue
                    .summary(entry.instance)
                    .is_some_and(Summary::is_video)
            }),
        };
        self.begin_painting(entry.instance, &order);
        // A file of an archive would have to be unpacked in every worker.
        let runs = match origin.locator.is_file() {
            true => self.runs(entry.instance, &order, places),
            false => Vec::new(),
        };
        let ask = Ask {
            entry,
            file,
            locator: origin.locator,
            order,
            secret: *self.secret.bytes(),
            alone,
            events: self.control.events.clone(),
            books: Rc::downgrade(&self.books),
        };
        match runs.is_empty() {
            true => ask.submit(Runs::new()),
            false => spawn_local(ask.submit_painted(runs)),
        }
        true
    }

    /// Enters a clip whose frames are told, of which none is painted yet.
    fn begin_painting(&self, instance: InstanceId, order: &Order) {
        let frames = self.app.catalogue.with_untracked(|catalogue| {
            let summary = catalogue.summary(instance)?;
            Some(engine::frames_to_paint(summary, &order.regions))
        });
        if let Some(frames) = frames.filter(|frames| *frames >= LONG_CLIP) {
            let painting = &mut self.books.borrow_mut().run.painting;
            painting.insert(instance, (0, frames));
        }
    }

    /// The runs of frames that are worth being painted in so many places at once.
    fn runs(&self, instance: InstanceId, order: &Order, places: usize) -> Vec<Range<u32>> {
        self.app.catalogue.with_untracked(|catalogue| {
            let summary = catalogue.summary(instance);
            summary.map_or_else(Vec::new, |summary| {
                engine::runs(summary, &order.regions, places)
            })
        })
    }

    /// Writes a cleaned file, or notes why it is held.
    async fn take(
        &mut self,
        entry: Entry,
        made: Result<(CleanedHead, Vec<Piece>), HeldReason>,
    ) -> Result<(), SaveError> {
        let (head, pieces) = match made {
            Ok(made) => made,
            Err(reason) => {
                self.note(&entry, Some(reason));
                return Ok(());
            }
        };
        if self.sink.is_full() {
            self.close_zip().await?;
        }
        // Also of an image that the drive then does not take: rather one too many than a file that nobody can trace.
        if let Some(links) = &head.links {
            linking::gather(links);
        }
        self.write_entry(&entry.name, head.crc32, head.size, pieces)
            .await?;
        self.note(&entry, None);
        Ok(())
    }

    async fn write_entry(
        &mut self,
        name: &str,
        crc32: u32,
        size: u64,
        pieces: Vec<Piece>,
    ) -> Result<(), SaveError> {
        let header = self.zip.local_header(name, crc32, size);
        self.sink
            .write(Piece::Made(Uint8Array::from(header.as_slice())))
            .await?;
        for piece in pieces {
            if self.control.cancelled.get() {
                return Ok(());
            }
            self.sink.write(piece).await?;
        }
        Ok(())
    }

    /// The certificate, last in the zip since it tells what became of every image.
    async fn write_last_words(&mut self) -> Result<(), SaveError> {
        let certificate = self.certificate();
        let last_words = engine::last_words(&certificate);
        self.books.borrow_mut().run.certificate = Some(Arc::new(certificate));
        for (name, bytes) in last_words {
            let piece = Piece::Made(Uint8Array::from(bytes.as_slice()));
            self.write_entry(
                name,
                crc32fast::hash(&bytes),
                bytes.len() as u64,
                vec![piece],
            )
            .await?;
        }
        Ok(())
    }

    fn certificate(&self) -> Certificate {
        let facts = RunFacts {
            policy: self.policy.clone(),
            page_sha256: self.app.page_sha256.get_value(),
            date: Some(today()),
        };
        self.app.catalogue.with_untracked(|catalogue| {
            let outcomes = self.outcomes.borrow();
            engine::certificate(facts, catalogue, &self.review, &self.layout, &outcomes)
        })
    }

    /// Ends a zip and begins the next.
    async fn close_zip(&mut self) -> Result<(), SaveError> {
        let directory = std::mem::take(&mut self.zip).finish();
        self.sink
            .write(Piece::Made(Uint8Array::from(directory.as_slice())))
            .await?;
        let name = self.sink.close().await?;
        self.books.borrow_mut().run.saved.push(name);
        Ok(())
    }

    /// Enters what became of an image: cleaned, or held for a reason.
    fn note(&self, entry: &Entry, held: Option<HeldReason>) {
        let outcome = held.clone().map_or(Ok(()), Err);
        self.outcomes.borrow_mut().insert(entry.instance, outcome);
        let run = &mut self.books.borrow_mut().run;
        run.images_done += 1;
        run.painting.remove(&entry.instance);
        run.bytes_done += entry.size;
        run.counts.waiting = run.counts.waiting.saturating_sub(1);
        if let Some((done, _)) = run.per_patient.get_mut(entry.patient) {
            *done += 1;
        }
        match held {
            None => run.counts.cleaned += 1,
            Some(reason) => {
                run.counts.held += 1;
                run.held.push((entry.instance, reason));
            }
        }
    }

    fn mark_pause(&self) {
        let mut books = self.books.borrow_mut();
        let paused = self.control.paused.get();
        match (books.paused_at, paused) {
            (None, true) => books.paused_at = Some(js::now()),
            (Some(since), false) => {
                books.paused_for += js::now() - since;
                books.paused_at = None;
            }
            _ => return,
        }
        books.run.stage = if paused {
            Stage::Paused
        } else {
            Stage::Running
        };
        drop(books);
        self.show();
    }

    fn show(&self) {
        show(self.app, &self.books);
    }

    fn end(&self, stage: Stage) {
        self.books.borrow_mut().run.stage = stage;
        self.show();
    }

    /// Shows how far the run is, some times a second, for as long as it goes on.
    fn tick(&self) {
        let (app, books) = (self.app, Rc::downgrade(&self.books));
        spawn_local(async move {
            loop {
                js::sleep(TICK).await;
                match books.upgrade() {
                    Some(books) if books.borrow().run.stage == Stage::Running => show(app, &books),
                    Some(books) if books.borrow().run.stage == Stage::Paused => {}
                    _ => return,
                }
            }
        });
    }
}

fn show(app: App, books: &RefCell<Books>) {
    let run = {
        let mut books = books.borrow_mut();
        let until = books.paused_at.unwrap_or_else(js::now);
        books.run.elapsed_ms = until - books.started - books.paused_for;
        books.run.clone()
    };
    app.run.set(Some(run));
}

/// What may leave, in the order of the zip.
fn plan(catalogue: &Catalogue, review: &Review, layout: &Layout) -> Vec<Entry> {
    let is_decided = |id| {
        matches!(
            review.state(catalogue, id),
            SeriesState::Cleared | SeriesState::Redacted
        )
    };
    let looked_at: Vec<bool> = (0..catalogue.series.len()).map(is_decided).collect();
    let entry = |instance| {
        let series = catalogue.series_of(instance)?;
        Some(Entry {
            instance,
            name: layout.name(instance)?,
            size: catalogue.item(instance)?.size,
            patient: catalogue.series(series)?.patient,
            looked_at: looked_at.get(series).copied().unwrap_or(false),
        })
    };
    review
        .to_clean(catalogue)
        .into_iter()
        .filter_map(entry)
        .collect()
}

fn open_books(catalogue: &Catalogue, review: &Review, entries: &[Entry]) -> Run {
    let mut per_patient = vec![(0, 0); catalogue.patients.len()];
    for entry in entries {
        if let Some((_, all)) = per_patient.get_mut(entry.patient) {
            *all += 1;
        }
    }
    Run {
        stage: Stage::Running,
        images: entries.len(),
        images_done: 0,
        bytes: entries.iter().map(|entry| entry.size).sum(),
        bytes_done: 0,
        elapsed_ms: 0.0,
        counts: Counts::before(catalogue, review),
        painting: BTreeMap::new(),
        per_patient,
        held: Vec::new(),
        to: ZipTo::Download,
        saved: Vec::new(),
        certificate: None,
    }
}

/// A cleaned file's bytes in order; `None` if they are not as many as was said.
fn pieces(
    head: &CleanedHead,
    file: &File,
    buffers: Vec<ArrayBuffer>,
    spooled: Option<&Blob>,
) -> Option<Vec<Piece>> {
    let mut buffers = buffers.into_iter();
    let mut size = 0;
    let mut pieces = Vec::with_capacity(head.parts.len());
    for part in &head.parts {
        pieces.push(match *part {
            PartHead::Made => {
                let bytes = Uint8Array::new(buffers.next()?.as_ref());
                size += u64::from(bytes.length());
                Piece::Made(bytes)
            }
            PartHead::Kept(start, end) => {
                let slice = file.slice_with_f64_and_f64(start as f64, end as f64).ok()?;
                size += slice.size() as u64;
                Piece::Kept(slice)
            }
            PartHead::Spooled(start, end) => {
                let slice = spooled?.slice_with_f64_and_f64(start as f64, end as f64);
                let slice = slice.ok()?;
                size += slice.size() as u64;
                Piece::Spooled(slice)
            }
        });
    }
    (size == head.size && buffers.next().is_none()).then_some(pieces)
}

/// Today where the person sits, as YYYY-MM-DD.
fn today() -> String {
    let now = js_sys::Date::new_0();
    let local = now.get_time() / 1_000.0 - now.get_timezone_offset() * 60.0;
    engine::day(local.max(0.0) as u64)
}
