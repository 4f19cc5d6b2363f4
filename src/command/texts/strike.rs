//! `--strike FILE`: what a person wants struck out, one text or word a line. It holds patient data: no error says more
//! than the number of a line.

use std::path::Path;

use darkroom::deid::Wording;

use super::cells::text;
use crate::command::{Error, Reason, files};

/// What is in a file; nothing if there is none.
pub fn read(path: Option<&Path>) -> Result<Wording, Error> {
    let Some(path) = path else {
        return Ok(Wording::default());
    };
    let written = files::read_text(path)
        .map_err(|error| Error::Usage(Reason::Unread(path.to_owned(), error)))?;
    parse(&written).map_err(|line| Error::Usage(Reason::Strike(path.to_owned(), line)))
}

/// The error is the number of the line that is not understood, from 1.
fn parse(written: &str) -> Result<Wording, usize> {
    let mut wording = Wording::default();
    let lines = written.trim_start_matches('\u{FEFF}').lines();
    for (line, number) in lines.zip(1..) {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let strikes = |of: &str| line.strip_prefix(of).map(|rest| text(rest.trim()));
        // The same twice is no mistake.
        let is_understood = match (strikes("text:"), strikes("word:")) {
            (Some(text), _) => wording.strike_text(&text, true) || wording.is_text_struck(&text),
            (_, Some(word)) => wording.strike_word(&word, true) || wording.is_word_struck(&word),
            _ => false,
        };
        if !is_understood {
            return Err(number);
        }
    }
    Ok(wording)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_words_are_read_and_nothing_is_guessed() {
        let wording =
            parse("\u{FEFF}# mine\n\ntext: CT\\nhead  Foo\r\nword:Bar\nword: bar\n").unwrap();
        assert!(wording.is_text_struck("ct head foo") && wording.is_word_struck("BAR"));
        assert_eq!(wording.counts().words_struck, 1);
        assert_eq!(parse("word: a\nFoo\n"), Err(2));
        assert_eq!(parse("word: two words"), Err(1));
        assert_eq!(parse("text:"), Err(1));
    }
}
