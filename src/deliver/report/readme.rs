//! `README.txt`: the report as a person reads it.

use super::{HeldReport, PaintedReport, REPORT_NAME, Report};
use crate::review::Reach;

/// The most images that are listed under one reason; all of them are in the JSON file.
const LISTED: usize = 20;

pub(super) fn write(report: &Report) -> String {
    let mut lines = vec![
        "Images made anonymous by Darkroom".to_owned(),
        "=================================".to_owned(),
        String::new(),
    ];
    lines.extend(what_was_done(report));
    lines.extend(counts(report));
    lines.extend(cases(report));
    lines.extend(looked(report));
    lines.extend(painted(&report.painted));
    lines.extend(held(&report.held));
    lines.push(format!(
        "The same in a form for programs is in {REPORT_NAME}."
    ));
    // Read on Windows too.
    lines.join("\r\n") + "\r\n"
}

fn what_was_done(report: &Report) -> Vec<String> {
    let facts = &report.made_with;
    vec![
        "Names, numbers and other identifying details were removed from the headers or replaced,".to_owned(),
        "and what a person painted is black in the picture itself. Check before you pass the images on:".to_owned(),
        "no program can promise that nothing was missed.".to_owned(),
        String::new(),
        format!("Darkroom {}, rules: {} ({}).", facts.version, facts.policy, facts.standard),
        String::new(),
    ]
}

fn counts(report: &Report) -> Vec<String> {
    let files = &report.files;
    let mut lines = heading("Files");
    let mut row = |count: usize, words: &str| lines.push(format!("{:>9}  {words}", grouped(count)));
    row(files.files_in, "files in, of which");
    row(files.cleaned, "cleaned and saved here");
    row(files.held, "held: not saved");
    row(
        files.deleted,
        "deleted by the person who did this: not saved",
    );
    row(files.not_dicom, "not DICOM: not copied");
    if files.waiting > 0 {
        row(files.waiting, "not reached before the run ended: not saved");
    }
    lines.push(String::new());
    lines
}

fn cases(report: &Report) -> Vec<String> {
    let mut lines = heading("Cases");
    for case in &report.cases {
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
    lines.push(String::new());
    lines
}

fn looked(report: &Report) -> Vec<String> {
    let series = &report.series;
    let mut lines = heading("Series");
    for (count, words) in [
        (
            series.cleared,
            "cleared: a person found nothing identifying in the pictures",
        ),
        (series.redacted, "painted"),
        (series.deleted, "deleted"),
        (series.held, "held"),
        (series.unreviewed, "that nobody has looked at"),
    ] {
        if count > 0 {
            lines.push(format!("{:>9}  {words}", grouped(count)));
        }
    }
    lines.push(String::new());
    lines
}

fn painted(painted: &[PaintedReport]) -> Vec<String> {
    if painted.is_empty() {
        return Vec::new();
    }
    let mut lines = heading("Painted black");
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
    lines.push(String::new());
    lines
}

fn held(held: &[HeldReport]) -> Vec<String> {
    if held.is_empty() {
        return Vec::new();
    }
    let mut lines = heading("Held");
    for HeldReport {
        what,
        to_do,
        images,
        other_files,
    } in held
    {
        lines.push(what.clone());
        lines.push(to_do.clone());
        lines.extend(images.iter().take(LISTED).map(|image| format!("  {image}")));
        if images.len() > LISTED {
            lines.push(format!("  and {} more", grouped(images.len() - LISTED)));
        }
        if *other_files > 0 {
            lines.push(format!(
                "  {}",
                counted(*other_files, "file", "files") + " of which no case is known"
            ));
        }
        lines.push(String::new());
    }
    lines
}

fn heading(words: &str) -> Vec<String> {
    vec![words.to_owned(), "-".repeat(words.len())]
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
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
