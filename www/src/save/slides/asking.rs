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
use darkroom::catalogue::words::sentence;
use darkroom::clean::{HeldReason, Order};
use darkroom::review::{Front, Gate};
use darkroom::slides::film;

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
        let first = marks.first();
        let image = first.map(|mark| mark.image).ok_or_else(unreadable)?;
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
        let catalogue = self.session.catalogue;
        let (all, _) = catalogue.with_untracked(|catalogue| film_of(catalogue, mark.image));
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
        let pictures = catalogue.with_untracked(|catalogue| {
            let shape = |image: &InstanceId| catalogue.summary(*image)?.image;
            let frames = images.iter().filter_map(shape).map(|it| it.frames.max(1));
            frames.fold(0_u32, u32::saturating_add)
        });
        film::check_length(pictures).map_err(|error| sentence(&error.to_string()))?;
        let request = Film {
            images: sources,
            secret: *self.secret.bytes(),
            view: mark.view.clone(),
            size: self.slides.size,
            pictures,
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

    fn source(&self, image: InstanceId) -> Result<(SlideSource, web_sys::File), String> {
        let order = self.order(image).ok_or("It is deleted.")?;
        let order = order.map_err(|reason| reason.what())?;
        let (origin, file) = store::origin(image).ok_or_else(unreadable)?;
        let source = SlideSource {
            file: origin.file,
            locator: origin.locator,
            order: Box::new(order),
        };
        Ok((source, file))
    }
}

fn unreadable() -> String {
    HeldReason::Unreadable.what()
}

/// The images that were drawn, what they are, and a file for each mark; or why there is none, in words.
pub(super) type Drawn = Result<(Vec<InstanceId>, SlidesHead, Vec<Vec<u8>>), String>;

fn taken(
    answer: Result<(Response, Vec<js_sys::ArrayBuffer>), NoAnswer>,
    images: Vec<InstanceId>,
) -> Drawn {
    match answer {
        Ok((Response::Slides(Ok(head)), buffers)) => {
            let bytes = |buffer: &js_sys::ArrayBuffer| Uint8Array::new(buffer).to_vec();
            Ok((images, head, buffers.iter().map(bytes).collect()))
        }
        Ok((Response::Slides(Err(reason)), _)) => Err(reason.what()),
        Ok(_) | Err(_) => Err(HeldReason::EngineStopped.what()),
    }
}
