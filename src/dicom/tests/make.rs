//! Files made byte by byte, well-formed or not.

use std::rc::Rc;

use dicom_core::VR;

use crate::dicom::encoding::{Encoding, has_long_length, swap_words, word_length};
use crate::dicom::{Instance, MemorySource, ReadError, TransferSyntax, read};

pub const UNDEFINED: u32 = u32::MAX;
pub const CT: &[u8] = b"1.2.840.10008.5.1.4.1.1.2\0";

/// A data set in the making.
#[derive(Clone)]
pub struct Maker {
    pub encoding: Encoding,
    pub bytes: Vec<u8>,
}

impl Maker {
    pub fn new(encoding: Encoding) -> Self {
        Self {
            encoding,
            bytes: Vec::new(),
        }
    }

    pub fn explicit() -> Self {
        Self::new(Encoding::ExplicitLittle)
    }

    /// An element whose value is given in little endian words.
    pub fn put(mut self, (group, element): (u16, u16), vr: VR, value: &[u8]) -> Self {
        self = self.head((group, element), vr, value.len() as u32);
        let mut value = value.to_vec();
        if self.encoding.is_big() {
            swap_words(&mut value, word_length(vr));
        }
        self.raw(&value)
    }

    /// Tag, VR and length, whatever follows.
    pub fn head(mut self, (group, element): (u16, u16), vr: VR, length: u32) -> Self {
        self.u16(group);
        self.u16(element);
        if self.encoding.is_explicit() {
            self.bytes.extend_from_slice(vr.to_string().as_bytes());
            if !has_long_length(vr) {
                self.u16(length as u16);
                return self;
            }
            self.bytes.extend_from_slice(&[0, 0]);
        }
        self.u32(length);
        self
    }

    /// An item of known or unknown length, a delimiter.
    pub fn item(mut self, element: u16, length: u32) -> Self {
        self.u16(0xFFFE);
        self.u16(element);
        self.u32(length);
        self
    }

    pub fn raw(mut self, bytes: &[u8]) -> Self {
        self.bytes.extend_from_slice(bytes);
        self
    }

    fn u16(&mut self, value: u16) {
        let bytes = if self.encoding.is_big() {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        };
        self.bytes.extend_from_slice(&bytes);
    }

    fn u32(&mut self, value: u32) {
        let bytes = if self.encoding.is_big() {
            value.to_be_bytes()
        } else {
            value.to_le_bytes()
        };
        self.bytes.extend_from_slice(&bytes);
    }

    /// The attributes of a 2 × 2 image of 16 bits before its pixels.
    pub fn image(self) -> Self {
        self.put((0x0008, 0x0016), VR::UI, CT)
            .put((0x0008, 0x0018), VR::UI, b"1.2.3.4\0")
            .put((0x0010, 0x0010), VR::PN, b"Doe^John")
            .put((0x0028, 0x0002), VR::US, &[1, 0])
            .put((0x0028, 0x0004), VR::CS, b"MONOCHROME2 ")
            .put((0x0028, 0x0010), VR::US, &[2, 0])
            .put((0x0028, 0x0011), VR::US, &[2, 0])
            .put((0x0028, 0x0100), VR::US, &[16, 0])
            .put((0x0028, 0x0103), VR::US, &[0, 0])
    }

    /// Native pixels of that image.
    pub fn pixels(self) -> Self {
        self.put((0x7FE0, 0x0010), VR::OW, &[1, 2, 3, 4, 5, 6, 7, 8])
    }

    /// A Part 10 file of it.
    pub fn file(&self, transfer_syntax: &str) -> Vec<u8> {
        part_10(&meta(transfer_syntax), &self.bytes)
    }
}

/// Group 2 without its group length.
pub fn meta(transfer_syntax: &str) -> Vec<u8> {
    let mut uid = transfer_syntax.as_bytes().to_vec();
    if uid.len() % 2 == 1 {
        uid.push(0);
    }
    Maker::explicit().put((0x0002, 0x0010), VR::UI, &uid).bytes
}

/// Preamble, `DICM`, group length, the rest.
pub fn part_10(meta: &[u8], data_set: &[u8]) -> Vec<u8> {
    let length = (meta.len() as u32).to_le_bytes();
    let start =
        Maker::explicit()
            .raw(&[0; 128])
            .raw(b"DICM")
            .put((0x0002, 0x0000), VR::UL, &length);
    start.raw(meta).raw(data_set).bytes
}

pub fn open(bytes: &[u8]) -> Result<Instance, ReadError> {
    read(Rc::new(MemorySource::new(bytes)))
}

/// A small image in each native encoding.
pub fn natives() -> Vec<(Encoding, Vec<u8>)> {
    let native = |encoding: Encoding| {
        (
            encoding,
            Maker::new(encoding)
                .image()
                .pixels()
                .file(&encoding.native_syntax().uid),
        )
    };
    Encoding::ALL.map(native).to_vec()
}

/// A compressed image of two frames in three fragments, the last one of odd length.
pub fn encapsulated(table: &[u8]) -> Vec<u8> {
    Maker::explicit()
        .image()
        .head((0x7FE0, 0x0010), VR::OB, UNDEFINED)
        .item(0xE000, table.len() as u32)
        .raw(table)
        .item(0xE000, 4)
        .raw(&[0xFF, 0xD8, 0xFF, 1])
        .item(0xE000, 2)
        .raw(&[2, 3])
        .item(0xE000, 6)
        .raw(&[0xFF, 0xD8, 0xFF, 4, 5, 6])
        .item(0xE0DD, 0)
        .put((0xFFFC, 0xFFFC), VR::OB, &[0; 4])
        .file(TransferSyntax::JPEG_BASELINE)
}
