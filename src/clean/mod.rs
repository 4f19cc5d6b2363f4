//! One instance and its order in, one [`Cleaned`] or the reason it is held out: the only place where header, pixels
//! and verification meet. No I/O beyond the [`Source`] and the [`Spool`] it is given.
//!
//! `pipeline` the steps in their order · `order` what is to be done · [`capability`] what can be cleaned at all ·
//! `whole` whether an instance is all there · `painter` which pixels leave · `header` the header that leaves · `output`
//! what was written, as a source · `reread` the second reading ·
//! `struck` that nothing is left of what a person struck out · `cleaned` what leaves · [`held`] why something stays ·
//! [`links`] what of the original became what · `mentions` what the patient's other files say of people and places · [`home`] where it is filed · [`preview`](mod@preview) all this before
//! it is done · [`texts`] the texts that leave, for a person to read before they do.

pub mod capability;
mod cleaned;
mod header;
pub mod held;
pub mod home;
pub mod in_advance;
pub mod links;
pub(crate) mod mentions;
mod order;
mod output;
mod painter;
mod pipeline;
pub mod preview;
pub mod record;
mod reread;
pub(crate) mod sop_class;
#[cfg(test)]
pub(crate) mod spelt;
mod struck;
mod sums;
mod syntax;
pub mod texts;
mod whole;

use std::rc::Rc;

pub use cleaned::{Cleaned, WriteOut};
pub use held::HeldReason;
pub use home::Filing;
pub use links::{Links, OriginalPatient};
pub use mentions::Mentions;
pub use order::{Order, Undecodable};
use painter::Painter;
pub use preview::{Preview, preview};
pub use reread::kept_on_purpose;
pub use sums::Sums;

use crate::deid::Pseudonyms;
use crate::dicom::{InMemory, Source, Spool};
use crate::pixels::InAdvance;
use crate::pixels::video::reencode::Reencoded;

/// Cleans one instance, and holds what is made anew in memory.
///
/// Everything that cannot be done safely is an error, and nothing of such an instance leaves.
pub fn clean(
    source: Rc<dyn Source>,
    order: &Order,
    pseudonyms: &Pseudonyms,
) -> Result<Cleaned, HeldReason> {
    clean_with(
        source,
        order,
        pseudonyms,
        Rc::new(InMemory),
        &InAdvance::default(),
    )
}

/// Cleans one instance; painted frames are spooled as they are made, or come from those that were painted in advance
/// under the same order.
pub fn clean_with(
    source: Rc<dyn Source>,
    order: &Order,
    pseudonyms: &Pseudonyms,
    spool: Rc<dyn Spool>,
    in_advance: &InAdvance,
) -> Result<Cleaned, HeldReason> {
    pipeline::run(
        source,
        order,
        pseudonyms,
        Painter::Engine { spool, in_advance },
    )
}

/// Cleans a video, in whose place its painted and re-encoded pictures leave. The engine decodes and encodes no
/// video: who does has painted the order's rectangles.
pub fn clean_video(
    source: Rc<dyn Source>,
    order: &Order,
    pseudonyms: &Pseudonyms,
    new: Reencoded,
) -> Result<Cleaned, HeldReason> {
    match order.video {
        true => pipeline::run(source, order, pseudonyms, Painter::Outside(new)),
        false => Err(HeldReason::Video),
    }
}

#[cfg(test)]
mod tests;
