//! Passwords of archives that a person has given, the surest first to be tried.

use zeroize::Zeroizing;

/// Passwords that are kept although they have opened nothing yet.
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

    /// The last one has opened nothing that was locked. It may open what comes later, or has come meanwhile, so it is
    /// kept, behind those that are surer; but each costs time with every locked file, so of such passwords only some are.
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
