//! The door that every text passes: what is known to be harmless stays, everything else goes.
//!
//! In comes a text in any script and what identifies this patient; out comes ASCII text made of words of the
//! vocabulary, numbers in patterns of imaging, and the punctuation between words that stood side by side. Never: a
//! word that is not in the vocabulary, a number of which nobody can say what it counts, anything that matches a
//! pattern of a person ([`patterns`]).
//!
//! Dates are moved or kept as the policy has it, and go with the word that leads to them where that is a birth.
//!
//! A word of the vocabulary that is also part of a name in this header goes, with one exception: a body part that
//! stands first after a modality (`CT head`, `MRI brain with contrast`). `Scan Short`, `Pelvis Head`, `report for
//! Head` and `Head Short` lose theirs: anywhere else a family name is written just so.
//!
//! | file | job |
//! |---|---|
//! | `free_text` | cleans one text: phrases, each word by itself, its neighbours |
//! | `phrases` | what is read before words |
//! | `cleaner` | what a word's neighbours decide; what is left, joined |
//! | `people` | names behind titles, roles and other leads; two names side by side; places |
//! | `meaning` | negations go with what they deny |
//! | `tokens` | words and the gaps between them |
//! | `vocabulary` | which words are known, and of what |
//! | `shapes` | letters and digits in the shapes of imaging |
//! | `formed` | words that are made of known ones, with prefixes and endings |
//! | `glued` | words, numbers and units that are written as one |
//! | `misspelt` | technical words with a letter wrong, or cut |
//! | `technical` | names of devices, versions, sequences and kernels |
//! | `patterns` | what says who somebody is |
//! | `dates` | dates in words and digits |
//! | `lists` | short lists of words, looked up |
//! | `judged` | texts that were judged before |
//! | `fold`, `normal` | letters without case and accents; text in its normal form |
//! | `earlier` | what another tool said of an earlier cleaning |
//! | `wording` | what a person decided about words |
//! | [`plain_line`](mod@plain_line) | what people type to be printed |

mod cleaner;
mod dates;
pub(in crate::deid) mod earlier;
mod fold;
mod formed;
mod free_text;
mod glued;
mod judged;
mod lists;
mod meaning;
mod misspelt;
mod normal;
pub(crate) mod patterns;
mod people;
mod phrases;
pub mod plain_line;
mod shapes;
mod technical;
mod tokens;
mod vocabulary;
mod wording;

pub use fold::fold;
pub use free_text::{About, FreeText};
pub use judged::Judged;
pub use normal::normal;
pub use vocabulary::{is_known_word, is_of_a_device};
pub(crate) use vocabulary::{is_word, protocol_words};
pub use wording::{Wording, WordingCounts};

#[cfg(test)]
mod tests;
