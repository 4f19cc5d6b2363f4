//! The lists: technical attributes (`data/no_row.tsv`) and coding schemes that were published (`data/schemes.txt`).

use std::collections::HashSet;
use std::sync::OnceLock;

use dicom_core::Tag;

use crate::standard::rows::{lines, parse_tag};

/// What the list says of an attribute of text or bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rule {
    Keep,
    Code,
    Clear,
}

/// A row of the list.
pub(super) struct Listed {
    pub(super) rule: Rule,
    /// 1, 2 or 3: what takes the place of a value that may not stay.
    pub(super) kind: u8,
}

/// The technical attributes, in the order of their tags.
pub(super) fn list() -> &'static [(Tag, Listed)] {
    static LIST: OnceLock<Vec<(Tag, Listed)>> = OnceLock::new();
    LIST.get_or_init(|| {
        lines(include_str!("../../data/no_row.tsv"))
            .filter_map(parse)
            .collect()
    })
}

fn parse(line: &str) -> Option<(Tag, Listed)> {
    let mut fields = line.split('\t');
    let (tag, _keyword) = (parse_tag(fields.next()?)?, fields.next()?);
    let rule = match fields.next()? {
        "keep" => Rule::Keep,
        "code" => Rule::Code,
        "clear" => Rule::Clear,
        _ => return None,
    };
    Some((
        tag,
        Listed {
            rule,
            kind: fields.next()?.parse().ok()?,
        },
    ))
}

/// Whether a coding scheme is one of those published for everybody.
pub fn is_public_scheme(designator: &str) -> bool {
    static SCHEMES: OnceLock<HashSet<&'static str>> = OnceLock::new();
    let schemes = SCHEMES.get_or_init(|| lines(include_str!("../../data/schemes.txt")).collect());
    schemes.contains(
        designator
            .trim_matches([' ', '\0'])
            .to_ascii_uppercase()
            .as_str(),
    )
}
