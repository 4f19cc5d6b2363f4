//! One saving of pictures: every mark is drawn, and written to a zip with the papers that tell of it.

use js_sys::Uint8Array;
use leptos::prelude::*;

use super::STOPPED;
use crate::browser::sink::{Piece, SaveError, Sink};
use crate::controllers::{clock, linking};
use crate::engine::{self, Secret, ZipWriter};
use crate::protocol::{CleanedImage, SlidesHead};
use crate::state::Session;
use crate::state::slides::{Mark, Saved, Slides, What, Work, film_of};
use crate::words::slides;
use darkroom::catalogue::InstanceId;
use darkroom::clean::{HeldReason, Sums};
use darkroom::deid::{Alias, Policy};
use darkroom::deliver::slides::{SlideKind, SlideNames, SlideReport};
use darkroom::deliver::{Certificate, Delivered, Layout, RunFacts, WrittenFile};
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
    zip: ZipWriter,
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
            zip: ZipWriter::new(),
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

    /// Draws all of it into a zip; the error is the reason in words.
    pub(super) async fn into_zip(mut self, sink: &mut Sink) -> Result<Saved, String> {
        for task in tasks(&self.slides.marks) {
            match self.draw(&task).await? {
                Ok(files) => {
                    for (name, bytes) in files {
                        let written = self.write(sink, name, &bytes).await;
                        written.map_err(|error| error.to_string())?;
                    }
                }
                Err(why) => self.leave_out(task.marks(), &why),
            }
            self.show();
        }
        if self.reports.is_empty() {
            let why = self.saved.left_out.join(" ");
            return Err(format!("No picture was saved. {why}"));
        }
        self.end(sink).await.map_err(|error| error.to_string())
    }

    /// Draws the first mark as a file by itself, without papers: its name and bytes, and what then is to be said.
    pub(super) async fn alone(mut self) -> Result<(String, Vec<u8>, Saved), String> {
        let task = tasks(&self.slides.marks).into_iter().next();
        let task = task.ok_or("Nothing is marked.")?;
        let mut files = self.draw(&task).await??.into_iter();
        let (name, bytes) = files.next().ok_or("No picture was drawn.")?;
        self.saved.name.clone_from(&name);
        Ok((name, bytes, self.saved))
    }

    /// Has a worker draw; the outer error says that a person stopped it, the inner one why these marks are left out.
    async fn draw(&mut self, task: &Task) -> Result<Result<Vec<Named>, String>, String> {
        let drawn = match task {
            Task::Stills(marks) => self.stills(marks).await,
            Task::Film(mark) => self.film(mark).await,
        };
        match STOPPED.get() {
            true => Err(STOPPED_WORDS.into()),
            false => Ok(drawn
                .and_then(|(images, head, files)| self.named(task.marks(), &images, &head, files))),
        }
    }

    /// Gives each file its name, and notes what it is of.
    fn named(
        &mut self,
        marks: &[Mark],
        images: &[InstanceId],
        head: &SlidesHead,
        files: Vec<Vec<u8>>,
    ) -> Result<Vec<Named>, String> {
        let pairs = images.iter().zip(&head.images);
        let cleaned = pairs.map(|(image, cleaned)| {
            let file = self.file_of(*image, cleaned)?;
            Some((*image, file, cleaned.frames))
        });
        let cleaned: Option<Vec<_>> = cleaned.collect();
        let cleaned = cleaned.ok_or_else(|| HeldReason::InstanceUidTaken.what())?;
        let mut named = Vec::new();
        for (mark, bytes) in marks.iter().zip(files) {
            let is_film = mark.what == What::Film;
            let name = self.name_of(mark, &cleaned, head.is_mp4);
            let name = name.ok_or_else(|| HeldReason::EngineStopped.what())?;
            let of = cleaned.iter().map(|(_, file, frames)| match is_film {
                true => (file.clone(), [0, frames.saturating_sub(1)]),
                false => (file.clone(), [mark.frame, mark.frame]),
            });
            let file = WrittenFile {
                name,
                size: bytes.len() as u64,
                sha256: Sums::of(&bytes).sha256,
            };
            let report = SlideReport::of(&file, &of.collect::<Vec<_>>());
            self.reports.push(report);
            self.saved.files += 1;
            self.saved.animated += usize::from(is_film && !head.is_mp4);
            self.done += match is_film {
                true => cleaned.iter().map(|(.., frames)| *frames as usize).sum(),
                false => 1,
            };
            named.push((file.name, bytes));
        }
        for (image, file, _) in cleaned {
            self.outcomes.insert(image, Ok(()));
            self.delivered.insert(image, file);
        }
        Ok(named)
    }

    /// What a cleaned image's file would be; `None` if another image has its UID.
    fn file_of(&self, image: InstanceId, cleaned: &CleanedImage) -> Option<WrittenFile> {
        Some(WrittenFile {
            name: self.layout.path(image, &cleaned.filing)?,
            size: cleaned.size,
            sha256: cleaned.sums.sha256,
        })
    }

    fn name_of(
        &mut self,
        mark: &Mark,
        cleaned: &[(InstanceId, WrittenFile, u32)],
        is_mp4: bool,
    ) -> Option<String> {
        let (_, first, frames) = cleaned.first()?;
        let is_film = mark.what == What::Film;
        let kind = match (is_film, cleaned.len(), frames) {
            (true, 1, _) | (false, _, 1) => SlideKind::Image,
            (true, ..) => SlideKind::Series,
            (false, ..) => SlideKind::Frame(mark.frame),
        };
        let extension = match (is_film, is_mp4) {
            (true, true) => "mp4",
            (true, false) => "png",
            (false, _) => self.slides.format.extension(),
        };
        self.names.give(&first.name, kind, extension)
    }

    fn leave_out(&mut self, marks: &[Mark], why: &str) {
        for mark in marks {
            let name = self.session.catalogue.with_untracked(|catalogue| {
                let frame = (mark.what == What::Still).then_some(mark.frame);
                slides::named(catalogue, mark.image, frame)
            });
            self.saved.left_out.push(format!("{name}: {why}"));
        }
    }

    async fn write(
        &mut self,
        sink: &mut Sink,
        name: String,
        bytes: &[u8],
    ) -> Result<(), SaveError> {
        let crc32 = Sums::of(bytes).crc32;
        let header = self.zip.local_header(&name, crc32, bytes.len() as u64);
        for made in [header.as_slice(), bytes] {
            sink.write(Piece::Made(Uint8Array::from(made))).await?;
        }
        Ok(())
    }

    /// The papers, and the end of the zip.
    async fn end(mut self, sink: &mut Sink) -> Result<Saved, SaveError> {
        for (name, bytes) in self.certificate().papers() {
            self.write(sink, name, &bytes).await?;
        }
        let directory = std::mem::take(&mut self.zip).finish();
        sink.write(Piece::Made(Uint8Array::from(directory.as_slice())))
            .await?;
        self.saved.name = sink.close().await?.name;
        Ok(self.saved)
    }

    fn certificate(&self) -> Certificate {
        let facts = RunFacts {
            policy: self.policy.clone(),
            policy_file: self.session.policy_mark_of(&self.policy),
            permission: self.session.permission_said(),
            intruder_test: self.session.test_said(),
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

/// A file: its name, and its bytes.
type Named = (String, Vec<u8>);

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
