//! An MP4 around pictures that never were a video: a cine, or a stack of slices, for a slide.
//!
//! In come what an encoder made of I420 planes in limited range by the matrix of BT.709, and how long each picture
//! lasts; out comes the file. No title, no time, no sound: see `mux`.

use super::signal::Signal;
use super::{VideoError, mux};

/// Primaries, transfer and matrix of BT.709 (ITU-T H.273 tables 2 to 4).
const BT_709: u32 = 0x01_01_01;

/// The same as the box of a sample entry says it (ISO/IEC 14496-12 12.1.5): `nclx`, and limited range.
const COLOUR_BOX: &[u8] = b"nclx\0\x01\0\x01\0\x01\0";

/// The file. `pictures`: coded pictures with start codes, and whether each can be decoded by itself; `frame_time`:
/// microseconds.
///
/// # Errors
///
/// Where the pictures are not what an encoder of H.264 makes.
pub fn mp4(pictures: &[(Vec<u8>, bool)], frame_time: u64) -> Result<Vec<u8>, VideoError> {
    let colours = (
        Some(Signal::made(false, Some(BT_709))),
        Some(COLOUR_BOX.to_vec()),
    );
    mux::mp4(pictures, frame_time, &colours)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{SPS_320_240, annexb, idr, other};
    use super::super::{Signal, Video, mp4 as reader};
    use super::*;

    const PPS: &[u8] = &[0x68, 0xCE, 0x3C, 0x80];

    #[test]
    fn a_film_says_its_colours_and_no_time_and_no_title() {
        let pictures = [
            (annexb(&[SPS_320_240, PPS, &idr(5)]), true),
            (annexb(&[&other(5)]), false),
        ];
        let file = mp4(&pictures, 50_000).unwrap();
        for (name, at) in [(b"mvhd", 8), (b"tkhd", 8), (b"mdhd", 8)] {
            let place = file.windows(4).position(|four| four == name).unwrap();
            // Version and flags, then when it was made and when it was changed.
            assert_eq!(file[place + at..place + at + 8], [0; 8], "{name:?}");
        }
        for absent in [b"udta", b"meta", b"uuid", b"free"] {
            assert!(!file.windows(4).any(|four| four == absent), "{absent:?}");
        }
        let track = reader::track(&file).unwrap();
        assert_eq!(track.frame_time, Some(50_000));
        assert_eq!(track.colour_box.as_deref(), Some(COLOUR_BOX));
        let video = Video::of_stream(file).unwrap();
        assert_eq!(video.pictures(), 2);
        let (signal, _) = video.colours();
        assert_eq!(signal, Some(Signal::made(false, Some(BT_709))));
    }
}
