//! What a person types to be printed: one line, in which nothing acts on what stands around it.
//!
//! In comes a text; out comes the same in one line with single spaces, without characters that have no shape, or the
//! reason why it is not taken: characters that control a terminal, or turn the direction of writing round, so that a
//! line reads as another.

use thiserror::Error;

/// A text that is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "it holds characters that control how text is written, such as its direction: type it anew"
)]
pub struct NotPlain;

/// A text as one line.
pub fn plain_line(text: &str) -> Result<String, NotPlain> {
    let shown: String = text
        .chars()
        .filter(|letter| !has_no_shape(*letter))
        .collect();
    if shown
        .chars()
        .any(|letter| acts(letter) && !letter.is_whitespace())
    {
        return Err(NotPlain);
    }
    Ok(shown.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// Controls (Unicode's Cc), and what sets the direction of writing (UAX #9).
fn acts(letter: char) -> bool {
    letter.is_control()
        || matches!(letter, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}'
            | '\u{FFF9}'..='\u{FFFB}')
}

/// Joiners have none either, but some languages cannot be written without them.
fn has_no_shape(letter: char) -> bool {
    matches!(letter, '\u{AD}' | '\u{180E}' | '\u{200B}' | '\u{2060}'..='\u{2065}' | '\u{FEFF}'
        | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_becomes_one_line() {
        assert_eq!(
            plain_line(" Dr A.\r\n Keeper\u{2028}\t ").unwrap(),
            "Dr A. Keeper"
        );
        assert_eq!(
            plain_line("Mu\u{AD}e\u{200B}ller\u{E0041}").unwrap(),
            "Mueller"
        );
        assert_eq!(plain_line("می\u{200C}خواهم").unwrap(), "می\u{200C}خواهم");
    }

    #[test]
    fn what_controls_a_terminal_or_turns_a_line_round_is_not_taken() {
        for text in [
            "a\u{1b}[2Jb",
            "a\0b",
            "a\u{202E}b",
            "\u{200F}a",
            "a\u{2067}b",
            "a\u{61C}",
            "\u{85}\u{9b}x",
        ] {
            assert_eq!(plain_line(text), Err(NotPlain), "{text:?}");
        }
    }
}
