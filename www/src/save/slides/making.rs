//! One saving of pictures: every mark is drawn, and written to a zip with the papers that tell of it.

use js_sys::Uint8Array;
use leptos::prelude::*;

use super::{STOPPED, delivery};
use crate::browser::sink::{Piece, SaveError, Sink};
use crate::controllers::linking;
use crate::engine::{self, Secret, ZipWriter};
use crate::protocol::{CleanedImage, SlidesHead};
use crate::state::Session;
use crate::state::slides::{Mark, Saved, Slides, What, Work, film_of};
use crate::words::slides::named;
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
            let (marks, drawn) = match task {
                Task::Stills(marks) => {
                    let drawn = self.stills(&marks).await;
                    (marks, drawn)
                }
                Task::Film(mark) => {
                    let drawn = self.film(&mark).await;
                    (vec![mark], drawn)
                }
            };
            if STOPPED.get() {
                return Err(STOPPED_WORDS.into());
            }
            let kept = match drawn {
                Ok((images, head, files)) => self.keep(sink, &marks, &images, &head, files).await?,
                Err(reason) => Err(reason),
            };
            if let Err(reason) = kept {
                self.leave_out(&marks, &reason);
            }
            self.show();
        }
        if self.reports.is_empty() {
            let why = self.saved.left_out.join(" ");
            return Err(format!("No picture was saved. {why}"));
        }
        self.end(sink).await.map_err(|error| error.to_string())
    }

    /// Writes what was drawn; the outer error ends all of it.
    async fn keep(
        &mut self,
        sink: &mut Sink,
        marks: &[Mark],
        images: &[InstanceId],
        head: &SlidesHead,
        files: Vec<Vec<u8>>,
    ) -> Result<Result<(), HeldReason>, String> {
        let mut written = Vec::new();
        for (image, cleaned) in images.iter().zip(&head.images) {
            match self.note(*image, cleaned) {
                Some(file) => written.push((file, cleaned.frames)),
                None => return Ok(Err(HeldReason::InstanceUidTaken)),
            }
        }
        let Some((first, frames)) = written.first().cloned() else {
            return Ok(Err(HeldReason::EngineStopped));
        };
        for (mark, bytes) in marks.iter().zip(files) {
            let is_film = mark.what == What::Film;
            let kind = match (is_film, written.len(), frames) {
                (true, 1, _) | (false, _, 1) => SlideKind::Image,
                (true, ..) => SlideKind::Series,
                (false, ..) => SlideKind::Frame(mark.frame),
            };
            let extension = match (is_film, head.is_mp4) {
                (true, true) => "mp4",
                (true, false) => "png",
                (false, _) => self.slides.format.extension(),
            };
            self.saved.animated += usize::from(is_film && !head.is_mp4);
            let Some(name) = self.names.give(&first.name, kind, extension) else {
                return Ok(Err(HeldReason::EngineStopped));
            };
            let file = self
                .write(sink, name, bytes)
                .await
                .map_err(|error| error.to_string())?;
            let frames = |frames: u32| match is_film {
                true => [0, frames.saturating_sub(1)],
                false => [mark.frame, mark.frame],
            };
            let of = written
                .iter()
                .map(|(file, count)| (file.clone(), frames(*count)));
            self.reports
                .push(SlideReport::of(&file, &of.collect::<Vec<_>>()));
            self.saved.files += 1;
        }
        self.done += match marks.first().map(|mark| mark.what) {
            Some(What::Film) => written.iter().map(|(_, frames)| *frames as usize).sum(),
            _ => marks.len(),
        };
        Ok(Ok(()))
    }

    /// Enters an image of which pictures leave, and answers with what its file would be.
    fn note(&mut self, image: InstanceId, cleaned: &CleanedImage) -> Option<WrittenFile> {
        let file = WrittenFile {
            name: self.layout.path(image, &cleaned.filing)?,
            size: cleaned.size,
            sha256: cleaned.sums.sha256,
        };
        self.outcomes.insert(image, Ok(()));
        self.delivered.insert(image, file.clone());
        Some(file)
    }

    fn leave_out(&mut self, marks: &[Mark], reason: &HeldReason) {
        for mark in marks {
            let name = self.session.catalogue.with_untracked(|catalogue| {
                let frame = (mark.what == What::Still).then_some(mark.frame);
                named(catalogue, mark.image, frame)
            });
            self.saved
                .left_out
                .push(format!("{name}: {}", reason.what()));
        }
    }

    async fn write(
        &mut self,
        sink: &mut Sink,
        name: String,
        bytes: Vec<u8>,
    ) -> Result<WrittenFile, SaveError> {
        let (sums, size) = (Sums::of(&bytes), bytes.len() as u64);
        let header = self.zip.local_header(&name, sums.crc32, size);
        sink.write(Piece::Made(Uint8Array::from(header.as_slice())))
            .await?;
        sink.write(Piece::Made(Uint8Array::from(bytes.as_slice())))
            .await?;
        Ok(WrittenFile {
            name,
            size,
            sha256: sums.sha256,
        })
    }

    /// The papers, and the end of the zip.
    async fn end(mut self, sink: &mut Sink) -> Result<Saved, SaveError> {
        for (name, bytes) in self.certificate().papers() {
            self.write(sink, name, bytes).await?;
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
            page: Some(self.session.own.facts_now()),
            date: Some(delivery::today()),
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
