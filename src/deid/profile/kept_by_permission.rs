//! Where an identifier stays that a policy keeps by permission.
//!
//! In comes an attribute and the sequence around it; out comes a yes or a no. The value at the top level stays, and so
//! does the same value in any item that stays; in items that tell of requests, which have an accession number each,
//! any accession number does. Who issued the identifier is not part of it and goes.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::permission::Identifier;
use super::policy::Policy;
use crate::dicom::DataSet;
use crate::dicom::dataset::{Element, raw_bytes};

/// Request Attributes Sequence and Referenced Request Sequence.
const REQUESTS: [Tag; 2] = [
    tags::REQUEST_ATTRIBUTES_SEQUENCE,
    tags::REFERENCED_REQUEST_SEQUENCE,
];

/// The identifiers that are kept, with what the top level says; never printed.
pub(in crate::deid) struct Permitted(Vec<(Identifier, Option<Vec<u8>>)>);

impl Permitted {
    pub fn of(data_set: &DataSet, policy: &Policy) -> Self {
        let kept = Identifier::ALL
            .into_iter()
            .filter(|identifier| policy.keeps(*identifier));
        let top = |tag| data_set.get(tag).and_then(trimmed).map(<[u8]>::to_vec);
        Self(kept.map(|kept| (kept, top(kept.tag()))).collect())
    }

    /// Whether an attribute stays; `parent` is the sequence around it.
    pub fn allows(&self, parent: Option<Tag>, element: &Element) -> bool {
        let tag = element.header().tag;
        let kept = self.0.iter().find(|(kept, _)| kept.tag() == tag);
        let (Some((kept, top)), Some(value)) = (kept, trimmed(element)) else {
            return false;
        };
        match parent {
            None => true,
            Some(parent) if REQUESTS.contains(&parent) => *kept == Identifier::AccessionNumber,
            Some(_) => top.as_deref() == Some(value),
        }
    }
}

/// A value that says something, without padding.
fn trimmed(element: &Element) -> Option<&[u8]> {
    let mut bytes = raw_bytes(element)?;
    while let [rest @ .., b' ' | 0] = bytes {
        bytes = rest;
    }
    (!bytes.is_empty()).then_some(bytes)
}
