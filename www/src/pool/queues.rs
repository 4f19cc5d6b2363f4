//! Which question goes out next: plain queues by urgency, whatever a question is.
//!
//! A frame that somebody waits for goes before everything, the newest first; prefetches keep still while it is on its
//! way. A question that is to be alone waits for a worker that has nothing to do.

use std::collections::VecDeque;

/// Questions per worker: while one computes, the bytes of the next are read.
const DEPTH: usize = 2;

/// How urgent a question is, most urgent first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Urgency {
    /// A frame somebody waits for; the newest first.
    Frame,
    /// Frames that are likely wanted next.
    Prefetch,
    /// Frames laid over one another, while somebody looks on.
    Project,
    Thumbnail,
    /// Frames laid over one another for the contact sheet, many series at a time.
    Sheet,
    Examine,
    Clean,
}

const URGENCIES: usize = Urgency::Clean as usize + 1;

/// What the queues must know of a question.
pub trait Question {
    fn urgency(&self) -> Urgency;

    /// Whether it is to have a worker for itself.
    fn is_alone(&self) -> bool;

    /// Whether anybody still waits for it.
    fn is_wanted(&self) -> bool;

    /// Bytes that the page reads for it, where workers cannot.
    fn bytes(&self) -> f64;
}

/// How things stand with the worker that is to be given more.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    /// Questions that it holds.
    pub load: usize,
    /// Whether some worker draws a frame that somebody waits for.
    pub frame_awaited: bool,
    /// Bytes that may still be read for workers now; `None` if it does not matter.
    pub room: Option<f64>,
}

/// Questions that have not gone out.
pub struct Queues<Q> {
    alone: VecDeque<Q>,
    by_urgency: [VecDeque<Q>; URGENCIES],
}

impl<Q> Default for Queues<Q> {
    fn default() -> Self {
        Self {
            alone: VecDeque::new(),
            by_urgency: Default::default(),
        }
    }
}

impl<Q: Question> Queues<Q> {
    /// Takes a question in.
    pub fn push(&mut self, question: Q) {
        let urgency = question.urgency();
        if question.is_alone() {
            self.alone.push_back(question);
        } else if let Some(queue) = self.by_urgency.get_mut(urgency as usize) {
            match urgency {
                Urgency::Frame => queue.push_front(question),
                _ => queue.push_back(question),
            }
        }
    }

    /// Takes all questions of an urgency out.
    pub fn forget(&mut self, urgency: Urgency) -> VecDeque<Q> {
        let alone = self.alone.drain(..);
        let (mut forgotten, rest): (VecDeque<_>, _) =
            alone.partition(|question| question.urgency() == urgency);
        self.alone = rest;
        if let Some(queue) = self.by_urgency.get_mut(urgency as usize) {
            forgotten.append(queue);
        }
        forgotten
    }

    /// The question for the least busy worker, if there is one for it. What nobody waits for any more is set aside.
    pub fn next(&mut self, place: Place, unwanted: &mut Vec<Q>) -> Option<Q> {
        let fits = |question: &mut Q| place.room.is_none_or(|room| question.bytes() <= room);
        if place.load == 0
            && let Some(question) = self.alone.pop_front_if(fits)
        {
            return Some(question);
        }
        // While something waits to be alone, workers are left to run dry.
        let depth = if self.alone.is_empty() { DEPTH } else { 1 };
        for (urgency, queue) in self.by_urgency.iter_mut().enumerate() {
            // Prefetches would take half of a machine of two cores from the frame that somebody waits for.
            if place.frame_awaited && urgency == Urgency::Prefetch as usize {
                continue;
            }
            // Somebody waits for a frame: it may go on top of a full load.
            let depth = if urgency == Urgency::Frame as usize {
                DEPTH + 1
            } else {
                depth
            };
            while place.load < depth
                && let Some(question) = queue.pop_front_if(fits)
            {
                if question.is_wanted() {
                    return Some(question);
                }
                unwanted.push(question);
            }
        }
        None
    }
}
