//! What finds and reads text in pictures: with the models that are built in, those of a folder, or none.
//!
//! In comes the folder that a person named, if any; out come finders, one for each thread, which remember what they
//! have searched.

use std::borrow::Cow;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use darkroom::text::{Finder, Models};

use super::terminal;
use super::{Error, Reason};

/// What the files are called in a folder of models.
const DETECTOR: &str = "detector.onnx";
const READER: &str = "reader.onnx";

#[cfg(feature = "text-models")]
const BUILT_IN: Option<[&[u8]; 2]> = Some([
    include_bytes!("../../www/models/detector.onnx"),
    include_bytes!("../../www/models/reader.onnx"),
]);
#[cfg(not(feature = "text-models"))]
const BUILT_IN: Option<[&[u8]; 2]> = None;

/// Finders that threads take and give back.
pub struct Finders {
    models: Option<[Cow<'static, [u8]>; 2]>,
    idle: Mutex<Vec<Finder>>,
}

impl Finders {
    /// With the models of a folder, or with those that are built in. Where there are none that is said once: lines are
    /// found then, and not read.
    pub fn new(folder: Option<&Path>) -> Result<Self, Error> {
        let models = match folder {
            Some(folder) => Some([read(folder, DETECTOR)?, read(folder, READER)?]),
            None => BUILT_IN.map(|models| models.map(Cow::Borrowed)),
        };
        let first = match &models {
            None => {
                terminal::complaint(
                    "This Darkroom was built without what reads text: it finds lines of text in pictures by their \
                     shape alone, misses more of them, and can't say what is in them.",
                );
                None
            }
            Some([detector, reader]) => {
                let loaded = Models::load(detector, reader);
                Some(loaded.map_err(|error| Error::Usage(Reason::Models(error)))?)
            }
        };
        Ok(Self {
            models,
            idle: Mutex::new(vec![Finder::new(first)]),
        })
    }

    /// Works with a finder that nobody else works with.
    pub fn with<T>(&self, work: impl FnOnce(&mut Finder) -> T) -> T {
        let idle = || self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = idle().pop();
        let mut finder = taken.unwrap_or_else(|| {
            let models = self.models.as_ref();
            // The same bytes were loaded before.
            let models = models.and_then(|[detector, reader]| Models::load(detector, reader).ok());
            Finder::new(models)
        });
        let done = work(&mut finder);
        idle().push(finder);
        done
    }
}

fn read(folder: &Path, name: &str) -> Result<Cow<'static, [u8]>, Error> {
    let path = folder.join(name);
    let bytes = std::fs::read(&path);
    let bytes = bytes.map_err(|error| Error::Usage(Reason::Unread(path, error)))?;
    Ok(Cow::Owned(bytes))
}
