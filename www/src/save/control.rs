//! What a person says to the run that is under way: pause, carry on, stop.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use futures_channel::mpsc::{self, UnboundedReceiver, UnboundedSender};

use super::ask::Event;
use crate::pool::{self, Urgency};

/// How a run is spoken to.
pub struct Control {
    pub cancelled: Cell<bool>,
    pub paused: Cell<bool>,
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
