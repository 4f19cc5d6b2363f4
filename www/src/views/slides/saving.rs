//! Saving what is marked: format and size, the buttons, how far it is, and what came of it.

use leptos::ev;
use leptos::html::{button, div, h2, label, li, option, p, select, span, strong, ul};
use leptos::prelude::*;

use super::list;
use crate::browser::sink;
use crate::controllers::slides::{choose_format, choose_size};
use crate::save;
use crate::state::run::ZipTo;
use crate::state::slides::{Saved, Slides, What, Work};
use crate::state::ui::Ui;
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
                    "None is marked. On Look, press E: the picture in view is marked as you see it, to be saved as PNG or \
                     JPEG.",
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
    let save = move |to: ZipTo| {
        if may.get_untracked() {
            save::slides::start(ui.session, to);
        }
    };
    let films = move || {
        let is_film = |slides: &Slides| slides.marks.iter().any(|mark| mark.what == What::Film);
        ui.session.slides.with(is_film)
    };
    div()
        .class("dest")
        .child((
            div().child((
                strong().child("One zip, with its certificate"),
                p().class("second").child(
                    "Nothing but pixels is in the pictures; their names are made of the case name. Rectangles are \
                     black, window and zoom are as you saw them.",
                ),
                move || {
                    films().then(|| {
                        p().class("second").child(
                            "A film is an MP4 where this browser can make one, else an animated PNG, which loses \
                             nothing.",
                        )
                    })
                },
                choices(ui),
            )),
            div().class("row-of-buttons").child((
                sink::can_pick().then(|| {
                    button()
                        .attr("type", "button")
                        .class("button second-button")
                        .attr("aria-disabled", disabled)
                        .on(ev::click, move |_| save(ZipTo::PickedFile))
                        .child("Choose where…")
                }),
                button()
                    .attr("type", "button")
                    .class("button second-button")
                    .attr("data-testid", "deliver-slides")
                    .attr("aria-disabled", disabled)
                    .on(ev::click, move |_| save(ZipTo::Download))
                    .child("Save pictures"),
            )),
        ))
        .into_any()
}

fn choices(ui: Ui) -> AnyView {
    let slides = ui.session.slides;
    let format = move || slides.with(|slides| slides.format);
    let size = move || slides.with(|slides| slides.size);
    let formats = [
        ("png", "PNG, exact", Format::Png),
        ("jpeg", "JPEG, smaller", Format::Jpeg),
    ];
    let sizes = [
        ("as-stored", "As stored", Size::AsStored),
        ("screen", "To fit 1920 × 1080", Size::Screen),
    ];
    div()
        .class("slide-choices")
        .child((
            label().child((
                span().child("Format"),
                span().class("pick").child(
                    select()
                        .attr("data-testid", "slides-format")
                        .on(ev::change, move |event| {
                            let named = Format::named(&event_target_value(&event));
                            choose_format(ui.session, named.unwrap_or_default());
                        })
                        .child(
                            formats
                                .into_iter()
                                .map(|(value, words, it)| {
                                    option()
                                        .attr("value", value)
                                        .prop("selected", move || format() == it)
                                        .child(words)
                                })
                                .collect_view(),
                        ),
                ),
            )),
            label().child((
                span().child("Size"),
                span().class("pick").child(
                    select()
                        .attr("data-testid", "slides-size")
                        .on(ev::change, move |event| {
                            let named = Size::named(&event_target_value(&event));
                            choose_size(ui.session, named.unwrap_or_default());
                        })
                        .child(
                            sizes
                                .into_iter()
                                .map(|(value, words, it)| {
                                    option()
                                        .attr("value", value)
                                        .prop("selected", move || size() == it)
                                        .child(words)
                                })
                                .collect_view(),
                        ),
                ),
            )),
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
                .on(ev::click, move |_| save::slides::stop(ui.session))
                .child("Stop"),
        ))
        .into_any()
}

/// What came of the last saving.
fn said(work: &Work) -> Option<AnyView> {
    match work {
        Work::Idle | Work::Drawing { .. } => None,
        Work::Failed(words) => Some(p().class("wrong-words").child(words.clone()).into_any()),
        Work::Saved(saved) => Some(saved_words(saved)),
    }
}

fn saved_words(saved: &Saved) -> AnyView {
    let Saved {
        name,
        files,
        animated,
        left_out,
    } = saved;
    let given = format!(
        "Given to the browser: {}, in {name}.",
        count(*files, "file", "files")
    );
    let animated = (*animated > 0).then(|| {
        "This browser can’t make an MP4 of it: the film is an animated PNG, which browsers and PowerPoint play. For an \
         MP4 use Edge or Chrome."
    });
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
