//! One file while it is looked at: everything that is searched in it, and what of it can't be.

use std::ops::Range;
use std::rc::Rc;

use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::account::{codes, is_complete, meta_end, method};
use super::chance::{without_runs, without_sums};
use super::document;
use super::look::{Form, ImageFacts, Look, Thing};
use super::originals::Rules;
use crate::dicom::dataset::raw_bytes;
use crate::dicom::{
    self, CharacterSet, DataSet, DataSetExt, Flaw, Instance, MemorySource, PixelLayout, ReadError,
    Source,
};
use crate::intake::{self, Dropped, Opener};
use crate::pixels;
use crate::verify::samples::Samples;
use crate::verify::search::{Haystack, is_like_text};
use crate::verify::{self, Expect, Finding, Findings, Kind, Rank, patterns};

/// Bytes of a file that is no DICOM that are searched at a time.
const RUN: u64 = 16 << 20;

/// Shared by two runs, so that no word is cut in half between them.
const OVERLAP: u64 = 1 << 10;

/// Of more bytes that are no text only what chance can't have put there counts.
const LARGEST_READ: usize = 1 << 20;

/// Files within attributes within files.
const DEEPEST: usize = 2;

pub(super) struct Glance<'a> {
    look: &'a Look<'a>,
    rules: &'a Rules,
    findings: Findings,
    depth: usize,
    /// Why not all of it can be searched.
    closed: Option<document::Closed>,
}

impl<'a> Glance<'a> {
    /// `found`: what its name said.
    pub fn new(look: &'a Look<'a>, rules: &'a Rules, depth: usize, found: Vec<Finding>) -> Self {
        let mut findings = Findings::default();
        for finding in found {
            findings.add(finding.attribute, finding.kind, finding.rank);
        }
        Self {
            look,
            rules,
            findings,
            depth,
            closed: None,
        }
    }

    /// Says what was found.
    pub fn finish(self, thing: &mut Thing) {
        let closed = self.closed.map(|closed| closed.words().to_owned());
        thing.unread = thing.unread.take().or(closed);
        thing.findings = self.findings.ranked();
    }

    /// Searches bytes between files. Nothing if they can't be read.
    pub fn text(&mut self, source: &dyn Source, range: Range<u64>) -> Option<()> {
        let text = CharacterSet::from_value(b"ISO_IR 192");
        self.bytes(source, range, Haystack::Text(VR::UT, &text), false)
    }

    /// Nothing if it can't be read.
    pub fn file(&mut self, source: &Rc<dyn Source>, thing: &mut Thing) -> Option<()> {
        match dicom::read(Rc::clone(source)) {
            Ok(output) => self.instance(source, &output, thing),
            Err(error) => {
                if error == ReadError::Directory {
                    self.directory(source, thing);
                }
                match error {
                    ReadError::Empty | ReadError::NotDicom | ReadError::Directory => {}
                    error => thing.unread = Some(error.to_string()),
                }
                self.other(source, thing)
            }
        }
    }

    /// The records of a DICOMDIR, attribute by attribute: their text is in a character set of their own.
    fn directory(&mut self, source: &Rc<dyn Source>, thing: &mut Thing) {
        match dicom::directory(Rc::clone(source)) {
            Ok(directory) => self.records(&directory, &CharacterSet::default(), 0),
            Err(error) => thing.unread = Some(error.to_string()),
        }
    }

    fn records(&mut self, data_set: &DataSet, inherited: &CharacterSet, nested: usize) {
        let own = data_set.character_set();
        let character_set = own.as_ref().unwrap_or(inherited);
        for element in data_set {
            if let Some(items) = element.items().filter(|_| nested < verify::MAX_DEPTH) {
                for item in items {
                    self.records(item, character_set, nested.saturating_add(1));
                }
            } else if let Some(bytes) = raw_bytes(element) {
                let haystack = Haystack::Text(element.vr(), character_set);
                if let Some((kind, rank)) = self.rules.search.finds(bytes, haystack) {
                    let attribute = verify::name(element.header().tag);
                    self.findings.add(attribute, kind, rank);
                }
            }
        }
    }

    /// A file that is no image.
    fn other(&mut self, source: &Rc<dyn Source>, thing: &mut Thing) -> Option<()> {
        let typed = self.look.deliveries.own_words(thing);
        let is_ours = typed.is_some();
        let character_set = CharacterSet::from_value(b"ISO_IR 192");
        let text = Haystack::Text(VR::UT, &character_set);
        self.bytes(&**source, 0..source.len(), text, is_ours)?;
        for words in typed.unwrap_or_default() {
            if let Some((kind, rank)) = self.rules.search.finds(words.as_bytes(), text) {
                self.findings.add("the file’s bytes".into(), kind, rank);
            }
        }
        let start = source.read(0..source.len().min(1 << 10)).ok()?;
        if source.len() > document::LARGEST {
            if document::is_packed(&start) {
                self.closed = Some(document::Closed::TooLarge);
            }
            return Some(());
        }
        let bytes = source.read(0..source.len()).ok()?;
        let words = "the text of the document";
        self.document(words, &bytes);
        if !is_ours && document::is_text(&bytes) && patterns::finds(&bytes) {
            self.findings
                .add(words.into(), Kind::Pattern, Rank::Certain);
        }
        Some(())
    }

    fn document(&mut self, attribute: &str, bytes: &[u8]) {
        let character_set = CharacterSet::from_value(b"ISO_IR 192");
        let text = Haystack::Text(VR::UT, &character_set);
        let (search, findings) = (&self.rules.search, &mut self.findings);
        let mut each = |found: &[u8]| {
            if let Some((kind, rank)) = search.finds(found, text) {
                findings.add(attribute.to_owned(), kind, rank);
            } else if document::is_text(found) && patterns::finds(found) {
                findings.add(attribute.to_owned(), Kind::Pattern, Rank::Certain);
            }
        };
        let told = document::texts(bytes, &mut each);
        self.closed = self.closed.or(told.err());
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
        verify::streams::search(output, &self.rules.search, &mut self.findings).ok()?;
        let samples = Samples::of(output, &self.rules.search);
        samples.read(&*output.body, &mut self.findings).ok()?;
        if let Some(original) = &original {
            verify::conformance::check(&original.data_set, &output.data_set, &mut self.findings);
            verify::pictures::check(original, output, false, &mut self.findings);
        }
        self.beside(source, output)?;
        self.hidden(source, output, method.is_some(), thing)?;
        self.attached(&output.data_set, 0);
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

    /// What the reader does not give out: preamble, file meta information, what follows the pixel bytes. Attributes
    /// have been searched one by one.
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
    fn attached(&mut self, data_set: &DataSet, nested: usize) {
        const SHORTEST: usize = 64;
        for element in data_set {
            if let Some(items) = element.items().filter(|_| nested < verify::MAX_DEPTH) {
                for item in items {
                    self.attached(item, nested.saturating_add(1));
                }
                continue;
            }
            let Some(bytes) = raw_bytes(element).filter(|bytes| bytes.len() >= SHORTEST) else {
                continue;
            };
            let attribute = verify::name(element.header().tag);
            self.document(&attribute, bytes);
            let is_opened = matches!(element.vr(), VR::OB | VR::OW | VR::UN | VR::OL | VR::OV)
                && self.depth < DEEPEST;
            let after = bytes.get(1..).unwrap_or_default();
            if intake::holds_packed(after) || (!is_opened && intake::is_packed(bytes)) {
                self.closed = Some(document::Closed::Archive);
            }
            if is_opened {
                self.within(&attribute, bytes);
            }
        }
    }

    /// What is in an attribute that holds a file.
    fn within(&mut self, attribute: &str, bytes: &[u8]) {
        let within = Dropped::whole(attribute, Rc::new(MemorySource::new(bytes)));
        for found in self.inside(&within) {
            let is_closed = found.unread.is_some() || found.stray > 0;
            let closed = is_closed.then_some(document::Closed::Archive);
            self.closed = self.closed.or(closed);
            for finding in found.findings {
                let place = format!("{attribute}, in a file in it");
                self.findings.add(place, finding.kind, finding.rank);
            }
        }
    }

    /// What is in an attribute that holds a file: nothing, if it is neither an image nor a container, by more than few
    /// bytes.
    fn inside(&self, within: &Dropped) -> Vec<Thing> {
        let look = self.look;
        let opener = Opener::default();
        let things = look.all_in(&opener, within, self.depth.saturating_add(1));
        // Few bytes are enough to look like a bare header.
        let mut mark = [0; 4];
        let is_marked = within.source.read_at(128, &mut mark).is_ok() && &mark == b"DICM";
        let start = within.source.read(0..within.source.len().min(64));
        let is_packed = start.is_ok_and(|start| intake::is_packed(&start));
        let is_file = |thing: &Thing| {
            thing.form == Form::Container || is_packed || (thing.image.is_some() && is_marked)
        };
        match things.iter().any(is_file) {
            true => things,
            false => Vec::new(),
        }
    }

    /// Searches bytes; in our own words single words of a name count for little.
    fn bytes(
        &mut self,
        source: &dyn Source,
        range: Range<u64>,
        haystack: Haystack<'_>,
        is_ours: bool,
    ) -> Option<()> {
        let mut at = range.start;
        while at < range.end {
            let end = range.end.min(at.saturating_add(RUN));
            let bytes = source.read(at..end).ok()?;
            if intake::holds_packed(&bytes) {
                self.closed = Some(document::Closed::Archive);
            }
            let bytes = match is_ours {
                true => without_sums(bytes),
                false => without_runs(bytes),
            };
            let haystack = match bytes.len() > LARGEST_READ && !is_like_text(&bytes) {
                true => Haystack::Bytes,
                false => haystack,
            };
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
