//! What can be painted without drawing: all outside the scan area that the file names, and what was painted on the
//! last images of this device. Offered only; what is taken is seen at once. And the file of templates, out and in.

use leptos::ev;
use leptos::html::{button, div, input, p, span};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::browser::sink;
use crate::state::ui::{Ui, both};
use crate::words::count;
use darkroom::catalogue::{Catalogue, InstanceId};
use darkroom::review::{Part, Reach, Review, Templates, on_series, outside_scan_areas};

/// Largest file of templates that is read, in bytes.
const LARGEST: f64 = 1_000_000.0;

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
            format!("Paint as on the last {device} images"),
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

/// "Templates: Save · Load".
fn file(ui: Ui, said: RwSignal<Option<String>>) -> AnyView {
    let chooser = NodeRef::<leptos::html::Input>::new();
    let there = Memo::new(move |_| {
        both(ui.session, |catalogue, review| {
            let session = Templates::of(catalogue, review);
            ui.templates.with(|loaded| session.and(loaded).len())
        })
    });
    let save = move |_| {
        let (text, left_out) = ui.session.catalogue.with_untracked(|catalogue| {
            let session = ui
                .session
                .review
                .with_untracked(|review| Templates::of(catalogue, review));
            let all = ui.templates.with_untracked(|loaded| session.and(loaded));
            all.to_json(catalogue)
        });
        let taken = sink::download("darkroom-templates.json", "application/json", &text);
        said.set(match (taken, left_out) {
            (false, _) => Some("The browser would not save the file.".into()),
            (true, 0) => None,
            (true, left_out) => Some(format!(
                "{} left out: the device’s name may name a person.",
                count(left_out, "template", "templates")
            )),
        });
    };
    let load = move |_| {
        let Some(input) = chooser.get_untracked() else {
            return;
        };
        let file = input.files().and_then(|files| files.get(0));
        input.set_value("");
        if let Some(file) = file {
            spawn_local(async move { said.set(Some(read(ui, file).await)) });
        }
    };
    div()
        .class("templates")
        .child((
            span().class("second").child(move || match there.get() {
                0 => "No templates yet".to_owned(),
                many => count(many, "template", "templates"),
            }),
            button()
                .attr("type", "button")
                .class("link second")
                .attr("data-testid", "templates-load")
                .on(ev::click, move |_| {
                    if let Some(input) = chooser.get_untracked() {
                        input.unchecked_ref::<web_sys::HtmlElement>().click();
                    }
                })
                .child("Load a file"),
            button()
                .attr("type", "button")
                .class("link second")
                .class(("unseen", move || there.get() == 0))
                .attr(
                    "title",
                    "Rectangles by manufacturer, model, rows and columns; nothing of a patient",
                )
                .attr("data-testid", "templates-save")
                .on(ev::click, save)
                .child("Save them"),
            input()
                .node_ref(chooser)
                .attr("type", "file")
                .attr("accept", ".json,application/json")
                .attr("hidden", "")
                .attr("data-testid", "templates-file")
                .on(ev::change, load),
            move || {
                said.get()
                    .map(|words| p().class("second").attr("role", "status").child(words))
            },
        ))
        .into_any()
}

/// Takes a file's templates; what became of it, in words.
async fn read(ui: Ui, file: web_sys::File) -> String {
    if file.size() > LARGEST {
        return "This file is too large for templates.".into();
    }
    let text = JsFuture::from(file.text()).await.ok();
    let Some(text) = text.and_then(|text| text.as_string()) else {
        return "This file can’t be read.".into();
    };
    match Templates::from_json(&text) {
        Ok(templates) => {
            let words = format!(
                "{} loaded. They are offered where they fit.",
                count(templates.len(), "template", "templates")
            );
            ui.templates.update(|all| *all = templates.and(all));
            words
        }
        Err(error) => error.to_string(),
    }
}
