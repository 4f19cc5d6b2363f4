//! What is read is what is written, in every syntax.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::make::{Maker, UNDEFINED, encapsulated, natives, open, part_10};
use crate::dicom::dataset::{DataSetExt, leaf};
use crate::dicom::encoding::Encoding;
use crate::dicom::{
    DataSet, Flaw, Instance, MemorySource, Part, PixelLayout, PixelsOut, TransferSyntax,
    WriteError, assemble, parts_len, write,
};

/// Writes an instance with nothing changed.
pub fn rewrite(instance: &Instance) -> Result<Vec<u8>, WriteError> {
    let native = TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN);
    let syntax = if instance.transfer_syntax.is_encapsulated() {
        &instance.transfer_syntax
    } else {
        &native
    };
    let pixels = instance
        .pixels
        .as_ref()
        .map_or(PixelsOut::None, PixelsOut::Kept);
    let parts = write(&instance.data_set, syntax, pixels, instance.body.as_ref())?;
    let bytes = assemble(&parts, instance.body.as_ref())?;
    assert_eq!(parts_len(&parts), bytes.len() as u64);
    Ok(bytes)
}

/// The bytes that the pixel element's ranges name.
fn pixel_bytes(instance: &Instance) -> Vec<Vec<u8>> {
    let layout = &instance.pixels.as_ref().unwrap().layout;
    let ranges = match layout {
        PixelLayout::Native { range } => vec![range.clone()],
        PixelLayout::Encapsulated { fragments, .. } => fragments.clone(),
    };
    ranges
        .into_iter()
        .map(|range| instance.body.read(range).unwrap())
        .collect()
}

fn small() -> DataSet {
    let mut data_set = DataSet::new_empty();
    data_set.put_ascii(tags::SOP_CLASS_UID, VR::UI, "1.2.840.10008.5.1.4.1.1.7");
    data_set.put_ascii(tags::SOP_INSTANCE_UID, VR::UI, "1.2.3");
    data_set
}

fn little() -> TransferSyntax {
    TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN)
}

const NOTHING: &[u8] = &[];

fn no_body() -> MemorySource {
    MemorySource::new(NOTHING)
}

#[test]
fn every_native_syntax_comes_out_explicit_little_endian_with_the_same_values() {
    for (encoding, file) in natives() {
        let first = open(&file).unwrap();
        assert_eq!(first.flaws, [], "{encoding:?}");
        assert_eq!(first.transfer_syntax, encoding.native_syntax());
        assert_eq!(first.data_set.integer(tags::ROWS), Some(2));
        assert_eq!(
            first.data_set.text(tags::PATIENT_NAME).as_deref(),
            Some("Doe^John")
        );
        let pixels = first.pixels.as_ref().unwrap();
        assert_eq!(pixels.big_endian, encoding.is_big());
        let written = rewrite(&first).unwrap();
        let second = open(&written).unwrap();
        assert_eq!(second.transfer_syntax, little());
        assert_eq!(second.flaws, []);
        assert_eq!(second.data_set, first.data_set);
        assert_eq!(pixel_bytes(&second), [[1, 2, 3, 4, 5, 6, 7, 8]]);
        assert_eq!(rewrite(&second).unwrap(), written);
    }
}

#[test]
fn a_deflated_data_set_is_inflated_and_leaves_inflated() {
    use std::io::Write;
    let plain = Maker::explicit().image().pixels().bytes;
    for zlib in [false, true] {
        let packed = if zlib {
            let mut encoder =
                flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(&plain).unwrap();
            encoder.finish().unwrap()
        } else {
            let mut encoder =
                flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
            encoder.write_all(&plain).unwrap();
            encoder.finish().unwrap()
        };
        let instance = open(
            &Maker::explicit()
                .raw(&packed)
                .file(TransferSyntax::DEFLATED),
        )
        .unwrap();
        assert!(!instance.body_is_original);
        assert!(instance.transfer_syntax.is_deflated());
        assert_eq!(pixel_bytes(&instance), [[1, 2, 3, 4, 5, 6, 7, 8]]);
        let again = open(&rewrite(&instance).unwrap()).unwrap();
        assert_eq!(again.data_set, instance.data_set);
    }
}

#[test]
fn compressed_frames_leave_in_one_range_where_the_offset_table_holds() {
    for table in [&[][..], &[0, 0, 0, 0, 22, 0, 0, 0]] {
        let instance = open(&encapsulated(table)).unwrap();
        assert_eq!(instance.flaws, []);
        let pixels = instance.pixels.as_ref().unwrap();
        assert_eq!((pixels.vr, pixels.big_endian), (VR::OB, false));
        let parts = write(
            &instance.data_set,
            &instance.transfer_syntax,
            PixelsOut::Kept(pixels),
            instance.body.as_ref(),
        );
        let parts = parts.unwrap();
        assert_eq!(
            parts
                .iter()
                .filter(|part| matches!(part, Part::Range(_)))
                .count(),
            1
        );
        let again = open(&assemble(&parts, instance.body.as_ref()).unwrap()).unwrap();
        assert_eq!(pixel_bytes(&again), pixel_bytes(&instance));
        assert_eq!(again.flaws, []);
    }
}

#[test]
fn an_offset_table_that_names_no_fragment_does_not_leave() {
    let instance = open(&encapsulated(&[0, 0, 0, 0, 21, 0, 0, 0])).unwrap();
    let again = open(&rewrite(&instance).unwrap()).unwrap();
    let PixelLayout::Encapsulated {
        offset_table,
        fragments,
        contiguous,
        ..
    } = again.pixels.unwrap().layout
    else {
        panic!("native")
    };
    assert_eq!(offset_table, [0; 0]);
    assert!(contiguous);
    assert_eq!(fragments.len(), 3);
}

#[test]
fn fragments_of_odd_length_are_padded() {
    let file = Maker::explicit()
        .image()
        .head((0x7FE0, 0x0010), VR::OB, UNDEFINED)
        .item(0xE000, 0)
        .item(0xE000, 3)
        .raw(&[0xFF, 0xD8, 0xFF])
        .item(0xE0DD, 0)
        .file(TransferSyntax::JPEG_BASELINE);
    let instance = open(&file).unwrap();
    let again = open(&rewrite(&instance).unwrap()).unwrap();
    assert_eq!(pixel_bytes(&again), [[0xFF, 0xD8, 0xFF, 0]]);
    let PixelLayout::Encapsulated { offset_table, .. } = again.pixels.unwrap().layout else {
        panic!("native")
    };
    assert_eq!(offset_table, [0]);
}

#[test]
fn new_frames_get_an_offset_table_and_lose_the_extended_one() {
    let mut data_set = small();
    data_set.put(leaf(tags::EXTENDED_OFFSET_TABLE, VR::OV, vec![0; 8]));
    data_set.put_ascii(Tag(0x7FE1, 0x0010), VR::LO, "AFTER");
    let syntax = TransferSyntax::new(TransferSyntax::RLE);
    let frames = vec![vec![1, 2, 3], vec![4, 5]];
    let parts = write(
        &data_set,
        &syntax,
        PixelsOut::Encapsulated {
            frames: frames
                .into_iter()
                .map(|frame| vec![Part::Bytes(frame)])
                .collect(),
        },
        &no_body(),
    )
    .unwrap();
    let again = open(&assemble(&parts, &no_body()).unwrap()).unwrap();
    assert!(again.data_set.get(tags::EXTENDED_OFFSET_TABLE).is_none());
    assert_eq!(
        again.data_set.text(Tag(0x7FE1, 0x0010)).as_deref(),
        Some("AFTER")
    );
    assert_eq!(again.flaws, []);
    assert_eq!(pixel_bytes(&again), [vec![1, 2, 3, 0], vec![4, 5]]);
    let PixelLayout::Encapsulated { offset_table, .. } = again.pixels.unwrap().layout else {
        panic!("native")
    };
    assert_eq!(offset_table, [0, 12]);
}

#[test]
fn native_parts_may_mix_new_bytes_and_ranges_of_the_body() {
    let body = MemorySource::new(vec![9, 8, 7, 6]);
    let parts = vec![Part::Range(1..3), Part::Bytes(vec![1])];
    let pixels = PixelsOut::Native {
        tag: tags::PIXEL_DATA,
        vr: VR::OB,
        parts,
    };
    let parts = write(&small(), &little(), pixels, &body).unwrap();
    let again = open(&assemble(&parts, &body).unwrap()).unwrap();
    assert_eq!(pixel_bytes(&again), [[8, 7, 1, 0]]);
}

#[test]
fn the_file_meta_is_our_own_and_its_length_is_right() {
    let parts = write(&small(), &little(), PixelsOut::None, &no_body()).unwrap();
    let bytes = assemble(&parts, &no_body()).unwrap();
    assert_eq!(bytes[..128], [0; 128]);
    assert_eq!(&bytes[128..140], b"DICM\x02\0\0\0UL\x04\0");
    let length = u32::from_le_bytes(*bytes[140..].first_chunk().unwrap()) as usize;
    let (group, rest) = bytes[144..].split_at(length);
    assert_eq!(rest[..4], [8, 0, 0x16, 0]);
    assert!(group.starts_with(b"\x02\0\x01\0OB\0\0\x02\0\0\0\0\x01\x02\0\x02\0UI"));
    assert!(group.ends_with(b"\x02\0\x13\0SH\x0c\0DARKROOM_0.1"));
}

#[test]
fn values_are_padded_by_their_kind() {
    let mut data_set = small();
    data_set.put_ascii(tags::PATIENT_NAME, VR::PN, "Doe");
    data_set.put_raw(tags::ENCAPSULATED_DOCUMENT, VR::OB, [1]);
    let parts = write(&data_set, &little(), PixelsOut::None, &no_body()).unwrap();
    let again = open(&assemble(&parts, &no_body()).unwrap()).unwrap();
    assert_eq!(again.data_set.bytes(tags::PATIENT_NAME), Some(&b"Doe "[..]));
    assert_eq!(
        again.data_set.bytes(tags::ENCAPSULATED_DOCUMENT),
        Some(&[1, 0][..])
    );
    assert_eq!(
        again.data_set.bytes(tags::SOP_INSTANCE_UID),
        Some(&b"1.2.3\0"[..])
    );
}

#[test]
fn a_value_too_long_for_its_vr_is_written_as_unknown_and_read_by_the_dictionary() {
    let mut data_set = small();
    data_set.put_raw(tags::LUT_DATA, VR::US, vec![7; 65_536]);
    data_set.put_raw(tags::SHUTTER_PRESENTATION_VALUE, VR::DS, vec![b'1'; 65_535]);
    let parts = write(&data_set, &little(), PixelsOut::None, &no_body()).unwrap();
    let again = open(&assemble(&parts, &no_body()).unwrap()).unwrap();
    assert_eq!(
        again.data_set.bytes(tags::LUT_DATA).map(<[u8]>::len),
        Some(65_536)
    );
    assert_eq!(
        again
            .data_set
            .bytes(tags::SHUTTER_PRESENTATION_VALUE)
            .map(|value| value.last().copied()),
        Some(Some(b' '))
    );
}

#[test]
fn nothing_is_written_that_is_not_raw_or_has_no_identity() {
    use dicom_core::{DataElement, PrimitiveValue};
    let mut data_set = small();
    data_set.put(DataElement::new(
        tags::PATIENT_NAME,
        VR::PN,
        PrimitiveValue::from("Doe"),
    ));
    let error = write(&data_set, &little(), PixelsOut::None, &no_body()).unwrap_err();
    assert_eq!(
        error,
        WriteError::NotRaw {
            tag: tags::PATIENT_NAME
        }
    );
    let mut data_set = small();
    data_set.remove_element(tags::SOP_INSTANCE_UID);
    let error = write(&data_set, &little(), PixelsOut::None, &no_body()).unwrap_err();
    assert_eq!(error, WriteError::Missing("SOP Instance UID"));
    let mut data_set = small();
    data_set.put_raw(tags::PIXEL_DATA, VR::OB, [1, 2]);
    let error = write(&data_set, &little(), PixelsOut::None, &no_body()).unwrap_err();
    assert_eq!(
        error,
        WriteError::NotRaw {
            tag: tags::PIXEL_DATA
        }
    );
    let implicit = TransferSyntax::new(TransferSyntax::IMPLICIT_LITTLE_ENDIAN);
    assert_eq!(
        write(&small(), &implicit, PixelsOut::None, &no_body()),
        Err(WriteError::SyntaxMismatch)
    );
}

#[test]
fn sequences_of_any_depth_survive() {
    let mut inner = DataSet::new_empty();
    inner.put_ascii(tags::TEXT_VALUE, VR::UT, "text");
    let mut data_set = small();
    for _ in 0..20 {
        let mut outer = DataSet::new_empty();
        outer.put_items(tags::CONTENT_SEQUENCE, vec![inner, DataSet::new_empty()]);
        inner = outer;
    }
    data_set.put_items(tags::CONTENT_SEQUENCE, vec![inner]);
    data_set.put_items(tags::REFERENCED_IMAGE_SEQUENCE, Vec::new());
    let parts = write(&data_set, &little(), PixelsOut::None, &no_body()).unwrap();
    let again = open(&assemble(&parts, &no_body()).unwrap()).unwrap();
    assert_eq!(again.flaws, []);
    let second = write(&again.data_set, &little(), PixelsOut::None, &no_body()).unwrap();
    assert_eq!(second, parts);
}

#[test]
fn a_compressed_icon_stays_in_its_item() {
    let icon = |maker: Maker| {
        maker
            .put((0x0028, 0x0010), VR::US, &[1, 0])
            .head((0x7FE0, 0x0010), VR::OB, UNDEFINED)
            .item(0xE000, 0)
            .item(0xE000, 2)
            .raw(&[5, 6])
            .item(0xE0DD, 0)
    };
    let maker = Maker::explicit()
        .put((0x0008, 0x0016), VR::UI, b"1.2\0")
        .put((0x0008, 0x0018), VR::UI, b"1.2\0");
    let maker = icon(
        maker
            .head((0x0088, 0x0200), VR::SQ, UNDEFINED)
            .item(0xE000, UNDEFINED),
    );
    let file = maker
        .item(0xE00D, 0)
        .item(0xE0DD, 0)
        .file(TransferSyntax::JPEG_BASELINE);
    let instance = open(&file).unwrap();
    assert_eq!(instance.flaws, []);
    assert!(instance.pixels.is_none());
    let written = rewrite(&instance).unwrap();
    assert!(
        written
            .windows(10)
            .any(|bytes| bytes == [0xFE, 0xFF, 0, 0xE0, 2, 0, 0, 0, 5, 6])
    );
    assert_eq!(rewrite(&open(&written).unwrap()).unwrap(), written);
}

#[test]
fn big_endian_words_of_every_size_are_turned_round() {
    let maker = Maker::new(Encoding::ExplicitBig)
        .put((0x0008, 0x0016), VR::UI, b"1.2\0")
        .put((0x0008, 0x0018), VR::UI, b"1.2\0")
        .put((0x0018, 0x6020), VR::SL, &5_i32.to_le_bytes())
        .put((0x0018, 0x602C), VR::FD, &2.5_f64.to_le_bytes())
        .put((0x0028, 0x0009), VR::AT, &[0x18, 0, 0x63, 0x10])
        .put((0x0028, 0x0010), VR::US, &[1, 0])
        .put((0x0028, 0x0011), VR::US, &[1, 0])
        .put((0x0028, 0x0100), VR::US, &[32, 0])
        .head((0x7FE0, 0x0010), VR::OW, 4)
        .raw(&[1, 2, 3, 4]);
    let instance = open(&part_10(
        &super::make::meta(TransferSyntax::EXPLICIT_BIG_ENDIAN),
        &maker.bytes,
    ))
    .unwrap();
    assert_eq!(instance.data_set.integer(tags::REFERENCE_PIXEL_X0), Some(5));
    assert_eq!(instance.data_set.decimals(tags::PHYSICAL_DELTA_X), [2.5]);
    assert_eq!(
        instance.data_set.bytes(tags::FRAME_INCREMENT_POINTER),
        Some(&[0x18, 0, 0x63, 0x10][..])
    );
    let again = open(&rewrite(&instance).unwrap()).unwrap();
    assert_eq!(pixel_bytes(&again), [[4, 3, 2, 1]]);
    assert!(!again.flaws.contains(&Flaw::WrongTransferSyntax));
}
