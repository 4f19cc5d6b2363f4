//! What a delivery sets out to write: every image that was not deleted, in the order of the zip.

use crate::catalogue::{Catalogue, InstanceId};
use crate::deliver::Layout;
use crate::review::{Review, SeriesState};

/// An image to deliver.
#[derive(Clone)]
pub struct Entry {
    pub instance: InstanceId,
    /// Its name in the zip.
    pub name: String,
    /// In bytes, of the original.
    pub size: u64,
    /// Index in the catalogue.
    pub patient: usize,
    /// Whether a person has looked at its series.
    pub looked_at: bool,
}

/// What may leave, in the order of the zip.
pub fn plan(catalogue: &Catalogue, review: &Review, layout: &Layout) -> Vec<Entry> {
    let is_decided = |id| {
        matches!(
            review.state(catalogue, id),
            SeriesState::Cleared | SeriesState::Redacted
        )
    };
    let looked_at: Vec<bool> = (0..catalogue.series.len()).map(is_decided).collect();
    let entry = |instance| {
        let series = catalogue.series_of(instance)?;
        Some(Entry {
            instance,
            name: layout.name(instance)?,
            size: catalogue.item(instance)?.size,
            patient: catalogue.series(series)?.patient,
            looked_at: looked_at.get(series).copied().unwrap_or(false),
        })
    };
    review
        .to_clean(catalogue)
        .into_iter()
        .filter_map(entry)
        .collect()
}
