//! How the compound action codes of Table E.1-1 come out (PS3.15 E.3, Table E.1-1a).
//!
//! A compound code leaves the choice to the attribute's type in the IOD at hand: nothing may be removed that must be
//! there. In comes a code and a place (SOP class, enclosing sequence); out comes one plain action. Where the type is
//! not known, the action that breaks neither type 1 nor type 2 is taken: it hides the identity all the same.

use dicom_core::Tag;

use crate::standard::attribute_types;
pub use crate::standard::profile::{CODES, Code};

impl Code {
    /// The plain code to take for an attribute at this place.
    pub fn at(self, tag: Tag, place: &Place<'_>) -> Self {
        let by_type = || attribute_types::outcome(tag, place.sop_class, place.parent);
        match self {
            // A few rows say X of attributes that some IODs require.
            Self::X => by_type().unwrap_or(self),
            Self::D | Self::Z | Self::K | Self::C | Self::U => self,
            _ if place.parent.is_none() && place.class_is_known() => {
                by_type().unwrap_or_else(|| self.mildest())
            }
            _ => by_type().unwrap_or_else(|| self.safest()),
        }
    }

    /// What to take where the IOD does not ask for the attribute at all.
    fn mildest(self) -> Self {
        match self {
            Self::ZD => Self::Z,
            _ => Self::X,
        }
    }

    /// What to take where nobody knows whether the IOD asks for it.
    fn safest(self) -> Self {
        match self {
            Self::XZ => Self::Z,
            Self::XZU => Self::U,
            _ => Self::D,
        }
    }
}

/// Where an attribute stands.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// SOP class of the instance, without padding.
    pub sop_class: &'a str,
    /// The sequence whose item holds the attribute; `None` at the top level.
    pub parent: Option<Tag>,
}

impl Place<'_> {
    fn class_is_known(&self) -> bool {
        attribute_types::is_known_class(self.sop_class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::standard::profile::table;
    use dicom_dictionary_std::tags;

    const CT: &str = "1.2.840.10008.5.1.4.1.1.2";
    const ENHANCED_MR: &str = "1.2.840.10008.5.1.4.1.1.4.1";

    fn top(tag: Tag, sop_class: &str) -> Code {
        table().row(tag).unwrap().basic.at(
            tag,
            &Place {
                sop_class,
                parent: None,
            },
        )
    }

    #[test]
    fn a_compound_code_follows_the_attributes_type_in_the_sop_class() {
        let content_date = tags::CONTENT_DATE;
        assert_eq!(top(content_date, CT), Code::Z);
        assert_eq!(top(content_date, ENHANCED_MR), Code::D);
        let serial = tags::DEVICE_SERIAL_NUMBER;
        assert_eq!(top(serial, CT), Code::X);
        assert_eq!(top(serial, ENHANCED_MR), Code::D);
    }

    #[test]
    fn an_unknown_sop_class_gets_what_breaks_nothing() {
        assert_eq!(top(tags::DEVICE_SERIAL_NUMBER, "1.2.3"), Code::D);
        assert_eq!(top(tags::REFERENCED_IMAGE_SEQUENCE, "1.2.3"), Code::U);
        assert_eq!(top(tags::REFERENCED_STUDY_SEQUENCE, "1.2.3"), Code::Z);
    }

    #[test]
    fn inside_a_sequence_the_sequence_decides() {
        let name = tags::INSTITUTION_NAME;
        let place = Place {
            sop_class: CT,
            parent: Some(tags::REFERRING_PHYSICIAN_IDENTIFICATION_SEQUENCE),
        };
        assert_eq!(Code::XZD.at(name, &place), Code::D);
    }
}
