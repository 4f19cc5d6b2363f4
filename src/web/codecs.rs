//! The browser's own video decoder and encoder (WebCodecs), as far as a worker needs them.
//!
//! In go coded pictures, out come decoded ones in the order in which they are shown, and the other way round. A few are
//! under way at a time, whatever the video's length. Nothing of a browser's error is told: it may quote the stream.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::{Array, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::convert::FromWasmAbi;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};

use super::js;
use crate::pixels::video::planes::Planes;
use crate::pixels::video::{Video, VideoError};

/// Pictures that wait in a decoder or an encoder.
const WAITING: u32 = 6;

/// Longest wait for a sign of life before the queues are looked at again, in milliseconds.
const HEARTBEAT: f64 = 200.0;

/// Why the browser could not do it, as the end of a sentence.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error(transparent)]
    Video(#[from] VideoError),
    #[error("no browser can decode MPEG-2")]
    NobodyDecodes,
    #[error("this browser can’t decode {0}")]
    NoDecoder(&'static str),
    #[error("this browser’s decoder gave up on it")]
    Decoder,
    #[error("this browser gives its pictures in a form that can’t be read")]
    Form,
    #[error("this browser can’t encode H.264 of its size")]
    NoEncoder,
    #[error("this browser’s encoder gave up on it")]
    Encoder,
}

/// For how long ears outlive what they listened to, in milliseconds.
const RETIREMENT: f64 = 3_000.0;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = VideoDecoder)]
    type Decoder;
    #[wasm_bindgen(constructor, js_class = "VideoDecoder", catch)]
    fn new(init: &Object) -> Result<Decoder, JsValue>;
    #[wasm_bindgen(static_method_of = Decoder, js_class = "VideoDecoder", js_name = isConfigSupported, catch)]
    fn is_config_supported(config: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn configure(this: &Decoder, config: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn decode(this: &Decoder, chunk: &Chunk) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn flush(this: &Decoder) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Decoder) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, js_name = decodeQueueSize)]
    fn waiting(this: &Decoder) -> u32;

    #[wasm_bindgen(js_name = VideoEncoder)]
    type Coder;
    #[wasm_bindgen(constructor, js_class = "VideoEncoder", catch)]
    fn new(init: &Object) -> Result<Coder, JsValue>;
    #[wasm_bindgen(static_method_of = Coder, js_class = "VideoEncoder", js_name = isConfigSupported, catch)]
    fn is_config_supported(config: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn configure(this: &Coder, config: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn encode(this: &Coder, frame: &VideoFrame, options: &Object) -> Result<(), JsValue>;
    #[wasm_bindgen(method, catch)]
    fn flush(this: &Coder) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method, catch)]
    fn close(this: &Coder) -> Result<(), JsValue>;
    #[wasm_bindgen(method, getter, js_name = encodeQueueSize)]
    fn waiting(this: &Coder) -> u32;

    #[wasm_bindgen(js_name = EncodedVideoChunk)]
    type Chunk;
    #[wasm_bindgen(constructor, js_class = "EncodedVideoChunk", catch)]
    fn new(init: &Object) -> Result<Chunk, JsValue>;
    #[wasm_bindgen(method, getter, js_name = type)]
    fn kind(this: &Chunk) -> String;
    #[wasm_bindgen(method, getter)]
    fn timestamp(this: &Chunk) -> f64;
    #[wasm_bindgen(method, getter, js_name = byteLength)]
    fn byte_length(this: &Chunk) -> u32;
    #[wasm_bindgen(method, js_name = copyTo, catch)]
    fn copy_to(this: &Chunk, to: &Uint8Array) -> Result<(), JsValue>;

    /// A decoded picture, held by the browser until it is closed.
    #[wasm_bindgen(js_name = VideoFrame)]
    type VideoFrame;
    #[wasm_bindgen(constructor, js_class = "VideoFrame", catch)]
    fn new(data: &Uint8Array, init: &Object) -> Result<VideoFrame, JsValue>;
    #[wasm_bindgen(method, getter)]
    fn format(this: &VideoFrame) -> Option<String>;
    #[wasm_bindgen(method, getter, js_name = visibleRect)]
    fn visible(this: &VideoFrame) -> JsValue;
    #[wasm_bindgen(method, getter, js_name = colorSpace)]
    fn colours(this: &VideoFrame) -> JsValue;
    #[wasm_bindgen(method, js_name = allocationSize, catch)]
    fn allocation_size(this: &VideoFrame, options: &Object) -> Result<u32, JsValue>;
    #[wasm_bindgen(method, js_name = copyTo, catch)]
    fn copy_to(this: &VideoFrame, to: &Uint8Array, options: &Object) -> Result<Promise, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &VideoFrame);
}

/// An object with these properties.
fn object(properties: &[(&str, JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in properties {
        // Setting a property of a plain object does not fail.
        Reflect::set(&object, &JsValue::from_str(name), value).ok();
    }
    object
}

async fn is_supported(asked: Result<Promise, JsValue>) -> bool {
    match asked {
        Ok(answer) => JsFuture::from(answer)
            .await
            .is_ok_and(|answer| js::get(&answer, "supported").is_truthy()),
        Err(_) => false,
    }
}

/// What has come out and was not taken yet.
struct Inbox<T> {
    items: VecDeque<T>,
    failed: bool,
    wake: Option<oneshot::Sender<()>>,
}

impl<T> Inbox<T> {
    fn new() -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self {
            items: VecDeque::new(),
            failed: false,
            wake: None,
        }))
    }

    fn wake(&mut self) {
        if let Some(wake) = self.wake.take() {
            wake.send(()).ok();
        }
    }
}

/// Waits until something has changed.
async fn wait<T>(inbox: &RefCell<Inbox<T>>) {
    let (wake, woken) = oneshot::channel();
    inbox.borrow_mut().wake = Some(wake);
    let heartbeat = Box::pin(js::sleep(HEARTBEAT));
    futures_util::future::select(woken, heartbeat).await;
}

/// Ears of a decoder or an encoder, kept for its life.
struct Ears<T> {
    output: Closure<dyn FnMut(T)>,
    error: Closure<dyn FnMut(JsValue)>,
    dequeue: Closure<dyn FnMut()>,
}

impl<T: FromWasmAbi + 'static> Ears<T> {
    fn of(inbox: &Rc<RefCell<Inbox<T>>>) -> Self {
        let [at_output, at_error, at_dequeue] = [(); 3].map(|()| Rc::clone(inbox));
        Self {
            output: Closure::new(move |item| {
                let mut inbox = at_output.borrow_mut();
                inbox.items.push_back(item);
                inbox.wake();
            }),
            error: Closure::new(move |_| {
                let mut inbox = at_error.borrow_mut();
                inbox.failed = true;
                inbox.wake();
            }),
            dequeue: Closure::new(move || at_dequeue.borrow_mut().wake()),
        }
    }

    fn init(&self) -> Object {
        object(&[
            ("output", self.output.as_ref().clone()),
            ("error", self.error.as_ref().clone()),
        ])
    }

    fn follow(&self, of: &JsValue) {
        Reflect::set(of, &"ondequeue".into(), self.dequeue.as_ref()).ok();
    }

    /// Calls that were under way when a decoder or an encoder was closed still come: they must find somebody.
    fn retire(self) {
        spawn_local(async move {
            js::sleep(RETIREMENT).await;
            drop(self);
        });
    }
}

/// Whether this browser can decode what browsers call `codec`.
pub async fn can_decode(codec: &str) -> bool {
    let config = object(&[("codec", codec.into())]);
    is_supported(Decoder::is_config_supported(&config)).await
}

/// Decoded pictures of a video, one after the other, as they are shown.
pub struct Pictures<'a> {
    video: &'a Video,
    next: usize,
    end: usize,
    flushed: bool,
    decoder: Decoder,
    inbox: Rc<RefCell<Inbox<VideoFrame>>>,
    ears: Option<Ears<VideoFrame>>,
}

impl<'a> Pictures<'a> {
    /// From the key picture `first` on, until all of those before `end` have been put in.
    pub fn new(video: &'a Video, first: usize, end: usize) -> Result<Self, Fault> {
        let codec = video.codec().ok_or(VideoError::Damaged("stream"))?;
        let inbox = Inbox::new();
        let ears = Ears::of(&inbox);
        let decoder = Decoder::new(&ears.init()).map_err(|_| Fault::Decoder)?;
        ears.follow(&decoder);
        let config = object(&[("codec", codec.into())]);
        decoder.configure(&config).map_err(|_| Fault::Decoder)?;
        Ok(Self {
            video,
            next: first,
            end: end.min(video.len()),
            flushed: false,
            decoder,
            inbox,
            ears: Some(ears),
        })
    }

    /// The next picture; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Shown>, Fault> {
        loop {
            if self.inbox.borrow().failed {
                return Err(Fault::Decoder);
            }
            if let Some(frame) = self.inbox.borrow_mut().items.pop_front() {
                return Ok(Some(Shown(frame)));
            }
            if self.flushed {
                return Ok(None);
            }
            while self.next < self.end && self.decoder.waiting() < WAITING {
                self.put_in()?;
            }
            if self.next < self.end {
                wait(&self.inbox).await;
            } else {
                let flush = self.decoder.flush().map_err(|_| Fault::Decoder)?;
                JsFuture::from(flush).await.map_err(|_| Fault::Decoder)?;
                self.flushed = true;
            }
        }
    }

    fn put_in(&mut self) -> Result<(), Fault> {
        let (bytes, key) = self.video.unit(self.next).ok_or(Fault::Decoder)?;
        let chunk = Chunk::new(&object(&[
            ("type", if key { "key" } else { "delta" }.into()),
            ("timestamp", (self.next as f64 * 1000.0).into()),
            ("data", Uint8Array::from(bytes.as_slice()).into()),
        ]));
        let chunk = chunk.map_err(|_| Fault::Decoder)?;
        self.decoder.decode(&chunk).map_err(|_| Fault::Decoder)?;
        self.next += 1;
        Ok(())
    }
}

impl Drop for Pictures<'_> {
    fn drop(&mut self) {
        Reflect::set(&self.decoder, &"ondequeue".into(), &JsValue::NULL).ok();
        self.decoder.close().ok();
        if let Some(ears) = self.ears.take() {
            ears.retire();
        }
        for frame in self.inbox.borrow_mut().items.drain(..) {
            frame.close();
        }
    }
}

/// A decoded picture.
pub struct Shown(VideoFrame);

impl Drop for Shown {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl Shown {
    /// Columns and rows.
    pub fn size(&self) -> (u32, u32) {
        let visible = self.0.visible();
        let side = |name| js::get(&visible, name).as_f64().unwrap_or(0.0) as u32;
        (side("width"), side("height"))
    }

    /// What the browser says of its colours.
    pub fn colours(&self) -> JsValue {
        self.0.colours()
    }

    /// Whether brightness goes from 0 to 255.
    pub fn full_range(&self) -> bool {
        js::get(&self.0.colours(), "fullRange").is_truthy()
    }

    /// Red, green, blue and opaque alpha, as a screen shows them.
    pub async fn rgba(&self) -> Result<Vec<u8>, Fault> {
        let (columns, rows) = self.size();
        let options = object(&[("format", "RGBA".into()), ("colorSpace", "srgb".into())]);
        let mut bytes = self.copy(&options).await?;
        for pixel in bytes.as_chunks_mut::<4>().0 {
            pixel[3] = 255;
        }
        let pixels = columns as usize * rows as usize;
        (bytes.len() == pixels * 4)
            .then_some(bytes)
            .ok_or(Fault::Form)
    }

    /// The planes.
    pub async fn planes(&self, planes: &Planes) -> Result<Vec<u8>, Fault> {
        if self.size() != (planes.columns, planes.rows) {
            return Err(VideoError::Size.into());
        }
        let kind = self.0.format().unwrap_or_default();
        let (wide, pixels) = (planes.columns, planes.columns * planes.rows);
        let plane = |offset: u32, stride: u32| {
            let plane = object(&[("offset", offset.into()), ("stride", stride.into())]);
            JsValue::from(plane)
        };
        let layout = match kind.as_str() {
            "I420" => Array::of3(
                &plane(0, wide),
                &plane(pixels, wide / 2),
                &plane(pixels / 4 * 5, wide / 2),
            ),
            "NV12" => Array::of2(&plane(0, wide), &plane(pixels, wide)),
            _ => return Err(Fault::Form),
        };
        let bytes = self.copy(&object(&[("layout", layout.into())])).await?;
        let bytes = match kind.as_str() {
            "NV12" => planes.from_nv12(&bytes).ok_or(Fault::Form)?,
            _ => bytes,
        };
        (bytes.len() == planes.len())
            .then_some(bytes)
            .ok_or(Fault::Form)
    }

    async fn copy(&self, options: &Object) -> Result<Vec<u8>, Fault> {
        let form = |_| Fault::Form;
        let bytes = Uint8Array::new_with_length(self.0.allocation_size(options).map_err(form)?);
        let copied = self.0.copy_to(&bytes, options).map_err(form)?;
        JsFuture::from(copied).await.map_err(form)?;
        Ok(bytes.to_vec())
    }
}

/// How pictures are to be encoded.
pub struct Wanted<'a> {
    pub codec: &'a str,
    pub columns: u32,
    pub rows: u32,
    pub bit_rate: u64,
    /// Microseconds.
    pub frame_time: u64,
}

impl Wanted<'_> {
    fn config(&self) -> Object {
        object(&[
            ("codec", self.codec.into()),
            ("width", self.columns.into()),
            ("height", self.rows.into()),
            ("bitrate", (self.bit_rate as f64).into()),
            (
                "framerate",
                (1_000_000.0 / self.frame_time.max(1) as f64).into(),
            ),
            // The other mode may leave pictures out.
            ("latencyMode", "quality".into()),
            ("avc", object(&[("format", "annexb".into())]).into()),
        ])
    }
}

/// Whether this browser can encode like that.
pub async fn can_encode(wanted: &Wanted<'_>) -> bool {
    is_supported(Coder::is_config_supported(&wanted.config())).await
}

/// Encodes pictures.
pub struct Encoder {
    coder: Coder,
    inbox: Rc<RefCell<Inbox<Chunk>>>,
    ears: Option<Ears<Chunk>>,
    frame_time: u64,
    /// Pictures from one key to the next: a second's.
    every: u64,
    colours: JsValue,
    coded: Vec<(Vec<u8>, bool)>,
    last: f64,
    put: u64,
}

impl Encoder {
    /// `colours`: as [`Shown::colours`] gave them.
    pub fn new(wanted: &Wanted<'_>, colours: JsValue) -> Result<Self, Fault> {
        let inbox = Inbox::new();
        let ears = Ears::of(&inbox);
        let coder = Coder::new(&ears.init()).map_err(|_| Fault::NoEncoder)?;
        ears.follow(&coder);
        coder
            .configure(&wanted.config())
            .map_err(|_| Fault::NoEncoder)?;
        Ok(Self {
            coder,
            inbox,
            ears: Some(ears),
            frame_time: wanted.frame_time,
            every: (1_000_000 / wanted.frame_time.max(1)).max(1),
            colours,
            coded: Vec::new(),
            last: -1.0,
            put: 0,
        })
    }

    /// Takes the next picture.
    pub async fn put(&mut self, planes: &Planes, bytes: &[u8]) -> Result<(), Fault> {
        while self.coder.waiting() >= WAITING {
            wait(&self.inbox).await;
            self.collect()?;
        }
        let init = object(&[
            ("format", "I420".into()),
            ("codedWidth", planes.columns.into()),
            ("codedHeight", planes.rows.into()),
            ("timestamp", ((self.put * self.frame_time) as f64).into()),
            ("duration", (self.frame_time as f64).into()),
            ("colorSpace", self.colours.clone()),
        ]);
        let frame = VideoFrame::new(&Uint8Array::from(bytes), &init).map_err(|_| Fault::Encoder)?;
        let key = self.put.is_multiple_of(self.every);
        let encoded = self
            .coder
            .encode(&frame, &object(&[("keyFrame", key.into())]));
        frame.close();
        encoded.map_err(|_| Fault::Encoder)?;
        self.put += 1;
        self.collect()
    }

    fn collect(&mut self) -> Result<(), Fault> {
        if self.inbox.borrow().failed {
            return Err(Fault::Encoder);
        }
        while let Some(chunk) = self.inbox.borrow_mut().items.pop_front() {
            // Pictures in another order than they are shown would be told wrong times.
            if chunk.timestamp() <= self.last {
                return Err(Fault::Encoder);
            }
            self.last = chunk.timestamp();
            let bytes = Uint8Array::new_with_length(chunk.byte_length());
            chunk.copy_to(&bytes).map_err(|_| Fault::Encoder)?;
            self.coded.push((bytes.to_vec(), chunk.kind() == "key"));
        }
        Ok(())
    }

    /// All coded pictures with start codes, and whether each is a key.
    pub async fn finish(mut self) -> Result<Vec<(Vec<u8>, bool)>, Fault> {
        let flush = self.coder.flush().map_err(|_| Fault::Encoder)?;
        JsFuture::from(flush).await.map_err(|_| Fault::Encoder)?;
        self.collect()?;
        Ok(std::mem::take(&mut self.coded))
    }
}

impl Drop for Encoder {
    fn drop(&mut self) {
        Reflect::set(&self.coder, &"ondequeue".into(), &JsValue::NULL).ok();
        self.coder.close().ok();
        if let Some(ears) = self.ears.take() {
            ears.retire();
        }
    }
}
