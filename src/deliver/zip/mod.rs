//! A zip archive, written as a stream: stored entries whose length and checksum are known beforehand.
//!
//! The caller writes what [`ZipWriter::local_header`] returns, then the entry's bytes, and so on, and at the end what
//! [`ZipWriter::finish`] returns. Nothing is kept but the directory. Zip64 records (PKWARE APPNOTE 4.5.3, 4.3.14,
//! 4.3.15) are written where sizes, offsets or the number of entries need them, and only there. Every date is
//! 1980-01-01: when a file was made says something about it.

/// Date and time as MS-DOS writes them: 1980-01-01, 00:00.
const DATE: u16 = 1 << 5 | 1;
const TIME: u16 = 0;
/// Names are UTF-8 (APPNOTE 4.4.4, bit 11).
const FLAGS: u16 = 0x0800;
const VERSION: u16 = 20;
const VERSION_64: u16 = 45;
/// Made by a UNIX system, so that permissions are read from the attributes below.
const MADE_BY_UNIX: u16 = 3 << 8;
/// An ordinary file that its owner may write and everybody may read.
const ATTRIBUTES: u32 = 0o100_644 << 16;
const ALL_ONES: u32 = u32::MAX;

/// The state of an archive that is being written.
#[derive(Debug, Clone, Default)]
pub struct ZipWriter {
    entries: Vec<Entry>,
    /// Bytes of the archive so far, the last entry's included.
    written: u64,
}

#[derive(Debug, Clone)]
struct Entry {
    name: String,
    crc32: u32,
    size: u64,
    offset: u64,
}

impl ZipWriter {
    /// An archive without entries.
    pub fn new() -> Self {
        Self::default()
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

    /// What stands before an entry of `size` bytes. Names longer than 65,535 bytes are cut; ours never are.
    pub fn local_header(&mut self, name: &str, crc32: u32, size: u64) -> Vec<u8> {
        let name = shortened(name);
        let extra = Extra::of(&[size, size]);
        let mut header = Record::new(b"PK\x03\x04");
        header.u16(if extra.is_empty() {
            VERSION
        } else {
            VERSION_64
        });
        header.u16(FLAGS).u16(0).u16(TIME).u16(DATE).u32(crc32);
        header.u32(narrow(size)).u32(narrow(size));
        header.len16(name.len()).len16(extra.0.len());
        header.bytes(name.as_bytes()).bytes(&extra.0);
        self.entries.push(Entry {
            name: name.to_owned(),
            crc32,
            size,
            offset: self.written,
        });
        self.written += header.0.len() as u64 + size;
        header.0
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
        let Self {
            name,
            crc32,
            size,
            offset,
        } = self;
        let extra = Extra::of(&[*size, *size, *offset]);
        let version = if extra.is_empty() {
            VERSION
        } else {
            VERSION_64
        };
        directory
            .bytes(b"PK\x01\x02")
            .u16(MADE_BY_UNIX | VERSION_64)
            .u16(version);
        directory.u16(FLAGS).u16(0).u16(TIME).u16(DATE).u32(*crc32);
        directory.u32(narrow(*size)).u32(narrow(*size));
        directory
            .len16(name.len())
            .len16(extra.0.len())
            .u16(0)
            .u16(0)
            .u16(0);
        directory.u32(ATTRIBUTES).u32(narrow(*offset));
        directory.bytes(name.as_bytes()).bytes(&extra.0);
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

/// The zip64 extra block: the values, in their fixed order, that do not fit their places.
struct Extra(Vec<u8>);

impl Extra {
    fn of(values: &[u64]) -> Self {
        let wide: Vec<u64> = values
            .iter()
            .copied()
            .filter(|&value| narrow(value) == ALL_ONES)
            .collect();
        let mut record = Record(Vec::new());
        if !wide.is_empty() {
            record.u16(1).len16(wide.len() * 8);
        }
        for value in wide {
            record.u64(value);
        }
        Self(record.0)
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
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
