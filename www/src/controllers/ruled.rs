//! What the settings of a ruled browser forbid, as it comes to light: said once, with the way that works.

use leptos::prelude::*;

use crate::browser::folder::is_denied;
use crate::browser::listing::Listed;
use crate::state::Session;
use crate::words::ruled::NO_DROPPED_FOLDER;

/// Takes note of what a drop has shown: that folders can't be read, or that nothing may be written.
pub async fn note(session: Session, listed: &Listed) {
    if listed.is_refused {
        session.fault.set(Some(NO_DROPPED_FOLDER.into()));
    }
    if let Some(handle) = &listed.handle
        && is_denied(handle, "readwrite").await
    {
        refuse_writing(session);
    }
}

/// From now on a download is offered first.
pub fn refuse_writing(session: Session) {
    session.folders.update(|folders| folders.is_refused = true);
}
