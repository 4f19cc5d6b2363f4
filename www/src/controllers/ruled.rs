//! What the settings of a ruled browser forbid, as it comes to light: said once, with the way that works.

use leptos::prelude::*;

use crate::browser::folder::is_denied;
use crate::browser::listing::Listed;
use crate::state::Session;
use crate::state::this_browser::{Came, Tried};
use crate::words::ruled::NO_DROPPED_FOLDER;

/// Takes note of what a drop has shown: that folders can't be read, or that nothing may be written.
pub async fn note(session: Session, listed: &Listed) {
    let came = Came::of(!listed.is_refused);
    tried(session, |tried| match listed.is_folder {
        true => tried.dropped_folder = came,
        false => tried.dropped = came,
    });
    if listed.is_refused {
        session.fault.set(Some(NO_DROPPED_FOLDER.into()));
    }
    if let Some(handle) = &listed.handle
        && is_denied(handle, "readwrite").await
    {
        tried(session, |tried| {
            (tried.folder, tried.file) = (Came::Refused, Came::Refused);
        });
        refuse_writing(session);
    }
}

/// Takes note of what came of something that a person has tried.
pub fn tried(session: Session, note: impl FnOnce(&mut Tried)) {
    session.browser.update(|browser| note(&mut browser.tried));
}

/// From now on a download is offered first.
pub fn refuse_writing(session: Session) {
    session.folders.update(|folders| folders.is_refused = true);
}
