//! What a cleaned header says about its own cleaning (PS3.15 E.1.1, PS3.3 C.7.1.1 and C.12.1.1.1, PS3.16 CID 7050).
//!
//! Where an identifier is kept by permission, the profile was not carried out to the letter: its code is left out, the
//! method names what was kept, and Patient Identity Removed is NO if that was the patient ID.

use std::ops::RangeInclusive;

use dicom_core::{Tag, VR};

use super::apply::Established;
use super::permission::{Identifier, Keep};
use super::policy::{Policy, ProfileOption};
use crate::dicom::{DataSet, DataSetExt};

const BURNED_IN_ANNOTATION: Tag = Tag(0x0028, 0x0301);
const DERIVATION_DESCRIPTION: Tag = Tag(0x0008, 0x2111);
const FUNCTIONAL_GROUPS: [Tag; 2] = [Tag(0x5200, 0x9229), Tag(0x5200, 0x9230)];
const IMAGE_TYPE: Tag = Tag(0x0008, 0x0008);
const METHOD_CODES: Tag = Tag(0x0012, 0x0064);

/// Lowest and highest values of the picture, its series and its plane, which may be those that were painted over, and are
/// not those of the picture that leaves (PS3.3 C.7.6.3).
const EXTREMES: RangeInclusive<u16> = 0x0104..=0x0111;

/// The method in words; each value fits LO's 64 characters.
const METHOD: &str = concat!(
    "Darkroom ",
    env!("CARGO_PKG_VERSION"),
    "\\PS3.15 2026d Basic Application Confidentiality Profile"
);

/// What was done to the pixels, in words.
const BLANKED: &str = "pixels blanked by Darkroom";

/// CID 7050: what was applied.
const BASIC_PROFILE: (&str, &str) = ("113100", "Basic Application Confidentiality Profile");
const CLEAN_PIXEL_DATA: (&str, &str) = ("113101", "Clean Pixel Data Option");

/// Writes the stamps into a cleaned header. `burned_in` is what the original said of burned-in text.
pub fn stamp(
    cleaned: &mut DataSet,
    policy: &Policy,
    burned_in: Option<&str>,
    established: &Established,
) {
    let options: Vec<_> = policy.options().map(ProfileOption::code).collect();
    let mut method = METHOD.to_owned();
    let kept = policy.kept().into_iter().flat_map(Keep::identifiers);
    let meanings = options.iter().map(|(_, meaning)| *meaning);
    for told in meanings.chain(kept.map(Identifier::method)) {
        method.push('\\');
        method.push_str(told);
    }
    let identity_removed = match policy.keeps(Identifier::PatientId) {
        true => "NO",
        false => "YES",
    };
    cleaned.put_ascii(Tag(0x0012, 0x0062), VR::CS, identity_removed);
    cleaned.put_ascii(Tag(0x0012, 0x0063), VR::LO, &method);
    let mut codes = Vec::new();
    if policy.kept().is_none() {
        codes.push(code(BASIC_PROFILE));
    }
    if established.painted && established.looked_at {
        codes.push(code(CLEAN_PIXEL_DATA));
    }
    codes.extend(options.into_iter().map(code));
    // An item at least, or no sequence (PS3.3 C.7.1.1).
    match codes.is_empty() {
        true => drop(cleaned.remove_element(METHOD_CODES)),
        false => cleaned.put_items(METHOD_CODES, codes),
    }
    cleaned.put_ascii(
        Tag(0x0028, 0x0303),
        VR::CS,
        longitudinal_information(policy),
    );
    if established.painted {
        say_blanked(cleaned);
    }
    match burned_in_annotation(burned_in, established) {
        Some(value) => cleaned.put_ascii(BURNED_IN_ANNOTATION, VR::CS, value),
        None => {
            cleaned.remove_element(BURNED_IN_ANNOTATION);
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
    let image_type = cleaned.text(IMAGE_TYPE).filter(|_| !has_functional_groups);
    if let Some(rest) = image_type
        .as_deref()
        .and_then(|text| text.strip_prefix("ORIGINAL"))
    {
        cleaned.put_ascii(IMAGE_TYPE, VR::CS, &format!("DERIVED{rest}"));
    }

    for element in EXTREMES {
        cleaned.remove_element(Tag(0x0028, element));
    }
    let before = cleaned.text(DERIVATION_DESCRIPTION);
    let told = match before.filter(|text| text.is_ascii() && (1..900).contains(&text.len())) {
        Some(text) if text.ends_with(BLANKED) => text,
        Some(text) => format!("{text}; {BLANKED}"),
        None => BLANKED.to_owned(),
    };
    cleaned.put_ascii(DERIVATION_DESCRIPTION, VR::ST, &told);
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

fn code((value, meaning): (&str, &str)) -> DataSet {
    let mut item = DataSet::new_empty();
    item.put_ascii(Tag(0x0008, 0x0100), VR::SH, value);
    item.put_ascii(Tag(0x0008, 0x0102), VR::SH, "DCM");
    item.put_ascii(Tag(0x0008, 0x0104), VR::LO, meaning);
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
            cleaned.text(DERIVATION_DESCRIPTION).unwrap()
        };
        assert_eq!(told(&mut cleaned), BLANKED);
        assert_eq!(told(&mut cleaned), BLANKED);
        cleaned.put_ascii(DERIVATION_DESCRIPTION, VR::ST, "JPEG lossless");
        assert_eq!(told(&mut cleaned), format!("JPEG lossless; {BLANKED}"));
    }

    #[test]
    fn what_was_painted_is_derived_unless_functional_groups_say_so_frame_by_frame() {
        let painted = |functional_groups: bool, before: &str| {
            let mut cleaned = DataSet::new_empty();
            cleaned.put_ascii(IMAGE_TYPE, VR::CS, before);
            if functional_groups {
                cleaned.put_items(FUNCTIONAL_GROUPS[1], vec![DataSet::new_empty()]);
            }
            say_blanked(&mut cleaned);
            cleaned.text(IMAGE_TYPE).unwrap()
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
        stamp(&mut cleaned, policy, None, established);
        let codes = cleaned.nested(Tag(0x0012, 0x0064)).iter();
        codes
            .filter_map(|code| code.text(Tag(0x0008, 0x0100)))
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
            stamp(&mut cleaned, &keeping(identifier, &[]), None, &NOBODY);
            let text = |tag| cleaned.text(tag).unwrap_or_default();
            assert_eq!(text(Tag(0x0012, 0x0062)), removed);
            let method = text(Tag(0x0012, 0x0063));
            assert!(method.ends_with(identifier.method()), "{method}");
            assert!(!method.contains("Keeper") && method.split('\\').all(|told| told.len() <= 64));
            assert!(cleaned.get(METHOD_CODES).is_none());
        }
        let descriptors = keeping(Identifier::PatientId, &[ProfileOption::Descriptors]);
        assert_eq!(codes(&descriptors, &NOBODY), ["113105"]);
    }

    #[test]
    fn it_says_what_became_of_the_dates() {
        for (options, said) in [
            (vec![], "REMOVED"),
            (vec![ProfileOption::ModifiedDates], "MODIFIED"),
            (vec![ProfileOption::FullDates], "UNMODIFIED"),
        ] {
            let mut cleaned = DataSet::new_empty();
            stamp(&mut cleaned, &Policy::with(options).unwrap(), None, &NOBODY);
            assert_eq!(cleaned.text(Tag(0x0028, 0x0303)).as_deref(), Some(said));
        }
    }
}
