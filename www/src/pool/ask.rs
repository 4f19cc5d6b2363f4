//! Questions whose answer is waited for where they are asked.

use std::cell::RefCell;
use std::rc::Rc;

use futures_channel::oneshot;
use js_sys::ArrayBuffer;
use web_sys::Blob;

use super::{Job, Reply, Urgency, submit};
use crate::protocol::{Request, Response};

/// Why an answer never came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// The engine stopped twice.
    Stopped,
    /// The question was forgotten.
    Forgotten,
}

/// An answer with its bytes, and what was spooled beside it.
pub type Answered = (Response, Vec<ArrayBuffer>, Option<Blob>);

/// Asks for one answer; once more, alone, if the worker stops. `wanted` is asked just before the question goes out.
pub async fn ask(
    urgency: Urgency,
    request: Request,
    files: Vec<Blob>,
    wanted: Option<Rc<dyn Fn() -> bool>>,
) -> Result<(Response, Vec<ArrayBuffer>), NoAnswer> {
    for alone in [false, true] {
        let (request, files) = (request.clone(), files.clone());
        let wanted = wanted.clone();
        match submit_for(urgency, request, files, (alone, false), wanted, |_| {}).await {
            Err(NoAnswer::Stopped) => {}
            answered => return answered.map(|(response, buffers, _)| (response, buffers)),
        }
    }
    Err(NoAnswer::Stopped)
}

/// Asks for one answer that can be done without; `part` is given what is reported before it.
pub async fn ask_once(
    urgency: Urgency,
    request: Request,
    files: Vec<Blob>,
    wanted: Option<Rc<dyn Fn() -> bool>>,
    part: impl Fn(Response) + 'static,
) -> Result<Answered, NoAnswer> {
    submit_for(urgency, request, files, (false, false), wanted, part).await
}

/// Asks for one answer of a worker that has nothing else to do, and is thrown away when it has given it.
pub async fn ask_in_confidence(
    request: Request,
    files: Vec<Blob>,
) -> Result<(Response, Vec<ArrayBuffer>), NoAnswer> {
    let answered = submit_for(Urgency::Frame, request, files, (true, true), None, |_| {}).await;
    answered.map(|(response, buffers, _)| (response, buffers))
}

/// Asks for one answer of such a worker, once; `part` is given what is reported before it.
pub async fn ask_alone(
    request: Request,
    files: Vec<Blob>,
    part: impl Fn(Response) + 'static,
) -> Result<Response, NoAnswer> {
    let answered = submit_for(Urgency::Examine, request, files, (true, true), None, part).await;
    answered.map(|(response, ..)| response)
}

async fn submit_for(
    urgency: Urgency,
    request: Request,
    files: Vec<Blob>,
    (alone, in_confidence): (bool, bool),
    wanted: Option<Rc<dyn Fn() -> bool>>,
    part: impl Fn(Response) + 'static,
) -> Result<Answered, NoAnswer> {
    let (sender, receiver) = oneshot::channel();
    let sender = RefCell::new(Some(sender));
    let reply = move |reply| match reply {
        Reply::Part(response) => part(response),
        reply => {
            if let Some(sender) = sender.take() {
                sender.send(reply).ok();
            }
        }
    };
    submit(Job {
        urgency,
        request,
        files,
        alone,
        in_confidence,
        wanted,
        reply: Rc::new(reply),
    });
    match receiver.await {
        Ok(Reply::Last(response, buffers, blob)) => Ok((response, buffers, blob)),
        Ok(_) => Err(NoAnswer::Stopped),
        Err(oneshot::Canceled) => Err(NoAnswer::Forgotten),
    }
}
