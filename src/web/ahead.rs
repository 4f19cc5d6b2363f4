//! A long clip's frames, painted by all workers at once before one of them cleans the file.
//!
//! In come the file and its rectangles; out come what each worker painted, to go beside the order to clean. If any worker
//! could not paint its run there is nothing ahead: who cleans the file then paints alone, and finds out why.

use std::ops::Range;
use std::rc::Rc;

use web_sys::{Blob, File};

use super::engine::Locator;
use super::pool::{self, NoAnswer, Urgency};
use super::protocol::{Request, Response};
use crate::pixels::{FrameRegion, PaintedFrame};

/// What each worker painted, and the blob that holds it.
pub type Runs = Vec<(Vec<PaintedFrame>, Blob)>;

/// Asks for all runs at once. They are forgotten if the delivery is, which `wanted` says.
pub async fn painted(
    file: &File,
    locator: &Locator,
    regions: &[FrameRegion],
    runs: Vec<Range<u32>>,
    wanted: Rc<dyn Fn() -> bool>,
) -> Result<Runs, NoAnswer> {
    let ask = |run| {
        let request = Request::Paint {
            locator: locator.clone(),
            regions: regions.to_vec(),
            run,
        };
        let files = vec![file.clone().into()];
        pool::ask_once(Urgency::Clean, request, files, Some(Rc::clone(&wanted)))
    };
    let mut painted = Runs::new();
    for answer in futures_util::future::join_all(runs.into_iter().map(ask)).await {
        match answer {
            Ok((Response::Painted(Some(frames)), _, Some(blob))) => painted.push((frames, blob)),
            Ok(_) | Err(NoAnswer::Stopped) => return Ok(Runs::new()),
            Err(NoAnswer::Forgotten) => return Err(NoAnswer::Forgotten),
        }
    }
    Ok(painted)
}
