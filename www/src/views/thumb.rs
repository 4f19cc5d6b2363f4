//! A small picture on a canvas, asked for when it comes into view and not before; and pictures drawn whole.

use leptos::html::canvas;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos::wasm_bindgen::{Clamped, JsCast};

use super::in_view;
use crate::controllers::pictures;
use crate::state::Session;
use darkroom::catalogue::InstanceId;
use darkroom::pixels::{Picture, Rect, Window, thumbnail};

/// The longer side, in pixels, to which a picture is reduced before it is drawn where it has little room.
const MOST: u32 = 1_024;

/// A canvas that fills its box; its longer side has at most `side` pixels.
pub fn thumb(session: Session, instance: InstanceId, side: u32) -> AnyView {
    let element = NodeRef::<leptos::html::Canvas>::new();
    let in_view = in_view::at_all(element);
    let asked = Memo::new(move |before: Option<&bool>| in_view.get() || before == Some(&true));
    Effect::new(move |_| {
        if !asked.get() {
            return;
        }
        spawn_local(async move {
            if let Some(Some(small)) = pictures::middle(session, instance, side).await
                && let Some(canvas) = element.try_get_untracked().flatten()
            {
                draw(&canvas, (small.width, small.height), &small.rgba);
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

/// Draws all of a picture in the window that it opens with, `black` of it painted over; `None` if the browser would not.
pub fn draw_whole(
    canvas: &web_sys::HtmlCanvasElement,
    picture: &Picture,
    black: &[Rect],
) -> Option<()> {
    let window = picture.windows.first().cloned();
    let window = window.unwrap_or_else(Window::of_colour);
    let side = picture.columns.max(picture.rows).min(MOST);
    let (width, height, rgba) = thumbnail(picture, &window, side);
    let context = draw(canvas, (width, height), &rgba)?;
    let across = f64::from(width) / f64::from(picture.columns.max(1));
    let down = f64::from(height) / f64::from(picture.rows.max(1));
    context.set_fill_style_str("#000");
    for rect in black {
        context.fill_rect(
            f64::from(rect.x) * across,
            f64::from(rect.y) * down,
            f64::from(rect.width) * across,
            f64::from(rect.height) * down,
        );
    }
    Some(())
}

fn draw(
    canvas: &web_sys::HtmlCanvasElement,
    (width, height): (u32, u32),
    rgba: &[u8],
) -> Option<web_sys::CanvasRenderingContext2d> {
    canvas.set_width(width);
    canvas.set_height(height);
    let image =
        web_sys::ImageData::new_with_u8_clamped_array_and_sh(Clamped(rgba), width, height).ok()?;
    let context = canvas.get_context("2d").ok()??;
    let context: web_sys::CanvasRenderingContext2d = context.dyn_into().ok()?;
    context.put_image_data(&image, 0.0, 0.0).ok()?;
    Some(context)
}
