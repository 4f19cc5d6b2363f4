//! Bits of the entropy-coded parts: after each byte FF the next one holds seven (T.87 A.1).

use super::pen::{Golomb, Pen};
use super::refusal::Refusal;

/// Reads up to the next marker, and never a bit that is not there.
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    /// Bits read ahead, the next one highest; zeros behind the last.
    ahead: u64,
    count: u32,
    after_ff: bool,
}

impl<'a> Reader<'a> {
    /// From byte `at` on.
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self {
            bytes,
            at,
            ahead: 0,
            count: 0,
            after_ff: false,
        }
    }

    /// Reads ahead until there are at least 56 bits, or none left.
    #[inline]
    fn fill(&mut self) {
        if self.count <= 32 && !self.after_ff {
            self.fill_by_four();
        }
        while self.count <= 56 {
            let Some(&byte) = self.bytes.get(self.at) else {
                return;
            };
            if byte == 0xFF && self.bytes.get(self.at + 1).is_none_or(|&next| next >= 0x80) {
                return;
            }
            // The bit after FF is 0, or FF would have been a marker.
            let width = 8 - u32::from(self.after_ff);
            self.ahead |= u64::from(byte) << (64 - self.count - width);
            self.count += width;
            self.after_ff = byte == 0xFF;
            self.at += 1;
        }
    }

    /// Reads four bytes ahead if there is no FF among them.
    #[inline]
    fn fill_by_four(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let Some(four) = rest.first_chunk().map(|four| u32::from_be_bytes(*four)) else {
            return;
        };
        // A byte of `!four` is 0 if, and only if, taking 1 from each of them borrows into a high bit that was 0.
        let has_ff = (!four).wrapping_sub(0x0101_0101) & four & 0x8080_8080 != 0;
        if !has_ff {
            self.ahead |= u64::from(four) << (32 - self.count);
            self.count += 32;
            self.at += 4;
        }
    }

    /// Drops bits (1 to 63) that were looked at.
    #[inline]
    fn skip(&mut self, count: u32) -> Result<(), Refusal> {
        self.count = self.count.checked_sub(count).ok_or(Refusal::CutShort)?;
        self.ahead <<= count;
        Ok(())
    }

    /// The place of the marker that ends these bits, or of the end of all bytes. Nothing but the bits that fill the
    /// last byte may be left; what they are does not matter.
    pub fn end(mut self) -> Result<usize, Refusal> {
        self.fill();
        match self.count {
            0..8 => Ok(self.at),
            _ => Err(Refusal::Surplus),
        }
    }
}

impl Pen for Reader<'_> {
    const WRITES: bool = false;

    #[inline]
    fn bits(&mut self, _: u32, count: u32) -> Result<u32, Refusal> {
        if count == 0 {
            return Ok(0);
        }
        if self.count < count {
            self.fill();
        }
        let value = self.ahead >> (64 - count);
        self.skip(count)?;
        Ok(value as u32)
    }

    #[inline]
    fn golomb(&mut self, _: u32, code: Golomb) -> Result<u32, Refusal> {
        if self.count < 32 {
            self.fill();
        }
        let mut zeros = self.ahead.leading_zeros();
        if zeros >= self.count {
            // A long code: at most 48 bits before its low part, of 56 that there are if the stream goes on.
            self.fill();
            zeros = self.ahead.leading_zeros();
        }
        if zeros < code.escape {
            self.skip(zeros + 1)?;
            return Ok(zeros << code.k | self.bits(0, code.k)?);
        }
        if zeros >= self.count {
            return Err(Refusal::CutShort);
        }
        if zeros > code.escape {
            return Err(Refusal::Code);
        }
        self.skip(zeros + 1)?;
        Ok(self.bits(0, code.qbpp)? + 1)
    }
}
