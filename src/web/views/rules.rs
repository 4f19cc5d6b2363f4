//! The Rules step: the rules in force, in plain words. There is one set; nothing here can be changed.

use leptos::html::{aside, code, div, h1, h2, li, main, p, table, tbody, td, th, thead, tr, ul};
use leptos::prelude::*;

/// What, what becomes of it, and the action's code in PS3.15.
const RULES: [(&str, &str, &str); 13] = [
    (
        "Name and patient number",
        "Replaced by a case name, the same in all the patient’s studies",
        "Z D",
    ),
    (
        "Birth date, sex, age, size, weight",
        "Removed or emptied",
        "X Z",
    ),
    (
        "Hospital, department, address",
        "Removed, emptied or replaced by a dummy",
        "X Z D",
    ),
    (
        "Doctors, operators and other people",
        "Removed, emptied or replaced by a dummy",
        "X Z D",
    ),
    (
        "Accession, order and admission numbers",
        "Removed or emptied",
        "X Z",
    ),
    (
        "Dates and times",
        "Removed, emptied or replaced by a dummy",
        "X Z D",
    ),
    (
        "Descriptions, comments and protocol names",
        "Removed, emptied or replaced by a dummy",
        "X Z D",
    ),
    (
        "Scanner name and serial number",
        "Removed, emptied or replaced by a dummy",
        "X Z D",
    ),
    (
        "UIDs",
        "Replaced by new ones that link the images just as before",
        "U",
    ),
    ("Overlays and graphics over the picture", "Removed", "X"),
    ("Private attributes", "Removed, all of them", "X"),
    ("Attributes outside the standard", "Removed", "X"),
    ("What describes the picture itself", "Kept", "K"),
];

/// The step's body.
pub fn rules() -> AnyView {
    div()
        .class("two")
        .child((
            main().class("text").child((
                h1().child("Rules"),
                p().class("lead").child(
                    "Strict: the Basic Profile of DICOM PS3.15 2026d, with the painted rectangles on top. It removes who, \
                     where and when.",
                ),
                table().class("rules").child((
                    thead().child(tr().child((
                        th().attr("scope", "col").child("In the header"),
                        th().attr("scope", "col").child("What happens"),
                        th().attr("scope", "col").child("PS3.15"),
                    ))),
                    tbody().child(
                        RULES
                            .iter()
                            .map(|(what, happens, code_words)| {
                                tr().child((
                                    th().attr("scope", "row").child(*what),
                                    td().child(*happens),
                                    td().child(code().child(*code_words)),
                                ))
                            })
                            .collect_view(),
                    ),
                )),
            )),
            aside().class("side").child((
                h2().child("In the picture"),
                ul().class("three").child((
                    li().child("What you paint is black in the file, in every image that the rectangle reaches."),
                    li().child("Outside the rectangles no pixel changes."),
                    li().child("Pictures that nobody painted leave as they came."),
                )),
                h2().child("What can’t be cleaned is held"),
                p().child(
                    "Reports, documents, videos and damaged files stay behind. Each is listed with the reason; none is \
                     saved by mistake.",
                ),
            )),
        ))
        .into_any()
}
