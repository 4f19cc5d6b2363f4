//! The contact sheet: a handful of images from every glance series, to be seen before all of them are cleared at once.
//!
//! A series is cleared only when all of its handful have been in view and could be shown: [`ready`].

use leptos::ev;
use leptos::html::{button, div, h2, h3, main, p, section, span};
use leptos::prelude::*;

use super::state::{Ui, both};
use super::thumb::thumb;
use super::words::{count, images, thousands};
use crate::catalogue::{InstanceId, SeriesId};

/// Images shown of each series, evenly spread.
const SHOWN: usize = 12;

/// The sheet, in place of the viewer. The button that clears is the next action, at the foot.
pub fn sheet(ui: Ui) -> AnyView {
    let of = move |series: Vec<SeriesId>| {
        ui.app.catalogue.with(|catalogue| {
            let series = series.iter().filter_map(|id| catalogue.series(*id));
            series.map(|series| series.instances.len()).sum::<usize>()
        })
    };
    let number = Memo::new(move |_| of(ui.glance.get()));
    let seen = Memo::new(move |_| {
        let waiting = ui.glance.get().into_iter();
        let waiting = waiting.filter(|id| met(ui, *id) == Met::NotAll).count();
        (of(ready(ui)), waiting)
    });
    let list = For(ForProps::builder()
        .each(move || {
            let length = |id| ui.of_series(id, |_, series| series.instances.len());
            let series = ui.glance.get().into_iter();
            series.map(|id| (id, length(id))).collect::<Vec<_>>()
        })
        // What has grown has another handful.
        .key(|series| *series)
        .children(move |(id, _)| block(ui, id))
        .build());
    main()
        .class("view sheet")
        .attr("aria-label", "Contact sheet")
        .child((
            div().class("column-bar").child((
                h2().child(move || {
                    format!("{} glance series, {}", thousands(ui.glance.with(Vec::len)), images(number.get()))
                }),
                button()
                    .attr("type", "button")
                    .class("button small")
                    .on(ev::click, move |_| ui.sheet.set(false))
                    .child("Back to the picture"),
            )),
            div().class("blocks").child(list),
            p().class("question").child(move || match (number.get(), seen.get()) {
                (0, _) => "Every glance series is decided.".to_owned(),
                (_, (0, 0)) => "Not every picture here can be shown: look through what is left, or delete it.".to_owned(),
                (_, (0, waiting)) => further_down(waiting),
                (_, (1, 0)) => "This image is of a kind that seldom shows text. Have you looked at it?".to_owned(),
                (_, (images, 0)) => format!(
                    "These {} images are of kinds that seldom show text. Have you looked through them?",
                    thousands(images)
                ),
                (_, (seen, waiting)) => format!(
                    "{} so far, of kinds that seldom show text. Have you looked through them? {}",
                    images(seen),
                    further_down(waiting)
                ),
            }),
        ))
        .into_any()
}

fn further_down(series: usize) -> String {
    format!("{} further down.", count(series, "series is", "series are"))
}

fn block(ui: Ui, id: SeriesId) -> AnyView {
    let data = ui.of_series(id, |_, series| {
        let words = format!(
            "Case {}, {}, {}",
            series.patient + 1,
            series.modality,
            images(series.instances.len())
        );
        (series.description.clone(), words, spread(&series.instances))
    });
    let Some((name, words, shown)) = data else {
        return ().into_any();
    };
    let unshown = Memo::new(move |_| met(ui, id) == Met::NotShown);
    section()
        .class("block")
        .child((
            div().class("title").child((
                h3().child(name),
                span().class("second").child(words),
                button()
                    .attr("type", "button")
                    .class("link")
                    .on(ev::click, move |_| ui.show(id))
                    .child("Look through it"),
            )),
            move || {
                unshown.get().then(|| {
                    p().class("caution")
                        .attr("data-testid", "not-shown")
                        .child("Some of these pictures can’t be shown, so this series is not cleared here.")
                })
            },
            div().class("thumbs").child(
                shown
                    .into_iter()
                    .map(|instance| {
                        let told = move |shown| {
                            ui.met.update(|met| {
                                met.insert(instance, shown);
                            });
                        };
                        span().class("thumb").child(thumb(ui.app, instance, 192, told))
                    })
                    .collect_view(),
            ),
        ))
        .into_any()
}

/// What has become of the handful of a series.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    All,
    /// Some have not been in view.
    NotAll,
    /// One can't be shown.
    NotShown,
}

fn met(ui: Ui, id: SeriesId) -> Met {
    let wanted = both(ui.app, |catalogue, review| {
        let with_picture = |instance: &InstanceId| {
            let summary = catalogue.summary(*instance);
            let held = summary.is_none() || review.held_reason(catalogue, *instance).is_some();
            let image = summary.is_some_and(|it| it.image.is_some());
            image && !held && !review.is_deleted(*instance)
        };
        let series = catalogue.series(id);
        let mut wanted = series.map_or_else(Vec::new, |series| spread(&series.instances));
        wanted.retain(with_picture);
        wanted
    });
    ui.met.with(|met| {
        let mut shown = wanted.iter().map(|instance| met.get(instance).copied());
        let all = shown.clone().all(|shown| shown == Some(true));
        match shown.any(|shown| shown == Some(false)) {
            true => Met::NotShown,
            false if all => Met::All,
            false => Met::NotAll,
        }
    })
}

/// Glance series that can be cleared here.
pub fn ready(ui: Ui) -> Vec<SeriesId> {
    let mut series = ui.glance.get();
    series.retain(|id| met(ui, *id) == Met::All);
    series
}

/// Why none can be cleared here.
pub fn why_not(ui: Ui) -> Option<&'static str> {
    let series = ui.glance.get();
    let (mut waiting, mut ready) = (false, false);
    for id in series {
        match met(ui, id) {
            Met::All => ready = true,
            Met::NotAll => waiting = true,
            Met::NotShown => {}
        }
    }
    match (ready, waiting) {
        (true, _) => None,
        (false, true) => Some("The pictures have not been in view yet"),
        (false, false) => {
            Some("Pictures of each of these series can’t be shown: look through them")
        }
    }
}

/// The first, the last and those between, evenly.
fn spread(instances: &[InstanceId]) -> Vec<InstanceId> {
    if instances.len() <= SHOWN {
        return instances.to_vec();
    }
    (0..SHOWN)
        .filter_map(|index| {
            instances
                .get(index * (instances.len() - 1) / (SHOWN - 1))
                .copied()
        })
        .collect()
}
