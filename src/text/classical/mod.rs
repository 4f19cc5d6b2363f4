//! Lines of text by the strokes of their letters, without any model: thin marks that stand out of their ground, of one
//! size and one ink, side by side on one base.
//!
//! In comes a raster, out come lines, unread. Bright letters on dark are searched, and dark ones on bright.
//!
//! `ink` what stands out of its ground · `marks` connected pieces of it · `lines` those that stand in a row

mod ink;
mod lines;
pub(super) mod marks;

use super::{Line, Raster};
pub use ink::Ink;
#[cfg(feature = "text-models")]
pub use marks::Mark;

/// By how much letters stand out of their ground, in levels. What is faint is searched as well as what is strong: over
/// a restless ground only the strong letters come apart.
const CONTRASTS: [u8; 3] = [28, 64, 120];

/// Lines of text, bright or dark.
pub fn find(raster: &Raster) -> Vec<Line> {
    let mut found = Vec::new();
    for dark in [false, true] {
        let ink = Ink::of(raster, dark);
        for contrast in CONTRASTS {
            for line in lines::of(&marks::of(&ink, contrast), (&ink, contrast), raster) {
                add(&mut found, line);
            }
        }
    }
    found
}

/// Adds a line that none holds yet; those that it holds go.
fn add(found: &mut Vec<Line>, line: Line) {
    if found.iter().any(|other| other.bounds.contains(line.bounds)) {
        return;
    }
    found.retain(|other| !line.bounds.contains(other.bounds));
    found.push(line);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::testing::{Page, covers};

    #[test]
    fn lines_are_found_whatever_their_size_and_ink() {
        for (size, ink, ground) in [(1, 255, 0), (2, 200, 20), (3, 0, 255), (2, 90, 30)] {
            let mut page = Page::new(400, 120, ground);
            let place = page.write("SPECIMEN JANE 12345", 10, 40, size, ink);
            let found = find(&page.raster());
            assert!(covers(&found, place), "{size} {ink} {ground}: {found:?}");
        }
    }

    #[test]
    fn noise_and_smooth_pictures_have_no_lines() {
        let mut page = Page::new(256, 256, 0);
        page.speckle(0, 160);
        assert_eq!(find(&page.raster()), []);
        let mut page = Page::new(256, 256, 0);
        page.disc(128, 128, 90, 200);
        assert_eq!(find(&page.raster()), []);
    }
}
