//! Light or dark: as the system says, or as the person chose for this session.

use leptos::prelude::*;

use crate::state::ui::Ui;

fn system_is_dark() -> bool {
    window()
        .match_media("(prefers-color-scheme: dark)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

/// Whether the page is dark now.
pub fn is_dark(ui: Ui) -> bool {
    ui.dark.get().unwrap_or_else(system_is_dark)
}

/// The other theme, for this session only.
pub fn switch(ui: Ui) {
    let dark = ui.dark.get_untracked().unwrap_or_else(system_is_dark);
    ui.dark.set(Some(!dark));
}

/// Follows what was chosen for as long as the page lives.
pub fn follow(ui: Ui) {
    Effect::new(move |_| {
        let Some(root) = document().document_element() else {
            return;
        };
        let _ = match ui.dark.get() {
            Some(true) => root.set_attribute("data-theme", "dark"),
            Some(false) => root.set_attribute("data-theme", "light"),
            None => root.remove_attribute("data-theme"),
        };
    });
}
