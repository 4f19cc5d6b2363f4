//! The engine's door in a worker: questions come in as messages, answers go out with their bytes transferred.
//!
//! Several questions may be under way: while one computes, the bytes of the next are being read. Nothing is caught
//! here: after a trap the page throws this worker away. Nothing is ever written to the console.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, ArrayBuffer, Uint8Array, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Blob, DedicatedWorkerGlobalScope, MessageEvent};

use super::blob_source::{BlobSource, WINDOW};
use super::engine::{Locator, Order, Resume};
use super::protocol::{self, CleanedHead, FileKey, JobId, Request, Response, Span};
use super::{engine, js, video};
use crate::catalogue::Item;
use crate::clean::HeldReason;
use crate::dicom::Source;
use crate::pixels::projection::Gathered;
use crate::pixels::{Ahead, PaintedFrame, Picture};

/// Findings told at a time: the page takes each telling in one task.
const TELL: usize = 64;

/// Milliseconds between two tellings of how many frames are painted.
const TELL_AFTER: f64 = 100.0;

/// Files up to this size are read whole, without blocking, before they are cleaned.
const WHOLE: u64 = 8 * 1024 * 1024;

/// The same before a frame is shown: single images, of which all is needed but the header's end.
const SLICE: u64 = 2 * 1024 * 1024;

/// The longest file that is taken for a linking key, in bytes: a million patients' worth.
const LONGEST_KEY: f64 = 256.0 * 1024.0 * 1024.0;

/// Called once by the bootstrap of a worker.
pub fn start(scope: DedicatedWorkerGlobalScope) {
    let port = scope.clone();
    let listen = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        match protocol::read_question(&event.data()) {
            Some((job, request, files)) => spawn_local(answer(
                Teller {
                    scope: port.clone(),
                    job,
                },
                request,
                files,
            )),
            None => give_up(&port),
        }
    });
    scope.set_onmessage(Some(listen.as_ref().unchecked_ref()));
    listen.forget();
}

/// Where the answers to one question go.
#[derive(Clone)]
struct Teller {
    scope: DedicatedWorkerGlobalScope,
    job: JobId,
}

impl Teller {
    fn tell(&self, last: bool, response: &Response, bytes: Vec<Vec<u8>>) {
        self.tell_with(last, response, bytes, None);
    }

    fn tell_with(
        &self,
        last: bool,
        response: &Response,
        bytes: Vec<Vec<u8>>,
        spooled: Option<&Blob>,
    ) {
        let buffers: Array = bytes
            .iter()
            .map(|bytes| JsValue::from(Uint8Array::from(bytes.as_slice()).buffer()))
            .collect();
        drop(bytes);
        let posted = protocol::answer(self.job, last, response, &buffers, memory(), spooled)
            .and_then(|message| self.scope.post_message_with_transfer(&message, &buffers));
        if posted.is_err() {
            give_up(&self.scope);
        }
    }
}

impl Teller {
    fn found(&self, file: usize, items: Vec<(Item, Locator)>, finished: bool) {
        let found = Response::Found {
            file,
            items,
            finished,
        };
        self.tell(false, &found, Vec::new());
    }

    /// To be called with every frame that is painted; tells now and then how many they are.
    fn painting(&self) -> Rc<dyn Fn()> {
        let (teller, frames, told) = (self.clone(), Cell::new(0_u32), Cell::new(js::now()));
        Rc::new(move || {
            frames.set(frames.get().saturating_add(1));
            if js::now() - told.get() >= TELL_AFTER {
                told.set(js::now());
                teller.tell(false, &Response::FramesPainted(frames.take()), Vec::new());
            }
        })
    }
}

/// A question that cannot be read or an answer that cannot be told is a fault of the engine: the page must not wait.
fn give_up(scope: &DedicatedWorkerGlobalScope) {
    scope.post_message(&JsValue::from_str("stopped")).ok();
}

/// Bytes of this instance's linear memory.
fn memory() -> f64 {
    let memory: WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    f64::from(
        memory
            .buffer()
            .unchecked_into::<ArrayBuffer>()
            .byte_length(),
    )
}

async fn answer(teller: Teller, request: Request, files: Vec<Blob>) {
    match request {
        Request::Examine {
            places,
            resume,
            each,
        } => {
            let at_a_time = if each { 1 } else { TELL };
            examine(&teller, &places, resume, at_a_time, files).await;
        }
        Request::Frame {
            file,
            locator,
            frame,
        } => {
            // Of a clip whose header is at hand nothing is read but the frame.
            let whole = match engine::is_at_hand(file, &locator) {
                true => None,
                false => Some(SLICE),
            };
            let Some(source) = open(&teller, files, whole).await else {
                return;
            };
            let (head, bytes) = match picture(file, source, &locator, frame).await {
                Ok(picture) => {
                    let (head, bytes) = protocol::split_picture(picture);
                    (Ok(head), vec![bytes])
                }
                Err(why) => (Err(why), Vec::new()),
            };
            teller.tell(true, &Response::Picture(head), bytes);
        }
        Request::Project { spans } => {
            let mut gathered = Gathered::default();
            for (span, file) in spans.into_iter().zip(files) {
                // Between two files another question may be answered: somebody may wait for a frame.
                let source = source(file, WINDOW).await;
                project(&mut gathered, span, source).await;
            }
            let (head, bytes) = protocol::split_gathered(gathered);
            teller.tell(true, &Response::Projected(head), bytes);
        }
        Request::Thumbnail {
            file,
            locator,
            frame,
            side,
        } => {
            let Some(source) = open(&teller, files, WINDOW).await else {
                return;
            };
            match picture(file, source, &locator, frame).await {
                Ok(picture) => {
                    let (width, height, rgba) = engine::thumbnail(&picture, side);
                    teller.tell(
                        true,
                        &Response::Thumbnail(Some((width, height))),
                        vec![rgba],
                    );
                }
                Err(_) => teller.tell(true, &Response::Thumbnail(None), Vec::new()),
            }
        }
        Request::Video { file, locator } => {
            let Some(source) = open(&teller, files, WINDOW).await else {
                return;
            };
            let offer = match engine::instance(file, source, &locator) {
                Ok(instance) => video::offer((file, locator), &instance).await,
                Err(why) => Err(why),
            };
            teller.tell(true, &Response::Video(offer), Vec::new());
        }
        Request::Paint {
            locator,
            regions,
            run,
        } => {
            let Some(source) = open(&teller, files, WHOLE).await else {
                return;
            };
            let told = teller.painting();
            let (painted, blob) = match engine::paint_run(source, &locator, &regions, run, told) {
                Ok(painted) => {
                    let (frames, blob) = painted.unzip();
                    (Ok(frames), blob)
                }
                Err(reason) => (Err(reason), None),
            };
            teller.tell_with(true, &Response::Painted(painted), Vec::new(), blob.as_ref());
        }
        Request::Clean {
            locator,
            order,
            secret,
            ahead,
        } => {
            let mut files = files.into_iter();
            let file = files.next().into_iter().collect();
            let runs = painted_ahead(&ahead, files);
            let Some(source) = open(&teller, file, WHOLE).await else {
                return;
            };
            let told = teller.painting();
            let made = clean(source, &locator, &order, secret, &runs, told).await;
            let (response, bytes, spooled) = match made {
                Ok(made) => {
                    let engine::Made {
                        parts,
                        buffers,
                        spooled,
                        size,
                        crc32,
                        links,
                    } = made;
                    let head = CleanedHead {
                        parts,
                        size,
                        crc32,
                        links,
                    };
                    (Ok(head), buffers, spooled)
                }
                Err(reason) => (Err(reason), Vec::new(), None),
            };
            let response = Response::Cleaned(response);
            teller.tell_with(true, &response, bytes, spooled.as_ref());
        }
        Request::Plan {
            file,
            locator,
            order,
            secret,
        } => {
            let Some(source) = open(&teller, files, WINDOW).await else {
                return;
            };
            let (response, bytes) = match engine::plan(file, source, &locator, &order, secret) {
                Ok((held, rows)) => (Ok(held), vec![rows]),
                Err(why) => (Err(why), Vec::new()),
            };
            teller.tell(true, &Response::Plan(response), bytes);
        }
        Request::Seal {
            secret,
            linked,
            passphrase,
        } => {
            let (response, bytes) = match engine::seal(secret, *linked, &passphrase) {
                Ok(sealed) => (Ok(()), vec![sealed]),
                Err(why) => (Err(why), Vec::new()),
            };
            teller.tell(true, &Response::Sealed(response), bytes);
        }
        Request::OpenKey { passphrase } => {
            let opened = match read_whole(files).await {
                Some(sealed) => engine::open_key(&sealed, &passphrase).map(Box::new),
                None => Err("The file can’t be read, or is too long for a linking key.".into()),
            };
            teller.tell(true, &Response::Key(opened), Vec::new());
        }
        Request::Sample => {
            let (places, bytes) = engine::sample().into_iter().unzip();
            teller.tell(true, &Response::Sample(places), bytes);
        }
    }
}

/// A frame to show; the error is the reason in words.
async fn picture(
    file: FileKey,
    source: Rc<dyn Source>,
    locator: &Locator,
    frame: u32,
) -> Result<Picture, String> {
    let instance = engine::instance(file, Rc::clone(&source), locator)?;
    match video::is_video(&instance) {
        true => video::picture((file, locator.clone()), &instance, frame).await,
        false => engine::picture(file, source, locator, frame),
    }
}

/// Lays a run of frames over what is gathered.
async fn project(gathered: &mut Gathered, span: Span, source: Rc<dyn Source>) {
    let Span {
        file,
        locator,
        first,
        last,
    } = span;
    match engine::instance(file, Rc::clone(&source), &locator) {
        Ok(instance) if video::is_video(&instance) => {
            video::project(gathered, (file, locator), &instance, (first, last)).await;
        }
        _ => engine::project(gathered, file, source, &locator, (first, last)),
    }
}

/// Cleans an instance; a video is painted and compressed again first, since the engine waits for nobody.
async fn clean(
    source: Rc<dyn Source>,
    locator: &Locator,
    order: &Order,
    secret: [u8; 32],
    ahead: &Ahead,
    told: Rc<dyn Fn()>,
) -> Result<engine::Made, HeldReason> {
    let new = match engine::video(Rc::clone(&source), locator, order)? {
        Some(instance) => Some(video::compressed_again(&instance, order, &*told).await?),
        None => None,
    };
    engine::clean(source, locator, order, secret, (ahead, new), told)
}

/// What other workers have painted of a file, and the blobs that hold it.
fn painted_ahead(told: &[Vec<PaintedFrame>], blobs: impl Iterator<Item = Blob>) -> Ahead {
    let mut ahead = Ahead::default();
    for (frames, blob) in told.iter().zip(blobs) {
        ahead.add(frames, Rc::new(BlobSource::new(blob, Vec::new())));
    }
    ahead
}

/// All of a linking key's file; `None` if it cannot be read, or is longer than any key.
async fn read_whole(files: Vec<Blob>) -> Option<Vec<u8>> {
    let file = files.into_iter().next()?;
    if file.size() > LONGEST_KEY {
        return None;
    }
    js::read_blob(&file, 0.0, file.size()).await.ok()
}

/// A source over the file; all of it is read ahead if it is no longer than `whole`, else the first window.
async fn source(file: Blob, whole: u64) -> Rc<dyn Source> {
    let size = file.size() as u64;
    let ahead = if size <= whole { size } else { WINDOW };
    // A failure to read shows again, with its place, when the source is read.
    let head = js::read_blob(&file, 0.0, ahead as f64)
        .await
        .unwrap_or_default();
    Rc::new(BlobSource::new(file, head))
}

/// A source over the first file, read ahead as [`source`] does; nothing is read ahead without `whole`.
async fn open(
    teller: &Teller,
    files: Vec<Blob>,
    whole: impl Into<Option<u64>>,
) -> Option<Rc<dyn Source>> {
    match (files.into_iter().next(), whole.into()) {
        (Some(file), Some(whole)) => Some(source(file, whole).await),
        (Some(file), None) => Some(Rc::new(BlobSource::new(file, Vec::new()))),
        (None, _) => {
            give_up(&teller.scope);
            None
        }
    }
}

/// Examines files one after the other; their first bytes are all being read at once.
async fn examine(
    teller: &Teller,
    places: &[String],
    resume: Resume,
    at_a_time: usize,
    files: Vec<Blob>,
) {
    let opened = files.into_iter().map(|file| source(file, WINDOW));
    let opened = futures_util::future::join_all(opened).await;
    for (file, (source, place)) in opened.into_iter().zip(places).enumerate() {
        let mut items = Vec::new();
        engine::examine(place, source, resume, &mut |item: Item, locator| {
            items.push((item, locator));
            if items.len() >= at_a_time {
                teller.found(file, std::mem::take(&mut items), false);
            }
        });
        teller.found(file, items, true);
    }
    teller.tell(true, &Response::Examined, Vec::new());
}
