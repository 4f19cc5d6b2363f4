//! Bits of a parameter set, most significant first (ITU-T H.264 7.2 and 9.1).

/// Reads bits; every read past the end is `None`.
pub struct Bits {
    bytes: Vec<u8>,
    at: usize,
}

impl Bits {
    /// Of a NAL unit's payload, the bytes that prevent start codes taken out (ITU-T H.264 7.4.1).
    pub fn of(payload: &[u8]) -> Self {
        let mut bytes = Vec::with_capacity(payload.len());
        let mut zeros = 0;
        for &byte in payload {
            if zeros >= 2 && byte == 3 {
                zeros = 0;
                continue;
            }
            zeros = if byte == 0 { zeros + 1 } else { 0 };
            bytes.push(byte);
        }
        Self { bytes, at: 0 }
    }

    /// One bit.
    pub fn flag(&mut self) -> Option<bool> {
        let byte = self.bytes.get(self.at / 8)?;
        let bit = byte >> (7 - self.at % 8) & 1;
        self.at += 1;
        Some(bit == 1)
    }

    /// Up to 32 bits.
    pub fn number(&mut self, bits: u32) -> Option<u32> {
        let mut number = 0u32;
        for _ in 0..bits.min(32) {
            number = number << 1 | u32::from(self.flag()?);
        }
        Some(number)
    }

    /// An unsigned Exp-Golomb number.
    pub fn golomb(&mut self) -> Option<u32> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
            if zeros > 31 {
                return None;
            }
        }
        let rest = self.number(zeros)?;
        (1u32 << zeros).checked_add(rest)?.checked_sub(1)
    }

    /// A signed one; only its place matters to callers, and its sign to scaling lists.
    pub fn signed_golomb(&mut self) -> Option<i64> {
        let code = i64::from(self.golomb()?);
        let half = (code + 1) / 2;
        Some(if code % 2 == 1 { half } else { -half })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_the_standard_s_table_has_them() {
        // 1, 010, 011, 00100, 00101: 0, 1, 2, 3, 4.
        let mut bits = Bits::of(&[0b1010_0110, 0b0100_0010, 0b1000_0000]);
        let read: Vec<_> = (0..5).map(|_| bits.golomb()).collect();
        assert_eq!(read, [Some(0), Some(1), Some(2), Some(3), Some(4)]);
        let mut bits = Bits::of(&[0b0100_1100, 0b1000_0101]);
        let read: Vec<_> = (0..3).map(|_| bits.signed_golomb()).collect();
        assert_eq!(read, [Some(1), Some(-1), Some(2)]);
    }

    #[test]
    fn bytes_that_prevent_start_codes_are_no_bits() {
        let mut bits = Bits::of(&[0, 0, 3, 1]);
        assert_eq!(bits.number(24), Some(1));
        assert_eq!(bits.flag(), None);
    }

    #[test]
    fn an_endless_run_of_zeros_is_no_number() {
        assert_eq!(Bits::of(&[0; 9]).golomb(), None);
        assert_eq!(Bits::of(&[0, 0, 1]).golomb(), None);
    }
}
