//! What is proposed to be painted on the picture in view: dashed outlines in the colours of their ranks, and over the
//! one that the keys speak of what was read.
//!
//! Drawn only, as other marks are.

use std::collections::BTreeMap;

use leptos::html::span;
use leptos::prelude::*;
use leptos::svg;

use super::place::Fit;
use crate::state::burned_in::{Answer, ProposalId};
use crate::state::ui::viewer::Shown;
use crate::state::ui::{Ui, both};
use crate::views::found;
use darkroom::burned_in::Rank;
use darkroom::catalogue::InstanceId;
use darkroom::pixels::Rect;

/// Most of them that are drawn or listed at once.
const MOST: usize = 300;

/// A proposal for what is in view.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposed {
    pub id: ProposalId,
    pub rect: Rect,
    pub rank: Rank,
    pub text: String,
    pub answer: Answer,
}

/// Those for what is in view, red ones first, whatever became of them. Of what lies in one place in many frames that are
/// laid over one another there is one.
pub fn in_view(ui: Ui) -> Memo<Vec<Proposed>> {
    Memo::new(move |_| {
        let Some((image, frame)) = ui.viewer.shown.with(Shown::of).or_else(|| ui.current.get())
        else {
            return Vec::new();
        };
        let many = ui.viewer.projection().is_some();
        let images: Vec<InstanceId> = match many {
            true => ui
                .scope
                .with(|scope| scope.iter().map(|(id, _)| *id).collect()),
            false => vec![image],
        };
        let mut all = of_images(ui, &images, (!many).then_some(frame));
        all.sort_by_key(|it| (it.rank, it.answer != Answer::Open));
        all.truncate(MOST);
        all
    })
}

/// What tells a place among those of other frames.
type Place = (u32, u32, u32, u32, Rank, Answer);

fn of_images(ui: Ui, images: &[InstanceId], frame: Option<u32>) -> Vec<Proposed> {
    let is_on = |on: Option<u32>| frame.is_none() || on.is_none() || on == frame;
    let mut all: BTreeMap<Place, Proposed> = BTreeMap::new();
    ui.session.burned_in.with(|found| {
        both(ui.session, |catalogue, review| {
            for &image in images {
                let answers = found.answers(catalogue, review, image).into_iter();
                for (id, proposal, answer) in answers.filter(|(_, it, _)| is_on(it.frame)) {
                    let (rect, rank) = (proposal.rect, proposal.rank);
                    let place = (rect.y, rect.x, rect.width, rect.height, rank, answer);
                    // The current one stands for all of its place.
                    if found.current != Some(id) && all.contains_key(&place) {
                        continue;
                    }
                    let text = proposal.text.clone();
                    let proposed = Proposed {
                        id,
                        rect,
                        rank,
                        text,
                        answer,
                    };
                    all.insert(place, proposed);
                }
            }
        });
    });
    all.into_values().collect()
}

/// Their outlines, for the drawing that lies over the picture.
pub fn outlines(ui: Ui, proposed: Memo<Vec<Proposed>>) -> impl IntoView {
    move || {
        let current = ui.session.burned_in.with(|found| found.current);
        proposed.with(|all| {
            let open = all.iter().filter(|it| it.answer == Answer::Open);
            open.map(|it| outline(it, current == Some(it.id)))
                .collect_view()
        })
    }
}

fn outline(it: &Proposed, is_current: bool) -> AnyView {
    let Rect {
        x,
        y,
        width,
        height,
    } = it.rect;
    let one = move |class: &'static str| {
        svg::rect()
            .attr("class", class)
            .attr("x", x)
            .attr("y", y)
            .attr("width", width)
            .attr("height", height)
    };
    svg::g()
        .attr(
            "class",
            if is_current {
                "proposal current"
            } else {
                "proposal"
            },
        )
        .attr("data-testid", "proposal")
        .attr("data-rank", found::rank_name(it.rank))
        .child((one("case"), one("line")))
        .into_any()
}

/// What was read of the current one, above it; below it where there is no room.
pub fn label(ui: Ui, fit: Memo<Fit>, proposed: Memo<Vec<Proposed>>) -> impl IntoView {
    move || {
        let current = ui.session.burned_in.with(|found| found.current);
        let (columns, rows) = ui.viewer.size()?;
        let fit = fit.get();
        let it = proposed.with(|all| {
            let is_it = |it: &&Proposed| it.answer == Answer::Open && Some(it.id) == current;
            all.iter().find(is_it).cloned()
        })?;
        let is_above = fit.top + f64::from(it.rect.y) * fit.scale > 24.0;
        let edge = match is_above {
            true => it.rect.y,
            false => it.rect.y.saturating_add(it.rect.height),
        };
        let share =
            |at: u32, of: u32| format!("{:.4}%", f64::from(at) * 100.0 / f64::from(of.max(1)));
        Some(
            span()
                .class(if is_above { "read" } else { "read below" })
                .attr("data-rank", found::rank_name(it.rank))
                .style(("left", share(it.rect.x, columns)))
                .style(("top", share(edge, rows)))
                .child(found::text(&it.text)),
        )
    }
}
