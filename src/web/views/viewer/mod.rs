//! The viewer: tool bar, picture with its marks, strip with the slider. In come the chosen series and the regions that
//! reach its images; out go rectangles in stored pixels.

pub mod keys;

use leptos::prelude::*;

use crate::pixels::Window;

/// What a drag on the picture does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Rectangle,
    Move,
    Window,
    Magnify,
}

/// The viewer's own state.
#[derive(Clone, Copy)]
pub struct Viewer {
    pub tool: RwSignal<Tool>,
    pub marks: RwSignal<bool>,
    pub playing: RwSignal<bool>,
    /// CSS pixels per stored pixel; `None` fits the picture into the stage.
    pub scale: RwSignal<Option<f64>>,
    /// The stored pixel at the middle of the stage when not fitted.
    pub centre: RwSignal<(f64, f64)>,
    /// The window that a person chose; `None` takes each picture's own.
    pub window: RwSignal<Option<Window>>,
}

impl Viewer {
    /// Rectangle tool, fitted.
    pub fn new() -> Self {
        Self {
            tool: RwSignal::new(Tool::Rectangle),
            marks: RwSignal::new(true),
            playing: RwSignal::new(false),
            scale: RwSignal::new(None),
            centre: RwSignal::new((0.0, 0.0)),
            window: RwSignal::new(None),
        }
    }

    /// For another series: fitted, its own window, not playing.
    pub fn reset(self) {
        self.playing.set(false);
        self.scale.set(None);
        self.window.set(None);
    }
}
