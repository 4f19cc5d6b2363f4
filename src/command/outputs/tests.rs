use std::ffi::OsString;

use super::*;
use crate::command::args::{Task, parse};

/// Originals, a file of each kind that a run reads, and links to them.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-outputs-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(path.join("in/deep")).unwrap();
        std::fs::create_dir_all(path.join("elsewhere")).unwrap();
        for file in ["in/a.dcm", "elsewhere/b.dcm", "regions", "words", "policy"] {
            std::fs::write(path.join(file), "x").unwrap();
        }
        std::fs::write(path.join("policy"), r#"{"preset":"strict"}"#).unwrap();
        std::fs::write(path.join("old.json"), r#"{"made_with":{},"rules":{}}"#).unwrap();
        std::fs::create_dir_all(path.join("full")).unwrap();
        std::fs::write(path.join("full/x"), "x").unwrap();
        std::fs::hard_link(path.join("in/a.dcm"), path.join("same.json")).unwrap();
        std::fs::create_dir_all(path.join("keys")).unwrap();
        std::fs::create_dir_all(path.join("earlier/deep")).unwrap();
        let certificate = "earlier/darkroom-certificate-K7Q2MA.json";
        std::fs::write(path.join(certificate), "x").unwrap();
        std::fs::write(path.join("keys/key"), "x").unwrap();
        std::fs::hard_link(path.join("old.json"), path.join("two-names")).unwrap();
        #[cfg(unix)]
        for (target, link) in [
            ("in", "link"),
            ("in/new.json", "dangling.json"),
            ("../elsewhere/b.dcm", "in/b.dcm"),
            ("nowhere", "elsewhere/uid_mapping.csv"),
            ("elsewhere/nothing", "nowhere.json"),
            ("keys/key", "key-link"),
        ] {
            std::os::unix::fs::symlink(target, path.join(link)).unwrap();
        }
        Self(path)
    }

    /// Why a command is refused; its words that begin with `./` are paths in this folder.
    fn refused(&self, words: &str) -> Option<String> {
        let words = words.split(' ').map(|word| match word.strip_prefix("./") {
            Some(path) => self.0.join(path).into_os_string(),
            None => OsString::from(word),
        });
        let checked = match parse(words).unwrap() {
            Task::Clean(task) => check(&task),
            Task::Verify(task) => check_verify(&task),
            _ => unreachable!(),
        };
        checked.err().map(|error| match error {
            Error::Usage(reason) => reason.to_string(),
            Error::Failed(reason) => panic!("{reason}"),
        })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What is asked for, and a part of the answer.
const REFUSED: &[(&str, &str)] = &[
    ("clean ./in ./in/out", "OUT lies in IN"),
    ("clean ./in ./in", "OUT lies in IN"),
    (
        "clean ./in ./out --key ./earlier/key",
        "--key can identify patients",
    ),
    (
        "clean ./in ./out --mapping ./earlier/deep/tables",
        "--mapping can identify patients",
    ),
    ("clean ./none ./out", "can't be read"),
    ("clean ./in ./elsewhere/../in/new/er", "OUT lies in IN"),
    ("clean ./in/deep ./in", "IN lies in OUT"),
    ("clean ./in/a.dcm ./in", "IN lies in OUT"),
    (
        "clean ./in ./out --report ./in/a.dcm",
        "--report lies in IN",
    ),
    (
        "clean ./in ./out --report ./in/deep/new.json",
        "--report lies in IN",
    ),
    (
        "clean ./in/a.dcm ./out --report ./in/a.dcm",
        "--report lies in IN",
    ),
    (
        "clean ./in ./out --key ./in/deep/../key",
        "--key lies in IN",
    ),
    (
        "clean ./in ./out --mapping ./in/deep",
        "--mapping lies in IN",
    ),
    ("clean ./in ./out --mapping ./in", "--mapping lies in IN"),
    ("clean ./in ./out --report ./none/r.json", "no such folder"),
    ("clean ./in ./out --key ./none/key", "no such folder"),
    ("clean ./in ./out --report ./elsewhere", "names a folder"),
    (
        "clean ./in ./out --report ./elsewhere/b.dcm",
        "there is something",
    ),
    // A report of an earlier run is somebody's, too.
    ("clean ./in ./out --report ./old.json", "there is something"),
    (
        "verify ./elsewhere --against ./in --report ./old.json",
        "there is something",
    ),
    ("clean ./in ./full", "is not empty"),
    ("clean ./in ./old.json", "is not a folder"),
    // A second look would take it for a file that nobody delivered.
    (
        "clean ./in ./out --report ./out/r.json",
        "--report lies in OUT",
    ),
    ("clean ./in ./out --key ./out/key", "--key can identify"),
    (
        "clean ./in ./out --mapping ./out/deep",
        "--mapping can identify",
    ),
    (
        "clean ./in ./out --report ./key --key ./key",
        "--key and --report are the same file",
    ),
    (
        "clean ./in ./out --report ./KEY --key ./key",
        "--key and --report are the same file",
    ),
    (
        "clean ./in ./out --report ./key.lock --key ./key",
        "--key and --report are the same file",
    ),
    (
        "clean ./in ./out --mapping ./m --key ./m/uid_mapping.csv",
        "no such folder",
    ),
    (
        "clean ./in ./out --mapping ./elsewhere --key ./elsewhere/uid_mapping.csv",
        "--mapping and --key are the same file",
    ),
    (
        "clean ./in ./out --regions ./regions --report ./regions",
        "--report and --regions",
    ),
    (
        "clean ./in ./out --policy ./policy --report ./policy",
        "--report and --policy",
    ),
    (
        "clean ./in ./out --key ./words --passphrase-file ./words",
        "--key and --passphrase-file",
    ),
    (
        "verify ./elsewhere --against ./in --report ./in/r.json",
        "--report lies in IN",
    ),
    (
        "verify ./elsewhere --against ./in --report ./elsewhere/r.json",
        "--report lies in OUT",
    ),
];

#[test]
fn what_would_be_written_over_or_among_originals_is_refused_before_anything_is_made() {
    let folder = Folder::new("refused");
    for (words, why) in REFUSED {
        let refused = folder.refused(words);
        assert!(
            refused.as_ref().is_some_and(|said| said.contains(why)),
            "{words}: {refused:?}"
        );
    }
    assert!(!folder.0.join("out").exists());
}

#[test]
#[cfg(unix)]
fn links_and_other_names_of_an_original_are_the_original() {
    let folder = Folder::new("links");
    for (words, why) in [
        ("clean ./link ./in/out", "OUT lies in IN"),
        ("clean ./in ./link/out", "OUT lies in IN"),
        (
            "clean ./in ./out --report ./link/a.dcm",
            "--report lies in IN",
        ),
        (
            "clean ./in ./out --report ./dangling.json",
            "--report lies in IN",
        ),
        (
            "clean ./in ./out --report ./nowhere.json",
            "there is something",
        ),
        (
            "clean ./in ./out --report ./keys/key.lock --key ./key-link",
            "--key and --report are the same file",
        ),
        (
            "clean ./in ./out --key ./two-names",
            "--key has other names",
        ),
        (
            "clean ./in ./out --key ./same.json",
            "--key would take the place of an original",
        ),
        (
            "clean ./in ./out --mapping ./elsewhere",
            "--mapping: there is something",
        ),
        (
            "clean ./in ./out --key ./elsewhere/b.dcm",
            "--key would take the place of an original",
        ),
    ] {
        let refused = folder.refused(words);
        assert!(
            refused.as_ref().is_some_and(|said| said.contains(why)),
            "{words}: {refused:?}"
        );
    }
}

#[test]
fn places_of_their_own_are_taken() {
    let folder = Folder::new("taken");
    for words in [
        "clean ./in ./out",
        "clean ./in ./inner --report ./in.json --key ./in.age --mapping ./new/folder",
        "clean ./in ./out --report ./new.json --policy ./policy --regions ./regions",
        "clean ./in ./out --key ./keys/key",
        "verify ./elsewhere --against ./in --report ./new.json",
    ] {
        assert_eq!(folder.refused(words), None, "{words}");
    }
}
