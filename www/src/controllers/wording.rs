//! The texts that leave: gathered by the workers while nobody waits, and what a person decides about them.
//!
//! Headers are read once more for it, a few at a time and after everything that somebody waits for: what a text leaves
//! as depends on what all of the patient's files mention, and that is known only when the last of them is read.

use std::sync::Arc;

use futures_util::future::join_all;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::controllers::{changes, linking, store};
use crate::engine::{self, BatchText};
use crate::pool::{self, Urgency};
use crate::protocol::{Request, Response, SlideSource};
use crate::state::Session;
use crate::state::run::Run;
use crate::state::ui::{Step, Ui};
use crate::state::wording::{Gathering, Line};
use darkroom::catalogue::InstanceId;
use darkroom::deid::leaving::{Piece, pieces};
use darkroom::deid::{Policy, Wording};
use darkroom::review::Fate;

/// Images that a worker is asked for at a time: no more than a text's bits.
const BATCH: usize = 24;

/// What texts are gathered under: other figures, rules or names mean other texts.
#[derive(Clone, PartialEq)]
struct Under {
    files: [usize; 4],
    policy: Policy,
    opened: (Option<usize>, bool),
}

/// Which gathering is the latest, and under what it is.
#[derive(Clone, Default)]
struct Latest {
    number: u32,
    under: Option<Under>,
}

type Gathered = StoredValue<Latest>;

/// Gathers whenever the Rules or the Save step is open and something has changed since.
pub fn keep_gathering(ui: Ui) {
    let latest: Gathered = StoredValue::new(Latest::default());
    let session = ui.session;
    let under = Memo::new(move |_| {
        let counts = ui.counts.get();
        Under {
            files: [counts.files_in, counts.held, counts.deleted, counts.doubles],
            policy: session.policy.get(),
            opened: session.key.with(|key| (key.opened, key.opening)),
        }
    });
    let wanted = Memo::new(move |_| {
        let is_near = matches!(ui.step.get(), Step::Rules | Step::Save);
        let has_run = session
            .run
            .with(|run| run.as_ref().is_some_and(Run::counts_stand));
        is_near && !has_run && session.intake.with(Option::is_none)
    });
    Effect::new(move |_| {
        let now = under.get();
        if wanted.get() && latest.with_value(|latest| latest.under.as_ref() != Some(&now)) {
            begin(session, latest, Some(now));
        }
    });
    // A word that came back may stand in more texts than the one that it was pressed in.
    let back = Memo::new(move |_| {
        session
            .review
            .with(|review| review.wording().counts().words_brought_back)
    });
    Effect::new(move |before: Option<usize>| {
        let now = back.get();
        if before.is_some_and(|before| before != now) {
            begin(
                session,
                latest,
                latest.with_value(|latest| latest.under.clone()),
            );
        }
        now
    });
}

fn begin(session: Session, latest: Gathered, under: Option<Under>) {
    let number = latest.with_value(|latest| latest.number.wrapping_add(1));
    let is_same = latest.with_value(|latest| latest.under == under);
    latest.set_value(Latest { number, under });
    let is_latest = move || latest.with_value(|latest| latest.number == number);
    spawn_local(async move {
        let Some(gathering) = gather(session, is_latest).await else {
            return;
        };
        if gathering.unread > 0 {
            // All of it is tried once more when the step is next opened.
            latest.update_value(|latest| latest.under = None);
        }
        session.words.update(|words| {
            words.take(gathering, is_same);
            (words.read, words.all) = (0, 0);
        });
    });
}

/// All images that may leave, by case.
fn images(session: Session) -> Vec<(usize, InstanceId)> {
    session.review.with_untracked(|review| {
        session.catalogue.with_untracked(|catalogue| {
            let series = catalogue.series.iter();
            let all = series.flat_map(|series| {
                let images = series.instances.iter();
                images.map(|image| (series.patient, *image))
            });
            let mut all: Vec<_> = all
                .filter(|(_, image)| review.fate(catalogue, *image) == Fate::Waiting)
                .collect();
            all.sort_unstable();
            all
        })
    })
}

/// `None` if something newer was asked.
async fn gather(session: Session, is_latest: impl Fn() -> bool) -> Option<Gathering> {
    let all = images(session);
    let mut gathering = Gathering::default();
    let (mut read, mut number) = (0, 0_u32);
    session
        .words
        .update(|words| (words.read, words.all) = (0, all.len()));
    let batches: Vec<&[(usize, InstanceId)]> = all
        .chunk_by(|one, other| one.0 == other.0)
        .flat_map(|of_case| of_case.chunks(BATCH))
        .collect();
    for some in batches.chunks(pool::size().max(1) * 2) {
        let asked = some.iter().map(|batch| {
            let images: Vec<InstanceId> = batch.iter().map(|(_, image)| *image).collect();
            ask(session, images, None)
        });
        let answers = join_all(asked).await;
        if !is_latest() {
            return None;
        }
        for (batch, answer) in some.iter().zip(answers) {
            (read, number) = (read + batch.len(), number + 1);
            let Some((texts, _)) = answer else {
                gathering.unread += batch.len();
                continue;
            };
            for found in texts {
                let first = found.images.trailing_zeros() as usize;
                if let Some(example) = batch.get(first) {
                    gathering.add(found.text, *example, (number, found.images));
                }
            }
        }
        session.words.update(|words| words.read = read);
    }
    Some(gathering)
}

/// Asks a worker for the texts of some images; under other decisions than those that are in force, if they are given:
/// then also whether the second reading has something against them.
async fn ask(
    session: Session,
    images: Vec<InstanceId>,
    wording: Option<Wording>,
) -> Option<(Vec<BatchText>, bool)> {
    let secret = linking::secret().ok()?;
    let orders = changes::once_decided(session, &images).ok()?;
    let (mut sources, mut files) = (Vec::new(), Vec::new());
    let mut before = None;
    for (image, mut order) in images.into_iter().zip(orders) {
        let (origin, file) = store::origin(image)?;
        order.regions.clear();
        if let Some(wording) = &wording {
            before = Some(std::mem::replace(&mut order.wording, wording.clone()));
        }
        sources.push(SlideSource {
            file: origin.file,
            locator: origin.locator,
            order: Box::new(order),
        });
        files.push(file.into());
    }
    let request = Request::Texts {
        images: sources,
        secret: *secret.bytes(),
        before,
    };
    let urgency = match wording {
        Some(_) => Urgency::Frame,
        None => Urgency::Examine,
    };
    let Ok((Response::Texts(found), buffers)) = pool::ask(urgency, request, files, None).await
    else {
        return None;
    };
    let bytes = Uint8Array::new(buffers.first()?).to_vec();
    Some((engine::read_texts(&bytes)?, found))
}

impl Ui {
    /// Strikes a text out wherever it would leave, or lets it leave again.
    pub fn strike(self, line: &Line) {
        self.session.words.update(|words| words.refused = None);
        self.decide(|_, review| {
            let mut wording = review.wording().clone();
            let is_struck = wording.is_text_struck(&line.text.before);
            wording.strike_text(&line.text.before, !is_struck);
            review.set_wording(wording);
        });
    }

    /// Brings a word back that was cut from a text, unless it identifies somebody; or cuts it again.
    pub fn bring_back(self, line: Line, word: String) {
        if untrack(move || self.running()) {
            return;
        }
        let session = self.session;
        let wording = session
            .review
            .with_untracked(|review| review.wording().clone());
        let keeps = !wording.is_brought_back(&line.text.before, &word);
        let mut wanted = wording;
        wanted.bring_back(&line.text.before, &word, keeps);
        let Some((_, example)) = line.cases.first().copied() else {
            return;
        };
        spawn_local(async move {
            let answer = ask(session, vec![example], Some(wanted)).await;
            let after = answer.and_then(|answer| after_of(&line, answer, &word, keeps));
            let Some(after) = after else {
                let refused = Some((line.key(), word));
                session.words.update(|words| words.refused = refused);
                return;
            };
            let done = self.decide(|_, review| {
                let mut wording = review.wording().clone();
                wording.bring_back(&line.text.before, &word, keeps);
                review.set_wording(wording);
            });
            if done.is_some() {
                session.words.update(|words| {
                    words.refused = None;
                    words.correct(&line.key(), &after);
                });
            }
        });
    }
}

/// What a line's text leaves as, if the word is then in it as wanted, and the second reading lets it.
fn after_of(
    line: &Line,
    (texts, is_found): (Vec<BatchText>, bool),
    word: &str,
    keeps: bool,
) -> Option<String> {
    let of_line = |found: &BatchText| {
        line.attributes.contains(&found.text.attribute) && found.text.before == line.text.before
    };
    let after = texts.into_iter().find(of_line)?.text.after;
    let is_cut = |piece: &Piece| matches!(piece, Piece::Cut(cut) if cut == word);
    let is_kept = !pieces(&line.text.before, &after).iter().any(is_cut);
    (!keeps || is_kept && !is_found).then_some(after)
}

/// The lines as they are.
pub fn lines(session: Session) -> Arc<Vec<Line>> {
    session.words.with(|words| Arc::clone(&words.lines))
}
