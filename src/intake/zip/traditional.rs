//! The traditional encryption of zips (APPNOTE 6.1), "ZipCrypto": weak, and still what most programs write.

use std::io::Read;

use zeroize::Zeroizing;

/// Random bytes before the entry's own, of which the last shows a wrong password.
pub(super) const HEADER: u64 = 12;

/// What `packed` says in plain, if the password passes its check.
pub(super) fn open<R: Read>(mut packed: R, password: &[u8], checks: [u8; 2]) -> Option<Plain<R>> {
    let mut keys = Keys::of(password);
    let mut header = [0; HEADER as usize];
    packed.read_exact(&mut header).ok()?;
    keys.decrypt(&mut header);
    let [.., last] = header;
    checks.contains(&last).then_some(Plain { packed, keys })
}

/// An entry being decrypted.
pub(super) struct Plain<R> {
    packed: R,
    keys: Keys,
}

impl<R: Read> Read for Plain<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.packed.read(buffer)?;
        self.keys
            .decrypt(buffer.get_mut(..count).unwrap_or_default());
        Ok(count)
    }
}

struct Keys(Zeroizing<[u32; 3]>);

impl Keys {
    /// APPNOTE 6.1.5.
    fn of(password: &[u8]) -> Self {
        let mut keys = Self(Zeroizing::new([0x1234_5678, 0x2345_6789, 0x3456_7890]));
        password.iter().for_each(|&byte| keys.update(byte));
        keys
    }

    fn update(&mut self, plain: u8) {
        let [first, second, third] = &mut *self.0;
        *first = crc_step(*first, plain);
        let [low, ..] = first.to_le_bytes();
        *second = second
            .wrapping_add(u32::from(low))
            .wrapping_mul(134_775_813)
            .wrapping_add(1);
        let [.., high] = second.to_le_bytes();
        *third = crc_step(*third, high);
    }

    /// APPNOTE 6.1.6.
    fn decrypt(&mut self, bytes: &mut [u8]) {
        for byte in bytes {
            let [_, _, third] = *self.0;
            let low = (third | 2) & 0xFFFF;
            let [_, mask, ..] = low.wrapping_mul(low ^ 1).to_le_bytes();
            *byte ^= mask;
            self.update(*byte);
        }
    }
}

/// A byte more of a checksum, without the inversions at its ends.
fn crc_step(crc: u32, byte: u8) -> u32 {
    let [low, ..] = crc.to_le_bytes();
    let row = TABLE.get(usize::from(low ^ byte)).copied();
    (crc >> 8) ^ row.unwrap_or_default()
}

static TABLE: [u32; 256] = table();

const fn table() -> [u32; 256] {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut row = at as u32;
        let mut bit = 0;
        while bit < 8 {
            row = (row >> 1) ^ if row & 1 == 1 { 0xEDB8_8320 } else { 0 };
            bit += 1;
        }
        table[at] = row;
        at += 1;
    }
    table
}
