//! The session's secret, and the linking key: opened before anything is cleaned, sealed when a run has ended.
//!
//! In come a sealed key's file and its passphrase, or what a run's originals became; out come the secret that case
//! names are made with, and a sealed key to save. What it holds is patient data: it lives in this page's memory only,
//! what a run gathered no longer than until it is sealed, a passphrase no longer than until it was used.

use std::cell::RefCell;

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, File};

use crate::browser::js;
use crate::browser::sink;
use crate::engine::Secret;
use crate::pool;
use crate::protocol::{OpenedKey, Request, Response};
use crate::state::Session;
use crate::state::key::{KeyForm, KeyState, Made, wipe};
use darkroom::catalogue::Catalogue;
use darkroom::catalogue::words::sentence;
use darkroom::clean::Links;
use darkroom::deid::{Alias, Pseudonyms};
use darkroom::deliver::{Linked, Names};

/// The name under which a key is saved.
pub const FILE_NAME: &str = "darkroom-linking-key.age";

const NO_SECRET: &str = "This browser gives no random numbers, so no pseudonym can be made.";
const STOPPED: &str = "The engine stopped on this linking key. There may not be enough memory: close other tabs, then try again.";

/// What a key holds besides its secret.
struct Opened {
    linked: Linked,
    /// What its patients are called.
    names: Names,
}

#[derive(Default)]
struct Held {
    /// Made when first needed; it dies with the page.
    secret: Option<Secret>,
    /// What the key that was opened holds.
    opened: Option<Opened>,
    /// What patients are called, as long as the page is open.
    names: Names,
    /// Of the run that goes on, where it is to keep a key.
    gathered: Option<(String, Linked)>,
    sealed: Option<Blob>,
}

thread_local! {
    static HELD: RefCell<Held> = RefCell::default();
}

/// The session's secret; the error is the reason in words.
pub fn secret() -> Result<Secret, String> {
    HELD.with_borrow_mut(|held| {
        if held.secret.is_none() {
            held.secret = Secret::random().ok();
        }
        held.secret.clone().ok_or_else(|| NO_SECRET.to_owned())
    })
}

/// What each patient is called, in the catalogue's order; the error is the reason in words.
pub fn aliases(catalogue: &Catalogue) -> Result<Vec<Alias>, String> {
    let pseudonyms = Pseudonyms::new(&secret()?);
    Ok(HELD.with_borrow_mut(|held| held.names.of_all(catalogue, &pseudonyms)))
}

/// Whether a key was opened.
pub fn is_opened() -> bool {
    HELD.with_borrow(|held| held.opened.is_some())
}

/// Each patient's case name, in the catalogue's order, and whether the key that was opened knows the patient; `None`
/// while no key is.
fn case_names(catalogue: &Catalogue) -> Vec<(String, Option<bool>)> {
    let aliases = aliases(catalogue).unwrap_or_default();
    HELD.with_borrow(|held| {
        let known = |(alias, patient): (Alias, &darkroom::catalogue::Patient)| {
            let key = held.opened.as_ref();
            let known = key.map(|key| key.names.of(&patient.key).is_some());
            (alias.case.as_str().to_owned(), known)
        };
        aliases
            .into_iter()
            .zip(&catalogue.patients)
            .map(known)
            .collect()
    })
}

/// A run begins: takes the passphrase out of the form if a key is to be kept. From now on no key can be opened.
pub fn begin(session: Session) -> bool {
    let mut form = session.key_form.get_untracked();
    session.key_form.update(KeyForm::wipe);
    let wanted = form.wanted;
    HELD.with_borrow_mut(|held| {
        held.gathered = wanted.then(|| (std::mem::take(&mut form.passphrase), Linked::default()));
        if wanted {
            held.sealed = None;
        }
    });
    form.wipe();
    session.key.update(|key| {
        key.used = true;
        if wanted {
            key.made = Made::None;
        }
    });
    wanted
}

/// What the originals of an image became.
pub fn gather(links: &Links) {
    HELD.with_borrow_mut(|held| {
        if let Some((_, linked)) = &mut held.gathered {
            linked.add(links);
        }
    });
}

/// A run has ended. Seals what was gathered if anything was delivered, and forgets it.
pub fn end(session: Session, delivered: bool) {
    let gathered = HELD.with_borrow_mut(|held| {
        let (passphrase, gathered) = held.gathered.take()?;
        let known = held.opened.as_ref().map(|key| key.linked.clone());
        let mut linked = known.unwrap_or_default();
        linked.absorb(gathered);
        Some((passphrase, linked))
    });
    let Some((mut passphrase, linked)) = gathered else {
        return;
    };
    let secret = secret();
    let (true, Ok(secret)) = (delivered, secret) else {
        return wipe(&mut passphrase);
    };
    session.key.update(|key| key.made = Made::Sealing);
    session.key_form.update(|form| form.wanted = false);
    spawn_local(async move {
        let request = Request::Seal {
            secret: *secret.bytes(),
            linked: Box::new(linked),
            passphrase: passphrase.clone(),
        };
        let answer = pool::ask_in_confidence(request, Vec::new()).await;
        wipe(&mut passphrase);
        let sealed = match answer {
            Ok((Response::Sealed(Ok(())), buffers)) => buffers
                .first()
                .and_then(|sealed| {
                    let parts = Array::of1(&Uint8Array::new(sealed));
                    js::blob(&parts, "application/octet-stream").ok()
                })
                .ok_or_else(|| STOPPED.to_owned()),
            Ok((Response::Sealed(Err(words)), _)) => Err(sentence(&words)),
            _ => Err(STOPPED.to_owned()),
        };
        let made = match sealed {
            Ok(blob) => {
                HELD.with_borrow_mut(|held| held.sealed = Some(blob));
                Made::Sealed { saved: false }
            }
            Err(words) => Made::Failed(words),
        };
        session.key.update(|key| key.made = made);
    });
}

/// Whether a key was made that nobody has saved.
pub fn is_unsaved(session: Session) -> bool {
    session
        .key
        .with_untracked(|key| matches!(key.made, Made::Sealing | Made::Sealed { saved: false }))
}

/// Saves the sealed key in the download folder.
pub fn save(session: Session) {
    let saved = HELD
        .with_borrow(|held| held.sealed.clone())
        .is_some_and(|blob| sink::start_download(&blob, FILE_NAME).is_ok());
    if saved {
        session
            .key
            .update(|key| key.made = Made::Sealed { saved: true });
    } else {
        let words = "The browser could not save the linking key. Try again.";
        session.fault.set(Some(words.into()));
    }
}

/// Opens a key in place of the session's secret, unless something has been cleaned with that.
pub fn open(session: Session, file: File, mut passphrase: String) {
    match session.is_running() {
        true => wipe(&mut passphrase),
        false => read(session.key, file, passphrase, move |opened| {
            take(session, opened)
        }),
    }
}

/// Opens a key and hands on what it holds; `take` says how many cases it knows, or in words why it has no use for it.
/// `state` shows how far this has come.
pub fn read(
    state: RwSignal<KeyState>,
    file: File,
    mut passphrase: String,
    take: impl FnOnce(OpenedKey) -> Result<usize, String> + 'static,
) {
    if state.with_untracked(|key| key.opening) {
        return wipe(&mut passphrase);
    }
    state.update(|key| {
        key.opening = true;
        key.tried = key.tried.wrapping_add(1);
        key.fault = None;
    });
    let tried = state.with_untracked(|key| key.tried);
    spawn_local(async move {
        let request = Request::OpenKey {
            passphrase: passphrase.clone(),
        };
        let answer = pool::ask_in_confidence(request, vec![file.into()]).await;
        wipe(&mut passphrase);
        if !state.with_untracked(|key| key.wants(tried)) {
            return;
        }
        let opened = match answer {
            Ok((Response::Key(Ok(opened)), _)) => take(*opened),
            Ok((Response::Key(Err(words)), _)) => Err(sentence(&words)),
            _ => Err(STOPPED.into()),
        };
        state.update(|key| {
            key.opening = false;
            match opened {
                Ok(cases) => key.opened = Some(cases),
                Err(words) => key.fault = Some(words),
            }
        });
    });
}

fn take(session: Session, opened: OpenedKey) -> Result<usize, String> {
    // A run may have begun meanwhile.
    if session.key.with_untracked(|key| key.used) {
        return Err("Something has been cleaned with other case numbers. Reload the page, then load the key first.".into());
    }
    let OpenedKey { secret, linked } = opened;
    let secret = Secret::from_bytes(secret);
    let (cases, names) = (linked.cases().count(), linked.names());
    // One ID may be one patient's here and another's in the export that the key came from.
    session
        .catalogue
        .update(|catalogue| catalogue.know(linked.known()));
    HELD.with_borrow_mut(|held| {
        held.secret = Some(secret);
        held.names = names.clone();
        held.opened = Some(Opened {
            linked: *linked,
            names,
        });
    });
    Ok(cases)
}

/// Keeps each patient's case name at hand, as their folder will be called; none while files are read, as cases may still
/// become one. Follows the key.
pub fn keep_names(session: Session) {
    let names = Memo::new(move |_| {
        session.key.track();
        match session.intake.with(Option::is_none) {
            true => session.catalogue.with(case_names),
            false => Vec::new(),
        }
    });
    Effect::new(move |_| session.case_names.set(names.get()));
}
