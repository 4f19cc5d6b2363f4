//! Passwords of archives that a person has given, the surest first to be tried.

use zeroize::Zeroizing;

/// Passwords that stay although they have opened nothing yet.
const MOST_IDLE: usize = 8;

/// All of them, in the order in which workers are to know them.
#[derive(Default)]
pub struct Passwords {
    all: Vec<Zeroizing<String>>,
    /// How many of the first of these have opened nothing when they were given.
    idle: usize,
}

impl Passwords {
    /// One more.
    pub fn add(&mut self, password: String) {
        self.all.push(Zeroizing::new(password));
    }

    /// The last one has opened nothing that was locked. It may open what comes later, or has come meanwhile, so it
    /// stays, behind those that are surer; but each costs time with every locked file, so of such passwords only some
    /// do.
    pub fn doubt_last(&mut self) {
        if let Some(password) = self.all.pop() {
            self.all.insert(self.idle, password);
            self.idle += 1;
        }
        if self.idle > MOST_IDLE {
            self.all.remove(0);
            self.idle -= 1;
        }
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    pub fn all(&self) -> &[Zeroizing<String>] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(passwords: &Passwords) -> Vec<&str> {
        passwords.all().iter().map(|text| text.as_str()).collect()
    }

    #[test]
    fn one_that_opened_nothing_goes_behind_those_that_did_not_either_and_before_the_surer() {
        let mut passwords = Passwords::default();
        passwords.add("opens".into());
        for idle in ["one", "other"] {
            passwords.add(idle.into());
            passwords.doubt_last();
        }
        assert_eq!(texts(&passwords), ["one", "other", "opens"]);
    }

    #[test]
    fn of_those_that_opened_nothing_only_the_newest_stay() {
        let mut passwords = Passwords::default();
        passwords.add("opens".into());
        for number in 0..=MOST_IDLE {
            passwords.add(number.to_string());
            passwords.doubt_last();
        }
        let texts = texts(&passwords);
        assert_eq!(texts.len(), MOST_IDLE + 1);
        assert_eq!((texts.first(), texts.last()), (Some(&"1"), Some(&"opens")));
    }

    #[test]
    fn there_may_be_none_to_doubt() {
        let mut passwords = Passwords::default();
        passwords.doubt_last();
        assert!(passwords.is_empty());
    }
}
