//! What can be done in the page: each function takes the [`crate::state::Session`] or the [`crate::state::ui::Ui`],
//! asks the workers where it has to, and changes what is remembered. Knows no view.
//!
//! | file | job |
//! |---|---|
//! | [`intake`], [`store`] | dropped files: found, examined, held as handles |
//! | [`rules`], [`changes`] | rules as files and built into the page; what they make of an image |
//! | [`pictures`], [`projections`], `cache`, [`digests`] | frames, thumbnails, many frames laid over one another, digests |
//! | [`decisions`], [`navigation`], [`surface`] | what a person decides; where they go; what they draw on |
//! | [`burned_in`], [`proposals`] | burned-in text, searched while nobody waits; what is proposed to be painted |
//! | [`slides`] | pictures that are marked for slides |
//! | [`linking`] | the session's secret, and the linking key |
//! | [`case_list`], [`permission`] | the list for the PACS manager; the record of permission |
//! | [`naming`] | what the collection is called |
//! | [`ruled`] | what the browser's settings forbid, as it comes to light |
//! | [`this_browser`] | what this browser allows, tried and asked |
//! | [`wording`] | the texts that leave, and what is decided about them |
//! | [`checking`] | a second look at what was delivered |
//! | [`clock`] | the day and the time in names |

pub mod burned_in;
mod cache;
pub mod case_list;
pub mod changes;
pub mod checking;
pub mod clock;
pub mod decisions;
pub mod digests;
pub mod intake;
pub mod linking;
pub mod naming;
pub mod navigation;
pub mod permission;
pub mod pictures;
pub mod projections;
pub mod proposals;
pub mod ruled;
pub mod rules;
pub mod slides;
pub mod store;
pub mod surface;
pub mod this_browser;
pub mod wording;
