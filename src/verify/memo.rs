//! Needles that were made ready before: the images of one patient say the same of people again and again.
//!
//! In come an original header and the header with what its patient's other files say; out come the needles of both,
//! made ready anew only where this thread did not make ready the same lately. UIDs and days are each image's own.
//! Never: needles of other headers; what decides about them is compared, whole, and not a sum of it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::Kept;
use super::needles::{Needles, Said};
use super::search::{Ready, Search};
use crate::dicom::DataSet;
use crate::dicom::dataset::are_same;

/// So many are kept: one patient's with what two kinds of images say besides, and the next one's.
const KEPT: usize = 3;

struct Made {
    kept: Kept,
    known: DataSet,
    /// What the original says by itself.
    own: Arc<Said>,
    /// Of `known` alone.
    besides: Needles,
    /// What both say.
    both: Arc<Said>,
    ready: Arc<Ready>,
}

thread_local! {
    /// The latest last.
    static MADE: RefCell<Vec<Rc<Made>>> = const { RefCell::new(Vec::new()) };
}

/// The needles of an original and of what its patient's other files say, and what looks for them.
pub(super) fn of_both(original: &DataSet, known: &DataSet, kept: &Kept) -> (Needles, Search) {
    let own = Needles::of(original, kept);
    let made = made(&own, known, kept);
    let needles = own.saying(&made.both, &made.besides);
    let search = Search::with(Arc::clone(&made.ready), &needles);
    (needles, search)
}

fn made(own: &Needles, known: &DataSet, kept: &Kept) -> Rc<Made> {
    let found = MADE.with_borrow_mut(|all| {
        let is_same = |made: &Rc<Made>| {
            made.kept == *kept && are_same(&made.known, known) && made.own == *own.said()
        };
        let at = all.iter().rposition(is_same)?;
        let found = all.remove(at);
        all.push(Rc::clone(&found));
        Some(found)
    });
    if let Some(found) = found {
        return found;
    }
    let mut both = own.clone();
    both.add(known, kept);
    let made = Rc::new(Made {
        kept: *kept,
        known: known.clone(),
        own: Arc::clone(own.said()),
        besides: Needles::of(known, kept),
        both: Arc::clone(both.said()),
        ready: Arc::new(Ready::of_one(&both)),
    });
    MADE.with_borrow_mut(|all| {
        if all.len() >= KEPT {
            all.remove(0);
        }
        all.push(Rc::clone(&made));
    });
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::DataSetExt;
    use crate::dicom::charset::CharacterSet;
    use crate::verify::search::Haystack;
    use dicom_core::VR;
    use dicom_dictionary_std::tags;

    fn header(name: &str, place: &str, uid: &str) -> DataSet {
        let mut header = DataSet::new_empty();
        header.put_ascii(tags::SOP_INSTANCE_UID, VR::UI, uid);
        header.put_ascii(tags::PATIENT_NAME, VR::PN, name);
        let mut item = DataSet::new_empty();
        item.put_ascii(tags::INSTITUTION_NAME, VR::LO, place);
        header.put_items(tags::REQUEST_ATTRIBUTES_SEQUENCE, vec![item]);
        header
    }

    #[test]
    fn what_was_made_ready_for_one_header_is_used_for_none_that_differs() {
        let headers = [
            header("Quixotham^Zebedee", "Marlpit", "1.2.826.0.1.77123451"),
            header("Quixotham^Zebedee", "Marlpit", "1.2.826.0.1.77123452"),
            header("Quixotham^Zebedee", "Quarrendon", "1.2.826.0.1.77123453"),
            header("Wolverstone^Hester", "Marlpit", "1.2.826.0.1.77123454"),
            header("", "", "1.2.826.0.1.77123455"),
        ];
        let kept = Kept::default();
        let keeps = Kept {
            institution: true,
            ..kept
        };
        let set = CharacterSet::default();
        let mut texts: Vec<String> = ["quixotham", "hester wolverstone", "marlpit", "quarrendo"]
            .map(str::to_owned)
            .into();
        texts.extend((1..6).map(|end| format!("1.2.826.0.1.7712345{end}")));
        for _ in 0..2 {
            for own in &headers {
                for known in &headers {
                    for kept in [&kept, &keeps] {
                        let (_, shared) = of_both(own, known, kept);
                        let needles = Needles::of(own, kept);
                        let again = made(&needles, known, kept);
                        assert!(Rc::ptr_eq(&again, &made(&needles, known, kept)));
                        let mut needles = Needles::of(own, kept);
                        needles.add(known, kept);
                        let anew = Search::new(&needles);
                        for text in &texts {
                            for haystack in [Haystack::Text(VR::LO, &set), Haystack::Bytes] {
                                let found =
                                    |search: &Search| search.finds(text.as_bytes(), haystack);
                                assert_eq!(found(&shared), found(&anew), "{text}");
                            }
                        }
                    }
                }
            }
        }
    }
}
