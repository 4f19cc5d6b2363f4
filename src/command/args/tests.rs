use super::*;
use darkroom::deid::Preset;

fn of(words: &str) -> Result<Task, String> {
    parse(words.split_whitespace().map(OsString::from)).map_err(|error| error.to_string())
}

#[test]
fn clean_takes_in_out_and_its_options_in_any_order() {
    let expected = Clean {
        input: "in".into(),
        output: "out".into(),
        policy: Preset::Research.into(),
        policy_file: None,
        policy_mark: None,
        permission: None,
        permission_file: None,
        intruder_test: None,
        collection: None,
        regions: Some("r.json".into()),
        allow_idle_regions: true,
        report: None,
        key: Some("k.age".into()),
        passphrase_file: Some("p".into()),
        zip_password_file: Some("z".into()),
        encrypt_zip: Some("e".into()),
        dicomdir: true,
        mapping: Some("m".into()),
        assume_reviewed: true,
        one_patient: vec!["X1".into(), "X2".into()],
        strike: Some("s".into()),
        auto_redact: None,
        models: None,
        allow_idle_strikes: true,
        jobs: 3,
    };
    assert_eq!(
        of(
            "clean --jobs 3 in --preset research --regions r.json out --assume-reviewed --one-patient X1 --one-patient X2 \
            --allow-idle-regions --mapping m --key k.age --passphrase-file p --zip-password-file z --encrypt-zip e --dicomdir \
            --strike s --allow-idle-strikes"
        ),
        Ok(Task::Clean(Box::new(expected)))
    );
}

#[test]
fn verify_takes_out_and_what_it_was_made_of() {
    let expected = Verify {
        output: "out".into(),
        against: Some("in".into()),
        policy: Some(Preset::Strict.into()),
        policy_file: None,
        key: Some("k".into()),
        passphrase_file: Some("p".into()),
        mapping: Some("m".into()),
        zip_password_file: None,
        report: Some("r.json".into()),
        jobs: 2,
    };
    assert_eq!(
        of(
            "verify out --against in --preset strict --report r.json --jobs 2 --key k --passphrase-file p \
            --mapping m"
        ),
        Ok(Task::Verify(Box::new(expected)))
    );
}

#[test]
fn inspect_takes_in_and_how_it_is_told() {
    let expected = Inspect {
        input: "in".into(),
        zip_password_file: Some("z".into()),
        json: true,
        with_identifiers: true,
    };
    assert_eq!(
        of("inspect --with-identifiers in --json --zip-password-file z"),
        Ok(Task::Inspect(expected))
    );
}

#[test]
fn list_takes_a_list_and_in() {
    let expected = List {
        list: "l.xlsx".into(),
        input: "in".into(),
        zip_password_file: None,
        names: true,
    };
    assert_eq!(of("list l.xlsx in --names"), Ok(Task::List(expected)));
}

#[test]
fn texts_takes_in_and_where_to() {
    let expected = Texts {
        input: "in".into(),
        policy: Preset::Strict.into(),
        policy_file: None,
        to: Some("t.tsv".into()),
        strike: Some("s".into()),
        zip_password_file: None,
        jobs: 2,
    };
    let words = "texts in --to t.tsv --preset strict --strike s --jobs 2";
    assert_eq!(of(words), Ok(Task::Texts(expected)));
}

#[test]
fn no_option_is_given_twice() {
    for option in [
        "regions=r",
        "report=r",
        "key=k",
        "passphrase-file=p",
        "zip-password-file=z",
        "mapping=m",
        "against=a",
        "jobs=2",
        "preset=strict",
        "assume-reviewed",
        "allow-idle-regions",
        "json",
        "with-identifiers",
    ] {
        for task in ["clean a b", "inspect a", "verify a --against b", "policy p"] {
            let said = of(&format!("{task} --{option} --{option}")).unwrap_err();
            assert!(said.contains("twice"), "{task} {option}: {said}");
        }
    }
}

#[test]
fn what_is_not_understood_is_refused() {
    for words in [
        "clean in",
        "clean in out more",
        "polish in out",
        "clean in out --jobs 0",
        "clean a b --preset x",
        "clean a b --preset strict --preset strict",
        "clean a b --policy /nowhere/at/all.json",
        "inspect",
        "inspect in --assume-reviewed",
        "clean a b --passphrase-file p",
        "policy",
        "policy a --zip-password-file z",
        "policy a b",
        "clean a b --unknown",
        "clean a b --against c",
        "verify",
        "verify a --against b --assume-reviewed",
        "verify a --against b --one-patient X",
        "clean a b --one-patient",
        "clean a b --allow-idle-regions",
        "clean a b --json",
        "inspect a --with-identifiers",
        "inspect a --allow-idle-regions",
        "policy a --json",
        "clean a b --permission /nowhere/at/all.json",
        "clean a b --names",
        "list a",
        "list a b c",
        "list a b --json",
        "list a b --assume-reviewed",
        "texts",
        "texts a b",
        "texts a --format png",
        "texts a --assume-reviewed",
        "verify a --strike s",
        "verify a --collection-name n",
        "inspect a --collection-description d",
        "texts a --collection-name n",
        "inspect a --strike s",
        "clean a b --to t",
    ] {
        assert!(of(words).is_err(), "{words}");
    }
}
