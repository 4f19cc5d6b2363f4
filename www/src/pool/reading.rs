//! Reading for workers that cannot read: see [`crate::protocol::given`].

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use crate::protocol::given::MOST;

/// Bytes that [`read`] will make of these files, at most.
pub fn bytes_of(files: &[Blob]) -> f64 {
    files.iter().map(Blob::size).sum::<f64>().min(MOST)
}

/// The bytes of each file as long as they are not too many together; the handles of the others.
pub async fn read(files: &[Blob]) -> Array {
    let (given, mut left) = (Array::new(), MOST);
    for file in files {
        let size = file.size();
        let bytes = match size <= left {
            true => JsFuture::from(file.array_buffer()).await.ok(),
            false => None,
        };
        match bytes {
            Some(bytes) => {
                left -= size;
                given.push(&bytes);
            }
            None => drop(given.push(file)),
        }
    }
    given
}

/// The buffers among what is given, which are to be transferred.
pub fn buffers(given: &Array) -> Array {
    given
        .iter()
        .filter(|given| given.is_instance_of::<ArrayBuffer>())
        .collect()
}
