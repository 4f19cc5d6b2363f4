//! Doubles, and what shares a UID.

use super::*;

#[test]
fn doubles_are_counted_and_what_shares_a_uid_is_held_with_the_place_of_the_other() {
    let folder = Folder::new("doubles");
    let comment = (tags::SERIES_NUMBER, VR::IS, "7");
    folder.put("Quixotham/1", &image(1, &[ID, NAME]));
    folder.put("Quixotham/2", &image(2, &[ID, NAME]));
    // Byte-identical, of another length, and of other bytes.
    folder.put("later/1", &image(1, &[ID, NAME]));
    folder.put("later/2", &image(2, &[ID, NAME, comment]));
    folder.put(
        "later/3",
        &image(1, &[ID, (NAME.0, NAME.1, "Quixotham^Zebedea")]),
    );
    let ended = clean(&folder, &[]);
    assert_eq!(ended.code, Some(3));
    assert_eq!(
        ended.counts,
        "5 files in = 2 cleaned + 2 held + 0 deleted + 1 double + 0 not DICOM"
    );
    let uids = values(&ended.left, tags::SOP_INSTANCE_UID);
    assert_eq!((ended.left.len(), uids.len()), (2, 2));
    for said in [
        "double: later/1: the same as Quixotham/1",
        "The other: Quixotham/2.",
        "The other: Quixotham/1.",
    ] {
        assert!(ended.said.contains(said), "{said}: {}", ended.said);
    }
    assert!(ended.certificate.contains("\"doubles\": 1"));
    assert!(ended.certificate.contains("same UID as"));
    assert!(!ended.certificate.to_lowercase().contains("quixotham"));
}
