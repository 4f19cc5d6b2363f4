//! The page: views, worker pool, reading dropped files, saving. Holds no DICOM knowledge.

pub mod app;
