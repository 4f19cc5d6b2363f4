//! Questions and answers as they are posted and as they arrive.

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::prelude::*;
use web_sys::Blob;
use zeroize::Zeroizing;

use super::given::Given;
use super::{JobId, Request, Response};

/// What a worker is to know before any question: the passwords to try on encrypted archives, these and no others.
pub fn passwords(passwords: &[Zeroizing<String>]) -> JsValue {
    let words = passwords.iter().map(|text| JsValue::from_str(text));
    words.collect::<Array>().into()
}

/// The passwords as they arrive; `None` if it is a question.
pub fn read_passwords(data: &JsValue) -> Option<Vec<String>> {
    let words: &Array = data.dyn_ref()?;
    words.iter().map(|word| word.as_string()).collect()
}

/// A question as it is posted; `files` are handles, or buffers, which are transferred.
pub fn question(job: JobId, request: &Request, files: &Array) -> Result<Array, JsValue> {
    let request = serde_wasm_bindgen::to_value(request)?;
    Ok(Array::of3(&job.into(), &request, files))
}

/// A question as it arrives.
pub fn read_question(data: &JsValue) -> Option<(JobId, Request, Vec<Given>)> {
    let data: &Array = data.dyn_ref()?;
    let request = serde_wasm_bindgen::from_value(data.get(1)).ok()?;
    let files = data.get(2).dyn_into::<Array>().ok()?;
    let files = files.iter().map(Given::receive).collect::<Option<_>>()?;
    Some((data.get(0).as_f64()? as JobId, request, files))
}

/// An answer as it arrives.
pub struct Answer {
    pub job: JobId,
    pub last: bool,
    pub response: Response,
    pub buffers: Vec<ArrayBuffer>,
    /// Bytes that were spooled.
    pub spooled: Option<Blob>,
    /// Bytes of the worker's linear memory.
    pub memory: f64,
}

/// An answer as it is posted; the buffers are transferred.
pub fn answer(
    job: JobId,
    last: bool,
    response: &Response,
    buffers: &Array,
    memory: f64,
    spooled: Option<&Blob>,
) -> Result<Array, JsValue> {
    let response = serde_wasm_bindgen::to_value(response)?;
    let answer = Array::of5(
        &job.into(),
        &last.into(),
        &response,
        buffers,
        &memory.into(),
    );
    if let Some(spooled) = spooled {
        answer.push(spooled);
    }
    Ok(answer)
}

/// Reads an answer.
pub fn read_answer(data: &JsValue) -> Option<Answer> {
    let data: &Array = data.dyn_ref()?;
    let buffers = data.get(3).dyn_into::<Array>().ok()?;
    Some(Answer {
        job: data.get(0).as_f64()? as JobId,
        last: data.get(1).as_bool()?,
        response: serde_wasm_bindgen::from_value(data.get(2)).ok()?,
        buffers: buffers
            .iter()
            .map(|buffer| buffer.dyn_into().ok())
            .collect::<Option<_>>()?,
        memory: data.get(4).as_f64()?,
        spooled: data.get(5).dyn_into().ok(),
    })
}
