//! Everything a person sees. In come the signals of [`App`], out go calls of its methods.
//!
//! Views are made with builder functions, not with the `view!` macro: the macro turns markup without dynamic parts into
//! `innerHTML`, which the page's Trusted Types rule forbids. Nothing here writes a `style` attribute either; sizes and
//! places that change are set as properties. All text about patients reaches the page as text nodes only.

mod add;
mod certificate;
mod contact_sheet;
mod foot;
mod help;
mod icons;
mod lists;
mod look;
mod open_key;
mod panel;
mod rules;
mod save;
mod shell;
mod state;
mod thumb;
mod tree;
mod viewer;
mod words;

use super::app::App;

/// Mounts the page.
pub fn mount(app: App) {
    leptos::mount::mount_to_body(move || shell::shell(state::Ui::new(app)));
}
