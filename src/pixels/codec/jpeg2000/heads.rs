//! What the heads of a code stream ask of its decoder, before that allocates by it (ITU-T T.800 Annex A).
//!
//! A few bytes can cut a small picture into a precinct for each pixel and 65,535 layers of each of these; every one of
//! them costs the decoder memory and time although no bit of it need be there. Heads that ask for far more than
//! pictures do, or that cannot be followed, are an error.

use super::super::super::error::PixelError;

const CODING: u8 = 0x52;
const CODING_OF_COMPONENT: u8 = 0x53;
const TILE_PART: u8 = 0x90;
const DATA: u8 = 0x93;

/// Segments that the decoder steps over by their length; others it steps over in its own way.
const KNOWN: &[u8] = &[
    0x50,
    0x51,
    CODING,
    CODING_OF_COMPONENT,
    0x55,
    0x57,
    0x58,
    0x59,
    0x5C,
    0x5D,
    0x5E,
    0x5F,
    0x60,
    0x61,
    0x63,
    0x64,
    0x74,
    0x75,
    0x77,
    0x78,
];

/// Bytes of a tile-part's first segment with its marker.
const TILE_PART_HEAD: usize = 12;

/// Packets that any picture may have, each of which costs the decoder a microsecond or two; larger ones may have more
/// in proportion.
const MOST_PACKETS: u64 = 1 << 16;
const SAMPLES_PER_PACKET: u64 = 16;

/// The size of a picture and of its tiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub columns: u32,
    pub rows: u32,
    pub components: u16,
    pub tiles: u64,
}

/// An error if the code stream asks for more than pictures do.
pub fn check(stream: &[u8], size: Size) -> Result<(), PixelError> {
    let refused = |reason: &'static str| PixelError::codec("JPEG 2000", reason);
    let asked = asked(stream, size).ok_or_else(|| refused("its heads cannot be followed"))?;
    let components = u64::from(size.components);
    let samples = u64::from(size.columns) * u64::from(size.rows) * components;
    let precincts = asked.precincts.saturating_mul(components);
    let packets = precincts.saturating_mul(asked.layers.max(1));
    match packets <= MOST_PACKETS + samples / SAMPLES_PER_PACKET {
        true => Ok(()),
        false => Err(refused("it is cut into too many packets")),
    }
}

/// The most that any part of the heads asks for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Asked {
    layers: u64,
    /// Of one component, in all tiles.
    precincts: u64,
}

/// Of the main head and those of all tile-parts; `None` if they cannot be followed.
fn asked(stream: &[u8], size: Size) -> Option<Asked> {
    let mut asked = Asked::default();
    let mut at = 2;
    // Where the tile-part ends whose head this is; nowhere if it is the last one.
    let mut end = None;
    loop {
        let [0xFF, marker] = array(stream, at)? else {
            return None;
        };
        match marker {
            TILE_PART => {
                let length = u32::from_be_bytes(array(stream, at + 6)?) as usize;
                end = (length > 0).then_some(at.checked_add(length)?);
                at += TILE_PART_HEAD;
            }
            DATA => match end.filter(|end| array(stream, *end) == Some([0xFF, TILE_PART])) {
                Some(end) if end > at => at = end,
                Some(_) => return None,
                // What is cut short or followed by something else is the last one, too.
                None => return Some(asked),
            },
            marker if KNOWN.contains(&marker) => {
                let length = usize::from(u16::from_be_bytes(array(stream, at + 2)?));
                let body = stream.get(at + 4..at + 2 + length)?;
                match (marker, body) {
                    // Style, order of packets, layers, transform; then what a component's own segment has, too.
                    (CODING, &[style, _, l1, l0, _, ref blocks @ ..]) => {
                        let layers = u64::from(u16::from_be_bytes([l1, l0]));
                        asked.layers = asked.layers.max(layers);
                        asked.see(style, blocks, size)?;
                    }
                    (CODING_OF_COMPONENT, body) => {
                        let (_, rest) =
                            body.split_at_checked(if size.components < 257 { 1 } else { 2 })?;
                        let (&style, blocks) = rest.split_first()?;
                        asked.see(style, blocks, size)?;
                    }
                    (CODING, _) => return None,
                    _ => {}
                }
                at += 2 + length;
            }
            _ => return None,
        }
    }
}

impl Asked {
    /// Levels of decomposition, code-blocks and the sizes of precincts.
    fn see(&mut self, style: u8, blocks: &[u8], size: Size) -> Option<()> {
        let &[levels, _, _, _, _, ref sizes @ ..] = blocks else {
            return None;
        };
        let mut precincts = 0_u64;
        for resolution in 0..=levels {
            let both = match style & 1 {
                0 => 0xFF,
                _ => *sizes.get(usize::from(resolution))?,
            };
            let along = |length: u32, exponent: u8| {
                let length = u64::from(length) >> (levels - resolution).min(63);
                // The first one and the last may be cut.
                (length >> exponent) + 2
            };
            let of_all = along(size.columns, both & 0xF) * along(size.rows, both >> 4);
            precincts = precincts.saturating_add(of_all);
        }
        self.precincts = self
            .precincts
            .max(precincts.saturating_add(size.tiles.saturating_mul(u64::from(levels) + 1)));
        Some(())
    }
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..)?.first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SMALL: Size = Size {
        columns: 100,
        rows: 100,
        components: 1,
        tiles: 1,
    };

    fn segment(marker: u8, body: &[u8]) -> Vec<u8> {
        let length = (body.len() as u16 + 2).to_be_bytes();
        [&[0xFF, marker], &length[..], body].concat()
    }

    fn coding(layers: u16, sizes: &[u8]) -> Vec<u8> {
        let [l1, l0] = layers.to_be_bytes();
        let levels = sizes.len().max(1) as u8 - 1;
        let head = [
            u8::from(!sizes.is_empty()),
            0,
            l1,
            l0,
            0,
            levels,
            4,
            4,
            0,
            1,
        ];
        segment(CODING, &[&head, sizes].concat())
    }

    /// Two tile-parts, the second one's head with `more` in it.
    fn stream(main: &[u8], more: &[u8]) -> Vec<u8> {
        let tile_part = |more: &[u8], number: u8| {
            let length = (TILE_PART_HEAD + more.len() + 2 + 3) as u32;
            let head = [&[0, 0][..], &length.to_be_bytes(), &[number, 2]].concat();
            [&segment(TILE_PART, &head), more, &[0xFF, DATA, 1, 2, 3]].concat()
        };
        let parts = [tile_part(&[], 0), tile_part(more, 1)].concat();
        [&[0xFF, 0x4F], main, &parts, &[0xFF, 0xD9]].concat()
    }

    #[test]
    fn what_pictures_ask_for_is_granted() {
        for main in [
            coding(1, &[]),
            coding(20, &[0x77, 0x88, 0x88]),
            [coding(1, &[]), segment(0x64, b"\0\x01made by")].concat(),
        ] {
            assert_eq!(check(&stream(&main, &[]), SMALL), Ok(()));
        }
    }

    #[test]
    fn layers_and_precincts_without_measure_are_refused_wherever_they_stand() {
        let usual = coding(1, &[]);
        let precincts = coding(u16::MAX, &[0x00]);
        let of_component = segment(CODING_OF_COMPONENT, &[0, 1, 0, 4, 4, 0, 1, 0x00]);
        let layers = coding(u16::MAX, &[]);
        for (main, more) in [
            (&precincts, &[][..]),
            (&usual, &precincts),
            (&[usual.clone(), precincts.clone()].concat(), &[]),
            (&[layers.clone(), of_component.clone()].concat(), &[]),
            (&layers, &of_component),
        ] {
            assert!(check(&stream(main, more), SMALL).is_err());
        }
        // A precinct for each pixel of a large picture, though of one layer.
        let large = Size {
            columns: 4_000,
            rows: 4_000,
            ..SMALL
        };
        assert!(check(&stream(&coding(1, &[0x00]), &[]), large).is_err());
        assert_eq!(check(&stream(&coding(20, &[0x66]), &[]), large), Ok(()));
    }

    #[test]
    fn heads_that_cannot_be_followed_are_refused() {
        let unknown = [coding(1, &[]), segment(0x54, &[0; 4])].concat();
        assert!(check(&stream(&unknown, &[]), SMALL).is_err());
        assert!(check(&stream(&segment(CODING, &[1, 0]), &[]), SMALL).is_err());
        let whole = stream(&coding(1, &[]), &[]);
        for length in 0..whole.len() {
            let _ = check(&whole[..length], SMALL);
        }
        assert!(check(&whole[..20], SMALL).is_err());
    }
}
