//! What a run writes beside the images: certificate, README, checksums, report, the tables of the mapping, the linking
//! key.
//!
//! All of it is opened as new before the first image is cleaned, so that nothing can be found to be in the way when the
//! images are out already. At the end what leads back to patients is written first, and the report last: wherever a run
//! ends, what is missing is what can be made again.

use std::collections::BTreeSet;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use darkroom::deliver::{Certificate, Linked, ZipPassphrase};

use super::key_file::{self, KeyFile};
use super::out_folder::OutFolder;
use super::whole_file::{Readers, WholeFile, folder_of, sync_folder};
use super::zip_out::ZipOut;
use super::{Error, Reason, args, terminal};

/// The files, open and empty.
#[derive(Debug)]
pub struct SideFiles {
    tables: Vec<WholeFile>,
    /// Certificate, README and checksums, whose names hold a code that is worked out at the end.
    papers: Vec<WholeFile>,
    /// In which everything lies, where one was asked for: then the papers are in it.
    zip: Option<ZipOut>,
    report: Option<WholeFile>,
    /// The last to go, since it takes OUT with it where nothing was written.
    out: OutFolder,
}

impl SideFiles {
    /// Opens them all; an error says which can't be written, and leaves everything as it was.
    pub fn open(task: &args::Clean, passphrase: Option<ZipPassphrase>) -> Result<Self, Error> {
        let out = OutFolder::take(&task.output)?;
        let paper = || {
            let paper = WholeFile::nameless(out.path(), Readers::Any);
            paper.map_err(|error| unopened(out.path(), error))
        };
        let papers = match passphrase {
            Some(_) => Vec::new(),
            None => vec![paper()?, paper()?, paper()?],
        };
        let zip = passphrase.map(|passphrase| ZipOut::open(out.path(), passphrase));
        let zip = zip.transpose()?;
        let report = task.report.as_deref();
        let report = report.map(|path| new(path, Readers::Owner)).transpose()?;
        let mut tables = Vec::new();
        if let Some(folder) = &task.mapping {
            std::fs::create_dir_all(folder).map_err(|error| unopened(folder, error))?;
            for name in key_file::TABLES {
                tables.push(new(&folder.join(name), Readers::Owner)?);
            }
        }
        Ok(Self {
            tables,
            papers,
            zip,
            report,
            out,
        })
    }

    /// The zip in which everything is to lie, if there is one.
    pub fn zip(&self) -> Option<&ZipOut> {
        self.zip.as_ref()
    }

    /// Whether OUT is still there.
    pub fn is_here(&self) -> bool {
        self.out.is_here()
    }

    /// Writes them all. `folders` are those of the images.
    pub fn finish(
        self,
        folders: &BTreeSet<PathBuf>,
        linked: &Linked,
        key: Option<&KeyFile>,
        certificate: &Certificate,
    ) -> Result<(), Error> {
        let Self {
            tables,
            papers,
            zip,
            report,
            mut out,
        } = self;
        // The key first: without it the same patients get other names next time, whatever the mapping says. Where it
        // can't be written there is the mapping at least.
        let in_key = key.map_or(Ok(()), |key| key.add(linked));
        let texts = [linked.patient_csv(), linked.uid_csv()];
        for (table, text) in tables.into_iter().zip(texts) {
            put(table, text.as_bytes())?;
        }
        in_key?;
        for folder in folders {
            sync_folder(folder).map_err(|error| unwritten(folder, error))?;
        }
        let path = out.path().to_owned();
        out.unlock().map_err(|error| unwritten(&path, error))?;
        if let Some(zip) = zip {
            zip.finish(certificate)?;
        }
        for (file, (name, bytes)) in papers.into_iter().zip(certificate.papers()) {
            put(file.named(&name), &bytes)?;
        }
        out.sync().map_err(|error| unwritten(&path, error))?;
        report.map_or(Ok(()), |report| {
            put(report, certificate.to_json().as_bytes())
        })
    }
}

fn new(path: &Path, readers: Readers) -> Result<WholeFile, Error> {
    WholeFile::reserved(path, readers).map_err(|error| unopened(path, error))
}

fn put(mut file: WholeFile, bytes: &[u8]) -> Result<(), Error> {
    let path = file.path().to_owned();
    let written = file.write_all(bytes);
    written
        .and_then(|()| file.put_new())
        .and_then(|()| sync_folder(folder_of(&path)))
        .map_err(|error| unwritten(&path, error))
}

/// What is said before anything is cleaned.
pub fn unopened(path: &Path, error: io::Error) -> Error {
    let is_full = matches!(
        error.kind(),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge
    );
    let reason = Reason::Unwritten(path.to_owned(), error);
    match is_full {
        true => Error::Failed(reason),
        false => Error::Usage(reason),
    }
}

/// What is said when there are images already.
pub fn unwritten(path: &Path, error: io::Error) -> Error {
    terminal::complaint("darkroom: OUT is not finished: delete it, and run again");
    Error::Failed(Reason::Unwritten(path.to_owned(), error))
}
