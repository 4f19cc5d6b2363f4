//! Bits of native samples that are no part of the picture (PS3.5 8.1.1): outside Bits Stored, within Bits Allocated.
//!
//! Old devices drew overlays there, often of text (retired; PS3.3 C.9.2, PS3.5 8.1.2), and whoever looks at the picture
//! does not see them. So they may leave only where they say nothing:
//!
//! - all zero, or every bit above the stored ones a copy of the highest stored bit, and the same way in every sample
//!   of the instance (whatever Pixel Representation says: that is wrong at times, and the copies tell nothing);
//! - or the whole word is the Pixel Padding Value or its range's limit, which need not fit the stored bits; unless
//!   another word has the same stored bits: whoever looks at the picture could not tell the two apart, and a picture
//!   could be drawn in them.
//!
//! If any sample breaks this, or an overlay group says that an overlay lies in the samples, the unused bits of every
//! sample are cleared; those of a signed picture stay copies of the sign if they were. Stored bits never change, and an
//! instance with nothing to clear keeps its bytes. Compressed samples are not cleared: where their unused bits break
//! the rule, the instance is held. Samples are read in runs and cleared as they are read: none of this holds a picture
//! in memory.

use std::ops::Range;
use std::rc::Rc;

use dicom_dictionary_std::tags;

use super::error::PixelError;
use super::format::{FrameFormat, SampleKind};
use super::frame::Frame;
use crate::dicom::{DataSet, DataSetExt, Instance, PixelLayout, Source, SourceError, overlay};

/// Bytes read at a time; a whole number of words of any size.
const RUN: u64 = 1 << 18;

/// The instance with the unused bits of its samples cleared; `None` if they may leave as they are.
pub fn without_unused_bits(instance: &Instance) -> Result<Option<Instance>, PixelError> {
    let overlay = overlay::in_pixels(&instance.data_set).next().is_some();
    let Some(pixels) = &instance.pixels else {
        return Ok(None);
    };
    let PixelLayout::Native { range } = &pixels.layout else {
        return match overlay {
            true => Err(PixelError::Unsupported(
                "an overlay within a compressed picture",
            )),
            false => Ok(None),
        };
    };
    let format = FrameFormat::of_instance(instance)?;
    let Some(mut words) = Words::of(&format, pixels.big_endian) else {
        return match overlay {
            true => Err(PixelError::Invalid("Bits Allocated")),
            false => Ok(None),
        };
    };
    if !overlay {
        words.spare_padding(&instance.data_set);
    }
    let seen = words.look(&*instance.body, range)?;
    if !overlay && !seen.says_something() {
        return Ok(None);
    }
    words.sign_extended = format.signed && seen.sign_extended;
    let confused: Vec<_> = seen.confused().collect();
    let mut confused = confused.into_iter();
    words.padding.retain(|_| confused.next() != Some(true));
    let mut cleared = instance.clone();
    cleared.body = Rc::new(Cleared {
        body: Rc::clone(&instance.body),
        range: range.clone(),
        words,
    });
    cleared.body_is_original = false;
    Ok(Some(cleared))
}

/// Whether the unused bits of a decoded frame may not leave.
pub fn say_something(frame: &Frame, data_set: &DataSet) -> bool {
    let Some(mut words) = Words::of(&frame.format, false) else {
        return false;
    };
    words.spare_padding(data_set);
    let mut seen = Seen::default();
    words.look_at_bytes(&frame.words.to_le_bytes(), &mut seen);
    seen.says_something()
}

/// How the samples of an instance lie in its words.
struct Words {
    /// Bytes of a word: 1, 2, 4 or 8.
    size: usize,
    big_endian: bool,
    /// Bits of the picture, the highest of them, and the bits above them.
    used: u64,
    sign: u64,
    above: u64,
    /// Words that stay as they are.
    padding: Vec<u64>,
    /// Cleared bits above a set sign are set.
    sign_extended: bool,
}

/// What unused bits that say nothing do.
enum Extension {
    None,
    /// Zero above a set highest bit; copies of it.
    Zero,
    Sign,
}

/// What the unused bits of all samples look like.
#[derive(Default)]
struct Seen {
    /// Zero above a set highest bit; copies of it.
    zero_extended: bool,
    sign_extended: bool,
    /// Anything else.
    other: bool,
    /// For each padding word, whether it was met; and another with the same stored bits.
    padded: [bool; 2],
    like_padding: [bool; 2],
}

impl Seen {
    fn says_something(&self) -> bool {
        self.other
            || (self.zero_extended && self.sign_extended)
            || self.confused().any(|confused| confused)
    }

    /// For each padding word, whether another looks the same.
    fn confused(&self) -> impl Iterator<Item = bool> {
        let both = self.padded.iter().zip(&self.like_padding);
        both.map(|(word, like)| *word && *like)
    }
}

impl Words {
    /// Of a format; `None` if its words have no unused bits.
    fn of(format: &FrameFormat, big_endian: bool) -> Option<Self> {
        let size = match format.bits_allocated {
            8 => 1,
            16 => 2,
            32 => 4,
            64 => 8,
            _ => return None,
        };
        let integer = format.kind == SampleKind::Integer;
        if !integer || format.bits_stored >= format.bits_allocated {
            return None;
        }
        let lowest = (format.high_bit + 1).checked_sub(format.bits_stored)?;
        let used = format.stored_mask() << lowest;
        let whole = u64::MAX >> (64 - u32::from(format.bits_allocated));
        let sign = 1 << format.high_bit;
        Some(Self {
            size,
            big_endian,
            used,
            sign,
            above: whole & !(sign | (sign - 1)),
            padding: Vec::new(),
            sign_extended: false,
        })
    }

    /// Lets Pixel Padding Value (0028,0120) and Pixel Padding Range Limit (0028,0121) stay, where they are no words
    /// like others.
    fn spare_padding(&mut self, data_set: &DataSet) {
        if self.size != 2 {
            return;
        }
        let tags = [tags::PIXEL_PADDING_VALUE, tags::PIXEL_PADDING_RANGE_LIMIT];
        let words = tags
            .into_iter()
            .filter_map(|tag| data_set.bytes(tag)?.first_chunk().copied())
            .map(|bytes| u64::from(u16::from_le_bytes(bytes)));
        self.padding = words
            .filter(|word| self.extension(*word).is_none())
            .collect();
    }

    /// What the unused bits of a word extend: nothing, or its sign; `None` if they are something else.
    fn extension(&self, word: u64) -> Option<Extension> {
        let negative = word & self.sign != 0;
        match word & !self.used {
            0 if negative => Some(Extension::Zero),
            0 => Some(Extension::None),
            bits if bits == self.above && negative => Some(Extension::Sign),
            _ => None,
        }
    }

    /// Reads all samples.
    fn look(&self, body: &dyn Source, range: &Range<u64>) -> Result<Seen, PixelError> {
        let mut seen = Seen::default();
        let mut buffer = Vec::new();
        let mut at = range.start;
        while at < range.end && !(seen.other && self.padding.is_empty()) {
            let end = range.end.min(at.saturating_add(RUN));
            buffer.resize((end - at) as usize, 0);
            body.read_at(at, &mut buffer)?;
            self.look_at_bytes(&buffer, &mut seen);
            at = end;
        }
        Ok(seen)
    }

    fn look_at_bytes(&self, bytes: &[u8], seen: &mut Seen) {
        match self.size {
            1 => self.look_at(bytes.as_chunks::<1>().0, seen),
            2 => self.look_at(bytes.as_chunks::<2>().0, seen),
            4 => self.look_at(bytes.as_chunks::<4>().0, seen),
            _ => self.look_at(bytes.as_chunks::<8>().0, seen),
        }
    }

    fn look_at<const N: usize>(&self, words: &[[u8; N]], seen: &mut Seen) {
        let unused = self.bytes::<N>(!self.used);
        // Most pictures have no unused bit set: one look at all words together.
        let any = any_set(words);
        let none_set = any
            .iter()
            .zip(unused)
            .all(|(any, unused)| any & unused == 0);
        if none_set && self.padding.is_empty() {
            seen.zero_extended |= self.number(any) & self.sign != 0;
            return;
        }
        for word in words {
            let word = self.number(*word);
            let met = seen.padded.iter_mut().zip(&mut seen.like_padding);
            for (padding, (padded, like)) in self.padding.iter().zip(met) {
                let same = word & self.used == padding & self.used;
                *padded |= word == *padding;
                *like |= same && word != *padding;
            }
            match self.extension(word) {
                Some(Extension::None) => {}
                Some(Extension::Zero) => seen.zero_extended = true,
                Some(Extension::Sign) => seen.sign_extended = true,
                None if self.padding.contains(&word) => {}
                None => seen.other = true,
            }
        }
    }

    /// Clears the unused bits of every whole word.
    fn clear(&self, bytes: &mut [u8]) {
        match self.size {
            1 => self.clear_in(bytes.as_chunks_mut::<1>().0),
            2 => self.clear_in(bytes.as_chunks_mut::<2>().0),
            4 => self.clear_in(bytes.as_chunks_mut::<4>().0),
            _ => self.clear_in(bytes.as_chunks_mut::<8>().0),
        }
    }

    fn clear_in<const N: usize>(&self, words: &mut [[u8; N]]) {
        for place in words {
            let word = self.number(*place);
            if !self.padding.contains(&word) {
                let negative = self.sign_extended && word & self.sign != 0;
                let above = if negative { self.above } else { 0 };
                *place = self.bytes(word & self.used | above);
            }
        }
    }

    fn number<const N: usize>(&self, mut bytes: [u8; N]) -> u64 {
        if self.big_endian {
            bytes.reverse();
        }
        let bytes = bytes.iter().rev();
        bytes.fold(0, |number, byte| number << 8 | u64::from(*byte))
    }

    fn bytes<const N: usize>(&self, number: u64) -> [u8; N] {
        let mut bytes = [0; N];
        bytes
            .iter_mut()
            .zip(number.to_le_bytes())
            .for_each(|(place, byte)| *place = byte);
        if self.big_endian {
            bytes.reverse();
        }
        bytes
    }
}

/// The bits that are set in any of the words, which are of 1, 2, 4 or 8 bytes: eight bytes are looked at at a time.
fn any_set<const N: usize>(words: &[[u8; N]]) -> [u8; N] {
    let (eights, rest) = words.as_flattened().as_chunks::<8>();
    let set = eights
        .iter()
        .fold(0, |set, eight| set | u64::from_ne_bytes(*eight));
    let mut any = [0; N];
    for bytes in [&set.to_ne_bytes()[..], rest] {
        for word in bytes.as_chunks::<N>().0 {
            for (any, byte) in any.iter_mut().zip(word) {
                *any |= byte;
            }
        }
    }
    any
}

/// A body whose samples lose their unused bits as they are read.
struct Cleared {
    body: Rc<dyn Source>,
    /// The native value.
    range: Range<u64>,
    words: Words,
}

impl Source for Cleared {
    fn len(&self) -> u64 {
        self.body.len()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> Result<(), SourceError> {
        self.body.read_at(offset, buffer)?;
        let end = offset.saturating_add(buffer.len() as u64);
        let start = offset.max(self.range.start);
        let end = end.min(self.range.end);
        if start >= end {
            return Ok(());
        }
        // Out to the borders of words.
        let size = self.words.size as u64;
        let origin = self.range.start;
        let from = start - (start - origin) % size;
        let to = (origin + (end - origin).next_multiple_of(size)).min(self.range.end);
        let mut samples = self.body.read(from..to)?;
        self.words.clear(&mut samples);
        let cleared = samples.into_iter().skip((start - from) as usize);
        let places = buffer.iter_mut().skip((start - offset) as usize);
        places
            .take((end - start) as usize)
            .zip(cleared)
            .for_each(|(place, byte)| *place = byte);
        Ok(())
    }
}

#[cfg(test)]
mod tests;
