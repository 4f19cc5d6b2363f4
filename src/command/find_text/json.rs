//! What was found, as JSON for programs.
//!
//! ```json
//! {"form": 1, "images": [{"file": "…", "sop_instance_uid": "…", "frames": [{"frame": 1, "boxes": [
//!   {"x": 0, "y": 0, "w": 0, "h": 0, "rank": "red", "score": 0.9, "text": "…"}]}]}]}
//! ```
//! Every image that was searched is in it, and of its frames, from 1, those with boxes. Boxes are in stored pixels;
//! `rank` is `red` (says what identifies this patient), `amber` (may identify somebody) or `grey`; `text` is empty where
//! nothing was read. Within a form fields are added, and none is changed. It is patient data.

use serde::Serialize;

use darkroom::burned_in::{Found, Proposal, Rank};
use darkroom::catalogue::{Catalogue, InstanceId};

use crate::command::{Error, Reason};

#[derive(Serialize)]
struct Report<'a> {
    form: u32,
    images: Vec<Image<'a>>,
}

#[derive(Serialize)]
struct Image<'a> {
    file: &'a str,
    sop_instance_uid: &'a str,
    frames: Vec<Frame<'a>>,
}

#[derive(Serialize)]
struct Frame<'a> {
    frame: u32,
    boxes: Vec<Box<'a>>,
}

#[derive(Serialize)]
struct Box<'a> {
    x: u32,
    y: u32,
    w: u32,
    h: u32,
    rank: Rank,
    score: f32,
    text: &'a str,
}

/// The report, as text.
pub fn of(catalogue: &Catalogue, searched: &[(InstanceId, Found)]) -> Result<String, Error> {
    let images = searched.iter().filter_map(|(image, found)| {
        Some(Image {
            file: catalogue.item(*image)?.place.as_str(),
            sop_instance_uid: &catalogue.summary(*image)?.sop_instance_uid,
            frames: frames(found),
        })
    });
    let report = Report {
        form: 1,
        images: images.collect(),
    };
    serde_json::to_string(&report).map_err(|error| Error::Failed(Reason::Json(error)))
}

fn frames(found: &Found) -> Vec<Frame<'_>> {
    let frames = (0..found.frames).map(|frame| {
        let here = |it: &&Proposal| it.frame.is_none_or(|its| its == frame);
        Frame {
            frame: frame.saturating_add(1),
            boxes: found
                .proposals
                .iter()
                .filter(here)
                .map(of_proposal)
                .collect(),
        }
    });
    frames.filter(|frame| !frame.boxes.is_empty()).collect()
}

fn of_proposal(proposal: &Proposal) -> Box<'_> {
    Box {
        x: proposal.rect.x,
        y: proposal.rect.y,
        w: proposal.rect.width,
        h: proposal.rect.height,
        rank: proposal.rank,
        score: proposal.score,
        text: &proposal.text,
    }
}
