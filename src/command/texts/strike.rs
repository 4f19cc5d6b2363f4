//! `--strike FILE`: what a person wants struck out, one text or word a line. It holds patient data: no error says more
//! than the number of a line.

use std::path::Path;

use darkroom::deid::Wording;
use darkroom::deid::leaving::LeavingText;

use super::cells::text;
use crate::command::{Error, Reason, files};

/// What is struck, and by which lines.
#[derive(Default)]
pub struct Struck {
    pub wording: Wording,
    lines: Vec<(usize, Wording)>,
}

impl Struck {
    /// The numbers of the lines that strike nothing out of any of these texts.
    pub fn idle<'a>(&self, texts: impl Iterator<Item = &'a LeavingText> + Clone) -> Vec<usize> {
        let strikes = |wording: &Wording| {
            let mut texts = texts.clone();
            texts.any(|text| wording.strikes(&text.before) || wording.strikes(&text.after))
        };
        let idle = self.lines.iter().filter(|(_, wording)| !strikes(wording));
        idle.map(|(number, _)| *number).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

/// What is in a file; nothing if there is none.
pub fn read(path: Option<&Path>) -> Result<Struck, Error> {
    let Some(path) = path else {
        return Ok(Struck::default());
    };
    let written = files::read_text(path)
        .map_err(|error| Error::Usage(Reason::Unread(path.to_owned(), error)))?;
    parse(&written).map_err(|line| Error::Usage(Reason::Strike(path.to_owned(), line)))
}

/// The error is the number of the line that is not understood, from 1.
fn parse(written: &str) -> Result<Struck, usize> {
    let mut struck = Struck::default();
    let lines = written.trim_start_matches('\u{FEFF}').lines();
    for (line, number) in lines.zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let strikes = |of: &str| line.strip_prefix(of).map(|rest| text(rest.trim()));
        // The same twice is no mistake.
        let mut alone = Wording::default();
        let is_understood = match (strikes("text:"), strikes("word:")) {
            (Some(text), _) => {
                struck.wording.strike_text(&text, true);
                alone.strike_text(&text, true)
            }
            (_, Some(word)) => {
                struck.wording.strike_word(&word, true);
                alone.strike_word(&word, true)
            }
            _ => false,
        };
        if !is_understood {
            return Err(number);
        }
        struck.lines.push((number, alone));
    }
    Ok(struck)
}

#[cfg(test)]
mod tests {
    use super::*;
    use darkroom::deid::leaving::TextKind;

    #[test]
    fn texts_and_words_are_read_and_nothing_is_guessed() {
        let struck =
            parse("\u{FEFF}# mine\n\ntext: CT\\nhead  Foo\r\nword:Bar\nword: bar\n").unwrap();
        let wording = struck.wording;
        assert!(wording.is_text_struck("ct head foo") && wording.is_word_struck("BAR"));
        assert_eq!(wording.counts().words_struck, 1);
        let wrong = |written| parse(written).err();
        assert_eq!(wrong("word: a\nFoo\n"), Some(2));
        assert_eq!(wrong("word: two words"), Some(1));
        assert_eq!(wrong("text:"), Some(1));
    }

    #[test]
    fn lines_that_strike_nothing_are_told_by_their_numbers() {
        let struck = parse("text: knee Foo\n# mine\nword: foo\ntext: knee\nword: kne\n").unwrap();
        let texts = [LeavingText {
            kind: TextKind::Typed,
            attribute: "StudyDescription".into(),
            before: "Knee  FOO Bar".into(),
            after: "Knee Foo".into(),
        }];
        assert_eq!(struck.idle(texts.iter()), [4, 5]);
        assert_eq!(struck.idle(std::iter::empty()), [1, 3, 4, 5]);
    }
}
