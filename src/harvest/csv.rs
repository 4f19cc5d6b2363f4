//! Tables as text: files parted by commas, semicolons or tabs (RFC 4180 and what Excel makes of it), and the clipboard.

use super::case::{Case, CaseList, Column, WARNING};
use super::error::ListError;
use super::table::{OF_FORMULAS, Rows};

/// What may part cells; the first that parts most wins.
const PARTERS: [char; 3] = ['\t', ';', ','];

/// Lines by which that is told.
const LOOKED_AT: usize = 20;

/// The text of a file, whatever its encoding: UTF-8 or UTF-16 with a mark, UTF-8 without, else Windows-1252, which is
/// what Excel writes in the United Kingdom.
pub fn text_of(bytes: &[u8]) -> Result<String, ListError> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, _) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        return Ok(text.into_owned());
    }
    if bytes.contains(&0) {
        return Err(ListError::NotText);
    }
    Ok(match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .into_owned(),
    })
}

/// The rows of a text.
pub fn rows(text: &str) -> Result<Rows, ListError> {
    let text = text.trim_start_matches('\u{FEFF}');
    // Excel says so in a line of its own.
    let (said, text) = match text
        .strip_prefix("sep=")
        .or_else(|| text.strip_prefix("SEP="))
    {
        Some(rest) => {
            let said = rest.chars().next();
            (said, rest.split_once('\n').map_or("", |(_, rest)| rest))
        }
        None => (None, text),
    };
    let parter = said.unwrap_or_else(|| parter(text));
    let mut rows = Rows::default();
    let mut letters = text.chars().peekable();
    let (mut row, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.next_if_eq(&'"').is_some() => cell.push('"'),
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => (quoted, cell) = (true, String::new()),
            _ if quoted => cell.push(letter),
            _ if letter == parter => row.push(std::mem::take(&mut cell)),
            '\r' | '\n' => {
                if letter == '\r' {
                    letters.next_if_eq(&'\n');
                }
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row))?;
            }
            _ => cell.push(letter),
        }
    }
    row.push(cell);
    rows.push(row)?;
    Ok(rows)
}

/// The sign that parts most cells of the first lines, outside of quotes.
fn parter(text: &str) -> char {
    let mut counts = [0_usize; PARTERS.len()];
    let (mut quoted, mut lines) = (false, 0);
    for letter in text.chars() {
        match letter {
            '"' => quoted = !quoted,
            '\n' if !quoted => lines += 1,
            _ if quoted => {}
            _ => {
                let signs = PARTERS.iter().zip(&mut counts);
                signs
                    .filter(|(sign, _)| **sign == letter)
                    .for_each(|(_, count)| *count += 1);
            }
        }
        if lines == LOOKED_AT {
            break;
        }
    }
    // A comma stands within cells too, the others seldom do.
    let [tabs, semicolons, commas] = counts;
    match () {
        () if tabs >= lines.max(1) => '\t',
        () if semicolons >= commas.max(1) => ';',
        () => ',',
    }
}

/// A list as a file that Excel opens: UTF-8 with its mark, cells parted by commas.
pub fn write(list: &CaseList) -> Vec<u8> {
    let mut text = String::from('\u{FEFF}');
    let mut line = |cells: &[&str]| {
        let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push_str("\r\n");
    };
    line(&[WARNING]);
    line(&Column::ALL.map(Column::heading));
    for case in list.written() {
        line(&fields(case));
    }
    text.into_bytes()
}

fn fields(case: &Case) -> [&str; 5] {
    Column::ALL.map(|column| case.field(column).trim())
}

/// In quotes; what a spreadsheet would take for a formula has an apostrophe before it, which says that it is text.
fn quoted(cell: &str) -> String {
    let mark = if cell.starts_with(OF_FORMULAS) {
        "'"
    } else {
        ""
    };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

/// The cells of what was copied from a spreadsheet, row by row; blank rows are left out.
pub fn cells(text: &str) -> Result<Vec<Vec<String>>, ListError> {
    Ok(rows(text)?.into_cells())
}
