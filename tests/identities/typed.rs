//! What people typed.

use super::*;

fn rules(by: &str, why: &str, name: &str) -> String {
    format!(
        r#"{{"preset":"teaching","name":"{name}","keep":{{"identifiers":["accession-number"],
            "permission":{{"by":"{by}","why":"{why}"}}}}}}"#
    )
}

/// What names a patient, or is no plain text.
fn refuses(folder: &Folder, policy: &std::path::Path) {
    let by_policy = ["--policy", policy.to_str().unwrap()];
    for (text, field) in [
        (
            rules("Dr A. Keeper", "for Quixotham RXQ7712345", "Radiology"),
            "(\"why\")",
        ),
        (
            rules("Zebedee Quixotham", "to trace findings", "Radiology"),
            "(\"by\")",
        ),
        (
            rules("Dr A. Keeper", "to trace findings", "born 04.03.1956"),
            "(\"name\")",
        ),
        (
            rules("Dr A. Keeper", "to \\u202e trace", "Radiology"),
            "direction",
        ),
        (
            rules("Dr A. Keeper", "to trace findings", "a\\u001b[2J"),
            "direction",
        ),
        (
            r#"{"preset":"strict","preset":"research"}"#.to_owned(),
            "stands twice",
        ),
    ] {
        std::fs::write(policy, text).unwrap();
        let ended = clean_in(folder, "in", "refused", &by_policy);
        assert_eq!(
            (ended.code, ended.left.len()),
            (Some(2), 0),
            "{field}: {}",
            ended.said
        );
        assert!(ended.said.contains(field), "{field}: {}", ended.said);
        assert!(
            !ended.said.to_lowercase().contains("quixotham"),
            "{}",
            ended.said
        );
        let _ = std::fs::remove_dir_all(folder.0.join("refused"));
    }
}

#[test]
fn what_was_typed_leaves_only_if_it_names_no_patient_and_the_file_of_rules_is_told() {
    let folder = Folder::new("typed");
    folder.put("1", &of_other(1, "1", &[ID, NAME, BORN]));
    let policy = folder.0.join("policy.json");
    let by_policy = ["--policy", policy.to_str().unwrap()];
    refuses(&folder, &policy);
    std::fs::write(
        &policy,
        rules("Dr B. Quixotham", "to trace findings", "Radiology 2026"),
    )
    .unwrap();
    let ended = clean_in(&folder, "in", "out", &by_policy);
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    for told in ["Radiology 2026", "Dr B. Quixotham", "\"sha256\""] {
        assert!(ended.certificate.contains(told), "{told}");
    }
}

#[test]
fn a_collection_is_called_what_names_no_patient() {
    let folder = Folder::new("called");
    folder.put("1", &of_other(1, "1", &[ID, NAME, BORN]));
    for [option, text] in [
        ["--collection-name", "Chests of Quixotham"],
        ["--collection-name", "zebedee-quixotham"],
        ["--collection-description", "with RXQ7712345 in it"],
        ["--collection-description", "of one born on 4 March 1956"],
        ["--collection-name", ""],
        ["--collection-name", "a\u{202E}b"],
    ] {
        let ended = clean_in(&folder, "in", "refused", &[option, text]);
        assert_eq!(
            (ended.code, ended.left.len()),
            (Some(2), 0),
            "{option} {text}: {}",
            ended.said
        );
        assert!(
            !ended.said.to_lowercase().contains("quixotham"),
            "{}",
            ended.said
        );
        assert!(!folder.0.join("refused").exists());
    }
    let called = [
        "--collection-name",
        "Chest: teaching",
        "--collection-description",
        "For Mondays.",
    ];
    let ended = clean_in(&folder, "in", "out", &called);
    assert_eq!(ended.code, Some(0), "{}", ended.said);
    for told in ["\"name\": \"Chest: teaching\"", "For Mondays."] {
        assert!(ended.certificate.contains(told), "{told}");
    }

    let words = folder.0.join("words");
    std::fs::write(&words, "plinth gudgeon marzipan vellum\n").unwrap();
    let ended = Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg("clean")
        .args([folder.0.join("in"), folder.0.join("zipped")])
        .args(called)
        .args(["--assume-reviewed", "--encrypt-zip"])
        .arg(&words)
        .status()
        .unwrap();
    assert!(ended.success());
    assert!(
        folder
            .0
            .join("zipped/Darkroom-Chest-teaching.zip")
            .is_file()
    );
}

#[test]
fn what_any_input_says_is_in_nothing_that_leaves() {
    let folder = Folder::new("inputs");
    folder.put(
        "Quixotham Zebedee/RXQ7712345.dcm",
        &of_other(1, "1", &[ID, NAME, BORN]),
    );
    folder.put("Quixotham.csv", b"Name,Number\nQuixotham,RXQ7712345\n");
    let file = |name: &str, text: &str| input_file(&folder, name, text);
    let policy =
        r#"{"preset":"teaching","name":"Radiology","reason":"as Quixotham RXQ7712345 asked"}"#;
    let permission = r#"{"from":"clinical-tutor","date":"2026-03-31","rules-read":true,"purpose":"publication"}"#;
    let regions =
        r#"{"version":1,"regions":[{"match":{"model":"Quixotham"},"rects":[[0,0,1,1]]}]}"#;
    let report = folder.0.join("report.json");
    let given = [
        "--policy",
        &file("Quixotham policy.json", policy),
        "--permission",
        &file("Quixotham permission.json", permission),
        "--regions",
        &file("Quixotham regions.json", regions),
        "--allow-idle-regions",
        "--strike",
        &file(
            "Quixotham strike",
            "text: CT OF QUIXOTHAM\nword: RXQ7712345\n",
        ),
        "--allow-idle-strikes",
        "--zip-password-file",
        &file("Quixotham words", "Quixotham RXQ7712345\n"),
        "--one-patient",
        ID.2,
        "--report",
        report.to_str().unwrap(),
    ];
    let ended = Command::new(env!("CARGO_BIN_EXE_darkroom"))
        .arg("clean")
        .args([folder.0.join("in"), folder.0.join("out")])
        .args(given)
        .args(["--assume-reviewed", "--dicomdir"])
        .output()
        .unwrap();
    let said = [ended.stdout, ended.stderr].concat();
    let status = ended.status;
    assert!(status.success(), "{}", String::from_utf8_lossy(&said));
    let mut outputs = below(&folder.0, "out");
    // The image, its papers and the DICOMDIR.
    assert_eq!(outputs.len(), 5);
    let report = std::fs::read(report).unwrap();
    outputs.extend([("printed".to_owned(), said), ("report".to_owned(), report)]);
    for (name, bytes) in outputs {
        for planted in ["quixotham", "zebedee", "7712345"] {
            let is_clean = !says(&bytes, planted) && !says(name.as_bytes(), planted);
            assert!(is_clean, "{planted} in {name}");
        }
    }
}

/// A file beside the images; answers with its path.
fn input_file(folder: &Folder, name: &str, text: &str) -> String {
    let path = folder.0.join(name);
    std::fs::write(&path, text).unwrap();
    path.into_os_string().into_string().unwrap()
}

/// Every file of a folder, by its place.
fn below(root: &std::path::Path, folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut waiting = vec![root.join(folder)];
    while let Some(path) = waiting.pop() {
        match std::fs::read_dir(&path) {
            Ok(entries) => waiting.extend(entries.map(|entry| entry.unwrap().path())),
            Err(_) => {
                let place = path.strip_prefix(root).unwrap().display().to_string();
                found.push((place, std::fs::read(&path).unwrap()));
            }
        }
    }
    found
}

/// Whether letters and digits follow each other in a text, whatever stands between them.
fn says(text: &[u8], planted: &str) -> bool {
    let letters = text.iter().filter(|byte| byte.is_ascii_alphanumeric());
    let letters: Vec<u8> = letters.map(u8::to_ascii_lowercase).collect();
    letters
        .windows(planted.len())
        .any(|at| at == planted.as_bytes())
}
