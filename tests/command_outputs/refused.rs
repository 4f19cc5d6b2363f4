//! What is refused before anything is written, and runs that keep out of one another's way.

use super::*;

#[test]
fn what_can_not_be_written_is_told_before_anything_is() {
    let folder = Folder::new("before", 1);
    fs::write(folder.at("taken"), "somebody’s").unwrap();
    fs::write(folder.at("key"), "no key").unwrap();
    fs::create_dir(folder.at("mapping")).unwrap();
    fs::write(folder.at("mapping/uid_mapping.csv"), "somebody’s").unwrap();
    symlink("nothing", folder.at("leads-nowhere")).unwrap();
    let before = folder.everything();
    for more in [
        ["--report", "./nowhere/r.json"],
        ["--report", "./taken"],
        ["--report", "./taken/r.json"],
        ["--report", "./leads-nowhere"],
        ["--report", "./key"],
        ["--report", "/dev/null"],
        // Where not even an administrator makes files.
        #[cfg(target_os = "linux")]
        ["--report", "/proc/r.json"],
        ["--mapping", "./mapping"],
        ["--mapping", "./taken/mapping"],
        ["--key", "./nowhere/key"],
        ["--key", "./taken/key"],
        ["--key", "./key"],
    ] {
        let ended = folder.clean(&more);
        assert_eq!(ended.status.code(), Some(2), "{more:?} {}", said(&ended));
        assert_eq!(folder.everything(), before, "{more:?}");
        assert!(!folder.at("out").exists(), "{more:?}");
    }
}

#[test]
fn an_in_without_dicom_leaves_everything_as_it_is() {
    let folder = Folder::new("no-dicom", 0);
    fs::write(folder.at("in/letter.txt"), "Dear colleague").unwrap();
    let before = folder.everything();
    let more = [
        "--key",
        "./key",
        "--report",
        "./r.json",
        "--mapping",
        "./mapping",
    ];
    for is_made in [false, true] {
        if is_made {
            fs::create_dir(folder.at("out")).unwrap();
        }
        let ended = folder.clean(&more);
        assert_eq!(ended.status.code(), Some(3), "{}", said(&ended));
        assert!(said(&ended).contains("no DICOM in IN (1 file)"));
        assert_eq!(folder.everything(), before);
        assert_eq!(folder.at("out").exists(), is_made);
        assert!(!folder.at("mapping").exists());
    }
    for json in [&[][..], &["--json"]] {
        let ended = folder.run(&[&["inspect", "./in"], json].concat());
        assert_eq!(ended.status.code(), Some(3), "{}", said(&ended));
    }
}

#[test]
fn of_many_runs_into_one_folder_one_delivers() {
    let folder = Folder::new("at-once", 3);
    let run = || {
        let mut command = folder.command(&["clean", "./in", "./out", "--assume-reviewed"]);
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        command.spawn().unwrap()
    };
    let ended: Vec<Output> = (0..6)
        .map(|_| run())
        .collect::<Vec<_>>()
        .into_iter()
        .map(|child| child.wait_with_output().unwrap())
        .collect();
    let delivered = |output: &&Output| matches!(output.status.code(), Some(0 | 3));
    assert_eq!(ended.iter().filter(delivered).count(), 1, "{ended:?}");
    for refused in ended.iter().filter(|output| !delivered(output)) {
        assert_eq!(refused.status.code(), Some(2), "{}", said(refused));
    }
    let images = folder.everything();
    assert!(images.keys().any(|path| is_image(path)));
    let hidden = |path: &&PathBuf| path.to_string_lossy().contains("/.");
    assert_eq!(images.keys().find(hidden), None);
}

#[test]
fn a_run_that_has_out_keeps_others_from_it() {
    let folder = Folder::new("in-use", 1);
    let first = folder.waiting(&[]);
    let other = folder.clean(&[]);
    assert_eq!(other.status.code(), Some(2), "{}", said(&other));
    assert!(
        said(&other).contains("another run writes to"),
        "{}",
        said(&other)
    );
    let (code, said) = first.goes_on();
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn a_run_keeps_its_report_and_its_mapping_from_others() {
    let folder = Folder::new("kept-names", 1);
    for name in ["./r.json", "./mapping"] {
        let option = if name == "./r.json" {
            "--report"
        } else {
            "--mapping"
        };
        let first = folder.waiting(&[option, name]);
        let words = [
            "clean",
            "./in",
            "./other",
            "--assume-reviewed",
            option,
            name,
        ];
        let other = folder.run(&words);
        assert_eq!(other.status.code(), Some(2), "{}", said(&other));
        let why = "another run is about to write it";
        assert!(said(&other).contains(why), "{}", said(&other));
        assert!(!folder.at("other").exists());
        let (code, said) = first.goes_on();
        assert_eq!(code, Some(0), "{said}");
        fs::remove_dir_all(folder.at("out")).unwrap();
    }
}

#[test]
fn a_pipe_in_place_of_out_is_wrong_usage() {
    let folder = Folder::new("pipe-out", 1);
    let made = Command::new("mkfifo").arg(folder.at("out")).status();
    assert!(made.unwrap().success());
    for words in [
        &["clean", "./in", "./out"][..],
        &["verify", "./out", "--against", "./in"],
        &["inspect", "./out"],
    ] {
        let ended = folder.run(words);
        assert_eq!(ended.status.code(), Some(2), "{words:?} {}", said(&ended));
    }
}

#[test]
fn a_bad_policy_is_wrong_usage_everywhere() {
    let folder = Folder::new("bad-policy", 1);
    fs::write(folder.at("policy"), r#"{"preset":"strictest"}"#).unwrap();
    for policy in ["./policy", "./none", "./in"] {
        for words in [
            &["clean", "./in", "./out", "--policy", policy][..],
            &["verify", "./in", "--against", "./in", "--policy", policy],
            &["inspect", "./in", "--policy", policy],
            &["policy", policy],
        ] {
            let ended = folder.run(words);
            assert_eq!(ended.status.code(), Some(2), "{words:?} {}", said(&ended));
        }
    }
    assert!(!folder.at("out").exists());
}
