//! The certificate on a page of its own, to print or to save.
//!
//! In comes the certificate of the run that has ended; out comes a sheet that prints alone, black on white (see the
//! print rules in `www/style.css`). It holds no patient value: neither does the certificate.

use std::sync::Arc;

use leptos::ev;
use leptos::html::{article, button, div, h1, h2, li, main, p, section, span, strong, ul};
use leptos::prelude::*;

use super::save::{Known, is_in_folders, known_now};
use crate::save;
use crate::state::ui::Ui;
use darkroom::deliver::{Certificate, Section};

/// A line of a section, by its form.
enum Line<'a> {
    /// A count, and of what.
    Figure(&'a str, &'a str),
    /// Under the line before.
    Under(&'a str),
    Plain(&'a str),
}

impl<'a> Line<'a> {
    fn of(line: &'a str) -> Self {
        let inner = line.trim_start();
        let figure = inner.split_once("  ").filter(|(figure, _)| {
            figure.starts_with(|letter: char| letter.is_ascii_digit())
                && figure
                    .chars()
                    .all(|letter| letter.is_ascii_digit() || letter == ',')
        });
        match figure {
            Some((figure, words)) => Self::Figure(figure, words),
            None if inner.len() < line.len() => Self::Under(inner),
            None => Self::Plain(line),
        }
    }

    fn view(self) -> AnyView {
        match self {
            Self::Figure(figure, words) => li()
                .class("count")
                .child((
                    strong().child(figure.to_owned()),
                    span().child(words.to_owned()),
                ))
                .into_any(),
            Self::Under(words) => li().class("under").child(words.to_owned()).into_any(),
            Self::Plain(words) => li().child(words.to_owned()).into_any(),
        }
    }
}

/// The certificate in place of the step; `None` unless it is wanted and there is one.
pub fn certificate(ui: Ui) -> Option<AnyView> {
    if !ui.certificate.get() {
        return None;
    }
    let run = ui.session.run.with(|run| run.as_ref()?.certificate.clone());
    run.map(|certificate| sheet(ui, certificate))
}

fn sheet(ui: Ui, certificate: Arc<Certificate>) -> AnyView {
    let heading = NodeRef::<leptos::html::H1>::new();
    Effect::new(move |_| {
        if let Some(heading) = heading.get() {
            let _ = heading.focus();
        }
    });
    let sections = certificate.sections();
    main()
        .class("certificate")
        .child((
            div().class("certificate-tools").child((
                button()
                    .attr("type", "button")
                    .class("link")
                    .attr("data-testid", "certificate-back")
                    .on(ev::click, move |_| ui.certificate.set(false))
                    .child("Back to Save"),
                div().class("row-of-buttons").child((
                    button()
                        .attr("type", "button")
                        .class("button")
                        .attr("data-testid", "certificate-json")
                        .on(ev::click, move |_| {
                            if let Err(words) = save::save_certificate(&certificate) {
                                ui.session.fault.set(Some(words));
                            }
                        })
                        .child("Save as JSON"),
                    button()
                        .attr("type", "button")
                        .class("button second-button")
                        .attr("data-testid", "certificate-print")
                        .on(ev::click, move |_| {
                            let _ = window().print();
                        })
                        .child("Print or save as PDF"),
                )),
            )),
            article()
                .class("paper")
                .attr("data-testid", "certificate-page")
                .child((
                    h1().node_ref(heading)
                        .attr("tabindex", "-1")
                        .child("Certificate of anonymisation"),
                    p().class("lead").child(
                        "Names, numbers and other identifying details were removed from the headers or replaced, and \
                         what a person painted is black in the picture itself. Check before you pass the images on: no \
                         program can promise that nothing was missed.",
                    ),
                    p().attr("data-testid", "certificate-arrival").child(move || arrival(ui)),
                    sections.iter().map(part).collect_view(),
                )),
        ))
        .into_any()
}

/// Whether the zip has arrived, as far as the page knows.
fn arrival(ui: Ui) -> &'static str {
    match known_now(ui) {
        Some(Known::Arrived) if is_in_folders(ui) => {
            "Every file was read back from the drive, and is what was written."
        }
        Some(Known::Arrived) => {
            "Every file of the zip was read again where it is kept, and is what was written."
        }
        Some(Known::Broken) => {
            "The zip was read again, and is not what was written: do not use it."
        }
        Some(Known::Reading | Known::No | Known::Unreadable) | None => {
            "The zip has not been read again: whether it has arrived is not known."
        }
    }
}

fn part(of: &Section) -> AnyView {
    section()
        .child((
            h2().child(of.heading.clone()),
            ul().child(
                of.lines
                    .iter()
                    .map(|line| Line::of(line).view())
                    .collect_view(),
            ),
        ))
        .into_any()
}
