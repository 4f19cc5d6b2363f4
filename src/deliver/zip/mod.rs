//! A zip archive, written as a stream: stored entries whose length and checksum are known beforehand.
//!
//! The caller writes what [`ZipWriter::local_header`] returns, then the entry's bytes, and so on, and at the end what
//! [`ZipWriter::finish`] returns. Nothing is kept but the directory. Zip64 records (PKWARE APPNOTE 4.5.3, 4.3.14,
//! 4.3.15) are written where sizes, offsets or the number of entries need them, and only there. Every date is
//! 1980-01-01: when a file was made says something about it.
//!
//! A locked archive ([`ZipWriter::locked`]) has every entry encrypted as WinZip does it, AE-2 with AES of 256 bits: see
//! [`lock`]. The headers are made here; the bytes go through an [`EntryLock`], and what it puts before and behind them
//! belongs to the entry. Names are not encrypted: they are pseudonyms.

pub mod digest;
pub mod lock;

pub use digest::RunningDigest;
pub use lock::{EntryLock, Unfit, ZipPassphrase};

/// Date and time as MS-DOS writes them: 1980-01-01, 00:00.
const DATE: u16 = 1 << 5 | 1;
const TIME: u16 = 0;
/// Names are UTF-8 (APPNOTE 4.4.4, bit 11).
const FLAGS: u16 = 0x0800;
const VERSION: u16 = 20;
const VERSION_64: u16 = 45;
const VERSION_AES: u16 = 51;
/// The entry is encrypted (APPNOTE 4.4.4, bit 0), with the method that stands for WinZip's way.
const ENCRYPTED: u16 = 1;
const AES_METHOD: u16 = 99;
/// Made by a UNIX system, so that permissions are read from the attributes below.
const MADE_BY_UNIX: u16 = 3 << 8;
/// An ordinary file that its owner may write and everybody may read.
const ATTRIBUTES: u32 = 0o100_644 << 16;
const ALL_ONES: u32 = u32::MAX;
/// The extra block of what does not fit its place (4.5.3).
const ZIP64: u16 = 1;

/// The state of an archive that is being written.
#[derive(Debug, Clone, Default)]
pub struct ZipWriter {
    entries: Vec<Entry>,
    /// Bytes of the archive so far, the last entry's included.
    written: u64,
    /// Whether its entries are encrypted.
    is_locked: bool,
}

#[derive(Debug, Clone)]
struct Entry {
    name: String,
    crc32: u32,
    size: u64,
    offset: u64,
    is_locked: bool,
}

impl ZipWriter {
    /// An archive without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// An archive without entries, of which each will be encrypted by an [`EntryLock`] of its own.
    pub fn locked() -> Self {
        Self {
            is_locked: true,
            ..Self::default()
        }
    }

    /// An archive without entries, locked if this one is.
    pub fn another(&self) -> Self {
        Self {
            is_locked: self.is_locked,
            ..Self::default()
        }
    }

    /// Whether its entries are encrypted.
    pub fn is_locked(&self) -> bool {
        self.is_locked
    }

    /// Bytes of the archive so far, counting the last entry's as written.
    pub fn len(&self) -> u64 {
        self.written
    }

    /// Whether no entry has been written yet.
    pub fn is_empty(&self) -> bool {
        self.written == 0
    }

    /// Number of entries so far.
    pub fn entries(&self) -> usize {
        self.entries.len()
    }

    /// What stands before an entry of `size` bytes, which are counted before they are encrypted. Names longer than
    /// 65,535 bytes are cut; ours never are.
    pub fn local_header(&mut self, name: &str, crc32: u32, size: u64) -> Vec<u8> {
        let entry = Entry {
            name: shortened(name).to_owned(),
            // AE-2 leaves it out, so that it tells nothing of the content.
            crc32: if self.is_locked { 0 } else { crc32 },
            size,
            offset: self.written,
            is_locked: self.is_locked,
        };
        let extra = entry.extra(&[]);
        let mut header = Record::new(b"PK\x03\x04");
        entry.begin(&mut header, &extra);
        header.bytes(entry.name.as_bytes()).bytes(&extra);
        self.written += header.0.len() as u64 + entry.packed();
        self.entries.push(entry);
        header.0
    }

    /// Takes the last entry back: its header and its bytes are for the caller to cut off.
    pub fn take_back(&mut self) {
        if let Some(entry) = self.entries.pop() {
            self.written = entry.offset;
        }
    }

    /// The central directory, which ends the archive.
    pub fn finish(self) -> Vec<u8> {
        let start = self.written;
        let mut directory = Record(Vec::new());
        for entry in &self.entries {
            entry.describe(&mut directory);
        }
        let size = directory.0.len() as u64;
        let count = self.entries.len() as u64;
        if count >= u64::from(u16::MAX)
            || size >= u64::from(ALL_ONES)
            || start >= u64::from(ALL_ONES)
        {
            end_64(&mut directory, count, size, start);
        }
        let count = u16::try_from(count).unwrap_or(u16::MAX);
        directory
            .bytes(b"PK\x05\x06")
            .u16(0)
            .u16(0)
            .u16(count)
            .u16(count);
        directory.u32(narrow(size)).u32(narrow(start)).u16(0);
        directory.0
    }
}

impl Entry {
    fn describe(&self, directory: &mut Record) {
        let extra = self.extra(&[self.offset]);
        directory
            .bytes(b"PK\x01\x02")
            .u16(MADE_BY_UNIX | VERSION_64);
        self.begin(directory, &extra);
        directory.u16(0).u16(0).u16(0);
        directory.u32(ATTRIBUTES).u32(narrow(self.offset));
        directory.bytes(self.name.as_bytes()).bytes(&extra);
    }

    /// What local header and directory have in common (4.3.7, 4.3.12).
    fn begin(&self, record: &mut Record, extra: &[u8]) {
        let is_wide = extra.starts_with(&ZIP64.to_le_bytes());
        let (flags, method, version) = match (self.is_locked, is_wide) {
            (true, _) => (FLAGS | ENCRYPTED, AES_METHOD, VERSION_AES),
            (false, true) => (FLAGS, 0, VERSION_64),
            (false, false) => (FLAGS, 0, VERSION),
        };
        record.u16(version).u16(flags).u16(method);
        record.u16(TIME).u16(DATE).u32(self.crc32);
        let size = if self.is_wide() {
            ALL_ONES
        } else {
            narrow(self.size)
        };
        record.u32(narrow(self.packed())).u32(size);
        record.len16(self.name.len()).len16(extra.len());
    }

    /// Bytes of the entry as it lies in the archive.
    fn packed(&self) -> u64 {
        self.size + if self.is_locked { lock::AROUND } else { 0 }
    }

    /// Whether its sizes stand in the zip64 block; both do, or none (4.5.3).
    fn is_wide(&self) -> bool {
        narrow(self.packed()) == ALL_ONES
    }

    /// The extra blocks: zip64 with both sizes and those of the `offsets` that do not fit their places, in this order;
    /// and WinZip's.
    fn extra(&self, offsets: &[u64]) -> Vec<u8> {
        let sizes = [self.size, self.packed()];
        let sizes = sizes.iter().filter(|_| self.is_wide());
        let offsets = offsets.iter().filter(|&&value| narrow(value) == ALL_ONES);
        let wide: Vec<u64> = sizes.chain(offsets).copied().collect();
        let mut record = Record(Vec::new());
        if !wide.is_empty() {
            record.u16(ZIP64).len16(wide.len() * 8);
        }
        for value in wide {
            record.u64(value);
        }
        if self.is_locked {
            record.bytes(&lock::EXTRA);
        }
        record.0
    }
}

fn end_64(directory: &mut Record, count: u64, size: u64, start: u64) {
    /// Bytes of the record after its own length field.
    const REST: u64 = 44;
    directory
        .bytes(b"PK\x06\x06")
        .u64(REST)
        .u16(MADE_BY_UNIX | VERSION_64)
        .u16(VERSION_64)
        .u32(0)
        .u32(0);
    directory.u64(count).u64(count).u64(size).u64(start);
    directory
        .bytes(b"PK\x06\x07")
        .u32(0)
        .u64(start + size)
        .u32(1);
}

/// A value in four bytes; all ones say that it stands in the zip64 block.
fn narrow(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(ALL_ONES)
}

fn shortened(name: &str) -> &str {
    name.get(..name.floor_char_boundary(usize::from(u16::MAX)))
        .unwrap_or_default()
}

/// Little endian fields, one after another.
struct Record(Vec<u8>);

impl Record {
    fn new(signature: &[u8]) -> Self {
        Self(signature.to_vec())
    }

    fn bytes(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn u16(&mut self, value: u16) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    fn u32(&mut self, value: u32) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    fn u64(&mut self, value: u64) -> &mut Self {
        self.bytes(&value.to_le_bytes())
    }

    /// A length that is known to fit.
    fn len16(&mut self, length: usize) -> &mut Self {
        self.u16(u16::try_from(length).unwrap_or(u16::MAX))
    }
}

#[cfg(test)]
mod tests;
