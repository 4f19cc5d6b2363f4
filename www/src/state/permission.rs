//! The permission to use the images, and the motivated intruder test: what is typed of them, and what was said.

use darkroom::deid::{
    IntruderTest, PermissionRecord, PermissionSaid, RecordForm, TestForm, TestSaid,
};

/// What is known of it. Asked once a session, of real images alone.
#[derive(Clone, Default, PartialEq)]
pub struct PermissionState {
    /// What goes onto the certificate.
    pub said: PermissionSaid,
    /// What is chosen and typed.
    pub form: RecordForm,
    /// Whether files of the person's own are there: of the sample nobody is asked.
    pub asked: bool,
    /// What is missing in the form, or wrong with a file, in words.
    pub fault: Option<String>,
    /// Whether it stands in a file that was opened, and not in what was typed.
    pub from_file: bool,
    /// Whether something is saved from elsewhere before the question was put.
    pub pressed: bool,
    /// The motivated intruder test.
    pub test: TestState,
}

/// What is known of the motivated intruder test. Nobody is asked for it: it is recorded by whoever has done it.
#[derive(Clone, Default, PartialEq)]
pub struct TestState {
    /// What goes onto the certificate.
    pub said: TestSaid,
    /// What is chosen and typed.
    pub form: TestForm,
    /// Whether the form is open.
    pub is_open: bool,
    /// What is missing in the form, in words.
    pub fault: Option<String>,
}

impl TestState {
    /// Takes a record from a file of rules.
    pub fn take(&mut self, test: IntruderTest) {
        self.form = test.clone().into();
        self.said = TestSaid::Recorded(test);
        (self.is_open, self.fault) = (false, None);
    }
}

impl PermissionState {
    /// With those that stand in rules built into the page.
    pub fn of(standing: Option<PermissionRecord>, test: Option<IntruderTest>) -> Self {
        let mut state = Self::default();
        if let Some(record) = standing {
            state.take(record);
        }
        if let Some(test) = test {
            state.test.take(test);
        }
        state
    }

    /// Takes a record from a file.
    pub fn take(&mut self, record: PermissionRecord) {
        self.form = record.clone().into();
        self.said = PermissionSaid::Recorded(record);
        self.from_file = true;
        self.fault = None;
    }

    /// Fills the form from an earlier record: whoever sees it says that it holds for these images.
    pub fn prefill(&mut self, record: PermissionRecord) {
        self.form = record.into();
        self.fault = None;
    }

    /// Whether the question is open.
    pub fn is_open(&self) -> bool {
        self.asked && self.said == PermissionSaid::Nothing
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> PermissionRecord {
        PermissionRecord::read(
            r#"{"from": "clinical-tutor", "date": "2026-03-31", "rules-read": true, "purpose": "presentation"}"#,
        )
        .unwrap()
    }

    #[test]
    fn of_the_sample_nobody_is_asked_and_of_a_standing_permission_neither() {
        let mut state = PermissionState::default();
        assert!(!state.is_open());
        state.asked = true;
        assert!(state.is_open());
        let mut standing = PermissionState::of(Some(record()), None);
        standing.asked = true;
        assert!(!standing.is_open() && standing.from_file);
    }

    #[test]
    fn an_earlier_record_fills_the_form_and_says_nothing_yet() {
        let mut state = PermissionState::default();
        state.prefill(record());
        assert_eq!(state.said, PermissionSaid::Nothing);
        assert_eq!(PermissionRecord::try_from(state.form), Ok(record()));
    }
}
