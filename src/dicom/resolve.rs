//! Which VR a value really has: what the file says, what the dictionary says, and what the bytes allow.
//!
//! In come a tag, the stated VR and the length; out comes the VR that the data set carries. The bytes never change
//! here.

use dicom_core::dictionary::VirtualVr;
use dicom_core::{Tag, VR};

use super::encoding::{is_text, word_length};
use crate::standard::dictionary;

/// The VR of a leaf value, and whether the file said something that had to be overruled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Resolved {
    pub vr: VR,
    pub overruled: bool,
}

/// Resolves the VR of a leaf of `length` bytes. `signed` is Pixel Representation, where known.
pub(super) fn leaf_vr(tag: Tag, stated: Option<VR>, length: u64, signed: Option<bool>) -> Resolved {
    let known = dictionary::virtual_vr(tag).map(|known| exact(known, signed));
    match (stated, known) {
        (None, known) => Resolved {
            vr: known.filter(|&vr| fits(vr, length)).unwrap_or(VR::UN),
            overruled: false,
        },
        (Some(VR::UN), Some(known)) if known != VR::UN && fits(known, length) => Resolved {
            vr: known,
            overruled: true,
        },
        // A sequence that is none: unknown bytes, which nobody may mistake for something harmless.
        (Some(VR::SQ), _) => Resolved {
            vr: VR::UN,
            overruled: true,
        },
        (Some(stated), Some(VR::SQ)) => Resolved {
            vr: VR::UN,
            overruled: stated != VR::UN,
        },
        // Text is decoded and cleaned by VR, so that the dictionary's counts.
        (Some(stated), Some(known)) if is_text(known) && stated != known => Resolved {
            vr: known,
            overruled: true,
        },
        (Some(stated), _) => Resolved {
            vr: stated,
            overruled: false,
        },
    }
}

/// Whether the dictionary says that this is a sequence.
pub(super) fn is_sequence(tag: Tag) -> bool {
    dictionary::virtual_vr(tag) == Some(VirtualVr::Exact(VR::SQ))
}

/// Whether the VR is US or SS, depending on Pixel Representation.
pub(super) fn depends_on_sign(tag: Tag) -> bool {
    dictionary::virtual_vr(tag) == Some(VirtualVr::Xs)
}

fn exact(known: VirtualVr, signed: Option<bool>) -> VR {
    match known {
        VirtualVr::Xs if signed == Some(true) => VR::SS,
        other => other.relaxed(),
    }
}

fn fits(vr: VR, length: u64) -> bool {
    vr != VR::SQ && length.is_multiple_of(word_length(vr) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use dicom_dictionary_std::tags;

    fn vr(tag: Tag, stated: Option<VR>, length: u64, signed: Option<bool>) -> VR {
        leaf_vr(tag, stated, length, signed).vr
    }

    #[test]
    fn a_name_stated_as_a_number_is_a_name() {
        assert_eq!(
            leaf_vr(tags::PATIENT_NAME, Some(VR::US), 8, None),
            Resolved {
                vr: VR::PN,
                overruled: true
            }
        );
    }

    #[test]
    fn unknown_gets_the_dictionarys_vr_where_the_length_allows() {
        assert_eq!(vr(tags::PATIENT_NAME, Some(VR::UN), 7, None), VR::PN);
        assert_eq!(vr(tags::ROWS, Some(VR::UN), 2, None), VR::US);
        assert_eq!(vr(tags::ROWS, Some(VR::UN), 3, None), VR::UN);
        assert_eq!(vr(Tag(0x0009, 0x1010), Some(VR::UN), 3, None), VR::UN);
    }

    #[test]
    fn smallest_pixel_value_is_signed_where_pixels_are() {
        assert_eq!(
            vr(tags::SMALLEST_IMAGE_PIXEL_VALUE, None, 2, Some(true)),
            VR::SS
        );
        assert_eq!(
            vr(tags::SMALLEST_IMAGE_PIXEL_VALUE, None, 2, Some(false)),
            VR::US
        );
        assert_eq!(vr(tags::SMALLEST_IMAGE_PIXEL_VALUE, None, 2, None), VR::US);
    }

    #[test]
    fn a_number_stated_as_another_kind_of_number_stays_what_it_says() {
        assert_eq!(vr(tags::ROWS, Some(VR::UL), 4, None), VR::UL);
    }
}
