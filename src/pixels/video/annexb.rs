//! Bare streams of NAL units parted by start codes (ITU-T H.264 Annex B, H.265 Annex B), cut into coded pictures.
//!
//! In come the stream's bytes, out come the runs that hold one picture each with the parameter sets before it. Nothing
//! is decoded; a cut in the wrong place shows when a browser decodes the run.

use std::ops::Range;

use super::{Coding, Unit};

/// Start codes found: where each begins, and the NAL unit behind it.
fn nal_units(bytes: &[u8]) -> impl Iterator<Item = (usize, Range<usize>)> + '_ {
    let mut next = start_code(bytes, 0);
    std::iter::from_fn(move || {
        let (begins, first) = next?;
        next = start_code(bytes, first);
        let end = next.map_or(bytes.len(), |(begins, _)| begins);
        Some((begins, first..end.max(first)))
    })
}

/// The next start code from `from` on, its leading zeros included: where it begins and what comes after it.
fn start_code(bytes: &[u8], from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    loop {
        match *bytes.get(at..)?.first_chunk::<3>()? {
            [0, 0, 1] => break,
            // No start code can begin before a byte above one.
            [_, _, last] if last > 1 => at += 3,
            _ => at += 1,
        }
    }
    let zeros = bytes.get(from..at)?.iter().rev();
    let zeros = zeros.take_while(|&&byte| byte == 0).count();
    Some((at.saturating_sub(zeros), at.checked_add(3)?))
}

/// NAL units without their start codes.
pub fn nals(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    nal_units(bytes).map(|(_, range)| bytes.get(range).unwrap_or_default())
}

/// What a NAL unit means for the cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Coded samples; whether they begin a picture, and whether it can be decoded by itself.
    Samples { first: bool, key: bool },
    /// Comes before a picture's samples.
    Before,
    /// Goes with whatever is about it.
    Any,
}

fn role(nal: &[u8], coding: Coding) -> Role {
    let byte = |at: usize| nal.get(at).copied().unwrap_or(0);
    match coding {
        Coding::H265 => match byte(0) >> 1 & 0x3F {
            kind @ 0..=31 => Role::Samples {
                first: byte(2) & 0x80 != 0,
                key: matches!(kind, 19 | 20),
            },
            32..=35 | 39 | 41..=44 | 48..=55 => Role::Before,
            _ => Role::Any,
        },
        _ => match byte(0) & 0x1F {
            kind @ 1..=5 => Role::Samples {
                // The first macroblock, number 0, is one bit.
                first: matches!(kind, 1 | 2 | 5) && byte(1) & 0x80 != 0,
                key: kind == 5,
            },
            6..=9 | 14..=18 => Role::Before,
            _ => Role::Any,
        },
    }
}

/// Whether samples among these NAL units can be decoded by themselves; `None` if there are none.
pub fn key<'a>(nals: impl Iterator<Item = &'a [u8]>, coding: Coding) -> Option<bool> {
    nals.filter_map(|nal| match role(nal, coding) {
        Role::Samples { key, .. } => Some(key),
        Role::Before | Role::Any => None,
    })
    .reduce(|one, other| one | other)
}

/// The runs of the coded pictures, in order of decoding.
pub fn units(bytes: &[u8], coding: Coding) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut start = None;
    let mut picture = None;
    for (begins, range) in nal_units(bytes) {
        let role = role(bytes.get(range).unwrap_or_default(), coding);
        let another = match role {
            Role::Samples { first, .. } => first,
            Role::Before => true,
            Role::Any => false,
        };
        if let (true, Some(key), Some(from)) = (another, picture, start) {
            units.push(Unit {
                range: from..begins,
                key,
            });
            (start, picture) = (None, None);
        }
        start.get_or_insert(begins);
        if let Role::Samples { key, .. } = role {
            picture = Some(picture.unwrap_or(false) | key);
        }
    }
    if let (Some(key), Some(from)) = (picture, start) {
        units.push(Unit {
            range: from..bytes.len(),
            key,
        });
    }
    units
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{annexb, idr, other};
    use super::*;

    fn cut(bytes: &[u8]) -> Vec<(usize, bool)> {
        let units = units(bytes, Coding::H264);
        units
            .iter()
            .map(|unit| (unit.range.len(), unit.key))
            .collect()
    }

    #[test]
    fn sets_go_with_the_picture_behind_them_and_slices_with_the_one_before() {
        let sets: &[&[u8]] = &[&[9, 0xF0], &[0x67, 1], &[0x68, 2], &[0x06, 5]];
        let first = annexb(&[sets, &[&idr(1), &[0x65, 0x40, 7]]].concat());
        let second = annexb(&[&other(2)]);
        let third = annexb(&[&[9, 0xF0], &other(3), &[12, 0xFF]]);
        let stream = [&first[..], &second, &third].concat();
        assert_eq!(
            cut(&stream),
            [
                (first.len(), true),
                (second.len(), false),
                (third.len(), false)
            ]
        );
    }

    #[test]
    fn a_stream_without_samples_has_no_pictures() {
        assert_eq!(cut(&annexb(&[&[0x67, 1], &[0x68, 2]])), []);
        assert_eq!(cut(b"no start code"), []);
        assert_eq!(cut(&[]), []);
    }

    #[test]
    fn an_hevc_picture_begins_with_its_first_segment() {
        let stream = annexb(&[
            &[0x40, 1],
            &[0x42, 1],
            &[0x44, 1],
            &[0x26, 1, 0x80],
            &[0x26, 1, 0],
            &[0x02, 1, 0x80],
        ]);
        let units = units(&stream, Coding::H265);
        let keys: Vec<_> = units.iter().map(|unit| unit.key).collect();
        assert_eq!(keys, [true, false]);
    }

    proptest! {
        #[test]
        fn runs_are_in_order_and_within_whatever_the_bytes(
            bytes in prop::collection::vec(prop::sample::select(vec![0_u8, 1, 2, 3, 0x65, 0x61, 0x67, 0x80, 0xFF]), 0..200),
        ) {
            for coding in [Coding::H264, Coding::H265] {
                let mut at = 0;
                for unit in units(&bytes, coding) {
                    prop_assert!(unit.range.start >= at && unit.range.end > unit.range.start);
                    at = unit.range.end;
                }
                prop_assert!(at <= bytes.len());
            }
        }
    }
}
