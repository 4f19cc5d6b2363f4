//! The list of files, the names of papers, the seal.

use super::*;

#[test]
fn it_lists_every_delivered_file_by_path_with_its_size_and_digest() {
    let certificate = of_outcomes(&Outcomes::from([
        (2, Ok(())),
        (0, Ok(())),
        (1, Err(HeldReason::EngineStopped)),
    ]));
    assert_eq!(certificate.delivered.len(), certificate.files.cleaned);
    let sizes: Vec<u64> = certificate
        .delivered
        .iter()
        .map(|file| file.bytes)
        .collect();
    assert_eq!(sizes, [100, 102]);
    assert_eq!(certificate.delivered[1].sha256, "02".repeat(32));
    assert!(certificate.delivered.is_sorted());
}

#[test]
fn papers_are_named_after_what_the_certificate_says_and_the_sums_are_of_all_other_files() {
    let certificate = of_outcomes(&Outcomes::from([(0, Ok(())), (1, Ok(()))]));
    let papers = certificate.papers();
    let code = certificate.code();
    assert_eq!(
        papers.each_ref().map(|(name, _)| Paper::of_name(name)),
        Paper::ALL.map(|paper| Some((paper, code.as_str())))
    );
    let [(json_name, json), (readme_name, readme), (sums_name, sums)] = papers;
    assert_eq!(
        serde_json::from_slice::<Certificate>(&json).unwrap(),
        certificate
    );
    let readme = String::from_utf8(readme).unwrap();
    assert!(readme.contains(&json_name) && readme.contains(&format!("sha256sum -c {sums_name},")));
    let sums = String::from_utf8(sums).unwrap();
    let listed: Vec<(&str, &str)> = sums
        .lines()
        .map(|line| line.split_once("  ").unwrap())
        .collect();
    let mut wanted: Vec<&str> = certificate
        .delivered
        .iter()
        .map(|file| file.path.as_str())
        .collect();
    wanted.extend([json_name.as_str(), readme_name.as_str()]);
    wanted.sort_unstable();
    let paths: Vec<&str> = listed.iter().map(|(_, path)| *path).collect();
    assert_eq!(paths, wanted);
    assert!(listed.iter().all(|(sum, _)| sum.len() == 64));
    // Another export's papers do not take the place of these.
    let other = of_outcomes(&Outcomes::from([(0, Ok(()))]));
    assert_ne!(other.code(), code);
}

#[test]
fn a_seal_holds_until_anything_is_changed_whatever_the_layout() {
    let (secret, other) = ([3; 32], [4; 32]);
    let [secret, other] = [secret, other].map(Secret::from_bytes);
    let plain = of_outcomes(&Outcomes::from([(0, Ok(()))]));
    assert_eq!(seal::check(&plain.to_json(), &secret), Seal::Absent);
    let sealed = plain.clone().sealed(&secret);
    assert_eq!(sealed.code(), plain.code());
    let json = sealed.to_json();
    assert_eq!(seal::check(&json, &secret), Seal::Holds);
    assert_eq!(seal::check(&json, &other), Seal::Broken);
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(seal::check(&value.to_string(), &secret), Seal::Holds);
    for (from, to) in [
        ("\"bytes\": 100", "\"bytes\": 101"),
        ("\"cleaned\": 1", "\"cleaned\": 2"),
        ("\"form\": 1", "\"form\": 1, \"more\": 1"),
    ] {
        let changed = json.replace(from, to);
        assert_ne!(changed, json, "{from}");
        assert_eq!(seal::check(&changed, &secret), Seal::Broken, "{from}");
    }
    let blunt = json.replace(&sealed.seal.unwrap(), "00");
    assert_eq!(seal::check(&blunt, &secret), Seal::Broken);
    for none in ["", "{", "[]", "7"] {
        assert_eq!(seal::check(none, &secret), Seal::Absent, "{none}");
    }
}

#[test]
fn one_zip_of_several_says_how_many_of_the_cleaned_lie_in_it() {
    let catalogue = catalogue(&[(Triage::Glance, 4, 1, 64)]);
    let layout = layout_of(&catalogue);
    let outcomes = Outcomes::from([(0, Ok(())), (1, Ok(()))]);
    let part = |number, is_last, here: &[InstanceId]| {
        let part = Some(PartReport { number, is_last });
        let mut delivered = written(&layout, &outcomes);
        delivered.retain(|id, _| here.contains(id));
        let facts = RunFacts { part, ..facts() };
        let review = Review::default();
        Certificate::of(facts, &catalogue, &review, &layout, &outcomes, &delivered)
    };
    let first = part(1, false, &[0]);
    assert_eq!((first.files.cleaned, first.delivered.len()), (2, 1));
    let readme = first.to_readme();
    assert!(readme.contains("1  of the cleaned are in this zip, number 1 of the run"));
    assert!(readme.contains("2  not reached before this zip was full"));
    let last = part(2, true, &[1]).to_readme();
    assert!(last.contains("number 2 of the run") && last.contains("before the run ended"));
    assert!(!of_outcomes(&outcomes).to_readme().contains("this zip"));
}
