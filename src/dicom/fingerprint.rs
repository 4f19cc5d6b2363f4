//! What a header says, in 32 bytes: a file that is read again is known by them to say what it said the first time. And
//! what a whole file says, whatever stands around it: two files of one UID are known by that to be two.

use dicom_core::Tag;
use sha2::{Digest as _, Sha256};

use super::dataset::{DataSet, raw_bytes};
use super::digest::Digest;
use super::instance::{Instance, PixelLayout};
use super::source::SourceError;

/// Of everything that a reader makes of a file but its pixel bytes; of these, how many there are and where.
pub fn fingerprint(instance: &Instance) -> Digest {
    let mut hash = Sha256::new();
    text(&mut hash, &instance.transfer_syntax.uid);
    data_set(&mut hash, &instance.data_set);
    number(&mut hash, instance.body.len());
    if let Some(pixels) = &instance.pixels {
        tag(&mut hash, pixels.tag);
        match &pixels.layout {
            PixelLayout::Native { range } => {
                number(&mut hash, range.start);
                number(&mut hash, range.end);
            }
            PixelLayout::Encapsulated {
                items, fragments, ..
            } => {
                number(&mut hash, items.start);
                number(&mut hash, items.end);
                for fragment in fragments {
                    number(&mut hash, fragment.start);
                    number(&mut hash, fragment.end);
                }
            }
        }
    }
    hash.finalize().into()
}

/// Bytes that are read at a time, however many there are.
const RUN: u64 = 1 << 20;

/// Of the header and the pixel bytes, these by their checksum: it has to tell pictures of one UID and header apart, and
/// to be quick.
pub fn content(instance: &Instance) -> Result<Digest, SourceError> {
    let mut hash = Sha256::new();
    text(&mut hash, &instance.transfer_syntax.uid);
    data_set(&mut hash, &instance.data_set);
    if let Some(pixels) = &instance.pixels {
        tag(&mut hash, pixels.tag);
        let (mut at, end) = match &pixels.layout {
            PixelLayout::Native { range } => (range.start, range.end),
            PixelLayout::Encapsulated { items, .. } => (items.start, items.end),
        };
        number(&mut hash, end.saturating_sub(at));
        let mut sum = crc32fast::Hasher::new();
        while at < end {
            let next = end.min(at.saturating_add(RUN));
            sum.update(&instance.body.read(at..next)?);
            at = next;
        }
        number(&mut hash, sum.finalize().into());
    }
    Ok(hash.finalize().into())
}

/// Every length goes before what it is of, so that no two headers come to the same bytes.
fn data_set(hash: &mut Sha256, data_set: &DataSet) {
    let elements: Vec<_> = data_set.iter().collect();
    number(hash, elements.len() as u64);
    for element in elements {
        tag(hash, element.header().tag);
        hash.update(element.vr().to_string());
        match element.items() {
            Some(items) => {
                number(hash, items.len() as u64);
                items.iter().for_each(|item| self::data_set(hash, item));
            }
            None => {
                let bytes = raw_bytes(element).unwrap_or_default();
                number(hash, bytes.len() as u64);
                hash.update(bytes);
            }
        }
    }
}

fn text(hash: &mut Sha256, text: &str) {
    number(hash, text.len() as u64);
    hash.update(text);
}

fn number(hash: &mut Sha256, number: u64) {
    hash.update(number.to_le_bytes());
}

fn tag(hash: &mut Sha256, Tag(group, element): Tag) {
    hash.update(group.to_le_bytes());
    hash.update(element.to_le_bytes());
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use super::*;
    use crate::dicom::{DataSetExt, MemorySource, PixelBytes, TransferSyntax};
    use dicom_core::VR;
    use dicom_dictionary_std::tags;

    fn instance() -> Instance {
        let mut data_set = DataSet::new_empty();
        data_set.put_ascii(tags::PATIENT_ID, VR::LO, "1");
        Instance {
            transfer_syntax: TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN),
            data_set,
            pixels: Some(PixelBytes {
                tag: tags::PIXEL_DATA,
                vr: VR::OW,
                big_endian: false,
                layout: PixelLayout::Native { range: 0..2 },
            }),
            flaws: Vec::new(),
            body: Rc::new(MemorySource::new([0, 0])),
            body_is_original: true,
        }
    }

    #[test]
    fn whatever_a_file_holds_tells_and_where_it_stands_does_not() {
        let of = |bytes: &[u8], range: std::ops::Range<u64>| {
            let mut instance = instance();
            instance.body = Rc::new(MemorySource::new(bytes));
            if let Some(pixels) = &mut instance.pixels {
                pixels.layout = PixelLayout::Native { range };
            }
            content(&instance).unwrap()
        };
        let as_it_was = of(&[1, 2], 0..2);
        assert_eq!(as_it_was, of(&[0, 0, 1, 2], 2..4));
        assert_ne!(as_it_was, of(&[2, 1], 0..2));
        let long = vec![7; RUN as usize + 2];
        let mut other = long.clone();
        *other.last_mut().unwrap() = 8;
        let all = 0..long.len() as u64;
        assert_ne!(of(&long, all.clone()), of(&other, all));
        let mut renamed = instance();
        renamed.data_set.put_ascii(tags::PATIENT_ID, VR::LO, "2");
        assert_ne!(content(&renamed).unwrap(), content(&instance()).unwrap());
    }

    #[test]
    fn whatever_a_header_says_otherwise_tells() {
        let as_it_was = instance();
        assert_eq!(fingerprint(&as_it_was), fingerprint(&instance()));
        let nested = |name: &str| {
            let mut item = DataSet::new_empty();
            item.put_ascii(tags::PATIENT_NAME, VR::PN, name);
            vec![item]
        };
        let changes: [&dyn Fn(&mut Instance); 6] = [
            &|it| it.data_set.put_ascii(tags::PATIENT_ID, VR::LO, "2"),
            &|it| it.data_set.put_ascii(tags::PATIENT_ID, VR::SH, ""),
            &|it| {
                it.data_set
                    .put_items(tags::OTHER_PATIENT_I_DS_SEQUENCE, nested("A"))
            },
            &|it| {
                it.data_set
                    .put_items(tags::OTHER_PATIENT_I_DS_SEQUENCE, nested("B"))
            },
            &|it| it.pixels = None,
            &|it| {
                if let Some(pixels) = &mut it.pixels {
                    pixels.layout = PixelLayout::Native { range: 0..1 };
                }
            },
        ];
        let mut seen = vec![fingerprint(&as_it_was)];
        for change in changes {
            let mut other = as_it_was.clone();
            change(&mut other);
            seen.push(fingerprint(&other));
        }
        let all = seen.len();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), all);
    }
}
