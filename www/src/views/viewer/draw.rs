//! Drawing: the picture in view through its window, what is painted in black, and what is cached between two drawings.

use std::rc::Rc;

use leptos::prelude::*;
use leptos::wasm_bindgen::{Clamped, JsCast};

use super::reduce::{lay_over, reduce, reduced_rect};
use crate::state::ui::Ui;
use crate::state::ui::viewer::Draft;
use darkroom::pixels::{Picture, Rect, Renderer, Samples, Window};
use darkroom::review::RegionId;

/// What is cached between two drawings.
#[derive(Default)]
pub struct Buffers {
    renderer: Renderer,
    rgba: Vec<u8>,
    /// What `rgba` holds: which picture, reduced by which factor, in which window.
    drawn: Option<(Rc<Picture>, u32, Option<Window>)>,
    /// A picture, by which factor it was reduced, and the reduced copy.
    reduced: Option<(Rc<Picture>, u32, Rc<Picture>)>,
}

impl Buffers {
    /// The samples of a picture as they go on the canvas; made only if they are not there from the last time. `full` is
    /// the picture as it is stored, `picture` the same reduced `by` a factor.
    fn rgba_of<'a>(
        &'a mut self,
        full: &Rc<Picture>,
        picture: &'a Picture,
        by: u32,
        window: Option<Window>,
    ) -> &'a [u8] {
        // Colour pictures without an overlay are drawn as they are.
        if let (Samples::Rgba(bytes), None) = (&picture.samples, &picture.overlay) {
            return bytes;
        }
        let is_drawn = self.drawn.as_ref().is_some_and(|(drawn, factor, through)| {
            Rc::ptr_eq(drawn, full) && *factor == by && *through == window
        });
        if !is_drawn {
            let through = window.clone().unwrap_or_else(Window::of_colour);
            self.renderer.render(picture, &through, &mut self.rgba);
            lay_over(&mut self.rgba, picture.overlay.as_deref());
            self.drawn = Some((full.clone(), by, window));
        }
        &self.rgba
    }

    fn reduced(&mut self, by: u32, picture: &Rc<Picture>) -> Rc<Picture> {
        if let Some((of, factor, copy)) = &self.reduced
            && Rc::ptr_eq(of, picture)
            && *factor == by
        {
            return copy.clone();
        }
        let copy = Rc::new(reduce(picture, by));
        self.reduced = Some((picture.clone(), by, copy.clone()));
        copy
    }
}

/// Draws the picture in view and what is black on it; nothing while there is none.
pub fn draw(
    ui: Ui,
    canvas: &web_sys::HtmlCanvasElement,
    buffers: &mut Buffers,
    black: &[(RegionId, Rect)],
    by: u32,
) -> Option<()> {
    let full = untrack(move || ui.viewer.picture())?;
    let window = untrack(|| ui.viewer.window_of(&full));
    // What is drawn by a pixel's neighbours is drawn of the whole picture.
    let by = match window.as_ref().is_some_and(Window::is_local) {
        true => 1,
        false => by,
    };
    let picture = match by > 1 {
        true => buffers.reduced(by, &full),
        false => full.clone(),
    };
    if canvas.width() != picture.columns || canvas.height() != picture.rows {
        canvas.set_width(picture.columns);
        canvas.set_height(picture.rows);
    }
    let context = canvas
        .get_context("2d")
        .ok()??
        .dyn_into::<web_sys::CanvasRenderingContext2d>()
        .ok()?;
    let rgba = buffers.rgba_of(&full, &picture, by, window);
    let image = web_sys::ImageData::new_with_u8_clamped_array_and_sh(
        Clamped(rgba),
        picture.columns,
        picture.rows,
    )
    .ok()?;
    context.put_image_data(&image, 0.0, 0.0).ok()?;
    context.set_fill_style_str("#000");
    let draft = ui.viewer.draft.get_untracked();
    for (id, rect) in black {
        let rect = match draft {
            Some(Draft::Change(changed, moved)) if changed == *id => moved,
            _ => *rect,
        };
        if let Some(rect) = reduced_rect(rect, (full.columns, full.rows), by) {
            context.fill_rect(
                rect.x.into(),
                rect.y.into(),
                rect.width.into(),
                rect.height.into(),
            );
        }
    }
    Some(())
}
