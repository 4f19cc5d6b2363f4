//! Files that may be the same as another: their bytes are read by the workers.

use wasm_bindgen_futures::spawn_local;

use super::QUEUE;
use crate::controllers::store;
use crate::pool::{self, Urgency};
use crate::protocol::{Request, Response};
use darkroom::catalogue::InstanceId;
use darkroom::dicom::Digest;

/// Has the bytes of files read that may be doubles, as many at a time as there are workers.
pub fn compare(more: Vec<InstanceId>) {
    let places = QUEUE.with_borrow_mut(|queue| {
        queue.to_compare.extend(more);
        let places = pool::size().saturating_sub(queue.comparing);
        let places = places.min(queue.to_compare.len());
        queue.comparing += places;
        places
    });
    for _ in 0..places {
        spawn_local(async {
            let next = || QUEUE.with_borrow_mut(|queue| queue.to_compare.pop_front());
            while let Some(instance) = next() {
                let digest = digest(instance).await;
                QUEUE.with_borrow_mut(|queue| queue.compared.push((instance, digest)));
            }
            QUEUE.with_borrow_mut(|queue| queue.comparing -= 1);
        });
    }
}

/// `None` if the file can't be read: it is no other's double then.
pub async fn digest(instance: InstanceId) -> Option<Digest> {
    let (origin, file) = store::origin(instance)?;
    let request = Request::Digest {
        file: origin.file,
        locator: origin.locator,
    };
    match pool::ask(Urgency::Examine, request, vec![file.into()], None).await {
        Ok((Response::Digest(digest), _)) => digest,
        _ => None,
    }
}
