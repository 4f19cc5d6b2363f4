//! One delivery from its first image to its last zip: a few files at a time are asked for, and written as they come.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use js_sys::Uint8Array;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::ask::{Answered, Ask, Event};
use super::control::{self, Control};
use super::entry::{self, Entry};
use super::lock::Lock;
use super::paint_runs::Runs;
use super::pieces::pieces;
use super::tally::{self, Tally};
use super::{proof, zips};
use crate::browser::sink::{Piece, SaveError, Sink};
use crate::controllers::linking;
use crate::controllers::store;
use crate::engine::{self, Secret, ZipWriter};
use crate::pool::{self, Urgency};
use crate::protocol::CleanedHead;
use crate::state::Session;
use crate::state::run::Stage;
use crate::state::run::ZipTo;
use darkroom::clean::{HeldReason, Sums};
use darkroom::deid::Policy;
use darkroom::deliver::{Certificate, Delivered, Layout, PartReport, RunFacts, WrittenFile};
use darkroom::review::{Front, Gate, Outcomes, Review};

/// A run that is under way, and all that it needs of the page.
struct Delivery {
    session: Session,
    control: Rc<Control>,
    tally: Rc<RefCell<Tally>>,
    review: Review,
    policy: Policy,
    secret: Secret,
    layout: Layout,
    outcomes: RefCell<Outcomes>,
    /// Whether a linking key was opened, or is to be kept.
    keyed: bool,
    sink: Sink,
    zip: ZipWriter,
    /// What encrypts it, if anything does.
    lock: Lock,
    /// What was written into the zip that is open, and which of it are images.
    written: Vec<WrittenFile>,
    delivered: Delivered,
}

/// Cleans all that may leave into the sink, and shows how far it is.
pub async fn deliver(session: Session, mut sink: Sink) {
    let made = linking::secret().and_then(|secret| Ok((secret, Lock::take(session)?)));
    let (secret, lock) = match made {
        Ok(made) => made,
        Err(words) => {
            session.fault.set(Some(words));
            return sink.abort().await;
        }
    };
    let (control, events) = control::take();
    let (mut delivery, entries) = Delivery::begin(session, control, secret, (sink, lock));
    delivery.show();
    tally::keep_showing(session, &delivery.tally);
    let stage = match delivery.work(entries, events).await {
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
        zips::keep_only(&delivery.tally.borrow().run.zips);
    }
    // Zips that were closed before a run was stopped or failed are out, and their key is wanted as well.
    let delivered = !delivery.tally.borrow().run.zips.is_empty();
    linking::end(session, delivered);
    proof::read_back(session).await;
}

impl Delivery {
    /// What is to be delivered as things stand, and where: nothing that a person does later changes it.
    fn begin(
        session: Session,
        control: Rc<Control>,
        secret: Secret,
        (sink, lock): (Sink, Lock),
    ) -> (Self, Vec<Entry>) {
        let review = session.review.get_untracked();
        let to = match sink {
            Sink::Download(_) => ZipTo::Download,
            Sink::File(_) => ZipTo::PickedFile,
        };
        let policy = session.rules();
        let linking = linking::begin(session);
        let keyed = linking || linking::is_opened();
        let (layout, entries, tally) = session.catalogue.with_untracked(|catalogue| {
            // There is a secret, and so there are names.
            let aliases = linking::aliases(catalogue).unwrap_or_default();
            let cases = aliases.iter().map(|alias| alias.case.as_str().to_owned());
            let layout = engine::layout(catalogue, &cases.collect::<Vec<_>>(), &secret, &policy);
            let gate = Gate {
                catalogue,
                review: &review,
                front: Front::Page,
                policy: &policy,
                linking,
                aliases: &aliases,
            };
            let entries = entry::plan(&gate);
            let tally = Tally::open(catalogue, &review, &entries, to);
            (layout, entries, tally)
        });
        let delivery = Self {
            session,
            control,
            tally: Rc::new(RefCell::new(tally)),
            review,
            policy,
            secret,
            layout,
            outcomes: RefCell::default(),
            keyed,
            sink,
            zip: lock.zip(),
            lock,
            written: Vec::new(),
            delivered: Delivered::new(),
        };
        (delivery, entries)
    }

    /// Cleans and writes everything; `false` if it was cancelled.
    async fn work(
        &mut self,
        entries: Vec<Entry>,
        mut events: UnboundedReceiver<Event>,
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
            match events.next().await {
                Some(Event::Cleaned(answered)) => {
                    out -= 1;
                    let Answered {
                        entry,
                        file,
                        outcome,
                        buffers,
                        spooled,
                    } = *answered;
                    let made = outcome.and_then(|head| {
                        match pieces(&head, &file, buffers, spooled.as_ref()) {
                            Some(pieces) => Ok((head, pieces)),
                            None => Err(HeldReason::EngineStopped),
                        }
                    });
                    self.take(entry, made).await?;
                }
                Some(Event::Stopped(entry, false)) => {
                    if !self.ask(*entry, 1, true) {
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
        self.close_zip(true).await
    }

    /// Asks for a cleaned file; `false` if there is nothing to ask, and the image is held.
    fn ask(&self, entry: Entry, places: usize, alone: bool) -> bool {
        let order = match entry.order.clone() {
            Ok(order) => order,
            Err(reason) => {
                self.note(&entry, Some(reason));
                return false;
            }
        };
        let Some((origin, file)) = store::origin(entry.instance) else {
            self.note(&entry, Some(HeldReason::Unreadable));
            return false;
        };
        // A file of an archive would have to be unpacked in every worker, or a whole file be sent to each.
        let shared = origin.locator.is_file() && !pool::reads();
        let places = if shared { places } else { 1 };
        let (frames, runs) = self.session.catalogue.with_untracked(|catalogue| {
            let summary = catalogue.summary(entry.instance);
            summary.map_or_else(Default::default, |summary| {
                let regions = &order.regions;
                let runs = engine::runs(summary, regions, places);
                (engine::frames_to_paint(summary, regions), runs)
            })
        });
        self.tally.borrow_mut().begin(&entry, frames);
        let ask = Ask {
            entry,
            file,
            origin,
            order,
            secret: *self.secret.bytes(),
            alone,
            events: self.control.events.clone(),
            tally: Rc::downgrade(&self.tally),
        };
        match runs.is_empty() {
            true => ask.submit(Runs::new()),
            false => spawn_local(ask.submit_painted(runs)),
        }
        true
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
        let Some(path) = self.layout.path(entry.instance, &head.filing) else {
            self.note(&entry, Some(HeldReason::InstanceUidTaken));
            return Ok(());
        };
        if self.sink.is_full() && !self.close_zip(false).await? {
            return Ok(());
        }
        // Also of an image that the drive then does not take: rather one too many than a file that nobody can trace.
        if let Some(links) = &head.links {
            linking::gather(links);
        }
        let written = self.write_entry(path, head.sums, head.size, pieces).await?;
        self.delivered.insert(entry.instance, written);
        self.note(&entry, None);
        Ok(())
    }

    async fn write_entry(
        &mut self,
        name: String,
        sums: Sums,
        size: u64,
        pieces: Vec<Piece>,
    ) -> Result<WrittenFile, SaveError> {
        let header = self.zip.local_header(&name, sums.crc32, size);
        let written = WrittenFile {
            name,
            size,
            sha256: sums.sha256,
        };
        self.written.push(written.clone());
        self.lock.put(&mut self.sink, &header).await?;
        let is_cancelled = || self.control.cancelled.get();
        self.lock
            .write(&mut self.sink, pieces, is_cancelled)
            .await?;
        Ok(written)
    }

    /// The certificate and what goes with it, last in the zip since it says what became of every image.
    async fn write_papers(&mut self, is_last: bool) -> Result<(), SaveError> {
        let number = self.tally.borrow().run.zips.len() + 1;
        let is_one_of_several = number > 1 || !is_last;
        let part = is_one_of_several.then_some(PartReport { number, is_last });
        let certificate = self.certificate(part);
        let papers = certificate.papers();
        if is_last {
            self.tally.borrow_mut().run.certificate = Some(Arc::new(certificate));
        }
        for (name, bytes) in papers {
            let piece = Piece::Made(Uint8Array::from(bytes.as_slice()));
            let (sums, size) = (Sums::of(&bytes), bytes.len() as u64);
            self.write_entry(name, sums, size, vec![piece]).await?;
        }
        Ok(())
    }

    fn certificate(&self, part: Option<PartReport>) -> Certificate {
        let facts = RunFacts {
            policy: self.policy.clone(),
            policy_file: self.session.policy_mark_of(&self.policy),
            page: Some(self.session.own.facts_now()),
            date: Some(today()),
            front: Front::Page,
            // What was seen here was decoded here.
            undecodable: 0,
            // Here templates are offered where they fit, and nowhere else.
            idle_regions: 0,
            part,
        };
        let certificate = self.session.catalogue.with_untracked(|catalogue| {
            let outcomes = self.outcomes.borrow();
            let (review, layout, delivered) = (&self.review, &self.layout, &self.delivered);
            engine::certificate(facts, catalogue, review, layout, &outcomes, delivered)
        });
        match self.keyed {
            true => certificate.sealed(&self.secret),
            false => certificate,
        }
    }

    /// Ends a zip, the last or one that another follows; `false` if the run was cancelled meanwhile.
    async fn close_zip(&mut self, is_last: bool) -> Result<bool, SaveError> {
        self.write_papers(is_last).await?;
        if self.control.cancelled.get() {
            return Ok(false);
        }
        let next = self.zip.another();
        let directory = std::mem::replace(&mut self.zip, next).finish();
        self.lock.put(&mut self.sink, &directory).await?;
        let closed = self.sink.close().await?;
        let written = std::mem::take(&mut self.written);
        let zip = zips::note(self.session, closed, written, self.lock.end());
        self.delivered.clear();
        self.tally.borrow_mut().run.zips.push(zip);
        Ok(true)
    }

    /// Enters what became of an image: cleaned, or held for a reason.
    fn note(&self, entry: &Entry, held: Option<HeldReason>) {
        let outcome = held.clone().map_or(Ok(()), Err);
        self.outcomes.borrow_mut().insert(entry.instance, outcome);
        self.tally.borrow_mut().note(entry, held);
    }

    fn mark_pause(&self) {
        let news = self
            .tally
            .borrow_mut()
            .mark_pause(self.control.paused.get());
        if news {
            self.show();
        }
    }

    fn show(&self) {
        tally::show(self.session, &self.tally);
    }

    fn end(&self, stage: Stage) {
        self.tally.borrow_mut().run.stage = stage;
        self.show();
    }
}

/// Today where the person sits, as YYYY-MM-DD.
pub fn today() -> String {
    let now = js_sys::Date::new_0();
    let local = now.get_time() / 1_000.0 - now.get_timezone_offset() * 60.0;
    engine::day(local.max(0.0) as u64)
}

/// The time of day where the person sits, as HHMMSS.
pub fn time_of_day() -> String {
    let now = js_sys::Date::new_0();
    format!(
        "{:02}{:02}{:02}",
        now.get_hours(),
        now.get_minutes(),
        now.get_seconds()
    )
}
