//! How long a delivery will take and how large it will be, by images of it that were cleaned for a try. Plain
//! arithmetic: nothing is foretold of what was not measured.

use darkroom::catalogue::InstanceId;

/// Images that take alike to be cleaned: of one transfer syntax, painted or not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kind {
    /// All of them, in bytes as they came.
    pub images: usize,
    pub bytes: u64,
    /// Those that are short enough to be tried, with their sizes in bytes.
    pub short: Vec<(InstanceId, u64)>,
}

/// What came of a try of some images of one kind, all workers at once.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tried {
    pub images: usize,
    pub bytes: u64,
    /// Milliseconds from the first question to the last answer.
    pub took: f64,
}

/// What is foretold.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Forecast {
    /// Images to be cleaned, and their bytes as they came.
    pub images: usize,
    pub bytes: u64,
    /// Bytes that the browser lets this page use, where it says.
    pub room: Option<f64>,
    /// `None` while images are being tried.
    pub took: Option<Took>,
}

/// How long it takes by what was tried.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Took {
    pub seconds: f64,
    /// Images that were tried, and images of kinds of which none was.
    pub tried: usize,
    pub untried: usize,
}

impl Forecast {
    /// Before anything was tried.
    pub fn of(kinds: &[Kind]) -> Self {
        Self {
            images: kinds.iter().map(|kind| kind.images).sum(),
            bytes: kinds
                .iter()
                .fold(0, |sum: u64, kind| sum.saturating_add(kind.bytes)),
            room: None,
            took: None,
        }
    }

    /// Whether the browser says that it keeps less than the images have.
    pub fn is_too_much(&self) -> bool {
        self.room.is_some_and(|room| room < self.bytes as f64)
    }
}

/// Each kind as much longer than its try as it has more bytes.
pub fn took(kinds: &[(Kind, Option<Tried>)]) -> Took {
    let mut all = Took::default();
    for (kind, tried) in kinds {
        match tried {
            Some(tried) if tried.images > 0 => {
                all.seconds += tried.took * times(kind, tried) / 1_000.0;
                all.tried += tried.images;
            }
            _ => all.untried += kind.images,
        }
    }
    all
}

/// How many times its try a kind is: by bytes, since sizes differ by thousands; by images where they have no bytes.
fn times(kind: &Kind, tried: &Tried) -> f64 {
    match tried.bytes {
        0 => kind.images as f64 / tried.images as f64,
        bytes => kind.bytes as f64 / bytes as f64,
    }
}

/// So many of the images, evenly spread over their sizes: the smallest and the largest among them.
pub fn spread(short: &[(InstanceId, u64)], count: usize) -> Vec<(InstanceId, u64)> {
    let mut sorted = short.to_vec();
    sorted.sort_by_key(|(_, size)| *size);
    if sorted.len() <= count {
        return sorted;
    }
    let last = sorted.len().saturating_sub(1);
    let steps = count.saturating_sub(1).max(1);
    let places = (0..count).map(|step| step.saturating_mul(last) / steps);
    places
        .filter_map(|place| sorted.get(place).copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(images: usize, bytes: u64) -> Kind {
        Kind {
            images,
            bytes,
            short: Vec::new(),
        }
    }

    fn tried(images: usize, bytes: u64, took: f64) -> Option<Tried> {
        Some(Tried {
            images,
            bytes,
            took,
        })
    }

    #[test]
    fn each_kind_takes_as_much_longer_as_it_is_larger() {
        let kinds = [
            (kind(1_000, 500_000), tried(10, 5_000, 100.0)),
            (kind(4, 8_000), tried(2, 4_000, 3_000.0)),
        ];
        let all = took(&kinds);
        assert_eq!((all.seconds, all.tried, all.untried), (16.0, 12, 0));
    }

    #[test]
    fn of_what_was_not_tried_nothing_is_foretold() {
        let kinds = [
            (kind(10, 100), tried(1, 10, 1_000.0)),
            (kind(3, 900), None),
            (kind(2, 900), tried(0, 0, 0.0)),
        ];
        assert_eq!(
            took(&kinds),
            Took {
                seconds: 10.0,
                tried: 1,
                untried: 5,
            }
        );
    }

    #[test]
    fn images_without_bytes_are_counted() {
        assert_eq!(took(&[(kind(10, 0), tried(5, 0, 500.0))]).seconds, 1.0);
    }

    #[test]
    fn tries_are_spread_over_all_sizes() {
        let short: Vec<_> = (0..100).map(|id| (id, 1_000 - id as u64)).collect();
        let picked = spread(&short, 5);
        let sizes: Vec<_> = picked.iter().map(|(_, size)| *size).collect();
        assert_eq!(sizes, [901, 925, 950, 975, 1_000]);
        assert_eq!(spread(&short[..3], 5).len(), 3);
        assert_eq!(spread(&short, 1).len(), 1);
        assert!(spread(&[], 4).is_empty());
    }

    #[test]
    fn what_the_browser_keeps_is_held_against_what_there_is() {
        let of = |room| Forecast {
            room,
            ..Forecast::of(&[kind(2, 600), kind(1, u64::MAX)])
        };
        assert_eq!(of(None).bytes, u64::MAX);
        assert!(!of(None).is_too_much());
        assert!(of(Some(1_000.0)).is_too_much());
        assert!(!of(Some(1e30)).is_too_much());
    }
}
