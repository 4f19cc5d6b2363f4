//! The pictures that a person marked for slides, and what becomes of them.

use darkroom::catalogue::{Catalogue, InstanceId};
use darkroom::slides::{Format, Size, View};

use super::folders::Trouble;

/// What a mark is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum What {
    /// One frame.
    Still,
    /// All frames of an image that has several, or all images of its series.
    Film,
}

/// A picture as it was looked at when it was marked.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Given once.
    pub id: u32,
    pub what: What,
    pub image: InstanceId,
    /// From 0.
    pub frame: u32,
    pub view: View,
}

/// How saving them goes.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Work {
    #[default]
    Idle,
    /// So many pictures are drawn, of so many.
    Drawing {
        done: usize,
        of: usize,
    },
    Saved(Saved),
    /// Why nothing was saved, in words.
    Failed(String),
    /// A folder that was written to has so many of them, and why not all; nothing if the person has stopped.
    Broken(Option<Trouble>, usize),
}

/// What was given to the browser.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Saved {
    /// Of the zip, of the folder, or of the one file.
    pub name: String,
    /// Whether it is in a folder, read back.
    pub in_folder: bool,
    /// Files of pictures.
    pub files: usize,
    /// Films that are animated PNGs, since no MP4 can be made here.
    pub animated: usize,
    /// Marks that were left out, each with its reason, in words.
    pub left_out: Vec<String>,
}

/// All of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Slides {
    pub marks: Vec<Mark>,
    pub format: Format,
    pub size: Size,
    pub work: Work,
    next: u32,
}

impl Slides {
    /// Marks what is seen, or takes the mark off again if it has one that is the same; whether it is marked now.
    pub fn toggle(&mut self, what: What, image: InstanceId, frame: u32, view: View) -> bool {
        match self.same(what, image, frame, &view) {
            Some(id) => {
                self.take_off(id);
                false
            }
            None => {
                self.marks.push(Mark {
                    id: self.next,
                    what,
                    image,
                    frame,
                    view,
                });
                self.next = self.next.wrapping_add(1);
                true
            }
        }
    }

    /// The mark of the same picture, seen in the same way.
    pub fn same(&self, what: What, image: InstanceId, frame: u32, view: &View) -> Option<u32> {
        let is_it = |mark: &&Mark| {
            let is_frame = what == What::Film || mark.frame == frame;
            mark.what == what && mark.image == image && is_frame && mark.view == *view
        };
        self.marks.iter().find(is_it).map(|mark| mark.id)
    }

    /// Takes a mark off.
    pub fn take_off(&mut self, id: u32) {
        self.marks.retain(|mark| mark.id != id);
    }

    /// Whether pictures are being drawn.
    pub fn is_working(&self) -> bool {
        matches!(self.work, Work::Drawing { .. })
    }
}

/// The images that a film of this one shows, one after the other, and how many pictures they have: its own, or where it
/// has only one, those of its series.
pub fn film_of(catalogue: &Catalogue, image: InstanceId) -> (Vec<InstanceId>, u32) {
    let frames = |image: InstanceId| {
        let shape = catalogue.summary(image)?.image?;
        Some(shape.frames.max(1))
    };
    let own = frames(image).unwrap_or(0);
    if own > 1 {
        return (vec![image], own);
    }
    let series = catalogue.series_of(image);
    let series = series.and_then(|id| catalogue.series.get(id));
    let all = series.into_iter().flat_map(|series| &series.instances);
    let all: Vec<InstanceId> = all
        .copied()
        .filter(|image| frames(*image).is_some())
        .collect();
    let pictures = all.iter().filter_map(|image| frames(*image));
    let pictures = pictures.fold(0, u32::saturating_add);
    (all, pictures)
}

#[cfg(test)]
mod tests {
    use darkroom::pixels::Rect;

    use super::*;

    fn zoomed() -> View {
        View {
            window: None,
            crop: Some(Rect {
                x: 1,
                y: 2,
                width: 3,
                height: 4,
            }),
        }
    }

    #[test]
    fn the_same_picture_in_the_same_view_is_marked_once_and_another_view_is_another() {
        let mut slides = Slides::default();
        assert!(slides.toggle(What::Still, 4, 0, View::default()));
        assert!(slides.toggle(What::Still, 4, 0, zoomed()));
        assert!(slides.toggle(What::Still, 4, 1, View::default()));
        assert!(slides.toggle(What::Film, 4, 1, View::default()));
        assert_eq!(slides.marks.len(), 4);
        assert!(!slides.toggle(What::Still, 4, 0, View::default()));
        assert!(!slides.toggle(What::Film, 4, 9, View::default()));
        let left: Vec<_> = slides.marks.iter().map(|mark| mark.id).collect();
        assert_eq!(left, [1, 2]);
        assert!(slides.toggle(What::Still, 4, 0, View::default()));
        assert_eq!(slides.marks[2].id, 4);
    }
}
