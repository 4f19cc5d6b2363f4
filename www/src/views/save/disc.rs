//! Whether the zip is to have a DICOMDIR.

use leptos::ev;
use leptos::html::{div, input, label, p, strong};
use leptos::prelude::*;

use crate::state::ui::Ui;

/// A tick, and what it is for.
pub fn wanted(ui: Ui) -> AnyView {
    let wanted = ui.session.dicomdir;
    div()
        .class("zip-lock")
        .child((
            label().class("check").child((
                input()
                    .attr("type", "checkbox")
                    .attr("data-testid", "dicomdir")
                    .prop("checked", move || wanted.get())
                    .on(ev::change, move |event| {
                        wanted.set(event_target_checked(&event));
                    }),
                strong().child("Add a DICOMDIR"),
            )),
            p().class("second indented").child(
                "For viewers that open discs. Folders and files then have short names; unpack each such zip into a folder \
                 of its own.",
            ),
        ))
        .into_any()
}
