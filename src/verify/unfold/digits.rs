//! Letters in digits: base64, base32, hexadecimal, and their numbers.
//!
//! In comes a text; out comes what each run of such digits says, in every way that it can be read.

use super::FEWEST;

/// Shorter runs hold no name.
const FEWEST_BASE64: usize = 7;
const FEWEST_BASE32: usize = 8;

/// Shorter lines end a run: they are words under one another.
const SHORTEST_LINE: usize = 30;

/// RFC 4648, from each of the four digits that a group may begin with.
pub fn base64(text: &[u8]) -> Vec<Vec<u8>> {
    let runs = runs(text, is_base64, FEWEST_BASE64);
    let starts = |run: &Vec<u8>| -> Vec<Vec<u8>> {
        (0..4)
            .map(|start| base64_run(run.get(start..).unwrap_or_default()))
            .collect()
    };
    runs.iter().flat_map(starts).collect()
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
        if matches!(byte, b'\r' | b'\n') && !run.is_empty() && (line == 0 || line > SHORTEST_LINE) {
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
fn base64_run(digits: &[u8]) -> Vec<u8> {
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
pub fn base32(bytes: &[u8]) -> Vec<Vec<u8>> {
    let is_digit = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte);
    let five = |digit: &u8| match digit {
        b'A'..=b'Z' => digit.wrapping_sub(b'A'),
        _ => digit.wrapping_sub(b'2').wrapping_add(26),
    };
    let runs = runs(bytes, is_digit, FEWEST_BASE32);
    runs.iter()
        .map(|run| packed(run.iter().map(five), 5))
        .collect()
}

/// Pairs of hexadecimal digits, with or without something between them: `51 75`, `51:75`, `0x51,0x75`.
pub fn hex(bytes: &[u8]) -> Vec<Vec<u8>> {
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
    if run.len() >= FEWEST {
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

pub fn hex_pair([high, low]: [u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(high)?.checked_mul(16)?.checked_add(digit(low)?)?;
    u8::try_from(value).ok()
}

/// Letters by their numbers: `81 85 73 88`.
pub fn codes(bytes: &[u8]) -> Vec<Vec<u8>> {
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
    if run.len() >= FEWEST {
        found.push(run.into_iter().collect::<String>().into_bytes());
    }
}
