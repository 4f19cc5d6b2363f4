//! Bits of the entropy-coded parts, seven of them after each byte FF (T.87 A.1).

use super::pen::{Golomb, Pen};
use super::refusal::Refusal;

/// Appends to bytes.
pub struct Writer {
    bytes: Vec<u8>,
    /// Bits that do not fill a byte yet, the last one lowest.
    waiting: u64,
    count: u32,
    after_ff: bool,
}

impl Writer {
    /// After the segments that come before a scan's bits.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self {
            bytes,
            waiting: 0,
            count: 0,
            after_ff: false,
        }
    }

    /// Up to 32 bits.
    #[inline]
    fn put(&mut self, value: u32, count: u32) {
        self.waiting = self.waiting << count | u64::from(value);
        self.count += count;
        loop {
            let width = 8 - u32::from(self.after_ff);
            if self.count < width {
                return;
            }
            self.count -= width;
            let byte = (self.waiting >> self.count) as u8 & (0xFF >> (8 - width));
            self.bytes.push(byte);
            self.after_ff = byte == 0xFF;
        }
    }

    /// All bytes, the last one filled with zeros; no FF stands right before the marker that follows.
    pub fn end(mut self) -> Vec<u8> {
        let width = 8 - u32::from(self.after_ff);
        if self.count > 0 || self.after_ff {
            self.put(0, width - self.count);
        }
        self.bytes
    }
}

impl Pen for Writer {
    const WRITES: bool = true;

    #[inline]
    fn bits(&mut self, value: u32, count: u32) -> Result<u32, Refusal> {
        self.put(value, count);
        Ok(value)
    }

    #[inline]
    fn golomb(&mut self, value: u32, code: Golomb) -> Result<u32, Refusal> {
        let zeros = value >> code.k;
        let (zeros, low, width) = if zeros < code.escape {
            (zeros, value & ((1 << code.k) - 1), code.k)
        } else {
            (code.escape, value.wrapping_sub(1), code.qbpp)
        };
        // Up to 47 zeros: more than fit at once.
        self.put(0, zeros / 2);
        self.put(0, zeros - zeros / 2);
        self.put(1, 1);
        self.put(low, width);
        Ok(value)
    }
}
