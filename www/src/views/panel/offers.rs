//! What can be painted without drawing: all outside the scan area that the file names, and what was painted on the
//! last images of this device. Offered only; what is taken is seen at once. Under it the file of templates.

use leptos::ev;
use leptos::html::{button, div, p};
use leptos::prelude::*;

use super::templates::file;
use crate::state::ui::{Ui, both};
use crate::words::count;
use darkroom::catalogue::{Catalogue, InstanceId};
use darkroom::review::{Part, Reach, Review, Templates, on_series, outside_scan_areas};

/// An offer in words, and which it is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Offer {
    /// How many rectangles, on how many images where not on all.
    Outside(usize, Option<usize>),
    Template(String, usize),
}

/// The offers for the image in view, and the templates' file.
pub fn offers(ui: Ui) -> impl IntoView {
    let found = Memo::new(move |_| {
        let Some(instance) = ui.here.get() else {
            return Vec::new();
        };
        both(ui.session, |catalogue, review| {
            let outside = outside(catalogue, review, instance);
            let template = ui.templates.with(|loaded| {
                let all = Templates::of(catalogue, review).and(loaded);
                let offer = all.offer(catalogue, review, instance)?;
                Some(Offer::Template(offer.key.device(), offer.rects.len()))
            });
            outside.into_iter().chain(template).collect()
        })
    });
    let said = RwSignal::new(None::<String>);
    move || {
        let offers = found
            .get()
            .into_iter()
            .map(|offer| one(ui, offer))
            .collect_view();
        (div().class("offers").child(offers), file(ui, said))
    }
}

/// All outside the scan areas, if that is not painted yet.
fn outside(catalogue: &Catalogue, review: &Review, instance: InstanceId) -> Option<Offer> {
    let drawn = outside_scan_areas(catalogue, instance);
    let is_painted = |rect| {
        review.reaching(catalogue, instance).iter().any(|(id, _)| {
            review.region(*id).is_some_and(|region| {
                region.rect.contains(rect)
                    && region.reach != Reach::Frame
                    && region.part == Part::Whole
            })
        })
    };
    let here = drawn
        .iter()
        .filter(|(_, reach, on, _)| *reach == Reach::Series || *on == instance);
    let rects: Vec<_> = here.map(|(rect, ..)| *rect).collect();
    if rects.is_empty() || rects.iter().all(|rect| is_painted(*rect)) {
        return None;
    }
    let apart = drawn.iter().any(|(_, reach, ..)| *reach == Reach::Image);
    let images = apart.then(|| {
        let mut images: Vec<_> = drawn.iter().map(|(_, _, on, _)| *on).collect();
        images.dedup();
        images.len()
    });
    Some(Offer::Outside(rects.len(), images))
}

fn one(ui: Ui, offer: Offer) -> AnyView {
    let (words, second, test_id) = match &offer {
        Offer::Outside(rects, images) => (
            "Black out all outside the scan area".to_owned(),
            match images {
                None => format!(
                    "The file says where the scan lies. {}, this series.",
                    count(*rects, "rectangle", "rectangles")
                ),
                Some(images) => format!(
                    "The files say where each scan lies: {}, each by its own.",
                    count(*images, "image", "images")
                ),
            },
            "outside-scan",
        ),
        Offer::Template(device, rects) => (
            format!("Same boxes as last time on {device}"),
            format!("{}, this series.", count(*rects, "rectangle", "rectangles")),
            "template-offer",
        ),
    };
    div()
        .class("offer")
        .child((
            button()
                .attr("type", "button")
                .class("button small")
                .attr("data-testid", test_id)
                .on(ev::click, move |_| untrack(|| take(ui, &offer)))
                .child(words),
            p().class("second").child(second),
        ))
        .into_any()
}

/// Paints what was offered, in one step.
fn take(ui: Ui, offer: &Offer) {
    let Some(instance) = ui.here.get_untracked() else {
        return;
    };
    ui.decide(|catalogue, review| {
        let drawn = match offer {
            Offer::Outside(..) => outside_scan_areas(catalogue, instance),
            Offer::Template(..) => ui.templates.with_untracked(|loaded| {
                let all = Templates::of(catalogue, review).and(loaded);
                let template = all.offer(catalogue, review, instance);
                template.map_or_else(Vec::new, |template| {
                    on_series(catalogue, instance, &template.rects)
                })
            }),
        };
        review.paint_all(&drawn);
    });
    // What was painted is to be seen.
    ui.viewer.marks.set(true);
}
