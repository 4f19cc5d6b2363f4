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
    /// Burned-in text, which nobody waits for: it has a worker of its own, and goes out when the others have nothing
    /// to do.
    Search,
}

const URGENCIES: usize = Urgency::Search as usize + 1;

/// Urgencies of what somebody waits for.
const AWAITED: usize = Urgency::Search as usize;

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

    /// Whether none waits that somebody waits for.
    pub fn is_empty(&self) -> bool {
        let mut awaited = self.by_urgency.iter().take(AWAITED);
        self.alone.is_empty() && awaited.all(VecDeque::is_empty)
    }

    /// Whether a search waits.
    pub fn searches(&self) -> bool {
        let searches = self.by_urgency.get(Urgency::Search as usize);
        searches.is_some_and(|queue| !queue.is_empty())
    }

    /// The next search for the worker that has nothing else to do. What nobody wants any more is set aside.
    pub fn next_search(&mut self, unwanted: &mut Vec<Q>) -> Option<Q> {
        let queue = self.by_urgency.get_mut(Urgency::Search as usize)?;
        while let Some(question) = queue.pop_front() {
            if question.is_wanted() {
                return Some(question);
            }
            unwanted.push(question);
        }
        None
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
        for (urgency, queue) in self.by_urgency.iter_mut().enumerate().take(AWAITED) {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Asked {
        number: u32,
        urgency: Urgency,
        alone: bool,
        wanted: bool,
        bytes: f64,
    }

    impl Question for Asked {
        fn urgency(&self) -> Urgency {
            self.urgency
        }

        fn is_alone(&self) -> bool {
            self.alone
        }

        fn is_wanted(&self) -> bool {
            self.wanted
        }

        fn bytes(&self) -> f64 {
            self.bytes
        }
    }

    fn asked(number: u32, urgency: Urgency) -> Asked {
        Asked {
            number,
            urgency,
            alone: false,
            wanted: true,
            bytes: 10.0,
        }
    }

    const IDLE: Place = Place {
        load: 0,
        frame_awaited: false,
        room: None,
    };

    fn of(questions: impl IntoIterator<Item = Asked>) -> Queues<Asked> {
        let mut queues = Queues::default();
        questions.into_iter().for_each(|one| queues.push(one));
        queues
    }

    /// Numbers in the order in which they go out to a worker that is idle each time.
    fn order(queues: &mut Queues<Asked>) -> Vec<u32> {
        std::iter::from_fn(|| queues.next(IDLE, &mut Vec::new()))
            .map(|one| one.number)
            .collect()
    }

    #[test]
    fn the_more_urgent_goes_first_and_the_older_of_one_urgency() {
        let mut queues = of([
            asked(1, Urgency::Clean),
            asked(2, Urgency::Thumbnail),
            asked(3, Urgency::Thumbnail),
            asked(4, Urgency::Frame),
        ]);
        assert_eq!(order(&mut queues), [4, 2, 3, 1]);
    }

    #[test]
    fn of_frames_the_newest_goes_first() {
        let mut queues = of([asked(1, Urgency::Frame), asked(2, Urgency::Frame)]);
        assert_eq!(order(&mut queues), [2, 1]);
    }

    #[test]
    fn a_worker_holds_two_questions_and_a_frame_on_top() {
        let full = Place { load: 2, ..IDLE };
        let mut queues = of([asked(1, Urgency::Examine), asked(2, Urgency::Frame)]);
        assert_eq!(queues.next(full, &mut Vec::new()).unwrap().number, 2);
        assert_eq!(queues.next(full, &mut Vec::new()), None);
        let over = Place { load: 3, ..IDLE };
        queues.push(asked(3, Urgency::Frame));
        assert_eq!(queues.next(over, &mut Vec::new()), None);
    }

    #[test]
    fn prefetches_keep_still_while_a_frame_is_drawn() {
        let awaited = Place {
            frame_awaited: true,
            ..IDLE
        };
        let mut queues = of([asked(1, Urgency::Prefetch), asked(2, Urgency::Thumbnail)]);
        assert_eq!(queues.next(awaited, &mut Vec::new()).unwrap().number, 2);
        assert_eq!(queues.next(awaited, &mut Vec::new()), None);
        assert_eq!(order(&mut queues), [1]);
    }

    #[test]
    fn who_is_to_be_alone_waits_for_a_worker_with_nothing_to_do() {
        let busy = Place { load: 1, ..IDLE };
        let alone = Asked {
            alone: true,
            ..asked(1, Urgency::Clean)
        };
        let mut queues = of([asked(2, Urgency::Examine), alone]);
        // Workers are left to run dry meanwhile.
        assert_eq!(queues.next(busy, &mut Vec::new()), None);
        assert_eq!(order(&mut queues), [1, 2]);
    }

    #[test]
    fn what_nobody_waits_for_is_set_aside() {
        let unwanted = Asked {
            wanted: false,
            ..asked(1, Urgency::Thumbnail)
        };
        let mut queues = of([unwanted, asked(2, Urgency::Thumbnail)]);
        let mut aside = Vec::new();
        assert_eq!(queues.next(IDLE, &mut aside).unwrap().number, 2);
        assert_eq!(aside.iter().map(|one| one.number).collect::<Vec<_>>(), [1]);
    }

    #[test]
    fn what_is_too_long_to_be_read_now_waits() {
        let tight = Place {
            room: Some(9.0),
            ..IDLE
        };
        let mut queues = of([asked(1, Urgency::Examine)]);
        assert_eq!(queues.next(tight, &mut Vec::new()), None);
        assert_eq!(order(&mut queues), [1]);
    }

    #[test]
    fn forgetting_takes_one_urgency_and_leaves_the_others() {
        let alone = Asked {
            alone: true,
            ..asked(3, Urgency::Clean)
        };
        let mut queues = of([asked(1, Urgency::Clean), asked(2, Urgency::Examine), alone]);
        assert!(!queues.is_empty());
        assert_eq!(queues.forget(Urgency::Clean).len(), 2);
        assert_eq!(order(&mut queues), [2]);
        assert!(queues.is_empty());
    }

    #[test]
    fn a_search_is_for_no_other_worker_than_its_own() {
        let unwanted = Asked {
            wanted: false,
            ..asked(1, Urgency::Search)
        };
        let mut queues = of([unwanted, asked(2, Urgency::Search)]);
        assert!(queues.is_empty() && queues.searches());
        assert_eq!(queues.next(IDLE, &mut Vec::new()), None);
        let mut aside = Vec::new();
        assert_eq!(queues.next_search(&mut aside).unwrap().number, 2);
        assert_eq!(aside.len(), 1);
        assert!(!queues.searches());
    }

    const ALL: [Urgency; AWAITED] = [
        Urgency::Frame,
        Urgency::Prefetch,
        Urgency::Project,
        Urgency::Thumbnail,
        Urgency::Sheet,
        Urgency::Examine,
        Urgency::Clean,
    ];

    proptest! {
        #[test]
        fn everything_goes_out_once_the_more_urgent_before_the_less(
            urgencies in prop::collection::vec(0..AWAITED, 0..40),
        ) {
            let questions = urgencies.iter().zip(0..);
            let mut queues = of(questions.map(|(urgency, number)| asked(number, ALL[*urgency])));
            let out = order(&mut queues);
            let ranks: Vec<usize> = out.iter().map(|number| urgencies[*number as usize]).collect();
            prop_assert!(ranks.is_sorted());
            let mut numbers = out;
            numbers.sort_unstable();
            prop_assert_eq!(numbers, (0..urgencies.len() as u32).collect::<Vec<_>>());
        }
    }
}
