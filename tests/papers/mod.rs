//! The papers beside delivered images, whose names hold a code.

use std::path::{Path, PathBuf};

/// The one in this folder whose name begins so: `darkroom-certificate`, `README` or `SHA256SUMS`.
pub fn paper(folder: &Path, start: &str) -> PathBuf {
    let entries = std::fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_it = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy();
        name.starts_with(&format!("{start}-"))
    };
    let found: Vec<PathBuf> = paths.filter(is_it).collect();
    assert_eq!(found.len(), 1, "{start}: {found:?}");
    found.into_iter().next().unwrap()
}
