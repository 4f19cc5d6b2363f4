//! The bounded walk over a data set: heads are read, values loaded, the pixel element located.
//!
//! In comes a window and the place of a data set; out come the elements, the place of the pixel bytes and the flaws.
//! Every length is checked against the bytes that are left in the file and in the enclosing item before anything is
//! allocated; nesting, texts and the memory that one header may take are limited, for all that follows takes its time
//! from them; every step moves forward, so that the walk ends. What was read before an unreadable element is kept.

mod data_set;
mod element;
mod pixels;
mod sequence;
mod swallowed;

use std::ops::Range;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::dataset::{DataSet, Element};
use super::encoding::Encoding;
use super::flaws::Flaws;
use super::instance::PixelLayout;
use super::read::ReadError;
use super::window::Window;
use crate::standard::dictionary;

/// Sequences within sequences; the deepest real structured reports stay far below.
const DEEPEST: u32 = 64;
/// Bytes of memory that one header may take, structure included.
const MOST_MEMORY: u64 = 64 << 20;
/// Bytes of one text; numbers written as text are none.
const LONGEST_TEXT: u64 = 64 << 10;
/// Bytes of a private value. A longer one is left out: devices keep whole recordings there, and it never leaves.
const LONGEST_PRIVATE: u64 = 1 << 20;
/// What a byte costs that names somebody: names and numbers are looked for in every encoding and order, each of which
/// takes room.
const NAME_COST: u64 = 64;
/// Attributes that name somebody, besides all names and the group of the patient: numbers, places, stations.
const NAMING: &[Tag] = &[
    tags::ACCESSION_NUMBER,
    tags::INSTITUTION_NAME,
    tags::INSTITUTION_ADDRESS,
    tags::REFERRING_PHYSICIAN_ADDRESS,
    tags::REFERRING_PHYSICIAN_TELEPHONE_NUMBERS,
    tags::STATION_NAME,
    tags::DEVICE_SERIAL_NUMBER,
    tags::STUDY_ID,
    tags::ADMISSION_ID,
    tags::REQUESTED_PROCEDURE_ID,
    tags::PERSON_TELEPHONE_NUMBERS,
];

/// What an element and an item cost besides their values: an item's map has room for eleven elements at once.
const ELEMENT_COST: u64 = 128;
const ITEM_COST: u64 = 1024;

/// Whether this is the element whose value is located, not loaded.
pub(super) fn is_pixel(tag: Tag) -> bool {
    matches!(
        tag,
        tags::PIXEL_DATA | tags::FLOAT_PIXEL_DATA | tags::DOUBLE_FLOAT_PIXEL_DATA
    )
}

/// The pixel element as the file has it.
#[derive(Debug)]
pub(super) struct FoundPixels {
    pub tag: Tag,
    pub stated: Option<VR>,
    pub layout: PixelLayout,
    /// Bytes that the element's own lengths promise and the file does not hold.
    pub missing: u64,
    /// False if the fragments' sequence delimiter is not there.
    pub delimited: bool,
}

pub(super) struct Walk<'w> {
    window: &'w mut Window,
    pub flaws: Flaws,
    pub pixels: Option<FoundPixels>,
    /// Something that is not private is longer than may be.
    pub is_too_large: bool,
    /// The transfer syntax is an encapsulated one.
    encapsulated: bool,
    memory: u64,
}

/// Where a data set lies, and what it inherits.
#[derive(Debug, Clone, Copy)]
struct Place {
    at: u64,
    end: u64,
    encoding: Encoding,
    depth: u32,
    signed: Option<bool>,
    /// In a private sequence.
    private: bool,
}

/// Why a data set came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// At its place's end.
    Bound,
    ItemEnd,
    SequenceEnd,
    /// What follows makes no sense.
    Lost,
}

struct Walked {
    data_set: DataSet,
    next: u64,
    ending: Ending,
}

/// An element that was read, if it is to be kept, and where the next one begins (`None`: nobody knows).
type Step = (Option<Element>, Option<u64>);

impl<'w> Walk<'w> {
    pub fn new(window: &'w mut Window, flaws: Flaws, encapsulated: bool) -> Self {
        Self {
            window,
            flaws,
            pixels: None,
            is_too_large: false,
            encapsulated,
            memory: 0,
        }
    }

    /// Reads the data set at `at`, up to the end of the file.
    pub fn whole(&mut self, at: u64, encoding: Encoding) -> Result<DataSet, ReadError> {
        let end = self.window.len();
        Ok(self
            .data_set(Place {
                at,
                end,
                encoding,
                depth: 0,
                signed: None,
                private: false,
            })?
            .data_set)
    }

    /// Padding that is no attribute; anything else in so few bytes is the beginning of one.
    fn is_zeros(&mut self, mut range: Range<u64>) -> Result<bool, ReadError> {
        while range.start < range.end {
            if self.window.array::<1>(range.start)? != Some([0]) {
                return Ok(false);
            }
            range.start += 1;
        }
        Ok(true)
    }

    /// Accounts for memory that is about to be taken.
    fn charge(&mut self, cost: u64) -> Result<(), ReadError> {
        self.memory = self.memory.saturating_add(cost);
        if self.memory > MOST_MEMORY {
            Err(ReadError::TooLarge)
        } else {
            Ok(())
        }
    }

    /// Accounts for a value, if there is room for it. Without it a header is not whole, unless it is private.
    fn has_room(&mut self, tag: Tag, vr: VR, length: u64, place: Place) -> bool {
        let private = place.private || dictionary::is_private(tag);
        let names = vr == VR::PN || tag.group() == 0x0010 || NAMING.contains(&tag);
        let (most, cost) = match is_text(vr) {
            true if names => (LONGEST_TEXT, length.saturating_mul(NAME_COST)),
            true => (LONGEST_TEXT, length),
            false => (MOST_MEMORY, length),
        };
        let most = if private {
            LONGEST_PRIVATE.min(most)
        } else {
            most
        };
        let memory = self.memory.saturating_add(cost);
        let has_room = length <= most && memory <= MOST_MEMORY;
        match has_room {
            true => self.memory = memory,
            false => self.is_too_large |= !private,
        }
        has_room
    }
}

/// Never part of a data set: command and file meta groups, group lengths, trailing padding.
fn is_dropped(tag: Tag) -> bool {
    matches!(tag.group(), 0x0000 | 0x0002)
        || tag.element() == 0x0000
        || tag == tags::DATA_SET_TRAILING_PADDING
}

/// VRs of text (PS3.5 6.2). Lists of decimal numbers may be as long as their contour.
fn is_text(vr: VR) -> bool {
    matches!(
        vr,
        VR::AE
            | VR::AS
            | VR::CS
            | VR::DA
            | VR::DT
            | VR::LO
            | VR::LT
            | VR::PN
            | VR::SH
            | VR::ST
            | VR::TM
            | VR::UC
            | VR::UI
            | VR::UR
            | VR::UT
    )
}
