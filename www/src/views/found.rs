//! What was found of burned-in text, in words.

use crate::state::burned_in::Standing;
use crate::words::{count, thousands};
use darkroom::burned_in::Rank;

/// What the list of series says: `3 names found`, `No text found in 60 of 60 frames`.
pub fn of_series(standing: &Standing) -> String {
    let Standing {
        red,
        amber,
        grey,
        read,
        searched,
        frames,
        ..
    } = *standing;
    let of = format!("{} of {}", thousands(searched), thousands(frames));
    let unit = if frames == 1 { "frame" } else { "frames" };
    match (red, amber, grey) {
        (0, 0, 0) if standing.is_any() => "Text found, all of it decided".into(),
        (0, 0, 0) => format!("No text found in {of} {unit}"),
        (0, 0, grey) => count(grey, "marker or measure found", "markers or measures found"),
        (0, amber, _) if read == 0 => count(amber, "place may be text", "places may be text"),
        (0, amber, _) => count(amber, "other text found", "other texts found"),
        (red, ..) => count(red, "name found", "names found"),
    }
}

/// What a proposal may give away, for a person who sees no colours.
pub fn rank(rank: Rank) -> &'static str {
    match rank {
        Rank::Red => "Names the patient",
        Rank::Amber => "May name somebody",
        Rank::Grey => "Marker or measure",
    }
}

/// The fixed name of a rank: `red`, `amber`, `grey`.
pub fn rank_name(rank: Rank) -> &'static str {
    match rank {
        Rank::Red => "red",
        Rank::Amber => "amber",
        Rank::Grey => "grey",
    }
}

/// What was read, as it stands there.
pub fn text(read: &str) -> String {
    match read.trim() {
        "" => "Text, not read".into(),
        read => read.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: Standing = Standing {
        red: 0,
        amber: 0,
        grey: 0,
        read: 0,
        painted: 0,
        refused: 0,
        searched: 60,
        frames: 60,
        failed: 0,
    };

    #[test]
    fn the_weightiest_of_what_is_open_is_said() {
        let said = |red, amber, grey| {
            of_series(&Standing {
                red,
                amber,
                grey,
                read: 1,
                ..ALL
            })
        };
        assert_eq!(said(3, 5, 1), "3 names found");
        assert_eq!(said(1, 0, 0), "1 name found");
        assert_eq!(said(0, 1, 4), "1 other text found");
        assert_eq!(said(0, 0, 4), "4 markers or measures found");
    }

    #[test]
    fn what_was_not_read_is_not_called_text() {
        let unread = Standing { amber: 3, ..ALL };
        assert_eq!(of_series(&unread), "3 places may be text");
    }

    #[test]
    fn that_nothing_was_found_says_where_it_was_sought() {
        assert_eq!(of_series(&ALL), "No text found in 60 of 60 frames");
        let one = Standing {
            searched: 1,
            frames: 1,
            ..ALL
        };
        assert_eq!(of_series(&one), "No text found in 1 of 1 frame");
        let part = Standing {
            searched: 12,
            ..ALL
        };
        assert_eq!(of_series(&part), "No text found in 12 of 60 frames");
    }

    #[test]
    fn what_was_found_and_decided_is_not_called_nothing() {
        let painted = Standing { painted: 2, ..ALL };
        assert_eq!(of_series(&painted), "Text found, all of it decided");
    }
}
