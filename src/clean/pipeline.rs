//! The steps of cleaning, in their order: read, compare with what was catalogued, say whether it can be cleaned, paint,
//! clean the header, write, read again. The first step that can't be done safely holds the instance.

use std::rc::Rc;

use super::cleaned::Cleaned;
use super::header::{self, Whose};
use super::home::Filing;
use super::links::Links;
use super::order::Order;
use super::output::Output;
use super::painter::{Painter, Prepared};
use super::record::Record;
use super::{HeldReason, capability, reread};
use crate::deid::{Established, Pseudonyms};
use crate::dicom::{self, Digest, Instance, Source};
use crate::pixels;

/// Carries an order out.
pub(super) fn run(
    source: Rc<dyn Source>,
    order: &Order,
    pseudonyms: &Pseudonyms,
    painter: Painter<'_>,
) -> Result<Cleaned, HeldReason> {
    let (instance, content) = read(source, order)?;
    check_capability(&instance, order, painter.is_video())?;
    let Prepared {
        instance,
        pixels,
        is_undecodable,
        spool,
    } = painter.prepare(instance, order)?;
    let painted = pixels.are_painted(order);
    let established = Established {
        painted,
        // Nobody can have seen here what can't be decoded here.
        looked_at: order.looked_at && instance.pixels.is_some() && !is_undecodable,
    };
    let whose = Whose::of(&instance, order, pseudonyms);
    let mut header = header::cleaned(&instance, order, &whose, &established, pseudonyms)?;
    let written = pixels.written(&instance, &mut header)?;
    let mut filing =
        Filing::of(&header, content, &order.policy).ok_or(HeldReason::DamagedHeader)?;
    filing.record = Record::of(&header, &written.transfer_syntax.uid).map(Box::new);
    let links = order.linking.then(|| {
        let patient = order.patient.as_ref();
        Links::of(&instance.data_set, patient, &header, &whose.alias)
    });
    let body = Rc::clone(&instance.body);
    let parts = dicom::write(&header, &written.transfer_syntax, written.pixels, &*body)?;
    let output = Rc::new(Output::new(parts, body, spool));
    let output = (&header, output);
    let (output, sums) = reread::checked(&instance, output, written.changed, order, &whose)?;
    Ok(Cleaned {
        output,
        body_is_original: instance.body_is_original,
        sums,
        case_name: whose.alias.case,
        painted,
        is_undecodable,
        links,
        filing,
    })
}

/// The instance as it was catalogued, with the frames that were counted; and the digest of what it shows.
fn read(source: Rc<dyn Source>, order: &Order) -> Result<(Instance, Digest), HeldReason> {
    let instance = dicom::read(source)?;
    let catalogued = order.catalogued;
    if catalogued.is_some_and(|catalogued| catalogued != dicom::fingerprint(&instance)) {
        return Err(HeldReason::Changed);
    }
    let content = dicom::content(&instance).map_err(|_| HeldReason::Unreadable)?;
    let counted = order.counted;
    let counted = counted.and_then(|frames| pixels::with_counted_frames(&instance, frames));
    Ok((counted.unwrap_or(instance), content))
}

/// Whether an instance of its kind can be cleaned under the order's policy.
fn check_capability(instance: &Instance, order: &Order, video: bool) -> Result<(), HeldReason> {
    let kind = match video {
        true => capability::kind_of_video(instance)?,
        false => capability::kind(instance)?,
    };
    capability::under(&order.policy, kind, instance)
}
