//! Named sets of options, and what options and sets are called.

use serde::{Deserialize, Serialize};

use super::policy::{Policy, ProfileOption};

/// A named set of options.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Preset {
    /// The Basic Profile alone.
    Strict,
    /// What a teacher needs: cleaned descriptions and reports, ages, moved dates.
    #[default]
    Teaching,
    /// Teaching, and the private attributes that the standard lists as safe.
    Research,
}

impl From<Preset> for Policy {
    fn from(preset: Preset) -> Self {
        Self {
            options: preset.options().iter().copied().collect(),
            keep: None,
            same_id: false,
        }
    }
}

impl Preset {
    /// From the one that keeps least to the one that keeps most.
    pub const ALL: [Self; 3] = [Self::Strict, Self::Teaching, Self::Research];

    /// The name in files and arguments.
    pub fn name(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Teaching => "teaching",
            Self::Research => "research",
        }
    }

    /// Of a name in a file or argument.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.name() == name)
    }

    /// As the certificate and the page name it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Strict => "Strict: Basic Profile",
            Self::Teaching => {
                "Teaching: Basic Profile, cleaned descriptions and reports, ages, moved dates"
            }
            Self::Research => "Research: as Teaching, with safe private attributes",
        }
    }

    fn options(self) -> &'static [ProfileOption] {
        use ProfileOption::*;
        match self {
            Self::Strict => &[],
            Self::Teaching => &[
                PatientCharacteristics,
                ModifiedDates,
                Descriptors,
                StructuredContent,
                Graphics,
            ],
            Self::Research => &[
                SafePrivate,
                PatientCharacteristics,
                ModifiedDates,
                Descriptors,
                StructuredContent,
                Graphics,
            ],
        }
    }
}

impl ProfileOption {
    /// What it keeps, in one sentence.
    pub fn words(self) -> &'static str {
        match self {
            Self::SafePrivate => {
                "Keeps makers' own attributes that the standard lists as safe, such as diffusion and dose values."
            }
            Self::Uids => {
                "Keeps the numbers that name studies, series and images, so that they match the archive."
            }
            Self::Device => {
                "Keeps which machine made the images: serial numbers and station names."
            }
            Self::Institution => "Keeps the name and address of the hospital and department.",
            Self::PatientCharacteristics => {
                "Keeps age (over 89 as 90), sex, size, weight, and what is recorded of allergies, smoking and pregnancy."
            }
            Self::FullDates => "Keeps dates and times as they are; the date of birth still goes.",
            Self::ModifiedDates => {
                "Keeps times and the days between dates: every date of a patient moves by the same secret number of days."
            }
            Self::Descriptors => {
                "Keeps the words of imaging in descriptions and comments, and drops every other word."
            }
            Self::StructuredContent => {
                "Keeps reports: measurements and codes stay, text is cleaned word by word, names go."
            }
            Self::Graphics => {
                "Keeps arrows and labels of presentation states, their text cleaned word by word; what is drawn in overlays goes."
            }
        }
    }
}
