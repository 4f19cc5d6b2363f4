//! The regions file: which rectangles are painted on which images.
//!
//! ```json
//! {"version": 1, "regions": [{"match": {"series_instance_uid": "1.2.3"}, "frames": [1, 20],
//!                             "rects": [[x, y, width, height]]}]}
//! ```
//! The templates that the page saves are such files, by manufacturer, model, rows and columns.
//! All given keys of `match` must agree; `frames` is optional and counts from 1; rectangles are in stored pixels.

use serde::Deserialize;

use darkroom::catalogue::{Summary, Triage};
use darkroom::pixels::{FrameRegion, FrameSpan, Rect};

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

impl RegionsFile {
    /// Reads and checks a file's text; the error is a sentence for the user.
    pub fn parse(text: &str) -> Result<Self, String> {
        let file: Self = serde_json::from_str(text)
            .map_err(|error| format!("the regions file is not valid: {error}"))?;
        if file.version != 1 {
            return Err(format!(
                "the regions file has version {}; this Darkroom reads version 1",
                file.version
            ));
        }
        for (index, entry) in file.regions.iter().enumerate() {
            let place = index + 1;
            if entry.matches.is_empty() {
                return Err(format!(
                    "entry {place} of the regions file matches everything: give at least one key"
                ));
            }
            if entry
                .frames
                .is_some_and(|[first, last]| first == 0 || last < first)
            {
                return Err(format!(
                    "entry {place} of the regions file: frames are [first, last], counted from 1"
                ));
            }
        }
        Ok(file)
    }

    /// The entries, counted from 1, that paint nothing on any of these: a misspelt model would otherwise go unnoticed.
    pub fn idle(&self, summaries: &[&Summary]) -> Vec<usize> {
        let paints = |entry: &Entry| {
            summaries.iter().any(|summary| {
                let leaves = !matches!(summary.triage, Triage::Held(_));
                let shape = summary
                    .image
                    .filter(|_| leaves && entry.matches.agrees(summary));
                shape.is_some_and(|shape| {
                    let first = entry.frames.map_or(0, |[first, _]| first - 1);
                    let mut rects = entry.rects.iter().copied().map(rect);
                    first < shape.frames.max(1)
                        && rects.any(|rect| rect.clipped(shape.columns, shape.rows).is_some())
                })
            })
        };
        let entries = (1..).zip(&self.regions);
        let idle = entries.filter(|(_, entry)| !paints(entry));
        idle.map(|(number, _)| number).collect()
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
}
