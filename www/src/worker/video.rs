//! Videos in a worker: shown, offered to be re-encoded, and re-encoded, all by the browser's own codecs.
//!
//! In come instances, out come pictures and new streams. One video is worked on at a time, since each may take hundreds
//! of megabytes. What was re-encoded is decoded once more and compared before it is given out.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use futures_channel::oneshot;

use crate::engine::Locator;
use crate::protocol::FileKey;
use crate::worker::codecs::{self, Encoder, Fault, Pictures, Shown, Wanted};
use darkroom::catalogue::Triage;
use darkroom::clean::{HeldReason, Order};
use darkroom::dicom::Instance;
use darkroom::pixels::projection::{Gathered, Projection};
use darkroom::pixels::video::planes::{Planes, Sums};
use darkroom::pixels::video::reencode::{self, GRID, Recipe, Reencoded};
use darkroom::pixels::video::{self, Video, VideoError};
use darkroom::pixels::{FrameFormat, FrameRegion, Picture, Samples};

/// Pictures decoded beyond the one that was asked for, and the bytes that they may take.
const PREFETCH: usize = 16;
const PREFETCH_BYTES: usize = 48 << 20;

/// Most pictures that are decoded before one and shown after it (ITU-T H.264 A.3.1).
const REORDERED: usize = 16;

/// A file and the place in it.
pub type Key = (FileKey, Locator);

thread_local! {
    static BUSY: Cell<bool> = const { Cell::new(false) };
    static QUEUE: RefCell<VecDeque<oneshot::Sender<()>>> = RefCell::default();
    /// The video that was taken apart last.
    static OPEN: RefCell<Option<(Key, Rc<Video>)>> = const { RefCell::new(None) };
    /// Pictures in a row that were decoded last, and the number of the first.
    static RUN: RefCell<Option<(Key, usize, Vec<Picture>)>> = const { RefCell::new(None) };
}

/// The right to work on a video.
struct Turn;

async fn turn() -> Turn {
    while BUSY.replace(true) {
        let (sender, mine) = oneshot::channel();
        QUEUE.with_borrow_mut(|queue| queue.push_back(sender));
        mine.await.ok();
    }
    Turn
}

impl Drop for Turn {
    fn drop(&mut self) {
        BUSY.set(false);
        if let Some(next) = QUEUE.with_borrow_mut(VecDeque::pop_front) {
            next.send(()).ok();
        }
    }
}

/// Whether an instance is a video.
pub fn is_video(instance: &Instance) -> bool {
    video::is_video(&instance.transfer_syntax)
}

/// A frame to show; the error is the reason in words.
pub async fn picture(key: Key, instance: &Instance, frame: u32) -> Result<Picture, String> {
    let _turn = turn().await;
    let shown = decoded(key, instance, frame as usize).await;
    shown.map_err(|fault| {
        let name = video::coding_name(&instance.transfer_syntax);
        format!("This is a video ({name}), and {fault}.")
    })
}

async fn decoded(key: Key, instance: &Instance, frame: usize) -> Result<Picture, Fault> {
    let cached = RUN.with_borrow(|run| {
        let (of, first, pictures) = run.as_ref()?;
        pictures
            .get(frame.checked_sub(*first)?)
            .filter(|_| *of == key)
            .cloned()
    });
    if let Some(picture) = cached {
        return Ok(picture);
    }
    let video = open(&key, instance).await?;
    let first = video.key_before(frame);
    let end = frame.saturating_add(PREFETCH + REORDERED);
    let mut pictures = Pictures::new(&video, first, end)?;
    let mut run = Vec::new();
    let (mut number, mut bytes) = (first, 0);
    while let Some(shown) = pictures.next().await? {
        if number >= frame {
            let picture = of_screen(&shown).await?;
            bytes += picture.columns as usize * picture.rows as usize * 4;
            run.push(picture);
        }
        number += 1;
        if run.len() >= PREFETCH || bytes >= PREFETCH_BYTES {
            break;
        }
    }
    let picture = run.first().cloned().ok_or(Fault::Decoder)?;
    RUN.set(Some((key, frame, run)));
    Ok(picture)
}

/// Lays a run of frames (both ends included) over what is gathered.
pub async fn project(
    gathered: &mut Gathered,
    key: Key,
    instance: &Instance,
    (first, last): (u32, u32),
) {
    let _turn = turn().await;
    let mut missing = last.saturating_sub(first).saturating_add(1);
    let lay = async {
        let format = FrameFormat::of_instance(instance).map_err(|_| VideoError::Size)?;
        let video = open(&key, instance).await?;
        let (first, last) = (first as usize, last as usize);
        let mut number = video.key_before(first);
        let end = last.saturating_add(1 + REORDERED);
        let mut pictures = Pictures::new(&video, number, end)?;
        while let Some(shown) = pictures.next().await? {
            if number >= first {
                gathered.join(Projection::of(&format, of_screen(&shown).await?));
                missing = missing.saturating_sub(1);
            }
            number += 1;
            if number > last {
                break;
            }
        }
        Ok::<(), Fault>(())
    };
    // What could not be laid is counted, whatever the reason.
    lay.await.ok();
    gathered.failed = gathered.failed.saturating_add(missing);
}

async fn of_screen(shown: &Shown) -> Result<Picture, Fault> {
    let (columns, rows) = shown.size();
    Ok(Picture {
        overlay: None,
        columns,
        rows,
        samples: Samples::Rgba(shown.rgba().await?),
        windows: Vec::new(),
        colours: None,
        grid: Some(GRID),
    })
}

/// Takes the video apart, if this browser can decode it.
async fn open(key: &Key, instance: &Instance) -> Result<Rc<Video>, Fault> {
    let name = video::coding_name(&instance.transfer_syntax);
    let cached = OPEN.with_borrow(|open| {
        let (of, video) = open.as_ref()?;
        (of == key).then(|| Rc::clone(video))
    });
    if let Some(video) = cached {
        return Ok(video);
    }
    OPEN.set(None);
    RUN.set(None);
    let video = Rc::new(Video::of(instance)?);
    let codec = video.codec().ok_or(VideoError::Damaged("stream"))?;
    if !codecs::can_decode(&codec).await {
        return Err(Fault::NoDecoder(name));
    }
    OPEN.set(Some((key.clone(), Rc::clone(&video))));
    Ok(video)
}

/// How much looking a video needs if it is re-encoded; the error says in words why it can't be.
pub async fn offer(key: Key, instance: &Instance) -> Result<Triage, String> {
    let _turn = turn().await;
    let possible = async {
        let video = open(&key, instance).await?;
        let recipe = reencode::recipe(instance, &video)?;
        match codecs::can_encode(&wanted(&recipe)).await {
            true => Ok(()),
            false => Err(Fault::NoEncoder),
        }
    };
    match possible.await {
        Ok(()) => Ok(Triage::of_video(instance)),
        Err(fault) => Err(format!(
            "It can’t be compressed again here, because {fault}."
        )),
    }
}

fn wanted(recipe: &Recipe) -> Wanted<'_> {
    Wanted {
        codec: &recipe.codec,
        columns: recipe.columns,
        rows: recipe.rows,
        bit_rate: recipe.bit_rate,
        frame_time: recipe.frame_time,
    }
}

/// The video painted and re-encoded, and found to be what was painted.
pub async fn reencoded(
    instance: &Instance,
    order: &Order,
    on_frame: &dyn Fn(),
) -> Result<Reencoded, HeldReason> {
    let _turn = turn().await;
    OPEN.set(None);
    RUN.set(None);
    let made = reencode(instance, &order.regions, on_frame).await;
    made.map_err(|fault| match fault {
        Fault::Video(error) => error.into(),
        other => HeldReason::VideoNotWritten {
            why: other.to_string(),
        },
    })
}

async fn reencode(
    instance: &Instance,
    regions: &[FrameRegion],
    on_frame: &dyn Fn(),
) -> Result<Reencoded, Fault> {
    let video = Video::of(instance)?;
    let recipe = reencode::recipe(instance, &video)?;
    let painted = paint(&video, &recipe, regions, on_frame).await?;
    let size_before = video.size;
    drop(video);
    let coded = painted.encoder.finish().await?;
    let stream = reencode::written(&recipe, &coded)?;
    drop(coded);
    let new = Video::of_stream(stream)?;
    compare(&new, &painted.planes, regions, &painted.sums).await?;
    Ok(Reencoded {
        stream: new.into_stream(),
        size_before,
    })
}

/// A video whose pictures are painted and with the encoder.
struct Painted {
    planes: Planes,
    encoder: Encoder,
    /// What each picture came to, to be compared with.
    sums: Vec<Sums>,
}

/// Decodes every picture, paints it, and hands it to the encoder.
async fn paint(
    video: &Video,
    recipe: &Recipe,
    regions: &[FrameRegion],
    on_frame: &dyn Fn(),
) -> Result<Painted, Fault> {
    let mut pictures = Pictures::new(video, 0, video.pictures())?;
    let mut work: Option<(Planes, Encoder)> = None;
    let mut sums = Vec::new();
    while let Some(shown) = pictures.next().await? {
        let (planes, encoder) = match &mut work {
            Some(work) => work,
            None => {
                let planes = planes(recipe, shown.full_range())?;
                let encoder = Encoder::new(&wanted(recipe), shown.colours())?;
                work.insert((planes, encoder))
            }
        };
        let mut bytes = shown.planes(planes).await?;
        let rects = planes.rects(regions, sums.len() as u32);
        if shown.full_range() != planes.full_range || !planes.paint(&mut bytes, &rects) {
            return Err(Fault::Form);
        }
        sums.push(planes.sums(&bytes));
        encoder.put(planes, &bytes).await?;
        on_frame();
    }
    let (planes, encoder) = work.ok_or(Fault::Decoder)?;
    if sums.len() != recipe.frames as usize {
        return Err(Fault::Decoder);
    }
    Ok(Painted {
        planes,
        encoder,
        sums,
    })
}

/// Decodes what was written once more: every picture must be what was painted, within what the encoding may lose.
async fn compare(
    new: &Video,
    planes: &Planes,
    regions: &[FrameRegion],
    sums: &[Sums],
) -> Result<(), Fault> {
    let mut pictures = Pictures::new(new, 0, new.pictures())?;
    let mut number = 0;
    while let Some(shown) = pictures.next().await? {
        let failed = VideoError::CheckFailed("it has another number of pictures");
        let before = sums.get(number).ok_or(failed)?;
        if shown.full_range() != planes.full_range {
            let failed = VideoError::CheckFailed("its range of brightness is another");
            return Err(failed.into());
        }
        let bytes = shown.planes(planes).await?;
        let rects = planes.rects(regions, number as u32);
        planes.compare(&bytes, &rects, before)?;
        number += 1;
    }
    match number == sums.len() {
        true => Ok(()),
        false => Err(VideoError::CheckFailed("it has another number of pictures").into()),
    }
}

fn planes(recipe: &Recipe, full_range: bool) -> Result<Planes, Fault> {
    let planes = Planes::new(recipe.columns, recipe.rows, recipe.frames, full_range);
    Ok(planes.ok_or(VideoError::OddSize)?)
}
