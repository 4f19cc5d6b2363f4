//! Digests of many images at once, worked out by the workers.

use std::cell::RefCell;

use futures_util::future::join_all;

use crate::controllers::intake;
use crate::pool;
use darkroom::catalogue::InstanceId;
use darkroom::review::work::Digests;

/// Of the bytes of these images; those that can't be read are left out. `report` is given how many are done.
pub async fn digests(images: Vec<InstanceId>, report: impl Fn(usize)) -> Digests {
    let waiting = RefCell::new(images.into_iter());
    let (done, digests) = (RefCell::new(0), RefCell::new(Digests::new()));
    let one_after_another = async || {
        loop {
            let Some(image) = waiting.borrow_mut().next() else {
                return;
            };
            if let Some(digest) = intake::digest(image).await {
                digests.borrow_mut().insert(image, digest);
            }
            *done.borrow_mut() += 1;
            report(*done.borrow());
        }
    };
    join_all((0..pool::size()).map(|_| one_after_another())).await;
    digests.into_inner()
}
