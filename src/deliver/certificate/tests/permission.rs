//! The permission to use the images.

use super::*;
use crate::deid::PermissionRecord;

#[test]
fn it_says_who_allowed_the_images_to_be_used_or_that_nobody_has_said_so() {
    let catalogue = catalogue(&[(look(), 1, 1, 64)]);
    let layout = layout_of(&catalogue);
    let record = r#"{"from": "caldicott-guardian", "name": "AB", "date": "2026-03-01", "rules-read": true,
        "purpose": "publication", "purpose-words": "a case report"}"#;
    let recorded = PermissionSaid::Recorded(PermissionRecord::read(record).unwrap());
    for (permission, words) in [
        (PermissionSaid::Nothing, "No permission was recorded."),
        (
            PermissionSaid::Declined,
            "No permission was recorded: whoever did this went on without a record.",
        ),
        (
            recorded,
            "Given by: Caldicott Guardian (AB), on 2026-03-01.",
        ),
    ] {
        let facts = RunFacts {
            permission: permission.clone(),
            ..facts()
        };
        let (review, outcomes) = (Review::default(), Outcomes::new());
        let certificate = Certificate::of(
            facts,
            &catalogue,
            &review,
            &layout,
            &outcomes,
            &Delivered::new(),
        );
        let sections = certificate.sections();
        let section = sections
            .iter()
            .find(|section| section.heading == "Permission to use the images");
        assert_eq!(section.unwrap().lines[0], words);
        assert!(certificate.to_readme().contains(words));
        let read: Certificate = serde_json::from_str(&certificate.to_json()).unwrap();
        assert_eq!(read.permission, Some(permission));
        let mut earlier = read;
        earlier.permission = None;
        assert!(
            !earlier.to_json().contains("\"permission\": \"nothing\"")
                && !earlier.to_readme().contains("to use the images")
        );
    }
}
