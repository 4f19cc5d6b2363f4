//! Is it DICOM, and how is its data set encoded?
//!
//! In come the first bytes; out comes where to start and what the elements look like. Loads no value, and decides by
//! heads alone: tags that the dictionary knows, in order, with lengths that fit.

use dicom_core::Tag;

use super::encoding::Encoding;
use super::head::{Head, starts_with_item};
use super::source::SourceError;
use super::window::Window;
use crate::standard::dictionary;

/// Heads looked at before an encoding is believed.
const ENOUGH: usize = 8;

/// Attributes that must follow each other where nothing else says that a data set begins.
const SURE: usize = 5;
/// Bytes behind broken file meta in which a data set is looked for, and places that are tried.
const FARTHEST: usize = 16 * 1024;
const MOST_TRIES: usize = 256;

/// Where a file begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Start {
    /// File meta information, or at least `DICM`, ends at this offset.
    Meta { at: u64, preamble: bool },
    /// A data set without either.
    DataSet { at: u64, encoding: Encoding },
    /// Neither.
    Nothing,
}

/// Finds the start of a file.
pub(super) fn start(window: &mut Window) -> Result<Start, SourceError> {
    if window.array::<4>(128)? == Some(*b"DICM") {
        return Ok(Start::Meta {
            at: 132,
            preamble: true,
        });
    }
    if window.array::<4>(0)? == Some(*b"DICM") {
        return Ok(Start::Meta {
            at: 4,
            preamble: false,
        });
    }
    let zeroed = window.peek(0, 128)?.iter().all(|&byte| byte == 0);
    for at in if zeroed { &[128_u64][..] } else { &[0] } {
        let at = *at;
        if let Some(&[2, 0, element, 0, v0, v1, ..]) = window.peek(at, 8)?.first_chunk::<8>()
            && element <= 0x18
            && (v0.is_ascii_uppercase() && v1.is_ascii_uppercase() || v1 == 0)
        {
            return Ok(Start::Meta {
                at,
                preamble: false,
            });
        }
        let end = window.len();
        for encoding in Encoding::ALL {
            let found = survey(window, at, end, encoding)?;
            if found.known >= 3 || found.known == 2 && found.complete {
                return Ok(Start::DataSet { at, encoding });
            }
        }
    }
    Ok(Start::Nothing)
}

/// Which encoding the bytes at `at` have; `stated` wins unless another fits better. `None` if none fits.
pub(super) fn encoding(
    window: &mut Window,
    at: u64,
    stated: Option<Encoding>,
) -> Result<Option<Encoding>, SourceError> {
    let end = window.len();
    let mut best: Option<(usize, Encoding)> = None;
    for encoding in stated.into_iter().chain(Encoding::ALL) {
        let found = survey(window, at, end, encoding)?;
        let needed = if stated == Some(encoding) || found.complete {
            1
        } else {
            2
        };
        if found.known >= needed && best.is_none_or(|(known, _)| found.known > known) {
            best = Some((found.known, encoding));
        }
        // Further surveys would look far ahead, by lengths that are none.
        if found.known >= ENOUGH {
            break;
        }
    }
    Ok(best.map(|(_, encoding)| encoding))
}

/// Whether an element that fits into the file begins at `at`.
pub(super) fn is_element(
    window: &mut Window,
    at: u64,
    encoding: Encoding,
) -> Result<bool, SourceError> {
    let end = window.len();
    let head = Head::read_strict(window, at, end, encoding)?;
    Ok(head.is_some_and(|head| head.length.is_none() || head.next(end).is_some()))
}

/// Where a data set begins behind file meta information that could not be followed, and its encoding.
pub(super) fn resync(
    window: &mut Window,
    from: u64,
) -> Result<Option<(u64, Encoding)>, SourceError> {
    let bytes = window.peek(from, FARTHEST)?.to_vec();
    // Nearly every data set begins in group 0008, before element 0100.
    let starts = (from..)
        .zip(bytes.windows(4))
        .filter(|(_, tag)| matches!(tag, [8, 0, _, 0] | [0, 8, 0, _]));
    for (at, _) in starts.take(MOST_TRIES) {
        for encoding in Encoding::ALL {
            if survey(window, at, window.len(), encoding)?.known >= SURE {
                return Ok(Some((at, encoding)));
            }
        }
    }
    Ok(None)
}

/// What a row of heads looks like.
struct Survey {
    /// Standard attributes in order whose values fit, up to [`ENOUGH`].
    known: usize,
    /// The last one ended exactly at the end of the file.
    complete: bool,
}

fn survey(
    window: &mut Window,
    at: u64,
    end: u64,
    encoding: Encoding,
) -> Result<Survey, SourceError> {
    let mut survey = Survey {
        known: 0,
        complete: false,
    };
    let mut at = at;
    let mut previous: Option<Tag> = None;
    for _ in 0..2 * ENOUGH {
        if survey.known >= ENOUGH {
            break;
        }
        if at == end {
            survey.complete = previous.is_some();
            break;
        }
        let strict = Head::read_strict(window, at, end, encoding)?;
        let read = match strict {
            // One that is written otherwise than its data set is passed over, and proves nothing.
            None if encoding.is_explicit() => Head::read(window, at, end, encoding)?,
            strict => strict,
        };
        let Some(head) = read else {
            break;
        };
        let private = dictionary::is_private(head.tag) && head.tag.group() > 0x0008;
        let known = dictionary::is_standard(head.tag)
            || head.tag.element() == 0 && head.tag.group() <= 0x7FE0;
        if previous.is_some_and(|previous| head.tag <= previous)
            || !(known || private && previous.is_some())
            || head.tag.group() == 0xFFFE
        {
            break;
        }
        previous = Some(head.tag);
        match head.next(end) {
            Some(next) => at = next,
            None => {
                let sequence =
                    head.length.is_none() && starts_with_item(window, head.value_at, encoding)?;
                survey.known += usize::from(sequence);
                break;
            }
        }
        survey.known += usize::from(known && strict.is_some());
    }
    Ok(survey)
}
