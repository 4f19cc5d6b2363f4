//! Passwords for what is locked: each locked item is examined anew, where it lies.

use leptos::prelude::*;

use super::adding::spawn_adding;
use super::examine::ask;
use super::queue::{Trying, Waiting};
use super::{QUEUE, publish};
use crate::controllers::store::{self, Origin};
use crate::engine::is_still_locked;
use crate::pool;
use crate::state::Session;
use crate::state::intake::{Locks, PasswordOutcome};
use darkroom::catalogue::{InstanceId, Item};

/// Tries a password on everything that is locked: each is examined anew, where it lies.
pub fn unlock(session: Session, password: String) {
    let locked = session
        .catalogue
        .with_untracked(|catalogue| catalogue.locked().collect::<Vec<_>>());
    if locked.is_empty() || session.locks.with_untracked(|locks| locks.trying) {
        return;
    }
    pool::add_password(password);
    session.locks.set(Locks {
        trying: true,
        outcome: None,
    });
    QUEUE.with_borrow_mut(|queue| {
        for &id in &locked {
            let item = session
                .catalogue
                .with_untracked(|catalogue| catalogue.item(id).cloned());
            let (Some(item), Some((origin, file))) = (item, store::origin(id)) else {
                continue;
            };
            let number = queue.next_number();
            queue.waiting.push_back(Waiting {
                number,
                place: item.place,
                key: origin.file,
                file,
                at: origin.locator,
                unlocks: Some(id),
            });
        }
        queue.trying = Some(Trying::default());
    });
    publish(session);
    ask(session);
    spawn_adding(session);
}

/// Once everything has been examined again: what came of a password. One that opens nothing is doubted.
pub fn report_password(session: Session) {
    let Some(Trying { opened }) = QUEUE.with_borrow_mut(|queue| queue.trying.take()) else {
        return;
    };
    let left = session
        .catalogue
        .with_untracked(|catalogue| catalogue.locked().count());
    let outcome = match (opened, left) {
        (0, _) => {
            pool::doubt_last_password();
            Some(PasswordOutcome::Wrong)
        }
        (_, 0) => None,
        (opened, _) => Some(PasswordOutcome::OpenedSome(opened)),
    };
    session.locks.set(Locks {
        trying: false,
        outcome,
    });
}

/// Whether a password did nothing for a locked item, which was found again.
pub fn is_as_before(instance: InstanceId, item: &Item, found: Option<&Origin>) -> bool {
    let before = store::origin(instance);
    let places = before.as_ref().zip(found);
    places
        .is_some_and(|((before, _), found)| is_still_locked(&before.locator, item, &found.locator))
}
