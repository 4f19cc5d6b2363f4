//! The engine in a dedicated worker of a real browser: what the page's workers do, without the page.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::unwrap_used)]

use std::rc::Rc;

use darkroom::catalogue::{Outcome, Triage};
use darkroom::clean::{self, HeldReason, Order};
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::dicom::{self, DataSetExt, MemorySource, Source};
use darkroom::intake::{self, Dropped, Opener};
use darkroom::pixels::codec::wasm_shims::NullTolerant;
use darkroom::pixels::{self, FrameRegion, FrameSpan, Rect};
use dicom_dictionary_std::tags;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

#[global_allocator]
static ALLOCATOR: NullTolerant = NullTolerant;

wasm_bindgen_test_configure!(run_in_dedicated_worker);

fn sources() -> Vec<Rc<dyn Source>> {
    let files = darkroom::sample::files();
    files
        .into_iter()
        .map(|(_, bytes)| Rc::new(MemorySource::new(bytes)) as Rc<dyn Source>)
        .collect()
}

#[wasm_bindgen_test]
fn the_sample_study_is_told_apart_as_a_person_would() {
    let (mut look, mut glance, mut other) = (0, 0, 0);
    for source in sources() {
        let mut one = |item: darkroom::catalogue::Item, _| match item.outcome {
            Outcome::Instance(summary) => match summary.triage {
                Triage::Look(_) => look += 1,
                Triage::Glance => glance += 1,
                Triage::Held(_) => other += 1,
            },
            _ => other += 1,
        };
        let dropped = Dropped::whole("sample", source);
        intake::examine_whole(&Opener::default(), &dropped, &mut one);
    }
    assert!(
        look >= 2 && glance == 20 && other == 1,
        "{look} {glance} {other}"
    );
}

#[wasm_bindgen_test]
fn every_image_of_the_sample_is_painted_and_cleaned() {
    let pseudonyms = Pseudonyms::new(&Secret::random().unwrap());
    let rect = Rect {
        x: 3,
        y: 4,
        width: 50,
        height: 20,
    };
    let order = Order {
        regions: vec![FrameRegion {
            rect,
            frames: FrameSpan::All,
        }],
        looked_at: true,
        ..Order::default()
    };
    let mut cleaned = 0;
    for source in sources() {
        match clean::clean(source, &order, &pseudonyms) {
            Ok(made) => {
                let mut bytes = Vec::new();
                made.for_each_run(|run| {
                    bytes.extend_from_slice(run);
                    Ok::<(), ()>(())
                })
                .unwrap();
                assert_eq!(crc32fast::hash(&bytes), made.sums().crc32);
                let again = dicom::read(Rc::new(MemorySource::new(bytes))).unwrap();
                assert_eq!(
                    again.data_set.text(tags::PATIENT_NAME).as_deref(),
                    Some(made.case_name().as_str())
                );
                assert!(pixels::picture(&again, 0).is_ok());
                cleaned += 1;
            }
            Err(reason) => assert_eq!(reason, HeldReason::DamagedHeader),
        }
    }
    assert!(cleaned >= 22);
}
