//! A whole second look, one file after the other: for whoever has one thread.
//!
//! In come the files of a collection and, where there are some, the originals; out comes the report. Each original is
//! read once for what it says, and again where an image was made of it.

use std::rc::Rc;

use super::delivery::{self, Deliveries};
use super::look::Look;
use super::originals::{Links, Originals};
use super::report::Report;
use super::rules::KeptBy;
use crate::catalogue::Outcome;
use crate::deliver::LinkingKey;
use crate::dicom::{self, Source};
use crate::intake::{self, Dropped, FileId, Locator, Opener};

/// Why a file that can't be opened is not searched.
const CLOSED: &str = "it can’t be read";

/// A file with its place.
pub struct Placed<'a> {
    /// In the collection or among the originals, parted by `/`; of a collection it is searched for names too.
    pub place: String,
    /// Nothing if it can't be opened.
    pub open: Box<dyn Fn() -> Option<Rc<dyn Source>> + 'a>,
}

/// Looks at a collection; a key says whose its certificates are, and which original an image was made of. `progress`
/// hears the number of each file before it is read, originals first, and whether it is to be looked at or only asked
/// what it is. Those whose number is in `skip` count as files that can't be read.
pub fn check(
    opener: &Opener,
    files: &[Placed<'_>],
    originals: Option<&[Placed<'_>]>,
    key: Option<&LinkingKey>,
    skip: &[usize],
    progress: &mut dyn FnMut(usize, bool),
) -> Report {
    let before = originals.map_or(0, <[Placed<'_>]>::len);
    let mut open = |file: &Placed<'_>, number: usize, looking: bool| {
        progress(number, looking);
        dropped(file, number).filter(|_| !skip.contains(&number))
    };
    let mut papers = Vec::new();
    for (number, file) in (before..).zip(files) {
        let dropped = open(file, number, false);
        papers.extend(
            dropped
                .iter()
                .flat_map(|dropped| delivery::papers(opener, dropped)),
        );
    }
    let deliveries = Deliveries::of(&papers, key.map(|key| &key.secret));
    let rules = KeptBy::of(&deliveries, None);
    let links = key.map_or_else(Links::default, |key| {
        Links::of_key(&key.secret, &key.linked)
    });
    let mut gathered = Originals::new(rules.kept.clone(), links);
    let Found { at, closed } = gather(
        opener,
        &mut gathered,
        originals.unwrap_or_default(),
        &mut open,
    );
    let ready = gathered.ready();
    let original = |number: usize| {
        let (number, locator) = at.get(number)?;
        let dropped = dropped(originals?.get(*number)?, *number)?;
        opener.open(dropped.file, dropped.source, locator).ok()
    };
    let look = Look {
        opener,
        ready: &ready,
        rules_for: &|place| rules.of_place(&deliveries, place),
        original: &original,
        deliveries: &deliveries,
    };
    let mut things = Vec::new();
    for (number, file) in (before..).zip(files) {
        match open(file, number, true) {
            Some(dropped) => {
                things.extend(look.file(dropped.file, &dropped.place, dropped.source));
            }
            None => things.push(look.unread(&file.place, CLOSED)),
        }
    }
    Report::of(&things, &deliveries, &ready, originals.map(|_| closed))
}

/// Where the originals lie, by number of the file, and how many of them can't be read.
#[derive(Default)]
struct Found {
    at: Vec<(usize, Locator)>,
    closed: usize,
}

/// Reads the originals for what they say.
fn gather(
    opener: &Opener,
    gathered: &mut Originals,
    originals: &[Placed<'_>],
    open: &mut dyn FnMut(&Placed<'_>, usize, bool) -> Option<Dropped>,
) -> Found {
    let Found { mut at, mut closed } = Found::default();
    for (number, file) in originals.iter().enumerate() {
        let Some(dropped) = open(file, number, true) else {
            closed = closed.saturating_add(1);
            continue;
        };
        intake::examine_whole(opener, &dropped, &mut |item, locator| {
            if matches!(item.outcome, Outcome::NotDicom(_)) {
                return;
            }
            let source = Rc::clone(&dropped.source);
            let source = opener.open(dropped.file, source, &locator).ok();
            match source.and_then(|source| dicom::read(source).ok()) {
                Some(instance) => {
                    gathered.add(at.len(), &instance);
                    at.push((number, locator));
                }
                None => closed = closed.saturating_add(1),
            }
        });
    }
    Found { at, closed }
}

fn dropped(file: &Placed<'_>, number: usize) -> Option<Dropped> {
    Some(Dropped {
        place: file.place.clone(),
        file: number as FileId,
        source: (file.open)()?,
        at: Locator::default(),
    })
}
