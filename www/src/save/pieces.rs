//! A cleaned file as the worker describes it, put together from what was made, what was spooled, and what stays in the
//! original.

use js_sys::{ArrayBuffer, Uint8Array};
use web_sys::{Blob, File};

use crate::browser::sink::Piece;
use crate::protocol::{CleanedHead, PartHead};

/// A cleaned file's bytes in order; `None` if they are not as many as was said.
pub fn pieces(
    head: &CleanedHead,
    file: &File,
    buffers: Vec<ArrayBuffer>,
    spooled: Option<&Blob>,
) -> Option<Vec<Piece>> {
    let mut buffers = buffers.into_iter();
    let mut size = 0;
    let mut pieces = Vec::with_capacity(head.parts.len());
    for part in &head.parts {
        pieces.push(match *part {
            PartHead::Made => {
                let bytes = Uint8Array::new(buffers.next()?.as_ref());
                size += u64::from(bytes.length());
                Piece::Made(bytes)
            }
            PartHead::Original(start, end) => {
                let slice = file.slice_with_f64_and_f64(start as f64, end as f64).ok()?;
                size += slice.size() as u64;
                Piece::Original(slice)
            }
            PartHead::Spooled(start, end) => {
                let slice = spooled?.slice_with_f64_and_f64(start as f64, end as f64);
                let slice = slice.ok()?;
                size += slice.size() as u64;
                Piece::Spooled(slice)
            }
        });
    }
    (size == head.size && buffers.next().is_none()).then_some(pieces)
}
