//! Frames that were spooled, or painted in advance.

use super::*;

#[test]
fn what_was_spooled_is_read_again_and_leaves_as_it_would_from_memory() {
    use crate::dicom::PieceSpool;
    use crate::dicom::spool::testing::Pieces;
    let samples: Vec<u16> = (0..64).map(|n| n * 60).collect();
    let file = native(&header(1, 12), &samples);
    let order = painting();
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    let source = || Rc::new(MemorySource::new(file.clone())) as Rc<dyn Source>;
    let here = clean(source(), &order, &pseudonyms).unwrap();
    let spool = Rc::new(PieceSpool::of_pieces(Pieces::default(), 8));
    let there = clean_with(source(), &order, &pseudonyms, spool, &InAdvance::default()).unwrap();
    assert!(there.parts().any(|part| matches!(part, Part::Spooled(_))));
    assert_eq!(delivered(&here), delivered(&there));
    assert_eq!(here.sums(), there.sums());
}

#[test]
fn a_clip_painted_by_several_leaves_as_if_one_had_painted_it() {
    use crate::dicom::PieceSpool;
    use crate::dicom::spool::testing::Pieces;
    use libjpeg_turbo_rs::{Encoder, PixelFormat};
    let frame = |seed: u8| {
        let samples: Vec<u8> = (0..64).map(|n: u8| n.wrapping_mul(seed)).collect();
        let encoder = Encoder::new(&samples, 8, 8, PixelFormat::Grayscale);
        even(encoder.quality(90).encode().unwrap())
    };
    let file = compressed(&header(2, 8), vec![frame(3), frame(5)]);
    let order = painting();
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    let source = || Rc::new(MemorySource::new(file.clone())) as Rc<dyn Source>;
    let mut painted = InAdvance::default();
    for run in [0..1, 1..2] {
        let spool = PieceSpool::new(Pieces::default());
        let frames = in_advance::paint_run(source(), &order.regions, run, &spool)
            .unwrap()
            .unwrap();
        assert_eq!(frames.len(), 1);
        painted.add(&frames, Rc::new(spool));
    }
    let alone = clean(source(), &order, &pseudonyms).unwrap();
    let spool = Rc::new(InMemory);
    let together = clean_with(source(), &order, &pseudonyms, spool, &painted).unwrap();
    assert_eq!(delivered(&alone), delivered(&together));
}
