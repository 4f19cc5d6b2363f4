//! Whether a locked zip has arrived: told by the digest of all its bytes, since nothing in it can be read without the
//! passphrase, which nobody has to type again for this.

use leptos::prelude::*;
use web_sys::File;

use crate::engine::Locator;
use crate::pool::{self, Urgency};
use crate::protocol::given::MOST;
use crate::protocol::{FileKey, Request, Response};
use crate::state::Session;
use crate::state::zips::{Check, Whole};
use darkroom::deliver::Proof;

/// No file of the drop.
const NO_FILE: FileKey = FileKey::MAX;

/// What a zip is told by, if it is locked.
fn whole(session: Session, place: usize) -> Option<Whole> {
    session
        .zips
        .with_untracked(|zips| zips.get(place).and_then(|zip| zip.locked))
}

/// Which of the zips that wait a file is, byte for byte, if they are locked.
pub async fn recognised(session: Session, waiting: &[usize], file: &File) -> Option<usize> {
    let size = file.size();
    let mut locked = waiting
        .iter()
        .filter_map(|place| Some((*place, whole(session, *place)?)))
        .filter(|(_, whole)| whole.bytes as f64 == size)
        .peekable();
    locked.peek()?;
    let sha256 = digest(file).await?;
    locked
        .find(|(_, whole)| whole.sha256 == sha256)
        .map(|(place, _)| place)
}

/// What is known of a zip by the file that it was written to; `None` if it is not locked.
pub async fn check(session: Session, place: usize, file: &File) -> Option<Check> {
    let whole = whole(session, place)?;
    let files = session
        .zips
        .with_untracked(|zips| zips.get(place).map_or(0, |zip| zip.files.len()));
    let same_size = whole.bytes as f64 == file.size();
    Some(match digest(file).await {
        Some(sha256) if same_size && sha256 == whole.sha256 => Check::Whole(0),
        Some(_) => Check::Broken(unlike(files)),
        None => Check::Unreadable,
    })
}

/// What of a locked zip differs nobody can tell: it is all of it.
fn unlike(files: usize) -> Proof {
    Proof {
        different: files,
        ..Proof::default()
    }
}

/// What is known of a locked zip by one of other bytes that has its names.
pub fn damaged(session: Session, place: usize, proof: &Proof) -> Option<Check> {
    whole(session, place)?;
    (proof.whole == 0 && proof.different > 0).then(|| Check::Broken(proof.clone()))
}

async fn digest(file: &File) -> Option<darkroom::dicom::Digest> {
    if pool::reads() && file.size() > MOST {
        return None;
    }
    let request = Request::Digest {
        file: NO_FILE,
        locator: Locator::default(),
    };
    let files = vec![file.clone().into()];
    let answer = pool::ask_once(Urgency::Examine, request, files, None, |_| {}).await;
    match answer.ok()? {
        (Response::Digest(digest), ..) => digest,
        _ => None,
    }
}
