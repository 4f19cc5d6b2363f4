//! Why something is held, and what to do about it: two sentences for each [`HeldReason`].

use crate::clean::HeldReason;
use crate::verify::Finding;

const DOCUMENT: &str = "A document is stored inside this file, and Darkroom can’t clean documents.";
const VIDEO: &str = "This is a video, and beside its pictures it may carry names that nobody sees.";
const VIDEO_NOT_WRITTEN: &str = "This video can’t be compressed again";
const STRUCTURED_REPORT: &str = "\
    This is a report, a presentation state or a list of key images, and Darkroom can’t clean \
    those yet.";
const UNKNOWN_SOP_CLASS: &str =
    "Darkroom doesn’t know this kind of object, so it can’t tell what must be removed.";
const NO_SOP_CLASS: &str =
    "The header doesn’t say what kind of object this is, so it can’t be written again.";
const UNKNOWN_TRANSFER_SYNTAX: &str = "The picture is stored in a way that Darkroom doesn’t know.";
const DAMAGED_HEADER: &str = "The header is damaged and can’t be read to its end.";
const HEADER_TOO_LARGE: &str = "\
    The header is larger than any real one: a text in it is longer than 64 KB, or all of it \
    larger than 64 MB.";
const TRUNCATED_PIXEL_DATA: &str = "Part of the picture is missing: the file ends too early.";
const CANNOT_PAINT: &str =
    "A rectangle reaches this image, and its picture can’t be opened to paint it";
const PICTURE_UNCLEAR: &str =
    "The header doesn’t describe this picture, so nobody can be sure of seeing all of it";
const STREAM_UNCLEAR: &str = "Nobody can say what is stored beside this compressed picture";
const CANNOT_SHOW: &str =
    "Not all of this picture can be shown here, so nobody can say whether a name is in it.";
const NOT_LOOKED_AT: &str = "Nobody has looked at this picture, and it may show a name.";
const NOT_WRITTEN: &str = "The clean copy could not be written";
const OUTPUT_UNREADABLE: &str = "What was to be saved could not be read again.";
const UNREADABLE: &str = "The file could not be read.";
const CHANGED: &str =
    "The file has changed since it was read first, so it may show or say something else by now.";
const TOO_LARGE_HERE: &str =
    "In this browser a page that was opened from a file can’t read files of more than 256 MB.";
const ENGINE_STOPPED: &str = "Darkroom stopped on this file twice.";
const STUDY_OF_SEVERAL: &str =
    "The files of this study name different patients, so nobody can say whose images these are.";
const SEVERAL_PEOPLE: &str = "\
    The names, birth dates or sexes under this patient ID can’t all be one person’s, and nobody \
    has confirmed that they are.";
const INSTANCE_UID_TAKEN: &str = "\
    Another file with different content has the same SOP Instance UID, so one could be taken for \
    the other.";
const ARCHIVE_ENTRY: &str = "This file could not be taken out of its archive";
const LOCKED: &str = "It is encrypted, and needs its password.";
const LOCKED_STILL: &str =
    "It is encrypted, and none of the passwords given opens it, unless it is damaged.";
const UNOPENED: &str = "This archive or disc image could not be opened";

/// What to do, named for what it asks.
mod to_do {
    pub const CLEAN_BY_HAND: &str =
        "Leave it out, or clean the document by hand and send it another way.";
    pub const CHOOSE_VIDEO: &str = "\
        Choose it on the page’s Look step: where the browser can, it is offered there to paint it \
        and compress it again. Otherwise leave it out, or export still images of it from your \
        PACS.";
    pub const EXPORT_STILLS: &str = "Leave it out, or export still images of it from your PACS.";
    pub const NOT_NEEDED: &str = "Leave it out: the images themselves don’t need it.";
    pub const EXPORT_IMAGES: &str = "Leave it out, or export it from your PACS as ordinary images.";
    pub const EXPORT_AGAIN: &str = "Export the image again from your PACS.";
    pub const EXPORT_UNCOMPRESSED: &str = "Export the image again from your PACS, uncompressed.";
    pub const COPY_AGAIN: &str =
        "Copy the file again from where it came from, or export the image again, and add it.";
    pub const UNCOMPRESSED_OR_UNPAINTED: &str = "\
        Export the image again uncompressed and add it, take the rectangle off this image, or \
        delete the image.";
    pub const CHECK_DRIVE: &str =
        "Check that the drive is plugged in and that you may open the file, then add it again.";
    pub const WAIT: &str =
        "Wait until nothing writes to the originals any more, then start again with them.";
    pub const ANOTHER_BROWSER: &str =
        "Open Darkroom from a web server, or in Chrome, Edge or Firefox, and add the file there.";
    pub const CHECK_ROOM: &str =
        "Check that the drive is plugged in and has room, then save again.";
    pub const LOOK: &str = "\
        Look at all of its series and clear it, or delete it; for the command, say \
        --assume-reviewed once somebody has looked.";
    pub const BY_ITSELF: &str = "Add this file again by itself. If it stops again, leave it out.";
    pub const LEAVE_OUT_OR_EXPORT: &str = "Leave it out, or export the image again from your PACS.";
    pub const PAINT_THERE: &str =
        "Look at this place, paint what is there, and save again; or leave the image out.";
    pub const LEAVE_OUT: &str = "Leave it out. It has not been saved.";
    pub const PUT_ID_RIGHT: &str =
        "Have the patient ID put right in your PACS and export the study again, or leave it out.";
    pub const SAY_ONE_PERSON: &str = "\
        If it is one person, say so on the page’s Add step, or to the command by --one-patient \
        and the ID. Otherwise leave them out, or have the ID put right in your PACS.";
    pub const CHOOSE_ONE: &str = "\
        If this is the right one, delete the other. Otherwise leave it out, or have it given a \
        UID of its own.";
    pub const GIVE_PASSWORD: &str = "\
        Give its password on the page’s Add step, or to the command by --zip-password-file. \
        Whoever sent it knows it.";
    pub const SEND_AGAIN: &str = "\
        Have the images sent again, as a folder or a zip. Unpack it yourself only where patients’ \
        images may be kept.";
}

impl HeldReason {
    /// What happened, in a sentence.
    pub fn what(&self) -> String {
        match self {
            Self::Document => DOCUMENT.to_owned(),
            Self::Video => VIDEO.to_owned(),
            Self::VideoNotWritten { why } => because(VIDEO_NOT_WRITTEN, why),
            Self::StructuredReport => STRUCTURED_REPORT.to_owned(),
            Self::UnknownSopClass => UNKNOWN_SOP_CLASS.to_owned(),
            Self::NoSopClass => NO_SOP_CLASS.to_owned(),
            Self::UnknownTransferSyntax => UNKNOWN_TRANSFER_SYNTAX.to_owned(),
            Self::DamagedHeader => DAMAGED_HEADER.to_owned(),
            Self::HeaderTooLarge => HEADER_TOO_LARGE.to_owned(),
            Self::TruncatedPixelData => TRUNCATED_PIXEL_DATA.to_owned(),
            Self::CannotPaint { why } => because(CANNOT_PAINT, why.trim_end_matches('.')),
            Self::PictureUnclear { why } => because(PICTURE_UNCLEAR, why.trim_end_matches('.')),
            Self::StreamUnclear { why } => because(STREAM_UNCLEAR, why),
            Self::CannotShow => CANNOT_SHOW.to_owned(),
            Self::NotLookedAt => NOT_LOOKED_AT.to_owned(),
            Self::NotWritten { why } => because(NOT_WRITTEN, why),
            Self::OutputUnreadable => OUTPUT_UNREADABLE.to_owned(),
            Self::Unreadable => UNREADABLE.to_owned(),
            Self::Changed => CHANGED.to_owned(),
            Self::TooLargeHere => TOO_LARGE_HERE.to_owned(),
            Self::EngineStopped => ENGINE_STOPPED.to_owned(),
            Self::StudyOfSeveral => STUDY_OF_SEVERAL.to_owned(),
            Self::SeveralPeople => SEVERAL_PEOPLE.to_owned(),
            Self::InstanceUidTaken => INSTANCE_UID_TAKEN.to_owned(),
            Self::FoundAfterCleaning { findings } => found_after_cleaning(findings),
            Self::NamedInPicture { frame, at: (x, y) } => format!(
                "After painting, a name, number or date of this patient was still read in picture {frame}, {x} pixels \
                 from the left and {y} from the top."
            ),
            Self::ArchiveEntry { why } => because(ARCHIVE_ENTRY, why.trim_end_matches('.')),
            Self::Locked { tried: false } => LOCKED.to_owned(),
            Self::Locked { tried: true } => LOCKED_STILL.to_owned(),
            Self::Unopened { why } => because(UNOPENED, why),
        }
    }

    /// What to do about it, in a sentence.
    pub fn to_do(&self) -> &'static str {
        match self {
            Self::Document => to_do::CLEAN_BY_HAND,
            Self::Video => to_do::CHOOSE_VIDEO,
            Self::VideoNotWritten { .. } => to_do::EXPORT_STILLS,
            Self::StructuredReport => to_do::NOT_NEEDED,
            Self::UnknownSopClass => to_do::EXPORT_IMAGES,
            Self::NoSopClass => to_do::EXPORT_AGAIN,
            Self::CannotShow | Self::UnknownTransferSyntax | Self::StreamUnclear { .. } => {
                to_do::EXPORT_UNCOMPRESSED
            }
            Self::DamagedHeader | Self::TruncatedPixelData => to_do::COPY_AGAIN,
            Self::CannotPaint { .. } => to_do::UNCOMPRESSED_OR_UNPAINTED,
            Self::Unreadable => to_do::CHECK_DRIVE,
            Self::Changed => to_do::WAIT,
            Self::TooLargeHere => to_do::ANOTHER_BROWSER,
            Self::NotWritten { .. } => to_do::CHECK_ROOM,
            Self::NotLookedAt => to_do::LOOK,
            Self::EngineStopped => to_do::BY_ITSELF,
            Self::PictureUnclear { .. } | Self::HeaderTooLarge => to_do::LEAVE_OUT_OR_EXPORT,
            Self::FoundAfterCleaning { .. } | Self::OutputUnreadable => to_do::LEAVE_OUT,
            Self::NamedInPicture { .. } => to_do::PAINT_THERE,
            Self::StudyOfSeveral => to_do::PUT_ID_RIGHT,
            Self::SeveralPeople => to_do::SAY_ONE_PERSON,
            Self::InstanceUidTaken => to_do::CHOOSE_ONE,
            Self::Locked { .. } => to_do::GIVE_PASSWORD,
            Self::ArchiveEntry { .. } | Self::Unopened { .. } => to_do::SEND_AGAIN,
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
            | Self::StudyOfSeveral
            | Self::SeveralPeople
            | Self::InstanceUidTaken
            | Self::NamedInPicture { .. }
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

/// A sentence, with why.
fn because(words: &str, why: &str) -> String {
    format!("{words}: {why}.")
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
