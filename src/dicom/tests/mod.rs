//! Reading and writing whole files, made here byte by byte.

mod hostile;
mod lengths;
mod leniency;
pub mod make;
mod places;
mod round_trip;
mod unstated;
