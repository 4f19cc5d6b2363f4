//! The right-hand panel of Look: why, what is painted and how far it reaches, what the header gives away, the decision.

use leptos::ev;
use leptos::html::{
    aside, button, dd, div, dl, dt, h2, h3, label, li, ol, option, p, section, select, span,
};
use leptos::prelude::*;

use super::icons::{Icon, icon};
use super::state::{Ui, both};
use super::viewer::{Shown, projection};
use super::words::{clock, count, date, place, reach as reach_words, why};
use super::{offers, range, video};
use crate::catalogue::InstanceId;
use crate::catalogue::words::person;
use crate::deid::{Policy, Preset};
use crate::pixels::Rect;
use crate::review::{Part, Reach, Region, RegionId, SeriesState};

/// The right column.
pub fn panel(ui: Ui) -> AnyView {
    (move || {
        if ui.sheet.get() {
            about_the_sheet()
        } else {
            about_the_series(ui)
        }
    })
    .into_any()
}

fn about_the_sheet() -> AnyView {
    aside()
        .class("right")
        .attr("aria-label", "About the contact sheet")
        .child((
            div().class("column-bar").child(h2().child("Contact sheet")),
            div().class("sections").child(section().class("about").child((
                p().child("Up to 12 images of each series, evenly spread from the first to the last."),
                p().child(
                    "If any of them shows a name, a label or a face, choose “Look through it” and paint or delete there.",
                ),
            ))),
        ))
        .into_any()
}

fn about_the_series(ui: Ui) -> AnyView {
    let name = move || {
        ui.series
            .get()
            .and_then(|id| ui.of_series(id, |_, series| series.description.clone()))
            .unwrap_or_default()
    };
    let why = move || {
        ui.series
            .get()
            .and_then(|id| ui.of_series(id, |_, series| why(&series.triage)))
            .unwrap_or_default()
    };
    let can_paint = Memo::new(move |_| ui.paintable());
    let decided = Memo::new(move |_| what_is_decided(ui));
    let saving = Memo::new(move |_| ui.running());
    aside()
        .class("right")
        .attr("aria-label", "This series")
        .child((
            div()
                .class("column-bar")
                .child(h2().class("cut").child(name)),
            div().class("sections").child((
                section().child(p().class("second").child(why)),
                move || {
                    saving.get().then(|| {
                        section().child(
                            p().attr("role", "status")
                                .child("Saving goes on: decisions wait until it is done."),
                        )
                    })
                },
                move || {
                    projection::left_out(ui).map(|words| {
                        section().child(
                            p().attr("role", "status")
                                .attr("data-testid", "left-out")
                                .child(words),
                        )
                    })
                },
                video::video(ui),
                move || can_paint.get().then(|| painted(ui)),
                image(ui),
                gives_away(ui),
            )),
            div()
                .class("column-foot")
                .child(move || decision(ui, decided.get())),
        ))
        .into_any()
}

/// A region that reaches the image in view.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Painted {
    id: RegionId,
    number: usize,
    place: &'static str,
    size: String,
    reach: String,
}

fn instance(ui: Ui) -> Option<InstanceId> {
    ui.current.get().map(|(instance, _)| instance)
}

/// Columns, rows and frames of an image.
fn shape(ui: Ui, instance: InstanceId) -> (u32, u32, u32) {
    ui.app.catalogue.with(|catalogue| {
        catalogue
            .summary(instance)
            .and_then(|summary| summary.image)
            .map_or((1, 1, 1), |image| (image.columns, image.rows, image.frames))
    })
}

fn list(ui: Ui) -> Vec<Painted> {
    let Some(instance) = instance(ui) else {
        return Vec::new();
    };
    let (columns, rows, _) = shape(ui, instance);
    both(ui.app, |catalogue, review| {
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

fn painted(ui: Ui) -> AnyView {
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
            reach(ui, regions),
            range::range(ui),
            offers::offers(ui),
        ))
        .into_any()
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

/// One select: the reach of the selected region, or of the next rectangle.
fn reach(ui: Ui, regions: Memo<Vec<Painted>>) -> AnyView {
    let selected = Memo::new(move |_| {
        let id = ui.region.get()?;
        regions.with(|regions| {
            regions
                .iter()
                .find(|region| region.id == id)
                .map(|region| (id, region.number))
        })
    });
    let value = Memo::new(move |_| {
        let of_region = selected.get().and_then(|(id, _)| {
            ui.app
                .review
                .with(|review| review.region(id).map(|region| region.reach))
        });
        of_region.unwrap_or_else(|| ui.reach.get())
    });
    let options = Memo::new(move |_| options(ui, selected.get().map(|(id, _)| id)));
    let words = move || match selected.get() {
        Some((_, number)) => format!("Reach of region {number}"),
        None => "Reach of the next rectangle".to_owned(),
    };
    label()
        .class("reach")
        .child((
            span().class("second").child(words),
            span().class("pick").child(
                select()
                    .attr("data-testid", "reach")
                    .on(ev::change, move |event| {
                        let Some(reach) = Reach::from_name(&event_target_value(&event)) else {
                            return;
                        };
                        match selected.get_untracked() {
                            Some((id, _)) => {
                                ui.decide(|_, review| review.set_reach(id, reach));
                            }
                            None => ui.reach.set(reach),
                        }
                    })
                    // The options stay and only their words change, so that the chosen one stays chosen.
                    .prop("value", move || {
                        options.track();
                        value.get().name()
                    })
                    .child(
                        Reach::ALL
                            .into_iter()
                            .enumerate()
                            .map(|(index, reach)| {
                                option()
                                    .attr("value", reach.name())
                                    .prop("selected", move || value.get() == reach)
                                    .child(move || {
                                        options.with(|options| {
                                            options.get(index).cloned().unwrap_or_default()
                                        })
                                    })
                            })
                            .collect_view(),
                    ),
            ),
        ))
        .into_any()
}

/// Every reach in words with its count, for a region or for one that would be drawn here.
fn options(ui: Ui, id: Option<RegionId>) -> Vec<String> {
    let Some((instance, frame)) = ui.current.get() else {
        return Vec::new();
    };
    let (columns, rows, frames) = shape(ui, instance);
    both(ui.app, |catalogue, review| {
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

/// The image in view, which can be deleted by itself.
fn image(ui: Ui) -> impl IntoView {
    let state = Memo::new(move |_| {
        // Over many images there is no "this".
        if ui.viewer.surface.get().is_some() {
            return None;
        }
        let id = ui.series.get()?;
        let instance = instance(ui)?;
        let many = ui.of_series(id, |_, series| series.instances.len() > 1)?;
        let series = ui.state(id);
        let gone = ui.app.review.with(|review| review.is_deleted(instance));
        (many && !matches!(series, SeriesState::Held | SeriesState::Deleted))
            .then_some((instance, gone))
    });
    move || {
        state.get().map(|(instance, gone)| {
            section().class("image").child((
                span().child(if gone {
                    "This image is deleted"
                } else {
                    "This image alone"
                }),
                button()
                    .attr("type", "button")
                    .class("button small")
                    .on(ev::click, move |_| {
                        ui.decide(|_, review| {
                            if gone {
                                review.restore_instances(&[instance]);
                            } else {
                                review.delete_instances(&[instance]);
                            }
                        });
                    })
                    .child(if gone {
                        "Bring it back"
                    } else {
                        "Delete this image"
                    }),
            ))
        })
    }
}

fn gives_away(ui: Ui) -> impl IntoView {
    let lines = Memo::new(move |_| {
        // What is in view, not what is asked for: the header of a cine's every frame is the same.
        ui.viewer.shown.track();
        instance(ui)
            .map(|instance| ui.app.gives_away(instance))
            .unwrap_or_default()
    });
    move || {
        let leaves = ui.paintable();
        (!lines.with(Vec::is_empty)).then(|| {
            section().child((
                h3().child("What the header gives away"),
                dl().class("gives-away").child(
                    lines
                        .get()
                        .into_iter()
                        .map(|(label, value)| {
                            let value = match label.as_str() {
                                "Name" => person(&value),
                                "Born" | "Study date" => date(&value),
                                "Study time" => clock(&value),
                                _ => value,
                            };
                            (dt().child(label), dd().child(value))
                        })
                        .collect_view(),
                ),
                leaves.then(|| {
                    p().class("second").child(move || {
                        match ui.app.policy.with(Policy::preset) {
                            Some(Preset::Strict) => "All of it is taken out or replaced.",
                            _ => "Name, number and birth date go; the rules say what of the rest may stay.",
                        }
                    })
                }),
            ))
        })
    }
}

/// What the foot of the panel depends on; it is rebuilt only when this changes, so that no press is lost.
type Decision = Option<(SeriesState, bool)>;

fn what_is_decided(ui: Ui) -> Decision {
    let state = ui.state(ui.series.get()?);
    let painted = ui
        .viewer
        .shown
        .with(Shown::of)
        .is_some_and(|(instance, _)| {
            both(ui.app, |catalogue, review| {
                !review.reaching(catalogue, instance).is_empty()
            })
        });
    Some((state, painted))
}

fn decision(ui: Ui, decision: Decision) -> AnyView {
    let Some((state, painted)) = decision else {
        return ().into_any();
    };
    let delete = || {
        button()
            .attr("type", "button")
            .class("button delete")
            .attr("data-testid", "delete-series")
            .attr("aria-label", "Delete this series")
            .on(ev::click, move |_| untrack(move || ui.delete_shown()))
            .child("Delete")
            .into_any()
    };
    match state {
        SeriesState::Held => span()
            .class("second")
            .child("Held files are not saved.")
            .into_any(),
        SeriesState::Deleted => (
            span().class("second decided").child("Deleted, not saved"),
            button()
                .attr("type", "button")
                .class("button")
                .attr("data-testid", "restore-series")
                .on(ev::click, move |_| untrack(move || ui.delete_shown()))
                .child("Bring it back"),
        )
            .into_any(),
        SeriesState::Unreviewed => {
            let words = if painted {
                "The rest is fine"
            } else {
                "Nothing identifying shown"
            };
            (clear(ui, words, false), delete()).into_any()
        }
        SeriesState::Cleared => (
            span()
                .class("wide decided said")
                .child((icon(Icon::Tick), span().child("Nothing identifying shown"))),
            delete(),
        )
            .into_any(),
        // The same button, pressed: what is painted may be all that there is, so it can still be said of the rest.
        SeriesState::Redacted => (clear(ui, "Painted", true), delete()).into_any(),
    }
}

fn clear(ui: Ui, words: &'static str, decided: bool) -> AnyView {
    let why_not = Memo::new(move |_| ui.clearing().why_not());
    button()
        .attr("type", "button")
        .class(if decided {
            "button wide decided"
        } else {
            "button wide"
        })
        .attr("aria-pressed", decided.then_some("true"))
        .attr("data-testid", "clear-series")
        .attr("aria-disabled", move || {
            why_not.with(Option::is_some).then_some("true")
        })
        .attr("title", move || {
            why_not.get().unwrap_or("Nothing identifying shown (X)")
        })
        .on(ev::click, move |_| {
            untrack(move || ui.clear_shown());
        })
        .child((decided.then(|| icon(Icon::Tick)), span().child(words)))
        .into_any()
}
