//! What the rules make of an image: asked of a worker, kept nowhere here.

use js_sys::Uint8Array;
use leptos::prelude::*;

use super::app::{App, Changes};
use super::engine;
use super::pool::{self, NoAnswer, Urgency};
use super::protocol::{Request, Response};
use super::{linking, store};
use darkroom::catalogue::InstanceId;
use darkroom::review::{Front, Gate};

/// Every attribute of an image before and after; the error is the reason in words why that cannot be told.
pub async fn changes(app: App, instance: InstanceId) -> Result<Changes, String> {
    let secret = linking::secret()?;
    let (origin, file) = store::origin(instance).ok_or("There is no file behind this image.")?;
    let policy = app.rules();
    let order = app.review.with_untracked(|review| {
        app.catalogue.with_untracked(|catalogue| {
            let aliases = linking::aliases(catalogue)?;
            let gate = Gate {
                catalogue,
                review,
                front: Front::Page,
                policy: &policy,
                linking: false,
                aliases: &aliases,
            };
            Ok::<_, String>(gate.once_decided(instance))
        })
    })?;
    let request = Request::Plan {
        file: origin.file,
        locator: origin.locator,
        order: Box::new(order),
        secret: *secret.bytes(),
    };
    match pool::ask(Urgency::Frame, request, vec![file.into()], None).await {
        Ok((Response::Plan(Ok(held)), buffers)) => {
            let bytes = buffers
                .first()
                .map(|buffer| Uint8Array::new(buffer).to_vec());
            let rows = bytes.and_then(|bytes| engine::read_rows(&bytes));
            let rows = rows.ok_or("The engine sent half a table.")?;
            Ok(Changes { held, rows })
        }
        Ok((Response::Plan(Err(why)), _)) => Err(why),
        Ok(_) | Err(NoAnswer::Stopped) => Err("The engine stopped on this header, twice.".into()),
        Err(NoAnswer::Forgotten) => Err("This table is no longer wanted.".into()),
    }
}
