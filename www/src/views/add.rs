//! The Add step: the drop zone, reading, and where every file went.

use std::cell::Cell;
use std::collections::BTreeMap;

use leptos::ev;
use leptos::html::{aside, button, div, h1, h2, input, li, main, ol, p, section, span};
use leptos::prelude::*;
use leptos::{html, wasm_bindgen::JsCast};

use super::check;
use super::lists;
use super::locked;
use super::open_key::open_key;
use super::people;
use crate::browser::js;
use crate::controllers::{intake, ruled};
use crate::state::this_browser::Came;
use crate::state::ui::{Panel, Ui};
use crate::words::ruled::{AT_ONCE, NO_DIALOG};
use crate::words::{count, thousands};

/// The step's body.
pub fn add(ui: Ui) -> AnyView {
    let empty = Memo::new(move |_| {
        ui.counts.get().files_in == 0 && ui.session.intake.with(Option::is_none)
    });
    div()
        .class("two")
        .child((
            main().class("add").class(("filled", move || !empty.get())).child((
                move || (!empty.get()).then(|| reading(ui)),
                super::case_list::standing(ui),
                locked::ask(ui),
                people::ask(ui),
                zone(ui, empty),
                move || (!empty.get()).then(|| lists::lists(ui)),
            )),
            aside().class("side").child((
                h2().child("How it works"),
                ol().class("three").child((
                    li().child("Darkroom shows you what the header gives away, and which pictures need a look."),
                    li().child("You look, and paint what must go. What nobody has looked at is not saved."),
                    li().child(
                        "Clean copies go to your encrypted drive, or into one zip. Your originals are never changed.",
                    ),
                )),
                button()
                    .attr("type", "button")
                    .class("link journey")
                    .on(ev::click, move |_| ui.panel.set(Some(Panel::Guide)))
                    .child("The whole journey in ten steps"),
                super::case_list::way_in(ui),
                open_key(ui),
                check::way_in(ui),
            )),
        ))
        .into_any()
}

fn zone(ui: Ui, empty: Memo<bool>) -> AnyView {
    let press = move |input: NodeRef<html::Input>| {
        if let Some(input) = input.get_untracked() {
            ui.no_dialog.set(false);
            PRESSED.set(Some(js::now()));
            input.click();
        }
    };
    div()
        .class("drop")
        .attr("data-testid", "drop-zone")
        .child((
            (corner("tl"), corner("tr"), corner("bl"), corner("br")),
            div().class("words").child((
                move || {
                    if empty.get() {
                        h1().child("Drop a folder of images here").into_any()
                    } else {
                        h2().child("Add more").into_any()
                    }
                },
                p().class("lead")
                    .child("A PACS export, a CD, single DICOM files, a zip or another archive, locked or not. Any number."),
                div().class("row-of-buttons").child((
                    button()
                        .attr("type", "button")
                        .attr("id", move || empty.get().then_some("next"))
                        .class(move || {
                            if empty.get() {
                                "button go"
                            } else {
                                "button second-button"
                            }
                        })
                        .on(ev::click, move |_| press(ui.folder_input))
                        .child("Open a folder"),
                    button()
                        .attr("type", "button")
                        .class("button second-button tall")
                        .on(ev::click, move |_| press(ui.files_input))
                        .child("Open files or a zip"),
                )),
                move || {
                    ui.no_dialog.get().then(|| {
                        p().class("wrong")
                            .attr("role", "alert")
                            .attr("data-testid", "no-dialog")
                            .child(NO_DIALOG)
                    })
                },
                sample(ui),
            )),
        ))
        .into_any()
}

/// For whoever has no images at hand.
fn sample(ui: Ui) -> AnyView {
    p().class("lead new")
        .child((
            "New here? ",
            button()
                .attr("type", "button")
                .class("link")
                .attr("data-testid", "open-sample")
                .on(ev::click, move |_| intake::open_sample(ui.session))
                .child("Open a sample study"),
            " with invented patients.",
        ))
        .into_any()
}

thread_local! {
    /// When a button was pressed that opens a dialog, until the window has lost the focus to one.
    static PRESSED: Cell<Option<f64>> = const { Cell::new(None) };
}

/// The file inputs, out of sight; buttons press them.
pub fn inputs(ui: Ui) -> AnyView {
    window_event_listener(ev::blur, |_| PRESSED.set(None));
    // A browser that may open no dialog cancels at once. Whoever closes one takes longer, and the window has lost the
    // focus meanwhile: then nothing is said.
    let cancelled = move |_: web_sys::Event| {
        let pressed = PRESSED.take();
        let is_at_once = pressed.is_some_and(|at| js::now() - at < AT_ONCE);
        ui.no_dialog.set(is_at_once);
        if is_at_once {
            ruled::tried(ui.session, |tried| tried.opened = Came::Refused);
        }
    };
    let take = move |event: web_sys::Event| {
        if let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::HtmlInputElement>().ok())
        {
            if let Some(files) = input.files().filter(|files| files.length() > 0) {
                intake::add_files(ui.session, &files);
            }
            // The same folder can be chosen again.
            input.set_value("");
        }
    };
    section()
        .class("spoken")
        .attr("aria-label", "Files to open")
        .child((
            input()
                .node_ref(ui.folder_input)
                .class("spoken")
                .attr("type", "file")
                .attr("webkitdirectory", true)
                .attr("multiple", true)
                .attr("tabindex", "-1")
                .attr("aria-label", "Open a folder")
                .attr("data-testid", "intake-folder")
                .on(cancel(), cancelled)
                .on(ev::change, take),
            input()
                .node_ref(ui.files_input)
                .class("spoken")
                .attr("type", "file")
                .attr("multiple", true)
                .attr("tabindex", "-1")
                .attr("aria-label", "Open files or a zip")
                .attr("data-testid", "intake-files")
                .on(cancel(), cancelled)
                .on(ev::change, take),
        ))
        .into_any()
}

/// What an input is told when its dialog is closed without a choice.
fn cancel() -> ev::Custom<web_sys::Event> {
    ev::Custom::new("cancel")
}

fn corner(place: &'static str) -> AnyView {
    span()
        .class(format!("corner {place}"))
        .attr("aria-hidden", "true")
        .into_any()
}

/// What is being read, or what was.
fn reading(ui: Ui) -> AnyView {
    let words = move || match ui.session.intake.get() {
        Some(_) if ui.running() => (
            "More files wait".to_owned(),
            "They are added when saving is done.".to_owned(),
            None,
        ),
        Some(intake) => {
            let found = count(intake.files_found, "file", "files");
            let more = if intake.listing { " so far" } else { "" };
            (
                "Reading what you added".to_owned(),
                format!("{} of {found}{more}", thousands(intake.files_read)),
                Some((intake.files_read, intake.files_found)),
            )
        }
        None => {
            if let Some(words) = no_dicom(ui) {
                return ("No DICOM images in what you added".to_owned(), words, None);
            }
            let (patients, series) = ui
                .session
                .catalogue
                .with(|catalogue| (catalogue.patients.len(), catalogue.series.len()));
            (
                count(ui.counts.get().files_in, "file read", "files read"),
                format!(
                    "{}, {} series.",
                    count(patients, "case", "cases"),
                    thousands(series)
                ),
                None,
            )
        }
    };
    div()
        .class("reading")
        .child(move || {
            let (title, line, share) = words();
            let progress = Some("progress");
            (
                h1().child(title),
                p().class("lead").child(line),
                share.map(|(done, all)| super::save::bar("bar", "Files read", done, all, progress)),
            )
        })
        .into_any()
}

/// What was found where no file is DICOM, and what to try; `None` where some are.
fn no_dicom(ui: Ui) -> Option<String> {
    let counts = ui.counts.get();
    if counts.files_in == 0 || counts.not_dicom < counts.files_in {
        return None;
    }
    let kinds = ui
        .session
        .catalogue
        .with(|catalogue| kinds_of(catalogue.items.iter().map(|item| item.place.as_str())));
    Some(format!(
        "{}: {kinds}. Darkroom opens DICOM files, and zips, discs and archives of them. In PACS choose DICOM when you \
         export, not JPEG or PDF; of a disc, open the whole disc, with its DICOMDIR.",
        count(counts.files_in, "file was read", "files were read"),
    ))
}

/// Endings of what people take for an export from PACS.
const ENDINGS: [&str; 24] = [
    "avi", "bmp", "csv", "doc", "docx", "exe", "gif", "htm", "html", "inf", "ini", "jar", "jpeg",
    "jpg", "json", "mov", "mp4", "pdf", "png", "ppt", "pptx", "rtf", "txt", "xml",
];

/// `3 .jpg, 1 .pdf and 2 others`, by how the names end, the commonest first.
fn kinds_of<'a>(places: impl Iterator<Item = &'a str>) -> String {
    const SHOWN: usize = 3;
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for place in places {
        let name = crate::words::file_name(place);
        let ending = name
            .rsplit_once('.')
            .map(|(_, ending)| ending.to_lowercase());
        // A name may stand behind a dot, too: only endings that are known are said.
        let ending = ending.filter(|ending| ENDINGS.contains(&ending.as_str()));
        *kinds.entry(ending.unwrap_or_default()).or_default() += 1;
    }
    let mut others = kinds.remove("").unwrap_or(0);
    let mut kinds: Vec<(String, usize)> = kinds.into_iter().collect();
    kinds.sort_by_key(|(_, number)| std::cmp::Reverse(*number));
    others += kinds
        .iter()
        .skip(SHOWN)
        .map(|(_, number)| number)
        .sum::<usize>();
    kinds.truncate(SHOWN);
    let mut words: Vec<String> = kinds
        .into_iter()
        .map(|(ending, number)| format!("{} .{ending}", thousands(number)))
        .collect();
    match (others, words.is_empty()) {
        (0, _) => {}
        (_, true) => words.push("none with an ending that is known".into()),
        (others, false) => words.push(count(others, "other", "others")),
    }
    words.join(", ")
}

/// In place of the pictures when there are none.
pub fn nothing(ui: Ui) -> AnyView {
    main()
        .class("text")
        .child((
            h1().child("Nothing to look at yet"),
            p().class("lead").child(
                "Add images first. They appear here as soon as their headers have been read.",
            ),
            ol().class("three how").child((
                li().child("The wheel and the arrows go through the images; a drag with the left button changes brightness and contrast."),
                li().child("R, then a drag, paints a black rectangle over a name. “Apply to” says on which images."),
                li().child("N goes to what is to be seen next; X says that nothing identifying is left."),
            )),
            button()
                .attr("type", "button")
                .class("button second-button tall")
                .on(ev::click, move |_| ui.go(crate::state::ui::Step::Add))
                .child("Go to Add"),
        ))
        .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_dicom_is_said_by_its_endings() {
        let of = |places: &[&str]| kinds_of(places.iter().copied());
        assert_eq!(of(&["a/1.jpg", "a/2.JPG", "b.pdf"]), "2 .jpg, 1 .pdf");
        assert_eq!(
            of(&["a.txt", "b.png", "c.gif", "d.xml", "README"]),
            "1 .gif, 1 .png, 1 .txt, 2 others"
        );
        assert_eq!(of(&["README", "x."]), "none with an ending that is known");
        assert_eq!(
            of(&["Doe.Jane Mary", "Smith.Ada"]),
            "none with an ending that is known"
        );
    }
}
