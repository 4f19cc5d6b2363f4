//! A file in the deflated transfer syntax (PS3.5 A.5), made from the same file in explicit VR little endian.

use std::io::Write;

use flate2::Compression;
use flate2::write::DeflateEncoder;

use super::{WriteError, preamble_and_meta};
use crate::dicom::dataset::DataSet;
use crate::dicom::source::Source;
use crate::dicom::transfer_syntax::TransferSyntax;

/// Bytes read at a time.
const RUN: u64 = 1 << 20;

/// `plain` is what [`super::write`] made of `data_set` in explicit VR little endian. What follows group 2 is deflated, and
/// padded to an even length. Beside the file: where in `plain` that begins.
pub fn deflated(data_set: &DataSet, plain: &dyn Source) -> Result<(Vec<u8>, u64), WriteError> {
    let of = |uid: &str| preamble_and_meta(data_set, &TransferSyntax::new(uid));
    let start = of(TransferSyntax::EXPLICIT_LITTLE_ENDIAN)?.len() as u64;
    let mut at = start;
    let mut encoder = DeflateEncoder::new(of(TransferSyntax::DEFLATED)?, Compression::default());
    while at < plain.len() {
        let end = at.saturating_add(RUN).min(plain.len());
        // Writing into memory does not fail.
        encoder
            .write_all(&plain.read(at..end)?)
            .map_err(|_| WriteError::SyntaxMismatch)?;
        at = end;
    }
    let mut file = encoder.finish().map_err(|_| WriteError::SyntaxMismatch)?;
    if file.len() % 2 == 1 {
        file.push(0);
    }
    Ok((file, start))
}
