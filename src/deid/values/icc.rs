//! ICC profiles (0028,2000) without their words.
//!
//! A profile holds descriptions, a copyright, a maker's and a screen's names, and the time at which it was made, which
//! for some scanners is the day of the scan. Slides need its colours. So what is numbers stays as it is, at the place
//! where it is, and everything else is emptied: text, names, private tags, the time, bytes that belong to no tag. In
//! comes a profile of version 2 or 4 (ICC.1); out comes one of the same length with the same colours, or nothing if it
//! cannot be followed.

use std::ops::Range;

/// Bytes of the head.
const HEAD: usize = 128;
/// More tags than any profile has.
const MOST_TAGS: u32 = 100;

/// Types of tags that hold numbers only.
const NUMBERS: &[&[u8; 4]] = &[
    b"XYZ ", b"chrm", b"cicp", b"clro", b"curv", b"mAB ", b"mBA ", b"meas", b"mft1", b"mft2",
    b"mpet", b"para", b"sf32", b"sig ", b"uf32", b"view",
];

/// Parts of the head that stay: size, versions and spaces; the signature; flags, makers' registered names and what the
/// colours are meant for; the maker of the profile. The time, the checksum and what is reserved do not.
const HEAD_STAYS: &[Range<usize>] = &[0..24, 36..84];

/// The first second of 2000, in place of the time at which the profile was made.
const NO_TIME: [u8; 12] = [0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0];

/// The profile without its words, as long as it was.
pub fn without_words(profile: &[u8]) -> Option<Vec<u8>> {
    let size = number(profile, 0)? as usize;
    let count = number(profile, HEAD)?;
    let table = HEAD..(HEAD + 4).checked_add(12 * count as usize)?;
    if profile.get(36..40)? != b"acsp" || count > MOST_TAGS || size > profile.len() {
        return None;
    }
    let mut tags = Vec::new();
    for tag in 0..count as usize {
        let at = HEAD + 4 + 12 * tag;
        let start = number(profile, at + 4)? as usize;
        let end = start.checked_add(number(profile, at + 8)? as usize)?;
        if start < table.end || end > size || end - start < 8 {
            return None;
        }
        tags.push(start..end);
    }
    let is_numbers = |tag: &Range<usize>| {
        let kind = profile.get(tag.start..tag.start + 4);
        NUMBERS
            .iter()
            .any(|numbers| kind == Some(numbers.as_slice()))
    };
    let mut clean = vec![0; profile.len()];
    let mut keep = |range: Range<usize>| copy(profile, &mut clean, range);
    HEAD_STAYS.iter().cloned().for_each(&mut keep);
    keep(table);
    tags.iter()
        .filter(|tag| is_numbers(tag))
        .cloned()
        .for_each(&mut keep);
    // Words last: they may lie about where they are.
    for tag in tags.iter().filter(|tag| !is_numbers(tag)) {
        empty(profile, clean.get_mut(tag.clone())?, tag);
    }
    clean.get_mut(24..36)?.copy_from_slice(&NO_TIME);
    Some(clean)
}

/// A tag of its type, with nothing in it.
fn empty(profile: &[u8], place: &mut [u8], tag: &Range<usize>) {
    place.fill(0);
    let Some(kind) = profile.get(tag.start..tag.start + 4) else {
        return;
    };
    place
        .iter_mut()
        .zip(kind)
        .for_each(|(to, from)| *to = *from);
    // Localised text: no records, of twelve bytes each, as readers insist.
    if let (b"mluc", Some(length)) = (kind, place.get_mut(15)) {
        *length = 12;
    }
}

fn copy(from: &[u8], to: &mut [u8], range: Range<usize>) {
    if let (Some(from), Some(to)) = (from.get(range.clone()), to.get_mut(range)) {
        to.copy_from_slice(from);
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLANTED: &[u8] = b"DOE^JANE";

    /// A profile of these tags, with bytes of no tag between them.
    fn profile(tags: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
        let mut bytes = vec![0; HEAD + 4 + 12 * tags.len()];
        bytes[24..36].copy_from_slice(&[7, 230, 0, 3, 0, 9, 0, 1, 0, 2, 0, 3]);
        bytes[36..40].copy_from_slice(b"acsp");
        bytes[84..100].copy_from_slice(b"DOE^JANE19600101");
        bytes[HEAD + 3] = tags.len() as u8;
        for (index, (name, value)) in tags.iter().enumerate() {
            bytes.extend_from_slice(PLANTED);
            let at = HEAD + 4 + 12 * index;
            let place = [
                (bytes.len() as u32).to_be_bytes(),
                (value.len() as u32).to_be_bytes(),
            ];
            bytes[at..at + 4].copy_from_slice(*name);
            bytes[at + 4..at + 12].copy_from_slice(&place.concat());
            bytes.extend_from_slice(value);
        }
        let size = (bytes.len() as u32).to_be_bytes();
        bytes[..4].copy_from_slice(&size);
        bytes
    }

    fn value(kind: &[u8; 4], rest: &[u8]) -> Vec<u8> {
        [kind.as_slice(), &[0; 4], rest].concat()
    }

    #[test]
    fn colours_stay_where_they_are_and_words_go() {
        let curve = value(b"curv", &[0, 0, 0, 1, 2, 51]);
        let full = profile(&[
            (
                b"desc",
                value(b"desc", &[&[0, 0, 0, 9], PLANTED, &[0]].concat()),
            ),
            (b"rTRC", curve.clone()),
            (b"cprt", value(b"text", PLANTED)),
            (
                b"dmnd",
                value(b"mluc", &[&[0, 0, 0, 1, 0, 0, 0, 12], PLANTED].concat()),
            ),
            (b"mine", value(b"mine", PLANTED)),
        ]);
        let clean = without_words(&full).unwrap();
        assert_eq!(clean.len(), full.len());
        assert!(
            !clean
                .windows(3)
                .any(|window| PLANTED.windows(3).any(|word| word == window))
        );
        let at = full
            .windows(curve.len())
            .position(|window| window == curve)
            .unwrap();
        assert_eq!(clean[at..at + curve.len()], curve);
        assert_eq!(clean[HEAD..HEAD + 64], full[HEAD..HEAD + 64]);
        assert_eq!(without_words(&clean), Some(clean));
    }

    #[test]
    fn what_is_no_profile_is_none() {
        let full = profile(&[(b"cprt", value(b"text", PLANTED))]);
        let mut past_the_end = full.clone();
        past_the_end[HEAD + 13] += 1;
        let mut in_the_head = full.clone();
        in_the_head[HEAD + 8..HEAD + 12].fill(0);
        for bytes in [
            PLANTED,
            &full[..100],
            &full[..full.len() - 1],
            &past_the_end,
            &in_the_head,
        ] {
            assert_eq!(without_words(bytes), None);
        }
    }

    proptest! {
        #[test]
        fn no_bytes_stop_it(at in any::<prop::sample::Index>(), byte: u8, bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let mut full = profile(&[(b"cprt", value(b"text", PLANTED)), (b"rTRC", value(b"curv", &[0; 6]))]);
            let at = at.index(full.len());
            full[at] = byte;
            let _ = without_words(&full);
            let _ = without_words(&bytes);
        }
    }
}
