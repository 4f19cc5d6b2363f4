//! The tables of a mapping, read back: old and new IDs, for whoever checks what was made.
//!
//! In comes the folder that `--mapping` wrote; out come pairs. They are patient data: no error holds a cell.

use std::path::Path;

use super::{Error, Reason, key_file};

/// Old and new.
pub type Pairs = Vec<(String, String)>;

/// Both tables.
pub struct Mapping {
    pub patients: Pairs,
    pub uids: Pairs,
}

/// Reads the tables in a folder.
pub fn read(folder: &Path) -> Result<Mapping, Error> {
    let [patients, uids] = key_file::TABLES.map(|name| {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path)
            .map_err(|error| Error::Usage(Reason::Unread(path.clone(), error)))?;
        pairs(&text).ok_or_else(|| Error::Usage(Reason::NoTable(path.clone())))
    });
    Ok(Mapping {
        patients: patients?,
        uids: uids?,
    })
}

/// The first two cells of every row but the first, which names them.
fn pairs(text: &str) -> Option<Pairs> {
    let text = text.trim_start_matches('\u{FEFF}');
    let mut rows = rows(text).into_iter();
    if !rows
        .next()?
        .starts_with(&["id_old".to_owned(), "id_new".to_owned()])
    {
        return None;
    }
    rows.map(|row| match row.as_slice() {
        [old, new, ..] => Some((old.clone(), new.clone())),
        _ => None,
    })
    .collect()
}

/// Rows of cells (RFC 4180), each without the apostrophe that keeps a spreadsheet from running it.
fn rows(text: &str) -> Vec<Vec<String>> {
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let last = rows.last_mut();
        let cell = last.and_then(|row| row.last_mut());
        match (letter, quoted) {
            ('"', true) if letters.peek() == Some(&'"') => {
                letters.next();
                cell.into_iter().for_each(|cell| cell.push('"'));
            }
            ('"', _) => quoted = !quoted,
            (',', false) => rows
                .last_mut()
                .into_iter()
                .for_each(|row| row.push(String::new())),
            ('\n', false) => rows.push(vec![String::new()]),
            ('\r', false) => {}
            (letter, _) => cell.into_iter().for_each(|cell| cell.push(letter)),
        }
    }
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    for cell in rows.iter_mut().flatten() {
        if let Some(plain) = cell.strip_prefix('\'') {
            *cell = plain.to_owned();
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_mapping_wrote_is_read_back() {
        let pair = |old: &str, new: &str| (old.to_owned(), new.to_owned());
        let table =
            "id_old,id_new,issuer\nRXH-1,CASE-1,\n\"say \"\"x\"\", y\nz\",CASE-2,A\n'=1,CASE-3,\n";
        assert_eq!(
            pairs(table).unwrap(),
            [
                pair("RXH-1", "CASE-1"),
                pair("say \"x\", y\nz", "CASE-2"),
                pair("=1", "CASE-3"),
            ]
        );
        assert_eq!(pairs("id_old,id_new\n"), Some(Vec::new()));
        for other in ["", "a,b\nc,d\n", "id_old,id_new\nalone\n"] {
            assert_eq!(pairs(other), None, "{other}");
        }
    }
}
