//! Code extensions (PS3.5 6.1.2.5): escape sequences that switch between character sets within a value.
//!
//! In comes a value; out come its runs of bytes, each in one repertoire, escape sequences left out.

use super::repertoire::Repertoire;

pub(super) const ESCAPE: u8 = 0x1B;

/// What follows the escape character, and the repertoire that it switches to (PS3.3 Tables C.12-3 and C.12-4).
const SEQUENCES: &[(&[u8], Repertoire)] = &[
    (b"(B", Repertoire::Ascii),
    (b"(J", Repertoire::Katakana),
    (b")I", Repertoire::Katakana),
    (b"-A", Repertoire::Latin1),
    (b"-B", Repertoire::Latin2),
    (b"-C", Repertoire::Latin3),
    (b"-D", Repertoire::Latin4),
    (b"-L", Repertoire::Cyrillic),
    (b"-G", Repertoire::Arabic),
    (b"-F", Repertoire::Greek),
    (b"-H", Repertoire::Hebrew),
    (b"-M", Repertoire::Latin5),
    (b"-b", Repertoire::Latin9),
    (b"-T", Repertoire::Thai),
    (b"$B", Repertoire::Kanji),
    (b"$@", Repertoire::Kanji),
    (b"$(D", Repertoire::SupplementaryKanji),
    (b"$)C", Repertoire::Korean),
    (b"$)A", Repertoire::SimplifiedChinese),
];

/// A run of bytes in one repertoire.
pub(super) struct Run<'a> {
    pub repertoire: Repertoire,
    /// Place in the value.
    pub at: usize,
    pub bytes: &'a [u8],
}

/// The runs of a value that begins in `start`, which `delimiters` and line ends bring back.
pub(super) fn runs<'a>(
    start: Repertoire,
    delimiters: &'static [u8],
    bytes: &'a [u8],
) -> impl Iterator<Item = Run<'a>> {
    // A lower half of two-byte characters is never there from the beginning: delimiters could not be recognised.
    let start = if start.is_lower_half() {
        Repertoire::Ascii
    } else {
        start
    };
    let mut state = State {
        upper: start,
        pairs: None,
    };
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some((length, repertoire)) = escape(bytes.get(at..)?) {
            state.switch(repertoire, bytes.get(at..at + length));
            at += length;
        }
        let rest = bytes.get(at..).filter(|rest| !rest.is_empty())?;
        let (length, reset) = state.run_length(rest, delimiters);
        let run = Run {
            repertoire: state.current(),
            at,
            bytes: rest.get(..length)?,
        };
        at += length;
        if reset {
            state = State {
                upper: start,
                pairs: None,
            };
        }
        Some(run)
    })
}

/// Length of the escape sequence at the beginning of `bytes`, and what it switches to.
fn escape(bytes: &[u8]) -> Option<(usize, Repertoire)> {
    let after = bytes.strip_prefix(&[ESCAPE])?;
    let (sequence, repertoire) = SEQUENCES
        .iter()
        .find(|(sequence, _)| after.starts_with(sequence))?;
    Some((1 + sequence.len(), *repertoire))
}

/// What the two halves of the code table hold.
#[derive(Clone, Copy)]
struct State {
    upper: Repertoire,
    /// Two-byte characters in the lower half.
    pairs: Option<Repertoire>,
}

impl State {
    fn current(&self) -> Repertoire {
        self.pairs.unwrap_or(self.upper)
    }

    fn switch(&mut self, to: Repertoire, sequence: Option<&[u8]>) {
        match sequence {
            // ASCII or Roman letters into the lower half; the upper half stays.
            Some([ESCAPE, b'(', _]) => self.pairs = None,
            _ if to.is_lower_half() => self.pairs = Some(to),
            _ => self.upper = to,
        }
    }

    /// How many bytes stay in this state, and whether the last one is a delimiter.
    fn run_length(&self, bytes: &[u8], delimiters: &[u8]) -> (usize, bool) {
        let double = self.pairs.is_some();
        let ends = |&byte: &u8| {
            matches!(byte, b'\n' | b'\r' | 0x0C) || !double && delimiters.contains(&byte)
        };
        match bytes
            .iter()
            .skip(1)
            .position(|byte| *byte == ESCAPE || ends(byte))
        {
            _ if bytes.first().is_some_and(ends) => (1, true),
            Some(before) if bytes.get(before + 1).is_some_and(ends) => (before + 2, true),
            Some(before) => (before + 1, false),
            None => (bytes.len(), false),
        }
    }
}
