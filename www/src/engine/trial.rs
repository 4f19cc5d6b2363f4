//! A small job that is always the same: a slice of the sample, cleaned.

use std::rc::Rc;

use darkroom::clean::{self, Order};
use darkroom::deid::{Pseudonyms, Secret};
use darkroom::dicom::{MemorySource, Source};

/// A slice of the sample, and its size in bytes.
pub fn slice() -> (Rc<dyn Source>, u64) {
    let bytes = darkroom::sample::slice();
    let size = bytes.len() as u64;
    (Rc::new(MemorySource::new(bytes)), size)
}

/// Cleans it, and has it read again; whether it may leave.
pub fn clean_slice(slice: &Rc<dyn Source>) -> bool {
    // Nothing of it leaves: any secret will do.
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes([7; 32]));
    let order = Order {
        looked_at: true,
        ..Order::default()
    };
    clean::clean(Rc::clone(slice), &order, &pseudonyms).is_ok()
}
