//! The command's arguments.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use darkroom::deid::{Policy, PolicyFile, Preset};

/// What the command is asked to do.
#[derive(Debug, PartialEq)]
pub enum Task {
    Clean(Clean),
    Inspect {
        input: PathBuf,
    },
    /// Say what rules a file holds.
    Policy {
        file: PathBuf,
    },
    Help,
    Version,
}

/// `darkroom clean IN OUT …`.
#[derive(Debug, PartialEq)]
pub struct Clean {
    pub input: PathBuf,
    pub output: PathBuf,
    /// The rules to apply.
    pub policy: Policy,
    pub regions: Option<PathBuf>,
    pub report: Option<PathBuf>,
    pub assume_reviewed: bool,
    pub jobs: usize,
}

pub const USAGE: &str = "\
Darkroom cleans DICOM files of everything that says who the patient is.

  darkroom clean IN OUT [options]   clean IN (a folder, file or zip) into OUT (empty or absent)
  darkroom inspect IN               show what is in IN and what needs a look
  darkroom policy FILE              say what rules are in FILE (JSON), or what is wrong with them

Options of clean:
  --preset NAME         rules to apply: strict (the PS3.15 Basic Profile alone), teaching (the default: with
                        cleaned descriptions and reports, ages, moved dates), research (with safe private attributes)
  --policy FILE         rules to apply, from a file (JSON)
  --regions FILE        rectangles to paint black (JSON)
  --assume-reviewed     a person has looked at every picture
  --report FILE         write the report here too
  --jobs N              images cleaned at a time (default: all processors)

Series that may show a name in the picture are held unless regions are given for them or --assume-reviewed is.
Exit: 0 all delivered, 3 some held, 2 wrong usage, 1 failed.";

/// Reads the arguments; the error is a sentence for the user.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Task, String> {
    use lexopt::Arg::{Long, Short, Value};
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut words: Vec<OsString> = Vec::new();
    let mut policy: Option<Policy> = None;
    let (mut regions, mut report, mut jobs, mut assume_reviewed, mut clean_only) =
        (None, None, None, false, None);
    let sentence = |error: lexopt::Error| error.to_string();
    while let Some(argument) = parser.next().map_err(sentence)? {
        if let Long(name) = &argument
            && !matches!(*name, "help" | "version")
        {
            clean_only.get_or_insert_with(|| format!("--{name}"));
        }
        match argument {
            Short('h') | Long("help") => return Ok(Task::Help),
            Short('V') | Long("version") => return Ok(Task::Version),
            Long("regions") => regions = Some(parser.value().map_err(sentence)?.into()),
            Long("report") => report = Some(parser.value().map_err(sentence)?.into()),
            Long("assume-reviewed") => assume_reviewed = true,
            Long("jobs") => {
                let value = parser.value().map_err(sentence)?;
                let number = value
                    .to_str()
                    .and_then(|text| text.parse::<usize>().ok())
                    .filter(|&number| number > 0);
                jobs = Some(number.ok_or("--jobs takes a whole number from 1")?);
            }
            Long("preset" | "policy") if policy.is_some() => {
                return Err("the rules are named once: --preset or --policy".into());
            }
            Long("preset") => {
                let value = parser.value().map_err(sentence)?;
                let preset = value.to_str().and_then(Preset::named);
                policy = Some(
                    preset
                        .ok_or("--preset takes: strict, teaching, research")?
                        .into(),
                );
            }
            Long("policy") => {
                policy = Some(read_policy(Path::new(&parser.value().map_err(sentence)?))?.policy);
            }
            Value(word) => words.push(word),
            other => return Err(sentence(other.unexpected())),
        }
    }
    let mut words = words.into_iter();
    let task = words.next();
    let task = match task.as_ref().and_then(|word| word.to_str()) {
        Some("clean") => match (words.next(), words.next()) {
            (Some(input), Some(output)) => Task::Clean(Clean {
                input: input.into(),
                output: output.into(),
                policy: policy.unwrap_or_default(),
                regions,
                report,
                assume_reviewed,
                jobs: jobs
                    .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from)),
            }),
            _ => return Err("clean takes IN and OUT".into()),
        },
        Some("inspect") => match (words.next(), clean_only) {
            (_, Some(option)) => return Err(format!("{option} is an option of clean")),
            (Some(input), None) => Task::Inspect {
                input: input.into(),
            },
            (None, None) => return Err("inspect takes IN".into()),
        },
        Some("policy") => match (words.next(), clean_only) {
            (_, Some(option)) => return Err(format!("{option} is an option of clean")),
            (Some(file), None) => Task::Policy { file: file.into() },
            (None, None) => return Err("policy takes FILE".into()),
        },
        Some("help") | None => Task::Help,
        Some(_) => return Err("the first word is clean, inspect or policy".into()),
    };
    if words.next().is_some() {
        Err("there are too many words".into())
    } else {
        Ok(task)
    }
}

/// Rules from a file; the error is a sentence for the user.
pub fn read_policy(path: &Path) -> Result<PolicyFile, String> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
    PolicyFile::read(&text).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(words: &str) -> Result<Task, String> {
        parse(words.split_whitespace().map(OsString::from))
    }

    #[test]
    fn clean_takes_in_out_and_its_options_in_any_order() {
        let expected = Clean {
            input: "in".into(),
            output: "out".into(),
            policy: Preset::Research.into(),
            regions: Some("r.json".into()),
            report: None,
            assume_reviewed: true,
            jobs: 3,
        };
        assert_eq!(
            of("clean --jobs 3 in --preset research --regions r.json out --assume-reviewed"),
            Ok(Task::Clean(expected))
        );
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        for words in [
            "clean in",
            "clean in out more",
            "polish in out",
            "clean in out --jobs 0",
            "clean a b --preset x",
            "clean a b --preset strict --preset strict",
            "clean a b --policy /nowhere/at/all.json",
            "inspect",
            "inspect in --assume-reviewed",
            "policy",
            "policy a b",
            "clean a b --unknown",
        ] {
            assert!(of(words).is_err(), "{words}");
        }
    }
}
