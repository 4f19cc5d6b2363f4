//! Whether the zip or the folder is to have a DICOMDIR.

use leptos::ev;
use leptos::html::{div, input, label, p, strong};
use leptos::prelude::*;

use crate::state::ui::Ui;

/// A tick, and what it is for.
pub fn wanted(ui: Ui) -> AnyView {
    let wanted = ui.session.dicomdir;
    let tick = label().class("check").child((
        input()
            .attr("type", "checkbox")
            .attr("data-testid", "dicomdir")
            .prop("checked", move || wanted.get())
            .on(ev::change, move |event| {
                wanted.set(event_target_checked(&event));
            }),
        strong().child("Add a DICOMDIR"),
    ));
    let words = p().class("second indented").child(
        "For viewers that open discs, in a folder or a zip. Folders and files then have short names; give each such \
         collection a folder of its own.",
    );
    div()
        .class("dest disc")
        .child(div().child((tick, words)))
        .into_any()
}
