//! A second look at a collection: whether it is what was delivered, and what of the originals can still be found in it.
//!
//! In come places and sources of the files that lie on a drive or in a zip, and, where there are some, the originals;
//! out comes a [`Report`]: what is missing, added, changed or doubled by the certificates that lie there, and findings
//! by place and attribute. Every file is read as deep as [`crate::intake`] opens containers; what can't be opened is
//! said, and never taken for good. The command and the page use the same code.
//!
//! | file | job |
//! |---|---|
//! | `delivery` | certificates and checksums as they lie there, and where they contradict themselves |
//! | `form` | whether these are in the form in which this program writes them |
//! | `originals` | what the originals say, and which of them an output was made of |
//! | `look` | one file of the collection, and every file in it |
//! | `glance` | what is searched in one file |
//! | `chance` | what says nothing, or anything by chance, and is not searched |
//! | `account` | whether all bytes of a cleaned file are accounted for |
//! | `document` | texts of documents: PDF, markup, RTF, PostScript |
//! | `places` | places of our own form, and what systems leave beside files |
//! | `bound` | files against certificates |
//! | `rules` | by which rules what lies there was made |
//! | `report` | what is told, and in which words |
//! | [`mod@check`] | all of it, one file after the other |
//!
//! Never: a value of an original appears in a report; a file is written.

mod account;
mod bound;
mod chance;
pub mod check;
mod delivery;
mod document;
mod form;
mod glance;
mod look;
mod originals;
mod places;
pub mod report;
mod rules;

pub use check::check;
pub use delivery::{Deliveries, Delivery, Expected, PaperFile, papers};
pub use look::{Look, Thing};
pub use originals::{Links, Originals, Ready};
pub use report::{Report, Verdict};
pub use rules::KeptBy;
