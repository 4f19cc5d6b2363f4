//! What a person says to the run that is under way: pause, carry on, stop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::mpsc::{self, UnboundedReceiver, UnboundedSender};
use web_sys::FileSystemDirectoryHandle;

use super::ask::Event;
use crate::pool::{self, Urgency};

/// How a run is spoken to.
pub struct Control {
    pub cancelled: Cell<bool>,
    pub paused: Cell<bool>,
    /// Folders that were in trouble are to be tried again.
    pub retried: Cell<bool>,
    /// A folder is to take the place of one of the run's.
    pub replaced: RefCell<Option<(usize, FileSystemDirectoryHandle)>>,
    pub events: UnboundedSender<Event>,
}

thread_local! {
    static CONTROL: RefCell<Option<Rc<Control>>> = const { RefCell::new(None) };
}

/// Makes a run the one that is spoken to; what is said reaches it by the second.
pub fn take() -> (Rc<Control>, UnboundedReceiver<Event>) {
    let (events, received) = mpsc::unbounded();
    let control = Rc::new(Control {
        cancelled: Cell::new(false),
        paused: Cell::new(false),
        retried: Cell::new(false),
        replaced: RefCell::default(),
        events,
    });
    CONTROL.set(Some(Rc::clone(&control)));
    (control, received)
}

/// Stops cleaning after what is under way, or carries on.
pub fn pause(paused: bool) {
    let Some(control) = CONTROL.with_borrow(Clone::clone) else {
        return;
    };
    if control.paused.replace(paused) != paused {
        control.events.unbounded_send(Event::Wake).ok();
    }
}

/// Has folders that were in trouble tried again, and the run carries on.
pub fn retry() {
    say(|control| control.retried.set(true));
}

/// Has a folder take the place of one of the run's, and the run carries on.
pub fn replace(place: usize, folder: FileSystemDirectoryHandle) {
    say(|control| {
        control.replaced.replace(Some((place, folder)));
    });
}

fn say(say: impl FnOnce(&Control)) {
    if let Some(control) = CONTROL.with_borrow(Clone::clone) {
        say(&control);
        control.paused.set(false);
        control.events.unbounded_send(Event::Wake).ok();
    }
}

/// Stops the run at once.
pub fn cancel() {
    let Some(control) = CONTROL.with_borrow(Clone::clone) else {
        return;
    };
    if !control.cancelled.replace(true) {
        pool::abort(Urgency::Clean);
        control.events.unbounded_send(Event::Wake).ok();
    }
}
