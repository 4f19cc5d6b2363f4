//! Texts whose words are parted by orders: markup, RTF.

/// What stands between tags, one behind the other: a word may be parted by them.
pub fn without_tags(bytes: &[u8]) -> Vec<u8> {
    let mut inside = false;
    let mut text = Vec::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'<' => inside = true,
            b'>' if inside => inside = false,
            _ if !inside => text.push(*byte),
            _ => {}
        }
    }
    text
}

/// RTF without its groups and orders; letters that are spelt as numbers (`\'e9`, `\u233?`) as they are, in UTF-8.
pub fn without_orders(bytes: &[u8]) -> Vec<u8> {
    let mut text = String::with_capacity(bytes.len());
    let mut rest = bytes;
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'{' | b'}' | b'\r' | b'\n', _) => {}
            (b'\\', [b'\'', high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                let code = digit(high)
                    .zip(digit(low))
                    .map(|(high, low)| high * 16 + low);
                text.extend(code.and_then(char::from_u32));
                rest = after;
            }
            (b'\\', after) => rest = order(after, &mut text),
            (byte, _) => text.push(char::from(*byte)),
        }
    }
    text.into_bytes()
}

/// What follows an order with its number and the blank that ends it.
fn order<'a>(after: &'a [u8], text: &mut String) -> &'a [u8] {
    let length = after
        .iter()
        .take_while(|byte| byte.is_ascii_alphabetic())
        .count();
    let (word, rest) = after.split_at_checked(length).unwrap_or((after, &[]));
    if word.is_empty() {
        text.extend(after.first().copied().map(char::from));
        return after.get(1..).unwrap_or_default();
    }
    let is_of_number = |byte: &&u8| byte.is_ascii_digit() || **byte == b'-';
    let length = rest.iter().take_while(is_of_number).count();
    let (number, rest) = rest.split_at_checked(length).unwrap_or((rest, &[]));
    let number = std::str::from_utf8(number).unwrap_or_default();
    if matches!(word, b"par" | b"line" | b"tab" | b"cell" | b"row") {
        text.push(' ');
    }
    match (word, number.parse::<i32>()) {
        (b"u", Ok(number)) => {
            // Numbers above 32767 are written below zero, and one letter follows for readers that know none of it.
            let unit = number.rem_euclid(1 << 16);
            text.extend(u32::try_from(unit).ok().and_then(char::from_u32));
            rest.strip_prefix(b"?").unwrap_or(rest)
        }
        _ => rest.strip_prefix(b" ").unwrap_or(rest),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_rtf_is_one_whatever_orders_part_it() {
        let rtf = br"{\rtf1\ansi {\b Qui}\b0 xby\par J\'e9r\u244?me \{1\}}";
        let text = String::from_utf8(without_orders(rtf)).unwrap();
        assert_eq!(text, "Quixby Jérôme {1}");
    }
}
