//! Series that a person must look at, several of them at once on a page: which can be, how large each lies there, and
//! how many of them a page holds.
//!
//! In come the catalogue, what was decided, and the room that there is; out come pictures with their sizes on the screen.
//! Only what can be shown there as well as by itself: few pictures, each pixel of the small ones as a pixel. What most
//! likely shows a name is never among them.

use std::collections::{BTreeMap, BTreeSet};

use leptos::prelude::*;

use super::projected::groups;
use darkroom::catalogue::{Catalogue, InstanceId, Reason, SeriesId, Triage};
use darkroom::pixels::Rect;
use darkroom::review::{Review, SeriesState};

/// Fewer series than this are looked at one by one: pages would save nothing.
pub const FEW: usize = 6;

/// Most pictures on a page: nobody takes in more of them.
const MOST_PICTURES: usize = 12;

/// The longer side of the largest picture that is shown as it is stored, and of the largest that is shown at all.
const LIFE_SIZE: u32 = 512;
const LARGEST: u32 = 1_024;

/// The smallest that a picture is on a page, as a share of its stored size.
pub const LEAST: f64 = 0.75;

/// The shorter of the two that a picture has at least, in CSS pixels: small ones are enlarged.
const SMALLEST: f64 = 160.0;

/// Most pictures of one series, and most frames that are in them.
const MOST_OF_ONE: usize = 6;
const MOST_FRAMES: u32 = 32;

/// Between pictures, around those of a series, and the line round each, in CSS pixels; as in style.css.
pub const GAP: f64 = 8.0;
const PADDING: f64 = 10.0;
pub const LINE: f64 = 1.0;

/// The narrowest that a series is, so that its title has room.
const NARROWEST: f64 = 224.0;

/// Images that are one picture, or the brightest and the darkest of all their frames; each with its number of frames.
pub type Group = Vec<(InstanceId, u32)>;

/// What became of a group's pictures on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    Coming,
    /// In view for long enough, whole and legible.
    Had,
    /// It can't be seen here: it is looked at by itself.
    Cannot,
}

/// What is remembered of the pages.
#[derive(Clone, Copy)]
pub struct Together {
    /// Whether the person goes by pages: what they look at by itself leads back to them. `None` until they chose.
    pub on: RwSignal<Option<bool>>,
    /// Series that are looked at one by one, whatever their pictures are.
    pub aside: RwSignal<BTreeSet<SeriesId>>,
    /// What became of the pictures on the page in view: of each series, group by group.
    pub sights: RwSignal<BTreeMap<SeriesId, Vec<Sight>>>,
    /// Whether the page has been in view for as long as its number of pictures needs.
    pub dwelt: RwSignal<bool>,
    /// Counts the pages, so that the next is made.
    pub turned: RwSignal<u64>,
}

impl Together {
    /// Of a page on which nothing has happened.
    pub fn new() -> Self {
        Self {
            on: RwSignal::new(None),
            aside: RwSignal::new(BTreeSet::new()),
            sights: RwSignal::new(BTreeMap::new()),
            dwelt: RwSignal::new(false),
            turned: RwSignal::new(0),
        }
    }
}

/// How things stand with the page in view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Series all of which was seen here.
    pub ready: Vec<SeriesId>,
    /// Series of which pictures are still to be seen.
    pub waiting: usize,
    /// Series that are set aside, or can't be seen here.
    pub aside: Vec<SeriesId>,
}

impl Page {
    /// As it is for what became of the pictures of each series.
    pub fn of(
        catalogue: &Catalogue,
        review: &Review,
        sights: &BTreeMap<SeriesId, Vec<Sight>>,
        aside: &BTreeSet<SeriesId>,
    ) -> Self {
        let mut page = Self::default();
        for (&id, of) in sights {
            if review.state(catalogue, id) != SeriesState::Unreviewed {
                continue;
            }
            if aside.contains(&id) || of.contains(&Sight::Cannot) {
                page.aside.push(id);
            } else if of.contains(&Sight::Coming) || !review.unseen(catalogue, id).is_none() {
                page.waiting += 1;
            } else {
                page.ready.push(id);
            }
        }
        page
    }
}

/// The pictures of a series that can be looked at with others; `None` if it is looked at by itself.
pub fn suits(catalogue: &Catalogue, review: &Review, id: SeriesId) -> Option<Vec<Group>> {
    let series = catalogue.series(id)?;
    let Triage::Look(reasons) = &series.triage else {
        return None;
    };
    if series.instances.len() > MOST_FRAMES as usize {
        return None;
    }
    let speaks = |reason: &Reason| {
        matches!(
            reason,
            Reason::BurnedInAnnotationYes | Reason::DoseReport | Reason::LinesOfText
        )
    };
    let is_video = |image: &InstanceId| {
        catalogue
            .summary(*image)
            .is_some_and(|summary| summary.is_video())
    };
    if reasons.iter().any(speaks) || series.instances.iter().any(is_video) {
        return None;
    }
    let groups: Vec<Group> = groups(catalogue, review, id)
        .into_iter()
        .flat_map(apart)
        .collect();
    let side = |group: &Group| {
        let (columns, rows) = size(catalogue, group)?;
        Some(columns.max(rows)).filter(|side| *side <= LARGEST)
    };
    let frames: u32 = groups.iter().map(|group| frames(group)).sum();
    let pictures: usize = groups.iter().map(|group| pictures(group)).sum();
    let suits = (1..=MOST_OF_ONE).contains(&pictures)
        && frames <= MOST_FRAMES
        && groups.iter().all(|group| side(group).is_some());
    suits.then_some(groups)
}

/// Two frames are two pictures either way: then those themselves, and not the brightest and the darkest of them.
fn apart(group: Group) -> Vec<Group> {
    match group.as_slice() {
        [(_, 1), (_, 1)] => group.into_iter().map(|image| vec![image]).collect(),
        _ => vec![group],
    }
}

fn frames(group: &[(InstanceId, u32)]) -> u32 {
    let frames = group.iter().map(|(_, frames)| *frames);
    frames.fold(0, u32::saturating_add)
}

/// How many pictures stand for a group.
pub fn pictures(group: &[(InstanceId, u32)]) -> usize {
    if frames(group) > 1 { 2 } else { 1 }
}

/// Columns and rows of a group's pictures.
pub fn size(catalogue: &Catalogue, group: &[(InstanceId, u32)]) -> Option<(u32, u32)> {
    let (image, _) = group.first()?;
    let shape = catalogue.summary(*image)?.image?;
    Some((shape.columns, shape.rows))
}

/// The rectangles that are black on all frames of a group.
pub fn black(catalogue: &Catalogue, review: &Review, group: &[(InstanceId, u32)]) -> Vec<Rect> {
    let Some((image, _)) = group.first() else {
        return Vec::new();
    };
    let reaching = review.reaching(catalogue, *image).into_iter();
    reaching
        .filter(|(id, _)| {
            let drawn = review.region(*id);
            drawn.is_some_and(|drawn| review.is_on_all(catalogue, drawn, group))
        })
        .map(|(_, region)| region.rect)
        .collect()
}

/// The room that a page has, in CSS pixels, with so many pixels of the screen for each.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Room {
    pub width: f64,
    pub height: f64,
    pub density: f64,
    /// What stands above and below the pictures of a series.
    pub words: f64,
    /// How much larger all is on a screen of many pixels.
    pub grown: f64,
}

/// How much larger or smaller than stored a picture is drawn, in CSS pixels: as stored where it is small, and as large as
/// its letters need where it is not; `None` if there is no room for that.
pub fn scale((columns, rows): (u32, u32), room: Room) -> Option<f64> {
    let (width, height) = (f64::from(columns.max(1)), f64::from(rows.max(1)));
    let around = 2.0 * (PADDING + LINE);
    let fits = |scale: &f64| {
        width * scale + around <= room.width && height * scale + around + room.words <= room.height
    };
    let first = match columns.max(rows) <= LIFE_SIZE {
        true => (SMALLEST / width.max(height)).max(1.0),
        false => LEAST,
    };
    let least = LEAST / room.density.max(1.0);
    let mut scales = [first * room.grown, first, LEAST, least].into_iter();
    scales.find(fits)
}

/// A series on a page: how wide and how high all of it is, in CSS pixels, and how many pictures.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    pub width: f64,
    pub height: f64,
    pub pictures: usize,
}

impl Cell {
    /// Of groups of these sizes, with so many pictures for each; `None` if a page has no room for it.
    pub fn of(groups: &[((u32, u32), usize)], room: Room) -> Option<Self> {
        let (mut width, mut height, mut all) = (0.0_f64, 0.0_f64, 0);
        for &(size, pictures) in groups {
            let scale = scale(size, room)?;
            width += (f64::from(size.0) * scale + 2.0 * LINE + GAP) * pictures as f64;
            height = height.max(f64::from(size.1) * scale + 2.0 * LINE);
            all += pictures;
        }
        let cell = Self {
            width: (width - GAP + 2.0 * PADDING).max(NARROWEST),
            height: height + 2.0 * PADDING + room.words,
            pictures: all,
        };
        (cell.width <= room.width && cell.height <= room.height).then_some(cell)
    }
}

/// How many of these, in their order, fill a page: laid in rows, none of them below its foot.
pub fn fill(cells: &[Cell], room: Room) -> usize {
    let (mut x, mut top, mut row, mut pictures) = (0.0, 0.0, 0.0_f64, 0);
    for (index, cell) in cells.iter().enumerate() {
        if x > 0.0 && x + cell.width > room.width {
            (top, x, row) = (top + row, 0.0, 0.0);
        }
        row = row.max(cell.height);
        pictures += cell.pictures;
        if index > 0 && (top + row > room.height || pictures > MOST_PICTURES) {
            return index;
        }
        x += cell.width;
    }
    cells.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Image, catalogue};

    const ROOM: Room = Room {
        width: 1_614.0,
        height: 850.0,
        density: 1.0,
        words: 70.0,
        grown: 1.0,
    };

    fn looked(number: u32, frames: u32, reasons: &[Reason]) -> Image {
        Image {
            number,
            frames,
            triage: Triage::Look(reasons.to_vec()),
            ..Image::default()
        }
    }

    fn groups_of(images: impl IntoIterator<Item = Image>) -> Option<Vec<Group>> {
        let catalogue = catalogue(images.into_iter().map(Image::item));
        suits(&catalogue, &Review::default(), 0)
    }

    #[test]
    fn two_images_are_two_pictures_and_more_are_their_brightest_and_darkest() {
        let image = |number| looked(number, 1, &[Reason::Ultrasound]);
        assert_eq!(groups_of([image(1)]), Some(vec![vec![(0, 1)]]));
        let two = groups_of([image(1), image(2)]);
        assert_eq!(two, Some(vec![vec![(0, 1)], vec![(1, 1)]]));
        let three = groups_of([image(1), image(2), image(3)]).unwrap();
        assert_eq!((three.len(), pictures(&three[0])), (1, 2));
    }

    #[test]
    fn what_most_likely_shows_a_name_is_looked_at_by_itself() {
        for reason in [
            Reason::BurnedInAnnotationYes,
            Reason::DoseReport,
            Reason::LinesOfText,
        ] {
            let image = looked(1, 1, &[Reason::SecondaryCapture, reason]);
            assert_eq!(groups_of([image]), None, "{reason:?}");
        }
        assert!(groups_of([Image::default()]).is_none());
    }

    #[test]
    fn a_long_clip_and_a_large_picture_are_looked_at_by_themselves() {
        assert!(groups_of([looked(1, MOST_FRAMES, &[Reason::Ultrasound])]).is_some());
        assert!(groups_of([looked(1, MOST_FRAMES + 1, &[Reason::Ultrasound])]).is_none());
        let large = |columns| Image {
            columns,
            ..looked(1, 1, &[Reason::Radiograph])
        };
        assert!(groups_of([large(LARGEST)]).is_some());
        assert!(groups_of([large(LARGEST + 1)]).is_none());
    }

    #[test]
    fn small_pictures_are_as_stored_or_larger_and_others_three_quarters() {
        assert_eq!(scale((512, 512), ROOM), Some(1.0));
        assert_eq!(scale((80, 60), ROOM), Some(2.0));
        assert_eq!(scale((800, 600), ROOM), Some(0.75));
        assert_eq!(scale((1_024, 1_024), ROOM), None);
        let fine = Room {
            density: 2.0,
            ..ROOM
        };
        assert_eq!(scale((1_024, 1_024), fine), Some(0.375));
        let wide = Room {
            width: 3_200.0,
            height: 1_700.0,
            grown: 1.5,
            ..ROOM
        };
        assert_eq!(scale((512, 512), wide), Some(1.5));
        let low = Room {
            height: 500.0,
            ..ROOM
        };
        assert_eq!(scale((512, 512), low), Some(0.75));
    }

    #[test]
    fn a_page_is_full_when_a_row_would_lie_below_its_foot_or_at_so_many_pictures() {
        let small = Cell::of(&[((80, 60), 1)], ROOM).unwrap();
        assert_eq!(fill(&[small; 41], ROOM), MOST_PICTURES);
        let large = Cell::of(&[((512, 512), 1)], ROOM).unwrap();
        assert_eq!(fill(&[large; 9], ROOM), 3);
        assert_eq!(fill(&[large; 2], ROOM), 2);
        let pair = Cell::of(&[((640, 480), 2)], ROOM).unwrap();
        assert_eq!(fill(&[pair; 9], ROOM), 1);
        assert_eq!(fill(&[], ROOM), 0);
    }

    #[test]
    fn a_series_is_ready_when_all_of_it_was_had_here_and_seen() {
        let image = |series, number| Image {
            series,
            ..looked(number, 1, &[Reason::Ultrasound])
        };
        let catalogue = catalogue([image(1, 1), image(2, 1), image(3, 1)].map(Image::item));
        let mut review = Review::default();
        let mut sights: BTreeMap<_, _> = (0..3).map(|id| (id, vec![Sight::Had])).collect();
        let none = BTreeSet::new();
        assert_eq!(Page::of(&catalogue, &review, &sights, &none).waiting, 3);
        review.saw(&[(0, 0, 0), (1, 0, 0), (2, 0, 0)], &[]);
        sights.insert(1, vec![Sight::Coming]);
        sights.insert(2, vec![Sight::Cannot]);
        let page = Page::of(&catalogue, &review, &sights, &none);
        assert_eq!(
            (page.ready, page.waiting, page.aside),
            (vec![0], 1, vec![2])
        );
        let page = Page::of(&catalogue, &review, &sights, &BTreeSet::from([0]));
        assert_eq!((page.ready, page.aside), (vec![], vec![0, 2]));
    }
}
