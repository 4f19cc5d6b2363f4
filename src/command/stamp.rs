//! By what a file is known to be as it was when it was read first: whoever writes to it changes some of this. Not at
//! once who writes by memory that is mapped to it: of that the system tells when it likes, and such a change can be
//! missed.

use std::fs::Metadata;
use std::time::SystemTime;

/// Of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    len: u64,
    modified: Option<SystemTime>,
    /// Which file it is, and when anything about it changed last: unlike the time above, that can't be set.
    #[cfg(unix)]
    of_system: [i64; 4],
}

impl Stamp {
    pub fn of(metadata: &Metadata) -> Self {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        Self {
            len: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            of_system: [
                metadata.dev().cast_signed(),
                metadata.ino().cast_signed(),
                metadata.ctime(),
                metadata.ctime_nsec(),
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_written_anew_is_another_also_with_the_old_time_and_length() {
        let path = std::env::temp_dir().join(format!("darkroom-stamp-{}", std::process::id()));
        let stamp = || Stamp::of(&std::fs::metadata(&path).unwrap());
        std::fs::write(&path, "one").unwrap();
        let before = std::fs::metadata(&path).unwrap();
        assert_eq!(stamp(), Stamp::of(&before));
        std::fs::write(&path, "three").unwrap();
        assert_ne!(stamp(), Stamp::of(&before));
        #[cfg(unix)]
        {
            let other = path.with_extension("other");
            std::fs::write(&other, "two").unwrap();
            let file = std::fs::File::options().write(true).open(&other).unwrap();
            file.set_modified(before.modified().unwrap()).unwrap();
            std::fs::rename(&other, &path).unwrap();
            assert_ne!(stamp(), Stamp::of(&before));
        }
        std::fs::remove_file(&path).unwrap();
    }
}
