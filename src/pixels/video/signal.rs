//! What a stream says of its colours: the range of its samples, and which primaries and matrix made them.
//!
//! In come a sequence parameter set of H.264 and what is to be said; out comes the set that says it. An encoder in a
//! browser names colours of its own choice (BT.709), also where the old stream named others or none, and players show
//! the same samples in other colours then.

use super::bits::{self, Bits};
use super::sps::Sps;

/// Aspect ratio that is written out (ITU-T H.264 table E-1).
const EXTENDED_SAR: u32 = 255;

/// The bits of video_format, video_full_range_flag and, where there is one, the colour description (ITU-T H.264 E.1.1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signal(Vec<bool>);

impl Signal {
    /// What a set says; `None` if it says nothing of it, or is damaged.
    pub fn of(nal: &[u8]) -> Option<Self> {
        let (_, mut bits) = Sps::read(nal)?;
        if !bits.flag()? {
            return None;
        }
        let said = said(&mut bits)?;
        // Behind the flag; nothing if that is not set.
        let bits_said = bits.between(said.start + 1, said.end)?;
        (!bits_said.is_empty()).then_some(Self(bits_said))
    }

    /// The set with this said in place of what it says; `None` if it is damaged.
    pub fn put(this: Option<&Self>, nal: &[u8]) -> Option<Vec<u8>> {
        let head = *nal.first()?;
        let (_, mut bits) = Sps::read(nal)?;
        let flag = bits.place();
        let new = match this {
            None => vec![false],
            Some(signal) => [&[true], signal.0.as_slice()].concat(),
        };
        let all = match (bits.flag()?, this) {
            (false, None) => return Some(nal.to_vec()),
            // No aspect ratio and no overscan before it; none of six other things after it.
            (false, Some(_)) => [
                bits.between(0, flag)?,
                vec![true, false, false],
                new,
                vec![false; 6],
            ],
            (true, _) => {
                let said = said(&mut bits)?;
                let rest = bits.between(said.end, bits.end()?)?;
                [bits.between(0, said.start)?, new, rest, Vec::new()]
            }
        };
        Some(bits::nal(head, &all.concat()))
    }
}

impl Signal {
    /// Of unspecified format, full range or not; primaries, transfer and matrix one byte each.
    pub fn made(full_range: bool, description: Option<u32>) -> Self {
        let mut bits = vec![true, false, true, full_range, description.is_some()];
        let places = description.into_iter().flat_map(|bytes| {
            let places = (0..24).rev();
            places.map(move |place| bytes >> place & 1 == 1)
        });
        bits.extend(places);
        Self(bits)
    }
}

/// From the flag of the signal's type to behind all that it says, read from behind the flag of all such parameters.
fn said(bits: &mut Bits) -> Option<std::ops::Range<usize>> {
    if bits.flag()? && bits.number(8)? == EXTENDED_SAR {
        bits.number(32)?;
    }
    if bits.flag()? {
        bits.flag()?;
    }
    let start = bits.place();
    if bits.flag()? {
        bits.number(4)?;
        if bits.flag()? {
            bits.number(24)?;
        }
    }
    Some(start..bits.place())
}

#[cfg(test)]
mod tests {
    use super::super::testing::{SPS_320_240, SPS_CROPPED};
    use super::*;

    fn signal(full_range: bool, primaries: Option<u32>) -> Signal {
        Signal::made(full_range, primaries)
    }

    #[test]
    fn what_is_put_into_a_set_is_read_again_and_nothing_else_changes() {
        for set in [SPS_320_240, SPS_CROPPED] {
            let before = Sps::of(set);
            let signals = [
                None,
                Some(signal(false, None)),
                Some(signal(true, Some(0x05_05_06))),
                Some(signal(false, Some(0x00_00_00))),
            ];
            for said in &signals {
                let once = Signal::put(said.as_ref(), set).unwrap();
                assert_eq!(Signal::of(&once), *said);
                assert_eq!(Sps::of(&once), before);
                // No start code.
                assert!(
                    !once
                        .windows(3)
                        .any(|three| three[..2] == [0, 0] && three[2] < 3)
                );
                for other in &signals {
                    let twice = Signal::put(other.as_ref(), &once).unwrap();
                    assert_eq!(Signal::of(&twice), *other);
                    let back = Signal::put(said.as_ref(), &twice).unwrap();
                    assert_eq!(Signal::of(&back), *said);
                }
            }
            let own = Signal::of(set);
            assert_eq!(Signal::put(own.as_ref(), set).unwrap(), set);
        }
    }

    #[test]
    fn a_set_that_ends_early_is_none() {
        let set = Signal::put(Some(&signal(true, Some(0x01_01_01))), SPS_320_240).unwrap();
        for end in 0..12 {
            assert_eq!(Signal::put(None, &set[..end]), None);
        }
    }
}
