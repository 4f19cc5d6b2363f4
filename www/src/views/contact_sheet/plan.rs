//! How a tile is to be: of which images, how large, and what it needs to count as seen.

use leptos::prelude::*;

use crate::state::ui::Ui;
use crate::state::ui::together::{self, GAP};
use darkroom::catalogue::InstanceId;
use darkroom::pixels::Rect;

/// The smallest share of its stored size at which a picture of the contact sheet can be read: letters of ten pixels have
/// six on the screen.
const LEGIBLE: f64 = 0.6;

/// How the tile of a group is to be.
pub struct Plan {
    pub group: Vec<(InstanceId, u32)>,
    /// How wide a picture is, in CSS pixels, where there is room.
    pub width: f64,
    /// The least share of its stored size on the screen at which it counts.
    pub least: f64,
    /// Whether all of it must be in view.
    pub whole: bool,
    /// What is black on all of its frames.
    pub black: Vec<Rect>,
    /// Where what became of it is noted: the place among the groups of its series.
    pub place: Option<usize>,
}

impl Plan {
    /// Of a group on the contact sheet.
    pub fn of_glance(group: Vec<(InstanceId, u32)>, (columns, rows): (u32, u32)) -> Self {
        Self {
            group,
            width: picture_width(columns, rows) * grown(),
            least: LEGIBLE,
            whole: false,
            black: Vec::new(),
            place: None,
        }
    }
}

/// The size of a group's pictures.
pub fn size(ui: Ui, group: &[(InstanceId, u32)]) -> Option<(u32, u32)> {
    let catalogue = ui.session.catalogue;
    catalogue.with_untracked(|catalogue| together::size(catalogue, group))
}

/// Pixels of CSS in a rem.
pub fn rem() -> f64 {
    let size = || {
        let root = document().document_element()?;
        let style = window().get_computed_style(&root).ok()??;
        let size = style.get_property_value("font-size").ok()?;
        size.trim_end_matches("px").parse().ok()
    };
    size().unwrap_or(16.0)
}

/// How much larger pictures are on a screen of many pixels, where letters are, too.
pub fn grown() -> f64 {
    (rem() / 17.0).max(1.0)
}

/// How wide a picture is on the sheet, in CSS pixels, where there is room: large enough to be read with something to
/// spare, and no larger, so that a hundred series are a short way.
pub fn picture_width(columns: u32, rows: u32) -> f64 {
    let longer = f64::from(columns.max(rows).max(1));
    let side = (longer * 0.7).clamp(160.0, 960.0);
    side * f64::from(columns) / longer
}

/// How wide the pictures that stand for so many frames are side by side, in CSS pixels, where there is room.
pub fn width(one: f64, frames: usize) -> f64 {
    if frames > 1 { 2.0 * one + GAP } else { one }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_neither_too_small_to_be_read_nor_larger_than_needed() {
        assert!((picture_width(512, 512) - 358.4).abs() < 1e-9);
        assert_eq!(picture_width(64, 64), 160.0);
        assert_eq!(picture_width(4_000, 2_000), 960.0);
        assert_eq!(picture_width(1_000, 2_000), 480.0);
        assert!(picture_width(512, 512) / 512.0 > LEGIBLE);
    }

    #[test]
    fn two_pictures_stand_side_by_side_and_one_alone() {
        assert_eq!(width(384.0, 1), 384.0);
        assert_eq!(width(384.0, 20), 2.0 * 384.0 + GAP);
    }
}
