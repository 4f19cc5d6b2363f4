//! What people make of a name when they type it: parts of it as one word, particles cut short, letters dropped.
//!
//! In come the names of a header, in lower case; out come the forms in which they are looked for. Which of them stand
//! in a text is [`super::spellings`]' question.

use super::words::words;
use crate::deid::text::fold;

/// Words before a family name that nobody is called by alone, and titles.
const PARTICLES: &str = "van von der den del della di da dal de du des dos das la le las los el al ter ten te zu zum zur bin binti \
    bint ben ibn abu abd ap ab ni nic o d st saint mc mac fitz dr mr mrs ms miss prof sir jr sr rev frcr phd mbbs msc bsc rgn";

/// Words that lead to one of [`PARTS`] in phrases of imaging, and are names too: `short head`, `left hand`.
const ADJECTIVES: &str = "short long left right low high early late small large middle upper lower post pre hard thin deep dual \
    double single first light white grey gray black bright dark";

/// What is examined or shown, and a name too.
const PARTS: &str = "head neck back hand hands foot feet heart hip knee leg legs arm arms bone bones joint lip nail palm rib ribs \
    shin skin spine vein vessel wall eye chest brain body axis matter blood phase dose beam line tube stroke field window wave \
    pa ap lung abdomen pelvis";

/// A title or a suffix is no name: family, given and middle names are (PS3.5 6.2.1.1).
const NAMES: usize = 3;

/// Words of one name together are no more.
const MOST_WORDS: usize = 8;

/// The forms of one name.
#[derive(Default)]
pub struct Forms {
    /// Its words that somebody is called by.
    pub words: Vec<String>,
    /// Several of its words as one: `ohara`, `vandenberg`, `vdberg`.
    pub joined: Vec<String>,
}

/// Whether a word only leads to a name.
pub fn is_particle(word: &str) -> bool {
    among(PARTICLES, word)
}

/// Whether two words, in either order, are a phrase of imaging: parts side by side, or one with what it is like.
pub fn is_a_phrase(first: &str, second: &str) -> bool {
    let (first, second) = match among(PARTS, second) {
        true => (first, second),
        false => (second, first),
    };
    among(PARTS, second) && (among(PARTS, first) || among(ADJECTIVES, first))
}

/// Whether two words that everybody uses, which are one person's, are his name where they stand together.
pub fn are_a_name(first: &str, second: &str) -> bool {
    first.len().min(second.len()) > 2 && !is_a_phrase(first, second)
}

impl Forms {
    /// Of a name in lower case, components parted by `^`.
    pub fn of(name: &str) -> Self {
        let mut forms = Self::default();
        let all: Vec<String> = name
            .split('^')
            .take(NAMES)
            .flat_map(words)
            .map(fold)
            .collect();
        for pair in all.windows(2).take(MOST_WORDS) {
            if let [first, second] = pair
                && first.len().min(second.len()) > 1
                && !is_particle(first)
                && !is_a_phrase(first, second)
            {
                forms
                    .joined
                    .extend([format!("{first}{second}"), format!("{second}{first}")]);
            }
        }
        for component in name.split('^').take(NAMES) {
            let plain: Vec<String> = words(component).map(fold).collect();
            let spelt: Vec<String> = words(component).map(spelt_out).collect();
            if spelt != plain {
                forms.component(&spelt);
            }
            forms.component(&plain);
        }
        forms
    }

    fn component(&mut self, words: &[String]) {
        let words = words.get(..MOST_WORDS).unwrap_or(words);
        let called = words
            .iter()
            .filter(|word| words.len() == 1 || !is_particle(word));
        self.words.extend(called.cloned());
        if words.len() < 2 {
            return;
        }
        // `van den Berg`: from each particle on; then the particles by their first letters.
        let particles = words.iter().take_while(|word| is_particle(word)).count();
        let last = words.len().saturating_sub(2);
        for from in 0..=particles.min(last) {
            self.joined
                .extend(words.get(from..).map(<[String]>::concat));
        }
        let Some((led, rest)) = words.split_at_checked(particles) else {
            return;
        };
        let rest = rest.concat();
        let initials: String = led.iter().filter_map(|word| word.chars().next()).collect();
        if rest.is_empty() || initials.is_empty() {
            return;
        }
        for lead in [initials.as_str(), initials.get(..1).unwrap_or_default()] {
            self.joined.push(format!("{lead}{rest}"));
        }
        match led.last().map(String::as_str) {
            Some("st") => self.joined.push(format!("saint{rest}")),
            Some("saint") => self.joined.push(format!("st{rest}")),
            _ => {}
        }
    }
}

/// As it is spelt where there are no accents: `Müller` is `mueller`.
fn spelt_out(word: &str) -> String {
    let spelt = word.replace('ä', "ae").replace(['ö', 'ø'], "oe");
    fold(&spelt.replace('ü', "ue").replace('å', "aa"))
}

fn among(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|known| known == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_name_are_written_as_one_and_particles_cut_short() {
        for (name, joined) in [
            ("o'hara^sean", "ohara"),
            ("van den berg^jan", "vandenberg"),
            ("van den berg^jan", "denberg"),
            ("van den berg^jan", "vdberg"),
            ("de la cruz^ana", "dlcruz"),
            ("smith-jones^amy", "smithjones"),
            ("st john^clare", "saintjohn"),
            ("ní bhriain^aoife", "nibhriain"),
        ] {
            assert!(
                Forms::of(name).joined.iter().any(|it| it == joined),
                "{name} {joined}"
            );
        }
        assert_eq!(Forms::of("van den berg^jan^^dr").words, ["berg", "jan"]);
        assert!(
            Forms::of("müller^jörg")
                .words
                .contains(&"mueller".to_owned())
        );
    }

    #[test]
    fn two_names_are_a_name_unless_they_are_a_phrase() {
        assert!(are_a_name("black", "iris") && are_a_name("young", "mark"));
        for (first, second) in [("short", "head"), ("matter", "white"), ("chest", "pa")] {
            assert!(!are_a_name(first, second), "{first} {second}");
        }
    }
}
