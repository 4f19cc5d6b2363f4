//! A row of the tree: the series by its picture, with what is painted on it, its name, its size, and what is left to do.

use leptos::ev;
use leptos::html::{bdi, button, li, span};
use leptos::prelude::*;

use crate::state::ui::{Ui, both};
use crate::views::found;
use crate::views::icons::{Icon, icon};
use crate::views::thumb::thumb;
use crate::words::holds;
use darkroom::catalogue::{Catalogue, InstanceId, Series, SeriesId, Triage};
use darkroom::pixels::Rect;
use darkroom::review::SeriesState;

/// What a row shows of its series.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    name: String,
    meta: String,
    modality: String,
    triage: &'static str,
    image: Option<InstanceId>,
}

/// What a row shows of its series.
fn row_of(catalogue: &Catalogue, series: &Series) -> Row {
    let pictures = series.instances.iter().any(|instance| {
        catalogue
            .summary(*instance)
            .is_some_and(|summary| summary.image.is_some())
    });
    let held = matches!(series.triage, Triage::Held(_));
    let middle = series.instances.get(series.instances.len() / 2).copied();
    let number = series.instances.len();
    let frames = |instance: &InstanceId| {
        let image = catalogue
            .summary(*instance)
            .and_then(|summary| summary.image);
        image.map_or(1, |image| image.frames)
    };
    let what = if pictures {
        holds(series.instances.iter().map(frames))
    } else {
        crate::words::count(number, "file", "files")
    };
    Row {
        name: match series.number {
            Some(number) => format!("{number}. {}", series.description),
            None => series.description.clone(),
        },
        meta: format!("{}, {what}", series.modality),
        modality: series.modality.clone(),
        triage: series.triage.name(),
        image: middle.filter(|_| pictures && !held),
    }
}

/// The row of a series.
pub fn row(ui: Ui, id: SeriesId) -> AnyView {
    let data = Memo::new(move |_| ui.of_series(id, row_of));
    let read = move |part: fn(&Row) -> String| {
        move || data.with(|row| row.as_ref().map(part).unwrap_or_default())
    };
    let state = Memo::new(move |_| ui.state(id));
    let current = Memo::new(move |_| ui.series.get() == Some(id));
    let element = NodeRef::<leptos::html::Button>::new();
    Effect::new(move |_| {
        if let (true, Some(row)) = (current.get(), element.get()) {
            into_view(&row);
        }
    });
    li().class("item")
        .child(
            button()
                .node_ref(element)
                .attr("type", "button")
                .class("row")
                .class(("decided", move || {
                    matches!(state.get(), SeriesState::Cleared | SeriesState::Redacted)
                }))
                .class(("deleted", move || state.get() == SeriesState::Deleted))
                .attr("aria-current", move || current.get().then_some("true"))
                .attr("data-testid", "series")
                .attr("data-state", move || state.get().name())
                .attr("title", move || {
                    data.with(|row| {
                        row.as_ref()
                            .map(|row| format!("{}\n{}", row.name, row.meta))
                    })
                })
                .attr("data-modality", read(|row| row.modality.clone()))
                .attr("data-triage", read(|row| row.triage.to_owned()))
                .on(ev::click, move |_| ui.pick(id))
                .child((
                    small_picture(ui, data),
                    span().class("words").child((
                        row_words(data),
                        badge(ui, data, state),
                        text_found(ui, id),
                    )),
                    move || {
                        let triage = data.with(|row| row.as_ref().map(|row| row.triage));
                        mark(state.get(), triage)
                    },
                )),
        )
        .into_any()
}

/// What is painted on the picture that stands for the series, as shares of that picture's box.
fn painted(ui: Ui, data: Memo<Option<Row>>) -> Memo<Vec<Share>> {
    Memo::new(move |_| {
        let image = data.with(|row| row.as_ref().and_then(|row| row.image));
        let shares = image.and_then(|image| {
            both(ui.session, |catalogue, review| {
                let shape = catalogue.summary(image)?.image?;
                let regions = review.reaching(catalogue, image).into_iter();
                let here = regions.filter(|(_, region)| region.frames.contains(shape.frames / 2));
                let size = (shape.columns, shape.rows);
                Some(here.map(|(_, region)| share(region.rect, size)).collect())
            })
        });
        shares.unwrap_or_default()
    })
}

/// Left, top, width and height in per cent of a square box that the picture is fitted into.
type Share = [f64; 4];

fn share(rect: Rect, (columns, rows): (u32, u32)) -> Share {
    let side = f64::from(columns.max(rows).max(1));
    let per_cent = |pixels: f64| pixels * 100.0 / side;
    let edge = |length: u32| (side - f64::from(length)) / 2.0;
    [
        per_cent(edge(columns) + f64::from(rect.x)),
        per_cent(edge(rows) + f64::from(rect.y)),
        per_cent(f64::from(rect.width)),
        per_cent(f64::from(rect.height)),
    ]
}

/// "1 region, not seen": what reaches a series that nobody has decided on, wherever it was drawn.
fn badge(ui: Ui, data: Memo<Option<Row>>, state: Memo<SeriesState>) -> impl IntoView {
    let regions = Memo::new(move |_| {
        let image = data.with(|row| row.as_ref().and_then(|row| row.image));
        image.map_or(0, |image| {
            both(ui.session, |catalogue, review| {
                review.reaching(catalogue, image).len()
            })
        })
    });
    move || {
        let waits = state.get() == SeriesState::Unreviewed;
        (waits && regions.get() > 0).then(|| {
            let words = crate::words::count(regions.get(), "region", "regions");
            span()
                .class("second badge")
                .attr("data-testid", "badge")
                .child(format!("{words}, not seen"))
        })
    }
}

/// `3 names found`, `No text found in 60 of 60 frames`: a help, which decides nothing.
fn text_found(ui: Ui, id: SeriesId) -> impl IntoView {
    let standing = Memo::new(move |_| {
        ui.session.burned_in.with(|found| {
            both(ui.session, |catalogue, review| {
                found.standing(catalogue, review, catalogue.series(id)?)
            })
        })
    });
    move || {
        let standing = standing.get()?;
        let rank = if standing.red > 0 { "red" } else { "" };
        Some(
            span()
                .class("second text-found")
                .attr("data-testid", "text-found")
                .attr("data-rank", rank)
                .child(found::of_series(&standing)),
        )
    }
}

/// The picture in the middle of the series with what is painted black on it, or what stands for it.
fn small_picture(ui: Ui, data: Memo<Option<Row>>) -> impl IntoView {
    let image = Memo::new(move |_| data.with(|row| row.as_ref().and_then(|row| row.image)));
    let painted = painted(ui, data);
    let black = move || {
        let shares = painted.get().into_iter();
        let boxes = shares.map(|[left, top, width, height]| {
            span()
                .class("black")
                .style(("left", format!("{left:.2}%")))
                .style(("top", format!("{top:.2}%")))
                .style(("width", format!("{width:.2}%")))
                .style(("height", format!("{height:.2}%")))
        });
        boxes.collect_view()
    };
    span().class("thumb").child((
        move || match image.get() {
            Some(instance) => thumb(ui.session, instance, 88),
            None => icon(Icon::Document),
        },
        black,
    ))
}

/// Name, modality and size of the series.
fn row_words(data: Memo<Option<Row>>) -> impl IntoView {
    let read = move |part: fn(&Row) -> String| {
        move || data.with(|row| row.as_ref().map(part).unwrap_or_default())
    };
    (
        span()
            .class("name two-lines")
            .child(bdi().child(read(|row| row.name.clone()))),
        span().class("second").child(read(|row| row.meta.clone())),
    )
}

fn mark(state: SeriesState, triage: Option<&'static str>) -> AnyView {
    let done = |words: &'static str| {
        span()
            .class("mark")
            .child((icon(Icon::Tick), span().child(words)))
            .into_any()
    };
    match state {
        SeriesState::Unreviewed if triage == Some("glance") => {
            span().class("chip glance").child("Glance").into_any()
        }
        SeriesState::Unreviewed => span().class("chip look-chip").child("Look").into_any(),
        SeriesState::Cleared => done("Clear"),
        SeriesState::Redacted => done("Painted"),
        SeriesState::Deleted => span().class("mark").child("Deleted").into_any(),
        SeriesState::Held => span().class("chip held").child("Held").into_any(),
    }
}

/// Scrolls the tree, and only the tree, just as far as needed.
fn into_view(row: &web_sys::HtmlElement) {
    let Some(tree) = row.closest(".tree").ok().flatten() else {
        return;
    };
    let (row, around) = (
        row.get_bounding_client_rect(),
        tree.get_bounding_client_rect(),
    );
    let by = (row.bottom() - around.bottom()).max(0.0) + (row.top() - around.top()).min(0.0);
    if by != 0.0 {
        tree.set_scroll_top(tree.scroll_top() + by.round() as i32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue};

    #[test]
    fn a_row_shows_the_image_in_the_middle_unless_it_is_held() {
        let image = |number, triage| Image {
            number,
            triage,
            ..Image::default()
        };
        let row = |triage: Triage| {
            let images = (1..=3).map(|number| image(number, triage.clone()).item());
            let catalogue = catalogue(images);
            row_of(&catalogue, &catalogue.series[0])
        };
        let glance = row(Triage::Glance);
        assert_eq!(
            (glance.meta.as_str(), glance.image),
            ("CT, 3 images", Some(1))
        );
        let held = row(Triage::Held(darkroom::clean::HeldReason::CannotShow));
        assert_eq!((held.triage, held.image), ("held", None));
    }

    #[test]
    fn what_is_painted_lies_on_the_small_picture_where_it_lies_on_the_large_one() {
        let rect = Rect {
            x: 0,
            y: 0,
            width: 100,
            height: 50,
        };
        // Wider than high: the picture has bands over and under it.
        assert_eq!(share(rect, (200, 100)), [0.0, 25.0, 50.0, 25.0]);
        assert_eq!(share(rect, (100, 200)), [25.0, 0.0, 50.0, 25.0]);
        assert!(share(rect, (0, 0)).iter().all(|part| part.is_finite()));
    }
}
