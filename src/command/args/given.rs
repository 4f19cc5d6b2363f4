//! Options and words as they are given, and the task that they make.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;

use darkroom::deid::{IntruderTest, PermissionRecord, Policy, PolicyMark, Preset};
use darkroom::deliver::{CollectionForm, CollectionName};

use super::error::ArgumentError;
use super::slides::{self, GivenOfSlides};
use super::{
    Clean, FindText, Inspect, List, Redact, Task, Texts, Verify, read_permission, read_policy,
};

/// What says what the collection is called.
const NAMING: [&str; 2] = ["collection-name", "collection-description"];

/// What was given so far.
#[derive(Default)]
pub(super) struct Given {
    pub(super) words: Vec<OsString>,
    /// Names of the options.
    names: BTreeSet<String>,
    /// The first option that neither inspect nor policy has.
    clean_only: Option<String>,
    policy: Option<Policy>,
    policy_file: Option<PathBuf>,
    policy_mark: Option<PolicyMark>,
    /// Of the file of rules, and of one of its own.
    standing_permission: Option<PermissionRecord>,
    intruder_test: Option<IntruderTest>,
    permission: Option<PermissionRecord>,
    permission_file: Option<PathBuf>,
    collection: CollectionForm,
    regions: Option<PathBuf>,
    report: Option<PathBuf>,
    key: Option<PathBuf>,
    passphrase_file: Option<PathBuf>,
    zip_password_file: Option<PathBuf>,
    encrypt_zip: Option<PathBuf>,
    mapping: Option<PathBuf>,
    against: Option<PathBuf>,
    one_patient: Vec<String>,
    strike: Option<PathBuf>,
    jobs: Option<usize>,
    assume_reviewed: bool,
    dicomdir: bool,
    allow_idle_regions: bool,
    allow_idle_strikes: bool,
    auto_redact: bool,
    all_text: bool,
    models: Option<PathBuf>,
    json: bool,
    /// Of find-text.
    json_file: Option<PathBuf>,
    with_identifiers: bool,
    slides: GivenOfSlides,
    names_shown: bool,
}

impl Given {
    /// Takes one long option with its value.
    pub(super) fn option(
        &mut self,
        name: &str,
        parser: &mut lexopt::Parser,
    ) -> Result<(), ArgumentError> {
        self.count(name)?;
        let mut path = || parser.value().map(|value| Some(PathBuf::from(value)));
        match name {
            "regions" => self.regions = path()?,
            "report" => self.report = path()?,
            "key" => self.key = path()?,
            "passphrase-file" => self.passphrase_file = path()?,
            "zip-password-file" => self.zip_password_file = path()?,
            "encrypt-zip" => self.encrypt_zip = path()?,
            "mapping" => self.mapping = path()?,
            "against" => self.against = path()?,
            "strike" => self.strike = path()?,
            "assume-reviewed" => self.assume_reviewed = true,
            "allow-idle-regions" => self.allow_idle_regions = true,
            "allow-idle-strikes" => self.allow_idle_strikes = true,
            "dicomdir" => self.dicomdir = true,
            "auto-redact" => self.auto_redact = true,
            "all-text" => self.all_text = true,
            "models" => self.models = path()?,
            // A file of find-text; inspect prints.
            "json" if self.is_find_text() => self.json_file = path()?,
            "json" => self.json = true,
            "with-identifiers" => self.with_identifiers = true,
            "names" => self.names_shown = true,
            "permission" => {
                let path = PathBuf::from(parser.value()?);
                self.permission = Some(read_permission(&path)?);
                self.permission_file = Some(path);
            }
            "collection-name" => self.collection.name = text(parser.value()?)?,
            "collection-description" => self.collection.description = text(parser.value()?)?,
            "one-patient" => {
                let id = parser.value()?.into_string();
                self.one_patient
                    .push(id.map_err(|_| ArgumentError::NoPatientId)?);
            }
            "jobs" => self.jobs = Some(jobs(parser.value()?)?),
            name if slides::OPTIONS.contains(&name) => self.slides.option(name, parser.value()?)?,
            "preset" | "policy" => self.rules(name, parser)?,
            unknown => return Err(lexopt::Arg::Long(unknown).unexpected().into()),
        }
        Ok(())
    }

    /// Refuses an option that is given again: the last one would count, and what the others asked for would go unsaid.
    fn count(&mut self, name: &str) -> Result<(), ArgumentError> {
        if name != "one-patient" && !self.names.insert(name.to_owned()) {
            return Err(ArgumentError::Twice(name.to_owned()));
        }
        let is_of_others = matches!(
            name,
            "zip-password-file" | "json" | "with-identifiers" | "names"
        );
        if !is_of_others {
            self.clean_only.get_or_insert_with(|| format!("--{name}"));
        }
        Ok(())
    }

    fn is_find_text(&self) -> bool {
        self.words.first().is_some_and(|word| word == "find-text")
    }

    fn rules(&mut self, name: &str, parser: &mut lexopt::Parser) -> Result<(), ArgumentError> {
        if self.policy.is_some() {
            return Err(ArgumentError::RulesTwice);
        }
        let value = parser.value()?;
        if name == "preset" {
            let preset = value.to_str().and_then(Preset::named);
            self.policy = Some(preset.ok_or(ArgumentError::NoPreset)?.into());
            return Ok(());
        }
        let path = PathBuf::from(value);
        let read = read_policy(&path)?;
        self.policy = Some(read.policy);
        self.standing_permission = read.permission;
        self.intruder_test = read.intruder_test;
        self.policy_mark = Some(read.mark);
        self.policy_file = Some(path);
        Ok(())
    }

    /// The task that the words and options make together.
    pub(super) fn task(mut self) -> Result<Task, ArgumentError> {
        self.fits_together()?;
        let mut words = std::mem::take(&mut self.words).into_iter();
        let task = words.next();
        let is_other = |name: &str| task.as_ref().is_some_and(|task| task != name);
        for (is_given, option, owner) in [
            (self.against.is_some(), "--against", "verify"),
            (self.json, "--json", "inspect"),
            (self.auto_redact, "--auto-redact", "clean"),
            (self.names_shown, "--names", "list"),
        ] {
            if is_given && is_other(owner) {
                return Err(ArgumentError::OptionOf(option.into(), owner));
            }
        }
        let of_slides = self.slides.first().filter(|_| is_other("slides"));
        if let Some(option) = of_slides.filter(|option| *option != "--to" || is_other("texts")) {
            return Err(ArgumentError::OptionOf(option.into(), "slides"));
        }
        let task = match task.as_ref().and_then(|word| word.to_str()) {
            Some("clean") => self.clean(words.next(), words.next())?,
            Some("inspect") => self.inspect(words.next())?,
            Some("verify") => self.verify(words.next())?,
            Some("slides") => self.slides(words.next())?,
            Some("texts") => self.texts(words.next())?,
            Some("find-text") => self.find_text(words.next())?,
            Some("list") => self.list(words.next(), words.next())?,
            Some("policy") => self.policy(words.next())?,
            Some("help") | None => Task::Help,
            Some(_) => return Err(ArgumentError::NoTask),
        };
        match words.next() {
            Some(_) => Err(ArgumentError::TooManyWords),
            None => Ok(task),
        }
    }

    /// Whether each option has the one that it says something of.
    fn fits_together(&self) -> Result<(), ArgumentError> {
        if self.passphrase_file.is_some() && self.key.is_none() {
            return Err(ArgumentError::Alone("--passphrase-file", "--key"));
        }
        if self.allow_idle_regions && self.regions.is_none() {
            return Err(ArgumentError::Alone("--allow-idle-regions", "--regions"));
        }
        if self.allow_idle_strikes && self.strike.is_none() {
            return Err(ArgumentError::Alone("--allow-idle-strikes", "--strike"));
        }
        if self.all_text && !self.auto_redact {
            return Err(ArgumentError::Alone("--all-text", "--auto-redact"));
        }
        if self.models.is_some() && !self.auto_redact && !self.is_find_text() {
            return Err(ArgumentError::Alone("--models", "--auto-redact"));
        }
        if self.with_identifiers && !self.json {
            return Err(ArgumentError::Alone("--with-identifiers", "--json"));
        }
        Ok(())
    }

    /// Threads: as many as were asked for, or as there are processors.
    fn jobs(&self) -> usize {
        let all = || std::thread::available_parallelism().map_or(1, usize::from);
        self.jobs.unwrap_or_else(all)
    }

    fn clean(
        self,
        input: Option<OsString>,
        output: Option<OsString>,
    ) -> Result<Task, ArgumentError> {
        let (Some(input), Some(output)) = (input, output) else {
            return Err(ArgumentError::TooFewWords("clean", "IN and OUT"));
        };
        let collection = self.collection()?;
        Ok(Task::Clean(Box::new(Clean {
            input: input.into(),
            output: output.into(),
            jobs: self.jobs(),
            policy: self.policy.unwrap_or_default(),
            policy_file: self.policy_file,
            policy_mark: self.policy_mark,
            permission: self.permission.or(self.standing_permission),
            permission_file: self.permission_file,
            intruder_test: self.intruder_test,
            collection,
            regions: self.regions,
            allow_idle_regions: self.allow_idle_regions,
            report: self.report,
            key: self.key,
            passphrase_file: self.passphrase_file,
            zip_password_file: self.zip_password_file,
            encrypt_zip: self.encrypt_zip,
            dicomdir: self.dicomdir,
            mapping: self.mapping,
            assume_reviewed: self.assume_reviewed,
            one_patient: self.one_patient,
            strike: self.strike,
            allow_idle_strikes: self.allow_idle_strikes,
            auto_redact: self.auto_redact.then_some(match self.all_text {
                true => Redact::All,
                false => Redact::Identifying,
            }),
            models: self.models,
        })))
    }

    /// What the collection is called, if anything was given for it.
    fn collection(&self) -> Result<Option<CollectionName>, ArgumentError> {
        let is_given = NAMING.iter().any(|option| self.names.contains(*option));
        let form = is_given.then(|| self.collection.clone());
        Ok(form.map(CollectionName::try_from).transpose()?)
    }

    fn inspect(self, input: Option<OsString>) -> Result<Task, ArgumentError> {
        if let Some(option) = self.clean_only {
            return Err(ArgumentError::OptionOf(option, "clean"));
        }
        let input = input.ok_or(ArgumentError::TooFewWords("inspect", "IN"))?;
        Ok(Task::Inspect(Inspect {
            input: input.into(),
            zip_password_file: self.zip_password_file,
            json: self.json,
            with_identifiers: self.with_identifiers,
        }))
    }

    fn list(self, list: Option<OsString>, input: Option<OsString>) -> Result<Task, ArgumentError> {
        if let Some(option) = self.clean_only {
            return Err(ArgumentError::OptionOf(option, "clean"));
        }
        let (Some(list), Some(input)) = (list, input) else {
            return Err(ArgumentError::TooFewWords("list", "LIST and IN"));
        };
        Ok(Task::List(List {
            list: list.into(),
            input: input.into(),
            zip_password_file: self.zip_password_file,
            names: self.names_shown,
        }))
    }

    fn verify(self, output: Option<OsString>) -> Result<Task, ArgumentError> {
        if self.assume_reviewed
            || !self.one_patient.is_empty()
            || self.regions.is_some()
            || self.permission.is_some()
        {
            return Err(ArgumentError::OptionsOfClean);
        }
        let of_clean = ["encrypt-zip", "dicomdir", "strike"];
        let mut of_clean = of_clean.iter().chain(&NAMING);
        if let Some(option) = of_clean.find(|option| self.names.contains(**option)) {
            return Err(ArgumentError::OptionOf(format!("--{option}"), "clean"));
        }
        let output = output.ok_or(ArgumentError::TooFewWords("verify", "OUT"))?;
        Ok(Task::Verify(Box::new(Verify {
            output: output.into(),
            jobs: self.jobs(),
            against: self.against,
            policy: self.policy,
            policy_file: self.policy_file,
            key: self.key,
            passphrase_file: self.passphrase_file,
            mapping: self.mapping,
            zip_password_file: self.zip_password_file,
            report: self.report,
        })))
    }

    fn slides(self, output: Option<OsString>) -> Result<Task, ArgumentError> {
        let of_slides = |name: &str| name == "jobs" || slides::OPTIONS.contains(&name);
        if let Some(other) = self.names.iter().find(|name| !of_slides(name)) {
            return Err(ArgumentError::NoOptionOf(format!("--{other}"), "slides"));
        }
        let jobs = self.jobs();
        self.slides.task(output, jobs)
    }

    fn texts(mut self, input: Option<OsString>) -> Result<Task, ArgumentError> {
        const OF_TEXTS: [&str; 6] = [
            "to",
            "preset",
            "policy",
            "strike",
            "zip-password-file",
            "jobs",
        ];
        let is_other = |name: &&String| !OF_TEXTS.contains(&name.as_str());
        if let Some(other) = self.names.iter().find(is_other) {
            return Err(ArgumentError::NoOptionOf(format!("--{other}"), "texts"));
        }
        let input = input.ok_or(ArgumentError::TooFewWords("texts", "IN"))?;
        let jobs = self.jobs();
        Ok(Task::Texts(Texts {
            input: input.into(),
            policy: self.policy.unwrap_or_default(),
            policy_file: self.policy_file,
            to: self.slides.take_to(),
            strike: self.strike,
            zip_password_file: self.zip_password_file,
            jobs,
        }))
    }

    fn find_text(self, input: Option<OsString>) -> Result<Task, ArgumentError> {
        const ITS_OWN: [&str; 4] = ["json", "models", "zip-password-file", "jobs"];
        let is_other = |name: &&String| !ITS_OWN.contains(&name.as_str());
        if let Some(other) = self.names.iter().find(is_other) {
            return Err(ArgumentError::NoOptionOf(format!("--{other}"), "find-text"));
        }
        let jobs = self.jobs();
        let (Some(input), Some(json)) = (input, self.json_file) else {
            return Err(ArgumentError::TooFewWords(
                "find-text",
                "IN and --json FILE",
            ));
        };
        Ok(Task::FindText(FindText {
            input: input.into(),
            json,
            models: self.models,
            zip_password_file: self.zip_password_file,
            jobs,
        }))
    }

    fn policy(self, file: Option<OsString>) -> Result<Task, ArgumentError> {
        if self.zip_password_file.is_some() {
            return Err(ArgumentError::Alone("--zip-password-file", "IN"));
        }
        if let Some(option) = self.clean_only {
            return Err(ArgumentError::OptionOf(option, "clean"));
        }
        let file = file.ok_or(ArgumentError::TooFewWords("policy", "FILE"))?;
        Ok(Task::Policy { file: file.into() })
    }
}

fn text(value: OsString) -> Result<String, ArgumentError> {
    value.into_string().map_err(|_| ArgumentError::NoText)
}

fn jobs(value: OsString) -> Result<usize, ArgumentError> {
    let number = value.to_str().and_then(|text| text.parse::<usize>().ok());
    let number = number.filter(|&number| number > 0);
    number.ok_or(ArgumentError::NoNumberOfJobs)
}
