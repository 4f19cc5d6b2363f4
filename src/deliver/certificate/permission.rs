//! What the certificate says in words of the permission to use the images.

use super::Certificate;
use crate::deid::{Keep, PermissionRecord, PermissionSaid};

/// Who allowed the images to be used, or that nobody has said so.
pub(super) fn use_of_images(certificate: &Certificate) -> Vec<String> {
    let none = "No permission was recorded";
    match &certificate.permission {
        None => Vec::new(),
        Some(PermissionSaid::Nothing) => vec![format!("{none}.")],
        Some(PermissionSaid::Declined) => {
            vec![format!(
                "{none}: whoever did this went on without a record."
            )]
        }
        Some(PermissionSaid::Recorded(record)) => recorded(record, certificate.rules.policy.kept()),
    }
}

fn recorded(record: &PermissionRecord, kept: Option<&Keep>) -> Vec<String> {
    vec![
        format!("Given by: {}, on {}.", record.from(), record.date()),
        format!("For: {}.", record.purpose()),
        match record.rules_read() {
            true => "The host trust's rules have been read.".to_owned(),
            false => "Nobody said that the host trust's rules have been read.".to_owned(),
        },
        match kept {
            Some(keep) => format!("Kept by permission: {}.", keep.words()),
            None => "Neither the patient ID nor the accession number was kept.".to_owned(),
        },
    ]
}
