//! One file of the collection, with everything in it: what it is, and what stands in it.
//!
//! In come a place and its bytes; out comes a [`Thing`] for the file, or for every file that a container holds. All bytes are
//! looked at: attributes one by one, and what no reader shows by itself. What can't be read is said.

use std::rc::Rc;

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::account::{codes, is_complete, meta_end, method};
use super::document;
use super::originals::{Pair, Ready, Rules};
use super::places;
use crate::deliver::papers::Paper;
use crate::dicom::dataset::raw_bytes;
use crate::dicom::{
    self, CharacterSet, DataSet, DataSetExt, Digest, Flaw, Instance, MemorySource, PixelLayout,
    ReadError, Source,
};
use crate::intake::{self, Dropped, FileId, Locator, Met, Opener};
use crate::pixels;
use crate::verify::samples::Samples;
use crate::verify::search::Haystack;
use crate::verify::{self, Expect, Finding, Findings, Kind, Rank, patterns};

/// Bytes of a file that is no DICOM that are searched at a time.
const RUN: u64 = 16 << 20;

/// Shared by two runs, so that no word is cut in half between them.
const OVERLAP: u64 = 1 << 10;

/// Files within attributes within files.
const DEEPEST: usize = 2;

/// The place of a finding in a file's name or its folders'.
pub const NAME: &str = "the file’s name";

/// A file of the collection, or one in a container there.
#[derive(Debug, Clone, Default)]
pub struct Thing {
    pub place: String,
    pub bytes: u64,
    /// None if it could not be read.
    pub sha256: Option<Digest>,
    /// What it says of itself, if it is an image.
    pub image: Option<ImageFacts>,
    /// A container itself: its files are told besides.
    pub is_container: bool,
    /// Why not all of it was read.
    pub unread: Option<String>,
    /// Its end is missing, or parts of it contradict their lengths.
    pub is_broken: bool,
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

    /// A file of which nothing could be read but its name.
    pub fn unread(&self, place: &str) -> Thing {
        let mut findings = Findings::default();
        if let Some(rules) = self.ready.rules((self.rules_for)(place)) {
            look_at_name(place, rules, &mut findings);
        }
        Thing {
            place: place.to_owned(),
            unread: Some("it can’t be read".to_owned()),
            findings: findings.ranked(),
            ..Thing::default()
        }
    }

    fn all_in(&self, opener: &Opener, dropped: &Dropped, depth: usize) -> Vec<Thing> {
        let mut things = Vec::new();
        let mut on_met = |place: &str, met: Met<'_>| {
            things.push(self.met(place, met, depth));
        };
        intake::go_through(opener, dropped, &|_| true, &mut on_met);
        things
    }

    fn met(&self, place: &str, met: Met<'_>, depth: usize) -> Thing {
        let mut thing = Thing {
            place: place.to_owned(),
            ..Thing::default()
        };
        let Some(rules) = self.ready.rules((self.rules_for)(place)) else {
            thing.unread = Some("nothing says how it was made".to_owned());
            return thing;
        };
        let mut findings = Findings::default();
        look_at_name(place, rules, &mut findings);
        let mut glance = Glance {
            look: self,
            rules,
            findings: &mut findings,
            depth,
        };
        match met {
            Met::File(source) => {
                thing.bytes = source.len();
                thing.sha256 = dicom::digest(&**source).ok();
                if glance.file(source, &mut thing).is_none() || thing.sha256.is_none() {
                    thing.unread = Some("it can’t be read".to_owned());
                }
            }
            Met::Closed(reason) => thing.unread = Some(reason.what()),
            Met::NoFiles(_) => {}
            Met::Around(source, ranges) => {
                thing.bytes = source.len();
                thing.is_container = true;
                let text = CharacterSet::from_value(b"ISO_IR 192");
                for range in ranges {
                    let read = glance.bytes(&**source, range, Haystack::Text(VR::UT, &text), false);
                    if read.is_none() {
                        thing.unread = Some("it can’t be read".to_owned());
                    }
                }
            }
        }
        thing.findings = findings.ranked();
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
        if let Some((kind, rank)) = rules.search.finds(part.as_bytes(), text) {
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

/// One file while it is looked at.
struct Glance<'a> {
    look: &'a Look<'a>,
    rules: &'a Rules,
    findings: &'a mut Findings,
    depth: usize,
}

impl Glance<'_> {
    /// Nothing if it can't be read.
    fn file(&mut self, source: &Rc<dyn Source>, thing: &mut Thing) -> Option<()> {
        match dicom::read(Rc::clone(source)) {
            Ok(output) => self.instance(source, &output, thing),
            Err(error) => {
                match error {
                    ReadError::Empty | ReadError::NotDicom | ReadError::Directory => {}
                    error => thing.unread = Some(error.to_string()),
                }
                self.other(source, thing)
            }
        }
    }

    /// A file that is no image.
    fn other(&mut self, source: &Rc<dyn Source>, thing: &mut Thing) -> Option<()> {
        let is_ours = Paper::of_name(places::name(&thing.place)).is_some();
        let character_set = CharacterSet::from_value(b"ISO_IR 192");
        let text = Haystack::Text(VR::UT, &character_set);
        self.bytes(&**source, 0..source.len(), text, is_ours)?;
        let start = source.read(0..source.len().min(1 << 10)).ok()?;
        if source.len() > document::LARGEST {
            if document::is_packed(&start) {
                thing.unread = Some(document::Closed::TooLarge.words().to_owned());
            }
            return Some(());
        }
        let bytes = source.read(0..source.len()).ok()?;
        let words = "the text of the document";
        if let Err(closed) = self.document(words, &bytes) {
            thing.unread = Some(closed.words().to_owned());
        }
        if !is_ours && document::is_text(&bytes) && patterns::finds(&bytes) {
            self.findings
                .add(words.into(), Kind::Pattern, Rank::Certain);
        }
        Some(())
    }

    fn document(&mut self, attribute: &str, bytes: &[u8]) -> Result<(), document::Closed> {
        let character_set = CharacterSet::from_value(b"ISO_IR 192");
        let text = Haystack::Text(VR::UT, &character_set);
        let (search, findings) = (&self.rules.search, &mut *self.findings);
        let mut each = |found: &[u8]| {
            if let Some((kind, rank)) = search.finds(found, text) {
                findings.add(attribute.to_owned(), kind, rank);
            } else if document::is_text(found) && patterns::finds(found) {
                findings.add(attribute.to_owned(), Kind::Pattern, Rank::Certain);
            }
        };
        document::texts(bytes, &mut each)
    }

    fn instance(
        &mut self,
        source: &Rc<dyn Source>,
        output: &Instance,
        thing: &mut Thing,
    ) -> Option<()> {
        let text = |tag| output.data_set.text(tag).unwrap_or_default();
        // Whose case it is nobody says here, but a case it must be.
        let case = Some(text(tags::PATIENT_NAME)).filter(|name| verify::is_case_name(name));
        let pair = self.look.ready.pair(output);
        let method = method(output);
        let expect = Expect {
            case: case.as_deref().unwrap_or_default(),
            kept: self.rules.kept,
        };
        let original = pair
            .and_then(|pair| (self.look.original)(pair.number))
            .and_then(|original| dicom::read(original).ok());
        self.headers(original.as_ref(), output, &expect);
        verify::streams::search(output, &self.rules.search, self.findings).ok()?;
        let samples = Samples::of(output, &self.rules.search);
        samples.read(&*output.body, self.findings).ok()?;
        if let Some(original) = &original {
            verify::conformance::check(&original.data_set, &output.data_set, self.findings);
            verify::pictures::check(original, output, false, self.findings);
        }
        self.beside(source, output)?;
        self.hidden(source, output, method.is_some(), thing)?;
        self.attached(&output.data_set, thing, 0);
        thing.is_broken = output.flaws.iter().any(|flaw| {
            matches!(
                flaw,
                Flaw::Truncated { .. } | Flaw::Misfit { .. } | Flaw::TruncatedPixelData { .. }
            )
        });
        thing.image = Some(ImageFacts {
            sop_instance_uid: text(tags::SOP_INSTANCE_UID),
            study_instance_uid: text(tags::STUDY_INSTANCE_UID),
            codes: codes(output),
            original: pair,
            method,
            case,
        });
        Some(())
    }

    fn headers(&mut self, original: Option<&Instance>, output: &Instance, expect: &Expect<'_>) {
        let before = original.map(|original| &original.data_set);
        let mut of_all = Findings::default();
        verify::headers(
            before,
            &output.data_set,
            expect,
            &self.rules.needles,
            &self.rules.search,
            &mut of_all,
        );
        let own = before.and_then(|before| verify::reread(before, &output.data_set, expect).err());
        for finding in of_all.ranked().into_iter().chain(own.unwrap_or_default()) {
            self.findings
                .add(finding.attribute, finding.kind, finding.rank);
        }
    }

    /// What the reader does not give out: preamble, file meta information, what follows the pixel bytes. Attributes have
    /// been searched one by one.
    fn beside(&mut self, source: &Rc<dyn Source>, output: &Instance) -> Option<()> {
        let pixels = output.pixels.as_ref().map(|pixels| match &pixels.layout {
            PixelLayout::Native { range } => range.end,
            PixelLayout::Encapsulated { items, .. } => items.end,
        });
        let body = &output.body;
        let tail = pixels.unwrap_or(body.len()).min(body.len());
        self.bytes(&**source, 0..meta_end(&**source), Haystack::Bytes, false)?;
        self.bytes(&**body, tail..body.len(), Haystack::Bytes, false)
    }

    /// What no viewer shows: bytes that nothing accounts for, what is no picture among compressed frames, unused bits.
    fn hidden(
        &mut self,
        source: &Rc<dyn Source>,
        output: &Instance,
        stamped: bool,
        thing: &mut Thing,
    ) -> Option<()> {
        if stamped && !is_complete(&**source, output).ok()? {
            let place = "bytes beside the attributes".to_owned();
            self.findings.add(place, Kind::StrayBytes, Rank::Certain);
        }
        if output.pixels.is_none() {
            return Some(());
        }
        if !matches!(pixels::without_unused_bits(output), Ok(None)) {
            let place = "PixelData’s unused bits".to_owned();
            self.findings.add(place, Kind::StrayBytes, Rank::Certain);
        }
        if output.transfer_syntax.is_video() {
            return Some(());
        }
        match pixels::stripped(output) {
            Ok(None) => {}
            Ok(Some(_)) => {
                let place = "PixelData beside its pictures".to_owned();
                self.findings.add(place, Kind::StrayBytes, Rank::Certain);
            }
            Err(error) => thing.unread = Some(error.to_string()),
        }
        Some(())
    }

    /// Documents and other files in attributes.
    fn attached(&mut self, data_set: &DataSet, thing: &mut Thing, nested: usize) {
        const SHORTEST: usize = 64;
        for element in data_set {
            if let Some(items) = element.items().filter(|_| nested < verify::MAX_DEPTH) {
                for item in items {
                    self.attached(item, thing, nested.saturating_add(1));
                }
                continue;
            }
            let Some(bytes) = raw_bytes(element).filter(|bytes| bytes.len() >= SHORTEST) else {
                continue;
            };
            let attribute = verify::name(element.header().tag);
            if let Err(closed) = self.document(&attribute, bytes) {
                thing.unread = Some(closed.words().to_owned());
            }
            if !matches!(element.vr(), VR::OB | VR::OW | VR::UN) || self.depth >= DEEPEST {
                continue;
            }
            let within = Dropped::whole(&attribute, Rc::new(MemorySource::new(bytes)));
            let inside = self.inside(&within);
            for found in inside {
                thing.unread = thing.unread.take().or(found.unread);
                for finding in found.findings {
                    let place = format!("{attribute}, in a file in it");
                    self.findings.add(place, finding.kind, finding.rank);
                }
            }
        }
    }

    /// What is in an attribute that holds a file: nothing, if it is neither an image nor a container.
    fn inside(&self, within: &Dropped) -> Vec<Thing> {
        let look = self.look;
        let opener = Opener::default();
        let things = look.all_in(&opener, within, self.depth.saturating_add(1));
        // Few bytes are enough to look like a bare header.
        let mut mark = [0; 4];
        let is_marked = within.source.read_at(128, &mut mark).is_ok() && &mark == b"DICM";
        let is_file = |thing: &Thing| thing.is_container || (thing.image.is_some() && is_marked);
        match things.iter().any(is_file) {
            true => things,
            false => Vec::new(),
        }
    }

    /// Searches bytes; in our own words single words of a name count for little.
    fn bytes(
        &mut self,
        source: &dyn Source,
        range: std::ops::Range<u64>,
        haystack: Haystack<'_>,
        is_ours: bool,
    ) -> Option<()> {
        let mut at = range.start;
        while at < range.end {
            let end = range.end.min(at.saturating_add(RUN));
            let bytes = source.read(at..end).ok()?;
            if let Some((kind, rank)) = self.rules.search.finds(&bytes, haystack) {
                let rank = match rank {
                    Rank::Likely if is_ours => Rank::Weak,
                    rank => rank,
                };
                self.findings.add("the file’s bytes".into(), kind, rank);
            }
            at = match end == range.end {
                true => end,
                false => end.saturating_sub(OVERLAP),
            };
        }
        Some(())
    }
}
