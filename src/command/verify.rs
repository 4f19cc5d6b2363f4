//! `darkroom verify OUT [--against IN]`: whether OUT is what was delivered, and what of the originals can still be found
//! in it.
//!
//! Every file of OUT, with everything in it and its name too, is held against the certificates there and searched for what
//! any original of IN says of any patient. A linking key or a mapping tells which original an image was made of; so does
//! the picture, where it was not painted. Prints places and kinds, never a value.

use std::io::Write;
use std::path::{Path, PathBuf};

use darkroom::catalogue::Outcome;
use darkroom::collection::{
    Deliveries, KeptBy, Links, Look, Originals, PaperFile, Ready, Report, Thing, Verdict, delivery,
};
use darkroom::deliver::{LinkingKey, Passphrase};
use darkroom::dicom;
use darkroom::intake::{Dropped, FileId, Locator, Opener};

use super::files::{self, Found, Origin};
use super::mapping::{self, Mapping};
use super::whole_file::{Readers, WholeFile};
use super::{Ending, Error, args, key_file, outputs, said};

/// Holds OUT against its certificates and searches it for what IN says.
pub fn run(task: &args::Verify) -> Result<Ending, Error> {
    outputs::check_verify(task)?;
    // Before any reading, which takes long.
    let into = task.report.as_deref().map(new).transpose()?;
    let output = Output::list(task)?;
    let key = key_of(task)?;
    let papers = output.papers(task.jobs);
    let deliveries = Deliveries::of(&papers, key.as_ref().map(|key| &key.secret));
    let rules = KeptBy::of(&deliveries, task.policy.as_ref());
    let mut originals = Originals::new(rules.kept.clone(), links_of(task, key.as_ref())?);
    let against = match &task.against {
        Some(input) => {
            let opener = files::opener(task.zip_password_file.as_deref())?;
            Some(files::find(input, opener, task.jobs, true)?)
        }
        None => None,
    };
    let closed = against
        .as_ref()
        .map(|against| gather(against, &mut originals));
    for place in closed.iter().flatten() {
        said::line(format_args!(
            "original {place}: can't be read, so nothing of it was searched for"
        ));
    }
    let ready = originals.ready();
    if let (Some(input), 0) = (&task.against, ready.read()) {
        return Err(Error::Usage(format!(
            "no original in {} can be read: there is nothing to search for",
            said::shown(input)
        )));
    }
    let rules_for = |place: &str| rules.of_place(&deliveries, place);
    let things = output.look(task.jobs, &ready, &rules_for, against.as_ref());
    let closed = closed.map(|closed| closed.len());
    let report = Report::of(&things, &deliveries, &ready, closed);
    report.lines().into_iter().for_each(said::line);
    if let Some(file) = into {
        let json = serde_json::to_string_pretty(&report)
            .map_err(|error| Error::Failed(error.to_string()))?;
        put(file, json.as_bytes())?;
    }
    Ok(match report.verdict {
        Verdict::Good => Ending::Delivered,
        Verdict::Found => Ending::SomeHeld,
        Verdict::Nothing => Ending::Nothing,
    })
}

fn new(path: &Path) -> Result<WholeFile, Error> {
    WholeFile::new(path, Readers::Any)
        .map_err(|error| Error::Usage(format!("{} can't be written: {error}", said::shown(path))))
}

fn put(mut file: WholeFile, bytes: &[u8]) -> Result<(), Error> {
    let path = file.path().to_owned();
    let written = file.write_all(bytes).and_then(|()| file.put_new());
    written
        .map_err(|error| Error::Failed(format!("{} can't be written: {error}", said::shown(&path))))
}

/// The files of OUT.
struct Output {
    opener: Opener,
    /// With their places.
    files: Vec<(PathBuf, String)>,
}

impl Output {
    fn list(task: &args::Verify) -> Result<Self, Error> {
        let opener = files::opener(task.zip_password_file.as_deref())?;
        let root = match task.output.is_dir() {
            true => task.output.as_path(),
            false => task.output.parent().unwrap_or(Path::new("")),
        };
        let place = |path: &PathBuf| {
            let place = path.strip_prefix(root).unwrap_or(path);
            place.to_string_lossy().replace('\\', "/")
        };
        let paths = files::list(&task.output)?;
        let files = paths.into_iter().map(|path| (path.clone(), place(&path)));
        let files = files.collect();
        Ok(Self { opener, files })
    }

    fn dropped(&self, index: usize) -> Option<Dropped> {
        let (path, place) = self.files.get(index)?;
        let source = std::rc::Rc::new(files::open(path).ok()?);
        Some(Dropped {
            place: place.clone(),
            file: index as FileId,
            source,
            at: Locator::default(),
        })
    }

    fn papers(&self, jobs: usize) -> Vec<PaperFile> {
        let found = files::per_item(jobs, self.files.len(), |index| {
            let papers = || {
                let dropped = self.dropped(index)?;
                Some(delivery::papers(&self.opener, &dropped))
            };
            files::contained(papers).flatten().unwrap_or_default()
        });
        found.into_iter().flatten().collect()
    }

    fn look(
        &self,
        jobs: usize,
        ready: &Ready,
        rules_for: &(dyn Fn(&str) -> usize + Sync),
        against: Option<&Found>,
    ) -> Vec<Thing> {
        let original = |number: usize| against?.origins.get(number)?.open().ok();
        let things = files::per_item(jobs, self.files.len(), |index| {
            let look = Look {
                opener: &self.opener,
                ready,
                rules_for,
                original: &original,
            };
            let read = || {
                let dropped = self.dropped(index)?;
                Some(look.file(dropped.file, &dropped.place, dropped.source))
            };
            let unread = || {
                let place = self.files.get(index).map(|(_, place)| place.clone());
                vec![look.unread(&place.unwrap_or_default())]
            };
            files::contained(read).flatten().unwrap_or_else(unread)
        });
        things.into_iter().flatten().collect()
    }
}

fn key_of(task: &args::Verify) -> Result<Option<LinkingKey>, Error> {
    let Some(path) = &task.key else {
        return Ok(None);
    };
    let passphrase: Passphrase = key_file::passphrase(task.passphrase_file.as_deref())?;
    key_file::load(path, &passphrase).map(Some)
}

fn links_of(task: &args::Verify, key: Option<&LinkingKey>) -> Result<Links, Error> {
    let mut links = key.map_or_else(Links::default, |key| {
        Links::of_key(&key.secret, &key.linked)
    });
    if let Some(folder) = &task.mapping {
        let Mapping { patients, uids } = mapping::read(folder)?;
        links.add_uids(as_texts(&uids));
        links.add_cases(as_texts(&patients));
    }
    Ok(links)
}

fn as_texts(pairs: &[(String, String)]) -> impl Iterator<Item = (&str, &str)> {
    pairs.iter().map(|(old, new)| (old.as_str(), new.as_str()))
}

/// Takes the originals in; the places of those that can't be read.
fn gather(against: &Found, originals: &mut Originals) -> Vec<String> {
    let items = against.catalogue.items.iter().zip(&against.origins);
    let mut closed = Vec::new();
    for (index, (item, origin)) in items.enumerate() {
        let is_double = against.catalogue.double_of(index).is_some();
        if is_double || matches!(item.outcome, Outcome::NotDicom(_)) {
            continue;
        }
        match files::contained(|| open(origin)).flatten() {
            Some(instance) => originals.add(index, &instance),
            None => closed.push(item.place.clone()),
        }
    }
    closed
}

fn open(origin: &Origin) -> Option<dicom::Instance> {
    dicom::read(origin.open().ok()?).ok()
}
