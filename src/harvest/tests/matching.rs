//! What of a list was received.

use proptest::prelude::*;

use super::list;
use crate::catalogue::Catalogue;
use crate::catalogue::testing::{item, summary};
use crate::harvest::matching::{StudyAt, Tally};
use crate::harvest::{Harvest, Sure, matched};

/// Name, number, date, modality.
fn catalogue(studies: &[[&str; 4]]) -> Catalogue {
    let mut catalogue = Catalogue::default();
    let items = studies
        .iter()
        .enumerate()
        .map(|(at, [name, number, date, modality])| {
            let mut summary = summary(modality);
            (summary.patient_name, summary.patient_id) = (name.to_string(), number.to_string());
            summary.study_date = date.to_string();
            summary.study_instance_uid = format!("1.9.{at}");
            summary.series_instance_uid = format!("1.9.{at}.1");
            item(&format!("{at}"), summary)
        });
    catalogue.add(items.collect());
    catalogue
}

fn of(case: [&str; 5], study: [&str; 4]) -> Harvest {
    matched(&list(&[case]), &catalogue(&[study]))
}

/// A case, by what the study of Jane Doe on 3 November 2023 is its own, and whether a person should look.
const RECEIVED: [([&str; 5], Sure, bool); 12] = [
    (
        ["Doe, Jane", "RXH 0012345", "3/11/2023", "CT", ""],
        Sure::All,
        false,
    ),
    (
        ["Mrs Jane Doe", "rxh-0012345", "3 Nov 2023", "ct head", ""],
        Sure::All,
        false,
    ),
    (
        ["Jnae Doe", "RXH0012345", "3/11/23", "", ""],
        Sure::All,
        false,
    ),
    (
        ["", "RXH0012345", "2023-11-03", "", ""],
        Sure::NumberAndDate,
        false,
    ),
    (
        ["DOE Jane", "RXH0012345", "", "", ""],
        Sure::NumberAndName,
        false,
    ),
    (["", "RXH0012345", "", "", ""], Sure::Number, false),
    (
        ["Jane Doe", "", "3/11/2023", "CT", ""],
        Sure::NameAndDate,
        false,
    ),
    (
        ["Jane Doe", "943 476 5919", "3/11/2023", "CT", ""],
        Sure::NameAndDate,
        true,
    ),
    (["Jane Doe", "", "", "", ""], Sure::Name, true),
    (
        ["Okonkwo, Ada", "RXH0012345", "3/11/2023", "CT", ""],
        Sure::OtherName,
        true,
    ),
    (
        ["Doe, John", "RXH0012345", "", "", ""],
        Sure::OtherName,
        true,
    ),
    (
        ["Doe, Jane", "RXH0012345", "3/11/2023", "MRI", ""],
        Sure::All,
        true,
    ),
];

#[test]
fn a_case_is_received_by_number_name_and_date_and_says_by_which() {
    for (case, sure, look) in RECEIVED {
        let harvest = of(case, ["DOE^JANE", "RXH0012345", "20231103", "CT"]);
        let fate = &harvest.cases[&0];
        let found: Vec<_> = fate.found.iter().map(|found| found.sure).collect();
        assert_eq!(found, [sure], "{case:?}");
        assert_eq!(fate.needs_a_look(), look, "{case:?}");
        assert!(harvest.unexpected.is_empty(), "{case:?}");
    }
}

#[test]
fn what_is_somebody_elses_or_of_another_day_is_not_received() {
    let study = ["DOE^JANE", "12345", "20231103", "CT"];
    for (case, other_day) in [
        (["Doe, Jane", "12345", "4/11/2023", "CT", ""], true),
        (["Doe, Jane", "", "4/11/2023", "CT", ""], true),
        (["Doe, John", "99999", "3/11/2023", "CT", ""], false),
        (["Doe, Jane", "99999", "4/11/2023", "CT", ""], false),
        (["Doe, Jane", "99999", "", "CT", ""], false),
        (["Smith, Ann", "", "3/11/2023", "CT", ""], false),
    ] {
        let harvest = of(case, study);
        let fate = &harvest.cases[&0];
        assert!(fate.is_missing(), "{case:?}");
        assert_eq!(!fate.other_days.is_empty(), other_day, "{case:?}");
        let [unexpected] = harvest.unexpected.as_slice() else {
            panic!("{case:?}")
        };
        assert_eq!(unexpected.of_case, other_day.then_some(0), "{case:?}");
    }
}

#[test]
fn zeros_that_a_spreadsheet_lost_make_no_other_number() {
    let harvest = of(
        ["", "12345", "", "", ""],
        ["DOE^JANE", "0012345", "20231103", "CT"],
    );
    assert_eq!(harvest.cases[&0].found[0].sure, Sure::Number);
}

#[test]
fn of_several_days_those_that_did_not_come_are_told() {
    let harvest = of(
        ["Doe, Jane", "12345", "3/11/2023, 5/12/2023", "CT", ""],
        ["DOE^JANE", "12345", "20231103", "CT"],
    );
    let fate = &harvest.cases[&0];
    assert_eq!(fate.days_missing.len(), 1);
    assert!(fate.needs_a_look() && !fate.is_missing());
}

#[test]
fn of_two_studies_of_a_day_the_modality_tells() {
    let studies = catalogue(&[
        ["DOE^JANE", "12345", "20231103", "US"],
        ["DOE^JANE", "12345", "20231103", "CT"],
    ]);
    let harvest = matched(
        &list(&[["Doe, Jane", "12345", "3/11/2023", "CT", ""]]),
        &studies,
    );
    assert_eq!(harvest.cases[&0].found.len(), 1);
    assert!(!harvest.cases[&0].needs_a_look());
    let [unexpected] = harvest.unexpected.as_slice() else {
        panic!()
    };
    assert_eq!(
        (unexpected.study, unexpected.of_case),
        (
            StudyAt {
                patient: 0,
                study: 0
            },
            Some(0)
        )
    );
}

#[test]
fn counts_are_of_every_case_that_is_written() {
    let studies = catalogue(&[
        ["DOE^JANE", "12345", "20231103", "CT"],
        ["NG^LI", "777888", "20231104", "MR"],
        ["ROE^ANN", "5555", "20231104", "MR"],
    ]);
    let list = list(&[
        ["Doe, Jane", "12345", "3/11/2023", "CT", ""],
        ["", "", "", "", ""],
        ["Other, Name", "777888", "4/11/2023", "", ""],
        ["Gone, Girl", "4444", "", "", ""],
    ]);
    let harvest = matched(&list, &studies);
    assert_eq!(
        harvest.tally(),
        Tally {
            received: 1,
            to_check: 1,
            missing: 1,
            unexpected: 1
        }
    );
    assert_eq!(harvest.cases.keys().copied().collect::<Vec<_>>(), [0, 2, 3]);
    assert_eq!(harvest.unexpected[0].of_case, None);
}

proptest! {
    #[test]
    fn every_case_and_every_study_is_accounted_for_once(
        cases in prop::collection::vec((0_usize..4, 0_usize..4, 0_usize..4), 0..8),
        studies in prop::collection::vec((0_usize..3, 0_usize..3, 0_usize..3), 0..8),
    ) {
        let (names, numbers, days) = (["Doe, Jane", "Ng, Li", "Roe, Ann", ""], ["1234", "5678", "9012", ""], ["3/11/2023", "4/11/2023", "5/11/2023", ""]);
        let in_header = ["DOE^JANE", "NG^LI", "ROE^ANN"];
        let dates = ["20231103", "20231104", "20231105"];
        let cases: Vec<_> = cases.iter().map(|(a, b, c)| [names[*a], numbers[*b], days[*c], "", ""]).collect();
        let studies: Vec<_> = studies.iter().map(|(a, b, c)| [in_header[*a], numbers[*b], dates[*c], "CT"]).collect();
        let (list, catalogue) = (list(&cases), catalogue(&studies));
        let harvest = matched(&list, &catalogue);
        let tally = harvest.tally();
        prop_assert_eq!(tally.received + tally.to_check + tally.missing, list.written().count());
        let all: usize = catalogue.patients.iter().map(|patient| patient.studies.len()).sum();
        let mut expected: Vec<_> = harvest.cases.values().flat_map(|fate| &fate.found).map(|found| found.study).collect();
        expected.sort_unstable();
        expected.dedup();
        prop_assert_eq!(expected.len() + tally.unexpected, all);
    }
}
