//! The cells of a sheet (ECMA-376 part 1, 18.3.1), as text.

use super::parts::Book;
use super::xml::{Element, Node, Nodes};
use crate::harvest::dates::{of_serial, written};
use crate::harvest::error::ListError;
use crate::harvest::table::{LONGEST_CELL, MOST_COLUMNS, Rows};

/// Rows that are gone through, blank ones too: styles alone make rows.
const MOST_ROWS: usize = 100_000;

/// How the contents of a cell are to be read (18.18.11).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A number, by the style perhaps a date.
    Number { is_date: bool },
    /// The number of a text that sheets share.
    Shared,
    /// Text, of a formula or as it stands.
    Text,
    /// Yes and no, faults: nothing for a list.
    Other,
}

/// A cell that is being read.
struct Cell {
    column: usize,
    kind: Kind,
    text: String,
}

/// The rows of a sheet in which something stands.
pub fn rows(bytes: &[u8], book: &Book) -> Result<Rows, ListError> {
    let mut rows = Rows::default();
    let (mut seen, mut row) = (0_usize, Vec::new());
    let (mut cell, mut taking): (Option<Cell>, bool) = (None, false);
    let mut nodes = Nodes::of(bytes);
    while let Some(node) = nodes.next()? {
        match node {
            Node::Open(element) if element.is("row") => {
                (seen, row) = (seen.saturating_add(1), Vec::new());
                if seen > MOST_ROWS {
                    return Err(ListError::TooLarge);
                }
            }
            Node::Open(element) if element.is("c") => {
                cell = Some(begin(&element, book, row.len())?)
            }
            Node::Open(element) if element.is("v") || element.is("t") => taking = true,
            // How a text is spoken.
            Node::Open(element) if element.is("rPh") => taking = false,
            Node::Text(text) => {
                if let Some(cell) = cell.as_mut().filter(|_| taking) {
                    cell.text.push_str(&text);
                }
            }
            Node::Close(name) => match name.as_slice() {
                b"v" | b"t" => taking = false,
                b"c" => {
                    if let Some(cell) = cell.take() {
                        put(&mut row, &cell, book, seen)?;
                    }
                }
                b"row" => rows.push(std::mem::take(&mut row))?,
                b"sheetData" => break,
                _ => {}
            },
            Node::Open(_) => {}
        }
    }
    Ok(rows)
}

fn begin(element: &Element<'_>, book: &Book, next: usize) -> Result<Cell, ListError> {
    let style = element.number("s")?.unwrap_or_default();
    let kind = match element.value("t")?.as_deref() {
        None | Some("n") => Kind::Number {
            is_date: book.is_date(style),
        },
        Some("s") => Kind::Shared,
        Some("str" | "inlineStr" | "d") => Kind::Text,
        Some(_) => Kind::Other,
    };
    let column = element
        .value("r")?
        .and_then(|at| column(&at))
        .unwrap_or(next);
    Ok(Cell {
        column,
        kind,
        text: String::new(),
    })
}

/// The column of a place such as `AB12`, from 0.
fn column(at: &str) -> Option<usize> {
    let mut letters = at.chars().take_while(char::is_ascii_alphabetic);
    let number = letters.try_fold(0_usize, |number, letter| {
        let letter = (letter.to_ascii_uppercase() as usize).checked_sub('A' as usize)?;
        number.checked_mul(26)?.checked_add(letter)?.checked_add(1)
    })?;
    number.checked_sub(1)
}

/// Puts a cell in its place; one in which nothing stands is no reason to refuse a row.
fn put(row: &mut Vec<String>, cell: &Cell, book: &Book, seen: usize) -> Result<(), ListError> {
    let text = shown(cell, book);
    if text.trim().is_empty() {
        return Ok(());
    }
    // Before anything is copied: many cells can share one text.
    if text.chars().count() > LONGEST_CELL {
        return Err(ListError::LongCell(seen));
    }
    if cell.column >= MOST_COLUMNS {
        return Err(ListError::TooWide(seen));
    }
    if row.len() <= cell.column {
        row.resize(cell.column.saturating_add(1), String::new());
    }
    if let Some(place) = row.get_mut(cell.column) {
        *place = text;
    }
    Ok(())
}

fn shown(cell: &Cell, book: &Book) -> String {
    match cell.kind {
        Kind::Text => unescaped(&cell.text),
        Kind::Shared => {
            let text = cell
                .text
                .trim()
                .parse()
                .ok()
                .and_then(|index| book.text(index));
            text.map(unescaped).unwrap_or_default()
        }
        Kind::Number { is_date } => {
            let number = cell.text.trim();
            let value: Option<f64> = number.parse().ok();
            let day = value
                .filter(|_| is_date)
                .and_then(|value| of_serial(value, book.system));
            match (day, value) {
                (Some(day), _) => written(day),
                (None, Some(value)) => plain_number(number, value),
                (None, None) => String::new(),
            }
        }
        Kind::Other => String::new(),
    }
}

/// Digits as they stand; a number that is written with a power of ten, or with `.0`, is written out.
fn plain_number(written: &str, value: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    match value.fract() == 0.0 && value.abs() < EXACT {
        true => format!("{value:.0}"),
        false => written.to_owned(),
    }
}

/// `_x000A_` stands for a letter that XML can't hold, or seldom does (22.9.2.19).
fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let code = from.get(2..6).filter(|_| from.get(6..7) == Some("_"));
        let letter = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        let (letter, length) = match letter {
            Some(letter) => (letter, 7),
            None => ('_', 1),
        };
        out.push(letter);
        rest = from.get(length..).unwrap_or_default();
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_columns() {
        for (at, expected) in [
            ("A1", Some(0)),
            ("Z9", Some(25)),
            ("AA10", Some(26)),
            ("XFD1048576", Some(16_383)),
            ("12", None),
        ] {
            assert_eq!(column(at), expected, "{at}");
        }
        assert_eq!(column(&"Z".repeat(100)), None);
    }

    #[test]
    fn letters_that_xml_cannot_hold_are_read_and_what_only_looks_so_stays() {
        assert_eq!(unescaped("a_x000A_b"), "a\nb");
        assert_eq!(unescaped("_x005F_x000A_"), "_x000A_");
        assert_eq!(unescaped("_x00_ _xZZZZ_ _x"), "_x00_ _xZZZZ_ _x");
    }

    #[test]
    fn numbers_are_written_out() {
        for (written, expected) in [
            ("9434765919", "9434765919"),
            ("9.434765919E9", "9434765919"),
            ("12.0", "12"),
            ("1.5", "1.5"),
        ] {
            assert_eq!(plain_number(written, written.parse().unwrap()), expected);
        }
    }
}
