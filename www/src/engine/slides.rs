//! An image cleaned for slides: the bytes that would leave, read again.

use std::rc::Rc;

use super::blob_spool::{self, Reporting};
use super::locate;
use crate::protocol::{CleanedImage, FileKey};
use darkroom::clean::{self, HeldReason, Order};
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::dicom::{self, Instance, Source};
use darkroom::intake::Locator;
use darkroom::pixels::video::reencode::Reencoded;
use darkroom::pixels::{FrameFormat, InAdvance};
use darkroom::slides::SlideError;

/// Cleans an instance, and gives what was made of it as an instance; `video` is what takes the place of its video.
pub fn cleaned(
    (file, source): (FileKey, Rc<dyn Source>),
    locator: &Locator,
    order: &Order,
    secret: [u8; 32],
    video: Option<Reencoded>,
) -> Result<(Instance, CleanedImage), HeldReason> {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes(secret));
    let located = locate(file, source, locator)?;
    let cleaned = match video {
        Some(new) => clean::clean_video(located, order, &pseudonyms, new)?,
        None => {
            let spool = Rc::new(Reporting {
                spool: Rc::new(blob_spool::new()),
                on_frame: Rc::new(|| {}),
            });
            let none = InAdvance::default();
            clean::clean_with(located, order, &pseudonyms, spool, &none)?
        }
    };
    let instance = dicom::read(cleaned.source())?;
    let format = FrameFormat::of_instance(&instance)?;
    let image = CleanedImage {
        filing: cleaned.filing().clone(),
        size: cleaned.size(),
        sums: cleaned.sums(),
        frames: format.frames.max(1),
    };
    Ok((instance, image))
}

/// Why there is no picture, as a reason to hold an image.
pub fn held(error: SlideError) -> HeldReason {
    match error {
        SlideError::Pixels(error) => error.into(),
        _ => HeldReason::CannotShow,
    }
}
