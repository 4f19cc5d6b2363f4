//! How far a region reaches: this image, its frames, the series, the study.

use leptos::ev;
use leptos::html::{label, option, select, span};
use leptos::prelude::*;

use super::regions::{Painted, shape};
use crate::state::ui::{Ui, both};
use crate::words::reach as reach_words;
use darkroom::pixels::Rect;
use darkroom::review::{Part, Reach, Region, RegionId};

/// One select: the reach of the selected region, or of the next rectangle.
pub fn reach(ui: Ui, regions: Memo<Vec<Painted>>) -> AnyView {
    let selected = Memo::new(move |_| {
        let id = ui.region.get()?;
        regions.with(|regions| {
            regions
                .iter()
                .find(|region| region.id == id)
                .map(|region| (id, region.number))
        })
    });
    let words = move || match selected.get() {
        Some((_, number)) => format!("Apply region {number} to"),
        None => "Apply to".to_owned(),
    };
    let chosen = Memo::new(move |_| selected.get().map(|(id, _)| id));
    label()
        .class("reach")
        .child((
            span().class("second").child(words),
            span().class("pick").child(choice(ui, chosen)),
        ))
        .into_any()
}

fn choice(ui: Ui, selected: Memo<Option<RegionId>>) -> impl IntoView {
    let value = Memo::new(move |_| {
        let of_region = selected.get().and_then(|id| {
            ui.session
                .review
                .with(|review| review.region(id).map(|region| region.reach))
        });
        of_region.unwrap_or_else(|| ui.reach.get())
    });
    let words = Memo::new(move |_| options(ui, selected.get()));
    let word =
        move |index: usize| words.with(|words| words.get(index).cloned().unwrap_or_default());
    let options = Reach::ALL.into_iter().enumerate().map(|(index, reach)| {
        option()
            .attr("value", reach.name())
            .prop("selected", move || value.get() == reach)
            .child(move || word(index))
    });
    select()
        .attr("data-testid", "reach")
        .on(ev::change, move |event| {
            let Some(reach) = Reach::from_name(&event_target_value(&event)) else {
                return;
            };
            match selected.get_untracked() {
                Some(id) => {
                    ui.decide(|_, review| review.set_reach(id, reach));
                }
                None => ui.reach.set(reach),
            }
        })
        // The options stay and only their words change, so that the chosen one stays chosen.
        .prop("value", move || {
            words.track();
            value.get().name()
        })
        .child(options.collect_view())
}

/// Every reach in words with its count, for a region or for one that would be drawn here.
fn options(ui: Ui, id: Option<RegionId>) -> Vec<String> {
    let Some((instance, frame)) = ui.current.get() else {
        return Vec::new();
    };
    let (columns, rows, frames) = shape(ui, instance);
    both(ui.session, |catalogue, review| {
        let whole = Region {
            id: RegionId::MAX,
            rect: Rect {
                x: 0,
                y: 0,
                width: columns,
                height: rows,
            },
            reach: Reach::Series,
            part: Part::Whole,
            instance,
            frame,
        };
        let region = id.and_then(|id| review.region(id)).unwrap_or(&whole);
        // What each would be if it were chosen, which is all of it.
        let region = Region {
            part: Part::Whole,
            ..*region
        };
        Reach::ALL
            .into_iter()
            .map(|reach| reach_words(reach, review.reach_count(catalogue, &region, reach), frames))
            .collect()
    })
}
