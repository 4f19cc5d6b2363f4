//! Waits for what the browser does on a drive, but not for ever: a drive that neither does a thing nor refuses it (a
//! share whose server is away, a stick that hangs) would hold a run up without a word.
//!
//! What is given up is not taken back: the browser may yet do it. Chromium does one thing after the other on all drives:
//! until it has an answer, which a drive that is unplugged gives, it does nothing on another.

use std::pin::pin;

use futures_util::future::{Either, select};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::js;

/// The name of the error that stands for a drive that does not answer.
pub const SILENT: &str = "TimeoutError";

/// How long a drive may take to do something, in milliseconds, beside what its bytes take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Patience(f64);

/// With a folder, where a run waits for the person and goes on after.
pub const FOLDER: Patience = Patience(60_000.0);

/// With a zip, which is lost with what is given up.
pub const ZIP: Patience = Patience(600_000.0);

/// Bytes in a millisecond that the slowest drive takes of one file, with others under way.
const SLOWEST: f64 = 100.0;

/// Milliseconds of one wait. A computer that wakes from sleep ends a wait at once, whatever its length: one of many.
const STEP: f64 = 5_000.0;

impl Patience {
    /// Waits for so many bytes.
    fn steps(self, bytes: f64) -> u32 {
        ((self.0 + bytes / SLOWEST) / STEP).ceil() as u32
    }

    /// What comes of some work on so many bytes; nothing if the drive does not answer.
    pub async fn wait<T>(self, work: impl Future<Output = T>, bytes: f64) -> Option<T> {
        let mut work = pin!(work);
        for _ in 0..self.steps(bytes) {
            let step = select(work.as_mut(), js::Timer::new(STEP));
            if let Either::Left((done, _)) = step.await {
                return Some(done);
            }
        }
        None
    }

    /// The same of a promise; the error may be [`SILENT`].
    pub async fn settled(self, promise: JsFuture, bytes: f64) -> Result<JsValue, JsValue> {
        let settled = self.wait(promise, bytes).await;
        settled.unwrap_or_else(|| Err(silence()))
    }
}

/// The error that stands for a drive that does not answer.
fn silence() -> JsValue {
    let silence = js_sys::Error::new("");
    silence.set_name(SILENT);
    silence.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drive_has_a_minute_and_longer_for_many_bytes() {
        assert_eq!(FOLDER.steps(0.0), 12);
        assert_eq!(FOLDER.steps(8e6), 28);
        assert_eq!(ZIP.steps(0.0), 120);
    }
}
