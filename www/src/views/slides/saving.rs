//! Saving what is marked: format and size, the buttons, how far it is, and what came of it.

use leptos::ev;
use leptos::html::{button, div, h2, label, li, option, p, select, span, strong, ul};
use leptos::prelude::*;

use super::list;
use crate::browser::{folder, sink};
use crate::controllers::slides::{choose_format, choose_size};
use crate::save::slides::{self as save, To};
use crate::state::folders::Trouble;
use crate::state::slides::{Saved, Slides, What, Work};
use crate::state::ui::Ui;
use crate::views::save::what;
use crate::words::count;
use darkroom::slides::{Format, Size};

/// The section of the Save step.
pub fn section_of_save(ui: Ui) -> AnyView {
    let marks = Memo::new(move |_| ui.session.slides.with(|slides| slides.marks.len()));
    let any = Memo::new(move |_| marks.get() > 0);
    (
        h2().attr("id", "for-slides").child(move || match marks.get() {
            0 => "Pictures for slides".to_owned(),
            many => format!("Pictures for slides ({many})"),
        }),
        move || match any.get() {
            true => marked(ui),
            false => p()
                .class("second")
                .child(
                    "None is marked. On Look, press E: the picture in view is marked as you see it, to be saved as \
                     PNG or JPEG.",
                )
                .into_any(),
        },
        // Announced where it stands already.
        div()
            .attr("role", "status")
            .attr("data-testid", "slides-said")
            .child(move || ui.session.slides.with(|slides| said(&slides.work))),
    )
        .into_any()
}

fn marked(ui: Ui) -> AnyView {
    let working = Memo::new(move |_| ui.session.slides.with(Slides::is_working));
    div()
        .class("slides")
        .child((list::long(ui), move || match working.get() {
            true => progress(ui),
            false => ready(ui),
        }))
        .into_any()
}

fn ready(ui: Ui) -> AnyView {
    // One that may leave is enough: the others are left out, with their reasons.
    let may = Memo::new(move |_| {
        let marks = ui.session.slides.with(|slides| slides.marks.clone());
        let mut marks = marks.iter();
        !ui.running() && marks.any(|mark| list::why_not(ui, mark.what, mark.image).is_none())
    });
    let disabled = move || (!may.get()).then_some("true");
    let is_refused = ui
        .session
        .folders
        .with_untracked(|folders| folders.is_refused);
    let give = move |to: To| {
        if may.get_untracked() {
            save::start(ui.session, to);
        }
    };
    let picks = sink::can_pick() && !is_refused;
    div()
        .class("dest")
        .child((
            words(ui, may),
            div().class("row-of-buttons").child((
                (folder::can_pick() && !is_refused).then(|| {
                    button()
                        .attr("type", "button")
                        .class("button second-button")
                        .attr("data-testid", "deliver-slides-folder")
                        .attr("aria-disabled", disabled)
                        .on(ev::click, move |_| give(To::Folder))
                        .child("Into a folder…")
                }),
                picks.then(|| {
                    button()
                        .attr("type", "button")
                        .class("button second-button")
                        .attr("aria-disabled", disabled)
                        .on(ev::click, move |_| give(To::PickedFile))
                        .child("Into a zip…")
                }),
                button()
                    .attr("type", "button")
                    .class("button second-button")
                    .attr("data-testid", "deliver-slides")
                    .attr("aria-disabled", disabled)
                    .on(ev::click, move |_| give(To::Download))
                    .child(if picks {
                        "Download them"
                    } else {
                        "Save pictures"
                    }),
            )),
        ))
        .into_any()
}

/// What is saved, the choices, and one picture by itself.
fn words(ui: Ui, may: Memo<bool>) -> AnyView {
    let is_one = Memo::new(move |_| ui.session.slides.with(|slides| slides.marks.len() == 1));
    let films = Memo::new(move |_| {
        let is_film = |slides: &Slides| slides.marks.iter().any(|mark| mark.what == What::Film);
        ui.session.slides.with(is_film)
    });
    div()
        .child((
            strong().child("A folder or a zip, with their certificate"),
            p().class("second").child(
                "Nothing but pixels is in the pictures; their names are made of the case name. Rectangles are black, \
                 window and zoom are as you saw them.",
            ),
            move || {
                films.get().then(|| {
                    p().class("second").child(
                        "A film is an MP4 where this browser can make one, else an animated PNG, which loses nothing.",
                    )
                })
            },
            choices(ui),
            move || {
                (is_one.get() && may.get()).then(|| {
                    button()
                        .attr("type", "button")
                        .class("link")
                        .attr("data-testid", "deliver-slide")
                        .on(ev::click, move |_| save::start(ui.session, To::Alone))
                        .child("Save this one as a file by itself")
                })
            },
        ))
        .into_any()
}

fn choices(ui: Ui) -> AnyView {
    let session = ui.session;
    let formats = [("png", "PNG, exact"), ("jpeg", "JPEG, smaller")];
    let sizes = [("as-stored", "As stored"), ("screen", "To fit 1920 × 1080")];
    let is_png = move || session.slides.with(|slides| slides.format == Format::Png);
    let is_stored = move || session.slides.with(|slides| slides.size == Size::AsStored);
    let format =
        move |name: String| choose_format(session, Format::named(&name).unwrap_or_default());
    let size = move |name: String| choose_size(session, Size::named(&name).unwrap_or_default());
    div()
        .class("slide-choices")
        .child((
            choice("Format", "slides-format", formats, is_png, format),
            choice("Size", "slides-size", sizes, is_stored, size),
        ))
        .into_any()
}

/// One of two: value and words of each, and whether it is the first.
fn choice(
    name: &'static str,
    test_id: &'static str,
    both: [(&'static str, &'static str); 2],
    is_first: impl Fn() -> bool + Copy + Send + 'static,
    choose: impl Fn(String) + 'static,
) -> AnyView {
    let options = both.into_iter().zip([true, false]);
    let options = options.map(move |((value, words), first)| {
        option()
            .attr("value", value)
            .prop("selected", move || is_first() == first)
            .child(words)
    });
    label()
        .child((
            span().child(name),
            span().class("pick").child(
                select()
                    .attr("data-testid", test_id)
                    .on(ev::change, move |event| choose(event_target_value(&event)))
                    .child(options.collect_view()),
            ),
        ))
        .into_any()
}

fn progress(ui: Ui) -> AnyView {
    let figures = move || {
        ui.session.slides.with(|slides| match slides.work {
            Work::Drawing { done, of } => (done.min(of), of),
            _ => (0, 0),
        })
    };
    div()
        .class("dest")
        .child((
            div().child((
                strong().child(move || {
                    let (done, of) = figures();
                    format!("Drawn: {done} of {}", count(of, "picture", "pictures"))
                }),
                div()
                    .attr("role", "progressbar")
                    .attr("aria-label", "Pictures drawn")
                    .attr("aria-valuemin", "0")
                    .attr("aria-valuemax", move || figures().1)
                    .attr("aria-valuenow", move || figures().0)
                    .class("thin")
                    .child(span().class("done").style(("width", move || {
                        let (done, of) = figures();
                        format!("{}%", done * 100 / of.max(1))
                    }))),
            )),
            button()
                .attr("type", "button")
                .class("button")
                .on(ev::click, move |_| save::stop(ui.session))
                .child("Stop"),
        ))
        .into_any()
}

/// What came of the last saving.
fn said(work: &Work) -> Option<AnyView> {
    match work {
        Work::Idle | Work::Drawing { .. } => None,
        Work::Failed(words) => Some(p().class("wrong-words").child(words.clone()).into_any()),
        Work::Broken(trouble, files) => Some(
            p().class("wrong-words")
                .child(broken(*trouble, *files))
                .into_any(),
        ),
        Work::Saved(saved) => Some(saved_words(saved)),
    }
}

/// What is in a folder although not all of it could be put there.
fn broken(trouble: Option<Trouble>, files: usize) -> String {
    let why = trouble.map_or("You stopped it.", what);
    let there = match files {
        0 => return format!("{why} No picture was saved."),
        files => count(files, "picture is", "pictures are"),
    };
    format!(
        "{why} {there} in the folder, read back, but not the certificate that tells of them. Save them there once more: \
         what is there and right stays as it is."
    )
}

fn saved_words(saved: &Saved) -> AnyView {
    let Saved {
        name,
        in_folder,
        files,
        animated,
        left_out,
    } = saved;
    let given = match name.ends_with(".zip") {
        _ if *in_folder => format!(
            "{} saved in “{name}” and read back.",
            count(*files, "picture", "pictures")
        ),
        true => format!(
            "Given to the browser: {}, in {name}.",
            count(*files, "file", "files")
        ),
        false => format!("Given to the browser: {name}."),
    };
    let animated = (*animated > 0).then_some(
        "This browser can’t make an MP4 of it: the film is an animated PNG, which browsers and PowerPoint play. For an \
         MP4 use Edge or Chrome.",
    );
    let left_out = (!left_out.is_empty()).then(|| {
        (
            p().child(format!(
                "{} left out:",
                count(left_out.len(), "mark was", "marks were")
            )),
            ul().class("check-list").child(
                left_out
                    .iter()
                    .cloned()
                    .map(|words| li().child(words))
                    .collect_view(),
            ),
        )
    });
    div()
        .class("note")
        .child((
            p().child(given),
            animated.map(|words| p().child(words)),
            left_out,
        ))
        .into_any()
}
