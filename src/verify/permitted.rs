//! Identifiers that stay by permission: accepted as they were, in the attribute they were in, and nowhere else.

use dicom_core::Tag;

use super::Kept;
use crate::dicom::DataSet;
use crate::dicom::dataset::{Element, raw_bytes};

pub const PATIENT_ID: Tag = Tag(0x0010, 0x0020);
const ACCESSION_NUMBER: Tag = Tag(0x0008, 0x0050);

/// Sequences whose items tell of the requests that this study answers, each with its own accession number.
const REQUESTS: [Tag; 2] = [Tag(0x0040, 0x0275), Tag(0x0040, 0xA370)];

/// The identifiers that stay, as the original's top level has them.
pub struct Permitted(Vec<(Tag, Option<Vec<u8>>)>);

impl Permitted {
    pub fn of(original: Option<&DataSet>, kept: &Kept) -> Self {
        let kept = [
            (kept.patient_id, PATIENT_ID),
            (kept.accession_number, ACCESSION_NUMBER),
        ];
        let top = |tag| {
            let element = original?.get(tag)?;
            value(element).map(<[u8]>::to_vec)
        };
        Self(
            kept.into_iter()
                .filter(|(is_kept, _)| *is_kept)
                .map(|(_, tag)| (tag, top(tag)))
                .collect(),
        )
    }

    /// Whether this attribute may say what it says; `before` stood at its place, `parent` is the sequence around it.
    pub fn allows(&self, parent: Option<Tag>, before: Option<&Element>, element: &Element) -> bool {
        let tag = element.header().tag;
        let Some((_, top)) = self.0.iter().find(|(permitted, _)| *permitted == tag) else {
            return false;
        };
        let now = value(element);
        let is_same_thing = parent.is_none()
            || now == top.as_deref()
            || (tag == ACCESSION_NUMBER && parent.is_some_and(|parent| REQUESTS.contains(&parent)));
        now.is_some() && now == before.and_then(value) && is_same_thing
    }
}

/// All values, the padding at their end trimmed; none if they say nothing.
fn value(element: &Element) -> Option<&[u8]> {
    let bytes = raw_bytes(element)?;
    let end = bytes.iter().rposition(|byte| !matches!(byte, b' ' | 0))?;
    bytes.get(..=end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::DataSetExt;
    use dicom_core::VR;

    #[test]
    fn an_identifier_may_stay_where_it_was_and_only_as_it_was() {
        let mut original = DataSet::new_empty();
        original.put_ascii(PATIENT_ID, VR::LO, "RXH123");
        original.put_ascii(ACCESSION_NUMBER, VR::SH, "ACC9");
        let kept = Kept {
            patient_id: true,
            ..Kept::default()
        };
        let permitted = Permitted::of(Some(&original), &kept);
        let (id, accession) = (original.get(PATIENT_ID), original.get(ACCESSION_NUMBER));
        assert!(permitted.allows(None, id, id.unwrap()));
        assert!(!permitted.allows(None, None, id.unwrap()));
        assert!(!permitted.allows(None, accession, accession.unwrap()));

        let mut other = DataSet::new_empty();
        other.put_ascii(PATIENT_ID, VR::LO, "RXH777");
        let other = other.get(PATIENT_ID);
        assert!(!permitted.allows(None, id, other.unwrap()));
        // Another ID at another place stays nobody's.
        assert!(!permitted.allows(Some(Tag(0x0010, 0x1002)), other, other.unwrap()));
        let nothing = Permitted::of(Some(&original), &Kept::default());
        assert!(!nothing.allows(None, id, id.unwrap()));
    }
}
