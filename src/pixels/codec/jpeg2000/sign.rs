//! Samples whose code stream is signed and whose header says that they are not, or the other way round.
//!
//! In come numbers as the codec gives them; out come the words that the header describes. The header is right about the
//! sign, but two kinds of writers disagree with their own stream. Some put the same bits under the other name, so that
//! the upper half of the unsigned numbers comes out as negative ones. Others name only the sign wrongly: since unsigned
//! samples are coded as their distance from the middle of their range (ITU-T T.800 G.1), theirs are off by half of it.
//! Taken for the wrong kind a picture is torn at the middle of its range, black beside white; so the reading is the one
//! in which neighbours differ less. Where unsigned numbers would begin far above 0 after that, the samples are signed
//! indeed and the header is wrong: they are left to it, as other readers have them.

use super::super::super::frame::{Frame, Words};

/// What header and stream say of the sign, and how many bits the stream has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sign {
    pub header: bool,
    pub stream: bool,
    /// 1 to 16.
    pub bits: u32,
}

/// How the codec's numbers become those of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// The same bits.
    Wrapped,
    /// Half the range more, or less.
    Shifted,
}

impl Sign {
    /// The reading in which the picture is whole; the same bits where both are as good, as other readers have it.
    pub fn reading(self, samples: &[i32]) -> Reading {
        if self.header == self.stream {
            return Reading::Wrapped;
        }
        let steps = |reading| {
            let pairs = samples.iter().zip(samples.iter().skip(1));
            let number = |&sample| i64::from(self.word(sample, reading));
            pairs.fold(0_u64, |sum, (one, next)| {
                sum.saturating_add(number(one).abs_diff(number(next)))
            })
        };
        let lowest = samples.iter().min().copied().unwrap_or(0);
        let is_low = self.header || self.word(lowest, Reading::Shifted) < self.half() / 2;
        match is_low && steps(Reading::Shifted) < steps(Reading::Wrapped) {
            true => Reading::Shifted,
            false => Reading::Wrapped,
        }
    }

    /// The header's number of one of the codec's.
    pub fn word(self, sample: i32, reading: Reading) -> i32 {
        if self.header == self.stream {
            return sample;
        }
        match (reading, self.header) {
            (Reading::Shifted, true) => sample.wrapping_sub(self.half()),
            (Reading::Shifted, false) => sample.wrapping_add(self.half()),
            (Reading::Wrapped, true) => {
                let unused = 32 - self.bits;
                sample.wrapping_shl(unused) >> unused
            }
            (Reading::Wrapped, false) => sample & (u32::MAX >> (32 - self.bits)) as i32,
        }
    }

    /// A frame of words as a stream of this sign has them.
    pub fn as_in_stream(self, frame: &Frame, reading: Reading) -> Frame {
        let back = Self {
            header: self.stream,
            stream: self.header,
            ..self
        };
        let mut frame = frame.clone();
        match &mut frame.words {
            Words::U8(words) => words.iter_mut().for_each(|word| {
                let number = if self.header {
                    i32::from(*word as i8)
                } else {
                    i32::from(*word)
                };
                *word = back.word(number, reading) as u8;
            }),
            Words::U16(words) => words.iter_mut().for_each(|word| {
                let number = if self.header {
                    i32::from(*word as i16)
                } else {
                    i32::from(*word)
                };
                *word = back.word(number, reading) as u16;
            }),
            Words::U32(_) | Words::U64(_) => {}
        }
        frame
    }

    fn half(self) -> i32 {
        1 << (self.bits - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A slope through the middle of 12 bits.
    fn slope() -> Vec<i32> {
        (900..2600).collect()
    }

    #[test]
    fn a_picture_is_read_so_that_it_is_not_torn() {
        let unsigned = Sign {
            header: false,
            stream: true,
            bits: 12,
        };
        let same_bits: Vec<i32> = slope().iter().map(|&u| (u << 20) >> 20).collect();
        let off: Vec<i32> = slope().iter().map(|&u| u - 2048).collect();
        for (samples, expected) in [(same_bits, Reading::Wrapped), (off, Reading::Shifted)] {
            let reading = unsigned.reading(&samples);
            assert_eq!(reading, expected);
            let words = samples.iter().map(|&s| unsigned.word(s, reading) & 0xFFF);
            assert_eq!(words.collect::<Vec<_>>(), slope());
        }
    }

    #[test]
    fn samples_that_are_signed_indeed_are_left_to_the_header() {
        let unsigned = Sign {
            header: false,
            stream: true,
            bits: 16,
        };
        let tissue: Vec<i32> = (-1000..2000).collect();
        assert_eq!(unsigned.reading(&tissue), Reading::Wrapped);
        assert_eq!(unsigned.word(-1000, Reading::Wrapped), 64_536);
    }

    #[test]
    fn the_other_way_round_likewise() {
        let signed = Sign {
            header: true,
            stream: false,
            bits: 12,
        };
        let stored: Vec<i32> = slope().iter().map(|u| u - 2048).collect();
        let same_bits: Vec<i32> = stored.iter().map(|&s| s & 0xFFF).collect();
        for (samples, expected) in [(same_bits, Reading::Wrapped), (slope(), Reading::Shifted)] {
            let reading = signed.reading(&samples);
            assert_eq!(reading, expected);
            let words = samples.iter().map(|&s| signed.word(s, reading));
            assert_eq!(words.collect::<Vec<_>>(), stored);
        }
    }
}
