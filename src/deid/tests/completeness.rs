//! Every row of Table E.1-1 under every option, one by one: made from the data file, so that a row that is missing or
//! comes out differently fails by its name.

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::super::plan::action::{Code, Place};
use super::super::plan::planned::{Action, Why};
use super::super::profile::policy::{Policy, ProfileOption};
use super::super::{PlannedAction, plan};
use super::{CT, header, pseudonyms};
use crate::dicom::{DataSet, DataSetExt};
use crate::standard::dictionary;
use crate::standard::profile::table;
use crate::standard::rows::{lines, parse_tag};

/// A tag that the row names; one of many for a repeating group.
fn tag_of(row: &str) -> Tag {
    match row {
        "50xxxxxx" => Tag(0x5000, 0x3000),
        "60xx3000" => Tag(0x6000, 0x3000),
        "60xx4000" => Tag(0x6000, 0x4000),
        "ggggeeee" => Tag(0x0019, 0x1099),
        row => parse_tag(row).unwrap(),
    }
}

/// A value that a person would put there and that may stay where text is cleaned.
fn value_of(vr: VR) -> &'static [u8] {
    match vr {
        VR::DA => b"20230111",
        VR::DT => b"20230111101500",
        VR::TM => b"101500",
        VR::AS => b"045Y",
        VR::UI => b"1.2.826.0.1.99",
        VR::DS | VR::IS => b"12",
        VR::US | VR::SS => &[1, 0],
        VR::UL | VR::SL | VR::FL => &[1, 0, 0, 0],
        VR::FD | VR::UV | VR::SV => &[0, 0, 0, 0, 0, 0, 0x45, 0x40],
        VR::CS | VR::AE => b"CHEST",
        VR::OB | VR::OW => &[7, 7],
        VR::PN => b"Somebody^Else",
        _ => b"CT chest",
    }
}

fn planned(tag: Tag, vr: VR, options: &[ProfileOption]) -> PlannedAction {
    let mut original = header(CT);
    let value: &[u8] = match tag {
        tags::TIMEZONE_OFFSET_FROM_UTC => b"+0100",
        _ => value_of(vr),
    };
    match vr {
        VR::SQ => original.put_items(tag, vec![DataSet::new_empty()]),
        _ => original.put_raw(tag, vr, value),
    }
    let policy = Policy::with(options.iter().copied()).unwrap();
    let plan = plan(&original, &policy, &pseudonyms());
    let mut all = plan.actions.into_iter();
    all.find(|planned| planned.tag == tag).unwrap()
}

#[test]
fn every_row_does_what_its_options_say() {
    let mut cases = 0;
    for line in lines(include_str!("../../standard/data/profile.tsv")) {
        let fields: Vec<&str> = line.split('\t').collect();
        let (tag, basic) = (tag_of(fields[0]), Code::parse(fields[1]).unwrap());
        // The patient's name and ID are the case name under every policy; groups 0000 and 0002 are no part of it.
        if tag == tags::PATIENT_NAME || tag == tags::PATIENT_ID {
            continue;
        }
        let vr = dictionary::vr(tag).unwrap_or(VR::LO);
        let strict = planned(tag, vr, &[]);
        let place = Place {
            sop_class: CT,
            parent: None,
        };
        let taken = table().row(tag).unwrap().basic.at(tag, &place);
        if tag.group() != 0 && strict.why != Why::Unknown {
            check(line, taken, vr, &strict.action);
        }
        for (option, letter) in ProfileOption::ALL.into_iter().zip(fields[2].chars()) {
            cases += 1;
            let name = format!("{line} under {}", option.name());
            let found = planned(tag, vr, &[option]);
            match letter {
                '-' if basic == Code::XZU => {}
                '-' => assert_eq!(found.action, strict.action, "{name}"),
                letter => by_letter(&name, letter, option, tag, vr, &found, &strict),
            }
        }
    }
    assert_eq!(cases, (657 - 2) * 10);
}

fn check(name: &str, taken: Code, vr: VR, action: &Action) {
    let fits = match (taken, action) {
        (Code::X, Action::Remove) | (Code::Z, Action::Empty) => true,
        (Code::D | Code::U, Action::Enter { .. }) => vr == VR::SQ,
        (Code::D | Code::U, Action::Replace { value }) => value != value_of(vr),
        _ => false,
    };
    assert!(fits, "{name}: {taken:?} became {action:?}");
}

fn by_letter(
    name: &str,
    letter: char,
    option: ProfileOption,
    tag: Tag,
    vr: VR,
    found: &PlannedAction,
    strict: &PlannedAction,
) {
    use ProfileOption::*;
    let fits = match (option, letter, vr) {
        // Not on the list of safe ones; that list has tests of its own.
        (SafePrivate, 'C', _) => found.action == Action::Remove,
        (Graphics, 'C', _) if (0x5000..=0x50FF).contains(&tag.group()) => {
            found.action == Action::Remove
        }
        (Graphics, 'C', _) if tag.element() == 0x3000 => {
            found.action == Action::Replace { value: vec![0, 0] }
        }
        (_, _, VR::SQ) => matches!(found.action, Action::Enter { .. }),
        // Bytes of a device or a signature cannot be cleaned; the Basic Profile's action is taken.
        (_, 'C', VR::OB | VR::OW) => found.action == strict.action,
        (ModifiedDates, 'C', VR::DA | VR::DT) => {
            matches!(&found.action, Action::Replace { value } if value != value_of(vr))
        }
        (ModifiedDates, 'C', VR::TM) | (FullDates, 'K', VR::DA | VR::DT | VR::TM) => {
            found.action == Action::Keep
        }
        (FullDates, 'K', VR::OB | VR::OW) => found.action == strict.action,
        (_, 'K' | 'C', _) => found.action == Action::Keep,
        _ => false,
    };
    assert!(fits, "{name}: {:?}", found.action);
}
