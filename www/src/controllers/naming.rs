//! What the collection is called: whether it may leave, and what is then on the drive.

use leptos::prelude::*;

use super::clock;
use crate::state::Session;
use crate::state::naming::Naming;
use darkroom::catalogue::words::sentence;
use darkroom::deliver::typed::{self, Field, Typed};

/// Says what is wrong with what was typed, once somebody has typed it.
pub fn check(session: Session) {
    let fault = match session.naming.with_untracked(Naming::read) {
        Err(words) => Some(words),
        Ok(None) => None,
        Ok(Some(named)) => {
            let typed = Typed {
                collection: Some(&named),
                ..Typed::default()
            };
            let policy = session.rules();
            let checked = session
                .catalogue
                .with_untracked(|catalogue| typed::check(catalogue, &policy, typed));
            let error = checked.err();
            let fields = [Field::CollectionName, Field::CollectionDescription];
            let error = error.filter(|error| fields.contains(&error.0));
            error.map(|error| sentence(&error.to_string()))
        }
    };
    session.naming.update(|naming| naming.fault = fault);
}

/// The name of a zip, without its end: by the collection's name, or by the day and time. A second one must not be taken
/// for the first, nor take its place.
pub fn zip_stem(session: Session, what: &str) -> String {
    let (day, time) = (clock::today(), clock::time_of_day());
    let named = session.naming.with_untracked(Naming::stem);
    let Some(stem) = named.map(|stem| format!("{stem}{what}")) else {
        return format!("Darkroom{what}-{day}-{time}");
    };
    let is_taken = session
        .zips
        .with_untracked(|zips| zips.iter().any(|zip| zip.name.starts_with(&stem)));
    match is_taken {
        true => format!("{stem}-{day}-{time}"),
        false => stem,
    }
}
