//! What came of a run: what was saved, what was held and what can be done about it.

use leptos::ev;
use leptos::html::{button, div, h2, p, section, strong};
use leptos::prelude::*;

use super::{Known, folders, known_now};
use crate::state::run::Stage;
use crate::state::ui::Ui;
use crate::views::lines::{Line, lines};
use crate::words::{count, images, thousands};
use darkroom::catalogue::InstanceId;
use darkroom::clean::HeldReason;

/// Names of the zips that the run has given to the browser.
fn given(ui: Ui) -> Vec<String> {
    let places = ui
        .session
        .run
        .with_untracked(|run| run.as_ref().map(|run| run.zips.clone()));
    ui.session.zips.with_untracked(|given| {
        let zips = places.unwrap_or_default().into_iter();
        zips.filter_map(|place| given.get(place).map(|zip| zip.name.clone()))
            .collect()
    })
}

/// What a run that did not come to its end has given out all the same.
fn handed_over(ui: Ui) -> String {
    let given = given(ui);
    let earlier = ui.session.zips.with_untracked(|zips| !zips.is_empty());
    if given.is_empty() && earlier {
        "This time nothing was saved. What was given to the browser before is named below."
            .to_owned()
    } else if given.is_empty() {
        "Nothing was saved.".to_owned()
    } else {
        format!(
            "These were given to the browser before: {}. The rest was not.",
            given.join(", ")
        )
    }
}

pub fn outcome(ui: Ui, stage: Stage) -> AnyView {
    if let Some(view) = folders::outcome(ui, &stage) {
        return view;
    }
    match stage {
        Stage::Cancelled => div()
            .class("note")
            .child((
                strong().child("You stopped it"),
                p().child(format!("{} Nothing half-made is left.", handed_over(ui))),
            ))
            .into_any(),
        Stage::Failed(words) => div()
            .class("errors")
            .attr("role", "alert")
            .child((
                h2().child("It couldn’t be saved"),
                p().child(words),
                p().child(handed_over(ui)),
            ))
            .into_any(),
        Stage::Running | Stage::Paused => ().into_any(),
        Stage::Done => done(ui),
    }
}

fn done(ui: Ui) -> AnyView {
    let cleaned = ui
        .session
        .run
        .with_untracked(|run| run.as_ref().map_or(0, |run| run.counts.cleaned));
    let held = untrack(|| crate::views::lists::held(ui));
    let (mine, theirs): (Vec<_>, Vec<_>) = held
        .iter()
        .partition(|(_, reason)| reason.can_be_put_right());
    div()
        .class("outcome")
        .child((
            went_to(ui, cleaned),
            folders::unfinished(ui),
            (!held.is_empty()).then(|| held_back(held.len(), cleaned, folders::of_run(ui))),
            held_group(ui, "you can put right", &mine),
            held_group(ui, "that Darkroom can’t clean", &theirs),
        ))
        .into_any()
}

/// Where the images went, as far as that is known, and the way to the certificate.
fn went_to(ui: Ui, cleaned: usize) -> impl IntoView {
    let files = given(ui);
    let certified = ui
        .session
        .run
        .with_untracked(|run| run.as_ref().is_some_and(|run| run.certificate.is_some()));
    let names = files.join(", ");
    let in_folders = ui.session.run.with_untracked(|run| {
        let run = run.as_ref().filter(|run| !run.folders.is_empty())?;
        Some(folders::saved_words(cleaned, run.counts.held, &run.folders))
    });
    let title = move || match &in_folders {
        Some(words) => words.clone(),
        None => saved_words(cleaned, &names, known_now(ui) == Some(Known::Arrived)),
    };
    let unknown = move || {
        (known_now(ui) == Some(Known::No)).then(|| {
        p().child("A page is not told whether a download arrives: it may be refused, stopped or cut short.")
    })
    };
    div().class("note").child((
        strong().child(title),
        unknown,
        folders::notes(ui),
        earlier(ui, &files),
        certified.then(|| {
            div().class("row-of-buttons").child(
                button()
                    .attr("type", "button")
                    .class("button second-button")
                    .attr("data-testid", "certificate")
                    .on(ev::click, move |_| ui.certificate.set(true))
                    .child("See and print the certificate"),
            )
        }),
    ))
}

/// `16 images go to a.zip.`, and once they have arrived `16 images are in a.zip.`
fn saved_words(cleaned: usize, names: &str, arrived: bool) -> String {
    let verb = match (arrived, cleaned) {
        (true, 1) => "is in",
        (true, _) => "are in",
        (false, 1) => "goes to",
        (false, _) => "go to",
    };
    format!("{} {verb} {names}.", images(cleaned))
}

fn held_back(held: usize, cleaned: usize, in_folders: bool) -> impl IntoView {
    div()
        .class("errors")
        .attr("role", "alert")
        .attr("tabindex", "-1")
        .child((
            h2().child(format!(
                "{} held back",
                count(held, "file was", "files were")
            )),
            p().child(match (held, cleaned) {
                (_, 0) if in_folders => "No image is saved: there is the certificate alone.",
                (1, _) if in_folders => "It is not saved. The others are.",
                (_, _) if in_folders => "They are not saved. The others are.",
                (_, 0) => "No image is in the zip: it holds the certificate alone.",
                (1, _) => "It is not in the zip. The others are.",
                _ => "They are not in the zip. The others are.",
            }),
        ))
}

/// That what was saved before is not the newest, and its names.
fn earlier(ui: Ui, newest: &[String]) -> Option<impl IntoView + use<>> {
    let before = ui.session.zips.with_untracked(|given| {
        let names = given.iter().map(|zip| &zip.name);
        let before = names.filter(|name| !newest.contains(name));
        before.cloned().collect::<Vec<_>>().join(", ")
    });
    let newest = match folders::of_run(ui) {
        true => "Zips from before, without your later changes",
        false => "This is the newest zip. Earlier, without your later changes",
    };
    (!before.is_empty()).then(|| {
        p().attr("data-testid", "earlier-zips")
            .child(format!("{newest}: {before}."))
    })
}

fn held_group(ui: Ui, title: &str, held: &[&(InstanceId, HeldReason)]) -> Option<impl IntoView> {
    let files = ui.session.catalogue.with_untracked(|catalogue| {
        let place = |id: usize| catalogue.items.get(id).map_or("", |item| &item.place);
        let line = |(id, reason): &&(InstanceId, HeldReason)| Line::held(place(*id), reason);
        held.iter().map(line).collect::<Vec<_>>()
    });
    (!files.is_empty()).then(|| {
        section().class("list").child((
            h2().child(format!("{} {title}", thousands(files.len()))),
            lines(ui, Signal::stored(files)),
        ))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_in_a_zip_only_once_that_has_arrived() {
        assert_eq!(saved_words(1, "a.zip", false), "1 image goes to a.zip.");
        assert_eq!(
            saved_words(16, "a.zip, b.zip", false),
            "16 images go to a.zip, b.zip."
        );
        assert_eq!(saved_words(1, "a.zip", true), "1 image is in a.zip.");
        assert_eq!(saved_words(16, "a.zip", true), "16 images are in a.zip.");
    }
}
