//! The second reading of what was written: its own bytes parsed anew, searched and summed, before it may leave.

use std::convert::Infallible;
use std::rc::Rc;

use super::HeldReason;
use super::cleaned::for_each_run;
use super::header::Whose;
use super::order::Order;
use super::output::Output;
use super::struck;
use super::sums::{self, Summing, Sums};
use crate::deid::{Identifier, Policy, ProfileOption};
use crate::dicom::{self, DataSet, Instance, Part, Source};
use crate::pixels;
use crate::verify::samples::Samples;
use crate::verify::{self, Findings};

/// Reads the output again, against the original. What came deflated leaves deflated: the file that leaves, and its
/// sums.
pub(super) fn checked(
    instance: &Instance,
    (header, output): (&DataSet, Rc<Output>),
    changed: bool,
    order: &Order,
    whose: &Whose,
) -> Result<(Rc<Output>, Sums), HeldReason> {
    let samples = reread(instance, &output, changed, order, whose)?;
    let sums = sum_and_search(&output, samples)?;
    if !instance.transfer_syntax.is_deflated() {
        return Ok((output, sums));
    }
    let output = deflated_again(header, &output)?;
    let sums = sums::of_source(&*output)?;
    Ok((output, sums))
}

/// The header and the native samples; what is left to search comes back.
fn reread(
    instance: &Instance,
    output: &Rc<Output>,
    changed: bool,
    order: &Order,
    whose: &Whose,
) -> Result<Samples, HeldReason> {
    let again = dicom::read(Rc::clone(output) as Rc<dyn Source>)
        .map_err(|_| HeldReason::OutputUnreadable)?;
    let expect = verify::Expect {
        case: whose.alias.case.as_str(),
        kept: kept_on_purpose(&order.policy),
    };
    if changed {
        pixels::check_native(instance, &again, &order.regions)?;
    }
    struck::check(&again.data_set, &order.wording)
        .map_err(|findings| HeldReason::FoundAfterCleaning { findings })?;
    verify::reread_instance(instance, &whose.known, &again, changed, &expect)
        .map_err(|_| HeldReason::OutputUnreadable)?
        .map_err(|findings| HeldReason::FoundAfterCleaning { findings })
}

/// The sums of the output, whose bytes end the second reading on their way.
fn sum_and_search(output: &Output, mut samples: Samples) -> Result<Sums, HeldReason> {
    let mut summing = Summing::default();
    let mut offset = 0;
    for_each_run(output, |run| {
        summing.update(run);
        samples.feed(offset, run);
        offset += run.len() as u64;
        Ok::<(), Infallible>(())
    })
    .map_err(|_| HeldReason::Unreadable)?;
    let mut findings = Findings::default();
    samples.tell(&mut findings);
    match findings.verdict() {
        Ok(()) => Ok(summing.finish()),
        Err(findings) => Err(HeldReason::FoundAfterCleaning { findings }),
    }
}

/// A file that came deflated leaves deflated, once it has been read again as it was before that.
fn deflated_again(header: &DataSet, plain: &Output) -> Result<Rc<Output>, HeldReason> {
    let (file, start) = dicom::deflated(header, plain)?;
    let output = Rc::new(Output::new(
        vec![Part::Bytes(file)],
        Rc::clone(plain.body()),
        Rc::clone(plain.spool()),
    ));
    let again = dicom::read(Rc::clone(&output) as Rc<dyn Source>)
        .map_err(|_| HeldReason::OutputUnreadable)?;
    let inflated = again.body.read(0..again.body.len());
    let whole = plain.read(start..plain.len());
    match (inflated, whole) {
        (Ok(inflated), Ok(whole)) if inflated == whole => Ok(output),
        _ => Err(HeldReason::OutputUnreadable),
    }
}

/// What the second reading must not take for a leak.
pub fn kept_on_purpose(policy: &Policy) -> verify::Kept {
    verify::Kept {
        uids: policy.has(ProfileOption::Uids),
        device: policy.has(ProfileOption::Device),
        institution: policy.has(ProfileOption::Institution),
        full_dates: policy.has(ProfileOption::FullDates),
        moved_dates: policy.has(ProfileOption::ModifiedDates),
        safe_private: policy.has(ProfileOption::SafePrivate),
        blank_overlays: policy.has(ProfileOption::Graphics),
        patient_id: policy.keeps(Identifier::PatientId),
        accession_number: policy.keeps(Identifier::AccessionNumber),
    }
}
