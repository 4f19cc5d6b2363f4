//! The action codes of Table E.1-1 and how compound ones come out (PS3.15 E.3, Table E.1-1a).
//!
//! A compound code leaves the choice to the attribute's type in the IOD at hand: nothing may be removed that must be
//! there. In comes a code and a place (SOP class, enclosing sequence); out comes one plain action. Where the type is
//! not known, the action that breaks neither type 1 nor type 2 is taken: it hides the identity all the same.

use std::sync::OnceLock;

use dicom_core::Tag;
use serde::{Deserialize, Serialize};

use super::table::{lines, parse_tag};
use crate::standard::sop_class::ROOT;

/// An action code as the table writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Code {
    /// Replace by a value that means nothing.
    D,
    /// Empty.
    Z,
    /// Remove.
    X,
    /// Keep.
    K,
    /// Clean: replace by a value of like meaning that identifies nobody.
    C,
    /// Replace by a UID that is consistent within a set of instances.
    U,
    #[serde(rename = "Z/D")]
    ZD,
    #[serde(rename = "X/Z")]
    XZ,
    #[serde(rename = "X/D")]
    XD,
    #[serde(rename = "X/Z/D")]
    XZD,
    #[serde(rename = "X/Z/U*")]
    XZU,
}

/// Every code with its spelling.
pub const CODES: [(&str, Code); 11] = [
    ("D", Code::D),
    ("Z", Code::Z),
    ("X", Code::X),
    ("K", Code::K),
    ("C", Code::C),
    ("U", Code::U),
    ("Z/D", Code::ZD),
    ("X/Z", Code::XZ),
    ("X/D", Code::XD),
    ("X/Z/D", Code::XZD),
    ("X/Z/U*", Code::XZU),
];

impl Code {
    /// Of the table's spelling.
    pub fn parse(text: &str) -> Option<Self> {
        CODES
            .iter()
            .find(|(spelling, _)| *spelling == text)
            .map(|(_, code)| *code)
    }

    /// The plain code to take for an attribute at this place.
    pub fn at(self, tag: Tag, place: &Place<'_>) -> Self {
        let by_type = || types().look_up(tag, place);
        match self {
            // A few rows say X of attributes that some IODs require.
            Self::X => by_type().unwrap_or(self),
            Self::D | Self::Z | Self::K | Self::C | Self::U => self,
            _ if place.parent.is_none() && place.class_is_known() => {
                by_type().unwrap_or_else(|| self.mildest())
            }
            _ => by_type().unwrap_or_else(|| self.safest()),
        }
    }

    /// What to take where the IOD does not ask for the attribute at all.
    fn mildest(self) -> Self {
        match self {
            Self::ZD => Self::Z,
            _ => Self::X,
        }
    }

    /// What to take where nobody knows whether the IOD asks for it.
    fn safest(self) -> Self {
        match self {
            Self::XZ => Self::Z,
            Self::XZU => Self::U,
            _ => Self::D,
        }
    }
}

/// Where an attribute stands.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// SOP class of the instance, without padding.
    pub sop_class: &'a str,
    /// The sequence whose item holds the attribute; `None` at the top level.
    pub parent: Option<Tag>,
}

impl Place<'_> {
    fn class_is_known(&self) -> bool {
        short(self.sop_class).is_some_and(|class| types().classes.binary_search(&class).is_ok())
    }
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
    fn look_up(&self, tag: Tag, place: &Place<'_>) -> Option<Code> {
        if let Some(parent) = place.parent {
            let at = self
                .nested
                .binary_search_by_key(&(parent, tag), |(key, _)| *key)
                .ok()?;
            return self.nested.get(at).map(|(_, code)| *code);
        }
        let class =
            short(place.sop_class).filter(|class| self.classes.binary_search(class).is_ok())?;
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
    use crate::deid::table::table;

    const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
    const ENHANCED_MR: &str = "1.2.840.10008.5.1.4.1.1.4.1";

    fn top(tag: Tag, sop_class: &str) -> Code {
        table().row(tag).unwrap().basic.at(
            tag,
            &Place {
                sop_class,
                parent: None,
            },
        )
    }

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

    #[test]
    fn a_compound_code_follows_the_attributes_type_in_the_sop_class() {
        let content_date = Tag(0x0008, 0x0023);
        assert_eq!(top(content_date, CT), Code::Z);
        assert_eq!(top(content_date, ENHANCED_MR), Code::D);
        let serial = Tag(0x0018, 0x1000);
        assert_eq!(top(serial, CT), Code::X);
        assert_eq!(top(serial, ENHANCED_MR), Code::D);
    }

    #[test]
    fn an_unknown_sop_class_gets_what_breaks_nothing() {
        assert_eq!(top(Tag(0x0018, 0x1000), "1.2.3"), Code::D);
        assert_eq!(top(Tag(0x0008, 0x1140), "1.2.3"), Code::U);
        assert_eq!(top(Tag(0x0008, 0x1110), "1.2.3"), Code::Z);
    }

    #[test]
    fn inside_a_sequence_the_sequence_decides() {
        let name = Tag(0x0008, 0x0080);
        let place = Place {
            sop_class: CT,
            parent: Some(Tag(0x0008, 0x0096)),
        };
        assert_eq!(Code::XZD.at(name, &place), Code::D);
    }
}
