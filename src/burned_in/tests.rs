use std::rc::Rc;

use super::*;
use crate::dicom::{self, MemorySource};
use crate::text::Finder;

fn sample(place: &str) -> dicom::Instance {
    let files = crate::sample::files();
    let file = files.into_iter().find(|(name, _)| name.contains(place));
    dicom::read(Rc::new(MemorySource::new(file.unwrap().1))).unwrap()
}

#[test]
fn the_name_on_the_sample_ultrasound_is_found_in_all_frames() {
    let instance = sample("US abdomen");
    let mut finder = Finder::new(None);
    let found = find(&mut finder, &instance, &Known::default(), Search::Thorough).unwrap();
    assert_eq!((found.searched, found.frames), (2, 2));
    let top = found.proposals.iter().filter(|it| it.rect.y < 36);
    assert!(top.clone().count() > 0);
    assert!(
        top.into_iter()
            .all(|it| it.rank <= Rank::Amber && it.frame.is_none())
    );
}

#[test]
fn a_slice_without_text_has_none() {
    let mut finder = Finder::new(None);
    let instance = sample("Axial/IM0001");
    let found = find(&mut finder, &instance, &Known::default(), Search::Quick).unwrap();
    assert_eq!(found.proposals, []);
}
