//! What can be wrong with arguments, each as a sentence for the user.

use std::io;

use darkroom::deid::{PolicyFileError, RecordError};
use darkroom::deliver::NameError;

/// Why arguments make no task.
#[derive(Debug, thiserror::Error)]
pub enum ArgumentError {
    #[error(transparent)]
    Word(#[from] lexopt::Error),
    #[error("--{0} is given twice")]
    Twice(String),
    #[error("--one-patient takes a patient ID")]
    NoPatientId,
    #[error("--collection-name and --collection-description take text")]
    NoText,
    #[error("--collection-name or --collection-description: {0}")]
    Collection(#[from] NameError),
    #[error("--jobs takes a whole number from 1")]
    NoNumberOfJobs,
    #[error("the rules are named once: --preset or --policy")]
    RulesTwice,
    #[error("--preset takes: strict, teaching, research")]
    NoPreset,
    #[error(transparent)]
    Rules(#[from] RulesError),
    #[error("{0} goes with {1}")]
    Alone(&'static str, &'static str),
    #[error("{0} is an option of {1}")]
    OptionOf(String, &'static str),
    #[error("--regions, --assume-reviewed and --one-patient are options of clean")]
    OptionsOfClean,
    #[error("{0} is no option of {1}")]
    NoOptionOf(String, &'static str),
    #[error("--format takes: png, jpeg")]
    NoFormat,
    #[error("--size takes: as-stored, screen")]
    NoSize,
    #[error("--series takes the name of a series' folder in OUT")]
    NoSeries,
    #[error("slides takes --to DIR, an empty folder or one that is not there yet")]
    NoPlace,
    #[error("{0} takes {1}")]
    TooFewWords(&'static str, &'static str),
    #[error("the first word is clean, inspect, verify, slides, list, texts, find-text or policy")]
    NoTask,
    #[error("there are too many words")]
    TooManyWords,
}

/// Why a file holds no rules.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    #[error("{0} can't be read: {1}")]
    Unread(String, io::Error),
    #[error("{0}: {1}")]
    Wrong(String, PolicyFileError),
    #[error("{0}: {1}")]
    Permission(String, RecordError),
}
