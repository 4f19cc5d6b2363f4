//! Nobody writes a UID or a tag of the standard by its number outside this room: the code itself is read.

use std::path::{Path, PathBuf};

fn is_test(path: &Path) -> bool {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let in_tests = path.components().any(|part| part.as_os_str() == "tests");
    in_tests || matches!(name, "tests.rs" | "testing.rs") || name.ends_with("_tests.rs")
}

/// Every file of code below a folder, this room's left out.
fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("src/standard") {
            files(&path, into);
        } else if path.extension().is_some_and(|end| end == "rs") && !is_test(&path) {
            into.push(path);
        }
    }
}

/// Whether a line has `Tag(` and two numbers.
fn has_tag(line: &str) -> bool {
    line.split("Tag(0x").skip(1).any(|rest| {
        let rest = rest.trim_start_matches(|letter: char| letter.is_ascii_hexdigit());
        rest.starts_with(", 0x")
    })
}

#[test]
fn no_uid_or_tag_of_the_standard_is_written_by_its_number() {
    let mut all = Vec::new();
    files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    assert!(all.len() > 200);
    for path in all {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text
            .split("#[cfg(test)]\nmod tests {")
            .next()
            .unwrap_or_default();
        let lines = code
            .lines()
            .zip(1..)
            .filter(|(line, _)| !line.trim_start().starts_with("//"));
        for (line, number) in lines {
            let by_number = line.contains("\"1.2.840.10008") || has_tag(line);
            assert!(!by_number, "{}:{number}: {line}", path.display());
        }
    }
}
