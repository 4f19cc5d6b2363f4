//! What a worker is to search for burned-in text.

use serde::{Deserialize, Serialize};

use super::FileKey;
use darkroom::burned_in::Search;
use darkroom::clean::Mentions;
use darkroom::intake::Locator;

/// An instance, how much of it is searched, and what names its patient in any of their files.
#[derive(Clone, Serialize, Deserialize)]
pub struct ToSearch {
    pub file: FileKey,
    pub locator: Locator,
    pub search: Search,
    pub mentions: Mentions,
}
