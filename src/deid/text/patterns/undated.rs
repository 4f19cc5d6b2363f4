//! Days that are told without a year, times of day, and ages over 89: numbers that no unit explains.

use super::super::lists::among;
use super::super::tokens::{Token, Tokens};
use super::super::vocabulary::{self, Class};
use crate::deid::values::times::OLDEST;

/// Marks them; `kept` says which tokens are part of a known phrase.
pub(super) fn mark(tokens: &Tokens<'_>, gone: &mut [bool]) {
    for at in 0..tokens.all.len() {
        let goes = match () {
            () if is_ordinal(tokens, at) => 1,
            () if among("ninety nineties ninetieth hundred", tokens.folded(at)) => 1,
            () if is_glued_month(tokens.folded(at)) => 1,
            () if is_short_year(tokens, at) => 1,
            () if is_great_age(tokens, at) => 1,
            () => pair(tokens, at),
        };
        for gone in gone.iter_mut().skip(at).take(goes) {
            *gone = true;
        }
    }
}

fn value(tokens: &Tokens<'_>, at: usize) -> Option<u32> {
    let token = tokens.get(at).filter(|token| token.is_number())?;
    token
        .folded
        .parse()
        .ok()
        .filter(|_| token.folded.len() <= 3)
}

/// What an ordinal counts in a body, a pregnancy or an examination.
const COUNTED: &str = "rib ribs mc mcp mt mtp pip dip metacarpal metatarsal metacarpals metatarsals finger toe digit phalanx ray ventricle nerve cranial \
    molar trimester degree phase series pass order generation lumbar thoracic cervical sacral costal interspace part portion stage time week \
    space intercostal ic line carpometacarpal cmc ipj webspace delay delayed post dyn dynamic sub subt recon run mip mpr acq echo look set half \
    breast min art arterial venous contrast dye subtraction subtracted pass ax axial sag sagittal cor coronal tra plane";

/// Words before an ordinal that is one of a series of pictures.
const OF_SERIES: &str = "post sub subt subtracted subtraction dyn dynamic mip breast delay delayed c dye ph phase pass recon run lt rt ax cor sag contra";

/// `17th`, unless it counts ribs.
fn is_ordinal(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.folded(at);
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let (Some(number), Some(ending)) = (word.get(..digits), word.get(digits..)) else {
        return false;
    };
    let is_one = (1..=3).contains(&digits) && among("st nd rd th", ending);
    let before = at.checked_sub(1).map_or("", |at| tokens.folded(at));
    let counts = (among(COUNTED, tokens.folded(at + 1)) || among(OF_SERIES, before))
        && number.parse().is_ok_and(|number: u32| number <= 12);
    is_one && !counts
}

/// `12MAR`, `oct22`, `17May2022`.
fn is_glued_month(word: &str) -> bool {
    const MONTHS: [&str; 13] = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    ];
    let letters = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let name = letters.trim_end_matches(|letter: char| letter.is_ascii_digit());
    let full = [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    name.len() < word.len() && (MONTHS.contains(&name) || full.contains(&name))
}

/// `'22`
fn is_short_year(tokens: &Tokens<'_>, at: usize) -> bool {
    let is_two = tokens
        .get(at)
        .is_some_and(|token| token.is_number() && token.folded.len() == 2);
    is_two && tokens.ahead(at).ends_with(['\'', '\u{2019}', '`'])
}

/// Words before a number that say what it counts.
pub const COUNTERS: &str = "te tr ti fa te1 te2 b bval bvalue bvalues series image images im slice slices phase phases frame frames level levels \
    grade stage type score rads gleason bosniak fazekas ecog kv kvp ma mas matrix fov nex nsa etl sense grappa zoom factor segment segments \
    zone station gauge cycle fraction fractions seg vol volume ser pass part run sequence seq acq dose times x class category \
    gcs egfr hb hba1c wcc wbc crp creat creatinine cr psa ddimer inr plt platelets na sats spo2 bp hr rr temp lvef ef suv suvmax bmi \
    weight height delay delayed approx about over under than power murmur apgar reflexes pain of sat o2 lactate bilirubin alp alt amylase \
    glucose troponin trop urea esr ca125 ca cea afp k size measuring measures hu depth length distance width iso ph portal venous arterial \
    contrast post gad gfr bvals omni opti isovue omnipaque visipaque ultravist fov mip recon ax cor sag tra axial asir dimer level lev width zoom ss sl diff dwi";

/// What follows a number and says what it counts.
fn is_counted(word: &str) -> bool {
    super::super::shapes::is_unit(word)
        || among(
            "slice slices degree degrees phase phases percent channel channels min mins weeks days months hours hrs wks week pack fractions",
            word,
        )
}

/// A day and a month, a month and a year, a time of day; how many tokens it takes.
fn pair(tokens: &Tokens<'_>, at: usize) -> usize {
    let number = |at: usize| {
        tokens
            .get(at)
            .filter(|token| token.is_number() && token.folded.len() <= 2)
    };
    let (Some(one), Some(two)) = (number(at), number(at + 1)) else {
        return 0;
    };
    let gap = tokens.gap(at);
    let (Some(a), Some(b)) = (value(tokens, at), value(tokens, at + 1)) else {
        return 0;
    };
    let third = number(at + 2).map(|third| (third, tokens.gap(at + 1)));
    if let Some((third, next)) = third.filter(|(_, next)| *next == gap) {
        return three(tokens, at, [one, two, third], next);
    }
    let before = at.checked_sub(1).map_or("", |at| tokens.folded(at));
    let joins_before = at > 0
        && !tokens
            .gap(at - 1)
            .contains([' ', '(', ',', ';', '?', '\n', ':']);
    let is_counted = is_counted(tokens.folded(at + 2)) && tokens.gap(at + 1).trim().is_empty();
    let is_told = among(COUNTERS, before)
        || is_counted
        || joins_before
        || is_of_a_thickness(tokens, at + 2)
        || tokens.gap(at + 1).starts_with('%');
    match gap {
        ":" => usize::from(a <= 23 && b <= 59 && two.folded.len() == 2) * 2,
        "/" if !is_told => usize::from(is_day_or_month(tokens, at, [one, two], [a, b])) * 2,
        "-" if !is_told => usize::from(a > b && (1..=12).contains(&b) && a <= 31) * 2,
        "." if !is_told => usize::from((13..=31).contains(&a) && (1..=12).contains(&b)) * 2,
        _ => 0,
    }
}

/// `5/2.5MM`: the decimals of the second of two thicknesses, with their unit.
fn is_of_a_thickness(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.folded(at);
    let unit = word.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let digits = word.len() - unit.len();
    let is_one = (1..=2).contains(&digits) && matches!(unit, "mm" | "cm");
    let before = at.checked_sub(1).map_or("", |before| tokens.gap(before));
    is_one && before == "."
}

/// Three numbers parted alike: `1.5.22`, `17 5 22`.
fn three(tokens: &Tokens<'_>, at: usize, numbers: [&Token<'_>; 3], gap: &str) -> usize {
    let [a, b, c] = numbers.map(|number| number.folded.parse::<u32>().unwrap_or_default());
    let is_day = |day: u32, month: u32| (1..=31).contains(&day) && (1..=12).contains(&month);
    let year = numbers[2].folded.len() == 2 && (is_day(a, b) || is_day(b, a))
        || numbers[0].folded.len() == 2 && is_day(c, b);
    let goes_on =
        matches!(tokens.gap(at + 2), "." | "/") && tokens.get(at + 3).is_some_and(Token::has_digit);
    let is_counted = is_counted(tokens.folded(at + 3));
    usize::from(matches!(gap, "." | "/" | "-" | " ") && year && !goes_on && !is_counted) * 3
}

/// Words beside which a fraction is one.
const PARTS: &str =
    "upper lower middle mid distal proximal third of about medial lateral anterior posterior";

fn is_day_or_month(
    tokens: &Tokens<'_>,
    at: usize,
    written: [&Token<'_>; 2],
    [a, b]: [u32; 2],
) -> bool {
    let is_day = (1..=31).contains(&a) && (1..=12).contains(&b)
        || (1..=12).contains(&a) && (1..=31).contains(&b);
    let is_month =
        (1..=12).contains(&a) && written.iter().all(|number| number.folded.len() == 2) && b != 52;
    let before = at.checked_sub(1).map_or("", |at| tokens.folded(at));
    let is_fraction =
        a < b && b <= 5 && a < 4 && (among(PARTS, before) || among(PARTS, tokens.folded(at + 2)));
    (is_day || is_month) && !is_fraction
}

/// A number from 90 to 125 of which nobody says what it counts, and `90s`.
fn is_great_age(tokens: &Tokens<'_>, at: usize) -> bool {
    let word = tokens.folded(at);
    let digits = word.trim_end_matches('s');
    let Some(number) = digits.parse::<u32>().ok().filter(|_| digits.len() <= 3) else {
        return false;
    };
    if !(OLDEST + 1..=125).contains(&number) || word.len() > digits.len() + 1 {
        return false;
    }
    let gap = tokens.gap(at);
    let ahead = at.checked_sub(1).map_or("", |at| tokens.gap(at));
    let before = at.checked_sub(1).map_or("", |at| tokens.folded(at));
    // `p2_94`, `b=100`, `92.5`, `100%`
    let tight = |gap: &str| {
        !gap.is_empty()
            && gap.chars().all(|sign| {
                matches!(
                    sign,
                    '_' | '=' | '.' | '*' | '^' | '<' | '>' | '~' | '-' | '/' | '+'
                )
            })
    };
    let joined = tight(gap) && tokens.get(at + 1).is_some()
        || tight(ahead)
        || gap.starts_with('%')
        || gap.starts_with(" %");
    let is_listed = tokens.get(at + 1).is_some_and(Token::is_number) && gap == ", "
        || at > 0 && ahead == ", " && tokens.get(at - 1).is_some_and(Token::is_number);
    let told = among(COUNTERS, before)
        && !among("about over of under than type post contrast", before)
        || (word.ends_with('s')
            && among("contrast post gad delay venous portal phase sec at", before))
        || tokens.behind(at).starts_with('%');
    // `100s Kidneys`
    let is_delay = at == 0
        && word.ends_with('s')
        && number >= 100
        && vocabulary::class(tokens.folded(1)) == Some(Class::Protocol);
    let is_counted = is_counted(tokens.folded(at + 1))
        && gap.trim_matches([' ', '-']).is_empty()
        && !among("m d l g", tokens.folded(at + 1));
    !(joined || told || is_listed || is_counted || is_delay)
}
