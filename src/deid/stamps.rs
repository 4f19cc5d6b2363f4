//! What a cleaned header says about its own cleaning (PS3.15 E.1.1, PS3.3 C.12.1.1.1, PS3.16 CID 7050).

use dicom_core::{Tag, VR};

use super::apply::Established;
use super::policy::{Policy, ProfileOption};
use crate::dicom::{DataSet, DataSetExt};

const BURNED_IN_ANNOTATION: Tag = Tag(0x0028, 0x0301);

/// The method in words; each value fits LO's 64 characters.
const METHOD: &str = concat!(
    "Darkroom ",
    env!("CARGO_PKG_VERSION"),
    "\\PS3.15 2026d Basic Application Confidentiality Profile"
);

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
    for (_, meaning) in &options {
        method.push('\\');
        method.push_str(meaning);
    }
    cleaned.put_ascii(Tag(0x0012, 0x0062), VR::CS, "YES");
    cleaned.put_ascii(Tag(0x0012, 0x0063), VR::LO, &method);
    let mut codes = vec![code(BASIC_PROFILE)];
    if established.painted {
        codes.push(code(CLEAN_PIXEL_DATA));
    }
    codes.extend(options.into_iter().map(code));
    cleaned.put_items(Tag(0x0012, 0x0064), codes);
    cleaned.put_ascii(
        Tag(0x0028, 0x0303),
        VR::CS,
        longitudinal_information(policy),
    );
    match burned_in_annotation(burned_in, established) {
        Some(value) => cleaned.put_ascii(BURNED_IN_ANNOTATION, VR::CS, value),
        None => {
            cleaned.remove_element(BURNED_IN_ANNOTATION);
        }
    }
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

/// What may be said of burned-in text. NO is said where somebody has looked or painted; without that, the device's own
/// word stays, because it is about pixels that leave as they came: a NO we do not vouch for but do not deny, and a YES
/// that warns. A value that is neither goes; a missing one is not made up.
fn burned_in_annotation(original: Option<&str>, established: &Established) -> Option<&'static str> {
    match original {
        _ if established.painted || established.looked_at => Some("NO"),
        Some("NO") => Some("NO"),
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

    const NOBODY: Established = Established {
        painted: false,
        looked_at: false,
    };

    #[test]
    fn every_value_of_the_method_fits_its_vr() {
        assert!(METHOD.split('\\').all(|value| value.len() <= 64));
    }

    #[test]
    fn burned_in_is_no_only_where_somebody_vouches_or_the_device_said_so() {
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
        assert_eq!(burned_in_annotation(Some("NO"), &NOBODY), Some("NO"));
        assert_eq!(burned_in_annotation(Some("Jane"), &NOBODY), None);
        assert_eq!(burned_in_annotation(Some("YES"), &looked), Some("NO"));
        assert_eq!(burned_in_annotation(Some("YES"), &painted), Some("NO"));
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
