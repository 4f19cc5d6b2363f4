//! Noise that is the same every time and everywhere.

/// 32 bits that look random, of a place and a seed.
pub fn bits(x: u32, y: u32, seed: u32) -> u32 {
    let mut hash =
        x.wrapping_mul(0x9E37_79B1) ^ y.wrapping_mul(0x85EB_CA77) ^ seed.wrapping_mul(0xC2B2_AE3D);
    for (shift, factor) in [(15, 0x2C1B_3C6D), (12, 0x297A_2D39)] {
        hash = (hash ^ (hash >> shift)).wrapping_mul(factor);
    }
    hash ^ (hash >> 15)
}

/// From 0 to 1.
pub fn unit(x: u32, y: u32, seed: u32) -> f32 {
    bits(x, y, seed) as f32 / u32::MAX as f32
}

/// Around 0, mostly within 1.
pub fn around_zero(x: u32, y: u32, seed: u32) -> f32 {
    unit(x, y, seed) + unit(x, y, seed ^ 0x55AA) - 1.0
}

/// Smooth between whole numbers: `unit` of the four neighbours, weighed.
pub fn smooth(x: f32, y: f32, seed: u32) -> f32 {
    let (left, top) = (x.floor(), y.floor());
    let (across, down) = (x - left, y - top);
    let at = |dx: u32, dy: u32| {
        // Shifted so that places left of 0 and above it are places too.
        let (column, row) = ((left + 1e6) as u32 + dx, (top + 1e6) as u32 + dy);
        unit(column, row, seed)
    };
    let upper = at(0, 0) * (1.0 - across) + at(1, 0) * across;
    let lower = at(0, 1) * (1.0 - across) + at(1, 1) * across;
    upper * (1.0 - down) + lower * down
}

/// A byte of nonsense.
pub fn byte(at: u32) -> u8 {
    (bits(at, 0, 99) >> 11) as u8
}
