//! What place a path means, however it is written: through links, `..`, other capitals, other names of one file.
//!
//! In come paths, of things that may not be there yet; out comes whether two are one, or one lies in the other. Nothing
//! is made or changed.

use std::collections::{HashSet, VecDeque};
use std::ffi::OsString;
use std::fs::Metadata;
use std::io;
use std::path::{Component, Path, PathBuf};

/// Links that are followed in one path, as systems themselves do.
const MOST_LINKS: usize = 40;

/// A path with every link in it followed, whether or not something is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place(PathBuf);

impl Place {
    /// Follows a path. An error if its links lead round in a circle.
    pub fn of(path: &Path) -> io::Result<Self> {
        let mut place = PathBuf::new();
        let whole = std::path::absolute(path)?;
        let mut rest: VecDeque<OsString> = parts(&whole);
        let mut links = 0;
        while let Some(part) = rest.pop_front() {
            let mut components = Path::new(&part).components();
            match components.next() {
                Some(Component::ParentDir) => drop(place.pop()),
                Some(Component::Normal(name)) => {
                    let next = place.join(name);
                    // What can't be looked at is no link that could be followed.
                    match std::fs::read_link(&next) {
                        Err(_) => place = next,
                        Ok(_) if links >= MOST_LINKS => {
                            return Err(io::Error::other("its links lead round in a circle"));
                        }
                        Ok(target) => {
                            links += 1;
                            for part in parts(&target).into_iter().rev() {
                                rest.push_front(part);
                            }
                        }
                    }
                }
                // A root, or a drive, from which all begins anew.
                _ => place.push(&part),
            }
        }
        Ok(Self(place))
    }

    /// Whether both are one thing, or would be if they were there.
    pub fn is(&self, other: &Self) -> bool {
        if let (Some(one), Some(two)) = (found(&self.0), found(&other.0)) {
            return self.0 == other.0 || is_one(&one, &two);
        }
        let folders = self.0.parent().zip(other.0.parent());
        // Some drives take `Key.age` and `key.age` for one name.
        let name = |place: &Self| place.0.file_name().map(|name| name.to_ascii_lowercase());
        name(self) == name(other) && folders.is_some_and(|(one, two)| is_same_folder(one, two))
    }

    /// Whether it is this folder, or lies in it, at any depth.
    pub fn is_within(&self, folder: &Self) -> bool {
        self.0
            .ancestors()
            .any(|ancestor| is_same_folder(ancestor, &folder.0))
    }

    /// The folder that it is to lie in.
    pub fn folder(&self) -> &Path {
        self.0.parent().unwrap_or(&self.0)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

/// Folders, by what the system knows them by: one that is mounted a second time elsewhere is found by that alone.
pub struct Folders(HashSet<(u64, u64)>);

impl Folders {
    pub fn of(folders: &[PathBuf]) -> Self {
        let there = folders.iter().filter_map(|folder| found(folder));
        Self(there.filter_map(|it| number(&it.metadata)).collect())
    }

    /// Whether a place lies in one of them.
    pub fn hold(&self, place: &Place) -> bool {
        let ancestors = place.0.ancestors().filter_map(found);
        let mut numbers = ancestors.filter_map(|it| number(&it.metadata));
        numbers.any(|number| self.0.contains(&number))
    }
}

fn parts(path: &Path) -> VecDeque<OsString> {
    let parts = path.components();
    parts.map(|part| part.as_os_str().to_owned()).collect()
}

fn is_same_folder(one: &Path, other: &Path) -> bool {
    one == other
        || found(one)
            .zip(found(other))
            .is_some_and(|(one, other)| is_one(&one, &other))
}

fn found(path: &Path) -> Option<Found> {
    let path = std::fs::canonicalize(path).ok()?;
    let metadata = std::fs::metadata(&path).ok()?;
    Some(Found { path, metadata })
}

/// Something that is there.
struct Found {
    /// As the system writes it, capitals and all.
    path: PathBuf,
    metadata: Metadata,
}

fn is_one(one: &Found, other: &Found) -> bool {
    one.path == other.path || is_one_file(&one.metadata, &other.metadata)
}

/// Whether these are of one file, which may have several names. Where files have no numbers only paths tell.
pub fn is_one_file(one: &Metadata, other: &Metadata) -> bool {
    let (one, other) = (number(one), number(other));
    one.is_some() && one == other
}

/// The drive's number and the file's on it.
#[cfg(unix)]
fn number(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> Option<(u64, u64)> {
    None
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn one_place_has_many_paths() {
        let folder = std::env::temp_dir().join(format!("darkroom-places-{}", std::process::id()));
        let at = |path: &str| folder.join(path);
        std::fs::create_dir_all(at("in/deep")).unwrap();
        std::fs::write(at("in/a.dcm"), "a").unwrap();
        std::fs::hard_link(at("in/a.dcm"), at("same.dcm")).unwrap();
        for (target, link) in [
            (at("in"), "whole"),
            ("whole/deep".into(), "deep"),
            (at("in/not-yet"), "dangling"),
            ("round".into(), "round"),
        ] {
            symlink(target, at(link)).unwrap();
        }
        let place = |path: &str| Place::of(&at(path)).unwrap();
        let input = place("in");
        for within in [
            "in",
            "in/",
            "in/new/er",
            "whole/x",
            "deep/x",
            "dangling",
            "other/../in/x",
            "deep/../x",
        ] {
            assert!(place(within).is_within(&input), "{within}");
        }
        for outside in ["in.json", "deep/../../x", "same.dcm", "inner", "in/../x"] {
            assert!(!place(outside).is_within(&input), "{outside}");
        }
        // As a mount leads there, which is no link that could be followed.
        let folders = Folders::of(&[at("in"), at("in/deep")]);
        assert!(folders.hold(&Place(at("deep/new"))) && folders.hold(&place("in/x")));
        assert!(!folders.hold(&place("in.json")));
        assert!(place("same.dcm").is(&place("whole/a.dcm")));
        assert!(place("new.JSON").is(&place("other/../new.json")));
        assert!(!place("new.json").is(&place("newer.json")));
        assert!(Place::of(&at("round")).is_err());
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
