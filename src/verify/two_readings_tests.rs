//! The two readings' lists, against the standard's tables and against each other: what may differ is named here, with
//! why.

use std::collections::BTreeSet;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::attributes::{DEVICE_DATES, DEVICE_UIDS, INSTITUTION};
use super::fold::look;
use super::method::is_of_the_profile;
use super::needles::{BY_WORD, LOCATIONS, PLACES, SHARED_UIDS, STATIONS, WHOLE};
use super::{days, is_of_standard, words};
use crate::clean::mentions::GATHERED;
use crate::deid::dates::Shift;
use crate::deid::identifiers::{self, KEPT_ON_PURPOSE, OF_ANY_PLACE, WHOLE_VALUES, WORD_BY_WORD};
use crate::standard::profile::{CID_7050, Code, ProfileOption, table};
use crate::standard::{dictionary, sop_class, transfer_syntax, uids};

fn set(tags: &[Tag]) -> BTreeSet<Tag> {
    tags.iter().copied().collect()
}

/// What an option of Table E.1-1 keeps, of these VRs.
fn kept_by(option: ProfileOption, vrs: &[VR]) -> BTreeSet<Tag> {
    let is_kept = |row: &crate::standard::profile::Row| row.option(option) == Some(Code::K);
    let rows = table().rows().filter(|(_, row)| is_kept(row));
    rows.map(|(tag, _)| *tag)
        .filter(|tag| dictionary::vr(*tag).is_some_and(|vr| vrs.contains(&vr)))
        .collect()
}

#[test]
fn days_and_uids_of_machines_are_those_that_the_table_keeps() {
    let dates = kept_by(ProfileOption::Device, &[VR::DA, VR::DT]);
    assert_eq!(set(DEVICE_DATES), dates);
    assert_eq!(set(DEVICE_UIDS), kept_by(ProfileOption::Device, &[VR::UI]));
}

/// Fewer than the standard's: no telephone number may stand in the names of a trial's sites, ethics committees and
/// senders, whoever keeps them.
#[test]
fn an_institution_has_the_attributes_that_the_table_keeps_but_for_trials() {
    let texts = kept_by(ProfileOption::Institution, &[VR::LO, VR::ST]);
    let stricter = set(&[
        tags::CLINICAL_TRIAL_SITE_ID,
        tags::CLINICAL_TRIAL_SITE_NAME,
        tags::CLINICAL_TRIAL_COORDINATING_CENTER_NAME,
        tags::CLINICAL_TRIAL_PROTOCOL_ETHICS_COMMITTEE_NAME,
        tags::SOURCE_OF_PREVIOUS_VALUES,
    ]);
    assert_eq!(&set(INSTITUTION) | &stricter, texts);
}

#[test]
fn the_method_s_names_are_those_of_cid_7050() {
    for (value, meaning) in CID_7050 {
        assert!(is_of_the_profile(meaning.as_bytes()), "{meaning}");
        assert!(("113100"..="113112").contains(&value), "{value}");
    }
    assert_eq!(CID_7050.len(), 13);
}

/// By root and length, which is wider than the list: a UID that is too new for the list is no patient's.
#[test]
fn every_uid_of_the_standard_counts_as_one() {
    let syntaxes = transfer_syntax::rows().map(|row| row.uid);
    let classes = sop_class::CLASSES.iter().map(|(uid, _)| *uid);
    for uid in syntaxes.chain(classes).chain(["2.16.840.1.113883.6.96"]) {
        assert!(
            is_of_standard(uid.as_bytes()) && uids::is_registered(uid),
            "{uid}"
        );
    }
}

#[test]
fn whatever_names_somebody_is_what_the_table_does_not_leave_alone() {
    for tag in WHOLE.iter().chain(PLACES).chain(WHOLE_VALUES) {
        assert!(
            table().row(*tag).is_some_and(|row| row.basic != Code::K),
            "{tag}"
        );
    }
    let of_kinds = SHARED_UIDS.iter().filter(|tag| !DEVICE_UIDS.contains(tag));
    for tag in of_kinds {
        assert_eq!(table().row(*tag), None, "{tag}");
    }
}

/// Both gather the same whole values, but for two. The cleaning also takes whoever issued an ID for a name; the second
/// reading does not, since an issuer is often a word that stands in every header of a hospital. It looks for birth
/// dates by their days, in every form, and so does not list them.
#[test]
fn both_readings_gather_the_same_whole_values_but_for_an_issuer_and_a_birth_date() {
    let second = &set(WHOLE) | &set(PLACES);
    let apart = set(&[tags::ISSUER_OF_PATIENT_ID, tags::PATIENT_BIRTH_DATE]);
    let first = &set(WHOLE_VALUES) | &set(identifiers::STATIONS);
    assert_eq!(&second | &apart, first);
    assert!(second.is_disjoint(&apart));
    assert_eq!(BY_WORD, WORD_BY_WORD);
    let kept = KEPT_ON_PURPOSE.iter().flat_map(|(_, tags)| *tags);
    let second = &second | &set(LOCATIONS);
    assert!(kept.into_iter().all(|tag| second.contains(tag)));
}

#[test]
fn both_readings_take_places_word_by_word_and_stations_as_a_whole() {
    assert_eq!(STATIONS, identifiers::STATIONS);
    let places = &set(PLACES) - &set(STATIONS);
    assert_eq!(&places | &set(LOCATIONS), set(identifiers::PLACES));
}

/// Of all files of a patient what either reading takes.
#[test]
fn whatever_a_reading_takes_is_gathered_from_every_file_of_a_patient() {
    let taken = [
        WHOLE,
        PLACES,
        LOCATIONS,
        WHOLE_VALUES,
        BY_WORD,
        identifiers::PLACES,
    ];
    let taken: BTreeSet<Tag> = taken.iter().flat_map(|tags| set(tags)).collect();
    assert_eq!(taken, set(GATHERED));
}

/// What the cleaning takes for everybody's word is none that the second reading takes for a name.
#[test]
fn common_words_of_the_cleaning_are_known_to_the_second_reading() {
    for word in identifiers::common_words() {
        assert!(words::is_written(word), "{word}");
    }
}

/// A word of a place that the cleaning leaves is none that the second reading looks for.
#[test]
fn words_of_any_place_are_known_to_the_second_reading() {
    for word in OF_ANY_PLACE.split_ascii_whitespace() {
        assert!(words::is_known(&look(word)), "{word}");
    }
}

#[test]
fn both_calendars_count_alike() {
    for by in [-366, -1_000, -4_015, 1, 59, 36_525] {
        for before in ["20240229", "20000301", "19000301", "19991231", "20230101"] {
            let after = Shift::by(by).date(before).unwrap();
            let counted = days::between(before.as_bytes(), after.as_bytes());
            assert!(
                counted.is_none_or(|days| days == by),
                "{before} {after} {counted:?}"
            );
            assert!(
                counted.is_some() || after.as_str() < "18500101" || after.as_str() >= "21000101"
            );
        }
    }
}
