//! One instance and its order in, one [`Cleaned`] or the reason it is held out: the only place where header, pixels
//! and verification meet. No I/O beyond the [`crate::dicom::Source`] it is given.

pub mod held;

pub use held::HeldReason;

/// A cleaned instance: the only thing that can be delivered, and only this room makes it.
pub struct Cleaned {
    parts: Vec<crate::dicom::Part>,
}

impl Cleaned {
    /// The file's bytes in order; ranges refer to the instance's body.
    pub fn parts(&self) -> &[crate::dicom::Part] {
        &self.parts
    }
}
