use super::*;
use crate::text::Finder;
use crate::text::Raster;
use crate::text::testing::{Page, covers};

const DETECTOR: &[u8] = include_bytes!("../../../www/models/detector.onnx");
const READER: &[u8] = include_bytes!("../../../www/models/reader.onnx");

#[test]
fn lines_are_found_and_read_whatever_their_size_and_ink() {
    let mut finder = Finder::new(Some(Models::load(DETECTOR, READER).unwrap()));
    for (size, ink, ground) in [(2, 230, 10), (3, 20, 240)] {
        let mut page = Page::new(500, 160, ground);
        let place = page.write("ACC: 4711 JANE", 20, 60, size, ink);
        let found = finder.find(&page.raster());
        assert!(covers(&found, place), "{found:?}");
        let read = |line: &crate::text::Line| line.text.replace(' ', "").contains("4711JANE");
        assert!(found.iter().any(read), "{found:?}");
    }
}

#[test]
fn what_stands_on_end_is_read() {
    let mut page = Page::new(300, 60, 0);
    page.write("JANE 4711", 20, 20, 2, 255);
    let upright = page.raster();
    let (width, height) = (upright.height(), upright.width());
    let turned = (0..height).flat_map(|y| (0..width).map(move |x| (x, y)));
    let luma = turned.map(|(x, y)| upright.at(y.into(), (width - 1 - x).into()));
    let raster = Raster::new(width, height, luma.collect()).unwrap();
    let mut finder = Finder::new(Some(Models::load(DETECTOR, READER).unwrap()));
    let found = finder.find(&raster);
    assert!(
        found.iter().any(|line| line.text.contains("4711")),
        "{found:?}"
    );
}

#[test]
fn bytes_that_are_no_models_are_an_error() {
    let error = |name| Some(ModelError::Unusable(name));
    assert_eq!(Models::load(b"no model", READER).err(), error("detector"));
    assert_eq!(Models::load(DETECTOR, b"").err(), error("reader"));
    // One that knows no letters.
    assert_eq!(Models::load(DETECTOR, DETECTOR).err(), error("reader"));
}
