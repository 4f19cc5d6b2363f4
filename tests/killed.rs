//! The command killed at every stage, as by a power cut: whatever is there under its own name is whole.
//!
//! A run is killed when the n-th name has appeared in its folders, and by the system in the middle of writing a file,
//! when that grows past a limit. Where exactly it is caught makes no difference to what must hold.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use darkroom::deliver::key::{LinkingKey, open};
use darkroom::deliver::{Paper, Passphrase};

const PASSPHRASE: &str = "correct horse battery";

const TABLES: [&str; 2] = ["mapping/patient_mapping.csv", "mapping/uid_mapping.csv"];

/// The originals, and a folder for each run; gone when the test ends.
struct Bench {
    path: PathBuf,
    /// What a run leaves that nobody kills.
    whole: Files,
    /// The key as each run finds it, and as it is left.
    before: LinkingKey,
    after: LinkingKey,
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

impl Bench {
    fn new(test: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("darkroom-killed-{test}-{}", std::process::id()));
        fs::create_dir_all(path.join("in")).unwrap();
        fs::create_dir_all(path.join("first")).unwrap();
        for (number, (_, bytes)) in darkroom::sample::files().into_iter().take(5).enumerate() {
            let folder = if number == 0 { "first" } else { "in" };
            fs::write(path.join(format!("{folder}/IM{number}")), bytes).unwrap();
        }
        let run = path.join("made");
        fs::create_dir(&run).unwrap();
        let words = words(&path.join("first"), &run);
        assert!(command(&words).status().unwrap().success());
        fs::copy(run.join("key"), path.join("key")).unwrap();
        let before = key(&path.join("key"));
        let mut bench = Self {
            path,
            whole: Files::new(),
            after: before.clone(),
            before,
        };
        let run = bench.run("whole");
        assert!(command(&bench.words(&run)).status().unwrap().success());
        bench.whole = files(&run);
        bench.after = key(&run.join("key"));
        assert!(bench.after != bench.before);
        bench
    }

    /// A folder with the key in it.
    fn run(&self, name: &str) -> PathBuf {
        let run = self.path.join(name);
        fs::create_dir(&run).unwrap();
        fs::copy(self.path.join("key"), run.join("key")).unwrap();
        run
    }

    /// The key of a run: to open one takes as long as a run, so one that is as it was is not opened.
    fn key(&self, run: &Path) -> LinkingKey {
        let [one, other] = [&self.path, run].map(|folder| fs::read(folder.join("key")).unwrap());
        match one == other {
            true => self.before.clone(),
            false => key(&run.join("key")),
        }
    }

    fn words(&self, run: &Path) -> Vec<PathBuf> {
        words(&self.path.join("in"), run)
    }

    /// Holds what a killed run has left to what it must be.
    fn check(&self, run: &Path) {
        let left = files(run);
        for (name, bytes) in &left {
            let last = name.file_name().unwrap().to_string_lossy();
            if !last.starts_with(".darkroom-") && *name != Path::new("key") {
                assert_eq!(Some(bytes), self.whole.get(name), "{}", name.display());
            }
        }
        let found = self.key(run);
        let has_learnt = found == self.after;
        // Besides, names of its patients may be claimed.
        assert!(with(&found, &self.before) == found);
        assert!(with(&found, &self.after) == self.after);
        // What is told in public is told once what leads back is safe.
        let there = |name: &str| left.contains_key(Path::new(name));
        let tables = TABLES.map(there);
        let is_out = |wanted: Paper| {
            let names = left.keys().filter_map(|name| name.strip_prefix("out").ok());
            let mut papers = names.filter_map(|name| Paper::of_name(name.to_str()?));
            papers.any(|(paper, _)| paper == wanted)
        };
        let [certificate, readme, sums] = Paper::ALL.map(is_out);
        assert!(has_learnt || tables == [false; 2]);
        assert!(tables == [true; 2] || !certificate);
        assert!((certificate || !readme) && (readme || !sums));
        if there("report.json") {
            let mut names = left.keys().filter(|name| !name.ends_with("key.lock"));
            let is_whole = self.whole.keys().filter(|name| !name.ends_with("key.lock"));
            assert!(is_whole.eq(names.by_ref()));
        }
        // Another run says what lies there, and touches none of it.
        if run.join("out").is_dir() && left.keys().any(|name| is_of_out(name)) {
            let words: Vec<PathBuf> =
                ["clean".into(), self.path.join("in"), run.join("out")].into();
            let refused = command(&words).stderr(Stdio::piped()).output().unwrap();
            let said = String::from_utf8(refused.stderr).unwrap();
            assert_eq!(refused.status.code(), Some(2), "{said}");
            assert!(said.contains("did not end") || certificate, "{said}");
            assert_eq!(files(run), left);
        }
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.path);
    }
}

/// A key with all that another has linked.
fn with(key: &LinkingKey, other: &LinkingKey) -> LinkingKey {
    let mut both = key.clone();
    both.linked.absorb(other.linked.clone());
    both
}

fn is_of_out(name: &Path) -> bool {
    name.starts_with("out") && !name.ends_with(".darkroom-lock")
}

/// `clean IN …` with everything that a run can write.
fn words(input: &Path, run: &Path) -> Vec<PathBuf> {
    let words = [
        "clean".into(),
        input.to_owned(),
        run.join("out"),
        "--assume-reviewed".into(),
        "--key".into(),
        run.join("key"),
        "--mapping".into(),
        run.join("mapping"),
        "--report".into(),
        run.join("report.json"),
        "--jobs".into(),
        "2".into(),
    ];
    words.into()
}

fn command(words: &[PathBuf]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_darkroom"));
    command.args(words).env("DARKROOM_PASSPHRASE", PASSPHRASE);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn key(path: &Path) -> LinkingKey {
    let passphrase = Passphrase::new(PASSPHRASE).unwrap();
    open(&fs::read(path).unwrap(), &passphrase).unwrap()
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        // What is seen may be gone when it is looked at.
        match fs::read_dir(&path) {
            Ok(entries) => waiting.extend(entries.flatten().map(|entry| entry.path())),
            Err(_) => found.push(path),
        }
    }
    found
}

fn files(folder: &Path) -> Files {
    let of = |path: PathBuf| {
        let name = path.strip_prefix(folder).unwrap().to_owned();
        (name, fs::read(&path).unwrap())
    };
    names(folder).into_iter().map(of).collect()
}

#[test]
fn a_run_that_is_killed_leaves_nothing_half_done_under_its_name() {
    let bench = Bench::new("stages");
    // Its key is there from the start.
    let all = bench.whole.len() - 1;
    let mut caught = 0;
    for stage in (1..=2 * all).step_by(2) {
        let run = bench.run(&format!("stage-{stage}"));
        let mut child = command(&bench.words(&run)).spawn().unwrap();
        let mut seen = std::collections::BTreeSet::from([run.join("key")]);
        let ended = loop {
            seen.extend(names(&run));
            if seen.len() > stage {
                child.kill().unwrap();
                break child.wait().unwrap();
            }
            match child.try_wait().unwrap() {
                Some(ended) => break ended,
                None => std::thread::yield_now(),
            }
        };
        caught += usize::from(ended.code().is_none());
        bench.check(&run);
    }
    assert!(caught > 0, "no run was killed");
}

#[test]
fn a_run_that_is_killed_while_it_writes_a_file_leaves_none_of_it_under_its_name() {
    let bench = Bench::new("writing");
    let longest = bench.whole.values().map(Vec::len).max().unwrap();
    let mut blocks = 0;
    while blocks * 512 < longest {
        let run = bench.run(&format!("blocks-{blocks}"));
        // The signal that comes with a write past the limit kills.
        let limited = format!("ulimit -c 0; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let run_of_it = command(&bench.words(&run));
        let ended = Command::new("sh")
            .args(["-c", &limited])
            .arg(run_of_it.get_program())
            .args(run_of_it.get_args())
            .env("DARKROOM_PASSPHRASE", PASSPHRASE)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        assert_eq!(ended.code(), None, "{blocks} blocks were enough: {ended}");
        bench.check(&run);
        blocks = blocks * 2 + 1;
    }
}

#[test]
fn after_a_killed_run_another_one_makes_what_it_would_have_made() {
    let bench = Bench::new("again");
    let run = bench.run("killed");
    let mut child = command(&bench.words(&run)).spawn().unwrap();
    while !names(&run)
        .iter()
        .any(|name| name.extension().is_some_and(|ending| ending == "dcm"))
        && child.try_wait().unwrap().is_none()
    {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    for name in ["out", "mapping"] {
        fs::remove_dir_all(run.join(name)).unwrap();
    }
    let _ = fs::remove_file(run.join("report.json"));
    let ended = command(&bench.words(&run)).status().unwrap();
    assert!(ended.success(), "{ended}");
    let is_half = |name: &Path| name.to_string_lossy().contains(".darkroom-");
    let mut made = files(&run);
    made.retain(|name, _| !is_half(name) && *name != Path::new("key"));
    let mut whole = bench.whole.clone();
    whole.remove(Path::new("key"));
    assert_eq!(made, whole);
    assert!(key(&run.join("key")) == bench.after);
}
