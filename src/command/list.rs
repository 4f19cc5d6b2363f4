//! `darkroom list LIST IN`: what of the list of cases was received. Prints rows of the list and counts; names, numbers
//! and dates only with `--names`.

use std::path::Path;

use darkroom::catalogue::words::person;
use darkroom::catalogue::{Catalogue, modality};
use darkroom::harvest::dates::written;
use darkroom::harvest::matching::{Found, StudyAt};
use darkroom::harvest::{Case, CaseFate, CaseList, Harvest, file, matched};

use super::terminal::count;
use super::{Ending, Error, Reason, args, files, terminal};

/// Prints what came of the list.
pub fn run(task: &args::List) -> Result<Ending, Error> {
    let list = open(&task.list)?;
    let opener = files::opener(task.zip_password_file.as_deref())?;
    let jobs = std::thread::available_parallelism().map_or(1, usize::from);
    let found = files::find(&task.input, opener, jobs, false)?;
    let catalogue = &found.catalogue;
    let harvest = matched(&list, catalogue);
    print(&list, catalogue, &harvest, task.names);
    let tally = harvest.tally();
    Ok(match tally.missing + tally.to_check + tally.unexpected {
        0 => Ending::Delivered,
        _ => Ending::SomeHeld,
    })
}

fn open(path: &Path) -> Result<CaseList, Error> {
    let unread = |error| Error::Usage(Reason::Unread(path.to_owned(), error));
    files::can_be_listed(path)?;
    // One byte more than may be is enough to see that it is too long.
    let mut bytes = Vec::new();
    let most = file::MOST_BYTES as u64 + 1;
    let opened = std::fs::File::open(path).map_err(unread)?;
    std::io::Read::read_to_end(&mut std::io::Read::take(opened, most), &mut bytes)
        .map_err(unread)?;
    let opened = file::open(bytes);
    let opened = opened.map_err(|error| Error::Usage(Reason::List(path.to_owned(), error)))?;
    Ok(opened.list)
}

fn print(list: &CaseList, catalogue: &Catalogue, harvest: &Harvest, names: bool) {
    for (row, fate) in &harvest.cases {
        let case = list.cases.get(*row).filter(|_| names).map(in_words);
        let case = case.unwrap_or_default();
        let number = row.saturating_add(1);
        terminal::line(format_args!("case {number}: {}{case}", fate_words(fate)));
    }
    for (at, unexpected) in harvest.unexpected.iter().enumerate() {
        let study = match names {
            true => study_words(catalogue, unexpected.study),
            false => String::new(),
        };
        let of = unexpected.of_case.map_or_else(
            || "nobody asked for it".to_owned(),
            |row| {
                format!(
                    "not asked for; the patient is that of case {}",
                    row.saturating_add(1)
                )
            },
        );
        terminal::line(format_args!("study {}: {of}{study}", at.saturating_add(1)));
    }
    let tally = harvest.tally();
    terminal::line(format_args!(
        "{}: {} received, {} to check, {} missing; {} that nobody asked for",
        count(harvest.cases.len(), "case", "cases"),
        tally.received,
        tally.to_check,
        tally.missing,
        count(tally.unexpected, "study", "studies"),
    ));
}

/// How a case came, without a value of it.
fn fate_words(fate: &CaseFate) -> String {
    let Some(best) = fate.found.first() else {
        return match fate.other_days.is_empty() {
            true => "missing".to_owned(),
            false => "missing; of the patient another day came".to_owned(),
        };
    };
    let came = match fate.needs_a_look() {
        true => "to check",
        false => "received",
    };
    let mut words = vec![format!("{came}: {}", best.sure.words())];
    let any = |is: fn(&Found) -> bool| fate.found.iter().any(is);
    words.extend(any(|found| found.other_number).then(|| "the number differs".to_owned()));
    words.extend(any(|found| found.other_modality).then(|| "the modality differs".to_owned()));
    let days = fate.days_missing.len();
    words.extend((days > 0).then(|| format!("{} missing", count(days, "day", "days"))));
    words.join("; ")
}

fn in_words(case: &Case) -> String {
    let Case {
        name, number, date, ..
    } = case;
    format!("  [{name} · {number} · {date}]")
}

fn study_words(catalogue: &Catalogue, at: StudyAt) -> String {
    let Some(patient) = catalogue.patients.get(at.patient) else {
        return String::new();
    };
    let Some(study) = patient.studies.get(at.study) else {
        return String::new();
    };
    let date = darkroom::harvest::dates::one(&study.date);
    let date = date.map_or_else(|| study.date.clone(), written);
    let series = study
        .series
        .iter()
        .filter_map(|id| catalogue.series.get(*id));
    let mut kinds: Vec<&str> = series
        .map(|series| modality::name(&series.modality))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    format!(
        "  [{} · {date} · {}]",
        person(&patient.name),
        kinds.join(", ")
    )
}
