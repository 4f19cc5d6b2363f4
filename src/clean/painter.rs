//! The pixels that leave: who makes them is decided once, and everything after goes by that.

use std::rc::Rc;

use super::order::{Order, Undecodable};
use super::{HeldReason, whole};
use crate::dicom::{DataSet, DataSetExt, InMemory, Instance, PixelsOut, Spool, TransferSyntax};
use crate::pixels::video::reencode::{self, Reencoded};
use crate::pixels::{self, InAdvance, PixelError, Redacted, RedactedPixels};

/// Who paints what is to be painted.
pub(super) enum Painter<'a> {
    /// The engine, frame by frame, but for frames that were painted in advance.
    Engine {
        spool: Rc<dyn Spool>,
        in_advance: &'a InAdvance,
    },
    /// Codecs outside of the engine, which have made the whole video anew.
    Outside(Reencoded),
}

/// An instance whose pixels have been seen to, and what becomes of them.
pub(super) struct Prepared {
    pub instance: Instance,
    pub pixels: Chosen,
    /// A frame of it could not be decoded, and the order lets it leave all the same.
    pub is_undecodable: bool,
    pub spool: Rc<dyn Spool>,
}

/// Which pixels leave.
pub(super) enum Chosen {
    /// The original's own.
    Own,
    /// Painted by the engine.
    Painted(Redacted),
    /// Painted and re-encoded outside of the engine; what the header must say of them waits for that header.
    Video(Reencoded),
}

/// The pixels as they are written.
pub(super) struct Written<'a> {
    pub transfer_syntax: TransferSyntax,
    pub pixels: PixelsOut<'a>,
    /// Samples are others than the original's.
    pub changed: bool,
}

impl Painter<'_> {
    /// Whether a video leaves that was re-encoded.
    pub fn is_video(&self) -> bool {
        matches!(self, Self::Outside(_))
    }

    /// Paints an instance that is whole, and of which every frame can be shown or may leave all the same.
    pub fn prepare(self, instance: Instance, order: &Order) -> Result<Prepared, HeldReason> {
        let (spool, in_advance) = match self {
            Self::Engine { spool, in_advance } => (spool, in_advance),
            Self::Outside(new) => {
                whole::check_form(&instance)?;
                return Ok(Prepared {
                    instance,
                    pixels: Chosen::Video(new),
                    is_undecodable: false,
                    spool: Rc::new(InMemory),
                });
            }
        };
        whole::check(&instance)?;
        let cleared = pixels::without_unused_bits(&instance);
        let cleared = cleared.map_err(|error| unpainted(&instance, error))?;
        let instance = cleared.unwrap_or(instance);
        let is_undecodable = check_shown(&instance, order)?;
        let pixels = match instance.pixels.is_none() || order.regions.is_empty() {
            true => Chosen::Own,
            false => {
                let redacted = pixels::redact_into(&instance, &order.regions, &*spool, in_advance)?;
                Chosen::Painted(redacted)
            }
        };
        Ok(Prepared {
            instance,
            pixels,
            is_undecodable,
            spool,
        })
    }
}

impl Chosen {
    /// Whether there are rectangles in them.
    pub fn are_painted(&self, order: &Order) -> bool {
        match self {
            Self::Own => false,
            Self::Painted(_) => true,
            Self::Video(_) => !order.regions.is_empty(),
        }
    }

    /// The pixels to write, once the cleaned header says what has become of them.
    pub fn written<'a>(
        self,
        instance: &'a Instance,
        header: &mut DataSet,
    ) -> Result<Written<'a>, HeldReason> {
        let redacted = match self {
            Self::Own => {
                return Ok(Written {
                    transfer_syntax: written_syntax(&instance.transfer_syntax),
                    pixels: untouched(instance)?,
                    changed: false,
                });
            }
            Self::Painted(redacted) => redacted,
            Self::Video(new) => reencode::redacted(instance, header, new)?,
        };
        for (tag, vr, value) in redacted.attributes {
            header.put_raw(tag, vr, value);
        }
        Ok(Written {
            transfer_syntax: redacted.transfer_syntax,
            pixels: redacted.pixels.into(),
            changed: true,
        })
    }
}

/// Whether a frame can't be decoded that nobody paints, and may leave all the same.
fn check_shown(instance: &Instance, order: &Order) -> Result<bool, HeldReason> {
    let check = || pixels::check_shown(instance, &order.regions);
    match order.undecodable {
        Undecodable::NotChecked => Ok(false),
        Undecodable::Held => check().map(|()| false).map_err(not_shown),
        Undecodable::Reported => match check().map_err(not_shown) {
            Ok(()) => Ok(false),
            Err(HeldReason::CannotShow) => Ok(true),
            Err(reason) => Err(reason),
        },
    }
}

/// Why an instance is held of which a frame cannot be decoded.
fn not_shown(error: PixelError) -> HeldReason {
    match error {
        PixelError::Source(_) => HeldReason::Unreadable,
        _ => HeldReason::CannotShow,
    }
}

/// Why an instance is held where nothing was to be painted.
fn unpainted(instance: &Instance, error: PixelError) -> HeldReason {
    match error.into() {
        HeldReason::CannotPaint { why } if instance.transfer_syntax.is_encapsulated() => {
            HeldReason::StreamUnclear { why }
        }
        HeldReason::CannotPaint { why } => HeldReason::PictureUnclear { why },
        other => other,
    }
}

/// The pixel bytes of an instance that nobody paints: as they stand, or without what is no picture in them.
fn untouched(instance: &Instance) -> Result<PixelsOut<'_>, HeldReason> {
    let stripped = pixels::stripped(instance).map_err(|error| unpainted(instance, error))?;
    Ok(match (&instance.pixels, stripped) {
        (None, _) => PixelsOut::None,
        (Some(_), Some(frames)) => PixelsOut::Encapsulated { frames },
        (Some(pixels), None) => PixelsOut::Kept(pixels),
    })
}

/// The syntax in which an instance is written first whose pixels are not touched: native and deflated ones become
/// explicit VR little endian, compressed ones stay.
pub(super) fn written_syntax(read: &TransferSyntax) -> TransferSyntax {
    if read.is_encapsulated() {
        read.clone()
    } else {
        TransferSyntax::new(TransferSyntax::EXPLICIT_LITTLE_ENDIAN)
    }
}

impl From<RedactedPixels> for PixelsOut<'_> {
    fn from(pixels: RedactedPixels) -> Self {
        match pixels {
            RedactedPixels::Native { tag, vr, parts } => Self::Native { tag, vr, parts },
            RedactedPixels::Encapsulated { frames } => Self::Encapsulated { frames },
        }
    }
}
