//! One saving of pictures: every mark is drawn, and written to a zip or a folder with the papers that tell of it.

use leptos::prelude::*;

use super::STOPPED;
use super::place::{Place, Unwritten};
use crate::controllers::{clock, linking};
use crate::engine::{self, Secret};
use crate::protocol::{CleanedImage, SlidesHead};
use crate::state::Session;
use crate::state::folders::Trouble;
use crate::state::slides::{Mark, Saved, Slides, What, Work, film_of};
use crate::words::slides;
use darkroom::catalogue::InstanceId;
use darkroom::clean::{HeldReason, Sums};
use darkroom::deid::{Alias, Policy};
use darkroom::deliver::slides::{SlideKind, SlideNames, SlideReport};
use darkroom::deliver::{Certificate, CollectionName, Delivered, Layout, RunFacts, WrittenFile};
use darkroom::review::{Front, Outcomes, Review};

const STOPPED_WORDS: &str = "Stopped: no picture was saved.";

/// One saving of pictures.
pub(super) struct Making {
    pub(super) session: Session,
    pub(super) slides: Slides,
    pub(super) review: Review,
    pub(super) policy: Policy,
    pub(super) secret: Secret,
    pub(super) aliases: Vec<Alias>,
    layout: Layout,
    names: SlideNames,
    collection: Option<CollectionName>,
    reports: Vec<SlideReport>,
    outcomes: Outcomes,
    delivered: Delivered,
    saved: Saved,
    pub(super) done: usize,
    pub(super) of: usize,
}

impl Making {
    /// What is to be drawn as things stand; the error is the reason in words.
    pub(super) fn begin(session: Session) -> Result<Self, String> {
        let secret = linking::secret()?;
        let policy = session.rules();
        let slides = session.slides.get_untracked();
        let (aliases, layout, of) = session.catalogue.with_untracked(|catalogue| {
            let aliases = linking::aliases(catalogue)?;
            let cases = aliases.iter().map(|alias| alias.case.as_str().to_owned());
            let cases: Vec<_> = cases.collect();
            let layout = engine::layout(catalogue, &cases, &secret, &policy);
            let pictures = |mark: &Mark| match mark.what {
                What::Still => 1,
                What::Film => film_of(catalogue, mark.image).1 as usize,
            };
            Ok::<_, String>((aliases, layout, slides.marks.iter().map(pictures).sum()))
        })?;
        // From now on another key would give other names to the same patients.
        session.key.update(|key| key.used = true);
        let making = Self {
            session,
            slides,
            review: session.review.get_untracked(),
            policy,
            secret,
            aliases,
            layout,
            names: SlideNames::default(),
            collection: session.collection(),
            reports: Vec::new(),
            outcomes: Outcomes::default(),
            delivered: Delivered::new(),
            saved: Saved::default(),
            done: 0,
            of,
        };
        making.show();
        Ok(making)
    }

    fn show(&self) {
        let (done, of) = (self.done, self.of);
        self.session
            .slides
            .update(|slides| slides.work = Work::Drawing { done, of });
    }

    /// Draws all of it into a place; what came of it.
    pub(super) async fn into_place(mut self, place: &mut Place) -> Work {
        match self.fill(place).await {
            Ok(saved) => Work::Saved(saved),
            Err(Broken::Words(words)) => Work::Failed(words),
            Err(Broken::Folder(trouble)) => Work::Broken(trouble, self.reports.len()),
        }
    }

    async fn fill(&mut self, place: &mut Place) -> Result<Saved, Broken> {
        for task in tasks(&self.slides.marks) {
            match self.draw(&task).await {
                Err(_) if place.is_folder() => return Err(Broken::Folder(None)),
                Err(words) => return Err(Broken::Words(words)),
                Ok(Ok(files)) => {
                    for made in files {
                        self.write(place, made).await?;
                    }
                }
                Ok(Err(why)) => self.leave_out(task.marks(), &why),
            }
            self.show();
        }
        if self.reports.is_empty() {
            let why = self.saved.left_out.join(" ");
            return Err(Broken::Words(format!("No picture was saved. {why}")));
        }
        for (name, bytes) in self.certificate().papers() {
            place.put(&name, &bytes).await?;
        }
        let mut saved = std::mem::take(&mut self.saved);
        saved.in_folder = place.is_folder();
        saved.name = place.end().await?;
        Ok(saved)
    }

    /// Draws the first mark as a file by itself, without papers: its name and bytes, and what then is to be said.
    pub(super) async fn alone(mut self) -> Result<(String, Vec<u8>, Saved), String> {
        let task = tasks(&self.slides.marks).into_iter().next();
        let task = task.ok_or("Nothing is marked.")?;
        let mut files = self.draw(&task).await??.into_iter();
        let made = files.next().ok_or("No picture was drawn.")?;
        let name = self.next_name(&made).ok_or("No picture was drawn.")?;
        self.saved.name.clone_from(&name);
        self.saved.animated = usize::from(made.is_animated);
        Ok((name, made.bytes, self.saved))
    }

    /// Has a worker draw; the outer error says that a person stopped it, the inner one why these marks are left out.
    async fn draw(&mut self, task: &Task) -> Result<Result<Vec<Made>, String>, String> {
        let drawn = match task {
            Task::Stills(marks) => self.stills(marks).await,
            Task::Film(mark) => self.film(mark).await,
        };
        match STOPPED.get() {
            true => Err(STOPPED_WORDS.into()),
            false => Ok(drawn
                .and_then(|(images, head, files)| self.made(task.marks(), &images, &head, files))),
        }
    }

    /// Notes of each file what it is of.
    fn made(
        &mut self,
        marks: &[Mark],
        images: &[InstanceId],
        head: &SlidesHead,
        files: Vec<Vec<u8>>,
    ) -> Result<Vec<Made>, String> {
        let pairs = images.iter().zip(&head.images);
        let cleaned = pairs.map(|(image, cleaned)| {
            let file = self.file_of(*image, cleaned)?;
            Some((*image, file, cleaned.frames))
        });
        let cleaned: Option<Vec<_>> = cleaned.collect();
        let cleaned = cleaned.ok_or_else(|| HeldReason::InstanceUidTaken.what())?;
        let made = marks.iter().zip(files).map(|(mark, bytes)| {
            let is_film = mark.what == What::Film;
            let of = cleaned.iter().map(|(_, file, frames)| match is_film {
                true => (file.clone(), [0, frames.saturating_sub(1)]),
                false => (file.clone(), [mark.frame, mark.frame]),
            });
            let frames = cleaned.iter().map(|(.., frames)| *frames);
            Made {
                kind: kind(mark, &frames.collect::<Vec<_>>()),
                extension: match (is_film, head.is_mp4) {
                    (true, true) => "mp4",
                    (true, false) => "png",
                    (false, _) => self.slides.format.extension(),
                },
                of: of.collect(),
                is_animated: is_film && !head.is_mp4,
                pictures: match is_film {
                    true => cleaned.iter().map(|(.., frames)| *frames as usize).sum(),
                    false => 1,
                },
                bytes,
            }
        });
        let made = made.collect();
        for (image, file, _) in cleaned {
            self.outcomes.insert(image, Ok(()));
            self.delivered.insert(image, file);
        }
        Ok(made)
    }

    /// The next name that a file may have: one that was given before is not given again.
    fn next_name(&mut self, made: &Made) -> Option<String> {
        let (first, _) = made.of.first()?;
        self.names.give(&first.name, made.kind, made.extension)
    }

    /// Writes a file under the first name that no other file has, and tells of it.
    async fn write(&mut self, place: &mut Place, made: Made) -> Result<(), Broken> {
        let name = loop {
            let stopped = || Broken::Words(HeldReason::EngineStopped.what());
            let name = self.next_name(&made).ok_or_else(stopped)?;
            match place.put(&name, &made.bytes).await {
                Ok(()) => break name,
                Err(Unwritten::Occupied) => {}
                Err(other) => return Err(other.into()),
            }
        };
        let file = WrittenFile {
            name,
            size: made.bytes.len() as u64,
            sha256: Sums::of(&made.bytes).sha256,
        };
        self.reports.push(SlideReport::of(&file, &made.of));
        self.saved.files += 1;
        self.saved.animated += usize::from(made.is_animated);
        self.done += made.pictures;
        Ok(())
    }

    /// What a cleaned image's file would be; `None` if another image has its UID.
    fn file_of(&self, image: InstanceId, cleaned: &CleanedImage) -> Option<WrittenFile> {
        Some(WrittenFile {
            name: self.layout.path(image, &cleaned.filing)?,
            size: cleaned.size,
            sha256: cleaned.sums.sha256,
        })
    }

    fn leave_out(&mut self, marks: &[Mark], why: &str) {
        for mark in marks {
            let name = self.session.catalogue.with_untracked(|catalogue| {
                let frame = (mark.what == What::Still).then_some(mark.frame);
                slides::named(catalogue, (mark.image, frame), |patient| {
                    untrack(|| self.session.case(patient))
                })
            });
            self.saved.left_out.push(format!("{name}: {why}"));
        }
    }

    fn certificate(&self) -> Certificate {
        let facts = RunFacts {
            policy: self.policy.clone(),
            policy_file: self.session.policy_mark_of(&self.policy),
            permission: self.session.permission_said(),
            intruder_test: self.session.test_said(),
            collection: self.collection.clone(),
            page: Some(self.session.own.facts_now()),
            date: Some(clock::today()),
            front: Front::Page,
            undecodable: 0,
            idle_regions: 0,
            part: None,
        };
        let certificate = self.session.catalogue.with_untracked(|catalogue| {
            let (review, layout) = (&self.review, &self.layout);
            engine::certificate(
                facts,
                catalogue,
                review,
                layout,
                &self.outcomes,
                &self.delivered,
            )
        });
        let certificate = certificate.of_slides(self.reports.clone());
        match linking::is_opened() {
            true => certificate.sealed(&self.secret),
            false => certificate,
        }
    }
}

/// What one question to a worker draws.
enum Task {
    /// Marks of one image, which is cleaned once for all of them.
    Stills(Vec<Mark>),
    Film(Mark),
}

impl Task {
    fn marks(&self) -> &[Mark] {
        match self {
            Self::Stills(marks) => marks,
            Self::Film(mark) => std::slice::from_ref(mark),
        }
    }
}

/// A file that was drawn, and what it is of.
struct Made {
    kind: SlideKind,
    extension: &'static str,
    /// Cleaned images, with first and last frame.
    of: Vec<(WrittenFile, [u32; 2])>,
    is_animated: bool,
    pictures: usize,
    bytes: Vec<u8>,
}

fn kind(mark: &Mark, frames: &[u32]) -> SlideKind {
    let is_film = mark.what == What::Film;
    match (is_film, frames) {
        (true, [_]) | (false, [1, ..]) => SlideKind::Image,
        (true, _) => SlideKind::Series,
        (false, _) => SlideKind::Frame(mark.frame),
    }
}

/// Why a saving did not come to its end.
enum Broken {
    /// In words: nothing of it is saved.
    Words(String),
    /// What is in the way of a folder, in which there may be some of it; nothing if the person has stopped.
    Folder(Option<Trouble>),
}

impl From<Unwritten> for Broken {
    fn from(unwritten: Unwritten) -> Self {
        match unwritten {
            Unwritten::Zip(error) => Self::Words(error.to_string()),
            Unwritten::Folder(trouble) => Self::Folder(trouble),
            // Papers have a code in their names.
            Unwritten::Occupied => Self::Folder(Some(Trouble::Occupied)),
        }
    }
}

/// Stills of one image together, where the first of them stands.
fn tasks(marks: &[Mark]) -> Vec<Task> {
    let mut tasks: Vec<Task> = Vec::new();
    for mark in marks {
        let of_image = tasks.iter_mut().find_map(|task| match task {
            Task::Stills(marks) => {
                let is_it = marks.first().is_some_and(|first| first.image == mark.image);
                is_it.then_some(marks)
            }
            Task::Film(_) => None,
        });
        match (mark.what, of_image) {
            (What::Film, _) => tasks.push(Task::Film(mark.clone())),
            (What::Still, Some(marks)) => marks.push(mark.clone()),
            (What::Still, None) => tasks.push(Task::Stills(vec![mark.clone()])),
        }
    }
    tasks
}
