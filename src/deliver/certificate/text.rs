//! The certificate as a person reads it: sections of plain text, and all of them as the README.

use serde::{Deserialize, Serialize};

use super::intruder_test::as_an_outsider;
use super::named::called;
use super::permission::use_of_images;
use super::wording::decided;
use super::{
    Certificate, DeletedReport, HashedPage, HeldReport, PaintedReport, PartReport, PicturesReport,
    ReleasedBy, RulesReport, VerificationReport,
};
use crate::deliver::papers::Paper;
use crate::deliver::slides::SlideReport;
use crate::review::Reach;

/// The most images that are listed under one reason; all of them are in the JSON file.
const LISTED: usize = 20;

/// A heading and the lines under it; the lines hold no markup.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// In a few words, for a line of its own.
    pub heading: String,
    /// Sentences, and rows of numbers with what they count.
    pub lines: Vec<String>,
}

const TITLE: &str = "Images made anonymous by Darkroom";

const PROMISE: [&str; 3] = [
    "Names, numbers and other identifying details were removed from the headers or replaced,",
    "and what a person painted is black in the picture itself. Check before you pass the images on:",
    "no program can promise that nothing was missed.",
];

pub(in crate::deliver) fn readme(certificate: &Certificate, code: &str) -> String {
    let underlined = |words: &str, line: &str| vec![words.to_owned(), line.repeat(words.len())];
    let mut lines = underlined(TITLE, "=");
    lines.push(String::new());
    lines.extend(PROMISE.map(str::to_owned));
    lines.push(String::new());
    for section in sections(certificate) {
        lines.extend(underlined(&section.heading, "-"));
        lines.extend(section.lines);
        lines.push(String::new());
    }
    let [json, _, sums] = Paper::ALL.map(|paper| paper.file_name(code));
    lines.push(format!(
        "The same in a form for programs, with every image's size and SHA-256, is in {json}."
    ));
    lines.push(format!(
        "To check that every file is as it was delivered: sha256sum -c {sums}, darkroom verify, or Check a collection."
    ));
    // Read on Windows too.
    lines.join("\r\n") + "\r\n"
}

/// All that there is something to say about.
pub(super) fn sections(certificate: &Certificate) -> Vec<Section> {
    [
        ("Collection", called(certificate.collection.as_ref())),
        ("What was done", what_was_done(certificate)),
        ("Permission to use the images", use_of_images(certificate)),
        ("Motivated intruder test", as_an_outsider(certificate)),
        ("Kept by permission", permission(&certificate.rules)),
        ("Files", counts(certificate)),
        ("Cases", cases(certificate)),
        ("Series", looked(certificate)),
        ("Pictures", pictures(&certificate.pictures)),
        (
            "Second reading of the headers",
            verification(&certificate.verification),
        ),
        ("Words that leave", decided(certificate.wording)),
        ("Painted black", painted(&certificate.painted)),
        ("Pictures for slides", slides(&certificate.slides)),
        ("Held", held(&certificate.held)),
        ("Deleted", deleted(&certificate.deleted)),
    ]
    .into_iter()
    .filter(|(_, lines)| !lines.is_empty())
    .map(|(heading, lines)| Section {
        heading: heading.to_owned(),
        lines,
    })
    .collect()
}

/// Each file, and what it is of.
fn slides(slides: &[SlideReport]) -> Vec<String> {
    let listed = slides.iter().take(LISTED).map(|slide| {
        let images = match slide.of.as_slice() {
            [of] => format!("of {}", of.image),
            all => format!("of {} images", all.len()),
        };
        format!("{}, {images}", slide.file)
    });
    let rest = slides.len().saturating_sub(LISTED);
    let rest = (rest > 0).then(|| format!("and {rest} more"));
    let sentence = "Drawn out of cleaned images; nothing but pixels is in them.";
    let sentence = (!slides.is_empty()).then(|| sentence.to_owned());
    sentence.into_iter().chain(listed).chain(rest).collect()
}

fn what_was_done(certificate: &Certificate) -> Vec<String> {
    let made = &certificate.made_with;
    let rules = &certificate.rules;
    let mut lines = vec![format!(
        "Darkroom {}, rules: {} ({}).",
        made.version, rules.words, made.standard
    )];
    lines.extend(rules.policy_file.iter().map(|file| {
        let name = file.name.as_ref().map(|name| format!(" \"{name}\""));
        format!(
            "The rules are those of the file{} with the SHA-256 {}",
            name.unwrap_or_default(),
            file.sha256
        )
    }));
    lines.extend(made.date.iter().map(|date| format!("Done on {date}.")));
    lines.extend(made.page_sha256.iter().map(|hash| {
        let of = match made.page_sha256_of {
            Some(HashedPage::BytesThatArrived) => ", of the bytes that arrived",
            Some(HashedPage::PartsAsRead) => ", put together again from what the browser read",
            None => "",
        };
        format!("The page's SHA-256{of}: {hash}")
    }));
    if !made.not_of_the_page.is_empty() {
        let kinds = made.not_of_the_page.join(", ");
        lines.push(format!(
            "Put into the page by an extension of the browser, or on the way: {kinds}."
        ));
    }
    for option in &rules.options {
        lines.push(format!("{} {}:", option.code, option.meaning));
        lines.push(format!("  {}", option.keeps));
    }
    lines
}

fn permission(rules: &RulesReport) -> Vec<String> {
    let Some(keep) = rules.policy.kept() else {
        return Vec::new();
    };
    vec![
        format!("Kept as it was: {}.", keep.words()),
        format!("Permission given by: {}", keep.permission().by()),
        format!("Reason: {}", keep.permission().why()),
        "Whoever has these images and the hospital's records can find out who the patients are."
            .to_owned(),
    ]
}

fn verification(report: &VerificationReport) -> Vec<String> {
    if report.read_again == 0 {
        return Vec::new();
    }
    let mut lines = vec![
        row(report.read_again, "cleaned images read again, of which"),
        row(
            report.clean,
            "had nothing left in the header of what the originals say of the patient",
        ),
    ];
    lines.extend(
        report
            .held
            .iter()
            .map(|found| row(found.images, &format!("held: {}", found.found))),
    );
    lines
}

fn pictures(report: &PicturesReport) -> Vec<String> {
    let mut lines = vec![report.whose_word.clone()];
    if report.from_file {
        lines.push("Some of this was said and seen in an earlier session, and taken from its file of decisions.".to_owned());
    }
    if report.idle_regions > 0 {
        lines.push(row(
            report.idle_regions,
            "entries or rectangles of the file of regions fit no image here, and painted nothing: --allow-idle-regions",
        ));
    }
    if report.undecodable > 0 {
        lines.push(row(
            report.undecodable,
            "cleaned images have frames that Darkroom could not decode",
        ));
    }
    lines
}

fn counts(certificate: &Certificate) -> Vec<String> {
    let files = &certificate.files;
    let mut lines = vec![
        row(files.files_in, "files in, of which"),
        row(files.cleaned, "cleaned and saved here"),
        row(files.held, "held: not saved"),
        row(
            files.deleted,
            "deleted by the person who did this: not saved",
        ),
        row(
            files.doubles,
            "byte for byte the same as another file: counted once",
        ),
        row(files.not_dicom, "not DICOM: not copied"),
    ];
    if certificate.nameless > 0 {
        lines.push(row(
            certificate.nameless,
            "of the cleaned named no study or no series: they got new ones, by folder, patient, date and series number",
        ));
    }
    let goes_on = certificate.part.is_some_and(|part| !part.is_last);
    if files.waiting > 0 {
        lines.push(row(
            files.waiting,
            match goes_on {
                true => "not reached before this zip was full: told in the last zip of the run",
                false => "not reached before the run ended: not saved",
            },
        ));
    }
    lines.extend(certificate.part.iter().map(|PartReport { number, .. }| {
        let here = certificate.delivered.len();
        row(
            here,
            &format!("of the cleaned are in this zip, number {number} of the run"),
        )
    }));
    lines
}

fn cases(certificate: &Certificate) -> Vec<String> {
    let mut lines = Vec::new();
    for case in &certificate.cases {
        let mut line = format!(
            "{}: {} in {}, {} cleaned",
            case.case,
            counted(case.series, "series", "series"),
            counted(case.studies, "study", "studies"),
            counted(case.cleaned, "image", "images"),
        );
        for (count, word) in [
            (case.held, "held"),
            (case.deleted, "deleted"),
            (case.waiting, "not reached"),
        ] {
            if count > 0 {
                line.push_str(&format!(", {} {word}", grouped(count)));
            }
        }
        lines.push(line);
    }
    lines
}

fn looked(certificate: &Certificate) -> Vec<String> {
    let series = &certificate.series;
    let mut lines = Vec::new();
    for (count, words) in [
        (
            series.cleared,
            "cleared: a person said that nothing identifying is in the pictures",
        ),
        (
            series.redacted,
            match certificate.pictures.released_by {
                ReleasedBy::Person => "painted; a person said that nothing identifying is left",
                ReleasedBy::AssumeReviewed | ReleasedBy::Kind => "painted over completely",
            },
        ),
        (
            series.assumed_reviewed,
            "released by --assume-reviewed: nobody looked at them in Darkroom",
        ),
        (
            series.assumed_reviewed_painted,
            "of these painted by a file of regions",
        ),
        (series.deleted, "deleted"),
        (series.held, "held"),
        (series.unreviewed, "that nobody has looked at"),
    ] {
        if count > 0 {
            lines.push(row(count, words));
        }
    }
    lines
}

fn painted(painted: &[PaintedReport]) -> Vec<String> {
    let mut lines = Vec::new();
    for PaintedReport {
        rect,
        reach,
        frame,
        frames,
        files,
    } in painted
    {
        let reach = match (reach, frame.map(|frame| [frame; 2]).or(*frames)) {
            (Reach::Image, Some([first, last])) => {
                format!("frames {first} to {last} of one image")
            }
            (Reach::Frame, Some([frame, _])) => format!("frame {frame} of one image"),
            (Reach::Frame, None) => "one frame".to_owned(),
            (Reach::Image, _) => "one image".to_owned(),
            (Reach::Series, _) => "one series".to_owned(),
            (Reach::SameSize, _) => "images of the same size in one study".to_owned(),
            (Reach::Study, _) => "one study".to_owned(),
        };
        lines.push(format!(
            "{} × {} pixels at {}, {}: {reach}, {}",
            rect.width,
            rect.height,
            rect.x,
            rect.y,
            counted(files.len(), "file", "files"),
        ));
    }
    lines
}

fn held(held: &[HeldReport]) -> Vec<String> {
    let mut lines = Vec::new();
    for HeldReport {
        what,
        to_do,
        images,
        other_files,
    } in held
    {
        lines.push(what.clone());
        lines.push(to_do.clone());
        lines.extend(listed(images, *other_files));
    }
    lines
}

fn deleted(deleted: &[DeletedReport]) -> Vec<String> {
    let mut lines = Vec::new();
    for DeletedReport {
        why,
        images,
        other_files,
    } in deleted
    {
        lines.push(why.clone());
        lines.extend(listed(images, *other_files));
    }
    lines
}

fn listed(images: &[String], other_files: usize) -> Vec<String> {
    let mut lines: Vec<String> = images
        .iter()
        .take(LISTED)
        .map(|image| format!("  {image}"))
        .collect();
    if images.len() > LISTED {
        lines.push(format!("  and {} more", grouped(images.len() - LISTED)));
    }
    if other_files > 0 {
        lines.push(format!(
            "  {}",
            counted(other_files, "file", "files") + " of which no case is known"
        ));
    }
    lines
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// `    1,148  cleaned`
pub(super) fn row(count: usize, words: &str) -> String {
    format!("{:>9}  {words}", grouped(count))
}

/// 1,148
fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
