//! Opens what a locator leads to: holds the passwords, and keeps what was unpacked on the way for the next file in it.

use std::rc::Rc;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::error::ArchiveError;
use super::limits;
use super::locator::{Locator, Step};
use super::password::Password;
use super::unpacked::Unpacked;
use super::{packed, seven, zip};
use crate::clean::HeldReason;
use crate::dicom::{Source, SubSource};

/// Number of a dropped file, the same for as long as its opener lives.
pub type FileId = u64;

/// Opens files in containers.
#[derive(Default)]
pub struct Opener {
    passwords: Vec<Password>,
    shelf: Shelf,
}

impl Opener {
    /// With passwords, each of which is tried on whatever is encrypted.
    pub fn new(passwords: Vec<Password>) -> Self {
        let shelf = Shelf::default();
        Self { passwords, shelf }
    }

    pub(super) fn passwords(&self) -> &[Password] {
        &self.passwords
    }

    /// The bytes of an item of the dropped file `source`. What lies there as it is, is a range of it; the rest is
    /// unpacked.
    pub fn open(
        &self,
        file: FileId,
        source: Rc<dyn Source>,
        locator: &Locator,
    ) -> Result<Rc<dyn Source>, HeldReason> {
        let opened = self.open_within((file, &Locator::default()), source, &locator.steps);
        opened.map_err(HeldReason::from)
    }

    /// The same from a container on, which was found there in the dropped file.
    pub(super) fn open_within(
        &self,
        (file, at): (FileId, &Locator),
        container: Rc<dyn Source>,
        steps: &[Step],
    ) -> Result<Rc<dyn Source>, ArchiveError> {
        let mut found = container;
        for (index, step) in steps.iter().enumerate() {
            let is_last = index + 1 == steps.len();
            found = match step {
                step if !step.unpacks() => lying(&found, step)?,
                step if is_last => Rc::new(self.unpack(&found, step)?),
                step => {
                    let way = at.inside(steps.get(..=index).unwrap_or_default());
                    let unpacked = self.shelf.get((file, way), || self.unpack(&found, step))?;
                    Rc::new(unpacked)
                }
            };
        }
        Ok(found)
    }

    fn unpack(&self, container: &Rc<dyn Source>, step: &Step) -> Result<Unpacked, ArchiveError> {
        match step {
            Step::Zip(at) => zip::unpack(container, at, &self.passwords),
            Step::Packed(codec) => packed::unpack(container, *codec),
            Step::Block(block) => seven::unpack(container, *block, &self.passwords),
            Step::Range(..) | Step::Runs(_) => Err(ArchiveError::EntryDamaged),
        }
    }
}

/// Bytes that lie in the container as they are.
fn lying(container: &Rc<dyn Source>, step: &Step) -> Result<Rc<dyn Source>, ArchiveError> {
    let range = |start: u64, end: u64| {
        let range = SubSource::new(Rc::clone(container), start..end);
        range.map_err(|_| ArchiveError::EntryDamaged)
    };
    match step {
        Step::Zip(at) => Ok(Rc::new(zip::open_plain(container, at)?)),
        Step::Range(start, end) => Ok(Rc::new(range(*start, *end)?)),
        Step::Runs(runs) => {
            let runs = runs.iter().map(|(start, end)| range(*start, *end));
            Ok(Rc::new(Runs::new(runs.collect::<Result<_, _>>()?)))
        }
        Step::Packed(_) | Step::Block(_) => Err(ArchiveError::EntryDamaged),
    }
}

/// Several ranges, one behind the other.
struct Runs {
    /// Each with where it begins in the whole.
    runs: Vec<(u64, SubSource)>,
    len: u64,
}

impl Runs {
    fn new(parts: Vec<SubSource>) -> Self {
        let mut len = 0_u64;
        let mut runs = Vec::new();
        for part in parts {
            let start = len;
            len = len.saturating_add(part.len());
            runs.push((start, part));
        }
        Self { runs, len }
    }
}

impl Source for Runs {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), crate::dicom::SourceError> {
        let mut at = offset;
        let mut rest = buffer;
        while !rest.is_empty() {
            let behind = self.runs.partition_point(|(start, _)| *start <= at);
            let run = behind.checked_sub(1).and_then(|index| self.runs.get(index));
            let here = run.map(|(start, part)| (at - start, part));
            let left = here.map_or(0, |(within, part)| part.len().saturating_sub(within));
            let count = usize::try_from(left).unwrap_or(usize::MAX).min(rest.len());
            let (Some((within, part)), 1..) = (here, count) else {
                return Err(crate::dicom::SourceError::OutOfRange {
                    start: at,
                    end: at.saturating_add(rest.len() as u64),
                    len: self.len,
                });
            };
            let (now, after) = rest.split_at_mut(count);
            part.read_at(within, now)?;
            rest = after;
            at += count as u64;
        }
        Ok(())
    }
}

/// What stands on the way to something: the dropped file and the steps in it.
type Way = (FileId, Locator);

/// What came of unpacking, once somebody has.
type Content = Arc<OnceLock<Result<Unpacked, ArchiveError>>>;

/// Containers that were unpacked, the newest last; failures too, since each of a container's files would meet them
/// again.
#[derive(Default)]
struct Shelf(Mutex<Vec<(Way, Content)>>);

impl Shelf {
    /// What `unpack` makes of the container there; whoever asks meanwhile for the same one waits for it.
    fn get(
        &self,
        way: Way,
        unpack: impl FnOnce() -> Result<Unpacked, ArchiveError>,
    ) -> Result<Unpacked, ArchiveError> {
        let content = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let known = kept.iter().position(|(known, _)| *known == way);
            let content = match known {
                Some(index) => kept.remove(index).1,
                None => Content::default(),
            };
            make_room(&mut kept);
            kept.push((way, Arc::clone(&content)));
            content
        };
        content.get_or_init(unpack).clone()
    }
}

/// Lets the oldest go, so that there is room for one more.
fn make_room(kept: &mut Vec<(Way, Content)>) {
    let size = |(_, content): &(Way, Content)| match content.get() {
        Some(Ok(unpacked)) => unpacked.len(),
        _ => 0,
    };
    let mut all: u64 = kept.iter().map(size).sum();
    while let Some(oldest) = kept.first() {
        if all <= limits::shelf() && kept.len() < limits::SHELF_CONTAINERS {
            return;
        }
        all = all.saturating_sub(size(oldest));
        kept.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::MemorySource;

    #[test]
    fn runs_read_as_one() {
        let whole: Rc<dyn Source> = Rc::new(MemorySource::new(b"0123456789".to_vec()));
        let step = Step::Runs(vec![(7, 9), (2, 2), (0, 3)]);
        let joined = lying(&whole, &step).unwrap();
        assert_eq!(joined.read(0..5).unwrap(), b"78012");
        assert_eq!(joined.read(1..3).unwrap(), b"80");
        assert!(joined.read_at(4, &mut [0; 2]).is_err());
        assert!(lying(&whole, &Step::Runs(vec![(7, 11)])).is_err());
        assert!(lying(&whole, &Step::Range(7, 3)).is_err());
    }

    #[test]
    fn what_was_unpacked_once_is_not_unpacked_again() {
        let shelf = Shelf::default();
        let way = |file| (file, Locator::default());
        let bytes = || Unpacked::read(&mut b"bytes".as_slice(), 5, 5);
        for _ in 0..2 * limits::SHELF_CONTAINERS {
            assert_eq!(shelf.get(way(1), bytes), bytes());
        }
        let never = || panic!("it is on the shelf");
        assert_eq!(shelf.get(way(1), never), bytes());
        for file in 2..2 + limits::SHELF_CONTAINERS as u64 {
            shelf.get(way(file), bytes).unwrap();
        }
        let again = shelf.get(way(1), || Err(ArchiveError::Damaged));
        assert_eq!(again, Err(ArchiveError::Damaged));
        assert!(shelf.0.lock().unwrap().len() <= limits::SHELF_CONTAINERS);
    }
}
