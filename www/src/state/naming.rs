//! What the collection is called: as it is typed, and what that makes of names on the drive.

use darkroom::catalogue::words::sentence;
use darkroom::deliver::{CollectionForm, CollectionName, NameError};

/// What is typed.
#[derive(Clone, Default, PartialEq)]
pub struct Naming {
    pub form: CollectionForm,
    /// What is wrong with it, in words.
    pub fault: Option<String>,
}

impl Naming {
    /// The name and description; nothing if nothing is typed. The error is the reason in words.
    pub fn read(&self) -> Result<Option<CollectionName>, String> {
        match CollectionName::try_from(self.form.clone()) {
            Ok(named) => Ok(Some(named)),
            Err(NameError::Empty) => Ok(None),
            Err(error) => Err(sentence(&error.to_string())),
        }
    }

    /// `Darkroom-Chest-teaching`; nothing where no name is given.
    pub fn stem(&self) -> Option<String> {
        self.read().ok().flatten()?.stem()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_makes_the_start_of_names_on_the_drive() {
        let mut naming = Naming::default();
        assert_eq!((naming.read(), naming.stem()), (Ok(None), None));
        naming.form.name = "Chest teaching".to_owned();
        assert_eq!(naming.stem().as_deref(), Some("Darkroom-Chest-teaching"));
        naming.form.name = "..".to_owned();
        assert!(naming.read().unwrap().is_some() && naming.stem().is_none());
        naming.form.name = "x".repeat(99);
        assert!(naming.read().is_err() && naming.stem().is_none());
    }
}
