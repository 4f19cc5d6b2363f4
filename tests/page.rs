//! What the page itself does in a real browser: secrets from its generator, windows on its main thread, a zip around
//! what workers send.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use darkroom::deid::Secret;
use darkroom::deliver::ZipWriter;
use darkroom::dicom::{MemorySource, Source};
use darkroom::intake::{self, Dropped, Opener};
use darkroom::pixels::codec::wasm_shims::NullTolerant;
use darkroom::pixels::{Picture, Renderer, Samples, Window, picture::WindowFunction};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[global_allocator]
static ALLOCATOR: NullTolerant = NullTolerant;

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
fn two_sessions_have_two_secrets() {
    assert_ne!(
        Secret::random().unwrap().bytes(),
        Secret::random().unwrap().bytes()
    );
}

#[wasm_bindgen_test]
fn a_window_turns_samples_into_greys() {
    let picture = Picture {
        overlay: None,
        grid: None,
        columns: 3,
        rows: 1,
        samples: Samples::Grey {
            values: vec![0, 50, 100],
            slope: 1.0,
            intercept: 0.0,
            inverted: false,
        },
        windows: Vec::new(),
        colours: None,
    };
    let window = Window {
        name: String::new(),
        center: 50.5,
        width: 101.0,
        function: WindowFunction::Linear,
    };
    let mut rgba = Vec::new();
    Renderer::default().render(&picture, &window, &mut rgba);
    assert_eq!(rgba.len(), 12);
    assert_eq!((rgba[0], rgba[8], rgba[3]), (0, 255, 255));
    assert!((120..=136).contains(&rgba[4]), "{}", rgba[4]);
}

#[wasm_bindgen_test]
fn a_zip_made_in_the_page_is_read_back_by_intake() {
    let content = b"not DICOM, but whole".to_vec();
    let mut zip = ZipWriter::new();
    let mut bytes = zip.local_header("a/b.txt", crc32fast::hash(&content), content.len() as u64);
    bytes.extend_from_slice(&content);
    bytes.extend_from_slice(&zip.finish());
    let source: Rc<dyn Source> = Rc::new(MemorySource::new(bytes));
    let mut found = Vec::new();
    let opener = Opener::default();
    let dropped = Dropped::whole("x.zip", Rc::clone(&source));
    intake::examine_whole(&opener, &dropped, &mut |item, locator| {
        found.push((item, locator))
    });
    let [(item, locator)] = found.as_slice() else {
        panic!("{} items", found.len())
    };
    assert_eq!(item.place, "x.zip/a/b.txt");
    let entry = opener.open(0, source, locator).unwrap();
    assert_eq!(entry.read(0..entry.len()).unwrap(), content);
}
