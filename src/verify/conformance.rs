//! What the original had and its kind of object requires: rules of our own from the IOD tables of PS3.3.
//!
//! In come both headers; out come attributes that were there and had to stay. What the original itself lacked does not
//! count. An attribute of type 1 that had a value must have one; one of type 2 that was there must be there.

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use dicom_core::Tag;

use super::finding::{Findings, Kind, Rank};
use super::{MAX_DEPTH, place};
use crate::dicom::DataSet;
use crate::dicom::dataset::{DataSetExt, Element, raw_bytes};
use crate::standard::sop_class::ROOT;

const SOP_CLASS: Tag = Tag(0x0008, 0x0016);

/// Adds what is missing or empty and must not be.
pub fn check(original: &DataSet, output: &DataSet, findings: &mut Findings) {
    let rules = rules();
    let class = original.text(SOP_CLASS).unwrap_or_default();
    let modules = class
        .strip_prefix(ROOT)
        .and_then(|class| rules.classes.get(class));
    for module in modules.into_iter().flatten() {
        let Some((must_have_value, must_be_there)) = rules.modules.get(module) else {
            continue;
        };
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
                if rules().of_items(sequence, tag)
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

/// Tags of type 1, tags of type 2.
type Module = (Vec<Tag>, Vec<Tag>);

#[derive(Default)]
struct Rules {
    modules: HashMap<&'static str, Module>,
    /// Modules by SOP class.
    classes: HashMap<&'static str, Vec<&'static str>>,
    /// Tags of type 1 in the items of every sequence.
    everywhere: HashSet<Tag>,
    /// Sequence and tag of type 1.
    nested: HashSet<(Tag, Tag)>,
}

impl Rules {
    fn of_items(&self, sequence: Tag, tag: Tag) -> bool {
        self.everywhere.contains(&tag) || self.nested.contains(&(sequence, tag))
    }

    fn read(table: &'static str) -> Self {
        let mut rules = Self::default();
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            match line.split('\t').collect::<Vec<_>>().as_slice() {
                ["module", number, first, second] => {
                    rules
                        .modules
                        .insert(number, (tags(first).collect(), tags(second).collect()));
                }
                ["class", classes, modules] => {
                    let modules: Vec<&str> = modules.split(' ').collect();
                    for class in classes.split(' ') {
                        rules.classes.insert(class, modules.clone());
                    }
                }
                ["item", "*", required] => rules.everywhere.extend(tags(required)),
                ["item", sequences, required] => {
                    for sequence in tags(sequences) {
                        let pairs = tags(required).map(|tag| (sequence, tag));
                        rules.nested.extend(pairs);
                    }
                }
                _ => {}
            }
        }
        rules
    }
}

fn tags(list: &str) -> impl Iterator<Item = Tag> {
    list.split(' ').filter_map(|hex| {
        let tag = u32::from_str_radix(hex, 16).ok()?;
        Some(Tag(u16::try_from(tag >> 16).ok()?, tag as u16))
    })
}

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| Rules::read(include_str!("data/required.tsv")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_core::VR;

    fn found(change: impl Fn(&mut DataSet)) -> Vec<String> {
        let mut code = DataSet::new_empty();
        code.put_ascii(Tag(0x0008, 0x0104), VR::LO, "Chest");
        let mut original = DataSet::new_empty();
        original.put_ascii(SOP_CLASS, VR::UI, "1.2.840.10008.5.1.4.1.1.2");
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

    #[test]
    fn the_table_is_read_whole() {
        let rules = Rules::read(include_str!("data/required.tsv"));
        assert!(rules.modules.len() > 150 && rules.classes.len() > 150);
        assert!(rules.everywhere.len() > 500 && rules.nested.len() > 300);
        let named = |module: &&str| rules.modules.contains_key(module);
        assert!(rules.classes.values().flatten().all(named));
    }
}
