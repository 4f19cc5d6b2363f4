//! Encoding: pictures in the order in which they are shown, as H.264 with start codes.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::bindings::{Chunk, Coder, VideoFrame, is_supported, object};
use super::inbox::{Inbox, Listeners, wait};
use super::{Fault, WAITING};
use darkroom::pixels::video::planes::Planes;

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
    listeners: Option<Listeners<Chunk>>,
    frame_time: u64,
    /// Pictures from one keyframe to the next: a second's.
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
        let listeners = Listeners::of(&inbox);
        let coder = Coder::new(&listeners.init()).map_err(|_| Fault::NoEncoder)?;
        listeners.follow(&coder);
        coder
            .configure(&wanted.config())
            .map_err(|_| Fault::NoEncoder)?;
        Ok(Self {
            coder,
            inbox,
            listeners: Some(listeners),
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
            // Pictures in another order than they are shown would be given wrong times.
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

    /// All coded pictures with start codes, and whether each is a keyframe.
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
        if let Some(listeners) = self.listeners.take() {
            listeners.retire();
        }
    }
}
