//! A question for a cleaned file, put to the workers; a long clip's frames are painted by all of them first.
//!
//! Whatever comes of it is one [`Event`] of the delivery, unless the delivery is gone by then.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::{Rc, Weak};

use futures_channel::mpsc::UnboundedSender;
use js_sys::ArrayBuffer;
use web_sys::{Blob, File};

use super::entry::Entry;
use super::folders::Placed;
use super::paint_runs::{self, Runs};
use super::tally::Tally;
use crate::controllers::store::Origin;
use crate::engine::Order;
use crate::pool::{self, Job, Reply, Urgency};
use crate::protocol::{CleanedHead, Request, Response};
use darkroom::catalogue::InstanceId;
use darkroom::clean::HeldReason;

/// What comes to a delivery while it goes on.
pub enum Event {
    Cleaned(Box<Answered>),
    /// The worker stopped; `alone` if it held nothing else.
    Stopped(Box<Entry>, bool),
    /// A file has been put into its folders, or could not be.
    Placed(Box<Placed>),
    /// A person has said something to the run.
    Wake,
}

/// What became of an image, with the bytes beside it.
pub struct Answered {
    pub entry: Entry,
    pub file: File,
    pub outcome: Result<CleanedHead, HeldReason>,
    pub buffers: Vec<ArrayBuffer>,
    pub spooled: Option<Blob>,
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
    pub tally: Weak<RefCell<Tally>>,
}

impl Ask {
    /// Has the runs painted, then asks for the file.
    pub async fn submit_painted(self, runs: Vec<Range<u32>>) {
        let events = self.events.clone();
        let wanted = Rc::new(move || !events.is_closed());
        let regions = &self.order.regions;
        let painting = painting(&self.tally, self.entry.instance);
        let from = (&self.origin, &self.file);
        match paint_runs::painted(from, regions, runs, wanted, painting).await {
            Ok(Ok(painted)) => {
                if let (true, Some(tally)) = (painted.is_empty(), self.tally.upgrade()) {
                    tally.borrow_mut().forget_painted(self.entry.instance);
                }
                self.submit(painted);
            }
            Ok(Err(reason)) => {
                let held = Answered {
                    entry: self.entry,
                    file: self.file,
                    outcome: Err(reason),
                    buffers: Vec::new(),
                    spooled: None,
                };
                let held = Event::Cleaned(Box::new(held));
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
            tally,
        } = self;
        let painting = painting(&tally, entry.instance);
        let none_painted = painted.is_empty();
        let (painted, blobs): (Vec<_>, Vec<_>) = painted.into_iter().unzip();
        let files = std::iter::once(file.clone().into()).chain(blobs).collect();
        let request = Request::Clean {
            file: origin.file,
            locator: origin.locator,
            order: Box::new(order),
            secret,
            painted,
        };
        let reply = move |reply| {
            let event = match reply {
                Reply::Last(Response::Cleaned(outcome), buffers, spooled) => {
                    Event::Cleaned(Box::new(Answered {
                        entry: entry.clone(),
                        file: file.clone(),
                        outcome,
                        buffers,
                        spooled,
                    }))
                }
                // Frames that were painted before are reported again as they are put into their file.
                Reply::Part(Response::FramesPainted(frames)) if none_painted => {
                    return painting(frames);
                }
                Reply::Part(..) => return,
                Reply::Last(..) | Reply::Stopped => Event::Stopped(Box::new(entry.clone()), alone),
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

/// Enters painted frames into a run's tally, while there is one.
fn painting(tally: &Weak<RefCell<Tally>>, instance: InstanceId) -> Rc<dyn Fn(u32)> {
    let tally = Weak::clone(tally);
    Rc::new(move |frames| {
        if let Some(tally) = tally.upgrade() {
            tally.borrow_mut().painted(instance, frames);
        }
    })
}
