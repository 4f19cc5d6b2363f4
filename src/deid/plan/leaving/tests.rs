use super::*;
use crate::deid::plan::plan_of;
use crate::deid::{Preset, Pseudonyms, Secret, Wording};
use crate::dicom::DataSetExt;

fn header(study: &str, series: &str) -> DataSet {
    let mut header = DataSet::new_empty();
    header.put_ascii(tags::PATIENT_NAME, VR::PN, "Quixby^Ada");
    header.put_ascii(tags::PATIENT_ID, VR::LO, "RXH7734512");
    header.put_ascii(tags::STUDY_DESCRIPTION, VR::LO, study);
    header.put_ascii(tags::SERIES_DESCRIPTION, VR::LO, series);
    header.put_ascii(tags::BODY_PART_EXAMINED, VR::CS, "CHEST");
    header.put_ascii(tags::SLICE_THICKNESS, VR::DS, "1.5");
    header.put_ascii(tags::CONVOLUTION_KERNEL, VR::SH, "B30f");
    header
}

fn listed(header: &DataSet, wording: &Wording) -> Vec<LeavingText> {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([3; 32]));
    let alias = pseudonyms.alias(&crate::deid::PatientKey::of(header));
    let plan = plan_of(
        header,
        (header, &alias, wording),
        &Preset::Teaching.into(),
        &pseudonyms,
    );
    texts(header, &plan)
}

fn after(header: &DataSet, wording: &Wording, attribute: &str) -> String {
    let texts = listed(header, wording);
    let of = texts.into_iter().find(|text| text.attribute == attribute);
    of.map_or("none".into(), |text| text.after)
}

#[test]
fn texts_are_listed_and_numbers_codes_and_names_are_not() {
    let texts = listed(
        &header("CT thorax Quixby", "Axial 1.5mm"),
        &Wording::default(),
    );
    let short: Vec<_> = texts
        .iter()
        .map(|text| {
            (
                text.attribute.as_str(),
                text.before.as_str(),
                text.after.as_str(),
            )
        })
        .collect();
    assert_eq!(
        short,
        [
            ("StudyDescription", "CT thorax Quixby", "CT thorax"),
            ("SeriesDescription", "Axial 1.5mm", "Axial 1.5mm"),
            ("BodyPartExamined", "CHEST", "CHEST"),
        ]
    );
}

#[test]
fn what_is_struck_does_not_leave() {
    let header = header("CT thorax routine", "Axial routine");
    let mut wording = Wording::default();
    wording.strike_text("ct  THORAX routine", true);
    assert_eq!(after(&header, &wording, "StudyDescription"), "");
    assert_eq!(
        after(&header, &wording, "SeriesDescription"),
        "Axial routine"
    );
    let mut wording = Wording::default();
    wording.strike_word("Routine", true);
    assert_eq!(after(&header, &wording, "StudyDescription"), "CT thorax");
    assert_eq!(after(&header, &wording, "SeriesDescription"), "Axial");
}

#[test]
fn a_negation_is_never_struck_alone_nor_does_what_it_denies_come_back_alone() {
    let mut wording = Wording::default();
    for word in ["no", "w", "without", "excluded"] {
        wording.strike_word(word, true);
    }
    for text in [
        "no fracture seen",
        "CT HEAD W/O CONTRAST",
        "knee without tear",
        "fracture excluded",
    ] {
        let header = header("CT thorax", text);
        assert_eq!(after(&header, &wording, "SeriesDescription"), "", "{text}");
    }
    let text = "no Blorptastic fracture";
    let header = header("CT thorax", text);
    let mut wording = Wording::default();
    wording.bring_back(text, "fracture", true);
    assert_eq!(after(&header, &wording, "SeriesDescription"), "");
    wording.bring_back(text, "no", true);
    wording.bring_back(text, "Blorptastic", true);
    assert_eq!(after(&header, &wording, "SeriesDescription"), text);
}

#[test]
fn a_word_comes_back_in_its_text_unless_it_identifies() {
    let text = "CT thorax Blorptastic for Quixby RXH7734512 99123 on 3 May 2019";
    let header = header(text, "Blorptastic axial");
    assert_eq!(
        after(&header, &Wording::default(), "SeriesDescription"),
        "axial"
    );
    let before = after(&header, &Wording::default(), "StudyDescription");
    let mut wording = Wording::default();
    for word in ["Quixby", "RXH7734512", "99123", "May", "2019", "3"] {
        wording.bring_back(text, word, true);
    }
    let now = after(&header, &wording, "StudyDescription");
    for word in ["Quixby", "RXH7734512", "99123"] {
        assert!(!now.contains(word), "{now}");
    }
    assert!(!now.contains("3 May 2019"), "{now}");
    let mut wording = Wording::default();
    wording.bring_back(text, "Blorptastic", true);
    let now = after(&header, &wording, "StudyDescription");
    assert_eq!(now, before.replacen("thorax", "thorax Blorptastic", 1));
    assert_eq!(after(&header, &wording, "SeriesDescription"), "axial");
}

#[test]
fn pieces_say_what_is_cut() {
    use Piece::*;
    let of = |before: &str, after: &str| pieces(before, after);
    assert_eq!(of("CT head", "CT head"), [Kept("CT head".into())]);
    assert_eq!(
        of("CT head for Quixby, routine", "CT head, routine"),
        [
            Kept("CT head".into()),
            Between(" ".into()),
            Cut("for".into()),
            Between(" ".into()),
            Cut("Quixby".into()),
            Between(", ".into()),
            Kept("routine".into()),
        ]
    );
    assert_eq!(
        of("seen 1.2.2019", "seen 20190304"),
        [
            Kept("seen".into()),
            Between(" ".into()),
            Cut("1".into()),
            Between(".".into()),
            Cut("2".into()),
            Between(".".into()),
            Cut("2019".into()),
            Put("20190304".into()),
        ]
    );
    assert_eq!(of("", ""), [Kept("".into())]);
}

#[test]
fn pieces_make_the_text_again() {
    for (before, after) in [("a b a", "a"), ("--x--", ""), ("é Ö", "e"), ("x", "y z")] {
        let pieces = pieces(before, after);
        let whole: String = pieces
            .iter()
            .filter(|piece| !matches!(piece, Piece::Put(_)))
            .map(Piece::text)
            .collect();
        assert_eq!(whole, before);
    }
}

#[test]
fn the_unusual_comes_first() {
    let text = |kind, attribute: &str, before: &str, after: &str| LeavingText {
        kind,
        attribute: attribute.into(),
        before: before.into(),
        after: after.into(),
    };
    let model = text(TextKind::Device, "ManufacturerModelName", "Foo", "Foo");
    let cut = text(TextKind::Device, "SoftwareVersions", "VB Quixby", "VB");
    let series = text(TextKind::Typed, "SeriesDescription", "axial", "axial");
    let gone = text(TextKind::Typed, "StudyComments", "Quixby", "");
    let seldom = text(TextKind::Typed, "SeriesDescription", "zoom", "zoom");
    let mut gathered = GatheredTexts::default();
    gathered.add(&1, vec![series.clone(), series.clone(), model.clone()]);
    gathered.add(
        &1,
        vec![series.clone(), seldom.clone(), cut.clone(), gone.clone()],
    );
    let order: Vec<_> = gathered
        .by_unusual()
        .into_iter()
        .map(|of| (of.text, of.images))
        .collect();
    assert_eq!(
        order,
        [(cut, 1), (seldom, 1), (series, 2), (model, 1), (gone, 1)]
    );
}

#[test]
fn a_word_comes_back_beside_a_date() {
    let text = "CT thorax Blorptastic for Quixby 3.4.2019";
    let mut header = header(text, "axial");
    header.put_ascii(tags::STUDY_DATE, VR::DA, "20240611");
    let before = after(&header, &Wording::default(), "StudyDescription");
    let mut wording = Wording::default();
    wording.bring_back(text, "Blorptastic", true);
    let now = after(&header, &wording, "StudyDescription");
    assert_eq!(now, before.replacen("thorax", "thorax Blorptastic", 1));
}
