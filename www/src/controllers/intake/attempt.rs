//! Which time a file is asked about: one on which the engine stops is asked about again, alone, and then passed over.

use crate::engine::Resume;

/// Which time a file is asked about.
#[derive(Clone, Copy)]
pub enum Attempt {
    /// With others.
    First,
    /// Alone, from the finding of this number on: the engine has stopped once.
    Again(usize),
    /// Alone, past the finding of this number: the engine has stopped on it twice.
    Past(usize),
}

impl Attempt {
    /// Where a worker is to go on.
    pub fn resume(self) -> Resume {
        let (skip, stopped) = match self {
            Self::First => (0, false),
            Self::Again(skip) => (skip, false),
            Self::Past(skip) => (skip, true),
        };
        Resume { skip, stopped }
    }

    /// What to try next, after `reported` findings; `None` if this attempt has come no further than the last.
    pub fn next(self, reported: usize) -> Option<Self> {
        match self {
            Self::First => Some(Self::Again(reported)),
            Self::Again(_) => Some(Self::Past(reported)),
            Self::Past(before) => (reported > before).then_some(Self::Past(reported)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_goes_on_past_what_the_engine_stops_on_as_long_as_it_gets_further() {
        assert!(matches!(Attempt::Past(3).next(4), Some(Attempt::Past(4))));
        assert!(Attempt::Past(3).next(3).is_none());
        assert!(matches!(Attempt::Again(2).next(2), Some(Attempt::Past(2))));
    }
}
