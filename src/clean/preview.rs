//! What cleaning would make of an instance, to be read before it is done: nothing is painted, written or verified.

use dicom_core::Tag;
use dicom_dictionary_std::tags;

use super::header::Whose;
use super::painter::written_syntax;
use super::{HeldReason, Order, capability, whole};
use crate::deid::comparison::{Reason, Row, Shown, What};
use crate::deid::uid::OriginalUid;
use crate::deid::{self, Established, Pseudonyms};
use crate::dicom::write::{IMPLEMENTATION_CLASS_UID, IMPLEMENTATION_VERSION_NAME};
use crate::dicom::{Instance, PixelBytes, PixelLayout};
use crate::pixels::{FrameRegion, video};

/// One instance under an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Preview {
    /// Why it is held under these rules, if that can be said beforehand.
    pub held: Option<HeldReason>,
    /// Every attribute, the picture, and file meta information.
    pub rows: Vec<Row>,
}

/// What would be made of it. Reads no pixel bytes.
pub fn preview(instance: &Instance, order: &Order, pseudonyms: &Pseudonyms) -> Preview {
    let (policy, regions) = (&order.policy, &order.regions);
    let has_picture = instance.pixels.is_some();
    let video = order.video && video::is_video(&instance.transfer_syntax);
    let kind = match order.video {
        true => capability::kind_of_video(instance),
        false => capability::kind(instance),
    };
    let held = kind
        .and_then(|kind| capability::under(policy, kind, instance))
        .err();
    let established = Established {
        painted: has_picture && !regions.is_empty(),
        looked_at: order.looked_at && has_picture,
    };
    let whose = Whose::of(instance, order, pseudonyms);
    let subject = (&whose.known, &whose.alias, &order.wording);
    let plan = deid::plan_of(&instance.data_set, subject, policy, pseudonyms);
    let held = held.or_else(|| whole::check_lengths(instance).err());
    let held = held.or_else(|| plan.is_damaged().then_some(HeldReason::DamagedHeader));
    let mut rows = deid::comparison(&instance.data_set, &plan, &established);
    rows.extend(
        instance
            .pixels
            .as_ref()
            .map(|of| picture(of, regions, video)),
    );
    rows.append(&mut file_meta(instance, &rows, pseudonyms));
    Preview { held, rows }
}

fn picture(pixels: &PixelBytes, regions: &[FrameRegion], video: bool) -> Row {
    let bytes = match &pixels.layout {
        PixelLayout::Native { range } => range.end.saturating_sub(range.start),
        PixelLayout::Encapsulated { items, .. } => items.end.saturating_sub(items.start),
    };
    let painted = u32::try_from(regions.len()).unwrap_or(u32::MAX);
    let written = |words: &str| (What::Cleaned, Shown::Text(words.to_owned()));
    let ((what, after), why) = match (video, painted) {
        (true, _) => (written("compressed again"), Reason::Video),
        (false, 0) => ((What::Kept, Shown::Bytes(bytes)), Reason::Picture(0)),
        (false, _) => (written("painted"), Reason::Picture(painted)),
    };
    top(pixels.tag, Shown::Bytes(bytes), after, what, why)
}

/// What the file's own head says. Only what says how to read the file is known of the old one; the rest never leaves.
fn file_meta(instance: &Instance, rows: &[Row], pseudonyms: &Pseudonyms) -> Vec<Row> {
    let text = |words: &str| match words {
        "" => Shown::Absent,
        words => Shown::Text(words.to_owned()),
    };
    let of_header = |tag: Tag| {
        let row = rows.iter().find(|row| row.tag == (tag.0, tag.1));
        row.map(|row| (row.before.clone(), row.after.clone()))
    };
    let class = capability::sop_class_uid(instance).unwrap_or_default();
    let (class_before, class_after) =
        of_header(tags::SOP_CLASS_UID).unwrap_or((Shown::Absent, text(&class)));
    let (uid_before, uid_after) = of_header(tags::SOP_INSTANCE_UID).unwrap_or_else(|| {
        // The real one is made from the image's bytes; this has its form.
        let made = OriginalUid::new("").remapped(pseudonyms);
        (Shown::Absent, text(made.as_str()))
    });
    let syntax = instance.transfer_syntax.uid.as_str();
    let written = match video::written_as(&instance.transfer_syntax) {
        Some(target) => target.to_owned(),
        None if instance.transfer_syntax.is_deflated() => syntax.to_owned(),
        None => written_syntax(&instance.transfer_syntax).uid,
    };
    [
        (tags::MEDIA_STORAGE_SOP_CLASS_UID, class_before, class_after),
        (tags::MEDIA_STORAGE_SOP_INSTANCE_UID, uid_before, uid_after),
        (tags::TRANSFER_SYNTAX_UID, text(syntax), text(&written)),
        (
            tags::IMPLEMENTATION_CLASS_UID,
            Shown::Unread,
            text(IMPLEMENTATION_CLASS_UID),
        ),
        (
            tags::IMPLEMENTATION_VERSION_NAME,
            Shown::Unread,
            text(IMPLEMENTATION_VERSION_NAME),
        ),
        (
            tags::SOURCE_APPLICATION_ENTITY_TITLE,
            Shown::Unread,
            Shown::Absent,
        ),
        (tags::PRIVATE_INFORMATION, Shown::Unread, Shown::Absent),
    ]
    .into_iter()
    .map(|(tag, before, after)| {
        let what = match (&before, &after) {
            (_, Shown::Absent) => What::Removed,
            (Shown::Absent, _) => What::Added,
            (before, after) if before == after => What::Kept,
            _ => What::Replaced,
        };
        top(tag, before, after, what, Reason::FileMeta)
    })
    .collect()
}

fn top(tag: Tag, before: Shown, after: Shown, what: What, why: Reason) -> Row {
    Row {
        tag: (tag.0, tag.1),
        name: crate::standard::dictionary::keyword(tag)
            .unwrap_or_default()
            .to_owned(),
        depth: 0,
        parent: None,
        item: 0,
        below: 0,
        before,
        after,
        what,
        why,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::deid::{Preset, Secret};
    use crate::dicom::{DataSetExt, MemorySource};
    use crate::pixels::{FrameSpan, Rect};
    use std::rc::Rc;

    fn sample(place: &str) -> Instance {
        let files = crate::sample::files();
        let file = files.into_iter().find(|(name, _)| name.contains(place));
        crate::dicom::read(Rc::new(MemorySource::new(file.unwrap().1))).unwrap()
    }

    fn of(place: &str, order: &Order) -> Preview {
        let pseudonyms = Pseudonyms::new(&Secret::from_bytes([3; 32]));
        preview(&sample(place), order, &pseudonyms)
    }

    #[test]
    fn the_file_s_head_and_the_picture_are_in_the_list() {
        let preview = of("IM0003", &Order::default());
        assert_eq!(preview.held, None);
        let last: Vec<_> = preview.rows.iter().rev().map(|row| row.tag).collect();
        assert_eq!(last[..2], [(0x0002, 0x0102), (0x0002, 0x0016)]);
        let picture = preview.rows.iter().find(|row| row.tag.0 == 0x7FE0).unwrap();
        assert_eq!(
            (picture.what, &picture.after),
            (What::Kept, &picture.before)
        );
        for row in &preview.rows {
            if let Some(parent) = row.parent {
                let parent = &preview.rows[parent as usize];
                assert_eq!(parent.depth + 1, row.depth);
                assert!(parent.below > 0);
            }
        }
    }

    #[test]
    fn painting_is_listed_with_the_picture() {
        let rect = Rect {
            x: 0,
            y: 0,
            width: 4,
            height: 4,
        };
        let order = Order {
            regions: vec![FrameRegion {
                rect,
                frames: FrameSpan::All,
            }],
            ..Order::default()
        };
        let preview = of("US abdomen", &order);
        let picture = preview.rows.iter().find(|row| row.tag.0 == 0x7FE0).unwrap();
        assert_eq!(picture.what, What::Cleaned);
        assert_eq!(picture.why.words(), "One rectangle is painted black");
    }

    #[test]
    fn what_is_held_under_the_rules_is_known_beforehand() {
        let mut instance = sample("IM0003");
        let report = "1.2.840.10008.5.1.4.1.1.88.22";
        let class = (tags::SOP_CLASS_UID, dicom_core::VR::UI, report);
        instance.data_set.put_ascii(class.0, class.1, class.2);
        instance.pixels = None;
        let pseudonyms = Pseudonyms::new(&Secret::from_bytes([3; 32]));
        let held = |preset: Preset| {
            let order = Order {
                policy: preset.into(),
                ..Order::default()
            };
            preview(&instance, &order, &pseudonyms).held
        };
        assert_eq!(held(Preset::Strict), Some(HeldReason::StructuredReport));
        assert_eq!(held(Preset::Teaching), None);
    }
}
