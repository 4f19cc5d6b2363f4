//! What the certificate says in words of the collection's name.

use crate::deliver::collection_name::CollectionName;

/// Its name, and what is said about it.
pub(super) fn called(collection: Option<&CollectionName>) -> Vec<String> {
    let Some(collection) = collection else {
        return Vec::new();
    };
    let lines = [collection.name(), collection.description()];
    let lines = lines.into_iter().filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::empty;
    use super::*;
    use crate::deliver::{Certificate, CollectionForm};

    #[test]
    fn a_collection_is_called_as_it_was_named() {
        let mut certificate = empty();
        assert!(!certificate.to_readme().contains("Collection\r\n"));
        let form = CollectionForm {
            name: "Chest teaching".to_owned(),
            description: "for the finals".to_owned(),
        };
        certificate.collection = Some(CollectionName::try_from(form).unwrap());
        let lines = called(certificate.collection.as_ref());
        assert_eq!(lines, ["Chest teaching", "for the finals"]);
        assert!(certificate.to_readme().contains("Collection\r\n-"));
        let read: Certificate = serde_json::from_str(&certificate.to_json()).unwrap();
        assert_eq!(read, certificate);
    }
}
