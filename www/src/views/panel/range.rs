//! Under the reach of the selected region: on which frames or images it is painted, for text that moves, and "keep
//! only this rectangle".

use leptos::ev;
use leptos::html::{button, div, input, label, span};
use leptos::prelude::*;

use crate::state::ui::{Ui, both};
use crate::words::thousands;
use darkroom::catalogue::{Catalogue, InstanceId};
use darkroom::pixels::Rect;
use darkroom::review::{Part, Reach, Region, RegionId};

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Frames,
    Images,
}

/// From and to, counted from 1, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Range {
    unit: Unit,
    from: usize,
    to: usize,
    most: usize,
}

/// The images of the series that a region was drawn in, in the order of scrolling.
fn images<'a>(catalogue: &'a Catalogue, region: &Region) -> &'a [InstanceId] {
    catalogue
        .series_of(region.instance)
        .and_then(|id| catalogue.series(id))
        .map_or(&[], |series| &series.instances)
}

/// Where a region is painted; `None` where its reach has no parts.
fn of(catalogue: &Catalogue, region: &Region) -> Option<Range> {
    let (unit, most) = match region.reach {
        Reach::Frame | Reach::Image => {
            let shape = catalogue.summary(region.instance)?.image?;
            (Unit::Frames, shape.frames.max(1) as usize)
        }
        Reach::Series => (Unit::Images, images(catalogue, region).len()),
        Reach::SameSize | Reach::Study => return None,
    };
    let (from, to) = match region.part {
        _ if region.reach == Reach::Frame => {
            let frame = region.frame as usize + 1;
            (frame, frame)
        }
        Part::Whole => (1, most),
        Part::Frames(first, last) => (first as usize + 1, last as usize + 1),
        Part::Images(first, last) => {
            let place = |id| {
                let mut images = images(catalogue, region).iter();
                images.position(|other| *other == id)
            };
            let (first, last) = (place(first)? + 1, place(last)? + 1);
            (first.min(last), first.max(last))
        }
    };
    (most > 1).then_some(Range {
        unit,
        from,
        to,
        most,
    })
}

/// `Frames 3 to 9 of 60`, `Frame 7 only`; `None` where a region is painted on all that it reaches.
pub fn words(catalogue: &Catalogue, region: &Region) -> Option<String> {
    let Range {
        unit,
        from,
        to,
        most,
    } = of(catalogue, region)?;
    let (one, many) = match unit {
        Unit::Frames => ("Frame", "Frames"),
        Unit::Images => ("Image", "Images"),
    };
    let number = thousands;
    match (from, to) {
        (1, to) if to == most => None,
        (from, to) if from == to => Some(format!("{one} {} only", number(from))),
        (from, to) => Some(format!(
            "{many} {} to {} of {}",
            number(from),
            number(to),
            number(most)
        )),
    }
}

/// Paints a region on other frames or images.
fn set(ui: Ui, id: RegionId, range: Range) {
    ui.decide(|catalogue, review| {
        let Some(region) = review.region(id).copied() else {
            return;
        };
        let all = range.from == 1 && range.to == range.most;
        match range.unit {
            Unit::Frames if all => review.set_reach(id, Reach::Image),
            Unit::Frames => {
                let place = |number: usize| u32::try_from(number.saturating_sub(1)).unwrap_or(0);
                review.set_part(id, Part::Frames(place(range.from), place(range.to)));
            }
            Unit::Images if all => review.set_reach(id, Reach::Series),
            Unit::Images => {
                let images = images(catalogue, &region);
                let at = |number: usize| images.get(number.checked_sub(1)?).copied();
                if let (Some(first), Some(last)) = (at(range.from), at(range.to)) {
                    review.set_part(id, Part::Images(first, last));
                }
            }
        }
    });
}

/// The range after a number was typed into one of its ends: within bounds, and never the wrong way round.
fn typed_into(range: Range, is_from: bool, typed: usize) -> Range {
    let typed = typed.clamp(1, range.most);
    let (from, to) = match is_from {
        true => (typed, range.to.max(typed)),
        false => (range.from.min(typed), typed),
    };
    Range { from, to, ..range }
}

/// What is known of the selected region: where it is painted, and whether there is anything outside of it.
type Selected = Option<(RegionId, Option<Range>, bool)>;

fn selected(ui: Ui) -> Selected {
    let id = ui.region.get()?;
    both(ui.session, |catalogue, review| {
        let region = review.region(id)?;
        let shape = catalogue.summary(region.instance)?.image?;
        let whole = Rect {
            x: 0,
            y: 0,
            width: shape.columns,
            height: shape.rows,
        };
        Some((id, of(catalogue, region), !region.rect.contains(whole)))
    })
}

/// The two numbers and the button, for the selected region.
pub fn range(ui: Ui) -> impl IntoView {
    let selected = Memo::new(move |_| selected(ui));
    let parts = Memo::new(move |_| {
        let (id, range, _) = selected.get()?;
        range.map(|range| (id, range.unit, range.most))
    });
    let inverts = Memo::new(move |_| selected.get().filter(|it| it.2).map(|(id, _, _)| id));
    move || {
        let part = parts.get().map(|(_, unit, most)| {
            let number =
                |is_from, name, test_id| number(ui, selected, (is_from, most), name, test_id);
            div().class("range").child((
                label().child((
                    span().class("second").child(match unit {
                        Unit::Frames => "Frames",
                        Unit::Images => "Images",
                    }),
                    number(true, "From", "range-from"),
                )),
                label().child((
                    span().class("second").child("to"),
                    number(false, "To", "range-to"),
                )),
                span()
                    .class("second")
                    .child(format!("of {}", thousands(most))),
            ))
        });
        (part, inverts.get().map(|id| keep_only(ui, id)))
    }
}

/// One of the two numbers.
fn number(
    ui: Ui,
    selected: Memo<Selected>,
    (is_from, most): (bool, usize),
    name: &'static str,
    test_id: &'static str,
) -> impl IntoView {
    let now = move || selected.get().and_then(|(id, range, _)| Some((id, range?)));
    let shown = move || {
        now()
            .map(|(_, range)| if is_from { range.from } else { range.to })
            .map(|number| number.to_string())
            .unwrap_or_default()
    };
    input()
        .attr("type", "number")
        .attr("min", "1")
        .attr("max", most)
        .attr("aria-label", name)
        .attr("data-testid", test_id)
        .prop("value", shown)
        .on(ev::change, move |event| {
            let typed = event_target_value(&event).trim().parse::<usize>().ok();
            if let (Some((id, range)), Some(typed)) = (untrack(now), typed) {
                set(ui, id, typed_into(range, is_from, typed));
            }
            // What was typed may have been no number, or out of bounds.
            let stands = untrack(shown);
            let target: web_sys::HtmlInputElement = event_target(&event);
            target.set_value(&stands);
        })
}

/// "Keep only this rectangle": the other way round.
fn keep_only(ui: Ui, id: RegionId) -> impl IntoView {
    button()
        .attr("type", "button")
        .class("button small")
        .attr("data-testid", "keep-only")
        .attr(
            "title",
            "Paints everything outside this rectangle, as far as it reaches, and not the rectangle",
        )
        .on(ev::click, move |_| {
            let done = ui.decide(|catalogue, review| review.keep_only(catalogue, id));
            if done == Some(true) {
                ui.region.set(None);
            }
        })
        .child("Keep only this rectangle")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue};
    use proptest::prelude::*;

    fn region(reach: Reach, part: Part) -> Region {
        Region {
            id: 1,
            rect: Rect {
                x: 0,
                y: 0,
                width: 10,
                height: 10,
            },
            reach,
            part,
            instance: 0,
            frame: 6,
        }
    }

    /// One image of so many frames.
    fn clip(frames: u32) -> Catalogue {
        let image = Image {
            frames,
            ..Image::default()
        };
        catalogue([image.item()])
    }

    #[test]
    fn frames_are_counted_from_one_and_all_of_them_are_not_said() {
        let clip = clip(60);
        let of = |reach, part| words(&clip, &region(reach, part));
        assert_eq!(of(Reach::Frame, Part::Whole).unwrap(), "Frame 7 only");
        assert_eq!(
            of(Reach::Image, Part::Frames(2, 8)).unwrap(),
            "Frames 3 to 9 of 60"
        );
        assert_eq!(of(Reach::Image, Part::Whole), None);
        assert_eq!(of(Reach::Image, Part::Frames(0, 59)), None);
        assert_eq!(of(Reach::Study, Part::Whole), None);
    }

    #[test]
    fn images_are_counted_in_the_order_of_scrolling() {
        let image = |number| Image {
            number,
            ..Image::default()
        };
        let catalogue = catalogue((1..=4).map(|number| image(number).item()));
        let of = |part| words(&catalogue, &region(Reach::Series, part));
        assert_eq!(of(Part::Images(1, 3)).unwrap(), "Images 2 to 4 of 4");
        // Whichever of them comes first.
        assert_eq!(of(Part::Images(3, 1)).unwrap(), "Images 2 to 4 of 4");
        assert_eq!(of(Part::Images(2, 2)).unwrap(), "Image 3 only");
    }

    #[test]
    fn one_frame_has_no_range() {
        assert_eq!(of(&clip(1), &region(Reach::Image, Part::Whole)), None);
    }

    proptest! {
        #[test]
        fn whatever_is_typed_the_range_is_within_bounds_and_the_right_way_round(
            ends in (1_usize..=60, 1_usize..=60), is_from: bool, typed: usize,
        ) {
            let range = Range {
                unit: Unit::Frames,
                from: ends.0.min(ends.1),
                to: ends.0.max(ends.1),
                most: 60,
            };
            let new = typed_into(range, is_from, typed);
            prop_assert!(1 <= new.from && new.from <= new.to && new.to <= 60);
            let changed = if is_from { new.from } else { new.to };
            prop_assert_eq!(changed, typed.clamp(1, 60));
        }
    }
}
