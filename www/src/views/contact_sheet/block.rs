//! A series on the contact sheet: a tile for every size and kind of image in it, and a handful of its images beside.

use leptos::ev;
use leptos::html::{bdi, button, div, h2, p, section, span};
use leptos::prelude::*;

use super::plan::{self, Plan};
use super::tile::tile;
use crate::state::ui::projected::groups;
use crate::state::ui::{Ui, both};
use crate::views::thumb::thumb;
use crate::words::{count, images};
use darkroom::catalogue::{InstanceId, SeriesId};

/// Images shown beside, evenly spread.
const SAMPLES: usize = 12;

pub fn block(ui: Ui, id: SeriesId) -> AnyView {
    let data = ui.of_series(id, |_, series| {
        let words = format!("{}, {}", series.modality, images(series.instances.len()));
        let words = (series.patient, words);
        (series.description.clone(), words, series.number)
    });
    let Some((name, words, number)) = data else {
        return ().into_any();
    };
    let name = match number {
        Some(number) => format!("{number}. {name}"),
        None => name,
    };
    let groups = untrack(|| {
        both(ui.session, |catalogue, review| {
            groups(catalogue, review, id)
        })
    });
    let seen = Memo::new(move |_| {
        both(ui.session, |catalogue, review| {
            review.unseen(catalogue, id).is_none()
        })
    });
    let samples = samples(ui, &groups);
    let width = groups.iter().map(|group| width(ui, group));
    let width = width.fold(0.0, f64::max);
    section()
        .class("block")
        .style(("--pair", format!("{width}px")))
        .class(("seen", move || seen.get()))
        .attr("data-testid", "sheet-series")
        .attr("data-seen", move || seen.get().to_string())
        .child((
            title(ui, id, name.clone(), words, seen),
            not_shown(ui, id),
            div().class("pictures").child((
                groups
                    .into_iter()
                    .filter_map(|group| {
                        let size = plan::size(ui, &group)?;
                        Some(tile(ui, id, name.clone(), Plan::of_glance(group, size)))
                    })
                    .collect_view(),
                samples,
            )),
        ))
        .into_any()
}

fn title(
    ui: Ui,
    id: SeriesId,
    name: String,
    (patient, words): (usize, String),
    seen: Memo<bool>,
) -> impl IntoView {
    // What the drive calls the case is known once all files are read.
    let words = move || format!("{}, {words}", ui.session.case(patient));
    div().class("title").child((
        h2().child(bdi().child(name)),
        span().class("second").child(words),
        span()
            .class("second mark")
            // Its room is there before the word is.
            .class(("unseen", move || !seen.get()))
            .child("seen"),
        button()
            .attr("type", "button")
            .class("link")
            .on(ev::click, move |_| ui.show(id))
            .child("Look through it"),
    ))
}

/// How many images of the series are held, if any are.
pub fn not_shown(ui: Ui, id: SeriesId) -> impl IntoView {
    let held = Memo::new(move |_| {
        both(ui.session, |catalogue, review| {
            let series = catalogue.series(id)?;
            let held = series.instances.iter().filter(|image| {
                review.held(catalogue, **image).is_some() && !review.is_deleted(**image)
            });
            Some(held.count()).filter(|held| *held > 0)
        })
    });
    move || {
        held.get().map(|held| {
            p().class("caution")
                .attr("data-testid", "not-shown")
                .child(format!(
                    "{} can’t be shown, and will be held back.",
                    count(held, "image", "images")
                ))
        })
    }
}

/// A handful of images beside the tiles, where there is more than one.
fn samples(ui: Ui, groups: &[Vec<(InstanceId, u32)>]) -> Option<impl IntoView + use<>> {
    let shown: Vec<InstanceId> = groups.iter().flatten().map(|(image, _)| *image).collect();
    (shown.len() > 1).then(|| {
        let samples = spread(&shown).into_iter();
        let samples = samples
            .map(|image| span().class("thumb").child(thumb(ui.session, image, 192)))
            .collect_view();
        div()
            .class("thumbs")
            .attr("aria-hidden", "true")
            .child(samples)
    })
}

/// How wide the tile of a group is, in CSS pixels, where there is room.
fn width(ui: Ui, group: &[(InstanceId, u32)]) -> f64 {
    let frames = group.iter().map(|(_, frames)| *frames as usize).sum();
    plan::size(ui, group).map_or(0.0, |(columns, rows)| {
        plan::width(plan::picture_width(columns, rows) * plan::grown(), frames)
    })
}

/// The first, the last and those between, evenly.
fn spread(images: &[InstanceId]) -> Vec<InstanceId> {
    if images.len() <= SAMPLES {
        return images.to_vec();
    }
    (0..SAMPLES)
        .filter_map(|index| {
            images
                .get(index * (images.len() - 1) / (SAMPLES - 1))
                .copied()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_the_first_the_last_and_some_between() {
        let all: Vec<InstanceId> = (0..100).collect();
        let samples = spread(&all);
        assert_eq!(samples.len(), SAMPLES);
        assert_eq!((samples.first(), samples.last()), (Some(&0), Some(&99)));
        assert!(samples.is_sorted_by(|one, other| one < other));
        assert_eq!(spread(&all[..SAMPLES]), all[..SAMPLES]);
        assert!(spread(&[]).is_empty());
    }
}
