//! Identifiers that stay by permission: accepted as they were, in the attribute they were in, and nowhere else.
//!
//! Where the original of a file is not known, what any original says in that attribute is accepted there.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::Kept;
use super::needles::Needles;
use crate::dicom::DataSet;
use crate::dicom::dataset::{Element, raw_bytes};

/// Attributes that may stay by permission.
pub const MAY_STAY: [Tag; 2] = [tags::PATIENT_ID, tags::ACCESSION_NUMBER];

/// Sequences whose items tell of the requests that this study answers, each with its own accession number.
const REQUESTS: [Tag; 2] = [
    tags::REQUEST_ATTRIBUTES_SEQUENCE,
    tags::REFERENCED_REQUEST_SEQUENCE,
];

/// The identifiers that stay.
pub struct Permitted<'a> {
    /// As the original's top level has them.
    top: Vec<(Tag, Option<Vec<u8>>)>,
    /// What all originals say, where this one's is not known.
    of_all: Option<&'a Needles>,
}

impl<'a> Permitted<'a> {
    pub fn of(original: Option<&DataSet>, kept: &Kept, needles: &'a Needles) -> Self {
        let kept = [
            (kept.patient_id, tags::PATIENT_ID),
            (kept.accession_number, tags::ACCESSION_NUMBER),
        ];
        let top = |tag| {
            let element = original?.get(tag)?;
            value(element).map(<[u8]>::to_vec)
        };
        Self {
            top: kept
                .into_iter()
                .filter(|(is_kept, _)| *is_kept)
                .map(|(_, tag)| (tag, top(tag)))
                .collect(),
            of_all: original.is_none().then_some(needles),
        }
    }

    /// Whether this attribute need not say what the new one would: it stays by permission, and nobody knows what it
    /// was.
    pub fn is_unknown(&self, tag: Tag) -> bool {
        self.of_all.is_some() && self.top.iter().any(|(permitted, _)| *permitted == tag)
    }

    /// Whether this attribute may say what it says; `before` stood at its place, `parent` is the sequence around it.
    pub fn allows(&self, parent: Option<Tag>, before: Option<&Element>, element: &Element) -> bool {
        let tag = element.header().tag;
        let Some((_, top)) = self.top.iter().find(|(permitted, _)| *permitted == tag) else {
            return false;
        };
        let now = value(element);
        if let Some(needles) = self.of_all {
            return now.is_some_and(|now| needles.is_permitted(tag, now));
        }
        let is_same_thing = parent.is_none()
            || now == top.as_deref()
            || (tag == tags::ACCESSION_NUMBER
                && parent.is_some_and(|parent| REQUESTS.contains(&parent)));
        now.is_some() && now == before.and_then(value) && is_same_thing
    }
}

/// All values, the padding at their end trimmed; none if they say nothing.
pub fn value(element: &Element) -> Option<&[u8]> {
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
        original.put_ascii(tags::PATIENT_ID, VR::LO, "RXH123");
        original.put_ascii(tags::ACCESSION_NUMBER, VR::SH, "ACC9");
        let kept = Kept {
            patient_id: true,
            ..Kept::default()
        };
        let needles = Needles::of(&original, &kept);
        let permitted = Permitted::of(Some(&original), &kept, &needles);
        let (id, accession) = (
            original.get(tags::PATIENT_ID),
            original.get(tags::ACCESSION_NUMBER),
        );
        assert!(permitted.allows(None, id, id.unwrap()));
        assert!(!permitted.allows(None, None, id.unwrap()));
        assert!(!permitted.allows(None, accession, accession.unwrap()));

        let mut other = DataSet::new_empty();
        other.put_ascii(tags::PATIENT_ID, VR::LO, "RXH777");
        let other = other.get(tags::PATIENT_ID);
        assert!(!permitted.allows(None, id, other.unwrap()));
        // Another ID at another place stays nobody's.
        assert!(!permitted.allows(Some(Tag(0x0010, 0x1002)), other, other.unwrap()));
        let nothing = Permitted::of(Some(&original), &Kept::default(), &needles);
        assert!(!nothing.allows(None, id, id.unwrap()));

        // Where the original is not known.
        let unknown = Permitted::of(None, &kept, &needles);
        assert!(unknown.allows(None, None, id.unwrap()));
        assert!(!unknown.allows(None, None, other.unwrap()));
        assert!(!unknown.allows(None, None, accession.unwrap()));
        // Where there is none at all.
        let nothing = Needles::default();
        let unknown = Permitted::of(None, &kept, &nothing);
        assert!(unknown.allows(None, None, id.unwrap()));
        assert!(!unknown.allows(None, None, accession.unwrap()));
    }
}
