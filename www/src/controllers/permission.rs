//! The permission to use the images, and the motivated intruder test: said, taken back, or taken from a file.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::File;

use crate::browser::js;
use crate::state::Session;
use crate::state::permission::PermissionState;
use darkroom::catalogue::words::sentence;
use darkroom::deid::{IntruderTest, PermissionRecord, PermissionSaid, PolicyFile, TestSaid};
use darkroom::deliver::typed::{self, Field, Typed};

/// The longest certificate that is read, in bytes: a hundred thousand images' worth.
const LONGEST: f64 = 32.0 * 1024.0 * 1024.0;

/// Files of the person's own have come.
pub fn ask(session: Session) {
    if !session.permission.with_untracked(|state| state.asked) {
        session.permission.update(|state| state.asked = true);
    }
}

/// Puts the question to whoever saves from where it does not stand: it says what the certificate says without an answer.
pub fn ask_at_once(session: Session) {
    if session.permission.with_untracked(PermissionState::is_open) {
        session.permission.update(|state| state.pressed = true);
    }
}

/// Records what is typed, or says what is missing.
pub fn record(session: Session) {
    let form = session
        .permission
        .with_untracked(|state| state.form.clone());
    let read = PermissionRecord::try_from(form).map_err(|error| sentence(&error.to_string()));
    // Nothing that is typed waits for the run to be refused.
    let read = read.and_then(|record| match check(session, &record) {
        Some(words) => Err(words),
        None => Ok(record),
    });
    session.permission.update(|state| match read {
        Ok(record) => {
            state.said = PermissionSaid::Recorded(record);
            (state.fault, state.from_file, state.pressed) = (None, false, false);
        }
        Err(words) => state.fault = Some(words),
    });
}

fn check(session: Session, record: &PermissionRecord) -> Option<String> {
    let typed = Typed {
        permission: Some(record),
        ..Typed::default()
    };
    named_in(session, typed, &[Field::RecordName, Field::RecordPurpose])
}

/// What of these fields names a patient, in words. Of the rules it is said where they are.
fn named_in(session: Session, typed: Typed<'_>, fields: &[Field]) -> Option<String> {
    let policy = session.rules();
    let checked = session
        .catalogue
        .with_untracked(|catalogue| typed::check(catalogue, &policy, typed));
    let error = checked.err()?;
    fields
        .contains(&error.0)
        .then(|| sentence(&error.to_string()))
}

/// Opens the form of the motivated intruder test, or shuts it again.
pub fn open_test(session: Session, opens: bool) {
    session.permission.update(|state| {
        (state.test.is_open, state.test.fault) = (opens, None);
    });
}

/// Records the motivated intruder test as it is typed, or says what is missing.
pub fn record_test(session: Session) {
    let form = session
        .permission
        .with_untracked(|state| state.test.form.clone());
    let read = IntruderTest::try_from(form).map_err(|error| sentence(&error.to_string()));
    let read = read.and_then(|test| {
        let typed = Typed {
            test: Some(&test),
            ..Typed::default()
        };
        match named_in(session, typed, &[Field::TestBy, Field::TestWords]) {
            Some(words) => Err(words),
            None => Ok(test),
        }
    });
    session.permission.update(|state| match read {
        Ok(test) => state.test.take(test),
        Err(words) => state.test.fault = Some(words),
    });
}

/// None is recorded any more.
pub fn forget_test(session: Session) {
    session
        .permission
        .update(|state| state.test.said = TestSaid::NotDone);
}

/// Goes on without one.
pub fn decline(session: Session) {
    session.permission.update(|state| {
        (state.said, state.fault) = (PermissionSaid::Declined, None);
        state.pressed = false;
    });
}

/// Opens the question again.
pub fn reopen(session: Session) {
    session.permission.update(|state| {
        (state.said, state.asked, state.from_file) = (PermissionSaid::Nothing, true, false);
    });
}

/// Takes what stands beside rules.
pub fn take(session: Session, rules: &PolicyFile) {
    if let Some(record) = rules.permission.clone() {
        session.permission.update(|state| state.take(record));
    }
    if let Some(test) = rules.intruder_test.clone() {
        session.permission.update(|state| state.test.take(test));
    }
}

/// Fills the form from a certificate, a file of rules, or a record by itself.
pub fn load(session: Session, file: File) {
    spawn_local(async move {
        let read = read(&file).await;
        session
            .permission
            .try_update(|state: &mut PermissionState| match read {
                Ok(record) => state.prefill(record),
                Err(words) => state.fault = Some(words.to_owned()),
            });
    });
}

async fn read(file: &File) -> Result<PermissionRecord, &'static str> {
    const UNREAD: &str = "The file can’t be read.";
    const NONE: &str = "There is no permission in it: open a certificate, a file of rules, or a record of permission.";
    let size = file.size();
    if size > LONGEST {
        return Err(NONE);
    }
    let bytes = js::read_blob(file, 0.0, size).await.map_err(|_| UNREAD)?;
    let text = String::from_utf8(bytes).map_err(|_| NONE)?;
    let of_certificate = PermissionRecord::of_certificate(&text).ok().flatten();
    let of_rules = || {
        PolicyFile::read(&text)
            .ok()
            .and_then(|file| file.permission)
    };
    let alone = || PermissionRecord::read(&text).ok();
    of_certificate.or_else(of_rules).or_else(alone).ok_or(NONE)
}
