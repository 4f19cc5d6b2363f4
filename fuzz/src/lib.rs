//! Fuzzing Darkroom: hostile bytes in, and what must hold of whatever comes out.
//!
//! [`head`] a few bytes become the header of a picture, the rest its pixel bytes · [`checks`] what must hold of it ·
//! [`guard`] which panics end a search, and how much memory an input may take · [`targets`] one function for each
//! file of `fuzz_targets`.

pub mod checks;
pub mod guard;
pub mod head;
pub mod targets;
