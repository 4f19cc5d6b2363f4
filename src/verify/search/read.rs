//! Reads bytes and texts for needles.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use dicom_core::VR;

use super::hits::Hits;
use super::numbers::FEWEST_IN_GROUPS;
use super::text::{
    counts_in_text, is_digest, is_inside_number, is_printable, pack, readings, spaced_out, split,
    texts,
};
use super::{LONG, LONG_SPLIT, Search, Text, surer};
use crate::dicom::charset::CharacterSet;
use crate::verify::evidence;
use crate::verify::finding::{Kind, Rank};
use crate::verify::fold::{fold, look};
use crate::verify::needles::What;
use crate::verify::words;

impl Search {
    /// Needles that chance can't have put there, and what stands in parts that are text.
    pub(super) fn reads_bytes(&self, bytes: &[u8]) -> Option<(Kind, Rank)> {
        let mut hits = Hits::default();
        let folded = bytes.to_ascii_lowercase();
        for at in 0..folded.len() {
            for (length, needle) in self.forms_at(folded.get(at..).unwrap_or_default()) {
                let form = at..at.saturating_add(length);
                // Digits within more digits are chance's, or a UID's.
                let said = folded.get(form.clone()).unwrap_or_default();
                let is_of_number =
                    said.iter().all(u8::is_ascii_digit) && is_inside_number(&folded, &form);
                let counts = !needle.whole_word && !is_of_number;
                if counts && evidence::of(bytes, form) >= self.enough {
                    hits.add(needle.what, false);
                }
            }
        }
        let mut found = hits.verdict(false);
        let utf_8 = CharacterSet::from_value(b"ISO_IR 192");
        for text in texts(bytes) {
            let here = self.reads_text(text, VR::UT, &utf_8, Text::AmongBytes);
            found = surer(found, here);
        }
        found.or_else(|| self.finds_spelt(bytes))
    }

    /// Identifiers among bytes that are written with other gaps than in the original, so long that chance writes none.
    fn finds_spelt(&self, bytes: &[u8]) -> Option<(Kind, Rank)> {
        // Letters of two bytes, of which one is zero.
        let mut last = 0;
        let mut is_half =
            |byte: &u8| is_printable(std::mem::replace(&mut last, *byte)) && *byte == 0;
        let narrow: Vec<u8> = bytes
            .iter()
            .copied()
            .filter(|byte| !is_half(byte))
            .collect();
        let is_one = |run: &[u8]| {
            let packed = || self.finds_packed(&run.to_ascii_lowercase(), FEWEST_IN_GROUPS);
            self.finds_number(run, FEWEST_IN_GROUPS) || packed().is_some()
        };
        let has_one = |bytes: &[u8]| {
            let runs = bytes.split(|byte| !is_printable(*byte));
            let mut long = runs.filter(|run| run.len() >= FEWEST_IN_GROUPS);
            long.any(is_one)
        };
        (has_one(bytes) || has_one(&narrow)).then_some((Kind::Identifier, Rank::Likely))
    }

    pub(super) fn reads_text(
        &self,
        bytes: &[u8],
        vr: VR,
        character_set: &CharacterSet,
        kind: Text,
    ) -> Option<(Kind, Rank)> {
        let mut hits = Hits::default();
        let mut texts = vec![bytes.to_ascii_lowercase()];
        let readings = match !bytes.is_ascii() || bytes.contains(&0x1B) {
            true => readings(bytes, vr, character_set),
            false => vec![String::from_utf8_lossy(bytes).into_owned()],
        };
        if !bytes.is_ascii() || bytes.contains(&0x1B) {
            texts.extend(readings.iter().map(|reading| fold(reading).into_bytes()));
        }
        for text in &texts {
            self.pass(text, kind, &mut hits);
        }
        if !hits.any() {
            for reading in &readings {
                self.reads_words(reading, &mut hits);
            }
        }
        if !hits.any() {
            let found = texts.iter().find_map(|text| self.finds_packed(text, 0));
            found.into_iter().for_each(|what| hits.add(what, false));
        }
        let mut verdict = hits.verdict(kind == Text::Technical);
        if verdict.is_none_or(|(_, rank)| rank == Rank::Weak) {
            if texts.iter().any(|text| self.finds_pair(text)) {
                verdict = Some((Kind::WholeName, Rank::Likely));
            } else if texts.iter().any(|text| self.finds_number(text, 0)) {
                verdict = Some((Kind::Identifier, Rank::Likely));
            } else if texts.iter().any(|text| self.born.is_in(text)) {
                verdict = Some((Kind::BirthDate, Rank::Likely));
            } else if let Some(found) = self.finds_spelt_names(&readings, kind) {
                verdict = Some(found);
            }
        }
        verdict
    }

    /// Names cut short, glued or of few letters, in what is text.
    fn finds_spelt_names(&self, readings: &[String], kind: Text) -> Option<(Kind, Rank)> {
        if kind == Text::AmongBytes {
            return None;
        }
        let what = readings
            .iter()
            .find_map(|reading| self.spelt.finds(&fold(reading), kind == Text::Technical))?;
        let mut hits = Hits::default();
        hits.add(what, false);
        hits.verdict(false)
    }

    /// Names by their looks: in a word, in letters that stand apart, in words one after another, nearly.
    fn reads_words(&self, reading: &str, hits: &mut Hits) {
        if self.looks.is_empty() && self.whole.is_empty() {
            return;
        }
        let folded = fold(reading);
        let alike = look(reading);
        let mut words = split(&alike);
        let mut plain = split(&folded);
        let apart = spaced_out(&words);
        plain.extend(apart.iter().cloned().map(Cow::Owned));
        words.extend(apart.into_iter().map(Cow::Owned));
        let mut seen = HashSet::new();
        for (word, plain) in words.iter().zip(&plain) {
            if word.len() < LONG
                || !seen.insert((word, plain))
                || words::is_known(word)
                || is_digest(plain)
            {
                continue;
            }
            // A number that looks like a name is none.
            let digits = plain.bytes().filter(u8::is_ascii_digit).count();
            let is_number = digits.saturating_mul(2) > plain.len();
            let counts = |what: &What| !is_number || *what == What::Identifier;
            let bytes = word.as_bytes();
            let inside = (0..bytes.len())
                .flat_map(|at| self.looks.at(bytes.get(at..).unwrap_or_default()))
                .map(|(_, what)| what);
            let whole = self.whole.get(word.as_ref()).copied();
            let nearly = whole.or_else(|| self.near.find(word));
            for what in inside.chain(nearly).filter(counts) {
                hits.add(what, false);
            }
        }
        // From the start of one word to the end of another.
        let joined = words.concat();
        let ends: Vec<usize> = words
            .iter()
            .scan(0_usize, |end, word| {
                *end = end.saturating_add(word.len());
                Some(*end)
            })
            .collect();
        let starts = std::iter::once(&0).chain(&ends);
        for (start, own_end) in starts.zip(&ends) {
            let rest = joined.as_bytes().get(*start..).unwrap_or_default();
            for (length, what) in self.looks.at(rest) {
                let end = start.saturating_add(length);
                let is_of_words = ends.binary_search(&end).is_ok() && end > *own_end;
                if is_of_words && self.is_split_name(&words, &ends, *start..end) {
                    hits.add(what, false);
                }
            }
        }
    }

    /// Whether words one after another are one that was split, and no words of their own: `breast on` is no Mr
    /// Breaston. A short one is, if one letter was split from it: `o hare`.
    fn is_split_name(&self, words: &[Cow<'_, str>], ends: &[usize], part: Range<usize>) -> bool {
        let within = ends.iter().zip(words);
        let within = within.filter(|(at, _)| **at > part.start && **at <= part.end);
        let mut unknown = within
            .map(|(_, word)| word)
            .filter(|word| !words::is_known(word));
        let is_letter = |word: &Cow<'_, str>| word.chars().nth(1).is_none();
        match part.len() >= LONG_SPLIT {
            true => unknown.next().is_some(),
            false => {
                let (letters, rest): (Vec<_>, Vec<_>) = unknown.partition(|word| is_letter(word));
                letters.len() == 1 && rest.len() == 1
            }
        }
    }

    /// Two words of one name, however short, as one word or side by side.
    fn finds_pair(&self, text: &[u8]) -> bool {
        let mut last: &[u8] = &[];
        let words = text.split(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric());
        for word in words.filter(|word| !word.is_empty()) {
            let is_pair =
                |text: &[u8]| std::str::from_utf8(text).is_ok_and(|text| self.pairs.contains(text));
            if is_pair(word) || is_pair(&[last, b" ", word].concat()) {
                return true;
            }
            last = word;
        }
        false
    }

    fn pass(&self, folded: &[u8], kind: Text, hits: &mut Hits) {
        for at in 0..folded.len() {
            for (length, needle) in self.forms_at(folded.get(at..).unwrap_or_default()) {
                let form = at..at.saturating_add(length);
                let is_of_chance = needle.whole_word && kind == Text::AmongBytes;
                let is_of_number = needle.whole_number && is_inside_number(folded, &form);
                let says_nothing = needle.is_everyday && kind == Text::Free;
                let whole = needle.whole_word || (needle.is_everyday && kind == Text::Technical);
                if !is_of_chance
                    && !is_of_number
                    && !says_nothing
                    && counts_in_text(folded, form, whole)
                {
                    hits.add(needle.what, needle.whole_word);
                }
            }
        }
    }

    /// Identifiers of so many letters and digits, whatever stands between these.
    fn finds_packed(&self, text: &[u8], fewest: usize) -> Option<What> {
        let is_none = self.written.packed.is_empty() && self.own.packed.is_empty();
        if is_none || !text.iter().any(u8::is_ascii_digit) {
            return None;
        }
        let packed = pack(text);
        let packed = packed.as_bytes();
        let mut places = 0..packed.len();
        places.find_map(|at| {
            let mut found = self.packed_at(packed.get(at..)?);
            let found = found.find(|(length, _)| *length >= fewest);
            found.map(|(_, what)| what)
        })
    }
}
