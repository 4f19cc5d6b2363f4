//! A list of cases, read here like everything that comes from outside.

use crate::protocol::given::Given;
use crate::protocol::{OpenedList, Response};
use darkroom::harvest::file::{self, MOST_BYTES};

/// What a file holds; errors in words.
pub async fn read(file: Given) -> Response {
    let most = MOST_BYTES as f64;
    // One byte more than may be is enough to see that it is too long.
    let bytes = file.read(0.0, file.size().min(most + 1.0)).await;
    let Ok(bytes) = bytes else {
        return Response::List(Err("the file can’t be read".into()));
    };
    let opened = file::open(bytes).map_err(|error| error.to_string());
    Response::List(opened.map(|opened| OpenedList {
        list: opened.list,
        left_out: opened.left_out,
        guessed: opened.guessed,
    }))
}
