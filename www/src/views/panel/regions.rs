//! What is painted black on the image in view: its regions by number, place, size and reach.

use leptos::ev;
use leptos::html::{button, div, h3, li, ol, p, section, span};
use leptos::prelude::*;

use super::{offers, range, reach};
use crate::state::ui::{Ui, both};
use crate::views::icons::{Icon, icon};
use crate::views::viewer;
use crate::words::{count, place, reach as reach_words};
use darkroom::catalogue::InstanceId;
use darkroom::pixels::Rect;
use darkroom::review::RegionId;

/// A region that reaches the image in view.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Painted {
    pub id: RegionId,
    pub number: usize,
    place: &'static str,
    size: String,
    reach: String,
}

/// Columns, rows and frames of an image.
pub fn shape(ui: Ui, instance: InstanceId) -> (u32, u32, u32) {
    ui.session.catalogue.with(|catalogue| {
        catalogue
            .summary(instance)
            .and_then(|summary| summary.image)
            .map_or((1, 1, 1), |image| (image.columns, image.rows, image.frames))
    })
}

fn list(ui: Ui) -> Vec<Painted> {
    let Some(instance) = ui.here.get() else {
        return Vec::new();
    };
    let (columns, rows, _) = shape(ui, instance);
    both(ui.session, |catalogue, review| {
        review
            .reaching(catalogue, instance)
            .into_iter()
            .enumerate()
            .map(|(index, (id, region))| {
                let Rect { width, height, .. } = region.rect;
                let drawn = review.region(id);
                let hits =
                    drawn.map_or(0, |drawn| review.reach_count(catalogue, drawn, drawn.reach));
                let frames = drawn
                    .and_then(|drawn| catalogue.summary(drawn.instance))
                    .and_then(|summary| summary.image)
                    .map_or(1, |image| image.frames);
                let part = drawn.and_then(|drawn| range::words(catalogue, drawn));
                let reach = match (drawn.map(|drawn| drawn.reach), part) {
                    (_, Some(part)) => part,
                    (Some(reach), None) => reach_words(reach, hits, frames),
                    (None, None) => String::new(),
                };
                Painted {
                    id,
                    number: index + 1,
                    place: place(region.rect, columns, rows),
                    size: format!("{width} × {height}"),
                    reach,
                }
            })
            .collect()
    })
}

/// The section.
pub fn regions(ui: Ui) -> AnyView {
    let regions = Memo::new(move |_| list(ui));
    section()
        .child((
            div().class("section-head").child((
                h3().child("Painted black"),
                span()
                    .class("second")
                    .child(move || match regions.with(Vec::len) {
                        0 => "nothing yet".to_owned(),
                        many => count(many, "region", "regions"),
                    }),
            )),
            ol().class("regions").child(move || {
                regions
                    .get()
                    .into_iter()
                    .map(|region| line(ui, region))
                    .collect_view()
            }),
            grown(ui),
            reach::reach(ui, regions),
            range::range(ui),
            offers::offers(ui),
        ))
        .into_any()
}

/// What the dashed outline is, where there is one.
fn grown(ui: Ui) -> impl IntoView {
    let marks = viewer::marks_on_frame(ui);
    let any = Memo::new(move |_| {
        let viewer = ui.viewer;
        viewer.marks.get()
            && marks.with(|marks| marks.iter().any(|mark| viewer.grown(mark.rect).is_some()))
    });
    move || {
        any.get().then(|| {
            p().class("second legend").attr("data-testid", "legend").child((
                span().class("dashes").attr("aria-hidden", "true"),
                "Dashed: how far the black goes. This picture is compressed in blocks, and whole blocks are painted.",
            ))
        })
    }
}

fn line(ui: Ui, region: Painted) -> AnyView {
    let Painted {
        id,
        number,
        place,
        size,
        reach,
    } = region;
    li().class(("selected", move || ui.region.get() == Some(id)))
        .child((
            span().class("key").child(number.to_string()),
            button()
                .attr("type", "button")
                .class("choose")
                .attr("aria-pressed", move || {
                    (ui.region.get() == Some(id)).to_string()
                })
                .on(ev::click, move |_| ui.region.set(Some(id)))
                .child((
                    span().child(format!("{place}, {size}")),
                    span().class("second").child(reach),
                )),
            button()
                .attr("type", "button")
                .class("cross")
                .attr("aria-label", format!("Remove region {number}"))
                .on(ev::click, move |_| {
                    if ui.region.get_untracked() == Some(id) {
                        ui.region.set(None);
                    }
                    ui.decide(|_, review| review.remove_region(id));
                })
                .child(icon(Icon::Cross)),
        ))
        .into_any()
}
