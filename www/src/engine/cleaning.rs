//! Cleaning as a worker does it: videos and painted runs first, then the instance, then its bytes as they leave.

use std::ops::Range;
use std::rc::Rc;

use web_sys::Blob;

use super::blob_spool::{self, Blobs, Reporting};
use super::{instance, locate};
use crate::protocol::{FileKey, PartHead};
use darkroom::catalogue::Summary;
use darkroom::clean::{self, Cleaned, Filing, HeldReason, Links, Order, Sums};
use darkroom::deid::comparison::Row;
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::dicom::spool::PieceSpool;
use darkroom::dicom::{self, Instance, Part, Source, TransferSyntax};
use darkroom::intake::Locator;
use darkroom::pixels::video::reencode::Reencoded;
use darkroom::pixels::{self, FrameRegion, InAdvance, PaintedFrame};

/// A cleaned file as it leaves the worker.
pub struct Made {
    pub parts: Vec<PartHead>,
    pub buffers: Vec<Vec<u8>>,
    /// What was spooled, all of it; `None` if nothing was.
    pub spooled: Option<Blob>,
    pub size: u64,
    pub sums: Sums,
    pub links: Option<Box<Links>>,
    pub filing: Filing,
}

/// The instance, if it is a video that is to be re-encoded before [`clean`].
pub fn video(
    file: FileKey,
    source: Rc<dyn Source>,
    locator: &Locator,
    order: &Order,
) -> Result<Option<Instance>, HeldReason> {
    let instance = dicom::read(locate(file, source, locator)?)?;
    let is_video = order.video && pixels::video::is_video(&instance.transfer_syntax);
    Ok(is_video.then_some(instance))
}

/// The runs of frames that are worth being painted in so many places at once.
pub fn runs(summary: &Summary, regions: &[FrameRegion], places: usize) -> Vec<Range<u32>> {
    let syntax = TransferSyntax::new(&summary.transfer_syntax_uid);
    let frames = summary.image.map_or(0, |image| image.frames);
    pixels::in_advance::runs(&syntax, regions, frames, places)
}

/// Frames that are written anew one by one, which is reported as it goes on.
pub fn frames_to_paint(summary: &Summary, regions: &[FrameRegion]) -> u32 {
    let frames = summary.image.map_or(0, |image| image.frames);
    let syntax = TransferSyntax::new(&summary.transfer_syntax_uid);
    match pixels::video::is_video(&syntax) {
        true => frames,
        false => pixels::in_advance::frames_to_paint(&syntax, regions, frames),
    }
}

/// Paints a run of a long clip's frames; they are in the blob, one after the other. `None` if that cannot be done; an
/// error holds the file. `on_frame` is called with every frame.
pub fn paint_run(
    (file, source): (FileKey, Rc<dyn Source>),
    locator: &Locator,
    regions: &[FrameRegion],
    run: Range<u32>,
    on_frame: Rc<dyn Fn()>,
) -> Result<Option<(Vec<PaintedFrame>, Blob)>, HeldReason> {
    let spool = Rc::new(blob_spool::new());
    let Ok(located) = locate(file, source, locator) else {
        return Ok(None);
    };
    let reporting = Reporting {
        spool: Rc::clone(&spool),
        on_frame,
    };
    let painted = clean::in_advance::paint_run(located, regions, run, &reporting)?;
    Ok(painted.zip(blob_spool::finish_whole(&spool).ok()))
}

/// Cleans one instance; `video` is what takes the place of its video, `in_advance` what was painted of it already. Ranges of
/// the original leave as ranges of the dropped file where they are that. `on_frame` is called with every frame that is
/// painted.
pub fn clean(
    (file, source): (FileKey, Rc<dyn Source>),
    locator: &Locator,
    order: &Order,
    secret: [u8; 32],
    (in_advance, video): (&InAdvance, Option<Reencoded>),
    on_frame: Rc<dyn Fn()>,
) -> Result<Made, HeldReason> {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes(secret));
    let located = locate(file, Rc::clone(&source), locator)?;
    let spool = Rc::new(blob_spool::new());
    let cleaned = match video {
        Some(new) => clean::clean_video(located, order, &pseudonyms, new)?,
        None => {
            let spool = Rc::clone(&spool);
            let reporting = Rc::new(Reporting { spool, on_frame });
            clean::clean_with(located, order, &pseudonyms, reporting, in_advance)?
        }
    };
    let spooled = blob_spool::finish(&spool)?;
    let (parts, buffers) = parts_of(&cleaned, locator.is_file(), &spool, spooled.is_some())?;
    Ok(Made {
        parts,
        buffers,
        spooled,
        size: cleaned.size(),
        sums: cleaned.sums(),
        links: cleaned.links().cloned().map(Box::new),
        filing: cleaned.filing().clone(),
    })
}

/// A cleaned file's bytes as they leave the worker: ranges stay ranges of the dropped file, where the instance is all
/// of it, and of the spool's blob, where there is one; everything else is copied into a buffer.
fn parts_of(
    cleaned: &Cleaned,
    is_whole_file: bool,
    spool: &PieceSpool<Blobs>,
    has_blob: bool,
) -> Result<(Vec<PartHead>, Vec<Vec<u8>>), HeldReason> {
    let stays_outside = cleaned.body_is_original() && is_whole_file;
    let mut buffers = Vec::new();
    let mut made = |bytes: Vec<u8>| {
        buffers.push(bytes);
        PartHead::Made
    };
    let mut parts = Vec::new();
    for part in cleaned.parts().filter(|part| !part.is_empty()) {
        parts.push(match part {
            Part::Range(range) if stays_outside => PartHead::Original(range.start, range.end),
            Part::Range(range) => {
                let bytes = cleaned.body().read(range.clone());
                made(bytes.map_err(|_| HeldReason::Unreadable)?)
            }
            Part::Spooled(range) if has_blob => PartHead::Spooled(range.start, range.end),
            Part::Spooled(range) => {
                let bytes = spool.read(range.clone());
                made(bytes.map_err(|_| HeldReason::OutputUnreadable)?)
            }
            Part::Bytes(bytes) => made(bytes.clone()),
        });
    }
    Ok((parts, buffers))
}

/// What an order would make of an instance: why it is held, if it is, and the rows, as [`read_rows`] reads them.
pub fn plan(
    file: FileKey,
    source: Rc<dyn Source>,
    locator: &Locator,
    order: &Order,
    secret: [u8; 32],
) -> Result<(Option<HeldReason>, Vec<u8>), String> {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes(secret));
    let instance = instance(file, source, locator)?;
    let preview = clean::preview(&instance, order, &pseudonyms);
    // Rows always have a JSON form.
    let rows = serde_json::to_vec(&preview.rows).unwrap_or_default();
    Ok((preview.held, rows))
}

/// Rows as [`plan`] gave them.
pub fn read_rows(bytes: &[u8]) -> Option<Vec<Row>> {
    serde_json::from_slice(bytes).ok()
}
