//! Modalities as people write them, as the defined terms of Modality (PS3.3 C.7.3.1.1.1).

use std::collections::BTreeSet;

/// A word, and what it may stand for in a header.
const WORDS: &[(&str, &[&str])] = &[
    ("angio", &["XA", "RF"]),
    ("angiogram", &["XA", "RF", "CT", "MR"]),
    ("angiography", &["XA", "RF", "CT", "MR"]),
    ("axr", &["CR", "DX"]),
    ("barium", &["RF", "XA"]),
    ("cat", &["CT"]),
    ("cr", &["CR", "DX"]),
    ("ct", &["CT"]),
    ("ctpa", &["CT"]),
    ("cxr", &["CR", "DX"]),
    ("dexa", &["BMD", "DX", "CR", "OT"]),
    ("doppler", &["US"]),
    ("dr", &["CR", "DX"]),
    ("dsa", &["XA"]),
    ("dx", &["CR", "DX"]),
    ("dxa", &["BMD", "DX", "CR", "OT"]),
    ("echo", &["US"]),
    ("fluoro", &["RF", "XA"]),
    ("fluoroscopy", &["RF", "XA"]),
    ("hrct", &["CT"]),
    ("intervention", &["XA", "RF"]),
    ("ir", &["XA", "RF"]),
    ("isotope", &["NM", "PT"]),
    ("mammo", &["MG"]),
    ("mammogram", &["MG"]),
    ("mammography", &["MG"]),
    ("mg", &["MG"]),
    ("mr", &["MR"]),
    ("mra", &["MR"]),
    ("mrcp", &["MR"]),
    ("mri", &["MR"]),
    ("nm", &["NM", "PT"]),
    ("nuclear", &["NM", "PT"]),
    ("nucmed", &["NM", "PT"]),
    ("pet", &["PT"]),
    ("petct", &["PT", "CT"]),
    ("plain", &["CR", "DX"]),
    ("pt", &["PT"]),
    ("radiograph", &["CR", "DX"]),
    ("rf", &["RF", "XA"]),
    ("scintigraphy", &["NM", "PT"]),
    ("screening", &["RF", "XA"]),
    ("sonography", &["US"]),
    ("spect", &["NM"]),
    ("swallow", &["RF", "XA"]),
    ("ultrasound", &["US", "IVUS"]),
    ("us", &["US", "IVUS"]),
    ("uss", &["US", "IVUS"]),
    ("xa", &["XA", "RF"]),
    ("xr", &["CR", "DX"]),
    ("xray", &["CR", "DX"]),
    ("xrays", &["CR", "DX"]),
];

/// What a header may say where somebody writes this; empty if no word of it is known.
pub fn terms(written: &str) -> BTreeSet<&'static str> {
    let lower = written.to_lowercase();
    // `X-ray` is one word, `PET/CT` two.
    let joined = lower.replace("x-ray", "xray").replace("x ray", "xray");
    let words = joined.split(|letter: char| !letter.is_alphanumeric());
    words
        .filter_map(|word| WORDS.iter().find(|(known, _)| *known == word))
        .flat_map(|(_, terms)| terms.iter().copied())
        .collect()
}

/// Whether a text is a modality and little else.
pub fn is_modality(written: &str) -> bool {
    !terms(written).is_empty() && written.split_whitespace().count() <= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_known_in_any_case_and_company() {
        for (written, term) in [
            ("CT", "CT"),
            ("ct head", "CT"),
            ("MRI", "MR"),
            ("MR/MRA", "MR"),
            ("X-ray", "DX"),
            ("X ray chest", "CR"),
            ("XR", "DX"),
            ("USS abdomen", "US"),
            ("Ultrasound", "US"),
            ("Nuclear medicine", "NM"),
            ("PET-CT", "PT"),
            ("PET-CT", "CT"),
            ("barium swallow", "RF"),
        ] {
            assert!(terms(written).contains(term), "{written}");
        }
        assert!(terms("chest").is_empty() && terms("").is_empty());
    }

    #[test]
    fn every_word_stands_once_and_in_order() {
        assert!(WORDS.is_sorted_by(|one, other| one.0 < other.0));
    }
}
