//! The browser, where web-sys lacks a call or makes it long-winded: what lies in a drop, where a zip goes.

pub mod abilities;
pub mod folder;
pub mod js;
pub mod listing;
pub mod locks;
pub mod patience;
pub mod save_file;
pub mod sink;
pub mod strokes;
