//! Files that share a SOP Instance UID: byte-identical doubles, which are dropped, and different ones, of which only
//! the first by its place may leave.
//!
//! In come files as they arrive, and digests of those whose size is that of another with the same UID; out come which
//! are doubles and which collide. Bytes are compared only where UID and size are the same, and never here: who can
//! read files is asked for digests ([`Doubles::wanted`]). Until they are reported, a file is in no series. What cannot
//! be read is never taken for a double. Files without a UID are given one made of their bytes (see [`crate::clean`]),
//! so that doubles among them are dropped as well, and no others collide.

use std::collections::{HashMap, HashSet};

use super::order::natural;
use super::tree::{InstanceId, Item};
use crate::dicom::Digest;

/// What files have in common that may be doubles: the SOP Instance UID, or the size where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Mark {
    Uid(String),
    Size(u64),
}

/// What is to be done with a file that has arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// It goes into its series.
    Placed,
    /// Its bytes must be compared first.
    Waits,
}

/// Files of one mark and the same bytes.
#[derive(Debug, Clone, PartialEq)]
struct Class {
    size: u64,
    digest: Option<Digest>,
    /// Of all its files the first in order.
    place: String,
    /// The first that came stands for all; the others are doubles.
    members: Vec<InstanceId>,
}

/// Files of one mark.
#[derive(Debug, Clone, Default, PartialEq)]
struct Group {
    /// In the order of their places.
    classes: Vec<Class>,
    /// Sizes of which every file's digest is wanted.
    asked: HashSet<u64>,
    /// Not compared yet.
    waiting: Vec<InstanceId>,
    /// How many digests are wanted that nobody has reported.
    untold: usize,
}

/// All files that share a mark with another.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Doubles {
    /// The only file of its mark so far.
    alone: HashMap<Mark, InstanceId>,
    groups: HashMap<Mark, Group>,
    /// Of the files in groups.
    marks: HashMap<InstanceId, Mark>,
    /// Of each double, what it is a double of.
    doubles: HashMap<InstanceId, InstanceId>,
    asked: HashSet<InstanceId>,
    wanted: Vec<InstanceId>,
    /// `None` of what could not be read.
    digests: HashMap<InstanceId, Option<Digest>>,
}

impl Doubles {
    /// Takes in one of `items`.
    pub fn arrive(
        &mut self,
        id: InstanceId,
        uid: &str,
        (place, size): (&str, u64),
        items: &[Item],
    ) -> Arrival {
        let mark = match uid.is_empty() {
            true => Mark::Size(size),
            false => Mark::Uid(uid.to_owned()),
        };
        let group = match self.groups.get_mut(&mark) {
            Some(group) => group,
            None => {
                let Some(first) = self.alone.insert(mark.clone(), id) else {
                    return Arrival::Placed;
                };
                self.marks.insert(first, mark.clone());
                let mut group = Group::default();
                if let Some(item) = items.get(first) {
                    group.enter(Class::of(first, item.size, None, &item.place));
                }
                self.groups.entry(mark.clone()).or_insert(group)
            }
        };
        self.marks.insert(id, mark);
        let same_size = |class: &&Class| class.size == size;
        // Once there are two of a size, each of that size is asked for as it comes.
        let alike: Vec<InstanceId> = match group.asked.contains(&size) {
            true => Vec::new(),
            false => {
                let classes = group.classes.iter().filter(same_size);
                classes
                    .filter_map(|class| class.members.first().copied())
                    .collect()
            }
        };
        if alike.is_empty() && !group.asked.contains(&size) {
            group.enter(Class::of(id, size, None, place));
            return Arrival::Placed;
        }
        group.asked.insert(size);
        group.waiting.push(id);
        for id in alike.into_iter().chain([id]) {
            if self.asked.insert(id) {
                self.wanted.push(id);
                group.untold += 1;
            }
        }
        Arrival::Waits
    }

    /// Files whose digests are wanted, each named once.
    pub fn wanted(&mut self) -> Vec<InstanceId> {
        std::mem::take(&mut self.wanted)
    }

    /// A digest that was wanted; `None` if the file could not be read. Answers with the files that go into their series
    /// now, since they are no doubles.
    pub fn report(
        &mut self,
        id: InstanceId,
        digest: Option<Digest>,
        items: &[Item],
    ) -> Vec<InstanceId> {
        let Self {
            groups,
            marks,
            doubles,
            digests,
            ..
        } = self;
        if digests.insert(id, digest).is_some() {
            return Vec::new();
        }
        let Some(group) = marks.get(&id).and_then(|mark| groups.get_mut(mark)) else {
            return Vec::new();
        };
        if let Some(class) = group.standing_for(id) {
            class.digest = digest;
        }
        group.untold = group.untold.saturating_sub(1);
        if group.untold > 0 {
            return Vec::new();
        }
        let mut placed = Vec::new();
        for id in std::mem::take(&mut group.waiting) {
            let Some(item) = items.get(id) else {
                continue;
            };
            let digest = digests.get(&id).copied().flatten();
            let same = |class: &Class| {
                class.size == item.size && digest.is_some() && class.digest == digest
            };
            match group.classes.iter().position(same) {
                Some(at) => {
                    let mut class = group.classes.remove(at);
                    if let Some(&first) = class.members.first() {
                        doubles.insert(id, first);
                    }
                    class.members.push(id);
                    if natural(&item.place, &class.place).is_lt() {
                        class.place.clone_from(&item.place);
                    }
                    group.enter(class);
                }
                None => {
                    group.enter(Class::of(id, item.size, digest, &item.place));
                    placed.push(id);
                }
            }
        }
        placed
    }

    /// What a file is a byte-identical double of.
    pub fn double_of(&self, id: InstanceId) -> Option<InstanceId> {
        self.doubles.get(&id).copied()
    }

    /// The place of the file with the same UID and other bytes that goes before this one: the first by place of those
    /// that are not deleted. Of one that has not been compared yet, any other with its UID.
    pub fn collides_with(
        &self,
        id: InstanceId,
        is_deleted: impl Fn(InstanceId) -> bool,
    ) -> Option<(InstanceId, &str)> {
        let mark @ Mark::Uid(_) = self.marks.get(&id)? else {
            return None;
        };
        let group = self.groups.get(mark)?;
        let first = |class: &Class| class.members.first().copied();
        let stays = |class: &&Class| first(class).is_some_and(|id| !is_deleted(id));
        let leader = group.classes.iter().find(stays)?;
        let leading = first(leader)?;
        (leading != id && self.double_of(id).is_none()).then_some((leading, leader.place.as_str()))
    }
}

impl Group {
    /// Takes a class in at its place.
    fn enter(&mut self, class: Class) {
        let order = |other: &Class| {
            natural(&other.place, &class.place)
                .then(other.members.first().cmp(&class.members.first()))
        };
        let at = self.classes.partition_point(|other| order(other).is_lt());
        self.classes.insert(at, class);
    }

    fn standing_for(&mut self, id: InstanceId) -> Option<&mut Class> {
        let mut classes = self.classes.iter_mut();
        classes.find(|class| class.members.first() == Some(&id))
    }
}

impl Class {
    fn of(id: InstanceId, size: u64, digest: Option<Digest>, place: &str) -> Self {
        Self {
            size,
            digest,
            place: place.to_owned(),
            members: vec![id],
        }
    }
}

#[cfg(test)]
mod tests;
