//! Looking, for tests.

use super::counts::Fate;
use super::history::Review;
use super::reach::frame_region;
use crate::catalogue::{Catalogue, InstanceId, SeriesId};

/// Has every frame of a series on screen as it is painted now.
pub(crate) fn look(review: &mut Review, catalogue: &Catalogue, series: SeriesId) {
    let instances = catalogue
        .series(series)
        .map(|series| series.instances.clone());
    for image in instances.into_iter().flatten() {
        let Some(shape) = catalogue.summary(image).and_then(|summary| summary.image) else {
            continue;
        };
        for frame in 0..shape.frames.max(1) {
            let on = |region: &super::Region| {
                let found = frame_region(catalogue, region, region.reach, image)?;
                found.frames.contains(frame).then_some(found.rect)
            };
            let black: Vec<_> = review.regions().iter().filter_map(on).collect();
            review.saw(&[(image, frame, frame)], &black);
        }
    }
}

/// The same, and says that nothing identifying is shown.
pub(crate) fn look_and_clear(review: &mut Review, catalogue: &Catalogue, series: &[SeriesId]) {
    series.iter().for_each(|id| look(review, catalogue, *id));
    assert!(review.clear(catalogue, series), "every frame was seen");
}

/// What may be tried.
pub(crate) fn waiting(review: &Review, catalogue: &Catalogue) -> Vec<InstanceId> {
    let all = 0..catalogue.items.len();
    all.filter(|&id| review.fate(catalogue, id) == Fate::Waiting)
        .collect()
}
