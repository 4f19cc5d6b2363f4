//! The texts of images that would leave.

use super::sources::source;
use crate::engine;
use crate::engine::blob_source::WINDOW;
use crate::protocol::given::Given;
use crate::protocol::{Response, SlideSource};
use darkroom::deid::Wording;

/// The texts of a batch; what can't be read has none.
pub async fn texts(
    images: Vec<SlideSource>,
    secret: [u8; 32],
    before: Option<&Wording>,
    files: impl Iterator<Item = Given>,
) -> (Response, Vec<Vec<u8>>) {
    let opened = files.map(|file| source(file, WINDOW));
    let opened = futures_util::future::join_all(opened).await;
    let (mut batch, mut is_found) = (Vec::new(), false);
    for (at, (image, source)) in (0..).zip(images.into_iter().zip(opened)) {
        let from = (image.file, source);
        let read = engine::texts(from, &image.locator, &image.order, secret, before);
        if let Some((texts, found)) = read {
            is_found |= found;
            batch.push((at, texts));
        }
    }
    (Response::Texts(is_found), vec![engine::written(batch)])
}
