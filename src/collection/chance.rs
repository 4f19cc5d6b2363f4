//! What of bytes is left out before they are searched: it says nothing, or anything by chance.

/// More bytes that are all the same say no more.
const LONGEST_RUN: usize = 1 << 10;

/// Digits of a SHA-256.
const SUM: usize = 64;

/// The same bytes with long runs of one byte cut short.
pub fn without_runs(bytes: Vec<u8>) -> Vec<u8> {
    let is_long = |part: &[u8]| {
        part.first()
            .is_some_and(|first| part.iter().all(|byte| byte == first))
    };
    if !bytes.chunks_exact(LONGEST_RUN).any(is_long) {
        return bytes;
    }
    let mut left = Vec::new();
    for run in bytes.chunk_by(|one, next| one == next) {
        left.extend_from_slice(run.get(..LONGEST_RUN).unwrap_or(run));
    }
    left
}

/// The same bytes with blanks for every SHA-256. Only for papers of a delivery in which nothing is wrong: each is
/// compared with its file, or the file is reported as missing; and among thousands of them are any few letters.
pub fn without_sums(mut bytes: Vec<u8>) -> Vec<u8> {
    let is_word = |one: &u8, next: &u8| one.is_ascii_alphanumeric() == next.is_ascii_alphanumeric();
    let is_digit = |byte: &u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    for word in bytes.chunk_by_mut(is_word) {
        if word.len() == SUM && word.iter().all(is_digit) {
            word.fill(b' ');
        }
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_runs_of_one_byte_are_cut_short_and_nothing_else_is() {
        let bytes = [&[0; 5000][..], b"Quixby", &[b' '; 9]].concat();
        let left = without_runs(bytes.clone());
        assert_eq!(left, bytes[5000 - LONGEST_RUN..]);
        let mixed: Vec<u8> = (0..=255).cycle().take(9000).collect();
        assert_eq!(without_runs(mixed.clone()), mixed);
    }

    #[test]
    fn sums_are_left_out_and_nothing_that_is_longer_shorter_or_of_other_digits() {
        let sum = "0123456789abcdef".repeat(4);
        let text = format!("{sum}  CASE-1/IM1.dcm\n\"sha256\": \"{sum}\", Quixby");
        let blank = " ".repeat(64);
        let left = String::from_utf8(without_sums(text.into_bytes())).unwrap();
        assert_eq!(
            left,
            format!("{blank}  CASE-1/IM1.dcm\n\"sha256\": \"{blank}\", Quixby")
        );
        for other in [
            format!("{sum}0"),
            format!("{sum}x"),
            sum.get(1..).unwrap().to_owned(),
            sum.to_uppercase(),
            "5175696b62790".to_owned(),
        ] {
            assert_eq!(without_sums(other.clone().into_bytes()), other.into_bytes());
        }
    }
}
