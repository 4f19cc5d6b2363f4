//! Every line that the command prints.
//!
//! In comes a line that may hold names of files, values of headers or words of other programs; out goes a line of the
//! terminal in which each character that would move the cursor, give the terminal an order, turn the direction of
//! writing round or hide something is spelt out instead: `\u{1b}`, `\u{202e}`. So no name of a file can look like
//! another line, or like another name.
//!
//! Whoever reads may stop to, as `| head` does: then nothing more is printed, and the work goes on. Where a line can't
//! be written for another reason, [`is_whole`] says so at the end.

use std::fmt::{Display, Write as _};
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU8, AtomicUsize, Ordering};

/// Prints a line of the answer.
pub fn line(text: impl Display) {
    ANSWER.print(io::stdout(), &spelt_out(&text.to_string()));
}

/// Prints a line of what went wrong.
pub fn complaint(text: impl Display) {
    COMPLAINTS.print(io::stderr(), &spelt_out(&text.to_string()));
}

/// Prints text of our own of several lines.
pub fn lines(text: &str) {
    text.lines().for_each(line);
}

/// The same beside a complaint.
pub fn lines_of_complaint(text: &str) {
    text.lines().for_each(complaint);
}

/// Prints JSON; what can't be seen in its texts is spelt out as JSON does it.
pub fn json(text: &str) {
    let mut spelt = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter != '\n' && is_unseen(letter) {
            true => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    // Writing to a string never fails.
                    let _ = write!(spelt, "\\u{unit:04x}");
                }
            }
            false => spelt.push(letter),
        }
    }
    ANSWER.print(io::stdout(), &spelt);
}

/// Prints a table, whose cells have been [spelt out](spelt_out).
pub fn table(text: &str) {
    ANSWER.print(io::stdout(), text);
}

/// Whether all lines of the answer have been written, or nobody wanted to read more of them. If not, says so where it
/// can.
pub fn is_whole() -> bool {
    if let Err(error) = io::stdout().flush() {
        ANSWER.note(&error);
    }
    match ANSWER.0.load(Ordering::Relaxed) {
        LOST => {
            complaint("darkroom: not all of what was to be printed could be written");
            false
        }
        _ => true,
    }
}

/// How far a long work is, on a line of a terminal that is written over again and again; elsewhere nothing.
pub struct Progress {
    of: usize,
    what: &'static str,
    begun: AtomicUsize,
    is_shown: bool,
}

impl Progress {
    pub fn of(of: usize, what: &'static str) -> Self {
        Self {
            of,
            what,
            begun: AtomicUsize::new(0),
            is_shown: io::stderr().is_terminal(),
        }
    }

    /// One more is begun.
    pub fn next(&self) {
        let number = self.begun.fetch_add(1, Ordering::Relaxed).saturating_add(1);
        if self.is_shown {
            let Self { of, what, .. } = self;
            // Whether anybody sees it is no matter of the work's.
            let _ = write!(io::stderr(), "\r{number} of {of} {what}");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.is_shown {
            let _ = writeln!(io::stderr());
        }
    }
}

/// A path as it is printed, before what can't be seen in it is spelt out: bytes that are no text are, as `\xff`, and so
/// what looks like that is written `\\xff`.
pub fn shown(path: &Path) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let mut text = String::new();
        for chunk in path.as_os_str().as_bytes().utf8_chunks() {
            text += &chunk.valid().replace('\\', r"\\");
            for byte in chunk.invalid() {
                let _ = write!(text, "\\x{byte:02x}");
            }
        }
        text
    }
    #[cfg(not(unix))]
    {
        path.to_string_lossy().into_owned()
    }
}

/// Where lines go, and what has become of it.
struct Stream(AtomicU8);

static ANSWER: Stream = Stream(AtomicU8::new(OPEN));
static COMPLAINTS: Stream = Stream(AtomicU8::new(OPEN));

const OPEN: u8 = 0;
/// Whoever read has gone.
const CLOSED: u8 = 1;
/// Something could not be written.
const LOST: u8 = 2;

impl Stream {
    fn print(&self, mut to: impl Write, text: &str) {
        if self.0.load(Ordering::Relaxed) != OPEN {
            return;
        }
        // In one piece, so that lines of several threads do not mix.
        if let Err(error) = to.write_all(format!("{text}\n").as_bytes()) {
            self.note(&error);
        }
    }

    fn note(&self, error: &io::Error) {
        let state = match error.kind() {
            ErrorKind::BrokenPipe => CLOSED,
            _ => LOST,
        };
        self.0.fetch_max(state, Ordering::Relaxed);
    }
}

/// A text of one line with nothing in it that cannot be seen.
pub fn spelt_out(text: &str) -> String {
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
/// without a shape (Default_Ignorable_Code_Point). Joiners have none either, but some languages cannot be written
/// without them.
fn is_unseen(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{AD}'
                | '\u{34F}'
                | '\u{61C}'
                | '\u{115F}'..='\u{1160}'
                | '\u{17B4}'..='\u{17B5}'
                | '\u{180B}'..='\u{180F}'
                | '\u{200B}'
                | '\u{200E}'
                | '\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}'
                | '\u{FEFF}'
                | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}'
                | '\u{1BCA0}'..='\u{1BCA3}'
                | '\u{1D173}'..='\u{1D17A}'
                | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// A number of things: `1 file`, `2 files`.
pub fn count(number: usize, one: &str, more: &str) -> String {
    let things = if number == 1 { one } else { more };
    format!("{number} {things}")
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
            ("a\u{3164}b\u{e0101}", r"a\u{3164}b\u{e0101}"),
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

    #[test]
    #[cfg(unix)]
    fn names_that_are_no_text_are_told_apart() {
        use std::os::unix::ffi::OsStrExt;
        let path = |bytes: &'static [u8]| shown(Path::new(std::ffi::OsStr::from_bytes(bytes)));
        assert_eq!(path(b"a/M\xfcller"), r"a/M\xfcller");
        assert_ne!(path(b"a/M\xfcller"), path(b"a/M\xe4ller"));
        assert_ne!(path(b"a/M\xfcller"), path(br"a/M\xfcller"));
        assert_eq!(path("a/Müller".as_bytes()), "a/Müller");
    }

    #[test]
    fn a_stream_that_is_closed_is_left_alone_and_a_full_drive_is_told() {
        struct Gone(ErrorKind);
        impl Write for Gone {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(self.0.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        for (kind, state) in [
            (ErrorKind::BrokenPipe, CLOSED),
            (ErrorKind::StorageFull, LOST),
        ] {
            let stream = Stream(AtomicU8::new(OPEN));
            stream.print(Gone(kind), "a line");
            let mut more = Vec::new();
            stream.print(&mut more, "another");
            assert_eq!(stream.0.load(Ordering::Relaxed), state);
            assert!(more.is_empty());
        }
    }

    #[test]
    fn one_is_no_number_of_many() {
        let said = |number| count(number, "double", "doubles");
        assert_eq!([0, 1, 2].map(said), ["0 doubles", "1 double", "2 doubles"]);
    }
}
