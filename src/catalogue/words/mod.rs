//! What a person reads about triage, held files and names: plain English, no value of a file in it but names.

mod held;
mod triage;

/// A person's name as it is read: `SAMPLE^Marigold` is "SAMPLE, Marigold"; an empty name is "No name".
pub fn person(name: &str) -> String {
    let alphabetic = name.split('=').next().unwrap_or_default();
    let mut parts = alphabetic.split('^').map(str::trim);
    let family = parts.next().unwrap_or_default();
    let given: Vec<&str> = parts.take(2).filter(|part| !part.is_empty()).collect();
    match (family.is_empty(), given.is_empty()) {
        (true, true) if name.trim_matches(['^', '=', ' ']).is_empty() => "No name".to_owned(),
        (true, true) => name.trim_matches(['^', '=', ' ']).to_owned(),
        (true, false) => given.join(" "),
        (false, true) => family.to_owned(),
        (false, false) => format!("{family}, {}", given.join(" ")),
    }
}

/// An error's words as a sentence.
pub fn sentence(words: &str) -> String {
    let end = if words.ends_with('.') { "" } else { "." };
    capital(words) + end
}

/// With a capital.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if !sentence.starts_with("Darkroom") => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::triage::{Reason, Triage};
    use crate::clean::HeldReason;

    #[test]
    fn reasons_read_as_sentences() {
        let words = Triage::Look(vec![Reason::Ultrasound]).words();
        assert_eq!(
            words,
            "Needs a look: ultrasound usually shows the patient’s name in the picture."
        );
        assert_eq!(
            Triage::Held(HeldReason::Video).words(),
            "Held: this is a video, and beside its pictures it may carry names that nobody sees."
        );
    }

    #[test]
    fn a_name_is_read_family_name_first() {
        assert_eq!(person("SAMPLE^Marigold"), "SAMPLE, Marigold");
        assert_eq!(
            person("SAMPLE^Marigold^Ann^Dr=\u{5c71}"),
            "SAMPLE, Marigold Ann"
        );
        assert_eq!(person("SAMPLE"), "SAMPLE");
        assert_eq!(person("^Marigold"), "Marigold");
        assert_eq!(person("=\u{5c71}^\u{592a}"), "\u{5c71}^\u{592a}");
        assert_eq!(person("^^"), "No name");
    }
}
