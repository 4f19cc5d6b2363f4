//! What lies in OUT, against the certificates there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use darkroom::collection::{Deliveries, Expected, PaperFile};
use darkroom::deliver::{Certificate, Paper, layout};
use darkroom::dicom::Source as _;
use darkroom::pixels::{FrameRegion, FrameSpan};
use sha2::{Digest as _, Sha256};

use super::NotDrawn;
use crate::command::{Error, Reason, files, terminal};

/// Bytes of the longest paper that is read: of some million images.
const LONGEST_PAPER: u64 = 512 << 20;

/// What may be drawn, and what else lies there.
pub(super) struct Listed {
    root: PathBuf,
    /// Of each certificate that lists images and in whose papers nothing is wrong.
    pub(super) deliveries: Vec<Certificate>,
    /// Their place in `deliveries`, their place in OUT, their path beside the certificate.
    files: Vec<(usize, String, String, Expected)>,
    /// Papers that can't be gone by.
    faults: Vec<String>,
    /// Files that no such certificate lists.
    others: Vec<String>,
}

/// A file that may be drawn.
pub(super) struct Source<'a> {
    file: PathBuf,
    pub(super) delivery: usize,
    /// In OUT.
    pub(super) place: String,
    /// Beside its certificate.
    pub(super) path: String,
    pub(super) expected: &'a Expected,
    /// What is painted in it.
    pub(super) regions: Vec<FrameRegion>,
}

impl Listed {
    /// Reads the papers in OUT.
    pub(super) fn of(output: &Path) -> Result<Self, Error> {
        let found = files::list(output)?;
        if !output.is_dir() {
            let what = "a file";
            return Err(Error::Usage(Reason::NoInput(output.to_owned(), what)));
        }
        let place = |path: &PathBuf| files::place(path.strip_prefix(output).unwrap_or(path));
        let places: Vec<String> = found.iter().map(place).collect();
        let is_paper = |place: &str| Paper::of_name(name_of(place)).is_some();
        let papers = found.iter().zip(&places);
        let papers: Vec<PaperFile> = papers
            .filter(|(_, place)| is_paper(place))
            .map(|(path, place)| PaperFile {
                place: place.clone(),
                container: None,
                bytes: read(path, LONGEST_PAPER),
            })
            .collect();
        let read = Deliveries::of(&papers, None);
        if read.all.is_empty() {
            return Err(Error::Usage(Reason::NoCertificate(output.to_owned())));
        }
        let mut listed = Self {
            root: output.to_owned(),
            deliveries: Vec::new(),
            files: Vec::new(),
            faults: read
                .faults
                .iter()
                .map(|fault| fault.place.clone())
                .collect(),
            others: Vec::new(),
        };
        for delivery in &read.all {
            let its = delivery.papers();
            let is_wrong = its.iter().any(|paper| listed.faults.contains(paper));
            let bytes = papers.iter().find(|paper| paper.place == delivery.place);
            let bytes = bytes.and_then(|paper| paper.bytes.as_deref());
            let certificate = bytes.and_then(|bytes| serde_json::from_slice(bytes).ok());
            if let (false, Some(certificate)) = (is_wrong, certificate) {
                let number = listed.deliveries.len();
                listed.deliveries.push(certificate);
                let root = delivery.root.as_str();
                let files = delivery.files.iter().filter_map(|(place, expected)| {
                    let path = place
                        .strip_prefix(root)
                        .filter(|path| layout::is_path(path))?;
                    Some((number, place.clone(), path.to_owned(), expected.clone()))
                });
                listed.files.extend(files);
            }
        }
        let known: BTreeSet<&str> = listed.files.iter().map(|file| file.1.as_str()).collect();
        let is_other = |place: &&String| !is_paper(place) && !known.contains(place.as_str());
        listed.others = places.iter().filter(is_other).cloned().collect();
        Ok(listed)
    }

    /// Tells what is left alone, and answers how much that is.
    pub(super) fn said(&self) -> usize {
        for place in &self.faults {
            terminal::line(format_args!(
                "{place}: this paper is not as Darkroom wrote it, so nothing beside it is drawn"
            ));
        }
        for place in &self.others {
            terminal::line(format_args!("{place}: no certificate lists it: not drawn"));
        }
        self.faults.len().saturating_add(self.others.len())
    }

    /// The files that are to be drawn: all, or those of the series whose folder has this name.
    pub(super) fn chosen(&self, series: Option<&str>) -> Vec<Source<'_>> {
        let is_chosen = |path: &str| {
            let folder = path.split('/').nth(2);
            series.is_none_or(|series| folder == Some(series))
        };
        let files = self.files.iter();
        files
            .filter(|(_, _, path, _)| is_chosen(path))
            .map(|(delivery, place, path, expected)| Source {
                file: self.root.join(place),
                delivery: *delivery,
                place: place.clone(),
                path: path.clone(),
                expected,
                regions: self.painted(*delivery, path),
            })
            .collect()
    }

    /// The rectangles that a certificate says are black in a file.
    fn painted(&self, delivery: usize, path: &str) -> Vec<FrameRegion> {
        let painted = self.deliveries.get(delivery).map(|it| &it.painted);
        let here = painted.into_iter().flatten();
        here.filter(|region| region.files.iter().any(|file| file == path))
            .map(|region| FrameRegion {
                rect: region.rect,
                frames: match (region.frame, region.frames) {
                    (Some(frame), _) => span(frame, frame),
                    (None, Some([first, last])) => span(first, last),
                    (None, None) => FrameSpan::All,
                },
            })
            .collect()
    }
}

/// Of frames from 1.
fn span(first: u32, last: u32) -> FrameSpan {
    FrameSpan::Frames(first.saturating_sub(1), last.saturating_sub(1))
}

impl Source<'_> {
    /// The file's bytes, if they are those that the certificate lists.
    pub(super) fn read(&self) -> Result<Vec<u8>, NotDrawn> {
        let bytes = read(&self.file, self.expected.bytes).ok_or(NotDrawn::Missing)?;
        let is_it = bytes.len() as u64 == self.expected.bytes
            && <[u8; 32]>::from(Sha256::digest(&bytes)) == self.expected.sha256;
        is_it.then_some(bytes).ok_or(NotDrawn::Changed)
    }
}

fn name_of(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or(place)
}

/// A file's bytes, or the first of those of one that is longer; `None` if it is no file that can be read.
fn read(path: &Path, most: u64) -> Option<Vec<u8>> {
    let source = files::open(path).ok()?;
    let length = source.len().min(most.saturating_add(1));
    source.read(0..length).ok()
}
