//! The contact sheet: a handful of images from every glance series, to be seen before all of them are cleared at once.

use leptos::ev;
use leptos::html::{button, div, h2, h3, main, p, section, span};
use leptos::prelude::*;

use super::state::Ui;
use super::thumb::thumb;
use super::words::{images, thousands};
use crate::catalogue::{InstanceId, SeriesId};

/// Images shown of each series, evenly spread.
const SHOWN: usize = 12;

/// The sheet, in place of the viewer. The button that clears is the next action, at the foot.
pub fn sheet(ui: Ui) -> AnyView {
    let number = Memo::new(move |_| {
        ui.glance.with(|glance| {
            ui.app.catalogue.with(|catalogue| {
                glance
                    .iter()
                    .filter_map(|id| catalogue.series(*id))
                    .map(|series| series.instances.len())
                    .sum::<usize>()
            })
        })
    });
    let list = For(ForProps::builder()
        .each(move || ui.glance.get())
        .key(|id| *id)
        .children(move |id| block(ui, id))
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
            p().class("question").child(move || match number.get() {
                0 => "Every glance series is decided.".to_owned(),
                1 => "This image is of a kind that seldom shows text. Have you looked at it?".to_owned(),
                number => format!(
                    "These {} images are of kinds that seldom show text. Have you looked through them?",
                    thousands(number)
                ),
            }),
        ))
        .into_any()
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
    let unshown = Memo::new(move |_| ui.has_unshown(id));
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
                    .map(|instance| span().class("thumb").child(thumb(ui, instance, 192)))
                    .collect_view(),
            ),
        ))
        .into_any()
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
