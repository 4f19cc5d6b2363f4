//! Which rows of the table are in view: filters, search, open sequences. Plain functions over rows.

use std::collections::HashMap;

use crate::words::thousands;
use darkroom::deid::comparison::{Row, Shown, What};

/// Sequences with no more rows than this are open from the start.
const OPEN_UP_TO: u32 = 12;

/// Which rows are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filter {
    Changes,
    All,
    /// One kind of change, with a kind that is counted with it.
    Only(What, What),
}

/// The filters in their order: name in the page, words.
pub const FILTERS: [(Filter, &str, &str); 6] = [
    (Filter::Changes, "changes", "Changes"),
    (
        Filter::Only(What::Removed, What::Emptied),
        "removed",
        "Removed",
    ),
    (
        Filter::Only(What::Replaced, What::Added),
        "replaced",
        "Replaced",
    ),
    (
        Filter::Only(What::Cleaned, What::Moved),
        "cleaned",
        "Cleaned",
    ),
    (Filter::Only(What::Kept, What::Kept), "kept", "Kept"),
    (Filter::All, "all", "All"),
];

impl Filter {
    /// Whether a row passes.
    pub fn passes(self, row: &Row) -> bool {
        match self {
            Self::All => true,
            Self::Changes => row.is_changed(),
            Self::Only(one, other) => row.what == one || row.what == other,
        }
    }

    /// Whether rows that pass are shown within their sequences; else each alone, with its path.
    fn nests(self) -> bool {
        matches!(self, Self::Changes | Self::All)
    }

    /// How many rows pass. Sequences that are gone through item by item are none of their own.
    pub fn count(self, rows: &[Row]) -> usize {
        rows.iter()
            .filter(|row| row.what != What::ItemByItem && self.passes(row))
            .count()
    }
}

/// Tags and items that lead to a row, and its own tag: the same under any rules.
pub type Path = Vec<((u16, u16), u32)>;

/// Sequences that the person has opened or closed.
pub type Open = HashMap<Path, bool>;

/// The rows in view, by their place; `flat` if each stands alone.
pub struct InView {
    pub rows: Vec<usize>,
    pub flat: bool,
}

/// Filters and searches. `sought` in any case; empty seeks nothing.
pub fn in_view(rows: &[Row], filter: Filter, sought: &str, open: &Open) -> InView {
    let sought = sought.trim().to_lowercase();
    let flat = !sought.is_empty() || !filter.nests();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(row) = rows.get(at) {
        let passes = filter.passes(row) && (sought.is_empty() || matches(row, &sought));
        // What is gone through item by item is seen in its items.
        if passes && !(flat && sought.is_empty() && row.what == What::ItemByItem) {
            found.push(at);
        }
        let closed = !flat && row.below > 0 && !is_open(rows, at, open);
        at += 1 + if closed { row.below as usize } else { 0 };
    }
    InView { rows: found, flat }
}

/// Whether the rows of a sequence are in view.
pub fn is_open(rows: &[Row], at: usize, open: &Open) -> bool {
    let chosen = match open.is_empty() {
        true => None,
        false => open.get(&path(rows, at)).copied(),
    };
    chosen.unwrap_or_else(|| rows.get(at).is_some_and(|row| row.below <= OPEN_UP_TO))
}

/// The path of a row, outermost first.
pub fn path(rows: &[Row], at: usize) -> Path {
    let mut path = Vec::new();
    let mut next = rows.get(at);
    while let Some(row) = next {
        path.push((row.tag, row.item));
        // A sequence comes before its items, so this ends.
        next = row
            .parent
            .map(|parent| parent as usize)
            .filter(|parent| *parent < at)
            .and_then(|parent| rows.get(parent))
            .filter(|parent| parent.depth < row.depth);
    }
    path.reverse();
    path
}

/// Where a row lies, in words: `Request Attributes Sequence 1`.
fn path_words(rows: &[Row], at: usize) -> String {
    let mut words = Vec::new();
    let mut next = rows.get(at);
    while let Some(row) = next {
        let parent = row.parent.and_then(|parent| rows.get(parent as usize));
        next = parent.filter(|parent| parent.depth < row.depth);
        if let Some(parent) = next {
            words.push(format!("{} {}", spaced(&parent.name), row.item));
        }
    }
    words.reverse();
    words.join(", ")
}

/// Where a row lies, beside its own tag: its path where it stands alone, else which item of its sequence.
pub fn lies_in(rows: &[Row], at: usize, flat: bool) -> Option<String> {
    let row = rows.get(at).filter(|row| row.depth > 0)?;
    Some(match flat {
        true => format!("in {}", path_words(rows, at)),
        false => format!("item {}", thousands(row.item as usize)),
    })
}

/// `0010,0010`.
pub fn tag(row: &Row) -> String {
    format!("{:04X},{:04X}", row.tag.0, row.tag.1)
}

/// `Patient Name` of `PatientName`; names with spaces stay as they are.
pub fn spaced(name: &str) -> String {
    if name.contains(' ') {
        return name.to_owned();
    }
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::with_capacity(name.len() + 8);
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let starts = letter.is_uppercase()
            && before.is_some_and(|before| {
                !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
            });
        if starts {
            out.push(' ');
        }
        out.push(*letter);
    }
    out
}

fn matches(row: &Row, sought: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(sought);
    let says = |shown: &Shown| matches!(shown, Shown::Text(text) if has(text));
    has(&row.name)
        || has(&spaced(&row.name))
        || tag(row).to_lowercase().contains(sought)
        || tag(row).replace(',', "").to_lowercase().contains(sought)
        || says(&row.before)
        || says(&row.after)
}

#[cfg(test)]
mod tests {
    use darkroom::deid::comparison::Reason;

    use super::*;

    fn row(tag: (u16, u16), name: &str, what: What) -> Row {
        Row {
            tag,
            name: name.to_owned(),
            depth: 0,
            parent: None,
            item: 0,
            below: 0,
            before: Shown::Text("before".into()),
            after: Shown::Absent,
            what,
            why: Reason::FileMeta,
        }
    }

    /// A name, and a sequence of so many items, each with a description.
    fn rows(items: u32) -> Vec<Row> {
        let mut rows = vec![
            row((0x0010, 0x0010), "PatientName", What::Replaced),
            Row {
                below: items,
                ..row(
                    (0x0040, 0x0275),
                    "RequestAttributesSequence",
                    What::ItemByItem,
                )
            },
        ];
        rows.extend((1..=items).map(|item| Row {
            depth: 1,
            parent: Some(1),
            item,
            ..row(
                (0x0040, 0x0007),
                "ScheduledProcedureStepDescription",
                What::Removed,
            )
        }));
        rows
    }

    fn places(rows: &[Row], filter: Filter, sought: &str, open: &Open) -> Vec<usize> {
        in_view(rows, filter, sought, open).rows
    }

    #[test]
    fn keywords_are_parted_into_words_and_names_are_left() {
        assert_eq!(spaced("PatientName"), "Patient Name");
        assert_eq!(spaced("SOPInstanceUID"), "SOP Instance UID");
        assert_eq!(spaced("Private (SIEMENS CSA)"), "Private (SIEMENS CSA)");
        assert_eq!(spaced(""), "");
    }

    #[test]
    fn a_tag_is_written_in_capital_hexadecimal() {
        assert_eq!(tag(&row((0x0010, 0x00ab), "", What::Kept)), "0010,00AB");
    }

    #[test]
    fn each_filter_counts_its_rows_and_no_sequence_that_is_gone_through() {
        let rows = rows(3);
        let counts = FILTERS.map(|(filter, name, _)| (name, filter.count(&rows)));
        assert!(counts.contains(&("removed", 3)));
        assert!(counts.contains(&("replaced", 1)));
        assert!(counts.contains(&("kept", 0)));
        assert!(counts.contains(&("all", 4)));
    }

    #[test]
    fn short_sequences_are_open_and_long_ones_shut() {
        let (short, long) = (rows(12), rows(13));
        assert_eq!(places(&short, Filter::All, "", &Open::new()).len(), 14);
        assert_eq!(places(&long, Filter::All, "", &Open::new()), [0, 1]);
    }

    #[test]
    fn what_a_person_opened_or_shut_stays_so() {
        let rows = rows(13);
        let opened = Open::from([(path(&rows, 1), true)]);
        assert_eq!(places(&rows, Filter::All, "", &opened).len(), 15);
        let shut = Open::from([(path(&rows, 1), false)]);
        assert_eq!(places(&rows[..], Filter::All, "", &shut), [0, 1]);
    }

    #[test]
    fn one_kind_of_change_is_shown_flat() {
        let rows = rows(13);
        let removed = in_view(
            &rows,
            Filter::Only(What::Removed, What::Emptied),
            "",
            &Open::new(),
        );
        assert!(removed.flat);
        assert_eq!(removed.rows, (2..15).collect::<Vec<_>>());
    }

    #[test]
    fn a_search_finds_names_tags_and_values_in_any_case() {
        let mut rows = rows(2);
        rows[3].after = Shown::Text("Chest".into());
        for sought in [
            "patient name",
            "PATIENTNAME",
            "0010,0010",
            "00100010",
            " name ",
        ] {
            assert_eq!(
                places(&rows, Filter::All, sought, &Open::new()),
                [0],
                "{sought}"
            );
        }
        assert_eq!(places(&rows, Filter::All, "chest", &Open::new()), [3]);
        assert!(places(&rows, Filter::All, "nowhere", &Open::new()).is_empty());
    }

    #[test]
    fn a_row_says_where_it_lies() {
        let rows = rows(2);
        assert_eq!(lies_in(&rows, 0, true), None);
        assert_eq!(lies_in(&rows, 3, false).unwrap(), "item 2");
        assert_eq!(
            lies_in(&rows, 3, true).unwrap(),
            "in Request Attributes Sequence 2"
        );
    }

    #[test]
    fn a_path_leads_from_the_outermost_and_ends_whatever_rows_say() {
        let mut rows = rows(1);
        assert_eq!(
            path(&rows, 2),
            [((0x0040, 0x0275), 0), ((0x0040, 0x0007), 1)]
        );
        rows[2].parent = Some(2);
        assert_eq!(path(&rows, 2).len(), 1);
        assert_eq!(path(&rows, 99), []);
    }
}
