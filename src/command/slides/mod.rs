//! `darkroom slides OUT --to DIR`: pictures for slides of what was delivered to OUT.
//!
//! Only what a certificate in OUT lists is drawn, and only where the file's bytes are still those that it lists. What
//! is not listed, is another file by now, or lies beside a paper in which something is wrong, is told and left alone.
//! Nothing is written into OUT. Beside the pictures lies the certificate, which says which picture is of which image.

mod listed;
mod picture;

use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use darkroom::deliver::slides::{SlideKind, SlideNames, SlideReport};
use sha2::{Digest as _, Sha256};

use super::out_folder::OutFolder;
use super::outputs::{Refused, follow};
use super::whole_file::{Readers, WholeFile};
use super::{Ending, Error, Reason, args, files, terminal};
use listed::{Listed, Source};

/// Draws what OUT holds.
pub fn run(task: &args::Slides) -> Result<Ending, Error> {
    if follow(&task.to)?.is_within(&follow(&task.output)?) {
        return Err(Refused::InOutput("--to").into());
    }
    OutFolder::check(&task.to)?;
    let listed = Listed::of(&task.output)?;
    let chosen = listed.chosen(task.series.as_deref());
    if chosen.is_empty() && task.series.is_some() {
        return Err(Error::Usage(Reason::NoSeries));
    }
    let mut folder = OutFolder::take(&task.to)?;
    let names = Mutex::default();
    let progress = terminal::Progress::of(chosen.len(), "drawn");
    let drawn = files::per_item(task.jobs, chosen.len(), |index| {
        progress.next();
        let source = chosen.get(index)?;
        let draw = || one(task, source, &names);
        let drawn = files::contained(draw).unwrap_or(Err(NotDrawn::Stopped));
        Some((source.delivery, source.place.clone(), drawn))
    });
    drop(progress);
    let mut left_out = listed.said();
    let mut slides: Vec<Vec<SlideReport>> = vec![Vec::new(); listed.deliveries.len()];
    for (delivery, place, drawn) in drawn.into_iter().flatten() {
        match drawn {
            Ok(slide) => slides.get_mut(delivery).map(|all| all.push(slide)),
            Err(NotDrawn::Unwritten(error)) => {
                let path = task.to.clone();
                return Err(Error::Failed(Reason::Unwritten(path, error)));
            }
            Err(why) => {
                left_out += 1;
                terminal::line(format_args!("{place}: {why}"));
                None
            }
        };
    }
    let count: usize = slides.iter().map(Vec::len).sum();
    for (certificate, slides) in listed.deliveries.into_iter().zip(slides) {
        if slides.is_empty() {
            continue;
        }
        for (name, bytes) in certificate.of_slides(slides).papers() {
            let written = put(folder.path(), &name, &bytes);
            written.map_err(|error| {
                Error::Failed(Reason::Unwritten(folder.path().join(&name), error))
            })?;
        }
    }
    let unwritten = |error| Error::Failed(Reason::Unwritten(task.to.clone(), error));
    folder.unlock().map_err(unwritten)?;
    terminal::line(format_args!(
        "{}, {} left out",
        terminal::count(count, "picture drawn", "pictures drawn"),
        left_out
    ));
    Ok(match (count, left_out) {
        (0, 0) => Ending::Nothing,
        (_, 0) => Ending::Delivered,
        _ => Ending::SomeHeld,
    })
}

/// Why there is no picture of a file.
#[derive(Debug, thiserror::Error)]
enum NotDrawn {
    #[error("the certificate lists it, and it is not there, or can’t be read: not drawn")]
    Missing,
    #[error("it is not the file that the certificate lists: not drawn")]
    Changed,
    #[error("it can’t be drawn: {0}")]
    Picture(String),
    #[error("there is no picture in it")]
    Without,
    #[error("the engine stopped on it")]
    Stopped,
    #[error("{0}")]
    Unwritten(std::io::Error),
}

/// Checks, draws and writes one file.
fn one(
    task: &args::Slides,
    source: &Source<'_>,
    names: &Mutex<SlideNames>,
) -> Result<SlideReport, NotDrawn> {
    let bytes = source.read()?;
    let picture::Made {
        bytes: file,
        extension,
        frames,
    } = picture::made(bytes, &source.regions, (task.format, task.size))?;
    let name = names
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .give(&source.path, SlideKind::Image, extension)
        .ok_or(NotDrawn::Changed)?;
    put(&task.to, &name, &file).map_err(NotDrawn::Unwritten)?;
    let written = darkroom::deliver::WrittenFile {
        name,
        size: file.len() as u64,
        sha256: Sha256::digest(&file).into(),
    };
    let image = darkroom::deliver::WrittenFile {
        name: source.path.clone(),
        size: source.expected.bytes,
        sha256: source.expected.sha256,
    };
    let of = [(image, [0, frames.saturating_sub(1)])];
    Ok(SlideReport::of(&written, &of))
}

fn put(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = WholeFile::new(&folder.join(name), Readers::Any)?;
    file.write_all(bytes)?;
    file.put_new()
}
