//! What is written in another form: base64, hex, URL and HTML forms, quoted-printable, UTF-16, compressed streams.
//!
//! In come bytes; out come what they can be unfolded to, again and again, each with how many of its bytes a byte of the
//! value stands for. Everything that can be unfolded is, whether or not it makes sense: that is the search's to see.
//! Never: more than [`DEEPEST`] forms one in another, nor more bytes than a few times the value's.

use std::io::Read;

use flate2::read::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// Forms in forms.
pub const DEEPEST: usize = 4;

/// Bytes that a value may be unfolded to in all: so many times its own, and what a compressed stream may hold.
const TIMES: usize = 16;
const MOST_INFLATED: usize = 1 << 20;

/// Shorter runs hold no name.
const FEWEST_BASE64: usize = 7;
const FEWEST_HEX_PAIRS: usize = 4;
const FEWEST_CODES: usize = 4;

/// Starts of compressed streams that are tried in one value.
const MOST_STREAMS: usize = 16;

/// One unfolded text.
pub struct Layer {
    pub bytes: Vec<u8>,
    /// Bytes of the value that it was made of, by its own, in quarters.
    pub quarters: u32,
}

/// Everything that a value can be unfolded to.
pub fn layers(value: &[u8]) -> Vec<Layer> {
    let mut left = value.len().saturating_mul(TIMES).saturating_add(1 << 10);
    let mut all = Vec::new();
    let mut waiting = once(value, 4, &mut left);
    for _ in 1..DEEPEST {
        let next: Vec<Layer> = waiting
            .iter()
            .flat_map(|layer| once(&layer.bytes, layer.quarters, &mut left))
            .collect();
        all.append(&mut waiting);
        waiting = next;
    }
    all.append(&mut waiting);
    all
}

/// Each way once.
fn once(bytes: &[u8], quarters: u32, left: &mut usize) -> Vec<Layer> {
    let mut made = Vec::new();
    let mut keep = |bytes: Vec<u8>, of_four: u32| {
        if bytes.len() < FEWEST_CODES || bytes.len() > *left {
            return;
        }
        *left = left.saturating_sub(bytes.len());
        made.push(Layer {
            bytes,
            quarters: quarters.saturating_mul(of_four) / 4,
        });
    };
    if let Some(bytes) = escapes(bytes) {
        keep(bytes, 4);
    }
    if let Some(bytes) = without_tags(bytes) {
        keep(bytes, 4);
    }
    if let Some(bytes) = without_noughts(bytes) {
        keep(bytes, 8);
    }
    if let Some(bytes) = read_twice(bytes) {
        keep(bytes, 4);
    }
    for run in runs(bytes, is_base64, FEWEST_BASE64) {
        for start in 0..4 {
            keep(base64(run.get(start..).unwrap_or_default()), 5);
        }
    }
    for bytes in base32(bytes) {
        keep(bytes, 6);
    }
    for bytes in hex(bytes) {
        keep(bytes, 8);
    }
    for bytes in codes(bytes) {
        keep(bytes, 8);
    }
    for bytes in inflated(bytes) {
        keep(bytes, 4);
    }
    made
}

/// Runs of one kind of bytes; a line may end in one of many.
fn runs(bytes: &[u8], is_of: fn(u8) -> bool, fewest: usize) -> Vec<Vec<u8>> {
    let mut runs = Vec::new();
    let mut run: Vec<u8> = Vec::new();
    let mut line = 0_usize;
    for byte in bytes.iter().copied().chain([0]) {
        if is_of(byte) {
            run.push(byte);
            line = line.saturating_add(1);
            continue;
        }
        if matches!(byte, b'\r' | b'\n') && !run.is_empty() && (line == 0 || line > 30) {
            line = 0;
            continue;
        }
        let run = std::mem::take(&mut run);
        line = 0;
        if run.len() >= fewest {
            runs.push(run);
        }
    }
    runs
}

fn is_base64(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"+/-_".contains(&byte)
}

/// RFC 4648, either alphabet, with or without padding.
fn base64(digits: &[u8]) -> Vec<u8> {
    let six = |digit: &u8| match digit {
        b'A'..=b'Z' => digit.wrapping_sub(b'A'),
        b'a'..=b'z' => digit.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => digit.wrapping_sub(b'0').wrapping_add(52),
        b'+' | b'-' => 62,
        _ => 63,
    };
    packed(digits.iter().map(six), 6)
}

/// Digits of so many bits one after another.
fn packed(digits: impl Iterator<Item = u8>, bits: u32) -> Vec<u8> {
    let (mut held, mut count) = (0_u32, 0_u32);
    let mut bytes = Vec::new();
    for digit in digits {
        held = (held << bits) | u32::from(digit);
        count = count.saturating_add(bits);
        if count >= 8 {
            count = count.saturating_sub(8);
            bytes.push((held >> count).to_le_bytes()[0]);
        }
        held &= 0xFFFF;
    }
    bytes
}

/// RFC 4648, in capitals, from the start of each run.
fn base32(bytes: &[u8]) -> Vec<Vec<u8>> {
    let is_digit = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte);
    let five = |digit: &u8| match digit {
        b'A'..=b'Z' => digit.wrapping_sub(b'A'),
        _ => digit.wrapping_sub(b'2').wrapping_add(26),
    };
    let runs = runs(bytes, is_digit, 8);
    runs.iter()
        .map(|run| packed(run.iter().map(five), 5))
        .collect()
}

/// Pairs of hexadecimal digits, with or without something between them: `51 75`, `51:75`, `0x51,0x75`.
fn hex(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for phase in 0..2 {
        let mut run: Vec<u8> = Vec::new();
        let mut at = 0;
        let mut is_first = true;
        while at < bytes.len() {
            let rest = bytes.get(at..).unwrap_or_default();
            let gap = match run.is_empty() {
                true => 0,
                false => hex_gap(rest),
            };
            // The other phase leaves out the first digit of each run.
            let skipped = usize::from(is_first && phase == 1 && starts_hex(rest));
            let from = gap.saturating_add(skipped);
            let pair = rest.get(from..).and_then(|rest| rest.first_chunk::<2>());
            if let Some(byte) = pair.and_then(|pair| hex_pair(*pair)) {
                run.push(byte);
                is_first = false;
                at = at.saturating_add(from).saturating_add(2);
                continue;
            }
            keep_run(&mut run, &mut found);
            is_first = true;
            // Past a run of digits, so that no digit is a first one twice.
            let rest = bytes.get(at..).unwrap_or_default();
            let digits = rest.iter().take_while(|byte| byte.is_ascii_hexdigit());
            at = at.saturating_add(digits.count().max(1));
        }
        keep_run(&mut run, &mut found);
    }
    found
}

fn keep_run(run: &mut Vec<u8>, found: &mut Vec<Vec<u8>>) {
    let run = std::mem::take(run);
    if run.len() >= FEWEST_HEX_PAIRS {
        found.push(run);
    }
}

fn starts_hex(rest: &[u8]) -> bool {
    rest.first().is_some_and(u8::is_ascii_hexdigit)
}

/// The length of what may stand between two pairs.
fn hex_gap(rest: &[u8]) -> usize {
    let marks = rest
        .iter()
        .take(2)
        .take_while(|byte| b" ,:;-._\r\n\t".contains(byte))
        .count();
    let after = rest.get(marks..).unwrap_or_default();
    let prefix = match after {
        [b'0' | b'\\', b'x' | b'X', ..] => 2,
        _ => 0,
    };
    marks.saturating_add(prefix)
}

fn hex_pair([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(high)?.checked_mul(16)?.checked_add(digit(low)?)?;
    u8::try_from(value).ok()
}

/// Letters by their numbers: `81 85 73 88`.
fn codes(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut run = Vec::new();
    let mut gap = 0_usize;
    let words = bytes.split_inclusive(|byte| !byte.is_ascii_digit());
    for word in words {
        let digits = match word.split_last() {
            Some((last, digits)) if !last.is_ascii_digit() => digits,
            _ => word,
        };
        if digits.is_empty() {
            gap = gap.saturating_add(1);
            continue;
        }
        let letter = std::str::from_utf8(digits).ok().and_then(|digits| {
            let code: u32 = digits.parse().ok()?;
            let is_letter = (32..0x3000).contains(&code) && digits.len() > 1;
            is_letter.then(|| char::from_u32(code)).flatten()
        });
        if letter.is_none() || gap > 2 {
            keep_codes(&mut run, &mut found);
        }
        run.extend(letter);
        gap = 0;
    }
    keep_codes(&mut run, &mut found);
    found
}

fn keep_codes(run: &mut Vec<char>, found: &mut Vec<Vec<u8>>) {
    let run = std::mem::take(run);
    if run.len() >= FEWEST_CODES {
        found.push(run.into_iter().collect::<String>().into_bytes());
    }
}

/// Escapes of URLs, HTML, mail and programs; nothing where there are none.
fn escapes(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let mut has_any = false;
    let is_of_url = bytes.contains(&b'%');
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let escape = match byte {
            b'%' | b'=' | b'&' | b'\\' | b'U' | b'u' => escape(rest),
            // Of a query, but only where there are others.
            b'+' if is_of_url => Some((1, Escaped::Byte(b' '))),
            _ => None,
        };
        match escape {
            Some((length, escaped)) => {
                has_any = true;
                at = at.saturating_add(length);
                match escaped {
                    Escaped::Byte(byte) => plain.push(byte),
                    Escaped::Letter(letter) => {
                        plain.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
                    }
                    Escaped::Nothing => {}
                }
            }
            None => {
                plain.push(*byte);
                at = at.saturating_add(1);
            }
        }
    }
    has_any.then_some(plain)
}

enum Escaped {
    Byte(u8),
    Letter(char),
    Nothing,
}

/// One escape, with its length.
fn escape(rest: &[u8]) -> Option<(usize, Escaped)> {
    let pair = |from: usize| hex_pair(*rest.get(from..)?.first_chunk::<2>()?);
    let letter = |from: usize, most: usize, radix: u32| number(rest, from, most, radix);
    match rest {
        [b'=', b'\r', b'\n', ..] => Some((3, Escaped::Nothing)),
        [b'=', b'\n', ..] => Some((2, Escaped::Nothing)),
        [b'%' | b'=', ..] if pair(1).is_some() => Some((3, Escaped::Byte(pair(1)?))),
        [b'\\', b'x' | b'X', ..] => Some((4, Escaped::Byte(pair(2)?))),
        [b'%' | b'\\', b'u' | b'U', b'{', ..] => {
            let (end, letter) = letter(3, 6, 16)?;
            (rest.get(end) == Some(&b'}')).then(|| (end.saturating_add(1), letter))
        }
        [b'%' | b'\\', b'u', ..] => letter(2, 4, 16).filter(|(end, _)| *end == 6),
        [b'\\', b'U', ..] => letter(2, 8, 16).filter(|(end, _)| *end == 10),
        [b'U' | b'u', b'+', ..] => letter(2, 6, 16).filter(|(end, _)| *end > 5),
        [b'\\', b'0'..=b'3', ..] => letter(1, 3, 8).filter(|(end, _)| *end == 4),
        [b'&', b'#', b'x' | b'X', ..] => Some(closed(rest, letter(3, 7, 16)?)),
        [b'&', b'#', ..] => Some(closed(rest, letter(2, 8, 10)?)),
        [b'&', ..] => named(rest),
        _ => None,
    }
}

/// With the semicolon that may follow.
fn closed(rest: &[u8], (end, letter): (usize, Escaped)) -> (usize, Escaped) {
    let semicolon = usize::from(rest.get(end) == Some(&b';'));
    (end.saturating_add(semicolon), letter)
}

/// A letter by its number, and where that ends.
fn number(rest: &[u8], from: usize, most: usize, radix: u32) -> Option<(usize, Escaped)> {
    let digits = rest.get(from..)?;
    let is_digit = |byte: &&u8| char::from(**byte).is_digit(radix);
    let count = digits.iter().take(most).take_while(is_digit).count();
    let text = std::str::from_utf8(digits.get(..count)?).ok()?;
    let letter = char::from_u32(u32::from_str_radix(text, radix).ok()?)?;
    Some((from.checked_add(count)?, Escaped::Letter(letter)))
}

/// Entities of HTML: marks, and letters with accents as their plain ones, since accents do not count.
fn named(rest: &[u8]) -> Option<(usize, Escaped)> {
    const ACCENTS: &[&[u8]] = &[
        b"acute", b"grave", b"circ", b"uml", b"tilde", b"cedil", b"ring", b"slash", b"caron",
        b"strok", b"dot", b"breve", b"macr", b"ogon", b"dblac",
    ];
    const MARKS: &[(&[u8], char)] = &[
        (b"amp", '&'),
        (b"nbsp", ' '),
        (b"lt", '<'),
        (b"gt", '>'),
        (b"quot", '"'),
        (b"apos", '\''),
        (b"szlig", 'ß'),
        (b"aelig", 'æ'),
        (b"AElig", 'Æ'),
        (b"oelig", 'œ'),
        (b"OElig", 'Œ'),
        (b"thorn", 'þ'),
        (b"THORN", 'Þ'),
        (b"eth", 'ð'),
        (b"ETH", 'Ð'),
        (b"inodot", 'ı'),
        (b"period", '.'),
        (b"commat", '@'),
        (b"lowbar", '_'),
        (b"hyphen", '-'),
        (b"Tab", ' '),
        (b"NewLine", ' '),
        (b"shy", '\u{AD}'),
        (b"zwj", '\u{200D}'),
        (b"zwnj", '\u{200C}'),
    ];
    let end = rest.iter().take(12).position(|byte| *byte == b';')?;
    let length = end.checked_add(1)?;
    let name = rest.get(1..end)?;
    if let Some((_, mark)) = MARKS.iter().find(|(known, _)| *known == name) {
        return Some((length, Escaped::Letter(*mark)));
    }
    let (letter, accent) = name.split_first()?;
    let is_accented = letter.is_ascii_alphabetic() && ACCENTS.contains(&accent);
    is_accented.then_some((length, Escaped::Byte(*letter)))
}

/// A text without tags between its letters.
fn without_tags(bytes: &[u8]) -> Option<Vec<u8>> {
    const LONGEST: usize = 200;
    if !bytes.contains(&b'<') {
        return None;
    }
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    let mut has_any = false;
    while let Some(byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let end = match byte {
            b'<' => rest.iter().take(LONGEST).position(|byte| *byte == b'>'),
            _ => None,
        };
        match end {
            Some(end) => {
                has_any = true;
                at = at.saturating_add(end).saturating_add(1);
            }
            None => {
                plain.push(*byte);
                at = at.saturating_add(1);
            }
        }
    }
    has_any.then_some(plain)
}

/// UTF-16 and UTF-32 of plain letters, and letters with a nought or two between them, in either order of bytes.
fn without_noughts(bytes: &[u8]) -> Option<Vec<u8>> {
    let noughts = bytes.iter().filter(|byte| **byte == 0).count();
    let said = bytes.len().saturating_sub(noughts);
    if noughts.saturating_mul(4) < bytes.len() || said < FEWEST_CODES {
        return None;
    }
    // Where more noughts follow one another there is a gap.
    let mut plain = Vec::with_capacity(said);
    let mut run = 0_usize;
    for byte in bytes {
        match byte {
            0 => run = run.saturating_add(1),
            _ => {
                if run > 3 && !plain.is_empty() {
                    plain.push(0);
                }
                run = 0;
                plain.push(*byte);
            }
        }
    }
    Some(plain)
}

/// UTF-8 that was read as Latin-1 and written as UTF-8 again.
fn read_twice(bytes: &[u8]) -> Option<Vec<u8>> {
    if bytes.is_ascii() {
        return None;
    }
    let text = std::str::from_utf8(bytes).ok()?;
    let (once, _, unmappable) = encoding_rs::WINDOWS_1252.encode(text);
    let once = once.into_owned();
    (!unmappable && !once.is_ascii() && std::str::from_utf8(&once).is_ok()).then_some(once)
}

/// Compressed streams that begin in a value: gzip, zlib and a zip's by their marks, Deflate at the value's start.
fn inflated(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut tried = 0;
    let mut pairs = bytes.array_windows::<2>().enumerate();
    while tried < MOST_STREAMS
        && let Some((at, pair)) = pairs.next()
    {
        let rest = bytes.get(at..).unwrap_or_default();
        let inflated = match (*pair, rest) {
            ([0x1F, 0x8B], [_, _, 8, ..]) => inflate(GzDecoder::new(rest)),
            // The check bits of the head, no dictionary (RFC 1950).
            ([first, second], _)
                if first & 0x8F == 0x08
                    && first >= 0x58
                    && second & 0x20 == 0
                    && u16::from_be_bytes(*pair).is_multiple_of(31) =>
            {
                inflate(ZlibDecoder::new(rest))
            }
            ([b'P', b'K'], [_, _, 3, 4, ..]) => zipped(rest).and_then(inflate_raw),
            _ if at == 0 => inflate_raw(rest),
            _ => continue,
        };
        tried += usize::from(at > 0);
        found.extend(inflated);
    }
    found
}

fn inflate_raw(bytes: &[u8]) -> Option<Vec<u8>> {
    inflate(DeflateDecoder::new(bytes))
}

fn inflate(decoder: impl Read) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let most = u64::try_from(MOST_INFLATED).unwrap_or(u64::MAX);
    // A damaged end does not take back what came before.
    let _ = decoder.take(most).read_to_end(&mut plain);
    (plain.len() >= FEWEST_CODES).then_some(plain)
}

/// What follows the head of a zip's entry.
fn zipped(bytes: &[u8]) -> Option<&[u8]> {
    let two = |at: usize| {
        let pair = bytes.get(at..)?.first_chunk::<2>()?;
        Some(usize::from(u16::from_le_bytes(*pair)))
    };
    let head = two(26)?.checked_add(two(28)?)?.checked_add(30)?;
    bytes.get(head..)
}
