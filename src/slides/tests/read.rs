//! PNG and JPEG taken apart, by code that shares nothing with what wrote them.

use std::io::Read;

/// Name and data of each chunk (ISO/IEC 15948 5.3).
pub fn chunks(file: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut rest = file.strip_prefix(b"\x89PNG\r\n\x1a\n").unwrap();
    let mut chunks = Vec::new();
    while !rest.is_empty() {
        let length = u32::from_be_bytes(rest[..4].try_into().unwrap()) as usize;
        let name = String::from_utf8(rest[4..8].to_vec()).unwrap();
        let sum = u32::from_be_bytes(rest[8 + length..12 + length].try_into().unwrap());
        assert_eq!(sum, crc32fast::hash(&rest[4..8 + length]), "{name}");
        chunks.push((name, rest[8..8 + length].to_vec()));
        rest = &rest[12 + length..];
    }
    chunks
}

/// The samples behind filters (ISO/IEC 15948 9.2), eight bits each.
pub fn unfiltered(data: &[u8], row: usize, pixel: usize) -> Vec<u8> {
    let mut raw = Vec::new();
    flate2::read::ZlibDecoder::new(data)
        .read_to_end(&mut raw)
        .unwrap();
    let mut samples: Vec<u8> = Vec::new();
    for line in raw.chunks(row + 1) {
        let start = samples.len();
        for (x, byte) in line[1..].iter().enumerate() {
            let left = if x >= pixel {
                samples[start + x - pixel]
            } else {
                0
            };
            let up = if start > 0 {
                samples[start + x - row]
            } else {
                0
            };
            let corner = match start > 0 && x >= pixel {
                true => samples[start + x - row - pixel],
                false => 0,
            };
            let (a, b, c) = (i32::from(left), i32::from(up), i32::from(corner));
            let p = a + b - c;
            let nearest =
                [(a, 0), (b, 1), (c, 2)].map(|(value, rank)| ((p - value).abs(), rank, value));
            let predicted = match line[0] {
                0 => 0,
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                4 => nearest.into_iter().min().unwrap().2,
                other => panic!("{other}"),
            };
            samples.push(byte.wrapping_add(predicted as u8));
        }
    }
    samples
}

/// Columns, rows and three bytes a pixel of a PNG of one picture; only the chunks that one needs are in it.
pub fn read_png(file: &[u8]) -> (u32, u32, Vec<u8>) {
    let chunks = chunks(file);
    let names: Vec<&str> = chunks.iter().map(|(name, _)| name.as_str()).collect();
    let data = names.iter().filter(|name| **name == "IDAT").count();
    assert_eq!(
        names,
        [vec!["IHDR"], vec!["IDAT"; data], vec!["IEND"]].concat()
    );
    let head = &chunks[0].1;
    let side = |at: usize| u32::from_be_bytes(head[at..at + 4].try_into().unwrap());
    let (columns, rows) = (side(0), side(4));
    assert_eq!((head[8], head[10], head[11], head[12]), (8, 0, 0, 0));
    let samples = match head[9] {
        0 => 1,
        2 => 3,
        other => panic!("{other}"),
    };
    let data: Vec<u8> = chunks
        .iter()
        .filter(|(name, _)| name == "IDAT")
        .flat_map(|(_, data)| data.clone())
        .collect();
    let bytes = unfiltered(&data, columns as usize * samples, samples);
    let rgb = match samples {
        1 => bytes.iter().flat_map(|grey| [*grey; 3]).collect(),
        _ => bytes,
    };
    (columns, rows, rgb)
}

/// The markers of a JPEG up to its first scan (ITU-T T.81 B.1.1), with what stands in their segments.
pub fn markers(file: &[u8]) -> Vec<(u8, Vec<u8>)> {
    let mut rest = file.strip_prefix(&[0xFF, 0xD8]).unwrap();
    let mut markers = Vec::new();
    loop {
        assert_eq!(rest[0], 0xFF);
        let (marker, length) = (rest[1], usize::from(u16::from_be_bytes([rest[2], rest[3]])));
        markers.push((marker, rest[4..2 + length].to_vec()));
        rest = &rest[2 + length..];
        if marker == 0xDA {
            break;
        }
    }
    // One scan, and nothing behind it.
    let marker = |pair: &[u8]| pair[0] == 0xFF && pair[1] != 0;
    let last = rest.windows(2).position(marker).unwrap();
    assert_eq!(rest[last..], [0xFF, 0xD9]);
    markers
}
