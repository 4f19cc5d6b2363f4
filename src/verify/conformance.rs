//! What the original had and its kind of object requires: [`crate::standard::required`].
//!
//! In come both headers; out come attributes that were there and had to stay. What the original itself lacked does not
//! count. An attribute of type 1 that had a value must have one; one of type 2 that was there must be there.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::finding::{Findings, Kind, Rank};
use super::{MAX_DEPTH, place};
use crate::dicom::DataSet;
use crate::dicom::dataset::{DataSetExt, Element, raw_bytes};
use crate::standard::required::{self, Module};

/// Adds what is missing or empty and must not be.
pub fn check(original: &DataSet, output: &DataSet, findings: &mut Findings) {
    let class = original.text(tags::SOP_CLASS_UID).unwrap_or_default();
    for Module {
        must_have_value,
        must_be_there,
    } in required::modules(&class)
    {
        for &tag in must_have_value {
            if original.get(tag).is_some_and(has_value) && !output.get(tag).is_some_and(has_value) {
                findings.add(place(&[], tag), Kind::Conformance, Rank::Certain);
            }
        }
        for &tag in must_be_there {
            if original.get(tag).is_some() && output.get(tag).is_none() {
                findings.add(place(&[], tag), Kind::Conformance, Rank::Certain);
            }
        }
    }
    items(original, output, &mut Vec::new(), findings);
}

/// The items of sequences that both have.
fn items(
    original: &DataSet,
    output: &DataSet,
    path: &mut Vec<(Tag, usize)>,
    findings: &mut Findings,
) {
    if path.len() >= MAX_DEPTH {
        return;
    }
    for element in output {
        let sequence = element.header().tag;
        let (Some(after), Some(before)) = (
            element.items(),
            original.get(sequence).and_then(|before| before.items()),
        ) else {
            continue;
        };
        for (number, (before, after)) in before.iter().zip(after).enumerate() {
            path.push((sequence, number));
            for lost in before {
                let tag = lost.header().tag;
                if required::in_items(sequence, tag)
                    && has_value(lost)
                    && !after.get(tag).is_some_and(has_value)
                {
                    findings.add(place(path, tag), Kind::Conformance, Rank::Certain);
                }
            }
            items(before, after, path, findings);
            path.pop();
        }
    }
}

/// More than padding, or an item at least.
fn has_value(element: &Element) -> bool {
    match element.items() {
        Some(items) => !items.is_empty(),
        None => {
            raw_bytes(element)
            .is_some_and(|bytes| bytes.iter().any(|byte| !matches!(byte, b' ' | 0)))
            // Zero is a value in numbers of bytes.
            || (!super::is_text(element.vr()) && raw_bytes(element).is_some())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_core::VR;

    fn found(change: impl Fn(&mut DataSet)) -> Vec<String> {
        let mut code = DataSet::new_empty();
        code.put_ascii(Tag(0x0008, 0x0104), VR::LO, "Chest");
        let mut original = DataSet::new_empty();
        original.put_ascii(tags::SOP_CLASS_UID, VR::UI, "1.2.840.10008.5.1.4.1.1.2");
        original.put_ascii(Tag(0x0008, 0x0060), VR::CS, "CT");
        original.put_ascii(Tag(0x0008, 0x0050), VR::SH, "ACC1");
        original.put_ascii(Tag(0x0018, 0x1030), VR::LO, "Chest");
        original.put_items(Tag(0x0008, 0x2218), vec![code]);
        let mut output = original.clone();
        change(&mut output);
        let mut findings = Findings::default();
        check(&original, &output, &mut findings);
        findings
            .ranked()
            .into_iter()
            .map(|finding| finding.to_string())
            .collect()
    }

    #[test]
    fn what_a_class_requires_is_missed() {
        let none: Vec<String> = Vec::new();
        assert_eq!(found(|_| {}), none);
        let why = "a required value that the original had and the copy lacks in";
        assert_eq!(
            found(|output| output.put_ascii(Tag(0x0008, 0x0060), VR::CS, "")),
            [format!("{why} Modality")]
        );
        assert_eq!(
            found(|output| drop(output.take(Tag(0x0008, 0x0050)))),
            [format!("{why} AccessionNumber")]
        );
        assert_eq!(
            found(|output| output.put_items(Tag(0x0008, 0x2218), vec![DataSet::new_empty()])),
            [format!("{why} AnatomicRegionSequence[1].CodeMeaning")]
        );
    }

    #[test]
    fn what_may_go_is_not_missed() {
        let none: Vec<String> = Vec::new();
        let emptied = found(|output| output.put_ascii(Tag(0x0008, 0x0050), VR::SH, ""));
        assert_eq!(emptied, none, "type 2");
        assert_eq!(found(|output| drop(output.take(Tag(0x0018, 0x1030)))), none);
        assert_eq!(found(|output| drop(output.take(Tag(0x0008, 0x2218)))), none);
    }
}
