//! Sequence parameter sets: the size of the pictures, and what a browser needs to know to decode them.

use super::bits::Bits;

/// Most columns or rows that a level of H.264 allows (ITU-T H.264 A.3.1), and some.
const MAX_SIDE: u32 = 16_384;

/// What an H.264 sequence parameter set says (ITU-T H.264 7.3.2.1.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sps {
    pub profile: u8,
    pub constraints: u8,
    /// Ten times the level.
    pub level: u8,
    /// Columns and rows as they are shown.
    pub columns: u32,
    pub rows: u32,
    /// Every picture is a whole frame.
    pub progressive: bool,
    /// 8 bits, one chroma sample for four pixels.
    pub plain: bool,
}

/// Profiles whose set says more of the samples.
const HIGH: &[u8] = &[100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];

impl Sps {
    /// Of a NAL unit of type 7, its header included; `None` if it is damaged.
    pub fn of(nal: &[u8]) -> Option<Self> {
        Some(Self::read(nal)?.0)
    }

    /// The same, and the bits at the flag of what the set says of the use of its pictures.
    pub(super) fn read(nal: &[u8]) -> Option<(Self, Bits)> {
        let mut bits = Bits::of(nal.get(1..)?);
        let mut byte = || Some(bits.number(8)? as u8);
        let (profile, constraints, level) = (byte()?, byte()?, byte()?);
        bits.golomb()?;
        let (mut chroma, mut eight_bits) = (1, true);
        if HIGH.contains(&profile) {
            chroma = bits.golomb()?;
            if chroma == 3 {
                bits.flag()?;
            }
            eight_bits = bits.golomb()? == 0 && bits.golomb()? == 0;
            bits.flag()?;
            if bits.flag()? {
                scaling_lists(&mut bits, if chroma == 3 { 12 } else { 8 })?;
            }
        }
        bits.golomb()?;
        picture_order(&mut bits)?;
        bits.golomb()?;
        bits.flag()?;
        let wide = bits.golomb()?.checked_add(1)?;
        let high = bits.golomb()?.checked_add(1)?;
        let progressive = bits.flag()?;
        if !progressive {
            bits.flag()?;
        }
        bits.flag()?;
        let [left, right, top, bottom] = crop(&mut bits)?;
        // A step of the crop, in pixels (table 6-1).
        let (step_x, step_y) = match chroma {
            1 => (2, 2),
            2 => (2, 1),
            _ => (1, 1),
        };
        let fields = if progressive { 1 } else { 2 };
        let shown = |blocks: u32, first: u32, last: u32, step: u32| {
            let cut = first.checked_add(last)?.checked_mul(step)?;
            let side = blocks.checked_mul(16)?.checked_sub(cut)?;
            (1..=MAX_SIDE).contains(&side).then_some(side)
        };
        let sps = Self {
            profile,
            constraints,
            level,
            columns: shown(wide, left, right, step_x)?,
            rows: shown(high.checked_mul(fields)?, top, bottom, step_y * fields)?,
            progressive,
            plain: chroma == 1 && eight_bits,
        };
        Some((sps, bits))
    }

    /// As browsers name it (RFC 6381 3.3).
    pub fn codec(&self) -> String {
        let Self {
            profile,
            constraints,
            level,
            ..
        } = self;
        format!("avc1.{profile:02X}{constraints:02X}{level:02X}")
    }
}

/// What is not shown: left, right, top, bottom.
fn crop(bits: &mut Bits) -> Option<[u32; 4]> {
    let mut crop = [0; 4];
    if bits.flag()? {
        for side in &mut crop {
            *side = bits.golomb()?;
        }
    }
    Some(crop)
}

fn scaling_lists(bits: &mut Bits, count: u32) -> Option<()> {
    for list in 0..count {
        if !bits.flag()? {
            continue;
        }
        let (mut last, mut next) = (8i64, 8i64);
        for _ in 0..if list < 6 { 16 } else { 64 } {
            if next != 0 {
                next = (last + bits.signed_golomb()?).rem_euclid(256);
            }
            last = if next == 0 { last } else { next };
        }
    }
    Some(())
}

fn picture_order(bits: &mut Bits) -> Option<()> {
    match bits.golomb()? {
        0 => drop(bits.golomb()?),
        1 => {
            bits.flag()?;
            bits.golomb()?;
            bits.golomb()?;
            let cycle = bits.golomb()?;
            for _ in 0..(cycle <= 255).then_some(cycle)? {
                bits.golomb()?;
            }
        }
        2 => {}
        _ => return None,
    }
    Some(())
}

/// As browsers name what an HEVC set says (ITU-T H.265 7.3.2.2.1, ISO/IEC 14496-15 E.3), of a NAL unit of type 33, its
/// header included.
pub fn hevc_codec(nal: &[u8]) -> Option<String> {
    let bytes = Bits::of(nal.get(3..)?).take(12)?;
    let [kind, a, b, c, d, constraints @ .., level] = *bytes.first_chunk::<12>()?;
    let space = ["", "A", "B", "C"].get(usize::from(kind >> 6))?;
    let tier = if kind & 0x20 == 0 { 'L' } else { 'H' };
    let compatible = u32::from_be_bytes([a, b, c, d]).reverse_bits();
    let mut name = format!("hev1.{space}{}.{compatible:X}.{tier}{level}", kind & 0x1F);
    let said = constraints.iter().rposition(|&byte| byte != 0);
    for byte in constraints.iter().take(said.map_or(0, |last| last + 1)) {
        name.push_str(&format!(".{byte:X}"));
    }
    Some(name)
}

impl Bits {
    fn take(mut self, count: usize) -> Option<Vec<u8>> {
        (0..count)
            .map(|_| self.number(8).map(|byte| byte as u8))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{SPS_320_240, SPS_CROPPED};
    use super::*;

    #[test]
    fn the_size_and_the_name_come_from_the_set() {
        let sps = Sps::of(SPS_320_240).unwrap();
        assert_eq!((sps.columns, sps.rows), (320, 240));
        assert!(sps.progressive && sps.plain);
        assert_eq!(sps.codec(), "avc1.640C14");
    }

    #[test]
    fn what_is_cropped_is_not_shown() {
        let sps = Sps::of(SPS_CROPPED).unwrap();
        assert_eq!((sps.columns, sps.rows), (1920, 1080));
    }

    #[test]
    fn a_set_that_ends_early_is_none() {
        for end in 0..10 {
            assert_eq!(Sps::of(&SPS_320_240[..end]), None);
        }
    }

    #[test]
    fn an_hevc_set_is_named_with_its_profile_tier_and_level() {
        // Main profile, main tier, level 3.1, progressive and frame-only.
        let nal = [
            0x42, 0x01, 0x01, 0x01, 0x60, 0, 0, 3, 0, 0xB0, 0, 0, 3, 0, 0, 3, 0, 0x5D,
        ];
        assert_eq!(hevc_codec(&nal).as_deref(), Some("hev1.1.6.L93.B0"));
        assert_eq!(hevc_codec(&nal[..9]), None);
    }
}
