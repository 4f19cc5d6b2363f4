//! What a cleaned header says about its own cleaning (PS3.15 E.1.1, PS3.3 C.7.1.1 and C.12.1.1.1, PS3.16 CID 7050).
//!
//! Where an identifier is kept by permission, the profile was not carried out to the letter: its code is left out, the
//! method names what was kept, and Patient Identity Removed is NO if that was the patient ID.

use std::ops::RangeInclusive;

use dicom_core::{Tag, VR};
use dicom_dictionary_std::tags;

use super::apply::Established;
use super::profile::permission::{Identifier, Keep};
use super::profile::policy::{Policy, ProfileOption};
use crate::dicom::{DataSet, DataSetExt};
use crate::standard::profile::{BASIC_PROFILE, CID_7050, CLEAN_PIXEL_DATA};

const FUNCTIONAL_GROUPS: [Tag; 2] = [
    tags::SHARED_FUNCTIONAL_GROUPS_SEQUENCE,
    tags::PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
];

/// Lowest and highest values of the picture, its series and its plane, which may be those that were painted over, and
/// are not those of the picture that leaves (PS3.3 C.7.6.3).
const EXTREMES: RangeInclusive<u16> = 0x0104..=0x0111;

/// The method in words; each value fits LO's 64 characters.
const METHOD: &str = concat!(
    "Darkroom ",
    env!("CARGO_PKG_VERSION"),
    "\\PS3.15 2026d Basic Application Confidentiality Profile"
);

/// What was done to the pixels, in words.
const BLANKED: &str = "pixels blanked by Darkroom";

/// Writes the stamps into a cleaned header, behind what it still says of an earlier cleaning.
pub fn stamp(
    cleaned: &mut DataSet,
    original: &DataSet,
    policy: &Policy,
    established: &Established,
) {
    let options: Vec<_> = policy.options().map(ProfileOption::code).collect();
    let kept = policy.kept().into_iter().flat_map(Keep::identifiers);
    let meanings = options.iter().map(|(_, meaning)| *meaning);
    let ours: Vec<&str> = (METHOD.split('\\').chain(meanings))
        .chain(kept.map(Identifier::method))
        .collect();
    let earlier = cleaned
        .text(tags::DEIDENTIFICATION_METHOD)
        .unwrap_or_default();
    let earlier = (earlier.split('\\').map(str::trim))
        .filter(|entry| !entry.is_empty() && !ours.contains(entry));
    let method = earlier.chain(ours.iter().copied()).collect::<Vec<_>>();
    let method = method.join("\\");
    let identity_removed = match policy.keeps(Identifier::PatientId) {
        true => "NO",
        false => "YES",
    };
    cleaned.put_ascii(tags::PATIENT_IDENTITY_REMOVED, VR::CS, identity_removed);
    cleaned.put_ascii(tags::DEIDENTIFICATION_METHOD, VR::LO, &method);
    let mut told = earlier_codes(original);
    let profile = policy.kept().is_none().then_some(BASIC_PROFILE);
    let pixels = (established.painted && established.looked_at).then_some(CLEAN_PIXEL_DATA);
    for code in profile.into_iter().chain(pixels).chain(options) {
        if !told.contains(&code) {
            told.push(code);
        }
    }
    told.sort_unstable();
    let codes: Vec<DataSet> = told.into_iter().map(code).collect();
    // An item at least, or no sequence (PS3.3 C.7.1.1).
    match codes.is_empty() {
        true => drop(cleaned.remove_element(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE)),
        false => cleaned.put_items(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE, codes),
    }
    cleaned.put_ascii(
        tags::LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED,
        VR::CS,
        longitudinal_information(policy),
    );
    if established.painted {
        say_blanked(cleaned);
    }
    let burned_in = original.text(tags::BURNED_IN_ANNOTATION);
    match burned_in_annotation(burned_in.as_deref(), established) {
        Some(value) => cleaned.put_ascii(tags::BURNED_IN_ANNOTATION, VR::CS, value),
        None => {
            cleaned.remove_element(tags::BURNED_IN_ANNOTATION);
        }
    }
}

/// How the pixels came to be, behind what was said of it before (PS3.3 C.7.6.1.1.3), and that they are derived
/// (C.7.6.1.1.2). Objects with functional groups keep their Image Type: there it sums up the Frame Type of every frame,
/// and DERIVED would promise references to the images that they were derived from (C.7.6.16.2.6), which have not left.
fn say_blanked(cleaned: &mut DataSet) {
    let has_functional_groups = FUNCTIONAL_GROUPS
        .iter()
        .any(|tag| cleaned.get(*tag).is_some());
    let image_type = cleaned
        .text(tags::IMAGE_TYPE)
        .filter(|_| !has_functional_groups);
    if let Some(rest) = image_type
        .as_deref()
        .and_then(|text| text.strip_prefix("ORIGINAL"))
    {
        cleaned.put_ascii(tags::IMAGE_TYPE, VR::CS, &format!("DERIVED{rest}"));
    }

    for element in EXTREMES {
        cleaned.remove_element(Tag(0x0028, element));
    }
    let before = cleaned.text(tags::DERIVATION_DESCRIPTION);
    let told = match before.filter(|text| text.is_ascii() && (1..900).contains(&text.len())) {
        Some(text) if text.ends_with(BLANKED) => text,
        Some(text) => format!("{text}; {BLANKED}"),
        None => BLANKED.to_owned(),
    };
    cleaned.put_ascii(tags::DERIVATION_DESCRIPTION, VR::ST, &told);
}

/// LongitudinalTemporalInformationModified (PS3.3 C.12.1.1.1).
fn longitudinal_information(policy: &Policy) -> &'static str {
    if policy.has(ProfileOption::FullDates) {
        "UNMODIFIED"
    } else if policy.has(ProfileOption::ModifiedDates) {
        "MODIFIED"
    } else {
        "REMOVED"
    }
}

/// What may be said of burned-in text. NO is said only where every frame was seen or is hidden: a device's own NO is
/// often a default, and a reader would take it for ours. Its YES stays as a warning, also where something was painted
/// that nobody has looked at. A value that is neither goes; a missing one is not made up.
fn burned_in_annotation(original: Option<&str>, established: &Established) -> Option<&'static str> {
    match original {
        _ if established.looked_at => Some("NO"),
        Some("YES") => Some("YES"),
        _ => None,
    }
}

/// The codes that an earlier tool left, with the standard's meanings.
fn earlier_codes(original: &DataSet) -> Vec<(&'static str, &'static str)> {
    let items = original
        .nested(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE)
        .iter();
    let told =
        items.filter(|item| item.text(tags::CODING_SCHEME_DESIGNATOR).as_deref() == Some("DCM"));
    let values: Vec<String> = told
        .filter_map(|item| item.text(tags::CODE_VALUE))
        .collect();
    let known = CID_7050.iter().copied();
    known
        .filter(|(value, _)| values.iter().any(|told| told == value))
        .collect()
}

fn code((value, meaning): (&str, &str)) -> DataSet {
    let mut item = DataSet::new_empty();
    item.put_ascii(tags::CODE_VALUE, VR::SH, value);
    item.put_ascii(tags::CODING_SCHEME_DESIGNATOR, VR::SH, "DCM");
    item.put_ascii(tags::CODE_MEANING, VR::LO, meaning);
    item
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::Permission;

    const NOBODY: Established = Established {
        painted: false,
        looked_at: false,
    };

    #[test]
    fn every_value_of_the_method_fits_its_vr() {
        assert!(METHOD.split('\\').all(|value| value.len() <= 64));
    }

    #[test]
    fn burned_in_is_no_only_where_somebody_has_looked() {
        let looked = Established {
            painted: false,
            looked_at: true,
        };
        let painted = Established {
            painted: true,
            looked_at: false,
        };
        assert_eq!(burned_in_annotation(None, &NOBODY), None);
        assert_eq!(burned_in_annotation(Some("YES"), &NOBODY), Some("YES"));
        assert_eq!(burned_in_annotation(Some("NO"), &NOBODY), None);
        assert_eq!(burned_in_annotation(Some("Jane"), &NOBODY), None);
        assert_eq!(burned_in_annotation(Some("YES"), &looked), Some("NO"));
        assert_eq!(burned_in_annotation(Some("YES"), &painted), Some("YES"));
        assert_eq!(burned_in_annotation(None, &painted), None);
    }

    #[test]
    fn painting_is_told_once_behind_what_was_said_before() {
        let mut cleaned = DataSet::new_empty();
        let told = |cleaned: &mut DataSet| {
            say_blanked(cleaned);
            cleaned.text(tags::DERIVATION_DESCRIPTION).unwrap()
        };
        assert_eq!(told(&mut cleaned), BLANKED);
        assert_eq!(told(&mut cleaned), BLANKED);
        cleaned.put_ascii(tags::DERIVATION_DESCRIPTION, VR::ST, "JPEG lossless");
        assert_eq!(told(&mut cleaned), format!("JPEG lossless; {BLANKED}"));
    }

    #[test]
    fn what_was_painted_is_derived_unless_functional_groups_say_so_frame_by_frame() {
        let painted = |functional_groups: bool, before: &str| {
            let mut cleaned = DataSet::new_empty();
            cleaned.put_ascii(tags::IMAGE_TYPE, VR::CS, before);
            if functional_groups {
                cleaned.put_items(FUNCTIONAL_GROUPS[1], vec![DataSet::new_empty()]);
            }
            say_blanked(&mut cleaned);
            cleaned.text(tags::IMAGE_TYPE).unwrap()
        };
        let axial = "ORIGINAL\\PRIMARY\\AXIAL";
        assert_eq!(painted(false, axial), "DERIVED\\PRIMARY\\AXIAL");
        assert_eq!(painted(true, axial), axial);
        assert_eq!(painted(false, "DERIVED\\SECONDARY"), "DERIVED\\SECONDARY");
    }

    #[test]
    fn extremes_of_what_was_painted_over_are_not_told() {
        let mut cleaned = DataSet::new_empty();
        for element in [0x0103, 0x0106, 0x0107, 0x0111, 0x0120] {
            cleaned.put_raw(Tag(0x0028, element), VR::US, [1, 0]);
        }
        say_blanked(&mut cleaned);
        let left = [0x0103, 0x0106, 0x0107, 0x0111, 0x0120]
            .map(|element| cleaned.get(Tag(0x0028, element)).is_some());
        assert_eq!(left, [true, false, false, false, true]);
    }

    fn codes(policy: &Policy, established: &Established) -> Vec<String> {
        let mut cleaned = DataSet::new_empty();
        stamp(&mut cleaned, &DataSet::new_empty(), policy, established);
        let codes = cleaned
            .nested(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE)
            .iter();
        codes
            .filter_map(|code| code.text(tags::CODE_VALUE))
            .collect()
    }

    #[test]
    fn the_codes_are_those_of_what_was_applied() {
        let strict = Policy::with([]).unwrap();
        assert_eq!(codes(&strict, &NOBODY), ["113100"]);
        let painted = Established {
            painted: true,
            looked_at: true,
        };
        assert_eq!(codes(&strict, &painted), ["113100", "113101"]);
        for option in ProfileOption::ALL {
            let alone = Policy::with([option]).unwrap();
            assert_eq!(codes(&alone, &NOBODY), ["113100", option.code().0]);
        }
    }

    #[test]
    fn what_is_kept_by_permission_is_told_and_the_whole_profile_not_claimed() {
        let permission = Permission::new("Dr A. Keeper", "to trace findings").unwrap();
        let keeping = |identifier, options: &[ProfileOption]| {
            let keep = Keep::new([identifier], permission.clone()).unwrap();
            Policy::with(options.iter().copied()).unwrap().keeping(keep)
        };
        for (identifier, removed) in [
            (Identifier::PatientId, "NO"),
            (Identifier::AccessionNumber, "YES"),
        ] {
            let mut cleaned = DataSet::new_empty();
            stamp(
                &mut cleaned,
                &DataSet::new_empty(),
                &keeping(identifier, &[]),
                &NOBODY,
            );
            let text = |tag| cleaned.text(tag).unwrap_or_default();
            assert_eq!(text(tags::PATIENT_IDENTITY_REMOVED), removed);
            let method = text(tags::DEIDENTIFICATION_METHOD);
            assert!(method.ends_with(identifier.method()), "{method}");
            assert!(!method.contains("Keeper") && method.split('\\').all(|told| told.len() <= 64));
            assert!(
                cleaned
                    .get(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE)
                    .is_none()
            );
        }
        let descriptors = keeping(Identifier::PatientId, &[ProfileOption::Descriptors]);
        assert_eq!(codes(&descriptors, &NOBODY), ["113105"]);
    }

    #[test]
    fn what_an_earlier_tool_said_stands_before_ours_and_ours_once() {
        let policy = Policy::with([ProfileOption::Descriptors]).unwrap();
        let of_tool = |value, meaning| {
            let mut item = code((value, meaning));
            item.put_ascii(
                tags::CONTEXT_GROUP_LOCAL_VERSION,
                VR::LO,
                "of Blenkinsop's own making",
            );
            item
        };
        let mut original = DataSet::new_empty();
        original.put_ascii(tags::DEIDENTIFICATION_METHOD, VR::LO, "dcanon");
        original.put_items(
            tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE,
            vec![
                of_tool("113111", "Blenkinsop"),
                of_tool("113100", "Basic"),
                of_tool("99", "Blenkinsop"),
            ],
        );
        let stamped = |original: &DataSet| {
            let mut cleaned = DataSet::new_empty();
            let method = original.text(tags::DEIDENTIFICATION_METHOD).unwrap();
            cleaned.put_ascii(tags::DEIDENTIFICATION_METHOD, VR::LO, &method);
            stamp(&mut cleaned, original, &policy, &NOBODY);
            cleaned
        };
        let once = stamped(&original);
        let again = stamped(&once);
        for cleaned in [&once, &again] {
            let expected = format!("dcanon\\{METHOD}\\Clean Descriptors Option");
            assert_eq!(
                cleaned.text(tags::DEIDENTIFICATION_METHOD).unwrap(),
                expected
            );
            let codes = cleaned.nested(tags::DEIDENTIFICATION_METHOD_CODE_SEQUENCE);
            let told = |tag| {
                codes
                    .iter()
                    .map(|item| item.text(tag).unwrap())
                    .collect::<Vec<_>>()
            };
            assert_eq!(told(tags::CODE_VALUE), ["113100", "113105", "113111"]);
            assert!(
                told(tags::CODE_MEANING)
                    .iter()
                    .all(|meaning| !meaning.contains("Blenkinsop"))
            );
            assert!(codes.iter().all(|item| item.iter().count() == 3));
        }
    }

    #[test]
    fn every_option_has_its_code_of_cid_7050() {
        for option in ProfileOption::ALL {
            assert!(CID_7050.contains(&option.code()), "{option:?}");
        }
        assert!(CID_7050.contains(&BASIC_PROFILE) && CID_7050.contains(&CLEAN_PIXEL_DATA));
    }

    #[test]
    fn it_says_what_became_of_the_dates() {
        for (options, said) in [
            (vec![], "REMOVED"),
            (vec![ProfileOption::ModifiedDates], "MODIFIED"),
            (vec![ProfileOption::FullDates], "UNMODIFIED"),
        ] {
            let mut cleaned = DataSet::new_empty();
            let policy = Policy::with(options).unwrap();
            stamp(&mut cleaned, &DataSet::new_empty(), &policy, &NOBODY);
            assert_eq!(
                cleaned
                    .text(tags::LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED)
                    .as_deref(),
                Some(said)
            );
        }
    }
}
