//! What a person chose: a preset of the profile and its options.

use serde::{Deserialize, Serialize};

/// What is applied to every instance of an export.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub preset: Preset,
}

/// A named set of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// The Basic Profile alone.
    #[default]
    Strict,
}

impl Preset {
    /// As the report and the page name it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Strict => "Strict: Basic Profile",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_read_back_as_it_was_written() {
        let text = serde_json::to_string(&Policy::default()).unwrap();
        assert_eq!(text, r#"{"preset":"strict"}"#);
        assert_eq!(
            serde_json::from_str::<Policy>(&text).unwrap(),
            Policy::default()
        );
    }

    #[test]
    fn a_policy_with_an_unknown_setting_is_refused() {
        assert!(serde_json::from_str::<Policy>(r#"{"preset":"strict","keep":"all"}"#).is_err());
    }
}
