//! The page with the dose that a scanner adds to an examination: all text, with the name on it.

use dicom_dictionary_std::uids;

use super::canvas::Canvas;
use super::header::{self, Patient};

pub const WIDTH: u32 = 512;
const HEIGHT: u32 = 512;
const TEXT: u8 = 215;

pub fn file() -> Vec<u8> {
    let mut header = header::start(
        Patient::SPECIMEN,
        uids::SECONDARY_CAPTURE_IMAGE_STORAGE,
        "SC",
        3,
        1,
    );
    header::describe(&mut header, "Dose report", "DERIVED\\SECONDARY\\OTHER");
    header::conversion(&mut header, "WSD");
    header::grey(&mut header, WIDTH, HEIGHT, 8, 8);
    header::finish(&header, page().values)
}

pub fn page() -> Canvas {
    let patient = Patient::SPECIMEN;
    let mut page = Canvas::new(WIDTH, HEIGHT, 0);
    let mut row = 20;
    let mut line = |scale: u32, text: &str| {
        page.text(16, row, scale, TEXT, text);
        row += 12 * scale;
    };
    line(2, "MARLPIT GENERAL HOSPITAL");
    line(2, "DOSE REPORT");
    line(1, "");
    line(2, &format!("NAME: {}", patient.shown_name));
    line(2, &format!("ID:   {}", patient.shown_id));
    line(2, &format!("BORN: {}", patient.shown_birth_date));
    line(2, "DATE: 03/03/2026 09:41");
    line(1, "");
    line(1, "SERIES  TYPE      RANGE (MM)         CTDIVOL   DLP");
    line(1, "                                    (MGY)   (MGY-CM)");
    line(1, "  1     SCOUT     S50.0-I400.0        0.08      4");
    line(1, "  2     HELICAL   S10.0-I310.0        6.42    231");
    line(1, "");
    line(1, "TOTAL EXAM DLP:                               235");
    line(1, "");
    line(1, "OPERATOR: T. EXAMPLE      PHANTOM: BODY 32 CM");
    page
}
