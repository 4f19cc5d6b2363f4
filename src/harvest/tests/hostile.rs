//! Workbooks that were made to do harm, each refused within bounds.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use crate::harvest::ListError;
use crate::harvest::file::open;

const BOOK: &str = "<workbook xmlns:r=\"r\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>";
const RELATIONS: &str =
    "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>";

/// A workbook of these parts; of one sheet, where they say nothing else.
pub(super) fn book(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let all = [
        ("xl/workbook.xml", BOOK.as_bytes()),
        ("xl/_rels/workbook.xml.rels", RELATIONS.as_bytes()),
    ];
    let said = |name: &str| parts.iter().any(|(other, _)| *other == name);
    let all = all
        .into_iter()
        .filter(|(name, _)| !said(name))
        .chain(parts.iter().copied());
    zip_of(&all.collect::<Vec<_>>())
}

pub(super) fn zip_of(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn of_sheet(sheet: &str) -> Result<usize, ListError> {
    let bytes = book(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())]);
    open(bytes).map(|opened| opened.list.cases.len())
}

#[test]
fn bombs_are_refused_before_they_are_unpacked() {
    let zeros = vec![b' '; 60 << 20];
    assert_eq!(
        open(book(&[("xl/worksheets/sheet1.xml", &zeros)])),
        Err(ListError::TooLarge)
    );
    let (half, one) = (vec![b' '; 30 << 20], "xl/worksheets/sheet1.xml");
    assert_eq!(
        open(book(&[(one, &half), ("xl/worksheets/sheet2.xml", &half)])),
        Err(ListError::TooLarge)
    );
}

#[test]
fn a_claim_of_few_bytes_is_not_believed() {
    let sheet = format!("<sheetData>{}</sheetData>", "<row/>".repeat(100_000));
    let mut bytes = book(&[("xl/worksheets/sheet1.xml", sheet.as_bytes())]);
    // Every size that the directory names for it becomes a small one.
    let size = (sheet.len() as u32).to_le_bytes();
    let places: Vec<usize> = (0..bytes.len() - 4)
        .filter(|at| bytes[*at..*at + 4] == size)
        .collect();
    assert!(!places.is_empty());
    for at in places {
        bytes[at..at + 4].copy_from_slice(&200_u32.to_le_bytes());
    }
    assert!(matches!(
        open(bytes),
        Err(ListError::Damaged | ListError::TooLarge)
    ));
}

#[test]
fn ten_million_rows_are_not_gone_through() {
    let blank = format!("<sheetData>{}</sheetData>", "<row/>".repeat(200_000));
    assert_eq!(of_sheet(&blank), Err(ListError::TooLarge));
    let full = format!(
        "<sheetData>{}</sheetData>",
        "<row><c t=\"str\"><v>Doe</v></c></row>".repeat(50_000)
    );
    assert_eq!(of_sheet(&full), Err(ListError::TooManyRows));
}

#[test]
fn a_place_far_out_costs_nothing() {
    let far = "<sheetData><row r=\"1048576\"><c r=\"XFD1048576\" t=\"str\"><v>x</v></c></row></sheetData>";
    assert_eq!(of_sheet(far), Err(ListError::TooWide(1)));
    let names = "<sheetData><row><c r=\"A1\" t=\"str\"><v>Doe</v></c><c r=\"ZZZZZZZZZZZZZZZZ1\"/></row></sheetData>";
    assert_eq!(of_sheet(names), Ok(1));
}

#[test]
fn entities_are_not_expanded() {
    let laughs = "<!DOCTYPE a [<!ENTITY b \"&c;&c;\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>\
        <sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData>";
    assert_eq!(of_sheet(laughs), Err(ListError::Xml));
    let unknown = "<sheetData><row><c t=\"str\"><v>&b;</v></c></row></sheetData>";
    assert_eq!(of_sheet(unknown), Err(ListError::Xml));
    let known = "<sheetData><row><c t=\"str\"><v>D&#111;e &amp; &#x4E;g</v></c></row></sheetData>";
    assert_eq!(of_sheet(known), Ok(1));
}

#[test]
fn one_text_in_many_cells_is_not_many_texts() {
    let texts = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    let cells = "<c t=\"s\"><v>0</v></c>".repeat(30);
    let sheet = format!(
        "<sheetData>{}</sheetData>",
        format!("<row>{cells}</row>").repeat(1_000)
    );
    let bytes = book(&[
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
    ]);
    assert_eq!(open(bytes), Err(ListError::LongCell(1)));
}

#[test]
fn what_a_workbook_links_to_is_never_opened() {
    let relations = "<Relationships><Relationship Id=\"r1\" TargetMode=\"External\" Target=\"file:///etc/passwd\"/></Relationships>";
    assert_eq!(
        open(book(&[(
            "xl/_rels/workbook.xml.rels",
            relations.as_bytes()
        )])),
        Err(ListError::Empty)
    );
}

#[test]
fn damage_anywhere_is_an_error_or_a_list() {
    let list = super::list(&[["Doe, Jane", "0012345", "3 Nov 2023", "CT", "note"]]);
    let whole = crate::harvest::workbook::write(&list);
    for at in (0..whole.len()).step_by(7) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        let _ = open(damaged);
        let _ = open(whole[..at].to_vec());
    }
}
