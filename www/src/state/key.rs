//! What views know of a linking key, and what is typed to have one kept.

use darkroom::catalogue::words::capital;

use crate::engine;

/// What views know of the key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyState {
    /// How many cases the key that was opened knows.
    pub opened: Option<usize>,
    /// Whether one is being opened.
    pub opening: bool,
    /// Why none could be opened, in words.
    pub fault: Option<String>,
    /// Whether something has been cleaned: then it is too late to open a key.
    pub used: bool,
    pub made: Made,
}

/// The key of the last run that was to keep one.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Made {
    #[default]
    None,
    Sealing,
    Sealed {
        saved: bool,
    },
    /// In words.
    Failed(String),
}

/// What a person has typed to have a key kept.
#[derive(Clone, Default)]
pub struct KeyForm {
    pub wanted: bool,
    pub passphrase: String,
    pub again: String,
}

impl KeyForm {
    /// Why there can be no key yet, in words.
    pub fn problem(&self) -> Option<String> {
        self.problem_by(|typed| {
            let checked = engine::passphrase(typed).check();
            checked.err().map(|error| capital(&error.to_string()))
        })
    }

    /// The same; `weakness` says in words why a passphrase will not do.
    fn problem_by(&self, weakness: impl Fn(&str) -> Option<String>) -> Option<String> {
        if !self.wanted {
            return None;
        }
        if self.passphrase.is_empty() {
            return Some("The linking key needs a passphrase".into());
        }
        if let Some(words) = weakness(&self.passphrase) {
            return Some(words);
        }
        (self.passphrase != self.again).then(|| "The two passphrases are not the same".into())
    }

    /// Forgets what was typed.
    pub fn wipe(&mut self) {
        wipe(&mut self.passphrase);
        wipe(&mut self.again);
    }
}

/// Overwrites a passphrase before its memory is given back.
pub fn wipe(text: &mut String) {
    let mut bytes = std::mem::take(text).into_bytes();
    bytes.fill(0);
    // Keeps the compiler from leaving out a write that nobody reads.
    std::hint::black_box(&bytes);
}
