//! Pictures for slides, as they are asked for and answered.

use serde::{Deserialize, Serialize};

use super::FileKey;
use darkroom::clean::{Filing, Order, Sums};
use darkroom::intake::Locator;
use darkroom::slides::{Format, Size, View};

/// Single pictures of one image, which is cleaned once for all of them.
#[derive(Clone, Serialize, Deserialize)]
pub struct Stills {
    pub image: SlideSource,
    pub secret: [u8; 32],
    /// Frame (from 0), and how it was looked at.
    pub shots: Vec<(u32, View)>,
    pub format: Format,
    pub size: Size,
}

/// Images one after the other, as a film.
#[derive(Clone, Serialize, Deserialize)]
pub struct Film {
    pub images: Vec<SlideSource>,
    pub secret: [u8; 32],
    pub view: View,
    pub size: Size,
    /// Frames of all images together.
    pub pictures: u32,
}

/// An image as it is to be cleaned before it is drawn.
#[derive(Clone, Serialize, Deserialize)]
pub struct SlideSource {
    pub file: FileKey,
    pub locator: Locator,
    pub order: Box<Order>,
}

/// What the drawn images are, without the bytes of the files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SlidesHead {
    pub images: Vec<CleanedImage>,
    /// Of a film: whether it is an MP4, and no animated PNG.
    pub is_mp4: bool,
}

/// A cleaned image of which nothing leaves but pictures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CleanedImage {
    pub filing: Filing,
    pub size: u64,
    pub sums: Sums,
    pub frames: u32,
}
