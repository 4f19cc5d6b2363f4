//! Burned-in text, searched while nobody waits for anything: image by image, the series in view first, then those that
//! need a look, then the others. No image is searched twice, and nothing is decided by what is found; but where there
//! is text in a series of which a glance would do, it needs a look.

use std::cell::RefCell;
use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::Blob;

use crate::browser::js;
use crate::controllers::store;
use crate::pool::{self, NoAnswer, Urgency};
use crate::protocol::{Request, Response, ToSearch};
use crate::state::Session;
use crate::state::burned_in::{Outcome, is_read};
use crate::state::run::Run;
use crate::state::ui::{Ui, both};
use darkroom::burned_in::{Found, Rank, Search};
use darkroom::catalogue::{Catalogue, InstanceId, Reason, SeriesId, Triage};
use darkroom::review::Review;

/// Milliseconds of rest before a search begins. `tests/e2e/page.mjs` knows the number: its pages don't search.
const REST: f64 = 1_237.0;

/// Milliseconds between two reports, at least.
const PACE: f64 = 250.0;

thread_local! {
    /// Images that were given to a worker.
    static ASKED: RefCell<BTreeSet<InstanceId>> = const { RefCell::new(BTreeSet::new()) };
}

/// Searches for as long as the page lives, whenever there is something to search, and nothing is read or saved.
pub fn keep_searching(ui: Ui) {
    let session = ui.session;
    let latest = StoredValue::new(0_u32);
    let may_search = Memo::new(move |_| {
        let is_saving = session
            .run
            .with(|run| run.as_ref().is_some_and(Run::goes_on));
        let is_stopped = session.burned_in.with(|found| found.stopped);
        session.intake.with(Option::is_none) && !is_saving && !is_stopped
    });
    let order = Memo::new(move |_| {
        let items = session.catalogue.with(|catalogue| catalogue.items.len());
        (items, ui.series.get())
    });
    Effect::new(move |_| {
        let (items, first) = order.get();
        latest.update_value(|number| *number = number.wrapping_add(1));
        if may_search.get() && items > 0 {
            let number = latest.get_value();
            let is_latest = move || latest.try_get_value() == Some(number);
            spawn_local(search(session, first, is_latest));
        }
    });
    // Reading and saving are waited for: what is searched just then is searched again later.
    Effect::new(move |could: Option<bool>| {
        let can = may_search.get();
        if could == Some(true) && !can {
            pool::abort(Urgency::Search);
        }
        can
    });
}

impl Ui {
    /// Stops the search, or lets it go on.
    pub fn search_for_text(self, on: bool) {
        self.session.burned_in.update(|found| found.stopped = !on);
    }
}

async fn search(session: Session, first: Option<SeriesId>, is_latest: impl Fn() -> bool) {
    js::sleep(REST).await;
    if !is_latest() {
        return;
    }
    let mut waiting = both_untracked(session, |catalogue, review| {
        ASKED.with_borrow(|asked| to_search(catalogue, review, first, asked))
    });
    if waiting.is_empty() {
        return;
    }
    let models = session.own.models().await;
    let mut report = Report::new(session);
    while let Some(image) = waiting.pop_front().filter(|_| is_latest()) {
        if !ASKED.with_borrow_mut(|asked| asked.insert(image)) {
            continue;
        }
        match ask(session, image, &models).await {
            Some(outcome) => report.add(image, outcome, waiting.len()),
            None => {
                ASKED.with_borrow_mut(|asked| asked.remove(&image));
            }
        }
    }
    report.publish();
    if is_latest() {
        pool::dismiss_searcher();
    }
}

/// What comes of an image; `None` if it was not searched.
async fn ask(session: Session, image: InstanceId, models: &[Blob]) -> Option<Outcome> {
    let (origin, file) = store::origin(image)?;
    let (search, mentions) = session.catalogue.with_untracked(|catalogue| {
        let series = catalogue.series_of(image);
        let series = series.and_then(|id| catalogue.series(id));
        let is_glance = series.is_some_and(|series| series.triage == Triage::Glance);
        let search = if is_glance {
            Search::Quick
        } else {
            Search::Thorough
        };
        (search, catalogue.mentions_of(image))
    });
    let asked = ToSearch {
        file: origin.file,
        locator: origin.locator,
        search,
        mentions,
    };
    let mut files: Vec<Blob> = vec![file.into()];
    files.extend_from_slice(models);
    let request = Request::Search(Box::new(asked));
    match pool::ask_once(Urgency::Search, request, files, None, |_| {}).await {
        Ok((Response::BurnedIn(Ok(found)), ..)) => Some(Outcome::Found(Arc::new(found))),
        Ok(_) | Err(NoAnswer::Stopped) => Some(Outcome::Failed),
        Err(NoAnswer::Forgotten) => None,
    }
}

/// What has come in and is not shown yet: the page is not drawn anew for every image.
struct Report {
    session: Session,
    pending: Vec<(InstanceId, Outcome)>,
    to_go: usize,
    reported: f64,
}

impl Report {
    fn new(session: Session) -> Self {
        Self {
            session,
            pending: Vec::new(),
            to_go: 0,
            reported: f64::NEG_INFINITY,
        }
    }

    fn add(&mut self, image: InstanceId, outcome: Outcome, to_go: usize) {
        self.pending.push((image, outcome));
        self.to_go = to_go;
        if js::now() - self.reported >= PACE {
            self.publish();
        }
    }

    fn publish(&mut self) {
        let (pending, to_go) = (std::mem::take(&mut self.pending), self.to_go);
        self.reported = js::now();
        if pending.is_empty() {
            return;
        }
        let shows_text = |(image, outcome): &(InstanceId, Outcome)| match outcome {
            Outcome::Found(found) if may_name(found) => Some(*image),
            _ => None,
        };
        let shown: Vec<InstanceId> = pending.iter().filter_map(shows_text).collect();
        self.session.burned_in.update(|found| {
            found.to_go = to_go;
            for (image, outcome) in pending {
                found.take(image, outcome);
            }
        });
        look_at(self.session, &shown);
    }
}

/// Whether something was read that may name somebody. What was not read is often no text in slices, which are searched
/// for lines of it when they are taken in (`Triage::of`).
fn may_name(found: &Found) -> bool {
    let mut proposals = found.proposals.iter();
    proposals.any(|proposal| proposal.rank != Rank::Grey && is_read(proposal))
}

/// Has the series of these images looked at, where a glance would have done.
fn look_at(session: Session, images: &[InstanceId]) {
    let glanced = session.catalogue.with_untracked(|catalogue| {
        let is_glance = |image: &&InstanceId| {
            let summary = catalogue.summary(**image);
            summary.is_some_and(|summary| summary.triage == Triage::Glance)
        };
        let glanced = images.iter().filter(is_glance).copied();
        glanced.collect::<Vec<InstanceId>>()
    });
    if !glanced.is_empty() {
        session.catalogue.update(|catalogue| {
            for image in glanced {
                catalogue.triage_again(image, Triage::Look(vec![Reason::LinesOfText]));
            }
        });
    }
}

/// The images that are still to be searched: those of the series in view, of those that need a look, of the others.
fn to_search(
    catalogue: &Catalogue,
    review: &Review,
    first: Option<SeriesId>,
    asked: &BTreeSet<InstanceId>,
) -> VecDeque<InstanceId> {
    let studies = catalogue
        .patients
        .iter()
        .flat_map(|patient| &patient.studies);
    let mut series: Vec<SeriesId> = studies.flat_map(|study| study.series.clone()).collect();
    series.sort_by_key(|id| {
        let triage = catalogue.series(*id).map(|series| &series.triage);
        let looks = matches!(triage, Some(Triage::Look(_)));
        (Some(*id) != first, !looks)
    });
    let images = series.iter().filter_map(|id| catalogue.series(*id));
    let images = images.flat_map(|series| series.instances.iter().copied());
    let is_wanted = |image: &InstanceId| {
        let summary = catalogue.summary(*image);
        let has_pictures =
            summary.is_some_and(|summary| summary.image.is_some() && !summary.is_video());
        has_pictures
            && !asked.contains(image)
            && !review.is_deleted(*image)
            && review.held(catalogue, *image).is_none()
    };
    images.filter(is_wanted).collect()
}

fn both_untracked<T>(session: Session, read: impl FnOnce(&Catalogue, &Review) -> T) -> T {
    untrack(|| both(session, read))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue};

    fn series(series: u32, triage: Triage) -> Image {
        Image {
            series,
            triage,
            ..Image::default()
        }
    }

    #[test]
    fn what_is_in_view_is_searched_first_then_what_needs_a_look_then_the_others() {
        let look = || Triage::Look(vec![Reason::Ultrasound]);
        let catalogue = catalogue([
            series(1, Triage::Glance).item(),
            series(2, look()).item(),
            series(3, Triage::Glance).item(),
            series(4, look()).item(),
        ]);
        let review = Review::default();
        let order = to_search(&catalogue, &review, Some(2), &BTreeSet::new());
        assert_eq!(order, [2, 1, 3, 0]);
    }

    #[test]
    fn what_was_asked_for_is_deleted_or_is_held_is_not_searched() {
        let held = Triage::Held(darkroom::clean::HeldReason::CannotShow);
        let image = |number| Image {
            number,
            ..Image::default()
        };
        let catalogue = catalogue([
            image(1).item(),
            image(2).item(),
            image(3).item(),
            series(2, held).item(),
        ]);
        let mut review = Review::default();
        review.delete_instances(&[1]);
        let order = to_search(&catalogue, &review, None, &BTreeSet::from([0]));
        assert_eq!(order, [2]);
    }
}
