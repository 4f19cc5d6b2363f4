//! Pictures for slides: an image is cleaned, what was made of it is drawn, and nothing but the drawing leaves.
//!
//! A film is an MP4 where the browser can encode H.264, else an animated PNG, which loses nothing either. A video's film
//! is what its cleaned file holds.

use std::rc::Rc;

use super::reporter::{Answer, Reporter};
use super::sources::source;
use super::video;
use crate::engine;
use crate::engine::blob_source::WINDOW;
use crate::protocol::given::Given;
use crate::protocol::{CleanedImage, Film, Response, SlideSource, SlidesHead, Stills};
use crate::worker::codecs::{self, Encoder, Wanted};
use darkroom::clean::HeldReason;
use darkroom::dicom::Instance;
use darkroom::pixels::video::Video;
use darkroom::pixels::video::planes::Planes;
use darkroom::slides::{AnimatedPng, Drawn, SlideError, encode, film, of_frame};
use wasm_bindgen::JsValue;

/// Files of single pictures, in the order in which they were asked for.
pub async fn stills(asked: Stills, files: impl Iterator<Item = Given>) -> Answer {
    let mut files = files;
    let made = async {
        let given = files.next().ok_or(HeldReason::Unreadable)?;
        let (instance, image) = cleaned(&asked.image, given, asked.secret, &|| {}).await?;
        if video::is_video(&instance) {
            return Err(HeldReason::Video);
        }
        let mut pictures = Vec::new();
        for (frame, view) in &asked.shots {
            let regions = &asked.image.order.regions;
            let drawn = of_frame(&instance, *frame, view, regions, asked.size);
            let file = drawn.and_then(|drawn| encode(&drawn, asked.format));
            pictures.push(file.map_err(engine::held)?);
        }
        Ok((vec![image], pictures, false))
    };
    answer(made.await)
}

/// The file of a film.
pub async fn film(reporter: &Reporter, asked: Film, files: impl Iterator<Item = Given>) -> Answer {
    let files: Vec<Given> = files.collect();
    let on_frame = reporter.painting();
    let mut made = filmed(&asked, &files, true, &*on_frame).await;
    if let Err(Fault::Encoder) = made {
        // This browser said that it can, and could not.
        made = filmed(&asked, &files, false, &*on_frame).await;
    }
    let made = made.map(|(images, file, is_mp4)| (images, vec![file], is_mp4));
    answer(made.map_err(|fault| match fault {
        Fault::Held(reason) => reason,
        Fault::Encoder => HeldReason::CannotShow,
    }))
}

fn answer(made: Result<(Vec<CleanedImage>, Vec<Vec<u8>>, bool), HeldReason>) -> Answer {
    match made {
        Ok((images, files, is_mp4)) => {
            let head = SlidesHead { images, is_mp4 };
            (Response::Slides(Ok(head)), files, None)
        }
        Err(reason) => (Response::Slides(Err(reason)), Vec::new(), None),
    }
}

/// Why there is no film.
enum Fault {
    Held(HeldReason),
    Encoder,
}

impl From<HeldReason> for Fault {
    fn from(reason: HeldReason) -> Self {
        Self::Held(reason)
    }
}

impl From<SlideError> for Fault {
    fn from(error: SlideError) -> Self {
        Self::Held(engine::held(error))
    }
}

impl From<codecs::Fault> for Fault {
    fn from(_: codecs::Fault) -> Self {
        Self::Encoder
    }
}

async fn cleaned(
    image: &SlideSource,
    given: Given,
    secret: [u8; 32],
    on_frame: &dyn Fn(),
) -> Result<(Instance, CleanedImage), HeldReason> {
    let SlideSource {
        file,
        locator,
        order,
    } = image;
    let source = source(given, WINDOW).await;
    let new = match engine::video(*file, Rc::clone(&source), locator, order)? {
        Some(instance) => Some(video::reencoded(&instance, order, on_frame).await?),
        None => None,
    };
    engine::cleaned((*file, source), locator, order, secret, new)
}

async fn filmed(
    asked: &Film,
    files: &[Given],
    as_mp4: bool,
    on_frame: &dyn Fn(),
) -> Result<(Vec<CleanedImage>, Vec<u8>, bool), Fault> {
    let mut images = Vec::new();
    let mut tape: Option<Tape> = None;
    for (part, given) in asked.images.iter().zip(files) {
        let (instance, image) = cleaned(part, given.clone(), asked.secret, on_frame).await?;
        if video::is_video(&instance) {
            let film = Video::of(&instance).map_err(HeldReason::from)?;
            return Ok((vec![image], film.into_stream(), true));
        }
        for frame in 0..image.frames {
            let regions = &part.order.regions;
            let drawn = of_frame(&instance, frame, &asked.view, regions, asked.size)?;
            let tape = match &mut tape {
                Some(tape) => tape,
                None => {
                    let pace = film::frame_time(&instance.data_set);
                    let pace = pace.unwrap_or(film::STACK);
                    tape.insert(Tape::new(&drawn, asked.pictures, pace, as_mp4).await?)
                }
            };
            tape.put(drawn).await?;
            on_frame();
        }
        images.push(image);
    }
    let tape = tape.ok_or(HeldReason::CannotShow)?;
    let (file, is_mp4) = tape.finish().await?;
    Ok((images, file, is_mp4))
}

/// A film that is being made.
struct Tape {
    size: (u32, u32),
    pace: u64,
    onto: Onto,
}

enum Onto {
    Mp4(Box<Encoder>, Planes),
    AnimatedPng(AnimatedPng),
}

impl Tape {
    /// Of the size of its first picture.
    async fn new(first: &Drawn, pictures: u32, pace: u64, as_mp4: bool) -> Result<Self, Fault> {
        let size = film::even((first.columns, first.rows));
        if let (true, Some(codec)) = (as_mp4, film::codec(size)) {
            let wanted = Wanted {
                codec: &codec,
                columns: size.0,
                rows: size.1,
                bit_rate: film::bit_rate(size, pace),
                frame_time: pace,
            };
            let planes = Planes::new(size.0, size.1, pictures, false);
            if let (Some(planes), true) = (planes, codecs::can_encode(&wanted).await) {
                let encoder = Box::new(Encoder::new(&wanted, bt_709())?);
                return Ok(Self {
                    size,
                    pace,
                    onto: Onto::Mp4(encoder, planes),
                });
            }
        }
        let size = (first.columns, first.rows);
        let onto = Onto::AnimatedPng(AnimatedPng::new(size, pictures, pace)?);
        Ok(Self { size, pace, onto })
    }

    async fn put(&mut self, drawn: Drawn) -> Result<(), Fault> {
        let drawn = drawn.within(self.size)?;
        match &mut self.onto {
            Onto::Mp4(encoder, planes) => Ok(encoder.put(planes, &film::planes(&drawn)?).await?),
            Onto::AnimatedPng(file) => Ok(file.put(&drawn)?),
        }
    }

    async fn finish(self) -> Result<(Vec<u8>, bool), Fault> {
        match self.onto {
            Onto::Mp4(encoder, _) => {
                let coded = encoder.finish().await?;
                let file = darkroom::pixels::video::film::mp4(&coded, self.pace);
                Ok((file.map_err(|_| Fault::Encoder)?, true))
            }
            Onto::AnimatedPng(file) => Ok((file.finish()?, false)),
        }
    }
}

/// What the planes are, as a browser says it.
fn bt_709() -> JsValue {
    codecs::object(&[
        ("primaries", "bt709".into()),
        ("transfer", "bt709".into()),
        ("matrix", "bt709".into()),
        ("fullRange", false.into()),
    ])
    .into()
}
