//! The page's state and what can be done with it.
//!
//! Views read signals and call methods; methods talk to the worker pool. A [`App`] is `Copy` and lives as long as the
//! page.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;

use super::checking::{self, Checking, Of};
use super::linking::{self, KeyForm, KeyState};
use super::own::OwnPage;
use super::{drop, pictures, plan, policy, save, sink};
use darkroom::catalogue::words::sentence;
use darkroom::catalogue::{Catalogue, Counts, InstanceId, Outcome, SeriesId, Summary, Triage};
use darkroom::clean::HeldReason;
use darkroom::deid::comparison::Row;
use darkroom::deid::{Policy, PolicyFile, PolicyMark};
use darkroom::deliver::{Certificate, Paper, Proof, WrittenFile, typed};
use darkroom::pixels::Picture;
use darkroom::review::Review;

/// The page's state.
#[derive(Clone, Copy)]
pub struct App {
    pub catalogue: RwSignal<Catalogue>,
    pub review: RwSignal<Review>,
    /// The rules that the next run goes by.
    pub policy: RwSignal<Policy>,
    /// Rules that are built into this page, which nobody can change, with the reason.
    pub locked: StoredValue<Option<PolicyFile>>,
    /// Rules that a person loaded from a file, as they were then.
    pub loaded: StoredValue<Option<PolicyFile>>,
    /// The linking key: opened, made, saved.
    pub key: RwSignal<KeyState>,
    /// What is typed to have a linking key kept.
    pub key_form: RwSignal<KeyForm>,
    /// Which page this is, and what is told of it.
    pub own: OwnPage,
    /// What is being read, while something is.
    pub intake: RwSignal<Option<Intake>>,
    /// What becomes of passwords for what is locked.
    pub locks: RwSignal<Locks>,
    /// The delivery, from its start on.
    pub run: RwSignal<Option<Run>>,
    /// All zips that were written since the page was opened, the newest last.
    pub zips: RwSignal<Vec<WrittenZip>>,
    /// A second look at what was delivered.
    pub checking: RwSignal<Checking>,
    /// The linking key that was kept with it.
    pub check_key: RwSignal<KeyState>,
    /// Why the engine could not be started, or another fault of the page itself, in words.
    pub fault: RwSignal<Option<String>>,
}

/// Reading of a drop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intake {
    pub files_found: usize,
    pub files_read: usize,
    /// Whether folders are still being listed.
    pub listing: bool,
}

/// A password for what is locked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Locks {
    /// Whether one is being tried.
    pub trying: bool,
    /// What came of the last one, where it was not all that one could wish.
    pub told: Option<Told>,
}

/// What came of a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Told {
    /// It opens nothing.
    Wrong,
    /// It opened so many, and others need another.
    OpenedSome(usize),
}

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
    /// Whether the zip is given to the browser to download, which then still has to write it.
    pub to: ZipTo,
    /// Its zips, by their places in [`App::zips`].
    pub zips: Vec<usize>,
    /// Once it has come to its end.
    pub certificate: Option<Arc<Certificate>>,
}

impl Run {
    /// Whether it is under way, paused or not.
    pub fn goes_on(&self) -> bool {
        matches!(self.stage, Stage::Running | Stage::Paused)
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

/// A zip that was given to the browser.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenZip {
    pub name: String,
    /// What lies in it.
    pub files: Arc<Vec<WrittenFile>>,
    pub check: Check,
}

/// What is known of a zip that was given to the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Check {
    /// Nothing: nobody has read it again.
    Open,
    /// So many of its files have been read.
    Reading(usize),
    /// All that was written is there, byte for byte; beside it so many files that this page did not write.
    Whole(usize),
    /// It was found otherwise.
    Broken(Proof),
    /// It can't be read.
    Unreadable,
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

/// A small picture, RGBA.
#[derive(Clone, Debug, PartialEq)]
pub struct Thumbnail {
    pub width: u32,
    pub height: u32,
    pub rgba: Vec<u8>,
}

/// What the rules make of an image: why it is held under them, if it is, and what becomes of every attribute.
#[derive(Clone, Debug)]
pub struct Changes {
    pub held: Option<HeldReason>,
    pub rows: Vec<Row>,
}

/// A line of "what the header gives away": label and value.
pub type GivesAway = Vec<(String, String)>;

impl App {
    /// The page's state, empty, its workers starting.
    pub fn new(own: OwnPage) -> Self {
        let locked = policy::built_in();
        let policy = locked.as_ref().map(|file| file.policy.clone());
        let mut review = Review::default();
        review.go_by_ids(policy.as_ref().is_some_and(Policy::is_same_id_same_person));
        Self {
            catalogue: RwSignal::new(Catalogue::default()),
            review: RwSignal::new(review),
            policy: RwSignal::new(policy.unwrap_or_default()),
            locked: StoredValue::new(locked),
            loaded: StoredValue::new(None),
            key: RwSignal::new(KeyState::default()),
            key_form: RwSignal::new(KeyForm::default()),
            own,
            intake: RwSignal::new(None),
            locks: RwSignal::new(Locks::default()),
            run: RwSignal::new(None),
            zips: RwSignal::new(Vec::new()),
            checking: RwSignal::new(Checking::default()),
            check_key: RwSignal::new(KeyState::default()),
            fault: RwSignal::new(None),
        }
    }

    /// Takes files (from an `<input>`) in; `place` is `webkitRelativePath` or the name.
    pub fn add_files(self, files: web_sys::FileList) {
        if self.own.may_take_files() {
            drop::add_files(self, &files);
        }
    }

    /// Takes a drop in; must be called synchronously in the event.
    pub fn add_drop(self, transfer: web_sys::DataTransfer) {
        if self.own.may_take_files() {
            drop::add_drop(self, &transfer);
        }
    }

    /// Takes files of a collection, or its originals, for a second look.
    pub fn check_files(self, of: Of, files: &web_sys::FileList) {
        checking::take_files(self, of, files);
    }

    /// Takes a drop for a second look; must be called synchronously in the event.
    pub fn check_drop(self, transfer: &web_sys::DataTransfer) {
        checking::take_drop(self, transfer);
    }

    /// Opens the linking key that was kept with what is to be looked at.
    pub fn open_check_key(self, file: web_sys::File, passphrase: String) {
        checking::open_key(self, file, passphrase);
    }

    /// Looks at what was chosen.
    pub fn check(self) {
        checking::start(self);
    }

    /// Forgets what was chosen for a second look.
    pub fn forget_check(self) {
        checking::forget(self);
    }

    /// Tries a password on everything that is locked.
    pub fn unlock(self, password: String) {
        drop::unlock(self, password);
    }

    /// Takes the sample study in.
    pub fn open_sample(self) {
        drop::open_sample(self);
    }

    /// A frame to show (decoded in a worker; cached; asking again is cheap). The error is the reason in words; `None` if
    /// nobody waits for it any more.
    pub async fn picture(
        self,
        instance: InstanceId,
        frame: u32,
    ) -> Option<Result<Rc<Picture>, String>> {
        pictures::frame(instance, frame).await
    }

    /// How much looking a video needs if it is compressed again; the error says in words why it can't be.
    pub async fn video_offer(self, instance: InstanceId) -> Result<Triage, String> {
        pictures::video_offer(instance).await
    }

    /// Changes how much looking an instance needs.
    pub fn triage_again(self, instance: InstanceId, triage: Triage) {
        self.catalogue
            .update(|catalogue| catalogue.triage_again(instance, triage));
    }

    /// Asks for frames that are likely wanted next; replaces the earlier wishes.
    pub fn prefetch(self, wanted: Vec<(InstanceId, u32)>) {
        pictures::prefetch(wanted);
    }

    /// Gives a small file to the browser's download folder; `false` if the browser would not take it.
    pub fn download(self, name: &str, kind: &str, text: &str) -> bool {
        sink::download(name, kind, text)
    }

    /// A small picture of an instance's middle frame, its longer side at most `side` pixels: `Some(None)` if it can't be
    /// shown, `None` if there is none or nobody waits for it any more.
    pub async fn thumbnail(self, instance: InstanceId, side: u32) -> Option<pictures::Small> {
        let frames = self.catalogue.with_untracked(|catalogue| {
            match &catalogue.items.get(instance)?.outcome {
                Outcome::Instance(summary) => Some(summary.image?.frames),
                _ => None,
            }
        })?;
        pictures::thumbnail(instance, frames / 2, side).await
    }

    /// Identifying values of the header, for the right-hand panel.
    pub fn gives_away(self, instance: InstanceId) -> GivesAway {
        self.catalogue.with(|catalogue| {
            match catalogue.items.get(instance).map(|item| &item.outcome) {
                Some(Outcome::Instance(summary)) => identifying(summary),
                _ => GivesAway::new(),
            }
        })
    }

    /// The rules of the next run: those built into the page, whatever anybody has set since.
    pub fn rules(self) -> Policy {
        let built_in = self
            .locked
            .with_value(|locked| locked.as_ref().map(|file| file.policy.clone()));
        built_in.unwrap_or_else(|| self.policy.get_untracked())
    }

    /// The file that rules are of, if they are still what it says.
    pub fn policy_mark_of(self, policy: &Policy) -> Option<PolicyMark> {
        let of = |file: &Option<PolicyFile>| {
            let file = file.as_ref().filter(|file| file.policy == *policy)?;
            // Built-in rules that could not be read are those of no file.
            Some(file.mark.clone()).filter(|mark| !mark.sha256.is_empty())
        };
        let built_in = self.locked.with_value(of);
        built_in.or_else(|| self.loaded.with_value(of))
    }

    /// What of the rules may not leave with these images, in words.
    pub fn wrongly_typed(self) -> Option<String> {
        let policy = self.rules();
        let mark = self.policy_mark_of(&policy);
        let checked = self
            .catalogue
            .with_untracked(|catalogue| typed::check(catalogue, &policy, mark.as_ref()));
        checked.err().map(|error| sentence(&error.to_string()))
    }

    /// Why nobody can change the rules, where that is so.
    pub fn why_locked(self) -> Option<String> {
        self.locked.with_value(|locked| {
            let reason = locked.as_ref()?.reason.clone();
            Some(reason.unwrap_or_else(|| "No reason was given.".into()))
        })
    }

    /// What the rules make of an image. The values are the patient's: keep them no longer than they are seen.
    pub async fn changes(self, instance: InstanceId) -> Result<Changes, String> {
        plan::changes(self, instance).await
    }

    /// Saves the rules as a file in the download folder; the error is the reason in words.
    pub fn save_rules(self) -> Result<(), String> {
        policy::save(&self.rules())
    }

    /// Rules from a file that the person picked; the error is the reason in words.
    pub async fn load_rules(self, file: web_sys::File) -> Result<PolicyFile, String> {
        policy::load(&file).await
    }

    /// Opens a linking key: what is cleaned then gets the case names of the export that it came from.
    pub fn open_key(self, file: web_sys::File, passphrase: String) {
        linking::open(self, file, passphrase);
    }

    /// Saves the linking key of the last run in the download folder.
    pub fn save_key(self) {
        linking::save(self);
    }

    /// Each patient's case name, in the catalogue's order, and whether the linking key knows the patient; nothing while
    /// no key is open.
    pub fn case_names(self) -> Vec<(String, bool)> {
        self.key.with(|key| {
            if key.opened.is_some() {
                self.catalogue.with(linking::case_names)
            } else {
                Vec::new()
            }
        })
    }

    /// Saves a certificate as a file in the download folder; the error is the reason in words.
    pub fn save_certificate(self, certificate: &Certificate) -> Result<(), String> {
        let name = Paper::Certificate.file_name(&certificate.code());
        match sink::download(&name, "application/json", &certificate.to_json()) {
            true => Ok(()),
            false => Err("The browser could not save the certificate.".into()),
        }
    }

    /// Counts as things stand: after a run its outcome, before it what would be cleaned.
    pub fn counts(self) -> Counts {
        match self.run.with(|run| {
            run.as_ref()
                .filter(|run| run.counts_stand())
                .map(|run| run.counts)
        }) {
            Some(counts) => counts,
            None => self.review.with(|review| {
                self.catalogue
                    .with(|catalogue| Counts::before(catalogue, review))
            }),
        }
    }

    /// Series that stop delivery.
    pub fn left(self) -> Vec<SeriesId> {
        self.review
            .with(|review| self.catalogue.with(|catalogue| review.left(catalogue)))
    }

    /// Whether a delivery is under way now, paused or not.
    pub fn is_running(self) -> bool {
        self.run
            .with_untracked(|run| run.as_ref().is_some_and(Run::goes_on))
    }

    /// Whether closing the page would lose work: a run that goes on, decisions that nothing was saved of, or a zip of which
    /// nobody knows yet whether it has arrived.
    pub fn has_unsaved_work(self) -> bool {
        let decided = self.review.with_untracked(Review::can_undo);
        self.run.with_untracked(|run| match run {
            Some(run) => run.stage != Stage::Done || !self.is_proven(run),
            None => decided,
        })
    }

    /// Whether every zip of a run has been read again since, where it is kept, and found whole.
    pub fn is_proven(self, run: &Run) -> bool {
        self.zips.with(|all| {
            let mut zips = run.zips.iter().map(|place| all.get(*place));
            zips.all(|zip| zip.is_some_and(|zip| matches!(zip.check, Check::Whole(_))))
        })
    }

    /// Compares files from a drop with the zips that were written; must be called synchronously in the event.
    pub fn prove_drop(self, transfer: web_sys::DataTransfer) {
        save::prove_drop(self, &transfer);
    }

    /// Compares files (from an `<input>`) with the zips that were written.
    pub fn prove_files(self, files: web_sys::FileList) {
        save::prove_files(self, &files);
    }

    /// Whether a zip that was given to download can be given once more.
    pub fn can_download_again(self) -> bool {
        save::can_download_again()
    }

    /// Gives the zips that have not been found whole to the browser once more, as they were made; `false` if they are no
    /// longer at hand.
    pub fn download_again(self) -> bool {
        save::download_again(self)
    }

    /// Whether the browser can write to a picked file.
    pub fn can_pick_file(self) -> bool {
        sink::can_pick()
    }

    /// Starts a delivery; must be called synchronously in a click.
    pub fn deliver_zip(self, to: ZipTo) {
        // The picker is open already: what it answers starts a delivery.
        if sink::is_picking() {
            return;
        }
        self.fault.set(None);
        save::start(self, to);
    }

    /// Lets what is under way end, and starts nothing more until [`Self::resume`].
    pub fn pause(self) {
        save::pause(self, true);
    }

    /// Goes on after [`Self::pause`].
    pub fn resume(self) {
        save::pause(self, false);
    }

    /// Stops the run; nothing half-made is left.
    pub fn cancel(self) {
        save::cancel(self);
    }
}

/// The identifying values that a summary holds, the empty ones left out.
fn identifying(summary: &Summary) -> GivesAway {
    let values = [
        ("Name", &summary.patient_name),
        ("Patient ID", &summary.patient_id),
        ("Issuer of the ID", &summary.issuer_of_patient_id),
        ("Born", &summary.patient_birth_date),
        ("Accession number", &summary.accession_number),
        ("Hospital", &summary.institution_name),
        ("Study date", &summary.study_date),
        ("Study time", &summary.study_time),
        ("Study", &summary.study_description),
        ("Series", &summary.series_description),
    ];
    let given = values.into_iter().filter(|(_, value)| !value.is_empty());
    given
        .map(|(label, value)| (label.to_owned(), value.clone()))
        .collect()
}
