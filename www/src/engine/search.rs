//! Burned-in text. A worker keeps what finds it, with its models, for as long as it lives: to load them takes half a
//! second.

use std::cell::RefCell;
use std::rc::Rc;

use super::instance;
use crate::protocol::ToSearch;
use darkroom::burned_in::{self, Found};
use darkroom::catalogue::words::sentence;
use darkroom::dicom::Source;
use darkroom::text::{Finder, Models};

thread_local! {
    static FINDER: RefCell<Option<Finder>> = const { RefCell::new(None) };
}

/// Whether this worker can search already.
pub fn has_finder() -> bool {
    FINDER.with_borrow(Option::is_some)
}

/// Searches from now on with these models, the detector's and the reader's; by the strokes of letters alone where there
/// are none, or this engine can't use them.
pub fn set_finder(models: Option<(&[u8], &[u8])>) {
    let models = models.and_then(|(detector, reader)| Models::load(detector, reader).ok());
    FINDER.set(Some(Finder::new(models)));
}

/// The text that is burned into the pictures of an instance; the error is the reason in words.
pub fn find(asked: &ToSearch, source: Rc<dyn Source>) -> Result<Found, String> {
    let ToSearch {
        file,
        locator,
        search,
        mentions,
    } = asked;
    let instance = instance(*file, source, locator)?;
    let known = mentions.known();
    FINDER.with_borrow_mut(|finder| {
        let finder = finder.get_or_insert_with(|| Finder::new(None));
        burned_in::find(finder, &instance, &known, *search)
            .map_err(|error| sentence(&error.to_string()))
    })
}
