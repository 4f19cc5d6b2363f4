//! A cache of things that are costly to make and may be asked for again: up to so many bytes, the longest unused leave
//! first, and two who ask at once share one making.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::Future;
use std::hash::Hash;
use std::pin::Pin;
use std::rc::Rc;
use std::thread::LocalKey;

use futures_channel::oneshot;
use wasm_bindgen_futures::spawn_local;

use crate::pool::{NoAnswer, Urgency};

/// Asked just before a question goes out: whether anybody still waits.
pub type Wanted = Rc<dyn Fn() -> bool>;

type Making<V> = Pin<Box<dyn Future<Output = Result<V, NoAnswer>>>>;

/// A cache. Lives in a thread-local.
pub struct Cache<K, V> {
    limit: usize,
    weigh: fn(&V) -> Option<usize>,
    make: fn(K, Urgency, Wanted) -> Making<V>,
    held: HashMap<K, Held<V>>,
    by_use: BTreeMap<u64, K>,
    weight: usize,
    uses: u64,
    coming: HashMap<K, Coming<V>>,
    makings: u64,
    /// Failures are not cached: who asks again is answered afresh. But a prefetch does not try them again.
    failed: HashSet<K>,
    /// To be prefetched: nobody waits.
    prefetched: Vec<K>,
}

struct Held<V> {
    value: V,
    weight: usize,
    last_use: u64,
}

struct Coming<V> {
    making: u64,
    urgency: Urgency,
    /// The question is with a worker.
    out: bool,
    waiters: Vec<oneshot::Sender<V>>,
}

impl<K: Copy + Eq + Hash + 'static, V: Clone + 'static> Cache<K, V> {
    /// Holds up to `limit` as weighed by `weigh` (`None`: a failure, not cached); `make` asks a worker.
    pub fn new(
        limit: usize,
        weigh: fn(&V) -> Option<usize>,
        make: fn(K, Urgency, Wanted) -> Making<V>,
    ) -> Self {
        let (held, by_use, coming, failed, prefetched) = Default::default();
        Self {
            limit,
            weigh,
            make,
            held,
            by_use,
            weight: 0,
            uses: 0,
            coming,
            makings: 0,
            failed,
            prefetched,
        }
    }

    /// What is cached, now used.
    fn take_up(&mut self, key: K) -> Option<V> {
        self.uses += 1;
        let held = self.held.get_mut(&key)?;
        self.by_use.remove(&held.last_use);
        held.last_use = self.uses;
        self.by_use.insert(self.uses, key);
        Some(held.value.clone())
    }

    fn put(&mut self, key: K, value: V) {
        let Some(weight) = (self.weigh)(&value) else {
            self.failed.insert(key);
            return;
        };
        self.failed.remove(&key);
        self.uses += 1;
        self.weight += weight;
        self.by_use.insert(self.uses, key);
        if let Some(old) = self.held.insert(
            key,
            Held {
                value,
                weight,
                last_use: self.uses,
            },
        ) {
            self.by_use.remove(&old.last_use);
            self.weight -= old.weight;
        }
        while self.weight > self.limit
            && self.held.len() > 1
            && let Some((_, oldest)) = self.by_use.pop_first()
        {
            self.weight -= self.held.remove(&oldest).map_or(0, |held| held.weight);
        }
    }

    /// Joins a making under way, or starts one, whose number comes back; one that has not gone out yet is overtaken by
    /// a more urgent one.
    fn join(
        &mut self,
        key: K,
        urgency: Urgency,
        waiter: Option<oneshot::Sender<V>>,
    ) -> Option<u64> {
        self.makings += 1;
        let making = self.makings;
        let fresh = !self.coming.contains_key(&key);
        let coming = self.coming.entry(key).or_insert_with(|| Coming {
            making,
            urgency,
            out: false,
            waiters: Vec::new(),
        });
        coming.waiters.extend(waiter);
        if !fresh && (coming.out || coming.urgency <= urgency) {
            return None;
        }
        coming.making = making;
        coming.urgency = urgency;
        Some(making)
    }

    /// Whether the making still matters; if so it counts as gone out.
    fn is_wanted(&mut self, key: K, making: u64) -> bool {
        let prefetched = self.prefetched.contains(&key);
        match self.coming.get_mut(&key) {
            Some(coming) if coming.making == making => {
                coming.waiters.retain(|waiter| !waiter.is_canceled());
                coming.out = prefetched || !coming.waiters.is_empty();
                coming.out
            }
            _ => false,
        }
    }

    /// A making is over: what came of it, and who waits for that. Nothing of one that was overtaken.
    fn finish(
        &mut self,
        key: K,
        making: u64,
        made: Option<V>,
    ) -> (Option<V>, Vec<oneshot::Sender<V>>) {
        match self.coming.get(&key) {
            Some(coming) if coming.making == making => {}
            _ => return (None, Vec::new()),
        }
        let coming = self.coming.remove(&key);
        let waiters = coming.map(|coming| coming.waiters).unwrap_or_default();
        if let Some(value) = &made {
            self.put(key, value.clone());
        }
        (made, waiters)
    }

    /// Replaces what is to be prefetched; those of it that have to be made.
    fn replace_prefetched(&mut self, keys: Vec<K>) -> Vec<K> {
        self.prefetched.clone_from(&keys);
        let is_missing = |key: &K| {
            !self.held.contains_key(key)
                && !self.coming.contains_key(key)
                && !self.failed.contains(key)
        };
        keys.into_iter().filter(is_missing).collect()
    }
}

/// Waits for a thing; `None` if it could not be asked for.
pub async fn obtain<K, V>(
    cache: &'static LocalKey<RefCell<Cache<K, V>>>,
    key: K,
    urgency: Urgency,
) -> Option<V>
where
    K: Copy + Eq + Hash + 'static,
    V: Clone + 'static,
{
    if let Some(value) = cache.with_borrow_mut(|cache| cache.take_up(key)) {
        return Some(value);
    }
    let (sender, receiver) = oneshot::channel();
    request(cache, key, urgency, Some(sender));
    receiver.await.ok()
}

/// Replaces what is to be prefetched; nobody waits for it yet.
pub fn prefetch<K, V>(cache: &'static LocalKey<RefCell<Cache<K, V>>>, keys: Vec<K>)
where
    K: Copy + Eq + Hash + 'static,
    V: Clone + 'static,
{
    let missing = cache.with_borrow_mut(|cache| cache.replace_prefetched(keys));
    for key in missing {
        request(cache, key, Urgency::Prefetch, None);
    }
}

/// Asks for a making, unless one is under way that will do.
fn request<K, V>(
    cache: &'static LocalKey<RefCell<Cache<K, V>>>,
    key: K,
    urgency: Urgency,
    waiter: Option<oneshot::Sender<V>>,
) where
    K: Copy + Eq + Hash + 'static,
    V: Clone + 'static,
{
    let start = cache.with_borrow_mut(|cache| {
        let making = cache.join(key, urgency, waiter)?;
        Some((cache.make, making))
    });
    let Some((make, making)) = start else { return };
    let wanted: Wanted =
        Rc::new(move || cache.with_borrow_mut(|cache| cache.is_wanted(key, making)));
    spawn_local(async move {
        let made = make(key, urgency, wanted).await.ok();
        let (value, waiters) = cache.with_borrow_mut(|cache| cache.finish(key, making, made));
        for waiter in waiters {
            match &value {
                Some(value) => drop(waiter.send(value.clone())),
                // Forgotten while nobody waited, and somebody came in between: ask again.
                None if !waiter.is_canceled() => request(cache, key, urgency, Some(waiter)),
                None => {}
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Bytes = Option<usize>;

    /// Weighs what it holds; `None` is a failure. Nothing is made: that is for workers.
    fn cache(limit: usize) -> Cache<u32, Bytes> {
        Cache::new(
            limit,
            |bytes| *bytes,
            |_, _, _| Box::pin(std::future::ready(Err(NoAnswer::Stopped))),
        )
    }

    fn waiter() -> (Option<oneshot::Sender<Bytes>>, oneshot::Receiver<Bytes>) {
        let (sender, receiver) = oneshot::channel();
        (Some(sender), receiver)
    }

    #[test]
    fn the_longest_unused_leaves_first() {
        let mut cache = cache(10);
        cache.put(1, Some(4));
        cache.put(2, Some(4));
        assert_eq!(cache.take_up(1), Some(Some(4)));
        cache.put(3, Some(4));
        assert_eq!(cache.take_up(2), None);
        assert_eq!(cache.take_up(1), Some(Some(4)));
        assert_eq!(cache.take_up(3), Some(Some(4)));
    }

    #[test]
    fn what_is_larger_than_the_limit_stays_alone() {
        let mut cache = cache(10);
        cache.put(1, Some(4));
        cache.put(2, Some(100));
        assert_eq!(cache.take_up(1), None);
        assert_eq!(cache.take_up(2), Some(Some(100)));
    }

    #[test]
    fn what_is_put_again_is_weighed_again() {
        let mut cache = cache(10);
        cache.put(1, Some(9));
        cache.put(1, Some(2));
        assert_eq!((cache.weight, cache.by_use.len()), (2, 1));
    }

    #[test]
    fn a_failure_is_not_kept_but_not_prefetched_again() {
        let mut cache = cache(10);
        cache.put(1, None);
        assert_eq!(cache.take_up(1), None);
        assert_eq!(cache.replace_prefetched(vec![1, 2]), [2]);
        cache.put(1, Some(1));
        assert_eq!(cache.take_up(1), Some(Some(1)));
    }

    #[test]
    fn two_who_ask_at_once_share_one_making() {
        let mut cache = cache(10);
        let ((one, mut first), (other, mut second)) = (waiter(), waiter());
        let making = cache.join(1, Urgency::Frame, one);
        assert!(making.is_some());
        assert_eq!(cache.join(1, Urgency::Frame, other), None);
        let (value, waiters) = cache.finish(1, making.unwrap(), Some(Some(3)));
        assert_eq!((value, waiters.len()), (Some(Some(3)), 2));
        for waiter in waiters {
            waiter.send(Some(3)).unwrap();
        }
        assert_eq!(first.try_recv().unwrap(), Some(Some(3)));
        assert_eq!(second.try_recv().unwrap(), Some(Some(3)));
    }

    #[test]
    fn a_prefetch_that_has_not_gone_out_is_overtaken_by_somebody_who_waits() {
        let mut cache = cache(10);
        assert_eq!(cache.replace_prefetched(vec![1]), [1]);
        let prefetch = cache.join(1, Urgency::Prefetch, None).unwrap();
        let (one, _waits) = waiter();
        let urgent = cache.join(1, Urgency::Frame, one).unwrap();
        assert!(!cache.is_wanted(1, prefetch));
        assert!(cache.is_wanted(1, urgent));
        // Nothing comes of the one that was overtaken.
        let (value, waiters) = cache.finish(1, prefetch, Some(Some(3)));
        assert!(value.is_none() && waiters.is_empty());
    }

    #[test]
    fn a_making_that_has_gone_out_is_joined_by_anybody() {
        let mut cache = cache(10);
        cache.replace_prefetched(vec![1]);
        let making = cache.join(1, Urgency::Prefetch, None).unwrap();
        assert!(cache.is_wanted(1, making));
        let (one, _waits) = waiter();
        assert_eq!(cache.join(1, Urgency::Frame, one), None);
    }

    #[test]
    fn nobody_wants_what_nobody_waits_for_and_is_not_prefetched() {
        let mut cache = cache(10);
        let (one, waits) = waiter();
        let making = cache.join(1, Urgency::Frame, one).unwrap();
        drop(waits);
        assert!(!cache.is_wanted(1, making));
        cache.replace_prefetched(vec![1]);
        assert!(cache.is_wanted(1, making));
    }

    proptest! {
        #[test]
        fn never_more_than_the_limit_but_for_one_thing(
            puts in prop::collection::vec((0_u32..12, prop::option::of(1_usize..30)), 0..60),
        ) {
            let mut cache = cache(50);
            for (key, weight) in puts {
                cache.put(key, weight);
                prop_assert!(cache.weight <= 50 || cache.held.len() == 1);
                prop_assert_eq!(cache.by_use.len(), cache.held.len());
                prop_assert_eq!(cache.held.values().map(|held| held.weight).sum::<usize>(), cache.weight);
                prop_assert_eq!(cache.held.contains_key(&key) || weight.is_none(), true);
            }
        }
    }
}
