//! What coefficients can't do, and damage.

use super::*;

#[test]
fn what_coefficients_cannot_do_is_painted_as_lossless_jpeg() {
    let case = Case {
        quality: 20,
        ..usual(Kind::Grey(Photometric::Monochrome2), Subsampling::S444)
    };
    let region = FrameRegion {
        rect: case.rect,
        frames: FrameSpan::All,
    };
    let lossless = |instance: &Instance| {
        let redacted = redact(instance, &[region]).unwrap();
        redacted.transfer_syntax.uid == TransferSyntax::JPEG_LOSSLESS_SV1
    };
    assert!(!lossless(&case.instance()));
    // Spectral selection alone is a syntax of its own, which the coder does not write.
    let mut selection = case.instance();
    selection.transfer_syntax = TransferSyntax::new("1.2.840.10008.1.2.4.53");
    assert!(lossless(&selection));
    assert_eq!(grid(&selection, 1), None);
    // A table by which the darkest value lies in the middle, where no coefficient hits it.
    let mut middle = case.instance();
    let mut table = crate::dicom::DataSet::new_empty();
    let shades: Vec<u8> = (0..256_u16)
        .flat_map(|value| (value.abs_diff(101) * 200).to_le_bytes())
        .collect();
    table.put_raw(
        tags::LUT_DESCRIPTOR,
        VR::US,
        [256_u16, 0, 16].map(u16::to_le_bytes).concat(),
    );
    table.put_raw(tags::LUT_DATA, VR::OW, shades);
    middle
        .data_set
        .put_items(tags::VOILUT_SEQUENCE, vec![table]);
    assert!(lossless(&middle));
}

#[test]
fn a_frame_cut_short_is_held() {
    let case = usual(Kind::YCbCr, Subsampling::S420);
    let whole = case.stream(1);
    let cut = even(whole[..whole.len() / 2].to_vec());
    let frames = [vec![case.stream(0)], vec![cut], vec![case.stream(2)]];
    let instance = encapsulated(&case.format(), TransferSyntax::JPEG_BASELINE, &frames, true);
    let region = FrameRegion {
        rect: case.rect,
        frames: FrameSpan::Frames(1, 1),
    };
    assert!(redact(&instance, &[region]).is_err());
}

proptest! {
    #[test]
    fn damage_is_held_or_painted_black(at in 2_usize..4000, byte: u8) {
        let case = usual(Kind::YCbCr, Subsampling::S420);
        let mut stream = case.stream(0);
        let at = at % stream.len();
        stream[at] = byte;
        let format = FrameFormat { frames: 1, ..case.format() };
        let original = encapsulated(&format, TransferSyntax::JPEG_BASELINE, &[vec![stream]], false);
        let region = FrameRegion { rect: case.rect, frames: FrameSpan::All };
        if let Ok(redacted) = redact(&original, &[region]) {
            let decoded = decode_frame(&written(&original, &redacted), 0).unwrap();
            // Away from the edges, which have a hue of what is beside them.
            let first = (20 * 75 + 18) * 3;
            prop_assert!((first..first + 36).all(|index| decoded.words.get(index) == 0));
        }
    }
}

/// A sequential stream of one component whose frame header names this quantisation table.
fn with_table_of_frame(stream: &[u8], table: u8) -> Vec<u8> {
    let mut changed = stream.to_vec();
    let start = changed
        .windows(2)
        .position(|marker| marker == [0xFF, 0xC0])
        .unwrap();
    // The one component: identifier, factors, table.
    changed[start + 12] = table;
    changed
}

#[test]
fn a_later_frame_that_the_decoder_refuses_does_not_leave_because_the_first_was_fine() {
    let case = Case {
        kind: Kind::Grey(Photometric::Monochrome2),
        columns: 40,
        rows: 32,
        subsampling: Subsampling::S444,
        progressive: false,
        restart: 0,
        quality: 80,
        rect: RECTS[0],
    };
    let format = FrameFormat {
        frames: 2,
        ..case.format()
    };
    let good = case.stream(0);
    let painted = |second: Vec<u8>| {
        let frames = [vec![good.clone()], vec![second]];
        let uid = TransferSyntax::JPEG_BASELINE;
        redact(&encapsulated(&format, uid, &frames, true), &everywhere())
    };
    assert!(painted(case.stream(1)).is_ok());
    // A table that is not there, which the coefficient reader would take for another.
    let without = with_table_of_frame(&case.stream(1), 1);
    let is_read = |stream: &[u8]| coefficients(stream, &Header::read(stream).unwrap()).is_some();
    assert!(is_read(&case.stream(1)) && !is_read(&without));
    assert!(painted(without).is_err());
}
