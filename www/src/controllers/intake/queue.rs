//! What waits, what is known of it, and what is ready to be added: plain counts and queues, whatever `F` a file is.
//!
//! Workers report in any order and may stop; what is ready comes out in the order of finding, each file exactly once.

use std::collections::{BTreeMap, VecDeque};

use super::attempt::Attempt;
use crate::controllers::store::Origin;
use crate::engine::Locator;
use crate::protocol::FileKey;
use darkroom::catalogue::{InstanceId, Item, Outcome};
use darkroom::clean::HeldReason;
use darkroom::dicom::Digest;

/// Files in one question. Their sizes are not asked for here: the page would wait for the disc with each.
pub const BATCH_FILES: usize = 32;

/// A file that waits for a worker.
pub struct Waiting<F> {
    /// Its number in the order of finding.
    pub number: usize,
    pub place: String,
    pub key: FileKey,
    pub file: F,
    /// Where in it, and the item that was locked there.
    pub at: Locator,
    pub unlocks: Option<InstanceId>,
}

/// An item, and where it comes from unless it is unreadable.
pub struct Finding {
    pub item: Item,
    pub origin: Option<Origin>,
    /// The locked item that it turned out to be.
    pub unlocks: Option<InstanceId>,
}

/// What is known so far of a file whose turn to be added has not come.
#[derive(Default)]
struct Reported {
    findings: Vec<Finding>,
    /// How many were reported in all, those handed on included.
    count: usize,
    finished: bool,
}

/// Everything between the drop and the catalogue.
pub struct Queue<F> {
    /// Folders and inputs that are being listed.
    pub listings: usize,
    pub waiting: VecDeque<Waiting<F>>,
    /// Batches that are with workers.
    pub asked: usize,
    /// What is reported of files whose turn has not come, by their numbers.
    reports: BTreeMap<usize, Reported>,
    /// Files found and read, as the page counts them.
    pub found: usize,
    pub read: usize,
    next_found: usize,
    next_added: usize,
    /// What has its turn, in the order of finding.
    pub ready: VecDeque<Finding>,
    /// Whether a task is adding what is ready.
    pub adding: bool,
    /// Files that may be doubles, whose bytes somebody has yet to read; being read; and read.
    pub to_compare: VecDeque<InstanceId>,
    pub comparing: usize,
    pub compared: Vec<(InstanceId, Option<Digest>)>,
    pub trying: Option<Trying>,
}

/// A password that is being tried on what is locked.
#[derive(Default)]
pub struct Trying {
    /// Locked items that it turned out to open.
    pub opened: usize,
}

impl<F> Default for Queue<F> {
    fn default() -> Self {
        Self {
            listings: 0,
            waiting: VecDeque::new(),
            asked: 0,
            reports: BTreeMap::new(),
            found: 0,
            read: 0,
            next_found: 0,
            next_added: 0,
            ready: VecDeque::new(),
            adding: false,
            to_compare: VecDeque::new(),
            comparing: 0,
            compared: Vec::new(),
            trying: None,
        }
    }
}

impl<F> Queue<F> {
    /// A number for a file that was found just now.
    pub fn next_number(&mut self) -> usize {
        let number = self.next_found;
        self.next_found += 1;
        self.found += 1;
        number
    }

    /// Files for one question, taken off those that wait.
    pub fn next_batch(&mut self) -> Vec<Waiting<F>> {
        let count = BATCH_FILES.min(self.waiting.len());
        self.waiting.drain(..count).collect()
    }

    /// A batch has come back, whole or not: which files to ask about again, and how.
    pub fn end_batch(
        &mut self,
        batch: Vec<Waiting<F>>,
        attempt: Attempt,
        size_of: impl Fn(&F) -> u64,
    ) -> Vec<(Waiting<F>, Attempt)> {
        let mut again = Vec::new();
        for waiting in batch {
            if self.is_finished(waiting.number) {
                continue;
            }
            let reported = self
                .reports
                .get(&waiting.number)
                .map_or(0, |reported| reported.count);
            match attempt.next(reported) {
                Some(next) => again.push((waiting, next)),
                None => {
                    let size = size_of(&waiting.file);
                    let Waiting {
                        number,
                        place,
                        unlocks,
                        ..
                    } = waiting;
                    self.hold(number, (place, size), unlocks, HeldReason::EngineStopped);
                }
            }
        }
        self.asked = (self.asked + again.len()).saturating_sub(1);
        again
    }

    /// A worker has reported of a file, for the last time if it is finished with it.
    pub fn take_report(
        &mut self,
        waiting: &Waiting<F>,
        items: Vec<(Item, Locator)>,
        finished: bool,
    ) {
        let reported = self.reports.entry(waiting.number).or_default();
        let mut unlocks = waiting.unlocks.filter(|_| reported.count == 0);
        reported.count += items.len();
        // The entries of an archive count one by one, in place of the archive.
        if reported.count > 1 {
            let already = if reported.count == items.len() { 1 } else { 0 };
            self.found += items.len() - already;
            self.read += items.len() - already;
        }
        let origin = |locator| {
            Some(Origin {
                file: waiting.key,
                locator,
            })
        };
        reported
            .findings
            .extend(items.into_iter().map(|(item, locator)| Finding {
                item,
                origin: origin(locator),
                unlocks: unlocks.take(),
            }));
        if finished {
            reported.finished = true;
            self.read += 1;
        }
        self.sort_out();
    }

    /// Ends a file that cannot be examined. What was found in an archive before it broke stays.
    pub fn hold(
        &mut self,
        number: usize,
        (place, size): (String, u64),
        unlocks: Option<InstanceId>,
        reason: HeldReason,
    ) {
        let reported = self.reports.entry(number).or_default();
        let unlocks = unlocks.filter(|_| reported.count == 0);
        reported.findings.push(Finding {
            item: Item {
                place,
                size,
                outcome: Outcome::Held(reason),
            },
            origin: None,
            unlocks,
        });
        reported.finished = true;
        self.read += 1;
        self.sort_out();
    }

    fn is_finished(&self, number: usize) -> bool {
        number < self.next_added
            || self
                .reports
                .get(&number)
                .is_some_and(|reported| reported.finished)
    }

    /// Moves what has its turn to `ready`.
    fn sort_out(&mut self) {
        while let Some(reported) = self.reports.get_mut(&self.next_added) {
            self.ready.extend(reported.findings.drain(..));
            if !reported.finished {
                return;
            }
            self.reports.remove(&self.next_added);
            self.next_added += 1;
        }
    }

    /// Whether everything that was found is read, compared and added.
    pub fn is_done(&self) -> bool {
        let is_read = self.listings == 0 && self.waiting.is_empty() && self.asked == 0;
        let is_compared =
            self.to_compare.is_empty() && self.comparing == 0 && self.compared.is_empty();
        is_read && self.ready.is_empty() && is_compared
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{Image, letter};

    use super::*;

    fn found(queue: &mut Queue<u64>, count: usize) {
        for _ in 0..count {
            let number = queue.next_number();
            queue.waiting.push_back(Waiting {
                number,
                place: format!("drop/{number}"),
                key: number as FileKey,
                file: 100,
                at: Locator::default(),
                unlocks: None,
            });
        }
    }

    /// Reports as many items of a file.
    fn report(queue: &mut Queue<u64>, waiting: &Waiting<u64>, items: usize, finished: bool) {
        let items = (0..items).map(|_| (letter(), Locator::default()));
        queue.take_report(waiting, items.collect(), finished);
    }

    fn ready(queue: &Queue<u64>) -> Vec<FileKey> {
        let origins = queue.ready.iter();
        origins
            .map(|finding| finding.origin.as_ref().map_or(FileKey::MAX, |of| of.file))
            .collect()
    }

    #[test]
    fn a_question_holds_so_many_files_and_no_more() {
        let mut queue = Queue::default();
        found(&mut queue, BATCH_FILES + 1);
        assert_eq!(queue.next_batch().len(), BATCH_FILES);
        assert_eq!(queue.next_batch().len(), 1);
        assert!(queue.next_batch().is_empty());
    }

    #[test]
    fn what_is_reported_out_of_turn_is_ready_in_the_order_of_finding() {
        let mut queue = Queue::default();
        found(&mut queue, 3);
        let batch = queue.next_batch();
        report(&mut queue, &batch[2], 1, true);
        report(&mut queue, &batch[1], 1, true);
        assert!(ready(&queue).is_empty());
        report(&mut queue, &batch[0], 1, true);
        assert_eq!(ready(&queue), [0, 1, 2]);
        assert_eq!((queue.found, queue.read), (3, 3));
    }

    #[test]
    fn entries_of_an_archive_count_in_its_place() {
        let mut queue = Queue::default();
        found(&mut queue, 1);
        let batch = queue.next_batch();
        report(&mut queue, &batch[0], 2, false);
        report(&mut queue, &batch[0], 3, false);
        report(&mut queue, &batch[0], 0, true);
        assert_eq!((queue.found, queue.read), (5, 5));
        assert_eq!(queue.ready.len(), 5);
    }

    #[test]
    fn a_file_on_which_the_engine_stops_is_asked_about_again_and_then_held() {
        let mut queue = Queue::default();
        found(&mut queue, 2);
        queue.asked = 1;
        let batch = queue.next_batch();
        report(&mut queue, &batch[0], 1, true);
        let again = queue.end_batch(batch, Attempt::First, |size| *size);
        assert_eq!(again.len(), 1);
        let (waiting, attempt) = again.into_iter().next().unwrap();
        assert_eq!(
            (
                waiting.number,
                attempt.resume().skip,
                attempt.resume().stopped
            ),
            (1, 0, false)
        );
        let again = queue.end_batch(vec![waiting], attempt, |size| *size);
        let (waiting, attempt) = again.into_iter().next().unwrap();
        assert!(attempt.resume().stopped);
        assert!(
            queue
                .end_batch(vec![waiting], attempt, |size| *size)
                .is_empty()
        );
        let held = queue.ready.back().unwrap();
        assert_eq!(held.item.outcome, Outcome::Held(HeldReason::EngineStopped));
        assert_eq!((held.item.size, queue.asked), (100, 0));
    }

    #[test]
    fn what_was_found_in_an_archive_before_it_broke_stays() {
        let mut queue = Queue::default();
        found(&mut queue, 1);
        let batch = queue.next_batch();
        report(&mut queue, &batch[0], 2, false);
        queue.hold(0, ("drop/0".into(), 100), None, HeldReason::EngineStopped);
        assert_eq!(queue.ready.len(), 3);
        assert_eq!(queue.found, 2);
    }

    #[test]
    fn the_first_finding_unlocks_what_was_locked_and_no_other() {
        let mut queue = Queue::default();
        found(&mut queue, 1);
        let mut batch = queue.next_batch();
        batch[0].unlocks = Some(7);
        let items = vec![
            (Image::default().item(), Locator::default()),
            (letter(), Locator::default()),
        ];
        queue.take_report(&batch[0], items, false);
        report(&mut queue, &batch[0], 1, true);
        let unlocks: Vec<_> = queue.ready.iter().map(|finding| finding.unlocks).collect();
        assert_eq!(unlocks, [Some(7), None, None]);
    }

    #[test]
    fn it_is_done_when_all_is_read_compared_and_added() {
        let mut queue = Queue::default();
        assert!(queue.is_done());
        found(&mut queue, 1);
        assert!(!queue.is_done());
        let batch = queue.next_batch();
        report(&mut queue, &batch[0], 1, true);
        assert!(!queue.is_done());
        queue.ready.clear();
        assert!(queue.is_done());
        queue.comparing = 1;
        assert!(!queue.is_done());
    }
}
