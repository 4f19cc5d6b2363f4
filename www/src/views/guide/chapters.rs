//! The guide's words: the journey in ten short steps, what goes and what stays, and what Darkroom can't promise.

use crate::state::ui::Step;

/// A step of the journey.
pub struct Chapter {
    /// The page's step that it is done at; `None` for what is done elsewhere.
    pub at: Option<Step>,
    pub title: &'static str,
    pub lines: &'static [&'static str],
    /// What its picture shows, for whoever can't see it. The pictures are `www/guide/1.webp` and on, by the number of
    /// their chapter, made by `tests/e2e/guide.mjs` from the sample study.
    pub picture: Option<&'static str>,
}

/// The journey, from permission to the lecture room.
pub const JOURNEY: [Chapter; 10] = [
    Chapter {
        at: None,
        title: "Ask for permission",
        lines: &[
            "Ask the Specialty or Clinical Tutor, or the Clinical Director, of the department that the images come from, \
             and read the trust’s rules on information governance. Where those differ from anything here, they win; if in \
             doubt, ask before you fetch images.",
            "Ask too whether a patient ID or accession number may stay. On the Save step you can put on record who said \
             what.",
        ],
        picture: None,
    },
    Chapter {
        at: Some(Step::Add),
        title: "Write a list for the PACS manager",
        lines: &[
            "Names, hospital or NHS numbers, dates and modalities, as an Excel workbook: make it here, on the Add step, or \
             open one that you have. It is patient data: send it the way your trust sends such things.",
            "When the images are here, the same list says which have come and which have not.",
        ],
        picture: Some("The list for the PACS manager, with three invented patients."),
    },
    Chapter {
        at: None,
        title: "Fetch the images onto an encrypted drive",
        lines: &[
            "Have them put on a CD or an encrypted drive, in DICOM form. Don’t copy them to the PC’s own disk, and don’t \
             use memory sticks that are not encrypted. Stay in the department until they are clean.",
        ],
        picture: None,
    },
    Chapter {
        at: Some(Step::Add),
        title: "Drop the folder on the page",
        lines: &[
            "A whole folder, a CD, a zip. Everything is read on this computer, and nothing in your folder is changed. At \
             the foot of the page every file is accounted for.",
            "If you are asked whether two names are one person, answer: until then their images are held.",
        ],
        picture: Some(
            "The Add step after the sample study was read: how many cases, series and files.",
        ),
    },
    Chapter {
        at: Some(Step::Look),
        title: "Look at what may show a name",
        lines: &[
            "Ultrasound, nuclear medicine, fluoroscopy, dose reports, captures and scans show names in the picture itself. \
             Such series are marked Look. The green button, or N, brings what has still to be seen.",
            "Only what was on the screen, large enough and long enough, counts as seen.",
        ],
        picture: Some("The list of series: some are marked Look, some are done."),
    },
    Chapter {
        at: Some(Step::Look),
        title: "Black out names, through the whole series",
        lines: &[
            "Press R and drag a rectangle over the name. Choose beside the picture how far it reaches: this image, the whole \
             series, all of one size. Brightest (B) shows text that stands on any frame of a series.",
            "Text that the page finds by itself is dashed: T goes to the next, A paints it, S leaves it as it is. It is a \
             help: look for what it has missed.",
            "In the saved file those pixels are gone, not covered. When nothing identifying is left press X.",
        ],
        picture: Some(
            "An ultrasound image with its header line under a black rectangle that reaches the whole series.",
        ),
    },
    Chapter {
        at: Some(Step::Look),
        title: "Delete what can’t be cleaned",
        lines: &[
            "A page that is all text, a scan of a request card, a face: choose the series and press Delete. It is left out \
             of what is saved; your original stays. Ctrl+Z brings it back.",
        ],
        picture: None,
    },
    Chapter {
        at: Some(Step::Rules),
        title: "Choose the rules",
        lines: &[
            "Teaching keeps age, sex, the scanner and the time between studies. Strict removes all that can go. The table \
             shows every attribute of the image before and after, and why.",
            "Keep the hospital’s own number only if the trust allows it; then a person with an unexpected finding can be \
             traced. A linking key does the same without a number in the files.",
        ],
        picture: Some(
            "The table of the Rules step: what becomes of name, birth date and hospital.",
        ),
    },
    Chapter {
        at: Some(Step::Save),
        title: "Save on the encrypted drive, twice",
        lines: &[
            "Choose a folder on your encrypted drive, and a second one for the backup: drives get dropped. Every file is \
             read again and compared. Where the browser can’t write to a drive you get a zip: move it there, delete it from \
             the download folder, and drop it on the page to see that it is whole.",
            "Images that are held back are listed, each with what to do. Keep the certificate with the images, and a linking \
             key where the images came from, never beside them.",
        ],
        picture: Some("The Save step: where the clean copies go."),
    },
    Chapter {
        at: Some(Step::Save),
        title: "Teach",
        lines: &[
            "Any DICOM viewer opens the files. For slides, mark pictures while you look, and save them as PNG, JPEG or a \
             clip; rectangles stay black there too.",
            "Years later, “Check a collection” on the Add step shows whether every file is still as it was saved.",
        ],
        picture: None,
    },
];

/// What becomes of the parts of a file, under Teaching.
pub const GOES: [(&str, &str); 6] = [
    (
        "Name, ID, birth date, address, phone",
        "go, under every choice of rules",
    ),
    ("Hospital, doctors, operators, accession number", "go"),
    (
        "Dates",
        "move by a secret number of days, the same for all studies of a patient; or go",
    ),
    (
        "UIDs",
        "are made anew, alike in all files, so that series and references hold together",
    ),
    (
        "Descriptions and free text",
        "lose every word that is not known to be harmless",
    ),
    ("The picture", "stays bit for bit wherever nobody painted"),
];

/// What no tool can promise.
pub const LIMITS: [&str; 5] = [
    "That nobody can find out who it is: a rare disease, a face made from head slices, or a story in the news can tell \
     whoever already knows something.",
    "That you saw what was on the screen.",
    "That the images may be used: that is for the trust to say.",
    "That a zip in the download folder has left no trace on the PC’s disk: save to the encrypted drive.",
    "Whoever holds the linking key can lead back to the patients: for them the images are pseudonymised, not anonymous.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_of_the_page_has_its_place_in_the_journey() {
        for step in [Step::Add, Step::Look, Step::Rules, Step::Save] {
            assert!(JOURNEY.iter().any(|chapter| chapter.at == Some(step)));
        }
    }

    #[test]
    fn every_picture_is_there_and_no_other() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("guide");
        for (number, chapter) in (1..).zip(&JOURNEY) {
            let is_there = folder.join(format!("{number}.webp")).is_file();
            assert_eq!(is_there, chapter.picture.is_some(), "{number}");
        }
    }
}
