//! What crosses the files of this room.

mod hostile;
mod matching;
mod tables;
mod workbooks;

use super::{Case, CaseList};

/// Name, number, date, modality, note.
fn case(fields: [&str; 5]) -> Case {
    let [name, number, date, modality, note] = fields.map(str::to_owned);
    Case {
        name,
        number,
        date,
        modality,
        note,
    }
}

fn list(cases: &[[&str; 5]]) -> CaseList {
    CaseList {
        cases: cases.iter().copied().map(case).collect(),
    }
}
