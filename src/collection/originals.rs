//! What the originals say of their patients, and which of them an output was made of.
//!
//! In come the originals one by one, and what a linking key or a mapping says of their UIDs; out comes what every file
//! of the collection is searched for. Holds patient values, and prints none.

use std::collections::{HashMap, HashSet};

use dicom_dictionary_std::tags;

use crate::deid::uid::OriginalUid;
use crate::deid::{Pseudonyms, Secret};
use crate::deliver::Linked;
use crate::dicom::{DataSetExt, Instance, PixelLayout};
use crate::verify::Kept;
use crate::verify::needles::Needles;
use crate::verify::search::Search;

/// Bytes of a picture that are read at a time.
const RUN: u64 = 16 << 20;

/// What leads from outputs back to their originals, besides the pictures.
#[derive(Default)]
pub struct Links {
    pseudonyms: Option<Pseudonyms>,
    /// New UIDs and the original's.
    uids: HashMap<String, String>,
    /// Patient IDs as they are compared, and the case names that they became.
    cases: HashMap<String, HashSet<String>>,
}

impl Links {
    /// Of a linking key.
    pub fn of_key(secret: &Secret, linked: &Linked) -> Self {
        let mut links = Self {
            pseudonyms: Some(Pseudonyms::new(secret)),
            ..Self::default()
        };
        links.add_uids(linked.uids());
        let cases = linked.cases();
        links.add_cases(cases.map(|link| (link.original.patient_id.as_str(), link.case.as_str())));
        links
    }

    /// Adds UIDs, old and new.
    pub fn add_uids<'a>(&mut self, uids: impl IntoIterator<Item = (&'a str, &'a str)>) {
        let back = uids
            .into_iter()
            .map(|(old, new)| (new.to_owned(), old.to_owned()));
        self.uids.extend(back);
    }

    /// Adds patient IDs and what they became.
    pub fn add_cases<'a>(&mut self, cases: impl IntoIterator<Item = (&'a str, &'a str)>) {
        for (id, case) in cases {
            let id = person(id);
            if !id.is_empty() && crate::verify::is_case_name(case) {
                self.cases.entry(id).or_default().insert(case.to_owned());
            }
        }
    }

    fn is_empty(&self) -> bool {
        self.pseudonyms.is_none() && self.uids.is_empty()
    }
}

/// A patient ID without what stands between its letters and digits, which is written in many ways.
fn person(id: &str) -> String {
    let letters = id.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// By what an original is told where nothing names it: its class, number, size and pixel bytes.
type Mark = (String, String, String, u32);

/// The originals while they are read.
pub struct Originals {
    links: Links,
    needles: Vec<(Kept, Needles)>,
    marks: HashMap<Mark, Option<usize>>,
    /// By the UID that the output bears.
    by_uid: HashMap<String, Option<usize>>,
    people: HashMap<usize, String>,
    read: usize,
}

impl Originals {
    /// For a collection that was made by these rules; what each keeps is looked for by none of it.
    pub fn new(kept: Vec<Kept>, links: Links) -> Self {
        let needles = kept.into_iter().map(|kept| (kept, Needles::default()));
        Self {
            links,
            needles: needles.collect(),
            marks: HashMap::new(),
            by_uid: HashMap::new(),
            people: HashMap::new(),
            read: 0,
        }
    }

    /// Takes one in, under the number by which the caller finds it again.
    pub fn add(&mut self, number: usize, original: &Instance) {
        self.read = self.read.saturating_add(1);
        for (kept, needles) in &mut self.needles {
            needles.add(&original.data_set, kept);
        }
        let text = |tag| original.data_set.text(tag).unwrap_or_default();
        let id = person(&text(tags::PATIENT_ID));
        if !id.is_empty() {
            self.people.insert(number, id);
        }
        let only = |pair: &mut Option<usize>| *pair = None;
        if let Some(mark) = mark(original) {
            self.marks
                .entry(mark)
                .and_modify(only)
                .or_insert(Some(number));
        }
        if !self.links.is_empty() {
            let old = text(tags::SOP_INSTANCE_UID);
            let new = self.links.pseudonyms.as_ref().map(|pseudonyms| {
                let new = OriginalUid::new(&old).remapped(pseudonyms);
                new.as_str().to_owned()
            });
            let told = self.links.uids.iter();
            let told = told.filter(|(_, original)| **original == old);
            let new = new.into_iter().chain(told.map(|(new, _)| new.clone()));
            for new in new.collect::<HashSet<_>>() {
                self.by_uid
                    .entry(new)
                    .and_modify(only)
                    .or_insert(Some(number));
            }
        }
    }

    /// Ready to be searched for.
    pub fn ready(self) -> Ready {
        let rules = self.needles.into_iter().map(|(kept, needles)| {
            let search = Search::among(&needles);
            Rules {
                kept,
                needles,
                search,
            }
        });
        Ready {
            rules: rules.collect(),
            marks: self.marks,
            by_uid: self.by_uid,
            people: self.people,
            cases: self.links.cases,
            read: self.read,
        }
    }
}

/// What is looked for in files that were made by the same rules.
pub struct Rules {
    pub kept: Kept,
    pub needles: Needles,
    pub search: Search,
}

/// The originals, ready to be searched for.
pub struct Ready {
    rules: Vec<Rules>,
    marks: HashMap<Mark, Option<usize>>,
    by_uid: HashMap<String, Option<usize>>,
    people: HashMap<usize, String>,
    cases: HashMap<String, HashSet<String>>,
    read: usize,
}

/// The original of an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    pub number: usize,
    /// Told by a linking key or a mapping.
    pub by_uid: bool,
    /// The picture is that of another original.
    pub other_picture: bool,
}

impl Ready {
    /// How many originals were read.
    pub fn read(&self) -> usize {
        self.read
    }

    /// What is searched for by the rules of a number, as [`super::KeptBy::of_place`] gives it; of an unknown one, by
    /// the first.
    pub fn rules(&self, number: usize) -> Option<&Rules> {
        self.rules.get(number).or_else(|| self.rules.first())
    }

    /// The original that an output was made of, where that is beyond doubt.
    pub fn pair(&self, output: &Instance) -> Option<Pair> {
        let uid = output.data_set.text(tags::SOP_INSTANCE_UID);
        let by_uid = uid.and_then(|uid| self.by_uid.get(&uid).copied().flatten());
        let of_mark = || mark(output).and_then(|mark| self.marks.get(&mark).copied().flatten());
        if self.read == 0 {
            return None;
        }
        let by_mark = of_mark();
        let number = by_uid.or(by_mark)?;
        Some(Pair {
            number,
            by_uid: by_uid.is_some(),
            other_picture: by_mark.is_some_and(|other| other != number),
        })
    }

    /// Whose an original is, as far as two are told apart by it.
    pub fn person(&self, number: usize) -> Option<&str> {
        self.people.get(&number).map(String::as_str)
    }

    /// Whether a linking key or a mapping gives the patient of an original other names than this.
    pub fn is_other_case(&self, number: usize, case: &str) -> bool {
        let known = self.person(number).and_then(|id| self.cases.get(id));
        known.is_some_and(|cases| !cases.contains(case))
    }
}

fn mark(instance: &Instance) -> Option<Mark> {
    let pixels = instance.pixels.as_ref()?;
    let range = match &pixels.layout {
        PixelLayout::Native { range } => range.clone(),
        PixelLayout::Encapsulated { items, .. } => items.clone(),
    };
    let mut checksum = crc32fast::Hasher::new();
    let mut at = range.start;
    while at < range.end {
        let end = range.end.min(at.saturating_add(RUN));
        checksum.update(&instance.body.read(at..end).ok()?);
        at = end;
    }
    let text = |tag| instance.data_set.text(tag).unwrap_or_default();
    let size = format!("{} {}", text(tags::ROWS), text(tags::COLUMNS));
    Some((
        text(tags::SOP_CLASS_UID),
        text(tags::INSTANCE_NUMBER),
        size,
        checksum.finalize(),
    ))
}
