//! Whether text on one of two pictures would be lost where both are laid over one another.
//!
//! Text is burned in at about the highest value a picture has. A picture of which a good part comes near its own
//! highest value (a flash, an empty page, a saturated background) glares: laid over text that is no brighter, it
//! leaves nothing of it in the brightest of both, and in the darkest a third picture takes it away.

use serde::{Deserialize, Serialize};

use super::picture::{Picture, Samples};

/// How near to the brightest, in parts of the picture's range.
const NEAR: f64 = 0.1;

/// The part of all pixels that must be near it. Text, bone and contrast medium fill less.
const SHARE: f64 = 0.2;

/// The part from which a picture is nothing but brightness. Between the two it may have text beside its bright part.
const BLANK: f64 = 0.9;

/// Brightness by colour channel, so that they add up to 1,000 (ITU-R BT.601).
const WEIGHTS: [u32; 3] = [299, 587, 114];

/// How bright pictures are that glare, and how bright text may be on those that do not. More is brighter, whatever the
/// photometric interpretation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Glare {
    /// The brightest level that a good part of one of them has.
    veil: Option<u32>,
    /// The same of those that are nothing but brightness.
    blank: Option<u32>,
    /// The darkest level that text may have on one that does not glare.
    text: Option<u32>,
    /// The same on one that glares in part. Another that glares in the same part leaves it in sight.
    beside: Option<u32>,
}

impl Glare {
    /// That of one picture.
    pub fn of(picture: &Picture) -> Self {
        match &picture.samples {
            Samples::Grey {
                values,
                slope,
                inverted,
                ..
            } => match (*slope >= 0.0) != *inverted {
                true => of_levels(values.iter().map(|&value| u32::from(value))),
                false => of_levels(values.iter().map(|&value| u32::from(u16::MAX - value))),
            },
            Samples::Rgba(bytes) => of_levels(bytes.as_chunks::<4>().0.iter().map(luma)),
        }
    }

    /// That of several pictures.
    pub fn with(self, other: Self) -> Self {
        Self {
            veil: self.veil.max(other.veil),
            blank: self.blank.max(other.blank),
            text: least(self.text, other.text),
            beside: least(self.beside, other.beside),
        }
    }

    /// Whether one of them would hide text on another.
    pub fn hides_text(self) -> bool {
        let hides = |veil: Option<u32>, text: Option<u32>| {
            veil.zip(text).is_some_and(|(veil, text)| veil >= text)
        };
        hides(self.veil, self.text) || hides(self.blank, self.beside)
    }
}

fn least(one: Option<u32>, other: Option<u32>) -> Option<u32> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        _ => one.or(other),
    }
}

fn luma([red, green, blue, _]: &[u8; 4]) -> u32 {
    let weighted = [red, green, blue].into_iter().zip(WEIGHTS);
    weighted
        .map(|(value, weight)| u32::from(*value) * weight)
        .sum()
}

fn of_levels(levels: impl Iterator<Item = u32> + Clone) -> Glare {
    let (Some(low), Some(high)) = (levels.clone().min(), levels.clone().max()) else {
        return Glare::default();
    };
    let near = high - (f64::from(high - low) * NEAR) as u32;
    let (mut crowd, mut all) = (0_u64, 0_u64);
    for level in levels {
        crowd += u64::from(level >= near);
        all += 1;
    }
    let share = crowd as f64 / all as f64;
    let when = |holds: bool| holds.then_some(near);
    Glare {
        veil: when(share > SHARE),
        blank: when(share > BLANK),
        text: when(share <= SHARE),
        beside: when(share > SHARE && share <= BLANK),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grey(values: Vec<u16>, inverted: bool) -> Picture {
        Picture {
            columns: values.len() as u32,
            rows: 1,
            samples: Samples::Grey {
                values,
                slope: 1.0,
                intercept: 0.0,
                inverted,
            },
            windows: Vec::new(),
            colours: None,
            grid: None,
            overlay: None,
        }
    }

    /// 100 pixels, of which so many are bright.
    fn with(bright: usize, level: u16) -> Vec<u16> {
        let mut values: Vec<u16> = (0..100).collect();
        values
            .iter_mut()
            .take(bright)
            .for_each(|value| *value = level);
        values
    }

    fn hides(one: &Picture, other: &Picture) -> bool {
        Glare::of(one).with(Glare::of(other)).hides_text()
    }

    #[test]
    fn a_flash_hides_text_and_text_does_not() {
        let text = grey(with(5, 250), false);
        assert!(hides(&text, &grey(with(30, 250), false)));
        assert!(hides(&grey(vec![255; 100], false), &text));
        assert!(!hides(&text, &grey(with(15, 250), false)));
        assert!(!hides(&text, &text));
    }

    #[test]
    fn a_flash_hides_text_beside_a_bright_field_and_another_such_field_does_not() {
        let field = grey(with(30, 250), false);
        assert!(hides(&grey(vec![255; 100], false), &field));
        assert!(!hides(&field, &field));
    }

    #[test]
    fn a_background_that_text_outshines_hides_nothing() {
        let text = grey(with(5, 250), false);
        assert!(!hides(&text, &grey(vec![90; 100], false)));
        assert!(!hides(&text, &grey(vec![0; 100], false)));
        assert!(!hides(
            &grey(vec![0; 100], false),
            &grey(vec![255; 100], false)
        ));
        assert!(!hides(&grey(Vec::new(), false), &text));
    }

    #[test]
    fn white_is_the_lowest_value_where_the_header_says_so() {
        let falling = |values: Vec<u16>| {
            let values = values.into_iter().map(|value| 1_000 - value).collect();
            grey(values, true)
        };
        let (text, flash) = (falling(with(5, 250)), falling(with(30, 250)));
        assert!(hides(&text, &flash));
        assert!(!hides(&text, &text));
    }

    #[test]
    fn colours_glare_by_their_brightness() {
        let picture = |pixels: &[[u8; 4]]| Picture {
            samples: Samples::Rgba(pixels.concat()),
            ..grey(vec![0; pixels.len()], false)
        };
        let (black, white) = ([0, 0, 0, 255], [250, 250, 250, 255]);
        let mut text = vec![black; 99];
        text.push(white);
        assert!(hides(&picture(&text), &picture(&[white; 100])));
        assert!(!hides(&picture(&text), &picture(&[black; 100])));
    }
}
