//! A detector and a reader of text that were trained (PP-OCRv6, tiny): ONNX files, run by `rten`.
//!
//! In come the bytes of both; out comes what finds lines and reads them. Built in by the feature `text-models`; without
//! it there can be no [`Models`], and the classical search is all.
//!
//! | file | job |
//! |---|---|
//! | `network` | one model: loaded, and run on numbers |
//! | `tiles` | a picture in tiles, each searched once |
//! | `detector` | how likely each pixel is part of a line, and the lines that these make |
//! | `crop` | a line cut out of its picture, upright or turned |
//! | `reader` | what a line says |

#[cfg(feature = "text-models")]
mod crop;
#[cfg(feature = "text-models")]
mod detector;
#[cfg(feature = "text-models")]
mod network;
#[cfg(feature = "text-models")]
mod reader;
#[cfg(feature = "text-models")]
mod tiles;

#[cfg(feature = "text-models")]
pub(super) use detector::Detector;
#[cfg(feature = "text-models")]
pub(super) use reader::Reader;

/// Why models could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// This program was built without what runs them.
    #[error("this Darkroom was built without what reads text")]
    NotBuiltIn,
    /// The bytes are no model of the kind.
    #[error("the {0} is no model that can be used here")]
    Unusable(&'static str),
}

/// A detector and a reader.
#[cfg(feature = "text-models")]
#[derive(Debug)]
pub struct Models {
    pub(super) detector: Detector,
    pub(super) reader: Reader,
}

/// A detector and a reader: here nothing can run them, so there is none.
#[cfg(not(feature = "text-models"))]
#[derive(Debug)]
pub enum Models {}

impl Models {
    /// Makes both ready; the reader brings the letters that it knows.
    #[cfg(feature = "text-models")]
    pub fn load(detector: &[u8], reader: &[u8]) -> Result<Self, ModelError> {
        Ok(Self {
            detector: Detector::load(detector)?,
            reader: Reader::load(reader)?,
        })
    }

    /// Nothing here runs models: [`ModelError::NotBuiltIn`].
    #[cfg(not(feature = "text-models"))]
    pub fn load(_detector: &[u8], _reader: &[u8]) -> Result<Self, ModelError> {
        Err(ModelError::NotBuiltIn)
    }
}

#[cfg(all(test, feature = "text-models"))]
mod tests;
