//! The Rules step: which options of the profile are in force, each with what it keeps in one sentence; rules as files;
//! and what the rules change in the image in view.
//!
//! `keep` the hospital's own numbers · `files` rules out and in · `changes` what becomes of every attribute · `rows`
//! which of these are in view · [`leaving`] the texts that leave.

mod changes;
mod files;
mod keep;
pub mod leaving;
mod rows;

use leptos::ev;
use leptos::html::{
    aside, button, code, div, h1, h2, h3, input, label, li, main, option, p, select, span, strong,
    ul,
};
use leptos::prelude::*;

use super::tree;
use crate::state::ui::{Step, Ui};
use darkroom::deid::{Policy, Preset, ProfileOption};

/// Options that keep something, by the page's names for them.
const KEEP: [(ProfileOption, &str); 5] = [
    (
        ProfileOption::PatientCharacteristics,
        "Patient characteristics",
    ),
    (ProfileOption::Device, "Device identity"),
    (ProfileOption::Institution, "Institution identity"),
    (ProfileOption::Uids, "Original UIDs"),
    (ProfileOption::SafePrivate, "Safe private attributes"),
];

/// Options that clean what would otherwise go or be held.
const CLEAN: [(ProfileOption, &str); 3] = [
    (ProfileOption::Descriptors, "Descriptions"),
    (ProfileOption::StructuredContent, "Structured reports"),
    (ProfileOption::Graphics, "Graphics and overlays"),
];

/// What becomes of dates.
const DATES: [(Option<ProfileOption>, &str); 3] = [
    (None, "Remove"),
    (Some(ProfileOption::ModifiedDates), "Move"),
    (Some(ProfileOption::FullDates), "Keep"),
];

/// The presets as the page offers them.
const PRESETS: [(Preset, &str, &str); 3] = [
    (
        Preset::Teaching,
        "Teaching: for a trust’s own collection",
        "Removes who and where. Keeps age, sex, scanner model and the time between studies.",
    ),
    (
        Preset::Strict,
        "Strict: the Basic Profile alone",
        "Removes who, where and when, and every description. Reports are held.",
    ),
    (
        Preset::Research,
        "Research: as Teaching, with private attributes",
        "As Teaching, and keeps the makers’ attributes that the standard lists as safe.",
    ),
];

/// The step's body: the tree, the rules, and what they change; while nothing is in, the rules alone.
pub fn rules(ui: Ui) -> AnyView {
    let none = Memo::new(move |_| ui.states.with(Vec::is_empty));
    // What arrived while nothing was shown.
    Effect::new(move |_| {
        if !none.get() && ui.series.get_untracked().is_none() {
            ui.go(Step::Rules);
        }
    });
    (move || match none.get() {
        true => div()
            .class("two")
            .child((
                main()
                    .class("text")
                    .child((h1().child("Rules"), files::files(ui), options(ui))),
                aside().class("side").child(whatever(ui)),
            ))
            .into_any(),
        false => div()
            .class("three-columns")
            .child((
                tree::tree(ui),
                main().class("policy").child((
                    div()
                        .class("column-bar")
                        .child((h1().child("Rules"), files::files(ui))),
                    div().class("in").child((options(ui), whatever(ui))),
                )),
                move || match ui.words.get() {
                    true => leaving::panel(ui),
                    false => changes::changes(ui),
                },
            ))
            .into_any(),
    })
    .into_any()
}

fn options(ui: Ui) -> AnyView {
    let policy = ui.session.policy;
    let switches = |of: &[(ProfileOption, &'static str)]| {
        of.iter()
            .map(|(option, name)| switch(ui, *option, name))
            .collect_view()
    };
    (
        ui.session.why_locked().map(|reason| {
            p().class("note")
                .attr("data-testid", "policy-locked")
                .child((
                    strong().child("Locked by your trust: "),
                    span().child(reason),
                ))
        }),
        presets(ui),
        p().class("lead").child(move || {
            let preset = policy.with(Policy::preset);
            let found = PRESETS.iter().find(|(of, _, _)| Some(*of) == preset);
            found.map_or("Your own choice of options.", |(_, _, words)| *words)
        }),
        h2().child("Keep"),
        ul().class("options").child(switches(&KEEP)),
        dates(ui),
        h2().child("Clean"),
        ul().class("options").child((
            switches(&CLEAN),
            li().class("option").child((
                strong().child("Pixels"),
                span()
                    .class("second")
                    .child("What you paint is black in the file. Always on."),
            )),
        )),
        keep::keep(ui),
    )
        .into_any()
}

/// What holds under any rules, and the standard's words for those in force.
fn whatever(ui: Ui) -> AnyView {
    let policy = ui.session.policy;
    (
        h2().child("Whatever the rules"),
        ul().class("three").child((
            li().child("The name becomes a case name, the same in all the patient’s studies, and so does the number unless it is kept by permission."),
            li().child("Birth date, address, telephone and the people around the patient go."),
            li().child("Outside the rectangles no pixel changes. Pictures that nobody painted leave as they came."),
            li().child("Every header is read a second time before it is saved. If anything of the patient is found, the image is held."),
        )),
        h2().child("By the standard"),
        p().child("DICOM PS3.15 2026d, Basic Application Level Confidentiality Profile. Codes written:"),
        p().child(move || {
            let codes = policy.with(|policy| {
                let options = policy.options().map(|option| option.code().0);
                // Where a number is kept, the whole profile is not what was applied.
                let whole = policy.kept().is_none().then_some("113100");
                whole.into_iter().chain(options).collect::<Vec<_>>()
            });
            match codes.is_empty() {
                true => "none: a number is kept, so not the whole profile is applied.".into_any(),
                false => code().child(codes.join(" ")).into_any(),
            }
        }),
    )
        .into_any()
}

/// The rules in a word, for the step's tab.
pub fn name(ui: Ui) -> &'static str {
    match ui.session.policy.with(Policy::preset) {
        Some(Preset::Strict) => "Strict",
        Some(Preset::Teaching) => "Teaching",
        Some(Preset::Research) => "Research",
        None => "your own",
    }
}

fn presets(ui: Ui) -> AnyView {
    let policy = ui.session.policy;
    let choose = move |event: web_sys::Event| {
        if let Some(preset) = Preset::named(&event_target_value(&event)) {
            let kept = policy.with_untracked(|policy| policy.kept().cloned());
            ui.set_policy(Policy::from(preset).keeping(kept));
        }
    };
    div()
        .class("pick preset")
        .child(
            select()
                .attr("data-testid", "preset")
                .attr("aria-label", "Preset")
                .attr("disabled", move || ui.rules_stand())
                .on(ev::change, choose)
                .child((
                    PRESETS
                        .map(|(preset, words, _)| {
                            option()
                                .attr("value", preset.name())
                                .prop("selected", move || {
                                    policy.with(Policy::preset) == Some(preset)
                                })
                                .child(words)
                        })
                        .into_iter()
                        .collect_view(),
                    move || {
                        policy.with(Policy::preset).is_none().then(|| {
                            option()
                                .attr("value", "own")
                                .prop("selected", true)
                                .child("Your own: options set one by one")
                        })
                    },
                )),
        )
        .into_any()
}

fn switch(ui: Ui, of: ProfileOption, name: &'static str) -> AnyView {
    let policy = ui.session.policy;
    li().class("option")
        .attr("title", of.name())
        .child((
            label().class("check").child((
                input()
                    .attr("type", "checkbox")
                    .attr("disabled", move || ui.rules_stand())
                    .prop("checked", move || policy.with(|policy| policy.has(of)))
                    .on(ev::change, move |event| {
                        let wanted = event_target_checked(&event);
                        ui.set_policy(changed(
                            &policy.get_untracked(),
                            &[of],
                            wanted.then_some(of),
                        ));
                    }),
                strong().child(name),
            )),
            span().class("second").child(of.words()),
        ))
        .into_any()
}

fn dates(ui: Ui) -> AnyView {
    let policy = ui.session.policy;
    let both = [ProfileOption::ModifiedDates, ProfileOption::FullDates];
    let chosen = move || policy.with(|policy| both.into_iter().find(|option| policy.has(*option)));
    let segments = DATES.map(|(of, words)| {
        button()
            .attr("type", "button")
            .class("segment")
            .attr("title", of.map(ProfileOption::name))
            .attr("disabled", move || ui.rules_stand())
            .attr("aria-pressed", move || (chosen() == of).to_string())
            .on(ev::click, move |_| {
                ui.set_policy(changed(&policy.get_untracked(), &both, of))
            })
            .child(words)
    });
    div()
        .class("dates")
        .child((
            div().child((
                h3().child("Dates"),
                span()
                    .class("second")
                    .child(move || chosen().map_or("Dates and times go.", ProfileOption::words)),
            )),
            div()
                .class("segments")
                .attr("role", "group")
                .attr("aria-label", "Dates")
                .child(segments.into_iter().collect_view()),
        ))
        .into_any()
}

/// The policy without some options, and with one; as it was if that would be a contradiction.
fn changed(policy: &Policy, without: &[ProfileOption], with: Option<ProfileOption>) -> Policy {
    let others = policy.options().filter(|option| !without.contains(option));
    match Policy::with(others.chain(with)) {
        Ok(changed) => changed.keeping(policy.kept().cloned()),
        Err(_) => policy.clone(),
    }
}
