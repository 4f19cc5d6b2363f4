//! A rectangle made by keyboard, for hands that use no mouse: Enter puts one in the middle of the picture, the arrows
//! place it, with Shift they size it, Enter paints it, Escape drops it. What happens is said in a live region.

use leptos::prelude::*;

use super::marks::Mark;
use super::pointer::{paint, whole};
use super::rectangles::{Size, resized, shifted};
use crate::state::ui::Ui;
use crate::state::ui::viewer::{Draft, Tool};
use darkroom::pixels::Rect;

/// How many pixels an arrow goes with Ctrl or Alt.
const FAST: i64 = 10;

/// What an arrow asks for: how far, and whether it sizes rather than moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrow {
    by: (i64, i64),
    sizes: bool,
}

impl Arrow {
    /// Of a key, if it is an arrow.
    pub fn of(event: &web_sys::KeyboardEvent) -> Option<Self> {
        let fast = event.ctrl_key() || event.meta_key() || event.alt_key();
        Self::named(&event.key(), event.shift_key(), fast)
    }

    fn named(key: &str, sizes: bool, fast: bool) -> Option<Self> {
        let step = if fast { FAST } else { 1 };
        let by = match key {
            "ArrowLeft" => (-step, 0),
            "ArrowRight" => (step, 0),
            "ArrowUp" => (0, -step),
            "ArrowDown" => (0, step),
            _ => return None,
        };
        Some(Self { by, sizes })
    }

    fn applied(self, rect: Rect, size: Size) -> Rect {
        match self.sizes {
            true => resized(rect, self.by, size),
            false => shifted(rect, self.by, size),
        }
    }
}

/// A key while the picture has the focus; whether it was taken.
pub fn key(ui: Ui, event: &web_sys::KeyboardEvent) -> bool {
    let viewer = ui.viewer;
    let Some(size) = untrack(move || viewer.size()) else {
        return false;
    };
    match (viewer.draft.get_untracked(), Arrow::of(event)) {
        (Some(Draft::New(rect)), Some(arrow)) => say(ui, arrow.applied(rect, size)),
        (Some(Draft::New(rect)), None) if event.key() == "Enter" => fix(ui, rect),
        (None, None) if event.key() == "Enter" => return begin(ui, size),
        _ => return false,
    }
    true
}

/// A new rectangle in the middle, if this is what the tool makes and the picture may be painted.
fn begin(ui: Ui, size: Size) -> bool {
    let paints = ui.viewer.tool.get_untracked() == Tool::Rectangle;
    if !paints || !untrack(move || ui.paintable() && !ui.running()) {
        return false;
    }
    ui.region.set(None);
    ui.viewer.playing.set(false);
    say(ui, middle(size));
    true
}

fn say(ui: Ui, rect: Rect) {
    let Rect {
        x,
        y,
        width,
        height,
    } = rect;
    ui.viewer.draft.set(Some(Draft::New(rect)));
    ui.said.set(Some(format!(
        "Rectangle at {x}, {y}, {width} × {height}. Arrows place it, Shift+arrows size it, Enter paints it, Esc drops it."
    )));
}

fn fix(ui: Ui, rect: Rect) {
    ui.viewer.draft.set(None);
    let painted = paint(ui, rect);
    ui.said.set(Some(match painted {
        true => "Painted black. Arrows still move it, Shift+arrows size it; Enter begins another."
            .into(),
        false => "This can’t be painted now.".into(),
    }));
}

/// Moves or sizes a painted region. Presses that follow one another are one step of undo.
pub fn nudge(
    ui: Ui,
    mark: Mark,
    arrow: Arrow,
    event: &web_sys::KeyboardEvent,
    gesture: StoredValue<(u64, f64)>,
) {
    let Some(size) = untrack(move || ui.viewer.size()) else {
        return;
    };
    let id = mark.id;
    let rect = arrow.applied(whole(ui, &mark), size);
    let now = event.time_stamp();
    gesture.update_value(|(number, last)| {
        if now - *last > 1_000.0 {
            *number += 1;
        }
        *last = now;
    });
    // Far from the numbers that drags use.
    let number = (1 << 32) + (u64::from(id) << 40) + gesture.get_value().0;
    ui.decide(|_, review| review.reshape(id, rect, number));
}

/// A quarter of the picture's width and an eighth of its height, as a line of text is wider than high.
fn middle((columns, rows): Size) -> Rect {
    let nothing = Rect {
        x: columns / 2,
        y: rows / 2,
        width: 0,
        height: 0,
    };
    // Never too small to count, never larger than the picture.
    let sized = resized(
        nothing,
        (i64::from(columns / 4), i64::from(rows / 8)),
        (columns, rows),
    );
    Rect {
        x: (columns.saturating_sub(sized.width)) / 2,
        y: (rows.saturating_sub(sized.height)) / 2,
        ..sized
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_rectangle_lies_in_the_middle_and_counts() {
        let expected = Rect {
            x: 300,
            y: 262,
            width: 200,
            height: 75,
        };
        assert_eq!(middle((800, 600)), expected);
        let small = middle((20, 20));
        assert!(!small.is_slip(), "{small:?}");
        assert!(small.x + small.width <= 20 && small.y + small.height <= 20);
        let _ = middle((0, 0));
    }

    #[test]
    fn arrows_move_and_with_shift_they_size() {
        let rect = middle((800, 600));
        let after = |key, sizes, fast| {
            Arrow::named(key, sizes, fast).map(|arrow| arrow.applied(rect, (800, 600)))
        };
        assert_eq!(
            after("ArrowLeft", false, false),
            Some(Rect { x: 299, ..rect })
        );
        assert_eq!(
            after("ArrowDown", false, true),
            Some(Rect { y: 272, ..rect })
        );
        assert_eq!(
            after("ArrowRight", true, false),
            Some(Rect { width: 201, ..rect })
        );
        assert_eq!(
            after("ArrowUp", true, true),
            Some(Rect { height: 65, ..rect })
        );
        assert_eq!(after("a", false, false), None);
    }
}
