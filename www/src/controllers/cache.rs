//! Things that are costly to make and may be asked for again: kept up to so many bytes, the longest unused leave
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

/// A shelf. Lives in a thread-local.
pub struct Shelf<K, V> {
    limit: usize,
    weigh: fn(&V) -> Option<usize>,
    make: fn(K, Urgency, Wanted) -> Making<V>,
    held: HashMap<K, Held<V>>,
    by_use: BTreeMap<u64, K>,
    weight: usize,
    uses: u64,
    coming: HashMap<K, Coming<V>>,
    makings: u64,
    /// Failures are not kept: who asks again is answered afresh. But nobody's mere wish tries them again.
    failed: HashSet<K>,
    /// Wished for without waiting.
    wishes: Vec<K>,
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

impl<K: Copy + Eq + Hash + 'static, V: Clone + 'static> Shelf<K, V> {
    /// Holds up to `limit` as weighed by `weigh` (`None`: a failure, not kept); `make` asks a worker.
    pub fn new(
        limit: usize,
        weigh: fn(&V) -> Option<usize>,
        make: fn(K, Urgency, Wanted) -> Making<V>,
    ) -> Self {
        let (held, by_use, coming, failed, wishes) = Default::default();
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
            wishes,
        }
    }

    /// What is held, now used.
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

    /// Whether the making still matters; if so it counts as gone out.
    fn is_wanted(&mut self, key: K, making: u64) -> bool {
        let wished = self.wishes.contains(&key);
        match self.coming.get_mut(&key) {
            Some(coming) if coming.making == making => {
                coming.waiters.retain(|waiter| !waiter.is_canceled());
                coming.out = wished || !coming.waiters.is_empty();
                coming.out
            }
            _ => false,
        }
    }
}

/// Waits for a thing; `None` if it could not be asked for.
pub async fn obtain<K, V>(
    shelf: &'static LocalKey<RefCell<Shelf<K, V>>>,
    key: K,
    urgency: Urgency,
) -> Option<V>
where
    K: Copy + Eq + Hash + 'static,
    V: Clone + 'static,
{
    if let Some(value) = shelf.with_borrow_mut(|shelf| shelf.take_up(key)) {
        return Some(value);
    }
    let (sender, receiver) = oneshot::channel();
    request(shelf, key, urgency, Some(sender));
    receiver.await.ok()
}

/// Replaces what is wished for; nobody waits for it yet.
pub fn wish<K, V>(shelf: &'static LocalKey<RefCell<Shelf<K, V>>>, keys: Vec<K>)
where
    K: Copy + Eq + Hash + 'static,
    V: Clone + 'static,
{
    let missing: Vec<K> = shelf.with_borrow_mut(|shelf| {
        shelf.wishes.clone_from(&keys);
        keys.into_iter()
            .filter(|key| {
                !shelf.held.contains_key(key)
                    && !shelf.coming.contains_key(key)
                    && !shelf.failed.contains(key)
            })
            .collect()
    });
    for key in missing {
        request(shelf, key, Urgency::Prefetch, None);
    }
}

/// Joins a making under way, or starts one; one that has not gone out yet is overtaken by a more urgent one.
fn request<K, V>(
    shelf: &'static LocalKey<RefCell<Shelf<K, V>>>,
    key: K,
    urgency: Urgency,
    waiter: Option<oneshot::Sender<V>>,
) where
    K: Copy + Eq + Hash + 'static,
    V: Clone + 'static,
{
    let start = shelf.with_borrow_mut(|shelf| {
        shelf.makings += 1;
        let making = shelf.makings;
        let fresh = !shelf.coming.contains_key(&key);
        let coming = shelf.coming.entry(key).or_insert_with(|| Coming {
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
        Some((shelf.make, making))
    });
    let Some((make, making)) = start else { return };
    let wanted: Wanted =
        Rc::new(move || shelf.with_borrow_mut(|shelf| shelf.is_wanted(key, making)));
    spawn_local(async move {
        let made = make(key, urgency, wanted).await;
        let (value, waiters) = shelf.with_borrow_mut(|shelf| {
            match shelf.coming.get(&key) {
                Some(coming) if coming.making == making => {}
                _ => return (None, Vec::new()),
            }
            let waiters = shelf
                .coming
                .remove(&key)
                .map(|coming| coming.waiters)
                .unwrap_or_default();
            if let Ok(value) = &made {
                shelf.put(key, value.clone());
            }
            (made.ok(), waiters)
        });
        for waiter in waiters {
            match &value {
                Some(value) => drop(waiter.send(value.clone())),
                // Forgotten while nobody waited, and somebody came in between: ask again.
                None if !waiter.is_canceled() => request(shelf, key, urgency, Some(waiter)),
                None => {}
            }
        }
    });
}
