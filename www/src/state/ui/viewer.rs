//! What the viewer shows and how: tool, window, scale, and which end of many frames.

use std::rc::Rc;

use leptos::prelude::*;

use super::Step;
use super::projected::{Ends, Projected};
use darkroom::catalogue::{InstanceId, SeriesId};
use darkroom::pixels::picture::WindowFunction;
use darkroom::pixels::{EVERY_VALUE, Picture, Rect, Window};
use darkroom::review::{FrameRun, RegionId};

/// What a drag on the picture does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    Rectangle,
    Move,
    Window,
    Magnify,
}

/// Why the picture in view does not count as seen, however long it is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotWhole {
    /// Part of it is outside of the stage.
    CutOff,
    /// Part of it is outside of the window, or under the foot of the page.
    OffScreen,
    /// Too small to read what may be written on it.
    TooSmall,
    /// The window leaves values out.
    Windowed,
}

/// The ends of one projection that have been on screen, each with what was black on it.
#[derive(Clone, Default, PartialEq)]
pub struct Pair {
    within: Vec<FrameRun>,
    brightest: Vec<Vec<Rect>>,
    darkest: Vec<Vec<Rect>>,
}

impl Pair {
    /// What was black on one end while it was on screen, each time.
    pub fn of(&self, ends: Ends) -> &[Vec<Rect>] {
        match ends {
            Ends::Brightest => &self.brightest,
            Ends::Darkest => &self.darkest,
        }
    }

    /// Notes that an end was on screen, with `black` painted over; of other frames than before, it begins a new pair.
    pub fn note(&mut self, ends: Ends, within: &[FrameRun], black: &[Rect]) {
        if self.within != within {
            *self = Self {
                within: within.to_vec(),
                ..Self::default()
            };
        }
        let mine = self.of_mut(ends);
        if !mine.iter().any(|rects| rects == black) {
            mine.push(black.to_vec());
        }
    }

    fn of_mut(&mut self, ends: Ends) -> &mut Vec<Vec<Rect>> {
        match ends {
            Ends::Brightest => &mut self.brightest,
            Ends::Darkest => &mut self.darkest,
        }
    }

    /// Whether an end of the projection of these frames has been on screen.
    pub fn has(&self, within: &[FrameRun], ends: Ends) -> bool {
        self.within == within && !self.of(ends).is_empty()
    }
}

/// Where the person is, as far as a projection goes by it.
pub type Place = (Option<SeriesId>, usize, bool, Step);

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
    pub surface_at: StoredValue<Option<Place>>,
    /// Which ends of the projection have been on screen.
    pub pair: StoredValue<Pair>,
    /// Why the picture in view does not count as seen.
    pub not_whole: RwSignal<Option<NotWhole>>,
    /// Grows when what is in view is to be looked at anew.
    pub looks: RwSignal<u32>,
    /// Whether what is in view has been for long enough to be looked at.
    pub dwelt: RwSignal<bool>,
    /// The window of single frames, for when they are in view again.
    pub window_before: StoredValue<Option<Window>>,
    pub draft: RwSignal<Option<Draft>>,
    /// How often a drag was taken back.
    pub escapes: RwSignal<u32>,
}

impl Viewer {
    /// As hands from PACS expect: windowing and scrolling, fitted.
    pub fn new() -> Self {
        Self {
            tool: RwSignal::new(Tool::Window),
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

    /// Takes a window that shows all values of the picture in view, where the one in force can't: a palette of its own may
    /// give many values one colour.
    pub fn show_every_difference(self) {
        let (Some(picture), Some(window)) = (self.picture(), self.window_in_force()) else {
            return;
        };
        if !picture.shows_all(&window) {
            let better = picture.windows.iter().find(|it| picture.shows_all(it));
            self.window.set(better.cloned());
        }
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
pub fn on_every_value(picture: &Rc<Picture>) -> Rc<Picture> {
    let mut picture = Picture::clone(picture);
    picture.open_on_every_value();
    Rc::new(picture)
}

#[cfg(test)]
mod tests {
    use super::*;

    const BLACK: Rect = Rect {
        x: 0,
        y: 0,
        width: 8,
        height: 8,
    };

    #[test]
    fn an_end_has_been_on_screen_once_it_is_noted() {
        let mut pair = Pair::default();
        let frames = [(0, 0, 9)];
        assert!(!pair.has(&frames, Ends::Brightest));
        pair.note(Ends::Brightest, &frames, &[]);
        assert!(pair.has(&frames, Ends::Brightest));
        assert!(!pair.has(&frames, Ends::Darkest));
        assert!(!pair.has(&[(0, 0, 8)], Ends::Brightest));
    }

    #[test]
    fn other_frames_begin_a_new_pair() {
        let mut pair = Pair::default();
        pair.note(Ends::Brightest, &[(0, 0, 9)], &[]);
        pair.note(Ends::Darkest, &[(1, 0, 9)], &[]);
        assert!(!pair.has(&[(1, 0, 9)], Ends::Brightest));
        assert!(!pair.has(&[(0, 0, 9)], Ends::Brightest));
    }

    #[test]
    fn what_was_black_is_noted_each_time_it_was_another() {
        let mut pair = Pair::default();
        for black in [&[][..], &[BLACK], &[], &[BLACK]] {
            pair.note(Ends::Brightest, &[(0, 0, 9)], black);
        }
        assert_eq!(pair.of(Ends::Brightest), [vec![], vec![BLACK]]);
    }
}
