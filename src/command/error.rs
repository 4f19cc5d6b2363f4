//! Why a task could not be done at all, each as a sentence for the user.

use std::io;
use std::path::PathBuf;

use darkroom::deid::NoRandomness;
use darkroom::deliver::KeyError;
use darkroom::deliver::key::Weak;
use darkroom::deliver::typed;
use darkroom::deliver::zip::Unfit;
use darkroom::harvest::ListError;
use darkroom::text::ModelError;

use super::args::RulesError;
use super::key_file::PASSPHRASE_VARIABLE;
use super::out_folder::NoOut;
use super::outputs::Refused;
use super::regions::RegionsError;
use super::terminal::shown;

/// How a task failed; the exit code follows it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something else has to be asked for, and nothing was written.
    #[error(transparent)]
    Usage(Reason),
    /// What was asked for is right, and could not be done.
    #[error(transparent)]
    Failed(Reason),
}

/// Why it failed.
#[derive(Debug, thiserror::Error)]
pub enum Reason {
    #[error("{} can't be read: {}", shown(.0), .1)]
    Unread(PathBuf, io::Error),
    #[error("{} can't be read: it is not a text in UTF-8", shown(.0))]
    NoText(PathBuf),
    #[error("{} can't be written: {}", shown(.0), .1)]
    Unwritten(PathBuf, io::Error),
    #[error("{} is {}: give a folder, file or archive", shown(.0), .1)]
    NoInput(PathBuf, &'static str),
    #[error("no original in {} can be read: there is nothing to search for", shown(.0))]
    NoOriginals(PathBuf),
    #[error("{} holds no password", shown(.0))]
    NoPassword(PathBuf),
    #[error("{} is no such table", shown(.0))]
    NoTable(PathBuf),
    #[error("--one-patient, number {0}: no patient in IN has this ID")]
    NobodysId(usize),
    #[error(
        "nothing was cleaned: put the regions file right, or give --allow-idle-regions if it is meant to hold more than fits"
    )]
    IdleRegions,
    #[error(
        "nothing was cleaned: put the lines of --strike right, or give --allow-idle-strikes if they are meant for other files too"
    )]
    IdleStrikes,
    #[error(
        "{} holds no certificate that can be read: pictures are drawn only of what one lists", shown(.0)
    )]
    NoCertificate(PathBuf),
    #[error("--series: no series in OUT has a folder of this name")]
    NoSeries,
    #[error("there is no key at {}", shown(.0))]
    NoKey(PathBuf),
    #[error("{} is another key by now", shown(.0))]
    OtherKey(PathBuf),
    #[error("{}: {}", shown(.0), .1)]
    Key(PathBuf, KeyError),
    #[error(
        "--key needs a passphrase: in {}, or by --passphrase-file",
        PASSPHRASE_VARIABLE
    )]
    NoPassphrase,
    #[error(transparent)]
    Passphrase(Weak),
    #[error("--encrypt-zip: {0}")]
    ZipPassphrase(Unfit),
    #[error("{} is no list of cases: {}", shown(.0), .1)]
    List(PathBuf, ListError),
    #[error("{}, line {}: begin it with text: or word: and one text or word behind it", shown(.0), .1)]
    Strike(PathBuf, usize),
    #[error("--models: {0}")]
    Models(ModelError),
    #[error(transparent)]
    Regions(RegionsError),
    #[error(transparent)]
    Rules(RulesError),
    #[error(transparent)]
    Typed(typed::NamesPatient),
    #[error(transparent)]
    Output(Refused),
    #[error(transparent)]
    OutFolder(NoOut),
    #[error(transparent)]
    Secret(NoRandomness),
    #[error(transparent)]
    Json(serde_json::Error),
    #[error("there are too many images for one DICOMDIR: clean them in several runs")]
    DirectoryTooLong,
    #[error("the counts do not reconcile")]
    Counts,
    #[error("Darkroom stopped on a fault of its own")]
    Stopped,
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Usage(Reason::Output(refused))
    }
}

impl From<NoOut> for Error {
    fn from(error: NoOut) -> Self {
        Self::Usage(Reason::OutFolder(error))
    }
}
