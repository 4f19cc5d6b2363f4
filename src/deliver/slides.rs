//! Pictures for slides as they leave: what they are called, and what the certificate says of them.
//!
//! In come the paths of cleaned images; out come names made of their parts, and so of nothing that anybody typed:
//! `CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT.png`, frame 12 of a clip `…-K7Q2MAXT-F0012.png`, a film of a series
//! `CASE-7K2MQ9XT-CT-0002-9HQ2MA.mp4`. They lie in no folders: people put them into a presentation one by one.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::certificate::DeliveredFile;
use super::key::hex;
use super::layout;
use super::proof::WrittenFile;
use crate::catalogue::modality;
use crate::deid::letters::are_letters;

/// Least and most letters of a code.
const CODE: std::ops::RangeInclusive<usize> = 6..=32;

/// Behind the point of a name.
const EXTENSIONS: [&str; 3] = ["png", "jpg", "mp4"];

/// A file of a picture, or of many, and what it is of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SlideReport {
    /// Its name, beside the certificate.
    pub file: String,
    /// Its length.
    pub bytes: u64,
    /// Of its bytes, in hexadecimal.
    pub sha256: String,
    /// The cleaned images that are seen in it, in the order in which they are.
    pub of: Vec<SlideOf>,
}

/// An image that is seen on a slide.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SlideOf {
    /// The path that its cleaned file has where it is delivered; with one linking key it is always the same.
    pub image: String,
    /// Of the cleaned file, in hexadecimal: it is the delivered one if they are equal.
    pub sha256: String,
    /// First and last frame, from 1.
    pub frames: [u32; 2],
}

impl SlideReport {
    /// Of a file as it was written, and of the cleaned images in it, each with its first and last frame from 0.
    pub fn of(file: &WrittenFile, images: &[(WrittenFile, [u32; 2])]) -> Self {
        let image = |(image, frames): &(WrittenFile, [u32; 2])| SlideOf {
            image: image.name.clone(),
            sha256: hex(&image.sha256),
            frames: frames.map(|frame| frame.saturating_add(1)),
        };
        Self {
            file: file.name.clone(),
            bytes: file.size,
            sha256: hex(&file.sha256),
            of: images.iter().map(image).collect(),
        }
    }

    /// As a file that lies beside the certificate.
    pub fn as_file(&self) -> DeliveredFile {
        DeliveredFile {
            path: self.file.clone(),
            bytes: self.bytes,
            sha256: self.sha256.clone(),
        }
    }
}

/// What a picture is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlideKind {
    /// The only frame of an image, or all of its frames one after the other.
    Image,
    /// A frame of several, from 0.
    Frame(u32),
    /// The images of a series, one after the other.
    Series,
}

/// The names of one delivery, each of which is given once.
#[derive(Debug, Default)]
pub struct SlideNames(BTreeSet<String>);

impl SlideNames {
    /// The name of a picture of the image that has this path; `None` if that is no path of ours. One that was given
    /// before gets a number behind it.
    pub fn give(&mut self, path: &str, kind: SlideKind, extension: &str) -> Option<String> {
        let stem = stem(path, kind)?;
        let name = |number: usize| match number {
            1 => format!("{stem}.{extension}"),
            number => format!("{stem}-{number}.{extension}"),
        };
        let free = (1..).map(name).find(|name| !self.0.contains(name))?;
        self.0.insert(free.clone());
        Some(free)
    }
}

fn stem(path: &str, kind: SlideKind) -> Option<String> {
    let parts: Vec<&str> = path.split('/').collect();
    let [case, _, series, file] = parts.as_slice() else {
        return None;
    };
    if !layout::is_path(path) {
        return None;
    }
    let image = file.strip_suffix(".dcm")?;
    let (numbered, _) = series.rsplit_once('-')?;
    Some(match kind {
        SlideKind::Image => format!("{case}-{numbered}-{image}"),
        SlideKind::Frame(frame) => {
            let number = frame.saturating_add(1);
            format!("{case}-{numbered}-{image}-F{number:04}")
        }
        SlideKind::Series => format!("{case}-{series}"),
    })
}

/// Whether a name has the form that this program gives to pictures for slides, in which nothing is an original's.
pub fn is_name(name: &str) -> bool {
    let Some((stem, extension)) = name.rsplit_once('.') else {
        return false;
    };
    let mut parts = stem.split('-').peekable();
    let are_digits = |text: &str| {
        (1..=10).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_code = |text: &str| CODE.contains(&text.len()) && are_letters(text);
    let is_case = parts.next() == Some("CASE")
        && parts
            .next()
            .is_some_and(|letters| (6..=8).contains(&letters.len()) && are_letters(letters));
    let is_modality = parts
        .next()
        .is_some_and(|term| modality::defined_term(term) == term);
    let is_series_number = |part: &&str| part.len() == 4 && are_digits(part);
    parts.next_if(is_series_number);
    let is_image = match parts.next() {
        Some(code) if is_code(code) => true,
        Some(image) => {
            let number = image.strip_prefix("IM");
            number
                .is_some_and(|number| number.is_empty() || number.len() == 4 && are_digits(number))
                && parts.next().is_some_and(is_code)
        }
        None => false,
    };
    let is_frame = |part: &&str| part.strip_prefix('F').is_some_and(are_digits);
    parts.next_if(is_frame);
    parts.next_if(|part| are_digits(part));
    EXTENSIONS.contains(&extension) && is_case && is_modality && is_image && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATH: &str = "CASE-7K2MQ9XT/Study-20231104-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm";

    #[test]
    fn names_are_made_of_the_path_alone_and_each_is_given_once() {
        let mut names = SlideNames::default();
        let mut give = |path, kind, extension| names.give(path, kind, extension).unwrap();
        let bare = "CASE-7K2MQ9XT/Study-K7Q2MA/US-9HQ2MA/IM-K7Q2MAXT.dcm";
        for (path, kind, extension, name) in [
            (
                PATH,
                SlideKind::Image,
                "png",
                "CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT.png",
            ),
            (
                PATH,
                SlideKind::Image,
                "png",
                "CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT-2.png",
            ),
            (
                PATH,
                SlideKind::Image,
                "png",
                "CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT-3.png",
            ),
            (
                PATH,
                SlideKind::Image,
                "jpg",
                "CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT.jpg",
            ),
            (
                PATH,
                SlideKind::Frame(11),
                "png",
                "CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT-F0012.png",
            ),
            (
                PATH,
                SlideKind::Series,
                "mp4",
                "CASE-7K2MQ9XT-CT-0002-9HQ2MA.mp4",
            ),
            (
                bare,
                SlideKind::Frame(12_344),
                "png",
                "CASE-7K2MQ9XT-US-IM-K7Q2MAXT-F12345.png",
            ),
            (
                bare,
                SlideKind::Series,
                "png",
                "CASE-7K2MQ9XT-US-9HQ2MA.png",
            ),
        ] {
            assert_eq!(give(path, kind, extension), name);
            assert!(is_name(name), "{name}");
        }
    }

    #[test]
    fn what_is_no_path_of_ours_gets_no_name() {
        let mut names = SlideNames::default();
        for path in [
            "Okonkwo/Study-20231104-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm",
            "CASE-7K2MQ9XT/Study-20231104-K7Q2MA/CT-0002-9HQ2MA/Okonkwo.dcm",
            "CASE-7K2MQ9XT/../CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm",
            "",
        ] {
            assert_eq!(names.give(path, SlideKind::Image, "png"), None, "{path}");
        }
    }

    #[test]
    fn other_names_are_none() {
        for name in [
            "CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT.exe",
            "CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT",
            "CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT-F0001-2-3.png",
            "CASE-7K2MQ9XT-CT-0002-IM0001-Okonkwo1.png",
            "CASE-7K2MQ9XT-OKONKWO-0002-IM0001-K7Q2MAXT.png",
            "CASE-OKONKWO-CT-0002-IM0001-K7Q2MAXT.png",
            "../CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT.png",
            "a/CASE-7K2MQ9XT-CT-0002-IM0001-K7Q2MAXT.png",
            "CASE-7K2MQ9XT-CT.png",
            ".png",
        ] {
            assert!(!is_name(name), "{name}");
        }
    }
}
