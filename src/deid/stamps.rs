//! What a cleaned header says about its own cleaning (PS3.15 E.1.1, PS3.3 C.12.1.1.1, PS3.16 CID 7050).

use dicom_core::{Tag, VR};

use super::apply::Established;
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
pub fn stamp(cleaned: &mut DataSet, burned_in: Option<&str>, established: &Established) {
    cleaned.put_ascii(Tag(0x0012, 0x0062), VR::CS, "YES");
    cleaned.put_ascii(Tag(0x0012, 0x0063), VR::LO, METHOD);
    let mut codes = vec![code(BASIC_PROFILE)];
    if established.painted {
        codes.push(code(CLEAN_PIXEL_DATA));
    }
    cleaned.put_items(Tag(0x0012, 0x0064), codes);
    cleaned.put_ascii(Tag(0x0028, 0x0303), VR::CS, "REMOVED");
    match burned_in_annotation(burned_in, established) {
        Some(value) => cleaned.put_ascii(BURNED_IN_ANNOTATION, VR::CS, value),
        None => {
            cleaned.remove_element(BURNED_IN_ANNOTATION);
        }
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

    #[test]
    fn the_pixel_option_is_named_only_where_pixels_were_painted() {
        let mut plain = DataSet::new_empty();
        stamp(&mut plain, None, &NOBODY);
        assert_eq!(plain.nested(Tag(0x0012, 0x0064)).len(), 1);
        let mut painted = DataSet::new_empty();
        stamp(
            &mut painted,
            None,
            &Established {
                painted: true,
                looked_at: true,
            },
        );
        let codes = painted.nested(Tag(0x0012, 0x0064));
        assert_eq!(
            codes[1].text(Tag(0x0008, 0x0100)).as_deref(),
            Some("113101")
        );
    }
}
