//! Places of our own form, in which nothing is the original's, and what systems leave beside files.

use crate::catalogue::modality;
use crate::deliver::papers::Paper;
use crate::verify::is_case_name;

/// Letters of Crockford's base 32.
fn are_letters(text: &str) -> bool {
    text.bytes()
        .all(|byte| byte.is_ascii_digit() || (byte.is_ascii_uppercase() && !b"ILOU".contains(&byte)))
}

fn is_code(text: &str, length: usize) -> bool {
    text.len() == length && are_letters(text)
}

fn is_number(text: &str, digits: std::ops::RangeInclusive<usize>) -> bool {
    digits.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// What stands before the last four parts of a place, and whether these are a delivered image's:
/// `CASE-7K2MQ9XT/Study-20231104-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm`. Of papers the name alone counts.
pub fn split(place: &str) -> (&str, bool) {
    let (folder, name) = place.rsplit_once('/').unwrap_or(("", place));
    if Paper::of_name(name).is_some() {
        return (folder, true);
    }
    let mut parts = place.rsplitn(5, '/');
    let ([Some(image), Some(series), Some(study), Some(case)], folder) = (
        [parts.next(), parts.next(), parts.next(), parts.next()],
        parts.next().unwrap_or_default(),
    ) else {
        return (place, false);
    };
    let is_ours = is_study(study) && is_series(series) && is_image(image);
    match is_case_name(case) && (is_ours || is_of_old(study, series, image)) {
        true => (folder, true),
        false => (place, false),
    }
}

/// Whether a whole path is a delivered image's.
pub fn is_delivered(path: &str) -> bool {
    split(path) == ("", true) && path.contains('/')
}

/// As earlier releases gave them: `Study-1/CT-2/IM0001.dcm`.
fn is_of_old(study: &str, series: &str, image: &str) -> bool {
    let study = study.strip_prefix("Study-").unwrap_or_default();
    let (modality, number) = series.split_once('-').unwrap_or_default();
    let image = image.strip_prefix("IM").and_then(|name| name.strip_suffix(".dcm"));
    is_number(study, 1..=9)
        && modality::defined_term(modality) == modality
        && is_number(number, 1..=9)
        && is_number(image.unwrap_or_default(), 4..=9)
}

fn is_study(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("Study-") else {
        return false;
    };
    match rest.split_once('-') {
        Some((day, code)) => is_number(day, 8..=8) && is_code(code, 6),
        None => is_code(rest, 6),
    }
}

fn is_series(name: &str) -> bool {
    let mut parts = name.split('-');
    let is_modality = parts
        .next()
        .is_some_and(|part| modality::defined_term(part) == part);
    is_modality && has_number_and_code(parts, 6)
}

fn is_image(name: &str) -> bool {
    let name = name
        .strip_prefix("IM")
        .and_then(|name| name.strip_suffix(".dcm"));
    name.is_some_and(|name| {
        let mut parts = name.split('-');
        let number = parts.next().unwrap_or_default();
        (number.is_empty() || is_number(number, 1..=9))
            && parts.next().is_some_and(|code| is_code(code, 8))
            && parts.next().is_none()
    })
}

fn has_number_and_code<'a>(mut parts: impl Iterator<Item = &'a str>, code: usize) -> bool {
    match (parts.next(), parts.next(), parts.next()) {
        (Some(only), None, None) => is_code(only, code),
        (Some(number), Some(last), None) => is_number(number, 1..=9) && is_code(last, code),
        _ => false,
    }
}

/// The case whose folder a file lies in, if it does.
pub fn case_of(place: &str) -> Option<&str> {
    let mut folders = place.rsplit('/').skip(1);
    folders.find(|folder| is_case_name(folder))
}

/// The last part of a place.
pub fn name(place: &str) -> &str {
    place.rsplit('/').next().unwrap_or(place)
}

/// What systems leave on drives by themselves, by its name: it was not delivered, and may show or name what else lay there.
pub fn is_litter(place: &str) -> bool {
    const NAMES: [&str; 5] = [
        "thumbs.db",
        "ehthumbs.db",
        "desktop.ini",
        ".ds_store",
        "autorun.inf",
    ];
    const FOLDERS: [&str; 7] = [
        "__macosx",
        ".spotlight-v100",
        ".fseventsd",
        ".trashes",
        ".temporaryitems",
        "system volume information",
        "$recycle.bin",
    ];
    let place = place.to_lowercase();
    let name = name(&place);
    name.starts_with("._")
        || NAMES.contains(&name)
        || place.split('/').any(|part| FOLDERS.contains(&part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_our_own_form_are_told_from_others() {
        for (place, folder) in [
            (
                "CASE-7K2MQ9XT/Study-20231104-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm",
                "",
            ),
            (
                "E/my drive/CASE-7K2MQ9XT/Study-K7Q2MA/CT-9HQ2MA/IM-K7Q2MAXT.dcm",
                "E/my drive",
            ),
            ("x.zip/darkroom-certificate-K7Q2MA.json", "x.zip"),
        ] {
            assert_eq!(split(place), (folder, true), "{place}");
        }
        for place in [
            "CASE-7K2MQ9XT/Study-K7Q2MA/CT-0002-9HQ2MA/Okonkwo.dcm",
            "OKONKWO_ADA/Study-K7Q2MA/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm",
            "CASE-7K2MQ9XT/Okonkwo/CT-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm",
            "CASE-7K2MQ9XT/Study-K7Q2MA/OKONKWO-0002-9HQ2MA/IM0001-K7Q2MAXT.dcm",
            "CASE-7K2MQ9XT/Study-K7Q2MA/CT-0002-9HQ2MA/IM0001-OKONKWO1.dcm",
            "IM0001-K7Q2MAXT.dcm",
        ] {
            assert_eq!(split(place), (place, false), "{place}");
            assert!(!is_delivered(place));
        }
    }

    #[test]
    fn what_systems_leave_is_known_by_its_name() {
        for place in [
            "a/Thumbs.db",
            ".DS_Store",
            "x/._IM1.dcm",
            "__MACOSX/x",
            "System Volume Information/x",
        ] {
            assert!(is_litter(place), "{place}");
        }
        assert!(!is_litter("CASE-1/IM1.dcm") && !is_litter("thumbs.dbx"));
    }
}
