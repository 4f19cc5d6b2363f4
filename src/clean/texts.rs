//! The texts of one instance that would leave under its order, and whether the second reading lets them.

use super::header::{self, Whose};
use super::reread::kept_on_purpose;
use super::{Order, held};
use crate::deid::leaving::{self, LeavingText};
use crate::deid::{self, Established, Pseudonyms, Wording};
use crate::dicom::Instance;
use crate::verify::needles::Needles;
use crate::verify::search::Search;
use crate::verify::{self, Findings};

/// Every text of an instance that would leave, with what it was. Reads no pixel bytes.
pub fn texts(instance: &Instance, order: &Order, pseudonyms: &Pseudonyms) -> Vec<LeavingText> {
    let whose = Whose::of(instance, order, pseudonyms);
    let subject = (&whose.known, &whose.alias, &order.wording);
    let plan = deid::plan_of(&instance.data_set, subject, &order.policy, pseudonyms);
    leaving::texts(&instance.data_set, &plan)
}

/// Whether the second reading finds something in the header that leaves under an order, and would not if other
/// decisions about words were in force: then it is those that would hold the instance. An instance that is held for
/// another reason is not told apart from one that leaves.
pub fn are_found_again(
    instance: &Instance,
    order: &Order,
    before: &Wording,
    pseudonyms: &Pseudonyms,
) -> Result<bool, held::HeldReason> {
    let earlier = Order {
        wording: before.clone(),
        ..order.clone()
    };
    Ok(is_found(instance, order, pseudonyms)? && !is_found(instance, &earlier, pseudonyms)?)
}

fn is_found(
    instance: &Instance,
    order: &Order,
    pseudonyms: &Pseudonyms,
) -> Result<bool, held::HeldReason> {
    let whose = Whose::of(instance, order, pseudonyms);
    let established = Established {
        painted: false,
        looked_at: false,
    };
    let cleaned = header::cleaned(instance, order, &whose, &established, pseudonyms)?;
    let expect = verify::Expect {
        case: whose.alias.case.as_str(),
        kept: kept_on_purpose(&order.policy),
    };
    let mut needles = Needles::of(&instance.data_set, &expect.kept);
    needles.add(&whose.known, &expect.kept);
    let search = Search::new(&needles);
    let mut findings = Findings::default();
    let original = Some(&instance.data_set);
    verify::headers(
        original,
        &cleaned,
        &expect,
        &needles,
        &search,
        &mut findings,
    );
    Ok(findings.verdict().is_err())
}
