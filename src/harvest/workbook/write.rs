//! A list as a workbook: one sheet, texts in their cells, and days as days.
//!
//! Nothing in it is a formula, whatever a text begins with, and numbers of people are text, so that they keep the zeros
//! at their start. The warning is the first line of the sheet, and at the head of what is printed.

use crate::deliver::ZipWriter;
use crate::harvest::case::{Case, CaseList, Column, WARNING};
use crate::harvest::dates;
use crate::harvest::table::OF_FORMULAS;

/// Places in `cellXfs` of [`STYLES`].
const WARNING_STYLE: usize = 1;
const HEADING_STYLE: usize = 2;
const TEXT_STYLE: usize = 3;
const DAY_STYLE: usize = 4;
/// Text that stays one when somebody edits it.
const MARKED_STYLE: usize = 5;

/// In letters of the usual font.
const WIDTHS: [usize; 5] = [30, 26, 16, 16, 44];

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
<Default Extension=\"xml\" ContentType=\"application/xml\"/>\
<Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
<Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>\
<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>\
</Types>";

const RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"xl/workbook.xml\"/>\
</Relationships>";

const BOOK: &str = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
<sheets><sheet name=\"Cases\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";

const BOOK_RELATIONS: &str = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
<Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
<Relationship Id=\"rId2\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" Target=\"styles.xml\"/>\
</Relationships>";

const STYLES: &str = "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"dd/mm/yyyy\"/></numFmts>\
<fonts count=\"3\"><font><sz val=\"11\"/><name val=\"Arial\"/></font>\
<font><b/><sz val=\"11\"/><name val=\"Arial\"/></font>\
<font><b/><sz val=\"11\"/><color rgb=\"FFB3200F\"/><name val=\"Arial\"/></font></fonts>\
<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
<borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
<cellXfs count=\"6\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/>\
<xf numFmtId=\"0\" fontId=\"2\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>\
<xf numFmtId=\"0\" fontId=\"1\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyFont=\"1\"/>\
<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"164\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>\
<xf numFmtId=\"49\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\" quotePrefix=\"1\"/></cellXfs>\
<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>";

/// The workbook's bytes.
pub fn write(list: &CaseList) -> Vec<u8> {
    let sheet = sheet(list);
    let mut zip = ZipWriter::new();
    let mut bytes = Vec::new();
    for (name, part) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", BOOK_RELATIONS),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet),
    ] {
        let part = format!("{XML}{part}").into_bytes();
        bytes.extend(zip.local_header(name, crc32fast::hash(&part), part.len() as u64));
        bytes.extend(part);
    }
    bytes.extend(zip.finish());
    bytes
}

fn sheet(list: &CaseList) -> String {
    let mut columns = String::new();
    for (at, width) in (1..).zip(WIDTHS) {
        columns.push_str(&format!(
            "<col min=\"{at}\" max=\"{at}\" width=\"{width}\" customWidth=\"1\"/>"
        ));
    }
    let mut rows = String::new();
    let headings: String = (0..)
        .zip(Column::ALL)
        .map(|(at, column)| text(at, 2, column.heading(), HEADING_STYLE))
        .collect();
    rows.push_str(&format!(
        "<row r=\"1\">{}</row>",
        text(0, 1, WARNING, WARNING_STYLE)
    ));
    rows.push_str(&format!("<row r=\"2\">{headings}</row>"));
    for (row, case) in (3..).zip(list.written()) {
        rows.push_str(&format!("<row r=\"{row}\">{}</row>", cells(row, case)));
    }
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">\
<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"2\" topLeftCell=\"A3\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>\
<cols>{columns}</cols><sheetData>{rows}</sheetData>\
<pageSetup paperSize=\"9\" orientation=\"landscape\"/>\
<headerFooter><oddHeader>&amp;C{}</oddHeader></headerFooter></worksheet>",
        escaped(WARNING)
    )
}

fn cells(row: usize, case: &Case) -> String {
    let cell = |(at, column): (u8, Column)| {
        let written = case.field(column).trim();
        let day = (column == Column::Date)
            .then(|| dates::one(written))
            .flatten();
        match day.and_then(dates::to_serial) {
            Some(serial) => format!(
                "<c r=\"{}{row}\" s=\"{DAY_STYLE}\"><v>{serial}</v></c>",
                letter(at)
            ),
            None if written.is_empty() => String::new(),
            None if written.starts_with(OF_FORMULAS) => text(at, row, written, MARKED_STYLE),
            None => text(at, row, written, TEXT_STYLE),
        }
    };
    (0..).zip(Column::ALL).map(cell).collect()
}

fn text(at: u8, row: usize, text: &str, style: usize) -> String {
    format!(
        "<c r=\"{}{row}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        letter(at),
        escaped(text)
    )
}

/// Of one of the first columns.
fn letter(at: u8) -> char {
    char::from(b'A'.saturating_add(at))
}

/// As XML can hold it: letters that it can't are left out, and what reads like the code of one is told from it.
fn escaped(text: &str) -> String {
    let text = text.replace("_x", "_x005F_x");
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\u{FFFE}' | '\u{FFFF}' => {}
            letter if letter.is_control() => {}
            letter => out.push(letter),
        }
    }
    out
}
