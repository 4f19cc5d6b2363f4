//! Drawn pictures as an encoder of H.264 wants them, and the pace of a cine.
//!
//! In come drawn pictures of one size; out come planes (I420, limited range, the matrix of BT.709), which a browser
//! encodes and [`crate::pixels::video::film`] puts into a file.

use dicom_dictionary_std::tags;

use super::{Drawn, SlideError};
use crate::dicom::{DataSet, DataSetExt};

/// Most pictures of one film: at ten a second, over three minutes. They are all in memory, encoded, until it ends.
pub const MOST_PICTURES: usize = 2_000;

/// Microseconds of a slice of a stack, which has no pace of its own: ten a second.
pub const STACK: u64 = 100_000;

/// The fastest and the slowest pace of a film, in microseconds a picture: 60 a second, and one.
const FASTEST: u64 = 16_667;
const SLOWEST: u64 = 1_000_000;

/// Microseconds that each picture of a cine lasts, by Recommended Display Frame Rate (0008,2144), Cine Rate (0018,0040)
/// or Frame Time (0018,1063) (PS3.3 C.7.6.5); `None` where the header says nothing of it.
pub fn frame_time(data_set: &DataSet) -> Option<u64> {
    let decimal = |tag| {
        let values = data_set.decimals(tag);
        values.first().copied().filter(|value| *value > 0.0)
    };
    let rate = decimal(tags::RECOMMENDED_DISPLAY_FRAME_RATE).or_else(|| decimal(tags::CINE_RATE));
    let microseconds = match rate {
        Some(rate) => 1_000_000.0 / rate,
        None => decimal(tags::FRAME_TIME)? * 1_000.0,
    };
    microseconds
        .is_finite()
        .then(|| (microseconds.round() as u64).clamp(FASTEST, SLOWEST))
}

/// The next even numbers: two columns, and two rows, share a sample of chroma.
pub fn even((columns, rows): (u32, u32)) -> (u32, u32) {
    let even = |side: u32| side.saturating_add(side % 2).max(2);
    (even(columns), even(rows))
}

/// How an encoder is to be asked for H.264 (High profile) of such pictures, as browsers name it, at the lowest level of
/// ITU-T H.264 table A-1 that has room for them; `None` if none has.
pub fn codec((columns, rows): (u32, u32)) -> Option<String> {
    let blocks = |side: u32| u64::from(side.div_ceil(16));
    let blocks = blocks(columns).checked_mul(blocks(rows))?;
    let levels = [(0x28, 8_192), (0x2A, 8_704), (0x33, 36_864)];
    let level = levels.iter().find(|(_, most)| blocks <= *most);
    level.map(|(level, _)| format!("avc1.6400{level:02X}"))
}

/// Bits a second: half a bit for each pixel, so that fine lines stay; no fewer than two million.
pub fn bit_rate((columns, rows): (u32, u32), frame_time: u64) -> u64 {
    let pixels = u64::from(columns).saturating_mul(u64::from(rows));
    let bits = pixels.saturating_mul(500_000) / frame_time.max(1);
    bits.clamp(2_000_000, 62_500_000)
}

/// The planes of a picture of even columns and rows.
///
/// # Errors
///
/// Where its columns or rows are odd, or its samples do not fit them.
pub fn planes(picture: &Drawn) -> Result<Vec<u8>, SlideError> {
    let (columns, rows) = (picture.columns as usize, picture.rows as usize);
    let pixels = picture.rgb.as_chunks::<3>().0;
    if !columns.is_multiple_of(2) || !rows.is_multiple_of(2) || pixels.len() != columns * rows {
        return Err(SlideError::Size);
    }
    let mut planes: Vec<u8> = pixels.iter().map(|pixel| luma(*pixel)).collect();
    let (mut blue, mut red) = (Vec::new(), Vec::new());
    for pair in pixels.chunks_exact((2 * columns).max(1)) {
        let (above, below) = pair.split_at(columns);
        for (above, below) in above.chunks_exact(2).zip(below.chunks_exact(2)) {
            let mean = mean(above.iter().chain(below));
            let [b, r] = chroma(mean);
            blue.push(b);
            red.push(r);
        }
    }
    planes.extend_from_slice(&blue);
    planes.extend_from_slice(&red);
    Ok(planes)
}

/// Luma in limited range (ITU-R BT.709 3.2 to 3.5), in 65,536ths.
fn luma([red, green, blue]: [u8; 3]) -> u8 {
    let sum = 11_966 * i32::from(red) + 40_254 * i32::from(green) + 4_064 * i32::from(blue);
    level(16, sum)
}

/// Differences of blue and of red, in the same way.
fn chroma([red, green, blue]: [i32; 3]) -> [u8; 2] {
    [
        level(128, -6_596 * red - 22_189 * green + 28_785 * blue),
        level(128, 28_784 * red - 26_145 * green - 2_639 * blue),
    ]
}

fn level(base: i32, sum: i32) -> u8 {
    (base + ((sum + 32_768) >> 16)).clamp(0, 255) as u8
}

/// Of four pixels.
fn mean<'a>(pixels: impl Iterator<Item = &'a [u8; 3]>) -> [i32; 3] {
    let sum = pixels.fold([0; 3], |[r, g, b]: [i32; 3], &[red, green, blue]| {
        [
            r + i32::from(red),
            g + i32::from(green),
            b + i32::from(blue),
        ]
    });
    sum.map(|sum| (sum + 2) / 4)
}
