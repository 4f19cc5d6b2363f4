//! What views know of a linking key, and what is typed to have one kept.

use darkroom::catalogue::words::capital;
use darkroom::deliver::Passphrase;

/// What views know of the key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyState {
    /// How many cases the key that was opened knows.
    pub opened: Option<usize>,
    /// Whether one is being opened.
    pub opening: bool,
    /// How many were tried: the answer to one that is no longer wanted is dropped.
    pub tried: u32,
    /// Why none could be opened, in words.
    pub fault: Option<String>,
    /// Whether something has been cleaned: then it is too late to open a key.
    pub used: bool,
    pub made: Made,
}

impl KeyState {
    /// Nothing is known of a key any more, nor wanted of one that is being opened.
    pub fn forget(&mut self) {
        *self = Self {
            tried: self.tried,
            ..Self::default()
        };
    }

    /// Whether the answer to the try of that number is still wanted.
    pub fn wants(&self, tried: u32) -> bool {
        self.opening && self.tried == tried
    }
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
            let checked = Passphrase::typed(typed).check();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn form(passphrase: &str, again: &str) -> KeyForm {
        KeyForm {
            wanted: true,
            passphrase: passphrase.into(),
            again: again.into(),
        }
    }

    #[test]
    fn a_key_that_is_no_longer_wanted_is_not_taken_when_it_comes() {
        let mut state = KeyState {
            opening: true,
            tried: 1,
            ..KeyState::default()
        };
        assert!(state.wants(1));
        state.forget();
        assert!(!state.wants(1));
        (state.opening, state.tried) = (true, state.tried + 1);
        assert!(state.wants(2) && !state.wants(1));
    }

    fn problem(form: &KeyForm) -> Option<String> {
        form.problem_by(|typed| (typed.len() < 8).then(|| "Too short".into()))
    }

    #[test]
    fn a_key_that_nobody_wants_has_no_problem() {
        let unwanted = KeyForm {
            wanted: false,
            ..form("", "other")
        };
        assert_eq!(problem(&unwanted), None);
    }

    #[test]
    fn a_passphrase_must_be_there_be_strong_and_be_typed_twice() {
        assert_eq!(
            problem(&form("", "")).unwrap(),
            "The linking key needs a passphrase"
        );
        assert_eq!(problem(&form("short", "short")).unwrap(), "Too short");
        let different = problem(&form("marigolds grow", "marigolds grew"));
        assert_eq!(different.unwrap(), "The two passphrases are not the same");
        assert_eq!(problem(&form("marigolds grow", "marigolds grow")), None);
    }

    #[test]
    fn wiping_leaves_nothing_typed() {
        let mut form = form("marigolds grow", "marigolds grow");
        form.wipe();
        assert!(form.passphrase.is_empty() && form.again.is_empty());
        assert!(form.wanted);
    }
}
