//! The page: views, worker pool, reading dropped files, saving. Holds no DICOM knowledge.

pub mod app;
pub mod views;

use wasm_bindgen::prelude::*;

/// Called once by the loader in the page.
#[wasm_bindgen]
pub fn start_page() {
    views::mount(app::App::new());
}
