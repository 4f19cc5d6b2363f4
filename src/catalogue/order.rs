//! The order in which the instances of a series are scrolled.

use std::cmp::Ordering;

use super::summary::Summary;

/// What the order of an instance depends on.
#[derive(Debug, Clone, Copy)]
pub struct Sortable<'a> {
    /// The number of its instance.
    pub id: usize,
    /// Where its file lay in the drop.
    pub place: &'a str,
    /// What its header says.
    pub summary: &'a Summary,
}

/// Sorts: along the slice normal where every instance has its own position on one and the same normal, running the way
/// the instance numbers run; else by instance number; else by place, numbers in names compared as numbers.
pub fn sort(instances: &mut [Sortable<'_>]) {
    instances.sort_by(by_number);
    if !on_one_line(instances) {
        return;
    }
    let runs_down = matches!(
        (instances.first(), instances.last()),
        (Some(first), Some(last)) if first.summary.position > last.summary.position
    );
    instances.sort_by(|one, other| {
        let ascending = position(one).total_cmp(&position(other));
        if runs_down {
            ascending.reverse()
        } else {
            ascending
        }
    });
}

fn by_number(one: &Sortable<'_>, other: &Sortable<'_>) -> Ordering {
    let number = |instance: &Sortable<'_>| {
        let number = instance.summary.instance_number;
        (number.is_none(), number)
    };
    number(one)
        .cmp(&number(other))
        .then_with(|| natural(one.place, other.place))
        .then(one.id.cmp(&other.id))
}

fn position(instance: &Sortable<'_>) -> f64 {
    instance.summary.position.unwrap_or(f64::NAN)
}

/// Whether all slices are parallel and no two lie in the same place.
fn on_one_line(instances: &[Sortable<'_>]) -> bool {
    const SAME_DIRECTION: f64 = 1e-3;
    const SAME_PLACE_MM: f64 = 1e-4;
    let Some(normal) = instances.first().and_then(|first| first.summary.normal) else {
        return false;
    };
    let parallel = |instance: &Sortable<'_>| {
        let other = instance.summary.normal;
        other.is_some_and(|other| {
            normal
                .iter()
                .zip(other)
                .all(|(a, b)| (a - b).abs() < SAME_DIRECTION)
        })
    };
    if instances.len() < 2 || !instances.iter().all(parallel) {
        return false;
    }
    let mut positions: Vec<f64> = instances.iter().map(position).collect();
    positions.sort_by(f64::total_cmp);
    let apart = |pair: &[f64; 2]| pair[1] - pair[0] > SAME_PLACE_MM;
    positions.iter().all(|at| at.is_finite()) && positions.array_windows().all(apart)
}

/// Compares names as a person would: `IM9` before `IM10`.
pub fn natural(one: &str, other: &str) -> Ordering {
    let (mut a, mut b) = (one.as_bytes(), other.as_bytes());
    loop {
        let (run_a, run_b) = (digits(a), digits(b));
        let ordering = match (run_a.is_empty(), run_b.is_empty()) {
            (false, false) => {
                a = a.get(run_a.len()..).unwrap_or_default();
                b = b.get(run_b.len()..).unwrap_or_default();
                as_number(run_a).cmp(&as_number(run_b))
            }
            _ => match (a.split_first(), b.split_first()) {
                (Some((x, rest_a)), Some((y, rest_b))) => {
                    (a, b) = (rest_a, rest_b);
                    x.cmp(y)
                }
                _ => return a.len().cmp(&b.len()).then_with(|| one.cmp(other)),
            },
        };
        if ordering.is_ne() {
            return ordering;
        }
    }
}

/// The digits that a name begins with.
fn digits(name: &[u8]) -> &[u8] {
    let end = name
        .iter()
        .position(|byte| !byte.is_ascii_digit())
        .unwrap_or(name.len());
    name.get(..end).unwrap_or_default()
}

/// Orders runs of digits of any length by their value: leading zeros aside, a longer run is a larger number.
fn as_number(run: &[u8]) -> (usize, &[u8]) {
    let start = run
        .iter()
        .position(|&byte| byte != b'0')
        .unwrap_or(run.len());
    let significant = run.get(start..).unwrap_or_default();
    (significant.len(), significant)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::testing;
    use proptest::prelude::*;

    fn ordered(summaries: &[Summary]) -> Vec<usize> {
        let mut list: Vec<_> = summaries
            .iter()
            .enumerate()
            .map(|(id, summary)| Sortable {
                id,
                place: "",
                summary,
            })
            .collect();
        sort(&mut list);
        list.iter().map(|instance| instance.id).collect()
    }

    fn slice(number: Option<i64>, position: Option<f64>) -> Summary {
        let mut summary = testing::summary("CT");
        summary.instance_number = number;
        summary.position = position;
        summary.normal = position.map(|_| [0.0, 0.0, 1.0]);
        summary
    }

    #[test]
    fn numbers_in_names_are_compared_as_numbers() {
        let mut names = vec!["IM10", "IM9", "IM09a", "IM1", "im1", "IM", ""];
        names.sort_by(|a, b| natural(a, b));
        assert_eq!(names, ["", "IM", "IM1", "IM9", "IM09a", "IM10", "im1"]);
    }

    #[test]
    fn slices_are_ordered_by_position_the_way_their_numbers_run() {
        let up = [
            slice(Some(1), Some(5.0)),
            slice(Some(3), Some(15.0)),
            slice(Some(2), Some(20.0)),
        ];
        assert_eq!(ordered(&up), [0, 1, 2]);
        let down = [
            slice(Some(1), Some(30.0)),
            slice(Some(3), Some(10.0)),
            slice(Some(2), Some(20.0)),
        ];
        assert_eq!(ordered(&down), [0, 2, 1]);
    }

    #[test]
    fn slices_that_share_a_position_are_ordered_by_number() {
        let list = [
            slice(Some(3), Some(1.0)),
            slice(Some(1), Some(2.0)),
            slice(Some(2), Some(1.0)),
        ];
        assert_eq!(ordered(&list), [1, 2, 0]);
    }

    #[test]
    fn slices_of_different_planes_are_ordered_by_number() {
        let mut list = [slice(Some(2), Some(1.0)), slice(Some(1), Some(2.0))];
        list[0].normal = Some([1.0, 0.0, 0.0]);
        assert_eq!(ordered(&list), [1, 0]);
    }

    #[test]
    fn images_without_a_number_come_last() {
        assert_eq!(ordered(&[slice(None, None), slice(Some(7), None)]), [1, 0]);
    }

    proptest! {
        #[test]
        fn natural_order_is_a_total_order(mut names in prop::collection::vec("[a0-9/]{0,6}", 3)) {
            names.sort_by(|a, b| natural(a, b));
            prop_assert!(natural(&names[0], &names[2]).is_le());
            for name in &names {
                prop_assert_eq!(natural(name, name), Ordering::Equal);
            }
            prop_assert_eq!(natural(&names[0], &names[1]), natural(&names[1], &names[0]).reverse());
        }

        #[test]
        fn order_does_not_depend_on_the_order_of_arrival(
            numbers in prop::collection::vec((prop::option::of(0i64..5), prop::option::of(0i32..9)), 1..12),
            seed in any::<u64>(),
        ) {
            let summaries: Vec<_> =
                numbers.iter().map(|&(number, at)| slice(number, at.map(f64::from))).collect();
            let mut list: Vec<_> =
                summaries.iter().enumerate().map(|(id, summary)| Sortable { id, place: "", summary }).collect();
            let mut shuffled = list.clone();
            shuffled.sort_by_key(|instance| (instance.id as u64).wrapping_mul(seed | 1));
            sort(&mut list);
            sort(&mut shuffled);
            let ids = |list: &[Sortable<'_>]| list.iter().map(|instance| instance.id).collect::<Vec<_>>();
            prop_assert_eq!(ids(&list), ids(&shuffled));
        }
    }
}
