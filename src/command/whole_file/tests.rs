use super::*;

struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let name = format!("darkroom-whole-{test}-{}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn names(&self) -> Vec<String> {
        let names = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<_> = names
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn nothing_has_its_name_before_it_is_whole() {
    let folder = Folder::new("name");
    let mut whole = WholeFile::new(&folder.at("a"), Readers::Any).unwrap();
    whole.write_all(b"one").unwrap();
    assert!(!folder.at("a").exists());
    whole.put_new().unwrap();
    assert_eq!(fs::read(folder.at("a")).unwrap(), b"one");
    drop(WholeFile::new(&folder.at("b"), Readers::Any).unwrap());
    assert_eq!(folder.names(), ["a"]);
}

#[test]
fn what_is_there_stays_as_it_is_also_when_it_came_later() {
    let folder = Folder::new("there");
    let later = WholeFile::new(&folder.at("a"), Readers::Any).unwrap();
    fs::write(folder.at("a"), "somebody’s").unwrap();
    let kind = |result: io::Result<()>| result.unwrap_err().kind();
    assert_eq!(kind(later.put_new()), ErrorKind::AlreadyExists);
    let again = WholeFile::new(&folder.at("a"), Readers::Any).map(|_| ());
    assert_eq!(kind(again), ErrorKind::AlreadyExists);
    assert_eq!(fs::read(folder.at("a")).unwrap(), "somebody’s".as_bytes());
    assert_eq!(folder.names(), ["a"]);
}

#[test]
fn a_drive_that_knows_one_name_a_file_is_written_to_all_the_same() {
    let folder = Folder::new("one-name");
    let no_links = |_: &Path, _: &Path| Err(ErrorKind::Unsupported.into());
    let write = |text: &str| {
        let whole = WholeFile::beside(&folder.at("a"), Readers::Any);
        let mut whole = whole.unwrap();
        whole.write_all(text.as_bytes()).unwrap();
        whole.put_by(no_links)
    };
    write("one").unwrap();
    assert_eq!(write("two").unwrap_err().kind(), ErrorKind::AlreadyExists);
    assert_eq!(fs::read(folder.at("a")).unwrap(), b"one");
    assert_eq!(folder.names(), ["a"]);
}

#[test]
fn a_name_is_kept_for_one_run_and_for_none_that_was_killed() {
    let folder = Folder::new("kept");
    let reserve = || WholeFile::reserved(&folder.at("a"), Readers::Owner);
    let mut first = reserve().unwrap();
    assert_eq!(reserve().unwrap_err().kind(), ErrorKind::ResourceBusy);
    first.write_all(b"one").unwrap();
    first.put_new().unwrap();
    assert_eq!(folder.names(), ["a"]);
    assert_eq!(reserve().unwrap_err().kind(), ErrorKind::AlreadyExists);
    // Killed when the file had its name, and the other name was not taken away yet; then it was moved.
    fs::hard_link(folder.at("a"), folder.at(".darkroom-a.part")).unwrap();
    fs::rename(folder.at("a"), folder.at("b")).unwrap();
    let mut again = reserve().unwrap();
    again.write_all(b"two").unwrap();
    again.put_new().unwrap();
    assert_eq!(folder.names(), ["a", "b"]);
    assert_eq!(fs::read(folder.at("b")).unwrap(), b"one");
    fs::remove_file(folder.at("a")).unwrap();
    drop(reserve().unwrap());
    assert_eq!(folder.names(), ["b"]);
}

#[test]
#[cfg(unix)]
fn a_link_that_lies_in_wait_is_not_followed() {
    let folder = Folder::new("link");
    std::os::unix::fs::symlink("victim", folder.at("a")).unwrap();
    std::os::unix::fs::symlink("victim", folder.at(".darkroom-b.part")).unwrap();
    assert!(WholeFile::new(&folder.at("a"), Readers::Any).is_err());
    assert!(WholeFile::reserved(&folder.at("a"), Readers::Any).is_err());
    assert!(WholeFile::reserved(&folder.at("b"), Readers::Any).is_err());
    assert!(!folder.at("victim").exists());
}

#[test]
#[cfg(unix)]
fn a_new_version_has_the_readers_of_the_old_one() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::new("readers");
    let mode = |name: &str| fs::metadata(folder.at(name)).unwrap().permissions().mode() & 0o777;
    let write = |name: &str| {
        let mut whole = WholeFile::instead_of(&folder.at(name)).unwrap();
        whole.write_all(b"new").unwrap();
        whole.put_instead().unwrap();
        assert_eq!(fs::read(folder.at(name)).unwrap(), b"new");
    };
    write("new");
    assert_eq!(mode("new"), 0o600);
    for old in [0o600, 0o640, 0o644] {
        fs::write(folder.at("old"), "old").unwrap();
        fs::set_permissions(folder.at("old"), fs::Permissions::from_mode(old)).unwrap();
        write("old");
        assert_eq!(mode("old"), old);
    }
    assert_eq!(folder.names(), ["new", "old"]);
}
