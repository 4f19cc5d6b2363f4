//! Whatever holds files, as a list of them: each with the steps that lead to its bytes.

use std::rc::Rc;

use super::error::ArchiveError;
use super::kind::Kind;
use super::locator::Step;
use super::password::Password;
use super::{disc, seven, tarball, zip};
use crate::dicom::Source;

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
        !name.ends_with(['/', '\\']) && !inside("__MACOSX")
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

/// Lists what is in a container of this kind.
pub fn list(
    kind: Kind,
    source: &Rc<dyn Source>,
    passwords: &[Password],
) -> Result<Listed, ArchiveError> {
    let source = source.as_ref();
    let (mut entries, empty) = match kind {
        Kind::Zip => {
            let entries = zip::entries(source)?;
            if zip::is_office_document(&entries) {
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
    entries.retain(Entry::is_file);
    match entries.is_empty() {
        true => Ok(Listed::NoFiles(empty)),
        false => Ok(Listed::Files(entries)),
    }
}

fn of_zip(entry: zip::ZipEntry) -> Entry {
    let size = entry.at.inflated;
    Entry::new(entry.name, size, Ok(vec![Step::Zip(entry.at)]))
}
