//! Rectangles for all images of a series that are like one of them.

use super::outside::outside;
use super::reach::{Reach, same_size};
use crate::catalogue::{Catalogue, InstanceId};
use crate::pixels::Rect;

/// A rectangle to paint: how far, and where it is drawn.
pub type Drawn = (Rect, Reach, InstanceId, u32);

/// Rectangles drawn on an image, for its series: with the reach of the series where all images are of one size, else
/// on each image of this size by itself, since on another size they lie somewhere else.
pub fn on_series(catalogue: &Catalogue, instance: InstanceId, rects: &[Rect]) -> Vec<Drawn> {
    let images = pictures(catalogue, instance);
    let one_size = images
        .iter()
        .all(|&other| same_size(catalogue, instance, other));
    if one_size {
        return rects
            .iter()
            .map(|&rect| (rect, Reach::Series, instance, 0))
            .collect();
    }
    let alike = images
        .into_iter()
        .filter(|&other| same_size(catalogue, instance, other));
    alike
        .flat_map(|other| {
            rects
                .iter()
                .map(move |&rect| (rect, Reach::Image, other, 0))
        })
        .collect()
}

/// All that lies outside the scan areas which the files of a series name, for the series of an image: once for all
/// where all images name the same, else on each image by its own, and not on those that name none.
pub fn outside_scan_areas(catalogue: &Catalogue, instance: InstanceId) -> Vec<Drawn> {
    let around = |instance| {
        let summary = catalogue.summary(instance)?;
        let shape = summary.image?;
        (!summary.scan_areas.is_empty())
            .then(|| outside(&summary.scan_areas, shape.columns, shape.rows))
    };
    let Some(here) = around(instance).filter(|rects| !rects.is_empty()) else {
        return Vec::new();
    };
    let images = pictures(catalogue, instance);
    if images
        .iter()
        .all(|&other| around(other).as_ref() == Some(&here))
    {
        return on_series(catalogue, instance, &here);
    }
    images
        .into_iter()
        .flat_map(|other| {
            around(other)
                .into_iter()
                .flatten()
                .map(move |rect| (rect, Reach::Image, other, 0))
        })
        .collect()
}

/// The images of an image's series.
fn pictures(catalogue: &Catalogue, instance: InstanceId) -> Vec<InstanceId> {
    let series = catalogue
        .series_of(instance)
        .and_then(|id| catalogue.series(id));
    let Some(series) = series else {
        return vec![instance];
    };
    let has_picture = |id: &InstanceId| catalogue.summary(*id).is_some_and(|it| it.image.is_some());
    series
        .instances
        .iter()
        .copied()
        .filter(has_picture)
        .collect()
}
