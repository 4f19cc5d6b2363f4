//! The image in view by itself, and what its header gives away.

use leptos::ev;
use leptos::html::{bdi, button, dd, dl, dt, h3, p, section, span};
use leptos::prelude::*;

use crate::state::ui::Ui;
use crate::words::{clock, date};
use darkroom::catalogue::Summary;
use darkroom::catalogue::words::person;
use darkroom::deid::{Policy, Preset};
use darkroom::review::SeriesState;

/// The image in view, which can be deleted by itself.
pub fn image(ui: Ui) -> impl IntoView {
    let state = Memo::new(move |_| {
        // Over many images there is no "this".
        if ui.viewer.surface.get().is_some() {
            return None;
        }
        let id = ui.series.get()?;
        let instance = ui.here.get()?;
        let many = ui.of_series(id, |_, series| series.instances.len() > 1)?;
        let series = ui.state(id);
        let gone = ui.session.review.with(|review| review.is_deleted(instance));
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

/// Lines of the header as they stand, and what becomes of them.
pub fn gives_away(ui: Ui) -> impl IntoView {
    let lines = Memo::new(move |_| {
        // What is in view, not what is asked for: the header of a cine's every frame is the same.
        ui.viewer.shown.track();
        let here = ui.here.get();
        here.map(|instance| {
            ui.session.catalogue.with(|catalogue| {
                catalogue
                    .summary(instance)
                    .map(identifying)
                    .unwrap_or_default()
            })
        })
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
                            (dt().child(label), dd().child(bdi().child(value)))
                        })
                        .collect_view(),
                ),
                leaves.then(|| {
                    p().class("second").child(move || {
                        match ui.session.policy.with(Policy::preset) {
                            Some(Preset::Strict) => "All of it is taken out or replaced.",
                            _ => "Name, number and birth date go; the rules say what of the rest may stay.",
                        }
                    })
                }),
            ))
        })
    }
}

/// A line of "what the header gives away": label and value.
pub type GivesAway = Vec<(String, String)>;

/// The identifying values that a summary holds, the empty ones left out.
fn identifying(summary: &Summary) -> GivesAway {
    let values = [
        ("Name", &summary.patient_name),
        ("Patient ID", &summary.patient_id),
        ("Issuer of the ID", &summary.issuer_of_patient_id),
        ("Born", &summary.patient_birth_date),
        ("Accession number", &summary.accession_number),
        ("Hospital", &summary.institution_name),
        ("Study date", &summary.study_date),
        ("Study time", &summary.study_time),
        ("Study", &summary.study_description),
        ("Series", &summary.series_description),
    ];
    let given = values.into_iter().filter(|(_, value)| !value.is_empty());
    given
        .map(|(label, value)| (label.to_owned(), value.clone()))
        .collect()
}
