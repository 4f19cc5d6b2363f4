//! The form of a file of work, and the marks by which images stand in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Digests, Salt, WorkError};
use crate::catalogue::{Catalogue, InstanceId};
use crate::dicom::Digest;
use crate::pixels::Rect;
use crate::review::reach::Reach;
use crate::review::region::{Part, Region};

pub(super) const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub darkroom_work: u32,
    pub salt: Salt,
    /// The images that the rest refers to, by their places in this list: by name, and by their bytes.
    pub images: Vec<(Mark, Mark)>,
    pub regions: Vec<Drawn>,
    pub deleted: Vec<usize>,
    /// An image of each cleared series.
    pub cleared: Vec<usize>,
    pub seen: Vec<Sight>,
}

/// The first half of a SHA-256, in hexadecimal.
pub(super) type Mark = String;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Drawn {
    /// x, y, width and height in stored pixels.
    pub rect: [u32; 4],
    pub reach: Reach,
    pub part: DrawnPart,
    pub image: usize,
    pub frame: u32,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum DrawnPart {
    Whole,
    Frames(u32, u32),
    Images(usize, usize),
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sight {
    pub image: usize,
    pub black: Vec<[u32; 4]>,
    /// First and last, both included.
    pub frames: Vec<(u32, u32)>,
}

pub(super) fn read(text: &str) -> Result<File, WorkError> {
    let any = serde_json::from_str::<serde_json::Value>(text).map_err(|_| WorkError::Form)?;
    match any.get("darkroom_work").and_then(serde_json::Value::as_u64) {
        Some(version) if version == u64::from(VERSION) => {
            serde_json::from_value(any).map_err(|_| WorkError::Form)
        }
        Some(_) => Err(WorkError::Version),
        None => Err(WorkError::Form),
    }
}

/// The images that a file names, numbered as they come.
pub(super) struct Images<'a> {
    pub catalogue: &'a Catalogue,
    pub salt: Salt,
    pub digests: &'a Digests,
    pub places: BTreeMap<InstanceId, usize>,
    pub named: Vec<(Mark, Mark)>,
}

impl Images<'_> {
    pub fn place(&mut self, image: InstanceId) -> Option<usize> {
        if let Some(place) = self.places.get(&image) {
            return Some(*place);
        }
        let name = name(self.catalogue, image, &self.salt)?;
        let bytes = of_bytes(self.digests.get(&image)?, &self.salt);
        let place = self.named.len();
        self.named.push((name, bytes));
        self.places.insert(image, place);
        Some(place)
    }

    pub fn drawn(&mut self, region: &Region) -> Option<Drawn> {
        let part = match region.part {
            Part::Whole => DrawnPart::Whole,
            Part::Frames(first, last) => DrawnPart::Frames(first, last),
            Part::Images(first, last) => DrawnPart::Images(self.place(first)?, self.place(last)?),
        };
        Some(Drawn {
            rect: four(&region.rect),
            reach: region.reach,
            part,
            image: self.place(region.instance)?,
            frame: region.frame,
        })
    }
}

pub(super) fn four(rect: &Rect) -> [u32; 4] {
    [rect.x, rect.y, rect.width, rect.height]
}

pub(super) fn rect(&[x, y, width, height]: &[u32; 4]) -> Rect {
    Rect {
        x,
        y,
        width,
        height,
    }
}

/// An image by its UIDs, size and shape.
pub(super) fn name(catalogue: &Catalogue, image: InstanceId, salt: &Salt) -> Option<Mark> {
    // A double has no decisions of its own.
    if catalogue.double_of(image).is_some() {
        return None;
    }
    let (item, summary) = (catalogue.item(image)?, catalogue.summary(image)?);
    let mut hash = Sha256::new();
    hash.update(salt);
    for text in [
        &summary.sop_instance_uid,
        &summary.series_instance_uid,
        &summary.study_instance_uid,
    ] {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    hash.update(item.size.to_le_bytes());
    if let Some(shape) = summary.image {
        for number in [shape.columns, shape.rows, shape.frames] {
            hash.update(number.to_le_bytes());
        }
    }
    Some(mark(hash))
}

/// An image by its bytes.
pub(super) fn of_bytes(digest: &Digest, salt: &Salt) -> Mark {
    mark(Sha256::new().chain_update(salt).chain_update(digest))
}

pub(super) fn mark(hash: Sha256) -> Mark {
    let half = hash.finalize().into_iter().take(16);
    half.map(|byte| format!("{byte:02x}")).collect()
}
