//! Where somebody can be reached: e-mail addresses, pages, postcodes.

use super::super::tokens::Tokens;

pub(super) fn email(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at.saturating_add(1)..).unwrap_or_default();
        let host: &str = after
            .split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-')))
            .next()
            .unwrap_or_default();
        before.is_some_and(char::is_alphanumeric) && host.trim_matches('.').contains('.')
    })
}

/// Whole runs between spaces that hold an at sign or the address of a page.
pub(super) fn addresses_of_the_net(tokens: &Tokens<'_>, gone: &mut [bool]) {
    let mut at = 0;
    for run in tokens.text.split(char::is_whitespace) {
        let end = at + run.len();
        let folded = run.to_ascii_lowercase();
        if run.contains('@') || folded.contains("://") || folded.contains("www.") {
            let first = tokens.all.partition_point(|token| token.start < at);
            let behind = tokens.all.partition_point(|token| token.end <= end);
            if let Some(gone) = gone.get_mut(first..behind) {
                gone.fill(true);
            }
        }
        // Every white space but a few is one byte; those are stepped over by the next find.
        at = tokens
            .text
            .get(end..)
            .and_then(|rest| rest.chars().next())
            .map_or(end, |space| end + space.len_utf8());
    }
}

/// Two halves parted by a space, or, where that counts, one word.
pub(super) fn postcodes(tokens: &Tokens<'_>, one_word: bool, gone: &mut [bool]) {
    for at in 0..tokens.all.len() {
        let word = tokens.folded(at);
        let split = word.len().saturating_sub(3);
        let joined = one_word
            && word.is_ascii()
            && word.len() >= 5
            && is_outward(word.get(..split).unwrap_or_default())
            && is_inward(word.get(split..).unwrap_or_default());
        let pair = is_outward(word)
            && is_inward(tokens.folded(at + 1))
            && tokens
                .gap(at)
                .chars()
                .all(|gap| !gap.is_ascii_graphic() || matches!(gap, ',' | ';' | '-' | '_' | '\\'));
        for at in at..=at + usize::from(pair) {
            if let (true, Some(gone)) = (joined || pair, gone.get_mut(at)) {
                *gone = true;
            }
        }
    }
}

/// A postcode's first half: an area of the Royal Mail and a district.
fn is_outward(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_lowercase).count();
    let (Some(area), Some(district)) = (word.get(..letters), word.get(letters..)) else {
        return false;
    };
    let known = match letters {
        1 => "beglmnsw".contains(area),
        2 => AREAS.split(' ').any(|known| known == area),
        _ => false,
    };
    known
        && match district.as_bytes() {
            [a] => a.is_ascii_digit(),
            [a, b] => a.is_ascii_digit() && b.is_ascii_alphanumeric(),
            _ => false,
        }
}

const AREAS: &str = "ab al ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy ec eh en ex fk fy gl \
    gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky la ld le ll ln ls lu me mk ml ne ng nn np nr nw ol ox pa pe ph pl po pr \
    rg rh rm sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr ts tw ub wa wc wd wf wn wr ws wv wx yo ze zz";

/// A postcode's second half.
fn is_inward(word: &str) -> bool {
    match word.as_bytes() {
        [digit, one, two] => {
            let fits = |letter: &u8| letter.is_ascii_lowercase() && !b"cikmov".contains(letter);
            digit.is_ascii_digit()
                && fits(one)
                && fits(two)
                && !matches!(
                    [*one, *two],
                    [b's', b't'] | [b'n', b'd'] | [b'r', b'd'] | [b't', b'h']
                )
        }
        _ => false,
    }
}
