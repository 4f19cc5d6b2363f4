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
