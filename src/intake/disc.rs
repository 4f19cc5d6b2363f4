//! Images of CDs and DVDs, ISO 9660 with or without Joliet and Rock Ridge, and UDF: every file is a run of the image,
//! or several.

use std::collections::HashSet;

use hadris_fs::sync::FileSystem;
use hadris_fs::{DirCursor, Extent, FileType, MountOptions, NodeId};
use hadris_iso::sync::IsoFs;
use hadris_storage::sync::BlockDevice;
use hadris_storage::{BlockIndex, BlockSize};
use hadris_udf::sync::UdfFs;

use super::container::Entry;
use super::error::ArchiveError;
use super::limits;
use super::locator::Step;
use crate::dicom::{Source, SourceError};

const SECTOR: u64 = 2048;
/// Sectors that the system keeps for itself; the volume's descriptors follow (ECMA-119 6.2.1).
const SYSTEM_AREA: u64 = 16;
/// Where a descriptor's mark stands in its sector.
const MARK: u64 = 1;
/// Folders in folders.
const DEPTH: usize = 64;
/// Runs of one file.
const RUNS: usize = 4096;

/// Whether a file is the image of a disc.
pub(super) fn is_one(source: &dyn Source) -> bool {
    has_descriptor(source, b"CD001") || has_udf(source)
}

fn has_udf(source: &dyn Source) -> bool {
    has_descriptor(source, b"NSR02") || has_descriptor(source, b"NSR03")
}

/// Whether a volume descriptor bears this mark; they follow one another without a gap.
fn has_descriptor(source: &dyn Source, mark: &[u8; 5]) -> bool {
    const KNOWN: [&[u8; 5]; 7] = [
        b"CD001", b"BEA01", b"NSR02", b"NSR03", b"TEA01", b"BOOT2", b"CDW02",
    ];
    const MOST: u64 = 64;
    for sector in SYSTEM_AREA..SYSTEM_AREA + MOST {
        let mut found = [0; 5];
        let there = source.read_at(sector * SECTOR + MARK, &mut found).is_ok();
        if !there || !KNOWN.contains(&&found) {
            return false;
        }
        if &found == mark {
            return true;
        }
    }
    false
}

/// All files, from both file systems where there are two. One of them that cannot be read may name files that the other
/// doesn't: many discs of UDF carry an ISO 9660 of a single README.
pub(super) fn entries(source: &dyn Source) -> Result<Vec<Entry>, ArchiveError> {
    let iso = has_descriptor(source, b"CD001").then(|| iso(source));
    let udf = has_udf(source).then(|| udf(source));
    match (iso, udf) {
        (Some(Ok(iso)), Some(Ok(udf))) if udf.len() > iso.len() => Ok(union(udf, iso)),
        (Some(Ok(iso)), Some(Ok(udf))) => Ok(union(iso, udf)),
        (Some(Ok(mut found)), Some(Err(_))) | (Some(Err(_)), Some(Ok(mut found))) => {
            found.push(Entry::lost());
            Ok(found)
        }
        (Some(found), _) | (_, Some(found)) => found,
        (None, None) => Err(ArchiveError::Damaged),
    }
}

/// The longer list, and what only the other has. Both name the same bytes, in their own spellings: a file is told by
/// where it lies.
fn union(mut longer: Vec<Entry>, shorter: Vec<Entry>) -> Vec<Entry> {
    let known: HashSet<_> = longer
        .iter()
        .flat_map(|entry| entry.steps.clone())
        .collect();
    let is_new = |entry: &Entry| {
        !entry
            .steps
            .as_ref()
            .is_ok_and(|steps| known.contains(steps))
    };
    longer.extend(shorter.into_iter().filter(is_new));
    longer
}

fn iso(source: &dyn Source) -> Result<Vec<Entry>, ArchiveError> {
    let mounted = IsoFs::mount(Device { source }, MountOptions::new());
    let mut system = mounted.map_err(|_| ArchiveError::Damaged)?;
    walk(&mut system, |system, node, from, runs| {
        system.extents(node, from, runs).ok()
    })
}

fn udf(source: &dyn Source) -> Result<Vec<Entry>, ArchiveError> {
    let mounted = UdfFs::mount(Device { source }, MountOptions::new());
    let mut system = mounted.map_err(|_| ArchiveError::Damaged)?;
    walk(&mut system, |system, node, from, runs| {
        system.extents(node, from, runs).ok()
    })
}

/// Goes through all folders. A folder that cannot be read is one entry, which says that something is lost.
fn walk<F: FileSystem>(
    system: &mut F,
    extents: impl Fn(&mut F, NodeId, u64, &mut [Extent]) -> Option<usize>,
) -> Result<Vec<Entry>, ArchiveError> {
    let mut found = Vec::new();
    let mut folders = vec![(system.root(), String::new(), 0)];
    // A folder that is in itself would have no end.
    let mut seen = HashSet::from([system.root()]);
    while let Some((folder, path, depth)) = folders.pop() {
        let mut cursor = DirCursor::START;
        loop {
            let entry = match system.readdir(folder, cursor) {
                Ok(Some(entry)) => entry,
                Ok(None) => break,
                Err(_) => {
                    found.push(Entry::lost_in(&path));
                    break;
                }
            };
            cursor = entry.next_cursor();
            let name = String::from_utf8_lossy(entry.name().as_bytes());
            let place = match path.is_empty() {
                true => name.into_owned(),
                false => format!("{path}/{name}"),
            };
            match entry.file_type() {
                FileType::Dir if depth < DEPTH && seen.insert(entry.node()) => {
                    folders.push((entry.node(), place, depth + 1));
                }
                FileType::Dir => found.push(Entry::lost_in(&place)),
                FileType::File => {
                    let size = entry.metadata().len();
                    let runs = runs(system, &extents, entry.node(), size);
                    let step = runs.map(|runs| match runs.as_slice() {
                        [] => Step::Range(0, 0),
                        [(start, end)] => Step::Range(*start, *end),
                        _ => Step::Runs(runs),
                    });
                    found.push(Entry::new(place, size, step.map(|step| vec![step])));
                }
                _ => {}
            }
            if found.len() as u64 > limits::ENTRIES || seen.len() as u64 > limits::ENTRIES {
                return Err(ArchiveError::Total);
            }
        }
    }
    Ok(found)
}

/// Where a file's bytes lie; an error unless they are all there.
fn runs<F: FileSystem>(
    system: &mut F,
    extents: &impl Fn(&mut F, NodeId, u64, &mut [Extent]) -> Option<usize>,
    node: NodeId,
    size: u64,
) -> Result<Vec<(u64, u64)>, ArchiveError> {
    let mut runs: Vec<(u64, u64)> = Vec::new();
    let mut at = 0;
    while at < size {
        let mut next = [Extent::new(0, 0); 8];
        let count = extents(system, node, at, &mut next).ok_or(ArchiveError::EntryDamaged)?;
        for extent in next.iter().take(count) {
            let follows = extent.file_offset() == at && !extent.is_empty();
            if !follows || extent.is_unwritten() || runs.len() >= RUNS {
                return Err(ArchiveError::EntryDamaged);
            }
            at = at.saturating_add(extent.len());
            match runs.last_mut() {
                // Long files are cut by the directory's own limits, and lie in one piece all the same.
                Some((_, end)) if *end == extent.offset() => *end = extent.end(),
                _ => runs.push((extent.offset(), extent.end())),
            }
        }
        if count == 0 {
            return Err(ArchiveError::EntryDamaged);
        }
    }
    match at == size {
        true => Ok(runs),
        false => Err(ArchiveError::EntryDamaged),
    }
}

/// An image as a device of whole sectors; what is missing of the last one reads as zeros.
struct Device<'a> {
    source: &'a dyn Source,
}

impl hadris_io::ErrorType for Device<'_> {
    type Error = SourceError;
}

impl BlockDevice for Device<'_> {
    fn block_size(&self) -> BlockSize {
        const SIZE: BlockSize = match BlockSize::new(SECTOR as u32) {
            Some(size) => size,
            None => panic!("a sector is longer than nothing"),
        };
        SIZE
    }

    fn block_count(&self) -> u64 {
        self.source.len().div_ceil(SECTOR)
    }

    fn read_blocks(
        &mut self,
        first: BlockIndex,
        buffer: &mut [u8],
    ) -> Result<(), hadris_io::Error<SourceError>> {
        let start = first.get().saturating_mul(SECTOR);
        let left = self.source.len().saturating_sub(start);
        let there = usize::try_from(left)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let (there, missing) = buffer.split_at_mut(there);
        missing.fill(0);
        self.source
            .read_at(start, there)
            .map_err(|error| hadris_io::Error::device(error, "the image could not be read"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_one_of_two_file_systems_names_is_listed_and_the_rest_once() {
        let at = |name: &str, steps| Entry::new(name.to_owned(), 5, steps);
        let lies = |start: u64| Ok(vec![Step::Range(start, start + 5)]);
        let longer = vec![at("image 1", lies(0)), at("image 2", lies(10))];
        let shorter = vec![
            at("IMAGE_1.;1", lies(0)),
            at("README.;1", lies(20)),
            at("DAMAGED.;1", Err(ArchiveError::EntryDamaged)),
        ];
        let found = union(longer, shorter);
        let names: Vec<_> = found.iter().flat_map(|entry| &entry.name).collect();
        assert_eq!(names, ["image 1", "image 2", "README.;1", "DAMAGED.;1"]);
    }
}
