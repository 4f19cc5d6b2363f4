//! What the rules make of an image: asked of a worker, remembered nowhere here.

use js_sys::Uint8Array;
use leptos::prelude::*;

use crate::controllers::linking;
use crate::controllers::store;
use crate::engine;
use crate::pool::{self, NoAnswer, Urgency};
use crate::protocol::{Request, Response};
use crate::state::Session;
use darkroom::catalogue::InstanceId;
use darkroom::clean::{HeldReason, Order};
use darkroom::deid::Alias;
use darkroom::deid::comparison::Row;
use darkroom::review::{Front, Gate};

/// What the rules make of an image: why it is held under them, if it is, and what becomes of every attribute.
#[derive(Clone, Debug)]
pub struct Changes {
    pub held: Option<HeldReason>,
    pub rows: Vec<Row>,
}

/// Asks the gate about things as they stand, of which nothing is to be linked; `aliases` is what the patients are called.
pub fn ask_gate<T>(session: Session, aliases: &[Alias], ask: impl FnOnce(&Gate) -> T) -> T {
    let policy = session.rules();
    session.review.with_untracked(|review| {
        session.catalogue.with_untracked(|catalogue| {
            ask(&Gate {
                catalogue,
                review,
                front: Front::Page,
                policy: &policy,
                linking: false,
                aliases,
            })
        })
    })
}

/// What images would leave under, once their series are decided.
pub(super) fn once_decided(
    session: Session,
    images: &[InstanceId],
    aliases: &[Alias],
) -> Vec<Order> {
    ask_gate(session, aliases, |gate| {
        images.iter().map(|id| gate.once_decided(*id)).collect()
    })
}

/// Every attribute of an image before and after; the error is the reason in words why that cannot be known.
pub async fn changes(session: Session, instance: InstanceId) -> Result<Changes, String> {
    let secret = linking::secret()?;
    let (origin, file) = store::origin(instance).ok_or("There is no file behind this image.")?;
    let aliases = session.catalogue.with_untracked(linking::aliases)?;
    let order = once_decided(session, &[instance], &aliases).pop();
    let order = order.ok_or("There is no file behind this image.")?;
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
