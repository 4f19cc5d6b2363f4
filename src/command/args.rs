//! The command's arguments.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use darkroom::deid::{Policy, PolicyFile, PolicyMark, Preset};

/// What the command is asked to do.
#[derive(Debug, PartialEq)]
pub enum Task {
    Clean(Box<Clean>),
    Inspect(Inspect),
    Verify(Box<Verify>),
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
    /// Where the tables of old and new IDs go.
    pub mapping: Option<PathBuf>,
    pub assume_reviewed: bool,
    /// Patient IDs each of which is one person's, whatever names and birth dates say.
    pub one_patient: Vec<String>,
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

pub const USAGE: &str = "\
Darkroom cleans DICOM files of everything that says who the patient is.

  darkroom clean IN OUT [options]   clean IN (a folder, file or archive) into OUT (empty or absent)
  darkroom inspect IN               show what is in IN and what needs a look
  darkroom verify OUT [--against IN]  hold OUT (a folder, file or archive) against the certificates in it, and search
                                    it for whatever the originals in IN say of their patients (with --key or --mapping
                                    to tell which original is whose; --report, --jobs; --preset or --policy, if OUT was
                                    made by other rules than its certificates say)
  darkroom policy FILE              say what rules are in FILE (JSON), or what is wrong with them

Of IN: zip, 7z, tar, gzip and images of CDs are opened in memory, and nothing of them is unpacked to the disk.
  --zip-password-file FILE  passwords of encrypted zips and 7z archives in IN, one a line, each tried on all of them

Options of clean:
  --preset NAME         rules to apply: strict (the PS3.15 Basic Profile alone), teaching (the default: with
                        cleaned descriptions and reports, ages, moved dates), research (with safe private attributes)
  --policy FILE         rules to apply, from a file (JSON)
  --regions FILE        rectangles to paint black (JSON). What matches no image, or lies outside of one that it matches,
                        is told before anything is cleaned
  --allow-idle-regions  go on all the same: FILE is shared, and meant to hold more
  --assume-reviewed     a person has looked at every picture
  --one-patient ID      a person has made sure that this patient ID is one person's, also where names, birth dates and
                        sexes differ so much that the images would otherwise be held; once for each such ID
  --report FILE         write the certificate here too (JSON); nothing may be there
  --key FILE            linking key: made if absent; with it, the same patient gets the same case name again.
                        Sealed with the passphrase in DARKROOM_PASSPHRASE (12 letters or more, not easily guessed)
  --passphrase-file FILE  take the passphrase from this file's first line
  --mapping DIR         write patient_mapping.csv and uid_mapping.csv here (old and new IDs; not in OUT)
  --jobs N              images cleaned at a time (default: all processors)

Options of inspect:
  --json                print JSON: series, why they need a look, counts; no place or value of a file
  --with-identifiers    with places of files, names, IDs, dates and UIDs

Nothing is written into IN, and OUT does not lie in it. Each option is given once, but for --one-patient.
Series that may show a name in the picture are held, painted or not, unless regions hide all of each picture or
--assume-reviewed is given. What seldom shows text leaves without a look, and its header claims none.
Exit: 0 all delivered, nothing found, nothing that needs a look; 3 some held, something found, something that needs a
look, or no DICOM in IN; 2 wrong usage, and nothing was written; 1 failed.";

/// Reads the arguments; the error is a sentence for the user.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Task, String> {
    use lexopt::Arg::{Long, Short, Value};
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut words: Vec<OsString> = Vec::new();
    let mut policy: Option<Policy> = None;
    let (mut regions, mut report, mut jobs, mut assume_reviewed, mut clean_only) =
        (None, None, None, false, None);
    let (mut key, mut passphrase_file, mut mapping) = (None, None, None);
    let mut zip_password_file = None;
    let mut one_patient: Vec<String> = Vec::new();
    let mut allow_idle_regions = false;
    let (mut json, mut with_identifiers) = (false, false);
    let mut given: BTreeSet<String> = BTreeSet::new();
    let mut policy_file: Option<PathBuf> = None;
    let mut policy_mark: Option<PolicyMark> = None;
    let mut against: Option<PathBuf> = None;
    let sentence = |error: lexopt::Error| error.to_string();
    while let Some(argument) = parser.next().map_err(sentence)? {
        if let Long(name) = &argument {
            // The last one would count, and what the others asked for would go unsaid.
            if *name != "one-patient" && !given.insert((*name).to_owned()) {
                return Err(format!("--{name} is given twice"));
            }
            if !matches!(
                *name,
                "help" | "version" | "zip-password-file" | "json" | "with-identifiers"
            ) {
                clean_only.get_or_insert_with(|| format!("--{name}"));
            }
        }
        match argument {
            Short('h') | Long("help") => return Ok(Task::Help),
            Short('V') | Long("version") => return Ok(Task::Version),
            Long("regions") => regions = Some(parser.value().map_err(sentence)?.into()),
            Long("report") => report = Some(parser.value().map_err(sentence)?.into()),
            Long("key") => key = Some(parser.value().map_err(sentence)?.into()),
            Long("passphrase-file") => {
                passphrase_file = Some(parser.value().map_err(sentence)?.into());
            }
            Long("zip-password-file") => {
                zip_password_file = Some(PathBuf::from(parser.value().map_err(sentence)?));
            }
            Long("mapping") => mapping = Some(parser.value().map_err(sentence)?.into()),
            Long("against") => against = Some(parser.value().map_err(sentence)?.into()),
            Long("assume-reviewed") => assume_reviewed = true,
            Long("allow-idle-regions") => allow_idle_regions = true,
            Long("json") => json = true,
            Long("with-identifiers") => with_identifiers = true,
            Long("one-patient") => {
                let id = parser.value().map_err(sentence)?;
                let id = id
                    .into_string()
                    .map_err(|_| "--one-patient takes a patient ID")?;
                one_patient.push(id);
            }
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
                let path = PathBuf::from(parser.value().map_err(sentence)?);
                let read = read_policy(&path)?;
                policy = Some(read.policy);
                policy_mark = Some(read.mark);
                policy_file = Some(path);
            }
            Value(word) => words.push(word),
            other => return Err(sentence(other.unexpected())),
        }
    }
    if passphrase_file.is_some() && key.is_none() {
        return Err("--passphrase-file goes with --key".into());
    }
    if allow_idle_regions && regions.is_none() {
        return Err("--allow-idle-regions goes with --regions".into());
    }
    if with_identifiers && !json {
        return Err("--with-identifiers goes with --json".into());
    }
    let jobs = jobs.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    let mut words = words.into_iter();
    let task = words.next();
    if against.is_some() && task.as_ref().is_some_and(|task| task != "verify") {
        return Err("--against is an option of verify".into());
    }
    if json && task.as_ref().is_some_and(|task| task != "inspect") {
        return Err("--json is an option of inspect".into());
    }
    let task = match task.as_ref().and_then(|word| word.to_str()) {
        Some("clean") => match (words.next(), words.next()) {
            (Some(input), Some(output)) => Task::Clean(Box::new(Clean {
                input: input.into(),
                output: output.into(),
                policy: policy.unwrap_or_default(),
                policy_file,
                policy_mark,
                regions,
                allow_idle_regions,
                report,
                key,
                passphrase_file,
                zip_password_file,
                mapping,
                assume_reviewed,
                one_patient,
                jobs,
            })),
            _ => return Err("clean takes IN and OUT".into()),
        },
        Some("inspect") => match (words.next(), clean_only) {
            (_, Some(option)) => return Err(format!("{option} is an option of clean")),
            (Some(input), None) => Task::Inspect(Inspect {
                input: input.into(),
                zip_password_file,
                json,
                with_identifiers,
            }),
            (None, None) => return Err("inspect takes IN".into()),
        },
        Some("verify") if assume_reviewed || !one_patient.is_empty() || regions.is_some() => {
            return Err(
                "--regions, --assume-reviewed and --one-patient are options of clean".into(),
            );
        }
        Some("verify") => match words.next() {
            Some(output) => Task::Verify(Box::new(Verify {
                output: output.into(),
                against,
                policy,
                policy_file,
                key,
                passphrase_file,
                mapping,
                zip_password_file,
                report,
                jobs,
            })),
            None => return Err("verify takes OUT".into()),
        },
        Some("policy") if zip_password_file.is_some() => {
            return Err("--zip-password-file goes with IN".into());
        }
        Some("policy") => match (words.next(), clean_only) {
            (_, Some(option)) => return Err(format!("{option} is an option of clean")),
            (Some(file), None) => Task::Policy { file: file.into() },
            (None, None) => return Err("policy takes FILE".into()),
        },
        Some("help") | None => Task::Help,
        Some(_) => return Err("the first word is clean, inspect, verify or policy".into()),
    };
    if words.next().is_some() {
        Err("there are too many words".into())
    } else {
        Ok(task)
    }
}

/// Rules from a file; the error is a sentence for the user.
pub fn read_policy(path: &Path) -> Result<PolicyFile, String> {
    let text = super::files::read_text(path)
        .map_err(|error| format!("{} can't be read: {error}", super::said::shown(path)))?;
    PolicyFile::read(&text).map_err(|error| format!("{}: {error}", super::said::shown(path)))
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
            policy_file: None,
            policy_mark: None,
            regions: Some("r.json".into()),
            allow_idle_regions: true,
            report: None,
            key: Some("k.age".into()),
            passphrase_file: Some("p".into()),
            zip_password_file: Some("z".into()),
            mapping: Some("m".into()),
            assume_reviewed: true,
            one_patient: vec!["X1".into(), "X2".into()],
            jobs: 3,
        };
        assert_eq!(
            of(
                "clean --jobs 3 in --preset research --regions r.json out --assume-reviewed --one-patient X1 --one-patient X2 \
                --allow-idle-regions --mapping m --key k.age --passphrase-file p --zip-password-file z"
            ),
            Ok(Task::Clean(Box::new(expected)))
        );
    }

    #[test]
    fn verify_takes_out_and_what_it_was_made_of() {
        let expected = Verify {
            output: "out".into(),
            against: Some("in".into()),
            policy: Some(Preset::Strict.into()),
            policy_file: None,
            key: Some("k".into()),
            passphrase_file: Some("p".into()),
            mapping: Some("m".into()),
            zip_password_file: None,
            report: Some("r.json".into()),
            jobs: 2,
        };
        assert_eq!(
            of(
                "verify out --against in --preset strict --report r.json --jobs 2 --key k --passphrase-file p \
                --mapping m"
            ),
            Ok(Task::Verify(Box::new(expected)))
        );
    }

    #[test]
    fn inspect_takes_in_and_how_it_is_told() {
        let expected = Inspect {
            input: "in".into(),
            zip_password_file: Some("z".into()),
            json: true,
            with_identifiers: true,
        };
        assert_eq!(
            of("inspect --with-identifiers in --json --zip-password-file z"),
            Ok(Task::Inspect(expected))
        );
    }

    #[test]
    fn no_option_is_given_twice() {
        for option in [
            "regions=r",
            "report=r",
            "key=k",
            "passphrase-file=p",
            "zip-password-file=z",
            "mapping=m",
            "against=a",
            "jobs=2",
            "preset=strict",
            "assume-reviewed",
            "allow-idle-regions",
            "json",
            "with-identifiers",
        ] {
            for task in ["clean a b", "inspect a", "verify a --against b", "policy p"] {
                let said = of(&format!("{task} --{option} --{option}")).unwrap_err();
                assert!(said.contains("twice"), "{task} {option}: {said}");
            }
        }
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
            "clean a b --passphrase-file p",
            "policy",
            "policy a --zip-password-file z",
            "policy a b",
            "clean a b --unknown",
            "clean a b --against c",
            "verify",
            "verify a --against b --assume-reviewed",
            "verify a --against b --one-patient X",
            "clean a b --one-patient",
            "clean a b --allow-idle-regions",
            "clean a b --json",
            "inspect a --with-identifiers",
            "inspect a --allow-idle-regions",
            "policy a --json",
        ] {
            assert!(of(words).is_err(), "{words}");
        }
    }
}
