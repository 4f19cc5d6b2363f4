//! What the DICOM standard says, as data: written once, read by every room above.
//!
//! In comes a UID, a tag or a term; out comes the row that the standard has for it, or nothing. What follows from a row is
//! the matter of the rooms above. Never: a rule of this program's own; anything of another room; a guess where the standard
//! says nothing.
//!
//! | file | what of the standard |
//! |---|---|
//! | [`sop_class`] | storage SOP classes (PS3.4 B.5) |
//! | [`transfer_syntax`] | transfer syntaxes (PS3.6 Table A-1) |

pub mod sop_class;
pub mod transfer_syntax;
