//! What is said of the folders of a run.

use crate::state::folders::{FolderShare, Trouble};
use crate::words::{images, thousands};

/// `E:`, and of the second copy that it is one.
pub fn named(share: &FolderShare) -> String {
    match share.is_backup {
        true => format!("{}, second copy", share.name),
        false => share.name.clone(),
    }
}

/// `1,148 images saved in both folders and read back. 2 held.`
pub fn saved_words(cleaned: usize, held: usize, folders: &[FolderShare]) -> String {
    let mut complete = folders.iter().filter(|share| share.is_complete);
    let place = match (complete.next(), complete.next()) {
        (Some(_), Some(_)) => "both folders".to_owned(),
        (Some(one), None) => format!("“{}”", one.name),
        (None, _) => return format!("{} in no folder whole.", images(cleaned)),
    };
    let saved = format!("{} saved in {place} and read back.", images(cleaned));
    match held {
        0 => saved,
        held => format!("{saved} {} held.", thousands(held)),
    }
}

/// Of a folder that has not all: how much is in it.
pub fn unfinished(share: &FolderShare) -> Option<String> {
    if share.is_complete {
        return None;
    }
    let why = share.trouble.map(what).unwrap_or_default();
    Some(format!(
        "“{}”: {why} {} in it, without certificate.",
        share.name,
        are_safe(share.safe(), "")
    ))
}

/// That some were there already.
pub fn was_there(folders: &[FolderShare]) -> Option<String> {
    let lines: Vec<_> = folders
        .iter()
        .filter(|share| share.was_there > 0)
        .map(|share| {
            format!(
                "{} of them {} in “{}” already, byte for byte.",
                thousands(share.was_there),
                if share.was_there == 1 { "was" } else { "were" },
                share.name
            )
        })
        .collect();
    (!lines.is_empty()).then(|| lines.join(" "))
}

/// That an earlier run, by another linking key or none, has left something half-written in one.
pub fn halves(folders: &[FolderShare]) -> Option<String> {
    let lines: Vec<_> = folders
        .iter()
        .filter(|share| share.halves > 0)
        .map(|share| {
            let are = match share.halves {
                1 => "file is",
                _ => "files are",
            };
            format!(
                "In “{}” {} {are} half-written: an earlier run did not end.",
                share.name,
                thousands(share.halves)
            )
        })
        .collect();
    let way_on = "Their names end in “.part”. Finish that run in the same folder with its linking key, or delete them.";
    (!lines.is_empty()).then(|| format!("{} {way_on}", lines.join(" ")))
}

/// What is safe in each, in one line.
pub fn safe(folders: &[FolderShare]) -> String {
    let lines: Vec<_> = folders
        .iter()
        .map(|share| format!("{} in “{}”.", are_safe(share.safe(), "safe"), share.name))
        .collect();
    lines.join(" ")
}

fn are_safe(number: usize, safe: &str) -> String {
    let are = if number == 1 { "is" } else { "are" };
    format!("{} {are} {safe}", images(number))
        .trim_end()
        .to_owned()
}

/// What stands in the way: a title, and a sentence with what is safe and the ways on. `other` is where saving goes on.
pub fn trouble(share: &FolderShare, other: Option<&str>) -> (String, String) {
    let Some(trouble) = share.trouble else {
        return Default::default();
    };
    let title = match other {
        Some(_) => format!("Nothing more is saved in “{}”", share.name),
        None => "Saving waits for you".to_owned(),
    };
    let goes_on = other.map(|other| format!(" Saving goes on in “{other}”."));
    let sentence = format!(
        "{} {} on it. {}{}",
        what(trouble),
        are_safe(share.safe(), "safe"),
        ways_on(trouble),
        goes_on.unwrap_or_default()
    );
    (title, sentence)
}

/// The words of the button that tries it again.
pub fn retry(share: &FolderShare) -> &'static str {
    match share.trouble {
        Some(Trouble::Withdrawn) => "Allow it and carry on",
        _ => "Carry on there",
    }
}

/// What is in the way, in a sentence.
pub fn what(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Gone => "The drive has gone.",
        Trouble::Silent => "The drive has not answered for a minute.",
        Trouble::Full => "The drive is full.",
        Trouble::ReadOnly => "The drive can be read but no longer written to.",
        Trouble::Withdrawn => "The browser is no longer allowed to write there.",
        Trouble::TooLong => "The path to a file is too long for this computer.",
        Trouble::InUse => "A file there is in use by another program.",
        Trouble::Busy => "Another tab or browser saves in this folder.",
        Trouble::Occupied => {
            "There are images from before with the same names and other contents, of other rules or rectangles."
        }
        Trouble::Different => {
            "What was read back from the drive is not what was written: it may be failing."
        }
        Trouble::Original => "A file that you added can no longer be read.",
        Trouble::Other => "The browser could not write there.",
    }
}

fn ways_on(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Gone => "Plug it in and carry on, or choose another folder.",
        Trouble::Silent => {
            "Unplug it. Then plug it in again and carry on, or choose another folder."
        }
        Trouble::Full => "Free some space and carry on, or choose another folder.",
        Trouble::ReadOnly => "Unlock it and carry on, or choose another folder.",
        Trouble::Withdrawn => "Allow it and carry on, or choose another folder.",
        Trouble::TooLong => "Choose a folder nearer to the top of the drive.",
        Trouble::InUse => "Close that program and carry on, or choose another folder.",
        Trouble::Busy => "Wait until that is done and carry on, or choose another folder.",
        Trouble::Occupied => {
            "They are left as they are. Choose another folder for these, or move those away and carry on."
        }
        Trouble::Different => "Choose a folder on another drive, or carry on.",
        Trouble::Original => "Check the drive that it is on and carry on, or stop.",
        Trouble::Other => "Carry on to try it again, or choose another folder.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share(name: &str, is_complete: bool) -> FolderShare {
        FolderShare {
            name: name.to_owned(),
            read_back: 604,
            is_complete,
            ..FolderShare::default()
        }
    }

    #[test]
    fn saved_is_said_of_folders_that_have_all() {
        let both = [share("E:", true), share("F:", true)];
        assert_eq!(
            saved_words(1_148, 2, &both),
            "1,148 images saved in both folders and read back. 2 held."
        );
        let one = [share("E:", true), share("F:", false)];
        assert_eq!(
            saved_words(1, 0, &one),
            "1 image saved in “E:” and read back."
        );
        let none = [share("E:", false)];
        assert!(!saved_words(1, 0, &none).contains("saved"));
    }

    #[test]
    fn a_drive_that_has_gone_is_spoken_of_in_the_house_s_words() {
        let mut gone = share("E:", false);
        gone.trouble = Some(Trouble::Gone);
        let (title, sentence) = trouble(&gone, None);
        assert_eq!(title, "Saving waits for you");
        assert_eq!(
            sentence,
            "The drive has gone. 604 images are safe on it. Plug it in and carry on, or choose another folder."
        );
        let (title, sentence) = trouble(&gone, Some("F:"));
        assert_eq!(title, "Nothing more is saved in “E:”");
        assert!(sentence.ends_with("Saving goes on in “F:”."));
        assert_eq!(
            unfinished(&gone).unwrap(),
            "“E:”: The drive has gone. 604 images are in it, without certificate."
        );
    }

    #[test]
    fn every_trouble_has_a_sentence_and_a_way_on() {
        for trouble in [
            Trouble::Gone,
            Trouble::Silent,
            Trouble::Full,
            Trouble::ReadOnly,
            Trouble::Withdrawn,
            Trouble::TooLong,
            Trouble::InUse,
            Trouble::Occupied,
            Trouble::Different,
            Trouble::Original,
            Trouble::Other,
        ] {
            assert!(what(trouble).ends_with(['.', ':']) && ways_on(trouble).ends_with('.'));
        }
    }

    #[test]
    fn what_another_run_has_left_half_written_is_told() {
        let mut one = share("E:", true);
        assert_eq!(halves(&[one.clone()]), None);
        one.halves = 1;
        assert!(
            halves(&[one.clone()])
                .unwrap()
                .starts_with("In “E:” 1 file is half-written: ")
        );
        one.halves = 1200;
        assert!(
            halves(&[one])
                .unwrap()
                .starts_with("In “E:” 1,200 files are half-written: ")
        );
    }

    #[test]
    fn what_was_there_before_is_told_for_each_folder() {
        let mut one = share("E:", true);
        assert_eq!(was_there(&[one.clone()]), None);
        one.was_there = 1;
        assert_eq!(
            was_there(&[one]).unwrap(),
            "1 of them was in “E:” already, byte for byte."
        );
    }
}
