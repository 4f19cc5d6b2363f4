//! A question for a cleaned file, put to the workers; a long clip's frames are painted by all of them first.
//!
//! Whatever comes of it is one [`Event`] of the delivery, unless the delivery is gone by then.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::{Rc, Weak};

use futures_channel::mpsc::UnboundedSender;
use js_sys::ArrayBuffer;
use web_sys::{Blob, File};

use super::ahead::{self, Runs};
use super::books::Books;
use super::entry::Entry;
use crate::controllers::store::Origin;
use crate::engine::Order;
use crate::pool::{self, Job, Reply, Urgency};
use crate::protocol::{CleanedHead, Request, Response};
use darkroom::catalogue::InstanceId;
use darkroom::clean::HeldReason;

/// What a delivery hears.
pub enum Event {
    Cleaned(
        Entry,
        File,
        Result<CleanedHead, HeldReason>,
        Vec<ArrayBuffer>,
        Option<Blob>,
    ),
    /// The worker stopped; `alone` if it held nothing else.
    Stopped(Entry, bool),
    /// A person has said something to the run.
    Wake,
}

/// A question for a cleaned file.
pub struct Ask {
    pub entry: Entry,
    pub file: File,
    pub origin: Origin,
    pub order: Order,
    pub secret: [u8; 32],
    /// Whether it gets a worker for itself.
    pub alone: bool,
    pub events: UnboundedSender<Event>,
    pub books: Weak<RefCell<Books>>,
}

impl Ask {
    /// Has the runs painted, then asks for the file.
    pub async fn submit_painted(self, runs: Vec<Range<u32>>) {
        let events = self.events.clone();
        let wanted = Rc::new(move || !events.is_closed());
        let regions = &self.order.regions;
        let told = told(&self.books, self.entry.instance);
        let from = (&self.origin, &self.file);
        match ahead::painted(from, regions, runs, wanted, told).await {
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
    pub fn submit(self, painted: Runs) {
        let Self {
            entry,
            file,
            origin,
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
            file: origin.file,
            locator: origin.locator,
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
