//! A zip that is locked with a passphrase: what is written into it goes through the workers, a run of some megabytes at
//! a time, and comes out encrypted.
//!
//! In come an entry's pieces, out go encrypted ones to the sink, in order; nothing is in memory but the run that is
//! under way and the one that is being written. The workers are told the keys of that entry and never the passphrase,
//! which lies here until the run has ended. Of each zip the digest of all its bytes is worked out on the way, so that
//! the zip can be told again without the passphrase.
//!
//! Never: a byte of an image goes to the sink as it came.

use js_sys::{Array, Uint8Array};
use leptos::prelude::*;
use web_sys::Blob;

use crate::browser::js;
use crate::browser::sink::{Piece, SaveError, Sink};
use crate::engine::ZipWriter;
use crate::pool::{self, Urgency};
use crate::protocol::{Request, Response};
use crate::state::Session;
use crate::state::lock::LockForm;
use crate::state::zips::Whole;
use darkroom::deliver::{EntryLock, RunningDigest, ZipPassphrase};

/// Bytes that a worker encrypts at a time.
const RUN: f64 = 4.0 * 1024.0 * 1024.0;

/// Pieces in one run, at most.
const RUN_PIECES: u32 = 256;

/// What locks the zips of a run, if they are to be.
pub struct Lock {
    passphrase: Option<ZipPassphrase>,
    /// Of the zip that is open.
    digest: RunningDigest,
}

impl Lock {
    /// With the passphrase that was typed, if one is wanted; nothing typed stays in the form. An error, in words, where
    /// one is wanted and will not do: never an open zip instead.
    pub fn take(session: Session) -> Result<Self, String> {
        let taken = session.zip_lock.try_update(LockForm::take);
        let passphrase = taken.unwrap_or_else(|| Err(String::new()))?;
        Ok(Self {
            passphrase,
            digest: RunningDigest::new(),
        })
    }

    /// An empty zip of this kind.
    pub fn zip(&self) -> ZipWriter {
        match self.passphrase {
            Some(_) => ZipWriter::locked(),
            None => ZipWriter::new(),
        }
    }

    /// Writes a piece of the zip's own form: headers and directory, which nobody encrypts.
    pub async fn put(&mut self, sink: &mut Sink, bytes: &[u8]) -> Result<(), SaveError> {
        if self.passphrase.is_some() {
            self.digest.update(bytes);
        }
        sink.write(Piece::Made(Uint8Array::from(bytes))).await
    }

    /// Writes the bytes of an entry, unless the run is cancelled meanwhile.
    pub async fn write(
        &mut self,
        sink: &mut Sink,
        pieces: Vec<Piece>,
        is_cancelled: impl Fn() -> bool,
    ) -> Result<(), SaveError> {
        let Some(passphrase) = &self.passphrase else {
            for piece in pieces {
                if is_cancelled() {
                    break;
                }
                sink.write(piece).await?;
            }
            return Ok(());
        };
        let (before, mut entry) = passphrase.entry().map_err(|_| SaveError::Other)?;
        self.put(sink, &before).await?;
        for run in runs(pieces)? {
            if is_cancelled() {
                return Ok(());
            }
            let size = run.size();
            let (taken_up, digest, bytes) = encrypt(entry, self.digest.clone(), run).await?;
            if f64::from(bytes.length()) != size {
                return Err(SaveError::Source);
            }
            (entry, self.digest) = (taken_up, digest);
            sink.write(Piece::Made(bytes)).await?;
        }
        self.put(sink, &entry.finish()).await
    }

    /// What the zip that was closed is told by, if it is locked; the next begins anew.
    pub fn end(&mut self) -> Option<Whole> {
        let digest = std::mem::take(&mut self.digest);
        self.passphrase.as_ref().map(|_| Whole {
            bytes: digest.bytes(),
            sha256: digest.finish(),
        })
    }
}

/// Has a worker encrypt a run of bytes.
async fn encrypt(
    lock: EntryLock,
    digest: RunningDigest,
    run: Blob,
) -> Result<(EntryLock, RunningDigest, Uint8Array), SaveError> {
    let lock = Box::new(lock);
    let request = Request::Lock { lock, digest };
    // Before the next image is cleaned: that one would have to wait for this anyway.
    let answer = pool::ask(Urgency::Examine, request, vec![run], None).await;
    match answer {
        Ok((Response::Locked(Some((lock, digest))), buffers)) => {
            let bytes = buffers.first().ok_or(SaveError::Other)?;
            Ok((lock, digest, Uint8Array::new(bytes)))
        }
        Ok((Response::Locked(None), _)) => Err(SaveError::Source),
        _ => Err(SaveError::Other),
    }
}

/// The pieces joined and parted again, so that no question is too long or for a few bytes only.
fn runs(pieces: Vec<Piece>) -> Result<Vec<Blob>, SaveError> {
    let mut runs = Runs::default();
    for piece in pieces {
        match piece {
            Piece::Made(bytes) => {
                let length = bytes.length();
                let mut start = 0;
                while start < length {
                    let end = length.min(start.saturating_add(RUN as u32));
                    runs.add(&bytes.subarray(start, end), f64::from(end - start))?;
                    start = end;
                }
            }
            Piece::Original(blob) | Piece::Spooled(blob) => {
                let size = blob.size();
                let mut start = 0.0;
                while start < size {
                    let end = size.min(start + RUN);
                    let slice = blob.slice_with_f64_and_f64(start, end);
                    runs.add(&slice.map_err(|_| SaveError::Source)?.into(), end - start)?;
                    start = end;
                }
            }
        }
    }
    runs.close()?;
    Ok(runs.closed)
}

#[derive(Default)]
struct Runs {
    closed: Vec<Blob>,
    open: Array,
    bytes: f64,
}

impl Runs {
    fn add(&mut self, piece: &wasm_bindgen::JsValue, bytes: f64) -> Result<(), SaveError> {
        if self.bytes + bytes > RUN || self.open.length() >= RUN_PIECES {
            self.close()?;
        }
        self.open.push(piece);
        self.bytes += bytes;
        Ok(())
    }

    fn close(&mut self) -> Result<(), SaveError> {
        if self.bytes > 0.0 {
            let blob = js::blob(&self.open, "").map_err(|_| SaveError::Memory)?;
            self.closed.push(blob);
        }
        (self.open, self.bytes) = (Array::new(), 0.0);
        Ok(())
    }
}
