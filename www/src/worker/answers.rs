//! The answer to each kind of question.

use std::ops::Range;
use std::rc::Rc;

use super::reporter::{Answer, Reporter, give_up};
use super::sources::{open, read_whole, source};
use crate::engine;
use crate::engine::blob_source::{BlobSource, WINDOW};
use crate::engine::{Locator, Order, Resume};
use crate::protocol::given::{Given, MOST};
use crate::protocol::{CleanedHead, FileKey, OpenedKey, Request, Response};
use crate::worker::pictures::{project, show, thumbnail};
use crate::worker::{search, slides, texts, trial, video};
use darkroom::catalogue::{Item, Outcome};
use darkroom::clean::HeldReason;
use darkroom::collection::check::Placed;
use darkroom::dicom::Source;
use darkroom::pixels::{FrameRegion, InAdvance, PaintedFrame};

/// Findings in one report: the page takes each report in one task.
const REPORTED_AT_ONCE: usize = 64;

/// Files up to this size are read whole, without blocking, before they are cleaned.
const WHOLE: u64 = 8 * 1024 * 1024;

/// Answers a question, file by file where there are many.
pub async fn answer(reporter: Reporter, request: Request, files: Vec<Given>) {
    match answer_to(&reporter, request, files).await {
        Some((response, bytes, spooled)) => {
            reporter.report_with(true, &response, bytes, spooled.as_ref());
        }
        None => give_up(&reporter.scope),
    }
}

/// `None` if there is no file to a question that needs one.
async fn answer_to(reporter: &Reporter, request: Request, files: Vec<Given>) -> Option<Answer> {
    let mut files = files.into_iter();
    let (response, bytes) = match request {
        Request::Examine {
            places,
            resume,
            each,
        } => examine(reporter, &places, resume, each, files).await,
        Request::Contents { names } => (contents(reporter, &names, files).await, Vec::new()),
        Request::Check {
            names,
            collection,
            key,
            skip,
        } => {
            let files: Vec<_> = names.into_iter().zip(files).collect();
            check(reporter, &files, collection, key.map(|key| *key), &skip)
        }
        Request::Project { spans } => project(spans, files).await,
        Request::Paint {
            file,
            locator,
            regions,
            run,
        } => {
            let from = (file, files.next()?);
            return Some(paint(reporter, &locator, from, &regions, run).await);
        }
        Request::Clean {
            file: key,
            locator,
            order,
            secret,
            painted,
        } => {
            let from = (key, files.next()?);
            let painted = painted_before(&painted, files);
            return Some(clean(reporter, &locator, from, (&order, secret), &painted).await);
        }
        Request::Texts {
            images,
            secret,
            before,
        } => texts::texts(images, secret, before.as_ref(), files).await,
        Request::Search(asked) => search::search(*asked, files.next()?, files).await,
        Request::Stills(_) | Request::Film(_) => {
            return slides::answer_to(reporter, request, files).await;
        }
        Request::Seal {
            secret,
            linked,
            passphrase,
        } => sealed(engine::seal(secret, *linked, &passphrase)),
        Request::Sample => sample(),
        Request::Trial => (Response::Trial(trial::trial().await), Vec::new()),
        of_a_file => answer_of_file(of_a_file, files.next()?).await?,
    };
    Some((response, bytes, None))
}

fn sealed(sealed: Result<Vec<u8>, String>) -> (Response, Vec<Vec<u8>>) {
    match sealed {
        Ok(sealed) => (Response::Sealed(Ok(())), vec![sealed]),
        Err(why) => (Response::Sealed(Err(why)), Vec::new()),
    }
}

fn sample() -> (Response, Vec<Vec<u8>>) {
    let (places, bytes) = engine::sample().into_iter().unzip();
    (Response::Sample(places), bytes)
}

/// The answer to a question of one file, which a few bytes answer; `None` if it is no such question.
async fn answer_of_file(request: Request, given: Given) -> Option<(Response, Vec<Vec<u8>>)> {
    Some(match request {
        Request::Frame {
            file,
            locator,
            frame,
        } => show((file, locator), given, frame).await,
        Request::Thumbnail {
            file,
            locator,
            frame,
            side,
        } => thumbnail((file, locator), given, frame, side).await,
        Request::Video { file, locator } => {
            let source = open(given, WINDOW).await;
            let offer = match engine::instance(file, source, &locator) {
                Ok(instance) => video::offer((file, locator), &instance).await,
                Err(why) => Err(why),
            };
            (Response::Video(offer), Vec::new())
        }
        Request::Plan {
            file,
            locator,
            order,
            secret,
        } => {
            let source = open(given, WINDOW).await;
            match engine::plan(file, source, &locator, &order, secret) {
                Ok((held, rows)) => (Response::Plan(Ok(held)), vec![rows]),
                Err(why) => (Response::Plan(Err(why)), Vec::new()),
            }
        }
        Request::OpenKey { passphrase } => {
            let opened = match read_whole(given).await {
                Some(sealed) => engine::open_key(&sealed, &passphrase).map(Box::new),
                None => Err("The file can’t be read, or is too long for a linking key.".into()),
            };
            (Response::Key(opened), Vec::new())
        }
        Request::Lock {
            mut lock,
            mut digest,
        } => match given.read(0.0, given.size()).await {
            Ok(mut bytes) if bytes.len() as f64 == given.size() => {
                engine::lock(&mut lock, &mut digest, &mut bytes);
                (Response::Locked(Some((*lock, digest))), vec![bytes])
            }
            _ => (Response::Locked(None), Vec::new()),
        },
        Request::ReadList => (super::case_list::read(given).await, Vec::new()),
        Request::Digest { file, locator } => {
            let digest = engine::digest(file, open(given, WINDOW).await, &locator);
            (Response::Digest(digest), Vec::new())
        }
        _ => return None,
    })
}

/// What lies in the files, some of it reported before the rest.
async fn contents(
    reporter: &Reporter,
    names: &[String],
    files: impl Iterator<Item = Given>,
) -> Response {
    let mut batch = Vec::new();
    for (name, file) in names.iter().zip(files) {
        let source = source(file, WINDOW).await;
        engine::contents(name, source, &mut |found| {
            batch.push(found);
            if batch.len() >= REPORTED_AT_ONCE {
                reporter.report(
                    false,
                    &Response::Contents(std::mem::take(&mut batch)),
                    Vec::new(),
                );
            }
        });
    }
    Response::Contents(batch)
}

/// A second look at a collection, file by file.
fn check(
    reporter: &Reporter,
    files: &[(String, Given)],
    collection: usize,
    key: Option<OpenedKey>,
    skip: &[usize],
) -> (Response, Vec<Vec<u8>>) {
    // Each is opened when its turn comes: a source caches what it has prefetched.
    let placed = |(place, file): &'_ (String, Given)| {
        let (place, file) = (place.clone(), file.clone());
        let open = move || -> Option<Rc<dyn Source>> {
            Some(Rc::new(BlobSource::new(file.clone(), Vec::new())))
        };
        Placed {
            place,
            open: Box::new(open),
        }
    };
    let all: Vec<Placed<'_>> = files.iter().map(placed).collect();
    let (collection, originals) = all.split_at(collection.min(all.len()));
    let originals = Some(originals).filter(|originals| !originals.is_empty());
    let report = engine::check(collection, originals, key, skip, &mut |number, looking| {
        let checking = Response::Checking { number, looking };
        reporter.report(false, &checking, Vec::new());
    });
    (Response::Checked(Box::new(report)), Vec::new())
}

async fn paint(
    reporter: &Reporter,
    locator: &Locator,
    (key, file): (FileKey, Given),
    regions: &[FrameRegion],
    run: Range<u32>,
) -> Answer {
    let source = open(file, WHOLE).await;
    let from = (key, source);
    let (painted, blob) = match engine::paint_run(from, locator, regions, run, reporter.painting())
    {
        Ok(painted) => {
            let (frames, blob) = painted.unzip();
            (Ok(frames), blob)
        }
        Err(reason) => (Err(reason), None),
    };
    (Response::Painted(painted), Vec::new(), blob)
}

/// Cleans an instance; a video is painted and re-encoded first, since the engine waits for nobody.
async fn clean(
    reporter: &Reporter,
    locator: &Locator,
    (key, file): (FileKey, Given),
    (order, secret): (&Order, [u8; 32]),
    painted: &InAdvance,
) -> Answer {
    let source = open(file, WHOLE).await;
    let made = async {
        let on_frame = reporter.painting();
        let new = match engine::video(key, Rc::clone(&source), locator, order)? {
            Some(instance) => Some(video::reencoded(&instance, order, &*on_frame).await?),
            None => None,
        };
        engine::clean(
            (key, source),
            locator,
            order,
            secret,
            (painted, new),
            on_frame,
        )
    };
    match made.await {
        Ok(engine::Made {
            parts,
            buffers,
            spooled,
            size,
            sums,
            links,
            filing,
        }) => {
            let head = CleanedHead {
                parts,
                size,
                sums,
                links,
                filing,
            };
            (Response::Cleaned(Ok(head)), buffers, spooled)
        }
        Err(reason) => (Response::Cleaned(Err(reason)), Vec::new(), None),
    }
}

/// What other workers have painted of a file, and the blobs that hold it.
fn painted_before(runs: &[Vec<PaintedFrame>], blobs: impl Iterator<Item = Given>) -> InAdvance {
    let mut painted = InAdvance::default();
    for (frames, blob) in runs.iter().zip(blobs) {
        painted.add(frames, Rc::new(BlobSource::new(blob, Vec::new())));
    }
    painted
}

/// Examines files one after the other; their first bytes are all being read at once.
async fn examine(
    reporter: &Reporter,
    places: &[(FileKey, String, Locator)],
    resume: Resume,
    each: bool,
    files: impl Iterator<Item = Given>,
) -> (Response, Vec<Vec<u8>>) {
    let at_a_time = if each { 1 } else { REPORTED_AT_ONCE };
    let opened = files.map(async |file| (file.is_unread(), source(file, WINDOW).await));
    let opened = futures_util::future::join_all(opened).await;
    for (file, ((unread, source), (key, place, at))) in opened.into_iter().zip(places).enumerate() {
        let mut items = Vec::new();
        if unread && source.len() as f64 > MOST {
            items.push((too_large(place, source.len()), Locator::default()));
            reporter.found(file, items, true);
            continue;
        }
        // With others it was too much. It is not reported, and so is asked about again, alone.
        if unread && places.len() > 1 {
            continue;
        }
        let from = (*key, source);
        engine::examine(from, (place, at), resume, &mut |item: Item, locator| {
            items.push((item, locator));
            if items.len() >= at_a_time {
                reporter.found(file, std::mem::take(&mut items), false);
            }
        });
        reporter.found(file, items, true);
    }
    (Response::Examined, Vec::new())
}

fn too_large(place: &str, size: u64) -> Item {
    Item {
        place: place.to_owned(),
        size,
        outcome: Outcome::Held(HeldReason::TooLargeHere),
    }
}
