//! The page's words: numbers, dates, names, and why something needs a look or is held. Plain functions, no markup.

pub mod ruled;
pub mod slides;

use darkroom::catalogue::Triage;
use darkroom::clean::HeldReason;
use darkroom::pixels::Rect;
use darkroom::review::{Change, Reach, What};

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

/// `Look at 41 side by side`.
pub fn side_by_side(series: usize) -> String {
    format!("Look at {} side by side", thousands(series))
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

/// What a series holds, from the frames of each of its images: `16 images`, `1 cine, 2 frames`, `2 cines, 80 frames`,
/// `3 images, 1 cine of 40 frames`.
pub fn holds(frames: impl Iterator<Item = u32>) -> String {
    let (mut stills, mut cines, mut all) = (0_usize, 0_usize, 0_usize);
    for frames in frames {
        if frames > 1 {
            cines += 1;
            all = all.saturating_add(frames as usize);
        } else {
            stills += 1;
        }
    }
    let cine = count(cines, "cine", "cines");
    let of = count(all, "frame", "frames");
    match (stills, cines) {
        (_, 0) => images(stills),
        (0, _) => format!("{cine}, {of}"),
        _ => format!("{}, {cine} of {of}", images(stills)),
    }
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

/// `12 March 2026` of `20260312`, and of `2026.03.12` as ACR-NEMA wrote it (PS3.5 6.2); as written if it is no date.
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
    let plain: String = written.chars().filter(|letter| *letter != '.').collect();
    let dotted =
        written.len() == 10 && written.get(4..5) == Some(".") && written.get(7..8) == Some(".");
    let digits = if dotted { plain.as_str() } else { written };
    let parsed = || {
        let written = digits;
        let year = written.get(0..4)?.parse::<u32>().ok()?;
        let month = written.get(4..6)?.parse::<usize>().ok()?;
        let day = written.get(6..8)?.parse::<u32>().ok()?;
        let month = MONTHS.get(month.checked_sub(1)?)?;
        (written.len() == 8).then(|| format!("{day} {month} {year}"))
    };
    parsed().unwrap_or_else(|| written.to_owned())
}

/// `10:15:30` of `101530.25`; as written if it is no time.
pub fn clock(written: &str) -> String {
    let digits = written.split('.').next().unwrap_or_default();
    let pairs: Option<Vec<&str>> = (0..digits.len())
        .step_by(2)
        .map(|at| digits.get(at..at + 2))
        .collect();
    match pairs {
        Some(pairs) if pairs.len() >= 2 && digits.bytes().all(|digit| digit.is_ascii_digit()) => {
            pairs.join(":")
        }
        _ => written.to_owned(),
    }
}

/// Why a series needs a look: the two weightiest reasons in one sentence.
pub fn why(triage: &Triage) -> String {
    match triage {
        Triage::Look(reasons) => match reasons.as_slice() {
            [first, second, ..] => {
                format!("Needs a look: {}; {}.", first.because(), second.because())
            }
            _ => triage.words(),
        },
        Triage::Glance | Triage::Held(_) => triage.words(),
    }
}

/// Why a file is held, as a heading.
pub fn held_title(reason: &HeldReason) -> &'static str {
    match reason {
        HeldReason::Document => "A document, not a picture",
        HeldReason::Video => "A video",
        HeldReason::VideoNotWritten { .. } => "A video that can’t be compressed again",
        HeldReason::StructuredReport => "A report, not a picture",
        HeldReason::UnknownSopClass => "A kind of file Darkroom doesn’t know",
        HeldReason::NoSopClass => "Header isn’t whole",
        HeldReason::UnknownTransferSyntax => "Stored in a way Darkroom doesn’t know",
        HeldReason::DamagedHeader => "Header is damaged",
        HeldReason::HeaderTooLarge => "Header is too large",
        HeldReason::TruncatedPixelData => "Picture is cut short",
        HeldReason::CannotPaint { .. } => "Picture is damaged, so it can’t be painted",
        HeldReason::PictureUnclear { .. } => "Header and picture disagree",
        HeldReason::StreamUnclear { .. } => "Compressed picture can’t be followed",
        HeldReason::NotWritten { .. } => "Couldn’t be written",
        HeldReason::CannotShow => "Picture can’t be shown",
        HeldReason::NotLookedAt => "Nobody has looked at it",
        HeldReason::OutputUnreadable => "Clean copy couldn’t be read again",
        HeldReason::TooLargeHere => "Too large for this browser",
        HeldReason::Unreadable => "File couldn’t be read",
        HeldReason::Changed => "File has changed since",
        HeldReason::EngineStopped => "Darkroom stopped on this file",
        HeldReason::StudyOfSeveral => "One study, several patients",
        HeldReason::SeveralPeople => "One patient ID, several people",
        HeldReason::InstanceUidTaken => "Another file has its UID",
        HeldReason::NamedInPicture { .. } => "A name was still read in the picture",
        HeldReason::FoundAfterCleaning { .. } => "Something identifying was left",
        HeldReason::ArchiveEntry { .. } => "Couldn’t be taken out of the archive",
        HeldReason::Locked { .. } => "Needs its password",
        HeldReason::Unopened { .. } => "An archive that can’t be opened",
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

/// What a step of undo took back, or of redo did again: `Undone: a rectangle`.
pub fn change(change: Change, again: bool) -> String {
    let what = match change.what {
        Some(What::Painted | What::Unpainted) => "a rectangle",
        Some(What::Reshaped) => "a change of a rectangle",
        Some(What::Cleared | What::Uncleared) => "“Nothing identifying shown”",
        Some(What::Deleted | What::Restored) => "a deletion",
        Some(What::OnePerson) => "“It is one person”",
        None => "a step",
    };
    format!("{}: {what}", if again { "Redone" } else { "Undone" })
}

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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use darkroom::catalogue::Reason;

    use super::*;

    #[test]
    fn thousands_are_parted_by_commas() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_165), "1,165");
        assert_eq!(thousands(12_345_678), "12,345,678");
    }

    #[test]
    fn one_is_one_and_all_else_many() {
        assert_eq!(images(1), "1 image");
        assert_eq!(images(0), "0 images");
        assert_eq!(count(1_165, "file", "files"), "1,165 files");
    }

    #[test]
    fn cines_are_counted_as_cines_with_their_frames() {
        let of = |frames: &[u32]| holds(frames.iter().copied());
        assert_eq!(of(&[1, 1]), "2 images");
        assert_eq!(of(&[2]), "1 cine, 2 frames");
        assert_eq!(of(&[40, 40]), "2 cines, 80 frames");
        assert_eq!(of(&[1, 1, 40]), "2 images, 1 cine of 40 frames");
        assert_eq!(of(&[]), "0 images");
    }

    #[test]
    fn a_date_has_one_form_whoever_wrote_it() {
        assert_eq!(date("19950501"), "1 May 1995");
        assert_eq!(date("1995.05.01"), "1 May 1995");
        for odd in ["1995.05", "199.505.01", "1995-05-01", "summer"] {
            assert_eq!(date(odd), odd);
        }
    }

    #[test]
    fn bytes_are_said_in_the_largest_unit_that_fits() {
        assert_eq!(bytes(999), "999 bytes");
        assert_eq!(bytes(1_000), "1 KB");
        assert_eq!(bytes(634_400_000), "634 MB");
        assert_eq!(bytes(1_290_000_000), "1.2 GB");
        assert_eq!(bytes(12_900_000_000), "12 GB");
    }

    #[test]
    fn durations_grow_coarser_as_they_grow_longer() {
        assert_eq!(duration(-3.0), "about a second");
        assert_eq!(duration(9.4), "about 9 seconds");
        assert_eq!(duration(90.0), "about 90 seconds");
        assert_eq!(duration(120.0), "about 2 minutes");
        assert_eq!(duration(7_200.0), "about 2 hours");
    }

    #[test]
    fn dates_are_written_out_and_anything_else_is_left() {
        assert_eq!(date("20260312"), "12 March 2026");
        for written in [
            "",
            "2026",
            "20261312",
            "20260012",
            "202603121",
            "today",
            "2026é12",
        ] {
            assert_eq!(date(written), written);
        }
    }

    #[test]
    fn times_are_parted_and_anything_else_is_left() {
        assert_eq!(clock("101530.25"), "10:15:30");
        assert_eq!(clock("1015"), "10:15");
        for written in ["", "10", "101", "10:15:30", "noon"] {
            assert_eq!(clock(written), written);
        }
    }

    #[test]
    fn a_series_needs_a_look_for_the_two_weightiest_reasons() {
        let reasons = vec![Reason::Ultrasound, Reason::Overlays, Reason::OddSize];
        let words = why(&Triage::Look(reasons));
        assert!(words.contains(Reason::Ultrasound.because()));
        assert!(words.contains(Reason::Overlays.because()));
        assert!(!words.contains(Reason::OddSize.because()));
    }

    #[test]
    fn a_reach_says_how_much_it_hits() {
        assert_eq!(reach(Reach::Image, 1, 1), "This image");
        assert_eq!(reach(Reach::Image, 1, 1_200), "This image, 1,200 frames");
        assert_eq!(reach(Reach::Series, 16, 1), "This series, 16 images");
        assert_eq!(reach(Reach::Study, 1, 1), "Whole study, 1");
    }

    #[test]
    fn undo_and_redo_say_what_they_did() {
        let of = |what| Change {
            what,
            image: None,
            series: None,
        };
        assert_eq!(
            change(of(Some(What::Painted)), false),
            "Undone: a rectangle"
        );
        assert_eq!(change(of(Some(What::Deleted)), true), "Redone: a deletion");
        assert_eq!(change(of(None), false), "Undone: a step");
    }

    #[test]
    fn a_rectangle_lies_where_its_middle_does() {
        let at = |x, y| Rect {
            x,
            y,
            width: 10,
            height: 10,
        };
        assert_eq!(place(at(0, 0), 100, 100), "Top left");
        assert_eq!(place(at(45, 0), 100, 100), "Top");
        assert_eq!(place(at(90, 45), 100, 100), "Right");
        assert_eq!(place(at(45, 45), 100, 100), "Middle");
        assert_eq!(place(at(0, 90), 100, 100), "Bottom left");
        // Of no picture, too.
        place(at(0, 0), 0, 0);
    }

    #[test]
    fn a_file_is_named_by_the_last_part_of_its_place() {
        assert_eq!(file_name("cd.zip/ST01/IM0001"), "IM0001");
        assert_eq!(file_name("IM0001"), "IM0001");
    }

    proptest! {
        #[test]
        fn thousands_without_their_commas_are_the_number(number: usize) {
            prop_assert_eq!(thousands(number).replace(',', ""), number.to_string());
            prop_assert!(thousands(number).split(',').skip(1).all(|group| group.len() == 3));
        }

        #[test]
        fn no_text_breaks_dates_and_times(written in ".*") {
            date(&written);
            clock(&written);
        }
    }
}
