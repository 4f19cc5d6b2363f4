//! Marking pictures for slides.

use leptos::prelude::*;

use crate::state::Session;
use crate::state::slides::{Slides, What, Work};
use darkroom::catalogue::InstanceId;
use darkroom::slides::{Format, Size, View};

/// Changes what is marked, or how it is saved; what was said of the last saving goes. Does nothing while pictures are
/// being drawn.
fn change(session: Session, change: impl FnOnce(&mut Slides)) {
    if session.slides.with_untracked(Slides::is_working) {
        return;
    }
    session.slides.update(|slides| {
        slides.work = Work::Idle;
        change(slides);
    });
}

/// Marks a picture as it is seen now, or takes its mark off again.
pub fn toggle(session: Session, what: What, (image, frame): (InstanceId, u32), view: View) {
    change(session, |slides| {
        slides.toggle(what, image, frame, view);
    });
}

/// Takes a mark off.
pub fn take_off(session: Session, id: u32) {
    change(session, |slides| slides.take_off(id));
}

/// In what format single pictures are saved.
pub fn choose_format(session: Session, format: Format) {
    change(session, |slides| slides.format = format);
}

/// How large pictures are saved.
pub fn choose_size(session: Session, size: Size) {
    change(session, |slides| slides.size = size);
}
