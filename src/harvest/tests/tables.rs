//! Text files and the clipboard.

use proptest::prelude::*;

use super::{case, list};
use crate::harvest::file::open;
use crate::harvest::{CaseList, ListError, csv, list_of_text};

fn read(text: &str) -> CaseList {
    list_of_text(text).unwrap().list
}

#[test]
fn commas_semicolons_and_tabs_part_cells() {
    let expected = list(&[
        ["Doe, Jane", "0012345", "3 Nov 2023", "CT", "say \"when\""],
        ["Ng Li", "", "", "MRI", ""],
    ]);
    for text in [
        "Name,Number,Date,Modality,Note\n\"Doe, Jane\",0012345,3 Nov 2023,CT,\"say \"\"when\"\"\"\nNg Li,,,MRI\n",
        "Name;Number;Date;Modality;Note\r\nDoe, Jane;0012345;3 Nov 2023;CT;\"say \"\"when\"\"\"\r\nNg Li;;;MRI;\r\n",
        "Name\tNumber\tDate\tModality\tNote\rDoe, Jane\t0012345\t3 Nov 2023\tCT\t\"say \"\"when\"\"\"\rNg Li\t\t\tMRI\t",
        "sep=;\nName;Number;Date;Modality;Note\n\"Doe, Jane\";0012345;3 Nov 2023;CT;say \"when\"\nNg Li;;;MRI;",
    ] {
        assert_eq!(read(text).cases, expected.cases, "{text}");
    }
}

#[test]
fn a_file_is_read_in_the_encodings_that_spreadsheets_write() {
    let text = "Name,NHS\nM\u{FC}ller J\u{FC}rgen,943 476 5919\n";
    let wide =
        |order: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(order).collect() };
    let files: [Vec<u8>; 5] = [
        text.as_bytes().to_vec(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        [vec![0xFF, 0xFE], wide(u16::to_le_bytes)].concat(),
        [vec![0xFE, 0xFF], wide(u16::to_be_bytes)].concat(),
        text.chars().map(|letter| letter as u8).collect(),
    ];
    for bytes in files {
        let opened = open(bytes).unwrap();
        assert_eq!(
            opened.list.cases,
            [case([
                "M\u{FC}ller J\u{FC}rgen",
                "943 476 5919",
                "",
                "",
                ""
            ])]
        );
    }
}

#[test]
fn headings_stand_in_any_order_and_halves_of_a_name_come_together() {
    let text = "Cases for Tuesday\n\nDOB,Exam date,First name,Surname,Hosp no,NHS no.,Referrer,Modality\n\
        1/1/1950,3/11/23,Jane,Doe,0012345,943 476 5919,Dr Who,CT\n";
    let opened = list_of_text(text).unwrap();
    let expected = case(["Doe, Jane", "0012345, 943 476 5919", "3/11/23", "CT", ""]);
    assert_eq!(opened.list.cases, [expected]);
    assert_eq!((opened.left_out, opened.guessed), (vec![0, 6], false));
}

#[test]
fn rows_without_headings_are_told_by_what_stands_in_them() {
    let text =
        "12345678\tCT head\tDoe, Jane\t3/11/2023\tfracture\n87654321\tMRI\tNg Li\t4 Nov 2023\t\n";
    let opened = list_of_text(text).unwrap();
    assert!(opened.guessed);
    let expected = list(&[
        ["Doe, Jane", "12345678", "3/11/2023", "CT head", "fracture"],
        ["Ng Li", "87654321", "4 Nov 2023", "MRI", ""],
    ]);
    assert_eq!(opened.list.cases, expected.cases);
}

#[test]
fn one_cell_is_one_case() {
    assert_eq!(
        read("Doe, Jane\t12345").cases,
        [case(["Doe, Jane", "12345", "", "", ""])]
    );
    assert_eq!(read("Name\nDoe\n").cases, [case(["Doe", "", "", "", ""])]);
}

#[test]
fn what_a_spreadsheet_would_take_for_a_formula_is_written_as_text_and_read_as_it_was() {
    let list = list(&[["=cmd|'/c calc'!A1", "+44", "-1", "@SUM(A1)", "\t=1"]]);
    let bytes = csv::write(&list);
    let text = String::from_utf8(bytes.clone()).unwrap();
    for cell in text.split(['\n', ',']) {
        assert!(
            !cell
                .trim_start_matches('"')
                .starts_with(['=', '+', '-', '@', '\t']),
            "{cell}"
        );
    }
    let read = open(bytes).unwrap().list;
    assert_eq!(
        read.cases,
        [case(["=cmd|'/c calc'!A1", "+44", "-1", "@SUM(A1)", "=1"])]
    );
}

#[test]
fn what_is_no_list_is_refused_in_words() {
    let long = format!("Name,No\nDoe,{}\n", "x".repeat(1_001));
    let wide = format!("Name,Number\n{}x\n", ",".repeat(40));
    let many = "Doe,12345\n".repeat(1_021);
    for (text, error) in [
        ("", ListError::Empty),
        ("\n\n , \n", ListError::Empty),
        ("Name,Number\n", ListError::Empty),
        (long.as_str(), ListError::LongCell(2)),
        (wide.as_str(), ListError::TooWide(2)),
        (many.as_str(), ListError::TooManyRows),
    ] {
        assert_eq!(list_of_text(text), Err(error));
    }
    assert_eq!(open(b"a\0b".to_vec()), Err(ListError::NotText));
    assert_eq!(open(b"%PDF-1.7".to_vec()), Err(ListError::OtherDocument));
    assert_eq!(open(vec![b'a'; 17 << 20]), Err(ListError::TooLarge));
    assert_eq!(
        open(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1....".to_vec()),
        Err(ListError::OldOrLocked)
    );
}

#[test]
fn what_controls_how_text_is_written_is_left_out() {
    let read = read("Name,Number\n\"Do\u{202E}e\u{7}\nJane\",1234\n");
    assert_eq!(read.cases, [case(["Doe, Jane", "1234", "", "", ""])]);
}

proptest! {
    #[test]
    fn a_list_that_was_written_is_read_as_it_was(
        cases in prop::collection::vec(prop::array::uniform5("[ -~\u{E0}-\u{FF}]{0,12}"), 1..6)
    ) {
        let cases: Vec<_> = cases.iter().map(|fields| {
            let [a, b, c, d, e] = fields;
            // A list of nothing but its headings is none; apostrophes before formulas are ours.
            let shown = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").trim_start_matches('\'').trim().to_owned();
            case([format!("N {}", shown(a)).trim_end(), &shown(b), &shown(c), &shown(d), &shown(e)])
        }).collect();
        let list = CaseList { cases };
        prop_assert_eq!(&open(csv::write(&list)).unwrap().list.cases, &list.cases);
        let book = crate::harvest::workbook::write(&list);
        let read = open(book).unwrap().list;
        for (one, other) in read.cases.iter().zip(&list.cases) {
            prop_assert_eq!((&one.name, &one.number, &one.modality, &one.note), (&other.name, &other.number, &other.modality, &other.note));
        }
    }

    #[test]
    fn any_text_is_a_list_or_an_error(text in "[\\PC\n\t\",;]{0,200}") {
        let _ = list_of_text(&text);
    }
}
