//! Whole videos, made by code: taken apart, put together, described in the header.

use dicom_core::VR;
use dicom_dictionary_std::tags;
use proptest::prelude::*;

use super::reencode::{self, Reencoded};
use super::testing::{PPS, SPS_320_240, SPS_CROPPED, annexb, idr, other, transport_stream};
use super::*;
use crate::dicom::{DataSet, Part};
use crate::pixels::format::Photometric;
use crate::pixels::redact::RedactedPixels;
use crate::pixels::testing::{coloured, encapsulated};

/// Coded pictures with start codes: keys where `keys` says so.
fn pictures(keys: &[bool]) -> Vec<(Vec<u8>, bool)> {
    let coded = (1u8..).zip(keys).map(|(fill, &key)| match key {
        true => annexb(&[SPS_320_240, PPS, &idr(fill)]),
        false => annexb(&[&other(fill)]),
    });
    coded.zip(keys.iter().copied()).collect()
}

fn bare(pictures: &[(Vec<u8>, bool)]) -> Vec<u8> {
    let streams = pictures.iter().map(|(bytes, _)| bytes.clone());
    streams.collect::<Vec<_>>().concat()
}

/// An instance with this stream in fragments.
fn instance(uid: &str, fragments: &[Vec<u8>], frames: u32) -> Instance {
    let mut format = coloured(Photometric::YbrPartial420, 8);
    (format.columns, format.rows, format.frames) = (320, 240, frames);
    encapsulated(&format, uid, &[fragments.to_vec()], false)
}

const H264: &str = "1.2.840.10008.1.2.4.102";

#[test]
fn every_container_gives_the_same_pictures() {
    let pictures = pictures(&[true, false, false, true, false]);
    let units: Vec<_> = pictures.iter().map(|(bytes, _)| bytes.clone()).collect();
    let containers = [
        bare(&pictures),
        transport_stream(&units, 0x1B),
        mux::mp4(&pictures, 40_000, &(Signal::of(SPS_320_240), None)).unwrap(),
    ];
    for (index, stream) in containers.into_iter().enumerate() {
        let video = Video::of(&instance(H264, &[stream], 5)).unwrap();
        assert_eq!(video.pictures(), 5);
        assert_eq!(video.codec().as_deref(), Some("avc1.640C14"), "{index}");
        for (number, (bytes, key)) in pictures.iter().enumerate() {
            let (unit, is_key) = video.unit(number).unwrap();
            assert_eq!((&unit, is_key), (bytes, *key), "{index} {number}");
        }
        assert_eq!(
            [0, 2, 3, 4, 99].map(|at| video.key_before(at)),
            [0, 0, 3, 3, 3]
        );
    }
}

#[test]
fn fragments_are_one_stream_wherever_they_are_cut() {
    let stream = bare(&pictures(&[true, false]));
    let (one, other) = stream.split_at(11);
    let in_two = instance(
        "1.2.840.10008.1.2.4.102.1",
        &[one.to_vec(), other.to_vec()],
        2,
    );
    assert_eq!(Video::of(&in_two).unwrap().pictures(), 2);
}

#[test]
fn what_is_no_video_or_another_one_is_an_error() {
    let stream = bare(&pictures(&[true]));
    let of = |uid, stream: &[u8]| Video::of(&instance(uid, &[stream.to_vec()], 1)).err();
    assert_eq!(of(H264, &stream), None);
    assert_eq!(
        of("1.2.840.10008.1.2.4.107", &stream),
        Some(VideoError::OtherCoding)
    );
    assert_eq!(
        of("1.2.840.10008.1.2.4.50", &stream),
        Some(VideoError::NoVideo)
    );
    assert_eq!(
        of("1.2.840.10008.1.2.4.100", &stream),
        Some(VideoError::NobodyDecodes)
    );
    assert_eq!(
        of(H264, b"RIFF of another kind"),
        Some(VideoError::UnknownContainer)
    );
    assert_eq!(
        of(H264, &annexb(&[PPS])),
        Some(VideoError::Damaged("stream"))
    );
}

#[test]
fn every_syntax_of_videos_is_known_in_both_forms() {
    for number in 100..=108 {
        for end in ["", ".1"] {
            let uid = format!("1.2.840.10008.1.2.4.{number}{end}");
            let syntax = TransferSyntax::new(&uid);
            assert!(is_video(&syntax) && syntax.is_video(), "{uid}");
        }
    }
    for uid in [
        "1.2.840.10008.1.2.1",
        "1.2.840.10008.1.2.4.1021",
        "1.2.840.10008.1.2.4.109",
    ] {
        let syntax = TransferSyntax::new(uid);
        assert!(!is_video(&syntax) && !syntax.is_video(), "{uid}");
    }
}

fn recipe(instance: &Instance) -> Result<reencode::Recipe, VideoError> {
    reencode::recipe(instance, &Video::of(instance)?)
}

#[test]
fn a_recipe_keeps_the_pace_and_gives_no_fewer_bits() {
    let mut instance = instance(H264, &[bare(&pictures(&[true; 25]))], 25);
    let set = |instance: &mut Instance, tag, vr, value: &str| {
        instance.data_set.put_ascii(tag, vr, value);
    };
    assert_eq!(recipe(&instance).unwrap().frame_time, 40_000);
    set(&mut instance, tags::CINE_RATE, VR::IS, "50");
    assert_eq!(recipe(&instance).unwrap().frame_time, 20_000);
    set(&mut instance, tags::FRAME_TIME, VR::DS, "33.3667");
    let recipe = recipe(&instance).unwrap();
    assert_eq!(recipe.frame_time, 33_367);
    assert_eq!(recipe.codec, "avc1.640029");
    assert!(recipe.bit_rate >= 320 * 240 * 29 / 4, "{}", recipe.bit_rate);
}

#[test]
fn what_would_not_be_the_same_video_has_no_recipe() {
    let stream = bare(&pictures(&[true, false]));
    let of = |uid, stream: Vec<u8>, frames| recipe(&instance(uid, &[stream], frames)).err();
    assert_eq!(of(H264, stream.clone(), 2), None);
    let frames = VideoError::Frames {
        found: 2,
        promised: 3,
    };
    assert_eq!(of(H264, stream.clone(), 3), Some(frames));
    assert!(of(H264, stream.clone(), 1).is_some());
    let stereo = of("1.2.840.10008.1.2.4.106", stream, 2);
    assert!(matches!(stereo, Some(VideoError::CannotBeWritten(_))));
    let larger = annexb(&[SPS_CROPPED, PPS, &idr(1)]);
    assert_eq!(of(H264, larger, 1), Some(VideoError::Size));
    let headless = annexb(&[SPS_320_240, PPS, &other(1)]);
    assert!(matches!(
        of(H264, headless, 1),
        Some(VideoError::Unsupported(_))
    ));
}

#[test]
fn a_new_stream_is_checked_against_its_recipe() {
    let instance = instance(H264, &[bare(&pictures(&[true, false, false]))], 3);
    let recipe = recipe(&instance).unwrap();
    let written = reencode::written(&recipe, &pictures(&[true, false, true])).unwrap();
    assert_eq!(written.len() % 2, 0);
    assert!(reencode::written(&recipe, &pictures(&[true, false])).is_err());
    let mut larger = pictures(&[true, false, false]);
    larger[0].0 = annexb(&[SPS_CROPPED, PPS, &idr(1)]);
    assert!(reencode::written(&recipe, &larger).is_err());
}

#[test]
fn a_new_stream_says_of_its_colours_what_the_old_one_said() {
    let bt_601 = Signal::made(false, Some(0x05_06_05));
    let encoder_says = Signal::made(false, Some(0x01_01_01));
    let encoder_says = Signal::put(Some(&encoder_says), SPS_320_240).unwrap();
    let mut colr = b"nclx".to_vec();
    colr.extend([0, 5, 0, 5, 0, 5, 0]);
    for (signal, colour_box) in [(None, None), (Some(bt_601), None), (None, Some(colr))] {
        let said = (signal, colour_box);
        let old = super::mux::mp4(&pictures(&[true, false]), 40_000, &said).unwrap();
        let recipe = recipe(&instance(H264, &[old], 2)).unwrap();
        let mut coded = pictures(&[true, false]);
        coded[0].0 = annexb(&[&encoder_says, PPS, &idr(1)]);
        let new = Video::of_stream(reencode::written(&recipe, &coded).unwrap()).unwrap();
        assert_eq!(new.colours(), said);
    }
}

fn stated(header: &DataSet) -> Vec<(dicom_core::Tag, String)> {
    let instance = instance(H264, &[bare(&pictures(&[true, false]))], 2);
    let recipe = recipe(&instance).unwrap();
    let new = Reencoded {
        stream: reencode::written(&recipe, &pictures(&[true, false])).unwrap(),
        size_before: 4608,
    };
    let redacted = reencode::redacted(&instance, header, new).unwrap();
    assert_eq!(redacted.transfer_syntax.uid, H264);
    let RedactedPixels::Encapsulated { frames } = &redacted.pixels else {
        panic!("not encapsulated")
    };
    assert!(matches!(&frames[..], [parts] if matches!(&parts[..], [Part::Bytes(_)])));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    let attributes = redacted.attributes.iter();
    attributes
        .map(|(tag, _, bytes)| (*tag, text(bytes)))
        .collect()
}

#[test]
fn the_loss_is_told_behind_the_one_before() {
    let find = |stated: &[(dicom_core::Tag, String)], tag| {
        stated.iter().find(|row| row.0 == tag).unwrap().1.clone()
    };
    let mut header = DataSet::new_empty();
    header.put_ascii(tags::IMAGE_TYPE, VR::CS, "ORIGINAL\\PRIMARY\\ENDO");
    header.put_ascii(tags::LOSSY_IMAGE_COMPRESSION_RATIO, VR::DS, "40.5");
    header.put_ascii(tags::LOSSY_IMAGE_COMPRESSION_METHOD, VR::CS, "ISO_10918_1");
    header.put_ascii(
        tags::DERIVATION_DESCRIPTION,
        VR::ST,
        "pixels blanked by Darkroom",
    );
    let said = stated(&header);
    assert_eq!(find(&said, tags::IMAGE_TYPE), "DERIVED\\PRIMARY\\ENDO");
    assert_eq!(find(&said, tags::LOSSY_IMAGE_COMPRESSION), "01");
    let ratio = find(&said, tags::LOSSY_IMAGE_COMPRESSION_RATIO);
    assert!(ratio.starts_with("40.5\\") && ratio.len() > 6, "{ratio}");
    let methods = find(&said, tags::LOSSY_IMAGE_COMPRESSION_METHOD);
    assert_eq!(methods, "ISO_10918_1\\ISO_14496_10");
    assert_eq!(
        find(&said, tags::DERIVATION_DESCRIPTION),
        "pixels blanked by Darkroom; compressed again as H.264 by Darkroom"
    );
    let said = stated(&DataSet::new_empty());
    let ratio = find(&said, tags::LOSSY_IMAGE_COMPRESSION_RATIO);
    assert!(ratio.starts_with("100.00\\"), "{ratio}");
    let methods = find(&said, tags::LOSSY_IMAGE_COMPRESSION_METHOD);
    assert_eq!(methods, "ISO_14496_10\\ISO_14496_10");
}

#[test]
fn a_pixel_element_without_fragments_is_no_video() {
    let mut native = instance(H264, &[bare(&pictures(&[true]))], 1);
    if let Some(pixels) = &mut native.pixels {
        pixels.layout = PixelLayout::Native { range: 0..4 };
    }
    assert_eq!(Video::of(&native).err(), Some(VideoError::NoVideo));
    native.pixels = None;
    assert_eq!(Video::of(&native).err(), Some(VideoError::NoVideo));
}

proptest! {
    #[test]
    fn no_stream_leads_astray(
        which in 0_usize..3,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..16),
        end in any::<prop::sample::Index>(),
    ) {
        let pictures = pictures(&[true, false, true]);
        let units: Vec<_> = pictures.iter().map(|(bytes, _)| bytes.clone()).collect();
        let mut stream = match which {
            0 => bare(&pictures),
            1 => transport_stream(&units, 0x1B),
            _ => mux::mp4(&pictures, 40_000, &(Signal::of(SPS_320_240), None)).unwrap(),
        };
        for (place, byte) in changes {
            let place = place.index(stream.len());
            stream[place] = byte;
        }
        stream.truncate(end.index(stream.len()) + 1);
        if let Ok(video) = Video::of_stream(stream) {
            for index in 0..video.pictures() {
                prop_assert!(video.unit(index).is_some());
            }
            prop_assert!(video.unit(video.pictures()).is_none());
            drop(video.codec());
        }
    }
}
