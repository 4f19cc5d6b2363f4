//! The guide: the journey from permission to the lecture room, beside the work. It opens at the step that is on screen.

mod chapters;

use leptos::ev;
use leptos::html::{self, button, dd, div, dl, dt, h3, li, p, section, ul};
use leptos::prelude::*;

use crate::state::ui::{Step, Ui};
use chapters::{Chapter, GOES, JOURNEY, LIMITS};

/// What stands in the panel.
pub fn guide(ui: Ui) -> AnyView {
    let here = first_at(ui.step.get_untracked());
    let place = NodeRef::<html::Section>::new();
    Effect::new(move |_| {
        // Not on the first step: what comes before it is done elsewhere, and is read first.
        if let Some(section) = place.get()
            && here != first_at(Step::Add)
        {
            section.scroll_into_view();
        }
    });
    div()
        .class("guide")
        .attr("data-testid", "guide")
        .child((
            JOURNEY
                .iter()
                .enumerate()
                .map(|(at, chapter)| view(ui, at, chapter, (at == here).then_some(place)))
                .collect_view(),
            h3().child("What goes, and what stays"),
            dl().child(
                GOES.iter()
                    .map(|(what, becomes)| (dt().child(*what), dd().child(*becomes)))
                    .collect_view(),
            ),
            h3().child("What Darkroom can’t promise"),
            ul().class("plain")
                .child(LIMITS.iter().map(|line| li().child(*line)).collect_view()),
        ))
        .into_any()
}

/// The chapter that a step opens at.
fn first_at(step: Step) -> usize {
    let at = JOURNEY.iter().position(|chapter| chapter.at == Some(step));
    at.unwrap_or(0)
}

fn view(
    ui: Ui,
    at: usize,
    chapter: &'static Chapter,
    place: Option<NodeRef<html::Section>>,
) -> AnyView {
    let number = at + 1;
    let section = section().attr("data-chapter", number.to_string()).child((
        h3().child(format!("{number}. {}", chapter.title)),
        chapter
            .lines
            .iter()
            .map(|line| p().child(*line))
            .collect_view(),
        chapter.picture.map(|shows| {
            div()
                .class("shot")
                .attr("role", "img")
                .attr("aria-label", shows)
        }),
        chapter.at.map(|step| go_there(ui, step)),
    ));
    match place {
        Some(place) => section.node_ref(place).into_any(),
        None => section.into_any(),
    }
}

fn go_there(ui: Ui, step: Step) -> AnyView {
    let words = match step {
        Step::Add => "Go to Add",
        Step::Look => "Go to Look",
        Step::Rules => "Go to Rules",
        Step::Save => "Go to Save",
    };
    // Of the step that is on screen there is nothing to go to.
    (move || {
        (ui.step.get() != step).then(|| {
            button()
                .attr("type", "button")
                .class("link")
                .on(ev::click, move |_| ui.go(step))
                .child(words)
        })
    })
    .into_any()
}
