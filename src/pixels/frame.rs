//! A decoded frame: stored words as the file means them, before any look-up table or window.

use super::format::{FrameFormat, SampleKind};

/// One decoded frame.
///
/// Samples are interleaved by pixel whatever the file did. They are the *stored words*: bits outside
/// `bits_stored` are still there in native data, negative numbers are two's complement. The colour space is
/// `format.photometric`, which is the file's own but for codecs that convert on the way (JPEG DCT, JPEG 2000 and JPEG XL
/// give RGB); negative numbers of compressed frames are sign-extended to the whole word. Native YBR_FULL_422 comes out
/// as YBR_FULL, each chroma sample repeated for its two pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// The shape; its `photometric` is that of `words`.
    pub format: FrameFormat,
    /// Bits of a word that the compressed stream held; `bits_allocated` where nothing is compressed by bits.
    pub precision: u16,
    /// Rows × columns × samples per pixel of them, row by row.
    pub words: Words,
}

/// The words of a [`Frame`], as wide as `bits_allocated`; 1-bit samples are bytes of 0 and 1, floats are their bits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Words {
    /// Bits Allocated 1 or 8.
    U8(Vec<u8>),
    /// Bits Allocated 16.
    U16(Vec<u16>),
    /// Bits Allocated 32, and Float Pixel Data.
    U32(Vec<u32>),
    /// Bits Allocated 64, and Double Float Pixel Data.
    U64(Vec<u64>),
}

impl Words {
    /// Of little endian bytes, `bytes_per_word` of them each; what is left over at the end is dropped.
    pub fn from_le_bytes(bytes: Vec<u8>, bytes_per_word: usize) -> Self {
        match bytes_per_word {
            2 => Self::U16(
                bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|b| u16::from_le_bytes(*b))
                    .collect(),
            ),
            4 => Self::U32(
                bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|b| u32::from_le_bytes(*b))
                    .collect(),
            ),
            8 => Self::U64(
                bytes
                    .as_chunks()
                    .0
                    .iter()
                    .map(|b| u64::from_le_bytes(*b))
                    .collect(),
            ),
            _ => Self::U8(bytes),
        }
    }

    /// The same, little endian.
    pub fn to_le_bytes(&self) -> Vec<u8> {
        match self {
            Self::U8(words) => words.clone(),
            Self::U16(words) => le_bytes(words, u16::to_le_bytes),
            Self::U32(words) => le_bytes(words, u32::to_le_bytes),
            Self::U64(words) => le_bytes(words, u64::to_le_bytes),
        }
    }

    /// How many.
    pub fn len(&self) -> usize {
        match self {
            Self::U8(words) => words.len(),
            Self::U16(words) => words.len(),
            Self::U32(words) => words.len(),
            Self::U64(words) => words.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// One of them; 0 outside.
    pub fn get(&self, index: usize) -> u64 {
        match self {
            Self::U8(words) => words.get(index).copied().map(u64::from),
            Self::U16(words) => words.get(index).copied().map(u64::from),
            Self::U32(words) => words.get(index).copied().map(u64::from),
            Self::U64(words) => words.get(index).copied(),
        }
        .unwrap_or(0)
    }

    /// Sets one, cut to the word's width; nothing happens outside.
    pub fn set(&mut self, index: usize, word: u64) {
        match self {
            Self::U8(words) => put(words, index, word as u8),
            Self::U16(words) => put(words, index, word as u16),
            Self::U32(words) => put(words, index, word as u32),
            Self::U64(words) => put(words, index, word),
        }
    }

    /// Calls `visit` with every word in turn, without a branch per word.
    pub fn for_each(&self, mut visit: impl FnMut(u64)) {
        match self {
            Self::U8(words) => words.iter().for_each(|&word| visit(u64::from(word))),
            Self::U16(words) => words.iter().for_each(|&word| visit(u64::from(word))),
            Self::U32(words) => words.iter().for_each(|&word| visit(u64::from(word))),
            Self::U64(words) => words.iter().for_each(|&word| visit(word)),
        }
    }
}

/// Words one after the other as bytes: in place, which is several times as fast as gathering them.
pub fn le_bytes<T: Copy, const N: usize>(words: &[T], to_bytes: fn(T) -> [u8; N]) -> Vec<u8> {
    let mut bytes = vec![0; words.len() * N];
    let (places, _) = bytes.as_chunks_mut::<N>();
    for (place, word) in places.iter_mut().zip(words) {
        *place = to_bytes(*word);
    }
    bytes
}

fn put<T>(words: &mut [T], index: usize, word: T) {
    if let Some(place) = words.get_mut(index) {
        *place = word;
    }
}

impl Frame {
    /// The number in a word: sign-extended, or the float that its bits are.
    pub fn number(format: &FrameFormat, word: u64) -> f64 {
        match format.kind {
            SampleKind::Integer => format.value_of_word(word) as f64,
            SampleKind::Float => f64::from(f32::from_bits(word as u32)),
            SampleKind::Double => f64::from_bits(word),
        }
    }
}
