//! What a DICOMDIR repeats of a cleaned header, encoded as it will stand there.
//!
//! In comes the header that is about to leave, and no other; out come the keys of its four directory records. Never: a
//! value that is not in that header, but for those that say that there is none (see [`crate::standard::record_type`]).

use dicom_core::VR;
use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use crate::dicom::{self, DataSet, DataSetExt};
use crate::standard::record_type::{self, Absent, Key, PATIENT, SERIES, STUDY};

/// The keys of an instance's directory records, in explicit VR little endian.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Record {
    /// SOP Class UID (0008,0016).
    pub sop_class_uid: String,
    /// The transfer syntax that the file is written in.
    pub transfer_syntax_uid: String,
    /// Of the PATIENT record.
    pub patient: Vec<u8>,
    /// Of the STUDY record.
    pub study: Vec<u8>,
    /// Of the SERIES record.
    pub series: Vec<u8>,
    /// Of the instance's own record.
    pub instance: Vec<u8>,
}

impl Record {
    /// Of a header that is about to leave; `None` where no directory record refers to its SOP class.
    pub fn of(cleaned: &DataSet, transfer_syntax_uid: &str) -> Option<Self> {
        let sop_class_uid = cleaned.text(tags::SOP_CLASS_UID)?;
        let own = record_type::of(&sop_class_uid)?;
        let keys = |keys: &[Key]| dicom::encoded(&repeated(cleaned, keys)).ok();
        Some(Self {
            transfer_syntax_uid: transfer_syntax_uid.to_owned(),
            patient: keys(PATIENT.keys)?,
            study: keys(STUDY.keys)?,
            series: keys(SERIES.keys)?,
            instance: keys(own.keys)?,
            sop_class_uid,
        })
    }
}

fn repeated(cleaned: &DataSet, keys: &[Key]) -> DataSet {
    let mut record = DataSet::new_empty();
    for Key { tag, vr, absent } in keys {
        match (cleaned.get(*tag), absent) {
            (Some(_), _) if *tag == tags::CONTENT_SEQUENCE => put_modifiers(cleaned, &mut record),
            (None, _) if *tag == tags::VERIFICATION_DATE_TIME => {
                put_last_verified(cleaned, &mut record)
            }
            (Some(element), _) if *vr == VR::SQ => drop(record.put(element.clone())),
            (Some(element), _) if cleaned.bytes(*tag).is_some() => {
                let bytes = cleaned.bytes(*tag).unwrap_or_default();
                record.put_raw(*tag, element.vr(), well_formed(element.vr(), bytes));
            }
            (_, Absent::Omitted) => {}
            (_, Absent::Empty) if *vr == VR::SQ => record.put_items(*tag, Vec::new()),
            (_, Absent::Empty) => record.put_raw(*tag, *vr, []),
            (_, Absent::Instead(value)) => record.put_ascii(*tag, *vr, value),
        }
    }
    record
}

/// A day, a time or a number as PS3.5 6.2 has it, where the header has an older form (`2004.03.31`, `09:39:00`) or
/// zeros behind a number; anything else as it is.
fn well_formed(vr: VR, bytes: &[u8]) -> Vec<u8> {
    let stray: &[u8] = match vr {
        VR::DA => b".-\0",
        VR::TM => b":\0",
        VR::IS | VR::CS | VR::SH | VR::LO | VR::DT => b"\0",
        _ => return bytes.to_vec(),
    };
    let kept = bytes.iter().filter(|byte| !stray.contains(byte));
    kept.copied().collect()
}

/// When a report was last verified, which it says of each who verified it (C.17.2).
fn put_last_verified(cleaned: &DataSet, record: &mut DataSet) {
    let observers = cleaned.nested(tags::VERIFYING_OBSERVER_SEQUENCE).iter();
    let times = observers.filter_map(|observer| observer.text(tags::VERIFICATION_DATE_TIME));
    if let Some(last) = times.filter(|time| time.is_ascii()).max() {
        record.put_ascii(tags::VERIFICATION_DATE_TIME, VR::DT, &last);
    }
}

/// Of a report only what says more exactly what its title says (PS3.3 F.5.25, F.5.26); nothing if there is none.
fn put_modifiers(cleaned: &DataSet, record: &mut DataSet) {
    let items = cleaned.nested(tags::CONTENT_SEQUENCE).iter();
    let modifiers = items.filter(|item| {
        let relationship = item.text(tags::RELATIONSHIP_TYPE);
        relationship.as_deref() == Some("HAS CONCEPT MOD")
    });
    let modifiers: Vec<DataSet> = modifiers.cloned().collect();
    if !modifiers.is_empty() {
        record.put_items(tags::CONTENT_SEQUENCE, modifiers);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_dictionary_std::uids;

    fn read(bytes: &[u8], tag: dicom_core::Tag) -> Option<Vec<u8>> {
        let mark = [tag.group().to_le_bytes(), tag.element().to_le_bytes()].concat();
        let at = bytes.windows(4).position(|window| window == mark)?;
        let length = usize::from(u16::from_le_bytes([bytes[at + 6], bytes[at + 7]]));
        Some(bytes[at + 8..at + 8 + length].to_vec())
    }

    #[test]
    fn days_times_and_numbers_of_older_forms_are_put_right() {
        let mut header = DataSet::new_empty();
        for (tag, vr, value) in [
            (tags::SOP_CLASS_UID, VR::UI, uids::CT_IMAGE_STORAGE),
            (tags::STUDY_DATE, VR::DA, "2004.03.31"),
            (tags::STUDY_TIME, VR::TM, "09:39:00"),
            (tags::INSTANCE_NUMBER, VR::IS, "7\0"),
        ] {
            header.put_ascii(tag, vr, value);
        }
        let record = Record::of(&header, "1.2").unwrap();
        let day = read(&record.study, tags::STUDY_DATE);
        assert_eq!(day.as_deref(), Some(&b"20040331"[..]));
        let time = read(&record.study, tags::STUDY_TIME);
        assert_eq!(time.as_deref(), Some(&b"093900"[..]));
        let number = read(&record.instance, tags::INSTANCE_NUMBER);
        assert_eq!(number.as_deref(), Some(&b"7 "[..]));
    }

    #[test]
    fn of_a_report_only_what_modifies_its_title_is_repeated() {
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::SOP_CLASS_UID, VR::UI, uids::BASIC_TEXT_SR_STORAGE);
        let item = |relationship: &str, text: &str| {
            let mut item = DataSet::new_empty();
            item.put_ascii(tags::RELATIONSHIP_TYPE, VR::CS, relationship);
            item.put_ascii(tags::TEXT_VALUE, VR::UT, text);
            item
        };
        let content = vec![
            item("HAS CONCEPT MOD", "modifier"),
            item("CONTAINS", "finding"),
        ];
        header.put_items(tags::CONTENT_SEQUENCE, content);
        let mut observer = DataSet::new_empty();
        observer.put_ascii(tags::VERIFICATION_DATE_TIME, VR::DT, "20231104120000");
        header.put_items(tags::VERIFYING_OBSERVER_SEQUENCE, vec![observer]);
        let record = Record::of(&header, "1.2").unwrap();
        let holds = |text: &[u8]| record.instance.windows(text.len()).any(|it| it == text);
        assert!(holds(b"modifier") && !holds(b"finding"));
        assert!(holds(b"20231104120000"));
    }

    #[test]
    fn what_no_record_type_refers_to_has_none() {
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::SOP_CLASS_UID, VR::UI, uids::ENCAPSULATED_PDF_STORAGE);
        assert_eq!(Record::of(&header, "1.2"), None);
    }
}
