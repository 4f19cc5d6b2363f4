use std::collections::HashSet;

use proptest::prelude::*;

use super::*;
use crate::catalogue::testing::{item, summary};
use crate::deid::{Preset, Secret};

const CASE: &str = "CASE-7K2MQ9XT";

fn pseudonyms(byte: u8) -> Pseudonyms {
    Pseudonyms::new(&Secret::from_bytes([byte; 32]))
}

fn of(summaries: &[Summary]) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for summary in summaries {
        catalogue.add(vec![item("export/A/x", summary.clone())]);
    }
    catalogue
}

fn cases(catalogue: &Catalogue) -> Vec<String> {
    let index = 0..catalogue.patients.len();
    index.map(|index| format!("CASE-7K2MQ9X{index}")).collect()
}

fn layout(catalogue: &Catalogue, policy: impl Into<Policy>) -> Layout {
    Layout::new(catalogue, &cases(catalogue), &pseudonyms(7), &policy.into())
}

/// What the cleaned header of an image says, were its dates moved by nothing.
fn filing(summary: &Summary, secret: u8) -> Filing {
    let new = |uid: &str| {
        let new = OriginalUid::new(uid).remapped(&pseudonyms(secret));
        new.as_str().to_owned()
    };
    let number = |number: Option<i64>| number.and_then(|number| u16::try_from(number).ok());
    Filing {
        study_instance_uid: new(&summary.study_instance_uid),
        series_instance_uid: new(&summary.series_instance_uid),
        sop_instance_uid: new(&summary.sop_instance_uid),
        study_date: Some(summary.study_date.clone()).filter(|date| !date.is_empty()),
        modality: summary.modality.clone(),
        series_number: number(summary.series_number),
        instance_number: number(summary.instance_number),
        content: summary.fingerprint,
        record: None,
    }
}

fn numbered(series: i64, image: i64) -> Summary {
    let mut summary = summary("CT");
    summary.study_date = "20231104".to_owned();
    summary.series_instance_uid = format!("1.2.3.{series}");
    summary.sop_instance_uid = format!("1.2.3.{series}.{image}");
    summary.series_number = Some(series);
    summary.instance_number = Some(image);
    summary
}

fn paths(summaries: &[Summary]) -> Vec<String> {
    let catalogue = of(summaries);
    let layout = layout(&catalogue, Preset::Teaching);
    let path = |(id, summary): (usize, &Summary)| layout.path(id, &filing(summary, 7)).unwrap();
    summaries.iter().enumerate().map(path).collect()
}

#[test]
fn a_path_is_of_case_study_series_and_image() {
    let image = numbered(2, 1);
    let path = &paths(std::slice::from_ref(&image))[0];
    let code = |uid: &str, content: Option<&[u8]>, count| {
        let new = OriginalUid::new(uid).remapped(&pseudonyms(7));
        let uid = [new.as_str().as_bytes()].into_iter();
        let parts: Vec<&[u8]> = uid.chain(content).collect();
        letters(&pseudonyms(7).derive(DOMAIN, &parts), count)
    };
    let (study, series, image) = (
        code(&image.study_instance_uid, None, 6),
        code(&image.series_instance_uid, None, 6),
        code(&image.sop_instance_uid, Some(&image.fingerprint), 8),
    );
    let expected =
        format!("CASE-7K2MQ9X0/Study-20231104-{study}/CT-0002-{series}/IM0001-{image}.dcm");
    assert_eq!(*path, expected);
}

#[test]
fn what_the_header_does_not_say_is_left_out() {
    let mut bare = numbered(2, 1);
    bare.study_date = String::new();
    (bare.series_number, bare.instance_number) = (None, None);
    let path = &paths(&[bare])[0];
    let parts: Vec<usize> = path.split('/').map(str::len).collect();
    // Study-K7Q2MA, CT-9HQ2MA, IM-K7Q2MAXT.dcm
    assert_eq!(parts, [CASE.len(), 12, 9, 15]);
    assert!(is_path(path), "{path}");
}

#[test]
fn an_image_has_one_path_in_every_export_of_one_key_and_another_under_another() {
    let (one, other) = (numbered(1, 1), numbered(1, 2));
    let alone = paths(std::slice::from_ref(&one));
    let together = paths(&[other.clone(), one.clone()]);
    assert_eq!(alone[0], together[1]);
    let catalogue = of(std::slice::from_ref(&one));
    let policy = Preset::Teaching.into();
    let elsewhere = Layout::new(&catalogue, &cases(&catalogue), &pseudonyms(8), &policy);
    let elsewhere = elsewhere.path(0, &filing(&one, 8)).unwrap();
    let codes = |path: &str| {
        let parts = path.split('/');
        let code = parts.filter_map(|part| part.rsplit_once('-').map(|(_, code)| code.to_owned()));
        code.skip(1).collect::<Vec<_>>()
    };
    let (here, there) = (codes(&alone[0]), codes(&elsewhere));
    assert!(here.iter().zip(&there).all(|(one, other)| one != other));
}

#[test]
fn two_images_of_one_uid_have_two_paths_in_exports_of_one_key() {
    let one = numbered(1, 1);
    let other = Summary {
        fingerprint: [1; 32],
        ..one.clone()
    };
    let (one, other) = (paths(&[one])[0].clone(), paths(&[other])[0].clone());
    assert_ne!(one, other);
    let folder = |path: &str| path.rsplit_once('/').unwrap().0.to_owned();
    assert_eq!(folder(&one), folder(&other));
}

#[test]
fn names_sort_by_date_series_and_image() {
    let mut images = Vec::new();
    for (date, series, image) in [
        ("20240101", 1, 1),
        ("20231104", 12, 1),
        ("20231104", 2, 10),
        ("20231104", 2, 9),
    ] {
        let mut summary = numbered(series, image);
        summary.study_instance_uid = format!("1.2.{date}");
        summary.study_date = date.to_owned();
        images.push(summary);
    }
    let mut sorted = paths(&images);
    let wanted: Vec<String> = sorted.iter().rev().cloned().collect();
    sorted.sort_unstable();
    assert_eq!(sorted, wanted);
}

#[test]
fn a_sentence_names_an_image_by_what_stands_in_its_path() {
    let named = [numbered(2, 3), numbered(2, 7)];
    let mut nameless = numbered(4, 1);
    nameless.study_instance_uid = String::new();
    nameless.series_instance_uid = String::new();
    let catalogue = of(&[named[0].clone(), named[1].clone(), nameless.clone()]);
    let layout = layout(&catalogue, Preset::Teaching);
    let slot = layout.slot(1).unwrap();
    let path = layout.path(1, &filing(&named[1], 7)).unwrap();
    let sentence = slot.to_string();
    assert!(
        sentence.contains(", CT-") && sentence.ends_with(", image 2"),
        "{sentence}"
    );
    for code in [&slot.study, &slot.series] {
        assert!(path.contains(code) && sentence.contains(code), "{code}");
    }
    // What is made for an image without UIDs depends on where it lay.
    let home = home(&nameless, catalogue.item(2).unwrap(), "CASE-7K2MQ9X0");
    (nameless.study_instance_uid, nameless.series_instance_uid) = (home.study, home.series);
    let path = layout.path(2, &filing(&nameless, 7)).unwrap();
    let slot = layout.slot(2).unwrap();
    assert!(path.contains(&slot.study) && path.contains(&slot.series));
}

#[test]
fn kept_uids_cannot_be_read_from_a_path_and_sentences_still_fit_it() {
    let image = numbered(2, 3);
    let catalogue = of(std::slice::from_ref(&image));
    let layout = layout(&catalogue, Policy::with([ProfileOption::Uids]).unwrap());
    let kept = Filing {
        study_instance_uid: image.study_instance_uid.clone(),
        series_instance_uid: image.series_instance_uid.clone(),
        sop_instance_uid: image.sop_instance_uid.clone(),
        ..filing(&image, 7)
    };
    let path = layout.path(0, &kept).unwrap();
    let slot = layout.slot(0).unwrap();
    for code in [&slot.study, &slot.series] {
        assert!(path.contains(code), "{path}: {code}");
    }
    let keyless = sha2::Sha256::default();
    let digest: [u8; 32] = sha2::Digest::finalize(sha2::Digest::chain_update(
        keyless,
        image.sop_instance_uid.as_bytes(),
    ))
    .into();
    assert!(!path.contains(&letters(&digest, 8)));
}

#[test]
fn a_patient_without_a_case_name_gets_no_path() {
    let image = numbered(1, 1);
    let catalogue = of(std::slice::from_ref(&image));
    let layout = Layout::new(&catalogue, &[], &pseudonyms(7), &Preset::Teaching.into());
    assert_eq!(layout.path(0, &filing(&image, 7)), None);
}

#[test]
fn of_two_images_with_one_uid_the_second_gets_no_path() {
    let images = [numbered(1, 1), numbered(1, 1)];
    let catalogue = of(&images);
    let mut layout = layout(&catalogue, Preset::Teaching);
    let slot = Slot {
        case: CASE.to_owned(),
        study: String::new(),
        modality: "CT",
        series: String::new(),
        image: 1,
    };
    layout.slots = HashMap::from([(0, slot.clone()), (1, slot)]);
    let filing = filing(&images[0], 7);
    let first = layout.path(0, &filing).unwrap();
    assert_eq!(layout.path(1, &filing), None);
    let elsewhere = Filing {
        content: [1; 32],
        ..filing.clone()
    };
    assert_eq!(layout.path(1, &elsewhere), None);
    // Asked for again, it is the same.
    assert_eq!(layout.path(0, &filing), Some(first));
}

#[test]
fn paths_of_another_form_are_told_apart() {
    let ours = "CASE-7K2MQ9XT/Study-20231104-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm";
    assert!(is_path(ours));
    assert!(is_path(&ours.replace('/', "\\")));
    assert!(is_path(
        &ours
            .replace("20231104-", "")
            .replace("0002-", "")
            .replace("0001", "")
    ));
    for (from, to) in [
        ("CASE-7K2MQ9XT", "OKONKWO_ADA"),
        ("CASE-7K2MQ9XT", "CASE-OKONKWO1"),
        ("Study-20231104-K7Q2MA", "Study-1"),
        ("K7Q2MA/", "19620314A1/x/"),
        ("20231104", "OKONKWOA"),
        ("20231104", "2023110"),
        ("CT-", "OKONKWO-"),
        ("0002", "48577734"),
        ("IM0001", "IM4857773456"),
        ("K7Q2MAXT.dcm", "Okonkwo.dcm"),
        (".dcm", ".txt"),
        (".dcm", ".dcm/x"),
    ] {
        assert!(!is_path(&ours.replace(from, to)), "{from}: {to}");
    }
    assert!(!is_path("IM0001-K7Q2MAXT.dcm"));
}

proptest! {
    /// Codes of one letter clash all the time.
    #[test]
    fn different_images_never_share_a_path_whatever_the_codes(
        files in prop::collection::vec(
            ("[A-C]1", 0..3_u8, 0..3_u8, prop::option::of(0..2_i64), "CT|SMITH|US|\\.\\./"),
            1..40,
        ),
        least in 1..3_usize,
    ) {
        let of_file = |(number, (patient, study, series, image, modality)): (usize, &(String, u8, u8, _, String))| {
            let mut summary = summary(modality);
            summary.patient_id = patient.clone();
            summary.study_instance_uid = format!("1.2.{patient}.{study}");
            summary.series_instance_uid = format!("1.2.{patient}.{study}.{series}");
            summary.sop_instance_uid = format!("1.2.{number}");
            summary.instance_number = *image;
            summary
        };
        let images: Vec<Summary> = files.iter().enumerate().map(of_file).collect();
        let catalogue = of(&images);
        // The worst that can happen: two patients under one case name.
        let cases: Vec<String> = (0..3).map(|index| format!("CASE-7K2MQ9X{}", index / 2)).collect();
        let mut layout = Layout::new(&catalogue, &cases, &pseudonyms(7), &Preset::Teaching.into());
        layout.least = (least, least);
        let path = |id: usize| layout.path(id, &filing(&images[id], 7)).unwrap();
        let paths: Vec<String> = (0..images.len()).map(path).collect();
        let different: HashSet<String> = paths.iter().map(|path| path.to_lowercase()).collect();
        prop_assert_eq!(different.len(), images.len());
        // Nor do studies share a folder, or series.
        for (id, path) in paths.iter().enumerate() {
            prop_assert!(!path.contains("SMITH") && !path.contains(".."));
            for (other, other_path) in paths.iter().enumerate() {
                let folder = |path: &str, depth| path.split('/').take(depth).collect::<Vec<_>>().join("/");
                let (one, other) = (&images[id], &images[other]);
                if one.study_instance_uid != other.study_instance_uid {
                    prop_assert_ne!(folder(path, 2), folder(other_path, 2));
                }
                if one.series_instance_uid != other.series_instance_uid {
                    prop_assert_ne!(folder(path, 3), folder(other_path, 3));
                }
            }
        }
    }

    #[test]
    fn a_path_does_not_depend_on_what_else_is_in_the_export(
        numbers in prop::collection::hash_set(0..50_i64, 1..12),
        more in prop::collection::hash_set(50..99_i64, 0..12),
    ) {
        let images: Vec<Summary> = numbers.iter().map(|number| numbered(number % 3, *number)).collect();
        let others = more.iter().map(|number| numbered(number % 3, *number));
        let all: Vec<Summary> = others.chain(images.iter().cloned()).collect();
        let (alone, among) = (paths(&images), paths(&all));
        prop_assert!(alone.iter().all(|path| is_path(path)));
        prop_assert_eq!(&alone[..], &among[more.len()..]);
    }
}

#[test]
fn paths_of_a_file_set_are_file_ids_that_depend_on_the_image_alone() {
    let images = [numbered(2, 1), numbered(2, 2), numbered(3, 1)];
    let catalogue = of(&images);
    let layout = layout(&catalogue, Preset::Teaching).as_file_set();
    let path = |(id, summary): (usize, &Summary)| layout.path(id, &filing(summary, 7)).unwrap();
    let paths: Vec<String> = images.iter().enumerate().map(path).collect();
    assert_eq!(paths.iter().collect::<HashSet<_>>().len(), 3);
    for path in &paths {
        assert!(is_path(path), "{path}");
        assert_eq!(file_set::case_of(path).as_deref(), Some("CASE-7K2MQ9X0"));
        // PS3.10 8.2: at most eight parts of at most eight letters out of these.
        let is_part = |part: &str| {
            let mut letters = part.bytes();
            part.len() <= 8 && letters.all(|it| it.is_ascii_uppercase() || it.is_ascii_digit())
        };
        assert!(path.split('/').count() <= 8 && path.split('/').all(is_part));
    }
    // Alone, and asked a second time.
    let alone = of(&images[1..2]);
    let alone = self::layout(&alone, Preset::Teaching).as_file_set();
    assert_eq!(alone.path(0, &filing(&images[1], 7)).as_ref(), paths.get(1));
    assert_eq!(alone.path(0, &filing(&images[1], 7)).as_ref(), paths.get(1));
    for other in [
        "DICOM/CASE/STUDY/SERIES/IMAGE",
        "DICOM/7K2MQ9XT/9HQ2MAXT/K7Q2MA9H/OKONKWO1",
        "dicom/7K2MQ9XT/9HQ2MAXT/K7Q2MA9H/XT4D0CZP",
        "X/DICOM/7K2MQ9XT/9HQ2MAXT/K7Q2MA9H/XT4D0CZP",
    ] {
        assert!(!is_path(other), "{other}");
    }
}
