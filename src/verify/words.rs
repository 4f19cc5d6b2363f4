//! Words that everybody uses: of imaging, of reports, of addresses. They are found in any collection, and say nothing
//! of anybody by themselves.
//!
//! In comes a word by its looks; out comes a yes or a no. The lists of words that free text may keep and of plain
//! words of English are the cleaning's own, read here anew: they are many words' lists, and no rule.

use std::collections::HashSet;
use std::sync::OnceLock;

use super::fold::look;
use super::search::technical_words;
use crate::standard::enumerations;

/// Words of addresses and institutions, of headers, and of the certificates and notes that lie beside cleaned images.
const OTHERS: &str = "\
address addresses admin administration all angle anonymous anonymized anonymous apartment area avenue bank bridge building \
campus care case cases castle center centre certificate church city class clinic clinical clinics close college community \
company corner corporation council county court crescent cross data demo department dept device diagnostics district doctor \
drive east email england estate example faculty field fields file files first flat floor folder foundation france gardens \
gate general gmbh green grove hall healthcare hill home hospice hospital hospitals house image images imaging infirmary \
information institute institution instance international ireland item items kingdom lane last laboratory limited list lodge \
london lower manor march market medical medicine memorial middle mount national none north number nursing observer office \
orchard parade park patient patients people person persons phantom place plan plaza point position practice private public \
radiology reader reading referred regional report reports research road room royal rules saint sample school science \
sciences scotland series service services site society south square station street studies study surgery surgical system \
systems technology terrace test tester testing tower town trust united university unknown upper user valley value values \
view village wales walk ward water west wing without wood woods works yard \
accession anonymiser anonymised attributes brightest caldicott certificate cleaned command copied could counted damaged \
darkest darkroom deleted describe descriptors disagree document documents doesn drawn export graphics guardian header \
headers identifiers identifying looked meaning moved moves named nameless nobody nothing overlays painted permission policy \
preset program programs promise redacted retain saved secret seeing stored strict structured themselves unreviewed \
verification version whoever whose words written pname scoord tcoord uidref datetime \
annexe bay board cottage directorate lab ltd maternity mews northern \
reception rise scanning southern suite western nicu picu scbu ccu acu mau amu sau";

/// Lists of the words that texts may keep, and of plain words.
const CLASSED: [&str; 2] = [
    include_str!("../deid/data/vocabulary.txt"),
    include_str!("../deid/data/terms.txt"),
];
const PLAIN: [&str; 5] = [
    include_str!("../deid/identifiers/plain_words.txt"),
    include_str!("../deid/data/foreign.txt"),
    include_str!("../deid/data/sequences.txt"),
    include_str!("../deid/data/reports.txt"),
    include_str!("../deid/data/devices.txt"),
];

/// Whether a word, by its looks, is one of these.
pub fn is_known(alike: &str) -> bool {
    let singular = || alike.strip_suffix('s').filter(|word| word.len() > 3);
    known().contains(alike) || singular().is_some_and(|word| known().contains(word))
}

/// Whether a word, in lower case and plain letters, is one of these as it is written.
pub fn is_written(word: &str) -> bool {
    let singular = || word.strip_suffix('s').filter(|word| word.len() > 3);
    written().contains(word) || singular().is_some_and(|word| written().contains(word))
}

fn known() -> &'static HashSet<String> {
    static KNOWN: OnceLock<HashSet<String>> = OnceLock::new();
    KNOWN.get_or_init(|| written().iter().map(|word| look(word)).collect())
}

fn written() -> &'static HashSet<String> {
    static WRITTEN: OnceLock<HashSet<String>> = OnceLock::new();
    WRITTEN.get_or_init(|| {
        let said = |list: &'static str| list.lines().filter(|line| !line.starts_with('#'));
        // Lines of these begin with what their words are.
        let by_kind = CLASSED.into_iter().flat_map(said);
        let by_kind = by_kind.filter(|line| !line.starts_with("named "));
        let vocabulary = by_kind.flat_map(|line| line.split(' ').skip(1));
        let plain = PLAIN.into_iter().flat_map(said);
        let plain = plain.flat_map(str::split_ascii_whitespace);
        let terms = enumerations::words().map(str::to_ascii_lowercase);
        let others = OTHERS.split_ascii_whitespace();
        let technical = technical_words().iter().copied();
        vocabulary
            .chain(others)
            .chain(technical)
            .chain(plain)
            .map(str::to_owned)
            .chain(terms)
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_reports_and_addresses_are_known_and_names_are_not() {
        for word in ["abdomen", "street", "patients", "observer", "normal"] {
            assert!(is_known(&look(word)), "{word}");
        }
        for word in ["quixotham", "marlpit", "okonkwo", ""] {
            assert!(!is_known(&look(word)), "{word}");
        }
    }
}
