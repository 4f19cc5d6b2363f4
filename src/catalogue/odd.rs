//! What only the whole of a series tells: pictures that differ from the rest of it in size or in SOP class.
//!
//! A dose page or a capture among slices is seldom of their size, and a scout seldom is. Which pictures are the odd
//! ones does not matter, as a series is looked at as one; nor does the order in which they came.

use super::summary::Summary;
use super::triage::{Reason, Triage};
use crate::clean::sop_class::{self, Kind};

/// Why a series of `instances` needs a look as a whole, whatever each of them needs. Held ones stay behind, and what
/// has no picture or a grid for one shows nothing: all these are left out.
pub fn reasons<'a>(instances: impl Iterator<Item = &'a Summary>) -> Vec<Reason> {
    let mut first: Option<&Summary> = None;
    let (mut size, mut class) = (false, false);
    for summary in instances.filter(|summary| counts(summary)) {
        let first = first.get_or_insert(summary);
        size |= shape(first) != shape(summary);
        class |= first.sop_class_uid != summary.sop_class_uid;
    }
    let reasons = [(size, Reason::OddSize), (class, Reason::OddClass)];
    let differing = reasons.into_iter().filter(|&(differs, _)| differs);
    differing.map(|(_, reason)| reason).collect()
}

fn counts(summary: &Summary) -> bool {
    summary.image.is_some()
        && !matches!(summary.triage, Triage::Held(_))
        && sop_class::kind(&summary.sop_class_uid) != Some(Kind::Grid)
}

fn shape(summary: &Summary) -> Option<(u32, u32)> {
    summary.image.map(|image| (image.columns, image.rows))
}
