//! The command on real drives: images of file systems, mounted for the test. One is too small, one can only be read, one
//! is pulled out in the middle. Whatever is there under its own name is whole, nothing is called done that is not, and
//! nothing is written where a drive was. Needs the rights to mount.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

const PASSPHRASE: &str = "correct horse battery";

/// The originals, a key, and what a run leaves that nothing disturbs; gone when the test ends.
struct Bench {
    path: PathBuf,
    whole: Files,
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// An image of a file system, and where it is mounted.
struct Drive {
    image: PathBuf,
    at: PathBuf,
}

impl Drive {
    /// `None` where nothing may be mounted.
    fn new(bench: &Path, name: &str, bytes: u64) -> Option<Self> {
        let drive = Self {
            image: bench.join(format!("{name}.img")),
            at: bench.join(name),
        };
        fs::create_dir_all(&drive.at).unwrap();
        fs::File::create(&drive.image)
            .unwrap()
            .set_len(bytes)
            .unwrap();
        let mut make = Command::new("mkfs.ext4");
        make.args(["-q", "-F", "-m", "0"]).arg(&drive.image);
        (make.status().ok()?.success() && drive.plug("rw")).then_some(drive)
    }

    fn plug(&self, how: &str) -> bool {
        let mut mount = Command::new("mount");
        mount
            .args(["-o", &format!("loop,{how}")])
            .args([&self.image, &self.at]);
        mount.output().is_ok_and(|told| told.status.success())
    }

    fn pull(&self) {
        let _ = Command::new("umount").arg("-l").arg(&self.at).output();
    }
}

impl Drop for Drive {
    fn drop(&mut self) {
        self.pull();
    }
}

impl Bench {
    fn new(test: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("darkroom-drives-{test}-{}", std::process::id()));
        for (place, bytes) in darkroom::sample::files() {
            let path = path.join("in").join(place);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let mut bench = Self {
            path,
            whole: Files::new(),
        };
        let whole = bench.path.join("whole");
        let ended = bench.clean(&whole).output().unwrap();
        assert!(
            matches!(ended.status.code(), Some(0 | 3)),
            "{}",
            said(&ended)
        );
        bench.whole = files(&whole);
        bench
    }

    fn clean(&self, out: &Path) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_darkroom"));
        command.arg("clean").args([&self.path.join("in"), out]);
        command
            .args(["--assume-reviewed", "--jobs", "1", "--key"])
            .arg(self.path.join("key"));
        command.env("DARKROOM_PASSPHRASE", PASSPHRASE);
        command
    }

    /// Of what lies there, whatever has its name is as in a run that nothing disturbs; how many images that is.
    fn check(&self, out: &Path) -> usize {
        let mut count = 0;
        for (name, bytes) in files(out) {
            let is_half = name.to_string_lossy().contains(".darkroom-");
            if !is_half && name.extension().is_some_and(|ending| ending == "dcm") {
                assert!(self.whole.get(&name) == Some(&bytes), "{}", name.display());
                count += 1;
            }
        }
        count
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn said(ended: &Output) -> String {
    [&ended.stdout[..], &ended.stderr[..]]
        .map(String::from_utf8_lossy)
        .concat()
}

fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        match fs::read_dir(&path) {
            Ok(entries) => waiting.extend(entries.flatten().map(|entry| entry.path())),
            Err(_) => {
                let bytes = fs::read(&path).unwrap();
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), bytes);
            }
        }
    }
    found
}

/// Images that have their names; what is seen may be gone when it is looked at.
fn images(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let of = |path: PathBuf| match path.is_dir() {
        true => images(&path),
        false => usize::from(path.extension().is_some_and(|ending| ending == "dcm")),
    };
    entries.map(|entry| of(entry.path())).sum()
}

#[test]
fn a_full_and_a_locked_drive_are_told_and_hold_no_half_of_a_file() {
    let bench = Bench::new("full");
    let size: u64 = bench.whole.values().map(|bytes| bytes.len() as u64).sum();
    let Some(small) = Drive::new(&bench.path, "small", 1_500_000 + size / 2) else {
        return eprintln!("no file system can be mounted here: left out");
    };
    let ended = bench.clean(&small.at.join("out")).output().unwrap();
    assert!(
        matches!(ended.status.code(), Some(1 | 3)),
        "{}",
        said(&ended)
    );
    let kept = bench.check(&small.at.join("out"));
    assert!(
        0 < kept && kept < images(&bench.path.join("whole")),
        "{kept} of {}: {}",
        images(&bench.path.join("whole")),
        said(&ended)
    );
    small.pull();

    assert!(small.plug("ro"));
    let before = files(&small.at);
    let ended = bench.clean(&small.at.join("other")).output().unwrap();
    assert_eq!(ended.status.code(), Some(2), "{}", said(&ended));
    assert!(files(&small.at) == before);
}

#[test]
fn nothing_is_written_where_a_drive_was() {
    let bench = Bench::new("pulled");
    for turn in 0..5 {
        let Some(drive) = Drive::new(&bench.path, &format!("pulled{turn}"), 64 << 20) else {
            return eprintln!("no file system can be mounted here: left out");
        };
        let out = drive.at.join("out");
        let mut command = bench.clean(&out);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        while images(&out) < 2 && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        drive.pull();
        let ended = child.wait().unwrap();
        // The bare folder, on this computer's own disk.
        assert_eq!(files(&drive.at).len(), 0);
        if ended.code() != Some(0) && ended.code() != Some(3) {
            assert_eq!(ended.code(), Some(1));
            assert!(drive.plug("rw"));
            let kept = bench.check(&out);
            assert!(0 < kept && kept < images(&bench.path.join("whole")));
            let is_paper =
                |name: &PathBuf| name.to_string_lossy().starts_with("darkroom-certificate");
            assert!(!files(&out).keys().any(is_paper));
            return;
        }
    }
    panic!("each run was done before its drive was pulled out");
}
