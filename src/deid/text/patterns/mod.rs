//! Patterns of the United Kingdom that say who somebody is, whatever the words: NHS and CHI numbers, hospital numbers,
//! telephone numbers, postcodes, e-mail addresses, dates, titles with names.
//!
//! Two uses: [`mark`] finds everything that may be one, in free text, where losing a number costs little;
//! [`is_certain`] finds only what is one without doubt, in values that are otherwise kept.
//!
//! | file | job |
//! |---|---|
//! | `digits` | numbers of people, dates of digits |
//! | `addresses` | e-mail addresses, pages, postcodes |
//! | `people` | words that lead to a number or a birth |
//! | `undated` | days without a year, times of day, ages over 89 |

mod addresses;
pub(crate) mod digits;
mod people;
mod undated;

use super::free_text::About;
use super::tokens::Tokens;
use addresses::{addresses_of_the_net, email, postcodes};
pub(super) use digits::are_weights;
use digits::{chains_of_digits, is_nhs_number, runs_of_numbers, versions, weights};
use people::{behind_key_words, births, months};
pub(super) use undated::COUNTERS;

/// Which tokens must go, but for those of a known phrase.
pub fn mark(tokens: &Tokens<'_>, phrases: &[usize], about: About) -> Vec<bool> {
    let mut gone = vec![false; tokens.all.len()];
    match about {
        About::Version => versions(tokens, &mut gone),
        About::Device | About::Technique => chains_of_digits(tokens, &mut gone),
        About::Anything | About::Occupation | About::Code => {
            chains_of_digits(tokens, &mut gone);
            undated::mark(tokens, &mut gone);
            for weights in weights(tokens) {
                gone.get_mut(weights)
                    .into_iter()
                    .flatten()
                    .for_each(|gone| *gone = false);
            }
        }
    }
    months(tokens, &mut gone);
    behind_key_words(tokens, &mut gone);
    for (gone, phrase) in gone.iter_mut().zip(phrases) {
        *gone &= *phrase == 0;
    }
    addresses_of_the_net(tokens, &mut gone);
    postcodes(tokens, true, &mut gone);
    births(tokens, &mut gone);
    gone
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
