//! Which study and series an instance belongs to, and where its file goes.
//!
//! In come what the original says of study and series, and where it lay if it says nothing; out come the UIDs that it
//! has, or those that are made for it. Of the cleaned header and of what the original holds comes a [`Filing`]: what a
//! path may be made of.

use dicom_dictionary_std::tags;
use serde::{Deserialize, Serialize};

use super::record::Record;
use crate::deid::{Policy, ProfileOption};
use crate::dicom::{DataSet, DataSetExt, Digest};

/// What an original says of its study and series, as text, empty where absent, and what stands in where it says
/// nothing.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    /// Study Instance UID (0020,000D).
    pub study_instance_uid: &'a str,
    /// Series Instance UID (0020,000E).
    pub series_instance_uid: &'a str,
    /// The patient's case name.
    pub case: &'a str,
    /// Study Date (0008,0020), as it stands.
    pub study_date: &'a str,
    /// Modality (0008,0060), in any case.
    pub modality: &'a str,
    /// Series Number (0020,0011); `None` where absent.
    pub series_number: Option<i64>,
    /// The folder in the drop.
    pub folder: &'a str,
}

/// The study and the series of an instance: what their new UIDs are made of.
pub(crate) struct Home {
    /// The original Study Instance UID, or a text that is the same for what belongs together.
    pub study: String,
    /// The same for the series.
    pub series: String,
}

impl Home {
    /// By the UIDs, where there are any. Files without them of one patient, folder and date get the same study, and
    /// those of one modality and number among them the same series.
    pub fn of(facts: &Facts<'_>) -> Self {
        let Facts {
            study_instance_uid,
            series_instance_uid,
            case,
            study_date,
            modality,
            series_number,
            folder,
        } = *facts;
        let study = match study_instance_uid.is_empty() {
            true => format!("no Study Instance UID {case} {study_date:?} {folder:?}"),
            false => study_instance_uid.to_owned(),
        };
        let series = match series_instance_uid.is_empty() {
            true => {
                let modality = modality.to_ascii_uppercase();
                format!("no Series Instance UID {modality:?} {series_number:?} {folder:?} {study}")
            }
            false => series_instance_uid.to_owned(),
        };
        Self { study, series }
    }
}

/// What says where a file goes: its cleaned header, and which file it was.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filing {
    /// Study Instance UID (0020,000D) of the cleaned header; never empty, as neither of the next two is.
    pub study_instance_uid: String,
    /// Series Instance UID (0020,000E).
    pub series_instance_uid: String,
    /// SOP Instance UID (0008,0018).
    pub sop_instance_uid: String,
    /// The moved Study Date, `YYYYMMDD`. None where dates stay as they were: a folder's name shows the day of a real
    /// examination to everybody who sees the drive, also where nobody opens a file.
    pub study_date: Option<String>,
    /// Modality (0008,0060) in capitals; empty where absent.
    pub modality: String,
    /// Series Number (0020,0011); `None` where absent, negative or of more than four digits.
    pub series_number: Option<u16>,
    /// Instance Number (0020,0013); `None` likewise.
    pub instance_number: Option<u16>,
    /// Of all that the original holds: see [`crate::dicom::content()`]. Two files may share a UID.
    pub content: Digest,
    /// What a DICOMDIR says of it; nothing where no record of one refers to its SOP class.
    pub record: Option<Box<Record>>,
}

/// No number of more digits goes into a path: it could be a patient's.
const LARGEST: u16 = 9_999;

impl Filing {
    /// Of a header that is about to leave, and of what the original holds; `None` if it lacks any of the UIDs.
    pub fn of(cleaned: &DataSet, content: Digest, policy: &Policy) -> Option<Self> {
        let text = |tag| cleaned.text(tag).filter(|text| !text.is_empty());
        let number = |tag| {
            let number = u16::try_from(cleaned.integer(tag)?).ok()?;
            (number <= LARGEST).then_some(number)
        };
        let is_day = |date: &String| date.len() == 8 && date.bytes().all(|it| it.is_ascii_digit());
        let are_moved = policy.has(ProfileOption::ModifiedDates);
        Some(Self {
            study_instance_uid: text(tags::STUDY_INSTANCE_UID)?,
            series_instance_uid: text(tags::SERIES_INSTANCE_UID)?,
            sop_instance_uid: text(tags::SOP_INSTANCE_UID)?,
            study_date: text(tags::STUDY_DATE).filter(|date| are_moved && is_day(date)),
            modality: text(tags::MODALITY)
                .unwrap_or_default()
                .to_ascii_uppercase(),
            series_number: number(tags::SERIES_NUMBER),
            instance_number: number(tags::INSTANCE_NUMBER),
            content,
            record: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::Preset;
    use dicom_core::VR;

    fn cleaned() -> DataSet {
        let mut header = DataSet::new_empty();
        for (tag, vr, value) in [
            (tags::STUDY_DATE, VR::DA, "20231104"),
            (tags::MODALITY, VR::CS, "CT"),
            (tags::SOP_INSTANCE_UID, VR::UI, "2.25.1"),
            (tags::STUDY_INSTANCE_UID, VR::UI, "2.25.2"),
            (tags::SERIES_INSTANCE_UID, VR::UI, "2.25.3"),
            (tags::SERIES_NUMBER, VR::IS, "2"),
            (tags::INSTANCE_NUMBER, VR::IS, "9999"),
        ] {
            header.put_ascii(tag, vr, value);
        }
        header
    }

    fn filing(header: &DataSet) -> Filing {
        Filing::of(header, [0; 32], &Preset::Teaching.into()).unwrap()
    }

    #[test]
    fn a_path_is_told_a_date_only_where_dates_are_moved() {
        let date = |policy: Policy| Filing::of(&cleaned(), [0; 32], &policy).unwrap().study_date;
        let moved = Some("20231104".to_owned());
        assert_eq!(date(Preset::Teaching.into()), moved);
        assert_eq!(date(Preset::Research.into()), moved);
        assert_eq!(date(Preset::Strict.into()), None);
        let full = Policy::with([ProfileOption::FullDates]).unwrap();
        assert_eq!(date(full), None);
        for odd in ["", "2023", "20231104-", "20231104\\20231105", "2023.11.04"] {
            let mut header = cleaned();
            header.put_ascii(tags::STUDY_DATE, VR::DA, odd);
            assert_eq!(filing(&header).study_date, None, "{odd}");
        }
    }

    #[test]
    fn numbers_that_could_be_a_patients_are_left_out() {
        let both = |value: &str| {
            let mut header = cleaned();
            header.put_ascii(tags::SERIES_NUMBER, VR::IS, value);
            header.put_ascii(tags::INSTANCE_NUMBER, VR::IS, value);
            let filing = filing(&header);
            assert_eq!(filing.series_number, filing.instance_number);
            filing.series_number
        };
        for (value, expected) in [
            ("0", Some(0)),
            ("9999", Some(9999)),
            ("10000", None),
            ("-1", None),
            ("4857773456", None),
            ("", None),
            ("Smith", None),
        ] {
            assert_eq!(both(value), expected, "{value}");
        }
    }

    #[test]
    fn a_header_without_uids_has_no_place() {
        for tag in [
            tags::SOP_INSTANCE_UID,
            tags::STUDY_INSTANCE_UID,
            tags::SERIES_INSTANCE_UID,
        ] {
            let mut header = cleaned();
            header.put_ascii(tag, VR::UI, "");
            assert_eq!(Filing::of(&header, [0; 32], &Preset::Strict.into()), None);
        }
    }
}
