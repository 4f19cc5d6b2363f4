//! What PS3.3 requires of each kind of object: attributes of type 1 and 2 of the modules that are mandatory in its IOD.
//!
//! In comes a SOP class, or a sequence and a tag; out comes what must be there. The rows are data (`data/required.tsv`,
//! made from the IOD and module tables).

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

use dicom_core::Tag;

use super::rows::{lines, parse_tag};
use super::sop_class::ROOT;

/// What one module asks for.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Module {
    /// Type 1.
    pub must_have_value: Vec<Tag>,
    /// Type 2.
    pub must_be_there: Vec<Tag>,
}

/// The mandatory modules of a SOP class; none for a class that is not listed.
pub fn modules(sop_class: &str) -> impl Iterator<Item = &'static Module> {
    let rules = rules();
    let class = sop_class.strip_prefix(ROOT);
    let modules = class.and_then(|class| rules.classes.get(class));
    let modules = modules.into_iter().flatten();
    modules.filter_map(|module| rules.modules.get(module))
}

/// Whether every item of a sequence must have a value for a tag: it is of type 1 in every definition of its items.
pub fn in_items(sequence: Tag, tag: Tag) -> bool {
    let rules = rules();
    rules.everywhere.contains(&tag) || rules.nested.contains(&(sequence, tag))
}

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
    fn read(table: &'static str) -> Self {
        let mut rules = Self::default();
        for line in lines(table) {
            match line.split('\t').collect::<Vec<_>>().as_slice() {
                ["module", number, first, second] => {
                    let module = Module {
                        must_have_value: tags(first).collect(),
                        must_be_there: tags(second).collect(),
                    };
                    rules.modules.insert(number, module);
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
    list.split(' ').filter_map(parse_tag)
}

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| Rules::read(include_str!("data/required.tsv")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole() {
        let rules = rules();
        assert!(rules.modules.len() > 150 && rules.classes.len() > 150);
        assert!(rules.everywhere.len() > 500 && rules.nested.len() > 300);
        let named = |module: &&str| rules.modules.contains_key(module);
        assert!(rules.classes.values().flatten().all(named));
    }
}
