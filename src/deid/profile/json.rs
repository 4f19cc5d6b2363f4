//! JSON in which every key of an object stands once: of two values for one key nobody can say which was meant.

use serde_json::Value;
use thiserror::Error;

/// What is wrong with a text.
#[derive(Debug, Error)]
pub enum JsonError {
    #[error(transparent)]
    NotJson(#[from] serde_json::Error),
    #[error("a key stands twice in one object")]
    KeyTwice,
}

/// Reads a text.
pub fn read(text: &str) -> Result<Value, JsonError> {
    let value: Value = serde_json::from_str(text)?;
    // Of a key that stands twice the reader keeps one.
    match pairs_in(&value) == colons_in(text) {
        true => Ok(value),
        false => Err(JsonError::KeyTwice),
    }
}

/// Keys with their values, at any depth; no deeper than the reader allows.
fn pairs_in(value: &Value) -> usize {
    match value {
        Value::Object(object) => object.len() + object.values().map(pairs_in).sum::<usize>(),
        Value::Array(list) => list.iter().map(pairs_in).sum(),
        _ => 0,
    }
}

/// Colons between keys and values: those outside strings.
fn colons_in(json: &str) -> usize {
    let (mut is_string, mut is_escaped, mut colons) = (false, false, 0);
    for byte in json.bytes() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = is_string,
            b'"' => is_string = !is_string,
            b':' if !is_string => colons += 1,
            _ => {}
        }
    }
    colons
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_what_serde_json_reads() {
        let text = r#"{"a": [1, -2, 0.5, "x: \\", null, true, {"b\":": {}}], "b": "\u00fc:\""}"#;
        let expected: Value = serde_json::from_str(text).unwrap();
        assert_eq!(read(text).unwrap(), expected);
    }

    #[test]
    fn a_key_that_stands_twice_is_an_error_however_deep_and_however_spelt() {
        for text in [
            r#"{"a": 1, "a": 1}"#,
            r#"{"a": {"b": [{"c": 1, "d": 2, "c": 3}]}}"#,
            r#"{"a": 1, "\u0061": 2}"#,
            r#"{"a": {"b": 1}, "a": {"b": 1, "c": ":"}}"#,
        ] {
            assert!(matches!(read(text), Err(JsonError::KeyTwice)), "{text}");
        }
        assert!(matches!(read("[1"), Err(JsonError::NotJson(_))));
        assert!(read(&"[".repeat(100_000)).is_err());
    }
}
