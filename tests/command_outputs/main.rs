//! What the command writes, and what it does where it can't: locks, links, full drives, files that change meanwhile.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod inspected;
mod refused;

#[path = "../papers/mod.rs"]
mod papers;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use darkroom::deliver::Passphrase;
use darkroom::deliver::key::open;
use papers::paper;

const PASSPHRASE: &str = "correct horse battery";

/// A folder of its own for one test, with some images in `in`; gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str, images: usize) -> Self {
        let path = std::env::temp_dir().join(format!("darkroom-{test}-{}", std::process::id()));
        fs::create_dir_all(path.join("in")).unwrap();
        for (number, bytes) in files().into_iter().take(images).enumerate() {
            fs::write(path.join(format!("in/IM{number}")), bytes).unwrap();
        }
        Self(path)
    }

    fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }

    /// `clean in out …`; words that begin with `./` are paths in this folder.
    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_darkroom"));
        for word in words {
            match word.strip_prefix("./") {
                Some(path) => command.arg(self.at(path)),
                None => command.arg(word),
            };
        }
        command
            .env("DARKROOM_PASSPHRASE", PASSPHRASE)
            .stdin(Stdio::null());
        command
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    fn clean(&self, more: &[&str]) -> Output {
        let words = ["clean", "./in", "./out", "--assume-reviewed"];
        self.run(&[&words[..], more].concat())
    }

    /// A run that has found its images, and waits for the key before it cleans one.
    fn waiting(&self, more: &[&str]) -> Waiting {
        let lock = File::create(self.at("key.lock")).unwrap();
        lock.lock().unwrap();
        let words = [
            "clean",
            "./in",
            "./out",
            "--assume-reviewed",
            "--key",
            "./key",
        ];
        let mut child = self
            .command(&[&words[..], more].concat())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        said.read_line(&mut line).unwrap();
        assert!(line.starts_with("waiting for another run"), "{line}");
        Waiting { child, said, lock }
    }

    /// Whatever is in the folder, by its name there.
    fn everything(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut waiting = vec![self.0.clone()];
        while let Some(path) = waiting.pop() {
            if path.is_dir() {
                let entries = fs::read_dir(&path).unwrap();
                waiting.extend(entries.map(|entry| entry.unwrap().path()));
            } else {
                let name = path.strip_prefix(&self.0).unwrap().to_owned();
                let bytes = match path.is_file() {
                    true => fs::read(&path).unwrap(),
                    false => Vec::new(),
                };
                found.insert(name, bytes);
            }
        }
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

struct Waiting {
    child: Child,
    said: BufReader<std::process::ChildStderr>,
    lock: File,
}

impl Waiting {
    /// Lets it go on; its code, and what it said.
    fn goes_on(mut self) -> (Option<i32>, String) {
        drop(self.lock);
        let mut said = String::new();
        self.said.read_to_string(&mut said).unwrap();
        (self.child.wait().unwrap().code(), said)
    }
}

fn files() -> Vec<Vec<u8>> {
    let files = darkroom::sample::files().into_iter();
    files.map(|(_, bytes)| bytes).collect()
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(both).unwrap()
}

fn is_image(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("dcm"))
}

#[test]
fn a_file_that_changes_meanwhile_is_held() {
    let folder = Folder::new("changes", 6);
    let (same, changed, other, pipe, gone) = ("in/IM0", "in/IM1", "in/IM2", "in/IM3", "in/IM4");
    let times = fs::metadata(folder.at(changed)).unwrap();
    let run = folder.waiting(&["--jobs", "1"]);
    // The same header over another picture, with the old time and length.
    let mut bytes = fs::read(folder.at(changed)).unwrap();
    *bytes.last_mut().unwrap() ^= 0x55;
    fs::write(folder.at(changed), bytes).unwrap();
    let opened = File::options().write(true).open(folder.at(changed));
    opened
        .unwrap()
        .set_modified(times.modified().unwrap())
        .unwrap();
    // Somebody else’s image in its place.
    fs::write(folder.at("new"), &files()[8]).unwrap();
    fs::rename(folder.at("new"), folder.at(other)).unwrap();
    fs::remove_file(folder.at(pipe)).unwrap();
    let made = Command::new("mkfifo").arg(folder.at(pipe)).status();
    assert!(made.unwrap().success());
    fs::remove_file(folder.at(gone)).unwrap();
    let (code, said) = run.goes_on();
    assert_eq!(code, Some(3), "{said}");
    for name in ["IM1", "IM2"] {
        let held = format!("held: {name}: The file has changed since it was read first");
        assert!(said.contains(&held), "{said}");
    }
    for name in ["IM3", "IM4"] {
        let held = format!("held: {name}: The file could not be read");
        assert!(said.contains(&held), "{said}");
    }
    let everything = folder.everything();
    let images = everything.keys().filter(|path| is_image(path)).count();
    assert_eq!(images, 2, "{same} and IM5: {said}");
}

#[test]
fn a_key_behind_a_link_is_the_file_at_its_end() {
    let folder = Folder::new("linked-key", 2);
    fs::create_dir(folder.at("safe")).unwrap();
    symlink("safe/real.age", folder.at("key")).unwrap();
    let key = || {
        let passphrase = Passphrase::new(PASSPHRASE).unwrap();
        open(&fs::read(folder.at("safe/real.age")).unwrap(), &passphrase).unwrap()
    };
    let mut known = 0;
    for first in [true, false] {
        if !first {
            fs::write(folder.at("in/more"), &files()[8]).unwrap();
            let readers = fs::Permissions::from_mode(0o640);
            fs::set_permissions(folder.at("safe/real.age"), readers).unwrap();
            fs::remove_dir_all(folder.at("out")).unwrap();
        }
        let ended = folder.clean(&["--key", "./key"]);
        assert!(
            matches!(ended.status.code(), Some(0 | 3)),
            "{}",
            said(&ended)
        );
        assert!(folder.at("key").is_symlink());
        assert!(key().linked.uids().count() > known);
        known = key().linked.uids().count();
        let mode = fs::metadata(folder.at("safe/real.age"))
            .unwrap()
            .permissions();
        assert_eq!(mode.mode() & 0o777, if first { 0o600 } else { 0o640 });
    }
    assert!(folder.at("safe/real.age.lock").exists());
    assert!(!folder.at("key.lock").exists());
}

#[test]
fn what_is_private_is_so_from_the_start() {
    let folder = Folder::new("private", 1);
    let more = [
        "--key",
        "./key",
        "--report",
        "./r.json",
        "--mapping",
        "./mapping",
    ];
    let ended = folder.clean(&more);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
    for name in [
        "key",
        "r.json",
        "mapping/patient_mapping.csv",
        "mapping/uid_mapping.csv",
    ] {
        let mode = fs::metadata(folder.at(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let certificate = fs::read(paper(&folder.at("out"), "darkroom-certificate")).unwrap();
    assert_eq!(fs::read(folder.at("r.json")).unwrap(), certificate);
}

/// Runs a command in a shell that lets no file grow beyond so many blocks of 512 bytes: past it, writing fails as on a
/// full drive.
fn on_a_full_drive(command: &Command, blocks: u32) -> Output {
    let limited = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
    Command::new("sh")
        .args(["-c", &limited])
        .arg(command.get_program())
        .args(command.get_args())
        .env("DARKROOM_PASSPHRASE", PASSPHRASE)
        .output()
        .unwrap()
}

#[test]
fn a_full_drive_leaves_nothing_that_is_not_whole_and_says_so() {
    let folder = Folder::new("full", 3);
    let words = ["clean", "./in", "./out", "--assume-reviewed"];
    let more = [
        "--key",
        "./key",
        "--report",
        "./r.json",
        "--mapping",
        "./mapping",
    ];
    // Not one byte.
    for more in [&[][..], &more] {
        let before = folder.everything();
        let ended = on_a_full_drive(&folder.command(&[&words[..], more].concat()), 0);
        assert_eq!(ended.status.code(), Some(1), "{}", said(&ended));
        assert!(
            said(&ended).contains("can't be written"),
            "{}",
            said(&ended)
        );
        let mut after = folder.everything();
        // Which is empty.
        assert!(
            after
                .remove(Path::new("key.lock"))
                .is_none_or(|lock| lock.is_empty())
        );
        assert_eq!(after, before);
        let _ = fs::remove_dir_all(folder.at("out"));
    }
    // Room for what is said of the images, and not for them.
    let ended = on_a_full_drive(&folder.command(&words), 64);
    assert_eq!(ended.status.code(), Some(3), "{}", said(&ended));
    assert!(said(&ended).contains("The clean copy could not be written"));
    let after = folder.everything();
    assert!(after.keys().all(|path| !is_image(path)), "{after:?}");
    let certificate = paper(&folder.at("out"), "darkroom-certificate");
    let json = &after[certificate.strip_prefix(folder.at("")).unwrap()];
    assert!(serde_json::from_slice::<serde_json::Value>(json).is_ok());
}

#[test]
fn whoever_stops_reading_stops_nothing() {
    let folder = Folder::new("closed", 3);
    let unheard = |words: &[&str]| {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = folder.command(words);
        command.stdout(writer.try_clone().unwrap()).stderr(writer);
        command.status().unwrap().code()
    };
    let heard = folder.run(&["inspect", "./in"]);
    assert_eq!(unheard(&["inspect", "./in"]), heard.status.code());
    assert_eq!(unheard(&["inspect", "./in", "--json"]), heard.status.code());
    assert_eq!(unheard(&["--help"]), Some(0));
    assert_eq!(unheard(&["polish"]), Some(2));
    let clean = ["clean", "./in", "./out", "--assume-reviewed"];
    assert_eq!(unheard(&clean), Some(0));
    paper(&folder.at("out"), "darkroom-certificate");
    let verify = ["verify", "./out", "--against", "./in"];
    let heard = folder.run(&verify);
    assert_eq!(unheard(&verify), heard.status.code());
}

#[test]
#[cfg(target_os = "linux")]
fn an_answer_that_could_not_be_written_is_no_success() {
    let folder = Folder::new("dev-full", 2);
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let clean = ["clean", "./in", "./out", "--assume-reviewed"];
    let ended = folder.command(&clean).stdout(full()).output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(
        said(&ended).contains("could be written"),
        "{}",
        said(&ended)
    );
    paper(&folder.at("out"), "darkroom-certificate");
    let ended = folder.command(&["--help"]).stdout(full()).output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    // Nobody can be told; what was done is in the code.
    let ended = folder
        .command(&clean)
        .stdout(full())
        .stderr(full())
        .status();
    assert_eq!(ended.unwrap().code(), Some(2));
}
