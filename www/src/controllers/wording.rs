//! The texts that leave: gathered by the workers while nobody waits, and what a person decides about them.
//!
//! Headers are read once more for it, a few at a time and after everything that somebody waits for: what a text leaves
//! as depends on what all of the patient's files mention, and that is known only when the last of them is read.

use futures_util::future::join_all;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::controllers::{changes, linking, store};
use crate::engine::{self, BatchText, Secret};
use crate::pool::{self, Urgency};
use crate::protocol::{Request, Response, SlideSource};
use crate::state::Session;
use crate::state::run::Run;
use crate::state::ui::{Step, Ui, both};
use crate::state::wording::{Gathering, Line, Words};
use darkroom::catalogue::{Catalogue, InstanceId, SeriesId};
use darkroom::deid::leaving::{Piece, pieces};
use darkroom::deid::{Alias, Policy, Wording};
use darkroom::review::Fate;

/// Images that a worker is asked for at a time: no more than a text's bits.
const BATCH: usize = 24;

const FOR_ALL: &str = "It is struck out of all cases: choose “All cases” above to let it leave.";
const FOR_ONE: &str = "It is struck out of one case alone: choose that case above to let it leave.";

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
    // A word that came back, or was struck out, may stand in more texts than the one that it was pressed in.
    let words = Memo::new(move |_| {
        let counts = session.review.with(|review| review.wordings().counts());
        (counts.words_brought_back, counts.words_struck)
    });
    Effect::new(move |before: Option<(usize, usize)>| {
        let now = words.get();
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
    // Once: for each batch anew it would be as many times the work as there are batches.
    let under = Asking::begin(session).ok()?;
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
            under.ask(images, None)
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

/// What questions for texts are put under: worked out once for all of them.
struct Asking {
    session: Session,
    secret: Secret,
    aliases: Vec<Alias>,
}

impl Asking {
    /// The error is the reason in words why none can be put.
    fn begin(session: Session) -> Result<Self, String> {
        Ok(Self {
            session,
            secret: linking::secret()?,
            aliases: session.catalogue.with_untracked(linking::aliases)?,
        })
    }

    /// Asks a worker for the texts of some images; under other decisions than those that are in force, if they are given:
    /// then also whether the second reading has something against them.
    async fn ask(
        &self,
        images: Vec<InstanceId>,
        wording: Option<Wording>,
    ) -> Option<(Vec<BatchText>, bool)> {
        let orders = changes::once_decided(self.session, &images, &self.aliases);
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
        let urgency = match before {
            Some(_) => Urgency::Frame,
            None => Urgency::Examine,
        };
        let request = Request::Texts {
            images: sources,
            secret: *self.secret.bytes(),
            before,
        };
        let Ok((Response::Texts(found), buffers)) = pool::ask(urgency, request, files, None).await
        else {
            return None;
        };
        let bytes = Uint8Array::new(buffers.first()?).to_vec();
        Some((engine::read_texts(&bytes)?, found))
    }
}

impl Ui {
    /// Strikes a text out wherever it would leave, or lets it leave again: in all cases, or in the one that is decided for.
    /// `is_struck` says how it is shown.
    pub fn strike(self, line: &Line, is_struck: bool) {
        let text = &line.text.before;
        if !self.is_decided_elsewhere(is_struck, |own| own.is_text_struck(text)) {
            self.decide_words(|own| {
                own.strike_text(text, !is_struck);
            });
        }
    }

    /// Strikes a word out of every text that holds it, or lets it leave again; likewise.
    pub fn strike_word(self, word: &str, is_struck: bool) {
        if !self.is_decided_elsewhere(is_struck, |own| own.is_word_struck(word)) {
            self.decide_words(|own| {
                own.strike_word(word, !is_struck);
            });
        }
    }

    /// Takes back the last decision about words, or makes it again.
    pub fn undo_words(self, again: bool) {
        if untrack(move || self.running()) {
            return;
        }
        let session = self.session;
        let now = session
            .review
            .with_untracked(|review| review.wordings().clone());
        let Some(Some(other)) = session.words.try_update(|words| words.step(now, again)) else {
            let words = match again {
                true => "Nothing about words was taken back.",
                false => "Nothing about words is decided that could be taken back.",
            };
            return self.said.set(Some(words.into()));
        };
        self.decide(|_, review| review.set_wordings(other));
        let words = match again {
            true => "Done again: the last decision about words.",
            false => "Taken back: the last decision about words.",
        };
        self.said.set(Some(words.into()));
    }

    /// Whether what is shown as struck out is so by a decision for others than are decided for; then that is said.
    fn is_decided_elsewhere(self, is_struck: bool, is_own: impl Fn(&Wording) -> bool) -> bool {
        let case = self.session.words.with_untracked(Words::of_case);
        let review = self.session.review;
        let is_own = review.with_untracked(|review| is_own(&review.wordings().own(case)));
        let is_elsewhere = is_struck && !is_own;
        if is_elsewhere {
            let words = if case.is_some() { FOR_ALL } else { FOR_ONE };
            self.said.set(Some(words.into()));
        }
        is_elsewhere
    }

    /// Decides about words, in one step that can be taken back; whether it could.
    fn decide_words(self, change: impl FnOnce(&mut Wording)) -> bool {
        let words = self.session.words;
        let case = words.with_untracked(Words::of_case);
        let before = self.decide(|_, review| {
            let before = review.wordings().clone();
            let (mut wordings, mut own) = (before.clone(), before.own(case));
            change(&mut own);
            wordings.set(case, own);
            review.set_wordings(wordings);
            before
        });
        if let Some(before) = before {
            words.update(|words| words.decided(before));
            return true;
        }
        false
    }

    /// Brings a word back that was cut from a text, unless it identifies somebody; or cuts it again.
    pub fn bring_back(self, line: Line, word: String) {
        if untrack(move || self.running()) {
            return;
        }
        let session = self.session;
        let (case, patient) = session
            .words
            .with_untracked(|words| (words.of_case(), words.case.map(|(patient, _)| patient)));
        let of_case = line
            .cases
            .iter()
            .find(|(of, ..)| patient.is_none_or(|it| it == *of));
        let Some((patient, example, _)) = of_case.copied() else {
            return;
        };
        let (keeps, wanted) = session.review.with_untracked(|review| {
            let mut wordings = review.wordings().clone();
            let mut own = wordings.own(case);
            let keeps = !own.is_brought_back(&line.text.before, &word);
            own.bring_back(&line.text.before, &word, keeps);
            wordings.set(case, own);
            let of = |catalogue: &Catalogue| wordings.of(catalogue, Some(patient));
            (keeps, session.catalogue.with_untracked(of))
        });
        spawn_local(async move {
            let answer = match Asking::begin(session) {
                Ok(asking) => asking.ask(vec![example], Some(wanted)).await,
                Err(_) => None,
            };
            let after = answer.and_then(|answer| after_of(&line, answer, &word, keeps));
            let Some(after) = after else {
                let refused = Some((line.key(), word));
                session.words.update(|words| words.refused = refused);
                return;
            };
            let is_done = self.decide_words(|wording| {
                wording.bring_back(&line.text.before, &word, keeps);
            });
            if is_done {
                session
                    .words
                    .update(|words| words.correct(&line.key(), &after));
            }
        });
    }
}

/// What holds for a line as it is shown: for the case that is decided for, or the only one that has it; else for all.
pub fn wording_of(session: Session, line: &Line) -> Wording {
    let of_case = session.words.with(|words| words.case.map(|(case, _)| case));
    let patient = match (of_case, line.cases.as_slice()) {
        (None, [(case, ..)]) => Some(*case),
        (of_case, _) => of_case,
    };
    both(session, |catalogue, review| {
        review.wordings().of(catalogue, patient)
    })
}

/// The cases, each with one of its series, by which a decision tells it.
pub fn cases(session: Session) -> Vec<(usize, SeriesId)> {
    session.catalogue.with(|catalogue| {
        let patients = catalogue.patients.iter().enumerate();
        let series = patients.filter_map(|(patient, of)| {
            let first = of.studies.iter().find_map(|study| study.series.first())?;
            Some((patient, *first))
        });
        series.collect()
    })
}

/// Decides for one case alone from now on, or for all.
pub fn decide_for(session: Session, case: Option<(usize, SeriesId)>) {
    session.words.update(|words| {
        (words.case, words.refused) = (case, None);
    });
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
