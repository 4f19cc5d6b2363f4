//! A whole second look, one file after the other: for whoever has one thread.
//!
//! In come the files of a collection and, where there are some, the originals; out comes the report. Each original is read
//! once for what it says, and again where an image was made of it.

use std::rc::Rc;

use super::delivery::{self, Deliveries};
use super::look::Look;
use super::originals::{Links, Originals};
use super::report::Report;
use super::rules::KeptBy;
use crate::catalogue::Outcome;
use crate::dicom::{self, Source};
use crate::intake::{self, Dropped, FileId, Locator, Opener};

/// A file with its place.
pub type Placed = (String, Rc<dyn Source>);

/// Looks at a collection; `progress` hears how many files are done, and of how many.
pub fn check(
    opener: &Opener,
    files: &[Placed],
    originals: Option<&[Placed]>,
    progress: &mut dyn FnMut(usize, usize),
) -> Report {
    let all = files
        .len()
        .saturating_add(originals.map_or(0, <[Placed]>::len));
    let mut done = 0_usize;
    let mut step = || {
        progress(done, all);
        done = done.saturating_add(1);
    };
    let papers: Vec<_> = numbered(files, 0)
        .flat_map(|dropped| delivery::papers(opener, &dropped))
        .collect();
    let deliveries = Deliveries::of(&papers, None);
    let rules = KeptBy::of(&deliveries, None);
    let mut gathered = Originals::new(rules.kept.clone(), Links::default());
    let mut found: Vec<(Dropped, Locator)> = Vec::new();
    let mut closed = 0_usize;
    for dropped in numbered(originals.unwrap_or_default(), files.len()) {
        step();
        intake::examine_whole(opener, &dropped, &mut |item, locator| {
            if matches!(item.outcome, Outcome::NotDicom(_)) {
                return;
            }
            match instance(opener, &dropped, &locator) {
                Some(instance) => {
                    gathered.add(found.len(), &instance);
                    found.push((dropped.clone(), locator));
                }
                None => closed = closed.saturating_add(1),
            }
        });
    }
    let ready = gathered.ready();
    let original = |number: usize| {
        let (dropped, locator) = found.get(number)?;
        let source = Rc::clone(&dropped.source);
        opener.open(dropped.file, source, locator).ok()
    };
    let look = Look {
        opener,
        ready: &ready,
        rules_for: &|place| rules.of_place(&deliveries, place),
        original: &original,
    };
    let mut things = Vec::new();
    for dropped in numbered(files, 0) {
        step();
        things.extend(look.file(dropped.file, &dropped.place, dropped.source));
    }
    Report::of(&things, &deliveries, &ready, originals.map(|_| closed))
}

fn numbered(files: &[Placed], from: usize) -> impl Iterator<Item = Dropped> + use<'_> {
    files
        .iter()
        .enumerate()
        .map(move |(index, (place, source))| Dropped {
            place: place.clone(),
            file: from.saturating_add(index) as FileId,
            source: Rc::clone(source),
            at: Locator::default(),
        })
}

fn instance(opener: &Opener, dropped: &Dropped, locator: &Locator) -> Option<dicom::Instance> {
    let source = opener.open(dropped.file, Rc::clone(&dropped.source), locator);
    dicom::read(source.ok()?).ok()
}
