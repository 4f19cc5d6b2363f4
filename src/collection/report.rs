//! What is told of a collection, and in which words.
//!
//! In come files, certificates and faults; out come lines for people and a form for programs. A place in which
//! something was found is not told, but numbered by its order among the files.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::bound::{Bound, Fault, Placed};
use super::delivery::Deliveries;
use super::look::{Form, NAME, Thing, names_somebody};
use super::originals::Ready;
use crate::deliver::Seal;
use crate::verify::{Finding, Rank};

/// Of the report's own form.
const FORM: u32 = 1;

/// What a second look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Every file is as it was delivered, and nothing was found.
    Good,
    /// Something was found, or can't be said.
    Found,
    /// There was nothing to compare.
    Nothing,
}

/// The report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    /// Of the report's own form; 1 so far.
    pub form: u32,
    /// What it all comes to; the command's exit code follows it.
    pub verdict: Verdict,
    /// Totals, faults by their kind: a file with two faults counts under both.
    pub counts: Counts,
    /// Nothing where the collection was compared with no originals.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub originals: Option<OriginalsReport>,
    /// Every certificate that could be read, with what it says.
    pub certificates: Vec<CertificateReport>,
    /// Faults of files as such, by place; one file may have several.
    pub files: Vec<FileReport>,
    /// What may identify somebody, file by file.
    pub findings: Vec<FindingReport>,
}

/// How many files are what.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Files here, those in containers too.
    pub files: usize,
    /// Those of them that are DICOM instances, as far as they can be read.
    pub images: usize,
    /// By the certificates.
    pub delivered: usize,
    /// Those of them that are here with their size and SHA-256.
    pub as_delivered: usize,
    /// Delivered, or papers of a delivery, and not here.
    pub missing: usize,
    /// Here, and on no certificate.
    pub added: usize,
    /// Here, with other bytes than were delivered, or cut short.
    pub changed: usize,
    /// The same bytes as another file's, or the same SOP Instance UID.
    pub doubled: usize,
    /// Of another case than their place, their study or their original says.
    pub other_case: usize,
    /// All or part of them can't be read, so that nothing can be said of that.
    pub unread: usize,
    /// In which something was found that is more than a short word in a technical place.
    pub with_findings: usize,
}

/// The originals.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OriginalsReport {
    /// Those that were searched for.
    pub read: usize,
    /// Those that can't be read, so that nothing of them was searched for.
    pub unread: usize,
    /// Images here whose original is known, and among them by a key or a mapping.
    pub paired: usize,
    /// Those of them that a linking key or a mapping tells; the picture tells the others.
    pub paired_by_uid: usize,
}

/// A certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificateReport {
    /// Its place; `file 12` where that names somebody.
    pub file: String,
    /// Files that it lists.
    pub lists: usize,
    /// The rules that it says were applied, in words.
    pub rules: String,
    /// `sealed by this key`, where a key was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seal: Option<String>,
    /// Whether it lets identifiers stay.
    #[serde(default)]
    pub keeps: bool,
}

/// What is wrong with a file as such.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileReport {
    /// Its place; `file 12` where that names somebody.
    pub file: String,
    /// One word of a fixed list: `missing`.
    pub fault: String,
    /// The same in a sentence.
    pub words: String,
}

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingReport {
    /// Its place; `file 12` where that names somebody.
    pub file: String,
    /// Where in the file, of what kind, and how sure it is.
    pub finding: Finding,
}

impl Report {
    /// Of a collection that was looked at. `originals`: how many of them can't be read, if any were given.
    pub fn of(
        things: &[Thing],
        deliveries: &Deliveries,
        ready: &Ready,
        originals: Option<usize>,
    ) -> Self {
        let bound = super::bound::compare(things, deliveries, ready);
        let names = Names::of(things, ready);
        let findings: Vec<FindingReport> = things
            .iter()
            .flat_map(|thing| {
                let file = names.shown(&thing.place);
                thing.findings.iter().map(move |finding| FindingReport {
                    file: file.clone(),
                    finding: finding.clone(),
                })
            })
            .collect();
        let file = |Placed { place, fault }: &Placed| FileReport {
            file: names.shown(place),
            fault: fault.name().to_owned(),
            words: fault.words(&|place| names.shown(place)),
        };
        let files: Vec<FileReport> = bound.faults.iter().map(file).collect();
        let originals = originals.map(|unread| OriginalsReport::of(things, ready, unread));
        let certificates = deliveries.all.iter().map(|delivery| CertificateReport {
            file: names.shown(&delivery.place),
            lists: delivery.files.len(),
            rules: delivery.words.clone(),
            seal: delivery.seal.map(|seal| seal_words(seal).to_owned()),
            keeps: delivery.policy.kept().is_some(),
        });
        let certificates = certificates.collect();
        let counts = Counts::of(things, &bound);
        let mut report = Self {
            form: FORM,
            verdict: Verdict::Found,
            counts,
            originals,
            certificates,
            files,
            findings,
        };
        report.verdict = report.judged();
        report
    }

    fn judged(&self) -> Verdict {
        let counts = &self.counts;
        let unread_originals = self.originals.as_ref().is_some_and(|told| told.unread > 0);
        let is_silent = self.files.is_empty() && counts.with_findings == 0;
        if is_silent && counts.images == 0 && counts.delivered == 0 {
            return Verdict::Nothing;
        }
        let is_bound = !self.certificates.is_empty();
        match is_bound && is_silent && !unread_originals {
            true => Verdict::Good,
            false => Verdict::Found,
        }
    }

    /// As the command prints it.
    pub fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self
            .certificates
            .iter()
            .map(CertificateReport::line)
            .collect();
        lines.extend(
            self.files
                .iter()
                .map(|told| format!("{}: {}", told.file, told.words)),
        );
        lines.extend(self.findings.iter().map(FindingReport::line));
        lines.extend(self.summary());
        lines
    }

    /// Findings that are more than a short word in a technical place.
    pub fn strong(&self) -> impl Iterator<Item = &FindingReport> {
        let is_strong = |told: &&FindingReport| told.finding.rank > Rank::Weak;
        self.findings.iter().filter(is_strong)
    }

    /// What it comes to, in a few sentences.
    pub fn summary(&self) -> Vec<String> {
        let counts = &self.counts;
        if self.verdict == Verdict::Nothing {
            return vec![
                match self.certificates.is_empty() {
                    true => "nothing to compare: no image and no certificate is here",
                    false => "nothing to compare: no image is here, and by the certificates none was delivered",
                }
                .to_owned(),
            ];
        }
        let bound = match self.certificates.is_empty() {
            true => "not bound: nothing says what was delivered here".to_owned(),
            false => format!(
                "{} of {} delivered files are as they were delivered: {} missing, {} added, {} changed, {} doubled, {} of another case",
                counts.as_delivered,
                counts.delivered,
                counts.missing,
                counts.added,
                counts.changed,
                counts.doubled,
                counts.other_case
            ),
        };
        let found = match &self.originals {
            Some(told) => format!(
                "{} read against {}: {} with findings, {} that can't be read; {} that can't be read; {} paired with their original",
                counted(counts.files, "file", "files"),
                counted(told.read, "original", "originals"),
                counts.with_findings,
                counts.unread,
                counted(told.unread, "original", "originals"),
                counted(told.paired, "image", "images")
            ),
            None => format!(
                "{} read: {} with findings, {} that can't be read; compared with no originals, so only for what is some person's without doubt",
                counted(counts.files, "file", "files"),
                counts.with_findings,
                counts.unread
            ),
        };
        let mut told = vec![bound, found];
        if self.originals.is_none() && self.certificates.iter().any(|told| told.keeps) {
            told.push(NOT_COMPARED.to_owned());
        }
        told
    }
}

/// Of identifiers that stay by permission, where there is no original.
const NOT_COMPARED: &str = "identifiers that were kept by permission were not compared with anything: whatever stands there passes";

fn counted(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

impl Counts {
    fn of(things: &[Thing], bound: &Bound) -> Self {
        let count = |wanted: fn(&Fault) -> bool| {
            let faults = bound.faults.iter();
            faults.filter(|placed| wanted(&placed.fault)).count()
        };
        let files = || things.iter().filter(|thing| thing.form == Form::File);
        Self {
            files: files().count(),
            images: files().filter(|thing| thing.image.is_some()).count(),
            delivered: bound.delivered,
            as_delivered: bound.as_delivered,
            missing: count(|fault| matches!(fault, Fault::Missing)),
            added: count(|fault| matches!(fault, Fault::Added | Fault::AddedSince | Fault::Litter)),
            changed: count(|fault| matches!(fault, Fault::Changed | Fault::Truncated)),
            doubled: count(|fault| {
                matches!(fault, Fault::Double { .. } | Fault::SameInstance { .. })
            }),
            other_case: count(|fault| matches!(fault, Fault::OtherCase)),
            unread: count(|fault| matches!(fault, Fault::Unread(_) | Fault::Stray(_))),
            with_findings: things.iter().filter(|thing| holds(thing)).count(),
        }
    }
}

/// Whether something was found that is more than a short word in a technical place.
fn holds(thing: &Thing) -> bool {
    let mut findings = thing.findings.iter();
    findings.any(|finding| finding.rank > Rank::Weak)
}

impl OriginalsReport {
    fn of(things: &[Thing], ready: &Ready, unread: usize) -> Self {
        let images = things.iter().filter_map(|thing| thing.image.as_ref());
        let pairs: Vec<_> = images.filter_map(|image| image.original).collect();
        Self {
            read: ready.read(),
            unread,
            paired: pairs.len(),
            paired_by_uid: pairs.iter().filter(|pair| pair.by_uid).count(),
        }
    }
}

impl CertificateReport {
    /// `certificate x lists 5 images, cleaned by these rules: …`
    pub fn line(&self) -> String {
        let seal = self.seal.as_ref().map(|seal| format!("; {seal}"));
        format!(
            "certificate {} lists {} images. {}{}",
            self.file,
            self.lists,
            self.rules,
            seal.unwrap_or_default()
        )
    }
}

impl FindingReport {
    fn line(&self) -> String {
        let Self { file, finding } = self;
        let weak = match finding.rank {
            Rank::Weak => " (weak)",
            _ => "",
        };
        format!("{file}: {finding}{weak}. {}", finding.kind.why())
    }
}

fn seal_words(seal: Seal) -> &'static str {
    match seal {
        Seal::Holds => "sealed by this key",
        Seal::Broken => "not this key’s seal",
        Seal::Absent => "not sealed",
    }
}

/// Places as they are told.
struct Names<'a> {
    numbers: HashMap<&'a str, String>,
    things: HashSet<&'a str>,
    ready: &'a Ready,
}

impl<'a> Names<'a> {
    fn of(things: &'a [Thing], ready: &'a Ready) -> Self {
        let mut order: HashMap<&str, usize> = HashMap::new();
        for thing in things {
            let next = order.len().saturating_add(1);
            order.entry(&thing.place).or_insert(next);
        }
        let names_somebody = |thing: &&Thing| {
            let mut findings = thing.findings.iter();
            findings.any(|finding| finding.attribute == NAME)
        };
        let number = |thing: &'a Thing| {
            let number = order.get(thing.place.as_str()).copied().unwrap_or_default();
            (thing.place.as_str(), format!("file {number}"))
        };
        Self {
            numbers: things.iter().filter(names_somebody).map(number).collect(),
            things: things.iter().map(|thing| thing.place.as_str()).collect(),
            ready,
        }
    }

    fn shown(&self, place: &str) -> String {
        if let Some(number) = self.numbers.get(place) {
            return number.clone();
        }
        // What is missing lies in a folder all the same.
        let is_here = self.things.contains(place);
        match is_here
            || self
                .ready
                .rules(0)
                .is_none_or(|rules| !names_somebody(place, rules))
        {
            true => place.to_owned(),
            false => "a file in a folder that names somebody".to_owned(),
        }
    }
}
