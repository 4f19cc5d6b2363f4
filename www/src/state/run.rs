//! A delivery, from its start on.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::folders::FolderShare;
use darkroom::catalogue::{Counts, InstanceId};
use darkroom::clean::HeldReason;
use darkroom::deliver::Certificate;

/// A delivery, running or ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    pub stage: Stage,
    /// Images to deliver, done so far (cleaned or held), and bytes likewise.
    pub images: usize,
    pub images_done: usize,
    pub bytes: u64,
    pub bytes_done: u64,
    /// Milliseconds since the start, time in pause left out.
    pub elapsed_ms: f64,
    pub counts: Counts,
    /// Of the long clips that are being painted: frames done, frames in all.
    pub painting: BTreeMap<InstanceId, (u32, u32)>,
    /// One for each patient of the catalogue.
    pub cases: Vec<CaseShare>,
    /// Held in this run, with the reason.
    pub held: Vec<(InstanceId, HeldReason)>,
    /// The folders that it is written to; none where it goes into a zip.
    pub folders: Vec<FolderShare>,
    /// Its zips, by their places in [`super::Session::zips`].
    pub zips: Vec<usize>,
    /// Once it has come to its end.
    pub certificate: Option<Arc<Certificate>>,
}

impl Run {
    /// Whether it is under way, paused or not.
    pub fn goes_on(&self) -> bool {
        matches!(self.stage, Stage::Running | Stage::Paused)
    }

    /// Whether something of it is where it is to be kept, or was given to the browser.
    pub fn has_delivered(&self) -> bool {
        !self.zips.is_empty() || self.folders.iter().any(|folder| folder.safe() > 0)
    }

    /// Whether its counts say how things stand: not once it was stopped or has failed.
    pub fn counts_stand(&self) -> bool {
        matches!(self.stage, Stage::Running | Stage::Paused | Stage::Done)
    }

    /// How much is done, from 0 to 1; a clip that is being painted counts for the frames that are.
    pub fn share(&self) -> f64 {
        let part = |(done, all): &(u32, u32)| f64::from(*done) / f64::from((*all).max(1));
        let painting: f64 = self.painting.values().map(part).sum();
        (self.images_done as f64 + painting) / self.images.max(1) as f64
    }
}

/// How much of a case a delivery has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CaseShare {
    /// Images cleaned or held, and images to deliver.
    pub done: usize,
    pub all: usize,
    /// Whether one of them is on its way, or was.
    pub begun: bool,
}

/// Where a delivery stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stage {
    Running,
    Paused,
    Done,
    /// The person stopped it: nothing half-made is left.
    Cancelled,
    /// Saving itself failed; in words.
    Failed(String),
}

/// Where a zip goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZipTo {
    /// The browser's download folder.
    Download,
    /// A file that the person picks, written while cleaning goes on (where the browser can).
    PickedFile,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(stage: Stage) -> Run {
        Run {
            stage,
            images: 4,
            images_done: 1,
            bytes: 400,
            bytes_done: 100,
            elapsed_ms: 0.0,
            counts: Counts::default(),
            painting: BTreeMap::new(),
            cases: Vec::new(),
            held: Vec::new(),
            folders: Vec::new(),
            zips: Vec::new(),
            certificate: None,
        }
    }

    #[test]
    fn a_clip_counts_for_the_frames_that_are_painted() {
        let mut run = run(Stage::Running);
        assert_eq!(run.share(), 0.25);
        run.painting.insert(7, (50, 100));
        assert_eq!(run.share(), 0.375);
        run.painting.insert(8, (0, 0));
        assert_eq!(run.share(), 0.375);
    }

    #[test]
    fn a_run_of_nothing_has_a_share_too() {
        let none = Run {
            images: 0,
            images_done: 0,
            ..run(Stage::Done)
        };
        assert_eq!(none.share(), 0.0);
    }

    #[test]
    fn counts_stand_unless_a_run_was_stopped_or_failed() {
        for (stage, goes_on, stand) in [
            (Stage::Running, true, true),
            (Stage::Paused, true, true),
            (Stage::Done, false, true),
            (Stage::Cancelled, false, false),
            (Stage::Failed(String::new()), false, false),
        ] {
            let run = run(stage);
            assert_eq!((run.goes_on(), run.counts_stand()), (goes_on, stand));
        }
    }
}
