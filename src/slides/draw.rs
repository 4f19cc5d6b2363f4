//! From a frame to the pixels of a slide: window, rectangles, what was in view, size.

use image::imageops::{self, FilterType};
use image::{Rgb, RgbImage};
use serde::{Deserialize, Serialize};

use super::SlideError;
use crate::dicom::Instance;
use crate::pixels::{self, FrameRegion, Picture, Rect, Window};

/// How a picture was looked at.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct View {
    /// The window (PS3.3 C.11.2) in force; none takes the first that the picture offers.
    pub window: Option<Window>,
    /// What of it was in view, in stored pixels; none is all of it.
    pub crop: Option<Rect>,
}

/// How large a slide's picture is to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Size {
    /// A pixel for each that is stored.
    #[default]
    AsStored,
    /// As large as fits a screen of 1920 × 1080 pixels.
    Screen,
}

/// Columns and rows of the screen that [`Size::Screen`] is of.
const SCREEN: (u32, u32) = (1920, 1080);

impl Size {
    /// As the command's users write it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "as-stored" => Some(Self::AsStored),
            "screen" => Some(Self::Screen),
            _ => None,
        }
    }

    /// What a picture becomes: columns and rows, the same shape as before, never nothing.
    pub fn of(self, (columns, rows): (u32, u32)) -> (u32, u32) {
        if self == Self::AsStored || columns == 0 || rows == 0 {
            return (columns, rows);
        }
        let (wide, high) = (u64::from(columns), u64::from(rows));
        let (most_wide, most_high) = (u64::from(SCREEN.0), u64::from(SCREEN.1));
        let side = |length: u64, most: u64| u32::try_from(length.clamp(1, most)).unwrap_or(1);
        match wide * most_high >= high * most_wide {
            true => (SCREEN.0, side(high * most_wide / wide, most_high)),
            false => (side(wide * most_high / high, most_wide), SCREEN.1),
        }
    }
}

/// A drawn picture: red, green and blue, one byte each, row by row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawn {
    /// Pixels from left to right.
    pub columns: u32,
    /// Pixels from top to bottom.
    pub rows: u32,
    /// Three bytes a pixel.
    pub rgb: Vec<u8>,
}

impl Drawn {
    /// The same in the middle of a black picture of another size, cut where it has no room: all pictures of a film have
    /// one size.
    pub fn within(self, (columns, rows): (u32, u32)) -> Result<Self, SlideError> {
        if (self.columns, self.rows) == (columns, rows) {
            return Ok(self);
        }
        let from = RgbImage::from_raw(self.columns, self.rows, self.rgb);
        let from = from.ok_or(SlideError::Size)?;
        let mut image = RgbImage::new(columns, rows);
        let middle = |room: u32, side: u32| (i64::from(room) - i64::from(side)) / 2;
        let (x, y) = (middle(columns, self.columns), middle(rows, self.rows));
        imageops::replace(&mut image, &from, x, y);
        Ok(Self {
            columns,
            rows,
            rgb: image.into_raw(),
        })
    }

    /// One byte a pixel, if nothing of it is coloured.
    pub fn as_grey(&self) -> Option<Vec<u8>> {
        let pixels = self.rgb.as_chunks::<3>().0.iter();
        let grey = pixels.map(|&[red, green, blue]| (red == green && green == blue).then_some(red));
        grey.collect()
    }
}

/// A frame (from 0) of a cleaned instance. `regions`: what is painted in it.
///
/// # Errors
///
/// Where the frame can't be decoded, or nothing of it was in view.
pub fn of_frame(
    cleaned: &Instance,
    frame: u32,
    view: &View,
    regions: &[FrameRegion],
    size: Size,
) -> Result<Drawn, SlideError> {
    let picture = pixels::picture(cleaned, frame)?;
    let here = regions
        .iter()
        .filter(|region| region.frames.contains(frame));
    let black: Vec<Rect> = here.map(|region| region.rect).collect();
    drawn(&picture, view, &black, size)
}

/// A picture as it was looked at, with rectangles (in stored pixels) black: they are in its samples too, but a window
/// can make grey, or white, of black samples.
///
/// # Errors
///
/// Where nothing of it was in view, or its samples do not fit its size.
pub fn drawn(
    picture: &Picture,
    view: &View,
    black: &[Rect],
    size: Size,
) -> Result<Drawn, SlideError> {
    let own = picture.windows.first().cloned();
    let window = view.window.clone().or(own);
    let window = window.unwrap_or_else(Window::of_colour);
    let mut rgba = Vec::new();
    pixels::render(picture, &window, &mut rgba);
    let rgb = rgba.as_chunks::<4>().0.iter();
    let rgb: Vec<u8> = rgb
        .flat_map(|&[red, green, blue, _]| [red, green, blue])
        .collect();
    let (columns, rows) = (picture.columns, picture.rows);
    let mut image = RgbImage::from_raw(columns, rows, rgb).ok_or(SlideError::Size)?;
    for rect in black.iter().filter_map(|rect| rect.clipped(columns, rows)) {
        paint(&mut image, rect);
    }
    let whole = Rect {
        x: 0,
        y: 0,
        width: columns,
        height: rows,
    };
    let crop = view.crop.unwrap_or(whole).clipped(columns, rows);
    let crop = crop.ok_or(SlideError::NothingInView)?;
    if crop != whole {
        image = imageops::crop_imm(&image, crop.x, crop.y, crop.width, crop.height).to_image();
    }
    let (columns, rows) = size.of((crop.width, crop.height));
    if (columns, rows) != (crop.width, crop.height) {
        image = imageops::resize(&image, columns, rows, FilterType::CatmullRom);
    }
    Ok(Drawn {
        columns,
        rows,
        rgb: image.into_raw(),
    })
}

fn paint(image: &mut RgbImage, rect: Rect) {
    let right = rect.x.saturating_add(rect.width);
    let bottom = rect.y.saturating_add(rect.height);
    for y in rect.y..bottom {
        for x in rect.x..right {
            if let Some(pixel) = image.get_pixel_mut_checked(x, y) {
                *pixel = Rgb([0, 0, 0]);
            }
        }
    }
}
