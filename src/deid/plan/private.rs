//! Private attributes that PS3.15 lists as safe (Table E.3.10-1), by the name of their creator, whatever block the
//! file put them in.

use std::collections::HashMap;

use dicom_core::{Tag, VR};

use crate::dicom::DataSet;
use crate::dicom::charset::CharacterSet;
use crate::dicom::dataset::raw_bytes;
use crate::standard::dictionary::is_private_creator;
use crate::standard::safe_private;

/// Who owns which block of a data set: group and block number, and the creator's name.
#[derive(Default)]
pub struct Creators(HashMap<(u16, u16), String>);

impl Creators {
    /// Of one data set or item; blocks are not inherited (PS3.5 7.8.1).
    pub fn of(data_set: &DataSet, character_set: &CharacterSet) -> Self {
        let creators = data_set.into_iter().filter_map(|element| {
            let tag = element.header().tag;
            let bytes = raw_bytes(element).filter(|_| is_private_creator(tag))?;
            let name = character_set.decode(VR::LO, bytes);
            let name = name.trim_matches([' ', '\0']).to_owned();
            Some(((tag.group(), tag.element()), name))
        });
        Self(creators.collect())
    }

    /// The VR of a safe private attribute; the file's own where the table gives none. `None` if it is not safe.
    pub fn safe(&self, tag: Tag, found: VR) -> Option<VR> {
        let block = tag.element() >> 8;
        let creator = self.0.get(&(tag.group(), block))?;
        safe_private::find(creator, tag).map(|safe| match (safe.vr, found) {
            (None, found) => found,
            (Some(VR::OW), VR::OB) => VR::OB,
            (Some(vr), _) => vr,
        })
    }
}

/// The element that names the owner of a private attribute's block.
pub fn creator_of(tag: Tag) -> Tag {
    Tag(tag.group(), tag.element() >> 8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dicom::DataSetExt;

    #[test]
    fn the_creator_decides_and_not_the_block() {
        let mut data_set = DataSet::new_empty();
        data_set.put_ascii(Tag(0x00E1, 0x0010), VR::LO, "SOMEBODY ELSE");
        data_set.put_ascii(Tag(0x00E1, 0x0012), VR::LO, "ELSCINT1 ");
        let creators = Creators::of(&data_set, &CharacterSet::default());
        assert_eq!(creators.safe(Tag(0x00E1, 0x1221), VR::UN), Some(VR::DS));
        assert_eq!(creators.safe(Tag(0x00E1, 0x1021), VR::DS), None);
        assert_eq!(creators.safe(Tag(0x00E1, 0x1321), VR::DS), None);
        assert_eq!(creators.safe(Tag(0x00E1, 0x12FE), VR::DS), None);
    }
}
