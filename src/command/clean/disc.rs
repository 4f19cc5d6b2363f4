//! The DICOMDIR of a run, where one was asked for: written when the images are out, before the papers that list it.

use std::io::Write;

use darkroom::clean::Sums;
use darkroom::deliver::{DicomDir, WrittenFile, dicomdir};

use crate::command::args;
use crate::command::side_files::unwritten;
use crate::command::terminal::{self, count};
use crate::command::whole_file::{Readers, WholeFile};
use crate::command::zip_out::ZipOut;
use crate::command::{Error, Reason};

/// Writes it beside the images or into their zip; nothing where none is wanted, or there is nothing to list.
pub(super) fn write(
    task: &args::Clean,
    zip: Option<&ZipOut>,
    directory: Option<DicomDir>,
) -> Result<Option<WrittenFile>, Error> {
    let Some(directory) = directory else {
        return Ok(None);
    };
    if directory.unlisted() > 0 {
        let images = count(directory.unlisted(), "image is", "images are");
        terminal::complaint(format_args!(
            "DICOMDIR: {images} not listed: no directory record refers to such an object"
        ));
    }
    if directory.is_empty() {
        return Ok(None);
    }
    let bytes = directory.finish();
    let bytes = bytes.ok_or(Error::Failed(Reason::DirectoryTooLong))?;
    match zip {
        Some(zip) => zip.add_bytes(dicomdir::NAME, &bytes)?,
        None => {
            let path = task.output.join(dicomdir::NAME);
            WholeFile::new(&path, Readers::Any)
                .and_then(|mut file| file.write_all(&bytes).map(|()| file))
                .and_then(WholeFile::put_new)
                .map_err(|error| unwritten(&path, error))?;
        }
    }
    Ok(Some(WrittenFile {
        name: dicomdir::NAME.to_owned(),
        size: bytes.len() as u64,
        sha256: Sums::of(&bytes).sha256,
    }))
}
