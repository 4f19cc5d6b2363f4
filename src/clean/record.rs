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
            (Some(element), _) if *vr == VR::SQ => drop(record.put(element.clone())),
            (Some(element), _) if cleaned.bytes(*tag).is_some() => {
                record.put(element.clone());
            }
            (_, Absent::Omitted) => {}
            (_, Absent::Empty) if *vr == VR::SQ => record.put_items(*tag, Vec::new()),
            (_, Absent::Empty) => record.put_raw(*tag, *vr, []),
            (_, Absent::Instead(value)) => record.put_ascii(*tag, *vr, value),
        }
    }
    record
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
