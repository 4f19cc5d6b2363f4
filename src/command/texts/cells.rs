//! Texts as cells of a table: on one line, without tabs, and with nothing in them that can't be seen.

use crate::command::terminal::spelt_out;

/// A text as a cell.
pub(super) fn cell(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => escaped.push_str(r"\\"),
            '\n' => escaped.push_str(r"\n"),
            '\r' => escaped.push_str(r"\r"),
            '\t' => escaped.push_str(r"\t"),
            letter => escaped.push(letter),
        }
    }
    spelt_out(&escaped)
}

/// The text of a cell. What is no escape stands for itself.
pub(super) fn text(cell: &str) -> String {
    let mut text = String::with_capacity(cell.len());
    let mut rest = cell;
    while let Some((before, from)) = rest.split_once('\\') {
        text.push_str(before);
        let coded = from
            .strip_prefix("u{")
            .and_then(|code| code.split_once('}'))
            .and_then(|(code, after)| {
                let letter = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
                Some((letter, after))
            });
        let plain = |(code, letter)| Some((letter, from.strip_prefix::<&str>(code)?));
        let known = [("\\", '\\'), ("n", '\n'), ("r", '\r'), ("t", '\t')];
        match coded.or_else(|| known.into_iter().find_map(plain)) {
            Some((letter, after)) => {
                text.push(letter);
                rest = after;
            }
            None => {
                text.push('\\');
                rest = from;
            }
        }
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn nothing_in_a_cell_moves_a_cursor_or_ends_it() {
        assert_eq!(cell("a\tb\nc\u{1b}[2J\\"), r"a\tb\nc\u{1b}[2J\\");
        assert_eq!(text(r"C:\x \u{zz}"), r"C:\x \u{zz}");
    }

    proptest! {
        #[test]
        fn a_cell_is_read_as_the_text_that_it_was(written in any::<String>()) {
            prop_assert_eq!(text(&cell(&written)), written);
        }
    }
}
