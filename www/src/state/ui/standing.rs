//! What of the glance series has been seen.

use darkroom::catalogue::{Catalogue, SeriesId};
use darkroom::review::Review;

/// How things stand with the glance series.
#[derive(Clone, Default, PartialEq)]
pub struct Standing {
    /// Nothing of them is left to be seen.
    pub ready: Vec<SeriesId>,
    /// Images of those.
    pub images: usize,
    /// Series of which something is.
    pub waiting: usize,
}

impl Standing {
    /// As it is for these.
    pub fn of(catalogue: &Catalogue, review: &Review, glance: &[SeriesId]) -> Self {
        let mut standing = Self::default();
        for &id in glance {
            match review.unseen(catalogue, id).is_none() {
                true => {
                    standing.images += images_of(catalogue, id);
                    standing.ready.push(id);
                }
                false => standing.waiting += 1,
            }
        }
        standing
    }
}

/// How many images a series has.
pub fn images_of(catalogue: &Catalogue, id: SeriesId) -> usize {
    catalogue
        .series(id)
        .map_or(0, |series| series.instances.len())
}
