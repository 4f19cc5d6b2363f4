//! What a person reads about triage, held files and names: plain English, no value of a file in it but names.

use super::triage::{Reason, Triage};
use crate::clean::HeldReason;
use crate::verify::Finding;

impl Reason {
    /// Why, as the end of a sentence.
    pub fn because(self) -> &'static str {
        match self {
            Self::Ultrasound => "ultrasound usually shows the patient’s name in the picture",
            Self::NuclearMedicine => {
                "nuclear medicine often shows the patient’s name in the picture"
            }
            Self::SecondaryCapture => "a screen capture often shows the patient’s name",
            Self::Fluoroscopy => {
                "fluoroscopy and angiograms often show the patient’s name in the picture"
            }
            Self::Photograph => "a photograph can show a face, a label or a name",
            Self::OtherModality => "this kind of picture can show anything",
            Self::DerivedOrSecondary => {
                "it was made from other images, and text may have been added"
            }
            Self::EightBitColour => {
                "scanners don’t measure in colour or in 8 bits, so this may be a screen capture"
            }
            Self::BurnedInAnnotationYes => "the header says that there is text in the picture",
            Self::BurnedInAnnotationAbsent => {
                "the header doesn’t say that the picture is free of text"
            }
            Self::Overlays => "it has overlays, which often hold text",
            Self::MiscountedFrames => {
                "it has another number of frames than its header says: look at all of them"
            }
            Self::DoseReport => "it is named like a page of text, such as a dose report",
            Self::LinesOfText => "there seem to be lines of text in the picture",
            Self::Radiograph => "plain X-rays often have letters, labels or a name on them",
            Self::Localizer => {
                "it is a localizer, on which the patient’s name and other text are often written"
            }
            Self::OddSize => {
                "its pictures differ in size, so one of them may be something else, such as a page of text"
            }
            Self::OddClass => {
                "its pictures are not all of one kind, so one of them may be something else, such as a page of text"
            }
        }
    }

    /// The whole sentence.
    pub fn words(self) -> String {
        format!("Needs a look: {}.", self.because())
    }
}

impl Triage {
    /// Why, in a sentence: the weightiest reason, the first. [`Triage::Look`] lists all.
    pub fn words(&self) -> String {
        match self {
            Self::Look(reasons) => match reasons.first() {
                Some(reason) => reason.words(),
                None => "Needs a look.".to_owned(),
            },
            Self::Glance => "Needs a glance: images of this kind seldom show text.".to_owned(),
            Self::Held(reason) => format!("Held: {}", lower_first(&reason.what())),
        }
    }
}

impl HeldReason {
    /// What happened, in a sentence.
    pub fn what(&self) -> String {
        let words = match self {
            Self::Document => {
                "A document is stored inside this file, and Darkroom can’t clean documents."
            }
            Self::Video => {
                "This is a video, and beside its pictures it may carry names that nobody sees."
            }
            Self::VideoNotWritten { why } => {
                return format!("This video can’t be compressed again: {why}.");
            }
            Self::StructuredReport => {
                "This is a report, a presentation state or a list of key images, and Darkroom can’t clean those yet."
            }
            Self::UnknownSopClass => {
                "Darkroom doesn’t know this kind of object, so it can’t tell what must be removed."
            }
            Self::NoSopClass => {
                "The header doesn’t say what kind of object this is, so it can’t be written again."
            }
            Self::UnknownTransferSyntax => {
                "The picture is stored in a way that Darkroom doesn’t know."
            }
            Self::DamagedHeader => "The header is damaged and can’t be read to its end.",
            Self::HeaderTooLarge => {
                "The header is larger than any real one: a text in it is longer than 64 KB, or all of it larger than 64 MB."
            }
            Self::TruncatedPixelData => "Part of the picture is missing: the file ends too early.",
            Self::CannotPaint { why } => {
                return format!(
                    "A rectangle reaches this image, and its picture can’t be opened to paint it: {}.",
                    why.trim_end_matches('.')
                );
            }
            Self::PictureUnclear { why } => {
                return format!(
                    "The header doesn’t describe this picture, so nobody can be sure of seeing all of it: {}.",
                    why.trim_end_matches('.')
                );
            }
            Self::StreamUnclear { why } => {
                return format!(
                    "Nobody can say what is stored beside this compressed picture: {why}."
                );
            }
            Self::CannotShow => {
                "Not all of this picture can be shown here, so nobody can say whether a name is in it."
            }
            Self::NotLookedAt => "Nobody has looked at this picture, and it may show a name.",
            Self::NotWritten { why } => {
                return format!("The clean copy could not be written: {why}.");
            }
            Self::OutputUnreadable => "What was to be saved could not be read again.",
            Self::Unreadable => "The file could not be read.",
            Self::Changed => {
                "The file has changed since it was read first, so it may show or say something else by now."
            }
            Self::TooLargeHere => {
                "In this browser a page that was opened from a file can’t read files of more than 256 MB."
            }
            Self::EngineStopped => "Darkroom stopped on this file twice.",
            Self::CaseNameTaken => {
                "By chance two patients came to one case name, so their images would have been mixed."
            }
            Self::StudyOfSeveral => {
                "The files of this study name different patients, so nobody can say whose images these are."
            }
            Self::SeveralPeople => {
                "The names, birth dates or sexes under this patient ID can’t all be one person’s, and nobody has confirmed that they are."
            }
            Self::InstanceUidTaken => {
                "Another file with different content has the same SOP Instance UID, so one could be taken for the other."
            }
            Self::FoundAfterCleaning { findings } => {
                return found_after_cleaning(findings);
            }
            Self::ArchiveEntry { why } => {
                return format!(
                    "This file could not be taken out of its archive: {}.",
                    why.trim_end_matches('.')
                );
            }
            Self::Locked { tried: false } => "It is encrypted, and needs its password.",
            Self::Locked { tried: true } => {
                "It is encrypted, and none of the passwords given opens it, unless it is damaged."
            }
            Self::Unopened { why } => {
                return format!("This archive or disc image could not be opened: {why}.");
            }
        };
        words.to_owned()
    }

    /// What to do about it, in a sentence.
    pub fn to_do(&self) -> &'static str {
        match self {
            Self::Document => {
                "Leave it out, or clean the document by hand and send it another way."
            }
            Self::Video => {
                "Choose it on the page’s Look step: where the browser can, it is offered there to paint it and compress it again. Otherwise leave it out, or export still images of it from your PACS."
            }
            Self::VideoNotWritten { .. } => {
                "Leave it out, or export still images of it from your PACS."
            }
            Self::StructuredReport => "Leave it out: the images themselves don’t need it.",
            Self::UnknownSopClass => {
                "Leave it out, or export it from your PACS as ordinary images."
            }
            Self::NoSopClass => "Export the image again from your PACS.",
            Self::CannotShow | Self::UnknownTransferSyntax | Self::StreamUnclear { .. } => {
                "Export the image again from your PACS, uncompressed."
            }
            Self::DamagedHeader | Self::TruncatedPixelData => {
                "Copy the file again from where it came from, or export the image again, and add it."
            }
            Self::CannotPaint { .. } => {
                "Export the image again uncompressed and add it, take the rectangle off this image, or delete the image."
            }
            Self::Unreadable => {
                "Check that the drive is plugged in and that you may open the file, then add it again."
            }
            Self::Changed => {
                "Wait until nothing writes to the originals any more, then start again with them."
            }
            Self::TooLargeHere => {
                "Open Darkroom from a web server, or in Chrome, Edge or Firefox, and add the file there."
            }
            Self::NotWritten { .. } => {
                "Check that the drive is plugged in and has room, then save again."
            }
            Self::NotLookedAt => {
                "Look at all of its series and clear it, or delete it; for the command, say --assume-reviewed once somebody has looked."
            }
            Self::EngineStopped => {
                "Add this file again by itself. If it stops again, leave it out."
            }
            Self::PictureUnclear { .. } | Self::HeaderTooLarge => {
                "Leave it out, or export the image again from your PACS."
            }
            Self::FoundAfterCleaning { .. } | Self::OutputUnreadable => {
                "Leave it out. It has not been saved."
            }
            Self::CaseNameTaken => {
                "Clean this patient by himself, after Darkroom has been started anew and without this linking key."
            }
            Self::StudyOfSeveral => {
                "Have the patient ID put right in your PACS and export the study again, or leave it out."
            }
            Self::SeveralPeople => {
                "If it is one person, say so on the page’s Add step, or give the command --same-person. Otherwise leave them out, or have the ID put right in your PACS."
            }
            Self::InstanceUidTaken => {
                "If this is the right one, delete the other. Otherwise leave it out, or have it given a UID of its own."
            }
            Self::Locked { .. } => {
                "Give its password on the page’s Add step, or to the command by --zip-password-file. Whoever sent it knows it."
            }
            Self::ArchiveEntry { .. } | Self::Unopened { .. } => {
                "Have the images sent again, as a folder or a zip. Unpack it yourself only where patients’ images may be kept."
            }
        }
    }

    /// Whether the person can do something so that it will be cleaned. The rest can't be cleaned at all.
    pub fn can_be_put_right(&self) -> bool {
        match self {
            Self::NoSopClass
            | Self::UnknownTransferSyntax
            | Self::DamagedHeader
            | Self::TruncatedPixelData
            | Self::CannotPaint { .. }
            | Self::StreamUnclear { .. }
            | Self::CannotShow
            | Self::Video
            | Self::NotLookedAt
            | Self::NotWritten { .. }
            | Self::Unreadable
            | Self::Changed
            | Self::TooLargeHere
            | Self::EngineStopped
            | Self::CaseNameTaken
            | Self::StudyOfSeveral
            | Self::SeveralPeople
            | Self::InstanceUidTaken
            | Self::ArchiveEntry { .. }
            | Self::Locked { .. }
            | Self::Unopened { .. } => true,
            Self::Document
            | Self::VideoNotWritten { .. }
            | Self::StructuredReport
            | Self::UnknownSopClass
            | Self::PictureUnclear { .. }
            | Self::HeaderTooLarge
            | Self::OutputUnreadable
            | Self::FoundAfterCleaning { .. } => false,
        }
    }
}

/// The surest finding with why it must not leave, the next ones by place, the rest as a number.
fn found_after_cleaning(findings: &[Finding]) -> String {
    const NAMED: usize = 3;
    let mut words = String::from("After cleaning, the second reading found ");
    let Some(surest) = findings.first() else {
        return words + "something that must not leave.";
    };
    words += &surest.to_string();
    for next in findings.iter().take(NAMED).skip(1) {
        words += &format!(", {next}");
    }
    match findings.len().saturating_sub(NAMED) {
        0 => {}
        more => words += &format!(", and {more} more"),
    }
    format!("{words}. {}", surest.kind.why())
}

/// A person's name as it is read: `SAMPLE^Marigold` is "SAMPLE, Marigold"; an empty name is "No name".
pub fn person(name: &str) -> String {
    let alphabetic = name.split('=').next().unwrap_or_default();
    let mut parts = alphabetic.split('^').map(str::trim);
    let family = parts.next().unwrap_or_default();
    let given: Vec<&str> = parts.take(2).filter(|part| !part.is_empty()).collect();
    match (family.is_empty(), given.is_empty()) {
        (true, true) if name.trim_matches(['^', '=', ' ']).is_empty() => "No name".to_owned(),
        (true, true) => name.trim_matches(['^', '=', ' ']).to_owned(),
        (true, false) => given.join(" "),
        (false, true) => family.to_owned(),
        (false, false) => format!("{family}, {}", given.join(" ")),
    }
}

/// An error's words as a sentence.
pub fn sentence(words: &str) -> String {
    let end = if words.ends_with('.') { "" } else { "." };
    capital(words) + end
}

/// With a capital.
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if !sentence.starts_with("Darkroom") => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_read_as_sentences() {
        let words = Triage::Look(vec![Reason::Ultrasound]).words();
        assert_eq!(
            words,
            "Needs a look: ultrasound usually shows the patient’s name in the picture."
        );
        assert_eq!(
            Triage::Held(HeldReason::Video).words(),
            "Held: this is a video, and beside its pictures it may carry names that nobody sees."
        );
    }

    #[test]
    fn a_name_is_read_family_name_first() {
        assert_eq!(person("SAMPLE^Marigold"), "SAMPLE, Marigold");
        assert_eq!(
            person("SAMPLE^Marigold^Ann^Dr=\u{5c71}"),
            "SAMPLE, Marigold Ann"
        );
        assert_eq!(person("SAMPLE"), "SAMPLE");
        assert_eq!(person("^Marigold"), "Marigold");
        assert_eq!(person("=\u{5c71}^\u{592a}"), "\u{5c71}^\u{592a}");
        assert_eq!(person("^^"), "No name");
    }
}
