//! The paths of the delivered files: `CASE-7K2MQ9XT/Study-20231104-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm`.
//!
//! In come the catalogue and the case name of each patient, and then, image by image, what the cleaned header says of
//! study, series and number, and of what the original held; out comes a path. It depends on that image and on the
//! secret alone: with one linking key an image has the same path in every export and every shard, two images have two,
//! also where they share a UID, and nothing has to be counted or remembered. An image that is cleaned again, by other
//! rules or with other rectangles, comes to its old place: it takes the place of what it was before. The codes are
//! keyed digests of the new UIDs, that of an image also of its content, so nothing of an original can be tried out on
//! them. Two studies of one case share a code of six letters once in 2^30 times, two images of a series one of eight
//! once in 2^40: within one run such a code is looked for, and the later one gets more letters.
//!
//! An image that stays behind has no path. Sentences name it by the codes of study and series: see [`Slot`].

pub mod file_set;

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use crate::catalogue::{Catalogue, InstanceId, Item, Series, Summary, modality};
use crate::clean::Filing;
use crate::clean::home::{Facts, Home};
use crate::deid::letters::{are_letters, letters};
use crate::deid::uid::OriginalUid;
use crate::deid::{Policy, ProfileOption, Pseudonyms};

/// Domain of the keyed hash for codes.
const DOMAIN: &[u8] = b"darkroom path";

/// Letters of the code of a study or series, and of an image.
const FOLDER: usize = 6;
const FILE: usize = 8;

/// Letters of the longest code: all of the digest.
const LONGEST: usize = 32;

/// Where the files of one run go.
#[derive(Debug)]
pub struct Layout {
    slots: HashMap<InstanceId, Slot>,
    pseudonyms: Pseudonyms,
    /// Least letters of the codes of folders and files.
    least: (usize, usize),
    /// Whether paths are those of a file-set: see [`file_set`].
    is_file_set: bool,
    taken: Mutex<HashMap<String, Owner>>,
}

/// Whose a name or a UID is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Owner {
    /// Of the study or the series of this UID.
    Folder(String),
    Image(InstanceId),
}

/// How sentences name an image, whether it leaves or not: by the codes of its folders, and its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Slot {
    pub case: String,
    pub study: String,
    /// A defined term out of a fixed list.
    pub modality: &'static str,
    pub series: String,
    /// Its place in its series as that is shown, from 1. No number out of its header: nobody has cleaned that.
    pub image: usize,
}

impl Layout {
    /// Lays out a catalogue. `cases` holds the case name of each patient, in the catalogue's order; nothing of a
    /// patient without one can leave.
    pub fn new(
        catalogue: &Catalogue,
        cases: &[String],
        pseudonyms: &Pseudonyms,
        policy: &Policy,
    ) -> Self {
        let mut layout = Self {
            slots: HashMap::new(),
            pseudonyms: pseudonyms.clone(),
            least: (FOLDER, FILE),
            is_file_set: false,
            taken: Mutex::default(),
        };
        let mut slots = HashMap::new();
        for series in &catalogue.series {
            if let Some(case) = cases.get(series.patient) {
                slots.extend(layout.slots_of(catalogue, series, (case, policy)));
            }
        }
        layout.slots = slots;
        layout
    }

    /// The same with paths that a DICOMDIR can list: see [`file_set`].
    pub fn as_file_set(mut self) -> Self {
        self.is_file_set = true;
        self
    }

    /// How sentences name an image; none of a patient without a case name.
    pub(crate) fn slot(&self, instance: InstanceId) -> Option<&Slot> {
        self.slots.get(&instance)
    }

    /// The path of a cleaned image's file; none if nobody knows whose it is, or another image has its UID and has left.
    pub fn path(&self, instance: InstanceId, filing: &Filing) -> Option<String> {
        let Filing {
            study_instance_uid,
            series_instance_uid,
            sop_instance_uid,
            study_date,
            modality,
            series_number,
            instance_number,
            content,
            record: _,
        } = filing;
        let case = &self.slot(instance)?.case;
        let (folder, file) = self.least;
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let image = Owner::Image(instance);
        // Of a UID no path is made: it has no slash.
        if taken
            .get(sop_instance_uid)
            .is_some_and(|owner| *owner != image)
        {
            return None;
        }
        taken.insert(sop_instance_uid.clone(), image.clone());
        if self.is_file_set {
            return self.file_id(&mut taken, (case, image), filing);
        }
        let mut name = |digest: [u8; 32], owner, least, start: String, end| {
            let named = |code: String| format!("{start}{code}{end}");
            free(&mut taken, (&digest, least), owner, named)
        };
        let date = study_date.as_ref().map(|date| format!("{date}-"));
        let start = format!("{case}/Study-{}", date.unwrap_or_default());
        let owner = Owner::Folder(study_instance_uid.clone());
        let study = name(self.digest(study_instance_uid), owner, folder, start, "")?;
        let modality = modality::defined_term(modality);
        let number = series_number.map(|number| format!("{number:04}-"));
        let start = format!("{study}/{modality}-{}", number.unwrap_or_default());
        let owner = Owner::Folder(series_instance_uid.clone());
        let series = name(self.digest(series_instance_uid), owner, folder, start, "")?;
        let number = instance_number.map(|number| format!("{number:04}"));
        let start = format!("{series}/IM{}-", number.unwrap_or_default());
        let parts = [sop_instance_uid.as_bytes(), content];
        let digest = self.pseudonyms.derive(DOMAIN, &parts);
        name(digest, image, file, start, ".dcm")
    }

    /// The path as a File ID, of which no part may grow: where a name is taken the digest has others.
    fn file_id(
        &self,
        taken: &mut HashMap<String, Owner>,
        (case, image): (&str, Owner),
        filing: &Filing,
    ) -> Option<String> {
        let mut folder = format!("{}/{}", file_set::FOLDER, file_set::folder_of(case));
        let of = |uid: &String| (self.digest(uid), Owner::Folder(uid.clone()));
        let parts = [filing.sop_instance_uid.as_bytes(), &filing.content];
        let of_image = (self.pseudonyms.derive(DOMAIN, &parts), image);
        for (digest, owner) in [
            of(&filing.study_instance_uid),
            of(&filing.series_instance_uid),
            of_image,
        ] {
            let names = file_set::names(&digest).into_iter();
            let mut paths = names.map(|name| format!("{folder}/{name}"));
            let free = paths.find(|path| taken.get(path).is_none_or(|other| *other == owner))?;
            taken.insert(free.clone(), owner);
            folder = free;
        }
        Some(folder)
    }

    fn digest(&self, uid: &str) -> [u8; 32] {
        self.pseudonyms.derive(DOMAIN, &[uid.as_bytes()])
    }

    /// How sentences name the images of a series, by what is known before they are cleaned.
    fn slots_of<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        series: &'a Series,
        (case, policy): (&'a str, &'a Policy),
    ) -> impl Iterator<Item = (InstanceId, Slot)> + 'a {
        let code = |uid: &str, is_made: bool| {
            let is_kept = policy.has(ProfileOption::Uids) && !is_made;
            let new = OriginalUid::new(uid).remapped(&self.pseudonyms);
            let new = if is_kept { uid } else { new.as_str() };
            letters(&self.digest(new), self.least.0)
        };
        // The same for most of them.
        let mut codes: HashMap<String, String> = HashMap::new();
        let images = series.instances.iter().enumerate();
        images.filter_map(move |(at, &instance)| {
            let summary = catalogue.summary(instance)?;
            let item = catalogue.item(instance)?;
            let mut known = |uid: &String, original: &str| {
                let made = || code(uid, original.is_empty());
                codes.entry(uid.clone()).or_insert_with(made).clone()
            };
            let home = home(summary, item, case);
            let slot = Slot {
                case: case.to_owned(),
                study: known(&home.study, &summary.study_instance_uid),
                modality: modality::defined_term(&series.modality),
                series: known(&home.series, &summary.series_instance_uid),
                image: at.saturating_add(1),
            };
            Some((instance, slot))
        })
    }
}

/// As a sentence names it: `CASE-7K2MQ9XT, Study-K7Q2MA, CT-9HQ2MA, image 5`.
impl fmt::Display for Slot {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            case,
            study,
            modality,
            series,
            image,
        } = self;
        write!(
            formatter,
            "{case}, Study-{study}, {modality}-{series}, image {image}"
        )
    }
}

/// Whether a path has the form that this program gives to paths, in which nothing is an original's.
pub fn is_path(path: &str) -> bool {
    if file_set::is_path(path) {
        return true;
    }
    let parts: Vec<&str> = path.split(['/', '\\']).collect();
    let [case, study, series, file] = parts.as_slice() else {
        return false;
    };
    let is_folder = |name: &str, digits: usize| match name.split_once('-') {
        Some((number, code)) => are_digits(number, digits) && is_code(code, FOLDER),
        None => is_code(name, FOLDER),
    };
    let is_case = |case: &str| (6..=8).contains(&case.len()) && are_letters(case);
    case.strip_prefix("CASE-").is_some_and(is_case)
        && study
            .strip_prefix("Study-")
            .is_some_and(|study| is_folder(study, 8))
        && series.split_once('-').is_some_and(|(term, series)| {
            modality::defined_term(term) == term && is_folder(series, 4)
        })
        && is_file_name(file)
}

/// Whether the last part of a path has that form: `IM0001-K7Q2MAXT.dcm`.
pub fn is_file_name(name: &str) -> bool {
    let name = name
        .strip_prefix("IM")
        .and_then(|name| name.split_once('-'));
    name.is_some_and(|(number, code)| {
        let is_number = number.is_empty() || are_digits(number, 4);
        let code = code.strip_suffix(".dcm");
        is_number && code.is_some_and(|code| is_code(code, FILE))
    })
}

fn are_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_code(code: &str, least: usize) -> bool {
    (least..=LONGEST).contains(&code.len()) && are_letters(code)
}

/// The first name that nobody else has, with a code of as few letters as may be.
fn free(
    taken: &mut HashMap<String, Owner>,
    (digest, least): (&[u8; 32], usize),
    owner: Owner,
    named: impl Fn(String) -> String,
) -> Option<String> {
    for count in least..=LONGEST {
        let name = named(letters(digest, count));
        match taken.get(&name) {
            Some(other) if *other == owner => return Some(name),
            Some(_) => {}
            None => {
                taken.insert(name.clone(), owner);
                return Some(name);
            }
        }
    }
    None
}

/// The study and the series of an image, as they will be once it is cleaned.
fn home(summary: &Summary, item: &Item, case: &str) -> Home {
    Home::of(&Facts {
        study_instance_uid: &summary.study_instance_uid,
        series_instance_uid: &summary.series_instance_uid,
        case,
        study_date: &summary.study_date,
        modality: &summary.modality,
        series_number: summary.series_number,
        folder: item.folder(),
    })
}

#[cfg(test)]
mod tests;
