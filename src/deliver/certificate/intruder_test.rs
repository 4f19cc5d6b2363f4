//! What the certificate says in words of the motivated intruder test.

use super::Certificate;
use crate::deid::TestSaid;

/// Who looked at the cleaned images as an outsider would, or that nobody has said so.
pub(super) fn as_an_outsider(certificate: &Certificate) -> Vec<String> {
    match &certificate.motivated_intruder_test {
        None => Vec::new(),
        Some(TestSaid::NotDone) => vec![
            "Not done, or not recorded: nobody said that the cleaned images were looked at as an outsider would."
                .to_owned(),
        ],
        Some(TestSaid::Recorded(test)) => {
            let more = Some(test.words()).filter(|words| !words.is_empty());
            let lines = [
                format!("Done by {}, on {}.", test.by(), test.date()),
                format!("Result: {}.", test.result().words()),
            ];
            let more = more.map(|words| format!("About it: {words}"));
            lines.into_iter().chain(more).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::empty;
    use super::*;
    use crate::deid::{IntruderTest, TestForm, TestResult};

    #[test]
    fn it_is_said_who_looked_or_that_nobody_did() {
        let certificate = empty();
        assert!(as_an_outsider(&certificate)[0].starts_with("Not done, or not recorded"));
        let form = TestForm {
            by: "AB".to_owned(),
            date: "2026-03-31".to_owned(),
            result: Some(TestResult::NobodyIdentified),
            words: "an hour".to_owned(),
        };
        let test = IntruderTest::try_from(form).unwrap();
        let mut done = certificate.clone();
        done.motivated_intruder_test = Some(TestSaid::Recorded(test));
        let lines = [
            "Done by AB, on 2026-03-31.",
            "Result: nobody could be identified.",
            "About it: an hour",
        ];
        assert_eq!(as_an_outsider(&done), lines);
        assert!(done.to_readme().contains("Motivated intruder test\r\n-"));
        let read: Certificate = serde_json::from_str(&done.to_json()).unwrap();
        assert_eq!(read, done);
        // One from before it was asked says nothing of it.
        let mut earlier = certificate;
        earlier.motivated_intruder_test = None;
        assert!(!earlier.to_json().contains("intruder") && as_an_outsider(&earlier).is_empty());
    }
}
