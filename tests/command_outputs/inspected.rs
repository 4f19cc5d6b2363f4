//! What `inspect` says.

use super::*;

#[test]
fn inspect_tells_programs_what_needs_a_look_and_no_value_unless_asked() {
    let folder = Folder::new("inspect-json", 0);
    let all = darkroom::sample::files();
    for (number, (_, bytes)) in all.iter().enumerate() {
        fs::write(folder.at(format!("in/OKONKWO_{number}")), bytes).unwrap();
    }
    fs::write(folder.at("in/twice"), &all[0].1).unwrap();
    fs::write(folder.at("in/x\u{202e}\n.txt"), "text").unwrap();
    let told = |more: &[&str]| {
        let ended = folder.run(&[&["inspect", "./in", "--json"], more].concat());
        assert_eq!(ended.status.code(), Some(3), "{}", said(&ended));
        let text = String::from_utf8(ended.stdout).unwrap();
        assert!(!text.contains('\u{202e}'));
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        (text, json)
    };
    let (text, json) = told(&[]);
    let counts = &json["counts"];
    let sum = |names: &[&str]| -> u64 {
        names
            .iter()
            .map(|name| counts[name].as_u64().unwrap())
            .sum()
    };
    assert_eq!(json["form"], 1);
    assert_eq!(sum(&["files"]), all.len() as u64 + 2);
    assert_eq!(
        sum(&["look", "glance", "held", "doubles", "not_dicom"]),
        sum(&["files"])
    );
    assert_eq!(sum(&["doubles", "not_dicom"]), 2);
    let series = json["series"].as_array().unwrap();
    let triages = |name| series.iter().filter(|one| one["triage"] == name).count();
    assert!(triages("look") > 0 && triages("glance") > 0);
    let images: u64 = series
        .iter()
        .map(|one| one["images"].as_u64().unwrap())
        .sum();
    assert_eq!(images, sum(&["images"]));

    let (with, json) = told(&["--with-identifiers"]);
    let mut values = vec!["OKONKWO".to_owned(), "twice".to_owned()];
    for one in json["series"].as_array().unwrap() {
        let patient = &one["patient"];
        for value in [
            &patient["id"],
            &patient["name"],
            &patient["birth_date"],
            &one["study_instance_uid"],
            &one["series_instance_uid"],
        ] {
            values.push(value.as_str().unwrap().to_owned());
        }
    }
    for value in values.iter().filter(|value| !value.is_empty()) {
        assert!(with.contains(value), "{value}");
        assert!(!text.contains(value), "{value}");
    }
}

#[test]
fn inspect_is_content_with_what_needs_no_look() {
    let folder = Folder::new("inspect-glance", 0);
    fs::write(folder.at("in/slice"), &files()[1]).unwrap();
    let ended = folder.run(&["inspect", "./in"]);
    assert_eq!(ended.status.code(), Some(0), "{}", said(&ended));
}

#[test]
fn one_file_is_no_files() {
    let folder = Folder::new("grammar", 1);
    fs::copy(folder.at("in/IM0"), folder.at("in/again")).unwrap();
    let ended = folder.clean(&[]);
    let sums = "2 files in = 1 cleaned + 0 held + 0 deleted + 1 double + 0 not DICOM";
    assert!(said(&ended).contains(sums), "{}", said(&ended));
}
