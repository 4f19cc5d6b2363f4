//! Decoding: the pictures of a video, one after the other, as they are shown.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;

use super::bindings::{Chunk, Decoder, VideoFrame, is_supported, object};
use super::inbox::{Inbox, Listeners, wait};
use super::{Fault, WAITING};
use crate::browser::js;
use darkroom::pixels::video::planes::Planes;
use darkroom::pixels::video::{Video, VideoError};

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
    listeners: Option<Listeners<VideoFrame>>,
}

impl<'a> Pictures<'a> {
    /// From the keyframe `first` on, until all of those before `end` have been put in.
    pub fn new(video: &'a Video, first: usize, end: usize) -> Result<Self, Fault> {
        let codec = video.codec().ok_or(VideoError::Damaged("stream"))?;
        let inbox = Inbox::new();
        let listeners = Listeners::of(&inbox);
        let decoder = Decoder::new(&listeners.init()).map_err(|_| Fault::Decoder)?;
        listeners.follow(&decoder);
        let config = object(&[("codec", codec.into())]);
        decoder.configure(&config).map_err(|_| Fault::Decoder)?;
        Ok(Self {
            video,
            next: first,
            end: end.min(video.pictures()),
            flushed: false,
            decoder,
            inbox,
            listeners: Some(listeners),
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
        if let Some(listeners) = self.listeners.take() {
            listeners.retire();
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
        (bytes.len() == planes.bytes())
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
