//! What leaves: the zip (stored, zip64, streaming), the folder layout, the report.
//!
//! In come the catalogue, the case names and what the run made of each instance; out come the names of the files, the
//! bytes of the zip around them, and the report. No name and no report holds a patient value or a place in the drop.

pub mod layout;
pub mod report;
pub mod zip;

pub use layout::{Layout, Slot};
pub use report::{README_NAME, REPORT_NAME, Report, RunFacts};
pub use zip::ZipWriter;
