//! A word before a job that may need more memory than there is.

use leptos::html::{div, p, strong};
use leptos::prelude::*;

use crate::state::ui::{Ui, both};
use crate::words::bytes;
use darkroom::catalogue::{InstanceId, Summary};
use darkroom::review::Fate;

/// Of the computer's memory, how much painted images may take before it is said: browser, system and other programs
/// have the rest.
const SHARE: f64 = 0.25;

/// How much they may take wherever the browser does not say how much there is, or says how much the computer has and
/// not what is left of it: in a gibibyte a clip of 700 MB ends the page.
const MOST: f64 = 0.5 * GIB;

const GIB: f64 = 1024.0 * 1024.0 * 1024.0;

/// That painted images, which stay in memory until they are written, may need more of it than there is.
pub fn room(ui: Ui) -> AnyView {
    let painted = Memo::new(move |_| both(ui.session, painted_bytes));
    let memory = ui.session.own.memory();
    (move || {
        let painted = painted.get();
        let most = memory.map_or(MOST, |gib| MOST.min(gib * GIB * SHARE));
        (painted as f64 > most).then(|| {
            let says = memory.map(|gib| format!(" This computer says that it has {gib} GB."));
            div()
                .class("note")
                .attr("data-testid", "room")
                .child((
                    strong().child("This may need more memory than there is"),
                    p().child(format!(
                        "{} of images are painted anew, and the browser keeps them until they are written.{} If there is too \
                         little, the browser closes this page, and nothing is saved: save your decisions first (on the \
                         right), close other programs, and if it happens all the same, delete some series here and save \
                         in parts.",
                        bytes(painted),
                        says.unwrap_or_default()
                    )),
                ))
        })
    })
    .into_any()
}

/// Bytes of the images that leave painted, as large as they came; without those whose samples lie open in their files,
/// of which only painted lines are made anew.
fn painted_bytes(
    catalogue: &darkroom::catalogue::Catalogue,
    review: &darkroom::review::Review,
) -> u64 {
    if review.regions().is_empty() {
        return 0;
    }
    let waiting =
        (0..catalogue.items.len()).filter(|id| review.fate(catalogue, *id) == Fate::Waiting);
    let is_anew = |id: &InstanceId| {
        let syntax = catalogue.summary(*id).map(Summary::transfer_syntax);
        syntax.is_none_or(|syntax| syntax.is_encapsulated() || syntax.is_deflated())
    };
    let painted = waiting.filter(|id| is_anew(id) && !review.reaching(catalogue, *id).is_empty());
    painted
        .filter_map(|id| catalogue.item(id))
        .fold(0_u64, |sum, item| sum.saturating_add(item.size))
}
