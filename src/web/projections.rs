//! Many frames laid over one another: parted among the workers, put together as their answers come, told each time.
//!
//! A question is a handful of frames, so that progress shows, and so that one that is no longer wanted is soon over.

use std::cell::Cell;
use std::rc::Rc;

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;
use js_sys::{ArrayBuffer, Uint8Array};

use super::js;
use super::pool::{self, NoAnswer, Urgency};
use super::protocol::{self, Request, Response, Span};
use super::store;
use crate::catalogue::InstanceId;
use crate::pixels::projection::Gathered;

/// Most frames in a question, and most pixels in them together (one frame at least).
const MOST_FRAMES: u32 = 16;
const MOST_PIXELS: u64 = 6_000_000;

/// Milliseconds between two tellings, at least.
const PACE: f64 = 100.0;

thread_local! {
    /// The number of the projection that is wanted now.
    static WANTED: Cell<u64> = const { Cell::new(0) };
}

/// Frames of an instance, from 0, both ends included.
type Run = (InstanceId, u32, u32);

/// No projection is wanted any more.
pub fn cancel() {
    WANTED.set(WANTED.get() + 1);
    pool::forget(Urgency::Project);
}

/// Lays all frames of the images over one another; `frames` of each, of `pixels` each. Replaces the projection under
/// way. `tell` is called with what there is so far, and hears nothing more once another one was asked for, or none.
pub async fn project(
    images: Vec<(InstanceId, u32)>,
    pixels: u64,
    mut tell: impl FnMut(&Gathered, bool),
) {
    cancel();
    let number = WANTED.get();
    let mut asked: FuturesUnordered<_> = handfuls(&images, pixels)
        .into_iter()
        .map(|handful| ask(handful, number))
        .collect();
    let mut gathered = Gathered::default();
    let mut told = f64::NEG_INFINITY;
    while let Some(answer) = asked.next().await {
        if WANTED.get() != number {
            return;
        }
        match answer {
            Answer::Some(some) => gathered.merge(*some),
            Answer::Again(halves) => {
                for half in halves {
                    asked.push(ask(half, number));
                }
                continue;
            }
            Answer::Lost(frames) => gathered.failed = gathered.failed.saturating_add(frames),
        }
        let last = asked.is_empty();
        if last || js::now() - told >= PACE {
            tell(&gathered, last);
            told = js::now();
        }
    }
}

enum Answer {
    Some(Box<Gathered>),
    /// The engine stopped on one of them.
    Again([Vec<Run>; 2]),
    /// So many frames are not to be had.
    Lost(u32),
}

async fn ask(handful: Vec<Run>, number: u64) -> Answer {
    let all: u32 = handful.iter().map(|run| frames(*run)).sum();
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
        return Answer::Lost(all);
    };
    let wanted: Rc<dyn Fn() -> bool> = Rc::new(move || WANTED.get() == number);
    let request = Request::Project { spans };
    match pool::ask(Urgency::Project, request, files, Some(wanted)).await {
        Ok((Response::Projected(head), buffers)) => {
            let bytes = buffers.iter().map(bytes_of).collect();
            let gathered = protocol::join_gathered(head, bytes);
            gathered.map_or(Answer::Lost(all), |some| Answer::Some(Box::new(some)))
        }
        Err(NoAnswer::Stopped) if all > 1 => Answer::Again(halves(handful)),
        Ok(_) | Err(_) => Answer::Lost(all),
    }
}

fn bytes_of(buffer: &ArrayBuffer) -> Vec<u8> {
    Uint8Array::new(buffer).to_vec()
}

fn frames((_, first, last): Run) -> u32 {
    last.saturating_sub(first).saturating_add(1)
}

/// Parts all frames into questions.
fn handfuls(images: &[(InstanceId, u32)], pixels: u64) -> Vec<Vec<Run>> {
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
fn halves(handful: Vec<Run>) -> [Vec<Run>; 2] {
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
