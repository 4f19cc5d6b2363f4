//! Slips of the hand: words that differ by a letter or two.

/// Whether one letter was changed, dropped, added, or swapped with its neighbour.
pub(in crate::deid) fn is_one_letter_off(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let longest = one.len().max(other.len());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let same =
        |pairs: &mut dyn Iterator<Item = (&u8, &u8)>| pairs.take_while(|(a, b)| a == b).count();
    let start = same(&mut one.iter().zip(other));
    let end = same(&mut one.iter().rev().zip(other.iter().rev()));
    let middle = |bytes: &[u8]| bytes.get(start..start + 2).map(|pair| [pair[0], pair[1]]);
    let is_swapped = || {
        let (Some([a, b]), Some([c, d])) = (middle(one), middle(other)) else {
            return false;
        };
        one.len() == other.len() && (a, b) == (d, c) && start + end + 2 >= longest
    };
    start + end + 1 >= longest || is_swapped()
}

/// [`is_one_letter_off`] for two letters, swaps counting as two.
pub(super) fn is_two_letters_off(one: &str, other: &str) -> bool {
    if one.len().abs_diff(other.len()) > 2 {
        return false;
    }
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.bytes().enumerate() {
        let mut before = row;
        let mut left = row + 1;
        for (at, against) in other.bytes().enumerate() {
            let above = last.get(at + 1).copied().unwrap_or(usize::MAX - 1);
            let changed = before + usize::from(letter != against);
            if let Some(cell) = last.get_mut(at) {
                *cell = left;
            }
            before = above;
            left = changed.min(above + 1).min(left + 1);
        }
        if let Some(cell) = last.last_mut() {
            *cell = left;
        }
    }
    last.last().is_some_and(|off| *off <= 2)
}
