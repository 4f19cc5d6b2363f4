//! One file of the collection, with everything in it: what it is, and what stands in it.
//!
//! In come a place and its bytes; out comes a [`Thing`] for the file, or for every file that a container holds. All
//! bytes are looked at: attributes one by one, and what no reader shows by itself. What can't be read is said.

use std::rc::Rc;

use dicom_core::VR;

use super::delivery::Deliveries;
use super::glance::Glance;
use super::originals::{Pair, Ready, Rules};
use super::places::{self, Containers};
use crate::dicom::{self, CharacterSet, Digest, Source};
use crate::intake::{self, Dropped, FileId, Locator, Met, Opener, code_page};
use crate::verify::search::Haystack;
use crate::verify::{Finding, Findings, Kind, Rank, patterns};

/// The place of a finding in a file's name or its folders'.
pub const NAME: &str = "the file’s name";

/// What something in a collection is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    #[default]
    File,
    /// Its files are told besides.
    Container,
    /// Told where nothing says what is in it: if it is empty, or one of a container. Its place ends with a slash.
    Folder,
}

/// A file of the collection, or one in a container there.
#[derive(Debug, Clone, Default)]
pub struct Thing {
    /// In the collection, parted by `/`; in a container, behind the container's own.
    pub place: String,
    /// What kind of thing it is.
    pub form: Form,
    /// The place of the innermost container that it lies in.
    pub container: Option<String>,
    /// Its length, unpacked.
    pub bytes: u64,
    /// None if it could not be read.
    pub sha256: Option<Digest>,
    /// What it says of itself, if it is an image.
    pub image: Option<ImageFacts>,
    /// Bytes of a container that belong to no entry.
    pub stray: u64,
    /// Why not all of it was read.
    pub unread: Option<String>,
    /// Its end is missing, or parts of it contradict their lengths.
    pub is_broken: bool,
    /// What was found in it and in its name, surest first; never a value.
    pub findings: Vec<Finding>,
}

/// What an image says of itself. Of a foreign file these are a patient's: they are compared, and never told.
#[derive(Debug, Clone, Default)]
pub struct ImageFacts {
    pub sop_instance_uid: String,
    pub study_instance_uid: String,
    /// Its patient's name, where that is a case's.
    pub case: Option<String>,
    /// How this program cleaned it, in the header's words; nothing if it did not.
    pub method: Option<Vec<String>>,
    /// Codes of what was applied.
    pub codes: Vec<String>,
    pub original: Option<Pair>,
}

/// Looks at files of a collection.
pub struct Look<'a> {
    /// Opens containers, with the passwords for what is encrypted there.
    pub opener: &'a Opener,
    /// What is searched for, by each set of rules, and which original is whose.
    pub ready: &'a Ready,
    /// By which rules what lies at a place was made.
    pub rules_for: &'a dyn Fn(&str) -> usize,
    /// What the certificates say.
    pub deliveries: &'a Deliveries,
    /// Opens an original.
    pub original: &'a dyn Fn(usize) -> Option<Rc<dyn Source>>,
}

impl Look<'_> {
    /// One file, and everything in it.
    pub fn file(&self, file: FileId, place: &str, source: Rc<dyn Source>) -> Vec<Thing> {
        let dropped = Dropped {
            place: place.to_owned(),
            file,
            source,
            at: Locator::default(),
        };
        self.all_in(self.opener, &dropped, 0)
    }

    /// What of nothing could be read but its name, and why.
    pub fn unread(&self, place: &str, why: &str) -> Thing {
        let mut thing = self.named(place).0;
        thing.unread = Some(why.to_owned());
        thing
    }

    /// A folder in which nothing lies.
    pub fn folder(&self, place: &str) -> Thing {
        let mut thing = self.named(&format!("{place}/")).0;
        thing.form = Form::Folder;
        thing
    }

    /// With what its name says, and the rules by which it was made.
    fn named(&self, place: &str) -> (Thing, Option<&Rules>) {
        let rules = self.ready.rules((self.rules_for)(place));
        let mut findings = Findings::default();
        if let Some(rules) = rules {
            look_at_name(place, rules, &mut findings);
        }
        let thing = Thing {
            place: place.to_owned(),
            findings: findings.ranked(),
            ..Thing::default()
        };
        (thing, rules)
    }

    pub(super) fn all_in(&self, opener: &Opener, dropped: &Dropped, depth: usize) -> Vec<Thing> {
        let mut things = Vec::new();
        let mut containers = Containers::default();
        let mut on_met = |place: &str, met: Met<'_>| {
            let container = containers.around(place);
            if matches!(met, Met::Around(..)) {
                containers.enter(place);
            }
            things.push(self.met(place, container, met, depth));
        };
        intake::go_through(opener, dropped, &|_| true, &mut on_met);
        things
    }

    fn met(&self, place: &str, container: Option<String>, met: Met<'_>, depth: usize) -> Thing {
        let (mut thing, rules) = self.named(place);
        thing.container = container;
        let Some(rules) = rules else {
            thing.unread = Some("nothing says how it was made".to_owned());
            return thing;
        };
        let mut glance = Glance::new(self, rules, depth, std::mem::take(&mut thing.findings));
        let is_read = match met {
            Met::File(source) => {
                thing.bytes = source.len();
                thing.sha256 = dicom::digest(&**source).ok();
                glance.file(source, &mut thing).and(thing.sha256).is_some()
            }
            Met::Closed(reason) => {
                thing.unread = Some(reason.what());
                true
            }
            Met::NoFiles(_) => true,
            Met::Folder => {
                thing.form = Form::Folder;
                true
            }
            Met::Around(source, around) => {
                thing.bytes = source.len();
                thing.form = Form::Container;
                thing.stray = around.stray;
                let mut ranges = around.ranges.into_iter();
                ranges.all(|range| glance.text(&**source, range).is_some())
            }
        };
        if !is_read {
            thing.unread = Some("it can’t be read".to_owned());
        }
        glance.finish(&mut thing);
        thing
    }
}

/// Searches a place. In what is of our own form, single words of a name are chance's.
fn look_at_name(place: &str, rules: &Rules, findings: &mut Findings) {
    let character_set = CharacterSet::from_value(b"ISO_IR 192");
    let text = Haystack::Text(VR::UT, &character_set);
    let (folder, is_ours) = places::split(place);
    let own = place.get(folder.len()..).unwrap_or_default();
    for (part, is_ours) in [(folder, false), (own, is_ours)] {
        let readings = code_page::readings(part);
        let found = readings
            .iter()
            .filter_map(|read| rules.search.finds(read, text));
        if let Some((kind, rank)) = found.max_by_key(|(_, rank)| *rank) {
            let rank = match is_ours {
                true => Rank::Weak,
                false => rank,
            };
            findings.add(NAME.into(), kind, rank);
        } else if !is_ours && patterns::finds(part.as_bytes()) {
            findings.add(NAME.into(), Kind::Pattern, Rank::Certain);
        }
    }
}

/// Whether something is found in a place.
pub fn names_somebody(place: &str, rules: &Rules) -> bool {
    let mut findings = Findings::default();
    look_at_name(place, rules, &mut findings);
    !findings.ranked().is_empty()
}
