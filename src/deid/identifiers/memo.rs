//! Identifiers that were made before: the images of one patient say the same of people again and again.
//!
//! In comes what a header was found to say, and the header with what its patient's other files mention; out come the
//! identifiers of both, made anew only where this thread did not make the same lately. Never: identifiers that
//! another header would get, or another policy; what decides about them is compared, whole, and not a sum of it.

use std::cell::RefCell;
use std::rc::Rc;

use super::Identifiers;
use super::gather::Gathered;
use crate::dicom::DataSet;
use crate::dicom::dataset::are_same;

/// So many are kept: one patient's with what two kinds of images say besides, and the next one's.
const KEPT: usize = 3;

struct Made {
    said: Gathered,
    other: Option<DataSet>,
    identifiers: Rc<Identifiers>,
}

thread_local! {
    /// The latest last.
    static MADE: RefCell<Vec<Made>> = const { RefCell::new(Vec::new()) };
}

/// Those of a header that says this, and of another; by `make` where they are new.
pub(super) fn of(
    said: &Gathered,
    other: Option<&DataSet>,
    make: impl FnOnce() -> Identifiers,
) -> Rc<Identifiers> {
    let known = MADE.with_borrow_mut(|made| {
        let is_same = |made: &Made| {
            let others = match (&made.other, other) {
                (Some(one), Some(other)) => are_same(one, other),
                (one, other) => one.is_none() && other.is_none(),
            };
            others && made.said == *said
        };
        let at = made.iter().rposition(is_same)?;
        let found = made.remove(at);
        let identifiers = Rc::clone(&found.identifiers);
        made.push(found);
        Some(identifiers)
    });
    if let Some(identifiers) = known {
        return identifiers;
    }
    let identifiers = Rc::new(make());
    let new = Made {
        said: said.clone(),
        other: other.cloned(),
        identifiers: Rc::clone(&identifiers),
    };
    MADE.with_borrow_mut(|made| {
        if made.len() >= KEPT {
            made.remove(0);
        }
        made.push(new);
    });
    identifiers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::profile::Preset;
    use crate::deid::profile::policy::{Policy, ProfileOption};
    use crate::dicom::DataSetExt;
    use dicom_core::VR;
    use dicom_dictionary_std::tags;

    fn header(name: &str, ward: &str) -> DataSet {
        let mut item = DataSet::new_empty();
        item.put_ascii(tags::INSTITUTION_NAME, VR::LO, ward);
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::PATIENT_NAME, VR::PN, name);
        header.put_items(tags::REQUEST_ATTRIBUTES_SEQUENCE, vec![item]);
        header
    }

    #[test]
    fn what_was_made_for_one_header_is_given_to_none_that_differs() {
        let strict = Policy::from(Preset::Strict);
        let keeps = Policy::with([ProfileOption::Institution]).unwrap();
        let headers = [
            header("Quixotham^Zebedee", "Marlpit"),
            header("Quixotham^Zebedee", "Quarrendon"),
            header("Wolverstone^Hester", "Marlpit"),
            header("Okonkwo^Ada", "Marlpit"),
            header("", ""),
        ];
        let texts = [
            "quixotham",
            "wolverstone",
            "okonkwo",
            "marlpit",
            "quarrendon",
        ];
        // More than are kept, each twice and in turn.
        for _ in 0..2 {
            for own in &headers {
                for other in &headers {
                    for policy in [&strict, &keeps] {
                        let shared = Identifiers::shared(own, other, policy);
                        let again = Identifiers::shared(own, other, policy);
                        let anew = Identifiers::of_both(own, other, policy);
                        assert!(Rc::ptr_eq(&shared, &again));
                        for text in texts {
                            assert_eq!(shared.named_in(text), anew.named_in(text), "{text}");
                        }
                    }
                }
            }
        }
    }
}
