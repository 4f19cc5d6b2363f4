use super::*;
use crate::catalogue::testing::{item, summary};
use crate::catalogue::{ImageShape, Triage};

const LABEL: Rect = Rect {
    x: 2,
    y: 1,
    width: 20,
    height: 6,
};

/// For each `(manufacturer, model, columns)` a series of two images.
fn catalogue(devices: &[(&str, &str, u32)]) -> Catalogue {
    let mut catalogue = Catalogue::default();
    for (series, (manufacturer, model, columns)) in devices.iter().enumerate() {
        let images = (0..2).map(|number| {
            let mut summary = summary("US");
            summary.series_instance_uid = format!("1.2.3.{series}");
            summary.sop_instance_uid = format!("1.2.3.{series}.{number}");
            summary.instance_number = Some(number);
            summary.manufacturer = (*manufacturer).to_owned();
            summary.model = (*model).to_owned();
            summary.image = Some(ImageShape {
                columns: *columns,
                rows: 48,
                frames: 1,
            });
            summary.triage = Triage::Glance;
            item(&format!("drop/{series}/{number}"), summary)
        });
        catalogue.add(images.collect());
    }
    catalogue
}

fn templates(catalogue: &Catalogue, review: &Review) -> Templates {
    Templates::of(catalogue, review)
}

#[test]
fn what_was_painted_on_one_series_is_offered_on_the_next_of_the_same_device_and_size() {
    let catalogue = catalogue(&[
        ("Maker", "X1", 64),
        ("Maker", "X1", 64),
        ("Maker", "X1", 80),
        ("Maker", "X2", 64),
    ]);
    let mut review = Review::default();
    review.paint(LABEL, Reach::Series, 0, 0);
    let templates = templates(&catalogue, &review);
    let offered = |instance| templates.offer(&catalogue, &review, instance);
    assert_eq!(offered(2).unwrap().rects, [LABEL]);
    assert_eq!(offered(2).unwrap().key.device(), "Maker X1");
    assert_eq!(offered(4), None, "another size");
    assert_eq!(offered(6), None, "another model");
    assert_eq!(offered(0), None, "painted already");
}

#[test]
fn the_newest_series_of_a_kind_counts_with_its_rectangles_in_their_order() {
    let catalogue = catalogue(&[("Maker", "", 64), ("Maker", "", 64), ("Maker", "", 64)]);
    let mut review = Review::default();
    let second = Rect { y: 30, ..LABEL };
    review.paint(Rect { x: 40, ..LABEL }, Reach::Series, 0, 0);
    review.paint(LABEL, Reach::Series, 2, 0);
    review.paint(second, Reach::Series, 3, 0);
    let all = templates(&catalogue, &review);
    assert_eq!(all.len(), 1);
    assert_eq!(
        all.offer(&catalogue, &review, 4).unwrap().rects,
        [LABEL, second]
    );
    review.undo();
    review.undo();
    review.undo();
    assert!(templates(&catalogue, &review).is_empty());
}

#[test]
fn text_that_moves_makes_no_template() {
    let catalogue = catalogue(&[("Maker", "X1", 64)]);
    let mut review = Review::default();
    review.paint(LABEL, Reach::Frame, 0, 0);
    review.paint(LABEL, Reach::Image, 0, 0);
    let id = review.paint(LABEL, Reach::Series, 0, 0);
    review.set_part(id, Part::Images(0, 0));
    assert!(templates(&catalogue, &review).is_empty());
}

#[test]
fn an_image_that_names_no_device_is_offered_nothing() {
    let catalogue = catalogue(&[("", "", 64), ("", "", 64)]);
    let mut review = Review::default();
    review.paint(LABEL, Reach::Series, 0, 0);
    assert!(templates(&catalogue, &review).is_empty());
}

#[test]
fn a_file_comes_back_as_it_went_and_the_sessions_own_come_first() {
    let catalogue = catalogue(&[("Maker", "X1", 64), ("Other", "Y", 64)]);
    let mut review = Review::default();
    review.paint(LABEL, Reach::Study, 0, 0);
    let saved = templates(&catalogue, &review);
    let (text, left_out) = saved.to_json(&catalogue);
    assert_eq!(left_out, 0);
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    let expected = serde_json::json!({"version": 1, "regions": [{
        "match": {"manufacturer": "Maker", "model": "X1", "rows": 48, "columns": 64},
        "rects": [[2, 1, 20, 6]],
    }]});
    assert_eq!(value, expected);
    let loaded = Templates::from_json(&text).unwrap();
    assert_eq!(loaded, saved);

    let mut review = Review::default();
    let moved = Rect { x: 9, ..LABEL };
    review.paint(moved, Reach::Series, 0, 0);
    let both = templates(&catalogue, &review).and(&loaded);
    assert_eq!(both.entries.len(), 1);
    assert_eq!(both.entries[0].rects, [moved]);
}

#[test]
fn a_device_that_is_named_like_somebody_stays_out_of_the_file() {
    // The patient of these summaries is SAMPLE^Marigold.
    let devices = [
        ("Maker", "X1", 64),
        ("Marigold", "X1", 64),
        ("Maker", "sample's probe", 64),
        ("Maker", "call 0117 496 0123", 64),
        ("Maker", "Kött", 64),
    ];
    let catalogue = catalogue(&devices);
    let mut review = Review::default();
    for series in 0..devices.len() {
        review.paint(LABEL, Reach::Series, series * 2, 0);
    }
    let templates = templates(&catalogue, &review);
    assert_eq!(templates.len(), devices.len());
    let (text, left_out) = templates.to_json(&catalogue);
    assert_eq!(left_out, 4, "{text}");
    assert_eq!(Templates::from_json(&text).unwrap().len(), 1);
}

#[test]
fn a_file_that_is_damaged_or_says_more_than_devices_is_refused_whole() {
    let refused = |regions: &str| {
        Templates::from_json(&format!(r#"{{"version":1,"regions":[{regions}]}}"#)).unwrap_err()
    };
    let device = r#""match":{"manufacturer":"M","model":"X","rows":48,"columns":64}"#;
    assert_eq!(
        refused(r#"{"match":{"series_instance_uid":"1.2"},"rects":[[0,0,1,1]]}"#),
        TemplateError::NotByDevice
    );
    assert_eq!(
        refused(&format!(
            r#"{{{device},"frames":[1,2],"rects":[[0,0,1,1]]}}"#
        )),
        TemplateError::NotByDevice
    );
    for rects in [
        "[]",
        "[[0,0,0,1]]",
        "[[60,0,5,1]]",
        "[[0,4294967295,1,4294967295]]",
    ] {
        assert_eq!(
            refused(&format!(r#"{{{device},"rects":{rects}}}"#)),
            TemplateError::Rectangles,
            "{rects}"
        );
    }
    assert_eq!(
        Templates::from_json(r#"{"version":2,"regions":[]}"#),
        Err(TemplateError::Version)
    );
    assert_eq!(Templates::from_json("[]"), Err(TemplateError::NotTemplates));
}
