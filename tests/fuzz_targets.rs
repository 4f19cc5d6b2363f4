//! The fuzz targets compile, and what a search begins with passes all of them. They are a package of their own (`fuzz/`),
//! which needs a compiler for C++ and nightly Rust: here its files are compiled as they are, without libFuzzer.
#![cfg(not(target_arch = "wasm32"))]
#![allow(dead_code, unsafe_code, clippy::unwrap_used, clippy::expect_used)]

extern crate self as darkroom_fuzz;

#[path = "../fuzz/src/checks.rs"]
pub mod checks;
#[path = "../fuzz/src/guard.rs"]
pub mod guard;
#[path = "../fuzz/src/head.rs"]
pub mod head;
#[path = "../fuzz/src/bin/seeds/main.rs"]
mod seeds;
#[path = "../fuzz/src/targets.rs"]
pub mod targets;

use std::collections::BTreeMap;
use std::path::Path;

type Target = fn(&[u8]);

/// By the names of their files.
fn all() -> BTreeMap<String, Target> {
    let targets: [(&str, Target); 14] = [
        ("case_list", targets::case_list),
        ("containers", targets::containers),
        ("deflated", targets::deflated),
        ("file", targets::file),
        ("frame_index", targets::frame_index),
        ("jpeg_2000", targets::jpeg_2000),
        ("jpeg_dct", targets::jpeg_dct),
        ("jpeg_lossless", targets::jpeg_lossless),
        ("jpeg_ls", targets::jpeg_ls),
        ("jpeg_xl", targets::jpeg_xl),
        ("native", targets::native),
        ("rle", targets::rle),
        ("strip", targets::strip),
        ("video", targets::video),
    ];
    targets.map(|(name, run)| (name.to_owned(), run)).into()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let stem = |path: std::path::PathBuf| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut names: Vec<_> = entries.map(|entry| stem(entry.unwrap().path())).collect();
    names.sort();
    names
}

#[test]
fn every_seed_passes_its_target() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = Path::new(env!("CARGO_TARGET_TMPDIR")).join("seeds");
    seeds::write_to(corpus.clone()).unwrap();
    let targets = all();
    let known: Vec<_> = targets.keys().cloned().collect();
    assert_eq!(known, names(&top.join("fuzz/fuzz_targets")));
    let mut passed = 0;
    for name in names(&corpus) {
        for file in std::fs::read_dir(corpus.join(&name)).unwrap() {
            targets[&name](&std::fs::read(file.unwrap().path()).unwrap());
            passed += 1;
        }
    }
    assert!(passed > 100, "{passed} seeds");
    std::fs::remove_dir_all(corpus).unwrap();
}
