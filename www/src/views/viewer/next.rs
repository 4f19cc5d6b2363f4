//! What of the shown series is still to be seen, and the one step that brings it on screen: the brightest of all frames
//! of a size, the darkest of them, or a frame by itself; then the question whether anything identifying is left.

use leptos::prelude::*;

use crate::controllers::surface::look_at;
use crate::state::ui::projected::Ends;
use crate::state::ui::projected::groups;
use crate::state::ui::viewer::NotWhole;
use crate::state::ui::{Ui, both};
use darkroom::catalogue::InstanceId;
use darkroom::review::{SeriesState, Unseen};

/// Why nothing can be said of a picture yet.
pub const TOO_SOON: &str = "The picture has only just appeared: look at it first";

/// A step towards a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// What is in view has to be there a moment longer, or is still coming.
    Wait,
    /// What is in view is to be shown whole, with all its values.
    Whole(NotWhole),
    /// All frames like this one (an image, and its frame), laid over one another.
    Many(Ends, (InstanceId, u32)),
    Single(InstanceId, u32),
    /// Everything has been seen.
    Question,
}

/// The next step for the shown series; `None` if it is decided, or cannot be.
pub fn next(ui: Ui) -> Option<Next> {
    let id = ui.series.get()?;
    if ui.state(id) != SeriesState::Unreviewed {
        return None;
    }
    let Unseen { first, .. } = both(ui.session, |catalogue, review| review.unseen(catalogue, id));
    let Some((image, frame)) = first else {
        return Some(Next::Question);
    };
    let group = both(ui.session, |catalogue, review| {
        let mut groups = groups(catalogue, review, id).into_iter();
        groups.find(|group| group.iter().any(|(other, _)| *other == image))
    })?;
    let viewer = ui.viewer;
    let here = ui.scope.with(|scope| *scope == group);
    // Noted without a signal; what is noted changes when the wait is over.
    viewer.dwelt.track();
    let known = viewer.projected.with(|projected| {
        let part = projected.part_of(image, frame);
        let within = part.and_then(|part| projected.within_part(part));
        let had = |ends: Ends| {
            within.is_some_and(|within| viewer.pair.with_value(|pair| pair.has(within, ends)))
        };
        Known {
            many: group.iter().map(|(_, frames)| *frames).take(2).sum::<u32>() > 1,
            here,
            finished: projected.is_of(&group) == Some(true),
            part,
            at: projected.at(),
            surface: viewer.surface.get(),
            is_current: ui.current.get() == Some((image, frame)),
            had_brightest: had(Ends::Brightest),
            had_darkest: had(Ends::Darkest),
        }
    });
    Some(step(known, (image, frame)).unwrap_or_else(|| wait(ui)))
}

/// What is known of the first frame that has not been seen, and of what is in view.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Known {
    /// Whether there is more than one frame of its size and kind.
    many: bool,
    /// Whether these are the ones that would be laid over one another now.
    here: bool,
    /// Whether their projection is finished.
    finished: bool,
    /// The part of it that the frame is in, and the part in view.
    part: Option<usize>,
    at: usize,
    /// The end that is in view, if one is.
    surface: Option<Ends>,
    /// Whether the position points to the frame.
    is_current: bool,
    /// Which ends of the part have been on screen.
    had_brightest: bool,
    had_darkest: bool,
}

/// The step that brings the frame on screen; `None` if what is in view is that, and has to be there longer.
fn step(known: Known, frame: (InstanceId, u32)) -> Option<Next> {
    let Known {
        many,
        here,
        finished,
        part,
        at,
        surface,
        is_current,
        had_brightest,
        had_darkest,
    } = known;
    // A projection that has come to its end with nothing else beside the frame can't show it.
    if !many || (here && finished && part.is_none()) {
        let in_view = surface.is_none() && is_current;
        return (!in_view).then_some(Next::Single(frame.0, frame.1));
    }
    let had = |ends: Ends| match ends {
        Ends::Brightest => had_brightest,
        Ends::Darkest => had_darkest,
    };
    // Until all is done nothing is known of parts.
    let is_in_view = here && (!finished || part == Some(at));
    match surface.filter(|_| is_in_view) {
        Some(ends) if !had(ends) => None,
        Some(ends) => Some(Next::Many(ends.other(), frame)),
        None if here && had_brightest => Some(Next::Many(Ends::Darkest, frame)),
        None => Some(Next::Many(Ends::Brightest, frame)),
    }
}

/// Why what is in view has not been seen yet.
fn wait(ui: Ui) -> Next {
    match ui.viewer.not_whole.get() {
        Some(why) => Next::Whole(why),
        None => Next::Wait,
    }
}

/// Takes the step; the question is put by who asked.
pub fn take(ui: Ui, next: Next) {
    let viewer = ui.viewer;
    let place = |frame: (InstanceId, u32)| {
        let place = ui
            .frames
            .with_untracked(|frames| frames.iter().position(|other| *other == frame));
        if let Some(place) = place {
            ui.position.set(place);
        }
    };
    match next {
        Next::Wait | Next::Question => {}
        Next::Whole(NotWhole::OffScreen) => {
            if let Some(stage) = document().get_element_by_id("stage") {
                stage.scroll_into_view_with_bool(true);
            }
            // What is on screen begins anew.
            viewer.looks.update(|looks| *looks += 1);
        }
        Next::Whole(why) => {
            viewer.show_whole();
            if why == NotWhole::Windowed {
                viewer.show_every_difference();
            }
        }
        Next::Many(ends, (image, frame)) => {
            let here = ui
                .scope
                .with_untracked(|scope| scope.iter().any(|(other, _)| *other == image));
            if !here {
                place((image, 0));
            }
            viewer.show_whole();
            viewer
                .projected
                .update(|projected| projected.turn_to(image, frame));
            look_at(ui, Some(ends));
        }
        Next::Single(image, frame) => {
            look_at(ui, None);
            place((image, frame));
            viewer.show_whole();
        }
    }
}

/// The step in words, for the one button that takes it.
pub fn words(ui: Ui, next: Next) -> String {
    match next {
        Next::Wait => "Look at this picture".into(),
        Next::Whole(NotWhole::Windowed) => "Show all values".into(),
        Next::Whole(_) => "Show the whole picture".into(),
        Next::Many(Ends::Brightest, _) => "Next: brightest of all".into(),
        Next::Many(Ends::Darkest, _) => "Next: darkest of all".into(),
        Next::Single(..) => "Next picture".into(),
        Next::Question if ui.asked.get() => "Answer the question".into(),
        Next::Question => "Is anything left to hide?".into(),
    }
}

/// Why the step can't be taken yet.
pub fn why_not(ui: Ui, next: Next) -> Option<&'static str> {
    let viewer = ui.viewer;
    match next {
        Next::Wait => Some(match viewer.picture().is_some() {
            true => TOO_SOON,
            false => "The picture is not here yet",
        }),
        Next::Whole(NotWhole::TooSmall) if viewer.scale.get().is_none() => {
            Some("The picture is too small to be read: make the window larger")
        }
        Next::Question if ui.asked.get() => {
            Some("Say whether anything identifying is shown, paint it, or delete it")
        }
        // A frame that can't be shown is not waited for, and what has long been in view neither.
        Next::Whole(_) | Next::Question => None,
        Next::Many(..) | Next::Single(..) => {
            let waits = !viewer.dwelt.get() && viewer.picture().is_some();
            waits.then_some(TOO_SOON)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: (InstanceId, u32) = (3, 0);

    /// Several frames, of which nothing is in view.
    const MANY: Known = Known {
        many: true,
        here: false,
        finished: false,
        part: None,
        at: 0,
        surface: None,
        is_current: false,
        had_brightest: false,
        had_darkest: false,
    };

    /// The brightest of them is in view, and finished.
    const BRIGHTEST: Known = Known {
        here: true,
        finished: true,
        part: Some(0),
        surface: Some(Ends::Brightest),
        ..MANY
    };

    #[test]
    fn a_frame_by_itself_is_gone_to_and_then_waited_for() {
        let alone = Known {
            many: false,
            ..MANY
        };
        assert_eq!(step(alone, FRAME), Some(Next::Single(3, 0)));
        let current = Known {
            is_current: true,
            ..alone
        };
        assert_eq!(step(current, FRAME), None);
    }

    #[test]
    fn of_many_the_brightest_come_first() {
        assert_eq!(step(MANY, FRAME), Some(Next::Many(Ends::Brightest, FRAME)));
    }

    #[test]
    fn an_end_in_view_is_waited_for_until_it_was_seen() {
        assert_eq!(step(BRIGHTEST, FRAME), None);
        let seen = Known {
            had_brightest: true,
            ..BRIGHTEST
        };
        assert_eq!(step(seen, FRAME), Some(Next::Many(Ends::Darkest, FRAME)));
    }

    #[test]
    fn the_darkest_follow_where_the_brightest_were_seen_before() {
        let back = Known {
            surface: None,
            had_brightest: true,
            ..BRIGHTEST
        };
        assert_eq!(step(back, FRAME), Some(Next::Many(Ends::Darkest, FRAME)));
    }

    #[test]
    fn a_frame_that_is_in_no_part_is_looked_at_by_itself() {
        let apart = Known {
            part: None,
            ..BRIGHTEST
        };
        assert_eq!(step(apart, FRAME), Some(Next::Single(3, 0)));
    }

    #[test]
    fn another_part_in_view_does_not_count() {
        let other = Known { at: 1, ..BRIGHTEST };
        assert_eq!(step(other, FRAME), Some(Next::Many(Ends::Brightest, FRAME)));
    }

    #[test]
    fn an_unfinished_projection_is_waited_for() {
        let coming = Known {
            finished: false,
            part: None,
            ..BRIGHTEST
        };
        assert_eq!(step(coming, FRAME), None);
    }
}
