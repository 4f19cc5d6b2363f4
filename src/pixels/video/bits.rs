//! Bits of a parameter set, most significant first (ITU-T H.264 7.2 and 9.1), read and put together again.

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

    /// How many bits were read.
    pub fn place(&self) -> usize {
        self.at
    }

    /// Bits from one place to another, whatever was read; `None` if they are not there.
    pub fn between(&self, from: usize, to: usize) -> Option<Vec<bool>> {
        let bit = |at: usize| Some(self.bytes.get(at / 8)? >> (7 - at % 8) & 1 == 1);
        (from..to).map(bit).collect()
    }

    /// Where the bit stands that ends the payload, the last one that is set (ITU-T H.264 7.3.2.11).
    pub fn end(&self) -> Option<usize> {
        let last = self.bytes.iter().rposition(|&byte| byte != 0)?;
        let zeros = self.bytes.get(last)?.trailing_zeros() as usize;
        Some(last * 8 + 7 - zeros)
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

/// A NAL unit of a head and bits: the bit that ends it is added, and bytes that prevent start codes.
pub fn nal(head: u8, bits: &[bool]) -> Vec<u8> {
    let ended = [bits, &[true]].concat();
    let bytes = ended.chunks(8).map(|eight| {
        let places = eight.iter().zip((0..8).rev());
        places.fold(0, |byte, (&bit, place)| byte | u8::from(bit) << place)
    });
    let mut nal = vec![head];
    let mut zeros = 0;
    for byte in bytes {
        if zeros >= 2 && byte <= 3 {
            nal.push(3);
            zeros = 0;
        }
        zeros = if byte == 0 { zeros + 1 } else { 0 };
        nal.push(byte);
    }
    nal
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
