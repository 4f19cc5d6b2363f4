//! Pictures as they travel: a head in the message, the samples beside it as bytes.

use serde::{Deserialize, Serialize};

use darkroom::pixels::frame::le_bytes;
use darkroom::pixels::glare::Glare;
use darkroom::pixels::projection::{Gathered, Kind, Projection};
use darkroom::pixels::{Colours, Grid, Picture, Samples, Window};

/// A [`Picture`] without its samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PictureHead {
    columns: u32,
    rows: u32,
    grey: Option<(f64, f64, bool)>,
    windows: Vec<Window>,
    colours: Option<Colours>,
    grid: Option<Grid>,
    /// The overlay's bits follow the samples.
    overlay: bool,
}

/// A [`Gathered`] without its samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProjectedHead {
    projection: Option<(Kind, Glare, u32, PictureHead, PictureHead)>,
    failed: u32,
    unlike: u32,
}

/// Parts a picture into what travels as a message and what travels as bytes.
pub fn split_picture(picture: Picture) -> (PictureHead, Vec<u8>) {
    let Picture {
        columns,
        rows,
        samples,
        windows,
        colours,
        grid,
        overlay,
    } = picture;
    let (grey, mut bytes) = match samples {
        Samples::Grey {
            values,
            slope,
            intercept,
            inverted,
        } => (
            Some((slope, intercept, inverted)),
            le_bytes(&values, u16::to_le_bytes),
        ),
        Samples::Rgba(bytes) => (None, bytes),
    };
    bytes.extend(overlay.iter().flatten());
    (
        PictureHead {
            columns,
            rows,
            grey,
            windows,
            colours,
            grid,
            overlay: overlay.is_some(),
        },
        bytes,
    )
}

/// The picture again; `None` if the bytes are not as many as the picture's size says.
pub fn join_picture(head: PictureHead, mut bytes: Vec<u8>) -> Option<Picture> {
    let PictureHead {
        columns,
        rows,
        grey,
        windows,
        colours,
        grid,
        overlay,
    } = head;
    let pixels = (columns as usize).checked_mul(rows as usize)?;
    let samples = pixels.checked_mul(if grey.is_some() { 2 } else { 4 })?;
    let bits = if overlay { pixels.div_ceil(8) } else { 0 };
    if samples.checked_add(bits)? != bytes.len() {
        return None;
    }
    let overlay = overlay.then(|| bytes.split_off(samples));
    let samples = match grey {
        Some((slope, intercept, inverted)) => {
            let (pairs, _) = bytes.as_chunks::<2>();
            let values = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
            Samples::Grey {
                values,
                slope,
                intercept,
                inverted,
            }
        }
        None => Samples::Rgba(bytes),
    };
    Some(Picture {
        columns,
        rows,
        samples,
        windows,
        colours,
        grid,
        overlay,
    })
}

/// Parts what was gathered into what travels as a message and what travels as bytes.
pub fn split_gathered(gathered: Gathered) -> (ProjectedHead, Vec<Vec<u8>>) {
    let Gathered {
        projection,
        failed,
        unlike,
    } = gathered;
    let mut bytes = Vec::new();
    let mut split = |picture: Picture| {
        let (head, samples) = split_picture(picture);
        bytes.push(samples);
        head
    };
    let projection = projection.map(|projection| {
        let brightest = split(projection.brightest);
        let darkest = split(projection.darkest);
        (
            projection.kind,
            projection.glare,
            projection.frames,
            brightest,
            darkest,
        )
    });
    let head = ProjectedHead {
        projection,
        failed,
        unlike,
    };
    (head, bytes)
}

/// What was gathered again; `None` if bytes are missing.
pub fn join_gathered(head: ProjectedHead, bytes: Vec<Vec<u8>>) -> Option<Gathered> {
    let ProjectedHead {
        projection,
        failed,
        unlike,
    } = head;
    let mut bytes = bytes.into_iter();
    let projection = match projection {
        Some((kind, glare, frames, brightest, darkest)) => Some(Projection {
            kind,
            glare,
            frames,
            brightest: join_picture(brightest, bytes.next()?)?,
            darkest: join_picture(darkest, bytes.next()?)?,
        }),
        None => None,
    };
    Some(Gathered {
        projection,
        failed,
        unlike,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::grey;

    #[test]
    fn a_picture_with_an_overlay_arrives_as_it_left() {
        let mut picture = grey(3, 3, &[1, 2, 3, 4, 5, 6, 7, 8, 65_535]);
        picture.overlay = Some(vec![0b1, 0b1]);
        let (head, bytes) = split_picture(picture.clone());
        assert_eq!(bytes.len(), 9 * 2 + 2);
        assert_eq!(join_picture(head, bytes), Some(picture));
    }

    #[test]
    fn a_colour_picture_arrives_as_it_left() {
        let picture = Picture {
            samples: Samples::Rgba(vec![1, 2, 3, 255, 4, 5, 6, 255]),
            ..grey(2, 1, &[])
        };
        let (head, bytes) = split_picture(picture.clone());
        assert_eq!(join_picture(head, bytes), Some(picture));
    }

    #[test]
    fn what_was_gathered_without_a_projection_needs_no_bytes() {
        let gathered = Gathered {
            projection: None,
            failed: 3,
            unlike: 1,
        };
        let (head, bytes) = split_gathered(gathered);
        assert!(bytes.is_empty());
        let back = join_gathered(head, bytes).unwrap();
        assert_eq!((back.failed, back.unlike), (3, 1));
    }

    proptest! {
        #[test]
        fn half_a_picture_is_none(lost in 1_usize..18) {
            let (head, mut bytes) = split_picture(grey(3, 3, &[7; 9]));
            bytes.truncate(18 - lost);
            prop_assert_eq!(join_picture(head, bytes), None);
        }
    }
}
