//! Texts of a PDF (ISO 32000-1): of strings anywhere outside streams, and of every stream, unpacked.
//!
//! Fonts may number their letters as they like and say so in a table (ToUnicode, 9.10.3). Which font a string is set in is
//! not followed: it is read by every table of the document, one of which is its own.

use std::collections::HashMap;
use std::io::Read;

use flate2::bufread::{DeflateDecoder, ZlibDecoder};

use super::Closed;
use crate::intake;

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

/// As far as it unpacks: a stream may be cut short by whoever wrote it.
fn inflated(bytes: &[u8], left: &mut u64) -> Result<Vec<u8>, Closed> {
    let mut content = Vec::new();
    let most = left.saturating_add(1);
    let _ = ZlibDecoder::new(bytes).take(most).read_to_end(&mut content);
    if content.is_empty() && !bytes.is_empty() {
        let _ = DeflateDecoder::new(bytes)
            .take(most)
            .read_to_end(&mut content);
        if content.is_empty() {
            // Nothing packed is eight bytes at most.
            return match bytes.len() {
                0..=9 => Ok(content),
                _ => Err(Closed::Packed),
            };
        }
    }
    *left = left
        .checked_sub(content.len() as u64)
        .ok_or(Closed::TooLarge)?;
    Ok(content)
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    let digits = bytes.iter().take_while(|byte| **byte != b'>');
    let digits: Vec<u8> = digits
        .filter_map(|byte| u8::try_from(char::from(*byte).to_digit(16)?).ok())
        .collect();
    let pair = |pair: &[u8]| match pair {
        [high, low] => high << 4 | low,
        [high] => high << 4,
        _ => 0,
    };
    digits.chunks(2).map(pair).collect()
}

fn ascii_85(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut group: Vec<u8> = Vec::new();
    let flush = |group: &mut Vec<u8>, out: &mut Vec<u8>| {
        let count = group.len();
        if count < 2 {
            return;
        }
        group.resize(5, 84);
        let number = group.iter().fold(0_u32, |number, digit| {
            number.wrapping_mul(85).wrapping_add(u32::from(*digit))
        });
        out.extend(
            number
                .to_be_bytes()
                .into_iter()
                .take(count.saturating_sub(1)),
        );
        group.clear();
    };
    for byte in bytes.iter().take_while(|byte| **byte != b'~') {
        match byte {
            b'!'..=b'u' => group.push(byte.saturating_sub(b'!')),
            b'z' if group.is_empty() => out.extend([0; 4]),
            _ => continue,
        }
        if group.len() == 5 {
            flush(&mut group, &mut out);
        }
    }
    flush(&mut group, &mut out);
    out
}

fn run_length(bytes: &[u8], left: &mut u64) -> Result<Vec<u8>, Closed> {
    let mut out = Vec::new();
    let mut rest = bytes;
    while let [length, after @ ..] = rest {
        let length = usize::from(*length);
        rest = match (length, after) {
            (128, _) => break,
            (0..=127, _) => {
                let count = length.saturating_add(1).min(after.len());
                out.extend_from_slice(after.get(..count).unwrap_or_default());
                after.get(count..).unwrap_or_default()
            }
            (_, [byte, after @ ..]) => {
                out.resize(out.len().saturating_add(257 - length), *byte);
                after
            }
            _ => break,
        };
    }
    *left = left.checked_sub(out.len() as u64).ok_or(Closed::TooLarge)?;
    Ok(out)
}

/// Letters by the numbers that a font gives them.
struct Table {
    letters: HashMap<Vec<u8>, String>,
    /// Bytes of a number.
    width: usize,
}

impl Table {
    /// The table that a stream holds, if it does (ISO 32000-1 9.10.3, Adobe 5411).
    fn of(content: &[u8]) -> Option<Self> {
        find(content, b"beginbf")?;
        let strings = Strings::of(content);
        let mut letters = HashMap::new();
        let mut pending: Vec<&Piece> = Vec::new();
        for piece in &strings.0 {
            match piece {
                Piece::Word(word) if word == b"endbfchar" => {
                    for pair in pending.chunks_exact(2) {
                        if let [Piece::String(code), Piece::String(letter)] = pair {
                            letters.insert(code.clone(), utf_16(letter));
                        }
                    }
                }
                Piece::Word(word) if word == b"endbfrange" => ranges(&pending, &mut letters),
                Piece::Word(word) if word.starts_with(b"begin") => pending.clear(),
                piece => pending.push(piece),
            }
        }
        let width = letters.keys().map(Vec::len).max()?;
        Some(Self { letters, width })
    }

    fn read(&self, bytes: &[u8], text: &mut Vec<u8>) {
        let mut rest = bytes;
        while !rest.is_empty() {
            let known = (1..=self.width.min(rest.len())).rev().find_map(|width| {
                let (code, after) = rest.split_at_checked(width)?;
                Some((self.letters.get(code)?, after))
            });
            rest = match known {
                Some((letter, after)) => {
                    text.extend_from_slice(letter.as_bytes());
                    after
                }
                None => rest.get(self.width.min(rest.len())..).unwrap_or_default(),
            };
        }
    }
}

/// Most numbers of one range.
const MOST_OF_A_RANGE: usize = 1 << 16;

/// From, to, and the letter of the first, or a list of all letters.
fn ranges(pieces: &[&Piece], letters: &mut HashMap<Vec<u8>, String>) {
    let mut rest = pieces;
    while let [Piece::String(from), Piece::String(to), after @ ..] = rest {
        let codes = (number(from)..=number(to)).take(MOST_OF_A_RANGE);
        let width = from.len().min(4);
        let code = |number: u32| {
            let bytes = number.to_be_bytes();
            bytes.get(4 - width..).unwrap_or_default().to_vec()
        };
        rest = match after {
            [Piece::String(first), after @ ..] => {
                letters.extend(
                    (0..)
                        .zip(codes)
                        .map(|(step, at)| (code(at), next_letter(first, step))),
                );
                after
            }
            _ => {
                let end = after
                    .iter()
                    .position(|piece| matches!(piece, Piece::ListEnd));
                let (list, after) = after.split_at(end.unwrap_or(after.len()));
                let listed = list.iter().filter_map(|piece| match piece {
                    Piece::String(letter) => Some(utf_16(letter)),
                    _ => None,
                });
                letters.extend(codes.map(code).zip(listed));
                after.get(1..).unwrap_or_default()
            }
        };
    }
}

fn number(bytes: &[u8]) -> u32 {
    let bytes = bytes.iter().take(4);
    bytes.fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// A letter so many further on.
fn next_letter(first: &[u8], step: u32) -> String {
    let mut letters = utf_16(first);
    if let Some(last) = letters.pop() {
        letters.extend(char::from_u32(u32::from(last).saturating_add(step)));
    }
    letters
}

fn utf_16(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|pair| match pair {
        [high, low] => u16::from_be_bytes([*high, *low]),
        [only] => u16::from(*only),
        _ => 0,
    });
    char::decode_utf16(units).flatten().collect()
}

/// Strings of a content, and what stands between them.
struct Strings(Vec<Piece>);

enum Piece {
    String(Vec<u8>),
    Number(f32),
    Word(Vec<u8>),
    List,
    ListEnd,
}

impl Strings {
    fn of(content: &[u8]) -> Self {
        let mut pieces = Vec::new();
        let mut rest = content;
        while let [first, after @ ..] = rest {
            rest = match first {
                b'(' => {
                    let (string, after) = literal(after);
                    pieces.push(Piece::String(string));
                    after
                }
                b'<' if after.first() == Some(&b'<') => after.get(1..).unwrap_or_default(),
                b'<' => {
                    let end = after.iter().position(|byte| *byte == b'>');
                    let (digits, behind) = after.split_at(end.unwrap_or(after.len()));
                    pieces.push(Piece::String(hex(digits)));
                    behind.get(1..).unwrap_or_default()
                }
                b'[' => {
                    pieces.push(Piece::List);
                    after
                }
                b']' => {
                    pieces.push(Piece::ListEnd);
                    after
                }
                b'%' => {
                    let end = after.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
                    after.get(end.unwrap_or(after.len())..).unwrap_or_default()
                }
                byte if byte.is_ascii_alphanumeric() || b"+-.'\"*".contains(byte) => {
                    let is_end =
                        |byte: &u8| byte.is_ascii_whitespace() || b"()<>[]{}/%".contains(byte);
                    let end = rest.iter().position(is_end).unwrap_or(rest.len()).max(1);
                    let (word, after) = rest.split_at(end);
                    let number = std::str::from_utf8(word)
                        .ok()
                        .and_then(|word| word.parse().ok());
                    pieces.push(number.map_or_else(|| Piece::Word(word.to_vec()), Piece::Number));
                    after
                }
                _ => after,
            };
        }
        Self(pieces)
    }

    /// With blanks where letters stand apart or a new line begins.
    fn text(&self, table: Option<&Table>) -> Vec<u8> {
        let mut text = Vec::new();
        for piece in &self.0 {
            match piece {
                Piece::String(string) => put(string, table, &mut text),
                Piece::Number(number) if *number > BLANK => {}
                Piece::List | Piece::ListEnd => {}
                Piece::Word(word) if matches!(word.as_slice(), b"Tj" | b"TJ" | b"Tf" | b"Tc") => {}
                Piece::Number(_) | Piece::Word(_) => {
                    if text.last().is_some_and(|last| *last != b' ') {
                        text.push(b' ');
                    }
                }
            }
        }
        text
    }

    /// Without any: each letter may be set by itself.
    fn joined(&self, table: Option<&Table>) -> Vec<u8> {
        let mut text = Vec::new();
        for piece in &self.0 {
            if let Piece::String(string) = piece {
                put(string, table, &mut text);
            }
        }
        text
    }
}

fn put(string: &[u8], table: Option<&Table>, text: &mut Vec<u8>) {
    match (table, string) {
        (Some(table), _) => table.read(string, text),
        (None, [0xFE, 0xFF, wide @ ..]) => text.extend_from_slice(utf_16(wide).as_bytes()),
        (None, _) => text.extend_from_slice(string),
    }
}

/// A string in round brackets (ISO 32000-1 7.3.4.2), and what follows it.
fn literal(bytes: &[u8]) -> (Vec<u8>, &[u8]) {
    let mut string = Vec::new();
    let mut depth = 0_usize;
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'\\' => {
                let Some((escaped, after)) = after.split_first() else {
                    break;
                };
                rest = after;
                match escaped {
                    b'n' | b'r' | b't' | b'f' => string.push(b' '),
                    b'b' => {}
                    b'\r' => rest = after.strip_prefix(b"\n").unwrap_or(after),
                    b'\n' => {}
                    b'0'..=b'7' => {
                        let more = after.iter().take(2);
                        let more = more.take_while(|byte| (b'0'..=b'7').contains(byte)).count();
                        let (digits, after) = after.split_at(more);
                        let digits = std::iter::once(escaped).chain(digits);
                        let byte = digits.fold(0_u8, |byte, digit| {
                            byte.wrapping_mul(8)
                                .wrapping_add(digit.saturating_sub(b'0'))
                        });
                        string.push(byte);
                        rest = after;
                    }
                    other => string.push(*other),
                }
            }
            b'(' => {
                depth = depth.saturating_add(1);
                string.push(b'(');
            }
            b')' if depth == 0 => return (string, rest),
            b')' => {
                depth = depth.saturating_sub(1);
                string.push(b')');
            }
            other => string.push(*other),
        }
    }
    (string, rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn pdf(objects: &[(&str, Vec<u8>)]) -> Vec<u8> {
        let mut file = b"%PDF-1.7\n%\xE2\xE3\n".to_vec();
        for (number, (dictionary, stream)) in objects.iter().enumerate() {
            file.extend(format!("{number} 0 obj\n<<{dictionary}>>\n").into_bytes());
            if !stream.is_empty() {
                file.extend([&b"stream\r\n"[..], stream, b"\nendstream\n"].concat());
            }
            file.extend(b"endobj\n");
        }
        file.extend(b"trailer\n<</Root 0 0 R>>\n%%EOF");
        file
    }

    fn all(bytes: &[u8]) -> Result<String, Closed> {
        let mut found = String::new();
        texts(bytes, &mut |text| {
            found.push_str(&String::from_utf8_lossy(text));
            found.push('\n');
        })?;
        Ok(found)
    }

    #[test]
    fn strings_are_read_however_they_are_set_and_packed() {
        let page = b"BT /F1 12 Tf [(Qui) -20 <7862>-15.5(y)] TJ 0 -14 Td (A\\144\\141) Tj ET";
        let codes =
            b"1 beginbfchar <0003> <0058> endbfchar 2 beginbfrange <0010> <0012> <0061> endbfrange";
        let mut ascii_85 = Vec::new();
        for chunk in b"(Okonkwo) Tj".chunks(4) {
            let mut number = u32::from_be_bytes(chunk.try_into().unwrap());
            let mut group = [0; 5];
            for digit in group.iter_mut().rev() {
                *digit = b'!' + (number % 85) as u8;
                number /= 85;
            }
            ascii_85.extend(group);
        }
        ascii_85.extend(b"~>");
        let file = pdf(&[
            ("/Length 5 /Filter /FlateDecode", zlib(page)),
            ("/Filter[/ASCII85Decode /FlateDecode]", Vec::new()),
            ("/Filter/ASCII85Decode", ascii_85),
            ("/Filter /FlateDecode/Type /CMap", zlib(codes)),
            ("/Filter/FlateDecode", zlib(b"[<000300100011>] TJ")),
            ("/Author <FEFF004C00FC00640065>", Vec::new()),
            ("/Filter/DCTDecode", b"\xFF\xD8picture".to_vec()),
        ]);
        let found = all(&file).unwrap();
        for text in ["Quixby Ada", "Okonkwo", "Xab", "Lüde"] {
            assert!(found.contains(text), "{text}: {found}");
        }
    }

    #[test]
    fn letters_that_are_set_one_by_one_are_joined() {
        let file = pdf(&[(
            "",
            b"(Q)Tj 5 0 Td (u)Tj 5 0 Td (i)Tj 1 0 0 1 7 7 Tm (x)Tj".to_vec(),
        )]);
        assert!(all(&file).unwrap().contains("Quix"));
    }

    #[test]
    fn what_cannot_be_opened_is_said() {
        let packed = |filter: &str| pdf(&[(filter, b"0123456789abcdef".to_vec())]);
        for (file, closed) in [
            (packed("/Filter/LZWDecode"), Closed::Packed),
            (packed("/Filter/FlateDecode"), Closed::Packed),
            (pdf(&[("/Encrypt 5 0 R", Vec::new())]), Closed::Encrypted),
        ] {
            assert_eq!(all(&file), Err(closed));
        }
    }

    #[test]
    fn a_list_of_letters_in_a_range_is_read_as_one() {
        let codes = b"beginbfrange <01> <03> [<0041> <0042> <0043>] <05> <05> <0045> endbfrange";
        let table = Table::of(codes).unwrap();
        let mut text = Vec::new();
        table.read(&[1, 2, 3, 5, 9], &mut text);
        assert_eq!(text, b"ABCE");
    }
}
