//! Whether what a run is to write may be written where it is asked for: settled before anything is made or cleaned.
//!
//! In come the paths of a task; out comes nothing, or the reason why it is refused. Never: an original, or a file that the
//! run reads, is written over; originals and what is made of them lie in one folder; what leads back to patients lies
//! among the cleaned images.

use std::io::Read;
use std::path::{Path, PathBuf};

use super::places::{Place, is_one_file};
use super::{Error, args, files, key_file};

/// Why a task is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error("OUT lies in IN: give a place outside the originals")]
    OutputAmongOriginals,
    #[error("IN lies in OUT: give OUT a folder of its own")]
    OriginalsInOutput,
    #[error("{0} lies in IN: give a place outside the originals")]
    AmongOriginals(&'static str),
    #[error("{0} would take the place of an original")]
    OntoOriginal(&'static str),
    #[error("{0} can identify patients: choose a place outside OUT")]
    LeadsBack(&'static str),
    #[error("{0} lies in OUT: give a place outside it")]
    InOutput(&'static str),
    #[error("{0} and {1} are the same file: choose two different ones")]
    OneFile(&'static str, &'static str),
    #[error("{0}: there is no such folder as {folder}", folder = .1.display())]
    NoFolder(&'static str, PathBuf),
    #[error("{0} names a folder: give a file in it")]
    IsFolder(&'static str),
    #[error("{0} names something that is not a report: give another name")]
    NoReport(&'static str),
    #[error("there is a {1} in the folder of {0} already: give another folder")]
    MappingOfAnotherRun(&'static str, &'static str),
    #[error("{path} can't be resolved: {why}", path = .0.display(), why = .1)]
    Unfollowed(PathBuf, String),
}

impl From<Refused> for Error {
    fn from(refused: Refused) -> Self {
        Self::Usage(refused.to_string())
    }
}

/// What holds for the files that an option writes.
struct Rule {
    option: &'static str,
    /// What is said if they are to lie in OUT; nothing if they may.
    in_output: Option<fn(&'static str) -> Refused>,
    /// Whether their folder is made for them.
    folder_is_made: bool,
    over: Over,
}

/// What may be there already.
enum Over {
    Nothing,
    /// A report of an earlier run.
    Report,
    /// A file that is checked before it is changed, by whoever changes it.
    Anything,
}

const REPORT: Rule = Rule {
    option: "--report",
    in_output: None,
    folder_is_made: false,
    over: Over::Report,
};

const REPORT_OF_VERIFY: Rule = Rule {
    in_output: Some(Refused::InOutput),
    ..REPORT
};

const KEY: Rule = Rule {
    option: "--key",
    in_output: Some(Refused::LeadsBack),
    folder_is_made: false,
    over: Over::Anything,
};

const MAPPING: Rule = Rule {
    option: "--mapping",
    in_output: Some(Refused::LeadsBack),
    folder_is_made: true,
    over: Over::Nothing,
};

/// Checks a task of cleaning.
pub fn check(task: &args::Clean) -> Result<(), Error> {
    // What is written in OUT is named by the run, and OUT is empty.
    let report = task.report.clone().map(|path| (&REPORT, path));
    let mut writes: Vec<_> = report.into_iter().collect();
    let key_files = task.key.iter().flat_map(|path| key_file::files_of(path));
    writes.extend(key_files.map(|path| (&KEY, path)));
    let tables = task.mapping.iter().flat_map(|folder| {
        let names = key_file::TABLES.iter();
        names.map(|name| folder.join(name))
    });
    writes.extend(tables.map(|path| (&MAPPING, path)));
    let task = Asked {
        input: Some(&task.input),
        output: &task.output,
        reads: vec![
            ("--regions", task.regions.as_deref()),
            ("--policy", task.policy_file.as_deref()),
            ("--passphrase-file", task.passphrase_file.as_deref()),
            ("--zip-password-file", task.zip_password_file.as_deref()),
        ],
        writes,
    };
    task.check()
}

/// Checks a task of searching a cleaned folder.
pub fn check_verify(task: &args::Verify) -> Result<(), Error> {
    // Without originals only OUT is to be kept from what is written.
    files::can_be_listed(&task.output)?;
    let tables = task.mapping.iter().flat_map(|folder| {
        let names = key_file::TABLES.iter();
        names.map(|name| folder.join(name))
    });
    let tables: Vec<PathBuf> = tables.collect();
    let tables = tables.iter().map(|table| Some(table.as_path()));
    let mut reads = vec![
        ("--policy", task.policy_file.as_deref()),
        ("--key", task.key.as_deref()),
        ("--passphrase-file", task.passphrase_file.as_deref()),
        ("--zip-password-file", task.zip_password_file.as_deref()),
    ];
    reads.extend(tables.map(|table| ("--mapping", table)));
    let task = Asked {
        input: task.against.as_deref(),
        output: &task.output,
        reads,
        writes: (task.report.clone().map(|path| (&REPORT_OF_VERIFY, path)))
            .into_iter()
            .collect(),
    };
    task.check()
}

/// The paths of a task.
struct Asked<'a> {
    /// The originals, if there are any.
    input: Option<&'a Path>,
    output: &'a Path,
    /// What it reads besides the originals.
    reads: Vec<(&'static str, Option<&'a Path>)>,
    writes: Vec<(&'static Rule, PathBuf)>,
}

/// A file that is to be written.
struct Written {
    rule: &'static Rule,
    /// As it was asked for.
    path: PathBuf,
    place: Place,
}

impl Asked<'_> {
    fn check(self) -> Result<(), Error> {
        let output = follow(self.output)?;
        let mut originals = None;
        if let Some(path) = self.input {
            files::can_be_listed(path)?;
            let input = follow(path)?;
            if output.is_within(&input) {
                return Err(Refused::OutputAmongOriginals.into());
            }
            if input.is_within(&output) {
                return Err(Refused::OriginalsInOutput.into());
            }
            originals = Some((path, input));
        }
        let mut reads = Vec::new();
        for (option, path) in self.reads {
            if let Some(path) = path {
                reads.push((option, follow(path)?));
            }
        }
        let mut writes: Vec<Written> = Vec::new();
        for (rule, path) in self.writes {
            let place = follow(&path)?;
            let written = Written { rule, path, place };
            let input = originals.as_ref().map(|(_, input)| input);
            written.where_it_may_lie(input, &output)?;
            written.by_itself(&reads, &writes)?;
            writes.push(written);
        }
        let there: Vec<_> = writes.iter().filter_map(Written::there).collect();
        if there.is_empty() {
            return Ok(());
        }
        let Some((input, _)) = originals else {
            return Ok(());
        };
        let originals = files::list(input)?;
        for (option, metadata) in there {
            let is_it = |original: &PathBuf| {
                std::fs::metadata(original).is_ok_and(|original| is_one_file(&original, &metadata))
            };
            if originals.iter().any(is_it) {
                return Err(Refused::OntoOriginal(option).into());
            }
        }
        Ok(())
    }
}

impl Written {
    fn where_it_may_lie(&self, input: Option<&Place>, output: &Place) -> Result<(), Refused> {
        let Rule {
            option, in_output, ..
        } = *self.rule;
        if input.is_some_and(|input| self.place.is_within(input)) {
            return Err(Refused::AmongOriginals(option));
        }
        let in_out = self.place.is_within(output);
        if let (true, Some(refused)) = (in_out, in_output) {
            return Err(refused(option));
        }
        let is_made = self.rule.folder_is_made || self.place.folder() == output.path();
        if !is_made && !self.place.folder().is_dir() {
            let folder = self.place.folder().to_owned();
            return Err(Refused::NoFolder(option, folder));
        }
        Ok(())
    }

    /// Whether it takes the place of nothing that is read, written besides, or somebody's.
    fn by_itself(
        &self,
        reads: &[(&'static str, Place)],
        writes: &[Written],
    ) -> Result<(), Refused> {
        let option = self.rule.option;
        let written = writes.iter().map(|other| (other.rule.option, &other.place));
        let mut others = reads
            .iter()
            .map(|(option, place)| (*option, place))
            .chain(written);
        if let Some((other, _)) = others.find(|(_, other)| self.place.is(other)) {
            return Err(Refused::OneFile(option, other));
        }
        let path = self.place.path();
        match self.rule.over {
            Over::Anything | Over::Report if path.is_dir() => Err(Refused::IsFolder(option)),
            // A pipe would be waited for without end.
            Over::Anything | Over::Report if path.exists() && !path.is_file() => {
                Err(Refused::NoReport(option))
            }
            Over::Report if path.is_file() && !is_report(path) => Err(Refused::NoReport(option)),
            // Also a link that leads nowhere.
            Over::Nothing if self.path.symlink_metadata().is_ok() => {
                let names = key_file::TABLES.iter();
                let table = names.copied().find(|name| self.path.ends_with(name));
                Err(Refused::MappingOfAnotherRun(
                    option,
                    table.unwrap_or_default(),
                ))
            }
            _ => Ok(()),
        }
    }

    /// The file that is there already.
    fn there(&self) -> Option<(&'static str, std::fs::Metadata)> {
        let metadata = std::fs::metadata(self.place.path()).ok()?;
        metadata.is_file().then_some((self.rule.option, metadata))
    }
}

fn follow(path: &Path) -> Result<Place, Refused> {
    Place::of(path).map_err(|error| Refused::Unfollowed(path.to_owned(), error.to_string()))
}

/// Whether a file is a report of an earlier run, of cleaning or of searching; or has nothing in it.
fn is_report(path: &Path) -> bool {
    const LONGEST: u64 = 256 << 20;
    let mut text = Vec::new();
    let read = std::fs::File::open(path).and_then(|file| file.take(LONGEST).read_to_end(&mut text));
    if read.is_err() {
        return false;
    }
    let is_one = |json: serde_json::Value| match json {
        serde_json::Value::Object(fields) => {
            let all = |keys: &[&str]| keys.iter().all(|key| fields.contains_key(*key));
            all(&["made_with", "rules"]) || all(&["verdict", "findings"])
        }
        serde_json::Value::Array(lines) => lines.iter().all(|line| line.get("finding").is_some()),
        _ => false,
    };
    text.trim_ascii().is_empty() || serde_json::from_slice(&text).is_ok_and(is_one)
}

#[cfg(test)]
mod tests;
