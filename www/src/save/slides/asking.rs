//! What workers are asked for slides: pictures of one image, or a film.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::Uint8Array;
use leptos::prelude::*;

use super::making::Making;
use crate::controllers::store;
use crate::pool::{self, NoAnswer, Urgency};
use crate::protocol::{Film, Request, Response, SlideSource, SlidesHead, Stills};
use crate::state::slides::{Mark, Work, film_of};
use darkroom::catalogue::InstanceId;
use darkroom::clean::{HeldReason, Order};
use darkroom::review::{Front, Gate};

impl Making {
    /// What the gate says of an image now.
    fn order(&self, image: InstanceId) -> Option<Result<Order, HeldReason>> {
        self.session.catalogue.with_untracked(|catalogue| {
            let gate = Gate {
                catalogue,
                review: &self.review,
                front: Front::Page,
                policy: &self.policy,
                linking: false,
                aliases: &self.aliases,
            };
            gate.of_image(image)
        })
    }

    pub(super) async fn stills(&self, marks: &[Mark]) -> Drawn {
        let image = marks
            .first()
            .map(|mark| mark.image)
            .ok_or(HeldReason::Unreadable)?;
        let (source, file) = self.source(image)?;
        let request = Stills {
            image: source,
            secret: *self.secret.bytes(),
            shots: marks
                .iter()
                .map(|mark| (mark.frame, mark.view.clone()))
                .collect(),
            format: self.slides.format,
            size: self.slides.size,
        };
        let request = Request::Stills(Box::new(request));
        let answer = pool::ask(Urgency::Clean, request, vec![file.into()], None).await;
        taken(answer, vec![image])
    }

    pub(super) async fn film(&self, mark: &Mark) -> Drawn {
        let (all, pictures) = self
            .session
            .catalogue
            .with_untracked(|catalogue| film_of(catalogue, mark.image));
        let (mut images, mut sources, mut files) = (Vec::new(), Vec::new(), Vec::new());
        for image in all {
            // What was deleted is not missed; what is held keeps all of the film back.
            if self.review.is_deleted(image) {
                continue;
            }
            let (source, file) = self.source(image)?;
            images.push(image);
            sources.push(source);
            files.push(file.into());
        }
        let left = self.session.catalogue.with_untracked(|catalogue| {
            let frames =
                |image: &InstanceId| catalogue.summary(*image)?.image.map(|it| it.frames.max(1));
            images
                .iter()
                .filter_map(frames)
                .fold(0_u32, u32::saturating_add)
        });
        let request = Film {
            images: sources,
            secret: *self.secret.bytes(),
            view: mark.view.clone(),
            size: self.slides.size,
            pictures: left.min(pictures),
        };
        let request = Request::Film(Box::new(request));
        let (session, before, of) = (self.session, self.done, self.of);
        let drawn = Rc::new(Cell::new(0_usize));
        let part = move |response| {
            if let Response::FramesPainted(frames) = response {
                drawn.set(drawn.get() + frames as usize);
                let done = (before + drawn.get()).min(of);
                session
                    .slides
                    .update(|slides| slides.work = Work::Drawing { done, of });
            }
        };
        let answer = pool::ask_once(Urgency::Clean, request, files, None, part).await;
        taken(
            answer.map(|(response, buffers, _)| (response, buffers)),
            images,
        )
    }

    fn source(&self, image: InstanceId) -> Result<(SlideSource, web_sys::File), HeldReason> {
        let order = self.order(image).unwrap_or(Err(HeldReason::NotLookedAt))?;
        let (origin, file) = store::origin(image).ok_or(HeldReason::Unreadable)?;
        let source = SlideSource {
            file: origin.file,
            locator: origin.locator,
            order: Box::new(order),
        };
        Ok((source, file))
    }
}

/// The images that were drawn, what they are, and a file for each mark.
pub(super) type Drawn = Result<(Vec<InstanceId>, SlidesHead, Vec<Vec<u8>>), HeldReason>;

fn taken(
    answer: Result<(Response, Vec<js_sys::ArrayBuffer>), NoAnswer>,
    images: Vec<InstanceId>,
) -> Drawn {
    match answer {
        Ok((Response::Slides(Ok(head)), buffers)) => {
            let bytes = |buffer: &js_sys::ArrayBuffer| Uint8Array::new(buffer).to_vec();
            Ok((images, head, buffers.iter().map(bytes).collect()))
        }
        Ok((Response::Slides(Err(reason)), _)) => Err(reason),
        Ok(_) | Err(_) => Err(HeldReason::EngineStopped),
    }
}
