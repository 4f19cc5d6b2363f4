//! Which sheets a workbook has, and what they share: texts, and the styles by which a number is a date.

use std::collections::{BTreeMap, HashMap};

use super::xml::{Node, Nodes};
use crate::harvest::dates::DateSystem;
use crate::harvest::error::ListError;

const BOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
const TEXTS: &str = "xl/sharedStrings.xml";
const STYLES: &str = "xl/styles.xml";

/// Texts that sheets share.
const MOST_TEXTS: usize = 200_000;

/// Sheets that are looked at.
const MOST_SHEETS: usize = 50;

/// Whether a part is read; names in a package differ in case alone never (ECMA-376 part 2).
pub fn is_wanted(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [BOOK, RELATIONS].contains(&name.as_str())
        || name == TEXTS.to_ascii_lowercase()
        || name == STYLES
        || (name.starts_with("xl/worksheets/") && name.ends_with(".xml"))
}

/// A workbook.
pub struct Book {
    parts: HashMap<String, Vec<u8>>,
    /// Parts of the sheets that are shown, in their order.
    sheets: Vec<String>,
    texts: Vec<String>,
    /// By the style of a cell: whether its number is a date.
    dates: Vec<bool>,
    /// How days are counted.
    pub system: DateSystem,
}

impl Book {
    /// Of the parts that [`is_wanted`].
    pub fn of(parts: Vec<(String, Vec<u8>)>) -> Result<Self, ListError> {
        let lower = |(name, bytes): (String, Vec<u8>)| (name.to_ascii_lowercase(), bytes);
        let mut book = Self {
            parts: parts.into_iter().map(lower).collect(),
            sheets: Vec::new(),
            texts: Vec::new(),
            dates: Vec::new(),
            system: DateSystem::From1900,
        };
        // Another document of the same form.
        let bytes = book.part(BOOK).ok_or(ListError::OtherDocument)?;
        let (system, named) = sheets(bytes)?;
        let targets = book
            .part(RELATIONS)
            .map(targets)
            .transpose()?
            .unwrap_or_default();
        let texts = book.part(TEXTS).map(texts).transpose()?.unwrap_or_default();
        let dates = book
            .part(STYLES)
            .map(date_styles)
            .transpose()?
            .unwrap_or_default();
        let sheets = named.iter().filter_map(|id| targets.get(id).cloned());
        book.sheets = sheets.take(MOST_SHEETS).collect();
        (book.system, book.texts, book.dates) = (system, texts, dates);
        Ok(book)
    }

    fn part(&self, name: &str) -> Option<&[u8]> {
        self.parts
            .get(&name.to_ascii_lowercase())
            .map(Vec::as_slice)
    }

    /// The bytes of each sheet that is shown.
    pub fn sheets(&self) -> impl Iterator<Item = &[u8]> {
        self.sheets.iter().filter_map(|name| self.part(name))
    }

    /// A text that sheets share.
    pub fn text(&self, index: usize) -> Option<&str> {
        self.texts.get(index).map(String::as_str)
    }

    /// Whether numbers of a style are dates.
    pub fn is_date(&self, style: usize) -> bool {
        self.dates.get(style).copied().unwrap_or_default()
    }
}

/// How days are counted, and by which relation each sheet that is shown is found.
fn sheets(bytes: &[u8]) -> Result<(DateSystem, Vec<String>), ListError> {
    let (mut system, mut named) = (DateSystem::From1900, Vec::new());
    let mut nodes = Nodes::of(bytes);
    while let Some(node) = nodes.next()? {
        let Node::Open(element) = node else { continue };
        if element.is("workbookPr") && element.flag("date1904")? {
            system = DateSystem::From1904;
        }
        let is_shown = element
            .value("state")?
            .is_none_or(|state| state == "visible");
        if element.is("sheet") && is_shown && named.len() < MOST_SHEETS {
            named.extend(element.value("id")?);
        }
    }
    Ok((system, named))
}

/// What each relation leads to; nothing outside of the package.
fn targets(bytes: &[u8]) -> Result<BTreeMap<String, String>, ListError> {
    let mut targets = BTreeMap::new();
    let mut nodes = Nodes::of(bytes);
    while let Some(node) = nodes.next()? {
        let Node::Open(element) = node else { continue };
        if !element.is("Relationship")
            || element
                .value("TargetMode")?
                .is_some_and(|mode| mode == "External")
        {
            continue;
        }
        if let (Some(id), Some(target)) = (element.value("Id")?, element.value("Target")?) {
            let target = match target.strip_prefix('/') {
                Some(from_the_top) => from_the_top.to_owned(),
                None => format!("xl/{}", target.trim_start_matches("./")),
            };
            targets.insert(id, target);
        }
    }
    Ok(targets)
}

/// The texts that sheets share, without how they are spoken (18.4.6).
fn texts(bytes: &[u8]) -> Result<Vec<String>, ListError> {
    let mut texts: Vec<String> = Vec::new();
    let (mut in_text, mut in_sound) = (false, false);
    let mut nodes = Nodes::of(bytes);
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) if element.is("si") => texts.push(String::new()),
            Node::Open(element) if element.is("t") => in_text = true,
            Node::Open(element) if element.is("rPh") => in_sound = true,
            Node::Close(name) if name == b"t" => in_text = false,
            Node::Close(name) if name == b"rPh" => in_sound = false,
            Node::Text(text) if in_text && !in_sound => {
                if let Some(last) = texts.last_mut() {
                    last.push_str(&text);
                }
            }
            _ => {}
        }
        if texts.len() > MOST_TEXTS {
            return Err(ListError::TooLarge);
        }
    }
    Ok(texts)
}

/// Of each style of cells whether its numbers are dates: by one of the built-in forms (18.8.30), or by the letters of
/// its own.
fn date_styles(bytes: &[u8]) -> Result<Vec<bool>, ListError> {
    let mut own: HashMap<usize, bool> = HashMap::new();
    let (mut styles, mut in_cells) = (Vec::new(), false);
    let mut nodes = Nodes::of(bytes);
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) if element.is("numFmt") => {
                if let (Some(id), Some(code)) =
                    (element.number("numFmtId")?, element.value("formatCode")?)
                {
                    own.insert(id, is_date_code(&code));
                }
            }
            Node::Open(element) if element.is("cellXfs") => in_cells = true,
            Node::Close(name) if name == b"cellXfs" => in_cells = false,
            Node::Open(element) if in_cells && element.is("xf") => {
                let id = element.number("numFmtId")?.unwrap_or_default();
                let built_in = matches!(id, 14..=17 | 22 | 27..=36 | 50..=58);
                styles.push(own.get(&id).copied().unwrap_or(built_in));
            }
            _ => {}
        }
    }
    Ok(styles)
}

/// Whether a form shows a day or a year, outside of quotes, brackets and what stands as it is.
fn is_date_code(code: &str) -> bool {
    let (mut quoted, mut bracketed, mut escaped) = (false, false, false);
    code.chars().any(|letter| {
        let is_plain = !quoted && !bracketed && !escaped;
        escaped = is_plain && matches!(letter, '\\' | '_' | '*');
        match letter {
            '"' if !bracketed => quoted = !quoted,
            '[' if !quoted => bracketed = true,
            ']' => bracketed = false,
            _ => {}
        }
        is_plain && matches!(letter, 'd' | 'D' | 'y' | 'Y')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_dates_are_told_from_forms_of_numbers() {
        for code in [
            "dd/mm/yyyy",
            "d-mmm-yy",
            "[$-809]dd mmmm yyyy;@",
            "yyyy\\-mm\\-dd",
        ] {
            assert!(is_date_code(code), "{code}");
        }
        for code in [
            "0.00",
            "General",
            "@",
            "#,##0 \"days\"",
            "[Red]0",
            "h:mm",
            "0\\d",
        ] {
            assert!(!is_date_code(code), "{code}");
        }
    }
}
