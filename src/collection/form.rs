//! Whether certificates and checksums are in the form in which this program writes them.
//!
//! In come bytes, or a certificate; out comes what they say, or whether that fits together.

use std::collections::{BTreeMap, BTreeSet};

use crate::deid::{PermissionSaid, TestSaid};
use crate::deliver::certificate::folders_of;
use crate::deliver::{Certificate, dicomdir, layout, slides};
use crate::dicom::Digest;

/// The form of certificates that is known here.
const FORM: u32 = 1;

/// A certificate of the known form, and all that stands in its file.
pub fn read(bytes: &[u8]) -> Option<(Certificate, serde_json::Value)> {
    let json: serde_json::Value = serde_json::from_slice(bytes).ok()?;
    let certificate: Certificate = serde_json::from_value(json.clone()).ok()?;
    (certificate.form == FORM).then_some((certificate, json))
}

/// Whether what is counted in several places is the same in all of them.
pub fn adds_up(certificate: &Certificate) -> bool {
    let files = &certificate.files;
    let sum = |counts: &mut dyn Iterator<Item = usize>| counts.fold(0_usize, usize::saturating_add);
    let cleaned = sum(&mut certificate.cases.iter().map(|case| case.cleaned));
    let verification = &certificate.verification;
    let found = sum(&mut verification.held.iter().map(|held| held.images));
    // Pictures may be of some of the images only.
    let counted = certificate.part.is_none() && certificate.slides.is_empty();
    let left = images_that_left(certificate);
    let of_case = |name: &str| {
        let of = left.iter();
        let of = of.filter(|path| match layout::file_set::case_of(path) {
            Some(case) => case == name,
            None => path.split('/').next() == Some(name),
        });
        of.count()
    };
    // Certificates from before folders were counted have none.
    let folders = &certificate.folders;
    let are_folders = folders.is_empty() || *folders == folders_of(&certificate.delivered);
    files.reconcile()
        && are_folders
        && cleaned == files.cleaned
        && verification.clean == files.cleaned
        && verification.read_again == verification.clean.saturating_add(found)
        && left.len() <= files.cleaned
        && (!counted || left.len() == files.cleaned)
        && certificate.cases.iter().all(|case| {
            let delivered = of_case(&case.case);
            delivered <= case.cleaned && (!counted || delivered == case.cleaned)
        })
}

/// The paths of the images that left, as files or as pictures for slides.
fn images_that_left(certificate: &Certificate) -> BTreeSet<&str> {
    let files = certificate.delivered.iter();
    let slides = certificate.slides.iter().flat_map(|slide| &slide.of);
    files
        .map(|file| file.path.as_str())
        .chain(slides.map(|of| of.image.as_str()))
        .collect()
}

/// What people typed that stands on its papers, and may name nobody. Who gave permission, or tried the images out, may share
/// a word with somebody's name.
pub fn typed_on(certificate: &Certificate) -> Vec<String> {
    let rules = &certificate.rules;
    let named = rules.policy_file.as_ref().and_then(|it| it.name.as_deref());
    let why = rules.policy.kept().map(|kept| kept.permission().why());
    let purpose = match &certificate.permission {
        Some(PermissionSaid::Recorded(record)) => Some(record.purpose_words()),
        _ => None,
    };
    let test = match &certificate.motivated_intruder_test {
        Some(TestSaid::Recorded(test)) => Some(test.words()),
        _ => None,
    };
    let collection = certificate.collection.as_ref();
    let called = collection.map(|it| [it.name(), it.description()]);
    let all = [named, why, purpose, test].into_iter().flatten();
    let all = all.chain(called.into_iter().flatten());
    all.filter(|text| !text.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Whether files are listed in order, each once, by paths of our own form and with digests that are some.
pub fn lists_paths(certificate: &Certificate) -> bool {
    let files = &certificate.delivered;
    let is_form = |file: &crate::deliver::DeliveredFile| {
        layout::is_path(&file.path) && digest_of(&file.sha256).is_some()
    };
    let directory = certificate.dicomdir.as_ref();
    let is_directory = |file: &crate::deliver::DeliveredFile| {
        file.path == dicomdir::NAME && digest_of(&file.sha256).is_some()
    };
    let names = &certificate.slides;
    let is_slide = |slide: &slides::SlideReport| {
        let image = |of: &slides::SlideOf| {
            layout::is_path(&of.image) && digest_of(&of.sha256).is_some() && of.frames.is_sorted()
        };
        slides::is_name(&slide.file)
            && digest_of(&slide.sha256).is_some()
            && !slide.of.is_empty()
            && slide.of.iter().all(image)
    };
    names.iter().all(is_slide)
        && (names.is_empty() || files.is_empty() && directory.is_none())
        && names
            .iter()
            .map(|slide| &slide.file)
            .is_sorted_by(|one, next| one < next)
        && files.iter().all(is_form)
        && directory.is_none_or(is_directory)
        && files
            .iter()
            .map(|file| &file.path)
            .is_sorted_by(|one, next| one < next)
}

/// A digest in hexadecimal, in lower case as this program writes it.
pub fn digest_of(text: &str) -> Option<Digest> {
    let mut digest = [0; 32];
    let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
    if text.len() != 64 || !text.bytes().all(is_digit) {
        return None;
    }
    for (byte, pair) in digest.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(digest)
}

/// Digests by path, as `sha256sum` writes them; nothing if that is not what it is.
pub fn sums_of(bytes: &[u8]) -> Option<BTreeMap<String, Digest>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut sums = BTreeMap::new();
    for line in text.lines() {
        let (digest, path) = line.split_once("  ")?;
        if sums.insert(path.to_owned(), digest_of(digest)?).is_some() {
            return None;
        }
    }
    Some(sums)
}

/// Whether checksums stand as this program writes them, byte for byte: in order, each line with its end and no other.
pub fn are_as_written(sums: &[u8]) -> bool {
    let path = |line: &[u8]| line.get(64..).map(<[u8]>::to_vec);
    let lines = sums.split_inclusive(|byte| *byte == b'\n');
    sums.ends_with(b"\n")
        && !sums.contains(&b'\r')
        && lines.map(path).is_sorted_by(|one, next| one < next)
}
