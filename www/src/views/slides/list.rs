//! What is marked: a small picture of each as it was seen, what it is of, and why it may not leave yet.

use leptos::ev;
use leptos::html::{button, canvas, li, p, span, ul};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{Clamped, JsCast};

use crate::controllers::pictures;
use crate::controllers::slides::take_off;
use crate::state::slides::{Mark, What, film_of};
use crate::state::ui::{Ui, both};
use crate::views::icons::{Icon, icon};
use crate::words::slides::named;
use darkroom::catalogue::InstanceId;
use darkroom::pixels::Rect;
use darkroom::review::{Front, Gate};
use darkroom::slides::{Drawn, Size, drawn};

/// Of the panel: without reasons, which are for where it is saved.
pub fn short(ui: Ui) -> AnyView {
    list(ui, false)
}

/// Of the Save step.
pub fn long(ui: Ui) -> AnyView {
    list(ui, true)
}

fn list(ui: Ui, with_reasons: bool) -> AnyView {
    let marks = Memo::new(move |_| ui.session.slides.with(|slides| slides.marks.clone()));
    ul().class("slide-list")
        .attr("data-testid", "slides")
        .attr("aria-label", "Marked for slides")
        .child(For(ForProps {
            each: move || marks.get(),
            key: |mark: &Mark| mark.id,
            children: move |mark: Mark| line(ui, mark, with_reasons),
        }))
        .into_any()
}

fn line(ui: Ui, mark: Mark, with_reasons: bool) -> AnyView {
    let Mark {
        id,
        what,
        image,
        frame,
        ..
    } = mark;
    let frame = (what == What::Still).then_some(frame);
    let name = Memo::new(move |_| {
        ui.session.catalogue.with(|catalogue| {
            named(catalogue, (image, frame), |patient| {
                ui.session.case(patient)
            })
        })
    });
    let reason = Memo::new(move |_| with_reasons.then(|| why_not(ui, what, image)).flatten());
    li().attr("data-testid", "slide")
        .child((
            span().class("thumb").child(small(ui, mark.clone())),
            span()
                .class("words")
                .child((span().class("cut").child(move || name.get()), move || {
                    reason.get().map(|reason| p().class("second").child(reason))
                })),
            button()
                .attr("type", "button")
                .class("button only-icon take-off")
                .attr("aria-label", move || format!("Take off: {}", name.get()))
                .attr("title", "Take it off")
                .on(ev::click, move |_| take_off(ui.session, id))
                .child(icon(Icon::Cross)),
        ))
        .into_any()
}

/// Why the gate would not let a mark's picture leave now, in words.
pub fn why_not(ui: Ui, what: What, image: InstanceId) -> Option<String> {
    let policy = ui.session.policy.get();
    both(ui.session, |catalogue, review| {
        let gate = Gate {
            catalogue,
            review,
            front: Front::Page,
            policy: &policy,
            linking: false,
            aliases: &[],
        };
        let held = |image| match gate.of_image(image) {
            Some(Ok(_)) => None,
            Some(Err(reason)) => Some(reason.what()),
            None => Some("It is deleted.".to_owned()),
        };
        match what {
            What::Still => held(image),
            What::Film => {
                let (images, _) = film_of(catalogue, image);
                let mut left = images
                    .into_iter()
                    .filter(|image| !review.is_deleted(*image));
                left.find_map(held)
            }
        }
    })
}

/// The picture as it was seen, with what is black on it by now.
fn small(ui: Ui, mark: Mark) -> AnyView {
    let element = NodeRef::<leptos::html::Canvas>::new();
    let (image, frame) = (mark.image, mark.frame);
    let black: Memo<Vec<Rect>> = Memo::new(move |_| {
        both(ui.session, |catalogue, review| {
            let regions = review.reaching(catalogue, image).into_iter();
            let here = regions.filter(|(_, region)| region.frames.contains(frame));
            here.map(|(_, region)| region.rect).collect()
        })
    });
    let view = StoredValue::new(mark.view);
    Effect::new(move |_| {
        let black = black.get();
        if element.get().is_none() {
            return;
        }
        spawn_local(async move {
            let Some(Ok(picture)) = pictures::frame(image, frame).await else {
                return;
            };
            let drawing = view.try_with_value(|view| drawn(&picture, view, &black, Size::AsStored));
            let canvas = element.try_get_untracked().flatten();
            if let (Some(Ok(drawing)), Some(canvas)) = (drawing, canvas) {
                put(&canvas, &drawing);
            }
        });
    });
    canvas()
        .node_ref(element)
        .class("small-picture")
        .attr("width", "1")
        .attr("height", "1")
        .attr("aria-hidden", "true")
        .into_any()
}

fn put(canvas: &web_sys::HtmlCanvasElement, drawing: &Drawn) -> Option<()> {
    let (width, height) = (drawing.columns, drawing.rows);
    let pixels = drawing.rgb.as_chunks::<3>().0.iter();
    let rgba: Vec<u8> = pixels.flat_map(|&[r, g, b]| [r, g, b, 255]).collect();
    canvas.set_width(width);
    canvas.set_height(height);
    let image =
        web_sys::ImageData::new_with_u8_clamped_array_and_sh(Clamped(&rgba), width, height).ok()?;
    canvas
        .get_context("2d")
        .ok()??
        .dyn_into::<web_sys::CanvasRenderingContext2d>()
        .ok()?
        .put_image_data(&image, 0.0, 0.0)
        .ok()
}
