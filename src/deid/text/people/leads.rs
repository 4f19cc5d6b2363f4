//! Titles, roles, and other words that lead to a name.

use std::ops::Range;

use super::Sure;
use super::words::is_no_name;
use crate::deid::text::cleaner::Cleaner;
use crate::deid::text::free_text::Kind;
use crate::deid::text::lists::among;
use crate::deid::text::tokens::Token;
use crate::deid::text::vocabulary;

/// What leads to a name.
pub(super) struct Lead {
    /// Where the name would begin.
    pub next: usize,
    /// Titles that go with it.
    pub titles: Range<usize>,
    pub sure: Sure,
}

/// Titles and nothing else.
const TITLES: &str =
    "mrs miss mister prof professor sir dame rev revd reverend messrs mme mlle herr frau drs";

/// Titles that are words, too: `lady` counts where both are written with a capital and small letters.
const WORDS_TOO: &str = "lord lady master fr";

/// Titles that are also abbreviations of imaging.
const SHORT_TITLES: &str = "mr dr ms sr";

/// What somebody is; a name may follow.
const ROLES: &str = "doctor nurse sister matron consultant cons consultants registrar reg spr str sho st3 fy1 fy2 f1 f2 gp radiologist rad rads \
    radiographer radiographers sonographer surgeon physician operator op technologist tech technician reporter rpt physio midwife hca \
    anaesthetist chaperone interpreter student trainee physicist porter secretary clerk receptionist carer warden paramedic examiner \
    daughter son mother father wife husband brother sister mum dad partner aunt uncle niece nephew nok kin grandson granddaughter friend \
    clinician referrer requestor requester author initials signed attn fao cc";

/// Whose name may follow where it is written as one.
const PATIENTS: &str = "patient pt client";

/// What is done by people.
const ACTS: &str = "reported requested verified dictated checked scanned seen performed typed reviewed approved authorised authorized referred \
    ref req ordered done read signed transcribed supervised injected cannulated consented assisted vetted protocolled interpreted imported \
    uploaded inserted given sited placed examined discussed informed told advised translated witnessed prepared completed calibrated measured \
    drawn segmented contoured annotated created edited labelled acquired confirmed countersigned entered cancelled booked accepted taken made \
    injection access cannula biopsy scan report review request";

/// Behind these a person is spoken to or of.
const SPEAKING: &str = "spoke spoken discussed d/w informed told asked rang called contacted phoned paged bleeped emailed handed explained \
    message messaged thanks regards dear hi hello under to reviewed agreed shared with dw aware from signed approved dictated authorised \
    verified checked requested reported";

/// Phrases behind which a name must stand.
const ALIASES: &[&[&str]] = &[
    &["known", "as"],
    &["aka"],
    &["a", "k", "a"],
    &["to", "be", "called"],
    &["be", "called"],
    &["is", "called"],
    &["prefers", "name"],
    &["preferred", "name"],
    &["prefers"],
    &["goes", "by"],
    &["answers", "to"],
    &["name", "is"],
    &["named"],
    &["nee"],
    &["alias"],
    &["nickname"],
    &["initials"],
];

/// What begins at a token and leads to a name.
pub(super) fn lead_at(cleaner: &Cleaner<'_>, at: usize) -> Option<Lead> {
    let word = cleaner.tokens.folded(at);
    let lead = |next, sure| Lead {
        next,
        titles: 0..0,
        sure,
    };
    if is_title(cleaner, at) {
        return Some(Lead {
            next: at + 1,
            titles: at..at + 1,
            sure: Sure::Certain,
        });
    }
    if cleaner.phrases.get(at).is_some_and(|left| *left > 1) {
        return None;
    }
    if let Some(length) = alias_at(cleaner, at) {
        return Some(lead(at + length, Sure::Certain));
    }
    let next = cleaner.tokens.folded(at + 1);
    let gap = cleaner.tokens.gap(at);
    let behind = cleaner.tokens.gap(at + 1);
    let discussed =
        word == "d" && next == "w" && gap == "/" || word == "c" && next == "o" && gap == "/";
    match word {
        _ if discussed => Some(lead(at + 2, Sure::Likely)),
        _ if among(ACTS, word) && next == "by" => Some(lead(at + 2, Sure::Certain)),
        _ if among(ACTS, word) && among("with w from to for", next) => {
            let end = at + 2;
            (behind.trim_matches([' ', '/']).is_empty()).then(|| lead(end, Sure::Likely))
        }
        "sister" if among("mary", next) => None,
        _ if among(ROLES, word) => {
            let named = among("cons consultant registrar spr sho", word) || gap.trim() == ":";
            Some(lead(
                at + 1,
                if named { Sure::Certain } else { Sure::Likely },
            ))
        }
        _ if among(PATIENTS, word) => Some(lead(at + 1, Sure::Perhaps)),
        _ if among(ACTS, word) && gap.trim_start().starts_with([':', '-']) => {
            Some(lead(at + 1, Sure::Perhaps))
        }
        "by" => Some(lead(at + 1, Sure::Likely)),
        "over" | "back" if next == "to" => Some(lead(at + 2, Sure::Perhaps)),
        "for" | "cc" | "attn" | "re" => Some(lead(at + 1, Sure::Perhaps)),
        _ if among(SPEAKING, word) => Some(lead(at + 1, Sure::Perhaps)),
        _ => None,
    }
}

fn alias_at(cleaner: &Cleaner<'_>, at: usize) -> Option<usize> {
    let stands = |alias: &&&[&str]| {
        let mut words = alias.iter().enumerate();
        words.all(|(word, text)| cleaner.tokens.folded(at + word) == *text)
    };
    let alias = ALIASES
        .iter()
        .filter(stands)
        .max_by_key(|alias| alias.len())?;
    let next = cleaner.tokens.get(at + alias.len())?;
    // `prefers to lie flat`; a name is written with a capital.
    let is_plain = *alias == ["prefers"] && !next.is_title_case();
    (!is_plain && !is_no_name(&next.folded)).then_some(alias.len())
}

/// Whether a token is a title here, and not an abbreviation of imaging.
pub(super) fn is_title(cleaner: &Cleaner<'_>, at: usize) -> bool {
    let Some(token) = cleaner.tokens.get(at) else {
        return false;
    };
    let word = token.folded.as_str();
    let next = cleaner.tokens.get(at + 1);
    if among(TITLES, word) {
        return word != "miss" || next.is_some_and(|next| !is_no_name(&next.folded));
    }
    if among(WORDS_TOO, word) {
        return token.is_title_case() && next.is_some_and(Token::is_title_case);
    }
    among(SHORT_TITLES, word) && is_short_title(cleaner, at, token)
}

/// Whether `MR`, `DR`, `MS` or `SR` is a title: by how it is written, what leads to it, and what follows.
fn is_short_title(cleaner: &Cleaner<'_>, at: usize, token: &Token<'_>) -> bool {
    if token.is_title_case() {
        return true;
    }
    let before = at.checked_sub(1);
    let led = before.is_some_and(|before| {
        let word = cleaner.tokens.folded(before);
        let discussed = word == "w" && before > 0 && cleaner.tokens.folded(before - 1) == "d";
        among("by ref req cons for to under gp with cc re reg registrar consultant spr sho list of rpt rad and prof", word)
            || discussed
            || among(SPEAKING, word)
            || (among(ACTS, word) && !among("scan report review request done", word))
    });
    let Some(next) = cleaner.tokens.get(at + 1) else {
        return led
            && token.folded != "mr"
            && before.is_some_and(|at| cleaner.tokens.folded(at) == "by");
    };
    let gap = cleaner.tokens.gap(at);
    if next.has_digit() || !matches!(gap, " " | "  " | "." | ". " | "_") {
        return false;
    }
    let is_unknown = cleaner.kind(at + 1) == Some(Kind::Gone) && next.folded.len() > 1;
    let initial = next.folded.len() == 1
        && !among("l r t c", &next.folded)
        && cleaner.tokens.get(at + 2).is_some();
    let is_name = vocabulary::is_any_name(&next.folded) || cleaner.is_name(at + 1);
    let is_technical = matches!(
        cleaner.kind(at + 1),
        Some(Kind::Technical | Kind::TechnicalName)
    );
    match () {
        () if is_no_name(&next.folded) => false,
        () if is_unknown || initial || gap.starts_with('.') => true,
        () if led && !is_modality_led(cleaner, at) => true,
        () if is_technical => is_name && tells_of_somebody(cleaner, at),
        () => is_name && (tells_of_somebody(cleaner, at) || !is_first_technical(cleaner, at)),
    }
}

/// `referred for MR hand`, `request CT or MR spine`: what is asked for, and not who asks.
fn is_modality_led(cleaner: &Cleaner<'_>, at: usize) -> bool {
    let word = at.checked_sub(1).map_or("", |at| cleaner.tokens.folded(at));
    let is_technical = match cleaner.kind(at + 1) {
        Some(Kind::Technical | Kind::TechnicalName) => true,
        Some(Kind::Word) => !vocabulary::is_any_name(cleaner.tokens.folded(at + 1)),
        _ => false,
    };
    is_technical && among("for to with re of and", word) && !tells_of_somebody(cleaner, at)
}

/// Whether all behind a token is technical.
fn is_first_technical(cleaner: &Cleaner<'_>, at: usize) -> bool {
    let kinds = cleaner.kinds.get(at + 2..).unwrap_or_default();
    !kinds.is_empty() && kinds.iter().all(|kind| *kind == Kind::Technical)
}

/// Words that are said of people, and not of pictures.
const OF_PEOPLE: &str = "aware informed attended attending attends refused refuses declined present agitated coughing moved moving unable unwell \
    claustrophobic confused late fell agrees agreed requests requested wants wanted said asked asking told reviewed review see anxious \
    distressed sedated cooperative uncooperative struggled happy arrived keen sweating vomited consented cannulated injected scanned \
    assisted helped performed could would will did was has had is who she he cannot declines tolerated says states stated reports \
    advised advises advise phoned called rang spoke walked alone asleep awake crying smiling list clinic aged unhappy refusing gave";

fn tells_of_somebody(cleaner: &Cleaner<'_>, at: usize) -> bool {
    let mut behind = (at + 2..).map_while(|at| cleaner.tokens.get(at)).take(4);
    behind.any(|token| among(OF_PEOPLE, &token.folded))
}
