//! Texts that would leave, of a batch of images of one case.

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::instance;
use crate::protocol::FileKey;
use darkroom::clean::{self, Order};
use darkroom::deid::leaving::LeavingText;
use darkroom::deid::{Pseudonyms, Secret, Wording};
use darkroom::dicom::Source;
use darkroom::intake::Locator;

/// A text of some images of a batch.
#[derive(Serialize, Deserialize)]
pub struct BatchText {
    pub text: LeavingText,
    /// The images of the batch that have it, one bit for each.
    pub images: u32,
}

/// The texts of one image, and whether the second reading has something against what these decisions about words change.
/// `None` if the file can't be read: it will be held.
pub fn texts(
    (file, source): (FileKey, Rc<dyn Source>),
    locator: &Locator,
    order: &Order,
    secret: [u8; 32],
    before: Option<&Wording>,
) -> Option<(Vec<LeavingText>, bool)> {
    let pseudonyms = Pseudonyms::new(&Secret::from_bytes(secret));
    let instance = instance(file, source, locator).ok()?;
    let found = before.is_some_and(|before| {
        clean::texts::are_found_again(&instance, order, before, &pseudonyms).unwrap_or(true)
    });
    Some((clean::texts::texts(&instance, order, &pseudonyms), found))
}

/// The texts of a batch as they travel, each once; of at most 32 images.
pub fn written(batch: Vec<(u32, Vec<LeavingText>)>) -> Vec<u8> {
    let mut all: BTreeMap<LeavingText, u32> = BTreeMap::new();
    for (at, texts) in batch {
        let bit = 1_u32.checked_shl(at).unwrap_or_default();
        for text in texts {
            *all.entry(text).or_default() |= bit;
        }
    }
    let all = all.into_iter();
    let all: Vec<BatchText> = all
        .map(|(text, images)| BatchText { text, images })
        .collect();
    // Texts always have a JSON form.
    serde_json::to_vec(&all).unwrap_or_default()
}

/// Texts as [`written`] wrote them.
pub fn read_texts(bytes: &[u8]) -> Option<Vec<BatchText>> {
    serde_json::from_slice(bytes).ok()
}
