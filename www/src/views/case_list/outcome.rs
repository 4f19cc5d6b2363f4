//! What came of the list, in words: of each case, of all of them, and of studies that nobody asked for.

use leptos::html::{div, h2, li, p, span, strong, ul};
use leptos::prelude::*;

use super::Came;
use crate::state::ui::Ui;
use crate::words::{self, count, thousands};
use darkroom::catalogue::words::person;
use darkroom::catalogue::{Catalogue, modality};
use darkroom::harvest::dates::written;
use darkroom::harvest::matching::StudyAt;
use darkroom::harvest::{CaseFate, Harvest};

/// How a case came, as a mark.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    Received,
    ToCheck,
    Missing,
}

impl Mark {
    pub fn of(fate: &CaseFate) -> Self {
        match () {
            () if fate.is_missing() => Self::Missing,
            () if fate.needs_a_look() => Self::ToCheck,
            () => Self::Received,
        }
    }

    pub fn words(self) -> &'static str {
        match self {
            Self::Received => "Received",
            Self::ToCheck => "To check",
            Self::Missing => "Missing",
        }
    }

    pub fn class(self) -> &'static str {
        match self {
            Self::Received => "came received",
            Self::ToCheck => "came to-check",
            Self::Missing => "came missing",
        }
    }
}

/// By what, and what is amiss.
pub fn why(fate: &CaseFate) -> String {
    let Some(best) = fate.found.first() else {
        return match fate.other_days.len() {
            0 => String::new(),
            many => format!(
                "{} of this patient came, of other days",
                count(many, "study", "studies")
            ),
        };
    };
    let mut all = vec![best.sure.words().to_owned()];
    if fate.found.iter().any(|found| found.other_number) {
        all.push("the number differs".into());
    }
    if fate.found.iter().any(|found| found.other_modality) {
        all.push("another modality came".into());
    }
    if !fate.days_missing.is_empty() {
        let days: Vec<String> = fate.days_missing.iter().map(|day| written(*day)).collect();
        all.push(format!("nothing of {}", days.join(", ")));
    }
    all.join("; ")
}

/// `12 received, 1 to check, 2 missing; 1 study that nobody asked for`
pub fn tally_words(harvest: &Harvest) -> String {
    let tally = harvest.tally();
    let mut words = format!("{} received", thousands(tally.received));
    for (number, word) in [(tally.to_check, "to check"), (tally.missing, "missing")] {
        if number > 0 {
            words.push_str(&format!(", {} {word}", thousands(number)));
        }
    }
    if tally.unexpected > 0 {
        let studies = count(tally.unexpected, "study", "studies");
        words.push_str(&format!("; {studies} that nobody asked for"));
    }
    words
}

/// The counts above the table.
pub fn summary(_ui: Ui, came: Memo<Option<Came>>) -> AnyView {
    let words =
        Memo::new(move |_| came.with(|came| came.as_ref().map(|came| tally_words(&came.harvest))));
    div()
        .attr("role", "status")
        .attr("data-testid", "list-tally")
        .child(move || {
            words
                .get()
                .map(|words| p().class("tally").child(strong().child(words)))
        })
        .into_any()
}

/// Studies that nobody asked for.
pub fn unexpected(ui: Ui, came: Memo<Option<Came>>) -> AnyView {
    let rows = Memo::new(move |_| {
        came.with(|came| {
            let came = came.as_ref()?;
            let all = &came.harvest.unexpected;
            (!all.is_empty()).then(|| {
                ui.session.catalogue.with(|catalogue| {
                    let row = |at: &StudyAt, of: Option<usize>| {
                        (
                            study_words(catalogue, *at),
                            of.map(|of| of.saturating_add(1)),
                        )
                    };
                    all.iter()
                        .map(|it| row(&it.study, it.of_case))
                        .collect::<Vec<_>>()
                })
            })
        })
    });
    (move || {
        rows.get().map(|rows| {
            div()
                .class("unexpected")
                .attr("data-testid", "list-unexpected")
                .child((
                    h2().child("Came, but nobody asked for it"),
                    p().class("second").child(
                        "Leave out what you have no permission for: delete it on the Look step.",
                    ),
                    ul().child(
                        rows.into_iter()
                            .map(|((name, rest), of)| {
                                li().child((
                                    strong().child(name),
                                    span().child(format!(" {rest}")),
                                    of.map(|row| {
                                        span()
                                            .class("second")
                                            .child(format!(" · the patient of row {row}"))
                                    }),
                                ))
                            })
                            .collect_view(),
                    ),
                ))
        })
    })
    .into_any()
}

/// A name, and `3 November 2023, CT`.
fn study_words(catalogue: &Catalogue, at: StudyAt) -> (String, String) {
    let found = catalogue.patients.get(at.patient);
    let Some((patient, study)) = found.and_then(|it| Some((it, it.studies.get(at.study)?))) else {
        return Default::default();
    };
    let series = study
        .series
        .iter()
        .filter_map(|id| catalogue.series.get(*id));
    let mut kinds: Vec<&str> = series
        .map(|series| modality::name(&series.modality))
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    let name = match person(&patient.name) {
        name if name.is_empty() => "No name".to_owned(),
        name => name,
    };
    (
        name,
        format!("{}, {}", words::date(&study.date), kinds.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use darkroom::harvest::Sure;
    use darkroom::harvest::matching::{Found, Unexpected};

    fn fate(sure: Sure) -> CaseFate {
        let study = StudyAt {
            patient: 0,
            study: 0,
        };
        CaseFate {
            found: vec![Found {
                study,
                sure,
                other_number: false,
                other_modality: false,
            }],
            ..CaseFate::default()
        }
    }

    #[test]
    fn each_case_says_how_it_came_and_by_what() {
        let sure = fate(Sure::All);
        assert!(Mark::of(&sure) == Mark::Received);
        assert_eq!(why(&sure), "number, name and date agree");
        let mut other = fate(Sure::NameAndDate);
        other.found[0].other_number = true;
        assert!(Mark::of(&other) == Mark::ToCheck);
        assert_eq!(why(&other), "name and date agree; the number differs");
        let missing = CaseFate::default();
        assert!(Mark::of(&missing) == Mark::Missing && why(&missing).is_empty());
    }

    #[test]
    fn the_counts_leave_out_what_is_none() {
        let mut harvest = Harvest::default();
        harvest.cases.insert(0, fate(Sure::All));
        assert_eq!(tally_words(&harvest), "1 received");
        harvest.cases.insert(1, CaseFate::default());
        let study = StudyAt {
            patient: 0,
            study: 1,
        };
        harvest.unexpected.push(Unexpected {
            study,
            of_case: None,
        });
        assert_eq!(
            tally_words(&harvest),
            "1 received, 1 missing; 1 study that nobody asked for"
        );
    }
}
