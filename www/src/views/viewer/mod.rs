//! The viewer: tool bar, picture with its marks, strip with the slider. In come the chosen series and the regions that
//! reach its images; out go rectangles in stored pixels.
//!
//! [`load`] which picture is shown · [`canvas`] its pixels · [`marks`] outlines, numbers, handles · [`pointer`] what a
//! drag does · [`projection`] many frames laid over one another · [`seen`] what counts as seen · [`next`] what is still
//! to be seen · [`keys`] the same by keyboard · [`tools`] the bar above · [`strip`] the bar below · [`place`] from
//! stored pixels to the screen and back.

mod canvas;
pub mod keys;
mod load;
mod marks;
pub mod next;
mod place;
mod pointer;
pub mod projection;
pub mod seen;
mod strip;
mod tools;

use std::rc::Rc;

use leptos::html::{div, main};
use leptos::prelude::*;

use super::state::Ui;
use super::words::held_title;
use darkroom::catalogue::{InstanceId, Triage};
use darkroom::clean::HeldReason;
use darkroom::pixels::picture::WindowFunction;
use darkroom::pixels::{EVERY_VALUE, Picture, Rect, Window};
use darkroom::review::RegionId;

pub use load::keep_loading;
pub use next::Next;
pub use projection::keep_projecting;
use projection::{Ends, Place, Projected};
pub use seen::keep_noting;
use seen::{NotWhole, Pair};
pub use tools::Tool;

/// What stands in the picture's place.
#[derive(Clone)]
pub enum Shown {
    Nothing,
    Picture {
        of: (InstanceId, u32),
        picture: Rc<Picture>,
    },
    /// Why it cannot be shown, in words.
    Fault {
        of: (InstanceId, u32),
        words: String,
    },
}

impl Shown {
    /// The image and frame that it is of.
    pub fn of(&self) -> Option<(InstanceId, u32)> {
        match self {
            Self::Nothing => None,
            Self::Picture { of, .. } | Self::Fault { of, .. } => Some(*of),
        }
    }
}

/// A rectangle under the pointer, not yet decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draft {
    New(Rect),
    Change(RegionId, Rect),
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
    /// Whether pictures open with every value in sight instead of in their own window.
    pub every_value: RwSignal<bool>,
    /// Width and height of the stage in CSS pixels.
    pub stage: RwSignal<(f64, f64)>,
    pub shown: RwSignal<Shown, LocalStorage>,
    /// Which end of many frames stands in the place of one frame.
    pub surface: RwSignal<Option<Ends>>,
    pub projected: RwSignal<Projected, LocalStorage>,
    /// Where the person was when they took the surface up; anywhere else it is let go.
    surface_at: StoredValue<Option<Place>>,
    /// Which ends of the projection have been on screen.
    pub pair: StoredValue<Pair>,
    /// Why the picture in view does not count as seen.
    pub not_whole: RwSignal<Option<NotWhole>>,
    /// Grows when what is in view is to be looked at anew.
    pub looks: RwSignal<u32>,
    /// Whether what is in view has been for long enough to be looked at.
    pub dwelt: RwSignal<bool>,
    /// The window of single frames, for when they are in view again.
    window_before: StoredValue<Option<Window>>,
    pub draft: RwSignal<Option<Draft>>,
    /// How often a drag was taken back.
    pub escapes: RwSignal<u32>,
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
            every_value: RwSignal::new(false),
            stage: RwSignal::new((0.0, 0.0)),
            shown: RwSignal::new_local(Shown::Nothing),
            surface: RwSignal::new(None),
            projected: RwSignal::new_local(Projected::default()),
            surface_at: StoredValue::new(None),
            pair: StoredValue::new(Pair::default()),
            not_whole: RwSignal::new(None),
            looks: RwSignal::new(0),
            dwelt: RwSignal::new(false),
            window_before: StoredValue::new(None),
            draft: RwSignal::new(None),
            escapes: RwSignal::new(0),
        }
    }

    /// For another series: fitted, its own window, not playing, and nothing of the last one in sight.
    pub fn reset(self) {
        self.playing.set(false);
        self.scale.set(None);
        self.window.set(None);
        self.every_value.set(false);
        self.draft.set(None);
        self.surface.set(None);
        self.projected.set(Projected::default());
        self.pair.set_value(Pair::default());
        self.shown.set(Shown::Nothing);
    }

    /// The picture in view: of many frames if that is asked for and there is any of it, else of one.
    pub fn picture(self) -> Option<Rc<Picture>> {
        self.projection().or_else(|| {
            self.shown.with(|shown| match shown {
                Shown::Picture { picture, .. } => Some(picture.clone()),
                Shown::Nothing | Shown::Fault { .. } => None,
            })
        })
    }

    /// The picture of many frames, if that is asked for and there is any of it.
    pub fn projection(self) -> Option<Rc<Picture>> {
        let ends = self.surface.get()?;
        self.projected.with(|projected| projected.picture(ends))
    }

    /// Columns and rows of the picture in view.
    pub fn size(self) -> Option<(u32, u32)> {
        self.picture()
            .map(|picture| (picture.columns, picture.rows))
    }

    /// What will be painted of the picture in view if a rectangle is; `None` if that is the rectangle.
    pub fn grown(self, rect: Rect) -> Option<Rect> {
        self.shown.with(|shown| match shown {
            Shown::Picture { picture, .. } => picture
                .grid?
                .grown(rect, picture.columns, picture.rows)
                .filter(|grown| !rect.contains(*grown)),
            Shown::Nothing | Shown::Fault { .. } => None,
        })
    }

    /// The window in force, `None` for colour.
    pub fn window_in_force(self) -> Option<Window> {
        let picture = self.picture()?;
        self.window_of(&picture)
    }

    /// The window in which a picture is shown: the person's, else the first that it offers.
    pub fn window_of(self, picture: &Picture) -> Option<Window> {
        let own = picture.windows.first()?;
        Some(self.window.get().unwrap_or_else(|| own.clone()))
    }

    /// Shows what is in view, and what comes after it in this series, whole and with every value in sight.
    pub fn show_whole(self) {
        self.playing.set(false);
        self.scale.set(None);
        self.window.set(None);
        self.every_value.set(true);
        let is_so = self.shown.with_untracked(|shown| match shown {
            Shown::Picture { picture, .. } => opens_on_every_value(picture),
            Shown::Nothing | Shown::Fault { .. } => true,
        });
        if !is_so {
            self.shown.update(|shown| {
                if let Shown::Picture { picture, .. } = shown {
                    *picture = on_every_value(picture);
                }
            });
        }
    }

    /// A linear window chosen by hand.
    pub fn set_window(self, center: f64, width: f64) {
        self.window.set(Some(Window {
            name: String::new(),
            center,
            width: width.max(1.0),
            function: WindowFunction::Linear,
        }));
    }
}

fn opens_on_every_value(picture: &Picture) -> bool {
    let first = picture.windows.first();
    first.is_none_or(|window| window.name == EVERY_VALUE)
}

/// The picture, opening on the window in which a person looks for text.
fn on_every_value(picture: &Rc<Picture>) -> Rc<Picture> {
    let mut picture = Picture::clone(picture);
    picture.open_on_every_value();
    Rc::new(picture)
}

/// Tool bar, stage and strip.
pub fn viewer(ui: Ui) -> AnyView {
    main()
        .class("view")
        .attr("aria-label", "Picture")
        .child((tools::bar(ui), stage(ui), strip::strip(ui)))
        .into_any()
}

fn stage(ui: Ui) -> AnyView {
    let viewer = ui.viewer;
    let stage = NodeRef::<leptos::html::Div>::new();
    place::follow_size(viewer, stage);
    let fit = place::fit(ui);
    let style = move |read: fn(&place::Fit) -> f64| move || format!("{}px", fit.with(read));
    let tool = move || match viewer.tool.get() {
        Tool::Rectangle => "rectangle",
        Tool::Move => "move",
        Tool::Window => "window",
        Tool::Magnify => "magnify",
    };
    let stage_element = div()
        .node_ref(stage)
        .class("stage")
        .attr("id", "stage")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-roledescription", "viewer")
        .attr("aria-label", move || strip::place_words(ui))
        .attr("data-tool", tool);
    pointer::listen(stage_element, ui, stage, fit)
        .child((
            div()
                .class("picture")
                .class(("hidden", move || viewer.size().is_none()))
                .style(("left", style(|fit| fit.left)))
                .style(("top", style(|fit| fit.top)))
                .style(("width", style(|fit| fit.width)))
                .style(("height", style(|fit| fit.height)))
                .child((canvas::canvas(ui, fit), marks::marks(ui, fit))),
            move || message(ui),
            move || {
                ui.gone.get().then(|| {
                    div()
                        .class("veil")
                        .attr("data-testid", "deleted-veil")
                        .child("Deleted, not saved")
                })
            },
        ))
        .into_any()
}

/// What stands in the place of a picture that cannot be shown.
fn message(ui: Ui) -> Option<AnyView> {
    let id = ui.series.get()?;
    let held = ui.of_series(id, |_, series| match &series.triage {
        Triage::Held(reason) => {
            Some((held_title(reason).to_owned(), reason.what(), reason.to_do()))
        }
        _ => None,
    })?;
    let is_video = ui
        .of_series(id, |_, series| {
            series.triage == Triage::Held(HeldReason::Video)
        })
        .unwrap_or(false);
    let header_only = ui.app.catalogue.with(|catalogue| {
        let instance = ui.here.get()?;
        catalogue
            .summary(instance)
            .map(|summary| summary.image.is_none())
    });
    let fault = ui.viewer.shown.with(|shown| match shown {
        Shown::Fault { words, .. } if ui.viewer.projection().is_none() => Some(words.clone()),
        _ => None,
    });
    let (title, what, to_do) = match (held, fault) {
        (Some(_), fault) if is_video => {
            // Its first picture is on the way, or shown.
            let words = fault?;
            (
                "This video can’t be shown here".to_owned(),
                format!(
                    "{words} It is held back: nobody can look at it, and beside its pictures it may carry names."
                ),
                "Leave it out, or export still images of it from your PACS and add those.",
            )
        }
        (Some(held), _) => held,
        (None, _) if header_only == Some(true) => (
            "There is no picture in this file".to_owned(),
            "It holds a plan, a measurement or the like. Its header is cleaned as every other."
                .to_owned(),
            "If you don’t need it, delete it.",
        ),
        (None, Some(words)) => (
            "This picture can’t be shown".to_owned(),
            words,
            "Nobody can look at it here, so it is held back. Export it again from your PACS, uncompressed, or delete it.",
        ),
        (None, None) => return None,
    };
    Some(
        div()
            .class("message")
            .child((
                leptos::html::h2().child(title),
                leptos::html::p().child(what),
                leptos::html::p().child(to_do),
            ))
            .into_any(),
    )
}
