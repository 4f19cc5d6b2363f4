//! `--auto-redact`: rectangles over the text that is found in pictures, before anything is cleaned. That nobody has
//! looked stays as it is: what needs a look is held all the same.

use darkroom::burned_in::{Proposal, Rank};
use darkroom::catalogue::{InstanceId, Outcome};
use darkroom::review::{Reach, Review};

use crate::command::args::{self, Redact};
use crate::command::files::{self, Found};
use crate::command::find_text;
use crate::command::models::Finders;
use crate::command::terminal::{self, count};

/// Paints what is found in every image that is not held for what it is.
pub(super) fn paint(
    task: &args::Clean,
    (found, finders): (&Found, &Finders),
    (redact, review): (Redact, &mut Review),
) {
    let catalogue = &found.catalogue;
    let may_leave = |id: &InstanceId| {
        let item = catalogue.item(*id).map(|item| &item.outcome);
        let is_picture =
            matches!(item, Some(Outcome::Instance(summary)) if summary.image.is_some());
        is_picture && review.held_reason(catalogue, *id).is_none()
    };
    let images: Vec<InstanceId> = (0..catalogue.items.len()).filter(may_leave).collect();
    let searched = files::per_item(task.jobs, images.len(), |at| {
        let origin = found.origins.get(images[at])?;
        find_text::search(finders, catalogue, images[at], origin)
    });
    let mut drawn = Vec::new();
    let mut unsearched = 0_usize;
    for (image, found) in images.iter().zip(searched) {
        let Some(found) = found else {
            unsearched = unsearched.saturating_add(1);
            continue;
        };
        let wanted = found.proposals.iter().filter(|it| redact.takes(it));
        drawn.extend(wanted.map(|it| match it.frame {
            None => (it.rect, Reach::Image, *image, 0),
            Some(frame) => (it.rect, Reach::Frame, *image, frame),
        }));
    }
    terminal::line(format_args!(
        "{} searched for text, {} painted over it",
        count(images.len().saturating_sub(unsearched), "image", "images"),
        count(drawn.len(), "rectangle", "rectangles"),
    ));
    if unsearched > 0 {
        terminal::complaint(format_args!(
            "{} could not be searched for text: nothing was painted there",
            count(unsearched, "image", "images")
        ));
    }
    review.paint_all(&drawn);
}

impl Redact {
    fn takes(self, proposal: &Proposal) -> bool {
        self == Self::All || proposal.rank != Rank::Grey
    }
}
