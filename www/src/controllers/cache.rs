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
    /// Failures are not kept: who asks again is answered afresh. But a prefetch does not try them again.
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
    /// Holds up to `limit` as weighed by `weigh` (`None`: a failure, not kept); `make` asks a worker.
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

    /// Joins a making under way, or starts one, whose number comes back; one that has not gone out yet is overtaken by a
    /// more urgent one.
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
