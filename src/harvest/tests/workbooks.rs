//! Workbooks: ours read by another reader, another writer's read by us.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};

use super::{case, list};
use crate::harvest::file::open;
use crate::harvest::{ListError, WARNING, workbook};

#[test]
fn another_reader_finds_texts_as_texts_and_days_as_days() {
    let list = list(&[
        ["Doe, Jane <&>", "0012345", "3 Nov 2023", "CT", "=1+1"],
        ["", "", "", "", ""],
        [
            "_x0041_ O\u{2019}Neil",
            "9434765919",
            "3/11/2023, 4/11/2023",
            "",
            "a\u{7}b",
        ],
    ]);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(workbook::write(&list))).unwrap();
    assert_eq!(book.sheet_names(), ["Cases"]);
    let range = book.worksheet_range("Cases").unwrap();
    let rows: Vec<Vec<Data>> = range.rows().map(<[Data]>::to_vec).collect();
    let text = |text: &str| Data::String(text.to_owned());
    assert_eq!(rows[0][0], text(WARNING));
    assert_eq!(rows[1][1], text("Hospital or NHS number"));
    assert_eq!(rows[2][0], text("Doe, Jane <&>"));
    assert_eq!(rows[2][1], text("0012345"));
    assert!(
        matches!(&rows[2][2], Data::DateTime(day) if day.as_f64() == 45_233.0),
        "{:?}",
        rows[2]
    );
    assert_eq!(rows[2][4], text("=1+1"));
    assert_eq!(rows[3][1], text("9434765919"));
    assert_eq!(rows[3][2], text("3/11/2023, 4/11/2023"));
    assert_eq!(rows[3][4], text("ab"));
    assert_eq!(rows.len(), 4);
    assert!(book.worksheet_formula("Cases").unwrap().is_empty());
}

/// As openpyxl and Excel put a workbook together: shared texts, of which one is in runs and says how it is spoken, styles
/// by number, and sheets by relations.
fn of_another_writer(system: &str, serial: &str) -> Vec<u8> {
    let book = format!(
        "<x:workbook xmlns:x=\"m\" xmlns:r=\"r\"><x:workbookPr {system}/><x:sheets>\
        <x:sheet name=\"Hidden\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/><x:sheet name=\"Read me\" sheetId=\"2\" r:id=\"rId2\"/>\
        <x:sheet name=\"Cases\" sheetId=\"3\" r:id=\"rId3\"/></x:sheets></x:workbook>"
    );
    let relations = "<Relationships><Relationship Id=\"rId3\" Target=\"/xl/worksheets/sheet3.xml\"/>\
        <Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Target=\"worksheets/sheet2.xml\"/></Relationships>";
    let texts = "<sst><si><t>No.</t></si><si><t>Patient name</t></si><si><t>NHS number</t></si><si><t>Exam date</t></si>\
        <si><r><t>Doe</t></r><r><t xml:space=\"preserve\">, Jane</t></r><rPh sb=\"0\" eb=\"1\"><t>doh</t></rPh></si></sst>";
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"170\" formatCode=\"d\\ mmm\\ yyyy\"/></numFmts>\
        <cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"170\"/></cellXfs></styleSheet>";
    let hidden = "<worksheet><sheetData><row><c t=\"str\"><v>Name</v></c><c t=\"str\"><v>NHS</v></c></row></sheetData></worksheet>";
    let read_me = "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>See the next sheet</v></c></row></sheetData></worksheet>";
    let cases = format!(
        "<worksheet><dimension ref=\"A1:F9\"/><sheetData><row r=\"3\" spans=\"1:6\">\
        <c r=\"A3\" t=\"s\"><v>0</v></c><c r=\"B3\" t=\"s\"><v>1</v></c><c r=\"C3\" t=\"s\"><v>2</v></c><c r=\"D3\" t=\"s\"><v>3</v></c>\
        <c r=\"E3\" t=\"inlineStr\"><is><t>Modality</t></is></c><c r=\"F3\" t=\"str\"><v>Comment</v></c></row>\
        <row r=\"9\"><c r=\"A9\"><v>1</v></c><c r=\"B9\" t=\"s\"><v>4</v></c><c r=\"C9\"><v>9434765919</v></c>\
        <c r=\"D9\" s=\"1\"><v>{serial}</v></c><c r=\"E9\" t=\"inlineStr\"><is><t>MRI</t></is></c>\
        <c r=\"F9\" t=\"str\"><f>\"a\"&amp;\"b\"</f><v>ab</v></c></row></sheetData></worksheet>"
    );
    super::hostile::book(&[
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
        ("xl/sharedStrings.xml", texts.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", hidden.as_bytes()),
        ("xl/worksheets/sheet2.xml", read_me.as_bytes()),
        ("xl/worksheets/sheet3.xml", cases.as_bytes()),
    ])
}

#[test]
fn another_writers_workbook_is_read() {
    for (system, serial) in [("", "45233"), ("date1904=\"1\"", "43771.5")] {
        let opened = open(of_another_writer(system, serial)).unwrap();
        let expected = case(["Doe, Jane", "9434765919", "03/11/2023", "MRI", "ab"]);
        assert_eq!(opened.list.cases, [expected]);
        assert_eq!(opened.left_out, [0]);
    }
}

#[test]
fn a_list_goes_through_a_workbook() {
    let list = list(&[
        [
            "Doe, Jane",
            "0012345",
            "03/11/2023",
            "CT",
            "see \"note\" & <this>",
        ],
        ["Yamada \u{5C71}\u{7530}", "RXH 7", "", "", ""],
    ]);
    assert_eq!(open(workbook::write(&list)).unwrap().list, list);
}

#[test]
fn other_documents_are_refused_as_such() {
    let blank = [("xl/worksheets/sheet1.xml", b"<sheetData/>".as_slice())];
    assert_eq!(open(super::hostile::book(&blank)), Err(ListError::Empty));
    let words = [("xl/workbook.xml", b"".as_slice())];
    assert_eq!(open(super::hostile::book(&words)), Err(ListError::Empty));
    assert_eq!(
        open(crate::harvest::tests::hostile::zip_of(&[(
            "word/document.xml",
            b"<a/>"
        )])),
        Err(ListError::OtherDocument)
    );
    assert_eq!(
        open(b"PK\x03\x04 and no more".to_vec()),
        Err(ListError::Damaged)
    );
}
