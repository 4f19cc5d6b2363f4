//! Texts of documents, besides their bytes as they stand: what is packed in a PDF, strings of PostScript, markup and
//! RTF without their orders.
//!
//! In come the bytes of a file or an attribute; out come texts, each as UTF-8 or as the document's own bytes. Nothing
//! is laid out: strings are joined as they follow one another, with and without what stands between them.

mod form;
mod pdf;
mod words;

use words::{without_orders, without_tags};

/// The largest document that is gone into; larger ones are said to be closed.
pub const LARGEST: u64 = 256 << 20;

/// Why a document can't be gone into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    Encrypted,
    /// It is packed in a way that isn't known here, or damaged.
    Packed,
    TooLarge,
    /// Something packed in a way that nothing here opens, or bytes behind its end.
    Archive,
}

impl Closed {
    pub fn words(self) -> &'static str {
        match self {
            Self::Encrypted => "it is an encrypted document",
            Self::Packed => "parts of the document can’t be unpacked",
            Self::TooLarge => "the document is too large to be searched",
            Self::Archive => "something in it is packed, or follows its end, and can’t be opened",
        }
    }
}

/// Calls `each` with every text.
pub fn texts(bytes: &[u8], each: &mut dyn FnMut(&[u8])) -> Result<(), Closed> {
    let told = match pdf::is_one(bytes) {
        true => pdf::texts(bytes, each),
        false => {
            plain_texts(bytes, each);
            Ok(())
        }
    };
    match form::carries_more(bytes) {
        true => told.and(Err(Closed::Archive)),
        false => told,
    }
}

fn plain_texts(bytes: &[u8], each: &mut dyn FnMut(&[u8])) {
    // In an attribute of even length a zero may follow.
    let text = bytes.strip_suffix(b"\0").unwrap_or(bytes);
    if text.contains(&b'<') && text.contains(&b'>') && is_text(text) {
        each(&without_tags(text));
    }
    if text.starts_with(b"{\\rtf") {
        each(&without_orders(text));
    }
    if text.starts_with(b"%!PS") {
        pdf::strings(text, each);
    }
}

/// Whether a file that begins so is a document that is packed.
pub fn is_packed(start: &[u8]) -> bool {
    pdf::is_one(start)
}

/// Whether bytes are plain text.
pub fn is_text(bytes: &[u8]) -> bool {
    let is_control =
        |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B);
    !bytes.iter().any(is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_tags_part_is_one() {
        let mut found = Vec::new();
        let bytes = b"<w:t>Qui</w:t><w:t>xby</w:t>";
        texts(bytes, &mut |text| found.push(text.to_vec())).unwrap();
        assert_eq!(found, [b"Quixby"]);
        assert!(is_text(b"a\nb") && !is_text(b"a\0b"));
    }

    #[test]
    fn samples_are_no_markup() {
        let mut found = 0;
        let samples: Vec<u8> = (0..=255).collect();
        texts(&samples, &mut |_| found += 1).unwrap();
        texts(b"<a>b</a>\0", &mut |_| found += 10).unwrap();
        assert_eq!(found, 10);
    }
}
