//! Placeholder for the views.

use leptos::prelude::*;

use super::app::App;

/// Mounts the page.
pub fn mount(app: App) {
    leptos::mount::mount_to_body(
        move || view! { <p>{move || format!("{:?}", app.intake.get())}</p> },
    );
}
