//! What the page itself remembers: the step, the chosen series, tool and region. Nothing of it outlives the page.
//!
//! In come the engine's signals; out come the memos that several views share. Holds no patient value of its own. How
//! the person goes from one to the next is in [`crate::controllers::navigation`], what they decide in
//! [`crate::controllers::decisions`].

pub mod keep;
pub mod laid;
pub mod projected;
pub mod standing;
pub mod together;
pub mod viewer;

use crate::state::Session;
use crate::state::run::Run;
use crate::state::ui::keep::KeepDraft;
use crate::state::ui::standing::Standing;
use crate::state::ui::together::{Page, Together};
use crate::state::ui::viewer::Viewer;
use leptos::html;
use leptos::prelude::*;

use darkroom::catalogue::{Catalogue, Counts, InstanceId, Series, SeriesId, Triage};
use darkroom::review::{Reach, RegionId, Review, SeriesState, Templates};

/// The four steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Add,
    Look,
    Rules,
    Save,
}

/// A panel that opens over the right edge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    Check,
    Guide,
    Keys,
}

/// What stands in place of the viewer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// The contact sheet of the glance series.
    Glance,
    /// A page of series that need a look.
    Look,
}

/// A list on the Add step to which a figure of the foot leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    Cases,
    Held,
    Deleted,
    Doubles,
    NotDicom,
}

/// The page's own state; `Copy`, alive as long as the page.
#[derive(Clone, Copy)]
pub struct Ui {
    pub session: Session,
    pub step: RwSignal<Step>,
    /// The series on the viewer.
    pub series: RwSignal<Option<SeriesId>>,
    /// The place in [`Ui::frames`], from 0.
    pub position: RwSignal<usize>,
    pub region: RwSignal<Option<RegionId>>,
    /// How far the next rectangle will reach.
    pub reach: RwSignal<Reach>,
    pub todo_only: RwSignal<bool>,
    /// What stands in place of the viewer, if anything does.
    pub sheet: RwSignal<Option<Sheet>>,
    pub panel: RwSignal<Option<Panel>>,
    /// `None` follows the system.
    pub dark: RwSignal<Option<bool>>,
    /// Whether single letters are keys.
    pub letters: RwSignal<bool>,
    pub list: RwSignal<Option<List>>,
    /// Of the hospital's own numbers: what is ticked and typed.
    pub keep: RwSignal<KeepDraft>,
    /// Whether the certificate stands in place of the Save step.
    pub certificate: RwSignal<bool>,
    /// Whether a collection is being checked in place of the Add step.
    pub checking: RwSignal<bool>,
    /// Whether the list for the PACS manager stands in place of the Add step.
    pub listing: RwSignal<bool>,
    /// Whether the check of this browser stands in place of the Add step.
    pub asking_browser: RwSignal<bool>,
    pub viewer: Viewer,
    /// The inputs behind "Open a folder" and "Open files or a zip": always on the page, so that more can be added.
    pub folder_input: NodeRef<html::Input>,
    pub files_input: NodeRef<html::Input>,
    /// The last press of one of their buttons opened nothing.
    pub no_dialog: RwSignal<bool>,
    pub left: Memo<Vec<SeriesId>>,
    pub states: Memo<Vec<SeriesState>>,
    /// Glance series that nobody has decided on.
    pub glance: Memo<Vec<SeriesId>>,
    /// How things stand with the glance series, while their contact sheet is open.
    pub glanced: Memo<Standing>,
    /// Series that need a look, several of which can be looked at at once.
    pub several: Memo<Vec<SeriesId>>,
    pub together: Together,
    /// How things stand with the page of them, while it is open.
    pub page: Memo<Page>,
    /// Whether the question has been put of the shown series: is anything identifying left?
    pub asked: RwSignal<bool>,
    /// What became of a file of decisions, in words.
    pub decisions: RwSignal<Option<String>>,
    /// Whether the words that leave stand in place of what changes in one image, on the Rules step.
    pub words: RwSignal<bool>,
    /// What undo or redo has just done, in words.
    pub said: RwSignal<Option<String>>,
    pub counts: Memo<Counts>,
    /// Every image and frame of the chosen series, in the order of scrolling.
    pub frames: Memo<Vec<(InstanceId, u32)>>,
    /// The image and frame that the position points to.
    pub current: Memo<Option<(InstanceId, u32)>>,
    /// The image that the position points to.
    pub here: Memo<Option<InstanceId>>,
    /// Whether the image that the position points to is deleted.
    pub gone: Memo<bool>,
    /// The images that can be laid over the current one, with their frames.
    pub scope: Memo<Vec<(InstanceId, u32)>>,
    /// Templates from a file; those of the session are read off its regions.
    pub templates: RwSignal<Templates>,
}

impl Ui {
    /// The state of a page on which nothing has happened.
    pub fn new(session: Session) -> Self {
        let (series, position) = (RwSignal::new(None), RwSignal::new(0));
        let sheet = RwSignal::new(None);
        let together = Together::new();
        let left = Memo::new(move |_| session.left());
        let glance = Memo::new(move |_| glance(session, &left.get()));
        let frames = Memo::new(move |_| frames_in(session, series.get()));
        let current = Memo::new(move |_| {
            frames.with(|frames| frames.get(position.get()).or(frames.last()).copied())
        });
        let here = Memo::new(move |_| current.get().map(|(instance, _)| instance));
        Self {
            session,
            step: RwSignal::new(Step::Add),
            series,
            position,
            region: RwSignal::new(None),
            reach: RwSignal::new(Reach::Series),
            todo_only: RwSignal::new(false),
            sheet,
            panel: RwSignal::new(None),
            dark: RwSignal::new(None),
            letters: RwSignal::new(true),
            list: RwSignal::new(None),
            keep: RwSignal::new(KeepDraft::of(&session.rules())),
            certificate: RwSignal::new(false),
            checking: RwSignal::new(false),
            listing: RwSignal::new(false),
            asking_browser: RwSignal::new(false),
            viewer: Viewer::new(),
            folder_input: NodeRef::new(),
            files_input: NodeRef::new(),
            no_dialog: RwSignal::new(false),
            left,
            states: Memo::new(move |_| states(session)),
            glance,
            glanced: Memo::new(move |_| match sheet.get() {
                Some(Sheet::Glance) => standing_of(session, glance),
                // Nobody else needs to know.
                _ => Standing::default(),
            }),
            several: Memo::new(move |_| several(session, &left.get(), together)),
            together,
            page: Memo::new(move |_| match sheet.get() {
                Some(Sheet::Look) => page_of(session, together),
                _ => Page::default(),
            }),
            asked: RwSignal::new(false),
            decisions: RwSignal::new(None),
            words: RwSignal::new(false),
            said: RwSignal::new(None),
            counts: Memo::new(move |_| session.counts()),
            frames,
            current,
            here,
            gone: Memo::new(move |_| here.get().is_some_and(|image| is_deleted(session, image))),
            scope: Memo::new(move |_| scope(session, here.get())),
            templates: RwSignal::new(Templates::default()),
        }
    }

    /// Reads something of a series; `None` if there is no such series.
    pub fn of_series<T>(
        self,
        id: SeriesId,
        read: impl FnOnce(&Catalogue, &Series) -> T,
    ) -> Option<T> {
        self.session.catalogue.with(|catalogue| {
            catalogue
                .series
                .get(id)
                .map(|series| read(catalogue, series))
        })
    }

    /// State of a series.
    pub fn state(self, id: SeriesId) -> SeriesState {
        self.states
            .with(|states| states.get(id).copied().unwrap_or(SeriesState::Unreviewed))
    }

    /// Whether what is shown can be painted: the series is not held, the image not deleted.
    pub fn paintable(self) -> bool {
        let held = |id| matches!(self.state(id), SeriesState::Held | SeriesState::Deleted);
        self.series.get().is_some_and(|id| !held(id)) && !self.gone.get()
    }

    /// Whether nobody can change the rules now.
    pub fn rules_stand(self) -> bool {
        self.running() || self.session.locked.with_value(Option::is_some)
    }

    /// Whether a delivery is going on.
    pub fn running(self) -> bool {
        let run = self.session.run;
        run.with(|run| run.as_ref().is_some_and(Run::goes_on))
    }
}

/// Those of the series that are left of which a glance is enough.
fn glance(session: Session, left: &[SeriesId]) -> Vec<SeriesId> {
    session.catalogue.with(|catalogue| {
        let is_glance = |id: &&SeriesId| {
            let series = catalogue.series.get(**id);
            series.is_some_and(|series| series.triage == Triage::Glance)
        };
        left.iter().filter(is_glance).copied().collect()
    })
}

fn states(session: Session) -> Vec<SeriesState> {
    both(session, |catalogue, review| {
        let all = 0..catalogue.series.len();
        all.map(|id| review.state(catalogue, id)).collect()
    })
}

fn standing_of(session: Session, glance: Memo<Vec<SeriesId>>) -> Standing {
    glance.with(|glance| {
        both(session, |catalogue, review| {
            Standing::of(catalogue, review, glance)
        })
    })
}

fn several(session: Session, left: &[SeriesId], together: Together) -> Vec<SeriesId> {
    both(session, |catalogue, review| {
        together.aside.with(|aside| {
            let suits = |id: &&SeriesId| {
                !aside.contains(*id) && together::suits(catalogue, review, **id).is_some()
            };
            left.iter().filter(suits).copied().collect()
        })
    })
}

fn page_of(session: Session, together: Together) -> Page {
    both(session, |catalogue, review| {
        together.sights.with(|sights| {
            together
                .aside
                .with(|aside| Page::of(catalogue, review, sights, aside))
        })
    })
}

fn is_deleted(session: Session, image: InstanceId) -> bool {
    session.review.with(|review| review.is_deleted(image))
}

fn scope(session: Session, here: Option<InstanceId>) -> Vec<(InstanceId, u32)> {
    both(session, |catalogue, review| {
        here.map(|here| projected::scope(catalogue, review, here))
            .unwrap_or_default()
    })
}

fn frames_in(session: Session, series: Option<SeriesId>) -> Vec<(InstanceId, u32)> {
    session.catalogue.with(|catalogue| {
        series
            .and_then(|id| catalogue.series.get(id))
            .map(|series| frames_of(catalogue, series))
            .unwrap_or_default()
    })
}

/// Reads catalogue and review together.
pub fn both<T>(session: Session, read: impl FnOnce(&Catalogue, &Review) -> T) -> T {
    session
        .catalogue
        .with(|catalogue| session.review.with(|review| read(catalogue, review)))
}

/// Every frame of a series, in the order of scrolling; what has no picture stands as one.
fn frames_of(catalogue: &Catalogue, series: &Series) -> Vec<(InstanceId, u32)> {
    series
        .instances
        .iter()
        .flat_map(|id| {
            let frames = catalogue
                .summary(*id)
                .and_then(|summary| summary.image)
                .map_or(1, |image| image.frames.clamp(1, 100_000));
            (0..frames).map(|frame| (*id, frame))
        })
        .collect()
}
