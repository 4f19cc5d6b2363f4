//! The page's words: numbers, dates, names, and why something needs a look or is held. Plain functions, no markup.

use crate::catalogue::{Catalogue, InstanceId, Outcome, Reason, Summary, Triage};
use crate::clean::HeldReason;
use crate::pixels::Rect;
use crate::review::Reach;

/// `1,165`.
pub fn thousands(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 image`, `1,165 images`.
pub fn count(number: usize, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        thousands(number),
        if number == 1 { one } else { many }
    )
}

/// `16 images`.
pub fn images(number: usize) -> String {
    count(number, "image", "images")
}

/// `634 MB`.
pub fn bytes(number: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")];
    for (unit, name) in UNITS {
        if number >= unit {
            let tenths = number.saturating_mul(10) / unit;
            return if tenths < 100 && unit > 1_000_000 {
                format!("{}.{} {name}", tenths / 10, tenths % 10)
            } else {
                format!("{} {name}", thousands((tenths / 10) as usize))
            };
        }
    }
    format!("{number} bytes")
}

/// `about 9 seconds`.
pub fn duration(seconds: f64) -> String {
    let seconds = seconds.max(0.0).round() as usize;
    match seconds {
        0..=1 => "about a second".into(),
        2..=90 => format!("about {seconds} seconds"),
        91..=5_400 => format!("about {} minutes", (seconds + 30) / 60),
        _ => format!("about {} hours", (seconds + 1_800) / 3_600),
    }
}

/// `12 March 2026` of `20260312`; as written if it is no date.
pub fn date(written: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let parsed = || {
        let year = written.get(0..4)?.parse::<u32>().ok()?;
        let month = written.get(4..6)?.parse::<usize>().ok()?;
        let day = written.get(6..8)?.parse::<u32>().ok()?;
        let month = MONTHS.get(month.checked_sub(1)?)?;
        (written.len() == 8).then(|| format!("{day} {month} {year}"))
    };
    parsed().unwrap_or_else(|| written.to_owned())
}

/// `SAMPLE, Marigold` of `SAMPLE^Marigold`: the alphabetic group, family name first.
pub fn person(written: &str) -> String {
    let group = written.split('=').next().unwrap_or_default();
    let mut parts = group
        .split('^')
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let Some(family) = parts.next() else {
        return "No name".into();
    };
    let rest = parts.collect::<Vec<_>>().join(" ");
    if rest.is_empty() {
        family.to_owned()
    } else {
        format!("{family}, {rest}")
    }
}

/// The summary of an instance, if the item is one.
pub fn summary(catalogue: &Catalogue, instance: InstanceId) -> Option<&Summary> {
    match &catalogue.items.get(instance)?.outcome {
        Outcome::Instance(summary) => Some(summary),
        Outcome::Held(_) | Outcome::NotDicom(_) => None,
    }
}

/// Why a series needs a look, as the panel says it.
pub fn why(triage: &Triage) -> String {
    match triage {
        Triage::Glance => "A glance is enough: images of this kind rarely show text.".into(),
        Triage::Held(reason) => format!("Held: {}", held(reason).what),
        Triage::Look(reasons) => {
            let words = reasons.iter().copied().map(reason).collect::<Vec<_>>();
            format!("Needs a look: {}.", words.join("; "))
        }
    }
}

fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::Ultrasound => "ultrasound usually shows the patient’s name in the picture",
        Reason::NuclearMedicine => "nuclear medicine pictures often show the patient’s name",
        Reason::SecondaryCapture => "a screen capture shows whatever was on the screen",
        Reason::Fluoroscopy => "fluoroscopy and angiography pictures often show the patient’s name",
        Reason::Photograph => "a photograph or endoscopy picture may show a face or a name",
        Reason::OtherModality => "Darkroom does not know what pictures of this kind show",
        Reason::DerivedOrSecondary => "these pictures were made from others and may carry text",
        Reason::EightBitColour => {
            "colour pictures are rare in this kind of scan and often carry text"
        }
        Reason::BurnedInAnnotationYes => "the header says that text is burned into the picture",
        Reason::BurnedInAnnotationAbsent => {
            "the header doesn’t say that the picture is free of text"
        }
        Reason::Overlays => "there are overlays drawn over the picture",
        Reason::DoseReport => "it looks like a dose report, which shows the patient’s details",
    }
}

/// Why something is held, and what to do about it.
pub struct HeldWords {
    pub title: &'static str,
    pub what: String,
    pub to_do: &'static str,
    /// Whether the person can put it right on this page.
    pub can_put_right: bool,
}

/// Words for a reason.
pub fn held(reason: &HeldReason) -> HeldWords {
    const NOT_YET: &str = "Leave it out, or clean it with another tool. It is not saved.";
    const AGAIN: &str = "Export it again from the archive, then add it here.";
    let (title, what, to_do, can_put_right): (_, String, _, _) = match reason {
        HeldReason::Document => (
            "A document, not a picture",
            "it holds a document that Darkroom can’t clean.".into(),
            NOT_YET,
            false,
        ),
        HeldReason::Video => (
            "A video",
            "it is a compressed video that Darkroom can’t clean.".into(),
            NOT_YET,
            false,
        ),
        HeldReason::StructuredReport => (
            "A report, not a picture",
            "it is a report or a list that Darkroom doesn’t clean yet.".into(),
            NOT_YET,
            false,
        ),
        HeldReason::UnknownSopClass => (
            "A kind of file Darkroom doesn’t know",
            "Darkroom has no rules for this kind of DICOM file.".into(),
            NOT_YET,
            false,
        ),
        HeldReason::NoSopClass => (
            "Not whole",
            "it doesn’t say what kind of DICOM file it is, so it can’t be written again.".into(),
            AGAIN,
            false,
        ),
        HeldReason::UnknownTransferSyntax => (
            "Written in a way Darkroom doesn’t know",
            "its pictures are stored in a way Darkroom doesn’t know.".into(),
            "Export it again as uncompressed DICOM, then add it here.",
            false,
        ),
        HeldReason::DamagedHeader => (
            "Header is damaged",
            "its header is damaged.".into(),
            AGAIN,
            false,
        ),
        HeldReason::TruncatedPixelData => (
            "Picture is cut short",
            "part of its picture is missing.".into(),
            AGAIN,
            false,
        ),
        HeldReason::CannotPaint { frame, why } => (
            "Picture is damaged, so it can’t be painted",
            format!("frame {frame} can’t be opened, so nothing can be painted in it: {why}."),
            "Delete this image, or export it again and add it here.",
            true,
        ),
        HeldReason::Unreadable => (
            "Couldn’t be read",
            "the computer couldn’t read it.".into(),
            "Check that the drive is still plugged in and that you may open the file, then add it again.",
            false,
        ),
        HeldReason::EngineStopped => (
            "Darkroom stopped on this file",
            "Darkroom stopped twice while working on it.".into(),
            "It may be damaged or too large. Export it again, or leave it out.",
            false,
        ),
        HeldReason::FoundAfterCleaning { attribute } => (
            "Something identifying was left",
            format!(
                "after cleaning, the second reading found something identifying in {attribute}."
            ),
            "Delete this image, or leave it held.",
            true,
        ),
        HeldReason::ArchiveEntry { why } => (
            "Couldn’t be taken out of the zip",
            format!("it couldn’t be taken out of its zip: {why}."),
            "Open the zip on this computer, then add the folder.",
            false,
        ),
    };
    HeldWords {
        title,
        what,
        to_do,
        can_put_right,
    }
}

/// The reach as an option says it, with how many images it hits.
pub fn reach(reach: Reach, hits: usize, frames: u32) -> String {
    match reach {
        Reach::Frame => "This frame".into(),
        Reach::Image if frames > 1 => format!("This image, {} frames", thousands(frames as usize)),
        Reach::Image => "This image".into(),
        Reach::Series => format!("This series, {}", images(hits)),
        Reach::SameSize => format!("Same size in this study, {}", thousands(hits)),
        Reach::Study => format!("Whole study, {}", thousands(hits)),
    }
}

/// The value of a reach in the select.
pub fn reach_value(reach: Reach) -> &'static str {
    match reach {
        Reach::Frame => "frame",
        Reach::Image => "image",
        Reach::Series => "series",
        Reach::SameSize => "same-size",
        Reach::Study => "study",
    }
}

/// All reaches, nearest first.
pub const REACHES: [Reach; 5] = [
    Reach::Frame,
    Reach::Image,
    Reach::Series,
    Reach::SameSize,
    Reach::Study,
];

/// Where a rectangle lies: `Top left`.
pub fn place(rect: Rect, columns: u32, rows: u32) -> &'static str {
    let third = |start: u32, length: u32, whole: u32| {
        let middle = f64::from(start) + f64::from(length) / 2.0;
        let share = middle / f64::from(whole.max(1));
        if share < 0.36 {
            0
        } else if share < 0.64 {
            1
        } else {
            2
        }
    };
    match (
        third(rect.y, rect.height, rows),
        third(rect.x, rect.width, columns),
    ) {
        (0, 0) => "Top left",
        (0, 1) => "Top",
        (0, _) => "Top right",
        (1, 0) => "Left",
        (1, 1) => "Middle",
        (1, _) => "Right",
        (_, 0) => "Bottom left",
        (_, 1) => "Bottom",
        (_, _) => "Bottom right",
    }
}

/// The last part of a place in the drop.
pub fn file_name(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or(place)
}
