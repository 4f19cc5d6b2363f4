//! The motivated intruder test: whether somebody has looked at the cleaned images as a determined outsider would, when,
//! and with what result. The ICO's guidance on anonymisation (28 March 2025) asks for it, and for a record of it.
//!
//! In comes a [`TestForm`], typed in the page or read from a file of rules; out comes an [`IntruderTest`], which the
//! certificate prints. It names staff, never a patient: `deliver::typed` sees to that. No result says that somebody can
//! still be identified: such images are not for saving.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::permission_record::{LONGEST, day};
use crate::deid::text::plain_line::{NotPlain, plain_line};

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestResult {
    /// Of nobody could it be said who he is.
    NobodyIdentified,
    /// Of somebody it could, and what said so was taken out since.
    TakenOutSince,
}

/// A test as it is typed or read, whole or not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TestForm {
    /// Who looked: a name, initials or a role.
    #[serde(default)]
    pub by: String,
    /// `2026-03-31`
    #[serde(default)]
    pub date: String,
    /// What came of it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub result: Option<TestResult>,
    /// How it was done, or more about the result.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub words: String,
}

/// A test that was done.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "TestForm", into = "TestForm")]
pub struct IntruderTest {
    by: String,
    date: NaiveDate,
    result: TestResult,
    words: String,
}

/// What was said of such a test in a session or a run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TestSaid {
    /// Nobody recorded one.
    #[default]
    NotDone,
    /// It was done.
    Recorded(IntruderTest),
}

/// What a record of a test lacks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum TestError {
    /// Nobody is named.
    #[error("say who looked at the images as an outsider would")]
    Nobody,
    /// No day, or none of the calendar.
    #[error("say on which day that was, as 2026-03-31")]
    NoDay,
    /// Nothing is chosen.
    #[error("say what came of it")]
    NoResult,
    /// More letters than [`LONGEST`].
    #[error("each of the texts has at most {LONGEST} letters")]
    TooLong,
    /// It would be printed.
    #[error("{0}")]
    NotPlain(#[from] NotPlain),
    /// A file is not of this form.
    #[error(
        "it is no record of a test: {{\"by\": \"AB\", \"date\": \"2026-03-31\", \"result\": \"nobody-identified\"}}"
    )]
    Form,
}

impl TestResult {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::NobodyIdentified, Self::TakenOutSince];

    /// As it is written.
    pub fn words(self) -> &'static str {
        match self {
            Self::NobodyIdentified => "nobody could be identified",
            Self::TakenOutSince => {
                "somebody could be identified; what showed it has been taken out since"
            }
        }
    }
}

impl IntruderTest {
    /// Who looked: staff.
    pub fn by(&self) -> &str {
        &self.by
    }

    /// `2026-03-31`
    pub fn date(&self) -> String {
        self.date.to_string()
    }

    /// What came of it.
    pub fn result(&self) -> TestResult {
        self.result
    }

    /// What was typed about it besides.
    pub fn words(&self) -> &str {
        &self.words
    }
}

impl TryFrom<TestForm> for IntruderTest {
    type Error = TestError;

    fn try_from(form: TestForm) -> Result<Self, TestError> {
        let TestForm {
            by,
            date,
            result,
            words,
        } = form;
        let (by, words) = (plain_line(&by)?, plain_line(&words)?);
        if [&by, &words]
            .iter()
            .any(|text| text.chars().count() > LONGEST)
        {
            return Err(TestError::TooLong);
        }
        // In the order in which they are asked.
        if !by.chars().any(char::is_alphanumeric) {
            return Err(TestError::Nobody);
        }
        Ok(Self {
            by,
            date: day(date.trim()).ok_or(TestError::NoDay)?,
            result: result.ok_or(TestError::NoResult)?,
            words,
        })
    }
}

impl From<IntruderTest> for TestForm {
    fn from(test: IntruderTest) -> Self {
        let IntruderTest {
            by,
            date,
            result,
            words,
        } = test;
        Self {
            by,
            date: date.to_string(),
            result: Some(result),
            words,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> TestForm {
        TestForm {
            by: " A.  B. ".to_owned(),
            date: "2026-03-31".to_owned(),
            result: Some(TestResult::NobodyIdentified),
            words: "an hour, with a search engine".to_owned(),
        }
    }

    #[test]
    fn a_test_says_who_when_and_with_what_result() {
        let test = IntruderTest::try_from(form()).unwrap();
        assert_eq!((test.by(), test.date().as_str()), ("A. B.", "2026-03-31"));
        assert_eq!(test.result().words(), "nobody could be identified");
        let said = TestSaid::Recorded(test);
        let json = serde_json::to_string(&said).unwrap();
        assert_eq!(serde_json::from_str::<TestSaid>(&json).unwrap(), said);
        let none = serde_json::to_string(&TestSaid::NotDone).unwrap();
        assert_eq!(none, "\"not-done\"");
    }

    #[test]
    fn what_is_not_said_is_asked_for() {
        for (change, error) in [
            (
                (|form: &mut TestForm| form.by = " - ".to_owned()) as fn(&mut TestForm),
                TestError::Nobody,
            ),
            (|form| form.date = "31/03/2026".to_owned(), TestError::NoDay),
            (|form| form.result = None, TestError::NoResult),
            (|form| form.words = "x".repeat(121), TestError::TooLong),
            (
                |form| form.by = "a\u{202E}b".to_owned(),
                TestError::NotPlain(NotPlain),
            ),
        ] {
            let mut form = form();
            change(&mut form);
            assert_eq!(IntruderTest::try_from(form), Err(error));
        }
        let unknown = r#"{"by": "AB", "date": "2026-03-31", "result": "it is Mr Okonkwo"}"#;
        assert!(serde_json::from_str::<IntruderTest>(unknown).is_err());
    }
}
