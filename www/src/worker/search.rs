//! Burned-in text: the models are read when this worker searches for the first time.

use super::sources::open;
use crate::engine;
use crate::engine::blob_source::WINDOW;
use crate::protocol::given::Given;
use crate::protocol::{Response, ToSearch};

/// What is written in the pictures of an instance; `models` are the detector and the reader, if there are any.
pub async fn search(
    asked: ToSearch,
    given: Given,
    models: impl Iterator<Item = Given>,
) -> (Response, Vec<Vec<u8>>) {
    if !engine::has_finder() {
        let models = read(models).await;
        let both = models
            .as_ref()
            .map(|(detector, reader)| (detector.as_slice(), reader.as_slice()));
        engine::set_finder(both);
    }
    let found = engine::find(&asked, open(given, WINDOW).await);
    (Response::BurnedIn(found), Vec::new())
}

/// Detector and reader; `None` if they are not there, or can't be read.
async fn read(mut models: impl Iterator<Item = Given>) -> Option<(Vec<u8>, Vec<u8>)> {
    let (detector, reader) = (models.next()?, models.next()?);
    let detector = detector.read(0.0, detector.size()).await.ok()?;
    let reader = reader.read(0.0, reader.size()).await.ok()?;
    Some((detector, reader))
}
