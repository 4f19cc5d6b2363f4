//! The Look step.
use super::state::Ui;
use leptos::prelude::*;
pub fn look(_ui: Ui) -> AnyView {
    ().into_any()
}
