//! Certificates and checksums as they lie in a collection, and where they contradict themselves or one another.
//!
//! In come the papers' bytes and, where there is one, the linking key's secret; out comes what each certificate says
//! was delivered beside it. A certificate is believed only where all that it says fits together: whoever has no key can
//! forge one that does, which only its seal tells.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::form::{adds_up, are_as_written, digest_of, lists_paths, read, sums_of, typed_on};
use super::look::{ImageFacts, Thing};
use super::places::{self, Containers};
use crate::deid::{Identifier, Keep, Policy, ProfileOption, Secret};
use crate::deliver::certificate::RulesReport;
use crate::deliver::dicomdir;
use crate::deliver::layout;
use crate::deliver::papers::Paper;
use crate::deliver::slides::{self, SlideReport};
use crate::deliver::{Certificate, DeliveredFile, Seal, seal};
use crate::dicom::Digest;
use crate::intake::{self, Dropped, Met, Opener};

/// Bytes of the longest paper that is read: of some million images.
const LONGEST: u64 = 512 << 20;

/// A paper as it lies there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperFile {
    /// In the collection, parted by `/`.
    pub place: String,
    /// The container that it lies in.
    pub container: Option<String>,
    /// None if it can't be read.
    pub bytes: Option<Vec<u8>>,
}

/// The papers in a file, which is one itself, or holds some.
pub fn papers(opener: &Opener, dropped: &Dropped) -> Vec<PaperFile> {
    let is_paper = |place: &str| Paper::of_name(places::name(place)).is_some();
    let mut found = Vec::new();
    let mut containers = Containers::default();
    let mut on_met = |place: &str, met: Met<'_>| {
        let container = containers.around(place);
        if matches!(met, Met::Around(..)) {
            containers.enter(place);
        }
        if !is_paper(place) {
            return;
        }
        let bytes = match met {
            Met::File(source) if source.len() <= LONGEST => source.read(0..source.len()).ok(),
            Met::Around(..) => return,
            _ => None,
        };
        let place = place.to_owned();
        found.push(PaperFile {
            place,
            container,
            bytes,
        });
    };
    intake::go_through(opener, dropped, &is_paper, &mut on_met);
    found
}

/// In what papers contradict themselves, or one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum Contradiction {
    #[error("it can’t be read as a certificate of a form that is known here")]
    Form,
    #[error("it says what no certificate of Darkroom’s says")]
    Unknown,
    #[error("the code in its name is not that of what it says")]
    Code,
    #[error("its numbers don’t add up")]
    Numbers,
    #[error("it lists a file twice, or by a path that Darkroom doesn’t give")]
    Paths,
    #[error("its rules in words are not its rules")]
    Rules,
    #[error("the checksums are not those of the certificate")]
    Sums,
    #[error("the README says other things than the certificate")]
    Readme,
    #[error("its header tells of other rules than the certificate")]
    Header,
}

/// A file as it was delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expected {
    /// Its length.
    pub bytes: u64,
    /// Of its bytes.
    pub sha256: Digest,
}

/// What one certificate says was delivered beside it.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// The folder that it lies in, with a slash behind it, or nothing.
    pub root: String,
    /// The certificate's place.
    pub place: String,
    /// The container that it lies in: so must what it lists.
    pub container: Option<String>,
    /// The letters in the names of its papers.
    pub code: String,
    /// By place in the collection.
    pub files: BTreeMap<String, Expected>,
    /// The rules that it was cleaned by.
    pub policy: Policy,
    /// The same in words.
    pub words: String,
    /// None where no key was given to check it with.
    pub seal: Option<Seal>,
    /// What people typed that stands on its papers, and may name nobody.
    typed: Vec<String>,
}

impl Delivery {
    /// The places of its papers.
    pub fn papers(&self) -> [String; 3] {
        Paper::ALL.map(|paper| format!("{}{}", self.root, paper.file_name(&self.code)))
    }

    /// Whether something is a file that it lists, by where it lies.
    pub fn lists(&self, thing: &Thing) -> bool {
        self.container == thing.container && self.files.contains_key(&thing.place)
    }

    /// Whether something is one of its papers.
    pub fn is_paper(&self, thing: &Thing) -> bool {
        self.container == thing.container && self.papers().contains(&thing.place)
    }

    /// Whether an image's header tells of these rules: in the words that this program wrote last, and among the codes.
    pub fn is_stated_in(&self, image: &ImageFacts) -> bool {
        let options = || self.policy.options().map(ProfileOption::code);
        let kept = self.policy.kept().into_iter().flat_map(Keep::identifiers);
        let words = options().map(|(_, meaning)| meaning);
        let words = words.chain(kept.map(Identifier::method));
        // The profile, whose words tell of an edition, comes first.
        let method = image.method.as_ref();
        let told = method.is_some_and(|told| told.iter().skip(1).map(String::as_str).eq(words));
        let is_coded = |code: &str| image.codes.iter().any(|told| told == code);
        told && options().all(|(code, _)| is_coded(code))
    }
}

/// A paper of a collection, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperFault {
    pub place: String,
    pub fault: PaperFaultKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperFaultKind {
    Missing,
    Unread,
    Changed,
    Contradiction(Contradiction),
    /// Its seal is not this key's.
    OtherKey,
    /// It has none, and a key to check one with was given: whoever forges a certificate leaves it off.
    Unsealed,
}

/// All certificates of a collection.
#[derive(Debug, Clone, Default)]
pub struct Deliveries {
    /// Those that could be read, whatever is wrong with them.
    pub all: Vec<Delivery>,
    /// Of every paper, certificates among them.
    pub faults: Vec<PaperFault>,
}

impl Deliveries {
    /// Reads papers; `secret` is the linking key's, if the caller has one.
    pub fn of(papers: &[PaperFile], secret: Option<&Secret>) -> Self {
        let mut found = Self::default();
        let key = |paper: &'_ PaperFile| (paper.container.clone(), paper.place.clone());
        let by_place: ByPlace<'_> = papers.iter().map(|paper| (key(paper), paper)).collect();
        let kind = |place: &str| {
            let (paper, code) = Paper::of_name(places::name(place))?;
            Some((paper, code.to_owned()))
        };
        for paper in by_place.values() {
            let Some((what, code)) = kind(&paper.place) else {
                continue;
            };
            let root = paper.place.rsplit_once('/');
            let root = root.map_or(String::new(), |(root, _)| format!("{root}/"));
            if what == Paper::Certificate {
                found.certificate(paper, (root, code), &by_place, secret);
                continue;
            }
            let certificate = format!("{root}{}", Paper::Certificate.file_name(&code));
            if !by_place.contains_key(&(paper.container.clone(), certificate.clone())) {
                found.fault(&certificate, PaperFaultKind::Missing);
            }
        }
        found
    }

    fn fault(&mut self, place: &str, fault: PaperFaultKind) {
        let place = place.to_owned();
        let fault = PaperFault { place, fault };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn certificate(
        &mut self,
        paper: &PaperFile,
        (root, code): (String, String),
        by_place: &ByPlace<'_>,
        secret: Option<&Secret>,
    ) {
        let Some(bytes) = &paper.bytes else {
            return self.fault(&paper.place, PaperFaultKind::Unread);
        };
        let contradicts = |contradiction| PaperFaultKind::Contradiction(contradiction);
        let Some((certificate, json)) = read(bytes) else {
            return self.fault(&paper.place, contradicts(Contradiction::Form));
        };
        for contradiction in contradictions(&certificate, &json, &code) {
            self.fault(&paper.place, contradicts(contradiction));
        }
        let seal = secret.map(|secret| seal::check(&String::from_utf8_lossy(bytes), secret));
        match seal {
            Some(Seal::Broken) => self.fault(&paper.place, PaperFaultKind::OtherKey),
            Some(Seal::Absent) => self.fault(&paper.place, PaperFaultKind::Unsealed),
            Some(Seal::Holds) | None => {}
        }
        self.beside(&certificate, (&root, &code), (by_place, &paper.container));
        let expected = |file: &DeliveredFile| {
            let is_ours = layout::is_path(&file.path)
                || slides::is_name(&file.path)
                || file.path == dicomdir::NAME;
            let sha256 = digest_of(&file.sha256).filter(|_| is_ours)?;
            let bytes = file.bytes;
            Some((format!("{root}{}", file.path), Expected { bytes, sha256 }))
        };
        let rules = &certificate.rules;
        self.all.push(Delivery {
            typed: typed_on(&certificate),
            container: paper.container.clone(),
            files: beside(&certificate).iter().filter_map(expected).collect(),
            place: paper.place.clone(),
            policy: rules.policy.clone(),
            words: rules.policy.words(),
            root,
            code,
            seal,
        });
    }

    /// The other papers of a certificate.
    fn beside(
        &mut self,
        certificate: &Certificate,
        (root, code): (&str, &str),
        (by_place, container): (&ByPlace<'_>, &Option<String>),
    ) {
        let names = Paper::ALL.map(|paper| paper.file_name(code));
        let [json_name, readme_name, sums_name] = &names;
        let mut bytes_of = |name: &str| {
            let place = format!("{root}{name}");
            let paper = by_place.get(&(container.clone(), place.clone()));
            let fault = match paper.map(|paper| &paper.bytes) {
                Some(Some(bytes)) => return Some(bytes),
                Some(None) => PaperFaultKind::Unread,
                None => PaperFaultKind::Missing,
            };
            self.fault(&place, fault);
            None
        };
        let json = bytes_of(json_name);
        let readme = bytes_of(readme_name);
        let sums = bytes_of(sums_name);
        let is_of_this_version = certificate.made_with.version == env!("CARGO_PKG_VERSION");
        if let Some(readme) = readme
            && is_of_this_version
            && certificate.to_readme().as_bytes() != readme.as_slice()
        {
            let fault = PaperFaultKind::Contradiction(Contradiction::Readme);
            self.fault(&format!("{root}{readme_name}"), fault);
        }
        let Some(sums) = sums else {
            return;
        };
        let Some(mut said) = sums_of(sums) else {
            let fault = PaperFaultKind::Contradiction(Contradiction::Sums);
            return self.fault(&format!("{root}{sums_name}"), fault);
        };
        if !are_as_written(sums) {
            self.fault(&format!("{root}{sums_name}"), PaperFaultKind::Changed);
        }
        let is_as_said = |said: Option<Digest>, bytes: Option<&Vec<u8>>| {
            bytes.is_none_or(|bytes| said == Some(Sha256::digest(bytes).into()))
        };
        if !is_as_said(said.remove(readme_name.as_str()), readme) {
            self.fault(&format!("{root}{readme_name}"), PaperFaultKind::Changed);
        }
        let of_certificate = is_as_said(said.remove(json_name.as_str()), json);
        let listed = beside(certificate).into_iter();
        let listed: BTreeMap<String, Digest> = listed
            .filter_map(|file| Some((file.path, digest_of(&file.sha256)?)))
            .collect();
        let as_listed = said == listed;
        if !of_certificate || !as_listed {
            let fault = PaperFaultKind::Contradiction(Contradiction::Sums);
            self.fault(&format!("{root}{sums_name}"), fault);
        }
    }

    /// If something is a paper in which nothing is wrong, and so in our own words, what people typed that stands on it.
    pub fn own_words(&self, thing: &Thing) -> Option<&[String]> {
        let delivery = self.all.iter().find(|delivery| delivery.is_paper(thing))?;
        let papers = delivery.papers();
        let is_wrong = self
            .faults
            .iter()
            .any(|fault| papers.contains(&fault.place));
        (!is_wrong).then_some(delivery.typed.as_slice())
    }

    /// The delivery that lists a place, or the innermost in whose folder it lies.
    pub fn of_place(&self, place: &str) -> Option<usize> {
        let lists = |delivery: &Delivery| delivery.files.contains_key(place);
        if let Some(index) = self.all.iter().position(lists) {
            return Some(index);
        }
        let within = self.all.iter().enumerate();
        within
            .filter(|(_, delivery)| place.starts_with(&delivery.root))
            .max_by_key(|(_, delivery)| delivery.root.len())
            .map(|(index, _)| index)
    }
}

/// The files that lie beside a certificate: images, or pictures for slides.
fn beside(certificate: &Certificate) -> Vec<DeliveredFile> {
    let slides = certificate.slides.iter().map(SlideReport::as_file);
    certificate.listed().cloned().chain(slides).collect()
}

/// In what a certificate contradicts itself, or the code in its name.
fn contradictions(
    certificate: &Certificate,
    json: &serde_json::Value,
    code: &str,
) -> impl Iterator<Item = Contradiction> {
    let written = serde_json::to_value(certificate).unwrap_or_default();
    let rules = &certificate.rules;
    let checks = [
        (written == *json, Contradiction::Unknown),
        (certificate.code() == code, Contradiction::Code),
        (adds_up(certificate), Contradiction::Numbers),
        (lists_paths(certificate), Contradiction::Paths),
        (
            *rules == RulesReport::of(&rules.policy, rules.policy_file.clone()),
            Contradiction::Rules,
        ),
    ];
    let fail = checks.into_iter().filter(|(holds, _)| !holds);
    fail.map(|(_, contradiction)| contradiction)
}

/// Papers by their containers and places.
type ByPlace<'a> = BTreeMap<(Option<String>, String), &'a PaperFile>;
