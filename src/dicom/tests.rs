//! Reading and writing whole files, made here byte by byte.

mod hostile;
mod leniency;
mod make;
mod places;
mod round_trip;
