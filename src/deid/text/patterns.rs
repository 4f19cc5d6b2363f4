//! Patterns of the United Kingdom that say who somebody is, whatever the words: NHS and CHI numbers, hospital numbers,
//! telephone numbers, postcodes, e-mail addresses, dates, titles with names.
//!
//! Two uses: [`mark`] finds everything that may be one, in free text, where losing a number costs little;
//! [`is_certain`] finds only what is one without doubt, in values that are otherwise kept.

use super::tokens::{Token, Tokens};
use super::vocabulary;

/// Marks the tokens that must go.
pub fn mark(tokens: &Tokens<'_>, gone: &mut [bool]) {
    addresses_of_the_net(tokens, gone);
    chains_of_digits(tokens, gone);
    postcodes(tokens, true, gone);
    months(tokens, gone);
    titles(tokens, gone);
    behind_key_words(tokens, gone);
    births(tokens, gone);
}

/// Whether a text holds an NHS number, a telephone number, a postcode or an e-mail address without doubt.
pub fn is_certain(text: &str) -> bool {
    if text.contains('@') && email(text) {
        return true;
    }
    let tokens = Tokens::of(text);
    let mut gone = vec![false; tokens.all.len()];
    postcodes(&tokens, false, &mut gone);
    if gone.contains(&true) {
        return true;
    }
    let alone = |digits: &str| {
        is_nhs_number(digits)
            || (digits.len() == 11
                && digits.starts_with('0')
                && digits.bytes().all(|byte| byte.is_ascii_digit()))
    };
    tokens.all.iter().any(|token| alone(&token.folded))
        || runs_of_numbers(&tokens).any(|run| {
            let digits: String = run.iter().map(|token| token.folded.as_str()).collect();
            let international = run.first().is_some_and(|first| {
                first.folded.starts_with("44")
                    && text
                        .get(..first.start)
                        .is_some_and(|before| before.ends_with('+'))
            });
            alone(&digits) || (international && digits.len() >= 11)
        })
}

/// Ten digits of which the last checks the others (Modulus 11); CHI numbers follow the same rule.
pub fn is_nhs_number(digits: &str) -> bool {
    if digits.len() != 10 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digit = |byte: u8| u32::from(byte.saturating_sub(b'0'));
    let sum: u32 = digits
        .bytes()
        .zip((2..=10).rev())
        .map(|(byte, weight)| digit(byte) * weight)
        .sum();
    let check = (11 - sum % 11) % 11;
    digits
        .bytes()
        .last()
        .is_some_and(|last| check == digit(last))
}

fn email(text: &str) -> bool {
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
fn addresses_of_the_net(tokens: &Tokens<'_>, gone: &mut [bool]) {
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

/// Places of tokens that are numbers, with nothing between them that parts one number from another.
fn chains(tokens: &Tokens<'_>) -> Vec<std::ops::Range<usize>> {
    let mut chains: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, token) in tokens.all.iter().enumerate() {
        if !is_number_or_ordinal(token) {
            continue;
        }
        let gap = at.checked_sub(1).map(|before| tokens.gap(before));
        let joins = gap.is_some_and(|gap| gap.len() <= 6 && !gap.contains('\n'));
        match chains.last_mut() {
            Some(chain) if joins && chain.end == at => chain.end = at + 1,
            _ => chains.push(at..at + 1),
        }
    }
    chains
}

/// Whether what stands between two numbers is how one number or date is written. A list has more.
fn joins_tightly(gap: &str) -> bool {
    let tight = |c| {
        matches!(
            c,
            ' ' | '-' | '.' | '/' | '(' | ')' | '+' | ':' | '_' | '\t'
        )
    };
    gap.len() <= 3 && gap.chars().all(tight)
}

/// Telephone, NHS, CHI, GMC and hospital numbers and dates of digits are long, or parted in three.
fn chains_of_digits(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for chain in chains(tokens) {
        let numbers = tokens.all.get(chain.clone()).unwrap_or_default();
        let gaps: Vec<&str> = chain.clone().map(|at| tokens.gap(at)).collect();
        let gaps = gaps.split_last().map_or(&[][..], |(_, gaps)| gaps);
        let is_tight = gaps.iter().all(|gap| joins_tightly(gap));
        let is_list = gaps.iter().any(|gap| gap.starts_with(", "));
        let digits: usize = numbers.iter().map(|token| digits_of(token).len()).sum();
        let has_year = numbers.iter().any(|token| {
            let digits = digits_of(token);
            digits.len() == 4 && (1850..2150).contains(&value_of(digits))
        });
        let most = if is_list { 9 } else { 7 };
        if digits >= most || has_date(numbers, is_tight) || has_year {
            gone.get_mut(chain)
                .into_iter()
                .flatten()
                .for_each(|gone| *gone = true);
        }
    }
}

/// Whether three numbers in a row may be a day, month and year.
fn has_date(numbers: &[Token<'_>], is_tight: bool) -> bool {
    numbers.windows(3).any(|three| {
        let [a, b, c] = three else {
            return false;
        };
        let [a, b, c] = [a, b, c].map(digits_of);
        let form = match (a.len(), b.len(), c.len()) {
            (1..=2, 1..=2, year @ (2 | 4)) => a.len() + b.len() + year > 4 || !is_tight,
            (4, 1..=2, 1..=2) => true,
            (2, 1..=2, 1..=2) => !is_tight,
            _ => false,
        };
        // Of numbers in a list only what a calendar has counts.
        let is_month = |digits: &str| (1..=12).contains(&value_of(digits));
        let is_day = |digits: &str| (1..=31).contains(&value_of(digits));
        let exists = [(a, b), (b, a), (b, c), (c, b)]
            .into_iter()
            .any(|(day, month)| is_day(day) && is_month(month));
        form && (is_tight || exists)
    })
}

/// The digits that a number starts with; of an ordinal all but its ending.
fn digits_of<'a>(token: &'a Token<'_>) -> &'a str {
    let word = token.folded.as_str();
    let end = word
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(word.len());
    word.get(..end).unwrap_or_default()
}

fn value_of(digits: &str) -> u32 {
    digits.parse().unwrap_or(u32::MAX)
}

/// Whether a word is a number, or the ordinal of one.
fn is_number_or_ordinal(token: &Token<'_>) -> bool {
    let digits = digits_of(token).len();
    let ending = token.folded.get(digits..).unwrap_or_default();
    digits > 0 && matches!(ending, "" | "st" | "nd" | "rd" | "th")
}

/// Runs of numbers parted by a space or a hyphen, as identifying numbers are written.
fn runs_of_numbers<'a, 'b>(tokens: &'b Tokens<'a>) -> impl Iterator<Item = &'b [Token<'a>]> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, token) in tokens
        .all
        .iter()
        .enumerate()
        .filter(|(_, token)| token.is_number())
    {
        let joins = at > 0 && matches!(tokens.gap(at - 1), " " | "-") && token.folded.len() > 1;
        match runs.last_mut() {
            Some(run) if joins && run.end == at => run.end = at + 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs.into_iter().filter_map(|run| tokens.all.get(run))
}

/// Two halves parted by a space, or, where that counts, one word.
fn postcodes(tokens: &Tokens<'_>, one_word: bool, gone: &mut [bool]) {
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

const MONTHS: &str = "january february march april may june july august september october november december \
    jan feb mar apr jun jul aug sep sept oct nov dec";

/// A month takes the numbers around it along.
fn months(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for at in 0..tokens.all.len() {
        if !MONTHS
            .split_ascii_whitespace()
            .any(|month| month == tokens.folded(at))
        {
            continue;
        }
        for near in at.saturating_sub(2)..=at + 2 {
            let number = tokens.get(near).is_some_and(Token::has_digit);
            if let (true, Some(gone)) = (number || near == at, gone.get_mut(near)) {
                *gone = true;
            }
        }
    }
}

/// Titles and nothing else.
const TITLES: &str = "mrs miss mister prof professor sir dame lord lady rev revd reverend fr messrs mme mlle herr frau";
/// Titles that are also abbreviations of imaging.
const SHORT_TITLES: &str = "mr dr ms sr";
/// What somebody is; a name may follow.
const ROLES: &str = "doctor nurse sister consultant radiologist radiographer surgeon physician operator technologist reporter matron midwife \
    patient daughter son mother father wife husband brother carer";

/// A title goes with the name behind it.
fn titles(tokens: &Tokens<'_>, gone: &mut [bool]) {
    let among = |list: &str, word: &str| list.split_ascii_whitespace().any(|known| known == word);
    for (at, token) in tokens.all.iter().enumerate() {
        let title = token.folded.as_str();
        let next = tokens.get(at + 1);
        let (own, most) = if among(TITLES, title) {
            (true, 3)
        } else if among(SHORT_TITLES, title) {
            let modality = !token.is_title_case()
                && next.is_none_or(|next| {
                    next.has_digit()
                        || vocabulary::class(&next.folded) == Some(vocabulary::Class::Protocol)
                });
            match (modality, token.is_title_case()) {
                (true, _) => continue,
                (false, true) => (true, 3),
                (false, false) => (true, 1),
            }
        } else if among(ROLES, title)
            && next.is_some_and(|next| next.is_title_case())
            && tokens.gap(at) == " "
        {
            (false, 2)
        } else {
            continue;
        };
        if let (true, Some(gone)) = (own, gone.get_mut(at)) {
            *gone = true;
        }
        for name in at + 1..=at + most {
            let before = tokens.folded(name - 1);
            let part = match tokens.gap(name - 1) {
                " " | "." | "-" | "'" | ", " | "^" | "_" | "  " => true,
                // A point ends a sentence, but not a title or an initial.
                ". " => name == at + 1 || before.len() == 1,
                _ => false,
            };
            let written = tokens.get(name).is_some_and(|name| {
                !name.has_digit() && (name.starts_upper() || !token.starts_upper() && most <= 3)
            });
            // In small letters the first word behind a title is the name; in capitals nobody can tell where it ends.
            let counts = written && part && (token.starts_upper() || name == at + 1);
            match gone.get_mut(name) {
                Some(gone) if counts => *gone = true,
                _ => break,
            }
        }
    }
}

/// Words that lead to a number of a person.
const KEY_WORDS: &str = "nhs chi gmc nmc gdc hcpc mrn hosp hospital id ids number ref reference accession acc tel telephone phone mobile \
    mob fax ext bleep pager unit ward bed room flat apt house";

fn behind_key_words(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for (at, token) in tokens.all.iter().enumerate() {
        if !KEY_WORDS
            .split_ascii_whitespace()
            .any(|word| word == token.folded)
        {
            continue;
        }
        for number in at + 1..=at + 2 {
            let has_digit = tokens.get(number).is_some_and(Token::has_digit);
            if let (true, Some(gone)) = (has_digit, gone.get_mut(number)) {
                *gone = true;
            }
        }
    }
}

/// Words that lead to a birth date, or follow it.
const BIRTHS: &str = "dob born birth bday birthday birthdate";

/// A birth takes the dates and numbers near it along, before it and behind.
fn births(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for at in 0..tokens.all.len() {
        let word = |ahead: usize| tokens.folded(at + ahead);
        let spelt = [word(0), word(1), word(2)] == ["d", "o", "b"];
        let is_birth = spelt
            || BIRTHS
                .split_ascii_whitespace()
                .any(|birth| birth == word(0));
        // `b. 12 Mar 1950`
        let short = word(0) == "b" && matches!(tokens.gap(at), "." | ". ");
        let near = match (is_birth, short) {
            (true, _) => at.saturating_sub(3)..at + 6,
            (false, true) => at + 1..at + 2,
            (false, false) => continue,
        };
        for near in near {
            let is_date = tokens.get(near).is_some_and(|token| {
                token.has_digit() && (is_birth || token.text.starts_with(super::dates::MARK))
            });
            if let (true, Some(gone)) = (is_date, gone.get_mut(near)) {
                *gone = true;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nhs_numbers_are_told_by_their_check_digit() {
        assert!(is_nhs_number("9434765919"));
        assert!(!is_nhs_number("9434765918") && !is_nhs_number("943476591"));
    }

    #[test]
    fn addresses_take_their_own_words_along_however_many_there_are() {
        let text = "a@b chest ".repeat(80_000);
        let tokens = Tokens::of(&text);
        let mut gone = vec![false; tokens.all.len()];
        addresses_of_the_net(&tokens, &mut gone);
        assert!(gone.chunks(3).all(|gone| gone == [true, true, false]));
    }

    #[test]
    fn what_is_certain_is_found_and_technical_values_are_not() {
        for text in [
            "9434765919",
            "x 943 476 5919",
            "943-476-5919",
            "SW1A 9ZZ",
            "a.b@example.org",
            "020 7946 0123",
            "07700900123",
            "+44 7700 900123",
        ] {
            assert!(is_certain(text), "{text}");
        }
        for text in [
            "syngo CT VA50A",
            "V9.1",
            "1.2.3.4",
            "B30f",
            "20190304",
            "T2 3D",
            "C5-1",
            "N=5 @ 3T",
            "",
        ] {
            assert!(!is_certain(text), "{text}");
        }
    }
}
