//! Line drawings, 16 × 16, in the colour of the text beside them.

use leptos::prelude::*;
use leptos::svg;

/// What an icon shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    Rectangle,
    Move,
    Window,
    Magnify,
    Undo,
    Redo,
    Eye,
    Play,
    Pause,
    Cross,
    Tick,
    Document,
    Back,
    Forward,
}

impl Icon {
    /// Strokes, and filled parts.
    fn paths(self) -> (&'static str, &'static str) {
        match self {
            Self::Rectangle => ("", "M2 4h12v8H2z"),
            Self::Move => (
                "M8 1.5v13M1.5 8h13M5.8 3.7 8 1.5l2.2 2.2M5.8 12.3 8 14.5l2.2-2.2M3.7 5.8 1.5 8l2.200 2.200M12.3 5.8 14.500 8l-2.200 2.200",
                "",
            ),
            Self::Window => (
                "M8 2.5a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11z",
                "M8 2.5a5.500 5.500 0 0 1 0 11z",
            ),
            Self::Magnify => (
                "M7 2.500a4.500 4.500 0 1 0 0 9 4.500 4.500 0 0 0 0-9zM10.300 10.300 14 14",
                "",
            ),
            Self::Undo => (
                "M5.800 2.800 2.300 6.300l3.500 3.500M2.500 6.300h7.200a3.600 3.600 0 0 1 0 7.200H7",
                "",
            ),
            Self::Redo => (
                "M10.200 2.800l3.500 3.500-3.500 3.500M13.500 6.300H6.300a3.600 3.600 0 0 0 0 7.200H9",
                "",
            ),
            Self::Eye => (
                "M1.500 8C3 5.200 5.300 3.700 8 3.700s5 1.500 6.500 4.300c-1.500 2.800-3.800 4.300-6.500 4.300S3 10.800 1.500 8zM8 6.100a1.900 1.900 0 1 0 0 3.800 1.900 1.900 0 0 0 0-3.800z",
                "",
            ),
            Self::Play => ("", "M4.500 2.500v11L13 8z"),
            Self::Pause => ("", "M4 3h3v10H4zM9 3h3v10H9z"),
            Self::Cross => ("m4 4 8 8M12 4l-8 8", ""),
            Self::Tick => ("m2.500 8.700 3.400 3.400 7.600-8.200", ""),
            Self::Back => ("M10 3 5 8l5 5", ""),
            Self::Forward => ("m6 3 5 5-5 5", ""),
            Self::Document => (
                "M4 1.500h5.500L13 5v9.500H4zM9 1.700v3.600h3.700M6 8.500h5M6 11h5",
                "",
            ),
        }
    }
}

/// Draws an icon; hidden from screen readers, so the element around it needs words.
pub fn icon(icon: Icon) -> AnyView {
    let (strokes, fills) = icon.paths();
    svg::svg()
        .attr("class", "icon")
        .attr("viewBox", "0 0 16 16")
        .attr("aria-hidden", "true")
        .child((
            svg::path().attr("d", strokes),
            svg::path().attr("class", "fill").attr("d", fills),
        ))
        .into_any()
}
