//! Files that end too early or too late, and values that do.

use super::*;

#[test]
fn bytes_after_the_end_are_counted_and_dropped() {
    for tail in [
        &b"some text that somebody appended"[..],
        &[0; 64],
        b"\0\0\0",
        b"EFTADoe^John^appended",
    ] {
        let file = Maker::explicit().image().pixels().raw(tail).file(EXPLICIT);
        let instance = open(&file).unwrap();
        assert_eq!(
            instance.flaws,
            [Flaw::TrailingBytes {
                count: tail.len() as u64
            }]
        );
        let whole = open(&Maker::explicit().image().pixels().file(EXPLICIT)).unwrap();
        assert_eq!(instance.data_set, whole.data_set);
    }
}

#[test]
fn zeros_after_a_data_set_without_pixels_are_no_damage() {
    let file = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, CT)
        .put((0x0010, 0x0010), VR::PN, b"Doe^John")
        .raw(&[0; 100])
        .file(EXPLICIT);
    let instance = open(&file).unwrap();
    assert_eq!(instance.flaws, [Flaw::TrailingBytes { count: 100 }]);
}

#[test]
fn odd_lengths_are_read_as_they_are() {
    let file = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, &CT[..25])
        .put((0x0010, 0x0010), VR::PN, b"Doe")
        .file(EXPLICIT);
    let instance = open(&file).unwrap();
    assert_eq!(name(&instance), "Doe");
    assert_eq!(
        instance.flaws,
        [
            Flaw::OddLength {
                tag: (0x0008, 0x0016)
            },
            Flaw::OddLength {
                tag: (0x0010, 0x0010)
            }
        ]
    );
}

#[test]
fn missing_pixel_bytes_are_counted() {
    let whole = Maker::explicit().image().pixels().file(EXPLICIT);
    let cut = open(&whole[..whole.len() - 3]).unwrap();
    assert_eq!(cut.flaws, [Flaw::TruncatedPixelData { missing: 3 }]);
    assert_eq!(native_range(&cut), [1, 2, 3, 4, 5]);
    let short = open(
        &Maker::explicit()
            .image()
            .put((0x7FE0, 0x0010), VR::OW, &[1, 2])
            .file(EXPLICIT),
    )
    .unwrap();
    assert_eq!(short.flaws, [Flaw::TruncatedPixelData { missing: 6 }]);
    let empty = open(
        &Maker::explicit()
            .image()
            .put((0x7FE0, 0x0010), VR::OW, &[])
            .file(EXPLICIT),
    )
    .unwrap();
    assert_eq!(empty.flaws, [Flaw::TruncatedPixelData { missing: 8 }]);
    let file = crate::dicom::tests::make::encapsulated(&[]);
    let cut = open(&file[..file.len() - 26]).unwrap();
    assert_eq!(cut.flaws, [Flaw::TruncatedPixelData { missing: 2 }]);
}

#[test]
fn a_truncated_header_keeps_what_came_before() {
    let file = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, CT)
        .put((0x0010, 0x0010), VR::PN, b"Doe^John")
        .head((0x0040, 0x0280), VR::ST, 1000)
        .raw(b"cut")
        .file(EXPLICIT);
    let instance = open(&file).unwrap();
    assert_eq!(name(&instance), "Doe^John");
    assert!(instance.flaws.contains(&Flaw::Truncated {
        tag: (0x0040, 0x0280)
    }));
    assert_eq!(
        instance
            .data_set
            .text(tags::COMMENTS_ON_THE_PERFORMED_PROCEDURE_STEP)
            .as_deref(),
        Some("cut")
    );
}

#[test]
fn a_missing_offset_table_and_delimiter_lose_no_fragment() {
    let file = Maker::explicit()
        .image()
        .head((0x7FE0, 0x0010), VR::OB, UNDEFINED)
        .item(0xE000, 4)
        .raw(&[0xFF, 0xD8, 0xFF, 1])
        .file(TransferSyntax::JPEG_BASELINE);
    let instance = open(&file).unwrap();
    let PixelLayout::Encapsulated {
        offset_table,
        fragments,
        contiguous,
        ..
    } = instance.pixels.unwrap().layout
    else {
        panic!("native")
    };
    assert!(offset_table.is_empty() && !contiguous);
    assert_eq!(fragments.len(), 1);
}
