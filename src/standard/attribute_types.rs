//! Of which type (PS3.5 7.4) attributes are where Table E.1-1 leaves the choice to it: what its compound codes come to.
//!
//! In comes a tag and a place (SOP class, enclosing sequence); out comes a plain code, or nothing where the IOD tables
//! of PS3.3 do not ask for the attribute there. The rows are data (`data/types.tsv`).

use std::sync::OnceLock;

use dicom_core::Tag;

use super::profile::Code;
use super::rows::{lines, parse_tag};
use super::sop_class::ROOT;

/// What a compound code comes to for an attribute in the item of a sequence, or, without one, at the top level of an
/// instance of a SOP class.
pub fn outcome(tag: Tag, sop_class: &str, parent: Option<Tag>) -> Option<Code> {
    types().look_up(tag, sop_class, parent)
}

/// Whether the IOD of a SOP class is among those that the rows were made from.
pub fn is_known_class(sop_class: &str) -> bool {
    short(sop_class).is_some_and(|class| types().has(class))
}

/// Outcomes of the compound codes, from `data/types.tsv`.
struct Types {
    classes: Vec<&'static str>,
    /// By tag.
    top: Vec<TopLevel>,
    /// By enclosing sequence and tag.
    nested: Vec<((Tag, Tag), Code)>,
}

/// Outcomes of one attribute at the top level.
struct TopLevel {
    tag: Tag,
    most: Code,
    exceptions: Vec<(&'static str, Code)>,
}

impl Types {
    fn has(&self, class: &str) -> bool {
        self.classes.binary_search(&class).is_ok()
    }

    fn look_up(&self, tag: Tag, sop_class: &str, parent: Option<Tag>) -> Option<Code> {
        if let Some(parent) = parent {
            let at = self
                .nested
                .binary_search_by_key(&(parent, tag), |(key, _)| *key)
                .ok()?;
            return self.nested.get(at).map(|(_, code)| *code);
        }
        let class = short(sop_class).filter(|class| self.has(class))?;
        let at = self.top.binary_search_by_key(&tag, |top| top.tag).ok()?;
        let TopLevel {
            most, exceptions, ..
        } = self.top.get(at)?;
        let exception = exceptions.iter().find(|(name, _)| *name == class);
        Some(exception.map_or(*most, |(_, code)| *code))
    }
}

/// A SOP class UID without the root that all of them share.
fn short(sop_class: &str) -> Option<&str> {
    sop_class.strip_prefix(ROOT)
}

fn types() -> &'static Types {
    static TYPES: OnceLock<Types> = OnceLock::new();
    TYPES.get_or_init(|| {
        let mut types = Types {
            classes: Vec::new(),
            top: Vec::new(),
            nested: Vec::new(),
        };
        for line in lines(include_str!("data/types.tsv")) {
            let fields: Vec<&'static str> = line.split('\t').collect();
            match fields.as_slice() {
                ["class", names] => types.classes = names.split(' ').collect(),
                ["top", tag, code, names] => {
                    let (Some(tag), Some(code)) = (parse_tag(tag), Code::parse(code)) else {
                        continue;
                    };
                    match types.top.last_mut() {
                        Some(top) if top.tag == tag => {
                            top.exceptions
                                .extend(names.split(' ').map(|name| (name, code)));
                        }
                        _ => types.top.push(TopLevel {
                            tag,
                            most: code,
                            exceptions: Vec::new(),
                        }),
                    }
                }
                ["in", parent, tag, code] => {
                    let (Some(parent), Some(tag)) = (parse_tag(parent), parse_tag(tag)) else {
                        continue;
                    };
                    types
                        .nested
                        .extend(Code::parse(code).map(|code| ((parent, tag), code)));
                }
                _ => {}
            }
        }
        types.classes.sort_unstable();
        types
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::profile::table;

    #[test]
    fn every_line_of_the_types_is_read() {
        let data = include_str!("data/types.tsv");
        let distinct = |kind: &str, fields: usize| {
            let mut keys: Vec<_> = lines(data)
                .filter(|line| line.starts_with(kind))
                .map(|line| line.split('\t').skip(1).take(fields).collect::<Vec<_>>())
                .collect();
            keys.dedup();
            keys.len()
        };
        assert_eq!(types().classes.len(), 179);
        assert_eq!(types().top.len(), distinct("top", 1));
        assert_eq!(types().nested.len(), distinct("in", 2));
        assert_eq!(types().nested.len(), 176);
        assert!(types().top.is_sorted_by(|a, b| a.tag < b.tag));
        assert!(types().nested.is_sorted_by(|a, b| a.0 < b.0));
    }

    #[test]
    fn outcomes_are_plain_and_belong_to_compound_rows() {
        let plain = |code| matches!(code, Code::X | Code::Z | Code::D | Code::U);
        for TopLevel {
            tag,
            most,
            exceptions,
        } in &types().top
        {
            assert!(!matches!(
                table().row(*tag).unwrap().basic,
                Code::Z | Code::D | Code::U
            ));
            assert!(plain(*most) && exceptions.iter().all(|(_, code)| plain(*code)));
        }
        assert!(types().nested.iter().all(|(_, code)| plain(*code)));
    }
}
