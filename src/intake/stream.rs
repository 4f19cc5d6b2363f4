//! A source as a stream, for decoders that read from front to back.

use std::io::{self, BufRead, Read, Seek, SeekFrom};

use crate::dicom::Source;

/// Bytes read at a time.
const CHUNK: usize = 64 << 10;

/// Reads a source in chunks from wherever it stands.
pub struct SourceReader<'a> {
    source: &'a dyn Source,
    at: u64,
    /// What was read last, and how much of it is left to give.
    chunk: Vec<u8>,
    given: usize,
}

impl<'a> SourceReader<'a> {
    pub fn new(source: &'a dyn Source) -> Self {
        Self {
            source,
            at: 0,
            chunk: Vec::new(),
            given: 0,
        }
    }

    /// Where the next byte that is given lies.
    pub fn position(&self) -> u64 {
        self.at - (self.chunk.len() - self.given) as u64
    }
}

impl BufRead for SourceReader<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.given >= self.chunk.len() {
            let left = self.source.len().saturating_sub(self.at);
            let count = usize::try_from(left).unwrap_or(usize::MAX).min(CHUNK);
            if count == 0 {
                return Ok(&[]);
            }
            self.chunk.resize(count, 0);
            self.given = count;
            self.source
                .read_at(self.at, &mut self.chunk)
                .map_err(io::Error::other)?;
            self.given = 0;
            self.at += count as u64;
        }
        Ok(self.chunk.get(self.given..).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.given = self.given.saturating_add(count).min(self.chunk.len());
    }
}

impl Read for SourceReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut chunk = self.fill_buf()?;
        let count = chunk.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

impl Seek for SourceReader<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let to = match to {
            SeekFrom::Start(at) => Some(at),
            SeekFrom::End(by) => self.source.len().checked_add_signed(by),
            SeekFrom::Current(by) => self.position().checked_add_signed(by),
        };
        let to = to.ok_or(io::ErrorKind::InvalidInput)?;
        let ahead = to.checked_sub(self.position());
        match ahead.and_then(|ahead| usize::try_from(ahead).ok()) {
            Some(ahead) if ahead <= self.chunk.len() - self.given => self.given += ahead,
            _ => {
                self.chunk.clear();
                self.given = 0;
                self.at = to;
            }
        }
        Ok(to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::MemorySource;

    #[test]
    fn a_source_is_read_from_wherever_it_is_sought() {
        let bytes: Vec<u8> = (0..200_000u32).map(|at| (at % 253) as u8).collect();
        let source = MemorySource::new(bytes.clone());
        let mut reader = SourceReader::new(&source);
        let mut all = Vec::new();
        reader.read_to_end(&mut all).unwrap();
        assert_eq!(all, bytes);
        for at in [0, 5, 70_000, 69_999, 199_999, 3] {
            assert_eq!(reader.seek(SeekFrom::Start(at)).unwrap(), at);
            let mut byte = [0];
            reader.read_exact(&mut byte).unwrap();
            assert_eq!(byte[0], bytes[at as usize]);
            assert_eq!(reader.stream_position().unwrap(), at + 1);
        }
        assert_eq!(reader.seek(SeekFrom::End(-1)).unwrap(), 199_999);
        assert_eq!(reader.seek(SeekFrom::Current(5)).unwrap(), 200_004);
        assert_eq!(reader.read(&mut [0]).unwrap(), 0);
        assert!(reader.seek(SeekFrom::Current(-300_000)).is_err());
    }
}
