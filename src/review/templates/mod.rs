//! Templates: rectangles remembered by manufacturer, model, rows × columns, since a scanner writes its text in the
//! same places on every image.
//!
//! Nothing is stored for them: they are read off the regions of the session, the newest series of each kind first, and
//! those of a file come after. In and out goes the command's regions file. Offered only; who takes an offer sees it
//! painted. Never: a word in a file that may say who somebody is ([`Templates::to_json`]).

use serde::{Deserialize, Serialize};

use super::history::Review;
use super::reach::Reach;
use super::region::{Part, Region};
use crate::catalogue::{Catalogue, InstanceId, SeriesId, Summary};
use crate::deid::identifiers::Identifiers;
use crate::deid::text::patterns::is_certain;
use crate::dicom::{DataSet, DataSetExt};
use crate::pixels::Rect;
use dicom_core::VR;
use dicom_dictionary_std::tags;

/// Most templates in a file, and most rectangles in one of them.
const MOST_TEMPLATES: usize = 1_000;
const MOST_RECTS: usize = 100;
/// Longest manufacturer or model (LO: 64 characters).
const LONGEST: usize = 64;

/// Of which images a template is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Key {
    /// Manufacturer (0008,0070); empty where absent.
    pub manufacturer: String,
    /// Manufacturer's Model Name (0008,1090); empty where absent.
    pub model: String,
    /// Rows (0028,0010).
    pub rows: u32,
    /// Columns (0028,0011).
    pub columns: u32,
}

impl Key {
    /// `None` if there is no picture, or the header says nothing of the device.
    pub fn of(summary: &Summary) -> Option<Self> {
        let image = summary.image?;
        let (manufacturer, model) = (summary.manufacturer.clone(), summary.model.clone());
        (!manufacturer.is_empty() || !model.is_empty()).then_some(Self {
            manufacturer,
            model,
            rows: image.rows,
            columns: image.columns,
        })
    }

    /// `Maker X 1`: the maker once, also where the model begins with it.
    pub fn device(&self) -> String {
        let starts = self
            .model
            .get(..self.manufacturer.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(&self.manufacturer));
        match starts {
            true => self.model.clone(),
            false => format!("{} {}", self.manufacturer, self.model)
                .trim()
                .to_owned(),
        }
    }
}

/// Rectangles for images of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The images that it is offered for.
    pub key: Key,
    /// In stored pixels, in the order in which they were painted.
    pub rects: Vec<Rect>,
}

/// Templates, the first of a kind is the one that counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Templates {
    entries: Vec<Template>,
}

/// Why a file of templates is not taken; a sentence for the user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// Not JSON, or not of the form of a regions file.
    #[error("This is not a file of templates.")]
    NotTemplates,
    /// Of another version of the form.
    #[error("This file of templates was made for another version of Darkroom.")]
    Version,
    /// A regions file of the command that goes by anything but a [`Key`], or by frames.
    #[error(
        "This file names single images or frames; templates go by manufacturer, model, rows and columns."
    )]
    NotByDevice,
    /// One of no area or over the edge, none for a key, or more of them, or of keys, than are taken.
    #[error("A rectangle in this file lies outside its picture, or there are too many of them.")]
    Rectangles,
}

/// The file, as the command reads it.
#[derive(Serialize, Deserialize)]
struct File {
    version: u32,
    regions: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(rename = "match")]
    key: serde_json::Value,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    frames: Option<serde_json::Value>,
    rects: Vec<[u32; 4]>,
}

impl Templates {
    /// What the session's regions say, the newest series of each kind first. Regions on single frames, on some images
    /// only or on one image of a series are left out: that text moves.
    pub fn of(catalogue: &Catalogue, review: &Review) -> Self {
        let mut templates = Self::default();
        let mut newest: Vec<(Option<SeriesId>, Key)> = Vec::new();
        for region in review.regions().iter().rev() {
            if !is_everywhere(catalogue, region) {
                continue;
            }
            let Some(key) = catalogue.summary(region.instance).and_then(Key::of) else {
                continue;
            };
            let series = catalogue.series_of(region.instance);
            let rects = match newest.iter().position(|(_, other)| *other == key) {
                Some(at) => match (newest.get(at), templates.entries.get_mut(at)) {
                    (Some((of, _)), Some(template)) if *of == series => &mut template.rects,
                    _ => continue,
                },
                None => {
                    newest.push((series, key.clone()));
                    templates.entries.push(Template {
                        key,
                        rects: Vec::new(),
                    });
                    match templates.entries.last_mut() {
                        Some(template) => &mut template.rects,
                        None => continue,
                    }
                }
            };
            if !rects.contains(&region.rect) {
                rects.insert(0, region.rect);
            }
        }
        templates
    }

    /// Those of `other` come after.
    pub fn and(mut self, other: &Self) -> Self {
        for template in &other.entries {
            if self.get(&template.key).is_none() {
                self.entries.push(template.clone());
            }
        }
        self
    }

    /// How many kinds of images there is a template for.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is none at all.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    fn get(&self, key: &Key) -> Option<&Template> {
        self.entries.iter().find(|template| template.key == *key)
    }

    /// What there is for an image on which nothing is painted yet, in whose series nothing is either.
    pub fn offer(
        &self,
        catalogue: &Catalogue,
        review: &Review,
        instance: InstanceId,
    ) -> Option<&Template> {
        let key = Key::of(catalogue.summary(instance)?)?;
        let series = catalogue.series(catalogue.series_of(instance)?)?;
        let template = self.get(&key)?;
        let untouched = series
            .instances
            .iter()
            .all(|&instance| review.reaching(catalogue, instance).is_empty());
        untouched.then_some(template)
    }

    /// The command's regions file, and how many templates were left out of it. Manufacturer and model are free text,
    /// and people type what they like: what names a patient of the catalogue or anybody around him, has the pattern of
    /// a person (a telephone number, an NHS number …), or is not plain ASCII, stays out with its template.
    pub fn to_json(&self, catalogue: &Catalogue) -> (String, usize) {
        let people = people(catalogue);
        let says_nobody = |text: &str| {
            text.len() <= LONGEST
                && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
                && !is_certain(text)
                && !people.iter().any(|person| person.named_in_term(text))
        };
        let safe = |template: &&Template| {
            says_nobody(&template.key.manufacturer) && says_nobody(&template.key.model)
        };
        let regions: Vec<Entry> = self
            .entries
            .iter()
            .filter(safe)
            .map(|template| Entry {
                // A struct of texts and numbers: there is nothing in it that could fail to be written.
                key: serde_json::to_value(&template.key).unwrap_or_default(),
                frames: None,
                rects: template
                    .rects
                    .iter()
                    .map(|rect| [rect.x, rect.y, rect.width, rect.height])
                    .collect(),
            })
            .collect();
        let left_out = self.entries.len() - regions.len();
        let file = File {
            version: 1,
            regions,
        };
        (
            serde_json::to_string_pretty(&file).unwrap_or_default(),
            left_out,
        )
    }

    /// Reads a file; all of it is taken or nothing.
    pub fn from_json(text: &str) -> Result<Self, TemplateError> {
        let file: File = serde_json::from_str(text).map_err(|_| TemplateError::NotTemplates)?;
        if file.version != 1 {
            return Err(TemplateError::Version);
        }
        if file.regions.len() > MOST_TEMPLATES {
            return Err(TemplateError::Rectangles);
        }
        let mut templates = Self::default();
        for entry in file.regions {
            let key: Key =
                serde_json::from_value(entry.key).map_err(|_| TemplateError::NotByDevice)?;
            if entry.frames.is_some() {
                return Err(TemplateError::NotByDevice);
            }
            let rects: Vec<Rect> = entry
                .rects
                .iter()
                .map(|&[x, y, width, height]| Rect {
                    x,
                    y,
                    width,
                    height,
                })
                .collect();
            let fits = |rect: &Rect| rect.clipped(key.columns, key.rows) == Some(*rect);
            if rects.is_empty() || rects.len() > MOST_RECTS || !rects.iter().all(fits) {
                return Err(TemplateError::Rectangles);
            }
            let template = Template { key, rects };
            if templates.get(&template.key).is_none() {
                templates.entries.push(template);
            }
        }
        Ok(templates)
    }
}

/// Whether a region is of the kind that comes again: on all frames of a whole series, or of an image that is a series
/// by itself.
fn is_everywhere(catalogue: &Catalogue, region: &Region) -> bool {
    let alone = || {
        let series = catalogue.series_of(region.instance);
        series
            .and_then(|id| catalogue.series(id))
            .is_some_and(|series| series.instances.len() == 1)
    };
    region.part == Part::Whole
        && match region.reach {
            Reach::Frame => false,
            Reach::Image => alone(),
            Reach::Series | Reach::SameSize | Reach::Study => true,
        }
}

/// What identifies the patients of a catalogue.
fn people(catalogue: &Catalogue) -> Vec<Identifiers> {
    let summaries = catalogue
        .series
        .iter()
        .filter_map(|series| catalogue.summary(*series.instances.first()?));
    let mut seen: Vec<[&str; 6]> = Vec::new();
    let mut people = Vec::new();
    for summary in summaries {
        let values = [
            summary.patient_name.as_str(),
            &summary.patient_id,
            &summary.issuer_of_patient_id,
            &summary.patient_birth_date,
            &summary.accession_number,
            &summary.institution_name,
        ];
        if seen.contains(&values) {
            continue;
        }
        seen.push(values);
        let mut header = DataSet::new_empty();
        let places = [
            (tags::PATIENT_NAME, VR::PN),
            (tags::PATIENT_ID, VR::LO),
            (tags::ISSUER_OF_PATIENT_ID, VR::LO),
            (tags::PATIENT_BIRTH_DATE, VR::DA),
            (tags::ACCESSION_NUMBER, VR::SH),
            (tags::INSTITUTION_NAME, VR::LO),
        ];
        header.put_ascii(tags::SPECIFIC_CHARACTER_SET, VR::CS, "ISO_IR 192");
        for ((tag, vr), value) in places.into_iter().zip(values) {
            header.put_raw(tag, vr, value.as_bytes());
        }
        people.push(Identifiers::of(&header));
    }
    people
}

#[cfg(test)]
mod tests;
