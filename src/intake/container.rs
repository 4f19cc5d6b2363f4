//! Whatever holds files, as a list of them: each with the steps that lead to its bytes.

use std::ops::Range;
use std::rc::Rc;

use super::error::ArchiveError;
use super::kind::Kind;
use super::limits;
use super::locator::Step;
use super::password::Password;
use super::{disc, packed, seven, tarball, zip};
use crate::dicom::{Source, SourceError};

/// A file in a container; its size is a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// None where the container is the one file that it holds, packed.
    pub name: Option<String>,
    pub size: u64,
    /// From the container inwards, or why there is no way.
    pub steps: Result<Vec<Step>, ArchiveError>,
}

impl Entry {
    pub(super) fn new(name: String, size: u64, steps: Result<Vec<Step>, ArchiveError>) -> Self {
        let name = Some(name);
        Self { name, size, steps }
    }

    /// Stands for all that cannot be listed any more.
    pub(super) fn lost() -> Self {
        Self::lost_in("")
    }

    /// The same for a folder.
    pub(super) fn lost_in(folder: &str) -> Self {
        const REST: &str = "(the rest, which can’t be listed)";
        let name = match folder.is_empty() {
            true => REST.to_owned(),
            false => format!("{folder}/{REST}"),
        };
        Self::new(name, 0, Err(ArchiveError::Damaged))
    }

    /// Folders, and what macOS adds beside every file: not files that anybody sent.
    fn is_file(&self) -> bool {
        let name = self.name.as_deref().unwrap_or_default();
        let inside = |folder: &str| name.split(['/', '\\']).any(|part| part == folder);
        !self.is_folder() && !inside("__MACOSX")
    }

    pub(super) fn is_folder(&self) -> bool {
        let name = self.name.as_deref().unwrap_or_default();
        name.ends_with(['/', '\\'])
    }

    /// Whether its bytes have to be unpacked first.
    pub(super) fn unpacks(&self) -> bool {
        self.steps.iter().flatten().any(Step::unpacks)
    }
}

/// What a container turned out to hold.
pub enum Listed {
    Files(Vec<Entry>),
    /// Nothing that is gone through; what it is, in words.
    NoFiles(&'static str),
}

/// Lists what is in a container of this kind; `everything`: also what is no file to whoever sent it.
pub fn list(
    kind: Kind,
    source: &Rc<dyn Source>,
    passwords: &[Password],
    everything: bool,
) -> Result<Listed, ArchiveError> {
    let source = source.as_ref();
    let (mut entries, empty) = match kind {
        Kind::Zip => {
            let entries = zip::entries(source)?;
            if zip::is_office_document(&entries) && !everything {
                return Ok(Listed::NoFiles("an office document"));
            }
            (entries.into_iter().map(of_zip).collect(), "an empty zip")
        }
        Kind::SevenZip => (seven::entries(source, passwords)?, "an empty archive"),
        Kind::Tar => (tarball::entries(source)?, "an empty archive"),
        Kind::Disc => (disc::entries(source)?, "an empty disc"),
        Kind::Packed(codec) => {
            let steps = Ok(vec![Step::Packed(codec)]);
            let (name, size) = (None, source.len());
            return Ok(Listed::Files(vec![Entry { name, size, steps }]));
        }
        Kind::Unopened(what) => return Err(ArchiveError::Unopened(what)),
        Kind::Part => return Err(ArchiveError::Spanned),
        Kind::Misnamed => return Err(ArchiveError::Misnamed),
    };
    entries.retain(|entry| everything || entry.is_file());
    match entries.is_empty() {
        true => Ok(Listed::NoFiles(empty)),
        false => Ok(Listed::Files(entries)),
    }
}

/// What a container holds besides its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Around {
    /// Where something stands that is of none of its files.
    pub ranges: Vec<Range<u64>>,
    /// Bytes there, zeros left out, that are not of the container's own form either.
    pub stray: u64,
}

/// What is in a container besides its files. Of a disc's own form not all is known here: none of it counts as stray.
pub fn around(
    kind: Kind,
    source: &Rc<dyn Source>,
    entries: &[Entry],
) -> Result<Around, SourceError> {
    let len = source.len();
    let (inside, form) = match kind {
        Kind::Packed(codec) => packed::around(source.as_ref(), codec),
        kind => (
            inside(kind, source, entries),
            match kind {
                Kind::Zip => zip::accounted(source.as_ref()).unwrap_or_default(),
                Kind::Tar => tarball::accounted(source.as_ref()).unwrap_or_default(),
                Kind::Disc => vec![0..len],
                _ => Vec::new(),
            },
        ),
    };
    let stray = between([inside.as_slice(), &form].concat(), len);
    Ok(Around {
        ranges: between(inside, len),
        stray: not_zero(source.as_ref(), &stray)?,
    })
}

/// Bytes that are no zeros.
fn not_zero(source: &dyn Source, ranges: &[Range<u64>]) -> Result<u64, SourceError> {
    const RUN: u64 = 1 << 20;
    let mut count = 0_u64;
    for range in ranges {
        let mut at = range.start;
        while at < range.end {
            let end = range.end.min(at.saturating_add(RUN));
            let bytes = source.read(at..end)?;
            let not_zero = bytes.iter().filter(|byte| **byte != 0).count();
            count = count.saturating_add(not_zero as u64);
            at = end;
        }
    }
    Ok(count)
}

/// Where a container's files lie.
fn inside(kind: Kind, source: &Rc<dyn Source>, entries: &[Entry]) -> Vec<Range<u64>> {
    let first = |entry: &Entry| entry.steps.as_ref().ok()?.first().cloned();
    let steps = || entries.iter().filter_map(first);
    match kind {
        Kind::Zip => {
            let mut left = limits::TOTAL_INFLATED;
            let inside = steps().map(|step| zip::inside(source, &step, &mut left));
            inside.flatten().collect()
        }
        Kind::Tar | Kind::Disc => steps().flat_map(|step| step.ranges()).collect(),
        Kind::SevenZip => seven::inside(source.as_ref()).into_iter().collect(),
        Kind::Packed(_) | Kind::Unopened(_) | Kind::Part | Kind::Misnamed => Vec::new(),
    }
}

/// What lies between ranges that may overlap, up to `len`.
fn between(mut ranges: Vec<Range<u64>>, len: u64) -> Vec<Range<u64>> {
    ranges.sort_unstable_by_key(|range| range.start);
    let mut gaps = Vec::new();
    let mut at = 0;
    for range in ranges {
        if range.start > at {
            gaps.push(at..range.start.min(len));
        }
        at = at.max(range.end);
    }
    if at < len {
        gaps.push(at..len);
    }
    gaps
}

fn of_zip(entry: zip::ZipEntry) -> Entry {
    let size = entry.at.inflated;
    Entry::new(entry.name, size, Ok(vec![Step::Zip(entry.at)]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_between_ranges_is_around_them() {
        let gaps = between(vec![5..9, 2..6, 9..10], 12);
        assert_eq!(gaps, [0..2, 10..12]);
        assert_eq!(between(vec![0..20], 12), []);
        assert_eq!(between(Vec::new(), 3), [0..3]);
    }
}
