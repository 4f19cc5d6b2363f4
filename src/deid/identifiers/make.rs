//! Identifiers out of what headers were found to say: each word, number and spelling among those of its kind.

use super::byte_forms::ByteForms;
use super::gather::{self, Gathered};
use super::parts::Parts;
use super::spellings::Spellings;
use super::words::{is_code, is_common_word, is_everybodys, pack, whole_number};
use super::{Identifiers, SHORTEST, SUBSTRING_FROM};
use crate::deid::profile::Policy;
use crate::deid::text::fold;
use crate::dicom::DataSet;

/// Forms that are gathered before they are made ready to be looked for.
#[derive(Default)]
struct Forms {
    packed: Vec<String>,
    numbers: Vec<String>,
    bytes: ByteForms,
}

impl Identifiers {
    /// Of what one header was found to say, and of another.
    pub(super) fn of_gathered(
        mut gathered: Gathered,
        other: Option<&DataSet>,
        policy: &Policy,
    ) -> Self {
        if let Some(other) = other {
            gathered.absorb(gather::from(other, policy));
        }
        gathered.finish();
        let mut identifiers = Self {
            names: gathered.names,
            pairs: gathered.pairs,
            spellings: Spellings::of(&gathered.people, &gathered.places),
            ..Self::default()
        };
        gathered
            .tokens
            .extend(identifiers.spellings.long().cloned());
        let unaccented: Vec<String> = gathered
            .tokens
            .iter()
            .map(|token| fold(token))
            .filter(|folded| !gathered.tokens.contains(folded))
            .collect();
        let mut forms = Forms::default();
        for token in gathered.tokens.into_iter().chain(unaccented) {
            identifiers.add(token, &mut forms);
        }
        identifiers.codes = forms
            .packed
            .iter()
            .filter(|code| is_code(code))
            .cloned()
            .collect();
        identifiers.codes.sort_unstable();
        identifiers.parts = Parts::of(&identifiers.values);
        identifiers.packed = Parts::of(forms.packed);
        identifiers.numbers = Parts::of(forms.numbers);
        identifiers.bytes = forms.bytes.parts();
        identifiers
    }

    fn add(&mut self, token: String, forms: &mut Forms) {
        let length = token.chars().count();
        // Two ideographs or syllables are a name; two letters are initials.
        let is_ideographic = length > 1 && token.chars().all(|letter| letter >= '\u{1100}');
        if length < SHORTEST && !is_ideographic || is_common_word(token.as_str()) {
            return;
        }
        if is_everybodys(&token) {
            self.everyday.insert(token);
            return;
        }
        let digits: String = token.chars().filter(char::is_ascii_digit).collect();
        if digits.len() > SUBSTRING_FROM && digits.len() * 2 > length {
            forms.numbers.push(digits);
        }
        if let Some(number) = whole_number(&token) {
            self.whole_numbers.insert(number);
        }
        let packed = pack(&token);
        if length < SUBSTRING_FROM && !is_ideographic {
            self.words.insert(token);
            return;
        }
        if packed.len() > SUBSTRING_FROM && packed.bytes().any(|byte| byte.is_ascii_digit()) {
            forms.packed.push(packed);
        }
        forms.bytes.add(&token);
        self.values.insert(token);
    }
}
