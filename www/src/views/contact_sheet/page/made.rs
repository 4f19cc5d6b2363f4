//! What lies on the page in view: chosen when it is turned to, kept until it is turned, and there for long enough before
//! anything is said of it.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::state::ui::together::{self, Cell, Group, Room, Sight, fill, pictures, suits};
use crate::state::ui::{Ui, both};
use crate::views::contact_sheet::plan::{grown, rem};
use crate::views::viewer::seen::{MANY, after};
use darkroom::catalogue::{Catalogue, SeriesId, Summary};
use darkroom::review::Review;

/// Milliseconds that a page is in view for each of its pictures before anything is said of it.
const EACH: u64 = 300;

/// What stands above and below the pictures of a series, in rem; as in style.css.
const WORDS: f64 = 4.25;

/// The page in view.
#[derive(Clone, PartialEq)]
pub struct Made {
    /// Series, with their numbers of images.
    pub series: Vec<(SeriesId, usize)>,
    pub pictures: usize,
    pub room: Room,
}

/// Chooses what of all that is left lies on the page, and says what is to be seen of it.
pub fn make(ui: Ui, element: &web_sys::Element) -> Made {
    let room = room(element);
    let several = ui.several.get();
    let Chosen {
        series,
        pictures,
        alone,
        sights,
    } = both(ui.session, |catalogue, review| {
        choose(catalogue, review, &several, room)
    });
    ui.together.sights.set(sights);
    // For these the window is too small.
    if !alone.is_empty() {
        ui.together.aside.update(|aside| aside.extend(alone));
    }
    Made {
        series,
        pictures,
        room,
    }
}

/// What lies on a page.
#[derive(Default)]
struct Chosen {
    /// Series, with their numbers of images.
    series: Vec<(SeriesId, usize)>,
    pictures: usize,
    /// Those for which no page has room.
    alone: Vec<SeriesId>,
    sights: BTreeMap<SeriesId, Vec<Sight>>,
}

fn choose(catalogue: &Catalogue, review: &Review, several: &[SeriesId], room: Room) -> Chosen {
    let mut chosen = Chosen::default();
    let mut all = Vec::new();
    for &id in several {
        let groups = suits(catalogue, review, id).unwrap_or_default();
        match cell(catalogue, &groups, room) {
            Some(cell) => all.push((id, groups.len(), cell)),
            None => chosen.alone.push(id),
        }
    }
    all.sort_by_cached_key(|(id, ..)| likeness(catalogue, *id));
    let cells: Vec<Cell> = all.iter().map(|(.., cell)| *cell).collect();
    let here = all.into_iter().take(fill(&cells, room));
    for (id, groups, cell) in here {
        let length = catalogue
            .series(id)
            .map_or(0, |series| series.instances.len());
        chosen.series.push((id, length));
        chosen.pictures += cell.pictures;
        chosen.sights.insert(id, vec![Sight::Coming; groups]);
    }
    chosen
}

fn cell(catalogue: &Catalogue, groups: &[Group], room: Room) -> Option<Cell> {
    let of = |group: &Group| Some((together::size(catalogue, group)?, pictures(group)));
    Cell::of(&groups.iter().map(of).collect::<Option<Vec<_>>>()?, room)
}

/// What is alike lies together: one size, one device.
fn likeness(catalogue: &Catalogue, id: SeriesId) -> (u32, u32, String, String) {
    let images = catalogue.series(id).map(|series| series.instances.iter());
    let mut summaries = images
        .into_iter()
        .flatten()
        .filter_map(|image| catalogue.summary(*image));
    let of = |summary: &Summary| {
        let shape = summary.image?;
        let device = (summary.manufacturer.clone(), summary.model.clone());
        Some((shape.rows, shape.columns, device.0, device.1))
    };
    summaries.find_map(of).unwrap_or_default()
}

/// The room of the page as it is now.
fn room(element: &web_sys::Element) -> Room {
    Room {
        width: f64::from(element.client_width()),
        height: f64::from(element.client_height()),
        density: window().device_pixel_ratio(),
        words: WORDS * rem(),
        grown: grown(),
    }
}

/// Makes the page anew when images come to a series that lies on it.
pub fn keep_up(ui: Ui, made: RwSignal<Option<Made>>) {
    Effect::new(move |_| {
        let length = |id| ui.of_series(id, |_, series| series.instances.len());
        let has_grown = made.with(|made| {
            let mut series = made.iter().flat_map(|made| &made.series);
            series.any(|(id, then)| length(*id) != Some(*then))
        });
        if has_grown {
            untrack(move || ui.turn_page());
        }
    });
}

/// Waits, once all of the page was in view, until there was time for each of its pictures.
pub fn keep_waiting(ui: Ui, made: RwSignal<Option<Made>>) {
    let waits = StoredValue::new(0_u64);
    Effect::new(move |_| {
        let comes = ui.page.with(|page| page.waiting) > 0;
        let is_behind = ui.panel.get().is_some();
        waits.update_value(|waits| *waits += 1);
        let pictures = made.with(|made| made.as_ref().map_or(0, |made| made.pictures));
        if comes || is_behind || pictures == 0 || ui.together.sights.with(BTreeMap::is_empty) {
            return;
        }
        let number = waits.get_value();
        let still = move || waits.try_get_value() == Some(number);
        after(
            (EACH * pictures as u64).saturating_sub(MANY),
            still,
            move || {
                ui.together.dwelt.set(true);
            },
        );
    });
}
