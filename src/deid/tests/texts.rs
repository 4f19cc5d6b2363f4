//! Texts as people type them at scanners and desks (`tests/texts/`): what must go from each, and what must stay.

use std::collections::BTreeMap;

use super::pseudonyms;
use crate::deid::{Established, Preset, apply, plan};
use crate::dicom::{DataSet, DataSetExt};
use dicom_core::dictionary::{DataDictionary, DataDictionaryEntry};
use dicom_core::{Tag, VR};
use dicom_dictionary_std::{StandardDataDictionary, tags};

/// One text: `go` and `stay` hold pieces parted by `|`; `=` alone: the whole text.
struct Row<'a> {
    kind: &'a str,
    attribute: &'a str,
    patient: &'a str,
    text: &'a str,
    go: &'a str,
    stay: &'a str,
}

fn rows(file: &str) -> Vec<Row<'_>> {
    let row = |line| {
        let fields: Vec<&str> = str::split(line, '\t').collect();
        let [kind, attribute, patient, text, go, stay] = fields[..] else {
            panic!("{line}");
        };
        Row {
            kind,
            attribute,
            patient,
            text,
            go,
            stay,
        }
    };
    file.lines().skip(1).map(row).collect()
}

/// A header of a patient, studied 17 May 2022, with the text in its place.
fn header(row: &Row<'_>) -> (DataSet, Tag) {
    let mut header = DataSet::new_empty();
    let patient = match row.patient {
        "" => "Quixotham^Zebedee",
        patient => patient,
    };
    for (tag, vr, text) in [
        (tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192"),
        (tags::PATIENT_NAME, VR::PN, patient),
        (tags::PATIENT_ID, VR::LO, "RXQ7700001"),
        (tags::PATIENT_BIRTH_DATE, VR::DA, "19560304"),
        (tags::STUDY_DATE, VR::DA, "20220517"),
        (tags::REFERRING_PHYSICIAN_NAME, VR::PN, "Wolverstone^Hester"),
        (tags::ACCESSION_NUMBER, VR::SH, "ACC8800001"),
        (tags::STUDY_ID, VR::SH, "77"),
    ] {
        header.put_raw(tag, vr, text.as_bytes().to_vec());
    }
    let entry = StandardDataDictionary.by_name(row.attribute).unwrap();
    let (tag, vr) = (entry.tag(), entry.vr().relaxed());
    let text = row.text.as_bytes().to_vec();
    match tag {
        tags::SEGMENT_LABEL => {
            let mut item = DataSet::new_empty();
            item.put_raw(tag, vr, text);
            header.put_items(tags::SEGMENT_SEQUENCE, vec![item]);
        }
        tags::CODE_MEANING => {
            let mut item = DataSet::new_empty();
            item.put_ascii(tags::CODE_VALUE, VR::SH, "T-D3000");
            item.put_ascii(tags::CODING_SCHEME_DESIGNATOR, VR::SH, "SRT");
            item.put_raw(tag, vr, text);
            header.put_items(tags::ANATOMIC_REGION_SEQUENCE, vec![item]);
        }
        _ => header.put_raw(tag, vr, text),
    }
    (header, tag)
}

/// What is left of a text under a preset.
fn left(row: &Row<'_>, preset: Preset) -> String {
    let (header, tag) = header(row);
    let plan = plan(&header, &preset.into(), &pseudonyms());
    let cleaned = apply(&header, &plan, &Established::default());
    let text = |data_set: &DataSet| {
        let bytes = data_set.get(tag).and_then(crate::dicom::dataset::raw_bytes);
        bytes.map(|bytes| String::from_utf8_lossy(bytes).trim_end().to_owned())
    };
    let inside = |sequence| {
        let items = cleaned.get(sequence).and_then(|element| element.items());
        text(items?.first()?)
    };
    text(&cleaned)
        .or_else(|| inside(tags::SEGMENT_SEQUENCE))
        .or_else(|| inside(tags::ANATOMIC_REGION_SEQUENCE))
        .unwrap_or_default()
}

fn pieces(list: &str) -> impl Iterator<Item = &str> {
    list.split('|').filter(|piece| !piece.is_empty())
}

/// Rows of which all goes that must, rows of which all stays that may, and how many there are of each.
fn judged(file: &str, preset: Preset) -> [usize; 4] {
    let mut by_kind: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for row in rows(file) {
        let left = left(&row, preset);
        let lower = left.to_lowercase();
        let has = |piece: &str| lower.contains(&piece.to_lowercase());
        let gone = !pieces(row.go).any(has);
        let kept = match row.stay {
            "=" => left == row.text,
            stay => pieces(stay).all(has),
        };
        if !(gone && kept) && preset == Preset::Teaching {
            println!("{}\t{}\t{} -> {left}", row.kind, row.attribute, row.text);
        }
        let counts = by_kind.entry(row.kind).or_default();
        let (has_go, has_stay) = (!row.go.is_empty(), !row.stay.is_empty());
        for (count, counted) in
            counts
                .iter_mut()
                .zip([has_go && gone, has_go, has_stay && kept, has_stay])
        {
            *count += usize::from(counted);
        }
    }
    let mut total = [0; 4];
    for (kind, counts) in by_kind {
        println!(
            "{kind:10} go {}/{} stay {}/{}",
            counts[0], counts[1], counts[2], counts[3]
        );
        total
            .iter_mut()
            .zip(counts)
            .for_each(|(total, count)| *total += count);
    }
    total
}

const BUILT: &str = include_str!("../../../tests/texts/built.tsv");
const KEPT_BACK: &str = include_str!("../../../tests/texts/kept-back.tsv");

/// In parts of a hundred.
fn share(part: usize, of: usize) -> f64 {
    100.0 * part as f64 / of as f64
}

#[test]
fn who_is_named_in_typed_texts_goes_and_what_they_mean_stays() {
    let [gone, go, kept, stay] = judged(BUILT, Preset::Teaching);
    assert_eq!(gone, go);
    assert!(share(kept, stay) >= 98.0, "{kept} of {stay}");
}

#[test]
fn texts_that_were_kept_back_while_this_was_built_fare_as_well() {
    let [gone, go, kept, stay] = judged(KEPT_BACK, Preset::Teaching);
    assert!(share(gone, go) >= 98.0, "{gone} of {go}");
    assert!(share(kept, stay) >= 97.0, "{kept} of {stay}");
}

#[test]
fn whoever_is_named_goes_under_every_preset() {
    for preset in [Preset::Strict, Preset::Research] {
        let [gone, go, ..] = judged(BUILT, preset);
        assert_eq!(gone, go, "{preset:?}");
    }
}

const DESCRIPTIONS: &str = include_str!("../../../tests/texts/descriptions.tsv");

#[test]
fn descriptions_of_real_series_stay_as_they_are() {
    let mut all = 0;
    let mut kept = 0;
    for line in DESCRIPTIONS.lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [attribute, text, _source] = fields[..] else {
            panic!("{line}");
        };
        let row = Row {
            kind: "",
            attribute,
            patient: "",
            text,
            go: "",
            stay: "",
        };
        let left = left(&row, Preset::Teaching);
        all += 1;
        match left == text {
            true => kept += 1,
            false => println!("{text} -> {left}"),
        }
    }
    println!("unchanged {kept} of {all}");
    assert!(all >= 1200);
    // Some hold names of people and sites, which go.
    assert!(share(kept, all) >= 97.0, "{kept} of {all}");
}

const GLUED: &str = include_str!("../../../tests/texts/glued-names.txt");

#[test]
fn names_that_are_glued_to_technical_words_go() {
    let names = GLUED.lines().filter(|line| !line.starts_with('#'));
    let mut all = 0;
    let mut left_over = Vec::new();
    for name in names.flat_map(|line| line.split(' ')) {
        let capital = name.get(..1).unwrap().to_uppercase() + name.get(1..).unwrap();
        let upper = name.to_uppercase();
        for text in [
            format!("AX{upper}T2"),
            format!("{upper}HEAD"),
            format!("MR{upper}BRAIN"),
            format!("T2{upper}"),
            format!("{upper}T1"),
            format!("{upper}3D"),
            format!("{capital}Scan"),
            format!("Axial{capital}"),
            format!("s{capital}"),
            format!("e{upper}"),
            format!("{name}flair"),
            format!("sag{name}"),
            format!("CHEST {upper}2"),
            format!("{upper}_T2"),
            format!("T1W{upper}"),
            format!("{upper}b1000"),
            format!("3D{upper}"),
        ] {
            let row = Row {
                kind: "",
                attribute: "SeriesDescription",
                patient: "",
                text: &text,
                go: "",
                stay: "",
            };
            let left = left(&row, Preset::Teaching).to_lowercase();
            all += 1;
            if left.contains(name) {
                left_over.push(text);
            }
        }
    }
    assert!(all > 2500);
    assert_eq!(left_over, Vec::<String>::new());
}
