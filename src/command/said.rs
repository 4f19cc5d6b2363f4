//! Every line that the command prints.
//!
//! In comes a line that may hold names of files, values of headers or words of other programs; out goes a line of the
//! terminal in which each character that would move the cursor, give the terminal an order, turn the direction of writing
//! round or hide something is spelt out instead: `\u{1b}`, `\u{202e}`. So no name of a file can look like another line,
//! or like another name.

use std::fmt::Display;

/// Prints a line of the answer.
pub fn line(text: impl Display) {
    println!("{}", spelt_out(&text.to_string()));
}

/// Prints a line of what went wrong.
pub fn complaint(text: impl Display) {
    eprintln!("{}", spelt_out(&text.to_string()));
}

/// A text of one line with nothing in it that cannot be seen.
fn spelt_out(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for letter in text.chars() {
        match is_unseen(letter) {
            true => line.extend(letter.escape_unicode()),
            false => line.push(letter),
        }
    }
    line
}

/// Controls (Unicode's Cc), what sets the direction of writing (UAX #9), ends of lines and paragraphs, and characters
/// without a shape. Joiners have none either, but some languages cannot be written without them.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{AD}'
                | '\u{61C}'
                | '\u{180E}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
                | '\u{E0000}'..='\u{E007F}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_spelt_out() {
        for (text, said) in [
            ("IM\u{1b}[2J0001", r"IM\u{1b}[2J0001"),
            ("a\r\nheld: b\t", r"a\u{d}\u{a}held: b\u{9}"),
            ("x\u{202e}mcd.exe", r"x\u{202e}mcd.exe"),
            (
                "\u{2066}a\u{2069}\u{200f}\u{61c}",
                r"\u{2066}a\u{2069}\u{200f}\u{61c}",
            ),
            ("\u{9b}31m\u{7f}", r"\u{9b}31m\u{7f}"),
            ("one\u{2028}two\u{feff}", r"one\u{2028}two\u{feff}"),
        ] {
            assert_eq!(spelt_out(text), said);
        }
    }

    #[test]
    fn what_people_write_stays() {
        for text in ["O’Brien, Zoë", "山田^太郎", "עדה", "می‌خواهم", "a/b\\c: d"]
        {
            assert_eq!(spelt_out(text), text);
        }
    }
}
