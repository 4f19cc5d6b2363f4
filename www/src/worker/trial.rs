//! What a worker tries to see what this computer and its browser can do.

use crate::browser::js;
use crate::engine::trial::{clean_slice, slice};
use crate::protocol::Trial;
use crate::worker::codecs::{self, Wanted};
use darkroom::slides::film;

/// Times that the slice is cleaned, and milliseconds after which it is not cleaned again.
const TIMES: usize = 5;
const LONGEST: f64 = 1_500.0;

/// Width and height of a film that is asked for.
const FILM: (u32, u32) = (512, 512);

/// Cleans a slice of the sample some times, and asks for films.
pub async fn trial() -> Trial {
    let (source, bytes) = slice();
    let begun = js::now();
    let (mut took, mut works) = (Vec::new(), true);
    while works && took.len() < TIMES && js::now() - begun < LONGEST {
        let start = js::now();
        works = clean_slice(&source);
        took.push(js::now() - start);
    }
    took.sort_by(f64::total_cmp);
    let median = took.get(took.len() / 2).copied();
    Trial {
        bytes,
        milliseconds: median.filter(|_| works),
        films: films().await,
    }
}

async fn films() -> bool {
    let Some(codec) = film::codec(FILM) else {
        return false;
    };
    let wanted = Wanted {
        codec: &codec,
        columns: FILM.0,
        rows: FILM.1,
        bit_rate: film::bit_rate(FILM, film::STACK),
        frame_time: film::STACK,
    };
    codecs::can_encode(&wanted).await
}
