//! `darkroom verify OUT [--against IN]`: whether OUT is what was delivered, and what of the originals can still be
//! found in it.
//!
//! Every file of OUT, with everything in it and its name too, is held against the certificates there and searched for
//! what any original of IN says of any patient. A linking key or a mapping tells which original an image was made of;
//! so does the picture, where it was not painted. Prints places and kinds, never a value.

use std::io::Write;
use std::path::{Path, PathBuf};

use darkroom::catalogue::Outcome;
use darkroom::collection::{
    Deliveries, KeptBy, Links, Look, Originals, PaperFile, Ready, Report, Thing, Verdict, papers,
};
use darkroom::deliver::{LinkingKey, Passphrase};
use darkroom::dicom;
use darkroom::intake::{Dropped, FileId, Locator, Opener};

use super::files::{self, Found, Origin};
use super::mapping::{self, Mapping};
use super::whole_file::{Readers, WholeFile};
use super::{Ending, Error, Reason, args, key_file, outputs, terminal};

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
        terminal::line(format_args!(
            "original {place}: can't be read, so nothing of it was searched for"
        ));
    }
    let ready = originals.ready();
    if let (Some(input), 0) = (&task.against, ready.read()) {
        return Err(Error::Usage(Reason::NoOriginals(input.clone())));
    }
    let rules_for = |place: &str| rules.of_place(&deliveries, place);
    let things = output.look(
        task.jobs,
        &ready,
        (&deliveries, &rules_for),
        against.as_ref(),
    );
    let closed = closed.map(|closed| closed.len());
    let report = Report::of(&things, &deliveries, &ready, closed);
    report.lines().into_iter().for_each(terminal::line);
    if let Some(file) = into {
        let json = serde_json::to_string_pretty(&report)
            .map_err(|error| Error::Failed(Reason::Json(error)))?;
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
        .map_err(|error| Error::Usage(Reason::Unwritten(path.to_owned(), error)))
}

fn put(mut file: WholeFile, bytes: &[u8]) -> Result<(), Error> {
    let path = file.path().to_owned();
    let written = file.write_all(bytes).and_then(|()| file.put_new());
    written.map_err(|error| Error::Failed(Reason::Unwritten(path.clone(), error)))
}

/// What lies in OUT.
struct Output {
    opener: Opener,
    listed: Vec<Listed>,
}

struct Listed {
    path: PathBuf,
    place: String,
    kind: Kind,
}

/// What is no folder with something in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    /// To a file or folder, wherever that is: it is not followed.
    Link,
    EmptyFolder,
}

/// All below `output`, in order of their paths. What can't be listed is listed as a file.
fn list(output: &Path) -> Result<Vec<(PathBuf, Kind)>, Error> {
    files::can_be_listed(output)?;
    let mut found = Vec::new();
    let mut waiting = vec![output.to_owned()];
    while let Some(path) = waiting.pop() {
        if path != output && path.is_symlink() {
            found.push((path, Kind::Link));
            continue;
        }
        let listed = path.is_dir().then(|| std::fs::read_dir(&path));
        match listed.map(|listed| listed.and_then(Iterator::collect::<Result<Vec<_>, _>>)) {
            Some(Ok(entries)) if entries.is_empty() && path != output => {
                found.push((path, Kind::EmptyFolder));
            }
            Some(Ok(entries)) => waiting.extend(entries.iter().map(std::fs::DirEntry::path)),
            Some(Err(_)) | None => found.push((path, Kind::File)),
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    Ok(found)
}

impl Output {
    fn list(task: &args::Verify) -> Result<Self, Error> {
        let opener = files::opener(task.zip_password_file.as_deref())?;
        let root = match task.output.is_dir() {
            true => task.output.as_path(),
            false => task.output.parent().unwrap_or(Path::new("")),
        };
        let listed = list(&task.output)?.into_iter().map(|(path, kind)| Listed {
            place: files::place(path.strip_prefix(root).unwrap_or(&path)),
            path,
            kind,
        });
        let listed = listed.collect();
        Ok(Self { opener, listed })
    }

    fn dropped(&self, index: usize) -> Option<Dropped> {
        let listed = self.listed.get(index);
        let listed = listed.filter(|listed| listed.kind == Kind::File)?;
        let source = std::rc::Rc::new(files::open(&listed.path).ok()?);
        Some(Dropped {
            place: listed.place.clone(),
            file: index as FileId,
            source,
            at: Locator::default(),
        })
    }

    fn papers(&self, jobs: usize) -> Vec<PaperFile> {
        let found = files::per_item(jobs, self.listed.len(), |index| {
            let papers = || {
                let dropped = self.dropped(index)?;
                Some(papers(&self.opener, &dropped))
            };
            files::contained(papers).flatten().unwrap_or_default()
        });
        found.into_iter().flatten().collect()
    }

    fn look(
        &self,
        jobs: usize,
        ready: &Ready,
        (deliveries, rules_for): (&Deliveries, &(dyn Fn(&str) -> usize + Sync)),
        against: Option<&Found>,
    ) -> Vec<Thing> {
        let original = |number: usize| against?.origins.get(number)?.open().ok();
        let progress = terminal::Progress::of(self.listed.len(), "looked at");
        let things = files::per_item(jobs, self.listed.len(), |index| {
            progress.next();
            let look = Look {
                opener: &self.opener,
                ready,
                rules_for,
                deliveries,
                original: &original,
            };
            let read = || {
                let dropped = self.dropped(index)?;
                Some(look.file(dropped.file, &dropped.place, dropped.source))
            };
            let (place, kind) = match self.listed.get(index) {
                Some(listed) => (listed.place.as_str(), listed.kind),
                None => ("", Kind::File),
            };
            match kind {
                Kind::Link => vec![look.unread(place, "it is a link, which is not followed")],
                Kind::EmptyFolder => vec![look.folder(place)],
                Kind::File => files::contained(read)
                    .flatten()
                    .unwrap_or_else(|| vec![look.unread(place, "it can’t be read")]),
            }
        });
        drop(progress);
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
