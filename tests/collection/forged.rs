//! Certificates that somebody else made.

use super::*;

/// Certificate and papers that fit together in all that needs no key: a file left out, with all counts, sums and names
/// made anew.
fn without_its_last(folder: &Folder, text: &str) -> darkroom::deliver::Certificate {
    let mut certificate: darkroom::deliver::Certificate = serde_json::from_str(text).unwrap();
    for paper in Paper::ALL {
        fs::remove_file(folder.paper(paper)).unwrap();
    }
    let gone = certificate.delivered.pop().unwrap();
    let gone_from = folder.at("out").join(&gone.path);
    fs::remove_file(&gone_from).unwrap();
    // Its folders too, as far as nothing else lies there.
    for above in gone_from.ancestors().skip(1) {
        if fs::remove_dir(above).is_err() {
            break;
        }
    }
    certificate.folders = darkroom::deliver::certificate::folders_of(&certificate.delivered);
    certificate.files.cleaned -= 1;
    certificate.files.files_in -= 1;
    certificate.verification.clean -= 1;
    certificate.verification.read_again -= 1;
    let case = gone.path.split('/').next().unwrap();
    let of_case = certificate.cases.iter_mut().find(|told| told.case == case);
    of_case.unwrap().cleaned -= 1;
    for (name, bytes) in certificate.papers() {
        fs::write(folder.at("out").join(name), bytes).unwrap();
    }
    certificate
}

#[test]
fn a_forged_certificate_contradicts_itself_or_is_not_this_keys() {
    let folder = Folder::delivered("forged", &["--key", "key.age"]);
    let key = ["--key", "key.age"];
    let (code, report) = folder.verify(&key);
    assert_eq!((code, faults(&report)), (0, Vec::new()), "{report}");
    assert_eq!(report["certificates"][0]["seal"], "sealed by this key");

    let path = folder.paper(Paper::Certificate);
    let text = fs::read_to_string(&path).unwrap();
    let forged = |from: &str, to: &str| {
        let forged = text.replacen(from, to, 1);
        assert_ne!(forged, text, "{from}");
        fs::write(&path, forged).unwrap();
        folder.verify(&key)
    };
    for (from, to) in [
        ("\"form\": 1", "\"form\": 9"),
        ("\"form\": 1", "\"form\": 1, \"note\": 1"),
        ("\"cleaned\": 4", "\"cleaned\": 5"),
        ("\"form\": 1", "form"),
        (".dcm\"", ".DCM\""),
    ] {
        let (code, report) = forged(from, to);
        assert_eq!(code, 3);
        assert!(
            has(&report, "contradiction", &name(&path)),
            "{from} {report}"
        );
    }
    // One image more in a folder than there are files of it.
    let mut told: darkroom::deliver::Certificate = serde_json::from_str(&text).unwrap();
    told.folders[0].images += 1;
    fs::write(&path, told.to_json()).unwrap();
    let (_, report) = folder.verify(&key);
    assert!(
        report.to_string().contains("its numbers don’t add up"),
        "{report}"
    );
    let mut certificate = without_its_last(&folder, &text);
    let (code, report) = folder.verify(&[]);
    assert_eq!((code, faults(&report)), (0, Vec::new()), "{report}");
    let (code, report) = folder.verify(&key);
    assert_eq!(code, 3);
    assert!(faults(&report)[0].starts_with("other-key "), "{report}");
    certificate.seal = None;
    for (name, bytes) in certificate.papers() {
        fs::write(folder.at("out").join(name), bytes).unwrap();
    }
    let (code, report) = folder.verify(&key);
    assert_eq!(code, 3);
    assert!(faults(&report)[0].starts_with("unsealed "), "{report}");
    fs::write(folder.paper(Paper::Sums), "no sums").unwrap();
    let (_, report) = folder.verify(&[]);
    assert!(
        has(&report, "contradiction", &name(&folder.paper(Paper::Sums))),
        "{report}"
    );
}

#[test]
fn a_certificate_of_other_rules_than_the_headers_tell_of_contradicts_them() {
    let folder = Folder::delivered("rules", &[]);
    let text = fs::read_to_string(folder.paper(Paper::Certificate)).unwrap();
    let mut certificate: darkroom::deliver::Certificate = serde_json::from_str(&text).unwrap();
    for paper in Paper::ALL {
        fs::remove_file(folder.paper(paper)).unwrap();
    }
    let research = darkroom::deid::Policy::from(darkroom::deid::Preset::Research);
    certificate.rules = darkroom::deliver::certificate::RulesReport::of(&research, None);
    for (name, bytes) in certificate.papers() {
        fs::write(folder.at("out").join(name), bytes).unwrap();
    }
    let (code, report) = folder.verify(&[]);
    assert_eq!(code, 3);
    assert_eq!(faults(&report).len(), 4, "{report}");
    assert!(has(&report, "contradiction", ".dcm"));
}

#[test]
fn two_deliveries_in_one_folder_are_each_held_against_their_own_certificate() {
    let folder = Folder::delivered("two", &["--key", "key.age"]);
    folder.originals("in2", |number| (4..6).contains(&number));
    folder.clean("in2", "out2", &["--key", "key.age"]);
    let out = folder.at("out2");
    for path in files(&out) {
        let to = folder.at("out").join(path.strip_prefix(&out).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        assert!(!to.exists());
        fs::copy(path, to).unwrap();
    }
    let (code, report) = folder.verify(&[]);
    assert_eq!((code, faults(&report)), (0, Vec::new()), "{report}");
    assert_eq!(report["certificates"].as_array().unwrap().len(), 2);
    assert_eq!(report["counts"]["as_delivered"], 6);
}
