//! Which colours three components are, and scans of one colour each.

use super::*;

/// The stream without its JFIF head.
fn headless(mut stream: Vec<u8>) -> Vec<u8> {
    let start = stream.windows(2).position(|marker| marker == [0xFF, 0xE0]);
    let start = start.unwrap();
    let length = u16::from_be_bytes([stream[start + 2], stream[start + 3]]);
    stream.drain(start..start + 2 + usize::from(length));
    stream
}

#[test]
fn luma_and_chroma_that_the_header_calls_rgb_are_shown_and_painted_as_what_they_are() {
    for subsampling in [Subsampling::S444, Subsampling::S422, Subsampling::S420] {
        let case = usual(Kind::YCbCr, subsampling);
        let streams = [0, 1, 2].map(|frame| case.stream(frame));
        assert!(streams[0].windows(4).any(|head| head == b"JFIF"));
        let bare = streams.clone().map(headless).map(even);
        let right = decode_frame(&case.instance(), 1).unwrap();
        for streams in [streams, bare] {
            let frames = streams.map(|stream| vec![stream]);
            let called_rgb = FrameFormat {
                photometric: Photometric::Rgb,
                ..case.format()
            };
            let uid = TransferSyntax::JPEG_BASELINE;
            let instance = encapsulated(&called_rgb, uid, &frames, true);
            assert_eq!(decode_frame(&instance, 1).unwrap(), right);
            check_frame(&instance, case.rect);
        }
    }
}

#[test]
fn samples_of_which_nothing_tells_are_what_the_header_says() {
    // As they come from an encoder that knows of no colours: components without names, all of full size.
    let case = usual(Kind::YCbCr, Subsampling::S444);
    let mut stream = headless(case.stream(0));
    for (marker, first, step) in [(0xC0, 10, 3), (0xDA, 5, 2)] {
        let start = stream.windows(2).position(|it| it == [0xFF, marker]);
        for component in 0..3 {
            stream[start.unwrap() + first + step * component] = component as u8;
        }
    }
    let decoded = |photometric| {
        let format = FrameFormat {
            photometric,
            frames: 1,
            ..case.format()
        };
        let frames = [vec![stream.clone()]];
        let uid = TransferSyntax::JPEG_BASELINE;
        decode_frame(&encapsulated(&format, uid, &frames, true), 0).unwrap()
    };
    assert_ne!(decoded(Photometric::Rgb), decoded(Photometric::YbrFull422));
}

/// Three components of equal size, a scan for each.
fn scan_for_each() -> Vec<u8> {
    let (columns, rows) = (45, 37);
    let planes: Vec<Vec<u8>> = (0..3_usize)
        .map(|plane| {
            let samples: Vec<u8> = (0..columns * rows)
                .map(|index| (index * (plane + 3) % 251) as u8)
                .collect();
            Encoder::new(&samples, columns, rows, PixelFormat::Grayscale)
                .encode()
                .unwrap()
        })
        .collect();
    let at = |stream: &[u8], marker: u8| {
        let found = stream.windows(2).position(|pair| pair == [0xFF, marker]);
        found.unwrap()
    };
    let (sof, dht) = (at(&planes[0], 0xC0), at(&planes[0], 0xC4));
    let mut out = planes[0][..sof].to_vec();
    out.extend([0xFF, 0xC0, 0, 17]);
    out.extend(&planes[0][sof + 4..sof + 9]);
    out.extend([3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    out.extend(&planes[0][dht..at(&planes[0], 0xDA)]);
    for (id, plane) in (1..).zip(&planes) {
        let sos = at(plane, 0xDA);
        out.extend(&plane[sos..sos + 5]);
        out.push(id);
        out.extend(&plane[sos + 6..plane.len() - 2]);
    }
    out.extend([0xFF, 0xD9]);
    even(out)
}

#[test]
fn a_frame_with_a_scan_for_each_colour_is_painted_too() {
    let format = FrameFormat {
        columns: 45,
        rows: 37,
        ..coloured(Photometric::YbrFull, 8)
    };
    let frames = [(); 3].map(|()| vec![scan_for_each()]);
    let original = encapsulated(&format, TransferSyntax::JPEG_BASELINE, &frames, true);
    let rect = Rect {
        x: 11,
        y: 5,
        width: 9,
        height: 14,
    };
    let region = FrameRegion {
        rect,
        frames: FrameSpan::Frames(1, 1),
    };
    let redacted = redact(&original, &[region]).unwrap();
    assert_eq!(redacted.transfer_syntax, original.transfer_syntax);
    let grown = grid(&original, 1).unwrap().grown(rect, 45, 37).unwrap();
    check_samples(&original, &written(&original, &redacted), rect, grown);
}
