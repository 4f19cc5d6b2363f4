//! The command among files that are no files, under names that are meant to mislead, and beside originals.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::ffi::{OsStr, OsString};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own for one test, with an image in `in`; gone when it ends.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("darkroom-{test}-{}", std::process::id()));
        std::fs::create_dir_all(path.join("in")).unwrap();
        std::fs::write(path.join("in/IM0001"), image()).unwrap();
        Self(path)
    }

    fn at(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.join(name)
    }

    fn pipe(&self, name: &str) -> PathBuf {
        let made = Command::new("mkfifo").arg(self.at(name)).status().unwrap();
        assert!(made.success());
        self.at(name)
    }

    fn clean(&self, more: &[&dyn AsRef<OsStr>]) -> Output {
        let mut words: Vec<OsString> = vec!["--assume-reviewed".into()];
        words.extend(more.iter().map(|word| word.as_ref().to_owned()));
        darkroom("clean", &[self.at("in"), self.at("out")], &words)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn image() -> Vec<u8> {
    darkroom::sample::files().into_iter().next().unwrap().1
}

fn darkroom(task: &str, paths: &[PathBuf], more: &[OsString]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg(task)
        .args(paths)
        .args(more)
        .env("DARKROOM_PASSPHRASE", "correct horse battery")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(both).unwrap()
}

#[test]
fn pipes_sockets_devices_and_links_to_them_are_counted_and_never_opened() {
    let folder = Folder::new("no-files");
    folder.pipe("in/pipe");
    let _socket = UnixListener::bind(folder.at("in/socket")).unwrap();
    for (target, link) in [
        ("/dev/zero", "in/device"),
        ("pipe", "in/to-pipe"),
        ("round", "in/round"),
        ("nowhere", "in/broken"),
        (".", "in/to-folder"),
    ] {
        symlink(target, folder.at(link)).unwrap();
    }
    let ended = folder.clean(&[]);
    let text = said(&ended);
    assert_eq!(ended.status.code(), Some(3), "{text}");
    for line in [
        "skipped: pipe: a pipe, not a file",
        "skipped: to-pipe: a pipe, not a file",
        "skipped: socket: a socket, not a file",
        "skipped: device: a device, not a file",
        "8 files in = 1 cleaned + 3 held + 0 deleted + 0 doubles + 4 not DICOM",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    for link in ["round", "broken", "to-folder"] {
        let held = format!("held: {link}: The file could not be read.");
        assert!(text.contains(&held), "{text}");
    }
    let text = said(&darkroom("inspect", &[folder.at("in")], &[]));
    assert!(
        text.contains("not DICOM  pipe: a pipe, not a file"),
        "{text}"
    );

    folder.pipe("out/pipe");
    let against = ["--against".into(), folder.at("in").into_os_string()];
    let ended = darkroom("verify", &[folder.at("out")], &against);
    assert_eq!(ended.status.code(), Some(3), "{}", said(&ended));
}

#[test]
fn a_pipe_in_place_of_in_is_wrong_usage() {
    let folder = Folder::new("pipe");
    let pipe = folder.pipe("pipe");
    let against = ["--against".into(), pipe.clone().into_os_string()];
    for (task, paths, more) in [
        ("inspect", vec![pipe.clone()], &[][..]),
        ("clean", vec![pipe, folder.at("out")], &[]),
        ("verify", vec![folder.at("in")], &against),
    ] {
        let ended = darkroom(task, &paths, more);
        assert_eq!(ended.status.code(), Some(2), "{task} {}", said(&ended));
        assert!(said(&ended).contains("is a pipe, not a file"));
    }
    assert!(!folder.at("out").exists());
}

#[test]
fn rules_and_passwords_are_read_from_no_pipe_that_somebody_has_made() {
    let folder = Folder::new("fifo");
    let pipe = folder.pipe("pipe");
    for option in ["--regions", "--policy", "--zip-password-file"] {
        let ended = folder.clean(&[&option, &pipe]);
        assert_eq!(ended.status.code(), Some(2), "{option} {}", said(&ended));
        assert!(said(&ended).contains("a named pipe"), "{option}");
    }
    assert!(!folder.at("out").exists());
    // A shell's own is read.
    let script = format!(
        "exec {} policy <(echo '{{\"preset\": \"strict\"}}')",
        env!("CARGO_BIN_EXE_darkroom")
    );
    let ended = Command::new("bash").args(["-c", &script]).output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
}

#[test]
fn originals_that_are_not_there_are_wrong_usage() {
    let folder = Folder::new("absent");
    let none = folder.at("none");
    let against = ["--against".into(), none.clone().into_os_string()];
    for (task, paths, more) in [
        ("inspect", vec![none.clone()], &[][..]),
        ("clean", vec![none.clone(), folder.at("out")], &[]),
        ("verify", vec![none], &[]),
        ("verify", vec![folder.at("in")], &against),
    ] {
        let ended = darkroom(task, &paths, more);
        assert_eq!(ended.status.code(), Some(2), "{task} {}", said(&ended));
    }
}

#[test]
fn nothing_is_written_over_an_original_nor_among_them() {
    let folder = Folder::new("originals-stay");
    symlink("in", folder.at("link")).unwrap();
    std::fs::hard_link(folder.at("in/IM0001"), folder.at("other-name")).unwrap();
    for (option, path) in [
        ("--report", "in/IM0001"),
        ("--report", "link/IM0001"),
        ("--report", "other-name"),
        ("--report", "none/report.json"),
        ("--key", "link/../link/key.age"),
        ("--key", "other-name"),
        ("--mapping", "in/mapping"),
    ] {
        let ended = folder.clean(&[&option, &folder.at(path)]);
        assert_eq!(ended.status.code(), Some(2), "{path} {}", said(&ended));
        assert!(!folder.at("out").exists(), "{path}");
    }
    for (input, output) in [("in", "link/out"), ("in", "in"), ("in/IM0001", "in")] {
        let ended = darkroom("clean", &[folder.at(input), folder.at(output)], &[]);
        assert_eq!(ended.status.code(), Some(2), "{output} {}", said(&ended));
    }
    assert_eq!(std::fs::read(folder.at("in/IM0001")).unwrap(), image());
    assert_eq!(std::fs::read_dir(folder.at("in")).unwrap().count(), 1);
}

#[test]
fn a_name_of_a_file_gives_the_terminal_no_orders() {
    let folder = Folder::new("names");
    // After the whole image by name, whose UID it has.
    let name = "ZM\u{1b}[2J\nheld: a\u{202e}b\u{2066}";
    std::fs::write(folder.at("in").join(name), &image()[..400]).unwrap();
    std::fs::write(folder.at("in").join(format!("{name}.txt")), "text").unwrap();
    let spelt = r"ZM\u{1b}[2J\u{a}held: a\u{202e}b\u{2066}";
    let wrong = folder.at(format!("{name}.json"));
    let regions = ["--regions".into(), wrong.into_os_string()];
    for ended in [
        folder.clean(&[]),
        darkroom("inspect", &[folder.at("in")], &[]),
        darkroom("clean", &[folder.at("in"), folder.at("more")], &regions),
        darkroom(
            "verify",
            &[folder.at("in")],
            &["--against".into(), folder.at("out").into()],
        ),
    ] {
        let text = said(&ended);
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{2066}']), "{text}");
        assert!(text.contains(spelt), "{text}");
        assert!(!text.lines().any(|line| line.starts_with("held: a")));
    }
}

#[test]
#[cfg(target_os = "linux")]
fn names_that_are_no_text_are_told_apart() {
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new("no-text");
    for name in [&b"M\xfcller"[..], b"M\xe4ller"] {
        std::fs::write(folder.at("in").join(OsStr::from_bytes(name)), "text").unwrap();
    }
    let text = said(&darkroom("inspect", &[folder.at("in")], &[]));
    for name in [r"M\xfcller", r"M\xe4ller"] {
        assert!(text.contains(&format!("not DICOM  {name}: ")), "{text}");
    }
    let wrong = folder.at(OsStr::from_bytes(b"no\xfc"));
    let text = said(&darkroom("inspect", &[wrong], &[]));
    assert!(text.contains(r"/no\xfc can't be read"), "{text}");
}

#[test]
fn what_leads_back_to_patients_is_for_its_owner_alone() {
    let folder = Folder::new("modes");
    let (key, mapping) = (folder.at("trust.age"), folder.at("mapping"));
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let ended = folder.clean(&[&"--key", &key, &"--mapping", &mapping]);
    assert!(
        matches!(ended.status.code(), Some(0 | 3)),
        "{}",
        said(&ended)
    );
    let (patients, uids) = (
        mapping.join("patient_mapping.csv"),
        mapping.join("uid_mapping.csv"),
    );
    for path in [&key, &folder.at("trust.age.lock"), &patients, &uids] {
        assert_eq!(mode(path), 0o600, "{}", path.display());
    }
    // Whoever was to read a key goes on reading it.
    for shared in [0o640, 0o600] {
        std::fs::set_permissions(&key, std::fs::Permissions::from_mode(shared)).unwrap();
        std::fs::remove_dir_all(folder.at("out")).unwrap();
        let ended = folder.clean(&[&"--key", &key]);
        assert!(
            matches!(ended.status.code(), Some(0 | 3)),
            "{}",
            said(&ended)
        );
        assert_eq!(mode(&key), shared);
    }
}
