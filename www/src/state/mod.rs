//! What the page remembers: signals, what can be read off them, and the types that they hold. Changes nothing by itself
//! and knows neither workers nor files: that is for [`crate::controllers`].
//!
//! | file | what is remembered |
//! |---|---|
//! | this one | what is taken in, decided, saved: [`Session`] |
//! | [`case_list`], [`permission`] | the list for the PACS manager; who allowed the images to be used |
//! | [`naming`] | what the collection is called |
//! | [`burned_in`] | burned-in text that was found |
//! | [`wording`] | the texts that leave |
//! | [`intake`], [`run`], [`slides`], [`zips`], [`key`], [`lock`], [`checking`], [`own`] | its parts |
//! | [`forecast`] | how long a delivery will take |
//! | [`this_browser`] | what this browser allows |
//! | [`ui`] | where the person is: step, series, image |

pub mod burned_in;
pub mod case_list;
pub mod checking;
pub mod folders;
pub mod forecast;
pub mod intake;
pub mod key;
pub mod lock;
pub mod naming;
pub mod own;
pub mod permission;
pub mod run;
pub mod slides;
pub mod this_browser;
pub mod ui;
pub mod wording;
pub mod zips;

use leptos::prelude::*;

use burned_in::BurnedIn;
use case_list::CaseListState;
use checking::Checking;
use darkroom::catalogue::words::sentence;
use darkroom::catalogue::{Catalogue, Counts, SeriesId};
use darkroom::deid::{PermissionSaid, Policy, PolicyFile, PolicyMark, TestSaid};
use darkroom::deliver::{CollectionName, typed};
use darkroom::review::Review;
use folders::Chosen;
use forecast::Forecast;
use intake::{Intake, Locks};
use key::{KeyForm, KeyState};
use lock::LockForm;
use naming::Naming;
use own::OwnPage;
use permission::PermissionState;
use run::{Run, Stage};
use slides::Slides;
use this_browser::ThisBrowser;
use wording::Words;
use zips::{Check, WrittenZip};

/// The page's state.
#[derive(Clone, Copy)]
pub struct Session {
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
    /// What is typed to have the zip locked.
    pub zip_lock: RwSignal<LockForm>,
    /// Whether a zip or a folder is to have a DICOMDIR.
    pub dicomdir: RwSignal<bool>,
    /// What the collection is called.
    pub naming: RwSignal<Naming>,
    /// Each patient's case name, in the catalogue's order, and whether the key that was opened knows the patient; empty
    /// while files are read.
    pub case_names: RwSignal<Vec<(String, Option<bool>)>>,
    /// Which page this is, and the news of it.
    pub own: OwnPage,
    /// What is being read, while something is.
    pub intake: RwSignal<Option<Intake>>,
    /// What becomes of passwords for what is locked.
    pub locks: RwSignal<Locks>,
    /// The delivery, from its start on.
    pub run: RwSignal<Option<Run>>,
    /// All zips that were written since the page was opened, the newest last.
    pub zips: RwSignal<Vec<WrittenZip>>,
    /// Burned-in text that was found.
    pub burned_in: RwSignal<BurnedIn>,
    /// Pictures that are marked for slides.
    pub slides: RwSignal<Slides>,
    /// The folders that were chosen to save in.
    pub folders: RwSignal<Chosen>,
    /// A second look at what was delivered.
    pub checking: RwSignal<Checking>,
    /// The linking key that was kept with it.
    pub check_key: RwSignal<KeyState>,
    /// The list of cases for the PACS manager.
    pub case_list: RwSignal<CaseListState>,
    /// The texts that leave, as far as they have been read.
    pub words: RwSignal<Words>,
    /// Who allowed the images to be used.
    pub permission: RwSignal<PermissionState>,
    /// How long the delivery to come will take, while somebody wants to know.
    pub forecast: RwSignal<Option<Forecast>>,
    /// What this browser allows.
    pub browser: RwSignal<ThisBrowser>,
    /// Why the engine could not be started, or another fault of the page itself, in words.
    pub fault: RwSignal<Option<String>>,
}

impl Session {
    /// The state of a page on which nothing has happened; `locked` are the rules that are built into it.
    pub fn new(own: OwnPage, locked: Option<PolicyFile>) -> Self {
        let policy = locked.as_ref().map(|file| file.policy.clone());
        let mut review = Review::default();
        let standing = locked.as_ref().and_then(|file| file.permission.clone());
        let test = locked.as_ref().and_then(|file| file.intruder_test.clone());
        review.go_by_ids(policy.as_ref().is_some_and(Policy::is_same_id_same_person));
        Self {
            catalogue: RwSignal::new(Catalogue::default()),
            review: RwSignal::new(review),
            policy: RwSignal::new(policy.unwrap_or_default()),
            locked: StoredValue::new(locked),
            loaded: StoredValue::new(None),
            key: RwSignal::new(KeyState::default()),
            key_form: RwSignal::new(KeyForm::default()),
            zip_lock: RwSignal::new(LockForm::default()),
            dicomdir: RwSignal::new(false),
            naming: RwSignal::new(Naming::default()),
            case_names: RwSignal::new(Vec::new()),
            own,
            intake: RwSignal::new(None),
            locks: RwSignal::new(Locks::default()),
            run: RwSignal::new(None),
            zips: RwSignal::new(Vec::new()),
            burned_in: RwSignal::new(BurnedIn::default()),
            slides: RwSignal::new(Slides::default()),
            folders: RwSignal::new(Chosen::default()),
            checking: RwSignal::new(Checking::default()),
            check_key: RwSignal::new(KeyState::default()),
            case_list: RwSignal::new(CaseListState::default()),
            words: RwSignal::new(Words::default()),
            permission: RwSignal::new(PermissionState::of(standing, test)),
            forecast: RwSignal::new(None),
            browser: RwSignal::new(ThisBrowser::default()),
            fault: RwSignal::new(None),
        }
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
        let (permission, test) = (self.permission_said(), self.test_said());
        let collection = match self.naming.with_untracked(Naming::read) {
            Ok(collection) => collection,
            Err(words) => return Some(words),
        };
        let typed = typed::Typed {
            mark: mark.as_ref(),
            permission: match &permission {
                PermissionSaid::Recorded(record) => Some(record),
                PermissionSaid::Nothing | PermissionSaid::Declined => None,
            },
            test: match &test {
                TestSaid::Recorded(test) => Some(test),
                TestSaid::NotDone => None,
            },
            collection: collection.as_ref(),
        };
        let checked = self
            .catalogue
            .with_untracked(|catalogue| typed::check(catalogue, &policy, typed));
        checked.err().map(|error| sentence(&error.to_string()))
    }

    /// What was said of the permission to use the images, for the certificate.
    pub fn permission_said(self) -> PermissionSaid {
        self.permission.with_untracked(|state| state.said.clone())
    }

    /// What the collection is called, for the certificate of what begins now; nothing if it may not leave with these
    /// images, as it might if it was typed since that was last asked.
    pub fn collection(self) -> Option<CollectionName> {
        let named = self.naming.with_untracked(Naming::read).ok().flatten()?;
        let typed = typed::Typed {
            collection: Some(&named),
            ..typed::Typed::default()
        };
        let checked = self
            .catalogue
            .with_untracked(|catalogue| typed::check(catalogue, &Policy::default(), typed));
        checked.is_ok().then_some(named)
    }

    /// `Case 3 (CASE-7K2MQ9XT)`: how a patient is called here, and on the drive. Follows the names.
    pub fn case(self, patient: usize) -> String {
        let number = patient.saturating_add(1);
        self.case_names.with(|names| match names.get(patient) {
            Some((name, _)) => format!("Case {number} ({name})"),
            None => format!("Case {number}"),
        })
    }

    /// What was said of the motivated intruder test, for the certificate.
    pub fn test_said(self) -> TestSaid {
        self.permission
            .with_untracked(|state| state.test.said.clone())
    }

    /// Why nobody can change the rules, where that is so.
    pub fn why_locked(self) -> Option<String> {
        self.locked.with_value(|locked| {
            let reason = locked.as_ref()?.reason.clone();
            Some(reason.unwrap_or_else(|| "No reason was given.".into()))
        })
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

    /// Whether closing the page would lose work: a run that goes on, decisions that nothing was saved of, or a zip of
    /// which nobody knows yet whether it has arrived.
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
}
