//! How long it will take and how large it will be, before anything is saved.

use leptos::html::{div, p};
use leptos::prelude::*;

use crate::save::forecast;
use crate::state::forecast::{Forecast, Took};
use crate::state::ui::{Ui, both};
use crate::words::{bytes, duration, images};

/// The line; some images are tried as soon as all is read and decided, and again when something was decided since.
pub fn how_long(ui: Ui, reading: Memo<bool>) -> AnyView {
    let ready = Memo::new(move |_| {
        ui.left.with(Vec::is_empty) && !ui.states.with(Vec::is_empty) && !reading.get()
    });
    let kinds = Memo::new(move |_| ready.get().then(|| both(ui.session, forecast::kinds)));
    Effect::new(move |_| {
        // Other rules take another time.
        ui.session.policy.track();
        match kinds.get() {
            Some(kinds) => forecast::begin(ui.session, kinds),
            None => {
                forecast::end();
                ui.session.forecast.set(None);
            }
        }
    });
    on_cleanup(forecast::end);
    let said = Memo::new(move |_| ui.session.forecast.get().filter(|it| it.images > 0));
    (move || {
        said.get().map(|forecast| {
            div()
                .class("how-long")
                .attr("data-testid", "how-long")
                .attr(
                    "data-seconds",
                    forecast.took.map(|took| took.seconds.to_string()),
                )
                .child((
                    p().attr("role", "status").child(time_words(&forecast)),
                    p().class("second").child(room_words(&forecast)),
                ))
        })
    })
    .into_any()
}

fn time_words(forecast: &Forecast) -> String {
    let all = images(forecast.images);
    let Some(took) = forecast.took else {
        return format!("{all}: some are cleaned for a try, to see how long all of them take.");
    };
    let Took {
        seconds,
        tried,
        untried,
    } = took;
    if tried == 0 {
        return format!("{all}: how long it takes is not known before the first are saved.");
    }
    let by = match tried {
        1 => "one that was cleaned".to_owned(),
        many => format!("{many} that were cleaned"),
    };
    let about = capital(&duration(seconds));
    match untried {
        0 => format!("{about} for {all}, by {by} for a try; a slow drive takes longer."),
        _ => format!(
            "{about} for {}, by {by} for a try; a slow drive takes longer. {} of a kind that was not tried, too long \
             or too rare for it: how long that takes shows while saving.",
            images(forecast.images.saturating_sub(untried)),
            match untried {
                1 => "One image is".to_owned(),
                many => format!("{} are", images(many)),
            }
        ),
    }
}

fn room_words(forecast: &Forecast) -> String {
    let size = bytes(forecast.bytes);
    match forecast.room.filter(|_| forecast.is_too_much()) {
        Some(room) => format!(
            "The images have {size}, and this browser keeps at most {} for this page: a download may not arrive. Save to \
             a folder on your drive, or in parts.",
            bytes(room.max(0.0) as u64)
        ),
        None => format!(
            "The images have {size}. How much room a drive has, no browser tells: see that it has as much."
        ),
    }
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forecast(took: Option<(f64, usize, usize)>) -> Forecast {
        Forecast {
            images: 1_165,
            bytes: 634_000_000,
            room: None,
            took: took.map(|(seconds, tried, untried)| Took {
                seconds,
                tried,
                untried,
            }),
        }
    }

    #[test]
    fn a_time_is_said_only_once_something_was_tried() {
        assert!(time_words(&forecast(None)).contains("for a try, to see"));
        assert!(time_words(&forecast(Some((0.0, 0, 1_165)))).contains("not known"));
        assert_eq!(
            time_words(&forecast(Some((240.0, 8, 0)))),
            "About 4 minutes for 1,165 images, by 8 that were cleaned for a try; a slow drive takes longer."
        );
    }

    #[test]
    fn what_was_not_tried_is_counted_apart() {
        let words = time_words(&forecast(Some((240.0, 1, 65))));
        assert!(words.starts_with("About 4 minutes for 1,100 images, by one that was cleaned"));
        assert!(words.contains("65 images are of a kind that was not tried"));
    }

    #[test]
    fn room_is_not_claimed_where_no_browser_tells_it() {
        assert!(room_words(&forecast(None)).contains("no browser tells"));
        let little = Forecast {
            room: Some(200_000_000.0),
            ..forecast(None)
        };
        assert!(room_words(&little).contains("keeps at most 200 MB"));
    }
}
