//! Videos in the right-hand panel: why they are held, and the offer to paint them and compress them again.

use leptos::ev;
use leptos::html::{button, h3, p, section};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::controllers::pictures;
use crate::state::ui::Ui;
use darkroom::catalogue::{InstanceId, SeriesId, Triage};
use darkroom::clean::HeldReason;
use darkroom::review::SeriesState;

/// How things stand with the videos of the series in view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stand {
    /// Held back.
    Held,
    /// To be re-encoded.
    Chosen,
}

/// What is known of the offer.
#[derive(Clone, Debug, PartialEq)]
enum Offer {
    Asking,
    Open,
    /// Why not, in words.
    Closed(String),
}

/// The videos of a series that stand like that.
fn videos(ui: Ui, id: SeriesId, stand: Stand) -> Vec<InstanceId> {
    ui.of_series(id, |catalogue, series| {
        let stands = |instance: &InstanceId| {
            catalogue.summary(*instance).is_some_and(|summary| {
                let held = summary.triage == Triage::Held(HeldReason::Video);
                match stand {
                    Stand::Held => held,
                    Stand::Chosen => {
                        summary.is_video() && !matches!(summary.triage, Triage::Held(_))
                    }
                }
            })
        };
        series.instances.iter().copied().filter(stands).collect()
    })
    .unwrap_or_default()
}

/// A section for the held videos of the series in view, and one for those that are to be re-encoded.
pub fn video(ui: Ui) -> impl IntoView {
    let stands = Memo::new(move |_| {
        let id = ui.series.get()?;
        let there = |stand| !videos(ui, id, stand).is_empty();
        let deleted = ui.state(id) == SeriesState::Deleted;
        (!deleted).then(|| (id, there(Stand::Held), there(Stand::Chosen)))
    });
    move || {
        stands.get().map(|(id, some_held, some_chosen)| {
            (
                some_chosen.then(|| chosen(ui, id)),
                some_held.then(|| held(ui, id)),
            )
        })
    }
}

fn held(ui: Ui, id: SeriesId) -> AnyView {
    let offer = RwSignal::new(Offer::Asking);
    let first = untrack(move || videos(ui, id, Stand::Held))
        .first()
        .copied();
    spawn_local(async move {
        let Some(first) = first else { return };
        let answer = match pictures::video_offer(first).await {
            Ok(_) => Offer::Open,
            Err(words) => Offer::Closed(words),
        };
        let _ = offer.try_set(answer);
    });
    section()
        .class("video")
        .attr("data-testid", "video")
        .child((
            h3().child(if untrack(move || ui.paintable()) {
                "A video in this series is held"
            } else {
                "What can be done"
            }),
            move || match offer.get() {
                Offer::Asking => p()
                    .class("second")
                    .child("Darkroom is finding out whether this browser can compress it again.")
                    .into_any(),
                Offer::Closed(words) => p()
                    .class("second")
                    .child(format!(
                        "{words} Leave it out, or export still images of it from your PACS."
                    ))
                    .into_any(),
                Offer::Open => open(ui, id, offer),
            },
        ))
        .into_any()
}

fn open(ui: Ui, id: SeriesId, offer: RwSignal<Offer>) -> AnyView {
    (
        p().child(
            "Its pictures can leave if they are painted and compressed again. They lose a little by that, and the file will say so. Sound and whatever else is stored beside the pictures is dropped.",
        ),
        button()
            .attr("type", "button")
            .class("button")
            .attr("data-testid", "compress-again")
            .on(ev::click, move |_| choose(ui, id, offer))
            .child("Paint and compress again"),
    )
        .into_any()
}

/// Asks for every video of the series; those that can be re-encoded then need a look.
fn choose(ui: Ui, id: SeriesId, offer: RwSignal<Offer>) {
    if untrack(move || ui.running()) {
        return;
    }
    let videos = untrack(move || videos(ui, id, Stand::Held));
    offer.set(Offer::Asking);
    spawn_local(async move {
        let mut answers = Vec::new();
        for instance in videos {
            answers.push((instance, pictures::video_offer(instance).await));
        }
        // Somebody may have begun to save meanwhile.
        if untrack(move || ui.running()) {
            let _ = offer.try_set(Offer::Open);
            return;
        }
        let mut why = None;
        for (instance, answer) in answers {
            match answer {
                Ok(triage) => triage_again(ui, instance, triage),
                Err(words) => why = Some(words),
            }
        }
        if let Some(why) = why {
            let _ = offer.try_set(Offer::Closed(why));
        }
    });
}

fn chosen(ui: Ui, id: SeriesId) -> AnyView {
    let back = move |_| {
        if untrack(move || ui.running()) {
            return;
        }
        for instance in untrack(move || videos(ui, id, Stand::Chosen)) {
            triage_again(ui, instance, Triage::Held(HeldReason::Video));
        }
    };
    section()
        .class("video")
        .attr("data-testid", "video")
        .child((
            h3().child("This video is compressed again"),
            p().class("second").child(
                "When it is saved, as H.264 and without sound. Look through all of it: what you paint grows to blocks of 16 × 16 pixels.",
            ),
            button()
                .attr("type", "button")
                .class("button small")
                .on(ev::click, back)
                .child("Hold it back after all"),
        ))
        .into_any()
}

/// Changes how much looking an instance needs.
fn triage_again(ui: Ui, instance: InstanceId, triage: Triage) {
    ui.session
        .catalogue
        .update(|catalogue| catalogue.triage_again(instance, triage));
}
