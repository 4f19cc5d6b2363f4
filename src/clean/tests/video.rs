//! Videos: held, unless somebody chose to have them re-encoded and somebody has.

use super::*;
use crate::pixels::video::reencode::Reencoded;
use crate::pixels::video::testing::{PPS, SPS_320_240, annexb, idr, other};
use crate::pixels::video::{Video, reencode};
use crate::pixels::{FrameSpan, Rect};

const H264: &str = "1.2.840.10008.1.2.4.102";

/// Two pictures, a message with a name before the first.
fn stream(message: &[u8]) -> Vec<u8> {
    let message = [&[6, 5, message.len() as u8], message, &[0x80]].concat();
    let first = annexb(&[SPS_320_240, PPS, &message, &idr(1)]);
    even([first, annexb(&[&other(2)])].concat())
}

fn video() -> Vec<u8> {
    let mut header = header(2, 8);
    header.put_ascii(
        tags::SOP_CLASS_UID,
        VR::UI,
        "1.2.840.10008.5.1.4.1.1.77.1.1.1",
    );
    header.put_ascii(tags::MODALITY, VR::CS, "ES");
    header.put_ascii(tags::PHOTOMETRIC_INTERPRETATION, VR::CS, "YBR_PARTIAL_420");
    header.put_ascii(tags::FRAME_TIME, VR::DS, "40");
    header.put_raw(tags::ROWS, VR::US, 240u16.to_le_bytes());
    header.put_raw(tags::COLUMNS, VR::US, 320u16.to_le_bytes());
    header.put_raw(tags::SAMPLES_PER_PIXEL, VR::US, [3, 0]);
    let pixels = PixelsOut::Encapsulated {
        frames: vec![vec![Part::Bytes(stream(PLANTED))]],
    };
    file(&header, H264, pixels)
}

/// What an encoder might have made of it.
fn again(pictures: usize) -> Result<Reencoded, pixels::video::VideoError> {
    let instance = dicom::read(Rc::new(MemorySource::new(video()))).unwrap();
    let old = Video::of(&instance)?;
    let recipe = reencode::recipe(&instance, &old)?;
    let first = (annexb(&[SPS_320_240, PPS, &idr(3)]), true);
    let coded = [first, (annexb(&[&other(4)]), false)];
    Ok(Reencoded {
        stream: reencode::written(&recipe, &coded[..pictures])?,
        size_before: old.size,
    })
}

fn order(video: bool, regions: Vec<FrameRegion>) -> Order {
    Order {
        policy: Policy::from(Preset::Research),
        looked_at: true,
        regions,
        video,
        ..Order::default()
    }
}

fn with(order: &Order, new: Option<Reencoded>) -> Result<Cleaned, HeldReason> {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    let source = Rc::new(MemorySource::new(video()));
    match new {
        Some(new) => clean_video(source, order, &pseudonyms, new),
        None => clean(source, order, &pseudonyms),
    }
}

#[test]
fn a_video_is_held_that_nobody_chose_or_that_nobody_has_compressed_again() {
    let held = |order: &Order, new| with(order, new).err();
    assert_eq!(held(&order(false, vec![]), None), Some(HeldReason::Video));
    assert_eq!(held(&order(true, vec![]), None), Some(HeldReason::Video));
    let new = again(2).unwrap();
    assert_eq!(
        held(&order(false, vec![]), Some(new)),
        Some(HeldReason::Video)
    );
}

#[test]
fn a_video_compressed_again_leaves_without_its_messages_and_tells_of_the_loss() {
    let rect = Rect {
        x: 1,
        y: 1,
        width: 9,
        height: 9,
    };
    let region = FrameRegion {
        rect,
        frames: FrameSpan::All,
    };
    for regions in [vec![], vec![region]] {
        let painted = !regions.is_empty();
        let new = again(2).unwrap();
        let stream = new.stream.clone();
        let cleaned = with(&order(true, regions), Some(new)).unwrap();
        assert_eq!(cleaned.painted(), painted);
        let bytes = delivered(&cleaned);
        assert!(!holds(&bytes, PLANTED) && !holds(&bytes, b"RXH123456"));
        assert_eq!(fragments(&bytes), [stream]);
        let read = dicom::read(Rc::new(MemorySource::new(bytes))).unwrap();
        assert_eq!(read.transfer_syntax.uid, H264);
        let text = |tag| read.data_set.text(tag).unwrap_or_default();
        assert_eq!(text(tags::NUMBER_OF_FRAMES), "2");
        assert_eq!(text(tags::FRAME_TIME), "40");
        assert_eq!(text(tags::LOSSY_IMAGE_COMPRESSION), "01");
        let told = text(tags::DERIVATION_DESCRIPTION);
        assert!(
            told.ends_with("compressed again as H.264 by Darkroom"),
            "{told}"
        );
        assert_eq!(told.contains("blanked"), painted);
    }
}

#[test]
fn a_new_stream_that_is_none_or_another_one_is_held() {
    assert!(again(1).is_err());
    for stream in [Vec::new(), b"no stream at all".to_vec(), stream(b"x")] {
        let new = Reencoded {
            stream,
            size_before: 9,
        };
        let result = with(&order(true, vec![]), Some(new));
        let bare = matches!(&result, Ok(cleaned) if holds(&delivered(cleaned), &idr(1)));
        // A bare stream has its pictures, but no container that PS3.5 allows.
        assert!(!bare && result.is_err());
    }
}
