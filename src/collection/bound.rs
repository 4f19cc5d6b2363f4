//! Files against certificates: what is missing, added, changed, doubled, or another case's.
//!
//! In come the files as they were looked at and the certificates as they were read; out come faults, each at a place.
//! No fault holds a value: of a foreign file's UIDs only that two are the same is told.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::delivery::{Contradiction, Deliveries, PaperFaultKind};
use super::look::{Form, ImageFacts, Thing};
use super::originals::Ready;
use super::places;
use crate::deliver::papers::Paper;
use crate::deliver::slides;

/// What is wrong with a file of the collection as such.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A certificate lists it, and it is not here.
    Missing,
    /// No certificate lists it.
    Added,
    /// The same, cleaned by this program by its own word.
    AddedSince,
    /// What a computer left by itself.
    Litter,
    Changed,
    Truncated,
    /// The same bytes as another.
    Double {
        of: String,
    },
    /// Another file of the same SOP Instance UID.
    SameInstance {
        of: String,
    },
    /// Not of the case, study or original that its place and its neighbours are of.
    OtherCase,
    ClaimedTwice,
    Contradiction(Contradiction),
    OtherKey,
    Unsealed,
    /// All or part of it can't be read, and why.
    Unread(String),
    /// A container with so many bytes that are neither an entry's nor its own form's.
    Stray(u64),
}

impl Fault {
    /// As the report names it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Added => "added",
            Self::AddedSince => "added-since",
            Self::Litter => "left-by-the-computer",
            Self::Changed => "changed",
            Self::Truncated => "truncated",
            Self::Double { .. } => "double",
            Self::SameInstance { .. } => "same-instance",
            Self::OtherCase => "other-case",
            Self::ClaimedTwice => "claimed-twice",
            Self::Contradiction(_) => "contradiction",
            Self::OtherKey => "other-key",
            Self::Unsealed => "unsealed",
            Self::Unread(_) => "unread",
            Self::Stray(_) => "stray-bytes",
        }
    }

    /// In a sentence; a place that it names is put in by `placed`.
    pub fn words(&self, placed: &dyn Fn(&str) -> String) -> String {
        match self {
            Self::Missing => "missing: it was delivered, and is not here".into(),
            Self::Added => "added: no certificate lists it".into(),
            Self::AddedSince => "added since: cleaned by Darkroom, and not on this certificate".into(),
            Self::Litter => {
                "added: no image, but what a computer leaves by itself; it may name or show what else lay there".into()
            }
            Self::Changed => "changed: it is not what was delivered".into(),
            Self::Truncated => "truncated: part of it is missing".into(),
            Self::Double { of } => format!("double: the same file as {}", placed(of)),
            Self::SameInstance { of } => {
                format!("double: another file of the same SOP Instance UID as {}", placed(of))
            }
            Self::OtherCase => "another case’s: it is not of the case that its place or its study says".into(),
            Self::ClaimedTwice => "claimed twice: two certificates list it".into(),
            Self::Contradiction(contradiction) => format!("contradiction: {contradiction}"),
            Self::OtherKey => {
                "not this key’s: the certificate was changed, or made with another linking key".into()
            }
            Self::Unsealed => "not sealed: nothing ties the certificate to this key".into(),
            Self::Unread(why) => format!("can't be read: {why}"),
            Self::Stray(bytes) => format!("{bytes} bytes that belong to no entry: nothing says what they are"),
        }
    }
}

/// A fault, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    pub place: String,
    pub fault: Fault,
}

/// Files against certificates.
#[derive(Debug, Clone, Default)]
pub struct Bound {
    /// Files that are there as they were delivered.
    pub as_delivered: usize,
    /// Files that were delivered.
    pub delivered: usize,
    /// By place.
    pub faults: Vec<Placed>,
}

/// Compares all files of a collection with its certificates.
pub fn compare(things: &[Thing], deliveries: &Deliveries, ready: &Ready) -> Bound {
    let mut comparing = Comparing {
        things,
        deliveries,
        bound: Bound::default(),
    };
    comparing.papers();
    comparing.delivered();
    comparing.others();
    comparing.around();
    comparing.unread();
    comparing.doubles();
    comparing.cases(ready);
    let mut bound = comparing.bound;
    bound
        .faults
        .sort_by(|one, other| one.place.cmp(&other.place));
    bound.faults.dedup();
    bound
}

struct Comparing<'a> {
    things: &'a [Thing],
    deliveries: &'a Deliveries,
    bound: Bound,
}

impl<'a> Comparing<'a> {
    fn add(&mut self, place: &str, fault: Fault) {
        let place = place.to_owned();
        self.bound.faults.push(Placed { place, fault });
    }

    /// Files, containers and folders left out.
    fn files(&self) -> impl Iterator<Item = &'a Thing> + use<'a> {
        self.things.iter().filter(|thing| thing.form == Form::File)
    }

    /// Images with their facts.
    fn images(&self) -> impl Iterator<Item = (&'a Thing, &'a ImageFacts)> + use<'a> {
        self.files()
            .filter_map(|thing| Some((thing, thing.image.as_ref()?)))
    }

    fn papers(&mut self) {
        for paper in &self.deliveries.faults {
            let fault = match paper.fault {
                PaperFaultKind::Missing => Fault::Missing,
                PaperFaultKind::Unread => Fault::Unread("it can’t be read".to_owned()),
                PaperFaultKind::Changed => Fault::Changed,
                PaperFaultKind::Contradiction(contradiction) => Fault::Contradiction(contradiction),
                PaperFaultKind::OtherKey => Fault::OtherKey,
                PaperFaultKind::Unsealed => Fault::Unsealed,
            };
            self.add(&paper.place, fault);
        }
    }

    /// What was delivered, and is it here.
    fn delivered(&mut self) {
        let mut here: HashMap<&str, Vec<&Thing>> = HashMap::new();
        for thing in self.files() {
            here.entry(&thing.place).or_default().push(thing);
        }
        let mut claimed: BTreeMap<&str, usize> = BTreeMap::new();
        let deliveries = self.deliveries;
        for delivery in &deliveries.all {
            for (place, expected) in &delivery.files {
                let claims = claimed.entry(place).or_default();
                *claims = claims.saturating_add(1);
                if *claims == 2 {
                    self.add(place, Fault::ClaimedTwice);
                }
                self.bound.delivered = self.bound.delivered.saturating_add(1);
                let found = here.get(place.as_str()).into_iter().flatten().copied();
                let found: Vec<&Thing> = found.filter(|thing| delivery.lists(thing)).collect();
                if found.is_empty() {
                    self.add(place, Fault::Missing);
                    continue;
                }
                let is_same = |thing: &&&Thing| {
                    (thing.bytes, thing.sha256) == (expected.bytes, Some(expected.sha256))
                };
                let Some(other) = found.iter().find(|thing| !is_same(thing)) else {
                    self.bound.as_delivered = self.bound.as_delivered.saturating_add(1);
                    self.headers(&found, delivery);
                    continue;
                };
                match other.sha256 {
                    // Told with what can't be read.
                    None => {}
                    Some(_) if other.bytes < expected.bytes => self.add(place, Fault::Truncated),
                    Some(_) => self.add(place, Fault::Changed),
                }
            }
        }
    }

    /// Whether delivered files tell of the rules that their certificate tells of.
    fn headers(&mut self, found: &[&Thing], delivery: &super::delivery::Delivery) {
        for thing in found {
            let name = thing.place.strip_prefix(&delivery.root);
            // A picture for slides has no header, and is not to have one.
            let is_stated = match (name.is_some_and(slides::is_name), &thing.image) {
                (true, image) => image.is_none(),
                (false, Some(image)) => delivery.is_stated_in(image),
                (false, None) => false,
            };
            if !is_stated {
                self.add(&thing.place, Fault::Contradiction(Contradiction::Header));
            }
        }
    }

    /// What no certificate lists. Where there is none, nothing says what was added, but what no delivery ever holds.
    fn others(&mut self) {
        let deliveries = self.deliveries;
        let wrong = |place: &str| {
            let mut faults = deliveries.faults.iter();
            faults.any(|paper| paper.place == place)
        };
        for thing in self.files() {
            let place = &thing.place;
            let mut all = deliveries.all.iter();
            if all.any(|delivery| delivery.lists(thing) || delivery.is_paper(thing)) {
                continue;
            }
            // A certificate that could not be read is told already, and so is one that is missing.
            let is_paper = Paper::of_name(places::name(place)).is_some();
            let is_image = thing.image.is_some();
            let stamped = thing
                .image
                .as_ref()
                .is_some_and(|image| image.method.is_some());
            match (
                deliveries.all.is_empty(),
                is_paper,
                places::is_litter(place),
            ) {
                (_, true, _) if wrong(place) => {}
                (_, _, true) if !is_image => self.add(place, Fault::Litter),
                (true, ..) => {}
                _ if stamped => self.add(place, Fault::AddedSince),
                _ => self.add(place, Fault::Added),
            }
        }
    }

    /// Containers in which no delivery lies, and folders in which nothing does.
    fn around(&mut self) {
        let deliveries = &self.deliveries.all;
        let listed = deliveries.iter().flat_map(|delivery| delivery.files.keys());
        let files = self.files().map(|thing| &thing.place);
        let mut folders = HashSet::new();
        for place in listed.chain(files) {
            let slashes = place
                .match_indices('/')
                .filter_map(|(at, _)| place.get(..=at));
            folders.extend(slashes);
        }
        let holds = |place: &str| {
            let mut containers = deliveries.iter().flat_map(|delivery| &delivery.container);
            containers.any(|container| places::is_within(container, place))
        };
        for thing in self.things {
            let is_known = match thing.form {
                Form::File => continue,
                Form::Container => holds(&thing.place),
                Form::Folder => folders.contains(thing.place.as_str()),
            };
            match (is_known, places::is_litter(&thing.place)) {
                (true, _) => {}
                (false, true) => self.add(&thing.place, Fault::Litter),
                (false, false) if deliveries.is_empty() => {}
                (false, false) => self.add(&thing.place, Fault::Added),
            }
        }
    }

    fn unread(&mut self) {
        for thing in self.things {
            if thing.stray > 0 {
                self.add(&thing.place, Fault::Stray(thing.stray));
            }
            if let Some(why) = &thing.unread {
                self.add(&thing.place, Fault::Unread(why.clone()));
            }
            let is_told =
                |placed: &Placed| placed.place == thing.place && placed.fault == Fault::Truncated;
            if thing.is_broken && !self.bound.faults.iter().any(is_told) {
                self.add(&thing.place, Fault::Truncated);
            }
        }
    }

    /// What is here twice, papers left out.
    fn doubles(&mut self) {
        let mut by_bytes: HashMap<_, &str> = HashMap::new();
        let mut by_uid: HashMap<&str, (&str, _)> = HashMap::new();
        let is_paper = |thing: &Thing| Paper::of_name(places::name(&thing.place)).is_some();
        for thing in self
            .files()
            .filter(|thing| thing.bytes > 0 && !is_paper(thing))
        {
            let Some(sha256) = thing.sha256 else {
                continue;
            };
            let first = *by_bytes.entry(sha256).or_insert(&thing.place);
            // Two entries of an archive may share even their place.
            let is_first = std::ptr::eq(first, thing.place.as_str());
            if !is_first {
                let of = first.to_owned();
                self.add(&thing.place, Fault::Double { of });
            }
            let uid = thing
                .image
                .as_ref()
                .map(|image| image.sop_instance_uid.as_str());
            if let Some(uid) = uid.filter(|uid| !uid.is_empty()) {
                let (of, its) = *by_uid.entry(uid).or_insert((&thing.place, sha256));
                if its != sha256 {
                    let of = of.to_owned();
                    self.add(&thing.place, Fault::SameInstance { of });
                }
            }
        }
    }

    /// Whether every image is of one case: that of its folder, of its study, of its original.
    fn cases(&mut self, ready: &Ready) {
        let mut of_study: HashMap<&str, &str> = HashMap::new();
        let mut of_case: HashMap<&str, &str> = HashMap::new();
        for (thing, image) in self.images() {
            let Some(case) = image.case.as_deref() else {
                // An image without a case, in a case's folder.
                if places::case_of(&thing.place).is_some() {
                    self.add(&thing.place, Fault::OtherCase);
                }
                continue;
            };
            let is_of_folder = places::case_of(&thing.place).is_none_or(|folder| folder == case);
            let study = image.study_instance_uid.as_str();
            let is_of_study = study.is_empty() || *of_study.entry(study).or_insert(case) == case;
            let original = image.original.map(|pair| pair.number);
            let person = original.and_then(|number| ready.person(number));
            let is_of_person =
                person.is_none_or(|person| *of_case.entry(case).or_insert(person) == person);
            let is_of_original = image
                .original
                .is_none_or(|pair| !pair.other_picture && !ready.is_other_case(pair.number, case));
            if !(is_of_folder && is_of_study && is_of_person && is_of_original) {
                self.add(&thing.place, Fault::OtherCase);
            }
        }
    }
}
