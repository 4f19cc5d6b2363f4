//! One delivery from its first image to its papers: a few files at a time are asked for, and written as they come.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use futures_channel::mpsc::UnboundedReceiver;
use futures_util::StreamExt;
use leptos::prelude::*;

use super::ask::{Answered, Event};
use super::control::{self, Control};
use super::entry::{self, Entry};
use super::folders::{Folders, Placing};
use super::pieces::pieces;
use super::tally::{self, Tally};
use super::zipping::Zipping;
use super::{forecast, proof, zips};
use crate::browser::sink::{Piece, SaveError};
use crate::controllers::linking;
use crate::engine::{self, Secret};
use crate::pool::{self, Urgency};
use crate::protocol::CleanedHead;
use crate::state::Session;
use crate::state::run::Stage;
use darkroom::clean::HeldReason;
use darkroom::deid::Policy;
use darkroom::deliver::{CollectionName, Delivered, DicomDir, Layout, WrittenFile};
use darkroom::review::{Front, Gate, Outcomes, Review};

/// Where a delivery goes.
pub enum Target {
    Zip(Zipping),
    Folders(Rc<Folders>),
}

/// What is on its way.
#[derive(Default, PartialEq, Eq)]
pub(super) struct Out {
    /// Questions to workers.
    pub(super) cleaning: usize,
    /// Files that are being put into folders.
    pub(super) placing: usize,
}

/// A run that is under way, and all that it needs of the page.
pub(super) struct Delivery {
    pub(super) session: Session,
    pub(super) control: Rc<Control>,
    pub(super) tally: Rc<RefCell<Tally>>,
    pub(super) review: Review,
    pub(super) policy: Policy,
    pub(super) secret: Secret,
    pub(super) layout: Layout,
    /// What it is called.
    pub(super) collection: Option<CollectionName>,
    pub(super) outcomes: RefCell<Outcomes>,
    /// Whether a linking key was opened, or is to be kept.
    pub(super) keyed: bool,
    pub(super) target: Target,
    /// The DICOMDIR of the zip that is open, or of the folder, where one is wanted.
    pub(super) directory: Option<DicomDir>,
    /// Images that are in the zip that is open, or in a folder.
    pub(super) delivered: Delivered,
    /// Entries whose images are in a folder: another may have to get them, too.
    pub(super) seen: Vec<Entry>,
}

/// Cleans all that may leave into the target, and shows how far it is.
pub async fn deliver(session: Session, mut target: Target) {
    let secret = match linking::secret() {
        Ok(secret) => secret,
        Err(words) => {
            session.fault.set(Some(words));
            return target.abort().await;
        }
    };
    forecast::end();
    let (control, events) = control::take();
    let (mut delivery, entries) = Delivery::begin(session, control, secret, target);
    delivery.show();
    tally::keep_showing(session, &delivery.tally);
    let stage = match delivery.work(entries.into(), events).await {
        Ok(true) => Stage::Done,
        Ok(false) => Stage::Cancelled,
        Err(error) => Stage::Failed(error.to_string()),
    };
    if let Some(folders) = delivery.folders() {
        delivery.close_folders(&folders).await;
    }
    if stage != Stage::Done {
        // A run that has not ended keeps the next from starting: these are this run's own questions.
        pool::abort(Urgency::Clean);
        delivery.end(stage);
        delivery.target.abort().await;
    } else {
        delivery.end(stage);
        zips::keep_only(&delivery.tally.borrow().run.zips);
    }
    // What was written before a run was stopped or failed is out, and its key is wanted as well.
    let delivered = delivery.tally.borrow().run.has_delivered();
    linking::end(session, delivered);
    proof::read_back(session).await;
}

impl Target {
    /// Leaves nothing half-made.
    async fn abort(&mut self) {
        if let Self::Zip(zip) = self {
            zip.sink.abort().await;
        }
    }
}

impl Delivery {
    /// What is to be delivered as things stand, and where: nothing that a person does later changes it.
    fn begin(
        session: Session,
        control: Rc<Control>,
        secret: Secret,
        target: Target,
    ) -> (Self, Vec<Entry>) {
        let review = session.review.get_untracked();
        let folders = match &target {
            Target::Zip(_) => Vec::new(),
            Target::Folders(folders) => folders.shares(),
        };
        let is_disc = session.dicomdir.get_untracked();
        let policy = session.rules();
        let linking = linking::begin(session);
        let keyed = linking || linking::is_opened();
        let (layout, entries, tally) = session.catalogue.with_untracked(|catalogue| {
            // There is a secret, and so there are names.
            let aliases = linking::aliases(catalogue).unwrap_or_default();
            let cases = aliases.iter().map(|alias| alias.case.as_str().to_owned());
            let layout = engine::layout(catalogue, &cases.collect::<Vec<_>>(), &secret, &policy);
            let layout = if is_disc {
                layout.as_file_set()
            } else {
                layout
            };
            let gate = Gate {
                catalogue,
                review: &review,
                front: Front::Page,
                policy: &policy,
                linking,
                aliases: &aliases,
            };
            let entries = entry::plan(&gate);
            let tally = Tally::open(catalogue, &review, &entries, folders);
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
            collection: session.collection(),
            outcomes: RefCell::default(),
            keyed,
            target,
            directory: is_disc.then(DicomDir::new),
            delivered: Delivered::new(),
            seen: Vec::new(),
        };
        (delivery, entries)
    }

    /// Cleans and writes everything; `false` if it was cancelled.
    async fn work(
        &mut self,
        mut waiting: VecDeque<Entry>,
        mut events: UnboundedReceiver<Event>,
    ) -> Result<bool, SaveError> {
        let folders = self.folders();
        if let Some(folders) = &folders {
            self.open_folders(folders).await;
        }
        let mut out = Out::default();
        loop {
            if let Some(folders) = &folders {
                self.mend(folders, &mut waiting).await;
            }
            if self.control.cancelled.get() {
                // What is under way is taken away again before anybody is told that nothing half-made is left.
                while out.placing > 0
                    && let Some(event) = events.next().await
                {
                    out.placing -= usize::from(self.is_placed(event));
                }
                return Ok(false);
            }
            self.mark_pause();
            self.ask_more(&mut waiting, &mut out);
            if out == Out::default() && waiting.is_empty() && !self.is_stuck() {
                let ended = match &folders {
                    Some(folders) => self.papers_into(folders).await,
                    None => return self.close_zip(true).await,
                };
                match ended {
                    true => return Ok(!self.control.cancelled.get()),
                    false => continue,
                }
            }
            match events.next().await {
                Some(event) => self.go_on(event, &mut out).await?,
                None => return Ok(false),
            }
        }
    }

    /// Takes what has come.
    async fn go_on(&mut self, event: Event, out: &mut Out) -> Result<(), SaveError> {
        match event {
            Event::Cleaned(answered) => {
                out.cleaning -= 1;
                out.placing += usize::from(self.cleaned(*answered).await?);
            }
            Event::Stopped(entry, false) => {
                if !self.ask(*entry, 1, true) {
                    out.cleaning -= 1;
                }
            }
            Event::Stopped(entry, true) => {
                out.cleaning -= 1;
                self.hold(&entry, HeldReason::EngineStopped);
            }
            Event::Placed(_) => out.placing -= usize::from(self.is_placed(event)),
            Event::Wake => {}
        }
        Ok(())
    }

    /// The folders that it goes to, if it does.
    fn folders(&self) -> Option<Rc<Folders>> {
        match &self.target {
            Target::Zip(_) => None,
            Target::Folders(folders) => Some(Rc::clone(folders)),
        }
    }

    /// Whether no folder can be written to: a person has to say what is to be done.
    fn is_stuck(&self) -> bool {
        self.folders().is_some_and(|folders| folders.is_stuck())
    }

    /// Enters a file that was put into its folders; whether the event was that.
    fn is_placed(&mut self, event: Event) -> bool {
        let (Event::Placed(placed), Some(folders)) = (event, self.folders()) else {
            return false;
        };
        self.placed(&folders, *placed);
        // While the run waits for somebody, nothing else shows how it stands.
        if self.control.paused.get() {
            self.show();
        }
        true
    }

    /// Takes a worker's answer; whether the file is on its way into the folders.
    async fn cleaned(&mut self, answered: Answered) -> Result<bool, SaveError> {
        let Answered {
            entry,
            file,
            outcome,
            buffers,
            spooled,
        } = answered;
        let made = outcome.and_then(
            |head| match pieces(&head, &file, buffers, spooled.as_ref()) {
                Some(pieces) => Ok((head, pieces)),
                None => Err(HeldReason::EngineStopped),
            },
        );
        self.take(entry, made).await
    }

    /// Writes a cleaned file, or notes why it is held; whether it is on its way into the folders.
    async fn take(
        &mut self,
        entry: Entry,
        made: Result<(CleanedHead, Vec<Piece>), HeldReason>,
    ) -> Result<bool, SaveError> {
        let made = made.and_then(|(head, pieces)| {
            let path = self.layout.path(entry.instance, &head.filing);
            Ok((path.ok_or(HeldReason::InstanceUidTaken)?, head, pieces))
        });
        let (name, head, pieces) = match made {
            Ok(made) => made,
            Err(reason) => {
                self.hold(&entry, reason);
                return Ok(false);
            }
        };
        let is_full = matches!(&self.target, Target::Zip(zip) if zip.sink.is_full());
        if is_full && !self.close_zip(false).await? {
            return Ok(false);
        }
        // Also of an image that the drive then does not take: rather one too many than a file that nobody can trace.
        if let Some(links) = &head.links {
            linking::gather(links);
        }
        let file = WrittenFile {
            name,
            size: head.size,
            sha256: head.sums.sha256,
        };
        let written = file.clone();
        match &mut self.target {
            Target::Zip(zip) => {
                zip.put(file, head.sums.crc32, pieces, &self.control)
                    .await?;
                if let Some(directory) = &mut self.directory {
                    directory.add(&written.name, &head.filing);
                }
            }
            Target::Folders(folders) => {
                let placing = Placing {
                    entry,
                    file,
                    pieces,
                    filing: self.directory.is_some().then(|| Box::new(head.filing)),
                };
                folders.put(placing, &self.control, Rc::downgrade(&self.tally));
                return Ok(true);
            }
        }
        self.delivered.insert(entry.instance, written);
        self.note(&entry, None);
        Ok(false)
    }

    /// Ends a zip, the last or one that another follows; `false` if the run was cancelled meanwhile.
    async fn close_zip(&mut self, is_last: bool) -> Result<bool, SaveError> {
        self.write_papers(is_last).await?;
        if self.control.cancelled.get() {
            return Ok(false);
        }
        let Target::Zip(zip) = &mut self.target else {
            return Ok(true);
        };
        let zip = zip.close(self.session).await?;
        self.delivered.clear();
        self.tally.borrow_mut().run.zips.push(zip);
        Ok(true)
    }

    /// Enters that an image is held; one that a folder has from before is missed by the other.
    pub(super) fn hold(&mut self, entry: &Entry, reason: HeldReason) {
        match self.folders() {
            Some(folders) => self.unreadable(&folders, entry, reason),
            None => self.note(entry, Some(reason)),
        }
    }

    /// Enters what became of an image: cleaned, or held for a reason.
    pub(super) fn note(&self, entry: &Entry, held: Option<HeldReason>) {
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

    pub(super) fn show(&self) {
        tally::show(self.session, &self.tally);
    }

    fn end(&self, stage: Stage) {
        self.tally.borrow_mut().run.stage = stage;
        self.show();
    }
}
