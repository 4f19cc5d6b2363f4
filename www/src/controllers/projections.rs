//! Many frames laid over one another: parted among the workers, put together as their answers come, reported each time.
//!
//! A question is a handful of frames, so that progress shows, and so that one that is no longer wanted is soon over. Of
//! every frame it is known whether it is in the result, and with which others: a handful of several kinds is asked for
//! again in halves.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use js_sys::{ArrayBuffer, Uint8Array};

use crate::browser::js;
use crate::controllers::store;
use crate::pool::{self, NoAnswer, Urgency};
use crate::protocol::{self, Request, Response, Span};
use crate::state::ui::laid::{Laid, count};
use darkroom::catalogue::InstanceId;
use darkroom::pixels::projection::{Gathered, Projection};
use darkroom::review::FrameRun;

/// Most frames in a question, and most pixels in them together (one frame at least).
const MOST_FRAMES: u32 = 16;
const MOST_PIXELS: u64 = 6_000_000;

/// Milliseconds between two reports, at least.
const PACE: f64 = 100.0;

thread_local! {
    /// The number of the projection in the viewer that is wanted now.
    static WANTED: Cell<u64> = const { Cell::new(0) };
}

/// No projection in the viewer is wanted any more.
pub fn cancel() {
    WANTED.set(WANTED.get() + 1);
    pool::forget(Urgency::Project);
}

/// Lays all frames of the images over one another for the viewer; `frames` of each, of `pixels` each. Replaces the
/// projection under way. `report` is called with what there is so far, and no more once another one was asked for,
/// or none.
pub async fn project(images: Vec<(InstanceId, u32)>, pixels: u64, report: impl FnMut(&Laid, bool)) {
    cancel();
    let number = WANTED.get();
    let wanted = Rc::new(move || WANTED.get() == number);
    lay(images, pixels, Urgency::Project, wanted, report).await;
}

/// The same for the contact sheet, for as long as it is `wanted`; `false` if it no longer was before it was done.
pub async fn lay(
    images: Vec<(InstanceId, u32)>,
    pixels: u64,
    urgency: Urgency,
    wanted: Rc<dyn Fn() -> bool>,
    mut report: impl FnMut(&Laid, bool),
) -> bool {
    let mut asked: FuturesUnordered<_> = handfuls(&images, pixels)
        .into_iter()
        .map(|handful| ask(handful, urgency, Rc::clone(&wanted)))
        .collect();
    let mut laid = Laid::default();
    let mut reported = f64::NEG_INFINITY;
    while let Some(answer) = asked.next().await {
        if !wanted() {
            return false;
        }
        match answer {
            Answer::Some(handful, projection) => laid.take(handful, *projection),
            Answer::Again(halves) => {
                for half in halves {
                    asked.push(ask(half, urgency, Rc::clone(&wanted)));
                }
                continue;
            }
            Answer::Lost(handful) => laid.failed.extend(handful),
            Answer::Forgotten => return false,
        }
        let last = asked.is_empty();
        if last || js::now() - reported >= PACE {
            report(&laid, last);
            reported = js::now();
        }
    }
    true
}

enum Answer {
    /// All of the handful, laid over one another.
    Some(Vec<FrameRun>, Box<Projection>),
    /// Not all of them could be, or the engine stopped on one of them.
    Again([Vec<FrameRun>; 2]),
    /// Not to be had.
    Lost(Vec<FrameRun>),
    /// Nobody wanted it any more.
    Forgotten,
}

async fn ask(handful: Vec<FrameRun>, urgency: Urgency, wanted: Rc<dyn Fn() -> bool>) -> Answer {
    let is_one = count(&handful) <= 1;
    let origins = handful.iter().map(|(instance, first, last)| {
        let (origin, file) = store::origin(*instance)?;
        let span = Span {
            file: origin.file,
            locator: origin.locator,
            first: *first,
            last: *last,
        };
        Some((span, file.into()))
    });
    let Some((spans, files)) = origins.collect::<Option<(Vec<_>, Vec<_>)>>() else {
        return Answer::Lost(handful);
    };
    let request = Request::Project { spans };
    let answer = match pool::ask(urgency, request, files, Some(wanted)).await {
        Ok((Response::Projected(head), buffers)) => {
            let bytes = buffers.iter().map(bytes_of).collect();
            protocol::join_gathered(head, bytes)
        }
        Err(NoAnswer::Forgotten) => return Answer::Forgotten,
        Ok(_) | Err(NoAnswer::Stopped) => None,
    };
    match answer {
        Some(Gathered {
            projection: Some(projection),
            failed: 0,
            unlike: 0,
        }) => Answer::Some(handful, Box::new(projection)),
        _ if is_one => Answer::Lost(handful),
        _ => Answer::Again(halves(handful)),
    }
}

fn bytes_of(buffer: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

/// Parts all frames into questions.
fn handfuls(images: &[(InstanceId, u32)], pixels: u64) -> Vec<Vec<FrameRun>> {
    let most = (MOST_PIXELS / pixels.max(1)).clamp(1, u64::from(MOST_FRAMES)) as u32;
    let (mut handfuls, mut handful, mut room) = (Vec::new(), Vec::new(), most);
    for (instance, count) in images {
        let mut first = 0;
        while first < *count {
            let take = room.min(count - first);
            handful.push((*instance, first, first + take - 1));
            (first, room) = (first + take, room - take);
            if room == 0 {
                handfuls.push(std::mem::take(&mut handful));
                room = most;
            }
        }
    }
    if !handful.is_empty() {
        handfuls.push(handful);
    }
    handfuls
}

/// The two halves of a handful of more than one frame.
fn halves(handful: Vec<FrameRun>) -> [Vec<FrameRun>; 2] {
    if let [(instance, first, last)] = handful.as_slice() {
        let middle = first + (last - first) / 2;
        return [
            vec![(*instance, *first, middle)],
            vec![(*instance, middle + 1, *last)],
        ];
    }
    let (one, other) = handful.split_at(handful.len() / 2);
    [one.to_vec(), other.to_vec()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_handful_is_of_so_many_frames_or_so_many_pixels() {
        assert_eq!(
            handfuls(&[(0, 20)], 1),
            [vec![(0, 0, 15)], vec![(0, 16, 19)]]
        );
        assert_eq!(
            handfuls(&[(0, 2)], 5_000_000),
            [vec![(0, 0, 0)], vec![(0, 1, 1)]]
        );
        assert_eq!(handfuls(&[(0, 1), (1, 1)], 1), [vec![(0, 0, 0), (1, 0, 0)]]);
        assert!(handfuls(&[], 1).is_empty());
    }

    #[test]
    fn a_run_is_halved_by_frames_and_several_by_runs() {
        assert_eq!(halves(vec![(0, 0, 4)]), [vec![(0, 0, 2)], vec![(0, 3, 4)]]);
        assert_eq!(
            halves(vec![(0, 0, 4), (1, 0, 0)]),
            [vec![(0, 0, 4)], vec![(1, 0, 0)]]
        );
    }

    proptest! {
        #[test]
        fn every_frame_is_in_one_handful(
            images in prop::collection::vec(0_u32..50, 0..20), pixels in 1_u64..10_000_000,
        ) {
            let images: Vec<_> = images.into_iter().enumerate().collect();
            let handfuls = handfuls(&images, pixels);
            let mut frames: Vec<(InstanceId, u32)> = handfuls
                .iter()
                .flatten()
                .flat_map(|(image, first, last)| (*first..=*last).map(|frame| (*image, frame)))
                .collect();
            let all = images
                .iter()
                .flat_map(|(image, frames)| (0..*frames).map(|frame| (*image, frame)));
            frames.sort_unstable();
            prop_assert_eq!(frames, all.collect::<Vec<_>>());
            prop_assert!(handfuls.iter().all(|handful| (1..=16).contains(&count(handful))));
        }
    }
}
