//! Whether what a run is to write may be written where it is asked for: settled before anything is made or cleaned.
//!
//! In come the paths of a task; out comes nothing, or the reason why it is refused. Never: anything that is there is
//! written over, but for a linking key; originals and what is made of them lie in one folder; what leads back to
//! patients lies among the cleaned images.

use std::path::{Path, PathBuf};

use darkroom::deliver::Paper;

use super::out_folder::OutFolder;
use super::places::{Folders, Place, is_one_file};
use super::terminal::shown;
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
    #[error("{0} can identify patients: {folder} holds cleaned images, with which it must not travel", folder = shown(.1))]
    BesideCleaned(&'static str, PathBuf),
    #[error("{0} lies in OUT: give a place outside it")]
    InOutput(&'static str),
    #[error("{0} and {1} are the same file: choose two different ones")]
    OneFile(&'static str, &'static str),
    #[error("{0}: there is no such folder as {folder}", folder = shown(.1))]
    NoFolder(&'static str, PathBuf),
    #[error("{0} names a folder: give a file in it")]
    IsFolder(&'static str),
    #[error("{option}: there is something at {path} already: give another place", option = .0, path = shown(.1))]
    Taken(&'static str, PathBuf),
    #[error("{0} names something that is not a file")]
    NoFile(&'static str),
    #[error(
        "{0} has other names as well, which would go on leading to what it was: give a file with one name"
    )]
    SeveralNames(&'static str),
    #[error("{path} can't be resolved: {why}", path = shown(.0), why = .1)]
    Unfollowed(PathBuf, String),
}

/// What holds for the files that an option writes.
struct Rule {
    option: &'static str,
    /// What is said if they are to lie in OUT; nothing if they may.
    in_output: Option<fn(&'static str) -> Refused>,
    /// Whether they lead back to patients.
    leads_back: bool,
    /// Whether their folder is made for them.
    folder_is_made: bool,
    over: Over,
}

/// What may be there already.
enum Over {
    Nothing,
    /// A file that is checked before it is changed, by whoever changes it.
    File,
}

const REPORT: Rule = Rule {
    option: "--report",
    in_output: Some(Refused::InOutput),
    leads_back: false,
    folder_is_made: false,
    over: Over::Nothing,
};

const KEY: Rule = Rule {
    option: "--key",
    in_output: Some(Refused::LeadsBack),
    leads_back: true,
    folder_is_made: false,
    over: Over::File,
};

const TEXTS: Rule = Rule {
    option: "--to",
    in_output: None,
    leads_back: true,
    folder_is_made: false,
    over: Over::Nothing,
};

const FOUND_TEXT: Rule = Rule {
    option: "--json",
    ..TEXTS
};

const MAPPING: Rule = Rule {
    option: "--mapping",
    in_output: Some(Refused::LeadsBack),
    leads_back: true,
    folder_is_made: true,
    over: Over::Nothing,
};

/// Checks a task of cleaning.
pub fn check(task: &args::Clean) -> Result<(), Error> {
    let key = task.key.as_deref().map(follow).transpose()?;
    // What is written in OUT is named by the run, and OUT is empty.
    let report = task.report.clone().map(|path| (&REPORT, path));
    let mut writes: Vec<_> = report.into_iter().collect();
    writes.extend(task.key.clone().map(|path| (&KEY, path)));
    let lock = key.as_ref().map(|key| key_file::lock_of(key.path()));
    writes.extend(lock.map(|path| (&KEY, path)));
    let tables = task.mapping.iter().flat_map(|folder| {
        let names = key_file::TABLES.iter();
        names.map(|name| folder.join(name))
    });
    writes.extend(tables.map(|path| (&MAPPING, path)));
    let asked = Asked {
        input: Some(&task.input),
        output: &task.output,
        reads: vec![
            ("--regions", task.regions.as_deref()),
            ("--policy", task.policy_file.as_deref()),
            ("--permission", task.permission_file.as_deref()),
            ("--strike", task.strike.as_deref()),
            ("--passphrase-file", task.passphrase_file.as_deref()),
            ("--zip-password-file", task.zip_password_file.as_deref()),
            ("--encrypt-zip", task.encrypt_zip.as_deref()),
        ],
        writes,
    };
    asked.check()?;
    OutFolder::check(&task.output)?;
    match key {
        Some(key) if has_other_names(key.path()) => Err(Refused::SeveralNames(KEY.option).into()),
        _ => Ok(()),
    }
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
        writes: (task.report.clone().map(|path| (&REPORT, path)))
            .into_iter()
            .collect(),
    };
    task.check()
}

/// Checks a task of listing texts, which are patient data.
pub fn check_texts(task: &args::Texts) -> Result<(), Error> {
    files::can_be_listed(&task.input)?;
    let Some(path) = task.to.clone() else {
        return Ok(());
    };
    let reads = [
        ("--strike", &task.strike),
        ("--policy", &task.policy_file),
        ("--zip-password-file", &task.zip_password_file),
    ];
    check_private(&task.input, &reads, (&TEXTS, path))
}

/// Checks a task of searching pictures for text, which is patient data.
pub fn check_find_text(task: &args::FindText) -> Result<(), Error> {
    files::can_be_listed(&task.input)?;
    let reads = [("--zip-password-file", &task.zip_password_file)];
    check_private(&task.input, &reads, (&FOUND_TEXT, task.json.clone()))
}

/// Whether a file that holds patient data may be written where it is asked for.
fn check_private(
    input: &Path,
    reads: &[(&'static str, &Option<PathBuf>)],
    (rule, path): (&'static Rule, PathBuf),
) -> Result<(), Error> {
    let place = follow(&path)?;
    let originals = (follow(input)?, Folders::of(&files::walk(input)?.1));
    let read = reads.iter().filter_map(|(option, path)| {
        let path = path.as_deref()?;
        Some(follow(path).map(|place| (*option, place)))
    });
    let read: Vec<_> = read.collect::<Result<_, Refused>>()?;
    let nowhere = follow(&path)?;
    let written = Written { rule, path, place };
    written.where_it_may_lie(Some(&originals), &nowhere)?;
    written.by_itself(&read, &[])?;
    Ok(())
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
        let mut listed = Vec::new();
        if let Some(path) = self.input {
            files::can_be_listed(path)?;
            let input = follow(path)?;
            if output.is_within(&input) {
                return Err(Refused::OutputAmongOriginals.into());
            }
            if input.is_within(&output) {
                return Err(Refused::OriginalsInOutput.into());
            }
            let (files, folders) = files::walk(path)?;
            let folders = Folders::of(&folders);
            if folders.hold(&output) {
                return Err(Refused::OutputAmongOriginals.into());
            }
            listed = files;
            originals = Some((input, folders));
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
            written.where_it_may_lie(originals.as_ref(), &output)?;
            written.by_itself(&reads, &writes)?;
            writes.push(written);
        }
        for (option, metadata) in writes.iter().filter_map(Written::there) {
            let is_it = |original: &PathBuf| {
                std::fs::metadata(original).is_ok_and(|original| is_one_file(&original, &metadata))
            };
            if listed.iter().any(is_it) {
                return Err(Refused::OntoOriginal(option).into());
            }
        }
        Ok(())
    }
}

impl Written {
    fn where_it_may_lie(
        &self,
        originals: Option<&(Place, Folders)>,
        output: &Place,
    ) -> Result<(), Refused> {
        let Rule {
            option, in_output, ..
        } = *self.rule;
        let is_among = |(input, folders): &(Place, Folders)| {
            self.place.is_within(input) || folders.hold(&self.place)
        };
        if originals.is_some_and(is_among) {
            return Err(Refused::AmongOriginals(option));
        }
        let in_out = self.place.is_within(output);
        if let (true, Some(refused)) = (in_out, in_output) {
            return Err(refused(option));
        }
        if self.rule.leads_back
            && let Some(folder) = self.place.path().ancestors().find(|it| holds_cleaned(it))
        {
            return Err(Refused::BesideCleaned(option, folder.to_owned()));
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
            _ if path.is_dir() => Err(Refused::IsFolder(option)),
            // A pipe would be waited for without end.
            Over::File if path.exists() && !path.is_file() => Err(Refused::NoFile(option)),
            // Also a link that leads nowhere.
            Over::Nothing if self.path.symlink_metadata().is_ok() => {
                Err(Refused::Taken(option, self.path.clone()))
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

/// What place a path means.
pub fn follow(path: &Path) -> Result<Place, Refused> {
    Place::of(path).map_err(|error| Refused::Unfollowed(path.to_owned(), error.to_string()))
}

/// Whether a certificate in a folder says that there are cleaned images.
fn holds_cleaned(folder: &Path) -> bool {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names = entries.map(|entry| entry.file_name());
    names.any(|name| {
        let paper = name.to_str().and_then(Paper::of_name);
        matches!(paper, Some((Paper::Certificate, _)))
    })
}

/// Whether a file has more names than one. Its new version would get one of them only.
fn has_other_names(path: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.nlink() > 1)
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        false
    }
}

#[cfg(test)]
mod tests;
