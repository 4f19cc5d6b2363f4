//! The bytes of a DICOMDIR (PS3.3 F.3, F.5; explicit VR little endian, as PS3.10 8.6 demands).
//!
//! A record refers to the next of its kind and to the first below it by the place of that item's tag, counted from the
//! file's first byte (F.3.2.2). Those places are known once all records are there, and so are written into them then.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::{tags, uids};
use sha2::{Digest as _, Sha256};

use super::{DicomDir, FILE_SET, Instance};
use crate::dicom::MemorySource;
use crate::dicom::{self, DataSet, DataSetExt, Part, PixelsOut, TransferSyntax};
use crate::standard::record_type::{PATIENT, SERIES, STUDY};

/// Bytes of a file's head before the value of a place in a record: item tag and length, then the head of the element.
const NEXT_AT: usize = 8 + 8;
/// The same for the place of what is below: behind the place of the next, and the flag.
const BELOW_AT: usize = NEXT_AT + 4 + 10 + 8;

/// Records in the order in which they stand in the file, with what refers to them.
struct Records {
    /// Of the sequence's items, without its head.
    bytes: Vec<u8>,
    /// Where in `bytes` a place is to be written, and the place, counted from the first item.
    links: Vec<(usize, usize)>,
}

pub(super) fn file(directory: &DicomDir) -> Option<Vec<u8>> {
    let mut records = Records {
        bytes: Vec::new(),
        links: Vec::new(),
    };
    let last = records.directory(directory)?;
    let Records { mut bytes, links } = records;
    // As long with any places as with the right ones.
    let head = head(&bytes, (0, 0))?;
    let start = head.len();
    let place = |at: usize| u32::try_from(start.checked_add(at)?).ok();
    for (at, of) in links {
        let value = place(of)?.to_le_bytes();
        bytes
            .get_mut(at..at.checked_add(4)?)?
            .copy_from_slice(&value);
    }
    let mut file = self::head(&bytes, (place(0)?, place(last)?))?;
    file.append(&mut bytes);
    Some(file)
}

impl Records {
    /// All of it; where the last patient's record begins.
    fn directory(&mut self, directory: &DicomDir) -> Option<usize> {
        let mut patient = None;
        for of in directory.patients.values() {
            patient = Some(self.record(PATIENT.term, &of.keys, None, patient)?);
            let mut study = None;
            for of in of.studies.values() {
                study = Some(self.below(patient, study, STUDY.term, &of.keys)?);
                let mut series = None;
                for of in of.series.values() {
                    series = Some(self.below(study, series, SERIES.term, &of.keys)?);
                    let mut before = None;
                    for ((_, path), instance) in &of.instances {
                        let made = self.instance(path, instance, before)?;
                        self.first_below(series, before, made);
                        before = Some(made);
                    }
                }
            }
        }
        patient
    }

    /// A record below another, the first there if there is none before it.
    fn below(
        &mut self,
        above: Option<usize>,
        before: Option<usize>,
        term: &str,
        keys: &[u8],
    ) -> Option<usize> {
        let made = self.record(term, keys, None, before)?;
        self.first_below(above, before, made);
        Some(made)
    }

    fn first_below(&mut self, above: Option<usize>, before: Option<usize>, made: usize) {
        if let (Some(above), None) = (above, before) {
            self.links.push((above.saturating_add(BELOW_AT), made));
        }
    }

    fn instance(
        &mut self,
        path: &str,
        instance: &Instance,
        before: Option<usize>,
    ) -> Option<usize> {
        let mut refers = DataSet::new_empty();
        let record = &instance.record;
        for (tag, vr, value) in [
            (
                tags::REFERENCED_FILE_ID,
                VR::CS,
                path.replace('/', "\\").as_str(),
            ),
            (
                tags::REFERENCED_SOP_CLASS_UID_IN_FILE,
                VR::UI,
                &record.sop_class_uid,
            ),
            (
                tags::REFERENCED_SOP_INSTANCE_UID_IN_FILE,
                VR::UI,
                &instance.sop_instance_uid,
            ),
            (
                tags::REFERENCED_TRANSFER_SYNTAX_UID_IN_FILE,
                VR::UI,
                &record.transfer_syntax_uid,
            ),
        ] {
            refers.put_raw(tag, vr, value.as_bytes());
        }
        let refers = dicom::encoded(&refers).ok()?;
        self.record(instance.term, &record.instance, Some(&refers), before)
    }

    /// One record, to which the one before it refers; where it begins.
    fn record(
        &mut self,
        term: &str,
        keys: &[u8],
        refers: Option<&[u8]>,
        before: Option<usize>,
    ) -> Option<usize> {
        let mut own = DataSet::new_empty();
        let nowhere = [0; 4];
        own.put_raw(tags::OFFSET_OF_THE_NEXT_DIRECTORY_RECORD, VR::UL, nowhere);
        own.put_raw(tags::RECORD_IN_USE_FLAG, VR::US, [0xFF, 0xFF]);
        own.put_raw(
            tags::OFFSET_OF_REFERENCED_LOWER_LEVEL_DIRECTORY_ENTITY,
            VR::UL,
            nowhere,
        );
        own.put_ascii(tags::DIRECTORY_RECORD_TYPE, VR::CS, term);
        let own = dicom::encoded(&own).ok()?;
        let refers = refers.unwrap_or_default();
        let length = own
            .len()
            .checked_add(refers.len())?
            .checked_add(keys.len())?;
        let start = self.bytes.len();
        put_tag(&mut self.bytes, crate::standard::tags::ITEM);
        let length = u32::try_from(length).ok()?.to_le_bytes();
        for bytes in [&length[..], &own, refers, keys] {
            self.bytes.extend_from_slice(bytes);
        }
        if let Some(before) = before {
            self.links.push((before.checked_add(NEXT_AT)?, start));
        }
        Some(start)
    }
}

/// The file up to the first item: meta information, and what the file-set is.
fn head(items: &[u8], (first, last): (u32, u32)) -> Option<Vec<u8>> {
    let mut data_set = DataSet::new_empty();
    data_set.put_ascii(
        tags::SOP_CLASS_UID,
        VR::UI,
        uids::MEDIA_STORAGE_DIRECTORY_STORAGE,
    );
    data_set.put_ascii(tags::SOP_INSTANCE_UID, VR::UI, &uid(items));
    let meta = dicom::write(
        &data_set,
        &TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN),
        PixelsOut::None,
        &MemorySource::new(Vec::new()),
    );
    let mut file = match meta.ok()?.into_iter().next()? {
        Part::Bytes(bytes) => bytes,
        _ => return None,
    };
    // The two UIDs stand in the meta information alone (F.3.2.1).
    let written = dicom::encoded(&data_set).ok()?;
    file.truncate(file.len().checked_sub(written.len())?);
    let mut set = DataSet::new_empty();
    set.put_ascii(tags::FILE_SET_ID, VR::CS, FILE_SET);
    for (tag, place) in [
        (
            tags::OFFSET_OF_THE_FIRST_DIRECTORY_RECORD_OF_THE_ROOT_DIRECTORY_ENTITY,
            first,
        ),
        (
            tags::OFFSET_OF_THE_LAST_DIRECTORY_RECORD_OF_THE_ROOT_DIRECTORY_ENTITY,
            last,
        ),
    ] {
        set.put_raw(tag, VR::UL, place.to_le_bytes());
    }
    set.put_raw(tags::FILE_SET_CONSISTENCY_FLAG, VR::US, [0, 0]);
    file.extend_from_slice(&dicom::encoded(&set).ok()?);
    put_tag(&mut file, tags::DIRECTORY_RECORD_SEQUENCE);
    file.extend_from_slice(b"SQ\0\0");
    let length = u32::try_from(items.len()).ok()?;
    file.extend_from_slice(&length.to_le_bytes());
    Some(file)
}

fn put_tag(bytes: &mut Vec<u8>, tag: Tag) {
    bytes.extend_from_slice(&tag.group().to_le_bytes());
    bytes.extend_from_slice(&tag.element().to_le_bytes());
}

/// The file's own UID (PS3.5 B.2), always as long: of what it lists.
fn uid(items: &[u8]) -> String {
    const SHORTEST: u128 = 10_u128.pow(38);
    let hash = Sha256::digest(items);
    let number = hash
        .iter()
        .take(16)
        .fold(0_u128, |number, &byte| number << 8 | u128::from(byte));
    // Thirty-nine digits, whatever the hash.
    format!("2.25.{}", SHORTEST + number % SHORTEST)
}
