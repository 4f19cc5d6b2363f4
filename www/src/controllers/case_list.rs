//! The list of cases for the PACS manager: opened, pasted, saved, and held against what was dropped.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DataTransfer, File};

use crate::browser::js;
use crate::browser::save_file::{self, Kind, Written};
use crate::browser::sink;
use crate::controllers::{clock, store};
use crate::engine;
use crate::pool::{self, Urgency};
use crate::protocol::{OpenedList, Request, Response};
use crate::state::Session;
use crate::state::case_list::{RowId, Told};
use crate::words::count;
use darkroom::catalogue::{InstanceId, Outcome};
use darkroom::harvest::{Case, CaseList, Column, csv, list_of_text, workbook};

/// How names of files end that may be a list.
const ENDINGS: [&str; 5] = [".xlsx", ".xlsm", ".csv", ".tsv", ".txt"];

/// A file that a list is saved in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum As {
    Workbook,
    Text,
}

impl As {
    fn kind(self) -> Kind {
        match self {
            Self::Workbook => Kind {
                words: "Excel workbook",
                mime: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                ending: ".xlsx",
            },
            Self::Text => Kind {
                words: "Text, parted by commas",
                mime: "text/csv",
                ending: ".csv",
            },
        }
    }

    fn bytes(self, list: &CaseList) -> Vec<u8> {
        match self {
            Self::Workbook => workbook::write(list),
            Self::Text => csv::write(list),
        }
    }
}

/// Adds what a file holds to the list.
pub fn open(session: Session, file: File) {
    spawn_local(async move {
        let asked = pool::ask(Urgency::Frame, Request::ReadList, vec![file.into()], None).await;
        let read = match asked {
            Ok((Response::List(read), _)) => read,
            _ => Err("Darkroom stopped on it".into()),
        };
        session.case_list.try_update(|state| match read {
            Ok(opened) => {
                let was_blank = state.list_now().is_blank();
                let words = opened_words(&opened);
                let left = state.append(opened.list.cases);
                // What was only opened need not be saved again.
                if was_blank && left == 0 {
                    state.note_saved();
                }
                state.told = Some(match left {
                    0 => Told::Done(words),
                    left => Told::Fault(full(left)),
                });
            }
            Err(why) => {
                state.told = Some(Told::Fault(format!("This list can’t be opened: {why}.")));
            }
        });
    });
}

fn opened_words(opened: &OpenedList) -> String {
    let cases = count(opened.list.cases.len(), "case", "cases");
    let left = match opened.left_out.len() {
        0 => String::new(),
        many => format!(
            " {} of the file not taken.",
            count(many, "column", "columns")
        ),
    };
    let guessed = match opened.guessed {
        true => " It has no headings: check that each column is what it should be.",
        false => "",
    };
    format!("{cases} added.{left}{guessed}")
}

fn full(left: usize) -> String {
    format!(
        "The list is full: {} found no room.",
        count(left, "case", "cases")
    )
}

/// Takes a drop, if all of it is lists by its names; `false` if it is something else.
pub fn take_drop(session: Session, transfer: &DataTransfer) -> bool {
    let Some(files) = transfer.files() else {
        return false;
    };
    let files: Vec<File> = (0..files.length()).filter_map(|at| files.get(at)).collect();
    let are_lists = !files.is_empty() && files.iter().all(|file| is_list(&file.name()));
    if are_lists {
        files.into_iter().for_each(|file| open(session, file));
    }
    are_lists
}

fn is_list(name: &str) -> bool {
    let name = name.to_lowercase();
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// Takes what was copied from a spreadsheet; `false` if it is one cell, which the field takes by itself.
pub fn paste(session: Session, row: RowId, column: Column, text: &str) -> bool {
    if !text.contains(['\t', '\n', '\r']) {
        return false;
    }
    let mut words = None;
    session.case_list.update(|state| {
        let left = match list_of_text(text) {
            // Headings say which column is what.
            Ok(opened) if !opened.guessed => state.append(opened.list.cases),
            Ok(_) => match csv::cells(text) {
                Ok(cells) => state.paste(row, column, &cells),
                Err(error) => {
                    words = Some(format!("This can’t be pasted: {error}."));
                    0
                }
            },
            Err(error) => {
                words = Some(format!("This can’t be pasted: {error}."));
                0
            }
        };
        state.told = match (words.take(), left) {
            (Some(words), _) => Some(Told::Fault(words)),
            (None, 0) => None,
            (None, left) => Some(Told::Fault(full(left))),
        };
    });
    true
}

/// Writes into a cell.
pub fn write(session: Session, row: RowId, column: Column, text: String) {
    let cell = session.case_list.with_untracked(|state| {
        let found = state.rows().iter().find(|it| it.id == row);
        found.map(|row| row.case.clone())
    });
    let Some(cell) = cell else { return };
    cell.update(|case| case.set(column, text));
    let ends_blank = session.case_list.with_untracked(|state| {
        let last = state.rows().last();
        last.is_some_and(|row| row.case.with_untracked(Case::is_blank))
    });
    if !ends_blank {
        session.case_list.update(|state| state.end_blank());
    }
}

/// Saves the list where the person says, if `chosen` and the browser can, else in the download folder; call while the
/// click lasts.
pub fn save(session: Session, to: As, chosen: bool) {
    let list = session.case_list.with_untracked(|state| state.list_now());
    if list.is_blank() {
        return told(session, Told::Fault("There is no case to save yet.".into()));
    }
    let kind = to.kind();
    let bytes = Uint8Array::from(to.bytes(&list).as_slice());
    let Ok(blob) = js::blob(&Array::of1(&bytes), kind.mime) else {
        return told(session, Told::Fault(NOT_SAVED.into()));
    };
    let name = format!("{}{}", CaseList::file_stem(&clock::today()), kind.ending);
    let picked = chosen.then(|| save_file::pick(&name, kind)).flatten();
    spawn_local(async move {
        let written = match picked {
            Some(picked) => save_file::write(picked, &blob).await,
            None => given(&blob, &name),
        };
        session.case_list.try_update(|state| match written {
            Written::Yes => {
                // What was typed while the person chose a place is not in it.
                if state.list_now() == list {
                    state.note_saved();
                }
                state.told = Some(Told::Done(match chosen {
                    true => "Saved. It is patient data: send it by your trust’s secure way.".into(),
                    false => "Given to the browser, into its download folder. It is patient data: send it by your trust’s secure way, \
                              then delete it there.".into(),
                }));
            }
            Written::NotWanted => {}
            Written::No => state.told = Some(Told::Fault(NOT_SAVED.into())),
        });
    });
}

const NOT_SAVED: &str = "The browser could not save the list. Try again, or choose another folder.";

fn given(blob: &Blob, name: &str) -> Written {
    match sink::start_download(blob, name) {
        Ok(()) => Written::Yes,
        Err(_) => Written::No,
    }
}

fn told(session: Session, words: Told) {
    session.case_list.update(|state| state.told = Some(words));
}

/// The first dropped file that may be a list, and that nobody has answered for: its number and its name.
pub fn offered(session: Session) -> Option<(InstanceId, String)> {
    let answered = session.case_list.with(|state| state.answered.clone());
    session.catalogue.with(|catalogue| {
        let items = catalogue.items.iter().enumerate();
        let mut lists = items.filter(|(id, item)| {
            let is_workbook = |place: &str| {
                let place = place.to_lowercase();
                // A disc's own programs bring tables deep in their folders.
                place.split('/').count() <= 2
                    && (place.ends_with(".xlsx") || place.ends_with(".csv"))
            };
            matches!(item.outcome, Outcome::NotDicom(_))
                && is_workbook(&item.place)
                && !answered.contains(id)
                && store::origin(*id)
                    .is_some_and(|(origin, _)| origin.locator == engine::Locator::default())
        });
        let name = |place: &str| place.rsplit('/').next().unwrap_or_default().to_owned();
        lists.next().map(|(id, item)| (id, name(&item.place)))
    })
}

/// Opens a dropped file as the list, or leaves it what it is: no DICOM.
pub fn answer(session: Session, id: InstanceId, wanted: bool) {
    session.case_list.update(|state| state.answered.push(id));
    if let Some((_, file)) = store::origin(id).filter(|_| wanted) {
        open(session, file);
    }
}
