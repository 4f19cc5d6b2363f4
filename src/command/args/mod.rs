//! The command's arguments.
//!
//! In come words; out comes one [`Task`], or the first thing that is wrong with them.
//!
//! | file | job |
//! |---|---|
//! | `slides` | the options of one task |
//! | `given` | options as they are given, and the task that they make |
//! | `error` | what can be wrong with them |
//! | `usage` | what `darkroom help` prints |

mod error;
mod given;
mod slides;
#[cfg(test)]
mod tests;
mod usage;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use darkroom::deid::{IntruderTest, PermissionRecord, Policy, PolicyFile, PolicyMark};
use darkroom::deliver::CollectionName;
use darkroom::slides::{Format, Size};
use lexopt::Arg::{Long, Short, Value};

pub use error::{ArgumentError, RulesError};
use given::Given;
pub use usage::USAGE;

/// What the command is asked to do.
#[derive(Debug, PartialEq)]
pub enum Task {
    Clean(Box<Clean>),
    Inspect(Inspect),
    Verify(Box<Verify>),
    Slides(Slides),
    List(List),
    Texts(Texts),
    FindText(FindText),
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
    /// The file that they were read from.
    pub policy_file: Option<PathBuf>,
    /// What that file is told by.
    pub policy_mark: Option<PolicyMark>,
    /// Who allowed the images to be used.
    pub permission: Option<PermissionRecord>,
    /// The file that says so, if it is not that of the rules.
    pub permission_file: Option<PathBuf>,
    /// Who has looked at the cleaned images as an outsider would.
    pub intruder_test: Option<IntruderTest>,
    /// What the collection is called.
    pub collection: Option<CollectionName>,
    pub regions: Option<PathBuf>,
    /// The regions file is meant to hold more than what is in IN.
    pub allow_idle_regions: bool,
    /// Where the certificate is written besides.
    pub report: Option<PathBuf>,
    /// The linking key: made where absent.
    pub key: Option<PathBuf>,
    pub passphrase_file: Option<PathBuf>,
    /// What opens encrypted archives in IN.
    pub zip_password_file: Option<PathBuf>,
    /// The passphrase by which all of OUT is one encrypted zip.
    pub encrypt_zip: Option<PathBuf>,
    /// Paths that a DICOMDIR can list, and such a file.
    pub dicomdir: bool,
    /// Where the tables of old and new IDs go.
    pub mapping: Option<PathBuf>,
    pub assume_reviewed: bool,
    /// Patient IDs each of which is one person's, whatever names and birth dates say.
    pub one_patient: Vec<String>,
    /// What is struck out of every text.
    pub strike: Option<PathBuf>,
    /// It is meant for other files as well.
    pub allow_idle_strikes: bool,
    /// Text in pictures is found and painted.
    pub auto_redact: Option<Redact>,
    /// Models in the place of those that are built in.
    pub models: Option<PathBuf>,
    pub jobs: usize,
}

/// `darkroom texts IN …`.
#[derive(Debug, PartialEq)]
pub struct Texts {
    pub input: PathBuf,
    /// The rules by which the texts would leave.
    pub policy: Policy,
    pub policy_file: Option<PathBuf>,
    /// Where the table goes, if it is not printed.
    pub to: Option<PathBuf>,
    pub strike: Option<PathBuf>,
    pub zip_password_file: Option<PathBuf>,
    pub jobs: usize,
}

/// Which text is painted that is found in pictures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redact {
    /// What identifies the patient, and what may identify somebody.
    Identifying,
    /// Measurements and markers, too.
    All,
}

/// `darkroom find-text IN --json FILE …`.
#[derive(Debug, PartialEq)]
pub struct FindText {
    pub input: PathBuf,
    /// Where what was found goes.
    pub json: PathBuf,
    /// Models in the place of those that are built in.
    pub models: Option<PathBuf>,
    pub zip_password_file: Option<PathBuf>,
    pub jobs: usize,
}

/// `darkroom inspect IN …`.
#[derive(Debug, PartialEq)]
pub struct Inspect {
    pub input: PathBuf,
    pub zip_password_file: Option<PathBuf>,
    /// For programs; without any value of the files.
    pub json: bool,
    /// With them.
    pub with_identifiers: bool,
}

/// `darkroom verify OUT …`.
#[derive(Debug, PartialEq)]
pub struct Verify {
    pub output: PathBuf,
    /// The originals.
    pub against: Option<PathBuf>,
    /// The rules by which OUT was made, in place of those on its certificates: what they keep is no finding.
    pub policy: Option<Policy>,
    pub policy_file: Option<PathBuf>,
    /// The linking key and the tables that lead from images to their originals.
    pub key: Option<PathBuf>,
    pub passphrase_file: Option<PathBuf>,
    pub mapping: Option<PathBuf>,
    /// What opens encrypted archives in IN and OUT.
    pub zip_password_file: Option<PathBuf>,
    pub report: Option<PathBuf>,
    pub jobs: usize,
}

/// `darkroom slides OUT --to DIR …`.
#[derive(Debug, PartialEq)]
pub struct Slides {
    /// What was delivered.
    pub output: PathBuf,
    /// Where the pictures go: a folder that is empty or absent.
    pub to: PathBuf,
    pub format: Format,
    pub size: Size,
    /// The name of the one series' folder.
    pub series: Option<String>,
    pub jobs: usize,
}

/// `darkroom list LIST IN …`.
#[derive(Debug, PartialEq)]
pub struct List {
    /// What the PACS manager was asked for: a workbook or a text file.
    pub list: PathBuf,
    pub input: PathBuf,
    pub zip_password_file: Option<PathBuf>,
    /// Print names, numbers and dates.
    pub names: bool,
}

/// Reads the arguments.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Task, ArgumentError> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut given = Given::default();
    while let Some(argument) = parser.next()? {
        match argument {
            Short('h') | Long("help") => return Ok(Task::Help),
            Short('V') | Long("version") => return Ok(Task::Version),
            Long(name) => {
                let name = name.to_owned();
                given.option(&name, &mut parser)?;
            }
            Value(word) => given.words.push(word),
            other => return Err(other.unexpected().into()),
        }
    }
    given.task()
}

/// A record of permission from a file.
pub fn read_permission(path: &Path) -> Result<PermissionRecord, RulesError> {
    let file = || super::terminal::shown(path);
    let text = super::files::read_text(path).map_err(|error| RulesError::Unread(file(), error))?;
    PermissionRecord::read(&text).map_err(|error| RulesError::Permission(file(), error))
}

/// Rules from a file.
pub fn read_policy(path: &Path) -> Result<PolicyFile, RulesError> {
    let file = || super::terminal::shown(path);
    let text = super::files::read_text(path).map_err(|error| RulesError::Unread(file(), error))?;
    PolicyFile::read(&text).map_err(|error| RulesError::Wrong(file(), error))
}
