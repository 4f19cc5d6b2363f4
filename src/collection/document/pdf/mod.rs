//! Texts of a PDF (ISO 32000-1): of strings anywhere outside streams, and of every stream, unpacked.
//!
//! Fonts may number their letters as they like and say so in a table (ToUnicode, 9.10.3). Which font a string is set in
//! is not followed: it is read by every table of the document, one of which is its own.

mod filters;
mod strings;
mod table;
#[cfg(test)]
mod tests;

use super::Closed;
use crate::intake;
use filters::{ascii_85, hex, inflated, run_length};
use strings::Strings;
use table::Table;

/// Bytes of all streams of a document once unpacked, and of what is read by all tables.
const MOST: u64 = 1 << 30;

/// A number in a row of strings from which there is a blank between two of them: thousandths of the font's size.
const BLANK: f32 = -180.0;

/// Whether a file is one: its mark may stand somewhat behind the start.
pub fn is_one(bytes: &[u8]) -> bool {
    let start = bytes.get(..1024).unwrap_or(bytes);
    find(start, b"%PDF-").is_some()
}

/// Calls `each` with every text.
pub fn texts(bytes: &[u8], each: &mut dyn FnMut(&[u8])) -> Result<(), Closed> {
    let (outside, streams) = parts(bytes);
    if find(&outside, b"/Encrypt").is_some() {
        return Err(Closed::Encrypted);
    }
    let mut closed = None;
    let mut left = MOST;
    let mut tables: Vec<Table> = Vec::new();
    for stream in &streams {
        match stream.unpacked(&mut left) {
            Ok(Some(content)) => {
                tables.extend(Table::of(&content));
                if intake::is_packed(&content) {
                    closed = Some(Closed::Archive);
                }
            }
            Ok(None) => {}
            Err(error) => closed = Some(error),
        }
    }
    let mut left = MOST;
    let mut told = |content: &[u8], each: &mut dyn FnMut(&[u8])| {
        let strings = Strings::of(content);
        each(&strings.text(None));
        each(&strings.joined(None));
        for table in &tables {
            left = left
                .checked_sub(content.len() as u64)
                .ok_or(Closed::TooLarge)?;
            each(&strings.text(Some(table)));
            each(&strings.joined(Some(table)));
        }
        Ok(())
    };
    told(&outside, each)?;
    let mut unpacked_left = MOST;
    for stream in &streams {
        if let Ok(Some(content)) = stream.unpacked(&mut unpacked_left) {
            each(&content);
            told(&content, each)?;
        }
    }
    closed.map_or(Ok(()), Err)
}

/// The strings of a text of PostScript, which are written as in a PDF.
pub fn strings(bytes: &[u8], each: &mut dyn FnMut(&[u8])) {
    let strings = Strings::of(bytes);
    each(&strings.text(None));
    each(&strings.joined(None));
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = wanted.first()?;
    let mut at = 0;
    loop {
        let rest = bytes.get(at..)?;
        at = at.saturating_add(rest.iter().position(|byte| byte == first)?);
        if bytes.get(at..)?.starts_with(wanted) {
            return Some(at);
        }
        at = at.saturating_add(1);
    }
}

/// A stream: what its dictionary says, and its bytes as they stand.
struct Stream<'a> {
    dictionary: &'a [u8],
    bytes: &'a [u8],
}

/// What stands outside streams, one behind the other, and the streams.
fn parts(bytes: &[u8]) -> (Vec<u8>, Vec<Stream<'_>>) {
    let mut outside = Vec::new();
    let mut streams = Vec::new();
    let mut rest = bytes;
    while let Some(at) = find(rest, b"stream") {
        let before = rest.get(..at).unwrap_or_default();
        let after = rest.get(at.saturating_add(6)..).unwrap_or_default();
        outside.extend_from_slice(before);
        let start = match after {
            [b'\r', b'\n', ..] => 2,
            [b'\n' | b'\r', ..] => 1,
            _ => 0,
        };
        // Behind its dictionary, or a word of a text.
        if start == 0 || !before.trim_ascii_end().ends_with(b">>") {
            rest = after;
            continue;
        }
        let after = after.get(start..).unwrap_or_default();
        let end = find(after, b"endstream").unwrap_or(after.len());
        let dictionary = before.len().saturating_sub(MOST_OF_A_DICTIONARY);
        let dictionary = before.get(dictionary..).unwrap_or_default();
        let of_this = dictionary
            .windows(4)
            .rposition(|window| window == b" obj")
            .unwrap_or(0);
        streams.push(Stream {
            dictionary: dictionary.get(of_this..).unwrap_or_default(),
            bytes: after.get(..end).unwrap_or_default(),
        });
        let behind = end.saturating_add(b"endstream".len());
        rest = after.get(behind..).unwrap_or_default();
    }
    outside.extend_from_slice(rest);
    (outside, streams)
}

/// Bytes of the longest dictionary of a stream that is looked at.
const MOST_OF_A_DICTIONARY: usize = 1 << 16;

impl Stream<'_> {
    /// The bytes unpacked; none of a picture, which has no text in it.
    fn unpacked(&self, left: &mut u64) -> Result<Option<Vec<u8>>, Closed> {
        let mut content = self.bytes.to_vec();
        for filter in self.filters() {
            content = match filter {
                b"FlateDecode" | b"Fl" => inflated(&content, left)?,
                b"ASCIIHexDecode" | b"AHx" => hex(&content),
                b"ASCII85Decode" | b"A85" => ascii_85(&content),
                b"RunLengthDecode" | b"RL" => run_length(&content, left)?,
                b"DCTDecode" | b"DCT" | b"JPXDecode" | b"CCITTFaxDecode" | b"CCF"
                | b"JBIG2Decode" => return Ok(None),
                _ => return Err(Closed::Packed),
            };
        }
        Ok(Some(content))
    }

    /// Names behind `/Filter` (or `/F`, in pictures within pages), in their order.
    fn filters(&self) -> Vec<&[u8]> {
        let Some(at) = find(self.dictionary, b"/Filter") else {
            return Vec::new();
        };
        let rest = self.dictionary.get(at.saturating_add(7)..);
        let rest = rest.unwrap_or_default().trim_ascii_start();
        let (list, rest) = match rest {
            [b'[', rest @ ..] => (true, rest),
            _ => (false, rest),
        };
        let end = match list {
            true => rest.iter().position(|byte| *byte == b']'),
            false => rest
                .iter()
                .skip(1)
                .position(|byte| !byte.is_ascii_alphanumeric())
                .map(|end| end.saturating_add(1)),
        };
        let names = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        names
            .split(|byte| *byte == b'/')
            .map(<[u8]>::trim_ascii)
            .filter(|name| !name.is_empty())
            .collect()
    }
}
