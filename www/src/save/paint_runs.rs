//! A long clip's frames, painted by all workers at once before one of them cleans the file.
//!
//! In come the file and its rectangles; out comes what each worker painted, to go beside the order to clean. If any
//! worker could not paint its run nothing is painted yet: who cleans the file then paints alone, and finds out why. If
//! a frame did not pass its check, the file is held.

use std::cell::Cell;
use std::ops::Range;
use std::rc::Rc;

use web_sys::{Blob, File};

use crate::controllers::store::Origin;
use crate::pool::{self, NoAnswer, Urgency};
use crate::protocol::{Request, Response};
use darkroom::clean::HeldReason;
use darkroom::pixels::{FrameRegion, PaintedFrame};

/// What each worker painted, and the blob that holds it.
pub type Runs = Vec<(Vec<PaintedFrame>, Blob)>;

/// Asks for all runs at once. They are forgotten if the delivery is, which `wanted` says; the inner error holds the
/// file. `painting` is given the number of frames as they are painted.
pub async fn painted(
    (origin, file): (&Origin, &File),
    regions: &[FrameRegion],
    runs: Vec<Range<u32>>,
    wanted: Rc<dyn Fn() -> bool>,
    painting: Rc<dyn Fn(u32)>,
) -> Result<Result<Runs, HeldReason>, NoAnswer> {
    let ask = |run| {
        let request = Request::Paint {
            file: origin.file,
            locator: origin.locator.clone(),
            regions: regions.to_vec(),
            run,
        };
        let files = vec![file.clone().into()];
        let (painting, reported) = (Rc::clone(&painting), Rc::new(Cell::new(0_u32)));
        let report = move |frames: u32| {
            reported.set(reported.get().saturating_add(frames));
            painting(frames);
            reported.get()
        };
        let part = {
            let report = report.clone();
            move |response| {
                if let Response::FramesPainted(frames) = response {
                    report(frames);
                }
            }
        };
        let wanted = Some(Rc::clone(&wanted));
        async move {
            let answer = pool::ask_once(Urgency::Clean, request, files, wanted, part).await;
            // The last ones of a run are reported by its answer alone.
            if let Ok((Response::Painted(Ok(Some(frames))), ..)) = &answer {
                report((frames.len() as u32).saturating_sub(report(0)));
            }
            answer
        }
    };
    let (mut painted, mut all_painted) = (Runs::new(), true);
    for answer in futures_util::future::join_all(runs.into_iter().map(ask)).await {
        match answer {
            Ok((Response::Painted(Ok(Some(frames))), _, Some(blob))) => {
                painted.push((frames, blob))
            }
            Ok((Response::Painted(Err(reason)), ..)) => return Ok(Err(reason)),
            Ok(_) | Err(NoAnswer::Stopped) => all_painted = false,
            Err(NoAnswer::Forgotten) => return Err(NoAnswer::Forgotten),
        }
    }
    Ok(Ok(if all_painted { painted } else { Runs::new() }))
}
