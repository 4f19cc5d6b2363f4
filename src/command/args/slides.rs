//! Options of `darkroom slides` alone.

use std::ffi::OsString;
use std::path::PathBuf;

use darkroom::slides::{Format, Size};

use super::error::ArgumentError;
use super::{Slides, Task};

/// Options that other tasks don't have.
pub(super) const OPTIONS: [&str; 4] = ["to", "format", "size", "series"];

/// What was given of them.
#[derive(Default)]
pub(super) struct GivenOfSlides {
    to: Option<PathBuf>,
    format: Option<Format>,
    size: Option<Size>,
    series: Option<String>,
}

impl GivenOfSlides {
    /// Takes one of the options with its value.
    pub(super) fn option(&mut self, name: &str, value: OsString) -> Result<(), ArgumentError> {
        match name {
            "to" => self.to = Some(value.into()),
            "format" => {
                let format = value.to_str().and_then(Format::named);
                self.format = Some(format.ok_or(ArgumentError::NoFormat)?);
            }
            "size" => {
                let size = value.to_str().and_then(Size::named);
                self.size = Some(size.ok_or(ArgumentError::NoSize)?);
            }
            _ => {
                let series = value.into_string();
                self.series = Some(series.map_err(|_| ArgumentError::NoSeries)?);
            }
        }
        Ok(())
    }

    /// Where to, for another task that has it.
    pub(super) fn take_to(&mut self) -> Option<PathBuf> {
        self.to.take()
    }

    /// The first of them that was given.
    pub(super) fn first(&self) -> Option<&'static str> {
        let given = [
            (self.to.is_some(), "--to"),
            (self.format.is_some(), "--format"),
            (self.size.is_some(), "--size"),
            (self.series.is_some(), "--series"),
        ];
        let first = given.into_iter().find(|(is_given, _)| *is_given);
        first.map(|(_, name)| name)
    }

    pub(super) fn task(self, output: Option<OsString>, jobs: usize) -> Result<Task, ArgumentError> {
        let output = output.ok_or(ArgumentError::TooFewWords("slides", "OUT"))?;
        let to = self.to.ok_or(ArgumentError::NoPlace)?;
        Ok(Task::Slides(Slides {
            output: output.into(),
            to,
            format: self.format.unwrap_or_default(),
            size: self.size.unwrap_or_default(),
            series: self.series,
            jobs,
        }))
    }
}
