//! Streams made by code, for the tests.

/// 320 × 240, High profile, as a browser's encoder wrote it.
pub const SPS_320_240: &[u8] = &[
    0x67, 0x64, 0x0C, 0x14, 0xAC, 0x19, 0x1A, 0x81, 0x41, 0xF2, 0x6A, 0x02, 0x02, 0x02, 0x0F, 0x08,
    0x84, 0x6A,
];

/// 1920 × 1080 of 1088 rows, High profile.
pub const SPS_CROPPED: &[u8] = &[
    0x67, 0x64, 0x00, 0x28, 0xAC, 0xD9, 0x40, 0x78, 0x02, 0x27, 0xE5, 0x84, 0x00, 0x00, 0x03, 0x00,
    0x04, 0x00, 0x00, 0x03, 0x00, 0xC8, 0x3C, 0x60, 0xC6, 0x58,
];

/// The picture parameter set that went with it.
pub const PPS: &[u8] = &[0x68, 0xCE, 0x3C, 0x80];

/// A picture that can be decoded by itself, as far as its head goes, with `fill` in place of samples.
pub fn idr(fill: u8) -> Vec<u8> {
    vec![0x65, 0xB8, 0x10, fill, 0x80, fill, 0x80]
}

/// One that cannot.
pub fn other(fill: u8) -> Vec<u8> {
    vec![0x61, 0xE0, 0x10, fill, 0x80]
}

/// NAL units behind start codes.
pub fn annexb(nals: &[&[u8]]) -> Vec<u8> {
    let behind = |nal: &&[u8]| [&[0, 0, 0, 1], *nal].concat();
    nals.iter().flat_map(behind).collect()
}

/// A transport stream with a table of programs, a map, and each of `units` as a packetised unit on number 257, a
/// packet of sound after each.
pub fn transport_stream(units: &[Vec<u8>], stream_type: u8) -> Vec<u8> {
    let mut stream = Vec::new();
    let mut packet = |number: u16, begins: bool, counter: u8, payload: &[u8]| {
        assert!(payload.len() <= 184);
        let [high, low] = number.to_be_bytes();
        let begins = if begins { 0x40 } else { 0 };
        stream.extend([0x47, begins | high, low]);
        match 184 - payload.len() {
            0 => stream.push(0x10 | counter),
            1 => stream.extend([0x30 | counter, 0]),
            more => {
                stream.extend([0x30 | counter, more as u8 - 1, 0]);
                stream.extend(vec![0xFF; more - 2]);
            }
        }
        stream.extend(payload);
    };
    let program = [0, 0, 0xB0, 13, 0, 1, 0xC1, 0, 0, 0, 1, 0xF0, 0, 1, 2, 3, 4];
    packet(0, true, 0, &program);
    let map = [
        0,
        2,
        0xB0,
        23,
        0,
        1,
        0xC1,
        0,
        0,
        0xE1,
        1,
        0xF0,
        0, //
        0x0F,
        0xE1,
        2,
        0xF0,
        0,
        stream_type,
        0xE1,
        1,
        0xF0,
        0,
        1,
        2,
        3,
        4,
    ];
    packet(0x1000, true, 0, &map);
    let mut counter = 0;
    for unit in units {
        let head: &[u8] = &[0, 0, 1, 0xE0, 0, 0, 0x80, 0, 3, 0xFF, 0xFF, 0xFF];
        for (index, piece) in [head, unit].concat().chunks(184).enumerate() {
            counter = (counter + 1) % 16;
            packet(257, index == 0, counter, piece);
        }
        packet(258, true, 0, &[0, 0, 1, 0xC0, 0, 0, 0x80, 0, 0, 1, 2, 3]);
    }
    stream
}
