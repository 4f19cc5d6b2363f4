//! Marks for slides, in words.

use darkroom::catalogue::{Catalogue, InstanceId};

/// `Case 1 (CASE-7K2MQ9XT), Chest, image 12`: what a mark is of, on screen only; `frame` is from 0, none for a film. `case`
/// says what a patient is called.
pub fn named(
    catalogue: &Catalogue,
    (image, frame): (InstanceId, Option<u32>),
    case: impl FnOnce(usize) -> String,
) -> String {
    let series = catalogue.series_of(image);
    let series = series.and_then(|id| catalogue.series.get(id));
    let Some(series) = series else {
        return "A picture".into();
    };
    let shape = catalogue.summary(image).and_then(|summary| summary.image);
    let frames = shape.map_or(1, |shape| shape.frames);
    let place = series.instances.iter().position(|id| *id == image);
    let number = place.map_or(1, |place| place.saturating_add(1));
    let many = series.instances.len() > 1;
    let start = format!("{}, {}", case(series.patient), series.description);
    let picture = match frame {
        Some(frame) if frames > 1 && many => {
            format!(", image {number}, frame {}", frame.saturating_add(1))
        }
        Some(frame) if frames > 1 => format!(", frame {}", frame.saturating_add(1)),
        Some(_) if many => format!(", image {number}"),
        Some(_) => String::new(),
        None if frames > 1 && many => format!(", image {number}, as a film"),
        None => ", as a film".into(),
    };
    format!("{start}{picture}")
}
