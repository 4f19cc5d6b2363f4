//! Places of our own form, in which nothing is the original's, and what systems leave beside files.

use std::borrow::Cow;

use crate::deliver::dicomdir;
use crate::deliver::layout;
use crate::deliver::papers::Paper;
use crate::verify::is_case_name;

/// What stands before the last four parts of a place, and whether these are a delivered image's:
/// `CASE-7K2MQ9XT/Study-20231104-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm`. Of papers the name alone counts.
pub fn split(place: &str) -> (&str, bool) {
    let (folder, name) = place.rsplit_once('/').unwrap_or(("", place));
    if Paper::of_name(name).is_some() {
        return (folder, true);
    }
    // Of a path of four parts, or five.
    let parted = |slashes| {
        let slash = place.rmatch_indices('/').nth(slashes).map(|(at, _)| at);
        match slash.and_then(|at| place.split_at_checked(at)) {
            Some((folder, path)) => (folder, path.trim_start_matches('/')),
            None => ("", place),
        }
    };
    let ours = [3, 4].into_iter().map(parted);
    match { ours }.find(|(_, path)| layout::is_path(path)) {
        Some((folder, _)) => (folder, true),
        None if name == dicomdir::NAME => (folder, true),
        None => (place, false),
    }
}

/// The case whose folder a file lies in, if it does.
pub fn case_of(place: &str) -> Option<Cow<'_, str>> {
    if let Some(case) = layout::file_set::case_of(place) {
        return Some(case.into());
    }
    let mut folders = place.rsplit('/').skip(1);
    folders.find(|folder| is_case_name(folder)).map(Cow::from)
}

/// The containers that have been gone into on the way through a file.
#[derive(Debug, Default)]
pub struct Containers(Vec<String>);

impl Containers {
    pub fn enter(&mut self, place: &str) {
        self.0.push(place.to_owned());
    }

    /// The innermost that a place lies in. What a packed file holds bears its name.
    pub fn around(&self, place: &str) -> Option<String> {
        let is_around = |container: &&String| is_within(place, container);
        self.0.iter().rev().find(is_around).cloned()
    }
}

/// Whether a place is this folder or container, or lies in it.
pub fn is_within(place: &str, container: &str) -> bool {
    let rest = place.strip_prefix(container);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The last part of a place.
pub fn name(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or(place)
}

/// What systems leave on drives by themselves, by its name: it was not delivered, and may show or name what else lay
/// there.
pub fn is_litter(place: &str) -> bool {
    const NAMES: [&str; 5] = [
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        ".ds_store",
        "autorun.inf",
    ];
    const FOLDERS: [&str; 7] = [
        "__macosx",
        ".spotlight-v100",
        ".fseventsd",
        ".trashes",
        ".temporaryitems",
        "system volume information",
        "$recycle.bin",
    ];
    let place = place.to_lowercase();
    let name = name(&place);
    name.starts_with("._")
        || NAMES.contains(&name)
        || place.split('/').any(|part| FOLDERS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_our_own_form_are_told_from_others() {
        for (place, folder) in [
            (
                "CASE-7K2MQ9XT/Study-20231104-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm",
                "",
            ),
            (
                "E/my drive/CASE-7K2MQ9XT/Study-K7Q2MA/CT-9HQ2MA/IM-K7Q2MAXT.dcm",
                "E/my drive",
            ),
            ("x.zip/darkroom-certificate-K7Q2MA.json", "x.zip"),
        ] {
            assert_eq!(split(place), (folder, true), "{place}");
        }
        for place in [
            "CASE-7K2MQ9XT/Study-K7Q2MA/CT-0002-9HQ2MA/Okonkwo.dcm",
            "OKONKWO_ADA/Study-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm",
            "CASE-7K2MQ9XT/Okonkwo/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm",
            "CASE-7K2MQ9XT/Study-K7Q2MA/OKONKWO-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm",
            "CASE-7K2MQ9XT/Study-K7Q2MA/CT-0002-9HQ2MA/IM0001-OKONKWO.dcm",
            "IM0001-K7Q2MAXT.dcm",
        ] {
            assert_eq!(split(place), (place, false), "{place}");
        }
    }

    #[test]
    fn what_systems_leave_is_known_by_its_name() {
        for place in [
            "a/Thumbs.db",
            ".DS_Store",
            "x/._IM1.dcm",
            "__MACOSX/x",
            "System Volume Information/x",
        ] {
            assert!(is_litter(place), "{place}");
        }
        assert!(!is_litter("CASE-1/IM1.dcm") && !is_litter("thumbs.dbx"));
    }
}
