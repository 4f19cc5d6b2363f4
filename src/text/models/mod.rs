//! A detector and a reader of text that were trained (PP-OCRv6, tiny): ONNX files, run by `rten`.
//!
//! In come the bytes of both; out comes what finds lines and reads them. Built in by the feature `text-models`; without
//! it there can be no [`Models`], and the classical search is all.

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

/// A detector and a reader; there is none where nothing can run them.
#[cfg(not(feature = "text-models"))]
#[derive(Debug)]
pub enum Models {}

#[cfg(not(feature = "text-models"))]
impl Models {
    /// Nothing here runs models: [`ModelError::NotBuiltIn`].
    pub fn load(_detector: &[u8], _reader: &[u8]) -> Result<Self, ModelError> {
        Err(ModelError::NotBuiltIn)
    }
}
