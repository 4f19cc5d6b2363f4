//! Texts in which nothing was found before: the images of a series say the same again and again.
//!
//! In comes a text that was searched for all that images of one patient share; out comes whether it is known to hold
//! nothing of it. Kept beside what is looked for ([`Ready`](super::Ready)), it is dropped with it. Never: a text in
//! which anything was found, in which more may be written than is seen, or whose letters a character set decides.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// With more texts than this it begins anew.
const MOST: usize = 512;

/// Longer texts are seldom said twice.
const LONGEST: usize = 1_024;

/// Texts as they are written: free ones, and those of attributes for technical terms.
#[derive(Default)]
pub struct Silent([Mutex<HashSet<Vec<u8>>>; 2]);

impl Silent {
    /// Whether the text was kept.
    pub fn has(&self, text: &[u8], is_technical: bool) -> bool {
        self.with(is_technical, |known| known.contains(text))
    }

    /// Keeps a text in which nothing was found.
    pub fn keep(&self, text: &[u8], is_technical: bool) {
        if text.len() > LONGEST || !text.is_ascii() || text.contains(&0x1B) {
            return;
        }
        self.with(is_technical, |known| {
            if known.len() >= MOST {
                known.clear();
            }
            known.insert(text.to_vec());
        });
    }

    fn with<T>(&self, is_technical: bool, ask: impl FnOnce(&mut HashSet<Vec<u8>>) -> T) -> T {
        let [free, technical] = &self.0;
        let of_kind = if is_technical { technical } else { free };
        // A set is whole whenever somebody stops.
        ask(&mut of_kind.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_as_it_is_written_and_where_it_stands() {
        let silent = Silent::default();
        for text in ["Axial 5 mm", "Åxial", "\x1B(BAxial"] {
            silent.keep(text.as_bytes(), false);
        }
        silent.keep(&[b'x'; LONGEST + 1], false);
        assert!(silent.has(b"Axial 5 mm", false));
        assert!(!silent.has(b"Axial 5 mm", true) && !silent.has(b"axial 5 mm", false));
        assert_eq!(silent.0[0].lock().unwrap().len(), 1);
    }

    #[test]
    fn no_more_is_kept_than_a_few_series_say() {
        let silent = Silent::default();
        (0..3 * MOST).for_each(|number| silent.keep(number.to_string().as_bytes(), true));
        assert!(silent.0[1].lock().unwrap().len() <= MOST);
    }
}
