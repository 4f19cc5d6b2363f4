//! The papers that lie beside the delivered images: the certificate, the README, and the checksums of all files.
//!
//! In comes a certificate; out come names and bytes. Each delivery's names hold a code of its own, worked out of what
//! the certificate says: two exports that are copied to one folder keep theirs, without anybody having to count them.

use sha2::{Digest as _, Sha256};

use super::certificate::{Certificate, text};
use super::key::hex;
use crate::deid::letters::{are_letters, letters};

/// What a paper is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Paper {
    /// What was done, in JSON, for programs: `darkroom-certificate-K7Q2MA.json`.
    Certificate,
    /// The same for people, as plain text: `README-K7Q2MA.txt`.
    Readme,
    /// As `sha256sum -c` reads it.
    Sums,
}

/// Letters of a delivery's code.
const CODE: usize = 6;

impl Paper {
    /// All that lie beside a delivery.
    pub const ALL: [Self; 3] = [Self::Certificate, Self::Readme, Self::Sums];

    /// What stands before the code, and after it.
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::Certificate => ("darkroom-certificate", ".json"),
            Self::Readme => ("README", ".txt"),
            Self::Sums => ("SHA256SUMS", ""),
        }
    }

    /// The file's name, of a delivery's code: `darkroom-certificate-K7Q2MA.json`.
    pub fn file_name(self, code: &str) -> String {
        let (start, end) = self.name();
        format!("{start}-{code}{end}")
    }

    /// What a file's name, without folders, says that it is, and of which delivery.
    pub fn of_name(name: &str) -> Option<(Self, &str)> {
        Self::ALL.into_iter().find_map(|paper| {
            let (start, end) = paper.name();
            let code = name.strip_prefix(start)?.strip_prefix('-')?;
            let code = code.strip_suffix(end)?;
            (code.len() == CODE && are_letters(code)).then_some((paper, code))
        })
    }
}

impl Certificate {
    /// The papers of a delivery that is complete but for them: names and bytes, the checksums last.
    pub fn papers(&self) -> [(String, Vec<u8>); 3] {
        let code = self.code();
        let certificate = self.to_json().into_bytes();
        let readme = text::readme(self, &code).into_bytes();
        let [certificate_name, readme_name, sums_name] =
            Paper::ALL.map(|paper| paper.file_name(&code));
        let of = |bytes: &[u8]| hex(&Sha256::digest(bytes));
        let images = self.delivered.iter();
        let slides = self.slides.iter();
        let slides = slides.map(|slide| (slide.file.as_str(), slide.sha256.clone()));
        let mut sums: Vec<(&str, String)> = images
            .map(|file| (file.path.as_str(), file.sha256.clone()))
            .chain(slides)
            .collect();
        sums.push((&certificate_name, of(&certificate)));
        sums.push((&readme_name, of(&readme)));
        sums.sort_unstable();
        // Two blanks: the file is read as text, which nowhere differs any more. No path of ours needs escaping.
        let sums: String = sums
            .iter()
            .map(|(path, sha256)| format!("{sha256}  {path}\n"))
            .collect();
        [
            (certificate_name, certificate),
            (readme_name, readme),
            (sums_name, sums.into_bytes()),
        ]
    }
}

/// The code of a delivery, worked out of all that its certificate says, without its seal.
pub fn code_of(certificate: &serde_json::Value) -> String {
    let digest = Sha256::digest(in_one_form(certificate));
    letters(&digest.into(), CODE)
}

/// The same text for the same values, however they stood in the file: keys in order, no blanks.
pub(super) fn in_one_form(value: &serde_json::Value) -> String {
    let mut value = value.clone();
    value.sort_all_objects();
    value.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_papers_name_says_what_it_is_and_of_which_delivery() {
        for paper in Paper::ALL {
            let name = paper.file_name("K7Q2MA");
            assert_eq!(Paper::of_name(&name), Some((paper, "K7Q2MA")), "{name}");
        }
        for other in [
            "README.txt",
            "README-.txt",
            "README-K7Q2M.txt",
            "README-OKONKW.txt",
            "README-K7Q2MA.txt.part",
            "SHA256SUMS-K7Q2MA.txt",
            "darkroom-certificate-k7q2ma.json",
            "CASE-1/README-K7Q2MA.txt",
        ] {
            assert_eq!(Paper::of_name(other), None, "{other}");
        }
    }

    #[test]
    fn a_code_depends_on_what_is_said_and_not_on_how_it_stands() {
        let read = |text: &str| code_of(&serde_json::from_str(text).unwrap());
        assert_eq!(
            read(r#"{"a": 1, "b": [{"c": 2, "d": 3}]}"#),
            read(r#"{"b":[{"d":3,"c":2}],"a":1}"#)
        );
        assert_ne!(read(r#"{"a": 1}"#), read(r#"{"a": 2}"#));
    }
}
