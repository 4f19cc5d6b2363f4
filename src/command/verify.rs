//! `darkroom verify OUT --against IN`: what of the originals can still be found in a cleaned folder.
//!
//! Every file of OUT, its name too, is searched for what any original of IN says of any patient, so that no key is
//! needed to tell which was which. Where picture and number tell an original without doubt, it is also compared with
//! that one. Prints places and kinds, never a value.

use std::collections::HashMap;
use std::path::Path;
use std::rc::Rc;

use darkroom::catalogue::Outcome;
use darkroom::clean;
use darkroom::deliver::{CERTIFICATE_NAME, README_NAME};
use darkroom::dicom::{self, CharacterSet, DataSetExt, Instance, PixelLayout, Source};
use darkroom::verify::needles::Needles;
use darkroom::verify::samples::Samples;
use darkroom::verify::search::{Haystack, Search};
use darkroom::verify::{self, Expect, Finding, Findings, Kept, Rank};
use dicom_core::VR;
use dicom_dictionary_std::tags;

use super::files::{self, Found, Origin};
use super::{Ending, Error, args, outputs, said};

/// Bytes of a file that is no DICOM that are searched at a time.
const RUN: u64 = 16 << 20;

/// Shared by two runs, so that no word is cut in half between them.
const OVERLAP: u64 = 1 << 10;

/// Searches OUT for what IN says.
pub fn run(task: &args::Verify) -> Result<Ending, Error> {
    outputs::check_verify(task)?;
    let opener = files::opener(task.zip_password_file.as_deref())?;
    let kept = clean::kept_on_purpose(&task.policy);
    let originals = files::find(&task.against, opener, task.jobs, true)?;
    let Gathered {
        needles,
        pairs,
        read,
        unread: closed,
    } = gather(&originals, &kept);
    for place in &closed {
        said::line(format_args!(
            "original {place}: can't be read, so nothing of it was searched for"
        ));
    }
    if read == 0 {
        return Err(Error::Usage(format!(
            "no original in {} can be read: there is nothing to search for",
            task.against.display()
        )));
    }
    let search = Search::among(&needles);
    let paths = files::list(&task.output)?;
    let checked = files::per_item(task.jobs, paths.len(), |index| {
        let path = &paths[index];
        let place = path.strip_prefix(&task.output).unwrap_or(path);
        let check = || {
            let reading = Reading {
                kept: &kept,
                needles: &needles,
                search: &search,
                originals: &originals,
                pairs: &pairs,
            };
            reading.file(path, place)
        };
        (index, files::contained(check).flatten())
    });
    let (mut files_found, mut unread) = (0, 0);
    let mut told = Vec::new();
    for (index, findings) in checked {
        let number = index.saturating_add(1);
        let Some(findings) = findings else {
            unread += 1;
            said::line(format_args!("file {number}: can't be read"));
            continue;
        };
        let holds = findings.iter().any(|finding| finding.rank > Rank::Weak);
        files_found += usize::from(holds);
        let place = paths[index]
            .strip_prefix(&task.output)
            .unwrap_or(&paths[index]);
        // A name in which something was found is not printed.
        let names_somebody = findings.iter().any(|finding| finding.attribute == NAME);
        let place = match names_somebody {
            true => format!("file {number}"),
            false => place.display().to_string(),
        };
        for finding in findings {
            let weak = match finding.rank {
                Rank::Weak => " (weak)",
                _ => "",
            };
            let why = finding.kind.why();
            said::line(format_args!("{place}: {finding}{weak}. {why}"));
            told.push(Told {
                file: place.clone(),
                finding,
            });
        }
    }
    said::line(format_args!(
        "{} files read against {read} originals: {files_found} with findings, {unread} that can't be read; {} originals that can't be read",
        paths.len(),
        closed.len()
    ));
    if let Some(path) = &task.report {
        let json = serde_json::to_string_pretty(&told)
            .map_err(|error| Error::Failed(error.to_string()))?;
        std::fs::write(path, json).map_err(|error| {
            Error::Failed(format!("{} can't be written: {error}", path.display()))
        })?;
    }
    Ok(match files_found + unread + closed.len() {
        0 => Ending::Delivered,
        _ => Ending::SomeHeld,
    })
}

/// The place of a finding in a file's name or its folders'.
const NAME: &str = "the file’s name";

/// One line of the report.
#[derive(serde::Serialize)]
struct Told {
    file: String,
    finding: Finding,
}

/// By what an original is told: its class, number, size and pixel bytes.
type Mark = (String, String, String, u32);

/// The originals as they were read.
#[derive(Default)]
struct Gathered {
    /// What any of them says.
    needles: Needles,
    /// Those that can be told by their mark.
    pairs: HashMap<Mark, Option<usize>>,
    read: usize,
    /// The places of those that can't be read.
    unread: Vec<String>,
}

fn gather(originals: &Found, kept: &Kept) -> Gathered {
    let mut gathered = Gathered::default();
    for (index, (item, origin)) in originals
        .catalogue
        .items
        .iter()
        .zip(&originals.origins)
        .enumerate()
    {
        let is_double = originals.catalogue.double_of(index).is_some();
        if is_double || matches!(item.outcome, Outcome::NotDicom(_)) {
            continue;
        }
        let Some(instance) = files::contained(|| open(origin)).flatten() else {
            gathered.unread.push(item.place.to_string());
            continue;
        };
        gathered.read += 1;
        gathered.needles.add(&instance.data_set, kept);
        if let Some(mark) = mark(&instance) {
            let pair = gathered.pairs.entry(mark);
            pair.and_modify(|only| *only = None).or_insert(Some(index));
        }
    }
    gathered
}

fn open(origin: &Origin) -> Option<Instance> {
    dicom::read(origin.open().ok()?).ok()
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

/// Whether a place has the form that this program gives to places, in which nothing is the original's.
fn is_of_our_layout(place: &str) -> bool {
    let parts: Vec<&str> = place.split(['/', '\\']).collect();
    let numbered = |part: &str, start: &str| {
        part.strip_prefix(start).is_some_and(|number| {
            !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    let [case, study, series, file] = parts.as_slice() else {
        return [README_NAME, CERTIFICATE_NAME].contains(&place);
    };
    case.len() == 11
        && case.starts_with("CASE-")
        && numbered(study, "Study-")
        && series
            .split_once('-')
            .is_some_and(|(modality, number)| modality.len() <= 16 && numbered(number, ""))
        && file
            .strip_suffix(".dcm")
            .is_some_and(|name| numbered(name, "IM"))
}

/// The end of the file meta information, by its group length (PS3.10 7.1).
fn meta_end(source: &dyn Source) -> u64 {
    let mut length = [0; 4];
    let read = source.read_at(140, &mut length);
    let end = read.map(|()| u64::from(u32::from_le_bytes(length)).saturating_add(144));
    end.map_or(source.len(), |end| end.min(source.len()))
}

struct Reading<'a> {
    kept: &'a Kept,
    needles: &'a Needles,
    search: &'a Search,
    originals: &'a Found,
    pairs: &'a HashMap<Mark, Option<usize>>,
}

impl Reading<'_> {
    /// What stands in one file of OUT; nothing if it can't be read.
    fn file(&self, path: &Path, place: &Path) -> Option<Vec<Finding>> {
        let mut findings = Findings::default();
        let character_set = CharacterSet::from_value(b"ISO_IR 192");
        let text = Haystack::Text(VR::UT, &character_set);
        let name = place.to_string_lossy();
        if let Some((kind, rank)) = self.search.finds(name.as_bytes(), text) {
            let rank = if is_of_our_layout(&name) {
                Rank::Weak
            } else {
                rank
            };
            findings.add(NAME.into(), kind, rank);
        }
        let source: Rc<dyn Source> = Rc::new(files::open(path).ok()?);
        match dicom::read(Rc::clone(&source)) {
            Ok(output) => self.instance(&source, &output, &mut findings)?,
            Err(_) => {
                let is_ours = [README_NAME, CERTIFICATE_NAME].contains(&name.as_ref());
                self.bytes(&*source, 0..source.len(), text, is_ours, &mut findings)?;
            }
        }
        Some(findings.ranked())
    }

    fn instance(
        &self,
        source: &Rc<dyn Source>,
        output: &Instance,
        findings: &mut Findings,
    ) -> Option<()> {
        // Whose case it is nobody says here, but a case it must be.
        let case = output.data_set.text(tags::PATIENT_NAME);
        let case = case
            .filter(|name| verify::is_case_name(name))
            .unwrap_or_default();
        let expect = Expect {
            case: &case,
            kept: *self.kept,
        };
        let original = mark(output)
            .and_then(|mark| self.pairs.get(&mark).copied().flatten())
            .and_then(|index| self.originals.origins.get(index))
            .and_then(open);
        let before = original.as_ref().map(|original| &original.data_set);
        let mut of_all = Findings::default();
        verify::headers(
            before,
            &output.data_set,
            &expect,
            self.needles,
            self.search,
            &mut of_all,
        );
        let own = original.as_ref().and_then(|original| {
            verify::reread(&original.data_set, &output.data_set, &expect).err()
        });
        let own = own.unwrap_or_default();
        for finding in of_all.ranked().into_iter().chain(own) {
            findings.add(finding.attribute, finding.kind, finding.rank);
        }
        verify::streams::search(output, self.search, findings).ok()?;
        let samples = Samples::of(output, self.search);
        samples.read(&*output.body, findings).ok()?;
        if let Some(original) = &original {
            verify::conformance::check(&original.data_set, &output.data_set, findings);
            verify::pictures::check(original, output, false, findings);
        }
        // What the reader does not give out: preamble, file meta information, what follows the pixel bytes. Attributes
        // have been searched one by one.
        let pixels = output.pixels.as_ref().map(|pixels| match &pixels.layout {
            PixelLayout::Native { range } => range.end,
            PixelLayout::Encapsulated { items, .. } => items.end,
        });
        let tail = pixels
            .filter(|_| output.body_is_original)
            .unwrap_or(source.len());
        for range in [0..meta_end(&**source), tail..source.len()] {
            self.bytes(&**source, range, Haystack::Bytes, false, findings)?;
        }
        Some(())
    }

    /// Searches bytes; in our own words single words of a name count for little.
    fn bytes(
        &self,
        source: &dyn Source,
        range: std::ops::Range<u64>,
        haystack: Haystack<'_>,
        is_ours: bool,
        findings: &mut Findings,
    ) -> Option<()> {
        let mut at = range.start;
        while at < range.end {
            let end = range.end.min(at.saturating_add(RUN));
            let bytes = source.read(at..end).ok()?;
            if let Some((kind, rank)) = self.search.finds(&bytes, haystack) {
                let rank = match rank {
                    Rank::Likely if is_ours => Rank::Weak,
                    rank => rank,
                };
                findings.add("the file’s bytes".into(), kind, rank);
            }
            at = match end == range.end {
                true => end,
                false => end.saturating_sub(OVERLAP),
            };
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_our_own_form_are_told_from_others() {
        assert!(is_of_our_layout("CASE-7K2MQ9/Study-1/CT-12/IM0001.dcm"));
        for place in [
            "CASE-7K2MQ9/Study-1/CT-12/Okonkwo.dcm",
            "OKONKWO_ADA/Study-1/CT-12/IM0001.dcm",
            "CASE-7K2MQ9/Okonkwo/CT-12/IM0001.dcm",
            "IM0001.dcm",
        ] {
            assert!(!is_of_our_layout(place), "{place}");
        }
    }
}
