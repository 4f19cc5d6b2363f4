//! What is typed to have the zip locked with a passphrase.

use darkroom::catalogue::words::capital;
use darkroom::deliver::ZipPassphrase;

use super::key::wipe;

/// What a person has typed.
#[derive(Clone, Default)]
pub struct LockForm {
    pub wanted: bool,
    pub passphrase: String,
    pub again: String,
}

impl LockForm {
    /// Why no zip can be locked yet, in words.
    pub fn problem(&self) -> Option<String> {
        if !self.wanted {
            return None;
        }
        if self.passphrase.is_empty() {
            return Some("The lock of the zip needs a passphrase".into());
        }
        if let Err(unfit) = ZipPassphrase::new(&self.passphrase) {
            return Some(capital(&unfit.to_string()));
        }
        let differs = self.passphrase != self.again;
        differs.then(|| "The two passphrases of the zip are not the same".into())
    }

    /// The passphrase, if one is wanted and will do; nothing typed stays here.
    pub fn take(&mut self) -> Result<Option<ZipPassphrase>, String> {
        let taken = match (self.wanted, self.problem()) {
            (false, _) => Ok(None),
            (true, Some(words)) => Err(words),
            (true, None) => ZipPassphrase::new(&self.passphrase)
                .map(Some)
                .map_err(|unfit| capital(&unfit.to_string())),
        };
        self.wipe();
        taken
    }

    /// Forgets what was typed.
    pub fn wipe(&mut self) {
        wipe(&mut self.passphrase);
        wipe(&mut self.again);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(passphrase: &str, again: &str) -> LockForm {
        LockForm {
            wanted: true,
            passphrase: passphrase.into(),
            again: again.into(),
        }
    }

    const GOOD: &str = "plinth gudgeon marzipan";

    #[test]
    fn a_lock_that_nobody_wants_has_no_problem_and_no_passphrase() {
        let mut unwanted = LockForm {
            wanted: false,
            ..form("short", "other")
        };
        assert_eq!(unwanted.problem(), None);
        assert_eq!(unwanted.take(), Ok(None));
        assert!(unwanted.passphrase.is_empty());
    }

    #[test]
    fn a_passphrase_must_be_there_fit_for_zips_and_typed_twice() {
        let problem = |passphrase, again| form(passphrase, again).problem().unwrap();
        assert!(problem("", "").contains("needs a passphrase"));
        assert!(problem("short", "short").starts_with("The passphrase needs at least 12"));
        let strange = "plinth gudgeon märzipan";
        assert!(problem(strange, strange).starts_with("Programs spell letters"));
        assert!(problem(GOOD, "plinth").contains("not the same"));
        assert_eq!(form(GOOD, GOOD).problem(), None);
    }

    #[test]
    fn what_was_typed_is_taken_once_and_is_gone() {
        let mut form = form(GOOD, GOOD);
        assert_eq!(form.take().unwrap(), ZipPassphrase::new(GOOD).ok());
        assert!(form.passphrase.is_empty() && form.again.is_empty());
        // Never an open zip where a locked one is wanted.
        assert!(form.take().is_err());
    }
}
