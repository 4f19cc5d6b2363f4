//! Lenient reading.
//!
//! In comes a [`Source`]; out comes an [`Instance`] with everything that could be understood, and the flaws that had to
//! be forgiven. The file is looked at through a window; pixel bytes are located, never loaded, except that a deflated
//! data set is unpacked whole, within limits.

use dicom_dictionary_std::tags;
use std::rc::Rc;

use dicom_dictionary_std::uids;

use super::dataset::{DataSet, DataSetExt};
use super::encoding::Encoding;
use super::flaws::Flaws;
use super::inflate::inflate;
use super::instance::{Flaw, Instance, PixelBytes, PixelLayout};
use super::meta::{self, Meta};
use super::pixel_element;
use super::sniff::{self, Start};
use super::source::{MemorySource, Source, SourceError};
use super::transfer_syntax::TransferSyntax;
use super::walk::Walk;
use super::window::Window;

/// Why a source is not an instance. None of these carries a value of the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Neither a preamble with `DICM` nor a plausible data set.
    #[error("the file is not DICOM")]
    NotDicom,
    /// A DICOMDIR (Media Storage Directory, PS3.3 F): an index of names, never copied.
    #[error("the file is a DICOMDIR, an index of the disc")]
    Directory,
    /// `DICM` is there, but no data set can be made of what follows.
    #[error("the header is damaged at byte {offset}")]
    Damaged {
        /// Byte of the file at which the data set should begin.
        offset: u64,
    },
    /// A text, or all of the header together, is longer than any real one: all that follows would cost time and memory.
    #[error("the header holds a text of more than 64 KB, or more than 64 MB in all")]
    TooLarge,
    /// A deflated data set that does not inflate, or grows past every sensible size.
    #[error("the compressed header could not be unpacked: {0}")]
    Inflate(&'static str),
    /// The bytes could not be had.
    #[error(transparent)]
    Source(#[from] SourceError),
}

/// Reads the header of `source` and finds its pixel bytes.
pub fn read(source: Rc<dyn Source>) -> Result<Instance, ReadError> {
    if source.is_empty() {
        return Err(ReadError::Empty);
    }
    let mut window = Window::new(source);
    let mut flaws = Flaws::default();
    match sniff::start(&mut window)? {
        Start::Nothing => Err(ReadError::NotDicom),
        Start::DataSet { at, encoding } => {
            flaws.add(Flaw::NoPreamble);
            flaws.add(Flaw::BrokenFileMeta);
            body(window, at, encoding, encoding.native_syntax(), flaws, true)
        }
        Start::Meta { at, preamble } => {
            if !preamble {
                flaws.add(Flaw::NoPreamble);
            }
            let meta = meta::read(&mut window, at)?;
            if meta.sop_class_uid.as_deref() == Some(uids::MEDIA_STORAGE_DIRECTORY_STORAGE) {
                return Err(ReadError::Directory);
            }
            if meta.broken {
                flaws.add(Flaw::BrokenFileMeta);
            }
            let (class, instance) = (meta.sop_class_uid.clone(), meta.sop_instance_uid.clone());
            let mut read = after_meta(window, at, meta, flaws)?;
            // The standard has them twice (PS3.10 7.1); a data set without them cannot be referred to.
            for (tag, uid) in [
                (tags::SOP_CLASS_UID, class),
                (tags::SOP_INSTANCE_UID, instance),
            ] {
                if let Some(uid) = uid.filter(|_| read.data_set.text(tag).is_none()) {
                    read.data_set.put_ascii(tag, dicom_core::VR::UI, &uid);
                }
            }
            Ok(read)
        }
    }
}

/// Reads what a DICOMDIR says, which is nothing to be cleaned: for whoever looks at what lies on a disc. It is in
/// explicit VR little endian, as PS3.10 8.6 demands.
pub fn directory(source: Rc<dyn Source>) -> Result<DataSet, ReadError> {
    let mut window = Window::new(source);
    let Start::Meta { at, .. } = sniff::start(&mut window)? else {
        return Err(ReadError::NotDicom);
    };
    let meta = meta::read(&mut window, at)?;
    let mut walk = Walk::new(&mut window, Flaws::default(), false);
    let data_set = walk.whole(meta.end, Encoding::ExplicitLittle)?;
    match walk.is_too_large {
        true => Err(ReadError::TooLarge),
        false => Ok(data_set),
    }
}

/// Settles the encoding of what follows the file meta, and reads it.
fn after_meta(
    mut window: Window,
    start: u64,
    meta: Meta,
    mut flaws: Flaws,
) -> Result<Instance, ReadError> {
    let Meta {
        transfer_syntax: mut stated,
        end: mut at,
        ..
    } = meta;
    let stated_encoding = stated.as_ref().map(Encoding::of);
    let mut found = sniff::encoding(&mut window, at, stated_encoding)?;
    if let (None, Some(deflated)) = (found, stated.clone().filter(TransferSyntax::is_deflated)) {
        let inflated = inflate(window.source().as_ref(), at)?;
        let mut window = Window::new(Rc::new(MemorySource::new(inflated)));
        let encoding = sniff::encoding(&mut window, 0, Some(Encoding::ExplicitLittle))?;
        let encoding = encoding.unwrap_or(Encoding::ExplicitLittle);
        return body(window, 0, encoding, deflated, flaws, false);
    }
    // File meta in good order is believed, even where an attribute that nobody knows comes first.
    let lost = match stated_encoding.filter(|_| !meta.broken) {
        Some(encoding) => !sniff::is_element(&mut window, at, encoding)?,
        None => true,
    };
    if found.is_none()
        && lost
        && let Some((data_set_at, encoding)) = sniff::resync(&mut window, start)?
    {
        flaws.add(Flaw::BrokenFileMeta);
        stated = meta::find_transfer_syntax(&mut window, start..data_set_at)?.or(stated);
        (at, found) = (data_set_at, Some(encoding));
    }
    let Some(encoding) = found.or(stated_encoding) else {
        return Err(ReadError::Damaged { offset: at });
    };
    let deflated = stated.as_ref().is_some_and(TransferSyntax::is_deflated);
    let mut syntax = stated.unwrap_or_else(|| encoding.native_syntax());
    if deflated || Encoding::of(&syntax) != encoding {
        flaws.add(Flaw::WrongTransferSyntax);
        if !syntax.is_encapsulated() {
            syntax = encoding.native_syntax();
        }
    }
    body(window, at, encoding, syntax, flaws, true)
}

/// Reads the data set at `at`.
fn body(
    mut window: Window,
    at: u64,
    encoding: Encoding,
    syntax: TransferSyntax,
    flaws: Flaws,
    body_is_original: bool,
) -> Result<Instance, ReadError> {
    let mut walk = Walk::new(&mut window, flaws, syntax.is_encapsulated());
    let mut data_set = walk.whole(at, encoding)?;
    if walk.is_too_large {
        return Err(ReadError::TooLarge);
    }
    let (mut flaws, found) = (walk.flaws, walk.pixels);
    if data_set.get(tags::DIRECTORY_RECORD_SEQUENCE).is_some()
        || data_set.text(tags::SOP_CLASS_UID).as_deref()
            == Some(uids::MEDIA_STORAGE_DIRECTORY_STORAGE)
    {
        return Err(ReadError::Directory);
    }
    // What belongs to a disc's index (group 0004) says in whose folder the file lay.
    data_set.retain(|element| element.header().tag.group() != 0x0004);
    if is_empty(&data_set) && found.is_none() {
        return Err(ReadError::Damaged { offset: at });
    }
    let mut transfer_syntax = syntax;
    let mut pixels = None;
    if let Some(found) = found {
        let (element, missing) = pixel_element::finish(found, &data_set, encoding);
        if missing > 0 {
            flaws.add(Flaw::TruncatedPixelData { missing });
        }
        if let Some(fitting) = fitting_syntax(&transfer_syntax, &element, &mut window, encoding)? {
            flaws.add(Flaw::WrongTransferSyntax);
            transfer_syntax = fitting;
        }
        pixels = Some(element);
    }
    let flaws = flaws.into_vec();
    Ok(Instance {
        transfer_syntax,
        data_set,
        pixels,
        flaws,
        body: window.source(),
        body_is_original,
    })
}

fn is_empty(data_set: &DataSet) -> bool {
    data_set.iter().next().is_none()
}

/// Another syntax, where the stated one says "native" of encapsulated pixels or the other way round.
fn fitting_syntax(
    stated: &TransferSyntax,
    pixels: &PixelBytes,
    window: &mut Window,
    encoding: Encoding,
) -> Result<Option<TransferSyntax>, SourceError> {
    match &pixels.layout {
        PixelLayout::Native { .. } if stated.is_encapsulated() && stated.is_known() => {
            Ok(Some(encoding.native_syntax()))
        }
        PixelLayout::Encapsulated { fragments, .. } if !stated.is_encapsulated() => {
            let first = fragments
                .iter()
                .find(|range| range.end > range.start)
                .cloned()
                .unwrap_or(0..0);
            let length = usize::try_from(first.end - first.start)
                .unwrap_or(usize::MAX)
                .min(64 * 1024);
            Ok(Some(TransferSyntax::of_frame(
                window.peek(first.start, length)?,
            )))
        }
        _ => Ok(None),
    }
}
