//! A drawn picture as a file: PNG (ISO/IEC 15948) or JPEG (ITU-T T.81), with nothing in it but the picture.

use image::ExtendedColorType;
use image::codecs::jpeg::JpegEncoder;
use serde::{Deserialize, Serialize};

use super::{Drawn, SlideError};

/// Of 100: no block of a JPEG shows on a projector.
const QUALITY: u8 = 92;

/// What kind of file a still picture becomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Every pixel as it was seen.
    #[default]
    Png,
    /// Smaller, and no longer exact.
    Jpeg,
}

impl Format {
    /// As the command's users write it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "png" => Some(Self::Png),
            "jpeg" => Some(Self::Jpeg),
            _ => None,
        }
    }

    /// What stands behind the point of a file's name.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpg",
        }
    }
}

/// The file's bytes.
///
/// # Errors
///
/// Where the encoder refuses the picture: a JPEG has at most 65,535 pixels a side.
pub fn encode(picture: &Drawn, format: Format) -> Result<Vec<u8>, SlideError> {
    match format {
        Format::Png => png(picture),
        Format::Jpeg => jpeg(picture),
    }
}

/// Header, data and end (ISO/IEC 15948 11.2), and no other chunk.
fn png(picture: &Drawn) -> Result<Vec<u8>, SlideError> {
    let grey = picture.as_grey();
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, picture.columns, picture.rows);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_color(match grey {
        Some(_) => png::ColorType::Grayscale,
        None => png::ColorType::Rgb,
    });
    let samples = grey.as_deref().unwrap_or(&picture.rgb);
    let written = encoder.write_header().and_then(|mut writer| {
        writer.write_image_data(samples)?;
        writer.finish()
    });
    written.map_err(|_| SlideError::Encoder)?;
    Ok(file)
}

/// Baseline, behind a JFIF head that holds neither density nor thumbnail.
fn jpeg(picture: &Drawn) -> Result<Vec<u8>, SlideError> {
    let grey = picture.as_grey();
    let (samples, colours) = match &grey {
        Some(grey) => (grey.as_slice(), ExtendedColorType::L8),
        None => (picture.rgb.as_slice(), ExtendedColorType::Rgb8),
    };
    let (Ok(_), Ok(_)) = (u16::try_from(picture.columns), u16::try_from(picture.rows)) else {
        return Err(SlideError::Size);
    };
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, QUALITY)
        .encode(samples, picture.columns, picture.rows, colours)
        .map_err(|_| SlideError::Encoder)?;
    Ok(file)
}
