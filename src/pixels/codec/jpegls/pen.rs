//! Reading and writing seen as one: the model walks over samples in the same way in both directions, and a pen either
//! reads what comes next or writes what it is given.

use super::refusal::Refusal;

/// How a number is coded (T.87 A.5.3).
#[derive(Debug, Clone, Copy)]
pub struct Golomb {
    /// Bits of the low part.
    pub k: u32,
    /// So many zeros mean that the number less one follows in full.
    pub escape: u32,
    /// Bits of a number in full.
    pub qbpp: u32,
}

impl Golomb {
    /// `limit` is the longest code word. The escape is at least 1 for every precision; saturating all the same.
    pub fn new(k: u32, limit: u32, qbpp: u32) -> Self {
        Self {
            k,
            escape: limit.saturating_sub(qbpp + 1),
            qbpp,
        }
    }
}

/// One direction of the codec.
pub trait Pen {
    /// Whether numbers go out; a reader takes no notice of the numbers it is given.
    const WRITES: bool;

    /// A number of `count` (at most 16) bits.
    fn bits(&mut self, value: u32, count: u32) -> Result<u32, Refusal>;

    /// A number in Golomb code.
    fn golomb(&mut self, value: u32, code: Golomb) -> Result<u32, Refusal>;
}
