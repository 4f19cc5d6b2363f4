//! The regions file: which rectangles are painted on which images.
//!
//! ```json
//! {"version": 1, "regions": [{"match": {"series_instance_uid": "1.2.3"}, "frames": [1, 20],
//!                             "rects": [[x, y, width, height]]}]}
//! ```
//! The templates that the page saves are such files, by manufacturer, model, rows and columns.
//! All given keys of `match` must agree; `frames` is optional and counts from 1; rectangles are in stored pixels.

use serde::Deserialize;

use darkroom::catalogue::{ImageShape, Summary, Triage};
use darkroom::pixels::{FrameRegion, FrameSpan, Rect};

use super::terminal::count;

/// A regions file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegionsFile {
    version: u32,
    regions: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    #[serde(rename = "match")]
    matches: Match,
    frames: Option<[u32; 2]>,
    rects: Vec<[u32; 4]>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Match {
    sop_instance_uid: Option<String>,
    series_instance_uid: Option<String>,
    manufacturer: Option<String>,
    model: Option<String>,
    rows: Option<u32>,
    columns: Option<u32>,
}

impl Match {
    fn agrees(&self, summary: &Summary) -> bool {
        let Self {
            sop_instance_uid,
            series_instance_uid,
            manufacturer,
            model,
            rows,
            columns,
        } = self;
        let text = |wanted: &Option<String>, found: &str| {
            wanted.as_ref().is_none_or(|wanted| wanted == found)
        };
        let number = |wanted: Option<u32>, found: Option<u32>| {
            wanted.is_none_or(|wanted| Some(wanted) == found)
        };
        text(sop_instance_uid, &summary.sop_instance_uid)
            && text(series_instance_uid, &summary.series_instance_uid)
            && text(manufacturer, &summary.manufacturer)
            && text(model, &summary.model)
            && number(*rows, summary.image.map(|image| image.rows))
            && number(*columns, summary.image.map(|image| image.columns))
    }

    fn is_empty(&self) -> bool {
        let Self {
            sop_instance_uid,
            series_instance_uid,
            manufacturer,
            model,
            rows,
            columns,
        } = self;
        [sop_instance_uid, series_instance_uid, manufacturer, model]
            .iter()
            .all(|key| key.is_none())
            && rows.is_none()
            && columns.is_none()
    }
}

/// What does not fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Idle {
    #[error("the regions file has no entries")]
    Empty,
    #[error("entry {0} of the regions file matches no image")]
    NoMatch(usize),
    #[error("entry {0} of the regions file has no rectangle")]
    NoRectangle(usize),
    #[error("entry {entry} of the regions file: its frames, {first} to {last}, go beyond the last one of {}", of_images(*.images))]
    Frames {
        entry: usize,
        first: u32,
        last: u32,
        images: usize,
    },
    #[error("entry {entry} of the regions file: its rectangle {sides:?} lies outside of {}, or partly", of_images(*.images))]
    Outside {
        entry: usize,
        sides: [u32; 4],
        images: usize,
    },
}

fn of_images(images: usize) -> String {
    count(images, "image that it matches", "images that it matches")
}

impl Entry {
    fn idle(&self, entry: usize, summaries: &[&Summary]) -> Vec<Idle> {
        let matched = summaries
            .iter()
            .filter(|summary| self.matches.agrees(summary));
        let mut is_matched = false;
        let mut shapes = Vec::new();
        for summary in matched {
            match (&summary.triage, summary.image) {
                (Triage::Held(_), _) => is_matched = true,
                (_, Some(shape)) => shapes.push(shape),
                // What has no picture can't have been meant.
                (_, None) => {}
            }
        }
        if shapes.is_empty() {
            return match is_matched {
                // Nothing that it is for leaves.
                true => Vec::new(),
                false => vec![Idle::NoMatch(entry)],
            };
        }
        if self.rects.is_empty() {
            return vec![Idle::NoRectangle(entry)];
        }
        let mut idle = Vec::new();
        if let Some([first, last]) = self.frames {
            let beyond = |shape: &&ImageShape| shape.frames.max(1) < last;
            let images = shapes.iter().filter(beyond).count();
            if images > 0 {
                idle.push(Idle::Frames {
                    entry,
                    first,
                    last,
                    images,
                });
            }
        }
        for &sides in &self.rects {
            let outside = |shape: &&ImageShape| {
                let clipped = rect(sides).clipped(shape.columns, shape.rows);
                clipped != Some(rect(sides))
            };
            let images = shapes.iter().filter(outside).count();
            if images > 0 {
                idle.push(Idle::Outside {
                    entry,
                    sides,
                    images,
                });
            }
        }
        idle
    }
}

/// What is wrong with a regions file.
#[derive(Debug, thiserror::Error)]
pub enum RegionsError {
    #[error("the regions file is not valid: {0}")]
    Invalid(serde_json::Error),
    #[error("the regions file has version {0}; this Darkroom reads version 1")]
    Version(u32),
    #[error("entry {0} of the regions file matches everything: give at least one key")]
    Everything(usize),
    #[error("entry {0} of the regions file: frames are [first, last], counted from 1")]
    Frames(usize),
}

impl RegionsFile {
    /// Reads and checks a file's text.
    pub fn parse(text: &str) -> Result<Self, RegionsError> {
        let file: Self = serde_json::from_str(text).map_err(RegionsError::Invalid)?;
        if file.version != 1 {
            return Err(RegionsError::Version(file.version));
        }
        for (index, entry) in file.regions.iter().enumerate() {
            let place = index + 1;
            if entry.matches.is_empty() {
                return Err(RegionsError::Everything(place));
            }
            if entry
                .frames
                .is_some_and(|[first, last]| first == 0 || last < first)
            {
                return Err(RegionsError::Frames(place));
            }
        }
        Ok(file)
    }

    /// What of the file paints nothing, or not on all that it is meant for: a misspelt model would otherwise go
    /// unnoticed.
    pub fn idle(&self, summaries: &[&Summary]) -> Vec<Idle> {
        if self.regions.is_empty() {
            return vec![Idle::Empty];
        }
        let entries = (1..).zip(&self.regions);
        entries
            .flat_map(|(number, entry)| entry.idle(number, summaries))
            .collect()
    }

    /// What is to be painted on an instance.
    pub fn of(&self, summary: &Summary) -> Vec<FrameRegion> {
        let entries = self
            .regions
            .iter()
            .filter(|entry| entry.matches.agrees(summary));
        entries
            .flat_map(|entry| {
                let frames = match entry.frames {
                    Some([first, last]) => FrameSpan::Frames(first - 1, last - 1),
                    None => FrameSpan::All,
                };
                entry.rects.iter().map(move |&sides| FrameRegion {
                    rect: rect(sides),
                    frames,
                })
            })
            .collect()
    }
}

fn rect([x, y, width, height]: [u32; 4]) -> Rect {
    Rect {
        x,
        y,
        width,
        height,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_would_paint_everything_or_is_misspelt_is_refused() {
        for text in [
            r#"{"version":1,"regions":[{"match":{},"rects":[]}]}"#,
            r#"{"version":2,"regions":[]}"#,
            r#"{"version":1,"regions":[{"match":{"row":3},"rects":[]}]}"#,
            r#"{"version":1,"regions":[{"match":{"rows":3},"frames":[0,1],"rects":[]}]}"#,
            "[]",
        ] {
            assert!(RegionsFile::parse(text).is_err(), "{text}");
        }
        assert!(
            RegionsFile::parse(
                r#"{"version":1,"regions":[{"match":{"rows":3},"rects":[[0,0,1,1]]}]}"#
            )
            .is_ok()
        );
    }

    #[test]
    fn the_templates_that_the_page_saves_are_a_regions_file() {
        let text = r#"{"version": 1, "regions": [{
            "match": {"manufacturer": "Maker", "model": "X1", "rows": 48, "columns": 64},
            "rects": [[2, 1, 20, 6]]
        }]}"#;
        assert!(RegionsFile::parse(text).is_ok());
        assert!(darkroom::review::Templates::from_json(text).is_ok());
    }

    fn summary(model: &str, (columns, rows, frames): (u32, u32, u32)) -> Summary {
        let (_, bytes) = darkroom::sample::files().swap_remove(0);
        let source = std::rc::Rc::new(darkroom::dicom::MemorySource::new(bytes));
        let mut summary = Summary::of(&darkroom::dicom::read(source).unwrap());
        summary.model = model.to_owned();
        summary.image = Some(ImageShape {
            columns,
            rows,
            frames,
        });
        summary.triage = Triage::Glance;
        summary
    }

    #[test]
    fn what_does_not_fit_is_told_by_its_entry() {
        let one = summary("X1", (64, 48, 1));
        let clip = summary("X1", (32, 48, 10));
        let mut held = summary("Held", (8, 8, 1));
        held.triage = Triage::Held(darkroom::clean::HeldReason::Video);
        let mut report = summary("Report", (8, 8, 1));
        report.image = None;
        let summaries = [&one, &clip, &held, &report];
        let idle = |regions: &str| {
            let text = format!(r#"{{"version":1,"regions":[{regions}]}}"#);
            RegionsFile::parse(&text).unwrap().idle(&summaries)
        };
        let fits = r#"{"match":{"model":"X1"},"rects":[[30,40,2,8]]}"#;
        assert_eq!(idle(fits), []);
        assert_eq!(
            idle(r#"{"match":{"model":"Held"},"rects":[[1,1,9,9]]}"#),
            []
        );
        assert_eq!(idle(""), [Idle::Empty]);
        for misspelt in ["x1", "Report"] {
            let entry = format!(r#"{{"match":{{"model":"{misspelt}"}},"rects":[[1,1,9,9]]}}"#);
            assert_eq!(idle(&format!("{fits},{entry}")), [Idle::NoMatch(2)]);
        }
        let nothing = r#"{"match":{"model":"X1"},"rects":[]}"#;
        assert_eq!(idle(nothing), [Idle::NoRectangle(1)]);
        // On one of the two it matches, it paints nothing.
        for sides in [
            [32, 0, 9, 9],
            [0, 0, 0, 9],
            [0, 48, 9, 9],
            [0, 40, 9, 9],
            [31, 0, 2, 2],
        ] {
            let entry = format!(r#"{{"match":{{"model":"X1"}},"rects":[[1,1,2,2],{sides:?}]}}"#);
            let images = if sides[0] > 30 { 1 } else { 2 };
            let outside = Idle::Outside {
                entry: 1,
                sides,
                images,
            };
            assert_eq!(idle(&entry), [outside]);
        }
        for first in [1, 2] {
            let late =
                format!(r#"{{"match":{{"model":"X1"}},"frames":[{first},3],"rects":[[1,1,9,9]]}}"#);
            let frames = Idle::Frames {
                entry: 1,
                first,
                last: 3,
                images: 1,
            };
            assert_eq!(idle(&late), [frames]);
        }
    }
}
