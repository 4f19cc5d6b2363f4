//! What the DICOM standard says, as data: written once, read by every room above.
//!
//! In comes a UID, a tag or a term; out comes the row that the standard has for it, or nothing. What follows from a
//! row is the matter of the rooms above. Never: a rule of this program's own; anything of another room; a guess where
//! the standard says nothing.
//!
//! | file | what of the standard |
//! |---|---|
//! | `dictionary`, `multiplicity` | what an attribute is called, its VR, how many values it may have (PS3.6) |
//! | `enumerations` | the values of code strings (PS3.3) |
//! | `record_type` | directory records of a DICOMDIR (PS3.3 Annex F) |
//! | `required` | what PS3.3 requires of each kind of object |
//! | [`profile`] | Table E.1-1 of PS3.15, row by row, and its names (PS3.16 CID 7050) |
//! | `attribute_types` | what its compound codes come to, by the attribute types of PS3.3 |
//! | `safe_private` | private attributes that are safe (PS3.15 Table E.3.10-1) |
//! | `sop_class` | storage SOP classes (PS3.4 B.5) |
//! | `tags` | tags without a constant in dicom-rs |
//! | [`transfer_syntax`] | transfer syntaxes (PS3.6 Table A-1) |
//! | `uids` | every UID that the standard registers (PS3.6 Annex A) |
//! | `rows` | how the tables are written |

pub(crate) mod attribute_types;
pub(crate) mod dictionary;
pub(crate) mod enumerations;
pub(crate) mod multiplicity;
pub mod profile;
pub(crate) mod record_type;
pub(crate) mod required;
pub(crate) mod rows;
pub(crate) mod safe_private;
pub(crate) mod sop_class;
pub(crate) mod tags;
pub mod transfer_syntax;
pub(crate) mod uids;

#[cfg(test)]
mod tests;
