//! What a run says on the terminal.

use darkroom::catalogue::Catalogue;
use darkroom::clean::HeldReason;
use darkroom::deliver::Certificate;
use darkroom::review::{Outcomes, Review};

use crate::command::terminal::{self, count};

/// Says on the terminal which files stay behind, by their place in IN, and why.
pub(super) fn print_held(catalogue: &Catalogue, review: &Review, outcomes: &Outcomes) {
    for (id, item) in catalogue.items.iter().enumerate() {
        let before = || review.held_reason(catalogue, id);
        let reason = match outcomes.get(&id) {
            Some(outcome) => outcome.as_ref().err().cloned(),
            None => before(),
        };
        let Some(reason) = reason else { continue };
        let other = review.collides_with(catalogue, id);
        let other = other.filter(|_| reason == HeldReason::InstanceUidTaken);
        let other = other.map_or_else(String::new, |(_, place)| format!(" The other: {place}."));
        let (what, to_do) = (reason.what(), reason.to_do());
        terminal::complaint(format_args!("held: {}: {what}{other} {to_do}", item.place));
    }
}

/// Says which files are the same as others, byte for byte.
pub(super) fn print_doubles(catalogue: &Catalogue) {
    for (id, item) in catalogue.items.iter().enumerate() {
        let original = catalogue.double_of(id).and_then(|id| catalogue.item(id));
        if let Some(original) = original {
            terminal::complaint(format_args!(
                "double: {}: the same as {}",
                item.place, original.place
            ));
        }
    }
}

/// How many files came in, and what became of them.
pub(super) fn print_counts(certificate: &Certificate, undecodable: usize) {
    if undecodable > 0 {
        let images = count(undecodable, "cleaned image has", "cleaned images have");
        terminal::line(format_args!(
            "{images} frames that Darkroom can't decode: taken as reviewed elsewhere"
        ));
    }
    let files = certificate.files;
    terminal::line(format_args!(
        "{} in = {} cleaned + {} held + {} deleted + {} + {} not DICOM",
        count(files.files_in, "file", "files"),
        files.cleaned,
        files.held,
        files.deleted,
        count(files.doubles, "double", "doubles"),
        files.not_dicom
    ));
}
