//! Keys.
use super::super::state::Ui;
pub fn listen(_ui: Ui) {}
