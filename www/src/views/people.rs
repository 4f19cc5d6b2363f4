//! "Is it one person?": asked where one patient ID stands for several names and birth dates, which nobody mixes in
//! silence.
//!
//! In come the catalogue's people and what was said of them; out goes the answer, which can be undone like any other
//! decision. Until it is given, the images are held.

use leptos::ev;
use leptos::html::{bdi, button, div, p, section, span, strong};
use leptos::prelude::*;

use super::icons::{Icon, icon};
use crate::state::ui::{Step, Ui, both};
use crate::words::{date, images, thousands};
use darkroom::catalogue::words::person;
use darkroom::catalogue::{Catalogue, Person};

/// Letters of a name that are shown here.
const LONGEST: usize = 64;

/// People named here; of more only the number is given.
const NAMED: usize = 4;

/// A case whose ID stands for several people.
#[derive(Clone, PartialEq)]
struct Question {
    patient: usize,
    people: Vec<Person>,
    images: usize,
    /// Whether somebody has said that it is one.
    is_one: bool,
    /// Whether the rules say so of every ID.
    by_rules: bool,
}

fn questions(ui: Ui) -> Vec<Question> {
    both(ui.session, |catalogue, review| {
        let patients = catalogue.patients.iter().enumerate();
        let several = patients.filter(|(_, patient)| patient.is_several());
        several
            .map(|(index, patient)| Question {
                patient: index,
                people: patient.people.clone(),
                images: images_of(catalogue, index),
                is_one: !review.is_several_people(catalogue, index),
                by_rules: review.goes_by_ids(),
            })
            .collect()
    })
}

fn images_of(catalogue: &Catalogue, patient: usize) -> usize {
    let series = catalogue.series.iter();
    let of_patient = series.filter(|series| series.patient == patient);
    of_patient.map(|series| series.instances.len()).sum()
}

/// The questions, on the Add step.
pub fn ask(ui: Ui) -> AnyView {
    let questions = Memo::new(move |_| questions(ui));
    (move || {
        let asked = questions.get();
        let asked = asked.into_iter().map(|question| row(ui, question));
        asked.collect_view()
    })
    .into_any()
}

fn row(ui: Ui, question: Question) -> AnyView {
    let Question {
        patient,
        people,
        images: number,
        is_one,
        by_rules,
    } = question;
    let more = people.len().saturating_sub(NAMED);
    let named = people.into_iter().take(NAMED).enumerate();
    let named = named.map(|(index, person)| {
        let gap = if index == 0 { "" } else { "; " };
        (gap, one(person))
    });
    let consequence = match is_one {
        true if by_rules => "The rules in force take one ID for one person.".to_owned(),
        true => "You said that it is one person.".to_owned(),
        false => format!(
            "Until you answer, {} of this case {} held.",
            images(number),
            if number == 1 { "is" } else { "are" }
        ),
    };
    let answer = move |one: bool| {
        button()
            .attr("type", "button")
            .class("button second-button")
            .attr(
                "data-testid",
                if one { "one-person" } else { "hold-people" },
            )
            .on(ev::click, move |_| {
                ui.decide(|catalogue, review| match one {
                    true => review.say_one_person(catalogue, patient),
                    false => review.hold_people(catalogue, patient),
                });
            })
            .child(if one {
                "It is one person"
            } else {
                "Not one person: hold the images"
            })
    };
    section()
        .class("note")
        .attr("data-testid", "people")
        .child((
            strong().child(format!("Is {} one person?", ui.session.case(patient))),
            p().child((
                "One patient ID stands for ",
                named.collect_view(),
                (more > 0).then(|| format!(" and {} more", thousands(more))),
                ". ",
                consequence,
            )),
            (!by_rules).then(|| div().class("row-of-buttons").child(answer(!is_one))),
        ))
        .into_any()
}

/// `DOE, Jane, born 4 March 1950, female`.
fn one(who: Person) -> AnyView {
    let name: String = person(&who.name).chars().take(LONGEST).collect();
    let born = match who.birth_date.is_empty() {
        true => String::new(),
        false => {
            let birth: String = who.birth_date.chars().take(LONGEST).collect();
            format!(", born {}", date(&birth))
        }
    };
    let sex = who.sex.map(|sex| match sex {
        'F' => ", female",
        _ => ", male",
    });
    span()
        .child((bdi().child(name), bdi().child(born), sex))
        .into_any()
}

/// What is held for want of an answer, on the Save step.
pub fn unanswered(ui: Ui) -> Option<AnyView> {
    let open = questions(ui);
    let open: Vec<&Question> = open.iter().filter(|question| !question.is_one).collect();
    let held: usize = open.iter().map(|question| question.images).sum();
    let words = match open.as_slice() {
        [] => return None,
        [one] => format!(
            "{} may be several people, so {} will be held",
            ui.session.case(one.patient),
            images(held)
        ),
        many => format!(
            "{} cases may be several people each, so {} will be held",
            thousands(many.len()),
            images(held)
        ),
    };
    let row = div()
        .class("ready")
        .attr("data-testid", "people-unanswered")
        .child((
            icon(Icon::Document),
            span().child(words),
            button()
                .attr("type", "button")
                .class("link")
                .on(ev::click, move |_| ui.go(Step::Add))
                .child("Answer on the Add step"),
        ));
    Some(row.into_any())
}
