//! What had to be forgiven, gathered while a file is read; bounded, because a hostile file has a flaw in every element.

use dicom_core::Tag;

use super::instance::Flaw;

/// Flaws of one kind that are remembered of one file.
const MOST_OF_A_KIND: usize = 64;

#[derive(Debug, Clone, Default)]
pub(super) struct Flaws(Vec<Flaw>);

impl Flaws {
    pub fn add(&mut self, flaw: Flaw) {
        let kind = std::mem::discriminant(&flaw);
        let of_kind = self
            .0
            .iter()
            .filter(|other| std::mem::discriminant(*other) == kind);
        if of_kind.count() < MOST_OF_A_KIND && !self.0.contains(&flaw) {
            self.0.push(flaw);
        }
    }

    pub fn truncated(&mut self, tag: Tag) {
        self.add(Flaw::Truncated { tag: pair(tag) });
    }

    pub fn misfit(&mut self, tag: Tag) {
        self.add(Flaw::Misfit { tag: pair(tag) });
    }

    pub fn wrong_vr(&mut self, tag: Tag) {
        self.add(Flaw::WrongVr { tag: pair(tag) });
    }

    pub fn odd_length(&mut self, tag: Tag) {
        self.add(Flaw::OddLength { tag: pair(tag) });
    }

    pub fn out_of_order(&mut self, tag: Tag) {
        self.add(Flaw::OutOfOrder { tag: pair(tag) });
    }

    pub fn into_vec(self) -> Vec<Flaw> {
        self.0
    }
}

fn pair(tag: Tag) -> (u16, u16) {
    (tag.group(), tag.element())
}
